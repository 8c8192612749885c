"""Who reads what: every kind of caller at every address that shows reports."""

from uuid import uuid4

import pytest

from backend.accounts.models import Role, User
from backend.jurisdictions.models import Jurisdiction
from backend.reports.models import Report
from backend.reports.photo_models import Photo
from backend.reports.tasks import process_photo
from tests.conftest import Caller
from tests.reports.makers import CONTACT, COUNTY_CREW, REPORTS, change, make_account, send_report

pytestmark = pytest.mark.django_db

SECRET = "s" * 40
WORDS = {
    "text": "TAJNY-OPIS",
    "address": "TAJNA-ULICA 7",
    "contact": CONTACT["email"],
    "priority": '"priority":"danger"',
    "crew": COUNTY_CREW,
    "person": "Paweł Rudnicki",
    "note": "TAJNA-NOTATKA",
    "talk": "SLOWA-DO-URZEDU",
    "photo": "11111111-2222-4333-8444-555555555555",
}
OWN = "text address contact priority crew talk photo"
OFFICE = "text address priority crew person note talk photo"

# The report lies in the municipality of `place_dispatcher` and is handled by the county.
# Columns: detail, list, geojson, events, me/reports, crew/tasks, photo file | words to be read.
# y: shown, n: answered without it; a number is the status of a refusal.
PUBLIC_REPORT = f"""
stranger            y y y y 401 401 404 |
other_phone         y y y y n   401 404 |
follower            y y y y n   401 404 |
resident            y y y y n   403 404 |
reporter            y y y y y   401 y   | {OWN}
claimer             y y y y y   401 y   | {OWN}
secret_holder       y y y y 401 401 y   | {OWN}
crew_member         y y y y n   y   y   | {OFFICE}
other_crew          y y y y n   n   404 |
place_dispatcher    y y y y n   403 y   | {OFFICE}
handler_dispatcher  y y y y n   403 y   | {OFFICE} contact
place_administrator y y y y n   403 y   | {OFFICE}
foreign_dispatcher  y y y y n   403 404 |
superuser           y y y y n   403 y   | {OFFICE}
"""
PRIVATE_REPORT = f"""
stranger            404 n n 404 401 401 404 |
other_phone         404 n n 404 n   401 404 |
follower            404 n n 404 n   401 404 |
resident            404 n n 404 n   403 404 |
reporter            y   y y y   y   401 y   | {OWN}
claimer             y   y y y   y   401 y   | {OWN}
secret_holder       y   y y y   401 401 y   | {OWN}
crew_member         y   y y y   n   y   y   | {OFFICE}
other_crew          404 n n 404 n   n   404 |
place_dispatcher    y   y y y   n   403 y   | {OFFICE}
handler_dispatcher  y   y y y   n   403 y   | {OFFICE} contact
place_administrator y   y y y   n   403 y   | {OFFICE}
foreign_dispatcher  404 n n 404 n   403 404 |
superuser           y   y y y   n   403 y   | {OFFICE}
"""


def rows(table: str) -> dict[str, tuple[list[str], set[str]]]:
    found = {}
    for line in table.strip().splitlines():
        cells, _, words = line.partition("|")
        found[cells.split()[0]] = (cells.split()[1:], set(words.split()))
    return found


@pytest.fixture
def people(phone, other_phone, stranger, resident, other_crew, dispatcher, administrator) -> dict:
    foreign = Jurisdiction.objects.create(teryt="1421062", name="Raszyn", number_prefix="RAS")
    foreign_dispatcher = make_account()
    user = User.objects.latest("id")
    Role.objects.create(user=user, jurisdiction=foreign, kind=Role.Kind.DISPATCHER)
    return {
        "stranger": stranger,
        "other_phone": other_phone,
        "follower": Caller(f"Installation {uuid4()}:{uuid4().hex}"),
        "resident": resident,
        "reporter": phone,
        "claimer": Caller(f"Installation {uuid4()}:{uuid4().hex}"),
        "secret_holder": Caller(f"Report {SECRET}"),
        "crew_member": make_account(crew=COUNTY_CREW),
        "other_crew": other_crew,
        "place_dispatcher": dispatcher,
        "place_administrator": administrator,
        "foreign_dispatcher": foreign_dispatcher,
        "superuser": make_account(is_superuser=True),
    }


@pytest.fixture
def told(people, county_dispatcher, county_place, photo) -> dict:
    """A public report with everything in it that is not for everybody."""
    people["handler_dispatcher"] = county_dispatcher
    report = send_report(
        people["reporter"],
        county_place,
        secret=SECRET,
        description=WORDS["text"],
        address=WORDS["address"],
        contact=CONTACT,
    )
    url = f"{REPORTS}/{report['id']}"
    people["follower"].put(f"{url}/follow")
    people["claimer"].post("/api/v1/me/claims", {"report": report["id"], "secret": SECRET})
    county_dispatcher.patch(url, {"priority": "danger"})
    internal = {"text": WORDS["note"], "audience": "internal"}
    county_dispatcher.post(f"{url}/comments", internal)
    people["reporter"].post(f"{url}/comments", {"text": WORDS["talk"]})
    people["reporter"].put_photo(report["id"], photo, uid=WORDS["photo"])
    process_photo(Photo.objects.get().pk)
    return report


