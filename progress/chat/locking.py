"""/ky: how the periods stand, locking one, opening it again, what each version says; words that a lock has shut out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

from conversation.outgoing import Button, Buttons, Outgoing
from progress.chat import guard
from progress.chat.admin_pages import back, plan_of
from progress.chat.board import Board
from progress.chat.closing import lock_period, open_again
from progress.chat.context import Message, Outcome, Press, rows_of, say, unit_code
from progress.chat.extending import told_overdue
from progress.chat.parts import Part, Verb, number
from progress.locking import Figures, differences, locked_from
from progress.model import LockedError, Period
from progress.plan import Plan
from progress.rights import may_lock
from progress.wording import locking as words

PAGE = 3


class Locking:
    """The office's screens of periods, and what people are offered whose words a lock has shut out."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._context = board.context
        self._store = board.store
        self.more: list[Callable[[Period, Press | Message], list[Button]]] = []
        """What other parts offer under an open period."""

    def part(self) -> Part:
        """What this offers; the verbs that begin with q are those of buttons from before."""
        verbs: dict[str, Verb] = {
            "ky": self._list,
            "kyone": self._one,
            "kylock": self._ask,
            "kylocked": self._lock,
            "kyopen": self._ask_reason,
            "kyver": self._version,
            "q_periods": lambda press, _: self._list(press, []),
            "q_period": self._one,
            "q_close": self._ask,
            "q_close_yes": self._ask,
        }
        office = guard.office_verbs(self._context, verbs)
        return Part(
            commands={"ky": self._command},
            verbs={**office, "kyask": self._ask_office, "into": self._into},
            dialogs=guard.dialogs(self._context, {"kyopen": self._reason_said}, guard.is_office),
        )

    # ── how they stand ───────────────────────────────────────────────────────
    def _command(self, message: Message, _argument: str) -> Outcome:
        if not may_lock(self._context.person(message.account)):
            return Outcome([say(message, words.ONLY_OFFICE)])
        return self._list(message, [])

    def _list(self, to: Message | Press, arguments: list[str]) -> Outcome:
        """The periods of all decisions, newest first, a few to a page."""
        plans = self._context.plans()
        known = [(plan, p) for plan in plans for p in self._context.periods(plan, to.at.date())]
        known.sort(key=lambda one: one[1].due, reverse=True)
        page = min(number(arguments[0]) if arguments else 0, max(0, (len(known) - 1) // PAGE))
        here = known[page * PAGE : (page + 1) * PAGE]
        told = self._store.versions.totals([p.id for _, p in here if not p.closed])
        several = len(plans) > 1
        lines, buttons = [words.HEAD], []
        for plan, period in here:
            version = self._store.versions.of(period.id)[-1:] if period.closed else []
            total = version[0].total if version else told.get(period.id, Figures())
            lines.append(words.line(period, total, to.at.date(), version[0].number if version else 0))
            of = f" – {plan.document.id}" if several else ""
            buttons.append(Button(words.label(period, of), f"kyone:{period.id}"))
        turns = [Button(words.EARLIER, f"ky:{page - 1}")] if page else []
        turns += [Button(words.LATER, f"ky:{page + 1}")] if len(known) > (page + 1) * PAGE else []
        rows: Buttons = (*rows_of(buttons, 1 if several else 2), *((tuple(turns),) if turns else ()))
        if isinstance(to, Press) and guard.is_admin(self._context, to.account):
            rows = (*rows, *back())
        return Outcome([say(to, "\n\n".join(lines), rows, replace=True)])

    def _one(self, press: Press, arguments: list[str]) -> Outcome:
        return Outcome([self.screen(press, *self._found(arguments))])

    def screen(self, to: Message | Press, plan: Plan, period: Period) -> Outgoing:
        """A period's own screen, with what can be done."""
        versions = self._store.versions.of(period.id)
        lacking = self._lacking(plan, period)
        if period.closed and versions:
            total, buttons = versions[-1].total, [Button(words.OPEN, f"kyopen:{period.id}")]
        else:
            total = self._store.versions.totals([period.id]).get(period.id, Figures())
            buttons = [Button(words.LOCK, f"kylock:{period.id}")] if self._day(period, to) <= to.at.date() else []
            buttons += [button for offer in self.more for button in offer(period, to)]
        kept = [Button(words.version_label(one), f"kyver:{period.id}:{one.number}") for one in versions]
        rows = (*rows_of(buttons, 1), *rows_of(kept, 2), (Button(words.BACK, "ky:0"),))
        text = words.screen(plan, period, total, lacking, versions)
        return say(to, text, rows, replace=True)

    def _lacking(self, plan: Plan, period: Period) -> dict[str, int]:
        if period.closed:
            return {}
        return dict(Counter(duty.unit for duty in self._context.still_owed(plan, period)).most_common())

    # ── locking ──────────────────────────────────────────────────────────────
    def _day(self, period: Period, to: Message | Press) -> date:
        """From which day on a period may be locked."""
        told = self._store.standings.counts(period.document, period.id)
        owed, left = sum(one.owed for one in told), sum(one.lacking for one in told)
        complete = bool(owed) and not left and not self._unseen(period)
        return locked_from(period, is_complete=complete, today=to.at.date(), days=self._context.days())

    def _unseen(self, period: Period) -> dict[str, list[int]]:
        """The tasks of which something waits, by unit."""
        found: dict[str, list[int]] = {}
        for unit, task in self._store.standings.waiting(period.document, period.id):
            found.setdefault(unit, []).append(task)
        return found

    def _ask(self, press: Press, arguments: list[str], toast: str = "") -> Outcome:
        """What a lock leaves behind; a button of an earlier version asks, too, before anything is done."""
        plan, period = self._found(arguments[:1])
        if period.closed:
            raise LockedError(period)
        day = self._day(period, press)
        if day > press.at.date():
            return Outcome(toast=words.not_yet(period, day))
        unseen, lacking = self._unseen(period), self._lacking(plan, period)
        text = words.question(plan, period, unseen, self._store.people.units_with("office"), lacking)
        yes = Button(words.YES_LOCK, f"kylocked:{period.id}:{self._mark(period)}")
        return Outcome([say(press, text, ((yes,), (Button(words.BACK, f"kyone:{period.id}"),)), replace=True)], toast)

    def _mark(self, period: Period) -> str:
        """What changes with every row and decision of a period: who agrees agrees to what was shown."""
        return self._store.standings.mark(period.id)

    def _lock(self, press: Press, arguments: list[str]) -> Outcome:
        plan, period = self._found(arguments[:1])
        if period.closed:
            raise LockedError(period)
        if self._day(period, press) > press.at.date() or arguments[1:] != [self._mark(period)]:
            return self._ask(press, arguments[:1], words.CHANGED)
        is_first = not self._store.versions.of(period.id)
        told = lock_period(self._context, period, self._context.person(press.account), press.at)
        fresh = guard.found(self._store.periods.get(period.id))
        overdue = told_overdue(self._context, plan, fresh) if is_first else ()
        return Outcome([self.screen(press, plan, fresh), *told, *overdue], words.LOCKED)

    # ── opening again, versions ──────────────────────────────────────────────
    def _ask_reason(self, press: Press, arguments: list[str]) -> Outcome:
        _, period = self._found(arguments)
        if period.closed is None:
            return Outcome(toast=words.NOT_LOCKED)
        self._store.dialogs.begin(press.account, "kyopen", {"period": period.id}, press.at)
        return Outcome([say(press, words.ask_reason(period))])

    def _reason_said(self, message: Message, data: dict[str, Any]) -> Outcome | None:
        plan, period = self._found([str(data["period"])])
        reason = words.reason_of(message.text)
        if not any(letter.isalpha() for letter in reason):
            return Outcome([say(message, words.NO_REASON)])
        self._store.dialogs.end(message.account)
        if period.closed is None:
            return Outcome([say(message, words.NOT_LOCKED)])
        open_again(self._context, period, reason, self._context.person(message.account), message.at)
        fresh = guard.found(self._store.periods.get(period.id))
        screen = self.screen(message, plan, fresh)
        return Outcome([say(message, f"{words.OPENED}\n\n{screen.text}", screen.buttons)])

    def _version(self, press: Press, arguments: list[str]) -> Outcome:
        """What a version says, and what the one before it said otherwise."""
        plan, period = self._found(arguments[:1])
        versions = self._store.versions.of(period.id)
        one = guard.found(next((v for v in versions if arguments[1:] == [str(v.number)]), None))
        frozen = self._store.versions.frozen(one)
        text = words.version(plan, period, one, dict(Counter(unit for unit, _ in frozen.missing).most_common()))
        if before := next((v for v in versions if v.number == one.number - 1), None):
            found = differences(self._store.versions.frozen(before), frozen)
            wanted = {row for d in found for row in (d.before, d.after) if row is not None}
            rows = {row.id: row for row in self._store.ledger.rows(sorted(wanted))}
            text += "\n" + words.differs(plan, before, found, rows)
        return Outcome([say(press, text, ((Button(words.BACK, f"kyone:{period.id}"),),), replace=True)])

    # ── words that a lock shuts out ──────────────────────────────────────────
    def refused(self, to: Message | Press, error: LockedError) -> Outgoing:
        """That a period is locked, with what can be done."""
        person, period = self._context.person(to.account), error.period
        if may_lock(person) and not (person and person.reports_for):
            return say(to, words.locked_for_office(period), ((Button(words.OPEN, f"kyopen:{period.id}"),),))
        now = self._context.period_now(self._context.plan(period.document), to.at.date()) if error.instead else None
        now = now if now and now.id != period.id else None
        rows: Buttons = ((Button(words.into(now), error.instead),),) if now else ()
        return say(to, words.locked(period, now), (*rows, (Button(words.ASK_OPEN, f"kyask:{period.id}"),)))

    def _into(self, press: Press, arguments: list[str]) -> Outcome:
        """What a lock has shut out of a draft goes to the period that is open now."""
        person = guard.found(self._context.person(press.account))
        old = guard.found(self._board.current(person, number(arguments[0])) if arguments else None)
        if old.state != "closed":
            return Outcome(toast=words.CHANGED_DRAFT)
        plan = self._context.plan(old.document)
        now = guard.found(self._context.period_now(plan, press.at.date()))
        return Outcome([self._board.open(press, self._board.carry(old, person, now, press.at))])

    def _ask_office(self, press: Press, arguments: list[str]) -> Outcome:
        """Somebody who reports asks the office to open a period again."""
        person = guard.found(self._context.person(press.account))
        plan, period = self._found(arguments)
        if not person.reports_for:
            return Outcome(toast=words.ONLY_REPORTERS)
        if period.closed is None:
            return Outcome(toast=words.NOT_LOCKED)
        office = [p for p in self._store.people.with_role("office") if p.account is not None and p.id != person.id]
        button = ((Button(words.OPEN, f"kyopen:{period.id}"),),)
        told = [Outgoing(p.account or 0, words.asks_open(plan, period, person, p), button) for p in office]
        answer = words.ASKED_OPEN if told else words.NOBODY_OPENS
        return Outcome([say(press, answer, replace=True), *told], answer)

    def _found(self, arguments: list[str]) -> tuple[Plan, Period]:
        period = guard.found(self._store.periods.get(number(arguments[0])) if len(arguments) == 1 else None)
        return plan_of(self._context, [unit_code(period.document)]), period
