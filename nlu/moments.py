"""Moments that people speak of ("thứ 6 tuần tới", "3 tháng nữa", "cuối năm") as the days they span.

Pure: folded words and today in, spans out. Which report or task a moment belongs to is the caller's affair.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

_DIGITS = ("mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi")
_NUMBERS = {word: n for n, word in enumerate(_DIGITS, 1)} | {"tu": 4, "vai": 2, "i": 1, "ii": 2, "iii": 3, "iv": 4}
_ONES = (*_DIGITS[:4], "lam", *_DIGITS[5:9])
_NUMBERS |= {f"muoi {word}": 10 + n for n, word in enumerate(_ONES, 1)}
_NUMBERS |= {f"{ten} muoi": 10 * n for n, ten in ((2, "hai"), (3, "ba"))}
_NUMBERS |= {f"{ten} muoi {word}": 10 * t + n for t, ten in ((2, "hai"), (3, "ba")) for n, word in enumerate(_ONES, 1)}
_NUMBERS |= {f"hai {word}": 20 + n for n, word in enumerate(_ONES, 1)}  # "hôm hai mốt"
_BELOW_TWENTY = rf"muoi(?: (?:{'|'.join(_ONES)}))?"
_SPELLED = rf"(?:(?:hai|ba) )?{_BELOW_TWENTY}|" + "|".join(_DIGITS[:9])
NUMERAL = rf"(?:\d{{1,3}}|{_SPELLED})"
_DAY_NUMERAL = rf"(?:\d{{1,2}}|hai (?:{'|'.join(_ONES)})|{_SPELLED})"
_THIS, _NEXT = r"nay|ni|this", r"sau|toi|ke tiep|ke|tiep theo|next"
_LAST = r"truoc|vua roi|vua qua|roi|qua|ngoai|last"
_WHICH = rf"(?P<this>{_THIS})|(?P<next>{_NEXT})|(?P<last>{_LAST})"
_WEEKDAY = r"(?:thu (?P<weekday>[2-7]|hai|ba|tu|nam|sau|bay)|(?P<sunday>chu nhat|cn))"
_UNIT_DAYS = {"ngay": 1, "hom": 1, "bua": 1, "buoi": 1, "day": 1, "days": 1, "tuan": 7, "week": 7, "weeks": 7}
_PARTS_OF_YEAR = {"dau": (1, 3), "giua": (5, 7), "cuoi": (10, 12), "het": (10, 12)}  # first and last month
_PART = r"(?P<part>cuoi|dau|giua|het)"
_NOT_THIS = "".join(
    f"(?<!{noun} )" for noun in ("quy", "ky", "thang", "nam", "tuan", "dot", "cao", "lan", "viec", "han")
)
_ANY_YEAR = (
    r"(?P<year>(?:19|20)\d\d|(?<=nam )hai (?:nghin|ngan)(?: khong tram)?(?: (?:linh|le))? "
    rf"(?:{_SPELLED})|(?<=nam )hai khong (?:{_SPELLED})(?: (?:khong|{'|'.join(_ONES)}))?)"
)
_YEAR = rf"(?: nam)? {_ANY_YEAR}"


def _of(noun: str, english: str) -> str:
    """This, the next or the last of some unit of time."""
    return rf"(?:{noun} (?:{_WHICH})|(?P<english>this|next|last) {english})"


@dataclass(frozen=True, slots=True)
class Moment:
    """The days `first` to `last`, spoken of by words [start, end); `name` is the rule's that read them."""

    start: int
    end: int
    first: date
    last: date
    name: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A way to speak of days: its pattern over folded words, what it makes of a match and of today."""

    name: str
    pattern: re.Pattern[str]
    days: Callable[[re.Match[str], date], tuple[date, date]]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...] = ()


class Line:
    """Folded words as one string with a space at each end, and the way back from a place in it to a word."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words, self.text = list(words), f" {' '.join(words)} "
        self._starts = [1, *accumulate((len(w) + 1 for w in words), initial=1)][1:]

    def place(self, offset: int) -> int:
        """The word at an offset, or the one that begins after it."""
        found = bisect_right(self._starts, offset) - 1
        return found if found >= 0 and self._starts[found] == offset else found + 1

    def find(
        self, pattern: re.Pattern[str], start: int = 0, end: int | None = None
    ) -> Iterator[tuple[int, int, re.Match[str]]]:
        """Matches within words [start, end): their first word, the word after them, the match."""
        last = len(self.words) if end is None else end
        for match in pattern.finditer(self.text, max(0, self._starts[start] - 1), self._starts[last]):
            lead, trail = len(match[0]) - len(match[0].lstrip()), len(match[0]) - len(match[0].rstrip())
            yield self.place(match.start() + lead), self.place(match.end() - trail + 1), match


def phrase(pattern: str) -> re.Pattern[str]:
    """A pattern over whole words of a line."""
    return re.compile(rf"(?<= )(?:{pattern})(?= )")


