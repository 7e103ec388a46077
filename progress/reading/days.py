"""Days and papers in a report: when a task was finished, and the number and date of what it brought."""

from __future__ import annotations

from datetime import date

from nlu import days
from nlu.spelling import loose_pattern
from progress.reading.cues import Cues
from progress.reading.line import Line

_BEGINS = loose_pattern(
    r"\d|m|hai|ba|tư|bốn|năm|sáu|b|tám|chín|kể|từ|vào|hồi|trong|đến|tính|ngay|tại|sáng|chiều|trưa|tối|đêm|hôm|hổm|ngày|nãy"
    r"|vừa|cách|thứ|t$|chủ|cn|khoảng|đầu|cuối|giữa|hết|tháng|tuần|quý"
)
_LONGEST = 12  # tokens of a day
_ABOVE = ("-cp", "-ttg", "-cp&", "/qh", "-tw")  # issuers whose papers no unit's task brings
_PAPER_WORDS = 6  # between a paper's kind and its number


def day_at(line: Line, start: int, stop: int, today: date) -> tuple[int, date | None]:
    """The day that stands at a token ("ngày 12/9", "hôm qua") and the token after it; None where there is none.

    A vague one ("cuối tháng 8") has a token after it, too, and no day.
    """
    if start >= stop or not _BEGINS.match(line.tokens[start].typed):
        return start, None
    text, ends = line.spoken(start, min(stop, start + _LONGEST))
    found = days.day_at(text, today)
    return (start + 1 + ends.index(found.length), found.day) if found and found.length in ends else (start, None)


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
