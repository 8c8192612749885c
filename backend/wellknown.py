"""The two files by which a phone lets a link open the app: Android App Links, Universal Links."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

# Everything public may be found; pages of one person, forms and the office's work need not be.
ROBOTS = """User-agent: *
Disallow: /follow
Disallow: /report$
Disallow: /dispatch/
Disallow: /admin/
Disallow: /login
Disallow: /mail/
"""


def android_app_links(request: HttpRequest) -> JsonResponse:
    """Digital Asset Links for ANDROID_APP and its signing certificates."""
    target = {
        "namespace": "android_app",
        "package_name": settings.ANDROID_APP,
        "sha256_cert_fingerprints": settings.ANDROID_CERTIFICATES,
    }
    link = {"relation": ["delegate_permission/common.handle_all_urls"], "target": target}
    return JsonResponse([link] if settings.ANDROID_APP else [], safe=False)


def ios_app_links(request: HttpRequest) -> JsonResponse:
    """The apps (`TEAMID.bundle.id`) that may open links to reports."""
    details = [{"appIDs": settings.IOS_APP_IDS, "components": [{"/": "/reports/*"}]}]
    return JsonResponse({"applinks": {"details": details if settings.IOS_APP_IDS else []}})


def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")
