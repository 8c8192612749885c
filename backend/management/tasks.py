"""Jobs of uploaded layers: tried, imported, forgotten; and the nightly look at photo files.

Every one may run twice, or be killed.
"""

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection, transaction
from django.utils import timezone, translation
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from backend.management.layers import import_layer, sentences_name
from backend.management.photo_check import report_nightly
from backend.management.progress import ProgressNotes
from backend.management.rerouted import Rerouted, open_reports
from gis_layers import actions, editions
from gis_layers.importers import FeaturesRefused, ImportRefused, ImportResult, rollback_layer
from gis_layers.models import Layer, LayerImport
from gis_layers.rules import (
    DISCARDABLE,
    TO_CHECK,
    TO_RUN,
    UPLOAD_KEPT_FOR,
    ImportKind,
    ImportState,
    Level,
)

MAX_ATTEMPTS = 4
AGAIN_AFTER_SECONDS = 30
REFUSALS_SHOWN = 200  # our choice: of features that cannot be used
LOCK = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"
UNLOCK = "SELECT pg_advisory_unlock(hashtextextended(%s, 0))"
RETRY = RetryStrategy(max_attempts=MAX_ATTEMPTS, linear_wait=AGAIN_AFTER_SECONDS)
BROKEN = "Something went wrong that is not the file's fault; the log of the worker tells what."

logger = logging.getLogger(__name__)


class AlreadyRunning(Exception):
    """Another worker is at it; this one comes back later, in case that one dies."""


class LayerChanged(Exception):
    """The layer is no longer the one that the difference was shown against."""


@app.task(name=actions.CHECK, retry=RETRY, pass_context=True)
def check_import(context: JobContext, import_id: int) -> None:
    """Do all of an import, find out what it changes, and take it back."""
    with _alone(import_id):
        row = _begin(import_id, TO_CHECK, ImportState.CHECKING)
        if row:
            with _failure_is_told(context, row), transaction.atomic():
                _check(row)


@app.task(name=actions.RUN, retry=RETRY, pass_context=True)
def run_import(context: JobContext, import_id: int) -> None:
    """Do what was confirmed: the layer and the import's own state change in one transaction."""
    with _alone(import_id):
        row = _begin(import_id, TO_RUN, ImportState.IMPORTING)
        if row:
            with _failure_is_told(context, row):
                _run(row)


@app.periodic(cron="41 3 * * *")
@app.task(name="layers.forget_uploads", queueing_lock="layers.forget_uploads", queue="layers")
def forget_uploads(timestamp: int) -> None:
    """Discard what nobody confirmed, and delete files that are needed no more."""
    old = LayerImport.objects.filter(
        state__in=DISCARDABLE, updated_at__lt=timezone.now() - UPLOAD_KEPT_FOR
    )
    for row in old:
        actions.discard(row.pk)
    over = LayerImport.objects.filter(state__in=(ImportState.DONE, ImportState.DISCARDED))
    for row in over.exclude(file=""):
        actions.delete_file(row)


@app.periodic(cron="41 4 * * *")  # after the originals that go tonight are gone
@app.task(name="reports.check_photo_files", queueing_lock="reports.check_photo_files")
def check_photo_files(timestamp: int) -> None:
    """Log how many photo files and rows do not agree; `manage.py check_photos` names them."""
    report_nightly(now=timezone.now())


def _begin(
    import_id: int, from_states: frozenset[ImportState], state: ImportState
) -> LayerImport | None:
    """Mark an import as being worked on; None when there is nothing to do any more."""
    found = LayerImport.objects.filter(pk=import_id, state__in=from_states)
    if not found.update(state=state, problem="", progress={}, updated_at=timezone.now()):
        return None
    return LayerImport.objects.get(pk=import_id)


@contextmanager
def _alone(import_id: int) -> Iterator[None]:
    """Let one worker at a time work on it; another changes nothing, not even what the page says.

    The lock is the connection's, for the state is committed before the work begins: it ends with
    a worker that dies.
    """
    name = [f"layer import {import_id}"]
    with connection.cursor() as cursor:
        cursor.execute(LOCK, name)
        if not cursor.fetchone()[0]:
            raise AlreadyRunning(import_id)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(UNLOCK, name)


def _check(row: LayerImport) -> None:
    try:
        changes = _try(row)
    except ImportRefused as refused:
        changes = {"state": ImportState.REFUSED, **_refusal(refused)}
    # Unless it was discarded in the meantime.
    found = LayerImport.objects.filter(pk=row.pk, state=ImportState.CHECKING)
    found.update(**changes, updated_at=timezone.now())


