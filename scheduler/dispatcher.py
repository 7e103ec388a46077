"""What the repeating job does: asks what is due, claims it together with its message, records what became of it.

Nothing is kept in memory that a restart would lose: the rows are the schedule.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from clock import ClockError
from conversation.outgoing import Outgoing
from progress.chat.context import Context
from progress.model import Person
from progress.reminders import CLOSES, key_of
from progress.store.reminders import Planned
from progress.store.snoozes import Snooze
from scheduler.due import Due, Office, Reason, Reminder, Skip, concerned, is_open, item_for
from scheduler.outstanding import Debts
from scheduler.planning import A_BATCH, planned, taken
from scheduler.queries import calendar_of, everybody, gathered, recipient, rules_of
from scheduler.snoozed import snoozed, snoozed_events
from scheduler.steps import Event
from scheduler.urged import event_of, item_of, urged_items
from scheduler.wording import UNREACHABLE, message
from scheduler.workdays import Calendar
from storage.connection import StorageError
from storage.outbox import AFTER_CROWD, CROWD, UNKNOWN, DeliveryStatus
from storage.unit_of_work import Storage

A_LOOK = 200
"""Messages on their way that are looked at in one go; others have their turn between two."""
A_CROWD = 300
"""People from which on another process works out what is due."""
REST = 3.0
"""How much longer others have their turn than this takes."""

_log = logging.getLogger(__name__)


@dataclass
class Done:
    """What a tick did."""

    planned: list[Reminder] = field(default_factory=list)
    skipped: list[Skip] = field(default_factory=list)


class ReminderDispatcher:
    """Plans reminders and follows them up; who sends them is the worker, which asks `recheck` right before.

    `beside` has another process work out what is due at an instant: it gives the file of lines, None where that fails.
    """

    def __init__(
        self, context: Context, mail: Storage, clock: Callable[[], datetime], holidays: Callable[[], Calendar],
        beside: Callable[[datetime], Awaitable[Path | None]] | None = None,
    ) -> None:  # fmt: skip
        self._beside = beside
        self._context = context
        self._store = context.store
        self._mail = mail
        self._clock = clock
        self._holidays = holidays
        self._debts = Debts(context)
        self._quiet: tuple[object, ...] | None = None
        self._known: tuple[tuple[object, ...], Office] | None = None

    def tick(self, now: datetime | None = None) -> Done:
        """Do all that is due."""
        done = Done()
        for step in self.steps(now or self._clock()):
            done.planned += step.planned
            done.skipped += step.skipped
        return done

    async def turn(self) -> None:
        """Do all that is due, and let others have their turn in between; what fails is tried at the next tick."""
        try:
            now = self._clock()
            await _by_and_by(self.follow_up(now))
            if self._is_waiting(now):
                await self._plan_beside(now)
            await _by_and_by(self.plan_again(now))
            await _by_and_by(self.plan_urges(now))
        except (StorageError, ClockError, OSError) as error:
            self._store.forget()
            _log.error("the reminders have to wait: %s", error)

    async def _plan_beside(self, now: datetime) -> None:
        """Put down what is due, worked out by another process where there is a crowd."""
        lines = None
        if self._beside and len(everybody(self._context)) > A_CROWD:
            self._office(now)  # the other process only reads: periods that are missing are made here
            lines = await self._beside(now)
        if lines is None:
            await _by_and_by(self.plan(now))
        else:
            with lines.open(encoding="utf-8") as said:
                await _by_and_by(self.plan(now, said))

    def steps(self, now: datetime) -> Iterator[Done]:
        """Do what is due, for some people at a time; outside the hours nothing is even read."""
        yield from self.follow_up(now)
        if self._is_waiting(now):
            yield from self.plan(now)
        yield from self.plan_again(now)
        yield from self.plan_urges(now)

    def _is_waiting(self, now: datetime) -> bool:
        return self._is_open(now) and self._quiet != self._moment(now)

    def plan(self, now: datetime, said: Iterable[str] | None = None) -> Iterator[Done]:
        """Put down what is due: as it is worked out here, or as lines of another process say."""
        moment, office, idle = self._moment(now), self._office(now), True
        yield Done()
        if said is None:
            batches = planned(self._context, office, self._debts, now)
        else:
            batches = taken(self._context, office, said, now)
        for found in batches:
            if found.send or found.skip:
                idle = False
                yield Done(self._put_down(found, now), list(found.skip))
            else:
                yield Done()
        self._quiet = moment if idle else None

    def plan_again(self, now: datetime) -> Iterator[Done]:
        """Put down what people wanted to be reminded of again by now."""
        if self._is_open(now) and (snoozes := self._store.snoozes.due(now)):
            yield Done(self._put_snoozed(snoozes, now))

    def plan_urges(self, now: datetime) -> Iterator[Done]:
        """Put down, for some people at a time, what the office has asked for; nobody is asked twice by one urge."""
        waiting = self._store.urges.waiting() if self._is_open(now) else []
        for start in range(0, len(waiting), A_BATCH):
            yield self._put_urged(waiting[start : start + A_BATCH], now)

    def _put_urged(self, some: Sequence[tuple[int, int]], now: datetime) -> Done:
        done = Done()
        with self._mail.writing() as work:
            for number, person in some:
                urge = self._store.urges.get(number)
                period = self._store.periods.get(urge.period) if urge else None
                if urge is None or period is None:
                    continue
                to, event = recipient(self._context, person, now), event_of(period, urge, now)
                item = item_of(self._context, self._debts, urge, to, event) if to and not period.closed else None
                if to is None or item is None:
                    reason: Reason = "closed" if period.closed else "nothing-owed"
                    self._store.reminders.pass_over((person, *event.key), now.date(), reason, now)
                    continue
                reminder = Reminder(to.person, now, (item,))
                key = self._free_key(f"urge:{number}:{person}")
                if self._store.reminders.claim([(person, *event.key)], key, now.date(), now):
                    work.add(Outgoing(to.person.account or 0, ""), key=key, priority=CROWD)
                    done.planned.append(reminder)
        return done

    def _moment(self, now: datetime) -> tuple[object, ...]:
        """What must change before anything more can be due."""
        rules = rules_of(self._context)
        mark = self._store.reminders.mark()
        return *mark, self._store.choices.version, now.date(), now.time() >= rules.hour

    def recheck(self, key: str) -> Outgoing | None:
        """What a message is to say now; None where it is not wanted any more, which is then written down."""
        now = self._clock()
        planned = self._store.reminders.of_message(key)
        if planned and any(step == "digest" for _, _, step in planned.steps):
            self._note_failures(now)  # it tells of them
        if planned is None:
            with self._mail.writing():
                self._mail.outbox.cancel(key, "not-planned", now)
            return None
        if not (planned.day == now.date() and self._is_open(now)):
            fate = self._mail.outbox.statuses([key]).get(key)
            with self._mail.writing():
                self._take_back(planned, now, away=bool(fate and fate.attempts))
            return None
        reminder = self._again(planned, now)
        if reminder is None:
            with self._mail.writing():
                self._mail.outbox.cancel(key, "nothing-owed", now)
                self._store.reminders.end(key, "skipped", "nothing-owed", now)
            return None
        return message(self._context, reminder)

    def _office(self, now: datetime) -> Office:
        missing = [plan for plan in self._context.plans() if self._context.unmade(plan, now.date())]
        if missing:
            with self._mail.writing():
                for plan in missing:
                    self._context.periods(plan, now.date())
        return gathered(self._context, self._holidays(), now)

    def _put_down(self, found: Due, now: datetime) -> list[Reminder]:
        """Claim messages and put them into the outbox, in one transaction; what was claimed before is left out."""
        written = []
        with self._mail.writing() as work:
            for skip in found.skip:
                self._pass_over(skip.person, skip.event, skip.reason, now)
            for reminder in found.send:
                key = self._free_key(f"remind:{key_of(reminder.person)}:{now.date()}")
                claims = [(key_of(reminder.person), *item.event.key) for item in reminder.items]
                if self._store.reminders.claim(claims, key, now.date(), now):
                    to = Outgoing(reminder.person.account or 0, "")  # `recheck` words it when its turn has come
                    work.add(to, key=key, priority=_priority(reminder))
                    written.append(reminder)
        return written

    def _put_snoozed(self, snoozes: Sequence[Snooze], now: datetime) -> list[Reminder]:
        """Put reminders into the outbox that people wanted to come again; nothing where nothing is owed any more."""
        written = []
        with self._mail.writing() as work:
            for one in snoozes:
                self._store.snoozes.end(one.id)
                reminder = snoozed(self._context, self._debts, one, now)
                if reminder is None or self._store.reminders.since(one.person, one.at):
                    continue  # nothing is owed, or the regular one has come with it
                key = f"snooze:{one.id}:{now.date()}"
                claims = [(one.person, *item.event.key) for item in reminder.items]
                if self._store.reminders.claim(claims, key, now.date(), now):
                    work.add(Outgoing(reminder.person.account or 0, ""), key=key, priority=CROWD)
                    written.append(reminder)
        return written

    def _pass_over(self, person: Person, event: Event, reason: Reason, now: datetime) -> None:
        self._store.reminders.pass_over((key_of(person), *event.key), now.date(), reason, now)

    def _free_key(self, base: str) -> str:
        number = 1
        while self._mail.outbox.knows(f"{base}:{number}"):
            number += 1
        return f"{base}:{number}"

    def follow_up(self, now: datetime) -> Iterator[Done]:
        """Record, of some at a time, what became of the messages that were planned."""
        away = self._mail.outbox.is_held_up()
        some = self._store.reminders.on_their_way(most=A_LOOK)
        while some:
            self._follow(self._store.reminders.planned(some), now, away=away)
            yield Done()
            some = self._store.reminders.on_their_way(some[-1], A_LOOK)

    def _follow(self, planned: Sequence[Planned], now: datetime, *, away: bool) -> None:
        """Record what became of some messages; take back those whose hours are over."""
        fates = self._mail.outbox.statuses([one.message for one in planned])
        still = {key for key, fate in fates.items() if fate.state == "waiting"}
        waiting = [one for one in planned if one.message in still]
        ended = [one for one in planned if one.message not in still]
        open_now = self._is_open(now)
        late = [one for one in waiting if not fates[one.message].begun and not (open_now and one.day == now.date())]
        if not ended and not late:
            return
        with self._mail.writing():
            for one in ended:
                self._record(one, fates.get(one.message), now)
            for one in late:
                self._take_back(one, now, away=away)

    def _note_failures(self, now: datetime) -> None:
        """Record which messages did not arrive, or perhaps; what did arrive is recorded at the next tick."""
        statuses = self._mail.outbox.statuses(self._store.reminders.on_their_way())
        failed = {key: status for key, status in statuses.items() if status.state == "failed"}
        if failed:
            with self._mail.writing():
                for one in self._store.reminders.planned(list(failed)):
                    self._record(one, failed[one.message], now)

    def _record(self, one: Planned, fate: DeliveryStatus | None, now: datetime) -> None:
        reason = "failed" if fate is None else fate.reason
        state = "sent" if fate and fate.state == "sent" else "unknown" if reason == UNKNOWN else "skipped"
        at = fate.ended_at if fate and fate.ended_at else now
        known = reason if reason in UNREACHABLE else "failed"
        self._store.reminders.end(one.message, state, known if state == "skipped" else "", at)
        person = self._store.people.get(one.person) if state == "sent" else None
        if person and person.account and self._store.people.unreachable_for(person.account):
            self._store.people.set_unreachable(person.account, "", at)

    def _is_open(self, now: datetime) -> bool:
        return is_open(now, calendar_of(self._holidays(), rules_of(self._context)))

    def _take_back(self, one: Planned, now: datetime, *, away: bool) -> None:
        """Take back a message whose hours are over.

        Where the day has ended and Telegram was away, it is missed. Where nobody served, or the clock was moved, its
        steps are planned anew, and the latest of them is told at the next opportunity.
        """
        self._mail.outbox.cancel(one.message, "out of hours", now)
        if away and one.day == now.date() and now.time() >= CLOSES:
            self._store.reminders.end(one.message, "skipped", "missed", now)
        else:
            self._store.reminders.release(one.message)
            self._quiet = None

    def _again(self, planned: Planned, now: datetime) -> Reminder | None:
        """A planned message as things stand now; None where its person has left or owes nothing any more."""
        one = recipient(self._context, planned.person, now)
        if one is None:
            return None
        office = self._known_office(now)
        wanted = set(planned.steps)
        items = [
            item
            for event in (*office.events, *snoozed_events(self._context, planned.steps, now))
            if event.key in wanted and not (event.period and event.period.closed)
            if (units := concerned(one, event, event.at(office.rules, now.tzinfo), office.led))
            if (item := item_for(event, units, self._debts.owing))
        ]
        items += urged_items(self._context, self._debts, planned.steps, one, now)
        return Reminder(one.person, now, tuple(items)) if items else None

    def _known_office(self, now: datetime) -> Office:
        """The steps and the units with somebody who reports, read anew only where something has changed."""
        mark = (*self._store.reminders.mark(), self._store.choices.version, now.date())
        if self._known is None or self._known[0] != mark:
            self._known = mark, gathered(self._context, self._holidays(), now)
        return self._known[1]


async def _by_and_by(steps: Iterable[object]) -> None:
    """Do something step by step; after each, others have their turn."""
    began = time.perf_counter()
    for _ in steps:
        await asyncio.sleep(REST * (time.perf_counter() - began))
        began = time.perf_counter()


def _priority(reminder: Reminder) -> int:
    """A digest names those who could not be reached, so it goes out after them."""
    return AFTER_CROWD if any(item.event.step == "digest" for item in reminder.items) else CROWD
