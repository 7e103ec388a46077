"""The outbox: every message that must go out, until it has; in order within each chat, once.

Who sends is `handlers.posting`; here is only what is on disk.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from delivery import leaving
from delivery.database import transaction
from kb.answering.reply import Button
from kb.text import sound
from progress.outgoing import Outgoing

KEEP = timedelta(days=60)
KEEP_ABOUT = timedelta(days=400)
"""How long a reply to a message of ours is understood: people answer last year's, too."""

REPORTS = "r:"
"""Stands before the tokens of progress's buttons, unless they are addresses of the web."""

REMINDERS = "reminders"
"""The lane of what is sent to many at once: it goes out beside the answers, slowly, and never before them."""

_INSERT = """
    insert into outbox (chat, body, prefix, about, update_id, key, created_at, not_before, lane)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
"""
_FIELDS = "id, chat, body, prefix, attempts, not_before, messages, key"


@dataclass(frozen=True, slots=True)
class Row:
    """A message that waits: what is to go out, how often that failed, and the numbers of its pieces gone out so far."""

    id: int
    chat: int
    outgoing: Outgoing
    prefix: str
    attempts: int
    not_before: float
    messages: tuple[int, ...]
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Fate:
    """What has become of a message so far."""

    state: str
    reason: str
    attempts: int
    ended_at: datetime | None