def looked_up(caller: Caller, report: dict) -> tuple[list[str], set[str]]:
    """What the caller gets at each address, as the tables write it, and the words in it all."""
    url = f"{REPORTS}/{report['id']}"
    photo = f"{url}/photos/{WORDS['photo']}/display"
    lists = [REPORTS, f"{REPORTS}.geojson"]
    paths = [url, *lists, f"{url}/events", "/api/v1/me/reports", "/api/v1/crew/tasks", photo]
    cells, said = [], b""
    for path in paths:
        answer = caller.get(path)
        body = b"".join(answer) if answer.streaming else answer.content
        shown = body.startswith(b"\xff\xd8") or report["id"].encode() in body or path == url
        if path.endswith("/events"):
            shown = b"received" in body
        is_fine = answer.status_code == 200
        cells.append(("y" if shown else "n") if is_fine else str(answer.status_code))
        said += body if path != photo else b""
    text = said.decode()
    return cells, {name for name, word in WORDS.items() if word in text}


@pytest.mark.parametrize("visibility", ["public", "private"])
def test_everybody_reads_what_the_table_says(people, told, visibility):
    Report.objects.update(visibility=visibility)
    expected = rows(PUBLIC_REPORT if visibility == "public" else PRIVATE_REPORT)

    assert {who: looked_up(caller, told) for who, caller in people.items()} == expected


def test_a_caller_with_a_wrong_proof_is_refused_everywhere(told):
    uid = "3f6c1f5e-9d1a-4c43-9d58-1f8f0c8f4b11"
    Caller(f"Installation {uid}:{'a' * 32}").put(f"{REPORTS}/{told['id']}/follow")
    for authorization in (
        f"Installation {uid}:{'b' * 32}",
        f"Installation {uid}:short",
        f"Installation nobody:{'b' * 32}",
        "Installation",
        "Bearer unknown",
        "Report short",
    ):
        assert Caller(authorization).get(REPORTS).status_code == 401


@pytest.mark.parametrize(
    ("publication", "is_approved", "is_read"),
    [
        ("at_once", False, True),
        ("after_approval", False, False),
        ("after_approval", True, True),
        ("never", True, False),
    ],
)
def test_strangers_read_the_text_when_the_office_lets_them(
    stranger, told, publication, is_approved, is_read
):
    Jurisdiction.objects.filter(teryt="1418032").update(text_publication=publication)
    Report.objects.update(is_text_approved=is_approved)

    cells, words = looked_up(stranger, told)
    found = stranger.get(f"{REPORTS}?q=tajny-opis").json()["results"]

    assert words == ({"text", "address"} if is_read else set())
    assert len(found) == int(is_read)


def test_a_published_photo_is_for_everybody_and_only_it(people, told, photo):
    people["reporter"].put_photo(told["id"], photo, uid=uuid4())
    published = make_public(people, told)

    body = people["stranger"].get(f"{REPORTS}/{told['id']}").json()
    cells, words = looked_up(people["stranger"], told)

    assert [(each["id"], each["published"]) for each in body["photos"]] == [(WORDS["photo"], True)]
    assert (cells[-1], words) == ("404", {"photo"})  # the private rendition stays private
    for who, caller in people.items():
        assert caller.get(published).status_code == 200, who


def test_a_published_photo_of_a_private_report_stays_private(people, told):
    published = make_public(people, told)
    Report.objects.update(visibility="private")

    for who, (cells, _) in rows(PRIVATE_REPORT).items():
        expected = 200 if cells[0] == "y" else 404
        assert people[who].get(published).status_code == expected, who


def make_public(people: dict, report: dict) -> str:
    """Publish the photo as the handler's office; return the path of what is public then."""
    path = f"{REPORTS}/{report['id']}/photos/{WORDS['photo']}"
    answer = people["handler_dispatcher"].post(f"{path}/publication", {"published": True})
    assert answer.status_code == 200, answer.content
    return f"{path}/public/1/display"


def test_a_crew_loses_sight_with_the_assignment(people, told, county_dispatcher):
    Report.objects.update(visibility="private")
    change(county_dispatcher, told, "received")

    assert looked_up(people["crew_member"], told)[0][:4] == ["404", "n", "n", "404"]


def test_unfollowing_does_not_take_an_owner_the_report(people, told):
    people["claimer"].delete(f"{REPORTS}/{told['id']}/follow")

    assert looked_up(people["claimer"], told)[0][4] == "y"
