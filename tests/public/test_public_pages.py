"""The public map, its list and the pages of reports, as residents and link previews read them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.jurisdictions.models import Jurisdiction
from backend.public import listing
from backend.reports.models import Report
from tests.conftest import Caller
from tests.reports.decisions import make_photo
from tests.reports.makers import CONTACT, REPORTS, change, send_report
from tests.reports.stored_photos import store_photo_of

pytestmark = pytest.mark.django_db

GMINA = "1418032"
HOSTILE = """"><img src=x onerror=alert(1)></script><script>alert(2)</script>{{ 7*7 }}'\u2028"""


def read(path: str, **headers: str) -> str:
    answer = Client(headers=headers).get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def listed(page: str) -> list[str]:
    return re.findall(r'class="quiet number">([^<]+)<', page)


def queries(path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        read(path)
    return len(seen)


def approve(dispatcher: Caller, report: dict[str, Any]) -> None:
    answer = dispatcher.post(f"{REPORTS}/{report['id']}/text", {"published": True})
    assert answer.status_code == 200, answer.content


# --- which office -----------------------------------------------------------------------------


def test_who_has_not_chosen_an_office_finds_it_by_name():
    page = read("/")
    assert f'href="/?office={GMINA}"' in page and 'href="/?office=1418"' in page
    assert f"office={GMINA}" in read("/?q=lesznow") and 'office=1418"' not in read("/?q=lesznow")
    assert "office=" not in read("/?q=nigdzie").partition("<main")[2].partition("</main")[0]


def test_a_choice_is_remembered_and_looking_alone_sets_no_cookie(report):
    client = Client()
    assert not client.get("/").cookies and not client.get("/reports").cookies
    assert not client.get(f"/reports/{report['id']}").cookies
    chosen = client.get(f"/?office={GMINA}")
    assert chosen.cookies["office"].value == GMINA and "private" in chosen["Cache-Control"]
    again = client.get("/")
    assert not again.cookies and report["number"] in again.content.decode()


def test_a_host_of_its_own_names_the_office(report, settings):
    settings.ALLOWED_HOSTS = ["lesznowola.example", "elsewhere.example"]
    Jurisdiction.objects.create(
        teryt="1421062", name="Raszyn", number_prefix="RA", host_names=["elsewhere.example"]
    )
    assert report["number"] in read("/", host="lesznowola.example")
    assert report["number"] not in read("/", host="elsewhere.example")


def test_a_county_shows_what_lies_in_its_municipalities(report):
    county = Jurisdiction.objects.get(teryt="1418")
    assert listed(read("/reports?office=1418")) == [report["number"]]
    assert listing.figures_of(county, now=timezone.now()).open == 1
    tile = "/api/v1/tiles/reports/12/2286/1351.mvt?teryt={}&closed_after=2020-01-01T00:00:00Z"
    near, far = (Client().get(tile.format(code)) for code in ("1418", "1421"))
    assert near.content and not far.content


@pytest.mark.parametrize("wrong", ["abc", "0", "999999999999", "%00", "１４１８０３２"])
def test_an_unknown_office_is_a_choice_again(wrong):
    assert "office=1418032" in read(f"/?office={wrong}")


# --- map and list -----------------------------------------------------------------------------


def test_the_list_holds_what_is_open_or_was_lately_mended(phone, place, dispatcher):
    open_one = send_report(phone, place)
    mended, long_ago, ended = (send_report(phone, place) for _ in range(3))
    now = timezone.now()
    Report.objects.filter(pk=mended["id"]).update(status="fixed", closed_at=now - timedelta(days=9))
    before = now - listing.LATELY - timedelta(days=2)
    Report.objects.filter(pk=long_ago["id"]).update(status="fixed", closed_at=before)
    assert change(phone, ended, "withdrawn").status_code == 200
    assert set(listed(read(f"/?office={GMINA}"))) == {open_one["number"], mended["number"]}
    assert listed(read(f"/?office={GMINA}&show=open")) == [open_one["number"]]
    assert listed(read(f"/?office={GMINA}&show=mended")) == [mended["number"]]
    assert listed(read(f"/reports?office={GMINA}&service=pothole&show=open")) == [
        open_one["number"]
    ]
    assert listed(read(f"/?office={GMINA}&service=street_light")) == []


def test_the_numbers_at_the_top_count_the_same(phone, place):
    reports = [send_report(phone, place) for _ in range(3)]
    now = timezone.now()
    Report.objects.filter(pk=reports[0]["id"]).update(status="fixed", closed_at=now)
    figures = listing.figures_of(Jurisdiction.objects.get(teryt=GMINA), now=now)
    assert (figures.open, figures.mended) == (2, 1)


def test_pages_of_the_list_follow_each_other_without_scripts(phone, place):
    first = send_report(phone, place)
    row = Report.objects.get(pk=first["id"])
    rows = [_copy(row, serial) for serial in range(listing.PAGE + 3)]
    Report.objects.bulk_create(rows)
    seen: list[str] = []
    path = f"/reports?office={GMINA}"
    while path:
        page = read(path)
        seen += listed(page)
        links = re.findall(r'<a class="button" href="(\?[^"]*after=[^"]+)"', page)
        path = f"/reports{links[0].replace('&amp;', '&')}" if links else ""
    assert len(seen) == len(set(seen)) == listing.PAGE + 4


def _copy(row: Report, serial: int) -> Report:
    fields = (
        *("service_id", "jurisdiction_id", "handler_id", "status", "crew_id", "visibility"),
        "municipality_teryt",
    )
    values = {name: getattr(row, name) for name in fields}
    return Report(
        number=f"LES-2026-9{serial:03}",
        location=Point(row.location.x + serial / 1000, row.location.y, srid=4326),
        received_at=row.received_at - timedelta(minutes=serial),
        updated_at=row.received_at,
        **values,
    )


def test_the_nearest_to_the_middle_of_the_map_go_first(phone, place, spots):
    far = send_report(phone, {"lon": spots["Zgorzała, ul. Saneczkowa"]["lon"], "lat": 52.10491})
    near = send_report(phone, place)
    query = f"office={GMINA}&order=nearest&lat={place['lat']}&lon={place['lon']}"
    assert listed(read(f"/?{query}")) == [near["number"], far["number"]]
    other = f"office={GMINA}&order=nearest&lat=52.10491&lon=20.996581"
    assert listed(read(f"/?{other}")) == [far["number"], near["number"]]


@pytest.mark.parametrize(
    "query",
    [
        *("show=nothing", "after=x", "after=W10", "service=%00", "service=" + "x" * 500),
        *("order=nearest", "order=nearest&lon=nan&lat=1", "order=nearest&lon=1e999&lat=0", "q=%00"),
    ],
)
def test_what_makes_no_sense_in_the_address_is_left_out(report, query):
    assert "</html>" in read(f"/?office={GMINA}&{query}")


def test_as_many_queries_for_twenty_reports_as_for_one(phone, place, report):
    few = queries(f"/?office={GMINA}")
    row = Report.objects.get(pk=report["id"])
    Report.objects.bulk_create([_copy(row, serial) for serial in range(15)])
    assert queries(f"/?office={GMINA}") == few <= 16


def test_caches_may_keep_a_page_by_language_and_choice(report):
    answer = Client().get("/?show=open", headers={"Cookie": f"office={GMINA}"})
    assert answer["Cache-Control"] == "public, max-age=30"
    assert {"Cookie", "Accept-Language"} <= set(answer["Vary"].split(", "))
    assert "private" in Client().get(f"/?office={GMINA}&lang=en")["Cache-Control"]


# --- one report -------------------------------------------------------------------------------


def test_a_page_tells_of_a_report_in_three_languages(report):
    for language, word in (("pl", "Co się działo"), ("en", "What has happened"), ("uk", "Що від")):
        page = read(f"/reports/{report['id']}?lang={language}")
        assert word in page and report["number"] in page and f'<html lang="{language}"' in page


def test_a_shared_link_has_a_preview_without_anybodys_words(phone, place, settings):
    sent = send_report(phone, place, description="Zadzwoń do Jana 555", contact=CONTACT)
    page = read(f"/reports/{sent['id']}")
    head = page.partition("</head>")[0]
    assert f'<link rel="canonical" href="{settings.PUBLIC_URL}/reports/{sent["id"]}"' in head
    assert f'property="og:title" content="Dziura w jezdni – {sent["number"]}"' in head
    assert f'og:image" content="{settings.PUBLIC_URL}/static/public/preview.png"' in head
    assert "Jana" not in page and CONTACT["email"] not in page and CONTACT["name"] not in page


def test_a_published_photo_is_on_the_page_and_in_the_preview(report):
    photo = store_photo_of(report, publication="published", edition=1)
    public = f"/api/v1/reports/{report['id']}/photos/{photo.uid}/public/1/display"
    page = read(f"/reports/{report['id']}")
    assert f'<img src="{public}"' in page and f'{public}">' in page.partition("</head>")[0]


def test_a_photo_that_is_not_published_is_nowhere(report):
    photo = make_photo(report)
    assert str(photo.uid) not in read(f"/reports/{report['id']}") + read(f"/?office={GMINA}")


def test_the_text_shows_when_the_office_has_approved_it(phone, place, dispatcher):
    sent = send_report(phone, place, description="Głęboka dziura przy krawężniku")
    assert "Głęboka dziura" not in read(f"/reports/{sent['id']}")
    approve(dispatcher, sent)
    assert "Głęboka dziura" in read(f"/reports/{sent['id']}")


def test_hostile_words_are_only_text(phone, place, dispatcher):
    sent = send_report(phone, place, description=HOSTILE, address=HOSTILE[:200])
    approve(dispatcher, sent)
    page = read(f"/reports/{sent['id']}")
    assert "<img src=x" not in page and "alert(2)</script>" not in page
    assert "&lt;img src=x" in page and "{{ 7*7 }}" in page


def test_the_history_names_no_person_and_no_crew(report, dispatcher, crew):
    change(dispatcher, report, "in_progress", comment="Jedziemy.")
    page = read(f"/reports/{report['id']}")
    assert "Jedziemy." in page and "W naprawie" in page
    assert "Brygada" not in page and "@" not in page.partition("<main")[2].partition("</main")[0]


def test_a_private_report_and_none_at_all_are_the_same_page(phone, place):
    private = send_report(phone, place, visibility="private")
    none = "00000000-0000-4000-8000-000000000000"
    answers = [Client().get(f"/reports/{each}") for each in (private["id"], none)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert private["number"].encode() not in answers[0].content


def test_a_joined_report_leads_to_the_one_that_is_dealt_with(phone, place, dispatcher):
    first, second = send_report(phone, place), send_report(phone, place)
    joined = dispatcher.put(f"{REPORTS}/{second['id']}/duplicate", {"of": first["id"]})
    assert joined.status_code == 200, joined.content
    page = read(f"/reports/{second['id']}")
    assert f'href="/reports/{first["id"]}"' in page and first["number"] in page


def test_a_closed_report_says_why_in_words(report, dispatcher):
    words = {"reason": "no_defect", "comment": "Jezdnia jest równa."}
    assert change(dispatcher, report, "not_fixed", **words).status_code == 200
    page = read(f"/reports/{report['id']}?lang=en")
    assert "There is no defect" in page and "Jezdnia jest równa." in page


def test_a_page_asks_the_same_questions_of_the_database_whatever_happened(report, dispatcher):
    few = queries(f"/reports/{report['id']}")
    for text in ("a", "b", "c", "d"):
        dispatcher.post(f"{REPORTS}/{report['id']}/comments", {"text": text, "audience": "public"})
    assert queries(f"/reports/{report['id']}") == few <= 9


def test_a_contested_end_and_a_defect_that_came_back_are_marked(phone, place):
    first, second = send_report(phone, place), send_report(phone, place)
    private = send_report(phone, place, visibility="private")
    assert "Wróciła po naprawie" not in read(f"/reports/{second['id']}")
    both = [first["id"], private["id"]]
    Report.objects.filter(pk=second["id"]).update(is_contested=True, is_repeated=True, repeats=both)
    page = read(f"/reports/{second['id']}")
    assert "Ktoś pisze, że nadal nie naprawione" in page and "Wróciła po naprawie" in page
    assert f'href="/reports/{first["id"]}"' in page and private["id"] not in page


def test_the_app_is_offered_where_there_is_one(report, settings):
    path = f"/reports/{report['id']}"
    assert "app-link" not in read(path)
    settings.ANDROID_APP = "pl.usterka"
    assert f"{path}#Intent;scheme=http;package=pl.usterka;end" in read(path)


def test_robots_may_read_reports_but_no_form(report):
    rules = read("/robots.txt")
    assert "Disallow: /follow\n" in rules and "Disallow: /reports" not in rules
    assert "Disallow: /api" not in rules  # where the pictures of shared links are
