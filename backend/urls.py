"""The one URL map."""

from django.contrib import admin
from django.urls import include, path
from django.views.decorators.http import require_safe

from backend.accounts import views as accounts
from backend.core import docs, http, metrics
from backend.core.login import Login, Logout
from backend.crews import ogc as crew_layers
from backend.crews import views as crews
from backend.crews.tiles import CREW_AREAS
from backend.dispatch.views import approvals as approval_page
from backend.dispatch.views import day as crew_day
from backend.dispatch.views import desk as dispatch
from backend.dispatch.views import dialogs, figures
from backend.dispatch.views.presence import ReportPresence
from backend.public import legal
from backend.public.views import follow as public_follow
from backend.public.views import form as public_form
from backend.public.views import map as public_map
from backend.public.views import report as public_report
from backend.reports import config
from backend.reports import ogc as report_layers
from backend.reports.views import (
    blocks,
    documents,
    duplicates,
    endings,
    forwarding,
    photo_files,
    photos,
    publication,
    reports,
    statistics,
    tiles,
    uploads,
    work,
)
from backend.wellknown import android_app_links, ios_app_links, robots
from gis_layers import tile_views
from gis_layers import views as places
from gis_layers.ogc import layers
from gis_layers.ogc import views as ogc
from gis_layers.tile_layers import BOUNDARIES, ROADS, WORKS
from notifications import mail_page
from notifications import numbers as push_numbers
from notifications import views as notifications

handler400 = http.bad_request
handler403 = http.not_allowed
handler404 = http.not_found
handler500 = http.server_error

TILE_LAYERS = {layer.id: layer for layer in (BOUNDARIES, ROADS, WORKS, CREW_AREAS)}
REPORT = "api/v1/reports/<uuid:report_id>"
PHOTO = f"{REPORT}/photos/<uuid:photo_id>"
COLLECTIONS = (
    report_layers.REPORTS,
    report_layers.STATISTICS,
    crew_layers.CREW_AREAS,
    *layers.COLLECTIONS,
)

