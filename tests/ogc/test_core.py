"""Part 1, Core with GeoJSON and HTML: the tests of its abstract test suite, named in comments."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gis_layers.ogc.documents import CONFORMANCE, POLAND
from tests.ogc.asking import COLLECTIONS, CRS84, get, href, items, refusal, scatter, url, walk
from tests.ogc.schemas import PART_1, needs_schemas, validate

pytestmark = pytest.mark.django_db

DOCUMENTS = {
    "": "landingPage",
    "/conformance": "confClasses",
    "/collections": "collections",
    **{f"/collections/{each}": "collection" for each in COLLECTIONS},
}
GEOMETRY_TYPES = {
    "reports": "Point",
    "statistics": "MultiPolygon",
    "crew_areas": "MultiPolygon",
    "boundaries": "MultiPolygon",
    "roads": "LineString",
    "works": "LineString",
}


def rels(document: dict[str, Any]) -> set[str]:
    return {link["rel"] for link in document["links"]}


# /conf/core/root-op, /conf/core/conformance-op, /conf/core/fc-md-op, /conf/core/sfc-md-op
@needs_schemas
@pytest.mark.parametrize("path", DOCUMENTS)
def test_every_document_is_what_the_official_schema_says(everything, path):
    answer = everything.get(url(path))

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    validate(answer.json(), f"{PART_1}/{DOCUMENTS[path]}.yaml")


# /conf/core/root-success
def test_the_landing_page_leads_to_the_api_conformance_and_data(stranger):
    landing = get(stranger, "")

    assert {"service-desc", "service-doc", "conformance", "data"} <= rels(landing)
    for rel in ("service-desc", "service-doc", "conformance", "data"):
        assert stranger.get(href(landing, rel)).status_code == 200
    assert get(stranger, "/")["title"] == landing["title"]


# /conf/core/conformance-success
def test_exactly_the_tested_conformance_classes_are_claimed(stranger):
    part_1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
    claimed = get(stranger, "/conformance")["conformsTo"]

    assert claimed == list(CONFORMANCE)
    assert len(set(claimed)) == len(claimed)
    assert {each.removeprefix(part_1) for each in claimed if each.startswith(part_1)} == {
        *("core", "oas30", "geojson", "html")
    }


# /conf/core/fc-md-links, /conf/core/fc-links, /conf/core/f-links
@pytest.mark.parametrize(
    "path", [*DOCUMENTS, *(f"/collections/{each}/items" for each in COLLECTIONS)]
)
def test_every_document_links_to_itself_and_to_its_page(everything, path):
    document = get(everything, path)

    assert {"self", "alternate"} <= rels(document)
    assert all({"href", "rel", "type", "title"} <= set(each) for each in document["links"])
    itself = everything.get(href(document, "self"))
    assert itself.headers["Content-Type"].startswith("application/")
    page = everything.get(href(document, "alternate"))
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert 'rel="self"' not in page.content.decode() or page.content


# /conf/core/fc-md-items, /conf/core/fc-md-items-links
def test_every_collection_links_to_its_items_in_each_representation(stranger):
    listed = get(stranger, "/collections")["collections"]

    assert [each["id"] for each in listed] == list(COLLECTIONS)
    for each in listed:
        kinds = [link["type"] for link in each["links"] if link["rel"] == "items"]
        assert kinds == ["application/geo+json", "text/html"]
        alone = get(stranger, f"/collections/{each['id']}")
        assert {**alone, "links": []} == {**each, "links": []}


# /conf/core/fc-md-extent
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_the_extent_covers_every_feature(everything, collection):
    bbox = get(everything, f"/collections/{collection}")["extent"]["spatial"]["bbox"][0]
    assert bbox == POLAND

    everywhere = walk(everything, collection)
    inside = walk(everything, collection, bbox=",".join(map(str, bbox)))
    assert inside == everywhere != []


# /conf/core/fc-op, /conf/core/fc-response, /conf/geojson/content
@needs_schemas
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_items_are_a_geojson_feature_collection(everything, collection):
    answer = everything.get(url(f"/collections/{collection}/items"))
    document = answer.json()

    assert answer.headers["Content-Type"] == "application/geo+json"
    assert answer.headers["Content-Crs"] == f"<{CRS84}>"
    validate(document, f"{PART_1}/featureCollectionGeoJSON.yaml")
    validate(document, "geojson-schema/FeatureCollection.json")
    assert {each["geometry"]["type"] for each in document["features"]} == {
        GEOMETRY_TYPES[collection]
    }


# /conf/core/f-op, /conf/core/f-success
@needs_schemas
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_feature_has_an_address_of_its_own(everything, collection):
    for feature in items(everything, collection, limit=3)["features"]:
        answer = everything.get(url(f"/collections/{collection}/items/{feature['id']}"))
        alone = answer.json()
        validate(alone, f"{PART_1}/featureGeoJSON.yaml")
        validate(alone, "geojson-schema/Feature.json")
        assert answer.headers["Content-Type"] == "application/geo+json"
        assert {"self", "alternate", "collection"} <= rels(alone)
        del alone["links"]
        assert alone == feature


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_properties_are_plain_values_under_the_names_of_the_queryables(everything, collection):
    names = set(get(everything, f"/collections/{collection}/queryables")["properties"])

    for feature in items(everything, collection)["features"]:
        assert set(feature["properties"]) == names - {"geometry"}
        assert not [
            each for each in feature["properties"].values() if isinstance(each, list | dict)
        ]


# /conf/core/fc-timeStamp, /conf/core/fc-numberReturned, /conf/core/fc-numberMatched
def test_a_page_says_when_it_was_made_and_how_many_it_has(stranger, report):
    scatter(report["id"], [(20.93, 52.08)] * 4)

    whole, first = items(stranger, "reports"), items(stranger, "reports", limit=2)

    assert datetime.fromisoformat(whole["timeStamp"]).tzinfo is not None
    assert (whole["numberReturned"], whole["numberMatched"]) == (5, 5)
    # Counting all that match would cost more than the page, so it is left out.
    assert (first["numberReturned"], first.get("numberMatched")) == (2, None)


def test_a_small_collection_is_counted_on_every_page(stranger, db):
    first = items(stranger, "boundaries", limit=1)
    assert (first["numberReturned"], first["numberMatched"]) == (
        1,
        len(walk(stranger, "boundaries")),
    )


# /conf/core/fc-limit-definition, /conf/core/fc-limit-response
def test_limit_is_kept_and_a_larger_one_is_cut(stranger, report):
    scatter(report["id"], [(20.93, 52.08)] * 150)

    assert len(items(stranger, "reports")["features"]) == 100
    assert len(items(stranger, "reports", limit=7)["features"]) == 7
    assert len(items(stranger, "reports", limit=20_000)["features"]) == 151
    assert items(stranger, "boundaries", limit=101)["numberReturned"] <= 100


# /conf/core/query-param-unknown, /conf/core/query-param-invalid
@pytest.mark.parametrize(
    "path",
    [
        "",
        "/api",
        *DOCUMENTS,
        "/collections/roads/queryables",
        "/collections/roads/items",
        "/collections/boundaries/items/14",
    ],
)
def test_an_unknown_parameter_is_refused_everywhere(stranger, db, path):
    assert refusal(stranger, path, nonsense=1) == (400, "unknown_parameter", ["nonsense"])
    assert refusal(stranger, path, f="xml") == (400, "invalid", ["f"])


# /conf/core/http
@pytest.mark.parametrize(
    "path",
    [
        "/collections/nothing",
        "/collections/nothing/items",
        "/collections/nothing/queryables",
        "/collections/reports/items/nothing",
        "/collections/reports/items/5d0a8f4e-2f0b-4a57-9a53-0e3b7a1c9f10",
        "/collections/roads/items/0",
        "/collections/roads/items/-1",
        "/collections/roads/items/1_0",
        "/collections/roads/items/9" + "9" * 30,
        "/collections/roads/items/9" + "9" * 5000,
        "/collections/boundaries/items/99",
        "/collections/boundaries/items/%00",
        "/collections/boundaries/items/14'--",
        "/nothing",
    ],
)
def test_what_is_not_there_is_a_404(stranger, db, path):
    answer = stranger.get(url(path))
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_everything_is_only_read(stranger, db, method):
    answer = getattr(stranger, method)("/ogc/collections/reports/items")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET, HEAD"


def test_head_has_the_headers_of_get(stranger, report):
    answer = stranger.client.head("/ogc/collections/reports/items")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Type"] == "application/geo+json"


# /conf/html/content, /conf/html/definition
@pytest.mark.parametrize(
    "path",
    [
        "",
        "/api",
        *DOCUMENTS,
        *(f"/collections/{each}/items" for each in COLLECTIONS),
        "/collections/roads/queryables",
        "/collections/boundaries/items/14",
    ],
)
def test_a_browser_gets_a_page(everything, path):
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

    page = everything.get(url(path), Accept=browser)
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert everything.get(url(path, f="html")).status_code == 200
    forced = everything.get(url(path, f="json"), Accept=browser)
    assert "json" in forced.headers["Content-Type"]
    assert "Accept" in page.headers["Vary"]


def test_what_a_page_of_features_shows_is_what_the_json_has(everything, report):
    page = everything.get(url("/collections/reports/items", f="html")).content.decode()
    assert report["number"] in page


def test_texts_come_in_the_language_that_is_asked_for(stranger, db):
    titles = {
        lang: get(stranger, "/collections/roads", lang=lang)["title"] for lang in ("pl", "en", "uk")
    }
    assert titles == {"pl": "Drogi", "en": "Roads", "uk": "Дороги"}


def test_a_cache_may_keep_what_a_stranger_gets_and_no_other(stranger, dispatcher, report):
    for path in (
        "",
        "/collections",
        "/collections/reports/items",
        f"/collections/reports/items/{report['id']}",
    ):
        assert stranger.get(url(path)).headers["Cache-Control"] == "public, max-age=30"
        answer = dispatcher.get(url(path))
        assert answer.headers["Cache-Control"] == "private, no-cache"
        varied = {"Authorization", "X-Session-Token", "Cookie", "Accept", "Accept-Language"}
        assert varied <= set(answer.headers["Vary"].split(", "))
    assert "private" in stranger.get(url("/collections/x")).headers["Cache-Control"]


def test_the_api_varies_by_everything_that_proves_who_asks(stranger, report):
    varied = stranger.get("/api/v1/reports").headers["Vary"].split(", ")
    assert {"Authorization", "X-Session-Token", "Cookie"} <= set(varied)


def test_who_has_it_already_hears_so(stranger, report):
    for path in ("/collections", "/collections/reports/items"):
        tag = stranger.get(url(path)).headers["ETag"]
        again = stranger.get(url(path), **{"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
    scatter(report["id"], [(20.93, 52.08)])
    assert stranger.get(url(path), **{"If-None-Match": tag}).status_code == 200


def test_a_page_of_items_is_one_query_and_its_time_limit(stranger, report):
    scatter(report["id"], [(20.93, 52.08)] * 20)
    for collection in COLLECTIONS:
        with CaptureQueriesContext(connection) as asked:
            items(stranger, collection, bbox="20,51,22,53", datetime="2020-01-01/..", limit=5)
        words = [each["sql"].split()[0] for each in asked.captured_queries]
        assert words == ["SAVEPOINT", "SET", "SELECT", "RELEASE"]  # outside a test BEGIN, COMMIT
