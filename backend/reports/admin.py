"""Reports to look at: nothing is edited here, but what the public may read is decided."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import lazystr
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator

from backend.accounts.viewer import viewer_of
from backend.core import errors
from backend.core.labels import LANGUAGE_NAMES, apply
from backend.core.language import Language
from backend.core.tenant_admin import NamedFilter, TenantAdmin, TenantInline, ViewOnly, is_operator
from backend.reports import labels
from backend.reports.actions import publication
from backend.reports.forwarding_models import Forwarding
from backend.reports.hints import review
from backend.reports.links import public_photo_url, signed_photo_url
from backend.reports.media import PhotoState
from backend.reports.models import Report, ReportEvent
from backend.reports.news import example_of
from backend.reports.news_models import NewsText
from backend.reports.photo_models import Photo
from backend.reports.reply_models import Reply
from backend.reports.workflow import Actor, Visibility

OF_REPORT = ("report__jurisdiction", "report__handler")
EXCERPT_CHARS = 80
PREVIEW = "_preview"  # the name of a button

apply("reports", labels.APP, labels.LABELS)


class EventInline(ViewOnly, TenantInline):
    model = ReportEvent
    tenant = OF_REPORT
    fields = readonly_fields = (
        *("at", "kind", "status_before", "status", "crew", "actor_role", "colleague"),
    )

    @admin.display(description=lazystr(labels.COLLEAGUE))
    def colleague(self, event: ReportEvent) -> str:
        return _colleague(event)


class PhotoInline(ViewOnly, TenantInline):
    model = Photo
    tenant = OF_REPORT
    fields = readonly_fields = ("picture", "kind", "state", "publication", "regions")

    @admin.display(description=lazystr(labels.PICTURE))
    def picture(self, photo: Photo) -> str:
        return _picture(photo)

    @admin.display(description=lazystr(labels.REGIONS))
    def regions(self, photo: Photo) -> int:
        return len(photo.hidden)


class ForwardingInline(ViewOnly, TenantInline):
    """To whom it was passed on, and whether the letter went out."""

    model = Forwarding
    tenant = OF_REPORT
    fields = readonly_fields = (
        *("at", "manager_name", "phone", "email", "how", "sent_at", "failure"),
        *("reference", "answered_at"),
    )


@admin.register(Report)
class ReportAdmin(ViewOnly, TenantAdmin):
    """How to reach the reporter is not shown: that reading goes through the API and is logged."""

    tenant = ("jurisdiction", "handler")
    actions = ["approve_texts", "hide_texts"]
    inlines = [PhotoInline, ForwardingInline, EventInline]
    show_full_result_count = False
    list_display = [
        *("number", "received_at", "service_name", "status", "crew", "excerpt"),
        "is_text_approved",
    ]
    list_filter = [
        *(
            "status",
            ("service", NamedFilter),
            "priority",
            "received_at",
            "is_text_approved",
            "visibility",
        ),
        "is_contested",
    ]
    list_select_related = ["service", "crew"]
    ordering = ["-received_at", "-id"]
    search_fields = ["number__exact"]
    fields = [
        *("number", "status", "service", "priority", "visibility", "jurisdiction", "handler"),
        *("crew", "location", "accuracy_m", "address", "description", "is_text_approved"),
        *("is_text_hidden", "public_address", "public_description"),
        *("municipality_name", "road_category", "road_number", "road_name", "manager_name"),
        *("source", "observed_at", "received_at", "updated_at", "due_at", "planned_for"),
        *("closed_at", "closing_reason", "mended_voices", "not_mended_voices", "is_contested"),
        *("contested_closings", "previous", "is_repeated", "joined_to"),
    ]
    readonly_fields = ["joined_to"]

    @admin.display(description=lazystr(labels.SERVICE), ordering="service")
    def service_name(self, report: Report) -> str:
        return str(report.service.name)

    @admin.display(description=lazystr(labels.JOINED_TO))
    def joined_to(self, report: Report) -> str:
        """Another office's private report is nobody's business here."""
        survivor = report.duplicate_of
        if survivor is None:
            return ""
        is_known = survivor.handler_id == report.handler_id
        return survivor.number if is_known or survivor.visibility == Visibility.PUBLIC else "…"

    @admin.display(description=lazystr(labels.EXCERPT))
    def excerpt(self, report: Report) -> str:
        return Truncator(report.description).chars(EXCERPT_CHARS)

    @admin.action(description=lazystr(labels.APPROVE_TEXTS))
    def approve_texts(self, request: HttpRequest, reports: QuerySet[Report]) -> None:
        _for_each(
            request,
            reports,
            lambda report, **by: publication.approve_text(report_id=report.pk, **by),
        )

    @admin.action(description=lazystr(labels.HIDE_TEXTS))
    def hide_texts(self, request: HttpRequest, reports: QuerySet[Report]) -> None:
        _for_each(
            request, reports, lambda report, **by: publication.hide_text(report_id=report.pk, **by)
        )


@admin.register(Photo)
class PhotoAdmin(ViewOnly, TenantAdmin):
    """Regions to hide are drawn in the office's app; here it is published with those it has."""

    tenant = OF_REPORT
    actions = ["publish_photos", "hide_photos"]
    show_full_result_count = False
    list_display_links = ["report"]
    list_display = ["picture", "report", "kind", "state", "publication", "regions", "uploaded_at"]
    list_filter = ["publication", "state", "kind"]
    list_select_related = ["report"]
    ordering = ["-id"]
    search_fields = ["report__number__exact"]
    fields = readonly_fields = (
        *("picture", "public_picture", "report", "kind", "state", "code"),
        *("publication", "edition", "regions", "proposed_regions", "hints", "width", "height"),
        *("captured_at", "captured_location", "exif_at", "exif_location", "exif_accuracy_m"),
        "uploaded_at",
    )

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Photo | None:
        """With what is known of it, as far as this colleague may know it."""
        photo = super().get_object(request, object_id, from_field)
        if photo is not None:
            viewer = viewer_of(request.user)  # type: ignore[arg-type]
            cast(Any, photo).review = review(photo, viewer)
        return photo

    @admin.display(description=lazystr(labels.PICTURE))
    def picture(self, photo: Photo) -> str:
        return _picture(photo)

    @admin.display(description=lazystr(labels.PUBLIC_PICTURE))
    def public_picture(self, photo: Photo) -> str:
        return _image(public_photo_url(photo, "thumbnail")) if photo.is_published else ""

    @admin.display(description=lazystr(labels.REGIONS))
    def regions(self, photo: Photo) -> int:
        return len(photo.hidden)

    @admin.display(description=lazystr(labels.PROPOSED))
    def proposed_regions(self, photo: Photo) -> int:
        return len(photo.proposed)

    @admin.display(description=lazystr(labels.HINTS))
    def hints(self, photo: Photo) -> str:
        return "\n".join(str(hint.text) for hint in cast(Any, photo).review.hints)

    @admin.action(description=lazystr(labels.PUBLISH_PHOTOS))
    def publish_photos(self, request: HttpRequest, photos: QuerySet[Photo]) -> None:
        _for_each(
            request,
            photos,
            lambda photo, **by: publication.publish_photo(
                report_id=photo.report_id, uid=photo.uid, hide=photo.hidden, **by
            ),
        )

    @admin.action(description=lazystr(labels.HIDE_PHOTOS))
    def hide_photos(self, request: HttpRequest, photos: QuerySet[Photo]) -> None:
        _for_each(
            request,
            photos,
            lambda photo, **by: publication.hide_photo(
                report_id=photo.report_id, uid=photo.uid, **by
            ),
        )


