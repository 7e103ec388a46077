"""Inbox and outbox of one database, and the transaction in which an update is acknowledged with what it led to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from sqlite_utils import Database

from conversation.outgoing import Outgoing
from storage import leaving
from storage.database import transaction
from storage.inbox import Inbox
from storage.outbox import ANSWER, NOTICE, REPORTS, Outbox
from storage.served import ServedConnection
from storage.talks import Talks


class UnitOfWork:
    """What a handler may add while its transaction is open."""

    def __init__(self, outbox: Outbox, update_id: int | None, at: datetime) -> None:
        self.at = at
        self.chats: set[int] = set()
        self._outbox = outbox
        self._update_id = update_id

    def add(
        self, outgoing: Outgoing, *, key: str | None = None, prefix: str = REPORTS,
        priority: int = NOTICE, answers: int | None = None,
    ) -> int | None:  # fmt: skip
        """Have a message go out after the commit; None where one with this key has been added before."""
        self.chats.add(outgoing.to)
        return self._outbox.add(
            outgoing, self.at, update_id=self._update_id, key=key, prefix=prefix,
            priority=priority, answers=answers,
        )  # fmt: skip


class NewMail:
    """Which chats have something new to be sent; whoever sends waits here."""

    def __init__(self) -> None:
        self._chats: dict[int, None] = {}
        self._event = asyncio.Event()
        self._under_way: dict[int, asyncio.Event] = {}

    def put(self, chats: set[int]) -> None:
        """Note chats, and wake who waits."""
        if chats:
            self._chats |= dict.fromkeys(chats)
            self._event.set()
            for chat in chats:
                self._under_way.setdefault(chat, asyncio.Event())

    async def wait(self) -> None:
        """Wait for something new."""
        await self._event.wait()

    def done(self, chat: int) -> None:
        """Note that what can be sent to a chat now has been."""
        if chat not in self._chats and (waited_for := self._under_way.pop(chat, None)):
            waited_for.set()

    def is_under_way(self, chat: int) -> bool:
        """Tell whether something is being sent to a chat."""
        return chat in self._under_way

    async def calm(self, chat: int, seconds: float) -> None:
        """Wait until what can be sent to a chat has been, but not for long."""
        if (waited_for := self._under_way.get(chat)) is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(waited_for.wait(), seconds)

    def take(self) -> list[int]:
        """Give the chats, each once, and forget them."""
        self._event.clear()
        found, self._chats = list(self._chats), {}
        return found


class Storage:
    """What came in and what must go out."""

    def __init__(self, db: Database, bot: int, clock: Callable[[], datetime]) -> None:
        self.inbox = Inbox(db, bot)
        self.outbox = Outbox(db)
        self.talks = Talks(db)
        self.new_mail = NewMail()
        self._db = db
        self._clock = clock

    @contextmanager
    def handling(self, update_id: int, together: Sequence[int] = (), *, durable: bool = True) -> Iterator[UnitOfWork]:
        """Open the transaction in which an update is handled; the commit acknowledges it. Never await inside.

        Those that are handled `together` with it are acknowledged with it. Where it need not be `durable`, a power cut
        may have the update, which is on disk, handled again.
        """
        with transaction(self._db, durable=durable):
            work = UnitOfWork(self.outbox, update_id, self._clock())
            yield work
            for number in (update_id, *together):
                self.inbox.done(number, self._clock())
        for number in (update_id, *together):
            self.inbox.close(number)
        self.new_mail.put(work.chats)

    @contextmanager
    def writing(self) -> Iterator[UnitOfWork]:
        """Open a transaction for messages that no update led to, such as reminders. Never await inside."""
        with transaction(self._db):
            work = UnitOfWork(self.outbox, None, self._clock())
            yield work
        self.new_mail.put(work.chats)

    def beat(self) -> None:
        """Write down that the bot lives; raises StorageError where the file takes nothing.

        What every message needs is done as well, and undone: a broken page there stops everybody.
        """
        with transaction(self._db):
            self._db.conn.execute("savepoint rehearsal")
            self.inbox.rehearse(self._clock())
            self.outbox.rehearse(self._clock())
            self._db.conn.execute("rollback to rehearsal")
            self._db.conn.execute("release rehearsal")
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

    def purge(self, most: int) -> bool:
        """Forget what is old, so many rows at the most; say whether there may be more."""
        gone = self.inbox.purge(self._clock(), most), self.outbox.purge(self._clock(), most)
        with transaction(self._db):
            leaving.forget_all(self._db.conn)
        return max(gone) == most

    def leave(self, account: int) -> None:
        """Have the messages of somebody who leaves forgotten, inside the transaction that is open."""
        leaving.note(self._db.conn, account)

    def set_aside(self) -> int:
        """Count the updates that were given up and that somebody should look at."""
        return sum(count for reason, count in self.inbox.set_aside().items() if reason != "declined")

    def damage(self) -> str:
        """Say what is broken in the file, as far as an inspection or a message has met it; "" where nothing is."""
        return getattr(self._db.conn, "damage", "")

    def inspected(self, found: str) -> None:
        """Take note of what an inspection has found."""
        if isinstance(self._db.conn, ServedConnection):
            self._db.conn.damage = found

    async def sum_up(self) -> None:
        """Sum up a large database beside the work, so that who touches it is told from who overwrites it."""
        conn = self._db.conn
        before = conn.unsummed() if isinstance(conn, ServedConnection) else None
        if isinstance(conn, ServedConnection) and before and (now := await asyncio.to_thread(conn.summed, before)):
            conn.took(before, now)

    def acknowledge(self, update_id: int) -> None:
        """Acknowledge an update that wrote nothing."""
        with self.handling(update_id):
            pass

    def dead_letter(self, update_id: int, apology: Outgoing | None) -> None:
        """Give an update up, with a word to its author."""
        with self.writing() as work:
            self.inbox.park(update_id, work.at, "failed")
            if apology is not None:
                work.add(apology, priority=ANSWER)
        self.inbox.close(update_id)

    def received_at(self, update_id: int) -> datetime:
        """Give the time that an update counts as: when it came in, which a restart does not change."""
        return self.inbox.received_at(update_id) or self._clock()