def _run(row: LayerImport) -> None:
    try:
        with transaction.atomic():
            _save(row, state=ImportState.DONE, **_do(row))
    except LayerChanged:
        _show_difference_again(row)
    except ImportRefused as refused:
        _save(row, state=ImportState.FAILED, **_refusal(refused))
    else:
        actions.delete_file(row)


def _try(row: LayerImport) -> dict[str, Any]:
    with ProgressNotes(row.pk) as notes, translation.override(row.language):
        rerouted = Rerouted(open_reports(row.teryt), notes.reports)
        result = _import(row, notes, dry_run=True, after_switch=rerouted)
        rerouted.compare()
    document = _document(result)
    document["against"] = _active_layer(row, result.name)
    document["reports"] = {
        "asked": rerouted.asked, "near": rerouted.near, "differ": rerouted.differ,
        "examples": rerouted.examples,
    }  # fmt: skip
    return {"state": ImportState.CHECKED, "result": document}


def _do(row: LayerImport) -> dict[str, Any]:
    if row.is_rollback:
        layer = rollback_layer(row.kind, row.options["name"])
        return {"layer": layer, "result": {"name": layer.name, "edition": layer.edition}}
    _require_same_layer(row)
    with ProgressNotes(row.pk) as notes:
        result = _import(row, notes)
    edition = Layer.objects.of(row.kind, result.name).active().first()
    reports = row.result.get("reports", {})
    return {"layer": edition, "result": {**_document(result), "reports": reports}}


def _require_same_layer(row: LayerImport) -> None:
    """Keep other imports of the layer waiting, and see that none has come in between."""
    name = row.result["name"]
    with connection.cursor() as cursor:
        editions.lock(cursor, row.kind, name)
    if _active_layer(row, name) != row.result["against"]:
        raise LayerChanged


def _active_layer(row: LayerImport, name: str) -> int | None:
    layer = editions.in_force(row.kind, name)
    return layer.pk if layer else None


def _show_difference_again(row: LayerImport) -> None:
    """Check anew against the layer that came in between; somebody must confirm again."""
    with transaction.atomic():
        _save(row, state=ImportState.UPLOADED, confirmed_by="", result={})
        actions.defer_check(row)


def _import(row: LayerImport, notes: ProgressNotes, **more: Any) -> ImportResult:
    said = dict(row.options)
    level, day = said.pop("level", ""), said.pop("valid_from", "")
    with _local_files(row) as (file, mapping):
        return import_layer(
            ImportKind(row.kind),
            file,
            mapping=mapping,
            level=Level(level) if level else None,
            jurisdiction=row.teryt or None,
            called=row.original_name,
            valid_from=date.fromisoformat(day) if day else None,
            imported_by=row.confirmed_by or row.uploaded_by,
            progress=notes.features,
            **said,
            **more,
        )


@contextmanager
def _local_files(row: LayerImport) -> Iterator[tuple[Path, str | Path]]:
    """Fetch the file from the store, for GDAL opens paths. GDAL may write beside it."""
    with TemporaryDirectory(prefix="usterka-upload-") as folder:
        file = Path(folder) / f"upload{Path(str(row.file.name)).suffix}"
        with row.file.open("rb") as source, file.open("wb") as target:
            shutil.copyfileobj(source, target)
        if not row.mapping_text:
            yield file, row.mapping
            return
        mapping = Path(folder) / "mapping.toml"
        mapping.write_text(row.mapping_text, encoding="utf-8")
        with sentences_name(mapping, row.mapping):
            yield file, mapping


@contextmanager
def _failure_is_told(context: JobContext, row: LayerImport) -> Iterator[None]:
    """Say on the page that it failed, when it will not be tried again."""
    try:
        yield
    except Exception:  # whatever it was: nobody looks at the log while the page says "importing"
        if context.job is None or context.job.attempts >= MAX_ATTEMPTS:
            _save(row, state=ImportState.FAILED, problem=BROKEN)
        logger.warning("import interrupted", extra={"import": row.pk})
        raise


def _save(row: LayerImport, **changes: Any) -> None:
    LayerImport.objects.filter(pk=row.pk).update(**changes, updated_at=timezone.now())


def _refusal(refused: ImportRefused) -> dict[str, Any]:
    result = _document(refused.result) if isinstance(refused, FeaturesRefused) else {}
    return {"problem": str(refused), "result": result}


def _document(result: ImportResult) -> dict[str, Any]:
    return {
        "name": result.name,
        "edition": result.edition,
        "read": result.read,
        "added": result.added,
        "passed_over": result.passed_over,
        "repaired": {str(repair): count for repair, count in sorted(result.repaired.items())},
        "refused_count": len(result.refused),
        "refused": [asdict(refusal) for refusal in result.refused[:REFUSALS_SHOWN]],
        "difference": asdict(result.difference) if result.difference else None,
        "seconds": round(result.seconds, 1),
    }
