"""What is hidden does not show sideways: by filters, refusals, tags of answers, shared caches."""

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.contrib.gis.geos import Point

from backend.reports.actions.counting import fold_changes
from backend.reports.models import Report
from gis_layers.tiles import Tile
from tests.api.people import HIDDEN, HOME, PHOTO, Person
from tests.ogc.asking import refusal
from tests.reports.makers import NORTH, code_of
from tests.reports.test_tiles import address, tiles_of

pytestmark = pytest.mark.django_db

ITEMS = "/ogc/collections/reports/items"
LISTS = ("/api/v1/reports", "/api/v1/reports.geojson")
SIMILAR = "/api/v1/reports/similar?lon=20.9302&lat=52.07&service=pothole"
NOT_STAFF = ("stranger", "phone", "follower", "secret holder", "resident", "other resident")


def paths_of_the_map() -> list[str]:
    """Tiles on both sides of zoom 13, with and without what is counted beforehand."""
    return [
        address(tile, **query)
        for zoom in (0, 12, 13, 17)
        for tile in tiles_of(zoom)
        for query in ({}, {"status": "received,fixed"}, {"jurisdiction": HOME})
    ]


# --- filters ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["crew", "priority"])
def test_hidden_attributes_are_no_filters_for_the_public(world, name):
    value = {"crew": world.crews[NORTH], "priority": "danger"}[name]
    paths = [*LISTS, "/api/v1/tiles/reports.json"]
    paths += [address(Tile(zoom, 0, 0)) for zoom in (0, 12, 13)]
    for path in paths:
        for who in NOT_STAFF:
            answer = world[who].caller.get(f"{path}?{name}={value}")
            assert code_of(answer) == (403, "filter_not_allowed"), (who, path)
        assert world["dispatcher"].caller.get(f"{path}?{name}={value}").status_code < 300


def test_a_hidden_text_is_not_found(world):
    """Of the office whose texts wait for approval, strangers find only what is approved."""
    for path, rows in zip(LISTS, ("results", "features"), strict=True):
        asked = f"{path}?{urlencode({'q': f'{HIDDEN} county'})}"
        found = {who: world[who].caller.get(asked).json()[rows] for who in ("stranger", "operator")}
        assert (len(found["stranger"]), len(found["operator"])) == (1, 8)


def test_the_number_of_a_private_report_finds_nothing(world):
    for row in Report.objects.filter(visibility="private"):
        for path, rows in zip(LISTS, ("results", "features"), strict=True):
            asked = f"{path}?{urlencode({'q': row.number})}"
            assert world["stranger"].caller.get(asked).json()[rows] == []
    assert len(world["operator"].caller.get(asked).json()[rows]) == 1


NOT_PUBLISHED = """
    id pk description address searched answers crew crew_id crew__name priority visibility version
    access is_own reporter reporter_id reporter__email installation installation__secret_hash
    secret_hash intake_hash handler handler__teryt service__code service__is_private
    jurisdiction__teryt jurisdiction__text_publication manager__name contact contact__email
    contact__phone events events__texts__text follows follows__user photos photos__original
    notifications__user is_text_approved due_at planned_for accuracy_m map_cell location
    location__x location_3857 received_at__year number__startswith status__in
""".split()


@pytest.mark.parametrize("path", [ITEMS, ITEMS.replace("items", "export")])
def test_only_what_is_published_can_be_filtered_by(world, path):
    below, query = path.removeprefix("/ogc"), {} if path == ITEMS else {"f": "csv"}
    everybody = [world["stranger"].caller, world["operator"].caller]
    for caller in everybody:
        for name in NOT_PUBLISHED:
            answer = refusal(caller, below, **query, **{name: "x"})
            assert answer == (400, "unknown_parameter", [name])
            for text in (f"{name} IS NULL", f"\"{name}\" LIKE '%'"):
                answer = refusal(caller, below, **query, filter=text)
                assert answer[::2] == (400, ["filter"]), text
        as_json = json.dumps({"op": "isNull", "args": [{"property": "reporter__email"}]})
        answer = refusal(caller, below, **query, filter=as_json, filter_lang="cql2-json")
        assert answer[::2] == (400, ["filter"])


