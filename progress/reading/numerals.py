"""Numbers that are spelled out: "nhiệm vụ mười ba", "sáu mươi phần trăm" are read as if 13, 60 stood there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from progress.reading.cues import Cues
from progress.reading.line import Line, Token, fits

_ONES = {
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "nhăm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
}
_TEN, _TENS = "mười", "mươi"
_AFTER_TENS = ("mốt", "lăm", "nhăm")
_JOINS = ("va", "voi", "cung", ",", "&", "+")
_STANDS = ("done", "not_started", "waiting", "paused", "doing", "nothing", "percent_before", "done_lead", "difficulty")
_MOST = 20  # numbers of one list


def with_numerals(line: Line, cues: Cues) -> Line:
    """The line with spelled-out numbers after "nhiệm vụ" and before "phần trăm" as such; the text stays as it is."""
    tokens, place = list(line.tokens), 0
    while place < len(tokens):
        end = cues.end("task", tokens, place, len(tokens)) if tokens[place].text == "nhiem" else place
        if end > place:
            _spell_out(tokens, end, cues)
        value, after = _value(tokens, place)
        if value is not None and [t.text for t in tokens[after : after + 2]] == ["phan", "tram"]:
            _put(tokens, place, after, value, cues)
        place = max(end, place + 1)
    return Line(line.source, tokens) if len(tokens) != len(line.tokens) or place else line


def _spell_out(tokens: list[Token], place: int, cues: Cues) -> None:
    """Replace the spelled-out numbers of the list that begins at a token."""
    for _ in range(_MOST):
        value, end = _value(tokens, place)
        if value is None or (end == place + 1 and not _surely(tokens, place, cues)):
            return
        _put(tokens, place, end, value, cues)
        place += 1
        while place < len(tokens) and tokens[place].text in _JOINS:
            place += 1


def _put(tokens: list[Token], start: int, end: int, value: int, cues: Cues) -> None:
    """Let a number stand for tokens [start, end)."""
    begins = cues.kinds_of.get("<n>", frozenset())
    number = replace(tokens[start], text="<n>", typed=str(value), end=tokens[end - 1].end, kind="number", begins=begins)
    tokens[start:end] = [number]


def _value(tokens: Sequence[Token], place: int) -> tuple[int | None, int]:
    """The number below 100 that words spell from a token on, and the token after it."""
    ones = _one(tokens, place)
    if _is(tokens, place, _TEN):
        more = _one(tokens, place + 1)
        return (10 + more, place + 2) if more else (10, place + 1)
    if ones is None:
        return None, place
    if any(_is(tokens, place + 1, word) for word in _AFTER_TENS):  # "sáu lăm"
        return 10 * ones + (_one(tokens, place + 1) or 0), place + 2
    if _is(tokens, place + 1, _TENS) or _is(tokens, place + 1, _TEN):
        more = _one(tokens, place + 2)
        return (10 * ones + more, place + 3) if more else (10 * ones, place + 2)
    return ones, place + 1


def _one(tokens: Sequence[Token], place: int) -> int | None:
    if place >= len(tokens) or tokens[place].kind != "word":
        return None
    return next((value for word, value in _ONES.items() if fits(tokens[place].typed, word)), None)


def _is(tokens: Sequence[Token], place: int, word: str) -> bool:
    return place < len(tokens) and fits(tokens[place].typed, word)


def _surely(tokens: Sequence[Token], place: int, cues: Cues) -> bool:
    """Whether one word is a task's number and no other word ("năm nay", "một cửa"): well spelled, a state after it."""
    if tokens[place].typed not in (*_ONES, _TEN):
        return False
    after = place + 1
    if after >= len(tokens) or tokens[after].is_mark or tokens[after].kind == "percent":
        return True
    return cues.any_at(_STANDS, tokens, after, len(tokens))
