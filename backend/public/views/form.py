"""The plain form by which anybody reports a defect: three steps, with or without scripts.

Nothing is kept here between the steps, but photos: they wait for their report as an app's do.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import IO, Any, cast
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views import View
from rest_framework.exceptions import ValidationError

from backend.accounts.secrets import in_groups
from backend.core import errors, throttling
from backend.core.http import JSON_MAX_BYTES, as_refusal
from backend.core.language import Text
from backend.crews import routing
from backend.crews.routing import Route
from backend.crews.serializers import QuestionOutput
from backend.jurisdictions.models import Jurisdiction, Service
from backend.jurisdictions.rules import TakingPolicy
from backend.photos import limits
from backend.public import telling
from backend.public.drafts import Draft
from backend.public.places import jurisdiction_for
from backend.public.views.frame import private_page
from backend.public.wording import FORM_WORDS
from backend.reports import rules
from backend.reports.actions import intake, photos
from backend.reports.actions.waiting import Sender
from backend.reports.documents.wording import NEXT_STEPS
from backend.reports.media import PhotoKind
from backend.reports.models import Report
from backend.reports.photo_models import PhotoUpload
from backend.reports.routes import reasons_of
from backend.reports.serializers import incoming
from backend.reports.serializers.similar import SimilarReportOutput
from backend.reports.similar import similar_reports
from backend.reports.workflow import Status
from gis_layers import places
from gis_layers.rules import PLACES_QUERY_CHARS

MEGABYTE = 1024 * 1024
PLACE, SERVICE, DETAILS = "place", "service", "details"
# Which part of the page a refused field of the API belongs to; the others stand at the top.
FIELDS = {"contact.email": "email", "photo_id": "photo", "file": "photo"}


class ReportForm(View):
    http_method_names = ["get", "head", "post", "options"]
    max_body_bytes = limits.WAITING_MAX_BYTES + JSON_MAX_BYTES

    def get(self, request: HttpRequest) -> HttpResponse:
        return _place_step(request, Draft())

    def post(self, request: HttpRequest) -> HttpResponse:
        draft = Draft.of(request.POST)
        return DOES.get(request.POST.get("do", ""), _chosen_place)(request, draft)


# --- where ----------------------------------------------------------------------------------------


def _place_step(request: HttpRequest, draft: Draft, error: object = "") -> HttpResponse:
    office = jurisdiction_for(request)
    box = Jurisdiction.objects.filter(pk=office.pk).box() if office else None
    return _step(
        request,
        draft,
        PLACE,
        error=str(error),
        map={"box": [box.west, box.south, box.east, box.north] if box else None},
    )


def _searched(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Places by their name, for browsers without scripts."""
    least, most = PLACES_QUERY_CHARS
    office = jurisdiction_for(request)
    box = Jurisdiction.objects.filter(pk=office.pk).box() if office else None
    near = box.polygon().centroid if box else None
    found = places.search(draft.q[:most], near) if len(draft.q) >= least else []
    error = "" if found else FORM_WORDS["no_places"]
    return _step(
        request,
        draft,
        PLACE,
        error=str(error),
        places=found,
        map={"box": [box.west, box.south, box.east, box.north] if box else None},
    )


def _chosen_place(request: HttpRequest, draft: Draft) -> HttpResponse:
    if draft.point is None:
        if draft.q:
            return _searched(request, draft)
        return _place_step(request, draft, FORM_WORDS["place_missing"])
    return _service_step(request, draft)


# --- what -----------------------------------------------------------------------------------------


def _service_step(request: HttpRequest, draft: Draft, error: object = "") -> HttpResponse:
    office = _office_of(draft)
    if office is None:
        return _place_step(request, draft, errors.OutsideJurisdiction.sentence)
    services = Service.objects.offered_by(office.pk)
    groups = [
        (str(Text.of(rows[0], "group")), rows)
        for rows in (list(rows) for _, rows in groupby(_by_group(services), _group))
    ]
    return _step(request, draft, SERVICE, office=office, error=str(error), groups=groups)


def _by_group(services: Any) -> list[Service]:
    """The services with those of one group together, the groups in their first one's order."""
    rows = list(services)
    first = {row.group: number for number, row in reversed(list(enumerate(rows)))}
    return sorted(rows, key=lambda row: first[row.group])


def _group(service: Service) -> str:
    return service.group


def _chosen_service(request: HttpRequest, draft: Draft) -> HttpResponse:
    office = _office_of(draft)
    if office is None or not draft.service:
        return _service_step(request, draft, FORM_WORDS["service_missing"])
    return _details_step(request, draft)


# --- the rest -------------------------------------------------------------------------------------


