"""The administration in a browser: no barrier on its main pages, in three languages."""

import pytest

from backend.core.language import Language
from tests.pages.conftest import Visit

PAGES = [
    "/admin/",
    "/admin/reports/report/",
    "/admin/reports/reportevent/",
    "/admin/reports/newstext/",
    "/admin/reports/newstext/add/",
    "/admin/crews/crew/",
    "/admin/crews/crew/add/",
    "/admin/crews/crewarea/add/",
    "/admin/accounts/user/",
    "/admin/accounts/user/add/",
    "/admin/jurisdictions/jurisdiction/",
    "/admin/jurisdictions/service/",
    "/admin/jurisdictions/managementagreement/add/",
    "/admin/gis_layers/layerimport/add/",
]
NOT_OURS = ("empty-table-header",)  # Django's tables of rows begin with a cell that is empty


@pytest.mark.parametrize("language", Language.values)
def test_no_barrier_on_the_main_pages(language: str, office: Visit) -> None:
    found = {}
    for path in PAGES:
        office.open(f"{path}?lang={language}" if path == "/admin/" else path)
        barriers = [each for each in office.barriers() if not each.startswith(NOT_OURS)]
        if barriers:
            found[path] = barriers
    assert found == {}


@pytest.mark.parametrize("language", Language.values)
@pytest.mark.parametrize("path", ["/accessibility", "/privacy"])
def test_no_barrier_on_the_pages_of_the_law(path: str, language: str, visit: Visit) -> None:
    for query in (f"?lang={language}", f"?lang={language}&office=1418032"):
        visit.open(path + query)
        assert visit.barriers() == []
