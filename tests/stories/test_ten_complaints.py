"""What residents complain about most where defects are reported, and how it ends here.

Each story is of one complaint, told through the API as the people in it would use it. What must
not happen is in it as well: it is refused.
"""

from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from backend.core.language import Language
from backend.reports.news_wording import REPLY_WORDS
from tests.reports.elsewhere import GDDKIA
from tests.reports.makers import NORTH, SOUTH
from tests.stories.people import CutUpload, new_picture, refused
from tests.stories.town import moment

pytestmark = pytest.mark.django_db

HIGHWAY = "Warszawianka, Aleja Krakowska"  # national road 7
TAKEN_OVER = "Władysławów, ul. Wiśniowa (przejęta przez gminę)"  # the county's, by agreement ours
SOUTHERN_STREET = "Zgorzała, ul. Saneczkowa"
UNSERVED = "Raszyn, ul. Pogodna"
WARSAW = ZoneInfo("Europe/Warsaw")
LANGUAGES = tuple(Language.values)
POTHOLE_PROMISE = timedelta(hours=120)
A_MINUTE = timedelta(minutes=1)
WHY_NOT_FIXED = ("no_defect", "not_road", "later_works", "no_access", "other")
SECRET, WRONG_SECRET = "k" * 40, "x" * 40


def test_my_report_went_to_the_wrong_authority(town, resident, stranger, dispatcher, crew):
    handed_over = resident.asks_who_answers_for(town.at(TAKEN_OVER))
    assert handed_over["manager"]["kind"] == "municipality"
    assert {"county_road", "agreement"} <= set(_reasons(handed_over))
    not_ours = resident.asks_who_answers_for(town.at(HIGHWAY))
    assert (not_ours["manager"]["name"], not_ours["manager"]["phone"]) == (GDDKIA, "19 111")
    assert "national_road" in _reasons(not_ours)

    ruts = resident.reports(town.at(HIGHWAY), description="Koleiny.")
    assert dispatcher.finds(to_pass_on="true") == [ruts["number"]]
    with refused("forwarding_required"):
        dispatcher.sets(ruts, "forwarded")
    dispatcher.forwards(ruts)

    (letter,) = town.letters()
    assert ruts["number"] in letter.subject and len(letter.attachments) == 2
    has_it = stranger.reads(ruts)["forwarded"]
    assert letter.to == [has_it["email"]] and "national_road" in _reasons(has_it)
    dispatcher.records_the_answer(ruts, "Naprawimy w maju.")
    assert resident.reads(ruts)["forwarded"]["answer"] == "Naprawimy w maju."
    assert [news["type"] for news in resident.hears()] == ["comment", "status"]

    hole = resident.reports(town.at(TAKEN_OVER))
    with refused("manager_not_suitable"):
        dispatcher.forwards(hole)
    assert crew.has_to_do() == [hole["number"]]


def test_it_was_closed_and_nothing_was_mended(town, street, resident, stranger, crew, dispatcher):
    hole = resident.reports(street)
    with refused("after_photo_required"):
        crew.closes(hole)
    crew.mends(hole)
    with refused("not_allowed"):
        crew.says_it_is_mended(hole)

    opened = resident.says_it_is_not_mended(hole, comment="Woda znowu stoi.")
    assert opened["status"] == "assigned" and crew.has_to_do() == [hole["number"]]
    assert "Woda znowu stoi." in crew.reads_texts(hole)
    with refused("after_photo_required"):
        crew.closes(hole)
    crew.mends(hole)

    assert resident.says_it_is_not_mended(hole)["status"] == "fixed"
    assert stranger.reads(hole)["contested"] and stranger.reads_the_figures()["contested"] == 2
    assert dispatcher.finds(contested="true") == [hole["number"]]

    town.days_pass(15)
    with refused("verdict_too_late") as refusal:
        resident.says_it_is_not_mended(hole, comment="Nadal!")
    again = resident.reports(street, previous=refusal.problem["previous"])
    assert again["previous"]["number"] == hole["number"]
    assert [each["number"] for each in again["repeats"]] == [hole["number"]]


