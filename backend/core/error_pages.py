"""What is refused, or broke, as a page for people: the same answer that a program gets as JSON.

Nothing here asks the database, which may be what broke.
"""

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from backend.core.language import Language, Text
from backend.core.pages import LANGUAGE_NAMES, spoken
from backend.core.wording import ERRORS, FRAME

FOR_PROGRAMS = ("/api/", "/ogc", "/open311", "/_allauth/", "/.well-known/", "/static/")


def is_wanted(request: HttpRequest) -> bool:
    """Tell whether a browser asked for a page; a program that takes anything gets JSON."""
    asked_for_html = "text/html" in request.headers.get("Accept", "")
    return asked_for_html and not request.path_info.startswith(FOR_PROGRAMS)


def error_page(request: HttpRequest, code: str, status: int) -> HttpResponse:
    """The words of this code, or else of the status."""
    with translation.override(_language(request)):
        title, lead = _words(code, status)
        context = {
            "words": spoken({**FRAME, "title": title, "lead": lead}),
            "language": translation.get_language(),
            "languages": [
                {"code": each.value, "name": name, "href": f"?lang={each.value}"}
                for each, name in LANGUAGE_NAMES.items()
            ],
        }
        response = render(request, "core/error.html", context, status=status)
        response["Content-Language"] = translation.get_language()
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["Accept", "Accept-Language", "Cookie"])
    return response


def _words(code: str, status: int) -> tuple[Text, Text]:
    return ERRORS.get(code) or ERRORS["internal" if status >= 500 else "malformed"]


def _language(request: HttpRequest) -> str:
    try:
        asked = request.GET.get("lang", "")
    except SuspiciousOperation:  # the address itself is what is wrong
        asked = ""
    return asked if asked in Language.values else translation.get_language_from_request(request)
