"""Layers as tiles: what is drawn at which zoom, and how small it stays."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.contrib.gis.geos import LineString, MultiPolygon, Point, Polygon
from django.utils import timezone

from backend.crews.models import Crew
from gis_layers.models import Boundary, Layer, Road, RoadWork
from gis_layers.rules import LayerKind, Level, RoadCategory
from gis_layers.tile_layers import ROADS, draw
from gis_layers.tiles import Tile
from tests.conftest import NOON
from tests.mvt import Feature, features_in
from tests.reports.makers import code_of

pytestmark = pytest.mark.django_db

TILES = "/api/v1/tiles"
PLACE = (20.93, 52.07)
SINCE = NOON.date()


def tile_at(zoom: int, lon: float = PLACE[0], lat: float = PLACE[1]) -> Tile:
    (tile,) = (
        Tile(zoom, x, y)
        for x in [int((lon + 180) / 360 * 2**zoom)]
        for y in range(2**zoom)
        if (box := Tile(zoom, x, y).box()).south <= lat < box.north
    )
    return tile


def seen(stranger: Any, layer: str, zoom: int) -> list[Feature]:
    tile = tile_at(zoom)
    answer = stranger.get(f"{TILES}/{layer}/{zoom}/{tile.x}/{tile.y}.mvt")
    assert answer.status_code == (200 if answer.content else 204)
    return features_in(answer.content, layer)


def values(features: list[Feature], name: str) -> set[Any]:
    return {feature.attributes[name] for feature in features}


@pytest.fixture
def layer(empty_layers: None) -> Any:
    def make(kind: LayerKind, *, is_active: bool = True) -> Layer:
        return Layer.objects.create(
            kind=kind,
            name=f"of a test, {is_active}",
            edition=1,
            is_active=is_active,
            imported_at=NOON,
            source="GUGiK <b>",
            licence="CC0",
        )

    return make


def square(lon: float, lat: float, half: float) -> MultiPolygon:
    box = Polygon.from_bbox((lon - half, lat - half, lon + half, lat + half))
    return MultiPolygon(box, srid=4326)


def test_boundaries_show_the_levels_that_fit_the_zoom(layer, stranger):
    drawn = layer(LayerKind.BOUNDARIES)
    for level, code, half in (
        (Level.VOIVODESHIP, "14", 1.0),
        (Level.COUNTY, "1418", 0.3),
        (Level.MUNICIPALITY, "1418032", 0.1),
    ):
        Boundary.objects.create(
            layer=drawn,
            level=level,
            code=code,
            name=f"name of {code}",
            geometry=square(*PLACE, half),
            is_active=True,
            valid_from=SINCE,
        )
    assert values(seen(stranger, "boundaries", 5), "code") == {"14"}
    assert values(seen(stranger, "boundaries", 7), "code") == {"14", "1418"}
    assert values(seen(stranger, "boundaries", 10), "level") == set(Level)
    Boundary.objects.update(is_active=False)
    assert seen(stranger, "boundaries", 10) == []


def make_road(layer: Layer, category: str, **fields: Any) -> Road:
    west = fields.pop("west", PLACE[0])
    line = LineString((west, PLACE[1]), (west + 0.001, PLACE[1]), srid=4326)
    return Road.objects.create(
        layer=layer, category=category, geometry=line, is_active=True, valid_from=SINCE, **fields
    )


@pytest.mark.parametrize(
    ("zoom", "categories"),
    [
        (4, set()),
        (6, {"krajowa"}),
        (9, {"krajowa", "wojewodzka"}),
        (11, {"krajowa", "wojewodzka", "powiatowa"}),
        (12, {"krajowa", "wojewodzka", "powiatowa", "gminna"}),
        (14, set(RoadCategory)),
    ],
)
def test_roads_show_the_categories_that_fit_the_zoom(layer, stranger, zoom, categories):
    drawn = layer(LayerKind.ROADS)
    for category in RoadCategory:
        for part in range(60):
            make_road(drawn, category, number=category, name="Polna", west=PLACE[0] + part * 0.001)
    features = seen(stranger, "roads", zoom)
    assert values(features, "category") == categories
    if zoom < 12:
        assert len(features) == len(categories)  # one line of sixty
    else:
        assert values(features, "name") == {"Polna"}


def test_expressways_are_seen_from_afar(layer, stranger):
    drawn = layer(LayerKind.ROADS)
    for part in range(200):
        west = PLACE[0] - part * 0.001
        make_road(drawn, RoadCategory.KRAJOWA, number="S7", is_expressway=True, west=west)
    (feature,) = seen(stranger, "roads", 4)
    assert feature.attributes == {"category": "krajowa", "is_expressway": True, "number": "S7"}


def test_a_tile_of_the_country_stays_small(layer):
    random, drawn = Random(1), layer(LayerKind.ROADS)
    rows = []
    for number in range(3000):
        lon, lat = random.uniform(14, 24), random.uniform(49, 54)
        line = LineString((lon, lat), (lon + 0.01, lat + 0.01), srid=4326)
        category = RoadCategory.KRAJOWA if number < 30 else RoadCategory.GMINNA
        rows.append(
            Road(
                layer=drawn,
                category=category,
                number=str(number % 50),
                geometry=line,
                is_active=True,
                valid_from=SINCE,
            )
        )
    Road.objects.bulk_create(rows)
    assert len(draw(ROADS, tile_at(5), at=NOON)) == 0
    assert 0 < len(draw(ROADS, tile_at(6), at=NOON)) < 3_000


def test_works_show_until_they_are_over(layer, stranger):
    now, drawn = timezone.now(), layer(LayerKind.WORKS)
    for kind, description, starts, ends in (
        ("works", "over", -9, -1),
        ("works", "in force", -1, 1),
        ("closure", "planned", 2, 3),
        ("closure", "without end", -1, None),
    ):
        RoadWork.objects.create(
            layer=drawn,
            kind=kind,
            description=description,
            starts_at=now + timedelta(days=starts),
            ends_at=now + timedelta(days=ends) if ends else None,
            geometry=Point(*PLACE, srid=4326),
            is_active=True,
            valid_from=SINCE,
        )
    features = seen(stranger, "works", 12)
    assert values(features, "description") == {"in force", "planned", "without end"}
    endless = [each for each in features if "ends_at" not in each.attributes]
    assert values(endless, "description") == {"without end"}


def test_areas_of_crews_at_work_are_public(stranger):
    names = set(Crew.objects.filter(areas__isnull=False).values_list("name", flat=True))
    assert values(seen(stranger, "crew_areas", 8), "crew_name") == names
    gone = Crew.objects.filter(name=min(names))
    gone.update(is_active=False)
    assert values(seen(stranger, "crew_areas", 8), "crew_name") == names - {min(names)}


@pytest.mark.parametrize("layer_id", ["boundaries", "roads", "works", "crew_areas"])
def test_tilejson_describes_each_layer(layer_id, stranger, settings):
    answer = stranger.get(f"{TILES}/{layer_id}.json?lang=en")
    document = answer.json()
    assert document["tiles"] == [f"{settings.PUBLIC_URL}{TILES}/{layer_id}/{{z}}/{{x}}/{{y}}.mvt"]
    assert document["vector_layers"][0]["id"] == layer_id
    assert document["minzoom"] < document["maxzoom"]
    west, south, east, north = document["bounds"]
    assert west <= PLACE[0] <= east and south <= PLACE[1] <= north
    assert answer.headers["Cache-Control"] == "public, max-age=3600"


def test_tilejson_names_the_sources_as_plain_text(layer, stranger):
    layer(LayerKind.ROADS)
    layer(LayerKind.ROADS, is_active=False)
    assert stranger.get(f"{TILES}/roads.json").json()["attribution"] == "GUGiK &lt;b&gt;, CC0"


def test_a_known_tile_is_not_sent_again(stranger):
    tile = tile_at(9)
    path = f"{TILES}/boundaries/9/{tile.x}/{tile.y}.mvt"
    first = stranger.get(path)
    assert (first.status_code, first.headers["Cache-Control"]) == (200, "public, max-age=3600")
    again = stranger.get(path, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["rivers/3/1/1.mvt", "rivers.json", "roads/3/8/1.mvt"])
def test_there_is_no_other_layer(path, stranger):
    assert code_of(stranger.get(f"{TILES}/{path}")) == (404, "not_found")


@pytest.mark.parametrize("path", ["roads/3/1/1.mvt", "roads.json"])
def test_layers_know_no_filters(path, stranger):
    assert code_of(stranger.get(f"{TILES}/{path}?category=gminna")) == (400, "unknown_parameter")
