"""Private reports show through no read endpoint: everybody gets what `visible_to` says, no more."""

from collections.abc import Callable, Iterator

import pytest
from django.urls import URLPattern, URLResolver

from backend.reports.models import Report
from backend.reports.serializers.incoming import MapFilter, ReportFilter
from backend.urls import COLLECTIONS, PHOTO, REPORT, urlpatterns
from tests.api import judges
from tests.api.people import Person, World

pytestmark = pytest.mark.django_db

OGC = "ogc/collections/<str:collection_id>"
JUDGES: dict[str, Callable[[World, Person], judges.Judged]] = {
    "": judges.judge_public_list("/"),
    "reports": judges.judge_public_list("/reports"),
    "reports/<uuid:report_id>": judges.judge_public_page,
    "follow/<uuid:report_id>": judges.judge_followed,
    "api/v1/reports": judges.judge_list,
    "api/v1/reports.geojson": judges.judge_features,
    REPORT: judges.judge_each("/api/v1/reports/{id}"),
    f"{REPORT}/events": judges.judge_each("/api/v1/reports/{id}/events"),
    f"{REPORT}/confirmation.pdf": judges.judge_confirmation,
    f"{PHOTO}/display": judges.judge_photo("display", judges.is_worked_on),
    f"{PHOTO}/thumbnail": judges.judge_photo("thumbnail", judges.is_worked_on),
    f"{PHOTO}/public/<int:edition>/display": judges.judge_photo("public/1/display", bool),
    f"{PHOTO}/public/<int:edition>/thumbnail": judges.judge_photo("public/1/thumbnail", bool),
    f"{PHOTO}/review": judges.judge_photo("review", judges.is_of_the_office, refused=403),
    "api/v1/tiles/reports/<int:z>/<int:x>/<int:y>.mvt": judges.judge_tiles,
    "api/v1/reports/due": judges.judge_due_counts,
    "api/v1/reports/similar": judges.judge_similar,
    "api/v1/stats": judges.judge_figures,
    "api/v1/reports/recurring": judges.judge_recurring,
    "api/v1/crew/tasks": judges.judge_tasks,
    "api/v1/blocks": judges.judge_blocks,
    "dispatch/": judges.judge_desk("/dispatch/"),
    "dispatch/list": judges.judge_desk("/dispatch/list"),
    "dispatch/counts": judges.judge_desk_counts,
    "dispatch/reports/<uuid:report_id>": judges.judge_desk_report,
    "dispatch/work/<slug:name>": judges.judge_work("text"),
    "dispatch/day": judges.judge_day,
    "dispatch/statistics": judges.judge_desk_figures,
    "dispatch/approvals": judges.judge_approvals,
    "api/v1/replies": judges.judge_replies,
    "api/v1/me/reports": judges.judge_own,
    "api/v1/me/notifications": judges.judge_inbox,
    "api/v1/me/places": judges.judge_places,
    "api/v1/broadcasts": judges.judge_broadcasts(""),
    "api/v1/broadcasts/<uuid:broadcast_id>": judges.judge_broadcasts("{id}"),
    f"{OGC}/items": judges.judge_items,
    f"{OGC}/items/<str:feature_id>": judges.judge_each("/ogc/collections/reports/items/{id}"),
    f"{OGC}/export": judges.judge_exports,
}
# These say the same whoever asks, and whatever reports there are. Examples of them:
WITHOUT_REPORTS = {
    "accessibility": "/accessibility?office=1418032",
    "privacy": "/privacy?office=1418032",
    "api/schema": "/api/schema",
    "api/docs": "/api/docs",
    "api/v1/config": "/api/v1/config?lon=20.93&lat=52.07",
    "api/v1/services": "/api/v1/services?lon=20.93&lat=52.07",
    "api/v1/route": "/api/v1/route?lon=20.93&lat=52.07&service=pothole",
    "api/v1/places": "/api/v1/places?q=Lesznowola",
    "api/v1/places/reverse": "/api/v1/places/reverse?lon=20.93&lat=52.07",
    "api/v1/tiles/reports.json": "/api/v1/tiles/reports.json?status=fixed",
    "api/v1/tiles/base.json": "/api/v1/tiles/base.json",
    "api/v1/tiles/base/<int:z>/<int:x>/<int:y>": "/api/v1/tiles/base/0/0/0",
    "api/v1/tiles/<slug:layer>.json": "/api/v1/tiles/crew_areas.json",
    "api/v1/tiles/<slug:layer>/<int:z>/<int:x>/<int:y>.mvt": "/api/v1/tiles/crew_areas/0/0/0.mvt",
    "ogc": "/ogc",
    "ogc/": "/ogc/",
    "ogc/api": "/ogc/api",
    "ogc/conformance": "/ogc/conformance",
    "ogc/collections": "/ogc/collections",
    OGC: "/ogc/collections/reports",
    f"{OGC}/queryables": "/ogc/collections/reports/queryables",
    f"{OGC}/schema": "/ogc/collections/reports/schema",
    "robots.txt": "/robots.txt",
    ".well-known/assetlinks.json": "/.well-known/assetlinks.json",
    ".well-known/apple-app-site-association": "/.well-known/apple-app-site-association",
}
# Of the process, of the caller's own account; and what has tests of its own for every page.
NOT_OF_REPORTS = {
    *("report", "follow", "login", "logout", "mail/stop/<str:token>"),
    *("healthz", "readyz", "metrics", "admin/", "_allauth/", "api/v1/me/tokens"),
    *("api/v1/me/filters", "api/v1/me/filters/<str:name>", "api/v1/managers"),
}


