"""People beside those of the demo municipality."""

import pytest

from tests.conftest import Caller
from tests.reports.makers import SOUTH, make_account


@pytest.fixture
def other_crew(db: None) -> Caller:
    """A member of a crew of the same municipality that does not serve `place`."""
    return make_account(crew=SOUTH, name="Piotr Zieliński")


@pytest.fixture
def superuser(db: None) -> Caller:
    """The installation's operator."""
    return make_account(is_superuser=True, is_staff=True, name="Operator")


@pytest.fixture
def county_place(spots) -> dict[str, float]:
    """A place on a county road in the municipality: handled by the county."""
    spot = spots["Nowa Wola, ul. Krasickiego"]
    return {"lon": spot["lon"], "lat": spot["lat"]}


@pytest.fixture
def unserved_place(spots) -> dict[str, float]:
    """A place in a municipality that nobody here serves."""
    spot = spots["Raszyn, ul. Pogodna"]
    return {"lon": spot["lon"], "lat": spot["lat"]}
