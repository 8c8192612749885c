"""The database goes away during intake: a clear answer meanwhile, and nothing acknowledged lost."""

import pytest

from tests.e2e.burst import Burst
from tests.e2e.system import Database
from tests.waiting import until

CUTS = 8
CUT_HALF = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND starts_with(application_name, 'usterka')
    AND random() < 0.5
"""


@pytest.mark.usefixtures("own_database")
@pytest.mark.parametrize("end", [Database.stop, Database.kill])
def test_reports_survive_a_database_that_goes_away_and_comes_back(system, phone, end):
    with Burst(phone) as burst:
        burst.grow(20)
        end(system.database)
        until(lambda: burst.refusals, within=60, what="a refusal that says when to come back")
        system.database.start()
        burst.grow(20)
    burst.require_all_kept()
    system.wait_until_ready()


def test_reports_survive_connections_that_are_cut_again_and_again(system, phone):
    with Burst(phone) as burst:
        for _ in range(CUTS):
            burst.grow(5)
            system.database.rows(CUT_HALF)
    burst.require_all_kept()
