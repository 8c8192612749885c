"""A report by its number and secret, for whoever sent it: the actions of the app, on a page.

What was proved is kept in the session, as the secret's hash; no address ever holds a secret.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.formats import date_format
from django.views import View
from rest_framework.exceptions import ValidationError

from backend.accounts.secrets import hash_secret, is_secret
from backend.accounts.viewer import Viewer
from backend.core import errors, throttling
from backend.core.http import JSON_MAX_BYTES, as_refusal
from backend.core.language import Text
from backend.photos import limits
from backend.public import telling
from backend.public.places import jurisdiction_for
from backend.public.views.frame import private_page
from backend.public.wording import FOLLOW_WORDS
from backend.reports.actions import changes, follows, photos, verdicts
from backend.reports.actions.waiting import Sender
from backend.reports.earlier import relate
from backend.reports.media import PhotoKind
from backend.reports.models import Report
from backend.reports.rules import COMMENT_MAX_CHARS
from backend.reports.serializers import incoming
from backend.reports.views.reading import displayed, history
from backend.reports.workflow import JUDGED, Actor, Status, Visibility, allowed_next

KEY = "followed"  # in the session: {id of a report: hash of its secret}
NUMBER_MAX_CHARS = 30
FOLLOWED_MAX = 20  # in one session; our choice


class Follow(View):
    """The door: number and secret."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return _door(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        number = request.POST.get("number", "").replace("\x00", "").strip()
        secret = "".join(request.POST.get("secret", "").split())
        try:
            throttling.count("proofs", throttling.client_address(request), now=timezone.now())
        except errors.TooManyRequests as refusal:
            return _door(request, number=number, error=refusal.sentence, status=refusal.status)
        report_id = _proved(number, secret)
        if report_id is None:
            return _door(request, number=number, error=FOLLOW_WORDS["wrong"], status=403)
        _remember(request, report_id, secret)
        return HttpResponseRedirect(f"/follow/{report_id}")


class Followed(View):
    """The report, and what its reporter may do with it."""

    http_method_names = ["get", "head", "post", "options"]
    max_body_bytes = limits.PHOTO_MAX_BYTES + JSON_MAX_BYTES

    def get(self, request: HttpRequest, report_id: UUID) -> HttpResponse:
        viewer = _viewer(request, report_id)
        return _page(request, report_id, viewer) if viewer else HttpResponseRedirect("/follow")

    def post(self, request: HttpRequest, report_id: UUID) -> HttpResponse:
        viewer, what = _viewer(request, report_id), request.POST.get("do", "")
        if viewer is None:
            return HttpResponseRedirect("/follow")
        if what == "leave":
            return _forgotten(request, report_id)
        try:
            throttling.count(
                "photos" if what == "photo" else "writes",
                throttling.client_address(request),
                now=timezone.now(),
            )
            DOES.get(what, _nothing)(request, report_id, viewer)
        except (errors.DomainError, ValidationError) as error:
            return _refused(request, report_id, viewer, error)
        return HttpResponseRedirect(f"/follow/{report_id}?done=1")


def _door(
    request: HttpRequest, *, number: str = "", error: Text | str = "", status: int = 200
) -> HttpResponse:
    context = {
        "office": jurisdiction_for(request),
        "number": number[:NUMBER_MAX_CHARS],
        "error": str(error),
    }
    return private_page(request, "public/follow.html", context, words=FOLLOW_WORDS, status=status)


def _proved(number: str, secret: str) -> UUID | None:
    """The report of this number, if this is its secret; one answer for every other pair."""
    if not is_secret(secret) or not number or len(number) > NUMBER_MAX_CHARS:
        return None
    own = Report.objects.own(Viewer(report=hash_secret(secret)))
    return own.filter(number=number.upper()).values_list("pk", flat=True).first()


def _remember(request: HttpRequest, report_id: UUID, secret: str) -> None:
    """Until the browser is closed, or longer where somebody has logged in besides."""
    request.session.cycle_key()  # whoever gave this browser its session shall not see into it
    followed = {**request.session.get(KEY, {}), str(report_id): hash_secret(secret)}
    request.session[KEY] = dict(list(followed.items())[-FOLLOWED_MAX:])
    if not request.user.is_authenticated:
        request.session.set_expiry(0)


def _forgotten(request: HttpRequest, report_id: UUID) -> HttpResponse:
    followed = request.session.get(KEY, {})
    request.session[KEY] = {pk: proof for pk, proof in followed.items() if pk != str(report_id)}
    return HttpResponseRedirect("/follow")


