"""What is asked, once understood: one value for every kind of question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from kb.asking.hearing import Heard

QueryKind = Literal[
    "task",  # aspects of given tasks
    "find",  # which task is about a topic
    "list",  # tasks that meet a filter
    "count",  # how many do
    "rank",  # which units, groups or periods have most of them, or how many each
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
class Condition:
    """One condition on tasks; several conditions all hold.

    `kind` unit: `values` are full names, `role` "lead", "coord" or None for either, `op` any, all or sole (these and no
    others). group, number: `values` are numerals, task numbers. period: periods or years, `op` in, only, until, from,
    both, one. cell: `role` names the column, `op` empty, filled, says (`values` are words), is (it begins with them) or
    waits (for them, or for anything). units: how many stand in a column (`role`), `op` least, exactly, most or fewest,
    `values` the number and the units that are not counted. words: the task speaks of them.
    """

    kind: str
    values: tuple[str, ...] = ()
    role: str | None = None
    op: str = ""
    negated: bool = False


COUNT = "count"  # as the name in a query for lines of the decision: how many there are


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
    where: tuple[Condition, ...] = ()  # of tasks that are listed, counted or ranked
    pick: tuple[str, ...] = ()  # "first", "last" or a number: of the tasks that meet them, of each group that is named
    by: str | None = None  # "unit", "group" or "period": counted by each
    order: str | None = None  # of a count by each: "most", "least", "some", "all", or the number that it must be
    quarters: tuple[tuple[int | None, int], ...] = ()  # (year or None, quarter); () for the rule as such
    points: tuple[Point, ...] = ()  # of "due": each field asked, with its report
    targets: tuple[int, ...] = ()  # places in Document.targets
    period: str | None = None
    addresses: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    holds: str | None = None  # the kind of document ("nghi dinh") whose number must stand in what is said
    name: str | None = None  # the abbreviation or unit asked about
    reason: str | None = None  # of a refusal
    whether: bool = False  # yes or no is asked: whether `where` holds of the tasks
    page: int = 1
    options: tuple[Query, ...] = ()  # of a choice: what the question may mean


@dataclass(frozen=True, slots=True)
class State:
    """What a later question may leave out: the last query, the tasks and units that its answer named, the last list."""

    query: Query | None = None
    tasks: tuple[int, ...] = ()
    listed: tuple[int, ...] = ()  # the tasks of the last list
    bounds: tuple[Condition, ...] = ()  # the conditions that bound it
    wider: tuple[int, ...] = ()  # the list of which that was a part
    recent: tuple[int, ...] = ()  # the tasks that were spoken of one by one, the newest last
    units: tuple[str, ...] = ()
    group: str | None = None
    period: str | None = None
    options: tuple[Query, ...] = ()  # what was offered by a question back that is still open
    within: bool = False  # whether the last query is the part before this one of the same message


ENOUGH: dict[str, float] = {
    "task": 0.6,
    "find": 0.5,
    "list": 0.6,
    "count": 0.6,
    "rank": 0.6,
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
    read off our corpus (docs/measured.md): below them more answers were wrong than right. `part` is what
    it was read from, where that is a part of a message.
    """

    score: float
    query: Query
    covered: float = 1.0
    enough: float = 0.0
    part: Heard | None = None

    def __post_init__(self) -> None:
        self.enough = self.enough or ENOUGH.get(self.query.kind, 0.7)

    @property
    def understood(self) -> bool:
        """Whether it accounts for enough of the question to be believed."""
        return self.covered >= self.enough
