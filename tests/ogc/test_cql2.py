"""CQL2 filters: what they mean, in both forms, and what is refused."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from backend.core import errors
from backend.core.http import problem_response
from gis_layers.models import Layer, RoadWork
from gis_layers.ogc import crs
from gis_layers.ogc.cql2 import compile_filter
from tests.ogc import trees
from tests.ogc.works import COLLECTION, make_layer, make_work, works

pytestmark = pytest.mark.django_db


def compiled(text: str, **options: Any) -> Any:
    return compile_filter(text, lang="cql2-text", collection=COLLECTION, **options)


def compiled_json(tree: Any, **options: Any) -> Any:
    return compile_filter(json.dumps(tree), lang="cql2-json", collection=COLLECTION, **options)


def found(condition: Any) -> set[int]:
    return set(works().filter(condition).values_list("pk", flat=True))


@pytest.fixture
def layer(db: None) -> Layer:
    return make_layer()


def stored(layer: Layer, rows: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """Put rows in the place of those of the example before; return them by their ids."""
    layer.works.all().delete()
    made = RoadWork.objects.bulk_create(make_work(layer, at, **row) for at, row in enumerate(rows))
    return {work.pk: row for work, row in zip(made, rows, strict=True)}


@hypothesis_settings(max_examples=200)
@given(rows=st.lists(trees.ROWS, min_size=4, max_size=8), tree=trees.TREES)
def test_a_filter_finds_what_it_means_in_both_forms(layer, rows, tree):
    published = {pk: trees.published(row) for pk, row in stored(layer, rows).items()}
    expected = {pk for pk, row in published.items() if trees.meaning(tree, row) is True}

    assert found(compiled_json(tree)) == expected, (rows, tree)
    assert found(compiled(trees.as_text(tree))) == expected, trees.as_text(tree)


@given(tree=trees.TREES)
def test_text_and_json_compile_to_the_same(tree):
    def flat(node: Any) -> Any:
        """The library writes `a AND (b AND c)` as one AND of three."""
        if isinstance(node, list):
            return [flat(each) for each in node]
        if not isinstance(node, dict):
            return node
        node = {key: flat(value) for key, value in node.items()}
        if node.get("op") in ("and", "or"):
            same = [
                each["args"] if isinstance(each, dict) and each.get("op") == node["op"] else [each]
                for each in node["args"]
            ]
            node["args"] = [each for part in same for each in part]
        return node

    text, tree = compiled(trees.as_text(tree)), compiled_json(flat(tree))
    assert str(works().filter(text).query) == str(works().filter(tree).query)


A_TRIANGLE = "POLYGON((20 51,22 51,21 53,20 51))"


@pytest.fixture
def two(layer: Layer) -> dict[str, int]:
    """Two works: a long one near Warsaw and a short one far away."""
    rows = {
        "near": {"title": "Remont ulicy Łąkowej", "lanes": 2, "length_km": 1.5, "closed": True},
        "far": {"title": "Malowanie pasów 50%", "lanes": 1, "geometry": (15.0, 50.0)},
    }
    made = stored(layer, list(rows.values()))
    return dict(zip(rows, made, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "title = 'Remont ulicy Łąkowej'",
        "title LIKE 'Remont%'",
        "CASEI(title) LIKE CASEI('REMONT ULICY ł%')",
        "ACCENTI(CASEI(title)) LIKE ACCENTI(CASEI('%łAKOWEJ'))",
        "casei(title) in (casei('REMONT ULICY ŁĄKOWEJ'))",
        "lanes > 1",
        "1 < lanes",
        "lanes BETWEEN 2 AND 3",
        "lanes NOT IN (1, 3)",
        "lanes = 2.0 AND length_km = 1.5",
        "length_km IS NOT NULL",
        "length_km > lanes OR lanes >= length_km",
        "closed",
        "closed = TRUE AND NOT closed = FALSE",
        "NOT (NOT closed)",
        '"closed" = true and "lanes" <> 1',
        "NOT lanes = 1 AND title <> ''",
        "S_INTERSECTS(geometry, BBOX(20, 51, 22, 53))",
        "S_INTERSECTS(geometry, POINT(21 52))",
        "S_INTERSECTS(geometry, POINT(2.1E1 5.2e+1))",
        f"S_WITHIN(geometry, {A_TRIANGLE})",
        f"S_CONTAINS({A_TRIANGLE}, geometry)",
        f"NOT S_DISJOINT(geometry, {A_TRIANGLE})",
        "S_INTERSECTS(geometry, MULTIPOLYGON(((20 51,22 51,21 53,20 51)),((0 0,1 0,0 1,0 0))))",
        "S_INTERSECTS(geometry, MULTIPOINT((1 1), (21 52)))",
        "S_INTERSECTS(geometry, LINESTRING(20 51, 22 53))",
        f"S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT(1 1), {A_TRIANGLE}))",
        "S_EQUALS(geometry, POINT(21 52))",
        "geometry IS NOT NULL AND closed",
        "layer = 'works of the tests' AND closed",
        "starts_at >= DATE('2026-01-01') AND closed",
        "T_DURING(starts_at, INTERVAL('2025-12-31', '2026-01-02')) AND closed",
        "T_INTERSECTS(INTERVAL(starts_at, starts_at), DATE('2026-01-01')) AND closed",
        "FALSE OR (TRUE AND closed)",
        "title LIKE 'Remont%' OR title LIKE '50\\%%'",
    ],
)
def test_a_filter_tells_one_from_the_other(two, text):
    assert found(compiled(text)) == {two["near"]}
    assert found(compiled(f"NOT ({text})")) <= {two["far"]}


def test_a_wildcard_with_a_backslash_is_a_plain_sign(two):
    assert found(compiled("title LIKE '%50\\%'")) == {two["far"]}
    assert found(compiled("title LIKE '%50\\_'")) == set()


def test_an_apostrophe_is_doubled_or_escaped(layer):
    [pk] = stored(layer, [{"title": "it's"}])

    assert found(compiled("title = 'it''s'")) == found(compiled(r"title = 'it\'s'")) == {pk}
    assert found(compiled("title = ''''")) == set()


def test_a_moment_compares_as_exactly_as_it_is_published(layer):
    end = datetime(2026, 3, 1, 12, 0, 0, 123456, UTC)
    [pk] = stored(layer, [{"ends_at": end}])

    assert found(compiled("ends_at = TIMESTAMP('2026-03-01T12:00:00.123Z')")) == {pk}
    assert found(compiled("ends_at <= TIMESTAMP('2026-03-01T13:00:00.123+01:00')")) == {pk}
    assert found(compiled("ends_at > TIMESTAMP('2026-03-01T12:00:00.123Z')")) == set()


@pytest.mark.parametrize(
    ("system", "first", "second"),
    [
        (crs.CRS84, 21.0, 52.0),
        (crs.EPSG_4326, 52.0, 21.0),
        (crs.EPSG_2180, 470_000.0, 637_000.0),
        (crs.EPSG_3857, 2_337_709.0, 6_800_125.0),
    ],
)
def test_geometries_come_in_the_axis_order_of_their_crs(two, system, first, second):
    size = 0.5 if system.srid == 4326 else 20_000
    box = [first - size, second - size, first + size, second + size]
    tree = trees.op("s_intersects", {"property": "geometry"}, {"bbox": box})
    text = f"S_INTERSECTS(geometry, BBOX({', '.join(map(str, box))}))"

    assert found(compiled(text, crs=system)) == {two["near"]}
    assert found(compiled_json(tree, crs=system)) == {two["near"]}


def test_a_box_may_cross_the_antimeridian(layer):
    east, west, _ = stored(
        layer, [{"geometry": (179, 1)}, {"geometry": (-179, 1)}, {"geometry": (0, 1)}]
    )

    assert found(compiled("S_INTERSECTS(geometry, BBOX(178, 0, -178, 2))")) == {east, west}


POINT = {"type": "Point", "coordinates": [21, 52]}
REFUSED_TEXTS = [
    "",
    " ",
    "title",
    "'title'",
    "1",
    "NULL",
    "title =",
    "= 1",
    "unknown = 1",
    "pk = 1",
    "layer__name = 'x'",
    "layer.name = 'x'",
    '"title; DROP TABLE x" = 1',
    "title = 1",
    "lanes = 'x'",
    "lanes = TRUE",
    "lanes = title",
    "closed > FALSE",
    "closed = 1",
    "title = NULL",
    "1 = 1",
    "'a' LIKE 'a'",
    "title LIKE title",
    "title LIKE 5",
    "title LIKE 'x\\\\\\'",
    "ACCENTI(title) LIKE ACCENTI('x＼')",
    "lanes LIKE '1'",
    "CASEI(lanes) = 1",
    "CASEI(CASEI(1)) = 1",
    "lanes = 9223372036854775808",
    "lanes = -99999999999999999999999",
    "lanes = 1e999",
    "lanes = " + "1" * 100,
    "lanes = 1 + 1",
    "lanes = 1 -1",
    "lanes * 2 = 4",
    "lanes div 2 = 1",
    "title || 'x' = 'x'",
    "upper(title) = 'X'",
    "pg_sleep(10) = 1",
    "lanes IN ()",
    "lanes IN (1, 'x')",
    f"lanes IN ({','.join(['1'] * 201)})",
    "day = '2026-01-01'",
    "day = DATE('2026-13-01')",
    "day = DATE('20260101')",
    "day = DATE('2026-W01-1')",
    "day = TIMESTAMP('2026-01-01T00:00:00Z')",
    "starts_at = TIMESTAMP('2026-01-01T00:00:00')",
    "starts_at = TIMESTAMP('2026-01-01T25:00:00Z')",
    "starts_at = TIMESTAMP('0001-01-01T00:00:00+14:00')",
    "starts_at = TIMESTAMP('99999-01-01T00:00:00Z')",
    "starts_at = TIMESTAMP('infinity')",
    "starts_at = DATE('-infinity')",
    "T_AFTER(day, starts_at)",
    "T_AFTER(title, DATE('2026-01-01'))",
    "T_AFTER(day, 'x')",
    "T_AFTER(DATE('2026-01-01'), DATE('2026-01-01'))",
    "T_DURING(day, INTERVAL('2026-01-02', '2026-01-01'))",
    "T_DURING(day, INTERVAL('2026-01-02'))",
    "T_DURING(day, INTERVAL(1, 2))",
    "T_AFTER(day)",
    "S_INTERSECTS(geometry)",
    "S_INTERSECTS(title, POINT(1 1))",
    "S_INTERSECTS(geometry, geometry)",
    "S_INTERSECTS(geometry, 'POINT(1 1)')",
    "S_INTERSECTS(POINT(1 1), POINT(1 1))",
    "S_INTERSECTS(geometry, POINT(1))",
    "S_INTERSECTS(geometry, POINT(1 1 1))",
    "S_INTERSECTS(geometry, POINT Z (1 1 1))",
    "S_INTERSECTS(geometry, POINT(1 1 -1 -1 -1 -1))",
    "S_INTERSECTS(geometry, POINT EMPTY)",
    "S_INTERSECTS(geometry, POINT(NaN NaN))",
    "S_INTERSECTS(geometry, POINT(181 1))",
    "S_INTERSECTS(geometry, POINT(1 91))",
    "S_INTERSECTS(geometry, POINT(1e999 1))",
    "S_INTERSECTS(geometry, LINESTRING(1 1))",
    "S_INTERSECTS(geometry, POLYGON((0 0,1 1,1 0,0 1)))",
    "S_INTERSECTS(geometry, POLYGON((0 0,1 1,0 1,1 0,0 0)))",
    "S_INTERSECTS(geometry, POLYGON((0 0,1 1,0 0)))",
    "S_INTERSECTS(geometry, CIRCULARSTRING(0 0,1 1,2 0))",
    "S_INTERSECTS(geometry, BBOX(1,2,3))",
    "S_INTERSECTS(geometry, BBOX(1,2,3,4,5,6))",
    "S_INTERSECTS(geometry, BBOX(1,4,3,2))",
    "S_WITHIN(geometry, GEOMETRYCOLLECTION(POINT(1 1), POINT(2 2)))",
    "A_CONTAINS(title, ('a'))",
    "geometry = 1",
    "title = 'a",
    "title = 'a' -- comment",
    "title = 'a'; DROP TABLE x",
    "title = 'a\\0'".replace("\\0", "\0"),
    "title = '\ud800'",
    "tytuł = 1",
    "lanes = ١",
    "lanes\u00a0= 1",
    "lanes = 1 AND",
    "NOT",
    "()",
    "(lanes = 1",
    "lanes = 1)",
    "lanes < 1 < 2",
    "lanes = 1 = 2",
    "lanes IS NULL = TRUE",
    "x" * 9000,
]


@pytest.mark.parametrize("text", REFUSED_TEXTS, ids=lambda text: ascii(text)[:60])
def test_what_is_no_filter_here_is_refused_by_name(layer, text):
    with pytest.raises(errors.InvalidInput) as refusal:
        found(compiled(text))

    assert refusal.value.field == "filter"
    answer = problem_response(refusal.value)
    assert json.loads(answer.content)["errors"][0]["field"] == "filter"


REFUSED_TREES: list[Any] = [
    None,
    [],
    {},
    "title",
    5,
    {"op": "and", "args": []},
    {"op": "and"},
    {"op": [], "args": [1]},
    {"op": "=", "args": {}},
    {"op": "=", "args": [1]},
    {"op": "=", "args": [{"property": []}, 1]},
    {"op": "=", "args": [{"property": {"property": "lanes"}}, 1]},
    {"op": "=", "args": [{"property": "lanes"}, [1]]},
    {"op": "=", "args": [{"property": "lanes"}, None]},
    {"op": "=", "args": [{"property": "title"}, "a\0b"]},
    {"op": "=", "args": [{"property": "day"}, {"date": 5}]},
    {"op": "=", "args": [{"property": "starts_at"}, {"timestamp": None}]},
    {"op": "=", "args": [{"property": "lanes"}, 1e300 * 1e300]},
    {"op": "isNull", "args": [1]},
    {"op": "in", "args": [{"property": "lanes"}, 1]},
    {"op": "like", "args": [{"property": "title"}, {"property": "title"}]},
    {"op": "like", "args": [{"property": "title"}, "x\\"]},
    {"op": "between", "args": [{"property": "lanes"}, [1, 2]]},
    {"op": "casei", "args": [{"property": "title"}]},
    {"op": "t_during", "args": [{"property": "day"}, {"interval": "2026"}]},
    {"op": "t_during", "args": [{"property": "day"}, {"interval": [[], {}]}]},
    {"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Point"}]},
    {"op": "s_intersects", "args": [{"property": "geometry"}, {"type": {}, "coordinates": []}]},
    *[
        {"op": "s_intersects", "args": [{"property": "geometry"}, POINT | {"coordinates": value}]}
        for value in ([], [1], [1, "2"], [True, 1], [[1, 2]], {"0": 1}, None, [1, None], [1, 2, 3])
    ],
    {
        "op": "s_intersects",
        "args": [
            {"property": "geometry"},
            {"type": "GeometryCollection", "geometries": [{"type": "GeometryCollection"}]},
        ],
    },
    {
        "op": "s_intersects",
        "args": [
            {"property": "geometry"},
            {"type": "LineString", "coordinates": [[0, 0]] * 1001},
        ],
    },
]


@pytest.mark.parametrize("tree", REFUSED_TREES, ids=lambda tree: str(tree)[:70])
def test_json_of_another_shape_is_refused(layer, tree):
    with pytest.raises(errors.InvalidInput):
        found(compiled_json(tree))


@pytest.mark.parametrize(
    "text",
    ["", "{", "[" * 5000, '{"op":"not","args":[' * 300, "9" * 5000, "\ud800", '"\\ud800"', "nan"],
    ids=lambda text: ascii(text)[:40],
)
def test_what_is_no_json_is_refused(layer, text):
    with pytest.raises(errors.InvalidInput):
        compile_filter(text, lang="cql2-json", collection=COLLECTION)


WORDS = (
    "AND OR NOT ( ) , = <> < IN LIKE BETWEEN IS NULL TRUE lanes title closed 1 -1 'a' 'b".split()
)
WORDS += ["CASEI(", "POINT(", "BBOX(", "DATE('2026-01-01')", "S_INTERSECTS(", "geometry", "0 0"]


@hypothesis_settings(max_examples=300)
@given(text=st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.text(max_size=40))
def test_any_text_finds_something_or_is_refused(layer, text):
    try:
        found(compiled(text))
    except errors.InvalidInput as refusal:
        assert refusal.field == "filter"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["lanes", "title", "geometry", "2026-01-01", "..", "Point"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "op args property date timestamp interval bbox type coordinates".split()
            ),
            inner,
            max_size=3,
        )
        | st.builds(
            lambda name, args: {"op": name, "args": args},
            st.sampled_from(["and", "not", "=", "in", "like", "isNull", "between", "s_within"]),
            st.lists(inner, max_size=3),
        )
    ),
    max_leaves=10,
)


@hypothesis_settings(max_examples=300)
@given(tree=JSON)
def test_any_json_finds_something_or_is_refused(layer, tree):
    try:
        found(compiled_json(tree))
    except errors.InvalidInput as refusal:
        assert refusal.field == "filter"


def test_a_refusal_speaks_three_languages(layer):
    details = set()
    for language in ("pl", "en", "uk"):
        with translation.override(language), pytest.raises(errors.InvalidInput) as refusal:
            compiled("colour = 'red'")
        details.add(refusal.value.extra["detail"])

    assert len(details) == 3
    assert all("title, layer, lanes" in detail for detail in details)
