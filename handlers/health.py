"""Whether the bot can do its work now: the database takes writes, and Telegram has answered lately."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Protocol

from storage.connection import StorageError
from storage.unit_of_work import Storage

LATELY = timedelta(seconds=90)
"""A long poll takes 25 seconds, a webhook's bot asks every 30."""


class Pulse:
    """When Telegram last answered."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._last: float | None = None
        self.trouble = ""
        """Why no updates come in although Telegram answers, in words for the operator."""
        self.rival = ""
        """Who takes some of the updates: a second copy of the bot."""

    def beat(self) -> None:
        """Take note of an answer."""
        self._last = self._seconds()

    def listened(self) -> None:
        """Take note that updates may come in."""
        self.trouble = self.rival = ""
        self.beat()

    def silence(self) -> timedelta | None:
        """Give how long Telegram has been silent; None where it has not answered yet."""
        return None if self._last is None else timedelta(seconds=self._seconds() - self._last)


class Model(Protocol):
    """A language model that reads questions, as far as the operator watches it."""

    @property
    def trouble(self) -> str:
        """Why it does not reply now; "" where it does."""
        ...

    def figures(self) -> dict[str, int]:
        """What it did today: calls, failures, milliseconds and more."""
        ...


class Health:
    """What GET /health says."""

    def __init__(
        self, storage: Storage, pulse: Pulse, stuck: Callable[[], bool], model: Model | None = None,
        files: Callable[[], str] = str,
    ) -> None:  # fmt: skip
        self._storage = storage
        self._model = model
        self._pulse = pulse
        self._stuck = stuck
        self._files = files

    def faults(self) -> dict[str, str]:
        """Name what is out of order, in words for the operator; empty where all is well."""
        found = {"database": self._database(), "telegram": self._telegram()}
        return {name: words for name, words in found.items() if words}

    def notes(self) -> dict[str, str]:
        """Name what is wrong although the bot serves."""
        damage, aside = self._storage.damage(), self._set_aside()
        told = f"Cơ sở dữ liệu có phần hỏng ({damage}). Chạy bot.py check, rồi khôi phục bản sao lưu." if damage else ""
        kept = f"{aside} tin nhắn đến không xử lý được, đang giữ riêng. Xem: bot.py dead-letters." if aside else ""
        untaken = self._files()
        files = f"Chưa lưu được tệp ({untaken}). Tệp chưa lưu được lấy lại khi ghi được." if untaken else ""
        found = {"damage": told, "files": files, "set_aside": kept, "second_copy": self._pulse.rival}
        if self._model and self._model.trouble:
            found["reader_trouble"] = f"Mô hình ngôn ngữ chưa trả lời ({self._model.trouble}); hệ thống tự đọc câu hỏi."
        return {name: words for name, words in found.items() if words}

    def figures(self) -> dict[str, dict[str, int]]:
        """What the language model did today, where there is one."""
        return {"reader": self._model.figures()} if self._model else {}

    def _set_aside(self) -> int:
        with suppress(StorageError):
            return self._storage.set_aside()
        return 0

    def _database(self) -> str:
        """Really write: a full disk or a lock shows only then."""
        try:
            self._storage.beat()
        except StorageError as error:
            return f"Cơ sở dữ liệu không ghi được: {error}."
        return "Có tin nhắn đến chưa ghi được vào cơ sở dữ liệu." if self._stuck() else ""

    def _telegram(self) -> str:
        if self._pulse.trouble:
            return self._pulse.trouble
        silence = self._pulse.silence()
        if silence is None:
            return "Chưa kết nối được Telegram."
        return "" if silence <= LATELY else f"Telegram không trả lời đã {silence.total_seconds():.0f} giây."
