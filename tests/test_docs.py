"""What the documents say is so."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from django.core.management import get_commands, load_command_class

from backend.core import errors
from backend.urls import urlpatterns

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("fixtures/*.md")])
GUIDES = [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md"))]
NOT_A_REFUSAL = {"internal"}  # the 500, which no code raises
CHANGING = {"id", "number"}  # from one run to the next

every_document = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT))
)


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text(name), re.MULTILINE | re.DOTALL)


def refusals(kind: type[errors.DomainError] = errors.DomainError) -> set[tuple[int, str]]:
    found = {(each.status, each.code) for each in kind.__subclasses__()}
    return found.union(*map(refusals, kind.__subclasses__()))


def without_changing(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_changing(each) for key, each in value.items() if key not in CHANGING}
    return [without_changing(each) for each in value] if isinstance(value, list) else value


def shown(part: Any, whole: Any) -> Any:
    """Cut `whole` down to what `part` shows of it."""
    if isinstance(part, dict):
        return {key: shown(part[key], whole[key]) for key in part}
    if isinstance(part, list):
        return [shown(*pair) for pair in zip(part, whole, strict=True)]
    return whole


def test_env_example_names_every_setting_and_no_other():
    read = set(re.findall(r'env\.\w+\("(\w+)"', text("backend/settings.py")))
    assert read
    assert set(re.findall(r"^#?([A-Z0-9_]+)=", text(".env.example"), re.MULTILINE)) == read


def test_guide_for_apps_lists_every_refusal_with_its_status():
    rows = re.findall(r"^\| (\d{3}) \| `(\w+)` \|", text("docs/app.md"), re.MULTILINE)
    listed = {(int(status), code) for status, code in rows if code not in NOT_A_REFUSAL}
    assert listed == refusals()


def test_guide_for_apps_names_every_address():
    guide, routes = text("docs/app.md"), [str(each.pattern) for each in urlpatterns]
    addresses = {
        re.sub(r"<\w+:(\w+)>", r"{\1}", route.removeprefix("api/v1"))
        for route in routes
        if route.startswith("api/v1/")
    }
    assert addresses
    named = set(re.findall(r"/[\w./{}]+", guide))
    assert addresses - named == set()


@every_document
def test_links_within_the_repository_lead_somewhere(document: Path):
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text(encoding="utf-8"))
    inside = [target for target in targets if "://" not in target]
    assert [target for target in inside if not (document.parent / target).exists()] == []


@every_document
def test_commands_in_the_documents_exist(document: Path):
    content = document.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`|\$ )make ([a-z-]+)", content, re.MULTILINE)) <= targets
    assert set(re.findall(r"manage\.py ([a-z_]+)", content)) <= set(get_commands())


def command_lines(content: str) -> list[list[str]]:
    """What stands after `manage.py` in blocks and in the text, as a shell would split it."""
    joined = content.replace("\\\n", " ")
    of_blocks = re.findall(r"^(?:    )?\S*(?:manage\.py|\$M) ([a-z_]+.*)$", joined, re.MULTILINE)
    of_text = re.findall(r"`\S*(?:manage\.py|\$M) ([^`\n]+)`", joined)
    return [shlex.split(line, comments=True) for line in of_blocks + of_text]


@pytest.mark.parametrize("document", GUIDES, ids=lambda path: path.name)
def test_commands_in_the_documents_have_the_arguments_that_are_given(document: Path):
    names = get_commands()
    for name, *arguments in command_lines(document.read_text(encoding="utf-8")):
        command = load_command_class(names[name], name)
        if arguments:  # a bare name in the text is not a call
            command.create_parser("manage.py", name).parse_args(arguments)


def test_commands_are_found_in_the_documents():
    found = [line for each in DOCUMENTS for line in command_lines(each.read_text("utf-8"))]
    assert ["rollback_layer", "roads", "powiat piaseczyński"] in found
    assert any(line[:2] == ["import_layer", "boundaries"] for line in found)


@pytest.mark.parametrize("name", ["README.md", "docs/app.md"])
def test_examples_of_answers_are_json(name: str):
    for example in blocks(name, "json"):
        json.loads(example)


@pytest.mark.django_db
def test_readme_shows_what_really_comes_back(stranger):
    body = re.search(r"-d '(.*?)'", blocks("README.md", "sh")[0], re.DOTALL)[1]
    report_shown, features_shown = map(json.loads, blocks("README.md", "json"))
    taken = stranger.post("/api/v1/reports?lang=en", json.loads(body))
    assert taken.status_code == 201
    report = without_changing(shown(report_shown, taken.json()))
    assert report == without_changing(report_shown)
    found = stranger.get(f"/api/v1/reports.geojson?q={taken.json()['number']}").json()
    features = without_changing(shown(features_shown, found))
    assert features == without_changing(features_shown)
