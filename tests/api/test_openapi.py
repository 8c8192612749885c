"""The API's description: what is served, what is committed, and what it promises."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client

SNAPSHOT = Path(__file__).parents[2] / "docs" / "openapi.yaml"


@pytest.fixture
def generated(tmp_path: Path) -> str:
    """The schema as `make schema` writes it; a warning or an invalid document fails here."""
    file = tmp_path / "openapi.yaml"
    call_command("spectacular", file=str(file), validate=True, fail_on_warn=True)
    return file.read_text(encoding="utf-8")


@pytest.fixture
def operations(generated: str) -> dict[str, dict[str, Any]]:
    paths = yaml.safe_load(generated)["paths"]
    return {f"{method} {path}": each for path, at in paths.items() for method, each in at.items()}


def test_the_committed_schema_is_the_one_of_the_code(generated: str) -> None:
    assert SNAPSHOT.read_text(encoding="utf-8") == generated, "renew it by `make schema`"


def test_the_served_schema_is_the_committed_one(client: Client) -> None:
    answer = client.get("/api/schema")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == yaml.safe_load(SNAPSHOT.read_text(encoding="utf-8"))


def test_a_known_schema_is_not_sent_again(client: Client) -> None:
    etag = client.get("/api/schema").headers["ETag"]
    assert client.get("/api/schema", headers={"If-None-Match": etag}).status_code == 304


def test_every_call_says_what_it_does_and_how_it_refuses(
    operations: dict[str, dict[str, Any]],
) -> None:
    for name, operation in operations.items():
        assert operation["description"], name
        for status in ("400", "401", "403", "503"):
            assert "application/problem+json" in operation["responses"][status]["content"], name


# The intake has ids of its own; the answer with a token in it must not be stored for a repeat;
# a preview writes nothing.
WITHOUT_KEY = {
    "post /api/v1/reports",
    "post /api/v1/me/tokens",
    "post /api/v1/reports/{report_id}/preview",
}


def test_every_other_post_takes_an_idempotency_key(
    operations: dict[str, dict[str, Any]],
) -> None:
    for name, operation in operations.items():
        takes_key = any(each["name"] == "Idempotency-Key" for each in operation["parameters"])
        assert takes_key == (name.startswith("post ") and name not in WITHOUT_KEY), name


def test_a_call_that_needs_a_login_does_not_offer_itself_to_strangers(
    operations: dict[str, dict[str, Any]], client: Client, db: None
) -> None:
    somebody = "6d9ac1ac-3a9c-4a4d-9d5b-64ba1bd3ab5b"
    for name, operation in operations.items():
        method, path = name.split()
        for parameter in operation["parameters"]:
            if parameter["in"] == "path":
                value = "1" if parameter["schema"].get("type") == "integer" else somebody
                path = path.replace(f"{{{parameter['name']}}}", value)
        answer = client.generic(method.upper(), path, b"{}", content_type="application/json")
        needs_login = {} not in operation["security"]
        assert (answer.status_code == 401) == needs_login, (name, answer.content)


def test_the_docs_page_loads_nothing_from_outside_and_runs_nothing_inline(client: Client) -> None:
    page = client.get("/api/docs")
    text = page.content.decode()
    assert "//" not in text.replace("<!DOCTYPE html>", "")
    assert "<style" not in text and "<script>" not in text
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    script = client.get("/api/docs?script=")
    assert script.headers["Content-Type"].startswith("application/javascript")
    assert "/api/schema" in script.content.decode()


@pytest.mark.parametrize("query", ["version=a%0d%0aX:y", "lang=%00", "format=xml", "script=%ff"])
@pytest.mark.parametrize("path", ["/api/schema", "/api/docs"])
def test_junk_in_the_query_changes_nothing(client: Client, path: str, query: str) -> None:
    assert client.get(f"{path}?{query}").status_code == 200