@admin.register(Reply)
class ReplyAdmin(TenantAdmin):
    """What the office often writes; dispatchers choose among them."""

    tenant = ("jurisdiction",)
    list_display = ["name", "jurisdiction", "service", "status", "position", "is_active"]
    list_filter = ["status", "is_active"]
    list_select_related = ["jurisdiction", "service"]
    search_fields = ["name", "text_pl"]


class NewsTextForm(forms.ModelForm):
    """Looking at the words saves nothing: the form comes back with them filled in."""

    def is_valid(self) -> bool:
        return super().is_valid() and PREVIEW not in self.data


@admin.register(NewsText)
class NewsTextAdmin(TenantAdmin):
    """What residents read in pushes, mails and the inbox, in the office's own words."""

    tenant = ("jurisdiction",)
    form = NewsTextForm
    change_form_template = "reports/news_text_form.html"
    list_display = ["occasion_name", "jurisdiction", "service_name", "lacking"]
    list_filter = ["occasion"]
    list_select_related = ["jurisdiction", "service"]
    ordering = ["occasion", "jurisdiction", "service"]
    readonly_fields = ["lacking", "preview"]
    fields = [
        *("jurisdiction", "occasion", "service", "title_pl", "body_pl", "title_en", "body_en"),
        *("title_uk", "body_uk", "lacking", "preview"),
    ]

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        """The words of the whole installation are the operator's."""
        if db_field.name == "jurisdiction" and not is_operator(request):
            kwargs["required"] = True
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context |= {"preview_name": PREVIEW, "preview_words": str(labels.PREVIEW_BUTTON)}
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=lazystr(labels.OCCASION), ordering="occasion")
    def occasion_name(self, text: NewsText) -> str:
        return str(text)

    @admin.display(description=lazystr(labels.SERVICE), ordering="service")
    def service_name(self, text: NewsText) -> str:
        return str(text.service.name) if text.service else ""

    @admin.display(description=lazystr(labels.LACKING))
    def lacking(self, text: NewsText) -> str:
        """What its readers get instead stands in the preview."""
        return ", ".join(str(LANGUAGE_NAMES[each]) for each in text.missing)

    @admin.display(description=lazystr(labels.PREVIEW))
    def preview(self, text: NewsText) -> str:
        if not text.occasion:
            return ""
        words = example_of(text, NewsText.objects.exclude(pk=text.pk))
        rows = (
            (
                language,
                LANGUAGE_NAMES[language],
                words.title.in_language(language),
                words.body.in_language(language),
            )
            for language in Language.values
        )
        return format_html_join(
            "", '<div lang="{}"><p>{}</p><p><strong>{}</strong><br>{}</p></div>', rows
        )


