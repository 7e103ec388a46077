"""What a locked period says for ever: which rows count, the figures that follow from them, and when a lock may come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from progress.model import Kind, Period, State
from progress.reminders import WorkingDays

BEFORE = "trước nâng cấp"
"""The reason of the versions of periods that were closed before there were versions."""


class NoSuchVersionError(Exception):
    """A period has no version of that number."""


class Owed(NamedTuple):
    """A duty as it stood: which phase of a task a unit was to report on, and until when the phase ran."""

    unit: str
    task: int
    phase: str
    until: date | None


class Stood(NamedTuple):
    """What a unit had said of a task: its newest row with that one's state, and the row that counts.

    `holder` is whose duty it met: the unit itself, or who went on with its duties.
    """

    unit: str
    task: int
    kind: Kind
    holder: str
    newest: int
    state: State
    counted: int | None
    late: bool


class Choice(NamedTuple):
    """What the office had chosen of a task, for one unit or for all."""

    task: int
    unit: str | None
    choice: str


class Figures(NamedTuple):
    """How many reports were owed, of how many of these something stood, was received, sent back, or was missing.

    What counts is received, whatever was sent after it; sent are those that count and those that wait.
    """

    owed: int = 0
    sent: int = 0
    received: int = 0
    returned: int = 0
    missing: int = 0
    late: int = 0

    def __add__(self, other: tuple[object, ...]) -> Figures:
        return Figures(*(a + b for a, b in zip(self, other, strict=True)))  # type: ignore[operator]  # all are numbers


@dataclass(frozen=True)
class Frozen:
    """A period as it stood when it was locked, or as it stands; its figures follow from its rows."""

    owed: Sequence[Owed]
    stood: Sequence[Stood]
    choices: Sequence[Choice] = ()
    counted: Sequence[int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "counted", sorted(one.counted for one in self.stood if one.counted is not None))

    @property
    def units(self) -> Mapping[str, Figures]:
        """The figures of each unit that owed anything, by its name."""
        met: dict[tuple[str, int], list[Stood]] = {}
        for one in self.stood:
            if one.kind == "lead":
                met.setdefault((one.holder, one.task), []).append(one)
        found: dict[str, Figures] = {}
        for duty in sorted(self.owed):
            told = _of_duty(met.get((duty.unit, duty.task), ()))
            found[duty.unit] = found.get(duty.unit, Figures()) + told
        return found

    @property
    def total(self) -> Figures:
        """The figures of all."""
        return sum(self.units.values(), Figures())

    @property
    def missing(self) -> list[tuple[str, int]]:
        """The units and tasks of which nothing stood."""
        told = {(s.holder, s.task) for s in self.stood if s.kind == "lead" and (s.counted or s.state != "withdrawn")}
        return [(d.unit, d.task) for d in sorted(self.owed) if (d.unit, d.task) not in told]


def _of_duty(told: Iterable[Stood]) -> Figures:
    """What one duty adds to the figures."""
    standing = [one for one in told if one.counted or one.state != "withdrawn"]
    received = any(one.counted for one in standing)
    sent = received or any(one.state == "sent" for one in standing)
    returned = not sent and bool(standing)
    late = any(one.late for one in standing)
    return Figures(1, int(sent), int(received), int(returned), int(not standing), int(late))


@dataclass(frozen=True)
class Version:
    """One lock of a period: the how-manieth, when, by whom, and why there is another after the first."""

    id: int
    number: int
    at: datetime
    reason: str
    by: str
    total: Figures


class Difference(NamedTuple):
    """What two versions say of a unit's task: the rows that count, None where none does."""

    unit: str
    task: int
    kind: Kind
    before: int | None
    after: int | None


def differences(old: Frozen, new: Frozen) -> list[Difference]:
    """Where other rows count, by task and unit."""
    sides = [{(s.task, s.unit, s.kind): s.counted for s in one.stood} for one in (old, new)]
    keys = sorted(sides[0].keys() | sides[1].keys())
    pairs = ((key, sides[0].get(key), sides[1].get(key)) for key in keys)
    return [Difference(unit, task, kind, a, b) for (task, unit, kind), a, b in pairs if a != b]


def locked_from(period: Period, *, is_complete: bool, today: date, days: WorkingDays) -> date:
    """From which day on a period may be locked: at once where nobody owes and nothing waits.

    Else from the working day after the last due day on.
    """
    return today if is_complete else days.after(period.last_due)
