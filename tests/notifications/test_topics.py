"""What is sent of all that waits for one phone about one thing: any rows, any phone."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from notifications.rules import CLAIM_LIFE, BroadcastState, DeliveryState, Urgency
from notifications.topics import PAUSED, QUIET, Phone, Row, decide
from tests.notifications.makers import NOON

MOMENTS = st.integers(-600, 600).map(lambda seconds: NOON + timedelta(seconds=seconds))
ROWS = st.lists(
    st.builds(
        Row,
        id=st.integers(1, 10_000),
        state=st.sampled_from(DeliveryState),
        code=st.sampled_from(["", "UNAVAILABLE", QUIET, PAUSED]),
        attempts=st.integers(0, 5),
        merged=st.integers(0, 3),
        urgency=st.sampled_from(Urgency),
        next_attempt_at=st.none() | MOMENTS,
        expires_at=MOMENTS,
        news=st.integers(1, 8),
        type=st.sampled_from(["status", "comment"]),
        broadcast=st.sampled_from(["", "", "", *BroadcastState.values]),
        zone=st.just("Europe/Warsaw"),
    ),
    max_size=8,
    unique_by=(lambda row: row.id, lambda row: row.news),
)
PHONES = st.builds(
    Phone,
    is_active=st.sampled_from([True, True, True, False]),
    off_reason=st.just(""),
    kinds=st.frozensets(st.sampled_from(["status", "comment"])),
    quiet_from=st.times(),
    quiet_to=st.times(),
    stopped=st.none() | st.just(("THIRD_PARTY_AUTH_ERROR", NOON + timedelta(minutes=5))),
)
ENDED = set(DeliveryState) - {DeliveryState.WAITING}


@given(ROWS, PHONES)
def test_what_is_sent_is_the_newest_and_nothing_newer_was_told(
    rows: list[Row], phone: Phone
) -> None:
    claimed = decide(rows, phone, NOON, NOON + CLAIM_LIFE).claimed
    if claimed is None:
        return
    assert phone.is_active
    assert claimed.type in phone.kinds
    assert claimed.expires_at > NOON
    assert claimed.next_attempt_at == NOON + CLAIM_LIFE
    for row in rows:
        if row.news > claimed.news and row.type in phone.kinds:
            assert row.state not in (DeliveryState.WAITING, DeliveryState.SENT) or (
                row.state == DeliveryState.WAITING
                and (row.expires_at <= NOON or row.broadcast == BroadcastState.CANCELLED)
            )


@given(ROWS, PHONES)
def test_whatever_has_ended_or_is_under_way_stays_as_it_is(rows: list[Row], phone: Phone) -> None:
    before = {row.id: row for row in rows}
    decision = decide(rows, phone, NOON, NOON + CLAIM_LIFE)
    assert all(before[row.id].state == DeliveryState.WAITING for row in decision.changed)
    if any(row.state == DeliveryState.WAITING and row.is_under_way(NOON) for row in rows):
        assert not decision.changed


@given(ROWS, PHONES)
def test_deciding_again_changes_nothing_more(rows: list[Row], phone: Phone) -> None:
    changed = {row.id: row for row in decide(rows, phone, NOON, NOON + CLAIM_LIFE).changed}
    after = [changed.get(row.id, row) for row in rows]
    again = decide(after, phone, NOON, NOON + CLAIM_LIFE)
    assert again.claimed is None
    assert all(row in after for row in again.changed)


@given(ROWS, PHONES)
def test_nothing_that_is_overtaken_is_lost_from_the_count(rows: list[Row], phone: Phone) -> None:
    told = max((row.news for row in rows if row.state == DeliveryState.SENT), default=-1)
    changed = decide(rows, phone, NOON, NOON + CLAIM_LIFE).changed
    merged = [row for row in changed if row.state == DeliveryState.OVERTAKEN and row.news > told]
    waiting = [row for row in changed if row.state == DeliveryState.WAITING]
    assert len(waiting) <= 1
    if merged:
        before = next(row for row in rows if row.id == waiting[0].id)
        assert waiting[0].merged == before.merged + sum(1 + row.merged for row in merged)
        assert waiting[0].urgency <= min(row.urgency for row in merged)


@given(ROWS, PHONES)
def test_it_does_not_matter_in_which_order_the_rows_come(rows: list[Row], phone: Phone) -> None:
    one = decide(rows, phone, NOON, NOON + CLAIM_LIFE)
    other = decide(rows[::-1], phone, NOON, NOON + CLAIM_LIFE)
    assert one.claimed == other.claimed
    assert set(one.changed) == set(other.changed)


def test_the_paused_and_the_stopped_wait_and_are_counted_no_attempt() -> None:
    row = Row(id=1, next_attempt_at=NOON, expires_at=NOON + CLAIM_LIFE, type="status")
    phone = Phone(kinds=frozenset({"status"}))
    held = decide([row._replace(broadcast="paused")], phone, NOON, NOON + CLAIM_LIFE)
    assert (held.claimed, held.changed[0].next_attempt_at) == (None, None)
    stopped = replace(phone, stopped=("THIRD_PARTY_AUTH_ERROR", NOON + CLAIM_LIFE))
    put_off = decide([row], stopped, NOON, NOON + CLAIM_LIFE)
    assert (put_off.claimed, put_off.changed[0].attempts) == (None, 0)