def test_nobody_said_anything_for_weeks(town, street, resident, crew, dispatcher):
    resident.wants_pushes()
    hole = resident.reports(street)
    promised = moment(hole["due_at"])
    assert promised == moment(hole["received_at"]) + POTHOLE_PROMISE

    asked = dispatcher.sets(hole, "waiting", comment="Czy to przed mostem?")
    assert (asked["due_at"], asked["due_paused"]) == (None, True)
    town.days_pass(2)
    started = crew.starts(hole)
    assert timedelta() <= moment(started["due_at"]) - promised - timedelta(days=2) < A_MINUTE
    assert resident.reads_why_the_promise_moved(hole) == ["paused", "resumed"]
    assert [push.data["status"] for push in town.pushes()] == ["waiting", "in_progress"]

    town.days_pass(4.9)
    assert _titles(dispatcher, "overdue") == []
    for days, steps in ((0.2, 1), (0.2, 1), (1, 2), (0.2, 2), (7, 3), (30, 3)):
        town.days_pass(days)
        assert len(_titles(dispatcher, "overdue")) == steps
    assert dispatcher.counts_what_is_late() == 1
    assert dispatcher.finds(due="overdue") == [hole["number"]]

    with refused("explanation_required"):
        crew.gives_up(hole, reason="no_access")
    with refused("reason_required"):
        crew.gives_back(hole)


def test_my_comment_never_reached_the_office(
    street, resident, neighbour, stranger, crew, dispatcher
):
    hole = resident.reports(street)
    resident.comments(hole, "Coraz większa.")
    assert len(_replies(crew)) == 1
    for reader in (crew, dispatcher):
        assert "Coraz większa." in reader.reads_texts(hole)

    crew.comments(hole, "Będziemy w środę.")
    crew.comments(hole, "Weźmy walec.", audience="internal")
    assert len(_titles(resident, "comment")) == 1
    assert resident.reads_texts(hole) == ["Coraz większa.", "Będziemy w środę."]
    assert stranger.reads_texts(hole) == []

    crew.gives_back(hole, reason="Potrzebny większy walec.")
    resident.comments(hole, "Kto to teraz ma?")
    assert len(_replies(dispatcher)) == 1
    assert len(_replies(crew)) == 1

    with refused("not_allowed"):
        neighbour.comments(hole, "U mnie też.")
    with refused("login_required"):
        stranger.comments(hole, "Kupię opony.")
    with refused("not_allowed"):
        resident.comments(hole, "Czytajcie wszyscy!", audience="public")


def test_everybody_reports_the_same_hole(
    town, street, resident, neighbour, passer_by, dispatcher, crew
):
    first = neighbour.reports(street)
    (known,) = passer_by.looks_for_the_same(street)
    assert (known["number"], known["distance_m"]) == (first["number"], 0.0)
    passer_by.follows(known)
    second = resident.reports(street)
    resident.photographs(second)
    town.machines_work()
    before = resident.reads(second)

    joined = dispatcher.merges(second, into=first)
    assert joined["duplicate_of"]["number"] == first["number"]
    assert dispatcher.reads(first)["weight"] == 3
    assert (len(joined["photos"]), dispatcher.reads(first)["photos"]) == (1, [])
    with refused("has_duplicates"):
        dispatcher.merges(first, into=second)
    with refused("has_duplicates"):
        neighbour.withdraws(first)
    assert crew.has_to_do() == [first["number"]]

    crew.mends(first)
    for person, own in ((resident, second), (neighbour, first), (passer_by, first)):
        news = person.hears()[0]
        assert (news["status"], news["number"]) == ("fixed", own["number"])
    passer_by.says_it_is_mended(first)
    resident.says_it_is_not_mended(first)
    assert dispatcher.reads(first)["verdicts"] == {"mended": 1, "not_mended": 1}

    dispatcher.unmerges(second)
    after = resident.reads(second)
    assert {**after, **{name: before[name] for name in ("version", "updated_at")}} == before
    assert resident.reads(first)["status"] == "fixed"
    assert crew.has_to_do() == [second["number"]]


