"""The outbox: every message that must go out, until it has; who waits for one before a crowd that does not.

Who sends is `handlers.worker`; here is only what is on disk.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlite_utils import Database

from conversation.cleaning import sound
from conversation.outgoing import Button, Outgoing
from storage import leaving
from storage.database import transaction

KEEP = timedelta(days=60)
KEEP_ANSWERS = timedelta(days=3)
"""A question may be edited for two days."""
KEEP_ABOUT = timedelta(days=400)
"""How long a reply to a message of ours is understood: people answer last year's, too."""

REPORTS = "r:"
"""Stands before the tokens of progress's buttons, unless they are addresses of the web."""

ANSWER, NOTICE, CROWD, AFTER_CROWD = range(4)
"""Priorities: somebody waits for it; somebody should know; it goes to many at once, slowly, and never twice; it says,
among other things, what became of those."""

FAR_OFF = 3600.0
"""Seconds: what is put off for longer was put off by a clock that has been set back since."""

UNKNOWN = "unknown"
"""Why a message of a crowd is given up of which nobody knows whether it has arrived."""

_INSERT = """
    insert into outbox (chat, body, prefix, about, update_id, key, created_at, priority, answers)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
"""
_FIELDS = "id, chat, body, prefix, attempts, not_before, messages, key, priority, answers"
_KEPT = tuple(field.name for field in fields(Outgoing) if field.name not in ("to", "buttons"))


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
    priority: int = NOTICE
    answers: int | None = None

    def is_due(self, seconds: float) -> bool:
        """Tell whether it may go out at an instant of the machine's clock, wherever that has been set meanwhile."""
        return not seconds < self.not_before <= seconds + FAR_OFF


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """What has become of a message so far."""

    state: str
    reason: str
    attempts: int
    ended_at: datetime | None
    begun: bool


