"""What is asked, once understood: one value for every kind of question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

QueryKind = Literal[
    "task",  # aspects of given tasks
    "find",  # which task is about a topic
    "list",  # tasks that meet a filter
    "count",  # how many do
    "group",  # which group a task, or a topic, belongs to
    "groups",  # the title of a group
    "target",  # percentages
    "due",  # when a quarter's report is due, what it covers, how many days are left, to whom it goes
    "about",  # what the decision says of itself
    "abbreviation",
    "dated",  # the day of another document that the text names
    "passage",  # what an address says
    "place",  # where the text says something
    "text",  # what the text says of something
    "duty",  # who is charged with something
    "greeting",
    "thanks",
    "refusal",
    "choice",  # ask back
]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which tasks are meant: units by full name, periods as the table writes them; None or () is no condition."""

    unit: str | None = None
    other: str | None = None  # a second unit
    other_role: str | None = None  # its role, where it is not the first one's
    role: str | None = None  # "lead", "coord" or None for either
    group: str | None = None
    period: str | None = None
    year: int | None = None
    only: bool = False
    absent: tuple[str, ...] = ()  # of "coord", "product", "note", "lead"
    present: tuple[str, ...] = ()
    words: tuple[str, ...] = ()  # the field named in `words_in` must speak of these
    words_in: str | None = None
    several: str | None = None  # "lead" or "coord": more than one of them
    within: tuple[int, ...] = ()  # of these tasks only
    without: tuple[int, ...] = ()  # not of these


@dataclass(frozen=True, slots=True)
class Point:
    """A field of a quarter's report; of the rule as such for quarter 0. Its year is None where it is not known.

    `day` is that from which days are counted, or on which the report is sent; with `last`, a span that is asked about.
    """

    field: str
    year: int | None
    quarter: int
    day: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A question as understood.

    `aspects` says what of the thing is wanted: for tasks lead, coord, when, product, note, all, sent_to; for reports
    due, start, end, days, recipient, forwarded; for the decision itself number, date, signer and so on.
    """

    kind: QueryKind
    aspects: tuple[str, ...] = ()
    tasks: tuple[int, ...] = ()
    groups: tuple[str, ...] = ()
    filter: Filter | None = None
    quarters: tuple[tuple[int | None, int], ...] = ()  # (year or None, quarter); () for the rule as such
    points: tuple[Point, ...] = ()  # of "due": each field asked, with its report
    targets: tuple[int, ...] = ()  # places in Document.targets
    period: str | None = None
    addresses: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    holds: str | None = None  # the kind of document ("nghi dinh") whose number must stand in what is said
    name: str | None = None  # the abbreviation or unit asked about
    reason: str | None = None  # of a refusal
    claim: str | None = None  # what the question wrongly takes for granted
    page: int = 1


@dataclass(frozen=True, slots=True)
class State:
    """What a later question may leave out: the last query, the tasks and units that its answer named, the last list."""

    query: Query | None = None
    tasks: tuple[int, ...] = ()
    listed: tuple[int, ...] = ()  # the tasks of the last list
    recent: tuple[int, ...] = ()  # the tasks that were spoken of one by one, the newest last
    units: tuple[str, ...] = ()
    group: str | None = None
    period: str | None = None


ENOUGH: dict[str, float] = {
    "task": 0.6,
    "find": 0.5,
    "list": 0.6,
    "count": 0.6,
    "group": 0.5,
    "groups": 0.5,
    "target": 0.72,
    "due": 0.6,
    "about": 0.55,
    "abbreviation": 0.5,
    "passage": 0.5,
    "duty": 0.55,
}


@dataclass(slots=True)
class Proposal:
    """One way to understand a question, and how much of the question it accounts for (1: all of it).

    `enough` is the share that must be accounted for, by the kind of question where it is not given. The shares were
    read off our corpus (docs/understanding.md): below them more answers were wrong than right.
    """

    score: float
    query: Query
    covered: float = 1.0
    enough: float = 0.0

    def __post_init__(self) -> None:
        self.enough = self.enough or ENOUGH.get(self.query.kind, 0.7)

    @property
    def understood(self) -> bool:
        """Whether it accounts for enough of the question to be believed."""
        return self.covered >= self.enough
