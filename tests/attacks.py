"""Requests made up from a description of an API: every answer must be one that it promises.

USTERKA_EXAMPLES sets how many requests each call gets from each caller.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode, checks
from schemathesis.specs.openapi import checks as openapi

from tests.conftest import Caller

EXAMPLES = int(os.environ.get("USTERKA_EXAMPLES", "6"))
# A part of a photo is bytes.
schemathesis.serializer.alias("application/partial-upload", "application/octet-stream")
PROMISES = [
    checks.not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_schema_conformance,
]


@contextmanager
def one_connection() -> Iterator[None]:
    """Requests come through WSGI, yet all in the test's own transaction."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def attack(call: Any, caller: Caller, mode: GenerationMode, **known: str) -> None:
    """Raises what schemathesis found. known: path parameters that valid requests use."""

    @given(case=call.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: schemathesis.Case) -> None:
        if mode is GenerationMode.POSITIVE:
            for name in known.keys() & case.path_parameters.keys():
                case.path_parameters[name] = known[name]
        case.call_and_validate(headers=caller.headers, checks=PROMISES)

    ask()