class Outbox:
    """The table of messages."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(
        self,
        outgoing: Outgoing,
        now: datetime,
        *,
        update_id: int | None = None,
        key: str | None = None,
        prefix: str = REPORTS,
        not_before: float = 0.0,
        lane: str = "",
    ) -> int | None:
        """Put a message in, inside the transaction that is open; give its number, or None where its key is known."""
        body = _packed(outgoing)
        row = (outgoing.to, body, prefix, outgoing.about, update_id, key, now.isoformat(), not_before, lane)
        cursor = self._db.conn.execute(_INSERT, row)
        return cursor.lastrowid if cursor.rowcount > 0 else None

    def next(self, chat: int) -> Row | None:
        """Give the oldest message that waits for a chat, due or not: none overtakes it but from another lane."""
        found = self._db.conn.execute(
            f"select {_FIELDS} from outbox where state = 'waiting' and lane = '' and chat = ? order by id limit 1",  # noqa: S608
            (chat,),
        ).fetchone()
        return _row(found) if found else None

    def next_in(self, lane: str) -> Row | None:
        """Give the oldest message that waits in a lane, whoever it is for."""
        found = self._db.conn.execute(
            f"select {_FIELDS} from outbox where state = 'waiting' and lane = ? order by id limit 1",  # noqa: S608
            (lane,),
        ).fetchone()
        return _row(found) if found else None

    def fates(self, lane: str, keys: Sequence[str]) -> dict[str, Fate]:
        """Tell what has become of the messages of a lane, by their keys."""
        found: dict[str, Fate] = {}
        for start in range(0, len(keys), 500):
            some = keys[start : start + 500]
            marks = ",".join("?" * len(some))
            rows = self._db.conn.execute(
                f"select key, state, reason, attempts, ended_at from outbox where lane = ? and key in ({marks})",  # noqa: S608
                (lane, *some),
            ).fetchall()
            for key, state, reason, attempts, at in rows:
                found[key] = Fate(state, reason, attempts, datetime.fromisoformat(at) if at else None)
        return found

    def knows(self, key: str) -> bool:
        """Tell whether a message with this key was ever put in."""
        return self._db.conn.execute("select 1 from outbox where key = ?", (key,)).fetchone() is not None

    def cancel(self, key: str, reason: str, now: datetime) -> bool:
        """Take a message back, inside the transaction that is open; say whether it still waited."""
        cursor = self._db.conn.execute(
            "update outbox set state = 'failed', reason = ?, ended_at = ? where key = ? and state = 'waiting'",
            (reason, now.isoformat(), key),
        )
        return cursor.rowcount > 0

    def chats(self) -> dict[int, float]:
        """Give the chats that something waits for, and from when (seconds of the machine's time) it may go out."""
        found = self._db.conn.execute(
            "select chat, not_before, min(id) from outbox where state = 'waiting' and lane = ''"
            " group by chat order by min(id)"
        )
        return {chat: not_before for chat, not_before, _ in found.fetchall()}

    def sent(self, row: Row, messages: Sequence[int], now: datetime, whole: bool = True) -> None:
        """Record the messages that a row became; not yet `whole` where pieces are missing."""
        with transaction(self._db):
            self._db.conn.execute(
                "update outbox set messages = ?, state = ?, ended_at = ? where id = ?",
                (json.dumps(messages), "sent" if whole else "waiting", now.isoformat() if whole else None, row.id),
            )
            if row.outgoing.about:
                self._db.conn.executemany(
                    "insert or replace into outbox_messages (chat, message, about, at) values (?, ?, ?, ?)",
                    [(row.chat, number, row.outgoing.about, now.isoformat()) for number in messages],
                )
            leaving.forget(self._db.conn, row.chat)

    def put_off(self, row: Row, not_before: float) -> None:
        """Count a failed attempt and set the time of the next."""
        with transaction(self._db):
            self._db.conn.execute(
                "update outbox set attempts = attempts + 1, not_before = ? where id = ?", (not_before, row.id)
            )

    def failed(self, row: Row, reason: str, now: datetime) -> None:
        """Give a message up."""
        self._give_up("id = ?", row.id, row.chat, reason, now)

    def refused(self, chat: int, reason: str, now: datetime) -> None:
        """Give up all that waits for a chat, whose person has blocked the bot."""
        self._give_up("state = 'waiting' and chat = ?", chat, chat, reason, now)

    def moved(self, old: int, new: int) -> None:
        """Take over a group's new number."""
        with transaction(self._db):
            self._db.conn.execute("update outbox set chat = ? where chat = ? and state = 'waiting'", (new, old))

    def about(self, chat: int, message: int) -> str | None:
        """Tell what a message of the bot was about, as `Outgoing.about` named it."""
        found = self._db.conn.execute(
            "select about from outbox_messages where chat = ? and message = ?", (chat, message)
        ).fetchone()
        return str(found[0]) if found else None

    def purge(self, now: datetime) -> None:
        """Forget what went out, or was given up, two months ago."""
        with transaction(self._db):
            old, older = (now - KEEP).isoformat(), (now - KEEP_ABOUT).isoformat()
            self._db.conn.execute("delete from outbox where state <> 'waiting' and ended_at < ?", (old,))
            self._db.conn.execute("delete from outbox_messages where at < ?", (older,))

    def _give_up(self, where: str, value: int, chat: int, reason: str, now: datetime) -> None:
        with transaction(self._db):
            self._db.conn.execute(
                f"update outbox set state = 'failed', reason = ?, ended_at = ? where {where}",  # noqa: S608
                (reason, now.isoformat(), value),
            )
            leaving.forget(self._db.conn, chat)


def _packed(outgoing: Outgoing) -> str:
    kept = {name: getattr(outgoing, name) for name in ("text", "replaces", "reply_to", "about", "file", "file_name")}
    kept["text"] = sound(outgoing.text)
    rows = [[[sound(button.label), button.token] for button in row] for row in outgoing.buttons]
    return json.dumps({name: value for name, value in kept.items() if value} | ({"buttons": rows} if rows else {}))


def _row(found: tuple[int, int, str, str, int, float, str, str | None]) -> Row:
    number, chat, body, prefix, attempts, not_before, messages, key = found
    kept = {"text": "", **json.loads(body)}
    buttons = tuple(tuple(Button(*pair) for pair in row) for row in kept.pop("buttons", ()))
    outgoing = Outgoing(chat, buttons=buttons, **kept)
    return Row(number, chat, outgoing, prefix, attempts, not_before, tuple(json.loads(messages)), key)
