"""A crew's way through its places: every place once, and no longer than it need be."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from backend.dispatch.rounds import length_m, round_trip

PLACE = st.tuples(st.floats(14.1, 24.2), st.floats(49.0, 54.9))
A_TOWN = st.tuples(st.floats(20.85, 21.0), st.floats(52.0, 52.15))


def along(order, places):
    return length_m([places[at] for at in order])


@given(st.lists(PLACE, max_size=60))
def test_every_place_comes_once_and_the_first_stays_first(places):
    order = round_trip(places)

    assert sorted(order) == list(range(len(places)))
    assert order[:1] == [0][: len(places)]


@given(st.lists(A_TOWN, min_size=3, max_size=7, unique=True))
def test_a_short_day_is_at_most_a_quarter_longer_than_the_best(places):
    best = min(along((0, *rest), places) for rest in permutations(range(1, len(places))))

    assert along(round_trip(places), places) <= 1.25 * best + 1


@given(st.lists(A_TOWN, min_size=2, max_size=40))
def test_turning_round_no_single_stretch_makes_it_shorter(places):
    order = round_trip(places)

    for first in range(1, len(order)):
        for last in range(first + 1, len(order) + 1):
            turned = order[:first] + order[first:last][::-1] + order[last:]
            assert along(order, places) <= along(turned, places) + 1


def test_places_on_one_road_are_visited_along_it():
    road = [(20.90 + 0.01 * step, 52.1) for step in (0, 4, 2, 5, 1, 3)]

    assert round_trip(road) == [0, 4, 2, 5, 1, 3]
