"""What a dry run says of the reports, on the layers of the demo municipality."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.core.management import call_command

from backend.reports.models import Report
from gis_layers.models import Layer
from tests.conftest import Caller
from tests.reports.makers import send_report

pytestmark = pytest.mark.django_db

FIXTURES = Path(__file__).parents[2] / "fixtures"
MAPPING = FIXTURES / "mappings" / "roads.toml"


@pytest.fixture
def handed_over(tmp_path: Path) -> Path:
    """The demo's roads, but the county has taken over the municipal ones."""
    document = json.loads((FIXTURES / "roads.geojson").read_text(encoding="utf-8"))
    for feature in document["features"]:
        if feature["properties"]["category"] == "gminna":
            feature["properties"]["category"] = "powiatowa"
    path = tmp_path / "roads.geojson"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def dry_run(file: Path, *options: str) -> str:
    out = io.StringIO()
    arguments = ["roads", str(file), "--mapping", str(MAPPING), "--dry-run", *options]
    call_command("import_layer", *arguments, stdout=out)
    return out.getvalue()


def test_open_reports_that_would_go_elsewhere_are_named_and_stay(
    handed_over: Path, report: dict[str, Any]
) -> None:
    before = Report.objects.values().get()
    out = dry_run(handed_over)
    assert "1 of 1 open reports would be routed differently" in out
    assert f"{report['number']}: " in out and "handler 1418032 -> 1418" in out
    assert Report.objects.values().get() == before
    assert Layer.objects.active().get(kind="roads").edition == 1


def test_the_same_roads_send_no_report_elsewhere(report: dict[str, Any]) -> None:
    out = dry_run(FIXTURES / "roads.geojson")
    assert "0 of 0 open reports would be routed differently" in out
    assert "0 added, 0 removed, 0 changed, 0 moved" in out


def test_reports_that_are_elsewhere_already_are_not_counted(
    handed_over: Path, report: dict[str, Any]
) -> None:
    call_command("import_layer", "roads", str(handed_over), "--mapping", str(MAPPING))
    assert "0 of 0 open reports would be routed differently" in dry_run(handed_over)
    back = dry_run(FIXTURES / "roads.geojson")
    assert "1 of 1 open reports would be routed differently" in back
    assert "handler 1418 -> 1418032" in back


def test_reports_far_from_what_differs_are_not_asked_about(
    tmp_path: Path, phone: Caller, place: dict[str, Any]
) -> None:
    document = json.loads((FIXTURES / "roads.geojson").read_text(encoding="utf-8"))
    send_report(phone, place)
    here = Report.objects.get()
    Report.objects.filter(pk=here.pk).update(location=Point(20.0, 51.0, srid=4326))
    send_report(phone, place)
    for feature in document["features"]:
        if here.road_number in feature["properties"].values():
            feature["properties"]["category"] = "powiatowa"
    file = tmp_path / "roads.geojson"
    file.write_text(json.dumps(document), encoding="utf-8")
    out = dry_run(file)
    assert "1 of 1 open reports" in out and "1 are)" in out


def test_so_many_reports_are_asked_about_and_the_sentence_says_it(
    handed_over: Path, phone: Caller, place: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.management.rerouted.ASKED_MOST", 2)
    newest = [send_report(phone, place)["number"] for _ in range(3)][1:]
    out = dry_run(handed_over)
    assert "2 of 2 open reports" in out and "3 are)" in out
    assert all(f"{number}: " in out for number in newest)


def test_closed_reports_are_not_asked_about(handed_over: Path, report: dict[str, Any]) -> None:
    Report.objects.update(status="withdrawn", closed_at=report["received_at"])
    assert "0 of 0 open reports" in dry_run(handed_over)


def test_the_reports_can_be_left_out(handed_over: Path, report: dict[str, Any]) -> None:
    assert "open reports" not in dry_run(handed_over, "--skip-reports")
