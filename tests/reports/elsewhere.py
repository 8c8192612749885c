"""Reports about roads that no office here manages."""

from typing import Any

from backend.jurisdictions.models import Jurisdiction, ManagerPolicy
from backend.jurisdictions.rules import TakingPolicy
from tests.conftest import Caller
from tests.reports.makers import CONTACT, REPORTS

HIGHWAY = "Warszawianka, Aleja Krakowska"  # national, number 7
GDDKIA = "GDDKiA Oddział w Warszawie"
MOTION = {**CONTACT, "postal_address": "ul. Polna 3, 05-506 Lesznowola"}  # who makes one
NOTE = "Proszę o pilną naprawę, jest tu zakręt."


def place_of(spots: dict[str, dict[str, Any]], name: str = HIGHWAY) -> dict[str, float]:
    return {"lon": spots[name]["lon"], "lat": spots[name]["lat"]}


def direct(kind: str = "gddkia", *, teryt: str = "1418032") -> None:
    """Let the municipality only point to managers of this kind."""
    office = Jurisdiction.objects.get(teryt=teryt)
    ManagerPolicy.objects.create(jurisdiction=office, kind=kind, policy=TakingPolicy.DIRECT)


def forward(caller: Caller, report: dict[str, Any], **body: Any) -> Any:
    return caller.post(f"{REPORTS}/{report['id']}/forwarding", {"how": "email", **body})


def answer(caller: Caller, report: dict[str, Any], **body: Any) -> Any:
    body = {"text": "Naprawimy w maju.", **body}
    return caller.post(f"{REPORTS}/{report['id']}/forwarding/answer", body)
