"""Work at the desk, each job by mouse and by keys alone: assigned, changed, undone, sent."""

import base64
import re
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.pages.conftest import PATIENCE_MS, Site, Visit, visiting

NORTH, SOUTH = "Brygada drogowa Północ", "Brygada drogowa Południe"
NOT_FOUND_OUT = {"reason": "no_defect", "comment": "Jezdnia jest równa."}
IS_READY = "import('/static/dispatch/state.js').then(m => m.desk.commands.has('undo'))"
_serial = count(1)
expect.set_options(timeout=PATIENCE_MS)


class Desk(Visit):
    """A dispatcher before the desk."""

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Call the API as the page's own scripts do."""
        script = """async ([method, path, body]) => {
            const { call } = await import("/static/dispatch/calls.js");
            return call(method, path, body ?? undefined);
        }"""
        return self.page.evaluate(script, [method, path, body])

    def take_in(self, **fields: Any) -> dict[str, Any]:
        """A report along ul. Boczna, each a little further, as if phoned in."""
        place = {"lon": 20.9313 + 0.0004 * (next(_serial) % 30), "lat": 52.084269}
        body = {"service": "snow", "location": place, "source": "phone", **fields}
        return self.call("POST", "/api/v1/reports", body)

    def open_report(self, **fields: Any) -> dict[str, Any]:
        report = self.take_in(**fields)
        self.show(report)
        return report

    def show(self, report: dict[str, Any]) -> None:
        self.open(f"/dispatch/?report={report['id']}")
        expect(self.page.locator("#detail")).to_contain_text(report["number"])
        expect(self.page.locator("html.scripted")).to_be_attached()
        self.page.wait_for_function(IS_READY)

    def read(self, report: dict[str, Any]) -> dict[str, Any]:
        return self.call("GET", f"/api/v1/reports/{report['id']}")

    def events(self, report: dict[str, Any]) -> list[dict[str, Any]]:
        return self.call("GET", f"/api/v1/reports/{report['id']}/events")["results"]

    def give(self, name: str) -> Locator:
        """Give a command by its button in the report's details."""
        self.page.locator(f'#detail [data-command="{name}"]').click()
        expect(self.dialog).to_be_visible()
        return self.dialog

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def dialog(self) -> Locator:
        return self.page.locator("dialog.work[open]")

    def is_closed(self) -> None:
        expect(self.dialog).to_have_count(0)

    def save(self) -> None:
        self.dialog.locator(".work-end button.main").click()
        self.is_closed()

    def toast(self, text: str) -> None:
        expect(self.page.locator("#toasts")).to_contain_text(text)

    def forgive(self, *words: str) -> None:
        """Of a refusal and a lost connection the browser itself tells in the console."""
        self.faults = [fault for fault in self.faults if not any(word in fault for word in words)]


@pytest.fixture
def desk(browser: Browser, site: Site, sessions: dict[str, Any]) -> Iterator[Desk]:
    with visiting(browser, site, storage_state=sessions["dispatcher"]) as visit:
        desk = Desk(visit.page, site)
        desk.open("/dispatch/approvals")  # a page from which the API can be called
        yield desk
        desk.forgive("/live")  # a stream that a page is left with
        visit.faults = desk.faults


Way = Callable[[Desk, str, str], Locator]


def by_mouse(desk: Desk, command: str, key: str) -> Locator:
    return desk.give(command)


def by_key(desk: Desk, command: str, key: str) -> Locator:
    desk.page.locator("#detail").focus()
    desk.press(key)
    expect(desk.dialog).to_be_visible()
    return desk.dialog


# --- assigning and undoing --------------------------------------------------------------------