@admin.register(ReportEvent)
class ReportEventAdmin(ViewOnly, TenantAdmin):
    tenant = OF_REPORT
    show_full_result_count = False
    list_display = ["id", "at", "report", "kind", "status", "actor_role"]
    list_filter = ["kind", "actor_role", "at"]
    list_select_related = ["report"]
    ordering = ["-id"]
    search_fields = ["report__number__exact"]
    fields = readonly_fields = (
        *("at", "changed_at", "report", "kind", "status_before", "status", "crew", "version"),
        *("actor_role", "colleague"),
    )

    @admin.display(description=lazystr(labels.COLLEAGUE))
    def colleague(self, event: ReportEvent) -> str:
        return _colleague(event)


def _for_each(request: HttpRequest, rows: QuerySet[Any], do: Callable[..., Any]) -> None:
    """Do it to each row by itself; say how often it worked, and why it did not."""
    viewer, now, done = viewer_of(request.user), timezone.now(), 0  # type: ignore[arg-type]
    for row in rows:
        try:
            do(row, viewer=viewer, now=now)
            done += 1
        except errors.DomainError as refusal:
            messages.error(request, f"{row}: {refusal.sentence}")
    if done:
        messages.success(request, f"{done} \N{CHECK MARK}")


def _colleague(event: ReportEvent) -> str:
    """Name who acted for the office or a crew; a reporter's account is no business of theirs."""
    works = event.actor_role in (Actor.DISPATCHER, Actor.CREW)
    return str(event.actor) if works and event.actor else ""


def _picture(photo: Photo) -> str:
    if photo.state != PhotoState.READY:
        return ""
    return _image(signed_photo_url(photo, "thumbnail"))


def _image(url: str) -> str:
    return format_html('<img src="{}" alt="" height="120">', url.removeprefix(settings.PUBLIC_URL))
