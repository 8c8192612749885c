"""Uploads of layers in the administration: the form, what would change, and the decision."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from backend.accounts.models import User
from backend.core.http import JSON_MAX_BYTES
from backend.crews.models import Crew
from backend.jurisdictions.models import Jurisdiction
from gis_layers import actions
from gis_layers.models import Layer, LayerImport, Road
from gis_layers.rules import ImportKind, ImportState
from tests.admin.conftest import logged_in
from tests.gis_layers.files import line, square, write_geojson
from tests.gis_layers.uploads import ROADS_TOML, check, confirmed, run, upload

LIST = "/admin/gis_layers/layerimport/"
ADD = f"{LIST}add/"
LAYER = "of the upload's test"


@pytest.fixture
def roads(tmp_path: Path) -> Path:
    return write_geojson(
        tmp_path / "roads.geojson",
        (line(), {"category": "gminna", "name": "Żółta"}),
        (line(lat=52.1), {"category": "gminna", "name": "<script>alert(1)</script>"}),
    )


@pytest.fixture
def areas(tmp_path: Path, gmina: Jurisdiction) -> Path:
    crew = Crew.objects.filter(jurisdiction=gmina)[0]
    return write_geojson(tmp_path / "areas.geojson", (square(), {"crew": crew.name, "name": "A"}))


def form(path: Path, /, **values: Any) -> dict[str, Any]:
    """The form of roads with a mapping of one's own, as a browser sends it."""
    said = {
        "kind": "roads",
        "file": SimpleUploadedFile(path.name, path.read_bytes()),
        "mapping_file": SimpleUploadedFile("ours.toml", ROADS_TOML.encode()),
        "name": LAYER,
        "moved_by_m": "5",
        **values,
    }
    return {name: value for name, value in said.items() if value is not None}


def of_crews(file: Path, gmina: Jurisdiction, **values: Any) -> dict[str, Any]:
    return form(file, kind="crew_areas", jurisdiction=gmina.teryt, mapping_file=None, **values)


def page(row: LayerImport) -> str:
    return f"{LIST}{row.pk}/change/"


