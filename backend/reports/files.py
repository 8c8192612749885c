"""Photo files handed out: never inline HTML, never guessed types."""

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseRedirect

CACHE_SECONDS = 24 * 3600


def photo_file(file: FieldFile) -> HttpResponseBase:
    """Answer with a stored JPEG: by the proxy, the store or this process, as is set up."""
    if not isinstance(file.storage, FileSystemStorage):
        return HttpResponseRedirect(file.url)
    if settings.X_ACCEL_LOCATION:
        response: HttpResponseBase = HttpResponse(content_type="image/jpeg")
        response["X-Accel-Redirect"] = f"{settings.X_ACCEL_LOCATION.rstrip('/')}/{file.name}"
    else:
        response = FileResponse(file.open("rb"), content_type="image/jpeg")
    response["Cache-Control"] = f"private, max-age={CACHE_SECONDS}, immutable"
    response["Content-Security-Policy"] = "default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
