"""Whatever is sent to the API, by whomever: no crash, and only what the schema promises."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from schemathesis import GenerationMode

from backend.wsgi import application
from tests.attacks import attack, one_connection
from tests.conftest import Caller

CALLERS = ("stranger", "phone", "dispatcher", "crew")
API = schemathesis.openapi.from_wsgi("/api/schema", application)
CALLS = {each.ok().label: each.ok() for each in API.get_all_operations()}


@pytest.fixture(autouse=True)
def _one_connection(report: dict[str, Any]) -> Iterator[None]:
    """Made after the report, whose caller is the last client."""
    with one_connection():
        yield


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("who", CALLERS)
@pytest.mark.parametrize("call", CALLS)
def test_every_answer_is_one_that_the_schema_promises(
    call: str,
    who: str,
    mode: GenerationMode,
    report: dict[str, Any],
    request: pytest.FixtureRequest,
) -> None:
    caller: Caller = request.getfixturevalue(who)

    attack(CALLS[call], caller, mode, report_id=report["id"])
