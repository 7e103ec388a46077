"""The office's tray: what waits for whom, what of it is held, and who may decide on a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from progress.chat.context import Context, Message, Press, by_code, unit_code
from progress.chat.parts import number
from progress.model import LockedError, NotAllowedError, Person, Report
from progress.plan import Plan
from progress.reminders import key_of
from progress.rights import may_administer, may_receive
from progress.store.histories import Beside
from progress.store.ledger import Verdict, Waiting
from progress.store.notes import NAMELESS
from progress.wording import reviews as words
from progress.wording import words as common

EVERYTHING = "all"


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of a unit wait, and how many of these something holds."""

    waiting: int
    held: int


class Tray:
    """What the parts of the office's desk share."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.store = context.store

    def of(self, account: int) -> tuple[Person, Waiting]:
        """Who is at the desk, and what waits for them. Raises NotAllowedError for who receives nothing."""
        person, plan = self.context.person(account), self.context.plan()
        if person is not None and person.units("office"):
            return person, tray_of(person, plan)
        if person is not None and may_administer(person) and self.store.reviews.is_asked(key_of(person)):
            return person, replace(tray_of(person, plan), asked=key_of(person))
        raise NotAllowedError(common.NOT_ALLOWED)

    def part_of(self, tray: Waiting, name: str) -> Waiting | None:
        """The part of a tray of a unit ("u1a2b3c4d") or of some receipts ("r7-9"), or all of it ("all")."""
        if name == EVERYTHING:
            return tray
        if name.startswith("u"):
            unit = by_code(self.store.ledger.count_waiting(tray), name[1:])
            return replace(tray, unit=unit) if unit else None
        first, _, last = name.removeprefix("r").partition("-")
        return replace(tray, receipts=(number(first), number(last)))

    def waiting(self, scope: Waiting) -> list[tuple[Beside, bool]]:
        """What waits, each with whether anything holds it."""
        return self.context.warnings.waiting(scope)

    def may(self, person: Person, row: Report) -> bool:
        """Whether somebody may decide on a row."""
        return may_receive(person, row, handed=bool(self.store.reviews.handed(row.id, key_of(person))))

    def reviewable(self, account: int, report: int) -> tuple[Person, Report]:
        """A row and who is to decide on it. Raises NotAllowedError where they may not, or no more."""
        person, _ = self.of(account)
        row = self.store.ledger.get(report)
        if row is None:
            raise NotAllowedError(common.NOT_ALLOWED)
        if not self.may(person, row):
            raise NotAllowedError(words.OWN_UNIT)
        newest = self.store.ledger.newest(row.document, unit=row.unit, period=row.period.id, task=row.task)
        if row.id not in {one.id for one in newest}:
            raise NotAllowedError(words.NEWER)
        if row.state != "sent":
            last = next(iter(self.store.reviews.last([row.id])), None)
            raise NotAllowedError(words.done_by(last) if last and last.name != person.name else words.ALREADY)
        if row.period.closed:
            raise LockedError(row.period)
        return person, row

    def decide(
        self, verdict: Verdict, rows: Iterable[tuple[int, str]], person: Person, at: Message | Press, said: str = "",
        until: date | None = None,
    ) -> range:  # fmt: skip
        """Write a decision on rows, each with its unit; gives the decisions' numbers."""
        listed = [(report, self.office_of(person, report, unit)) for report, unit in rows]
        who = (key_of(person), person.name or NAMELESS)
        return self.store.ledger.decide(verdict, listed, who, at.at, said, until)

    def office_of(self, person: Person, report: int, unit: str) -> str:
        """The unit in whose name somebody decides on a row of a unit."""
        own = next((one for one in person.units("office") if one != unit), "")
        return own or self.store.reviews.handed(report, key_of(person))

    def asked(self, row: Report) -> tuple[list[Person], bool]:
        """Who hears what the office asks of a row's unit, and whether they report for it: else its sender does."""
        found = [p for p in self.store.people.of_unit(row.unit, "reporter", "head") if p.account is not None]
        sender = None if found else self.store.people.get(row.sender)
        return found or ([sender] if sender and sender.account is not None else []), bool(found)


def tray_of(person: Person, plan: Plan) -> Waiting:
    """What waits and a person of the office may receive: nothing of a unit in which they have a role."""
    return Waiting(plan.document.id, tuple(dict.fromkeys(m.unit for m in person.roles)))


def name_of(scope: Waiting) -> str:
    """A part of a tray as buttons name it."""
    if scope.unit:
        return f"u{unit_code(scope.unit)}"
    return f"r{scope.receipts[0]}-{scope.receipts[1]}" if scope.receipts else EVERYTHING


def counted(rows: Sequence[tuple[Beside, bool]]) -> dict[str, Count]:
    """How many rows wait and are held, by unit; the unit with the oldest receipt first."""
    waiting = Counter(one.row.unit for one, _ in rows)
    held = Counter(one.row.unit for one, is_held in rows if is_held)
    return {unit: Count(count, held[unit]) for unit, count in waiting.items()}
