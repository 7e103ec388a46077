"""What came in and was set aside: listed and shown as it came, and put back in line while no bot serves."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from storage.connection import Connection
from storage.database import alone, reading
from storage.inbox import read

WHY = {
    "unreadable": "không đọc được",
    "failed": "xử lý không thành",
    "declined": "gửi quá nhanh nên không nhận",
}
_KEPT = (
    "select id, update_id, chat, reason, attempts, received_at, cast(body as blob) from inbox where state = 'parked'"
)
_BACK = """
    update inbox set state = 'waiting', reason = '', attempts = 0, ended_at = null
    where id = ? and state = 'parked'
"""


@dataclass(frozen=True, slots=True)
class Letter:
    """One update that was set aside, and why; `number` is how the operator names it."""

    number: int
    update_id: int
    chat: int | None
    reason: str
    attempts: int
    received_at: str
    body: dict[str, Any]

    @property
    def kind(self) -> str:
        """What it is: "message", "callback_query" …"""
        return next((name for name in self.body if name != "update_id"), "")

    def as_line(self) -> str:
        """Tell of it without the words that somebody wrote."""
        why = WHY.get(self.reason, self.reason)
        return f"{self.number}  {self.received_at[:19]}  {why}  {self.kind}  chat {self.chat or '?'}"

    def as_json(self, *, whole: bool) -> str:
        """Give it as a line of JSON; the update itself only where the `whole` is wanted."""
        told = {
            "number": self.number, "update_id": self.update_id, "chat": self.chat, "reason": self.reason,
            "attempts": self.attempts, "received_at": self.received_at, "kind": self.kind,
        }  # fmt: skip
        return json.dumps(told | ({"update": self.body} if whole else {}), ensure_ascii=not whole)


def kept(db: Database, number: int | None = None) -> list[Letter]:
    """Give what was set aside, oldest first, or one of it; nothing where the file is of an earlier version."""
    if not db.table("inbox").exists() or "reason" not in db.table("inbox").columns_dict:
        return []
    found = db.execute(f"{_KEPT} and id = coalesce(?, id) order by id", (number,)).fetchall()
    return [
        Letter(number, update_id, chat, reason, attempts, at, read(body) or {"broken": body.decode(errors="replace")})
        for number, update_id, chat, reason, attempts, at, body in found
    ]


def put_back(path: Path, number: int) -> bool:
    """Put one back in line; False where there is none of this number. Raises DatabaseError where a bot serves."""
    with alone(path), reading(path) as seen:  # which refuses what is no database, whenever that shows
        if seen is None:
            return False
        with closing(sqlite3.connect(path, factory=Connection)) as db, db:
            return bool(db.execute(_BACK, (number,)).rowcount)
