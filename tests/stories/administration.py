"""Whoever keeps the settings of an office, in a browser."""

from html.parser import HTMLParser

from django.test import Client

from backend.core.language import Language


class Administrator:
    """Somebody who fills in the pages of the administration."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def may_change(self, page: str) -> bool:
        """An empty form comes back to whoever might have filled it in."""
        return self.client.post(page, {}).status_code == 200

    def fills_in(self, page: str, **values: str) -> None:
        """Change these fields of a page, and save it otherwise as it is."""
        self._save(page, {**self._shown(page), **values})

    def sets_working_hours(self, page: str, days: list[str]) -> None:
        """days: the hours from Monday on, nothing for a free day."""
        self.fills_in(page, **{f"working_hours_{day}": text for day, text in enumerate(days)})

    def asks(self, page: str, code: str, text: str) -> None:
        """Put a question to whoever reports a defect of a service: it wants an answer."""
        texts = {f"text_{language}": text for language in Language.values}
        settings = {"kind": "string", "position": "90", "is_required": "on", "is_active": "on"}
        self.adds_a_line(page, "questions", code=code, **settings, **texts)

    def adds_a_line(self, page: str, table: str, **values: str) -> None:
        """Fill in the first empty line of a table at the foot of a page, and save it."""
        shown = self._shown(page)
        line = next(n for n in range(100) if not shown.get(f"{table}-{n}-{next(iter(values))}"))
        total = max(line + 1, int(shown[f"{table}-TOTAL_FORMS"]))
        more = {f"{table}-{line}-{name}": value for name, value in values.items()}
        self._save(page, {**shown, **more, f"{table}-TOTAL_FORMS": str(total)})

    def _shown(self, page: str) -> dict[str, str]:
        answer = self.client.get(page)
        assert answer.status_code == 200, page
        reader = _FormReader()
        reader.feed(answer.content.decode())
        return {name: "".join(text) for name, text in reader.values.items()}

    def _save(self, page: str, values: dict[str, str]) -> None:
        answer = self.client.post(page, values)
        assert answer.status_code == 302, answer.content.decode()


class _FormReader(HTMLParser):
    """What a browser would send of a page's forms."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._name = ""  # of the choice or the text that is being read
        self._is_text = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if "__prefix__" in name:
            return
        if tag == "input" and self._is_sent(given):
            ticked = "on" if given.get("type") == "checkbox" else ""
            self.values[name] = [given.get("value") or ticked]
        elif tag in ("select", "textarea"):
            self._name, self._is_text = name, tag == "textarea"
            self.values[name] = []
        elif tag == "option" and "selected" in given and self._name:
            self.values[self._name] = [given.get("value") or ""]

    def handle_data(self, data: str) -> None:
        if self._is_text:
            self.values[self._name].append(data.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self._name, self._is_text = "", False

    @staticmethod
    def _is_sent(given: dict[str, str | None]) -> bool:
        if given.get("type") in ("checkbox", "radio"):
            return "checked" in given
        is_button = given.get("type") in ("submit", "button", "reset", "file")
        return bool(given.get("name")) and not is_button