def text(client: Client, address: str) -> str:
    answer = client.get(address, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


def jobs(row: LayerImport) -> list[str]:
    found = ProcrastinateJob.objects.filter(queue_name="layers", args__import_id=row.pk)
    return list(found.order_by("id").values_list("task_name", flat=True))


def test_areas_of_crews_have_a_lower_limit_than_layers(
    operator: Client, areas: Path, gmina: Jurisdiction, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gis_layers.actions.CREW_AREAS_MAX_MB", 0)
    refused = operator.post(ADD, of_crews(areas, gmina))
    assert (refused.status_code, LayerImport.objects.count()) == (200, 0)
    assert operator.post(ADD, form(areas)).status_code == 302  # the same file as a layer


def test_an_upload_is_checked_shown_confirmed_and_done(
    operator: Client, roads: Path, report: dict[str, Any]
) -> None:
    said = {"valid_from": "2026-01-31", "source": "Gmina", "licence": "CC0", "srid": "4326"}
    answer = operator.post(ADD, form(roads, **said))
    row = LayerImport.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, page(row))
    assert (row.mapping, row.uploaded_by, jobs(row)) == (
        "ours.toml", "operator@usterka.example", [actions.CHECK],
    )  # fmt: skip
    assert "waits to be checked" in text(operator, page(row))

    check(row)
    shown = text(operator, page(row))
    assert "Features in the file" in shown and "of 0 open reports" in shown
    assert Layer.objects.filter(name=LAYER).count() == 0

    assert operator.post(f"{LIST}{row.pk}/confirm/").status_code == 302
    assert jobs(row) == [actions.CHECK, actions.RUN]
    assert "about to begin" in text(operator, page(row))

    run(row)
    layer = Layer.objects.get(name=LAYER)
    assert (layer.source, layer.licence, str(layer.valid_from)) == ("Gmina", "CC0", "2026-01-31")
    assert Road.objects.active().filter(layer=layer).count() == 2
    assert f"/admin/gis_layers/layer/{layer.pk}/change/" in text(operator, page(row))


def test_the_next_edition_shows_its_difference(operator: Client, roads: Path) -> None:
    operator.post(ADD, form(roads))
    confirmed(LayerImport.objects.get())
    write_geojson(roads, (line(), {"category": "gminna", "name": "Zielona"}))
    operator.post(ADD, form(roads))
    row = check(LayerImport.objects.order_by("id").last())
    assert row.result["difference"]
    shown = text(operator, page(row))
    assert "What changes" in shown and "Removed" in shown
    # What a file says is text on the page, never markup.
    assert "<script>alert" not in shown


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_the_pages_speak_the_readers_language(operator: Client, roads: Path, language: str) -> None:
    operator.post(ADD, form(roads))
    words = {"pl": "Plik", "en": "File", "uk": "Файл"}
    for address in (ADD, page(LayerImport.objects.get())):
        answer = operator.get(address, headers={"Accept-Language": language})
        assert words[language].casefold() in answer.content.decode().casefold()


def test_confirming_twice_is_one_import(operator: Client, roads: Path) -> None:
    operator.post(ADD, form(roads))
    row = check(LayerImport.objects.get())
    for _ in range(2):
        answer = operator.post(f"{LIST}{row.pk}/confirm/", headers={"Accept-Language": "en"})
        assert answer.status_code == 302
    assert jobs(row).count(actions.RUN) == 1
    assert "confirmed or discarded it already" in text(operator, page(row))


def test_a_discarded_upload_leaves_no_file_and_cannot_be_confirmed(
    operator: Client, roads: Path
) -> None:
    operator.post(ADD, form(roads))
    row = check(LayerImport.objects.get())
    name = str(row.file.name)
    assert operator.post(f"{LIST}{row.pk}/discard/").status_code == 302
    assert not default_storage.exists(name)
    operator.post(f"{LIST}{row.pk}/confirm/")
    row.refresh_from_db()
    assert (row.state, jobs(row)) == (ImportState.DISCARDED, [actions.CHECK])


def test_nothing_is_decided_by_a_link_or_from_another_site(operator: Client, roads: Path) -> None:
    operator.post(ADD, form(roads))
    row = check(LayerImport.objects.get())
    for what in ("confirm", "discard"):
        assert operator.get(f"{LIST}{row.pk}/{what}/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = operator.cookies
    assert strict.post(f"{LIST}{row.pk}/confirm/").status_code == 403
    assert strict.post(ADD, form(roads)).status_code == 403
    row.refresh_from_db()
    assert row.state == ImportState.CHECKED


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "rivers"}, "kind"),
        ({"mapping_file": None}, "mapping"),
        ({"mapping": "osm"}, "mapping"),
        ({"mapping_file": SimpleUploadedFile("a.toml", b"x = [")}, "mapping_file"),
        ({"mapping_file": SimpleUploadedFile("a.toml", b"\xff\xfe")}, "mapping_file"),
        ({"mapping_file": SimpleUploadedFile("a.toml", b"a=" + b"[" * 40_000)}, "mapping_file"),
        ({"mapping_file": SimpleUploadedFile("a.toml", b"#" * 100_001)}, "mapping_file"),
        ({"file": None}, "file"),
        ({"file": SimpleUploadedFile("roads.vrt", b"<OGRVRTDataSource/>")}, "file"),
        ({"file": SimpleUploadedFile("roads.geojson", b"")}, "file"),
        ({"file": SimpleUploadedFile(f"{'x' * 300}.geojson", b"{}")}, "file"),
        ({"srid": "-1"}, "srid"),
        ({"srid": "EPSG:2180"}, "srid"),
        ({"moved_by_m": "nan"}, "moved_by_m"),
        ({"valid_from": "yesterday"}, "valid_from"),
        ({"name": "x" * 101}, "name"),
        ({"kind": "crew_areas"}, "jurisdiction"),
        ({"kind": "crew_areas", "jurisdiction": "9999999"}, "jurisdiction"),
    ],
    ids=lambda value: value if isinstance(value, str) else "+".join(value),
)
def test_a_wrong_form_is_shown_again_with_the_field_named(
    operator: Client, roads: Path, values: dict[str, Any], field: str
) -> None:
    for value in values.values():
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)
    answer = operator.post(ADD, form(roads, **values))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not LayerImport.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["../../etc/cron.d/x.geojson", "a\x00b.geojson", "$(id) 'ż\".geojson", "/vsicurl/x.GEOJSON"],
)
def test_the_name_of_a_file_is_text_and_never_a_path(
    operator: Client, roads: Path, name: str
) -> None:
    file = SimpleUploadedFile("x.geojson", roads.read_bytes())
    file.name = name.replace("/", "_") if "\x00" in name else name
    operator.post(ADD, form(roads, file=file))
    row = LayerImport.objects.first()
    if row:  # a name with a zero byte is no name
        assert re.fullmatch(r"layers/[0-9a-f]{32}\.geojson", str(row.file.name))
        assert check(row).state == ImportState.CHECKED


