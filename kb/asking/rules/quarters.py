"""Which reports a question means: by number, by "này", "trước", "tới", by a day or a span of days, or all of them.

The report of now is the one that is due next, on its due day still that one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from kb.calendar import next_due, reporting_period
from kb.model import ReportingRule
from nlu.moments import Line, Moment, number, phrase

At = tuple[int | None, int]  # the year, where it is known, and the quarter
Sort = Literal[
    "number",
    "this",
    "soon",
    "previous",
    "before_last",
    "next",
    "after_next",
    "beyond",
    "anchor",
    "new",
    "all",
    "rest",
    "day",
    "span",
]

_NOT_PART_OF = r"(?<!cuoi )(?<!dau )"  # "tháng cuối quý", "tháng đầu quý sau" are no reports
_PERIOD = r"(?:(?:bao cao )?(?:hang )?quy|ky|dot|quarter|period)(?: bao cao| nop| so lieu| quy)*"
_DEADLINE = r"(?:han|lan|moc|ky nop|lan nop|deadline|due)(?: nop| gui| bao cao| date| chot| cuoi)*"
_REPORT = r"(?:bao cao|report)"
_NOW = r"nay(?! moi)|ni|hien tai|hien nay|hien gio|bay gio|dang (?:chay|den han|toi han|phai nop|lam|dien ra)"
_SOON = (
    r"sap (?:phai nop|nop|phai gui|gui|toi|den|han)(?: day)?|toi day|gan nhat(?: sap toi)?|phai nop (?:nay|day"
    r"|bua ni)"
)
_BEFORE = r"truoc(?! ngay| hom| bua| khi)(?: do)?|vua roi|vua qua|da qua|vua xong|vua het|vua nop|lien truoc"
_AFTER = (
    r"(?:lien |ngay )?sau(?! khi| ngay| do tong)(?: do)?|ke tiep|ke|tiep theo|tiep|toi(?! gio| nay"
    r"| ngay| han| hom| khi| luc| nao)"
)
_SKIPS = ("sau", "khong", "tru", "ngoai")
_DONE = r"sau|khong ke|tru|ngoai|nop xong|lam xong|xong|het|qua"

# What stands for a report or several; in this order, what an earlier one has read is not read again.
_WAYS: tuple[tuple[Sort, re.Pattern[str]], ...] = (
    (
        "anchor",
        phrase(
            rf"(?:{_DONE}) (?:{_PERIOD}|{_REPORT}|{_DEADLINE})(?: thang)? (?:{_NOW}|{_SOON}|dang \S+ han)(?: gan nhat)?"
        ),
    ),
    (
        "rest",
        phrase(
            r"(?:tu (?:nay|gio|day|bay gio) )?(?:den|toi|cho den|cho toi) (?:cuoi|het)(?! ngay)(?: nam)?(?: nay| (?:19"
            r"|20)\d\d)?"
            r"|con lai (?:cua|trong) nam|ca nam con lai|con lai"
            r"|con(?= (?:may|bao nhieu|nhung|cac) (?:moc|ky han|han|deadline|due date))"
        ),
    ),
    (
        "all",
        phrase(
            r"ca nam|mot nam|trong nam|(?:ca )?(?:bon|4|cac|nhung|tat ca cac) (?:quy|ky|moc|lan|han|dot)(?: nop"
            r"| bao cao)*"
            r"|ca bon|(?:liet ke|list|ke) (?:cac |het |ra )?han(?: nop)?"
        ),
    ),
    ("after_next", phrase(rf"{_NOT_PART_OF}(?:{_PERIOD}) sau nua")),
    ("soon", phrase(rf"{_NOT_PART_OF}(?:{_PERIOD}|{_DEADLINE}|{_REPORT}) (?:{_SOON}|dau tien)")),
    ("this", phrase(rf"{_NOT_PART_OF}(?:{_PERIOD}|{_DEADLINE}|{_REPORT}) (?:{_NOW})|this quarter|this period")),
    ("before_last", phrase(rf"{_NOT_PART_OF}(?:{_PERIOD}|{_DEADLINE}) truoc nua")),
    (
        "previous",
        phrase(
            rf"{_NOT_PART_OF}(?:{_PERIOD}|{_DEADLINE}) (?:{_BEFORE})|(?<!cao )(?:quy|ky|dot|lan) roi"
            rf"|{_REPORT} (?:vua roi|vua qua|ky truoc)|last quarter|previous quarter"
        ),
    ),
    ("new", phrase(r"(?:ky|dot)(?: bao cao| so lieu)* moi")),
    ("soon", phrase(rf"(?:{_DEADLINE}) (?:{_AFTER})|next (?:report|deadline|due date|due)(?: deadline| due)?")),
    ("next", phrase(rf"{_NOT_PART_OF}(?:{_PERIOD}) (?:{_AFTER})|next (?:quarter|period)")),
    ("soon", phrase(rf"{_REPORT} (?:ke tiep|ke|tiep theo)")),
    ("next", phrase(r"following (?:quarterly )?(?:report|quarter|period)")),
    ("soon", phrase(rf"{_SOON}|ke tiep|tiep theo")),
)
_NUMBER = r"(?:i{1,3}|iv|[1-9]|\d{2}|nhat|mot|hai|ba|bon|tu)"
_NUMBERED = phrase(
    rf"{_NOT_PART_OF}quy(?: so| thu)? {_NUMBER}(?:(?: va| voi| hay| hoac| cung| den"
    rf"| toi)*(?: quy)? {_NUMBER}(?! ngay| thang| nam nua))*"
)
_NAMED = (
    (1, phrase(r"(?:ba|3) thang dau nam|quy dau(?: tien| nam)*|quy mo dau nam")),
    (4, phrase(r"(?:ba|3) thang cuoi nam|quy (?:cuoi cung|cuoi)(?: nam)?|quy chot nam")),
)
DATA_OF = phrase(
    r"xong|phat sinh|hoan thanh|nghiem thu|viec|so lieu|du lieu|data|record|ket qua|(?:tinh|dua|ghi|bo|cong) vao"
    r"|thuoc|nam trong|(?:vao|vo) (?:bao cao|ky|quy|so lieu)|(?:tinh|dua|ghi|bo|cong) vo|belong"
)
_PASSED = re.compile(r" (?:sau|xong|het|qua)(?: ky| dot| bao cao)* $")
_SENT = phrase(r"nop|gui|han|deadline|due|chot so roi|kip|tre|cham")


@dataclass(frozen=True, slots=True)
class Named:
    """What words [start, end) name: reports by `sort`; quarters by number, or the days of a moment."""

    sort: Sort
    start: int
    end: int
    quarter: int = 0
    moment: Moment | None = None
    data: bool = False  # a day on which something was done, not one on which a report is sent


def named_in(line: Line, spoken: Sequence[Moment], parts: Sequence[tuple[int, int]]) -> list[Named]:
    """What a line names, by its places; days that only say from when one speaks are left out."""
    found: list[Named] = list(_numbers(line))
    found += [Named("number", start, end, quarter) for quarter, way in _NAMED for start, end, _ in line.find(way)]
    for sort, pattern in _WAYS:
        for start, end, _ in line.find(pattern):
            if not any(start < other.end and other.start < end for other in found):
                found.append(Named(sort, start, end))
    if any(one.sort in ("rest", "number") for one in found):
        found = [one for one in found if one.sort != "all"]
    numbered = any(one.sort == "number" for one in found)
    if any(moment.name in ("day", "today") and _is_done(line, moment, parts) for moment in spoken):
        found = [one for one in found if not ("hay" in line.words[one.start : one.end] and one.sort == "number")]
    for moment in spoken:
        if moment.name == "year" and numbered:
            continue
        if any(moment.start < other.end and other.start < moment.end for other in found):
            continue
        data = moment.name != "year" and _is_done(line, moment, parts)
        if data or moment.name != "today":
            found.append(Named("day" if data else "span", moment.start, moment.end, moment=moment, data=data))
    return _after_anchor(line, sorted(found, key=lambda one: one.start))


def _numbers(line: Line) -> Iterator[Named]:
    for start, end, match in line.find(_NUMBERED):
        for text in re.findall(rf"(?<!\S){_NUMBER}(?!\S)", match[0].removeprefix("quy ")):
            yield Named("number", start, end, 1 if text == "nhat" else number(text))


def _is_done(line: Line, moment: Moment, parts: Sequence[tuple[int, int]]) -> bool:
    """Whether something was done on a day, and its data are spoken of; not where a report is sent on it."""
    start, end = next(part for part in parts if part[0] <= moment.start < part[1])
    if next(line.find(DATA_OF, start, end), None) is None:
        return False
    return next(line.find(_SENT, start, min(end, moment.end + 1)), None) is None


def _after_anchor(line: Line, found: list[Named]) -> list[Named]:
    """ "Sau kỳ này thì kỳ kế" is one report: the one after that which is due."""
    anchors = [one for one in found if one.sort == "anchor"]
    passed = [one for one in found if one.sort == "number" and _PASSED.search(f" {' '.join(line.words[: one.start])} ")]
    others = [one for one in found if one.sort in ("next", "after_next", "soon")] if anchors or passed else []
    if others and len(passed) == 1:  # "sau kỳ quý II này thì kỳ tiếp theo"
        following: Sort = "number"
        after = [replace(one, sort=following, quarter=passed[0].quarter % 4 + 1) for one in others]
        return [*(one for one in found if one not in passed and one not in others), *after]
    if others:
        return [replace(one, sort="beyond") if one in others else one for one in found if one not in anchors]
    skipped: dict[Named, Sort] = {one: "beyond" if line.words[one.start] in _SKIPS else "this" for one in anchors}
    return [replace(one, sort=skipped.get(one, one.sort)) for one in found]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The reporting rule on a day."""

    rule: ReportingRule
    today: date

    @property
    def now(self) -> tuple[int, int]:
        """The report that is due next."""
        return next_due(self.rule, self.today)

    def due(self, at: tuple[int, int]) -> date:
        """The due day of a report."""
        return reporting_period(self.rule, *at).due

    def step(self, at: tuple[int, int], by: int) -> tuple[int, int]:
        """The report some quarters on."""
        year, quarter = divmod(at[0] * 4 + at[1] - 1 + by, 4)
        return year, quarter + 1

    def reports(self, first: date, last: date) -> list[tuple[int, int]]:
        """The reports that are due from one day to another."""
        around = [(year, q) for year in range(first.year - 1, last.year + 1) for q in range(1, 5)]
        return [at for at in around if first <= self.due(at) <= last]

    def last_due(self, day: date, quarter: int | None = None) -> tuple[int, int]:
        """The last report, or the last of a quarter, that was due on a day or before."""
        past = [at for at in self.reports(date(day.year - 2, 1, 1), day) if quarter in (None, at[1])]
        return past[-1]

    def following(self) -> tuple[int, int]:
        """The report of the quarter after this one: the one that is due next where this one's day has passed."""
        own = (self.today.year, (self.today.month + 2) // 3)
        return self.now if self.due(own) < self.today else self.step(self.now, 1)
