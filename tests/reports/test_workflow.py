"""The table of allowed changes is the one of DESIGN.md, and nothing else."""

import pytest

from backend.reports.workflow import ALLOWED_CHANGES, Actor, Status, allowed_next, needs_reason

# Written out by hand: rows are the present status, columns the next one. S the system,
# D the handler's dispatcher, C the assigned crew, R the reporter.
COLUMNS = """
            received assigned planned in_progress waiting
                                                          fixed not_fixed forwarded duplicate
                                                                                    withdrawn
"""
TABLE = """
received    -        SD       D       D           D       D     D         D         D         R
assigned    CD       SD       CD      CD          CD      CD    CD        D         D         R
planned     CD       CD       CD      CD          CD      CD    CD        D         D         R
in_progress CD       CD       CD      -           CD      CD    CD        D         D         -
waiting     D        CD       CD      CD          -       CD    CD        D         D         R
fixed       D        -        -       -           -       -     -         -         -         -
not_fixed   D        -        -       -           -       -     -         -         -         -
forwarded   D        -        -       -           -       D     D         D         -         -
duplicate   D        -        -       -           -       -     -         -         -         -
withdrawn   D        -        -       -           -       -     -         -         -         -
"""
LETTERS = {
    "D": Actor.DISPATCHER,
    "C": Actor.CREW,
    "R": Actor.REPORTER,
    "S": Actor.SYSTEM,
}
WHO = {
    (row.split()[0], new): {LETTERS[letter] for letter in cell if letter in LETTERS}
    for row in TABLE.strip().splitlines()
    for new, cell in zip(COLUMNS.split(), row.split()[1:], strict=True)
}


def test_the_table_speaks_of_every_pair():
    assert set(WHO) == {(old, new) for old in Status for new in Status}


@pytest.mark.parametrize("old", Status)
@pytest.mark.parametrize("new", Status)
def test_each_change_is_allowed_to_exactly_those_of_the_table(old, new):
    assert ALLOWED_CHANGES[old].get(new, frozenset()) == WHO[old, new]


@pytest.mark.parametrize("old", Status)
@pytest.mark.parametrize("actor", Actor)
def test_what_is_allowed_next_is_read_from_the_table(old, actor):
    assert set(allowed_next(old, frozenset({actor}))) == {
        new for new in Status if actor in WHO[old, new]
    }


def test_two_capacities_allow_what_each_allows():
    both = frozenset({Actor.CREW, Actor.REPORTER})

    assert set(allowed_next(Status.ASSIGNED, both)) == {
        *allowed_next(Status.ASSIGNED, frozenset({Actor.CREW})),
        Status.WITHDRAWN,
    }


@pytest.mark.parametrize("old", Status)
@pytest.mark.parametrize("new", Status)
@pytest.mark.parametrize("actor", Actor)
def test_only_a_crew_that_gives_work_back_must_say_why(old, new, actor):
    gives_back = actor is Actor.CREW and new is Status.RECEIVED

    assert needs_reason(old, new, actor) == gives_back