def test_my_report_was_lost_where_there_is_no_signal(town, street, resident, neighbour, passer_by):
    seen_at = town.now().isoformat()
    draft = resident.drafts(street, secret=SECRET, observed_at=seen_at, description="Za mostem.")
    town.days_pass(0.5)

    assert resident.photographs(draft)["expires_at"]
    upload = CutUpload(resident, draft, after=700)
    town.days_pass(0.2)
    assert upload.arrived() == 700
    with refused("mismatching_offset"):
        upload.goes_on_from(0)
    upload.goes_on_from(700)

    answers = [resident.sends(draft) for _ in range(3)]
    assert answers == resident.has_reported() * 3
    assert len(answers[0]["photos"]) == 2
    assert moment(answers[0]["observed_at"]) == moment(seen_at)

    with refused("id_conflict"):
        resident.sends({**draft, "description": "Przed mostem."})
    with refused("id_conflict"):
        neighbour.sends({**draft, "secret": WRONG_SECRET})
    with refused("not_found"):
        passer_by.takes_along(draft, WRONG_SECRET)
    passer_by.takes_along(draft, SECRET)
    assert [mine["id"] for mine in passer_by.has_reported()] == [draft["id"]]


def test_the_place_was_wrong_and_nobody_could_mend_that(
    town, street, resident, crew, other_crew, dispatcher
):
    where_it_is = town.at(SOUTHERN_STREET)
    assert not resident.asks_who_answers_for(street, accuracy=2000)["certain"]
    hole = resident.reports(street)
    photo = resident.photographs(hole, taken_at=where_it_is)
    assert dispatcher.looks_closely_at(hole, photo) == ["taken_elsewhere"]
    assert resident.reads(hole)["location"]["lat"] == street["lat"]

    with refused("login_required"):
        resident.moves_the_pin(hole, where_it_is)
    with refused("not_allowed"):
        crew.moves_the_pin(hole, where_it_is)
    moved = dispatcher.moves_the_pin(hole, where_it_is)

    assert (hole["crew"]["name"], moved["crew"]["name"]) == (NORTH, SOUTH)
    assert (crew.has_to_do(), other_crew.has_to_do()) == ([], [hole["number"]])
    history = [event["kind"] for event in resident.reads_the_history(hole)]
    assert history[-3:] == ["pin_moved", "rerouted", "assigned"]
    shown = resident.reads(hole)
    assert (shown["number"], shown["road"]["number"]) == (hole["number"], "280144W")
    assert SOUTH in shown["reasons"][-1]["text"]
    assert [news["status"] for news in resident.hears()] == ["assigned", "assigned"]

    with refused("outside_jurisdiction"):
        dispatcher.moves_the_pin(hole, town.at(UNSERVED))


def test_the_words_of_the_status_said_something_else(
    town, street, resident, neighbour, crew, dispatcher
):
    first = neighbour.reports(street)
    ends = {
        "fixed": crew.mends,
        "forwarded": dispatcher.forwards,
        "duplicate": partial(dispatcher.merges, into=first),
        "withdrawn": resident.withdraws,
        **{why: partial(crew.gives_up, reason=why, comment="Tak jest.") for why in WHY_NOT_FIXED},
    }
    said = {language: set() for language in LANGUAGES}
    for name, ends_it in ends.items():
        report = resident.reports(town.at(HIGHWAY) if name == "forwarded" else street)
        neighbour.follows(report)
        with refused("reason_required"):
            dispatcher.sets(report, "not_fixed", comment="Bo tak.")
        with refused("survivor_required"):
            dispatcher.sets(report, "duplicate")
        assert ends_it(report)["status"] == ("not_fixed" if name in WHY_NOT_FIXED else name)
        for language in LANGUAGES:
            news = neighbour.hears(language)[0]
            assert news["number"] == report["number"]
            said[language].add(news["body"])

    assert [len(bodies) for bodies in said.values()] == [len(ends)] * len(LANGUAGES)
    assert len(set.union(*said.values())) == len(ends) * len(LANGUAGES)
    for names in map(neighbour.reads_the_names_of, ("statuses", "closing_reasons")):
        for language in LANGUAGES:
            assert len({name[language] for name in names.values()}) == len(names)


