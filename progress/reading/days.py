"""Days and papers in a report: when a task was finished, and the number and date of what it brought."""

from __future__ import annotations

import re
from datetime import date, timedelta

from progress.reading.cues import Cues
from progress.reading.line import Line

_PARTS = re.compile(r"\d+")
_RECENT = timedelta(days=120)  # a day of last year that "28/12" may mean
_SPOKEN = {"hom qua": 1, "hom nay": 0, "hom kia": 2, "sang nay": 0, "chieu nay": 0, "vua xong": 0, "chieu qua": 1}
_ABOVE = ("-cp", "-ttg", "-cp&", "/qh", "-tw")  # issuers whose papers no unit's task brings
_PAPER_WORDS = 6  # between a paper's kind and its number


def day_at(line: Line, cues: Cues, start: int, stop: int, today: date) -> tuple[int, date | None]:
    """The day that stands at a token ("ngày 12/9", "hôm qua") and the token after it; None where there is none."""
    tokens = line.tokens
    spoken = " ".join(t.text for t in tokens[start : min(start + 2, stop)])
    if spoken in _SPOKEN:
        return start + 2, today - timedelta(days=_SPOKEN[spoken])
    at = cues.skip(("day_before",), tokens, start, stop)
    spoken = " ".join(t.text for t in tokens[at : min(at + 2, stop)])
    if spoken in _SPOKEN:
        return at + 2, today - timedelta(days=_SPOKEN[spoken])
    if at < stop and tokens[at].kind == "date":
        return at + 1, _day([int(n) for n in _PARTS.findall(tokens[at].typed)], today)
    return _long_day(line, at, stop, today)


def _long_day(line: Line, at: int, stop: int, today: date) -> tuple[int, date | None]:
    """ "12 tháng 9 (năm 2019)"."""
    here = line.tokens[at : min(at + 5, stop)]
    texts = [t.text for t in here]
    if texts[:3] != ["<n>", "thang", "<n>"]:
        return at, None
    numbers, end = [int(here[0].typed[:4]), int(here[2].typed[:4])], at + 3
    if texts[3:] == ["nam", "<n>"]:
        numbers.append(int(here[4].typed[:5]))
        end = at + 5
    return end, _day(numbers, today)


def _day(numbers: list[int], today: date) -> date | None:
    """A day from its numbers; without a year the one of this year, or of late last year. None where there is none."""
    day, month, *years = numbers
    try:
        if years:
            return date(years[0] + 2000 if years[0] < 100 else years[0], month, day)
        this = date(today.year, month, day)
        if this > today:
            last = date(today.year - 1, month, day)
            return last if today - last < _RECENT else this
    except ValueError:
        return None
    return this


def product_at(line: Line, cues: Cues, start: int, stop: int) -> tuple[int, int] | None:
    """The tokens of the paper with number and date that a stretch of tokens names; not of one that is only cited."""
    for place in range(start, stop):
        if line.tokens[place].kind == "code" or _is_short_number(line, cues, place, stop):
            kind = _kind_start(line, cues, start, place)
            if kind is not None:
                return kind, _dated_end(line, place, stop)
    return None


def _is_short_number(line: Line, cues: Cues, place: int, stop: int) -> bool:
    """ "QĐ số 123 ngày 5/9/2019": a number without the issuer's letters."""
    tokens = line.tokens
    if tokens[place].kind != "number" or place == 0 or tokens[place - 1].text != "so":
        return False
    return any(cues.end("paper", tokens, n, place) == place - 1 for n in range(max(0, place - 4), place)) and stop > 0


def _kind_start(line: Line, cues: Cues, start: int, place: int) -> int | None:
    """Where the name of a paper's kind begins before its number; the number itself without one; None if cited."""
    tokens, found = line.tokens, place
    for n in range(place - 1, max(start, place - _PAPER_WORDS) - 1, -1):
        if tokens[n].is_mark and tokens[n].typed not in (",", '"', "“", "”"):
            break
        if cues.end("paper", tokens, n, place) > n:
            found = n
            if cues.end("paper", tokens, max(start, n - 1), place) <= n:
                break
    if found == place and place > start and tokens[place - 1].text == "so":
        found = place - 1  # "ký rồi, số 2890/QĐ-BKHCN"
    if cues.end("completes", tokens, start, found) == found > start and not tokens[place].typed.endswith(_ABOVE):
        return found  # "hoàn thành … theo QĐ 12": the words before it are done with
    if any(cues.end("cited", tokens, n, found) == found for n in range(max(start, found - 3), found)):
        return None
    return found


def _dated_end(line: Line, place: int, stop: int) -> int:
    """The token after the number's date ("ngày 5/9/2019", "ngày 5 tháng 9 năm 2019")."""
    tokens, at = line.tokens, place + 1
    while at < stop and (tokens[at].text in ("ngay", "ky", "de", "ban", "hanh") or tokens[at].typed in (",", "(")):
        at += 1
    if at < stop and tokens[at].kind == "date":
        return at + 1
    texts = [t.text for t in tokens[at : min(at + 5, stop)]]
    if texts[:3] == ["<n>", "thang", "<n>"]:
        return at + (5 if texts[3:] == ["nam", "<n>"] else 3)
    return place + 1
