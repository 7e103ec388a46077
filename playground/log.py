"""A numbered log that readers follow: by number at once, or by waiting for what is not there yet."""

import asyncio
from collections.abc import Callable, Iterator

from playground.basics import Json

KEEP = 20_000
"""How many entries are kept; a long soak must not eat the memory."""


class Signal:
    """Wakes everyone who waits, each time something has changed."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()

    def send(self) -> None:
        """Wake all that wait now."""
        if not self._waiters:
            return
        waiters, self._waiters = self._waiters, set()
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def wait(self, timeout: float) -> None:
        """Return at the next `send`, or after `timeout` seconds."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            await asyncio.wait_for(waiter, timeout)
        except TimeoutError:
            pass  # the caller looks again and finds nothing new: that is its answer
        finally:
            self._waiters.discard(waiter)


class Log:
    """Entries with growing numbers in `seq`; the oldest are dropped when there are too many."""

    def __init__(self, keep: int = KEEP) -> None:
        self.last = 0
        self._keep = keep
        self._entries: list[Json] = []
        self._signal = Signal()

    def append(self, entry: Json) -> Json:
        """Number the entry, keep it, and wake the readers."""
        self.last += 1
        entry["seq"] = self.last
        self._entries.append(entry)
        if len(self._entries) > 2 * self._keep:
            del self._entries[: self._keep]
        self._signal.send()
        return entry

    def since(self, seq: int) -> Iterator[Json]:
        """Give the kept entries numbered above `seq`, oldest first."""
        first = self.last - len(self._entries)
        for index in range(max(0, seq - first), len(self._entries)):
            yield self._entries[index]

    async def wait(self, seq: int, timeout: float, wanted: Callable[[Json], bool]) -> list[Json]:
        """Give the wanted entries above `seq`, waiting up to `timeout` seconds for the first one."""
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        while True:
            found = [entry for entry in self.since(seq) if wanted(entry)]
            left = end - loop.time()
            if found or left <= 0:
                return found
            seq = max(seq, self.last)
            await self._signal.wait(left)
