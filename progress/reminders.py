"""What reminders are made of and how they are set: the steps, the rules that admins choose, and their checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, Protocol, get_args

from progress.model import Person

Step = Literal[
    "digest",
    "plan_end",
    "deadline_30",
    "deadline_7",
    "deadline_1",
    "returned",
    "heads_up",
    "opening",
    "last_call",
    "due",
    "overdue",
    "snoozed",
    "urge",
]
"""In the order in which a message that is about several is named: by the last of them."""

RANK: Mapping[Step, int] = {step: rank for rank, step in enumerate(get_args(Step))}
DEADLINES: Mapping[Step, int] = {"deadline_30": 30, "deadline_7": 7, "deadline_1": 1}
"""Working days before the end of a task's phase."""
OWN_CHOICE: tuple[Step, ...] = ("heads_up", "opening")
"""The steps that a person may turn off."""
OPENS, CLOSES = time(8), time(17, 30)
"""Nothing is sent outside these hours."""
LATEST_HOUR = time(17)
_NEEDED: frozenset[Step] = frozenset({"opening", "last_call", "due"})


class RulesError(ValueError):
    """Rules that must not be stored; the message is in Vietnamese and meant for the admin."""


@dataclass(frozen=True, slots=True)
class Rules:
    """When reminders go out. Numbers are working days; `free` and `worked` are the days that admins added or took away.

    `since` is when the rules were changed last, `before` how they were until then: a step that only the change has put
    into the past is not caught up with.
    """

    hour: time = time(8, 30)
    heads_up: int = 10
    opening: int = 1
    last_call: int = 2
    overdue_every: int = 2
    overdue_times: int = 3
    off: frozenset[Step] = frozenset()
    free: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()
    since: datetime | None = None
    before: Rules | None = None


LIMITS: Mapping[str, tuple[int, int]] = {
    "heads_up": (3, 30), "opening": (1, 5), "last_call": (1, 10), "overdue_every": (1, 10), "overdue_times": (1, 3)
}  # fmt: skip
"""Each number's least and greatest value."""


def checked(rules: Rules, names: Mapping[str, str]) -> Rules:
    """Give the rules back where they may be stored; `names` words each number. Raises RulesError."""
    if not OPENS <= rules.hour <= LATEST_HOUR:
        raise RulesError(f"Giờ gửi phải từ {OPENS:%H:%M} đến {LATEST_HOUR:%H:%M}.")
    for name, (least, most) in LIMITS.items():
        if not least <= getattr(rules, name) <= most:
            raise RulesError(f"{names[name]}: số phải từ {least} đến {most}.")
    if rules.heads_up <= rules.last_call:
        raise RulesError("Nhắc sớm phải trước nhắc cuối.")
    if rules.off >= _NEEDED:
        raise RulesError("Phải giữ ít nhất một lần nhắc trước hạn.")
    return rules


def changed(old: Rules, at: datetime, **changes: Any) -> Rules:
    """Rules with some values changed at an instant."""
    return replace(old, **changes, since=at, before=replace(old, before=None))


def packed(rules: Rules) -> dict[str, Any]:
    """Rules as JSON values."""
    found: dict[str, Any] = {name: getattr(rules, name) for name in LIMITS}
    found |= {"hour": rules.hour.isoformat("minutes"), "off": sorted(rules.off)}
    found |= {name: [day.isoformat() for day in getattr(rules, name)] for name in ("free", "worked")}
    found["since"] = rules.since.isoformat() if rules.since else None
    return found | ({"before": packed(rules.before)} if rules.before else {})


def unpacked(row: Mapping[str, Any] | None) -> Rules:
    """The rules of JSON values; the default ones where there are none."""
    if row is None:
        return Rules()
    known = {field.name for field in fields(Rules)}
    values = {name: value for name, value in row.items() if name in known}
    values["hour"] = time.fromisoformat(row["hour"])
    values["off"] = frozenset(row["off"])
    values |= {name: days(row[name]) for name in ("free", "worked")}
    values["since"] = datetime.fromisoformat(row["since"]) if row["since"] else None
    values["before"] = unpacked(row["before"]) if row.get("before") else None
    return Rules(**values)


def days(texts: Iterable[str]) -> tuple[date, ...]:
    """Days of ISO texts, in order."""
    return tuple(sorted(map(date.fromisoformat, texts)))


def key_of(person: Person) -> int:
    """The number under which reminders to a person are kept; an admin who has not joined has no row, but an account."""
    return person.id or -(person.account or 0)


class WorkingDays(Protocol):
    """The days on which offices are open."""

    def is_working(self, day: date) -> bool: ...

    def after(self, day: date, count: int = 1) -> date: ...

    def before(self, day: date, count: int = 1) -> date: ...


class Weekdays:
    """Monday to Friday, for who knows no holidays."""

    @staticmethod
    def is_working(day: date) -> bool:
        """Whether it is none of the weekend."""
        return day.weekday() < 5  # Saturday

    def after(self, day: date, count: int = 1) -> date:
        """The so-manieth working day after a day."""
        return self._step(day, count, timedelta(days=1))

    def before(self, day: date, count: int = 1) -> date:
        """The so-manieth working day before a day."""
        return self._step(day, count, timedelta(days=-1))

    def _step(self, day: date, count: int, way: timedelta) -> date:
        for _ in range(count):
            day += way
            while not self.is_working(day):
                day += way
        return day
