"""Whatever is sent to the API, by whomever: no crash, and only what the schema promises.

USTERKA_EXAMPLES sets how many requests each call gets from each caller.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode, checks
from schemathesis.specs.openapi import checks as openapi

from backend.wsgi import application
from tests.conftest import Caller

EXAMPLES = int(os.environ.get("USTERKA_EXAMPLES", "6"))
CALLERS = ("stranger", "phone", "dispatcher", "crew")
PROMISES = [
    checks.not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_schema_conformance,
]


API = schemathesis.openapi.from_wsgi("/api/schema", application)
CALLS = {each.ok().label: each.ok() for each in API.get_all_operations()}


@pytest.fixture(autouse=True)
def _one_connection(report: dict[str, Any]) -> Iterator[None]:
    """Requests come through WSGI, yet all in the test's own transaction: after the last client."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


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

    @given(case=CALLS[call].as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def attack(case: schemathesis.Case) -> None:
        if "report_id" in case.path_parameters and mode is GenerationMode.POSITIVE:
            case.path_parameters["report_id"] = report["id"]
        case.call_and_validate(headers=caller.headers, checks=PROMISES)

    attack()
