"""The inbox: every update on disk before Telegram is told that we have it, until its handler has ticked it off.

Updates are JSON here; no library's objects.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlite_utils import Database

from storage.database import transaction

Json = dict[str, Any]
Reason = Literal["unreadable", "failed", "declined"]
"""Why an update was set aside: the library cannot read it; a handler failed for good; its author sent too many."""

KEEP = timedelta(hours=48)
"""How long it is remembered that an update was handled; Telegram repeats one for 24 hours at most."""
KEEP_PARKED = timedelta(days=30)

_log = logging.getLogger(__name__)

LARGEST = 2**63 - 1
"""The largest number that the file takes."""

ABOUT_THE_SAME_TIME = 60
"""Seconds."""

Person = tuple[int, Any]
"""A chat and who writes in it."""

_INSERT = """
    insert into inbox (bot, update_id, key, chat, body, received_at, state, reason, ended_at)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
"""
_DONE = "update inbox set state = 'done', ended_at = ? where bot = ? and update_id = ? and state = 'waiting'"
_FREE = "update inbox set update_id = -id where bot = ? and update_id = ? and key <> ? and state <> 'waiting'"


@dataclass(frozen=True, slots=True)
class _Held:
    """What is in hand: when it came in, and whose it is."""

    at: datetime
    person: Person


class Inbox:
    """The table of updates, for one bot."""

    def __init__(self, db: Database, bot: int) -> None:
        self._db = db
        self._bot = bot
        self._open: dict[int, _Held] = {}
        self._lines: dict[Person, dict[int, tuple[int, str]]] = {}
        self._recalled: set[int] = set()

    def receive(self, update: Json, now: datetime, aside: Reason | None = None) -> bool:
        """Write an update down; say whether it is new. Raises `StorageError` where the file takes nothing.

        One that is put `aside` is kept for the operator and never handled; what has no number of its own always is.
        """
        number = update["update_id"] if is_numbered(update) else own_number(update)
        key = f"u:{number}" if aside == "unreadable" else key_of(update)
        state = ("parked", aside, now.isoformat()) if aside else ("waiting", "", None)
        row = (self._bot, number, key, chat_of(update), json.dumps(update), now.isoformat(), *state)
        with transaction(self._db):
            new = not self._is_again(update) and (
                self._db.conn.execute(_INSERT, row).rowcount > 0 or self._is_another(number, key, row)
            )
        if new and not aside:
            self._hold(update, now)
        return new

    def rehearse(self, now: datetime) -> None:
        """Receive an update and give it up, inside a transaction that takes both back."""
        number, at = -LARGEST, now.isoformat()
        self._db.conn.execute(_INSERT, (self._bot, number, "rehearsal", 0, "{}", at, "waiting", "", None))
        self.park(number, now, "failed")

    def waiting(self) -> Iterator[Json]:
        """Give what is not ticked off, oldest first, as at the start; what has been spoilt is put aside."""
        found = self._db.conn.execute(
            "select id from inbox where bot = ? and state = 'waiting' order by id", (self._bot,)
        ).fetchall()
        for (number,) in found:
            body, at = self._db.conn.execute(
                "select cast(body as blob), received_at from inbox where id = ?", (number,)
            ).fetchone()
            update = read(body)
            if update is None:
                self._spoilt(number)
                continue
            self._hold(update, datetime.fromisoformat(at))
            self._recalled.add(update["update_id"])
            yield update

    def _spoilt(self, row: int) -> None:
        """Put aside what has been spoilt since it was kept: nobody can handle it, and others must not wait for it."""
        _log.error("row %d of the inbox can no longer be read; it is kept aside: bot.py dead-letters", row)
        with transaction(self._db):
            self._db.conn.execute("update inbox set state = 'parked', reason = 'unreadable' where id = ?", (row,))

    def in_line(self, update: Json) -> int:
        """Count the messages of the same person in the same chat that wait, of those written about the same time.

        An album is one message, and no more than that once it has begun.
        """
        sent, line = _sent(update), self._lines.get(_person(update), {})
        near = {album or number for number, (at, album) in line.items() if abs(sent - at) < ABOUT_THE_SAME_TIME}
        return 0 if _album(update) in near else len(near)

    def open_count(self) -> int:
        """Count what is in hand."""
        return len(self._open)

    def untold(self) -> list[tuple[int, Json]]:
        """Give what was declined and whose author has not been told, each with its row's number."""
        found = self._db.conn.execute(
            "select id, cast(body as blob) from inbox"
            " where state = 'parked' and reason = 'declined' and attempts = 0 order by id"
        )
        return [(number, update) for number, body in found.fetchall() if (update := read(body))]

    def told(self, rows: Sequence[int]) -> None:
        """Take note, inside the transaction that is open, that authors have been told."""
        self._db.conn.executemany("update inbox set attempts = 1 where id = ?", [(row,) for row in rows])

    def received_at(self, update_id: int) -> datetime | None:
        """Give when an update that is still open came in: the time that its message or press counts as."""
        held = self._open.get(update_id)
        return held.at if held else None

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
        held = self._open.pop(update_id, None)
        line = self._lines.get(held.person, {}) if held else {}
        line.pop(update_id, None)
        if held and not line:
            self._lines.pop(held.person, None)

    def failed(self, update_id: int) -> int:
        """Count a failed attempt; give how many there were."""
        where = "where bot = ? and update_id = ?"
        with transaction(self._db):
            self._db.conn.execute(f"update inbox set attempts = attempts + 1 {where}", (self._bot, update_id))  # noqa: S608
            row = self._db.conn.execute(f"select attempts from inbox {where}", (self._bot, update_id)).fetchone()  # noqa: S608
        return int(row[0]) if row else 0

    def park(self, update_id: int, now: datetime, reason: Reason) -> None:
        """Give an update up, inside the transaction that is open: it is kept for the operator, not handled again."""
        self._db.conn.execute(
            "update inbox set state = 'parked', ended_at = ?, reason = ? where bot = ? and update_id = ?",
            (now.isoformat(), reason, self._bot, update_id),
        )

    def put_aside(self, update_id: int, now: datetime, reason: Reason) -> None:
        """Give an update up before anybody has handled it."""
        with transaction(self._db):
            self.park(update_id, now, reason)
        self.close(update_id)

    def set_aside(self) -> dict[str, int]:
        """Count what was set aside, by the reason."""
        found = self._db.conn.execute("select reason, count(*) from inbox where state = 'parked' group by reason")
        return dict(found.fetchall())

    def album(self, chat: int, group: str) -> list[Json]:
        """Give what waits of an album, in the order in which it came."""
        found = self._db.conn.execute(
            "select cast(body as blob) from inbox"
            " where bot = ? and key > ? and key < ? and state = 'waiting' order by id",
            (self._bot, f"m:{chat}:", f"m:{chat};"),  # what begins with "m:…:" comes before "m:…;"
        )
        bodies = (update for (body,) in found.fetchall() if (update := read(body)))
        return [body for body in bodies if body["message"].get("media_group_id") == group]

    def changes_nothing(self, update_id: int) -> bool:
        """Tell whether an edit leaves words and files as the newest message before it, as far as that is still kept.

        One that somebody made before the newest that has come in changes nothing any more.
        """
        this = self._db.conn.execute(
            "select id, body from inbox where bot = ? and update_id = ?", (self._bot, update_id)
        ).fetchone()
        if this is None:
            return False
        number, update = this[0], json.loads(this[1])
        before = self._newest(_part(update, "edited_message"), number)
        if before is None:
            return False
        return _sent(update) < _sent(before) or _content(before) == _content(update)

    def _newest(self, edited: Json, before: int) -> Json | None:
        """Give the newest that was kept of a message, edited or not, of the rows before one."""
        place = _place(edited)
        row = self._db.conn.execute(
            "select cast(body as blob) from inbox where bot = ? and id < ? and (key = ? or (key > ? and key < ?))"
            " order by id desc limit 1",
            (self._bot, before, f"m:{place}", f"e:{place}:", f"e:{place};"),  # "e:…:…" comes before "e:…;"
        ).fetchone()
        return read(row[0]) if row else None

    def _is_again(self, update: Json) -> bool:
        """Tell whether an edit is the newest that was kept of its message, come again under another number."""
        edited = _part(update, "edited_message")
        known = self._newest(edited, LARGEST) if edited else None
        return known is not None and (edited.get("edit_date"), _content(update)) == (
            _part(known, "edited_message").get("edit_date"), _content(known),
        )  # fmt: skip

    def purge(self, now: datetime, most: int = -1) -> int:
        """Forget what was done two days ago, and what was parked a month ago; give how many, so many at the most."""
        with transaction(self._db):
            return self._db.conn.execute(
                "delete from inbox where id in (select id from inbox where ended_at <"
                " case state when 'done' then ? when 'parked' then ? else '' end and ended_at < ? limit ?)",
                ((now - KEEP).isoformat(), (now - KEEP_PARKED).isoformat(), (now - KEEP).isoformat(), most),
            ).rowcount

    def _hold(self, update: Json, at: datetime) -> None:
        """Have an update in hand; a person's messages stand in line."""
        person = _person(update)
        self._open[update["update_id"]] = _Held(at, person)
        if is_message(update):
            self._lines.setdefault(person, {})[update["update_id"]] = _sent(update), _album(update)

    def _is_another(self, number: int, key: str, row: tuple[object, ...]) -> bool:
        """Take in an update whose number an older one had: Telegram counts anew at random after an idle week."""
        freed = self._db.conn.execute(_FREE, (self._bot, number, key)).rowcount
        return freed > 0 and self._db.conn.execute(_INSERT, row).rowcount > 0


