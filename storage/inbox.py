"""The inbox: every update on disk before Telegram is told that we have it, until its handler has ticked it off.

Updates are JSON here; no library's objects.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from storage.database import transaction

Json = dict[str, Any]

KEEP = timedelta(hours=48)
"""How long it is remembered that an update was handled; Telegram repeats one for 24 hours at most."""
KEEP_PARKED = timedelta(days=30)

_INSERT = """
    insert into inbox (bot, update_id, key, chat, body, received_at) values (?, ?, ?, ?, ?, ?)
    on conflict do nothing
"""
_DONE = "update inbox set state = 'done', ended_at = ? where bot = ? and update_id = ? and state = 'waiting'"
_FREE = "update inbox set update_id = -id where bot = ? and update_id = ? and key <> ? and state <> 'waiting'"


class Inbox:
    """The table of updates, for one bot."""

    def __init__(self, db: Database, bot: int) -> None:
        self._db = db
        self._bot = bot
        self._open: dict[int, datetime] = {}
        self._recalled: set[int] = set()

    def receive(self, update: Json, now: datetime) -> bool:
        """Write an update down; say whether it is new. Raises `StorageError` where the file takes nothing."""
        number, key = int(update["update_id"]), key_of(update)
        row = (self._bot, number, key, chat_of(update), json.dumps(update), now.isoformat())
        with transaction(self._db):
            new = self._db.conn.execute(_INSERT, row).rowcount > 0 or self._is_another(number, key, row)
        if new:
            self._open[number] = now
        return new

    def waiting(self) -> Iterator[Json]:
        """Give what is not ticked off, oldest first, as at the start."""
        found = self._db.conn.execute(
            "select body, received_at from inbox where bot = ? and state = 'waiting' order by id", (self._bot,)
        )
        for body, at in found.fetchall():
            update: Json = json.loads(body)
            self._open[update["update_id"]] = datetime.fromisoformat(at)
            self._recalled.add(update["update_id"])
            yield update

    def received_at(self, update_id: int) -> datetime | None:
        """Give when an update that is still open came in: the time that its message or press counts as."""
        return self._open.get(update_id)

    def is_open(self, update_id: int) -> bool:
        """Tell whether an update was received and is not ticked off."""
        return update_id in self._open

    def take_up(self, update_id: int) -> bool:
        """Tell, once, whether an earlier process left this update undone: it may have ended that process."""
        left = update_id in self._recalled
        self._recalled.discard(update_id)
        return left

    def done(self, update_id: int, now: datetime) -> None:
        """Tick an update off, inside the transaction that is open; `close` it once that is committed."""
        self._db.conn.execute(_DONE, (now.isoformat(), self._bot, update_id))

    def close(self, update_id: int) -> None:
        """Take note that an update is ticked off for good."""
        self._open.pop(update_id, None)

    def failed(self, update_id: int) -> int:
        """Count a failed attempt; give how many there were."""
        where = "where bot = ? and update_id = ?"
        with transaction(self._db):
            self._db.conn.execute(f"update inbox set attempts = attempts + 1 {where}", (self._bot, update_id))  # noqa: S608
            row = self._db.conn.execute(f"select attempts from inbox {where}", (self._bot, update_id)).fetchone()  # noqa: S608
        return int(row[0]) if row else 0

    def park(self, update_id: int, now: datetime) -> None:
        """Give an update up, inside the transaction that is open: it is kept for the operator, not handled again."""
        self._db.conn.execute(
            "update inbox set state = 'parked', ended_at = ? where bot = ? and update_id = ?",
            (now.isoformat(), self._bot, update_id),
        )

    def purge(self, now: datetime, most: int = -1) -> int:
        """Forget what was done two days ago, and what was parked a month ago; give how many, so many at the most."""
        with transaction(self._db):
            return self._db.conn.execute(
                "delete from inbox where id in (select id from inbox where ended_at <"
                " case state when 'done' then ? when 'parked' then ? else '' end and ended_at < ? limit ?)",
                ((now - KEEP).isoformat(), (now - KEEP_PARKED).isoformat(), (now - KEEP).isoformat(), most),
            ).rowcount

    def _is_another(self, number: int, key: str, row: tuple[object, ...]) -> bool:
        """Take in an update whose number an older one had: Telegram counts anew at random after an idle week."""
        freed = self._db.conn.execute(_FREE, (self._bot, number, key)).rowcount
        return freed > 0 and self._db.conn.execute(_INSERT, row).rowcount > 0


def key_of(update: Json) -> str:
    """Name what an update is about, the same for each delivery of it, whatever its number."""
    if "callback_query" in update:
        return f"c:{update['callback_query'].get('id')}"
    if "edited_message" in update:
        edited = update["edited_message"]
        text = str(edited.get("text") or edited.get("caption") or "")
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        return f"e:{_place(edited)}:{edited.get('edit_date')}:{digest}"
    if "message" in update:
        return f"m:{_place(update['message'])}"
    return f"u:{update['update_id']}"


def chat_of(update: Json) -> int | None:
    """Give the chat that an update comes from, if it comes from one."""
    for name, content in update.items():
        if isinstance(content, dict):
            holder = content.get("message") or content if name == "callback_query" else content
            place = holder.get("chat") or content.get("from") or {}
            return place.get("id")
    return None


def _place(message: Json) -> str:
    return f"{message.get('chat', {}).get('id')}:{message.get('message_id')}"
