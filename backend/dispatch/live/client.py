"""One open stream: what waits to be sent, and never more than so much."""

import asyncio

from backend.dispatch.live.feed import Group, frame

QUEUE_MAX = 20  # batches that wait for a slow client: ten seconds; then it reads its list anew


class Client:
    """since: the last event that it knows of; None for whoever wants only what comes."""

    def __init__(self, *, user: int, group: Group, since: int | None) -> None:
        self.user, self.group, self.since = user, group, since
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue(QUEUE_MAX)

    def offer(self, batch: bytes, *, position: int) -> None:
        """Let it have a batch; where too many wait, only the advice to read the list anew."""
        if self._waiting.full():
            while not self._waiting.empty():
                self._waiting.get_nowait()
            batch = reset(position)
        self._waiting.put_nowait(batch)

    async def next_batch(self) -> bytes:
        return await self._waiting.get()


def reset(position: int) -> bytes:
    """Advice to read the list anew: too much has changed to be told."""
    return frame("reset", {}, position)
