"""Cursors: opaque words that come back as they were, or are refused."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core import cursors, errors

PK = "1d7b0b1e-54d1-4b2f-8a34-6f1f0c2f9a10"


@given(st.datetimes(timezones=st.just(UTC)), st.uuids())
def test_a_cursor_comes_back_as_it_was(moment, pk):
    cursor = cursors.encode(moment.isoformat(), str(pk))

    assert cursors.decode(cursor, cursors.moment, UUID) == [moment, pk]


@given(st.text(max_size=60))
def test_any_other_text_is_a_cursor_or_a_refusal(text):
    try:
        moment, pk = cursors.decode(text, cursors.moment, UUID)
    except errors.InvalidInput as refusal:
        assert refusal.field == "cursor"
    else:
        assert isinstance(moment, datetime) and isinstance(pk, UUID)


@pytest.mark.parametrize(
    "values",
    [
        [],
        [1],
        ["2026-01-01T00:00:00", PK],
        ["2026-01-01T00:00:00Z", "x"],
        ["2026-01-01T00:00:00Z", PK, 3],
        [None, None],
        [{"a": 1}, []],
    ],
)
def test_a_cursor_with_other_values_is_refused(values):
    with pytest.raises(errors.InvalidInput):
        cursors.decode(cursors.encode(*values), cursors.moment, UUID)
