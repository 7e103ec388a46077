"""Days as people type them: "30/8", "30.8", "mười hai tháng chín", "hôm thứ 6 tuần trước", "cuối tháng 8"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from nlu.numerals import NUMERAL, digits_of, value_of
from nlu.spelling import loose_pattern, plain

_NEAR = timedelta(days=120)  # a day without its year that is farther off than this is of the year before
_WEEK = 7
_WEEKDAYS = ("hai|2", "ba|3", "tư|bốn|4", "năm|5", "sáu|6", "bảy|bẩy|7")
_NUMBER = rf"(?:\d{{1,2}}|{NUMERAL})"
_DAY = rf"(?:{_NUMBER}|(?:mùng|mồng) {_NUMBER})"
_PLAIN_DAY = rf"(?:\d{{1,2}}|(?:mùng|mồng) {_NUMBER}|mười(?: {NUMERAL})?|hai mươi(?: {NUMERAL})?|ba mươi(?: mốt)?)"
_LEAD = r"(?:(?:kể )?(?:từ|vào|hồi|trong|đến|tính đến|ngay|tại) )?"
_HOM = r"(?:(?:(?:sáng|chiều|trưa|tối|đêm) )?(?:hôm|hổm|bữa|ngày) |(?:sáng|chiều|trưa|tối|đêm) )"


_QUARTER = loose_pattern(r"\b(?:quý ?|q)(?P<number>[1-4]|iv|iii|ii|i|một|hai|ba|bốn|tư)\b")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4}
_MONTH = loose_pattern(
    r"(?:(?:đầu|cuối|giữa|sang|trong|đến|hết|khoảng|tới|qua) ){0,2}"
    rf"(?:tháng |t)(?P<month>1[0-2]|[1-9]|{NUMERAL})\b(?! năm ngoái)"
)


_BEGINS = loose_pattern(r"\bđầu\b")
_GONE = loose_pattern(r"(?:tháng|tuần|quý|kỳ|năm|hôm|bữa|ngày) (?:trước|rồi|vừa rồi|vừa qua|qua|ngoái|nay)\b")


@dataclass(frozen=True, slots=True)
class Day:
    """What was found at a text's beginning: `day` is None where it is vague ("cuối tháng 8") or there is none such."""

    length: int
    day: date | None


@dataclass(frozen=True, slots=True)
class _Rule:
    """A way of saying a day; `makes` raises ValueError where there is no such day."""

    name: str
    pattern: re.Pattern[str]
    makes: Callable[[re.Match[str], date], date | None]


def day_at(text: str, today: date, *, past: bool = True) -> Day | None:
    """The day that a lower-case text begins with, or None; without a year it is the latest one where `past`."""
    found = [(match, rule) for rule in _RULES if (match := rule.pattern.match(text))]
    if not found:
        return None
    match, rule = max(found, key=lambda pair: pair[0].end())
    try:
        day = rule.makes(match, today)
    except (ValueError, OverflowError):
        day = None
    if day and not past and day < today and not match.groupdict().get("year"):
        day = _with_year(day.day, day.month, day.year + 1)
    return Day(match.end(), day)


def quarter_in(text: str) -> int | None:
    """The number of the first quarter that a lower-case text names ("quý III")."""
    found = _QUARTER.search(text)
    if not found:
        return None
    named = plain(found["number"])
    return int(named) if named.isdigit() else _ROMAN.get(named)


def is_to_come(text: str, today: date) -> bool:
    """Whether a lower-case text begins with a month or a quarter that has not begun this year ("tháng 10")."""
    found = _MONTH.match(text)
    if found:
        return value_of(found["month"]) > today.month
    return bool(_QUARTER.match(text)) and (quarter_in(text) or 0) > (today.month + 2) // 3


def is_over(text: str, today: date) -> bool:
    """Whether a lower-case text that tells no day tells a time that is over ("cuối tháng 8", "tuần trước", "quý I")."""
    if month := _MONTH.search(text):
        now = value_of(month["month"]) == today.month and _BEGINS.search(text)
        return bool(now) or value_of(month["month"]) < today.month
    quarter = quarter_in(text)
    return quarter < (today.month + 2) // 3 if quarter else bool(_GONE.search(text))


