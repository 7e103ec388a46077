"""Facts of the plan: its targets, and its duty to report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from kb.answering.made import Answer
from kb.asking.desk import Desk
from kb.calendar import ReportingPeriod, next_due, reporting_period
from kb.model import ReportingRule, Target
from kb.text import day_text, to_roman

_BRACKETS = re.compile(r"\(([^()]*)\)")
_FREQUENCY = re.compile(r"(?:định kỳ )?h[àằ]ng quý")
_DUE_RULE = re.compile(r"ngày \d{1,2} (?:của )?tháng [^,;.]*? quý(?: sau)?")


def target(made: Answer, desk: Desk) -> None:
    """The percentages of targets, their clauses, how many they are, or what they leave out."""
    made.targets = [desk.document.targets[n] for n in made.query.targets]
    aspects = made.query.aspects
    if "clause" in aspects:
        made.facts = [t.clause for t in made.targets]
    elif "count" in aspects:
        made.facts = [str(len({(t.address, t.clause) for t in made.targets}))]
    elif aspects != ("except",):
        made.facts = shares(made.targets)
    if "except" in aspects:
        made.facts += [left for t in made.targets for left in left_out(t)]
    listed = "all" in aspects  # many: the parts that hold them are cited
    made.citations = [_part(t.address) if listed else t.address for t in made.targets]
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


def _part(address: str) -> str:
    """The part of a section that holds a target."""
    return ".".join(address.split(".")[:2])


def due(made: Answer, desk: Desk) -> None:
    """The sides asked of some quarters' reports, of the one due next where no quarter is named."""
    rule = desk.document.reporting
    if rule is None:
        made.refused = "not-in-document"
        return
    made.citations = [rule.address]
    text, aspects = desk.document.by_address[rule.address].text, made.query.aspects
    if "frequency" in aspects:
        made.facts = _FREQUENCY.findall(text)[:1]
    elif "recipient" in aspects and rule.recipient:
        made.facts = [rule.recipient]
    elif "recipient" in aspects or "forwarded" in aspects:
        made.facts = list(rule.forwarded_to)
    else:
        _days(made, rule)
        if not made.query.quarters and aspects == ("due",):
            made.facts += _DUE_RULE.findall(text)[:1]


def _days(made: Answer, rule: ReportingRule) -> None:
    for year, quarter in made.query.quarters or (next_due(rule, made.today),):
        period = reporting_period(rule, year or made.today.year, quarter)
        made.periods.append(period)
        for aspect in made.query.aspects:
            made.facts += _side(period, aspect, dated=year is not None, today=made.today)


def _side(period: ReportingPeriod, aspect: str, dated: bool, today: date) -> list[str]:
    if aspect == "quarter":
        return [f"quý {to_roman(period.quarter)}"]
    if aspect == "days":
        return [f"{(period.due - today).days} ngày"]
    day = {"due": period.due, "start": period.start, "end": period.end}[aspect]
    if day is None:
        return []
    return [day_text(day) if dated else f"{day.day}/{day.month}"]
