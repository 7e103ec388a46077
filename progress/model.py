"""The values that progress is made of: people and their roles, periods, what an entry of a report says, ledger rows.

Only data lives here; the rules stand in the other modules, the tables in `progress.store`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from conversation.cleaning import file_name

Role = Literal["reporter", "head", "office", "viewer"]
"""Đầu mối, Lãnh đạo, Tổng hợp, Chỉ xem; held by a person in a unit."""
Status = Literal["not_started", "in_progress", "waiting", "done", "paused"]
Kind = Literal["lead", "contribution"]
State = Literal["sent", "accepted", "returned", "withdrawn"]

REPORTS: frozenset[Role] = frozenset({"reporter", "head"})
"""The roles that report for their unit."""
READS_ALL: frozenset[Role] = frozenset({"office", "viewer"})


class NotAllowedError(Exception):
    """A person may not do this; the message is in Vietnamese and meant for the person."""


class LockedError(NotAllowedError):
    """A period is locked: nothing of it changes any more until the office opens it again."""

    def __init__(self, period: Period, instead: str = "") -> None:
        super().__init__("Kỳ báo cáo này đã khóa.")
        self.period = period
        self.instead = instead  # the token that sends the same into the period that is open now


@dataclass(frozen=True, slots=True)
class Membership:
    """A role in a unit (the unit's full name)."""

    unit: str
    role: Role


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody known to the bot. `account` is the channel's id (Telegram's), None after leaving.

    `address` is "anh" or "chị", or "" where it was not told.
    """

    id: int
    account: int | None
    name: str
    position: str
    address: str = ""
    roles: tuple[Membership, ...] = ()
    is_admin: bool = False

    def units(self, *roles: Role) -> tuple[str, ...]:
        """The units in which the person has one of the roles."""
        return tuple(m.unit for m in self.roles if m.role in roles)

    @property
    def reports_for(self) -> tuple[str, ...]:
        """The units that the person reports for."""
        return self.units(*REPORTS)

    @property
    def reads_all(self) -> bool:
        """Whether the whole ledger is open to the person."""
        return self.is_admin or any(m.role in READS_ALL for m in self.roles)

    @property
    def called(self) -> str:
        """How to speak to the person: "chị Lan", "anh/chị"."""
        given = self.name.split()[-1:] or [""]
        return f"{self.address} {given[0]}" if self.address else "anh/chị"


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting period as a row: what it covers, when its reports are due, and when it was locked.

    `due` is the day that the decision names; `moved` are the days to which the office has moved it, for a unit or all.
    """

    id: int
    document: str
    year: int
    quarter: int
    start: date
    end: date
    due: date
    closed: datetime | None = None
    moved: tuple[tuple[str | None, date], ...] = ()

    def due_of(self, unit: str | None = None) -> date:
        """The day until which a unit's reports are in time; without a unit, those of all."""
        return max((day for whose, day in self.moved if whose in (None, unit)), default=self.due)

    @property
    def last_due(self) -> date:
        """The day after which no unit's reports are in time."""
        return max((day for _, day in self.moved), default=self.due)

    @property
    def key(self) -> str:
        """The quarter as exports write it: 2019-Q3."""
        return f"{self.year}-Q{self.quarter}"


@dataclass(frozen=True, slots=True)
class Entry:
    """How a task stands, as a unit tells it; what is None was not said.

    `percent` is 0 to 100. `kept` are percentages that the words do not say of the task and that stay in the result.
    `nothing_new` marks «không phát sinh»: the last state goes on.
    """

    status: Status | None = None
    percent: int | None = None
    result: str | None = None
    difficulty: str | None = None
    proposal: str | None = None
    next_step: str | None = None
    completed: date | None = None
    product: str | None = None
    kept: tuple[str, ...] = ()
    nothing_new: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that was sent with a report. `sha256` is None until its content is on disk; it may be `lost` since."""

    id: int
    name: str
    size: int
    sha256: str | None = None
    lost: bool = False

    def __post_init__(self) -> None:  # rows of earlier versions hold names as they came
        object.__setattr__(self, "name", file_name(self.name))


@dataclass(frozen=True, slots=True)
class Report:
    """A row of the ledger: one revision of what a unit said of a task in a period, and what the office did with it."""

    id: int
    receipt: int
    document: str
    task: int
    unit: str
    period: Period
    kind: Kind
    revision: int
    entry: Entry
    state: State
    at: datetime
    late: bool
    name: str
    position: str
    evidence: tuple[Evidence, ...] = field(default=())
    remark: str | None = None  # the office's words with "Đề nghị bổ sung"
    sender: int = 0  # the row of the person who sent it
