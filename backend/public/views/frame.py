"""What all public pages share: the office in the header, the words, and what caches may keep."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from backend.core.language import Text
from backend.core.pages import render_page, spoken
from backend.core.wording import FRAME
from backend.jurisdictions.models import Jurisdiction
from backend.public.places import jurisdiction_for
from backend.public.wording import SCRIPT_WORDS, WORDS

MAX_AGE_S = 30  # our choice: so long a page may be behind


def public_page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page that is the same for everybody: by host, language and the office chosen before."""
    response = _page(request, template, context, {}, status)
    if response.cookies or status >= 400:
        patch_cache_control(response, private=True, no_cache=True)
    else:
        patch_cache_control(response, public=True, max_age=MAX_AGE_S)
    return response


def private_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    words: Mapping[str, Text],
    status: int = 200,
) -> HttpResponse:
    """A page that holds a secret, or what only one person may read."""
    response = _page(request, template, context, words, status)
    response["Cache-Control"] = "private, no-store"
    return response


def missing_page(request: HttpRequest) -> HttpResponse:
    """The same for what is not there and for what nobody may know of."""
    context = {"office": jurisdiction_for(request)}
    return public_page(request, "public/missing.html", context, status=404)


def _page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    more: Mapping[str, Text],
    status: int,
) -> HttpResponse:
    words: dict[str, Text] = {**WORDS, **more}
    office: Jurisdiction | None = context.get("office")
    known = {**FRAME, **words}
    script_words = spoken({name: known[name] for name in SCRIPT_WORDS if name in known})
    number = office.emergency_number if office else "112"
    shared = {"script_words": script_words, "emergency": WORDS["emergency"].format(number=number)}
    context = {**shared, **context}
    return render_page(request, template, words=words, context=context, status=status)
