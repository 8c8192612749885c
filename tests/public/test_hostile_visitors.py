"""Whoever comes to the public pages with bad intent, or with a broken browser."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from backend.accounts.secrets import new_spoken_secret
from backend.jurisdictions.models import Jurisdiction, Service
from backend.management import demo_file
from backend.photos import limits
from backend.reports.models import Report
from backend.reports.photo_models import PhotoUpload
from tests.conftest import PASSWORD
from tests.public.test_report_form import Browser
from tests.reports.makers import REPORTS, send_report

pytestmark = pytest.mark.django_db

GMINA = "1418032"
BREAKOUTS = (
    "</script><script>alert(1)</script>",
    "\"' onfocus=alert(1) autofocus x=",
    "</title><img src=x onerror=alert(1)>",
    "{% debug %}{{ settings.SECRET_KEY }}",
    "javascript:alert(1)",
)
LIVE = re.compile(r"<script>alert|<img src=x|\son(?:error|focus)=alert", re.IGNORECASE)


def pages(report_id: str) -> list[str]:
    return [
        *("/", f"/?office={GMINA}", f"/reports?office={GMINA}", f"/reports/{report_id}"),
        *("/report", "/follow", f"/privacy?office={GMINA}", f"/accessibility?office={GMINA}"),
    ]


def tags(page: str) -> str:
    """The page without the texts between its tags, and without quoted values."""
    return re.sub(r'"[^"]*"', '""', "".join(re.findall(r"<[^>]*>", page)))


@pytest.mark.parametrize("words", BREAKOUTS)
def test_no_name_in_the_database_becomes_markup(phone, place, words):
    report = send_report(phone, place, description=words, address=words)
    named = {"name": words[:80], "office_name": words, "contact_phone": words[:30]}
    Jurisdiction.objects.filter(teryt=GMINA).update(**named, text_publication="at_once")
    Service.objects.update(name_pl=words[:80])
    moved = {"municipality_name": words, "road_name": words, "manager_name": words}
    Report.objects.filter(pk=report["id"]).update(**moved, road_number=words[:20])
    for path in pages(report["id"]):
        answer = Client().get(path)
        page = answer.content.decode()
        assert answer.status_code == 200 and not LIVE.search(tags(page)), path
        assert "alert(1)</script>" not in page and "SECRET_KEY }}" not in page.replace(words, "")
        assert not re.search(r'(?:href|src)="javascript:', page), path


@pytest.mark.parametrize("words", BREAKOUTS)
@pytest.mark.parametrize("field", ["q", "address", "description", "email", "lon", "accuracy"])
def test_what_is_typed_comes_back_as_text(place, field, words):
    typed = {"lon": place["lon"], "lat": place["lat"], "service": "pothole", field: words}
    for do in ("search", "place", "service", "send"):
        page = Browser().press(do, **typed)
        assert not LIVE.search(tags(page)) and "alert(1)</script>" not in page, (field, do)


@pytest.mark.parametrize("parameter", ["lang", "show", "service", "order", "q", "after", "office"])
@pytest.mark.parametrize("words", BREAKOUTS)
def test_no_parameter_speaks_through_a_page(parameter, words, db):
    page = Client().get(f"/?office={GMINA}", {parameter: words}).content.decode()
    assert not LIVE.search(tags(page)) and "alert(1)</script>" not in page


def test_private_reports_cannot_be_told_from_none(phone, place):
    """Neither by number nor by id nor by what a page costs to guess."""
    secret = new_spoken_secret()
    private = send_report(phone, place, visibility="private")
    answers = [
        Client().post("/follow", {"number": number, "secret": secret})
        for number in (private["number"], "LES-1999-1")
    ]
    bodies = {
        re.sub(rb'value="[^"]*"', b"", answer.content.replace(private["number"].encode(), b""))
        for answer in answers
    }
    assert {answer.status_code for answer in answers} == {403} and len(bodies) == 1
    assert not any(answer.cookies.get("sessionid") for answer in answers)
    for path in ("/", "/reports"):
        page = Client().get(path, {"office": GMINA}).content.decode()
        assert private["number"] not in page and private["id"] not in page


def test_a_session_that_somebody_else_made_is_left_at_the_door(stranger, place):
    secret = new_spoken_secret()
    report = send_report(stranger, place, secret=secret, visibility="private")
    victim = Client()
    session = victim.session
    session["planted"] = "yes"
    session.save()
    victim.cookies["sessionid"] = session.session_key
    victim.post("/follow", {"number": report["number"], "secret": secret})
    assert victim.cookies["sessionid"].value != session.session_key
    thief = Client()
    thief.cookies["sessionid"] = session.session_key
    assert thief.get(f"/follow/{report['id']}")["Location"] == "/follow"


@pytest.mark.parametrize("action", ["comment", "judge", "withdraw", "leave", "photo"])
def test_another_site_does_nothing_in_a_reporters_name(stranger, place, action):
    secret = new_spoken_secret()
    report = send_report(stranger, place, secret=secret)
    client = Client(enforce_csrf_checks=True)
    token = re.search(
        r'csrfmiddlewaretoken" value="([^"]+)"', client.get("/follow").content.decode()
    )
    assert token
    entry = {"number": report["number"], "secret": secret, "csrfmiddlewaretoken": token[1]}
    assert client.post("/follow", entry).status_code == 302
    body = {"do": action, "text": "x", "sure": "yes", "mended": "yes"}
    assert client.post(f"/follow/{report['id']}", body).status_code == 403
    assert Report.objects.get().status == report["status"]
    assert client.get(f"/follow/{report['id']}").status_code == 200


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_site(target, dispatcher_account, db):
    email, password = dispatcher_account
    for path in ("/login", f"/login?next={target}"):
        answer = Client().post(path, {"username": email, "password": password, "next": target})
        assert answer.status_code == 302 and answer["Location"] == "/dispatch/"
    assert "evil" not in Client().get("/follow", {"next": target}).get("Location", "")


@pytest.fixture
def dispatcher_account(dispatcher) -> tuple[str, str]:
    return demo_file.email_of("dispatcher"), PASSWORD


@pytest.mark.parametrize(
    "cookie",
    ["xx", "../../etc/passwd", "pl\x7f", "<script>", "pl-PL-" + "x" * 500, "zh-hans", ""],
)
def test_a_strange_language_is_polish(cookie, db):
    client = Client()
    client.cookies["django_language"] = cookie
    answer = client.get("/report", headers={"Accept-Language": ""})
    assert answer.status_code == 200 and '<html lang="pl">' in answer.content.decode()


@pytest.mark.parametrize("parameter", ["office", "lang", "next", "q", "after"])
def test_no_address_writes_a_header(parameter, db):
    answer = Client().get(f"/?{parameter}=1418032%0d%0aSet-Cookie:%20evil=1")
    assert "evil" not in answer.cookies and "evil" not in str(answer.headers.get("Location"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x\r\n",
        b'--x\r\nContent-Disposition: form-data; name="do"\r\n\r\nsend',
        b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n\xff\xd8',
        b'--x\r\nContent-Disposition: form-data; name="\xff\xfe"\r\n\r\n\xff\r\n--x--\r\n',
        b"\x00" * 5000,
        b"--x\r\nContent-Transfer-Encoding: base64\r\n"
        b'Content-Disposition: form-data; name="do"\r\n\r\n!!!\r\n--x--\r\n',
    ],
)
@pytest.mark.parametrize("path", ["/report", "/follow"])
@pytest.mark.parametrize("boundary", ["; boundary=x", "", "; boundary=" + "y" * 500])
def test_a_broken_form_breaks_nothing(path, body, boundary, db):
    client = Client(raise_request_exception=False)
    headers = {"Accept": "text/html"}
    answer = client.post(path, body, content_type=f"multipart/form-data{boundary}", headers=headers)
    assert answer.status_code < 500 and b"</html>" in answer.content


def test_fifty_photos_are_refused_and_leave_no_report(place, photo):
    browser = Browser().at_details(place)
    files = [SimpleUploadedFile(f"{n}.jpg", photo, "image/jpeg") for n in range(50)]
    page = browser.press("send", description="Zostaje", photo=files)
    assert 400 <= browser.answer.status_code < 500 and 'id="photo-error"' in page
    assert "Zostaje" in page and len(files) > limits.PHOTOS_MAX
    assert not Report.objects.exists() and not PhotoUpload.objects.exists()


def test_a_thousand_fields_are_refused_in_words(place):
    browser = Browser()
    fields = {f"a.{n}": "x" for n in range(2000)}
    answer = browser.client.post(
        "/report", {**browser.fields, **fields}, headers={"Accept": "text/html"}
    )
    assert answer.status_code == 400 and b"</html>" in answer.content


def test_pages_of_one_person_are_kept_by_no_cache(stranger, place):
    secret = new_spoken_secret()
    report = send_report(stranger, place, secret=secret)
    client = Client()
    client.post("/follow", {"number": report["number"], "secret": secret})
    for path in (f"/follow/{report['id']}", "/follow", "/report"):
        assert client.get(path)["Cache-Control"] == "private, no-store"
    public = client.get(f"/reports/{report['id']}")
    assert public["Cache-Control"].startswith("public") and not public.cookies
    assert secret not in public.content.decode() and f"{REPORTS}/" not in public.content.decode()