def test_a_refusal_says_the_same_of_what_is_hidden_and_what_is_not_there(world):
    def said(name: str) -> tuple[int, str]:
        answer = world["stranger"].caller.get(f"{ITEMS}?{urlencode({'filter': f'{name} = 1'})}")
        return answer.status_code, answer.content.decode().replace(name, "NAME")

    assert said("reporter__email") == said("nobody__nothing")
    assert said("description") == said("describtion")


# --- refusals of one report -------------------------------------------------------------------


def test_writes_tell_a_private_report_from_none_as_little_as_reads_do(world):
    """Of the county's report the others learn nothing by trying to change it."""
    private = str(Report.objects.get(number="county-private-nobody").pk)
    for who in ("follower", "other resident", "crew", "away dispatcher"):
        caller = world[who].caller
        for method, path, body in WRITES:
            url = f"/api/v1/reports/{{id}}{path}"
            answers = [
                getattr(caller, method)(url.format(id=each), *([body] if body else []))
                for each in (private, world.missing)
            ]
            said = [(each.status_code, each.content) for each in answers]
            assert said[0] == said[1], (who, method, path)
            assert said[0][0] in (401, 403, 404), (who, path, said)


WRITES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("patch", "", {"priority": "danger"}),
    ("post", "/status", {"status": "fixed"}),
    ("post", "/preview", {"status": "fixed"}),
    ("post", "/comments", {"text": "?"}),
    ("post", "/verdict", {"mended": True}),
    ("post", "/assignment", {"crew": 1}),
    ("put", "/follow", {}),
    ("put", "/duplicate", {"of": PHOTO}),
    ("delete", "/duplicate", {}),
    ("post", f"/photos/{PHOTO}/publication", {"published": True}),
    ("post", "/text", {"published": True}),
    ("post", "/events/1/text", {"published": False}),
    ("get", f"/photos/{PHOTO}/review", {}),
)


# The moment of the answer, and until when links to photos hold.
OF_THE_MOMENT = re.compile(rb"20\d\d-\d\d-\d\dT[\d:.]+Z(?=[\".]{1,2}[}<])|(exp|sig)=[\w-]+")

# --- tags and contents ------------------------------------------------------------------------


def test_a_strangers_answers_stay_as_they_are_when_only_private_reports_change(world):
    stranger, public = world["stranger"].caller, Report.objects.filter(visibility="public")
    paths = [*paths_of_the_map(), "/api/v1/tiles/reports.json", *LISTS, SIMILAR]
    paths += ["/api/v1/reports?limit=3", "/api/v1/reports?q=tajny", f"{ITEMS}?limit=3"]
    paths += [
        ITEMS,
        f"{ITEMS}?f=html",
        f"{ITEMS}?filter=is_open",
        ITEMS.replace("reports", "statistics"),
    ]
    paths += [f"{ITEMS}/{public[0].pk}", f"/api/v1/reports/{public[0].pk}"]
    before = [_whole(stranger.get(path)) for path in paths]

    for change in _private_changes():
        change()
        for path, known in zip(paths, before, strict=True):
            assert _whole(stranger.get(path)) == known, path
    public.update(status="waiting", closed_at=None)
    changed = [
        _whole(stranger.get(path)) != known for path, known in zip(paths, before, strict=True)
    ]
    assert sum(changed) > len(paths) * 0.8  # it would have been noticed


def _private_changes() -> list[Any]:
    private = Report.objects.filter(visibility="private")

    def _add() -> None:
        row = private.first()
        row.pk, row.number = uuid4(), "one-private-more"
        row.save(force_insert=True)

    return [
        lambda: fold_changes(most=1000),
        lambda: private.update(status="waiting", closed_at=None),
        _add,
        lambda: private.filter(number="one-private-more").delete(),
        lambda: private.update(location=Point(20.9301, 52.0701, srid=4326)),
        lambda: fold_changes(most=1000),
    ]


def _whole(answer: Any) -> tuple[Any, ...]:
    assert answer.status_code in (200, 204), answer.content
    return answer.status_code, _lasting(answer.getvalue()), dict(answer.headers)


def _lasting(content: bytes) -> bytes:
    return OF_THE_MOMENT.sub(b"", content)


