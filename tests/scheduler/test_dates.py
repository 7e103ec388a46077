"""On which days the steps fall, over 2019–2030, against an independent calculation; made-up holidays in the window."""

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from functools import cache

import pytest

from kb.calendar import reporting_period
from progress.model import Period
from progress.reminders import Rules
from scheduler.steps import of_period, of_phase
from scheduler.workdays import Calendar, vietnam
from tests.progress.driver import library
from tests.scheduler.driver import NO_HOLIDAYS, only

QUARTERS = [(year, quarter) for year in range(2019, 2031) for quarter in range(1, 5)]
FIXED = {(1, 1), (4, 30), (5, 1), (9, 2)}


@cache
def weekdays(holidays: frozenset[date]) -> list[date]:
    """All working days as a list: what comes before and after is a place in it."""
    first = date(2018, 1, 1)
    days = [first + timedelta(n) for n in range(366 * 14)]
    return [day for day in days if day.isoweekday() <= 5 and day not in holidays]


def period(year: int, quarter: int) -> Period:
    found = reporting_period(library().documents[0].reporting, year, quarter)
    return Period(1, "676", year, quarter, found.start, found.end, found.due)


def expected(when: Period, holidays: frozenset[date]) -> list[tuple[str, date]]:
    days = weekdays(holidays)
    due, end = bisect_left(days, when.due), bisect_right(days, when.end)
    after = bisect_right(days, when.due)
    found = [("heads_up", days[due - 10]), ("opening", days[end]), ("last_call", days[due - 2])]
    found += [("due", when.due)] if days[due] == when.due else []
    return sorted([*found, *(("overdue", days[after + 2 * n]) for n in range(3))], key=lambda pair: pair[1])


def steps(when: Period, calendar: Calendar, rules: Rules | None = None) -> list[tuple[str, date]]:
    events = of_period(when, calendar, rules or Rules())
    return sorted(((e.step, e.day) for e in events if e.step != "digest"), key=lambda pair: pair[1])


@pytest.mark.parametrize(("year", "quarter"), QUARTERS)
def test_each_quarter_of_twelve_years(year: int, quarter: int) -> None:
    """No public holiday falls near the due days, but heads-ups of the third quarter come right after 2 September."""
    when = period(year, quarter)
    public = frozenset(
        day for day in map(when.due.__sub__, map(timedelta, range(-40, 60))) if vietnam().is_holiday(day)
    )
    assert steps(when, vietnam()) == expected(when, public)
    assert steps(when, NO_HOLIDAYS) == expected(when, frozenset())


@pytest.mark.parametrize(("year", "quarter"), QUARTERS)
@pytest.mark.parametrize("off", [(15, 16), (18, 19), (20,), (16, 17, 18, 19, 20), (21, 22, 23, 24)])
def test_holidays_in_the_window_move_the_steps(year: int, quarter: int, off: tuple[int, ...]) -> None:
    when = period(year, quarter)
    holidays = frozenset(when.due.replace(day=day) for day in off)
    assert steps(when, only(*holidays)) == expected(when, holidays)


@pytest.mark.parametrize(
    ("year", "quarter", "days"),
    [
        (2019, 3, ["2019-09-06", "2019-09-16", "2019-09-18", "2019-09-20", "2019-09-23", "2019-09-25", "2019-09-27"]),
        (2020, 4, ["2020-12-07", "2020-12-15", "2020-12-17", "2020-12-21", "2020-12-23", "2020-12-25"]),  # a Sunday
        (2021, 1, ["2021-03-08", "2021-03-15", "2021-03-18", "2021-03-22", "2021-03-24", "2021-03-26"]),  # a Saturday
    ],
)
def test_three_quarters_counted_by_hand(year: int, quarter: int, days: list[str]) -> None:
    """A due day on a Saturday or Sunday has no step of its own."""
    assert [day.isoformat() for _, day in steps(period(year, quarter), vietnam())] == days


@pytest.mark.parametrize("year", range(2019, 2031))
def test_vietnams_holidays_are_days_off(year: int) -> None:
    calendar = vietnam()
    for month, day in FIXED:
        assert not calendar.is_working(date(year, month, day))
    assert not any(calendar.is_working(date(year, 1, 1) + timedelta(n)) for n in range(365)
                   if (date(year, 1, 1) + timedelta(n)).isoweekday() > 5)  # fmt: skip


def test_a_swapped_saturday_is_no_working_day_until_an_admin_says_so() -> None:
    """29/4/2019 was swapped with Saturday 4/5/2019: the package's own is_working_day() is True for that."""
    swapped, saturday = date(2019, 4, 29), date(2019, 5, 4)
    assert not vietnam().is_working(swapped)
    assert not vietnam().is_working(saturday)
    changed = vietnam().changed(free=[date(2019, 5, 6)], worked=[saturday, swapped])
    assert changed.is_working(saturday)
    assert changed.is_working(swapped)
    assert changed.after(date(2019, 5, 3)) == saturday
    assert changed.after(saturday) == date(2019, 5, 7)


@pytest.mark.parametrize("end", [date(2019, 12, 31), date(2020, 12, 31), date(2025, 12, 31)])
def test_a_phase_is_told_of_thirty_seven_and_one_working_days_before_its_end(end: date) -> None:
    days = weekdays(frozenset())
    place = bisect_left(days, end)
    found = of_phase("676", 6, end, NO_HOLIDAYS, Rules())
    assert [(e.step, e.day) for e in found] == [
        ("deadline_30", days[place - 30]), ("deadline_7", days[place - 7]), ("deadline_1", days[place - 1])
    ]  # fmt: skip


def test_steps_and_days_are_settings() -> None:
    rules = Rules(heads_up=5, opening=2, last_call=1, overdue_every=1, overdue_times=2, off=frozenset({"due"}))
    assert steps(period(2019, 3), NO_HOLIDAYS, rules) == [
        ("heads_up", date(2019, 9, 13)), ("opening", date(2019, 9, 17)), ("last_call", date(2019, 9, 19)),
        ("overdue", date(2019, 9, 23)), ("overdue", date(2019, 9, 24)),
    ]  # fmt: skip


def test_each_step_has_a_digest_of_its_own_day() -> None:
    events = of_period(period(2019, 3), NO_HOLIDAYS, Rules())
    digests = [e for e in events if e.step == "digest"]
    assert sorted(e.day for e in digests) == sorted({e.day for e in events})
    assert len({e.key for e in events}) == len(events)