urlpatterns = [
    path("", public_map.Reports.as_view(), name="public_map"),
    path("reports", public_map.Reports.as_view(template="public/list.html"), name="public_list"),
    path("reports/<uuid:report_id>", public_report.ReportPage.as_view(), name="public_report"),
    path("report", public_form.ReportForm.as_view(), name="report_form"),
    path("follow", public_follow.Follow.as_view(), name="follow"),
    path("follow/<uuid:report_id>", public_follow.Followed.as_view(), name="followed"),
    path("healthz", metrics.healthz),
    path("readyz", metrics.readyz),
    path("metrics", metrics.metrics, {"more": (push_numbers.lines,)}),
    path("robots.txt", robots),
    path(".well-known/assetlinks.json", android_app_links),
    path(".well-known/apple-app-site-association", ios_app_links),
    path("admin/", admin.site.urls),
    path("login", Login.as_view(), name="login"),
    path("logout", Logout.as_view(), name="logout"),
    path("mail/stop/<str:token>", mail_page.MailStopPage.as_view(), name="mail_stop"),
    path("accessibility", require_safe(legal.accessibility), name="accessibility"),
    path("privacy", require_safe(legal.privacy), name="privacy"),
    path("dispatch/", dispatch.desk),
    path("dispatch/day", crew_day.day),
    path("dispatch/statistics", figures.figures),
    path("dispatch/list", dispatch.report_list),
    path("dispatch/counts", dispatch.report_counts),
    path("dispatch/reports/<uuid:report_id>", dispatch.report_detail),
    path("dispatch/work/<slug:name>", dialogs.dialog),
    path("dispatch/approvals", approval_page.approvals),
    path("_allauth/", include("allauth.headless.urls")),
    path("api/schema", docs.schema, name="schema"),
    path("api/docs", docs.Docs.as_view(), name="docs"),
    path("api/v1/config", config.Config.as_view()),
    path("api/v1/services", crews.Services.as_view()),
    path("api/v1/route", crews.Route.as_view()),
    path("api/v1/managers", crews.Managers.as_view()),
    path("api/v1/places", places.Places.as_view()),
    path("api/v1/places/reverse", places.NearestPlace.as_view()),
    path("api/v1/reports", reports.Reports.as_view()),
    path("api/v1/reports.geojson", reports.ReportFeatures.as_view()),
    path(REPORT, reports.ReportDetail.as_view()),
    path(f"{REPORT}/events", reports.ReportEvents.as_view()),
    path(f"{REPORT}/confirmation.pdf", documents.ReportConfirmation.as_view()),
    path(f"{REPORT}/status", work.ReportStatus.as_view()),
    path(f"{REPORT}/comments", work.ReportComments.as_view()),
    path(f"{REPORT}/text", publication.TextDecision.as_view()),
    path(f"{REPORT}/events/<int:event_id>/text", publication.CommentDecision.as_view()),
    path(f"{REPORT}/follow", work.ReportFollow.as_view()),
    path(f"{REPORT}/assignment", work.ReportAssignment.as_view()),
    path(f"{REPORT}/presence", ReportPresence.as_view()),
    path("api/v1/reports/due", work.DueCounts.as_view()),
    path("api/v1/reports/similar", duplicates.SimilarReports.as_view()),
    path(f"{REPORT}/duplicate", duplicates.ReportDuplicate.as_view()),
    path(f"{REPORT}/forwarding", forwarding.ReportForwarding.as_view()),
    path(f"{REPORT}/forwarding/answer", forwarding.ForwardingAnswer.as_view()),
    path(f"{REPORT}/taking", work.ReportTaking.as_view()),
    path(f"{REPORT}/verdict", endings.ReportVerdict.as_view()),
    path("api/v1/reports/recurring", endings.Recurring.as_view()),
    path(f"{REPORT}/photos/<uuid:photo_id>", photos.ReportPhoto.as_view()),
    path(f"{PHOTO}/upload", uploads.Upload.as_view()),
    path(f"{PHOTO}/review", publication.PhotoReview.as_view()),
    path(f"{PHOTO}/publication", publication.PhotoDecision.as_view()),
    path(f"{PHOTO}/display", photo_files.PrivatePhotoFile.as_view(rendition="display")),
    path(f"{PHOTO}/thumbnail", photo_files.PrivatePhotoFile.as_view(rendition="thumbnail")),
    path(
        f"{PHOTO}/public/<int:edition>/display",
        photo_files.PublicPhotoFile.as_view(rendition="display"),
    ),
    path(
        f"{PHOTO}/public/<int:edition>/thumbnail",
        photo_files.PublicPhotoFile.as_view(rendition="thumbnail"),
    ),
    path("api/v1/tiles/reports.json", tiles.ReportTileJson.as_view()),
    path("api/v1/tiles/reports/<int:z>/<int:x>/<int:y>.mvt", tiles.ReportTile.as_view()),
    path("api/v1/tiles/base.json", tile_views.BaseTileJson.as_view()),
    path("api/v1/tiles/base/<int:z>/<int:x>/<int:y>", tile_views.BaseTile.as_view()),
    path("api/v1/tiles/<slug:layer>.json", tile_views.LayerTileJson.as_view(layers=TILE_LAYERS)),
    path(
        "api/v1/tiles/<slug:layer>/<int:z>/<int:x>/<int:y>.mvt",
        tile_views.LayerTile.as_view(layers=TILE_LAYERS),
    ),
    path("api/v1/stats", statistics.Statistics.as_view()),
    path("api/v1/assignments", work.Assignments.as_view()),
    path("api/v1/statuses", work.Statuses.as_view()),
    path(f"{REPORT}/preview", work.ReportPreview.as_view()),
    path("api/v1/replies", work.Replies.as_view()),
    path("api/v1/blocks", blocks.Blocks.as_view()),
    path("api/v1/blocks/<uuid:block_id>", blocks.BlockDetail.as_view()),
    path("api/v1/crew/tasks", work.CrewTasks.as_view()),
    path("api/v1/me/reports", reports.MyReports.as_view()),
    path("api/v1/me/claims", reports.MyClaims.as_view()),
    path("api/v1/me/filters", accounts.MyFilters.as_view()),
    path("api/v1/me/filters/<str:name>", accounts.MyFilter.as_view()),
    path("api/v1/me/glance", dispatch.MyGlance.as_view()),
    path("api/v1/me/tokens", accounts.MyTokens.as_view()),
    path("api/v1/me/tokens/<uuid:token_id>", accounts.MyToken.as_view()),
    path("api/v1/me/devices/<uuid:installation_id>", notifications.MyDevice.as_view()),
    path("api/v1/broadcasts", notifications.Broadcasts.as_view()),
    path("api/v1/broadcasts/<uuid:broadcast_id>", notifications.BroadcastDetail.as_view()),
    *(
        path(
            f"api/v1/broadcasts/<uuid:broadcast_id>/{step}",
            notifications.BroadcastStep.as_view(step=step),
        )
        for step in ("start", "pause", "resume", "cancel")
    ),
    path("api/v1/me/places", notifications.MyPlaces.as_view()),
    path("api/v1/me/places/<uuid:place_id>", notifications.MyPlace.as_view()),
    path("api/v1/me/notifications", notifications.MyNotifications.as_view()),
    path("api/v1/me/notifications/read", notifications.MyNotificationsRead.as_view()),
    *ogc.urls("ogc", COLLECTIONS),
]
