"""The three languages: texts that exist in all of them, and which one a request speaks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers


class Language(models.TextChoices):
    POLISH = "pl"
    ENGLISH = "en"
    UKRAINIAN = "uk"


LANGUAGES: tuple[str, ...] = tuple(Language.values)  # Django makes `values` anew at each look


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text in all three languages; `str()` gives the one of the current request."""

    pl: str
    en: str
    uk: str

    def __str__(self) -> str:
        return self.in_language(current_language())

    def in_language(self, language: str) -> str:
        return getattr(self, Language(language).value)

    def format(self, **values: Any) -> "Text":
        """Fill in the placeholders; a value that is a Text is put in language by language."""
        return Text(
            **{
                language: getattr(self, language).format(
                    **{
                        name: value.in_language(language) if isinstance(value, Text) else value
                        for name, value in values.items()
                    }
                )
                for language in LANGUAGES
            }
        )

    @classmethod
    def of(cls, row: models.Model, field: str) -> "Text":
        """Read the columns `field_pl`, `field_en` and `field_uk`; Polish stands in for a gap."""
        polish = getattr(row, f"{field}_pl")
        return cls(
            pl=polish,
            en=getattr(row, f"{field}_en") or polish,
            uk=getattr(row, f"{field}_uk") or polish,
        )


def current_language() -> str:
    """Return pl, en or uk: the language of the request, else Polish."""
    language = (translation.get_language() or "pl")[:2]
    return language if language in LANGUAGES else "pl"


class LanguageMiddleware:
    """Speak the language of `?lang=`, else of Accept-Language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("lang", "")
        language = asked if asked in LANGUAGES else translation.get_language_from_request(request)
        with translation.override(language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", current_language())
            patch_vary_headers(response, ("Accept-Language",))
        return response
