"""How far each talk has come, answer by answer: what was asked, answered, offered, as whoever answers has written it.

A row lives as long as the outbox keeps the answer that it stands with.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from storage.connection import StorageError

_log = logging.getLogger(__name__)
_KEEP = """
    insert into talks (id, chat, person, message, state, at) values (?, ?, ?, ?, ?, ?)
    on conflict (chat, message) do update set state = excluded.state, at = excluded.at
"""
_SENT_AS = """exists (
    select 1 from outbox, json_each(outbox.messages)
    where outbox.id = talks.id and outbox.chat = talks.chat and value = :number
)"""


@dataclass(frozen=True, slots=True)
class KeptTalk:
    """A talk as it was after an answer."""

    id: int
    state: str
    at: datetime


class Talks:
    """The table of talks. No answer is lost for want of a talk: what cannot be read or kept is gone."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def last(self, chat: int, person: int, before: int | None = None) -> KeptTalk | None:
        """Give a person's talk in a chat, as it is now or as it was before an answer."""
        where = "chat = :chat and person = :person" + (" and id < :before" if before is not None else "")
        return self._first(where, {"chat": chat, "person": person, "before": before})

    def of(self, chat: int, number: int) -> KeptTalk | None:
        """Give the talk as it was after the question, or the answer, with this number in the chat."""
        return self._first(f"chat = :chat and (message = :number or {_SENT_AS})", {"chat": chat, "number": number})

    def keep(self, row: int, place: tuple[int, int, int | None], state: str, at: datetime) -> None:
        """Keep a talk with the answer that is a row of the outbox, inside the transaction that is open.

        `place` is chat, person and the number of the question; a question that was edited keeps its place in the talk.
        """
        try:
            with self._db.atomic():
                self._db.execute(_KEEP, (row, *place, state, at.isoformat()))
        except StorageError as error:
            _log.error("a talk could not be kept: %s", type(error).__name__)

    def move(self, old: int, new: int) -> None:
        """Take over a group's talks where it has another number now, in which messages are counted anew."""
        self._db.conn.execute("update talks set chat = ?, message = null where chat = ?", (new, old))

    def _first(self, where: str, values: dict[str, int | None]) -> KeptTalk | None:
        try:
            found = self._db.conn.execute(
                f"select id, state, at from talks where {where} order by id desc limit 1",  # noqa: S608
                values,
            ).fetchone()
        except StorageError as error:
            _log.error("a talk could not be read: %s", type(error).__name__)
            return None
        return KeptTalk(found[0], found[1], datetime.fromisoformat(found[2])) if found else None