def test_a_report_is_assigned_by_mouse_and_that_is_undone(desk: Desk) -> None:
    report = desk.open_report()
    before = desk.read(report)["crew"]["name"]
    other = SOUTH if before == NORTH else NORTH
    dialog = desk.give("assign")
    expect(dialog.locator(".choice").first).to_contain_text("Według trasy")
    dialog.get_by_label(other).check()
    desk.save()
    desk.toast(f"Przydzielono: {other}")
    assert desk.read(report)["crew"]["name"] == other

    desk.page.get_by_role("button", name="Cofnij (u)").click()
    desk.toast("Cofnięto")
    assert desk.read(report)["crew"]["name"] == before


def test_a_report_is_assigned_and_undone_by_keys_alone(desk: Desk) -> None:
    report = desk.open_report()
    before = desk.read(report)["crew"]["name"]
    by_key(desk, "assign", "a")
    desk.press("ArrowDown", "Enter")
    desk.is_closed()
    desk.page.wait_for_function("document.querySelector('#toasts .toast')")
    assert desk.read(report)["crew"]["name"] != before
    desk.press("u")
    desk.toast("Cofnięto")
    assert desk.read(report)["crew"]["name"] == before


def test_undoing_what_somebody_else_has_changed_says_so(desk: Desk) -> None:
    report = desk.open_report()
    by_key(desk, "assign", "a")
    desk.press("ArrowDown", "Enter")
    desk.is_closed()
    desk.page.wait_for_function("document.querySelector('#toasts .toast')")
    desk.call("POST", f"/api/v1/reports/{report['id']}/status", {"status": "waiting"})
    desk.press("u")
    desk.toast("Ktoś zmienił to w międzyczasie")
    assert desk.read(report)["status"] == "waiting"
    desk.forgive("409")


# --- status, replies, preview -----------------------------------------------------------------


@pytest.mark.parametrize("way", [by_mouse, by_key])
def test_a_repair_is_planned_with_a_reply_and_its_preview(desk: Desk, way: Way) -> None:
    report = desk.open_report()
    dialog = way(desk, "status", "s")
    if way is by_mouse:
        dialog.locator("[value=planned]").check()
    else:
        dialog.locator("[name=status]").first.focus()
        desk.press("ArrowDown")
    expect(dialog.locator("[value=planned]")).to_be_checked()
    dialog.locator("[name=planned_for]").fill("2100-01-15")
    dialog.locator("[data-replies]").select_option(label="Zaplanowane na dzień")
    expect(dialog.locator("#work-comment")).to_have_value(re.compile("15 stycznia 2100"))
    news = dialog.locator(".news")
    expect(news).to_have_count(3)
    expect(news.first).to_contain_text("naprawa zaplanowana")
    expect(news.first).to_contain_text("Dziękujemy za zgłoszenie")
    expect(news.nth(2)).to_contain_text("15 січня 2100")
    if way is by_mouse:
        desk.save()
    else:
        dialog.locator(".work-end button.main").focus()
        desk.press("Enter")
        desk.is_closed()
    planned = desk.read(report)
    assert (planned["status"], planned["planned_for"]) == ("planned", "2100-01-15")
    desk.press("u")
    desk.toast("Cofnięto")
    assert desk.read(report)["status"] == "assigned"


def test_a_closing_is_undone_through_the_nearest_ways_of_the_table(desk: Desk) -> None:
    report = desk.take_in()
    plan = {"status": "planned", "planned_for": "2100-02-01"}
    desk.call("POST", f"/api/v1/reports/{report['id']}/status", plan)
    before = desk.read(report)
    desk.show(report)
    dialog = desk.give("status")
    dialog.locator("[value=not_fixed]").check()
    dialog.locator(".work-end .main").click()
    expect(dialog.locator("#work-reason")).to_have_attribute("aria-invalid", "true")
    dialog.locator("#work-reason").select_option("no_defect")
    dialog.locator(".work-end .main").click()
    expect(dialog.locator("#work-comment")).to_have_attribute("aria-invalid", "true")
    dialog.locator("#work-comment").fill("Jezdnia jest równa.")
    desk.save()
    assert desk.read(report)["status"] == "not_fixed"
    desk.press("u")
    desk.toast("Cofnięto")
    after = desk.read(report)
    assert [after[name] for name in ("status", "crew", "planned_for")] == [
        before[name] for name in ("status", "crew", "planned_for")
    ]
    desk.forgive("422", "400")