def test_many_defects_on_one_walk_took_all_afternoon(town, street, resident, neighbour, stranger):
    steps = [{**street, "lat": street["lat"] + step * 0.0002} for step in range(3)]
    hole = resident.drafts(steps[0])
    lid = resident.drafts(steps[1], service="manhole")
    sign = resident.drafts(steps[2], service="road_sign")
    picture = new_picture()

    resident.photographs(lid)
    resident.sends(sign)
    resident.photographs(hole, picture)
    resident.sends(lid)
    neighbour.photographs(hole)
    resident.photographs(sign)
    resident.sends(hole)
    resident.photographs(hole, picture)
    town.machines_work()

    mine = resident.has_reported()
    assert {report["id"] for report in mine} == {draft["id"] for draft in (hole, lid, sign)}
    assert [[photo["state"] for photo in report["photos"]] for report in mine] == [["ready"]] * 3
    assert len({report["number"] for report in mine}) == 3

    assert stranger.reads(hole)["photos"] == [] == neighbour.has_reported()
    with refused("login_required"):
        stranger.has_reported()
    with refused("login_required"):
        stranger.photographs(hole)


def test_the_rules_of_our_town_were_somebody_elses(
    town, street, resident, stranger, administrator, operator, pages
):
    earlier = resident.reports(street, description="Dziura.")
    assert stranger.reads(earlier)["description"] is None
    resident.reports(town.at(HIGHWAY))

    administrator.fills_in(pages.office, text_publication="at_once")
    administrator.sets_working_hours(pages.office, ["", "", "", "18:00-22:00", "", "", ""])
    administrator.adds_a_line(pages.office, "manager_policies", kind="gddkia", policy="direct")
    operator.fills_in(pages.pothole, response_hours="2", counts_working_hours="on")
    operator.asks(pages.pothole, "water", "Czy stoi w niej woda?")

    assert stranger.reads(earlier)["description"] == "Dziura."
    assert resident.reads_what_is_asked(street, "pothole")[-1] == "water"
    with refused("invalid") as refusal:
        resident.reports(street)
    assert refusal.fields == ["answers.water"]
    later = resident.reports(street, answers={"water": "Tak"})
    thursday = moment(later["due_at"]).astimezone(WARSAW)
    assert thursday.isoformat() == "2026-11-05T20:00:00+01:00"
    assert resident.asks_who_answers_for(town.at(HIGHWAY))["policy"] == "direct"
    with refused("directed_elsewhere") as refusal:
        resident.reports(town.at(HIGHWAY), answers={"water": "Nie"})
    assert refusal.problem["manager"]["name"] == GDDKIA

    assert administrator.may_change(pages.office)
    assert not administrator.may_change(pages.pothole)
    assert not administrator.may_change(pages.county)


def _reasons(answer):
    return [reason["code"] for reason in answer["reasons"]]


def _titles(person, kind):
    """The titles of a person's news of one type."""
    return [news["title"] for news in person.hears() if news["type"] == kind]


def _replies(person):
    """The titles of what reached somebody's work as a resident's message."""
    words = REPLY_WORDS[0].format(number="").in_language(Language.ENGLISH)
    return [title for title in _titles(person, "work") if title.endswith(words)]
