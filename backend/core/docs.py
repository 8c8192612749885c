"""The API's description (OpenAPI 3.1) and the page that shows it."""

from functools import cache

import orjson
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page, require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularSwaggerSplitView


@require_safe
@conditional_page
def schema(request: HttpRequest) -> HttpResponse:
    """Describe every call of the API."""
    return HttpResponse(_document(), content_type="application/json")


@cache
def _document() -> bytes:
    """It follows from the code alone: made once in the life of a process."""
    return orjson.dumps(SchemaGenerator().get_schema(public=True))


class Docs(SpectacularSwaggerSplitView):
    """Swagger UI without inline styles: it needs no more than the CSP of every page allows."""

    template_name = "core/docs.html"
    http_method_names = ["get", "head"]