# --- comments and facts -----------------------------------------------------------------------


@pytest.mark.parametrize("way", [by_mouse, by_key])
@pytest.mark.parametrize("audience", ["internal", "public"])
def test_a_comment_reaches_those_it_is_for(desk: Desk, way: Way, audience: str) -> None:
    report = desk.open_report()
    dialog = way(desk, "comment", "c")
    dialog.locator(f"[value={audience}]").check()
    dialog.locator("textarea").fill("Sprawdzę jutro.")
    if audience == "public":
        expect(dialog.locator(".news").first).to_contain_text("wiadomość od urzędu")
    else:
        expect(dialog.locator(".preview")).to_be_hidden()
    desk.save()
    [text] = desk.events(report)[-1]["texts"]
    assert (text["text"], text["audience"]) == ("Sprawdzę jutro.", audience)


@pytest.mark.parametrize("way", [by_mouse, by_key])
def test_the_priority_is_changed_and_undone(desk: Desk, way: Way) -> None:
    report = desk.open_report()
    dialog = way(desk, "priority", "p")
    dialog.locator("[value=danger]").check()
    desk.press("Enter")
    desk.is_closed()
    assert desk.read(report)["priority"] == "danger"
    desk.press("u")
    desk.toast("Cofnięto")
    assert desk.read(report)["priority"] == report["priority"]


def test_another_service_shows_whom_it_would_go_to_before_it_is_saved(desk: Desk) -> None:
    report = desk.open_report()
    dialog = desk.give("service")
    desk.page.keyboard.type("znak")
    expect(dialog.locator("[role=option]").first).to_be_visible()
    desk.press("ArrowDown", "Enter")
    expect(dialog.locator("[data-route]")).to_contain_text("Zgłoszenie trafi do")
    assert desk.read(report)["service"] == "snow"
    desk.save()
    assert desk.read(report)["service"] != "snow"
    desk.press("u")
    desk.toast("Cofnięto")
    assert desk.read(report)["service"] == "snow"


def test_a_report_is_hidden_from_the_public(desk: Desk) -> None:
    report = desk.open_report()
    dialog = desk.give("visibility")
    dialog.locator("[value=private]").check()
    desk.save()
    assert desk.read(report)["visibility"] == "private"


def test_a_text_is_published_without_what_not_all_should_read(desk: Desk) -> None:
    report = desk.open_report(description="Pan Nowak spod 5 nie odśnieża.")
    dialog = desk.give("publish_text")
    dialog.locator("#work-description").fill("Nie odśnieżono.")
    desk.save()
    assert desk.read(report)["public_text"]["description"] == "Nie odśnieżono."


def test_joined_reports_are_separated(desk: Desk) -> None:
    kept, report = desk.take_in(), desk.take_in()
    desk.call("PUT", f"/api/v1/reports/{report['id']}/duplicate", {"of": kept["id"]})
    desk.show(report)
    desk.give("unmerge")
    desk.save()
    assert desk.read(report)["status"] == "assigned"


@pytest.mark.parametrize("way", [by_mouse, by_key])
def test_a_report_is_passed_on_answered_and_taken_back(desk: Desk, way: Way) -> None:
    report = desk.open_report()
    dialog = way(desk, "forward", "f")
    dialog.locator("#work-manager").fill("Powiatu")
    expect(dialog.locator("[role=option]").first).to_be_visible()
    dialog.locator("#work-manager").focus()
    desk.press("ArrowDown", "Enter")
    dialog.locator("[value=by_hand]").check()
    expect(dialog.locator(".news").first).to_contain_text("przekazane innemu zarządcy")
    desk.save()
    forwarded = desk.read(report)
    assert (forwarded["status"], forwarded["forwarded"]["how"]) == ("forwarded", "by_hand")

    desk.give("answer")
    desk.dialog.locator("#work-text").fill("Naprawimy w maju.")
    desk.dialog.locator("#work-reference").fill("DR.7/26")
    desk.save()
    assert desk.read(report)["forwarded"]["answer"] == "Naprawimy w maju."
    desk.give("take_back")
    expect(desk.dialog.locator("[value=received]")).to_be_checked()
    desk.save()
    assert desk.read(report)["status"] == "received"


