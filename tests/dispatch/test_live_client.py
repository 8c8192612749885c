"""A client that is slower than the news."""

import asyncio

from backend.accounts.viewer import STRANGER
from backend.dispatch.live.client import QUEUE_MAX, Client, reset
from backend.dispatch.live.feed import Group


def read_all(offers: int) -> list[bytes]:
    """What a client reads that sleeps while so many batches come, the last one of position 7."""

    async def run() -> list[bytes]:
        client = Client(user=1, group=Group(STRANGER, "pl"), since=None)
        for number in range(offers):
            client.offer(b"batch %d" % number, position=7)
        found = []
        try:
            while True:
                found.append(await asyncio.wait_for(client.next_batch(), 0.01))
        except TimeoutError:
            return found

    return asyncio.run(run())


def test_what_waits_is_read_in_its_order():
    assert read_all(QUEUE_MAX) == [b"batch %d" % number for number in range(QUEUE_MAX)]


def test_of_more_than_may_wait_the_advice_to_read_the_list_anew_remains():
    assert read_all(QUEUE_MAX + 1) == [reset(7)]
    assert reset(7).startswith(b"event: reset\nid: 7\n")
    assert read_all(QUEUE_MAX + 3) == [reset(7), b"batch 21", b"batch 22"]
