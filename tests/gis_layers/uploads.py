"""Uploads of the tests: made as the form makes them, worked on as the worker does."""

from io import BytesIO
from pathlib import Path
from typing import Any

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from backend.management import tasks
from gis_layers import actions
from gis_layers.models import LayerImport
from gis_layers.rules import ImportKind

ROADS_TOML = (
    'optional = ["number", "name"]\n'
    '[attributes]\ncategory = "category"\nnumber = "number"\nname = "name"\n'
)


def upload(path: Path, *, kind: ImportKind = ImportKind.ROADS, **said: Any) -> LayerImport:
    """Take a file in; roads with the mapping of `ROADS_TOML`."""
    with path.open("rb") as file:
        return actions.take_in(
            actions.Upload(
                kind=kind,
                file=BytesIO(file.read()),
                original_name=path.name,
                suffix=path.suffix,
                size=path.stat().st_size,
                mapping_text=ROADS_TOML if kind == ImportKind.ROADS else "",
                **said,
            ),
            by="Ada",
        )


def check(row: LayerImport, *, attempts: int = 0) -> LayerImport:
    return _worked(tasks.check_import, row, attempts)


def run(row: LayerImport, *, attempts: int = 0) -> LayerImport:
    return _worked(tasks.run_import, row, attempts)


def confirmed(row: LayerImport) -> LayerImport:
    """Check it, confirm it, do it."""
    check(row)
    actions.confirm(row.pk, by="Ola")
    return run(row)


def _worked(task: Any, row: LayerImport, attempts: int) -> LayerImport:
    job = Job(
        id=1, queue="layers", lock=None, queueing_lock=None, task_name=task.name, attempts=attempts
    )
    task(
        JobContext(app=app, job=job, start_timestamp=0.0, abort_reason=lambda: None),
        import_id=row.pk,
    )
    row.refresh_from_db()
    return row
