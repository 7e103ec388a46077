"""What is done with what was sent: revised, or withdrawn where the office has not received it yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from conversation.outgoing import Button
from progress.chat.board import Board
from progress.chat.context import Message, Outcome, Press, say
from progress.chat.parts import Part, number
from progress.chat.sending import EDIT_WORDS, WITHDRAW_WORDS, plain
from progress.model import NotAllowedError, Person, Report
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
                "revise": lambda press, arguments: self._revise(press, *self._sent_by_us(press, arguments)),
                "withdraw": lambda press, arguments: self._withdraw(press, *self._sent_by_us(press, arguments)),
            }
        )

    def words(self, message: Message) -> Outcome | None:
        """«sửa» and «rút lại» without a draft: what the person sent last."""
        said, person = plain(message.text), self._context.person(message.account)
        if said not in EDIT_WORDS | WITHDRAW_WORDS or person is None:
            return None
        rows = self._store.ledger.of_receipt(self._store.ledger.last_receipt(person.id))
        if not rows or not may_report(person, rows[0].unit):
            return None
        return self._revise(message, person, rows) if said in EDIT_WORDS else self._withdraw(message, person, rows)

    def _sent_by_us(self, press: Press, arguments: list[str]) -> tuple[Person, list[Report]]:
        """The rows of a receipt of one's own unit, or one task's of them. Raises NotAllowedError where it is none."""
        person = self._context.person(press.account)
        rows = self._store.ledger.of_receipt(number(arguments[0])) if arguments else []
        if len(arguments) > 1:
            rows = [row for row in rows if row.task == number(arguments[1])]
        if person is None or not rows or not may_report(person, rows[0].unit):
            raise NotAllowedError(common.NOT_ALLOWED)
        return person, rows

    def _revise(self, to: Message | Press, person: Person, rows: list[Report]) -> Outcome:
        """A draft that begins with what was sent; words that follow are about it."""
        if any(row.period.closed for row in rows):
            raise NotAllowedError(words.PERIOD_CLOSED)
        draft = self._store.drafts.begin(rows[0].document, rows[0].unit, person.id, to.at)
        for row in self._newest_of(rows):
            if draft.entry(row.task) is None:
                before = replace(row.entry, nothing_new=False)
                told = DraftEntry(row.task, row.period, row.kind, before, before)
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

    def _withdraw(self, to: Message | Press, person: Person, rows: list[Report]) -> Outcome:
        """A new row for each task says that it is withdrawn; what the office has received stays."""
        mine = {row.id for row in rows}
        newest = self._newest_of(rows)
        gone = [r for r in newest if r.id in mine and r.state in ("sent", "returned") and r.period.closed is None]
        if not gone:
            raise NotAllowedError(_why_not(newest, mine))
        new = [NewRow(r.task, r.period, r.kind, r.entry, (), withdrawn=True) for r in gone]
        sending = Sending(rows[0].document, rows[0].unit, person, to.at, to.key)
        receipt = self._store.ledger.submit(sending, new)
        if receipt is None:
            raise NotAllowedError(words.NOT_NEWEST)
        kept = [row.task for row in rows if row.task not in {r.task for r in gone}]
        text = words.withdrawn(rows[0].receipt, receipt, [r.task for r in gone], kept)
        again = ((Button(words.EDIT, f"revise:{rows[0].receipt}"),),)
        return Outcome([say(to, text, again, f"receipt:{rows[0].receipt}", replace=True)])


def _why_not(newest: Sequence[Report], mine: set[int]) -> str:
    """Why nothing of a receipt can be withdrawn."""
    if any(row.state == "accepted" and row.id in mine for row in newest):
        return words.ALREADY_RECEIVED
    return words.PERIOD_CLOSED if any(row.period.closed for row in newest) else words.NOT_NEWEST
