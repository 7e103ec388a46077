"""What is done with what was sent: revised, or withdrawn where the office has not received it yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from conversation.outgoing import Button
from progress.chat import guard
from progress.chat.board import Board
from progress.chat.context import Message, Outcome, Press, rows_of, say, unit_code
from progress.chat.parts import Part, number
from progress.chat.sending import EDIT_WORDS, WITHDRAW_RECEIPT, WITHDRAW_TASKS, WITHDRAW_WORDS, plain
from progress.model import LockedError, NotAllowedError, Period, Person, Report
from progress.rights import may_report
from progress.store.drafts import DraftEntry
from progress.store.ledger import NewRow, Sending
from progress.wording import drafts as words
from progress.wording import words as common


class SentPart:
    """The buttons below a receipt, and the words that stand for them."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._context = board.context
        self._store = board.store

    def part(self) -> Part:
        """What this offers."""
        return Part(
            verbs={
                "reviseinto": self._revise_into,
                "revise": lambda press, arguments: self._revise(press, *self._sent_by_us(press, arguments)),
                "mend": self._mend,
                "withdraw": self._withdraw_pressed,
                "receipt": self._shown,
            }
        )

    def words(self, message: Message) -> Outcome | None:
        """«sửa», «rút lại»: what the person sent last; «rút lại nv 6»: what was sent of it last; «rút lại BC-0001»."""
        said, person = plain(message.text), self._context.person(message.account)
        if person is not None and person.reports_for and (named := WITHDRAW_TASKS.fullmatch(said)):
            return self._withdraw_named(message, person, [int(n) for n in re.findall(r"\d+", named[1])])
        if person is not None and person.reports_for and (receipt := WITHDRAW_RECEIPT.fullmatch(said)):
            rows = self._store.ledger.of_receipt(int(receipt[1]))
            if not rows or not may_report(person, rows[0].unit):
                raise NotAllowedError(words.NO_SUCH_RECEIPT)
            return self._ask_which(message, person, rows)
        if said not in EDIT_WORDS | WITHDRAW_WORDS or person is None:
            return None
        rows = self._store.ledger.of_receipt(self._store.ledger.last_receipt(person.id))
        if not rows or not may_report(person, rows[0].unit):
            return None
        return self._revise(message, person, rows) if said in EDIT_WORDS else self._ask_which(message, person, rows)

    def _sent_by_us(self, press: Press, arguments: list[str]) -> tuple[Person, list[Report]]:
        """The rows of a receipt of one's own unit, or one task's of them. Raises NotAllowedError where it is none."""
        person = self._context.person(press.account)
        rows = self._store.ledger.of_receipt(number(arguments[0])) if arguments else []
        if len(arguments) > 1:
            rows = [row for row in rows if row.task == number(arguments[1])]
        if person is None or not rows or not may_report(person, rows[0].unit):
            raise NotAllowedError(common.NOT_ALLOWED)
        return person, rows

    def _mend(self, press: Press, arguments: list[str]) -> Outcome:
        """«Sửa» under what the office asks for: those rows of it that are still asked for join the draft."""
        first, _, last = (arguments[0] if arguments else "").partition("-")
        found = self._store.reviews.standing(range(number(first), number(last) + 1))
        asked = self._store.ledger.rows(one.report for one in found if one.verdict == "returned")
        rows = [row for row in asked if arguments[1:] == [unit_code(row.unit)] and row.period.closed is None]
        person = self._context.person(press.account)
        if person is None or any(not may_report(person, row.unit) for row in rows):
            raise NotAllowedError(common.NOT_ALLOWED)
        if not rows:
            raise NotAllowedError(words.NOT_ASKED_ANY_MORE)
        return self._revise(press, person, rows)

    def _revise(self, to: Message | Press, person: Person, rows: list[Report]) -> Outcome:
        """A draft that begins with what was sent; words that follow are about it."""
        if locked := next((row.period for row in rows if row.period.closed), None):
            one = f":{rows[0].task}" if len(rows) == 1 else ""
            raise LockedError(locked, f"reviseinto:{rows[0].receipt}{one}")
        return self._begin(to, person, rows)

    def _revise_into(self, press: Press, arguments: list[str]) -> Outcome:
        """What was sent in a period that is locked now, as a draft for the one that is open."""
        person, rows = self._sent_by_us(press, arguments)
        plan = self._context.plan(rows[0].document)
        now = guard.found(self._context.period_now(plan, press.at.date()))
        return self._begin(press, person, rows, now)

    def _begin(self, to: Message | Press, person: Person, rows: list[Report], into: Period | None = None) -> Outcome:
        draft = self._store.drafts.begin(rows[0].document, rows[0].unit, person.id, to.at)
        for row in self._newest_of(rows):
            if draft.entry(row.task) is None:
                before = replace(row.entry, nothing_new=False)
                told = DraftEntry(row.task, into or row.period, row.kind, before, before)
                self._store.drafts.put(draft.id, told, to.at)
                for file in row.evidence:
                    self._store.drafts.attach(draft.id, row.task, file.id, f"receipt:{row.receipt}")
        return Outcome([self._board.open(to, draft)])

    def _newest_of(self, rows: Sequence[Report]) -> list[Report]:
        """The newest revisions of what some rows speak of."""
        wanted = {(row.task, row.period.id, row.kind) for row in rows}
        newest = self._store.ledger.newest
        found = [n for p in sorted({r.period.id: r.period.due for r in rows}.items(), key=lambda one: one[1])
                 for n in newest(rows[0].document, unit=rows[0].unit, period=p[0])]  # fmt: skip
        return [row for row in found if (row.task, row.period.id, row.kind) in wanted]

    def _shown(self, press: Press, arguments: list[str]) -> Outcome:
        _, rows = self._sent_by_us(press, arguments[:1])
        return Outcome([self._board.receipt(press, rows[0].receipt)])

    def _withdraw_pressed(self, press: Press, arguments: list[str]) -> Outcome:
        if len(arguments) == 1:
            return self._ask_which(press, *self._sent_by_us(press, arguments))
        return self._withdraw(press, *self._sent_by_us(press, arguments[:1] if arguments[1] == "all" else arguments))

    def _ask_which(self, to: Message | Press, person: Person, rows: list[Report]) -> Outcome:
        """Ask which of a receipt's tasks are withdrawn; one alone needs no question."""
        gone = self._withdrawable(rows)
        if len(rows) == 1 or not gone:
            return self._withdraw(to, person, rows)
        number, tasks = rows[0].receipt, [row.task for row in gone]
        choices = rows_of([Button(str(task), f"withdraw:{number}:{task}") for task in tasks], 6)
        every = Button(words.WITHDRAW_ALL.format(len(tasks)), f"withdraw:{number}:all")
        last = (*((every,) if len(tasks) > 1 else ()), Button(words.BACK, f"receipt:{number}"))
        text = words.which_to_withdraw(self._context.plan(rows[0].document), number, gone)
        return Outcome([say(to, text, (*choices, last), f"receipt:{number}", replace=True)])

    def _withdraw_named(self, message: Message, person: Person, tasks: Sequence[int]) -> Outcome:
        """Withdraw what the person's units sent last of some tasks. Raises NotAllowedError where there is none."""
        plan = self._context.plan()
        found = [
            row
            for unit in person.reports_for
            for task in dict.fromkeys(tasks)
            for row in self._store.ledger.newest(plan.document.id, unit=unit, task=task)
            if row.state != "withdrawn"
        ]
        last = max((row.period.due for row in found), default=None)
        rows = [row for row in found if row.period.due == last]
        missing = [task for task in tasks if task not in {row.task for row in rows}]
        if missing or len({row.unit for row in rows}) > 1:
            raise NotAllowedError(words.nothing_to_withdraw(missing) if missing else words.WHICH_UNIT_WITHDRAWS)
        return self._withdraw(message, person, rows)

    def _withdrawable(self, rows: Sequence[Report]) -> list[Report]:
        """Those of some rows that may be withdrawn: the newest, not received, of a period that is not closed."""
        mine = {row.id for row in rows}
        return [
            r
            for r in self._newest_of(rows)
            if r.id in mine and r.state in ("sent", "returned") and r.period.closed is None
        ]

    def _withdraw(self, to: Message | Press, person: Person, rows: list[Report]) -> Outcome:
        """A new row for each task says that it is withdrawn; what the office has received stays."""
        gone = self._withdrawable(rows)
        if not gone:
            raise _why_not(self._newest_of(rows), {row.id for row in rows})
        new = [NewRow(r.task, r.period, r.kind, r.entry, tuple(f.id for f in r.evidence), withdrawn=True) for r in gone]
        sending = Sending(rows[0].document, rows[0].unit, person, to.at, to.key)
        receipt = self._store.ledger.submit(sending, new)
        if receipt is None:
            raise NotAllowedError(words.NOT_NEWEST)
        numbers = sorted({row.receipt for row in gone})
        tasks = [row.task for row in gone]
        kept = [r.task for n in numbers for r in self._store.ledger.of_receipt(n) if r.task not in tasks]
        text = words.withdrawn(numbers, receipt, tasks, kept)
        return Outcome(
            [say(to, text, ((Button(words.EDIT, f"revise:{receipt}"),),), f"receipt:{receipt}", replace=True)]
        )


def _why_not(newest: Sequence[Report], mine: set[int]) -> NotAllowedError:
    """Why nothing of a receipt can be withdrawn."""
    if locked := next((row.period for row in newest if row.period.closed), None):
        return LockedError(locked)
    received = any(row.state == "accepted" and row.id in mine for row in newest)
    return NotAllowedError(words.ALREADY_RECEIVED if received else words.NOT_NEWEST)