GIVE = "name => import('/static/dispatch/state.js').then(({ desk }) => void desk.give(name))"


# --- many at once -----------------------------------------------------------------------------


def choose(desk: Desk, reports: list[dict[str, Any]]) -> None:
    numbers = ",".join(each["id"] for each in reports)
    desk.open("/dispatch/?work=true&status=assigned,planned,waiting")
    desk.page.wait_for_function(IS_READY)
    for pk in numbers.split(","):
        desk.page.locator(f"#r-{pk} input.choose").check()
    expect(desk.page.locator("#tools")).to_contain_text(f"Zaznaczone: {len(reports)}")


def test_many_are_planned_at_once_and_undone(desk: Desk) -> None:
    reports = [desk.take_in() for _ in range(3)]
    choose(desk, reports)
    desk.page.locator("#tools").get_by_role("button", name="Zaplanuj lub zmień").click()
    desk.dialog.locator("[value=planned]").check()
    desk.dialog.locator("[name=planned_for]").fill("2100-03-01")
    desk.dialog.locator("#work-comment").fill("W marcu.")
    desk.save()
    desk.toast("Zmieniono zgłoszenia: 3")
    assert {desk.read(each)["planned_for"] for each in reports} == {"2100-03-01"}
    desk.press("u")
    desk.toast("Cofnięto")
    assert {desk.read(each)["status"] for each in reports} == {"assigned"}


def test_those_that_cannot_be_changed_are_named_and_left_out(desk: Desk) -> None:
    reports = [desk.take_in() for _ in range(2)]
    choose(desk, reports)
    path = f"/api/v1/reports/{reports[0]['id']}/status"
    desk.call("POST", path, {"status": "not_fixed", **NOT_FOUND_OUT})
    desk.page.locator("#content").focus()
    desk.press("a")
    expect(desk.dialog).to_be_visible()
    desk.dialog.get_by_label(SOUTH).check()
    desk.press("Enter")
    expect(desk.dialog.locator(".problem")).to_contain_text(reports[0]["number"])
    desk.dialog.get_by_role("button", name="Pomiń je").click()
    desk.is_closed()
    assert desk.read(reports[1])["crew"]["name"] == SOUTH
    desk.forgive("409")


# --- phoned in --------------------------------------------------------------------------------


def fill_phone_in(desk: Desk, place: str, service: str) -> None:
    dialog = desk.dialog
    expect(dialog.locator("#work-place")).to_be_focused()
    desk.page.keyboard.type(place)
    expect(dialog.locator("#work-place-list [role=option]").first).to_be_visible()
    desk.press("ArrowDown", "Enter")
    expect(dialog.locator("[data-chosen]")).to_be_visible()
    dialog.locator("#work-service").focus()
    desk.page.keyboard.type(service)
    expect(dialog.locator("#work-service-list [role=option]").first).to_be_visible()
    desk.press("Enter")
    dialog.locator("#work-description").focus()
    desk.page.keyboard.type("Zgłasza pani z naprzeciwka.")