def test_a_file_over_the_limit_is_refused_before_it_is_read(
    operator: Client, settings: Any, tmp_path: Path
) -> None:
    settings.LAYER_UPLOAD_MAX_MB = 2
    fits, too_large = tmp_path / "fits.geojson", tmp_path / "large.geojson"
    fits.write_bytes(b"{" + b" " * 1_500_000)
    too_large.write_bytes(b"{" + b" " * 2_500_000)
    assert operator.post(ADD, form(fits)).status_code == 302
    answer = operator.post(ADD, form(too_large))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_strangers_and_others_of_the_staff_may_not_send_much(
    client: Client, gmina: Jurisdiction, tmp_path: Path
) -> None:
    large = tmp_path / "large.geojson"
    large.write_bytes(b"{" + b" " * JSON_MAX_BYTES)
    somebody = logged_in(User.objects.create_user("ktos@poczta.example"))
    forged = Client()
    forged.cookies["sessionid"] = "x" * 32
    for caller in (client, somebody, forged):
        assert caller.post(ADD, form(large)).status_code == 413
    assert not LayerImport.objects.exists()


# --- who may what --------------------------------------------------------------------------------


def test_a_gminas_administrator_uploads_areas_of_the_own_crews(
    office: Client, areas: Path, gmina: Jurisdiction
) -> None:
    assert office.post(ADD, of_crews(areas, gmina)).status_code == 302
    row = LayerImport.objects.get()
    assert row.teryt == gmina.teryt
    assert check(row).state == ImportState.CHECKED
    assert office.post(f"{LIST}{row.pk}/confirm/").status_code == 302
    assert run(row).state == ImportState.DONE


def test_a_gminas_administrator_replaces_no_layer_and_nobody_elses_crews(
    office: Client, roads: Path, areas: Path, county: Jurisdiction
) -> None:
    for values in (form(roads), form(roads, kind="boundaries"), of_crews(areas, county)):
        assert office.post(ADD, values).status_code == 200
    assert not LayerImport.objects.exists()
    assert "roads" not in {
        value for value, _ in office.get(ADD).context["form"]["kind"].field.choices
    }


def test_uploads_of_others_are_neither_seen_nor_decided(
    office: Client, roads: Path, areas: Path, county: Jurisdiction
) -> None:
    rows = [
        check(upload(roads)),
        check(upload(areas, kind=ImportKind.CREW_AREAS, teryt=county.teryt)),
    ]
    for row in rows:
        state = row.state
        assert office.get(page(row)).status_code == 404
        for what in ("confirm", "discard"):
            assert office.post(f"{LIST}{row.pk}/{what}/").status_code == 403
        row.refresh_from_db()
        assert row.state == state
    assert office.get(LIST).context["cl"].result_count == 0