def _viewer(request: HttpRequest, report_id: UUID) -> Viewer | None:
    proof = request.session.get(KEY, {}).get(str(report_id))
    return Viewer(report=proof) if proof else None


def _page(
    request: HttpRequest,
    report_id: UUID,
    viewer: Viewer,
    refusal: errors.DomainError | None = None,
) -> HttpResponse:
    try:
        own = Report.objects.visible_to(viewer).own(viewer)
        report = displayed(own, report_id)
    except errors.NotFound:
        return _forgotten(request, report_id)
    relate([report], viewer)
    now = timezone.now()
    told = telling.whole(report, history(report), now=now)
    may_withdraw = Status.WITHDRAWN in allowed_next(
        Status(report.status), frozenset({Actor.REPORTER})
    )
    until = report.verdict_until
    context = {
        "office": report.jurisdiction,
        "report": told,
        "is_public": report.visibility == Visibility.PUBLIC,
        "may_judge": report.status in JUDGED and until is not None and now <= until,
        "may_withdraw": may_withdraw and not report.duplicates.exists(),
        "comment_max": COMMENT_MAX_CHARS,
        "typed": request.POST.get("text", ""),
        "what": request.POST.get("do", ""),
        "error": _sentence(refusal),
        "done": request.method == "GET" and "done" in request.GET,
        "map": {
            "lon": told["location"]["lon"],
            "lat": told["location"]["lat"],
            "accuracy": told["location"]["accuracy_m"],
            "status": told["status"],
        },
        "judge_until": until and FOLLOW_WORDS["judge_until"].format(day=_day(until, report)),
    }
    status = refusal.status if refusal else 200
    return private_page(request, "public/followed.html", context, words=FOLLOW_WORDS, status=status)


def _day(moment: datetime, report: Report) -> str:
    return date_format(moment.astimezone(ZoneInfo(report.jurisdiction.time_zone)), "j E Y")


def _refused(
    request: HttpRequest, report_id: UUID, viewer: Viewer, error: Exception
) -> HttpResponse:
    refusal = as_refusal(error)
    if refusal is None:
        raise error
    return _page(request, report_id, viewer, refusal)


def _sentence(refusal: errors.DomainError | None) -> str:
    if refusal is None:
        return ""
    named = [each["message"] for each in refusal.extra.get("errors") or []]
    return " ".join(named) or str(refusal.sentence)


# --- what a reporter does -------------------------------------------------------------------------


def _comment(request: HttpRequest, report_id: UUID, viewer: Viewer) -> None:
    form = incoming.CommentInput(data={"text": _typed(request)})
    form.is_valid(raise_exception=True)
    text = form.validated_data["text"]
    follows.add_comment(
        report_id=report_id, viewer=viewer, text=text, audience=None, now=timezone.now()
    )


def _judge(request: HttpRequest, report_id: UUID, viewer: Viewer) -> None:
    mended = request.POST.get("mended") == "yes"
    form = incoming.VerdictInput(data={"mended": mended, "comment": _typed(request)})
    form.is_valid(raise_exception=True)
    said = verdicts.Said(**form.validated_data)
    verdicts.give_verdict(report_id=report_id, viewer=viewer, said=said, now=timezone.now())


def _withdraw(request: HttpRequest, report_id: UUID, viewer: Viewer) -> None:
    if request.POST.get("sure") != "yes":
        raise errors.InvalidInput(field="sure")
    changes.change_status(
        report_id=report_id, viewer=viewer, new=Status.WITHDRAWN, now=timezone.now()
    )


def _photo(request: HttpRequest, report_id: UUID, viewer: Viewer) -> None:
    file = request.FILES.get("photo")
    if file is None or file.file is None:
        raise errors.InvalidInput(
            errors=[
                {
                    "field": "photo",
                    "code": "required",
                    "message": str(FOLLOW_WORDS["photo_missing"]),
                }
            ]
        )
    address = throttling.client_address(request)
    sent = photos.Sent(
        report=report_id,
        uid=uuid4(),
        kind=PhotoKind.BEFORE,
        sender=Sender(owner=viewer.key, address=address),
    )
    photos.put_photo(viewer=viewer, sent=sent, file=file.file, now=timezone.now())


def _nothing(request: HttpRequest, report_id: UUID, viewer: Viewer) -> None:
    raise errors.InvalidInput(field="do")


def _typed(request: HttpRequest) -> str:
    return request.POST.get("text", "").replace("\x00", "").replace("\r\n", "\n").strip()


DOES: dict[str, Callable[[HttpRequest, UUID, Viewer], None]] = {
    "comment": _comment,
    "judge": _judge,
    "withdraw": _withdraw,
    "photo": _photo,
}