@pytest.mark.parametrize("way", [by_mouse, by_key])
def test_a_report_is_taken_in_by_phone(desk: Desk, way: Way) -> None:
    desk.open_report()
    if way is by_mouse:
        desk.page.locator("#list-top [data-command=phone_in]").click()
    else:
        desk.page.locator("#detail").focus()
        desk.press("n")
    fill_phone_in(desk, "Klonowa 1", "odśnież")
    dialog = desk.dialog
    expect(dialog.locator(".alike")).to_be_visible()
    dialog.locator("[name='contact.phone']").fill("+48 22 555 01 99")
    if way is by_mouse:
        dialog.locator("[data-send]").click()
    else:
        dialog.locator("[data-send]").focus()
        desk.press("Enter")
    expect(dialog.locator("[data-number]")).to_contain_text("LES-")
    assert dialog.locator("[data-secret]").inner_text()
    number = dialog.locator("[data-number]").inner_text().split()[-1]
    expect(dialog.locator("[data-read-out] p").first).to_contain_text(number)
    [found] = desk.call("GET", f"/api/v1/reports?q={number}")["results"]
    assert (found["source"], found["service"]) == ("phone", "snow")
    assert found["description"] == "Zgłasza pani z naprzeciwka."


def test_a_similar_report_is_joined_for_the_caller(desk: Desk) -> None:
    desk.open_report()
    for _ in range(2):
        desk.page.evaluate(GIVE, "phone_in")
        fill_phone_in(desk, "Ogrodowa 1", "odśnież")
        expect(desk.dialog.locator(".alike")).to_be_visible()
        join = desk.dialog.locator("[data-alike] button")
        expect(desk.dialog.locator("[data-alike-count]")).not_to_be_empty()
        if join.count():
            break
        desk.dialog.locator("[data-send]").click()
        expect(desk.dialog.locator("[data-number]")).to_contain_text("LES-")
        desk.press("Escape")
        desk.is_closed()
    join.first.click()
    expect(desk.dialog.locator("[data-number]")).to_contain_text("LES-")
    number = desk.dialog.locator("[data-number]").inner_text().split()[-1]
    expect(desk.dialog.locator(".problem")).to_be_hidden()
    [found] = desk.call("GET", f"/api/v1/reports?q={number}")["results"]
    assert found["status"] == "duplicate"


def test_a_place_is_wanted_before_a_report_is_sent(desk: Desk) -> None:
    desk.open_report()
    desk.page.evaluate(GIVE, "phone_in")
    desk.dialog.locator("[data-send]").click()
    expect(desk.dialog.locator(".problem")).to_contain_text("Najpierw wskaż miejsce")
    expect(desk.dialog.locator("#work-place")).to_be_focused()


# --- approvals and photos ---------------------------------------------------------------------


def show_all_approvals(desk: Desk) -> None:
    """What other tests have left waiting stands before what is new."""
    page = desk.open("/dispatch/approvals")
    items, more = page.locator(".approval"), page.locator("[data-more]")
    while more.count():
        before = items.count()
        more.click()
        expect(items).not_to_have_count(before)


def test_texts_are_approved_and_hidden_by_one_key_each(desk: Desk) -> None:
    shown, hidden = (desk.take_in(description=f"Czeka {each}") for each in ("a", "b"))
    show_all_approvals(desk)
    for report, key in ((shown, "a"), (hidden, "h")):
        item = desk.page.locator(f"[data-report='{report['id']}']")
        item.focus()
        desk.press(key)
        expect(item).to_have_count(0)
    assert desk.read(shown)["public_text"]["description"] == "Czeka a"
    assert desk.read(hidden)["public_text"] is None


def test_single_keys_can_be_switched_off(desk: Desk) -> None:
    report = desk.take_in(description="Zostaje")
    desk.open("/dispatch/approvals")
    desk.page.locator("#single-keys").uncheck()
    item = desk.page.locator(f"[data-report='{report['id']}']")
    item.focus()
    desk.press("a")
    expect(item).to_be_visible()
    item.get_by_role("button", name="Zatwierdź").click()
    expect(item).to_have_count(0)
    desk.page.locator("#single-keys").check()