def read(body: bytes | None) -> Json | None:
    """Give an update as it was kept; None where it has been spoilt since."""
    try:
        update = json.loads(body or b"")
    except (ValueError, RecursionError):
        return None
    return update if is_numbered(update) else None


def is_numbered(update: object) -> bool:
    """Tell whether something has an update's number, by which it can be told from others and confirmed."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return type(number) is int and abs(number) <= LARGEST


def own_number(update: object) -> int:
    """Make a number for what has none, the same for each delivery of it and unlike Telegram's."""
    digest = hashlib.sha256(json.dumps(update, sort_keys=True).encode()).digest()
    return -int.from_bytes(digest[:7]) - 2**60


def key_of(update: Json) -> str:
    """Name what an update is about, the same for each delivery of it; an edit's number tells it from the next one."""
    if pressed := _part(update, "callback_query"):
        return _written(f"c:{pressed.get('id')}")
    if edited := _part(update, "edited_message"):
        return _written(f"e:{_place(edited)}:{edited.get('edit_date')}:{update['update_id']}")
    if message := _part(update, "message"):
        return f"m:{_place(message)}"
    return f"u:{update['update_id']}"


def is_message(update: Json) -> bool:
    """Tell whether an update is something that somebody wrote, new or edited."""
    return bool(_part(update, "message") or _part(update, "edited_message"))


