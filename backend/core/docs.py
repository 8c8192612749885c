"""The API's description (OpenAPI 3.1) and the page that shows it."""

from functools import cache

import orjson
from django.http import HttpResponse
from django.views.decorators.http import conditional_page
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.decorators import api_view, authentication_classes
from rest_framework.request import Request


@conditional_page
@extend_schema(exclude=True)
@api_view(["GET"])
@authentication_classes([])
def schema(request: Request) -> HttpResponse:
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