@pytest.fixture
def photo_of(desk: Desk, site: Site, photo: bytes) -> dict[str, Any]:
    """A report whose photo is ready, though no worker has looked at it."""
    report = desk.take_in()
    uid = f"11111111-2222-4333-8444-{next(_serial):012d}"
    script = """async ([path, encoded]) => {
        const bytes = Uint8Array.from(atob(encoded), (each) => each.charCodeAt(0));
        const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
        const headers = { "Content-Type": "image/jpeg", "X-CSRFToken": token };
        return (await fetch(path, { method: "PUT", headers, body: bytes })).status;
    }"""
    path = f"/api/v1/reports/{report['id']}/photos/{uid}"
    assert desk.page.evaluate(script, [path, base64.b64encode(photo).decode()]) < 300
    with psycopg.connect(site.database.url) as database:
        database.execute(
            "UPDATE reports_photo SET state = 'ready', display = original, thumbnail = original,"
            " width = 640, height = 480 WHERE uid = %s",
            [uid],
        )
    return {**report, "photo": uid}


def decided(site: Site, uid: str) -> tuple[str, list[list[float]]]:
    with psycopg.connect(site.database.url) as database:
        row = database.execute(
            "SELECT publication, hidden FROM reports_photo WHERE uid = %s", [uid]
        ).fetchone()
    assert row
    return row[0], row[1]


def test_parts_of_a_photo_are_hidden_by_keys_alone(
    desk: Desk, site: Site, photo_of: dict[str, Any]
) -> None:
    desk.open("/dispatch/approvals")
    item = desk.page.locator(f"[data-photo='{photo_of['photo']}']")
    item.focus()
    desk.press("b")
    expect(desk.dialog.locator(".boxes-frame img")).to_be_visible()
    expect(desk.dialog.locator("[data-do=publish]")).to_be_enabled()
    desk.press("n", "n")
    expect(desk.dialog.locator(".box")).to_have_count(2)
    desk.press("Delete")
    expect(desk.dialog.locator(".box")).to_be_focused()
    desk.press("ArrowLeft", "ArrowUp", "Shift+ArrowRight", "Shift+ArrowDown")
    assert desk.barriers("dialog") == []
    desk.dialog.locator("[data-do=publish]").focus()
    desk.press("Enter")
    desk.is_closed()
    expect(item).to_have_count(0)
    publication, [box] = decided(site, photo_of["photo"])
    assert publication == "preparing"
    assert box == pytest.approx([0.39, 0.39, 0.21, 0.21])


def test_parts_of_a_photo_are_hidden_by_mouse(
    desk: Desk, site: Site, photo_of: dict[str, Any]
) -> None:
    desk.show(photo_of)
    desk.give("boxes")
    image = desk.dialog.locator(".boxes-frame img")
    expect(image).to_be_visible()
    expect(desk.dialog.locator("[data-do=publish]")).to_be_enabled()
    frame = image.bounding_box()
    assert frame

    def drag(*places: tuple[float, float]) -> None:
        points = [
            (frame["x"] + x * frame["width"], frame["y"] + y * frame["height"]) for x, y in places
        ]
        desk.page.mouse.move(*points[0])
        desk.page.mouse.down()
        for point in points[1:]:
            desk.page.mouse.move(*point, steps=4)
        desk.page.mouse.up()

    drag((0.1, 0.1), (0.3, 0.4))
    drag((0.2, 0.2), (0.4, 0.3))  # moved
    drag((0.5, 0.5), (0.4, 0.4))  # made smaller by its corner
    expect(desk.dialog.locator(".box")).to_have_count(1)
    desk.dialog.get_by_role("button", name="Pokaż, co zobaczą inni").click()
    desk.dialog.locator("[data-do=publish]").click()
    desk.is_closed()
    _, [box] = decided(site, photo_of["photo"])
    assert box == pytest.approx([0.3, 0.2, 0.1, 0.2], abs=0.02)


# --- what goes wrong --------------------------------------------------------------------------


