"""Which quarters' reports a question means: by number, by "này", "trước", "tới", or all of them."""

from __future__ import annotations

import re
from datetime import timedelta
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
    "quy nay | ky nay | dot nay | hien tai | bua nay | hom ni | dang phai nop"
    " | sap phai nop | sap nop | sap toi | hom nay | thang nay"
    " | ngay mai | mai | hnay | gan nhat | dang den han | may hom toi | bay gio | hien nay"
)
_YEARS_ON = {
    0: ways("nam nay"),
    1: ways("nam sau | sang nam | nam toi | qua nam | nam ke tiep | nam tiep theo"),
    -1: ways("nam ngoai | nam vua qua | nam vua roi | nam roi"),
}
_QUARTER_LAST_YEAR = re.compile(r" quy (?:\S+ ){1,2}nam truoc (?!ky)")
_DAYS_ON = {
    0: ways("hom nay | hnay | bua nay | hom ni | bua ni | bay gio | hien tai | luc nay"),
    -1: ways("hom qua | bua qua"),
    1: ways("ngay mai | mai | sang mai"),
}
_NAMED_QUARTERS = {
    1: ways("ba thang dau nam | 3 thang dau nam | quy dau nam | quy dau tien | quy mo dau nam"),
    4: ways("ba thang cuoi nam | 3 thang cuoi nam | quy cuoi nam | quy cuoi cung | quy cuoi | quy chot nam"),
}
_REST_OF_YEAR = ways(
    "toi cuoi nam | den cuoi nam | toi het nam | den het nam | cho toi cuoi nam | cho den cuoi nam | con lai cua nam"
    " | con lai trong nam | tu nay den cuoi nam | het nam nay | ca nam con lai"
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
    if "quarter" in sides_asked(case):
        return _of_day_meant(case, rule)
    if case.spotted.quarters:
        return _numbered(case, rule)
    if named := [q for q, names in _NAMED_QUARTERS.items() if case.says(*names)]:
        return [(_year_meant(case), named[0])]
    if several := _several(case, rule):
        return several
    which = meant_by_words(case)
    return [_at(case, rule, which)] if which else []


def _of_day_meant(case: Case, rule: ReportingRule) -> list[tuple[int | None, int]]:
    """The quarter whose report the data of today go into, or of the day before or after; () for no such day."""
    days = [case.today + timedelta(days=on) for on, names in _DAYS_ON.items() if case.says(*names)]
    return [period_of_data(rule, days[0])] if days else []


def _several(case: Case, rule: ReportingRule) -> list[tuple[int | None, int]]:
    """All quarters of a year, or those that are left of it, where such are asked."""
    if case.has("days"):
        return []
    if case.says(*_REST_OF_YEAR):
        return _rest_of_year(case, rule)
    return [(_year_meant(case), q) for q in range(1, 5)] if case.says(*_EVERY) else []


def _numbered(case: Case, rule: ReportingRule) -> list[tuple[int | None, int]]:
    year = _year_meant(case)
    if year is None and case.has("days"):
        return [next_due(rule, case.today, q) for q in case.spotted.quarters if 1 <= q <= 4]
    return [(year, q) for q in case.spotted.quarters]


def _year_meant(case: Case) -> int | None:
    """The year that a question names, by its number or as "năm nay", "năm sau"; None where it names none."""
    if case.spotted.years:
        return case.spotted.years[0]
    if _QUARTER_LAST_YEAR.search(case.heard.line):
        return case.today.year - 1
    return next((case.today.year + on for on, names in _YEARS_ON.items() if case.says(*names)), None)


def _rest_of_year(case: Case, rule: ReportingRule) -> list[tuple[int | None, int]]:
    """The quarters whose reports are still due in the year that runs."""
    around = [(year, q) for year in (case.today.year - 1, case.today.year) for q in range(1, 5)]
    due = {at: reporting_period(rule, *at).due for at in around}
    return [at for at, day in due.items() if day >= case.today and day.year == case.today.year]


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
