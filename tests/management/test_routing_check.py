"""`manage.py routing_check`: a file of points with the answers that they should get."""

import csv
import json
import sys
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from backend.management.routing_check import ANSWERS, FileRefused, check

pytestmark = pytest.mark.django_db

SAMPLE = Path(__file__).parents[2] / "fixtures" / "routing_check.csv"
HEAD = "lon,lat,service,name,municipality,road_number,manager_kind,crew\n"
RIGHT = "20.9313,52.084269,pothole,Boczna,1418032,280002W,municipality,Brygada drogowa Północ\n"
WRONG = "20.9313,52.084269,pothole,Boczna,1418032,280002W,county,-\n"


def run(tmp_path: Path, text: str) -> str:
    """Run over a file with this text; a failure's message comes after what was printed."""
    file, out = tmp_path / "points.csv", StringIO()
    file.write_text(text, encoding="utf-8")
    try:
        call_command("routing_check", str(file), stdout=out)
    except CommandError as failure:
        return f"{out.getvalue()}FAILED {failure}"
    return out.getvalue()


def verdicts(text: str):
    return list(check(text.encode(), now=timezone.now()))


def test_the_sample_holds_for_the_demo_municipality_and_has_all_of_its_spots(spots):
    out = StringIO()
    call_command("routing_check", str(SAMPLE), stdout=out)

    assert out.getvalue() == f"All {len(spots)} points are as expected.\n"
    with SAMPLE.open(encoding="utf-8") as file:
        assert {row["name"] for row in csv.DictReader(file)} == set(spots)


def test_a_failure_says_what_was_expected_what_was_found_and_why(tmp_path):
    out = run(tmp_path, HEAD + RIGHT + WRONG)

    assert "3: Boczna (52.084269 N 20.931300 E, pothole)\n" in out
    assert "  manager_kind: expected county, found municipality\n" in out
    assert "  crew: expected -, found Brygada drogowa Północ\n" in out
    assert "    The nearest road is the municipal road 280002W" in out
    assert out.endswith("FAILED 1 of 2 points are not as expected.")


def test_an_empty_cell_is_not_checked_and_a_dash_expects_none():
    text = HEAD + "20.948616,52.058865,pothole,field,,-,municipality,\n"
    (verdict,) = verdicts(text)
    assert verdict.is_right

    (verdict,) = verdicts(text.replace(",-,", ",280002W,"))
    assert verdict.wrong == {"road_number": ("280002W", "-")}


def test_every_answer_can_be_expected():
    given = {
        "municipality": "1418032",
        "jurisdiction": "1418032",
        "road_category": "gminna",
        "road_number": "280002W",
        "manager_kind": "municipality",
        "manager": "Wójt Gminy Lesznowola",
        "handler": "1418032",
        "crew": "Brygada drogowa Północ",
    }
    assert set(given) == set(ANSWERS)
    text = (
        f"lon,lat,service,{','.join(given)}\n20.9313,52.084269,pothole,{','.join(given.values())}"
    )

    assert verdicts(text)[0].wrong == {}
    dashes = f"lon,lat,service,{','.join(given)}\n20.9313,52.084269,pothole{',-' * len(given)}"
    assert set(verdicts(dashes)[0].wrong) == set(given)


def test_accuracy_and_moment_count():
    head = "lon;lat;service;accuracy;at;manager_kind\n"
    place = "20.947051;52.068124;pothole"  # a road that the municipality took over in 2025
    then, now = "2024-06-01T12:00:00Z", "2026-06-01T12:00:00+02:00"

    kinds = [("county", then), ("municipality", now), ("municipality", "")]
    assert all(verdicts(f"{head}{place};8;{at};{kind}")[0].is_right for kind, at in kinds)


def test_geojson_points_are_read_too(tmp_path):
    properties = {"service": "pothole", "road_number": "280002W", "crew": None}
    feature = {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Point", "coordinates": [20.9313, 52.084269]},
    }
    broken = [
        {**feature, "geometry": None},
        {**feature, "geometry": {"type": "Polygon", "coordinates": []}},
        {"type": "Feature"},
        {**feature, "geometry": {"type": "Point", "coordinates": [637000.0, 487000.0]}},
    ]
    text = json.dumps({"type": "FeatureCollection", "features": [feature, *broken]})

    found = verdicts(text)

    assert [verdict.number for verdict in found] == [1, 2, 3, 4, 5]
    assert [verdict.is_right for verdict in found] == [True, False, False, False, False]
    assert found[4].refusal == "lon is not on the globe (WGS84 degrees)"


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("x,52,pothole,,1418032,,,", "lon is no number: 'x'"),
        ("nan,52,pothole,,1418032,,,", "lon is not on the globe (WGS84 degrees)"),
        ("20,1e999,pothole,,1418032,,,", "lat is not on the globe (WGS84 degrees)"),
        ("20,52,,,1418032,,,", "service is missing"),
        ("20,52,pothole,,,,,", "it expects nothing"),
        ("20,52,pothole", "it has 3 cells and the first line 8"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_checked(tmp_path, line, refusal):
    out = run(tmp_path, f"{HEAD}{line}\n\n{RIGHT}")

    assert f"2\n  cannot be read: {refusal}\n" in out
    assert out.endswith("FAILED 1 of 2 points are not as expected.")


@pytest.mark.parametrize(
    ("accuracy", "at"), [("-1", ""), ("inf", ""), ("much", ""), ("", "noon"), ("", "2026-06-01")]
)
def test_a_bad_accuracy_or_moment_is_refused(accuracy, at):
    text = f"lon,lat,service,accuracy,at,crew\n20,52,pothole,{accuracy},{at},-"

    assert verdicts(text)[0].refusal


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no lon and no lat and no service"),
        (b"lon,lat,crew\n20,52,-", "There is no service"),
        (b"lon,lat,service,krew\n20,52,pothole,-", "Nobody knows what to check by krew"),
        (b"\xff\xfe", "not UTF-8"),
        (b'{"type": "FeatureCollection"', "no GeoJSON"),
        (b'{"features": 7}', "no GeoJSON"),
        (b'lon,lat,service\n"20' + b"0" * 200_000, "Line 2 is no CSV"),
    ],
)
def test_a_file_that_is_something_else_is_refused(content, message):
    with pytest.raises(FileRefused, match=message):
        list(check(content, now=timezone.now()))


def test_a_file_without_points_or_without_being_is_refused(tmp_path):
    assert run(tmp_path, HEAD).endswith("FAILED There is no point in the file.")
    with pytest.raises(CommandError, match=r"nowhere.csv cannot be read"):
        call_command("routing_check", str(tmp_path / "nowhere.csv"))


def test_a_dash_for_the_file_reads_what_is_piped_in(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO((HEAD + RIGHT).encode())))

    call_command("routing_check", "-")

    assert capsys.readouterr().out == "All 1 points are as expected.\n"