def test_a_lost_connection_loses_no_word_and_sends_the_same_again(desk: Desk) -> None:
    report = desk.open_report()
    keys: list[str | None] = []

    def lose(route: Any) -> None:
        keys.append(route.request.headers.get("idempotency-key"))
        if len(keys) == 1:
            route.abort("connectionfailed")
        else:
            route.continue_()

    desk.page.route("**/comments", lose)
    dialog = desk.give("comment")
    dialog.locator("textarea").fill("Długi tekst.")
    dialog.locator(".work-end .main").click()
    expect(dialog.locator(".problem")).to_contain_text("Nie ma połączenia")
    expect(dialog.locator("textarea")).to_have_value("Długi tekst.")
    dialog.locator(".work-end .main").click()
    desk.is_closed()
    assert keys[0] == keys[1] and keys[0]
    assert [text["text"] for text in desk.events(report)[-1]["texts"]] == ["Długi tekst."]
    desk.forgive("ERR_CONNECTION_FAILED")


def test_an_answer_that_was_lost_does_not_make_it_happen_twice(desk: Desk) -> None:
    report = desk.open_report()
    seen = count()

    def lose_the_answer(route: Any) -> None:
        if next(seen) == 0:
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    desk.page.route("**/comments", lose_the_answer)
    dialog = desk.give("comment")
    dialog.locator("textarea").fill("Raz.")
    dialog.locator(".work-end .main").click()
    expect(dialog.locator(".problem")).to_be_visible()
    dialog.locator(".work-end .main").click()
    desk.is_closed()
    kinds = [event["kind"] for event in desk.events(report)]
    assert kinds.count("commented") == 1
    desk.forgive("ERR_CONNECTION_RESET")


def test_what_was_typed_is_there_when_the_window_opens_again(desk: Desk) -> None:
    desk.open_report()
    desk.give("comment").locator("textarea").fill("Zaraz wracam")
    desk.press("Escape")
    desk.is_closed()
    expect(desk.give("comment").locator("textarea")).to_have_value("Zaraz wracam")


def test_a_change_by_somebody_else_is_told_and_can_be_gone_over(desk: Desk) -> None:
    report = desk.open_report()
    dialog = desk.give("status")
    desk.call("POST", f"/api/v1/reports/{report['id']}/status", {"status": "waiting"})
    dialog.locator("[value=in_progress]").check()
    dialog.locator(".work-end .main").click()
    problem = dialog.locator(".problem")
    expect(problem).to_contain_text("Ktoś zmienił to zgłoszenie")
    expect(problem).to_contain_text("Czeka na odpowiedź")
    assert desk.barriers("dialog") == []
    desk.page.keyboard.press("Enter")  # the focus is on the offer to go on
    desk.is_closed()
    assert desk.read(report)["status"] == "in_progress"
    desk.forgive("409")


# --- for everybody ----------------------------------------------------------------------------

WINDOWS = ("assign", "status", "comment", "service", "priority", "visibility", "forward")


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_no_window_keeps_anybody_out(desk: Desk, language: str) -> None:
    report = desk.take_in(description="Śliska jezdnia")
    desk.open(f"/dispatch/?report={report['id']}&lang={language}")
    desk.page.wait_for_function(IS_READY)
    found: dict[str, list[str]] = {}
    for name in (*WINDOWS, "answer", "unmerge", "publish_text", "boxes", "phone_in"):
        desk.page.evaluate(GIVE, name)
        expect(desk.dialog).to_be_visible()
        found[name] = desk.barriers("dialog")
        desk.press("Escape")
        desk.is_closed()
    assert found == {name: [] for name in found}
    desk.open(f"/dispatch/approvals?lang={language}")
    assert desk.barriers() == []


def test_the_focus_comes_back_to_where_it_was(desk: Desk) -> None:
    desk.open_report()
    button = desk.page.locator('#detail [data-command="comment"]')
    button.focus()
    desk.press("Enter")
    expect(desk.dialog).to_be_visible()
    desk.press("Escape")
    desk.is_closed()
    expect(button).to_be_focused()