def _details_step(
    request: HttpRequest, draft: Draft, refusal: errors.DomainError | None = None
) -> HttpResponse:
    office, point = _office_of(draft), draft.point
    if office is None or point is None:
        return _place_step(request, draft, errors.OutsideJurisdiction.sentence)
    service = _service_of(office, draft.service)
    if service is None:
        return _service_step(request, draft, errors.ServiceNotOffered.sentence)
    now = timezone.now()
    route = routing.find_route(
        location=point, accuracy_m=draft.accuracy_m, service=service.code, at=now
    )
    found = similar_reports(
        place=point,
        service=service.code,
        text=draft.description[: rules.SIMILAR_TEXT_MAX_CHARS],
        viewer=draft.viewer,
        now=now,
    )
    return _step(
        request,
        draft,
        DETAILS,
        office=office,
        status=refusal.status if refusal else 200,
        service=service,
        questions=_questions(service, draft, _faults(refusal)),
        similar=[_similar(each) for each in SimilarReportOutput(found, many=True).data],
        **_told_of_directed(_directed(route, refusal)),
        service_stop=str(Text.of(service, "stop_message")),
        responsible=route.manager.name if route.manager else "",
        reasons=_reasons(route),
        place_name=draft.address or route.address,
        faults=_faults(refusal),
        refusal=_sentence(refusal),
        **_told_of_kept(_kept(draft)),
        photo_types="image/*",
        photo_max_bytes=str(limits.PHOTO_MAX_BYTES),
        photos_max_bytes=str(limits.WAITING_MAX_BYTES),
        photos_max=limits.PHOTOS_MAX,
        photos_hint=_photos_hint(),
        description_max=rules.DESCRIPTION_MAX_CHARS,
    )


def _questions(service: Service, draft: Draft, faults: dict[str, str]) -> list[dict[str, Any]]:
    """The service's questions as they are drawn, with what was answered so far."""
    shown = [
        QuestionOutput().to_representation(question)
        for question in service.in_order()
        if question.is_active
    ]
    names = {
        (question["code"], choice["key"]): choice["name"]
        for question in shown
        for choice in question["choices"]
    }
    return [
        {
            **question,
            "given": [each for each in draft.answers.get(question["code"], []) if each],
            "fault": faults.get(f"answers.{question['code']}", ""),
            "only_when": _only_when(question["shown_when"], names),
        }
        for question in shown
    ]


def _only_when(condition: dict[str, Any] | None, names: dict[tuple[str, str], str]) -> str:
    if not condition:
        return ""
    chosen = [names.get((condition["question"], key), key) for key in condition["is"]]
    return str(FORM_WORDS["only_when"].format(answers=", ".join(chosen)))


def _directed(route: Route, refusal: errors.DomainError | None) -> dict[str, str] | None:
    """Who takes such reports, where this office does not."""
    if isinstance(refusal, errors.DirectedElsewhere):
        return refusal.extra["manager"]
    if route.manager is None or route.policy != TakingPolicy.DIRECT:
        return None
    return {name: getattr(route.manager, name) for name in intake.MANAGER_FIELDS}


def _told_of_directed(manager: dict[str, str] | None) -> dict[str, Any]:
    if manager is None:
        return {"directed": None}
    return {
        "directed": manager,
        "directed_help": FORM_WORDS["directed_help"].format(manager=manager["name"]),
    }


def _similar(told: dict[str, Any]) -> dict[str, Any]:
    return {
        **told,
        "status": telling.status(told["status"]),
        "it_is": FORM_WORDS["it_is_this"].format(number=told["number"]),
        "away": FORM_WORDS["away"].format(metres=round(told["distance_m"])),
        "thumbnail_url": (told["thumbnail_url"] or "").removeprefix(settings.PUBLIC_URL),
    }


def _reasons(route: Route) -> list[str]:
    return [
        each["text"] for each in telling.reasons([reason.as_json() for reason in route.reasons])
    ]


def _photos_hint() -> Text:
    return FORM_WORDS["photos_hint"].format(
        count=limits.PHOTOS_MAX, megabytes=limits.PHOTO_MAX_BYTES // MEGABYTE
    )


def _kept(draft: Draft) -> int:
    """How many photos wait for this report already."""
    uploads = PhotoUpload.objects.filter(owner=draft.viewer.key, report=draft.id)
    return uploads.exclude(file="").count()


def _told_of_kept(count: int) -> dict[str, Any]:
    return {"kept": count, "kept_words": FORM_WORDS["photos_kept"].format(count=count)}


# --- sending --------------------------------------------------------------------------------------


