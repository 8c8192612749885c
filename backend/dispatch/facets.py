"""The form of the desk's filters: what can be chosen, and what is."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import QueryDict

from backend.accounts.viewer import Viewer
from backend.core.language import Text
from backend.crews.models import Crew, CrewArea
from backend.dispatch.wording.desk import FLAG_ICONS, FLAG_NAMES, MANAGER_NAMES, WORDS
from backend.jurisdictions.models import Service
from backend.reports.wording import PRIORITY_NAMES, STATUS_ICONS, STATUS_NAMES
from backend.reports.workflow import OPEN

Choice = tuple[str, str, str]  # its value, its name, and an icon or ""

# Each mark as a filter of the API: its name and the value that is wanted.
MARKS = {
    "overdue": ("due", "overdue"),
    "unassigned": ("unassigned", "true"),
    "uncertain": ("uncertain", "true"),
    "contested": ("contested", "true"),
    "repeated": ("repeated", "true"),
    "to_pass_on": ("to_pass_on", "true"),
}
OPEN_ONES = f"status={','.join(OPEN)}"  # what the desk shows when nothing else is asked for


def facets(query: QueryDict, viewer: Viewer) -> list[dict[str, Any]]:
    """The lists that reports are chosen by: three queries."""
    named: list[tuple[str, Iterable[Choice]]] = [
        (
            "status",
            [(value, str(STATUS_NAMES[value]), STATUS_ICONS[value]) for value in STATUS_NAMES],
        ),
        ("service", [(code, name, "") for code, name in services()]),
        ("crew", [(str(pk), name, "") for pk, name in crews(viewer)]),
        ("manager", [(value, str(name), "") for value, name in MANAGER_NAMES.items()]),
        ("area", [(str(pk), name, "") for pk, name in _areas(viewer)]),
        (
            "priority",
            [(value, str(PRIORITY_NAMES[value]), "") for value in reversed(PRIORITY_NAMES)],
        ),
    ]
    return [_facet(name, list(choices), query) for name, choices in named]


def marks(query: QueryDict) -> list[dict[str, Any]]:
    return [
        {
            "code": code,
            "name": name,
            "value": value,
            "label": str(FLAG_NAMES[code]),
            "icon": FLAG_ICONS.get(code, "forward"),
            "is_on": query.get(name) == value,
        }
        for code, (name, value) in MARKS.items()
    ]


def services() -> list[tuple[str, str]]:
    rows = Service.objects.active().order_by("group_pl", "position", "code")
    return [(row.code, str(Text.of(row, "name"))) for row in rows]


def crews(viewer: Viewer) -> list[tuple[int, str]]:
    """The crews that the viewer gives work to."""
    return list(_crews(viewer).order_by("name").values_list("pk", "name"))


def _crews(viewer: Viewer) -> Any:
    active = Crew.objects.filter(is_active=True)
    return active if viewer.is_operator else active.filter(jurisdiction__in=list(viewer.works_for))


def _areas(viewer: Viewer) -> list[tuple[int, str]]:
    areas = CrewArea.objects.filter(Q(crew__in=_crews(viewer))).order_by("name", "id")
    return list(areas.values_list("pk", "name"))


def _facet(name: str, choices: list[Choice], query: QueryDict) -> dict[str, Any]:
    wanted = set(",".join(query.getlist(name)).split(",")) - {""}
    return {
        "name": name,
        "label": str(WORDS[f"filter_{name}"]),
        "chosen": len(wanted),
        "choices": [
            {"value": value, "name": label, "icon": icon, "is_on": value in wanted}
            for value, label, icon in choices
        ],
    }
