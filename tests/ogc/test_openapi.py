"""The API's own description: OpenAPI 3.0, complete, and true whatever is sent."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import drf_spectacular
import pytest
import schemathesis
from jsonschema import Draft4Validator
from schemathesis import GenerationMode

from backend.urls import COLLECTIONS
from backend.wsgi import application
from gis_layers.ogc.openapi import document
from tests.attacks import attack, one_connection
from tests.conftest import Caller
from tests.ogc.asking import get, items, url

pytestmark = pytest.mark.django_db


def closing_application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """The application behind a server that closes what it has sent, as WSGI demands."""
    with closing(application(environ, start_response)) as sent:
        return list(sent)


DOCUMENT = {**document(COLLECTIONS), "servers": [{"url": "/ogc"}]}
API = schemathesis.openapi.from_dict(DOCUMENT)
API.app = closing_application
CALLS = {each.ok().label: each.ok() for each in API.get_all_operations()}
PER_COLLECTION = ("", "/queryables", "/schema", "/export", "/items", "/items/{featureId}")


# /conf/oas30/oas-definition-1, /conf/core/api-definition-op, /conf/core/api-definition-success
def test_the_description_is_valid_openapi_3_0(stranger):
    schema = Path(drf_spectacular.__file__).parent / "validation" / "openapi_3_0_schema.json"
    answer = stranger.get(url("/api"))

    assert answer.headers["Content-Type"] == "application/vnd.oai.openapi+json;version=3.0"
    Draft4Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(answer.json())


# /conf/oas30/completeness, /conf/oas30/oas-impl
def test_every_address_is_described_with_its_parameters(stranger, db):
    described = get(stranger, "/api")["paths"]
    expected = {"/", "/api", "/conformance", "/collections"} | {
        f"/collections/{each.id}{below}" for each in COLLECTIONS for below in PER_COLLECTION
    }
    assert set(described) == expected
    for each in COLLECTIONS:
        names = {
            parameter.get("name") or parameter["$ref"].rsplit("/", 1)[1]
            for parameter in described[f"/collections/{each.id}/items"]["get"]["parameters"]
        }
        assert names == {
            *("f", "lang", "limit", "cursor", "crs", "bbox", "bbox-crs", "datetime"),
            *("filter", "filter-lang", "filter-crs"),
            *each.queryables,
        }


# /conf/oas30/exceptions-codes
def test_every_refusal_is_described(stranger, db):
    for path, item in get(stranger, "/api")["paths"].items():
        described = set(item["get"]["responses"])
        assert {"200", "304", "400", "401", "405", "503"} <= described
        assert ("404" in described) == ("{" in path)


# /conf/oas30/security
def test_the_ways_to_log_in_are_described_and_are_no_must(stranger, db):
    api = get(stranger, "/api")
    assert {} in api["security"]
    named = {name for each in api["security"] for name in each}
    assert named == set(api["components"]["securitySchemes"])


# /conf/core/fc-limit-definition
def test_the_limit_of_each_collection_is_the_one_that_is_kept(everything):
    api = get(everything, "/api")
    for each in COLLECTIONS:
        (limit,) = [
            parameter["schema"]
            for parameter in api["paths"][f"/collections/{each.id}/items"]["get"]["parameters"]
            if parameter.get("name") == "limit"
        ]
        assert limit["default"] <= limit["maximum"] <= 10_000
        assert items(everything, each.id, limit=limit["maximum"])["features"]


@pytest.fixture
def _one_connection(report: dict[str, Any]) -> Iterator[None]:
    with one_connection():
        yield


@pytest.mark.usefixtures("_one_connection", "everything")
@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("who", ["stranger", "dispatcher"])
@pytest.mark.parametrize("call", CALLS)
def test_every_answer_is_one_that_the_description_promises(
    call: str,
    who: str,
    mode: GenerationMode,
    report: dict[str, Any],
    request: pytest.FixtureRequest,
) -> None:
    caller: Caller = request.getfixturevalue(who)

    attack(CALLS[call], caller, mode, featureId=report["id"])