def _sent(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Take the photos, then the report: by the actions that the API calls."""
    now = timezone.now()
    try:
        for file in _photos_sent(request):
            _take_photo(request, draft, file, now)
        taken = _take_in(request, draft, now)
    except (errors.DomainError, ValidationError) as error:
        return _refused(request, draft, error)
    return _thanks(request, draft, taken)


def _photos_sent(request: HttpRequest) -> list[UploadedFile]:
    """Raises TooManyPhotos, before any is stored: what is beyond would be lost in silence."""
    files = request.FILES.getlist("photo")
    if len(files) > limits.PHOTOS_MAX:
        raise errors.TooManyPhotos(field="photo", limit=limits.PHOTOS_MAX)
    return files


def _take_photo(request: HttpRequest, draft: Draft, file: UploadedFile, now: datetime) -> None:
    if (file.size or 0) > limits.PHOTO_MAX_BYTES:
        raise errors.BodyTooLarge(field="photo", limit_bytes=limits.PHOTO_MAX_BYTES)
    address = throttling.client_address(request)
    throttling.count("photos", address, now=now)
    sent = photos.Sent(
        report=draft.id,
        uid=uuid4(),
        kind=PhotoKind.BEFORE,
        sender=Sender(owner=draft.viewer.key, address=address),
    )
    try:
        content = cast(IO[bytes], file.file)
        photos.put_photo(viewer=draft.viewer, sent=sent, file=content, now=now)
    except errors.DomainError as refusal:
        refusal.field = "photo"
        raise


def _take_in(request: HttpRequest, draft: Draft, now: datetime) -> intake.Intake:
    office = _office_of(draft)
    service = office and _service_of(office, draft.service)
    asked = service.asked() if service else []
    zone = office.time_zone if office else settings.TIME_ZONE
    form = incoming.ReportInput(data=draft.as_api(asked, zone))
    form.is_valid(raise_exception=True)
    return intake.take_in(
        draft=intake.Draft(**form.draft_values()),
        viewer=draft.viewer,
        counted_as=throttling.client_address(request),
        received_at=now,
    )


def _refused(request: HttpRequest, draft: Draft, error: Exception) -> HttpResponse:
    """The same page again, with all that was typed and what is wrong with it."""
    refusal = as_refusal(error)
    if refusal is None:
        raise error
    return _details_step(request, draft, refusal)


def _faults(refusal: errors.DomainError | None) -> dict[str, str]:
    """What is wrong, by the field of the page."""
    if refusal is None:
        return {}
    named = refusal.extra.get("errors") or []
    if refusal.field:
        named = [*named, {"field": refusal.field, "message": str(refusal.sentence)}]
    return {FIELDS.get(each["field"] or "", each["field"] or ""): each["message"] for each in named}


def _sentence(refusal: errors.DomainError | None) -> str:
    if refusal is None:
        return ""
    if isinstance(refusal, errors.IdConflict):
        return str(FORM_WORDS["already_sent"])
    if isinstance(refusal, errors.InvalidInput):
        return str(FORM_WORDS["look_again"])
    return str(refusal.extra.get("detail") or refusal.sentence)


def _thanks(request: HttpRequest, draft: Draft, taken: intake.Intake) -> HttpResponse:
    report: Report = taken.report
    return private_page(
        request,
        "public/sent.html",
        {
            "office": jurisdiction_for(request) or report.jurisdiction,
            "report": report,
            "secret": draft.secret,
            "spoken_secret": in_groups(draft.secret),
            "link": f"{settings.PUBLIC_URL}/follow#{report.number}.{draft.secret}",
            "handler": report.handler.office_name or report.handler.name,
            "reasons": reasons_of(report, with_crew=False),
            "next_step": NEXT_STEPS[Status(report.status)],
            "time_zone": report.jurisdiction.time_zone,
        },
        words=FORM_WORDS,
        status=201 if taken.is_new else 200,
    )


# --- shared ---------------------------------------------------------------------------------------


def _office_of(draft: Draft) -> Jurisdiction | None:
    """Who takes reports at the place."""
    return Jurisdiction.objects.serving(draft.point).first() if draft.point else None


def _service_of(office: Jurisdiction, code: str) -> Service | None:
    services = Service.objects.offered_by(office.pk).prefetch_related("questions")
    return services.filter(code=code[:40]).first()


def _step(
    request: HttpRequest, draft: Draft, step: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    steps = (PLACE, SERVICE, DETAILS)
    number = steps.index(step) + 1
    if context.get("error"):
        status = 422
    shown = {
        "office": jurisdiction_for(request),
        "draft": replace(draft, q=draft.q or draft.address),
        "form_page": True,
        "step": step,
        "step_words": FORM_WORDS["step"].format(step=number),
        "heading": FORM_WORDS[f"step_{step}"],
        **context,
    }
    return private_page(request, f"public/form_{step}.html", shown, words=FORM_WORDS, status=status)


DOES: dict[str, Callable[[HttpRequest, Draft], HttpResponse]] = {
    "search": _searched,
    "place": _chosen_place,
    "service": _chosen_service,
    "send": _sent,
    "to_place": _place_step,
    "to_service": _service_step,
}
