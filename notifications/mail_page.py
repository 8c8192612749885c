"""The page behind the last line of a mail: no more of these. A click alone changes nothing."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from backend.core import errors
from backend.core.pages import render_page
from notifications.actions.mail_stops import stop_mail, write_again
from notifications.links import notification_in
from notifications.models import Delivery, MailStop
from notifications.rules import Channel
from notifications.wording import STOP_WORDS

ONE_CLICK = ("List-Unsubscribe", "One-Click")  # RFC 8058: a mail program's own button


# What opens the page is the signed address, which a page elsewhere cannot know.
@method_decorator(csrf_exempt, name="dispatch")
class MailStopPage(View):
    """GET asks what to stop, for programs that check mail follow every link; POST stops it."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return _page(request, _letter(token))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        letter = _letter(token)
        if letter is None:
            return _page(request, None)
        name, value = ONE_CLICK
        if request.POST.get(name) == value:  # which follows no redirects
            _do("all", letter)
            return _page(request, letter)
        if not _do(request.POST.get("do", ""), letter):
            return _page(request, letter, status=errors.InvalidInput.status)
        return HttpResponseRedirect(request.get_full_path())


def _letter(token: str) -> Delivery | None:
    sent = Delivery.objects.filter(
        notification=notification_in(token), channel=Channel.EMAIL
    ).select_related("notification__report")
    return sent.first()


def _do(what: str, letter: Delivery) -> bool:
    """Do what was asked; False when that is nothing that can be asked."""
    report = letter.notification.report
    if what == "report" and report:
        stop_mail(address=letter.address, report=report, now=timezone.now())
    elif what == "all":
        stop_mail(address=letter.address, report=None, now=timezone.now())
    elif what == "again":
        write_again(address=letter.address, report=report)
    else:
        return False
    return True


def _page(request: HttpRequest, letter: Delivery | None, status: int = 200) -> HttpResponse:
    context = _told(letter) if letter else {"is_unknown": True}
    if letter is None:
        status = errors.NotFound.status
    response = render_page(
        request, "notifications/mail_stop.html", words=STOP_WORDS, context=context, status=status
    )
    response["Cache-Control"] = "private, no-store"
    return response


def _told(letter: Delivery) -> dict[str, Any]:
    report = letter.notification.report
    stops = set(
        MailStop.objects.filter(address=letter.address.lower()).values_list("report_id", flat=True)
    )
    is_all, is_report = None in stops, report is not None and report.pk in stops
    number = report.number if report else ""
    stopped = ""
    if is_all:
        stopped = str(STOP_WORDS["all_stopped"])
    elif is_report:
        stopped = str(STOP_WORDS["report_stopped"].format(number=number))
    return {
        "about": STOP_WORDS["about_report" if report else "about"].format(number=number),
        "stopped": stopped,
        "may_stop_report": report is not None and not (is_all or is_report),
        "may_stop_all": not is_all,
    }
