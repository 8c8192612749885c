"""Reports and people for the tests of reports, made through the API where a user would."""

from itertools import count
from typing import Any

from backend.accounts.models import User
from backend.accounts.people import issue_token
from backend.crews.models import Crew, Membership
from backend.reports.models import Report
from backend.reports.workflow import CLOSED
from tests.conftest import NOON, Caller

REPORTS = "/api/v1/reports"
NORTH, SOUTH = "Brygada drogowa Północ", "Brygada drogowa Południe"
COUNTY_CREW = "Obwód Drogowy Powiatu"
NOT_FIXED = {"reason": "no_defect", "comment": "Jezdnia jest równa."}
CONTACT = {"name": "Jan Kowalski", "email": "jan@poczta.example", "phone": "+48 22 555 01 99"}

_serial = count(1)


def send_report(caller: Caller, place: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Report a defect through the API, a pothole unless `service` says otherwise."""
    answer = caller.post(REPORTS, {"service": "pothole", "location": place, **fields})
    assert answer.status_code == 201, answer.content
    return answer.json()


def make_account(*, crew: str = "", **values: Any) -> Caller:
    """Somebody with an account of their own, in the crew of this name if any."""
    user = User.objects.create_user(f"person{next(_serial)}@example.org", **values)
    if crew:
        Membership.objects.create(user=user, crew=Crew.objects.get(name=crew))
    return Caller(f"Bearer {issue_token(user)}")


def crew_id(name: str) -> int:
    return Crew.objects.get(name=name).pk


def change(caller: Caller, report: dict[str, Any], status: str, **fields: Any) -> Any:
    return caller.post(f"{REPORTS}/{report['id']}/status", {"status": status, **fields})


def put_into(status: str) -> None:
    """Give all reports this status behind the application's back."""
    Report.objects.update(status=status, closed_at=NOON if status in CLOSED else None)


def read(caller: Caller, report: dict[str, Any]) -> dict[str, Any]:
    answer = caller.get(f"{REPORTS}/{report['id']}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def events(caller: Caller, report: dict[str, Any]) -> list[dict[str, Any]]:
    answer = caller.get(f"{REPORTS}/{report['id']}/events")
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def kinds(caller: Caller, report: dict[str, Any]) -> list[str]:
    return [event["kind"] for event in events(caller, report)]


def code_of(answer: Any) -> tuple[int, str]:
    """The status and the code of a refusal; "" for a success."""
    is_problem = answer.headers.get("Content-Type") == "application/problem+json"
    return answer.status_code, answer.json()["code"] if is_problem else ""


def fields_of(answer: Any) -> list[str]:
    """The fields that a 400 names."""
    return [error["field"] for error in answer.json()["errors"]]