def test_who_is_no_administrator_is_sent_to_the_login(
    client: Client, stranger_to_gmina: User, roads: Path
) -> None:
    row = check(upload(roads))
    for caller in (client, logged_in(stranger_to_gmina)):
        for address in (ADD, page(row), LIST):
            assert caller.get(address).status_code == 302
        assert caller.post(f"{LIST}{row.pk}/confirm/").status_code == 302
    row.refresh_from_db()
    assert row.state == ImportState.CHECKED


def test_an_upload_is_not_edited_and_not_deleted(operator: Client, roads: Path) -> None:
    row = check(upload(roads))
    assert operator.post(page(row), {"state": "confirmed"}).status_code == 403
    assert operator.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert operator.get(f"{LIST}{row.pk}/history/").status_code == 200
    assert operator.get(f"{LIST}999999/change/").status_code == 404
    row.refresh_from_db()
    assert row.state == ImportState.CHECKED


# --- layers and the way back ---------------------------------------------------------------------


@pytest.fixture
def editions(roads: Path) -> list[Layer]:
    for name in ("first", "second"):
        write_geojson(roads, (line(), {"category": "gminna", "name": name}))
        confirmed(upload(roads, options={"name": LAYER}))
    return list(Layer.objects.filter(name=LAYER).order_by("edition"))


def test_a_layer_is_rolled_back_after_a_question(operator: Client, editions: list[Layer]) -> None:
    first, second = editions
    pages = "/admin/gis_layers/layer/"
    assert f"{pages}{second.pk}/roll-back/" in text(operator, f"{pages}{second.pk}/change/")
    assert "roll-back" not in text(operator, f"{pages}{first.pk}/change/")
    chosen = {"action": "roll_back_chosen", "_selected_action": [second.pk]}
    answer = operator.post(pages, chosen)
    assert answer.headers["Location"] == f"{pages}{second.pk}/roll-back/"
    assert "Edition 2 of the layer" in text(operator, f"{pages}{second.pk}/roll-back/")
    assert Layer.objects.active().get(name=LAYER) == second

    answer = operator.post(f"{pages}{second.pk}/roll-back/")
    row = LayerImport.objects.get(is_rollback=True)
    assert answer.headers["Location"] == page(row)
    assert run(row).state == ImportState.DONE
    assert Layer.objects.active().get(name=LAYER) == first
    assert "Done." in text(operator, page(row))


def test_without_an_edition_before_there_is_no_way_back(
    operator: Client, editions: list[Layer]
) -> None:
    first, second = editions
    for chosen in ([first.pk], [first.pk, second.pk]):
        form = {"action": "roll_back_chosen", "_selected_action": chosen}
        operator.post("/admin/gis_layers/layer/", form)
    operator.post(f"/admin/gis_layers/layer/{first.pk}/roll-back/")
    assert not LayerImport.objects.filter(is_rollback=True).exists()


def test_layers_are_the_operators_alone(office: Client, editions: list[Layer]) -> None:
    for address in ("", f"{editions[1].pk}/change/", f"{editions[1].pk}/roll-back/"):
        assert office.get(f"/admin/gis_layers/layer/{address}").status_code == 403
    assert office.post(f"/admin/gis_layers/layer/{editions[1].pk}/roll-back/").status_code == 403
    assert not LayerImport.objects.filter(is_rollback=True).exists()


def test_a_layers_page_tells_its_history(operator: Client, editions: list[Layer]) -> None:
    shown = text(operator, f"/admin/gis_layers/layer/{editions[1].pk}/change/")
    assert "Ola" in shown and "read: 1" in shown
