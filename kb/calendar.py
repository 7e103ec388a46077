"""The reporting calendar: a reporting rule and a day to quarters, windows and due days. No clock is read here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kb.model import QuarterRule, ReportingRule


@dataclass(frozen=True, slots=True)
class ReportingPeriod:
    """A quarter of a year: the days its report's data run from and to, and the day it is due."""

    year: int
    quarter: int
    start: date | None
    end: date | None
    due: date


def reporting_period(rule: ReportingRule, year: int, quarter: int) -> ReportingPeriod:
    """A quarter's window and due day as the rule states them. Raises ValueError for no quarter from 1 to 4."""
    own = _rule_of(rule, quarter)
    return ReportingPeriod(
        year,
        quarter,
        own.start.in_year(year - own.start_years_back) if own.start else None,
        own.end.in_year(year) if own.end else None,
        own.due.in_year(year + own.due_years_on),
    )


def _rule_of(rule: ReportingRule, quarter: int) -> QuarterRule:
    for own in rule.quarters:
        if own.quarter == quarter:
            return own
    raise ValueError(f"no quarter {quarter}")


def _periods_around(rule: ReportingRule, day: date) -> list[ReportingPeriod]:
    return [reporting_period(rule, year, q) for year in range(day.year - 1, day.year + 2) for q in range(1, 5)]


def next_due(rule: ReportingRule, day: date, quarter: int | None = None) -> tuple[int, int]:
    """Year and quarter of the report that is due next, on the day itself or later; of one quarter where it is given."""
    later = [p for p in _periods_around(rule, day) if p.due >= day and quarter in (None, p.quarter)]
    first = min(later, key=lambda p: p.due)
    return first.year, first.quarter


def period_of_data(rule: ReportingRule, day: date) -> tuple[int, int]:
    """Year and quarter of the report that a day's data go into; the report due next where the rule has no windows."""
    for period in _periods_around(rule, day):
        if period.start and period.end and period.start <= day <= period.end:
            return period.year, period.quarter
    return next_due(rule, day)
