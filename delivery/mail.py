"""Inbox and outbox of one database, and the transaction in which an update is ticked off with what it led to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlite_utils import Database

from delivery import leaving
from delivery.database import ServedConnection, transaction
from delivery.inbox import Inbox
from delivery.outbox import REPORTS, Outbox
from progress.outgoing import Outgoing


class Handling:
    """What a handler may add while its transaction is open."""

    def __init__(self, outbox: Outbox, update_id: int | None, at: datetime) -> None:
        self._outbox = outbox
        self._update_id = update_id
        self.at = at

    def add(
        self,
        outgoing: Outgoing,
        *,
        key: str | None = None,
        prefix: str = REPORTS,
        not_before: float = 0.0,
        lane: str = "",
    ) -> int | None:
        """Have a message go out after the commit; None where one with this key has been added before."""
        return self._outbox.add(
            outgoing, self.at, update_id=self._update_id, key=key, prefix=prefix, not_before=not_before, lane=lane
        )


class Mail:
    """What came in and what must go out."""

    def __init__(self, db: Database, bot: int, clock: Callable[[], datetime]) -> None:
        self.inbox = Inbox(db, bot)
        self.outbox = Outbox(db)
        self._db = db
        self._clock = clock

    @contextmanager
    def handling(self, update_id: int) -> Iterator[Handling]:
        """Open the transaction in which an update is handled; it is ticked off with the commit. Never await inside."""
        with transaction(self._db):
            yield Handling(self.outbox, update_id, self._clock())
            self.inbox.done(update_id, self._clock())
        self.inbox.close(update_id)

    @contextmanager
    def writing(self) -> Iterator[Handling]:
        """Open a transaction for messages that no update led to, such as reminders. Never await inside."""
        with transaction(self._db):
            yield Handling(self.outbox, None, self._clock())

    def beat(self) -> None:
        """Write down that the bot lives; raises `Trouble` where the file takes nothing."""
        with transaction(self._db):
            self._db.conn.execute(
                "insert or replace into heartbeat (id, at) values (1, ?)", (self._clock().isoformat(),)
            )

    def last_beat(self) -> datetime | None:
        """Give when the bot last lived; None in a new database."""
        found = self._db.conn.execute("select at from heartbeat").fetchone()
        return datetime.fromisoformat(found[0]) if found else None

    def down_for(self, now: datetime) -> timedelta:
        """Tell how long nobody served, before the first beat of this process."""
        last = self.last_beat()
        return max(now - last, timedelta(0)) if last else timedelta(0)

    def purge(self) -> None:
        """Forget what is old."""
        self.inbox.purge(self._clock())
        self.outbox.purge(self._clock())
        with transaction(self._db):
            leaving.forget_all(self._db.conn)

    def leave(self, account: int) -> None:
        """Have the messages of somebody who leaves forgotten, inside the transaction that is open."""
        leaving.note(self._db.conn, account)

    def damage(self) -> str:
        """Say what is broken in the file as far as a look at each table shows; "" where nothing is."""
        conn = self._db.conn
        return conn.look() if isinstance(conn, ServedConnection) else ""

    def tick(self, update_id: int) -> None:
        """Tick an update off that wrote nothing."""
        with self.handling(update_id):
            pass

    def received_at(self, update_id: int) -> datetime:
        """Give the time that an update counts as: when it came in, which a restart does not change."""
        return self.inbox.received_at(update_id) or self._clock()
