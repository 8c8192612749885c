"""The frame of our own pages: the reader's language, its words, the base map."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from backend.core.language import Language, Text, current_language
from backend.core.page_map import base_layer
from backend.core.wording import FRAME

LANGUAGE_KEPT = timedelta(days=365)
LANGUAGE_NAMES = {
    Language.POLISH: "Polski",
    Language.ENGLISH: "English",
    Language.UKRAINIAN: "Українська",
}


def render_page(
    request: HttpRequest,
    template: str,
    *,
    words: Mapping[str, Text],
    context: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render a page or a part of one in the reader's language, and remember `?lang=`.

    words: by the names that the template calls them, `{{ words.search }}`; the frame's are there.
    """
    values = {
        "words": spoken({**FRAME, **words}),
        "language": current_language(),
        "languages": _languages(request),
        "base_map": base_layer(),
        **(context or {}),
    }
    response = render(request, template, values, status=status)
    patch_vary_headers(response, ["Cookie"])
    chosen = request.GET.get("lang")
    if chosen in Language.values:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=LANGUAGE_KEPT,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


def spoken(words: Mapping[str, Text]) -> dict[str, str]:
    """The words in the reader's language, for a template or `json_script`."""
    return {name: str(text) for name, text in words.items()}


def _languages(request: HttpRequest) -> list[dict[str, str]]:
    """Each language with the address of this page in it."""
    links = []
    for code, name in LANGUAGE_NAMES.items():
        query = request.GET.copy()
        query["lang"] = code.value
        links.append({"code": code.value, "name": name, "href": f"?{query.urlencode()}"})
    return links