# --- shared caches ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class SharedCache:
    """A cache between everybody and the server: it keeps all that is not forbidden, for ever.

    It gives a kept answer to whoever's request is the same in the headers that Vary names.
    """

    def __init__(self) -> None:
        self.kept: list[tuple[dict[str, str | None], Answer]] = []

    def get(self, person: Person, direct: Answer) -> Answer:
        """direct: what the server would say."""
        sent = _headers_of(person)
        for varied, answer in self.kept:
            if all(sent.get(name) == value for name, value in varied.items()):
                return answer
        if "private" not in direct.headers.get("Cache-Control", ""):
            names = re.findall(r"[\w-]+", direct.headers.get("Vary", "").lower())
            self.kept.append(({name: sent.get(name) for name in names}, direct))
        return direct


def _headers_of(person: Person) -> dict[str, str]:
    sent = {name.lower(): value for name, value in person.caller.headers.items()}
    cookies = person.caller.client.cookies
    return sent | ({"cookie": cookies.output(header="")} if cookies else {})


def cached_paths() -> list[str]:
    row = Report.objects.get(number="home-public-nobody")
    private = Report.objects.get(number="home-private-nobody")
    tiles = [address(tiles_of(zoom)[0], **query) for zoom in (0, 13) for query in QUERIES]
    of_reports = [
        f"{path}/{each.pk}" for each in (row, private) for path in ("/api/v1/reports", ITEMS)
    ]
    return [
        *tiles,
        *of_reports,
        *LISTS,
        f"/api/v1/reports/{private.pk}/events",
        *(
            f"/api/v1/reports/{each.pk}/photos/{PHOTO}/{path}"
            for each in (row, private)
            for path in ("display", "public/1/display", "public/1/thumbnail", "review")
        ),
        "/api/v1/reports?priority=danger",
        "/api/v1/tiles/reports.json",
        "/api/v1/tiles/reports.json?priority=danger",
        "/api/v1/tiles/crew_areas/0/0/0.mvt",
        "/api/v1/me/reports",
        "/api/v1/me/notifications",
        "/api/v1/crew/tasks",
        "/api/v1/blocks",
        "/api/v1/reports/due",
        ITEMS,
        f"{ITEMS}?f=html",
        f"{ITEMS}/{private.pk}?f=html",
        "/ogc/collections/reports/export?f=csv",
        "/ogc/collections/statistics/items",
        "/ogc/collections",
    ]


QUERIES: tuple[dict[str, str], ...] = ({}, {"status": "fixed"}, {"priority": "danger"})
CLIENTS = (
    "stranger",
    "phone",
    "secret holder",
    "dispatcher",
    "dispatcher's browser",
    "crew's program",
    "county dispatcher's app",
)


def test_a_shared_cache_gives_nobody_what_is_anothers(world):
    """Whoever asks first; and what it may keep is what a stranger sees."""
    kept = 0
    published = f"{Report.objects.get(number='home-public-nobody').pk}/photos/{PHOTO}"
    for path in cached_paths():
        direct = {who: _answer(world[who].caller.get(path)) for who in CLIENTS}
        for order in (CLIENTS, CLIENTS[::-1]):
            cache = SharedCache()
            for who in order:
                through = cache.get(world[who], direct[who])
                assert through.status == direct[who].status, (who, path)
                assert through.body == direct[who].body, (who, path)
            kept += len(cache.kept)
        for who in CLIENTS[1:]:
            is_private = "private" in direct[who].headers["Cache-Control"].split(", ")
            is_for_everybody = "crew_areas" in path or f"{published}/public/" in path
            assert is_private != is_for_everybody, (who, path)
    assert kept > 8  # it does keep what is for everybody


def _answer(answer: Any) -> Answer:
    return Answer(answer.status_code, dict(answer.headers), _lasting(answer.getvalue()))


def test_a_refusal_is_not_kept(world):
    """Nor is that of a login that failed kept for those who never tried."""
    for path in ("/api/v1/tiles/reports/0/0/0.mvt", "/api/v1/reports", ITEMS):
        for query in ("?priority=danger", "?nothing=1", ""):
            stranger, wrong = world["stranger"].caller, {"Authorization": "Report short"}
            answers = [stranger.get(f"{path}{query}", **wrong)]
            answers += [stranger.get(f"{path}{query}")] if query else []
            for answer in answers:
                assert answer.status_code >= 400
                assert "private" in answer.headers["Cache-Control"]
