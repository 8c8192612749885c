"""A real browser before a real server: Chromium, and `web` over a copy of the tests' database."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from backend.core import embedded
from backend.management import demo_file
from tests.conftest import PASSWORD
from tests.e2e.system import Database, System

HERE = Path(__file__).parent
PATIENCE_MS = 30_000  # a busy machine is no failure
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
PLACES = [(20.9313 + 0.004 * step, 52.084269) for step in range(5)]  # along ul. Boczna
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # root has no sandbox in a container
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OF_WCAG_21_AA = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    }
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these tests in one process of pytest-xdist: they share one server and one browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("pages"))


class CopiedDatabase(Database):
    """A copy of the tests' own database: its changes can be committed."""

    def __init__(self, var: Path) -> None:
        super().__init__(var)
        server = urlsplit(settings.DATABASE_URL or embedded.database_url(settings.USTERKA_VAR))
        self.is_embedded = False
        self._server = urlunsplit(server)
        self.url = urlunsplit(server._replace(path=f"/{self._name}"))

    def create(self) -> None:
        connection.close()
        connection.close_pool()  # nobody may be connected to what is copied
        self._order(f'CREATE DATABASE "{self._name}" TEMPLATE "{connection.settings_dict["NAME"]}"')


class Site(System):
    """The web server and the live stream: nobody sends pushes, and no photo is processed."""

    def __init__(self) -> None:
        super().__init__("web", "live", WEB_WORKERS="1", WEB_THREADS="16", LOG_LEVEL="ERROR")
        self.database = CopiedDatabase(self.var)
        self._settings["DATABASE_URL"] = self.database.url

    def report(self, places: list[tuple[float, float]]) -> None:
        """Let residents report a pothole at each place."""
        with httpx.Client(base_url=self.url, trust_env=False) as http:
            for lon, lat in places:
                pothole = {"service": "pothole", "location": {"lon": lon, "lat": lat}}
                answer = http.post("/api/v1/reports", json=pothole)
                assert answer.status_code == 201, answer.text

    def is_ready(self) -> bool:
        assert all(process.poll() is None for process in self._processes), self.log
        try:
            return httpx.get(f"{self.url}/healthz", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False


@pytest.fixture(scope="package")
def db(django_db_setup: None) -> None:
    """Stand in for pytest-django's: asks for the tests' database, and holds nothing open in it."""


@pytest.fixture(scope="package")
def site(db: None) -> Iterator[Site]:
    site = Site()
    try:
        site.database.create()
        site.start()
        site.report(PLACES)
        yield site
    finally:
        site.remove()


@pytest.fixture(scope="package")
def browser(site: Site) -> Iterator[Browser]:
    """Chromium. It ends with this package: Django refuses its database beside an event loop."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("Chromium is missing: `.ci/bootstrap dev` installs it.", pytrace=False)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)


class Visit:
    """A page of the site, and what went wrong on it."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.site = page, site
        self.faults: list[str] = []
        self.requests: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.faults.append(f"uncaught: {error}"))
        page.on("request", self._asked)
        page.on("requestfailed", self._failed)

    def open(self, path: str) -> Page:
        answer = self.page.goto(self.site.url + path)
        assert answer and answer.ok, path
        return self.page

    def barriers(self, within: str = "html") -> list[str]:
        """What keeps people out, as axe finds it (WCAG 2.1 AA and good practice)."""
        before = list(self.faults)
        found = Axe().run(self.page, within, OF_WCAG_21_AA).response["violations"]
        self.faults = before  # axe itself may try a style that the CSP forbids
        return [f"{each['id']}: {node['html']}" for each in found for node in each["nodes"]]

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"{message.text} ({message.location['url']}) on {self.page.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # which is what leaving a page does
            self.faults.append(f"{request.failure}: {request.url}")

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)
        ours = (self.site.url, self.site.live_url, "data:", "blob:")
        if not request.url.startswith(ours):
            self.faults.append(f"asked elsewhere: {request.url}")


@contextmanager
def visiting(browser: Browser, site: Site, **options: Any) -> Iterator[Visit]:
    """Let somebody come with a browser of their own; no page may fail, or ask another server."""
    context = browser.new_context(**{"viewport": WIDE, "locale": "pl-PL", **options})
    context.set_default_timeout(PATIENCE_MS)
    try:
        visit = Visit(context.new_page(), site)
        yield visit
        assert visit.faults == []
    finally:
        context.close()


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    """Somebody at a desktop, in Polish."""
    with visiting(browser, site) as visit:
        yield visit


@pytest.fixture
def phone_visit(browser: Browser, site: Site) -> Iterator[Visit]:
    """Somebody with a phone, in Ukrainian, who likes it dark."""
    options = {"viewport": PHONE, "locale": "uk-UA", "color_scheme": "dark", "has_touch": True}
    with visiting(browser, site, **options) as visit:
        yield visit


@pytest.fixture
def visit_without_scripts(browser: Browser, site: Site) -> Iterator[Visit]:
    with visiting(browser, site, java_script_enabled=False) as visit:
        yield visit


def session_of(browser: Browser, site: Site, key: str) -> Any:
    """Where somebody is logged in, for pages opened later."""
    with visiting(browser, site) as visit:
        page = visit.open("/login?next=/privacy")
        page.locator("input[name=username]").fill(demo_file.email_of(key))
        page.locator("input[type=password]").fill(PASSWORD)
        page.locator("main button.main").click()
        page.wait_for_url("**/privacy")
        return json.loads(json.dumps(page.context.storage_state()))


@pytest.fixture(scope="package")
def sessions(browser: Browser, site: Site) -> dict[str, Any]:
    """Where people of an office are logged in: once, and kept."""
    return {key: session_of(browser, site, key) for key in ("dispatcher", "administrator")}


def log_in(visit: Visit) -> Visit:
    """Enter the administration as the gmina's administrator."""
    page = visit.open("/admin/login/?next=/admin/")
    page.locator("input[name=username]").fill(demo_file.email_of("administrator"))
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("input[type=submit]").click()
    page.wait_for_url("**/admin/")
    return visit


@pytest.fixture
def office(visit: Visit) -> Visit:
    return log_in(visit)
