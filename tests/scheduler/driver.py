"""Reminders without a channel: the office of progress's tests, an outbox, and a post that the test plays."""

from datetime import date
from pathlib import Path

from conversation.outgoing import Outgoing
from scheduler.dispatcher import Done, ReminderDispatcher
from scheduler.workdays import Calendar
from storage.unit_of_work import Storage
from tests.progress.driver import Office

NO_HOLIDAYS = Calendar(lambda _day: False)


def only(*days: date) -> Calendar:
    """A made-up calendar with these holidays and no others."""
    return Calendar(lambda day: day in days)


class Desk(Office):
    """An office whose reminders the test plans with `tick` and sends with `deliver`."""

    def __init__(self, home: Path, now: str = "2019-08-01T09:00:00", calendar: Calendar = NO_HOLIDAYS) -> None:
        super().__init__(home, now)
        self.mail = Storage(self.db, 1, lambda: self.now)
        self.calendar = calendar
        self.restart()

    def restart(self) -> None:
        """A new process: nothing but what is on disk is left."""
        self.store.forget()
        self.reminding = ReminderDispatcher(self.context, self.mail, lambda: self.now, lambda: self.calendar)

    def tick(self, at: str | None = None) -> Done:
        if at:
            self.at(at)
        return self.reminding.tick()

    def deliver(self, blocked: tuple[int, ...] = (), most: int = 1000) -> list[Outgoing]:
        """Send what waits as the worker would; give what went out."""
        out: list[Outgoing] = []
        while len(out) < most and (row := next(map(self.mail.outbox.next, self.mail.outbox.chats()), None)):
            outgoing = self.reminding.recheck(row.key)
            if outgoing is None:
                continue
            if outgoing.to in blocked:
                self.mail.outbox.refused(row.chat, "blocked", self.now)
                self.store.people.set_unreachable(row.chat, "blocked", self.now)
                continue
            self.mail.outbox.sent(row, [len(out) + 1], self.now)
            out.append(outgoing)
        return out

    def day(self, at: str, **more) -> list[Outgoing]:
        """Plan and send at an instant; give what went out."""
        self.tick(at)
        out = self.deliver(**more)
        self.tick()
        return out

    def told(self) -> list[tuple[str, str, str, str]]:
        """What the table says: occasion, step, state, reason."""
        return [(r["occasion"], r["step"], r["state"], r["reason"]) for r in self.store.reminders.rows()]
