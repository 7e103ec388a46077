"""The values that the knowledge base is made of: a document, its passages, tasks, targets and reporting rule.

Only data lives here; how it is read from a text stands in the reader's modules.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property


class DecisionError(ValueError):
    """The text is not a decision that can be read.

    `line` is the number of the offending line in the source (1 for the first), or None where no line is to blame.
    """

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the source: character offsets [start, end)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Repair:
    """A reading that differs from what is written, and why."""

    written: str
    reading: str
    reason: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One addressed part of a document: its repaired text, the source's own text and its place there.

    `text` has no markup and its lines are joined; a heading's text does not hold its children's.
    """

    address: str
    text: str
    source_text: str
    spans: tuple[Span, ...]
    kind: str
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class Furniture:
    """A stretch of the source that says nothing of its own: blank lines, repeated header rows, ruled words."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something read that may be wrong; shown as written, with the likely reading where there is one."""

    address: str
    text: str
    reason: str
    likely: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A time of completion as the table writes it ("2019-2020", "Quý IV/2019"), and the days it runs from and to."""

    text: str
    start: dt.date | None = None
    end: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A group of tasks in the appendix, by its Roman numeral."""

    numeral: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the appendix. Names of units are as written; `cells` keeps each column's raw text by its meaning."""

    number: int
    group: str | None
    content: str
    leads: tuple[str, ...]
    coordinators: tuple[str, ...]
    periods: tuple[Period, ...]
    product: str | None
    note: str | None
    address: str
    cells: dict[str, str] = field(default_factory=dict, hash=False, compare=False)
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A percentage that the plan sets, with the clause that says of what, and the period it is for."""

    address: str
    percent: str
    period: str | None
    subject: str
    clause: str


@dataclass(frozen=True, slots=True)
class DayMonth:
    """A day of the year without its year, as the reporting rule states it."""

    day: int
    month: int

    def __str__(self) -> str:
        return f"{self.day}/{self.month}"

    def in_year(self, year: int) -> dt.date:
        return dt.date(year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class QuarterRule:
    """What a quarter's report covers and when it is due.

    `start_years_back` is 1 where the data window opens in the year before the quarter's, `due_years_on` is 1
    where the report is due in the year after it.
    """

    quarter: int
    start: DayMonth | None
    end: DayMonth | None
    due: DayMonth
    start_years_back: int = 0
    due_years_on: int = 0


@dataclass(frozen=True, slots=True)
class ReportingRule:
    """The duty to report each quarter: windows and due days, to whom the reports go and who gets them on."""

    address: str
    quarters: tuple[QuarterRule, ...]
    recipient: str | None
    forwarded_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """A sentence that charges somebody with something: who, and the words that say what."""

    address: str
    actors: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisation: its full name, abbreviations, other names, and whether it is a unit of the issuing ministry.

    `collective` is "all" for "Các đơn vị thuộc Bộ" and "related" for "các đơn vị có liên quan".
    """

    name: str
    abbreviations: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    belongs: bool = False
    collective: str | None = None
    source: str = ""

    def names(self) -> tuple[str, ...]:
        """Every way of naming the unit, full name first."""
        return (self.name, *self.abbreviations, *self.other_names)


@dataclass(frozen=True, slots=True)
class Header:
    """What a decision says of itself."""

    number: str
    date: dt.date
    place: str
    title: str
    issuer: str
    signer: str
    effective: dt.date | None
    implements: str | None


@dataclass(frozen=True)
class Document:
    """A decision as read: everything it says, by address, and everything that was repaired or doubted on the way."""

    id: str
    header: Header
    passages: tuple[Passage, ...]
    furniture: tuple[Furniture, ...]
    groups: tuple[Group, ...]
    tasks: tuple[Task, ...]
    targets: tuple[Target, ...]
    reporting: ReportingRule | None
    duties: tuple[Duty, ...]
    units: tuple[Unit, ...]
    doubts: tuple[Doubt, ...]
    source: str
    labels: dict[str, str] = field(default_factory=dict)  # the table's column names by their meaning

    @cached_property
    def by_address(self) -> dict[str, Passage]:
        """Passages by their address."""
        return {p.address: p for p in self.passages}

    @cached_property
    def by_number(self) -> dict[int, Task]:
        """Tasks by their number in the appendix."""
        return {t.number: t for t in self.tasks}

    @cached_property
    def by_numeral(self) -> dict[str, Group]:
        """Groups of the appendix by their numeral."""
        return {g.numeral: g for g in self.groups}

    def children(self, address: str) -> tuple[Passage, ...]:
        """The parts directly below an address, in the order of the text."""
        depth = address.count(".") + 1
        return tuple(p for p in self.passages if p.address.startswith(address + ".") and p.address.count(".") == depth)
