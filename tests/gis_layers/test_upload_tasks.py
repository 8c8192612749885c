"""Uploads at the worker: tried, confirmed, imported; told, repeated, killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from backend.core import errors
from backend.crews.models import Crew, CrewArea
from backend.management import tasks
from backend.management.progress import ProgressNotes
from gis_layers import actions
from gis_layers.models import Layer, LayerImport, Road
from gis_layers.rules import UPLOAD_KEPT_FOR, ImportKind, ImportState
from tests.gis_layers.files import line, square, write_geojson, write_layer
from tests.gis_layers.uploads import check, confirmed, run, upload

without_layers = pytest.mark.usefixtures("empty_layers")
ROOT = Path(__file__).parents[2]


def roads_file(path: Path, *names: str) -> Path:
    features = [(line(lat=52 + n / 100), {"category": "gminna", "name": name})
                for n, name in enumerate(names)]  # fmt: skip
    return write_geojson(path / "roads.geojson", *features)


def jobs() -> list[tuple[str, int]]:
    found = ProcrastinateJob.objects.filter(queue_name="layers").order_by("id")
    return [(job.task_name, job.args["import_id"]) for job in found]


@without_layers
def test_an_upload_waits_for_its_check_in_private(tmp_path: Path) -> None:
    row = upload(roads_file(tmp_path, "a"))
    assert (row.state, jobs()) == (ImportState.UPLOADED, [(actions.CHECK, row.pk)])
    assert str(row.file.name).startswith("layers/") and "roads" not in str(row.file.name)
    assert default_storage.exists(str(row.file.name))


def test_a_check_tells_what_would_change_and_changes_nothing(
    tmp_path: Path, report: dict[str, Any], empty_layers: None
) -> None:
    confirmed(upload(roads_file(tmp_path, "a", "b")))
    row = check(upload(roads_file(tmp_path, "a", "c", "d")))
    assert (row.state, row.problem) == (ImportState.CHECKED, "")
    counts = {key: row.result[key] for key in ("name", "edition", "read", "added")}
    assert counts == {"name": "roads", "edition": 2, "read": 3, "added": 3}
    assert row.result["difference"]["added"] >= 1
    assert row.result["reports"]["asked"] == 0  # none is near
    assert list(Road.objects.active().values_list("name", flat=True)) == ["a", "b"]
    assert Layer.objects.count() == 1


@without_layers
def test_what_is_confirmed_is_done_once_and_its_file_deleted(tmp_path: Path) -> None:
    row = upload(roads_file(tmp_path, "a"), options={"source": "Gmina", "valid_from": "2026-01-02"})
    name = str(row.file.name)
    row = confirmed(row)
    assert (row.state, row.file.name) == (ImportState.DONE, "")
    assert not default_storage.exists(name)
    layer = Layer.objects.get()
    assert row.layer == layer
    assert (layer.source, str(layer.valid_from), layer.imported_by) == (
        "Gmina",
        "2026-01-02",
        "Ola",
    )
    assert jobs() == [(actions.CHECK, row.pk), (actions.RUN, row.pk)]
    run(row)
    assert Layer.objects.count() == 1


@without_layers
def test_confirming_twice_is_refused_and_queues_one_job(tmp_path: Path) -> None:
    row = check(upload(roads_file(tmp_path, "a")))
    actions.confirm(row.pk, by="Ola")
    with pytest.raises(errors.ChangeNotAllowed):
        actions.confirm(row.pk, by="Ola")
    assert jobs().count((actions.RUN, row.pk)) == 1


@without_layers
@pytest.mark.parametrize("state", [state for state in ImportState if state != ImportState.CHECKED])
def test_only_what_was_checked_can_be_confirmed(tmp_path: Path, state: ImportState) -> None:
    row = upload(roads_file(tmp_path, "a"))
    LayerImport.objects.filter(pk=row.pk).update(state=state)
    with pytest.raises(errors.ChangeNotAllowed):
        actions.confirm(row.pk, by="Ola")


@without_layers
def test_nothing_is_imported_that_was_not_confirmed(tmp_path: Path) -> None:
    row = check(upload(roads_file(tmp_path, "a")))
    assert run(row).state == ImportState.CHECKED
    assert not Layer.objects.exists()


@without_layers
def test_discarding_deletes_the_file_and_the_check_does_not_bring_it_back(tmp_path: Path) -> None:
    row = upload(roads_file(tmp_path, "a"))
    name = str(row.file.name)
    actions.discard(row.pk)
    assert check(row).state == ImportState.DISCARDED
    assert not default_storage.exists(name) and not row.file
    with pytest.raises(errors.ChangeNotAllowed):
        actions.discard(row.pk)


@without_layers
def test_a_file_that_cannot_be_used_is_refused_with_its_features(tmp_path: Path) -> None:
    file = write_geojson(
        tmp_path / "a.geojson", (None, {"category": "gminna"}), (line(), {"category": "gminna"})
    )
    row = check(upload(file))
    assert row.state == ImportState.REFUSED and "1 of 2 features" in row.problem
    assert row.result["refused"] == [{"number": 1, "reason": "it has no geometry"}]
    row = check(upload(file, options={"skip_invalid": True}))
    assert (row.state, row.result["refused_count"]) == (ImportState.CHECKED, 1)


@without_layers
@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.zip", "a.gml"])
def test_a_hostile_file_is_refused_and_called_by_its_own_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>")
    row = check(upload(path))
    assert row.state == ImportState.REFUSED
    assert row.problem.startswith(f"{name} cannot be read as a map layer")
    assert "/tmp" not in row.problem


@without_layers
def test_a_layer_that_changed_in_between_is_shown_anew(tmp_path: Path) -> None:
    late = check(upload(roads_file(tmp_path, "late")))
    confirmed(upload(roads_file(tmp_path, "first")))
    actions.confirm(late.pk, by="Ola")
    assert run(late).state == ImportState.UPLOADED
    assert jobs()[-1] == (actions.CHECK, late.pk)
    assert Road.objects.active().get().name == "first"
    assert confirmed(late).state == ImportState.DONE
    assert Road.objects.active().get().name == "late"


@without_layers
def test_a_fault_of_ours_is_tried_again_and_then_told(tmp_path: Path) -> None:
    row = upload(roads_file(tmp_path, "a"))
    default_storage.delete(str(row.file.name))
    with pytest.raises(FileNotFoundError):
        check(row)
    row.refresh_from_db()
    assert row.state == ImportState.CHECKING
    with pytest.raises(FileNotFoundError):
        check(row, attempts=tasks.MAX_ATTEMPTS)
    row.refresh_from_db()
    assert (row.state, row.problem) == (ImportState.FAILED, tasks.BROKEN)


@without_layers
def test_a_layer_is_rolled_back_by_the_worker(tmp_path: Path) -> None:
    for name in ("first", "second"):
        confirmed(upload(roads_file(tmp_path, name)))
    row = actions.step_back(ImportKind.ROADS, "roads", by="Ola")
    assert actions.step_back(ImportKind.ROADS, "roads", by="Ola") == row
    row = run(row)
    assert (row.state, row.layer.edition if row.layer else None) == (ImportState.DONE, 1)
    assert Road.objects.active().get().name == "first"
    again = run(actions.step_back(ImportKind.ROADS, "roads", by="Ola"))
    assert again.state == ImportState.FAILED and "no edition before it" in again.problem


@without_layers
def test_crew_areas_are_those_of_the_named_office_alone(tmp_path: Path) -> None:
    crew = Crew.objects.filter(jurisdiction__teryt="1418032")[0]
    file = write_geojson(tmp_path / "a.geojson", (square(), {"crew": crew.name, "name": "new"}))
    elsewhere = check(upload(file, kind=ImportKind.CREW_AREAS, teryt="1418"))
    assert elsewhere.state == ImportState.REFUSED
    row = confirmed(upload(file, kind=ImportKind.CREW_AREAS, teryt="1418032"))
    assert row.state == ImportState.DONE
    assert CrewArea.objects.get().name == "new"


@without_layers
def test_every_kind_of_layer_can_be_uploaded(tmp_path: Path) -> None:
    toml = '[attributes]\ncode = "code"\nname = "name"\n'
    file = write_layer(tmp_path / "b.gpkg", [square()], {"code": ["1418032"], "name": ["x"]})
    with file.open("rb") as content:
        row = actions.take_in(
            actions.Upload(
                kind=ImportKind.BOUNDARIES,
                file=content,
                original_name="Gminy żółte 'x'.gpkg",
                suffix=".gpkg",
                size=1,
                mapping_text=toml,
                options={"level": "municipality"},
            ),
            by="Ada",
        )
    assert confirmed(row).state == ImportState.DONE
    assert Layer.objects.get().name == "municipalities"


@without_layers
def test_what_nobody_confirms_is_forgotten_after_some_days(tmp_path: Path) -> None:
    old, new = (check(upload(roads_file(tmp_path, name))) for name in ("old", "new"))
    long_ago = timezone.now() - UPLOAD_KEPT_FOR - timedelta(hours=1)
    LayerImport.objects.filter(pk=old.pk).update(updated_at=long_ago)
    left = upload(roads_file(tmp_path, "left"))  # its worker was killed before it was deleted
    LayerImport.objects.filter(pk=left.pk).update(state=ImportState.DONE)
    tasks.forget_uploads(timestamp=0)
    states = dict(LayerImport.objects.values_list("pk", "state"))
    assert states == {old.pk: "discarded", new.pk: "checked", left.pk: "done"}
    assert list(LayerImport.objects.exclude(file="").values_list("pk", flat=True)) == [new.pk]


# --- with real commits ---------------------------------------------------------------------------


@pytest.fixture
def kept(committed: str, tmp_path: Path) -> Iterator[LayerImport]:
    """A committed, checked upload that replaces a committed layer."""
    said = {"options": {"name": committed}}
    rows = [confirmed(upload(roads_file(tmp_path, "first"), **said))]
    rows.append(check(upload(roads_file(tmp_path, "second", "third"), **said)))
    actions.confirm(rows[-1].pk, by="Ola")
    yield rows[-1]
    pks = [row.pk for row in rows]
    LayerImport.objects.filter(pk__in=pks).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE queue_name = 'layers'")


def worker(row: LayerImport) -> subprocess.Popen[bytes]:
    """Another process that does the import, on the same database and files."""
    program = (
        "import sys, django; from django.conf import settings\n"
        "settings.DATABASES['default']['NAME'] = sys.argv[1]\n"
        "settings.STORAGES['default']['OPTIONS']['location'] = sys.argv[2]\n"
        "django.setup()\n"
        "from gis_layers.models import LayerImport\n"
        "from tests.gis_layers.uploads import run\n"
        "run(LayerImport.objects.get(pk=sys.argv[3]))\n"
    )
    name = connection.settings_dict["NAME"]
    location = django_settings.STORAGES["default"]["OPTIONS"]["location"]
    return subprocess.Popen(
        [sys.executable, "-c", program, str(name), location, str(row.pk)],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "backend.settings"},
    )


def wait_until_it_waits_for_us(process: subprocess.Popen[bytes]) -> None:
    """Until another connection waits for what this one holds."""
    waits_for_us = (
        "SELECT pid FROM pg_locks "
        "WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
    )
    wait_until(process, lambda: rows(waits_for_us))


def wait_until(process: subprocess.Popen[bytes], is_so: Callable[[], object]) -> None:
    until = time.monotonic() + 60
    while not is_so():
        assert process.poll() is None
        if time.monotonic() > until:
            raise TimeoutError
        rows("SELECT pg_sleep(0.05)")


def rows(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_progress_is_seen_and_a_killed_worker_leaves_nothing_half_done(
    kept: LayerImport, committed: str
) -> None:
    with transaction.atomic():
        # The switch needs this row: the worker stops when all new rows are written.
        Layer.objects.select_for_update().get(name=committed)
        process = worker(kept)
        wait_until_it_waits_for_us(process)
        all_read = {"stage": "features", "done": 2, "total": 2}
        wait_until(process, LayerImport.objects.filter(pk=kept.pk, progress=all_read).exists)
        kept.refresh_from_db()
        assert kept.state == ImportState.IMPORTING
        process.send_signal(signal.SIGKILL)
        process.wait(30)
    assert list(Road.objects.filter(layer__name=committed).values_list("name")) == [("first",)]
    kept.refresh_from_db()
    assert kept.state == ImportState.IMPORTING
    assert run(kept).state == ImportState.DONE
    active = Road.objects.active().filter(layer__name=committed)
    assert sorted(active.values_list("name", flat=True)) == ["second", "third"]
    assert Layer.objects.filter(name=committed).count() == 2


def test_two_workers_do_not_do_the_same_import_at_once(kept: LayerImport, committed: str) -> None:
    with transaction.atomic():
        Layer.objects.select_for_update().get(name=committed)
        process = worker(kept)
        wait_until_it_waits_for_us(process)
        before = LayerImport.objects.filter(pk=kept.pk).values().get()
        with pytest.raises(tasks.AlreadyRunning):
            run(kept)
        assert LayerImport.objects.filter(pk=kept.pk).values().get() == before
        assert before["state"] == ImportState.IMPORTING
    assert process.wait(60) == 0
    kept.refresh_from_db()
    assert (kept.state, Layer.objects.filter(name=committed).count()) == (ImportState.DONE, 2)


def test_notes_of_progress_are_committed_while_a_transaction_is_open(kept: LayerImport) -> None:
    with transaction.atomic():
        Layer.objects.create(kind="roads", name="x", edition=1, imported_at=timezone.now())
        with ProgressNotes(kept.pk) as notes:
            assert list(notes.reports(iter("abc"), 3)) == ["a", "b", "c"]
        transaction.set_rollback(True)
    kept.refresh_from_db()
    assert kept.progress == {"stage": "reports", "done": 3, "total": 3}
    assert not Layer.objects.filter(name="x").exists()
