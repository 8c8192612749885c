"""In which order events become readable, which is not the order of their ids."""

import time
from collections.abc import Callable, Iterable

# A write takes its ids and commits them within seconds; what is not there by then was rolled back.
GAP_LIFE_S = 60
GAPS_MAX = 10_000  # a jump of more ids is a restored database, not writes under way; our choice


class Order:
    """Which events were read, and up to which none can come any more."""

    def __init__(self, newest: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.newest, self._clock = newest, clock
        self._gaps: dict[int, float] = {}

    @property
    def position(self) -> int:
        """All events up to this one were read, or will never be."""
        since = self._clock() - GAP_LIFE_S
        self._gaps = {gap: noticed for gap, noticed in self._gaps.items() if noticed > since}
        return min(self._gaps, default=self.newest + 1) - 1

    def note(self, ids: Iterable[int]) -> list[int]:
        """Take note of events that can be read; return those that could not before."""
        return [event for event in sorted(ids) if self._note(event)]

    def _note(self, event: int) -> bool:
        if event <= self.newest:
            return self._gaps.pop(event, None) is not None
        if event - self.newest <= GAPS_MAX:
            self._gaps |= dict.fromkeys(range(self.newest + 1, event), self._clock())
        self.newest = event
        return True
