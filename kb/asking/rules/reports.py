"""Questions about the quarterly report: when it is due, what it covers, how many days are left, to whom it goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kb.asking.case import Case
from kb.asking.phrases import ways
from kb.asking.query import Proposal, Query
from kb.asking.rules.quarters import meant_by_words, quarters_meant
from kb.asking.rules.sides import DUE_WORDS, QUARTER_ASKED, sides_asked
from kb.calendar import period_of_data
from kb.model import ReportingRule

HEARD = (
    "report", "window", "when", "days", "who", "all", "more", "exist", "percent", "count", "list", "which", "self",
    "unitword", "phase", "relative", "back",
)  # fmt: skip
SLOTS = ("quarter", "period", "stranger", "unit", "date")
NAMED = 0.1  # on top: the question says which report, or asks for the days that are left
SURE_OF_REPORT = 0.85  # share of a question from which it is the quarter's report that is sent somewhere
_SENT = ways("gui | nop | ve dau | nhan | chuyen")
_PERIODIC = ways("bao cao | ky bao cao | bao cao quy | hang quy")
_REPORTED = ways("bao cao | nop | gui")
_KIND_ASKED = ways("kieu nao | loai nao | loai gi | hinh thuc nao | hinh thuc gi | cach nao | kieu gi | dang nao")
_REPORTS = ways(
    "bao cao | nop | ky | dot | han | so lieu | chot | gui bao cao | kip | bon quy | cac quy | moi quy | quy nay"
    " | quy truoc | quy sau | quy toi"
)


def by_quarter(case: Case) -> Iterator[Proposal]:
    """For "hạn nộp quý III", "kỳ này lấy số liệu từ ngày nào", "còn mấy ngày nữa"."""
    rule = case.document.reporting
    if rule is None or case.spotted.tasks or _asks_otherwise(case):
        return
    if case.spotted.dates and case.says(*QUARTER_ASKED):
        yield from _quarter_of_day(case, rule)
    quarters, last = quarters_meant(case, rule), _last_due(case)
    aspects = sides_asked(case) or (last.aspects if last else ())
    if "quarter" in aspects and not quarters:
        return
    if not _speaks(case, quarters, aspects):
        return
    if aspects == ("recipient",) and not last and not case.says(*_PERIODIC):
        return
    if not quarters and last and not meant_by_words(case):
        quarters = list(last.quarters)
    yield _of_quarters(case, quarters, aspects or ("due",), last is not None)


def _asks_otherwise(case: Case) -> bool:
    """Whether it is a unit or tasks that are asked, not a report."""
    if case.has("who") and not case.says(*_SENT):
        return True
    if case.counts_other and not case.has("days"):
        return True
    return (case.asks_tasks and not case.says(*_REPORTED)) or case.says(*_KIND_ASKED)


def _last_due(case: Case) -> Query | None:
    last = case.state.query
    return last if last and last.kind == "due" else None


def _speaks(case: Case, quarters: list[tuple[int | None, int]], aspects: tuple[str, ...]) -> bool:
    """Whether a question has words of a report, and asks something of it."""
    if quarters:
        return True
    if not case.has("report", "window", "days") and not case.says(*DUE_WORDS):
        return False
    return case.has("when", "window", "days") or bool(aspects) or case.says("kip", "thang nay")


def _of_quarters(
    case: Case, quarters: list[tuple[int | None, int]], aspects: tuple[str, ...], follows: bool
) -> Proposal:
    matches = case.search(case.desk.rule, case.topic(HEARD))
    covered = case.explained(HEARD, matches[0].explained if matches else None, SLOTS)
    if not case.spotted.quarters and not case.says(*_REPORTS) and not follows:
        covered -= 0.45
    if any(not 1 <= quarter <= 4 for _, quarter in quarters):
        query = Query("refusal", reason="no-such-quarter", quarters=tuple(quarters))
        return Proposal(covered + 0.2, query, covered)
    if "recipient" in aspects and case.says("bao cao", "nop"):
        covered += 0.2 if covered >= SURE_OF_REPORT else 0.0
    named = case.spotted.quarters or meant_by_words(case) or "days" in aspects
    query = Query("due", aspects=aspects, quarters=tuple(quarters))
    return Proposal(covered + (NAMED if named else 0.0), query, covered)


def _quarter_of_day(case: Case, rule: ReportingRule) -> Iterator[Proposal]:
    """For "việc xong ngày 16/6 thì đưa vào báo cáo quý mấy": the quarter whose data a day belongs to."""
    day, month, *year = map(int, case.spotted.dates[0].split("/"))
    try:
        at = date(year[0] if year else case.today.year, month, day)
    except ValueError:
        return
    covered = max(case.explained(HEARD, None, ("date", "period")), 0.7)
    yield Proposal(covered + 0.15, Query("due", aspects=("quarter",), quarters=(period_of_data(rule, at),)), covered)
