"""Working days: Monday to Friday less public holidays, with the days that admins added or took away."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

SATURDAY = 5
_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """`is_holiday` tells public holidays; `free` and `worked` are an admin's word, which goes before all else."""

    is_holiday: Callable[[date], bool]
    free: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether the offices are open."""
        if day in self.worked or day in self.free:
            return day in self.worked
        return day.weekday() < SATURDAY and not self.is_holiday(day)

    def after(self, day: date, count: int = 1) -> date:
        """The so-manieth working day after a day."""
        return self._step(day, count, _A_DAY)

    def before(self, day: date, count: int = 1) -> date:
        """The so-manieth working day before a day."""
        return self._step(day, count, -_A_DAY)

    def changed(self, free: Iterable[date], worked: Iterable[date]) -> Calendar:
        """The same holidays with an admin's days."""
        return Calendar(self.is_holiday, frozenset(free), frozenset(worked))

    def _step(self, day: date, count: int, way: timedelta) -> date:
        for _ in range(count):
            day += way
            while not self.is_working(day):
                day += way
        return day


@cache
def vietnam() -> Calendar:
    """Vietnam's holidays and substitute days, from a package that is slow to import: call it beside, or when needed.

    Its own `is_working_day` is not used: it holds a Saturday for worked that was swapped elsewhere.
    """
    import holidays

    known = holidays.country_holidays("VN")
    return Calendar(known.__contains__)
