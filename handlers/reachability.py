"""Who cannot be reached, and why: noted when Telegram says so, forgotten when something arrives again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from progress.store.people import People
from storage.unit_of_work import Storage


class Reachability:
    """Keeps the reason with the person; the office reads it in the digest."""

    def __init__(self, storage: Storage, people: People, clock: Callable[[], datetime]) -> None:
        self._storage = storage
        self._people = people
        self._clock = clock
        self._lost: dict[int, str] | None = None

    def changed(self, account: int, reason: str) -> None:
        """Note that somebody cannot be reached; "" where they can again."""
        if self._lost is None:
            self._lost = {person.account or 0: why for person, why in self._people.unreachable()}
        if account > 0 and self._lost.get(account, "") != reason:
            with self._storage.writing():
                self._people.set_unreachable(account, reason, self._clock())
            self._lost[account] = reason