def _with_year(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def latest(day: int, month: int, today: date) -> date:
    """The day of this year, or of late last year where this one's is still to come; raises ValueError."""
    this = date(today.year, month, day)
    if this > today:
        last = _with_year(day, month, today.year - 1)
        return last if last and today - last < _NEAR else this
    return this


def _full(match: re.Match[str], today: date) -> date | None:
    day, month, year = value_of(_bare(match["day"])), value_of(match["month"]), match["year"]
    if not year:
        return latest(day, month, today)
    number = int(year)
    return date(number + 2000 if number < 100 else number, month, day)


def _bare(day: str) -> str:
    words = day.split()
    return " ".join(words[1:]) if words[0][0] == "m" and words[0][-1] == "g" else day


def _iso(match: re.Match[str], _: date) -> date:
    return date(*digits_of(match[0])[:3])


def _days_ago(match: re.Match[str], today: date) -> date:
    return today - timedelta(days=value_of(match["ago"]) * (_WEEK if match["weeks"] else 1))


def _spoken(ago: int) -> Callable[[re.Match[str], date], date]:
    return lambda _, today: today - timedelta(days=ago)


def _of_month(match: re.Match[str], today: date) -> date:
    """ "Ngày 5 vừa rồi", "hôm mùng 10", "ngày 28 tháng trước": a day whose month the words leave to the calendar."""
    day, month = value_of(_bare(match["day"])), plain(match["month"] or "")
    before = (today.replace(day=1) - timedelta(days=1)).replace(day=day)
    if month.startswith("thang"):
        return today.replace(day=day) if month.endswith("nay") else before
    return today.replace(day=day) if day <= today.day else before


def _weekday(match: re.Match[str], today: date) -> date:
    named = next((n for n, way in enumerate(_WEEKDAYS) if match[f"w{n}"]), _WEEK - 1)
    monday, week = today - timedelta(days=today.weekday()), plain(match["week"] or "")
    if week.startswith("tuan"):
        weeks = 0 if week.endswith("nay") else 2 if week.endswith(("nua", "kia")) else 1
        return monday + timedelta(days=named - _WEEK * weeks)
    back = (today.weekday() - named) % _WEEK
    return today - timedelta(days=back or _WEEK * bool(week))


def _unknown(_: re.Match[str], __: date) -> None:
    return None


_YEAR = r"(?:(?: năm | ?/ ?)(?P<year>\d{4}))?"
_OF_YEAR = r"(?: ?/ ?\d{4}| năm \d{4})?"
_AGO = r"(?:trước|vừa rồi|vừa qua|rồi|qua)"
_FIGURE = r"(?P<day>\d{1,2})"
_NAMED_DAYS = "|".join(f"(?P<w{n}>{way})" for n, way in enumerate(_WEEKDAYS))
_MONTH_SAID = r"tháng (?:này|trước|rồi|vừa rồi|qua)|vừa rồi|vừa qua"
_WEEK_NAMED = r"tuần (?:này|trước nữa|kia|trước|rồi|vừa rồi|vừa qua|qua)"
_WEEK_SAID = rf"{_WEEK_NAMED}|{_AGO}"
_DAY_PARTS = r"(?:sáng|chiều|trưa|tối|đêm)"


def _rule(name: str, makes: Callable[[re.Match[str], date], date | None], *pieces: str) -> _Rule:
    return _Rule(name, loose_pattern("".join(pieces) + r"(?!\w)"), makes)


_RULES = (
    _rule(
        "figures", _full, _LEAD, _HOM, "?(?:(?:mùng|mồng) )?", _FIGURE,
        r" ?(?:[/.]|-) ?(?P<month>\d{1,2})(?! ?[/.-] ?\d|\d)(?P<year>)",
    ),
    _rule(
        "figures with a year", _full, _LEAD, _HOM, "?", _FIGURE,
        r" ?(?P<sep>[/.-]) ?(?P<month>\d{1,2}) ?(?P=sep) ?(?P<year>\d{4}|\d{2})",
    ),
    _rule("standard", _iso, _LEAD, _HOM, r"?\d{4}-\d{1,2}-\d{1,2}"),
    _rule("long", _full, _LEAD, _HOM, rf"?(?P<day>{_DAY}) tháng (?P<month>{_NUMBER})", _YEAR),
    _rule("day and t", _full, _LEAD, _HOM, "?", _FIGURE, r" ?t(?P<month>\d{1,2})(?P<year>)"),
    _rule("today", _spoken(0), _LEAD, rf"(?:(?:hôm|bữa|{_DAY_PARTS}) (?:nay|ni)|nãy|hồi nãy|hồi sáng|vừa xong)"),
    _rule("yesterday", _spoken(1), _LEAD, rf"(?:{_HOM}qua|{_DAY_PARTS} qua)"),
    _rule("before", _spoken(2), _LEAD, r"(?:hôm|bữa) (?:kia|trước nữa|tê)"),
    _rule("ago", _days_ago, rf"cách (?:đây|nay) (?P<ago>{_NUMBER}) (?:ngày|hôm|bữa|(?P<weeks>tuần))"),
    _rule("ago, after", _days_ago, rf"(?P<ago>{_NUMBER}) (?:ngày|hôm|bữa)(?P<weeks>) (?:trước|rồi)"),
    _rule("weeks ago, after", _days_ago, r"(?P<ago>\d{1,2}|một|hai|ba) (?P<weeks>tuần) (?:trước|rồi)"),
    _rule(
        "of a month", _of_month, _LEAD, rf"(?:{_HOM}|(?=mùng|mồng|\d+ (?:{_MONTH_SAID})))(?P<day>{_PLAIN_DAY})",
        rf"(?: (?P<month>{_MONTH_SAID}))?",
        r"(?! ?(?:tháng|/|%|phần|ngày|giờ))",
    ),
    _rule(
        "weekday", _weekday, _LEAD, _HOM, rf"?(?:thứ (?:{_NAMED_DAYS})|chủ nhật|cn)(?: (?P<week>{_WEEK_SAID}))?",
    ),
    _rule("short weekday", _weekday, _LEAD, _HOM, rf"?t(?:{_NAMED_DAYS}) (?P<week>{_WEEK_NAMED})"),
    _rule("short weekday, near", _weekday, _LEAD, _HOM, rf"t(?:{_NAMED_DAYS})(?P<week>)"),
    _rule(
        "vague", _unknown, _LEAD, r"(?:ngày )?(?:khoảng )?(?:(?:đầu|cuối|giữa|hết|trong) ){1,2}(?:tháng|quý|năm|tuần)",
        rf"(?: (?:{_NUMBER}|[ivx]+|này|trước|rồi|vừa rồi|qua))?", _OF_YEAR,
    ),
    _rule(
        "no day", _unknown, _LEAD, rf"(?:tháng (?:{_NUMBER}|trước|rồi|vừa rồi|này)|tuần (?:trước|rồi|vừa rồi|này|qua)",
        r"|mấy (?:hôm|bữa|ngày) (?:trước|nay)|quý (?:trước|[ivx]+|\d)|năm (?:ngoái|\d{4}))", _OF_YEAR,
    ),
)  # fmt: skip
