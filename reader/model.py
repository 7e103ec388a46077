"""A model at hand: a question is read by the built-in reader, and by the model where that is wanted and allowed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from dataclasses import asdict
from datetime import datetime
from typing import Any

from kb.answering.reply import Talk
from reader.asking import Asking, Begun, UnreadableError
from reader.calls import Calls
from reader.client import NoReplyError
from reader.deciding import Answered

_log = logging.getLogger(__name__)


class ModelReader:
    """Answers as the built-in reader does wherever there is no reading of the model's that is believed."""

    def __init__(
        self, asking: Asking, calls: Calls, place: str, close: Callable[[], Coroutine[Any, Any, None]]
    ) -> None:
        self.asking, self.calls, self.close = asking, calls, close
        self.place = place
        """Where the model is, as people are told."""

    async def ask(
        self, question: str, talk: Talk, now: datetime, may_leave: Callable[[], bool] = lambda: True
    ) -> Answered:
        """Answer a message; never raises for any text, whatever a server does."""
        begun = self.asking.begin(question, talk, now, may_leave)
        if begun.asked is None:
            return begun.own
        try:
            text = await self.calls.text(begun.asked.prompt)
        except NoReplyError:
            return begun.own
        return self._finished(begun, text)

    def _finished(self, begun: Begun, text: str) -> Answered:
        try:
            return self.asking.finish(begun, text)
        except UnreadableError:
            pass
        except Exception as error:  # noqa: BLE001  # whatever a model wrote, the built-in answer stands
            _log.error("a model's reply could not be judged: %s", type(error).__name__)
        self.calls.counts.unread += 1
        return begun.own

    def today(self) -> str:
        """A line on what the model did today, for an admin."""
        done = self.calls.counts
        mean = f"{done.milliseconds / done.calls / 1000:.1f}".replace(".", ",") if done.calls else "0"
        state = f" Đang tạm nghỉ: {self.trouble}." if self.trouble else ""
        return (
            f"Mô hình ngôn ngữ {self.place} đang bật. Hôm nay: {done.calls} lượt đọc, {done.failures} lượt lỗi, "
            f"{done.unread} lượt không dùng được, trung bình {mean} giây.{state}"
        )

    def figures(self) -> dict[str, int]:
        """What the model did today."""
        return {name: value for name, value in asdict(self.calls.counts).items() if name != "day"}

    @property
    def trouble(self) -> str:
        """Why the model does not reply now, in words for the operator; "" where it does."""
        return self.calls.trouble if self.calls.rests else ""