def read_routes() -> Iterator[str]:
    for each in urlpatterns:
        if isinstance(each, URLResolver):
            yield str(each.pattern)
        elif isinstance(each, URLPattern):
            view = getattr(each.callback, "cls", None)
            if view is None or hasattr(view, "get"):
                yield str(each.pattern)


def test_every_address_that_is_read_is_judged_here():
    known = [*JUDGES, *WITHOUT_REPORTS, *NOT_OF_REPORTS]
    assert sorted(set(read_routes())) == sorted(known)
    collections = {collection.id for collection in COLLECTIONS}
    of_layers = {"crew_areas", "boundaries", "roads", "works"}
    assert collections - of_layers == {"reports", "statistics"}


def test_every_filter_is_judged_here(world):
    of_staff = {name for query, _ in judges.staff_wishes(world).values() for name in query}
    of_lists = {name for query, _ in judges.LIST_WISHES.values() for name in query}
    of_lists |= {name for query, _ in judges.OFFICE_WISHES.values() for name in query}
    of_maps = {name for query, _ in judges.MAP_WISHES.values() for name in query}
    of_maps |= {name for query, _ in judges.OFFICE_WISHES.values() for name in query}
    shared = {"lang", "limit", "cursor"}
    assert set(ReportFilter().fields) - shared == of_lists | of_staff
    assert set(MapFilter().fields) - shared == of_maps | of_staff


def test_visible_is_what_this_world_was_made_for(world):
    everything = set(Report.objects.values_list("number", flat=True))
    for person in world:
        seen = {row.number for row in person.visible()}
        assert seen == {number for number in everything if person.sees(number)}, person.name
    assert len({frozenset(row.number for row in person.visible()) for person in world}) == 10


@pytest.mark.parametrize("route", JUDGES)
def test_everybody_gets_what_is_visible_to_them(world, route):
    for person in world:
        for asked, shown, expected in JUDGES[route](world, person):
            assert shown == expected, (person.name, asked)


def test_the_rest_says_nothing_of_reports(world):
    said = {}
    for path in WITHOUT_REPORTS.values():
        people = (world[who] for who in ("stranger", "phone", "dispatcher", "operator"))
        answers = [person.caller.get(path) for person in people]
        said[path] = {(answer.status_code, answer.getvalue()) for answer in answers}
        assert len(said[path]) == 1, path
    Report.objects.update(visibility="private")
    for path, before in said.items():
        answer = world["stranger"].caller.get(path)
        assert {(answer.status_code, answer.getvalue())} == before, path
