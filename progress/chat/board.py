"""Drafts on the table: which unit and period a word goes to, what a draft says by now, and how it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from conversation.outgoing import Button, Buttons, Outgoing
from kb.model import Task
from progress.chat.context import Context, Message, Press, say
from progress.merging import cautions, is_empty, is_too_long, settled
from progress.model import Entry, Kind, NotAllowedError, Period, Person, Report
from progress.plan import Plan
from progress.rights import may_report
from progress.store.drafts import Draft, DraftEntry
from progress.warnings import Code
from progress.wording import drafts as words
from progress.wording.drafts import Shown
from progress.wording.locking import ASK_OPEN, goes_elsewhere, into
from progress.wording.warnings import told as warned
from progress.wording.words import quarter, upper_first

ASKED: frozenset[Code] = frozenset({"percent_fell", "reopened"})
"""The warnings that who sends is asked about once more …"""
UNTOLD: frozenset[Code] = frozenset({"correction", "contradicts", "done_without_product", "done_without_date"})
"""… and those that are not told: what others have said is not theirs to read, the rest the draft says otherwise."""


class Board:
    """What drafting, the sheet and sending do together with drafts."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.store = context.store

    def units_for(self, plan: Plan, person: Person, task: Task, day: date) -> list[tuple[str, Kind]]:
        """The units of a person that may report on a task, leads before those that coordinate."""
        leads = plan.leads(task, day)
        own = person.reports_for
        leading: list[tuple[str, Kind]] = [(unit, "lead") for unit in own if unit in leads]
        return leading or [(unit, "contribution") for unit in own if plan.coordinates(task, unit)]

    def period_of(self, plan: Plan, unit: str, task: int, kind: Kind, today: date) -> Period | None:
        """The period that a report goes to; None where the decision has no reporting duty."""
        open_ones = self.context.open_periods(plan, today)
        due_next = self.context.period_now(plan, today) or (open_ones[-1] if open_ones else None)
        if due_next is None or kind == "contribution":
            return due_next
        lacking = [period for period, _ in self.context.lacking(plan, open_ones, unit)]
        owing = (p for p in lacking if any(d.task.number == task for d in self.context.still_owed(plan, p, unit)))
        return next(owing, due_next)

    def follow(self, draft: Draft, to: Message | Press) -> Draft:
        """A draft as the clock now has it: what was told for a period that is still to come goes to the present one.

        Only a clock that was set back, as the playground's is, knows such periods.
        """
        plan, today = self.context.plan(draft.document), to.at.date()
        known = {period.id for period in self.context.periods(plan, today)}
        for told in draft.entries:
            period = self.period_of(plan, draft.unit, told.task, told.kind, today)
            if told.period.id not in known and period is not None:
                self.store.drafts.put(draft.id, replace(told, period=period), to.at)
        return self.store.drafts.get(draft.id) or draft

    def tell(
        self, draft: Draft, task: int, kind: Kind, entry: Entry, said: tuple[str, datetime], period: Period,
        *, follows: bool = False,
    ) -> Draft:  # fmt: skip
        """Let a draft say more of a task; `said` is the key and time of the message that told it.

        It `follows` where that message names no task.

        Raises NotAllowedError where the draft would hold more than a field may.
        """
        told = draft.entry(task)
        if told is None:
            told = DraftEntry(task, period, kind, Entry(), self._begun(draft, task, kind, period))
        told = told.retold(said[0], entry, follows=follows)
        if is_too_long(told.entry):
            raise NotAllowedError(words.TOO_LONG.format(task=task))
        self.store.drafts.put(draft.id, told, said[1])
        return self.store.drafts.get(draft.id) or draft

    def _begun(self, draft: Draft, task: int, kind: Kind, period: Period) -> Entry | None:
        """What the unit has sent of a task in this period, withdrawn or not: a revision adds to it, its files stay."""
        row = self._sent(draft, task, kind, period)
        for file in row.evidence if row else ():
            self.store.drafts.attach(draft.id, task, file.id, f"receipt:{row.receipt if row else 0}")
        return replace(row.entry, nothing_new=False) if row else None

    def _sent(self, draft: Draft, task: int, kind: Kind, period: Period) -> Report | None:
        rows = self.store.ledger.newest(draft.document, unit=draft.unit, period=period.id, task=task)
        return next((row for row in rows if row.kind == kind), None)

    def put_or_drop(self, draft: Draft, left: DraftEntry, at: datetime) -> None:
        """Let a draft say what is left of a task; the task leaves it where that is no more than was sent before."""
        row = self._sent(draft, left.task, left.kind, left.period)
        before = replace(row.entry, nothing_new=False) if row else None
        if left.words or left.base not in (None, before):
            self.store.drafts.put(draft.id, left, at)
        else:
            self.store.drafts.drop_entry(draft.id, left.task, at)

    def shown(self, plan: Plan, draft: Draft) -> list[Shown]:
        """The entries of a draft as they would be sent."""
        return [self.show(plan, draft.unit, told) for told in draft.entries]

    def show(self, plan: Plan, unit: str, told: DraftEntry) -> Shown:
        """An entry as it would be sent, with what was there before and what deserves a second look."""
        last = self.store.ledger.last(plan.document.id, unit, told.task, told.kind, told.period)
        entry = settled(told.entry, last, continuing=plan.is_continuing(told.task))
        found, said = cautions(entry, last), (told.task, told.period, entry)
        codes = self.context.warnings.coming(plan, unit, told.kind, said, last.entry if last else None)
        asked = [code for code in warned(codes) if code in ASKED]
        notes = tuple(code for code in codes if code not in UNTOLD | ASKED)
        return Shown(told, entry, last, (*asked, *found), notes)

    def screen(self, to: Message | Press, draft: Draft, unread: str = "", *, replace: bool = False) -> Outgoing:
        """A draft, as it is now, on the screen, with its buttons."""
        plan, draft = self.context.plan(draft.document), self.store.drafts.get(draft.id) or draft
        shown = [item for item in self.shown(plan, draft) if not is_empty(item.told.entry) or item.told.files]
        text, rows = words.draft(plan, draft, shown, unread), buttons(draft)
        if shut := self.shut_out(plan, draft, to.at.date()):
            now = shown[0].told.period
            text += f"\n{goes_elsewhere(shut, now)}"
            send = Button(into(now), rows[0][0].token)
            rows = ((send, *rows[0][1:]), (*rows[1], Button(ASK_OPEN, f"kyask:{shut.id}")))
        return say(to, text, rows, f"draft:{draft.id}", replace=replace)

    def shut_out(self, plan: Plan, draft: Draft, today: date) -> Period | None:
        """The period that a draft would have gone to, had it not been locked without the unit's report.

        Only while the data of the period that it goes to are still gathered: then nobody reports in that one yet.
        """
        periods = {told.period.id: told.period for told in draft.entries if told.kind == "lead"}
        if len(periods) != 1 or (period := next(iter(periods.values()))).end < today:
            return None
        before = [p for p in self.store.periods.of(plan.document.id) if p.due < period.due][-1:]
        shut = before[0] if before and before[0].closed else None
        tasks = {told.task for told in draft.entries}
        owed = self.store.standings.owed(plan.document.id, shut.id, draft.unit, lacking=True) if shut else ()
        return shut if tasks & {task for _, task in owed} else None

    def open(self, to: Message | Press, draft: Draft, unread: str = "", *, replace: bool = False) -> Outgoing:
        """A draft, as it is now, on the screen; what is written next is about it."""
        draft = self.store.drafts.get(draft.id) or draft
        task = draft.entries[0].task if len(draft.entries) == 1 else 0
        self.store.dialogs.begin(to.account, "draft", {"draft": draft.id, "task": task}, to.at)
        return self.screen(to, draft, unread, replace=replace)

    def carry(self, old: Draft, person: Person, period: Period, at: datetime) -> Draft:
        """What a closed draft said, in the open one of the same unit, for another period; it is done once."""
        draft = self.store.drafts.begin(old.document, old.unit, person.id, at)
        for told in old.entries:
            if draft.entry(told.task) is None:
                self.store.drafts.put(draft.id, replace(told, period=period, base=None), at)
                for file in told.files:
                    self.store.drafts.attach(draft.id, told.task, file.id, f"draft:{old.id}")
        self.store.drafts.finish(old.id, "dropped")
        return self.store.drafts.get(draft.id) or draft

    def receipt(self, to: Message | Press, number: int, others: Sequence[str] = ()) -> Outgoing:
        """The receipt of what was sent, with its buttons; `others` are words on who else has sent the same."""
        sent = self.store.ledger.of_receipt(number)
        plan = self.context.plan(sent[0].document)
        periods = {row.period.id: row.period for row in sent}.values()
        left = sum(count for _, count in self.context.lacking(plan, periods, sent[0].unit))
        text = words.sent(plan, number, sent, left, others, self.store.ledger.corrections(number))
        rows = ((Button(words.EDIT, f"revise:{number}"), Button(words.WITHDRAW, f"withdraw:{number}")),)
        return say(to, text, rows, f"receipt:{number}", replace=True)

    def current(self, person: Person | None, number: int) -> Draft | None:
        """A draft that somebody may work on: one's own, for a unit that one reports for; else None."""
        draft = self.store.drafts.get(number)
        if draft is None or person is None or draft.person != person.id or not may_report(person, draft.unit):
            return None
        return draft


def buttons(draft: Draft) -> Buttons:
    """The buttons below a draft."""
    mark = f"{draft.id}:{draft.version}"
    return (
        (Button(words.SEND, f"send:{mark}"), Button(words.EDIT, f"edit:{mark}"), Button(words.CANCEL, f"drop:{mark}")),
        (Button(words.MOVE, f"move:{mark}"),),
    )


def period_buttons(draft: Draft, periods: Sequence[Period]) -> Buttons:
    """One button for each period that a draft may go to, and one back."""
    rows = [(Button(upper_first(quarter(p)), f"period:{draft.id}:{draft.version}:{p.id}"),) for p in periods]
    return (*rows, (Button(words.BACK, f"draft:{draft.id}"),))
