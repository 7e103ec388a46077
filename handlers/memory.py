"""What is remembered while the process runs and may be lost with it."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

LIMIT = 2_000
"""What was asked, what is on its way, albums: of about two days, for as long as Telegram lets anybody edit."""


class Bounded(Generic[Key, Value]):
    """A mapping that forgets what has not been used for longest."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._kept: OrderedDict[Key, Value] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        """Give what is kept under a key, and keep it longer."""
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key]

    def put(self, key: Key, value: Value) -> None:
        """Keep a value; the least recently used makes room."""
        self._kept[key] = value
        self._kept.move_to_end(key)
        if len(self._kept) > self._limit:
            self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)
