"""How far an import has come, told while its transaction is open."""

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Self

from django.db import connection
from django.utils import timezone

from gis_layers.models import LayerImport

EVERY_SECONDS = 1.0


class ProgressNotes:
    """Writes into the row of an import, from a thread of its own: so by another connection.

    Only that one commits at once, so that the page can show it. It must have ended before the
    import's transaction touches the same row.
    """

    def __init__(self, import_id: int) -> None:
        self._import_id = import_id
        self._writer = ThreadPoolExecutor(max_workers=1)
        self._last: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.submit(_close)
        self._writer.shutdown()

    def track(self, stage: str, items: Iterable[Any], total: int) -> Iterator[Any]:
        """Hand on the items; note how many there were, about once a second."""
        self._note(stage, 0, total)
        noted = time.monotonic()
        for done, item in enumerate(items):
            if time.monotonic() - noted >= EVERY_SECONDS:
                self._note(stage, done, total)
                noted = time.monotonic()
            yield item
        self._note(stage, total, total)

    def features(self, items: Iterable[Any], total: int) -> Iterator[Any]:
        return self.track("features", items, total)

    def reports(self, items: Iterable[Any], total: int) -> Iterator[Any]:
        return self.track("reports", items, total)

    def _note(self, stage: str, done: int, total: int) -> None:
        if self._last:
            self._last.result()
        self._last = self._writer.submit(
            self._write, {"stage": stage, "done": done, "total": total}
        )

    def _write(self, progress: dict[str, Any]) -> None:
        row = LayerImport.objects.filter(pk=self._import_id)
        row.update(progress=progress, updated_at=timezone.now())


def _close() -> None:
    connection.close()  # that of the thread which asks