def _person(update: Json) -> Person:
    """Give who an update comes from, and in which chat."""
    part = next((part for name in update if (part := _part(update, name))), {})
    return chat_of(update) or 0, _part(part, "from").get("id")


def _sent(update: Json) -> int:
    """Give when a message was written or edited, in Telegram's seconds."""
    message = _part(update, "message") or _part(update, "edited_message")
    at = message.get("edit_date") or message.get("date")
    return at if isinstance(at, int) else 0


def _album(update: Json) -> str:
    """Name the album that a message belongs to; "" where it belongs to none, or was edited."""
    return str(_part(update, "message").get("media_group_id") or "")


def chat_of(update: Any) -> int | None:  # what has no number may be of any form
    """Give the chat that an update comes from, if it comes from one."""
    for name in update if isinstance(update, dict) else ():
        if content := _part(update, name):
            holder = _part(content, "message") if name == "callback_query" else content
            number = (_part(holder, "chat") or _part(content, "from")).get("id")
            return number if isinstance(number, int) and abs(number) <= LARGEST else None
    return None


def _content(update: Json) -> tuple[str, ...]:
    """Give what people wrote or sent in a message, new or edited, in a form that can be compared."""
    message = _part(update, "edited_message") or _part(update, "message")
    parts = (part[-1] if isinstance(part, list) and part else part for _, part in sorted(message.items()))
    files = [part.get("file_unique_id") for part in parts if isinstance(part, dict)]
    return str(message.get("text") or message.get("caption") or ""), *filter(None, files)


def _place(message: Json) -> str:
    return _written(f"{_part(message, 'chat').get('id')}:{message.get('message_id')}")


def _written(key: str) -> str:
    """Give a key as it can be written: half a letter, which no Telegram sends, cannot."""
    return key.encode(errors="backslashreplace").decode()


def _part(whole: Any, name: str) -> Json:
    """Give a part of what came in; what is not formed as Telegram forms it is none."""
    part = whole.get(name) if isinstance(whole, dict) else None
    return part if isinstance(part, dict) else {}
