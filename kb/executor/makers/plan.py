"""Facts of the plan: its targets, and its duty to report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from kb.asking.desk import Desk
from kb.asking.query import Point
from kb.calendar import ReportingPeriod, next_due, reporting_period
from kb.executor.made import Answer
from kb.model import ReportingRule, Target
from nlu.text import day_text, to_roman, weekday

_BRACKETS = re.compile(r"\(([^()]*)\)")
_FREQUENCY = re.compile(r"(?:định kỳ )?h[àằ]ng quý")
_DUE_RULE = re.compile(r"(?:chậm nhất )?(?:vào )?ngày \d{1,2} (?:của )?tháng [^,;.]*? quý(?: sau)?")


def target(made: Answer, desk: Desk) -> None:
    """The percentages of targets, their clauses, how many they are, or what they leave out."""
    made.targets = [desk.document.targets[n] for n in made.query.targets]
    aspects = made.query.aspects
    if "clause" in aspects:
        made.facts = [t.clause for t in made.targets]
    elif "period" in aspects:
        made.facts = list(dict.fromkeys(t.period for t in made.targets if t.period))
    elif "count" in aspects:
        made.facts = [str(len({(t.address, t.clause) for t in made.targets}))]
    elif aspects != ("except",):
        made.facts = shares(made.targets)
    if "except" in aspects:
        made.facts += [left for t in made.targets for left in left_out(t)]
    made.citations = list(dict.fromkeys(t.address for t in made.targets))
    if not made.facts:
        made.refused = "not-in-document"


def shares(targets: Sequence[Target]) -> list[str]:
    """The percentages of targets; both ends of a range as the one value that they are."""
    ends: dict[tuple[str, str], list[str]] = {}
    for one in targets:
        ends.setdefault((one.address, one.clause), []).append(one.percent)
    return [" - ".join(percents) for percents in ends.values()]


def left_out(target: Target) -> list[str]:
    """What a target leaves out: the words that its clause has in brackets."""
    return _BRACKETS.findall(target.clause)


def due(made: Answer, desk: Desk) -> None:
    """The fields asked of some quarters' reports, of the one due next where no quarter is named."""
    rule = desk.document.reporting
    if rule is None:
        made.refused = "not-in-document"
        return
    made.citations = [rule.address]
    text = desk.document.by_address[rule.address].text
    for point in made.query.points:
        if point.field == "frequency":
            made.facts += _FREQUENCY.findall(text)[:1]
        elif point.field == "recipient" and rule.recipient:
            made.facts.append(rule.recipient)
        elif point.field in ("recipient", "forwarded"):
            made.facts += rule.forwarded_to
        else:
            _of_period(made, rule, point)
    if _asks_rule(made.query.points):
        made.facts += _DUE_RULE.findall(text)[:1]


def _asks_rule(points: Sequence[Point]) -> bool:
    """Whether it is the due day of no quarter that is asked."""
    due = [point for point in points if point.field in ("due", "is_due")]
    return bool(due) and all(point.quarter == 0 for point in due)


def _of_period(made: Answer, rule: ReportingRule, point: Point) -> None:
    year, quarter = (point.year, point.quarter) if point.quarter else next_due(rule, made.today)
    period = reporting_period(rule, year or made.today.year, quarter)
    if period not in made.periods:
        made.periods.append(period)
    made.facts += _fact(period, point, made.today, dated=year is not None)


def _fact(period: ReportingPeriod, point: Point, today: date, dated: bool) -> list[str]:
    field = point.field
    if field in ("quarter", "quarter_year"):
        return [f"quý {to_roman(period.quarter)}" + (f"/{period.year}" if field == "quarter_year" else "")]
    if field == "weekday":
        return [weekday(period.due)]
    if (days := days_counted(period, point, today)) is not None:
        return [f"{abs(days)} ngày"]
    day = {"start": period.start, "end": period.end}.get(field, period.due)
    if day is None:
        return []
    earlier = " năm trước kỳ báo cáo" if day.year < period.year else ""
    return [day_text(day) if dated else f"{day.day}/{day.month}{earlier}"]


def days_counted(period: ReportingPeriod, point: Point, today: date) -> int | None:
    """The days that a field counts: below 0 they are past; None for a field that counts none."""
    since = point.day or today
    if point.field in ("days", "late"):
        return (period.due - since).days
    if period.end and point.field in ("days_to_end", "between"):
        return (period.end - since).days if point.field == "days_to_end" else (period.due - period.end).days
    return None