class Outbox:
    """The table of messages."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(
        self, outgoing: Outgoing, now: datetime, *, update_id: int | None = None, key: str | None = None,
        prefix: str = REPORTS, priority: int = NOTICE, answers: int | None = None,
    ) -> int | None:  # fmt: skip
        """Put a message in, inside the transaction that is open; give its number, or None where its key is known."""
        about, at = outgoing.about, now.isoformat()
        row = (outgoing.to, _packed(outgoing), prefix, about, update_id, key, at, priority, answers)
        cursor = self._db.conn.execute(_INSERT, row)
        return cursor.lastrowid if cursor.rowcount > 0 else None

    def rehearse(self, now: datetime) -> None:
        """Put messages in, find and end them, inside a transaction that takes all back."""
        for priority in (ANSWER, CROWD):
            self.add(Outgoing(0, ""), now, key=f"rehearsal:{priority}", priority=priority, answers=0)
        self.chats()
        if row := self.next(0):
            self._end(row, (), now, whole=True)

    def next(self, chat: int) -> Row | None:
        """Give the message that comes next in a chat, due or not: of those that are waited for the oldest."""
        found = self._db.conn.execute(
            f"select {_FIELDS} from outbox where state = 'waiting' and chat = ? order by priority, id limit 1",  # noqa: S608
            (chat,),
        ).fetchone()
        return _row(found) if found else None

    def chats(self) -> list[int]:
        """Give the chats that something waits for, those with somebody who waits first."""
        found = self._db.conn.execute(
            "select chat from outbox where state = 'waiting' group by chat order by min(priority), min(id)"
        )
        return [chat for (chat,) in found.fetchall()]

    def is_crowded(self) -> bool:
        """Tell whether there is somebody in a crowd for whom nothing has been tried yet."""
        found = self._db.conn.execute(
            "select 1 from outbox where state = 'waiting' and priority = ? and attempts = 0 limit 1", (CROWD,)
        )
        return found.fetchone() is not None

    def is_held_up(self) -> bool:
        """Tell whether anything that goes out to a crowd has been tried in vain and waits to be tried again."""
        found = self._db.conn.execute(
            "select 1 from outbox where state = 'waiting' and priority >= ? and attempts > 0 limit 1", (CROWD,)
        )
        return found.fetchone() is not None

    def answer_to(self, chat: int, message: int) -> int | None:
        """Give the row that last answered a message."""
        found = self._db.conn.execute(
            "select max(id) from outbox where chat = ? and answers = ?", (chat, message)
        ).fetchone()
        return int(found[0]) if found[0] is not None else None

    def messages_of(self, number: int) -> tuple[int, ...]:
        """Give the numbers of the messages that a row became."""
        found = self._db.conn.execute("select messages from outbox where id = ?", (number,)).fetchone()
        return tuple(json.loads(found[0])) if found else ()

    def statuses(self, keys: Sequence[str]) -> dict[str, DeliveryStatus]:
        """Tell what has become of messages, by their keys."""
        found: dict[str, DeliveryStatus] = {}
        for start in range(0, len(keys), 500):
            some = keys[start : start + 500]
            marks = ",".join("?" * len(some))
            rows = self._db.conn.execute(
                f"select key, state, reason, attempts, ended_at, begun_at from outbox where key in ({marks})",  # noqa: S608
                some,
            ).fetchall()
            for key, state, reason, attempts, at, begun in rows:
                ended = datetime.fromisoformat(at) if at else None
                found[key] = DeliveryStatus(state, reason, attempts, ended, begun is not None)
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

    def begin(self, row: Row, now: datetime) -> None:
        """Record, before it is, that a message is being sent, and its words: nobody who finds it so knows if it was."""
        with transaction(self._db, durable=False):  # a kill between the record and the call is to be as rare as may be
            self._db.conn.execute(
                "update outbox set begun_at = ?, body = ? where id = ?",
                (now.isoformat(), _packed(row.outgoing), row.id),
            )

    def sent(self, row: Row, messages: Sequence[int], now: datetime, whole: bool = True) -> None:
        """Record the messages that a row became; not yet `whole` where pieces are missing."""
        with transaction(self._db, durable=row.priority >= CROWD):
            self._end(row, messages, now, whole=whole)
            if row.outgoing.about:
                self._db.conn.executemany(
                    "insert or replace into outbox_messages (chat, message, about, at) values (?, ?, ?, ?)",
                    [(row.chat, number, row.outgoing.about, now.isoformat()) for number in messages],
                )
            leaving.forget(self._db.conn, row.chat)

    def _end(self, row: Row, messages: Sequence[int], now: datetime, *, whole: bool) -> None:
        self._db.conn.execute(
            "update outbox set messages = ?, state = ?, ended_at = ? where id = ?",
            (json.dumps(messages), "sent" if whole else "waiting", now.isoformat() if whole else None, row.id),
        )

    def put_off(self, row: Row, not_before: float) -> None:
        """Count a failed attempt, of which nothing has arrived, and set the time of the next."""
        with transaction(self._db):
            self._db.conn.execute(
                "update outbox set attempts = attempts + 1, not_before = ?, begun_at = null where id = ?",
                (not_before, row.id),
            )

    def failed(self, row: Row, reason: str, now: datetime) -> None:
        """Give a message up."""
        self._give_up("id = ?", (row.id,), reason, now, row.chat)

    def refused(self, chat: int, reason: str, now: datetime) -> None:
        """Give up all that waits for a chat, whose person has blocked the bot."""
        self._give_up("state = 'waiting' and chat = ?", (chat,), reason, now, chat)

    def left_in_doubt(self, now: datetime) -> None:
        """Give up what an earlier process was sending to a crowd: who may have heard does not hear again."""
        where = "state = 'waiting' and priority >= ? and begun_at is not null"
        self._give_up(where, (CROWD,), UNKNOWN, now)

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

    def earlier(self, chat: int, about: str, most: int = 1) -> list[int]:
        """Give the numbers of the latest messages of the bot in a chat that are about the same."""
        found = self._db.conn.execute(
            "select message from outbox_messages where chat = ? and about = ? order by message desc limit ?",
            (chat, about, most),
        )
        return [number for (number,) in found.fetchall()]

    def purge(self, now: datetime, most: int = -1) -> int:
        """Forget what ended two months ago, and answers sooner; give how many, so many at the most."""
        answers = (now - KEEP_ANSWERS).isoformat()
        with transaction(self._db):
            self._db.conn.execute("delete from outbox_messages where at < ?", ((now - KEEP_ABOUT).isoformat(),))
            return self._db.conn.execute(
                "delete from outbox where id in (select id from outbox where state <> 'waiting' and ended_at <"
                " iif(answers is null, ?, ?) and ended_at < ? limit ?)",
                ((now - KEEP).isoformat(), answers, answers, most),
            ).rowcount

    def _give_up(
        self, where: str, values: Sequence[object], reason: str, now: datetime, chat: int | None = None
    ) -> None:
        with transaction(self._db):
            self._db.conn.execute(
                f"update outbox set state = 'failed', reason = ?, ended_at = ? where {where}",  # noqa: S608
                (reason, now.isoformat(), *values),
            )
            if chat is not None:
                leaving.forget(self._db.conn, chat)


def _packed(outgoing: Outgoing) -> str:
    rows = [[[sound(button.label), button.token] for button in row] for row in outgoing.buttons]
    kept = {name: value for name in _KEPT if (value := getattr(outgoing, name))}
    kept["text"] = sound(outgoing.text)
    return json.dumps(kept | ({"buttons": rows} if rows else {}))


def _row(found: tuple[int, int, str, str, int, float, str, str | None, int, int | None]) -> Row:
    number, chat, body, prefix, attempts, not_before, messages, key, priority, answers = found
    kept = {"text": "", **json.loads(body)}
    buttons = tuple(tuple(Button(*pair) for pair in row) for row in kept.pop("buttons", ()))
    outgoing = Outgoing(chat, buttons=buttons, **kept)
    sent = tuple(json.loads(messages))
    return Row(number, chat, outgoing, prefix, attempts, not_before, sent, key, priority, answers)
