"""Which municipalities' codes belong to a unit's territory."""

import pytest

from backend.jurisdictions.rules import territory_of


@pytest.mark.parametrize(
    ("unit", "beginning"),
    [
        ("14", "14"),
        ("1418", "1418"),
        ("1418032", "1418032"),
        ("1418043", "141804"),  # with its town (4) and its country (5)
        ("1418044", "1418044"),
        ("1465011", "1465"),  # Warsaw, with its districts
        ("1465028", "1465028"),
        ("1421011", "1421011"),
    ],
)
def test_a_unit_holds_its_parts(unit, beginning):
    assert territory_of(unit) == beginning
