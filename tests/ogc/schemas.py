"""The official schemas of the documents, read from the folder USTERKA_TEST_DATA."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

DATA = Path(
    os.environ.get("USTERKA_TEST_DATA")
    or Path(__file__).resolve().parents[2].parent / "shared/data"
)
OGC = DATA / "ogc"
PART_1 = "features/core-openapi/schemas"
PART_2 = "features/crs-openapi/schemas"

needs_schemas = pytest.mark.skipif(
    not OGC.is_dir(), reason=f"no official schemas in {OGC} (set USTERKA_TEST_DATA)"
)


def validate(document: Any, schema: str) -> None:
    """Check a document against a schema of the OGC or of GeoJSON; raises ValidationError."""
    _validator(schema).validate(document)


@cache
def _validator(schema: str) -> Draft202012Validator:
    address = (OGC / schema).as_uri()
    registry: Registry[Any] = Registry(retrieve=_retrieved)
    return Draft202012Validator({"$ref": address}, registry=registry)


def _retrieved(address: str) -> Resource[Any]:
    published = "http://schemas.opengis.net/ogcapi/features/part1/1.0/openapi/schemas/"
    path = Path(unquote(urlsplit(address).path))
    if address.startswith(published):
        path = OGC / PART_1 / path.name
    elif address.startswith("https://geojson.org/schema/"):
        path = OGC / "geojson-schema" / path.name
    text = path.read_text(encoding="utf-8")
    content = json.loads(text) if path.suffix == ".json" else _spelled_out(yaml.safe_load(text))
    return Resource.from_contents(content, default_specification=DRAFT202012)


def _spelled_out(node: Any) -> Any:
    """YAML reads the type `null`, written without quotes, as no value."""
    if isinstance(node, list):
        return [_spelled_out(each) for each in node]
    if not isinstance(node, dict):
        return node
    node = {key: _spelled_out(value) for key, value in node.items()}
    if "type" in node and node["type"] is None:
        node["type"] = "null"
    if isinstance(node.get("type"), list):
        node["type"] = [each or "null" for each in node["type"]]
    return node
