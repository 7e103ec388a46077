"""Which quarters' reports a question means: by number, by "này", "trước", "tới", or all of them."""

from __future__ import annotations

from typing import Literal

from kb.asking.case import Case
from kb.asking.phrases import ways
from kb.asking.rules.sides import sides_asked
from kb.calendar import next_due, period_of_data, reporting_period
from kb.model import ReportingRule

Which = Literal["previous", "current", "following", "data"]

_PREVIOUS = ways("quy truoc | ky truoc | dot truoc | ky vua roi | quy vua roi | ky da qua | thang truoc")
_FOLLOWING = ways(
    "ky toi | ky sau | quy sau | quy toi | ke tiep | tiep theo | dot toi | dot sau | ky ke tiep | ky tiep"
    " | ky bao cao toi | ky bao cao sau"
)
_CURRENT = ways(
    "quy nay | ky nay | dot nay | hien tai | dang phai nop | sap phai nop | sap nop | sap toi | hom nay | thang nay"
    " | ngay mai | mai | hnay | gan nhat | dang den han | may hom toi | bay gio | hien nay"
)
_EVERY = ways(
    "ca nam | bon moc | 4 moc | cac quy | tung quy | moi quy | bon quy | 4 quy | cac moc | bon ky | 4 ky"
    " | cac ngay nao | mot nam | trong nam | bon lan | 4 lan"
)
_MISSED = ways("lo han | tre han | qua han | mat han")
_NEXT = ways("gan nhat | sap toi | ke tiep | tiep theo | ky toi")
_NEW_WINDOW = ways("ky moi | ky bao cao moi | dot moi")
_TODAYS_DATA = ways("phat sinh hom nay | so lieu hom nay | hom nay duoc tinh | hom nay tinh vao")
_OLD_REPORT = ways("bao cao | sap phai nop | sap nop | dang phai nop | bc | han | nop | gui")
_WINDOW_NOW = ways("ky nay | ky | quy nay | hien tai")
_NEXT_DUE = ways("ky nop | lan nop | han nop ke tiep | han nop tiep theo | han ke tiep | moc nop")


def quarters_meant(case: Case, rule: ReportingRule) -> list[tuple[int | None, int]]:
    """The quarters that a question means, each with its year where it is known."""
    if case.says(*_MISSED) and case.says(*_NEXT):
        return [_at(case, rule, "current")]
    if case.spotted.quarters:
        return _numbered(case, rule)
    if case.says("ba thang dau nam", "3 thang dau nam", "quy dau nam", "quy dau tien"):
        return [(None, 1)]
    if case.says("ba thang cuoi nam", "3 thang cuoi nam", "quy cuoi nam", "quy cuoi cung"):
        return [(None, 4)]
    if case.says(*_EVERY) and not case.has("days"):
        return [(None, q) for q in range(1, 5)]
    which = meant_by_words(case)
    return [_at(case, rule, which)] if which else []


def _numbered(case: Case, rule: ReportingRule) -> list[tuple[int | None, int]]:
    year = case.spotted.years[0] if case.spotted.years else None
    if year is None and case.has("days"):
        return [next_due(rule, case.today, q) for q in case.spotted.quarters if 1 <= q <= 4]
    return [(year, q) for q in case.spotted.quarters]


def meant_by_words(case: Case) -> Which | None:
    """Which report is meant by "này", "trước", "tới"; "data" is the one that today's data go into."""
    if case.says("hom qua"):
        return "previous"
    if case.has("days") and not case.says(*_FOLLOWING):
        return "current"
    if case.says(*_TODAYS_DATA) or (case.says(*_NEW_WINDOW) and "due" not in sides_asked(case)):
        return "data"
    return _by_name(case)


def _by_name(case: Case) -> Which | None:
    if case.says(*_PREVIOUS):
        return "previous"
    if case.says(*_FOLLOWING):
        soon = case.says("gan nhat", "lo han", "sap toi") and not case.says("sau ky")
        return "current" if soon else "following"
    if case.says(*_CURRENT):
        return "data" if _means_window(case) else "current"
    return None


def _means_window(case: Case) -> bool:
    """Whether "kỳ này" means the window that runs: its data are asked; "báo cáo sắp nộp" is still the old report."""
    sides = sides_asked(case)
    if "due" in sides:
        return False
    running = bool(sides) and not case.says(*_OLD_REPORT) and case.says(*_WINDOW_NOW)
    return running or case.says("ky bao cao hien tai")


def _at(case: Case, rule: ReportingRule, which: Which) -> tuple[int, int]:
    """The year and quarter of a report that words mean today."""
    year, quarter = next_due(rule, case.today)
    if which == "previous":
        return (year - 1, 4) if quarter == 1 else (year, quarter - 1)
    if which == "following" and not _next_is_first(case, rule):
        return (year + 1, 1) if quarter == 4 else (year, quarter + 1)
    if which == "data":
        return period_of_data(rule, case.today)
    return year, quarter


def _next_is_first(case: Case, rule: ReportingRule) -> bool:
    """Whether "kế tiếp" is the report due next: such a due day is asked for, or this quarter's has just passed."""
    passed = reporting_period(rule, case.today.year, (case.today.month + 2) // 3).due < case.today
    return passed or case.says(*_NEXT_DUE)
