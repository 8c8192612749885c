"""Pictures of the main pages for the documents: `make screenshots`.

A demo of its own is started for them and thrown away afterwards. `--language pl` shows whether
long words fit.
"""

import argparse
import io
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.e2e.system import System  # noqa: E402
from tests.waiting import until  # noqa: E402

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
HERE = {"longitude": 20.9313, "latitude": 52.084269, "accuracy": 12}
LOCALES = {"en": "en-GB", "pl": "pl-PL", "uk": "uk-UA"}
BYTES_MAX = 250_000
COLOURS = (256, 128, 64, 32)
STILL_MS = 900  # panels slide, tiles fade in, the focus settles
PHOTOS_WITHIN_S = 300
PHOTOS_ON_THEIR_WAY = """
    SELECT count(*) FROM reports_photo WHERE state = 'waiting' OR publication = 'preparing'
"""
OPEN_WITH_PHOTOS = """
    SELECT report.id FROM reports_report AS report JOIN reports_photo ON report_id = report.id
    WHERE report.visibility = 'public' AND report.jurisdiction_id = (
        SELECT id FROM jurisdictions_jurisdiction WHERE teryt = '1418032'
    )
    GROUP BY report.id, report.number
    ORDER BY (report.status IN ('assigned', 'in_progress')) DESC, count(*) DESC, report.number
    LIMIT 1
"""


class Studio:
    """Takes pictures of the pages of a running demo."""

    def __init__(self, browser: Browser, system: System, folder: Path, language: str) -> None:
        self.browser, self.system = browser, system
        self.folder, self.language = folder, language
        self.faults: list[str] = []

    def take_all(self) -> None:
        self._desk()
        self._desk("desk-dark", color_scheme="dark")
        self._office()
        self._public()
        self._phone()

    @contextmanager
    def _visit(self, account: str = "", **options: Any) -> Iterator[Page]:
        context = self.browser.new_context(
            **{"viewport": DESKTOP, "locale": LOCALES[self.language], **options}
        )
        try:
            if account:
                self._log_in(context, account)
            page = context.new_page()
            page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
            yield page
        finally:
            context.close()

    def _log_in(self, context: BrowserContext, account: str) -> None:
        known = self.system.accounts[account]
        page = context.new_page()
        page.goto(f"{self.system.url}/login?next=/privacy")
        page.locator("input[name=username]").fill(known["email"])
        page.locator("input[type=password]").fill(known["password"])
        page.locator("main button.main").click()
        page.wait_for_url("**/privacy*")
        page.close()

    def _open(self, page: Page, path: str, *, drawn: str = "") -> None:
        page.goto(self.system.url + path)
        if drawn:
            page.locator(f"{drawn}[data-state=drawn]").wait_for()
        page.wait_for_load_state("networkidle" if "/dispatch/" not in path else "load")

    def _shoot(self, page: Page, name: str) -> None:
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(STILL_MS)
        content = small(page.screenshot())
        (self.folder / f"{name}.png").write_bytes(content)
        print(f"{name:<16}{len(content) / 1000:>6.0f} kB", flush=True)

    # --- the office ---

    def _desk(self, name: str = "desk", **options: Any) -> None:
        with self._visit("dispatcher", **options) as page:
            self._open(page, "/dispatch/", drawn="#map")
            page.locator("#map[data-marks]").wait_for()
            self._shoot(page, name)
            if not options:
                [(report,)] = self.system.database.rows(OPEN_WITH_PHOTOS)
                self._open(page, f"/dispatch/?status=&report={report}", drawn="#map")
                self._shoot(page, "report")

    def _office(self) -> None:
        with self._visit("dispatcher") as page:
            self._open(page, "/dispatch/approvals")
            self._approvals(page)
            self._open(page, "/dispatch/day")
            self._shoot(page, "day")
            self._open(page, "/dispatch/statistics")
            self._shoot(page, "statistics")
        with self._visit("administrator") as page:
            self._open(page, "/admin/")
            self._shoot(page, "admin")

    def _approvals(self, page: Page) -> None:
        """With a photo open on which a box hides something."""
        self._shoot(page, "approvals")
        photo = page.locator(".approval[data-photo]").first
        photo.locator("[data-decide=boxes]").click()
        page.locator("dialog[open] .boxes-frame img").wait_for()
        page.locator("dialog[open] [data-do=new]:enabled").click()
        for key in ("ArrowLeft", "ArrowDown", "Shift+ArrowRight") * 8:
            page.keyboard.press(key)
        self._shoot(page, "boxes")
        page.keyboard.press("Escape")

    # --- everybody ---

    def _public(self) -> None:
        [(report,)] = self.system.database.rows(OPEN_WITH_PHOTOS)
        with self._visit() as page:
            self._open(page, "/?office=1418032", drawn="#map")
            self._shoot(page, "map")
            self._open(page, f"/reports/{report}")
            self._shoot(page, "report-page")

    def _phone(self) -> None:
        place = {"geolocation": HERE, "permissions": ["geolocation"], "has_touch": True}
        with self._visit(viewport=PHONE, device_scale_factor=2, is_mobile=True, **place) as page:
            self._open(page, "/?office=1418032")
            self._shoot(page, "map-phone")
            self._open(page, "/report")
            page.locator("#gps").click()
            page.locator("#map[data-state=drawn]").wait_for()
            self._shoot(page, "form-phone")


def small(png: bytes) -> bytes:
    """The picture with as many colours as fit into BYTES_MAX."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in COLOURS:
        made = io.BytesIO()
        few = picture.quantize(colours, dither=Image.Dither.NONE)
        few.save(made, "PNG", optimize=True)
        if made.tell() <= BYTES_MAX:
            break
    return made.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=ROOT / "docs/images")
    parser.add_argument("--language", choices=LOCALES, default="en")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    system = System("demo")
    try:
        system.start()
        until(lambda: system.database.rows(PHOTOS_ON_THEIR_WAY) == [(0,)], within=PHOTOS_WITHIN_S)
        take(system, options.folder, options.language)
    finally:
        system.remove()


def take(system: System, folder: Path, language: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        studio = Studio(browser, system, folder, language)
        studio.take_all()
        if studio.faults:
            raise SystemExit("\n".join(studio.faults))


if __name__ == "__main__":
    main()
