"""What an administrator does with uploads of layers; the worker does the rest."""

from dataclasses import dataclass, field
from typing import IO, Any
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from backend.core import errors, jobs
from backend.core.language import current_language
from gis_layers.models import Layer, LayerImport
from gis_layers.rules import CREW_AREAS_MAX_MB, DISCARDABLE, TO_RUN, ImportKind, ImportState

CHECK, RUN = "layers.check_import", "layers.run_import"


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file and what was said of it; `original_name` is shown to people and is never a path."""

    kind: ImportKind
    file: IO[bytes]
    original_name: str
    suffix: str
    size: int
    mapping: str = ""
    mapping_text: str = ""
    teryt: str = ""
    options: dict[str, Any] = field(default_factory=dict)


def upload_max_bytes(kind: ImportKind | None = None) -> int:
    """How large a file of a kind may be; of any kind without one."""
    most = settings.LAYER_UPLOAD_MAX_MB
    if kind == ImportKind.CREW_AREAS:
        most = min(most, CREW_AREAS_MAX_MB)
    return most * 1024 * 1024


def take_in(upload: Upload, *, by: str) -> LayerImport:
    """Store an upload and have it checked."""
    # Before the transaction: the store may be slow.
    name = default_storage.save(f"layers/{uuid4().hex}{upload.suffix}", File(upload.file))
    try:
        with transaction.atomic():
            row = LayerImport.objects.create(
                kind=upload.kind,
                teryt=upload.teryt,
                mapping=upload.mapping,
                mapping_text=upload.mapping_text,
                file=name,
                original_name=upload.original_name,
                size=upload.size,
                options=upload.options,
                uploaded_by=by,
                language=current_language(),
            )
            defer_check(row)
    except BaseException:  # whatever it was: no file stays behind without a row
        default_storage.delete(name)
        raise
    return row


def defer_check(row: LayerImport) -> None:
    jobs.defer(CHECK, import_id=row.pk)


@transaction.atomic
def confirm(import_id: int, *, by: str) -> LayerImport:
    """Let the worker do what was shown. Raises ChangeNotAllowed unless it is checked."""
    row = _locked(import_id)
    if row.state != ImportState.CHECKED:
        raise errors.ChangeNotAllowed()
    row.state, row.confirmed_by, row.progress = ImportState.CONFIRMED, by, {}
    row.save(update_fields=["state", "confirmed_by", "progress", "updated_at"])
    jobs.defer(RUN, import_id=row.pk)
    return row


def discard(import_id: int) -> LayerImport:
    """Give an upload up, and delete its file. Raises ChangeNotAllowed when it is too late."""
    with transaction.atomic():
        row = _locked(import_id)
        if row.state not in DISCARDABLE:
            raise errors.ChangeNotAllowed()
        row.state = ImportState.DISCARDED
        row.save(update_fields=["state", "updated_at"])
    delete_file(row)
    return row


@transaction.atomic
def step_back(kind: ImportKind, name: str, *, by: str) -> LayerImport:
    """Have the edition before made the active one again; asking twice at once is asking once."""
    list(Layer.objects.select_for_update().of(kind, name))
    waiting = LayerImport.objects.filter(
        kind=kind,
        is_rollback=True,
        options={"name": name},
        state__in=TO_RUN,
    ).first()
    if waiting:
        return waiting
    row = LayerImport.objects.create(
        kind=kind,
        is_rollback=True,
        options={"name": name},
        state=ImportState.CONFIRMED,
        uploaded_by=by,
        confirmed_by=by,
    )
    jobs.defer(RUN, import_id=row.pk)
    return row


def delete_file(row: LayerImport) -> None:
    """Delete the file first: what is interrupted here is found and done again."""
    if row.file:
        default_storage.delete(str(row.file.name))
        LayerImport.objects.filter(pk=row.pk).update(file="")


def _locked(import_id: int) -> LayerImport:
    return LayerImport.objects.select_for_update().get(pk=import_id)
