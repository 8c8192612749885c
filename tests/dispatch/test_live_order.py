"""Events become readable in another order than that of their ids: none may be passed over."""

from hypothesis import given
from hypothesis import strategies as st

from backend.dispatch.live.order import GAP_LIFE_S, Order

START = 100


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


transactions = st.lists(st.integers(min_value=1, max_value=4), min_size=1, max_size=12)


@given(sizes=transactions, data=st.data())
def test_a_position_never_stands_after_an_event_that_may_still_come(sizes, data):
    order, readable, next_id = Order(START, Clock()), set(), START + 1
    under_way = []
    for size in sizes:
        under_way.append(list(range(next_id, next_id + size)))
        next_id += size
    for ids in data.draw(st.permutations(under_way)):
        assert order.note(ids) == ids
        readable |= set(ids)
        assert set(range(START + 1, order.position + 1)) <= readable
    assert order.position == order.newest == next_id - 1


@given(ids=st.sets(st.integers(min_value=START - 50, max_value=START + 200)))
def test_an_event_is_new_once_and_those_of_before_never(ids):
    order = Order(START, Clock())
    assert order.note(ids) == sorted(event for event in ids if event > START)
    assert order.note(ids) == []


def test_what_was_rolled_back_holds_nobody_up_for_long():
    clock = Clock()
    order = Order(START, clock)
    order.note([START + 3])
    assert order.position == START
    clock.now = GAP_LIFE_S + 1
    assert order.position == START + 3


def test_a_jump_of_the_ids_is_no_gap_that_somebody_waits_for():
    order = Order(START, Clock())
    order.note([10**12])
    assert order.position == 10**12