def number(text: str) -> int:
    """A numeral, in digits, in words or as roman numeral to IV."""
    return int(text) if text.isdigit() else _NUMBERS[text]


def year_of(text: str) -> int:
    """A year in digits or in words ("hai nghìn không trăm hai mươi mốt", "hai không hai mốt")."""
    if text.isdigit():
        return int(text)
    said = re.sub(r"^hai (?:(?:nghin|ngan)(?: khong tram)?(?: (?:linh|le))?|khong) ", "", text)
    if said in _NUMBERS:
        return 2000 + _NUMBERS[said]
    tens, ones = said.split()
    return 2000 + 10 * _NUMBERS[tens] + (0 if ones == "khong" else _NUMBERS[ones])


def months_on(day: date, months: int) -> date:
    """The same day some months later or earlier, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_of(day: date, months: int = 0) -> tuple[date, date]:
    """First and last day of the month that lies some months on."""
    first = months_on(day.replace(day=1), months)
    return first, months_on(first, 1) - timedelta(days=1)


def _which(match: re.Match[str]) -> int:
    named = match.groupdict()
    if named.get("next") or named.get("english") == "next" or named.get("new") or match[0].endswith("sang nam"):
        return 1
    return -1 if named.get("last") or named.get("english") == "last" else 0


def _single(day: date) -> tuple[date, date]:
    return day, day


def _explicit(match: re.Match[str], today: date) -> tuple[date, date]:
    day, month, *year = map(int, match["date"].split("/")) if "/" in match[0] else _spoken(match, today)
    named = match["year"] or today.year + _which(match)
    return _single(date(year[0] if year else year_of(str(named)), month, day))


def _spoken(match: re.Match[str], today: date) -> list[int]:
    """Day, month and perhaps year of "ngày 20 tháng 7 năm 2021", "20 tháng này"."""
    if match["month"]:
        return [number(match["day"]), number(match["month"]), *([year_of(match["year"])] if match["year"] else [])]
    at = month_of(today, _which(match))[0]
    return [number(match["day"]), at.month, at.year]


def _on(match: re.Match[str], today: date) -> tuple[date, date]:
    """So many days, weeks, months or years on, or back."""
    many = number(match["many"]) * (-1 if match["back"] or match["ago"] else 1)
    if unit := _UNIT_DAYS.get(match["unit"]):
        return _single(today + timedelta(days=many * unit))
    return _single(months_on(today, many * (12 if match["unit"].startswith(("nam", "year")) else 1)))


def _in_week(match: re.Match[str], today: date) -> tuple[date, date]:
    """A week, or a day or the end of it."""
    monday = today + timedelta(days=7 * _which(match) - today.weekday())
    if match["weekday"] or match["sunday"]:
        return _single(monday + timedelta(days=6 if match["sunday"] else number(match["weekday"]) - 2))
    return (monday + timedelta(days=5) if match["ending"] else monday), monday + timedelta(days=6)


def _by_weekday(match: re.Match[str], today: date) -> tuple[date, date]:
    """ "Thứ sáu này": today or later; "tới": later; "vừa rồi": before."""
    ahead = ((6 if match["sunday"] else number(match["weekday"]) - 2) - today.weekday()) % 7
    if match["last"]:
        return _single(today + timedelta(days=ahead - 7))
    return _single(today + timedelta(days=ahead or (7 if match["next"] else 0)))


def _in_month(match: re.Match[str], today: date) -> tuple[date, date]:
    named = match.groupdict()
    if named.get("number"):
        first = date(year_of(named["year"]) if named.get("year") else today.year, number(named["number"]), 1)
        return _part(match, *month_of(first))
    return _part(match, *month_of(today, _which(match)))


def _part(match: re.Match[str], first: date, last: date) -> tuple[date, date]:
    """The last or the first third of a month, where such is named."""
    part = match["part"] or match["bare"]
    if part in ("cuoi", "het"):
        return last.replace(day=21), last
    return (first, first.replace(day=10)) if part == "dau" else (first, last)


def _in_year(match: re.Match[str], today: date) -> tuple[date, date]:
    year = year_of(match["year"]) if match["year"] else today.year + _which(match)
    months = _PARTS_OF_YEAR.get(match["part"] or match["bare"], (1, 12))
    if match["bare"] and month_of(date(year, months[1], 1))[1] < today:
        year += 1
    return date(year, months[0], 1), month_of(date(year, months[1], 1))[1]


def _relative(days: int) -> Callable[[re.Match[str], date], tuple[date, date]]:
    return lambda _, today: _single(today + timedelta(days=days))


# In this order: what an earlier rule has read a later one does not read again.
RULES: tuple[Rule, ...] = (
    Rule(
        "day",
        phrase(rf"(?P<date>\d{{1,2}}/\d{{1,2}}(?:/\d{{4}})?)(?: {_of('nam', 'year')}|{_YEAR})?"),
        _explicit,
        ("3/7", "16/12/2020", "20/12 nam nay", "20/3 nam 2021"),
    ),
    Rule(
        "day",
        phrase(
            rf"(?:(?:ngay|hom|mung|mong|bua) )?(?P<day>{_DAY_NUMERAL}) thang"
            rf" (?:(?P<month>\d{{1,2}}|{NUMERAL})(?:{_YEAR})?|{_WHICH})"
        ),
        _explicit,
        (
            "ngay 20 thang 7",
            "mung 5 thang 3 nam 2021",
            "ngay 20 thang nay",
            "hom muoi hai thang chin",
            "hai mot thang sau nam hai khong hai mot",
        ),
        ("thang 7", "thang muoi hai"),
    ),
    Rule(
        "week",
        phrase(rf"(?:{_WEEKDAY} |(?:ngay )?(?P<ending>cuoi) )?(?:trong )?{_of('tuan', 'week')}"),
        _in_week,
        ("thu 6 tuan toi", "tuan sau", "cuoi tuan nay", "chu nhat tuan truoc", "next week"),
        ("nhiem vu thu 6",),
    ),
    Rule("day", phrase(rf"{_WEEKDAY} (?:{_WHICH})"), _by_weekday, ("thu sau nay", "chu nhat toi"), ("thu tu",)),
    Rule(
        "on",
        phrase(
            rf"(?P<back>cach day )?(?:sau )?(?P<many>{NUMERAL})"
            rf" (?P<unit>ngay|hom|bua|tuan|thang|nam|days|weeks|months)"
            r" (?:nua|toi|later|(?P<ago>truoc|ago))"
        ),
        _on,
        ("3 thang nua", "hai tuan nua", "5 ngay truoc"),
        ("may ngay nua", "tre 2 ngay"),
    ),
    Rule(
        "month",
        phrase(
            rf"(?:{_PART} )?(?:trong )?(?:thang (?P<number>\d{{1,2}})(?:{_YEAR})?|{_of('thang', 'month')})"
            rf"|(?P<bare>cuoi|dau|het) thang(?! \S+ quy| quy)"
        ),
        _in_month,
        ("thang sau", "cuoi thang nay", "thang 9", "dau thang 12", "cuoi thang"),
        ("thang cuoi quy", "cuoi thang cuoi quy"),
    ),
    Rule("day", phrase(r"(?:hom|bua) kia"), _relative(-2), ("hom kia",)),
    Rule("day", phrase(r"(?:ngay )?(?:hom|bua|toi|chieu) qua|yesterday"), _relative(-1), ("hom qua", "bua qua")),
    Rule("day", phrase(r"ngay (?:mot|kia)|(?:bua|hom) mot"), _relative(2), ("ngay mot",)),
    Rule(
        "day",
        phrase(r"(?:ngay|bua|hom|sang|chieu|toi) mai|mai(?! (?:sau|mot|van|mai))|tomorrow"),
        _relative(1),
        ("ngay mai", "mai la han chot"),
        ("mai sau",),
    ),
    Rule(
        "today",
        phrase(
            r"(?:ngay )?(?:hom|bua|ngay|toi|sang|chieu) (?:nay|ni)|(?:bay gio|luc|hien) nay|bay gio|gio nay|hnay"
            r"|today|now"
            r"|(?:tu|den|toi|tinh den) (?:gio|nay|day)|gio(?= (?:moi|phai|thi|em|minh|tui) )"
            rf"|{_NOT_THIS}nay(?= (?:moi|la|thi|dung|gui|nop|han|con|tre|qua|da|co|chua|em|minh|toi|tui|hay|chot) )"
        ),
        _relative(0),
        ("hom nay", "bua ni", "nay moi nop"),
        ("quy nay con may ngay",),
    ),
    Rule(
        "year",
        phrase(
            rf"(?:{_PART} )?(?:(?:trong|sang|qua) )?"
            rf"(?:(?:nam )?{_ANY_YEAR}|nam (?P<new>moi)|sang nam|{_of('nam', 'year')})"
            r"|(?P<bare>cuoi|dau|giua|het) nam"
        ),
        _in_year,
        ("dau nam sau", "nam 2024", "nam ngoai", "sang nam", "giua nam"),
        ("15 nam",),
    ),
)


def moments(line: Line, today: date) -> list[Moment]:
    """The moments that a line speaks of, by their places; a day that no calendar has ("31/2") is none."""
    found: list[Moment] = []
    for rule in RULES:
        for start, end, match in line.find(rule.pattern):
            if any(start < other.end and other.start < end for other in found):
                continue
            try:
                found.append(Moment(start, end, *rule.days(match, today), rule.name))
            except (ValueError, OverflowError):
                continue
    return sorted(found, key=lambda moment: moment.start)
