"""Numbers that are spelled out: "nhiệm vụ mười ba", "sáu mươi phần trăm" are read as if 13, 60 stood there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nlu import numerals
from progress.reading.cues import Cues
from progress.reading.line import Line, Token

_JOINS = ("va", "voi", "cung", ",", "&", "+")
_STANDS = ("done", "not_started", "waiting", "paused", "doing", "nothing", "percent_before", "done_lead", "difficulty")
_INEXACT = ("hon", "qua", "tren")  # before "nửa": no figure
_WHOLES = (2, 3, 4, 5, 10)  # of a share in figures
_MOST = 20  # numbers of one list
_LONGEST = 5  # tokens of a numeral
_LONG, _TEN = 3, 10  # digits of a percentage; what "chục" makes of a figure


def with_numerals(line: Line, cues: Cues) -> Line:
    """The line with spelled-out numbers of tasks, percentages and shares as such; the text stays as it is."""
    tokens, place = list(line.tokens), 0
    while place < len(tokens):
        end = cues.end("task", tokens, place, len(tokens)) if tokens[place].kind == "word" else place
        if end > place:
            _spell_out(tokens, end, cues)
        elif tokens[place].kind in ("word", "number"):
            _measure(line, tokens, place, cues)
        elif tokens[place].kind == "date":
            _share(tokens, place, cues)
        place = max(end, place + 1)
    return Line(line.source, tokens)


def _share(tokens: list[Token], place: int, cues: Cues) -> None:
    """Replace a share that looks like a day: "1/3 kế hoạch", "chừng 2/3", "tiến độ 8/10"."""
    part, _, whole = tokens[place].typed.partition("/")
    if not (part.isdigit() and whole.isdigit() and 0 < int(part) < int(whole)):
        return
    before = [n for n in range(max(0, place - 3), place) if cues.end("shares", tokens, n, place) == place]
    simple = bool(before) and int(whole) in _WHOLES and _ends_share(tokens, place + 1, cues)
    if simple or cues.any_at(("whole",), tokens, place + 1, len(tokens)):
        _put(tokens, place, place + 1, "percent", f"{round(100 * int(part) / int(whole))}%", cues)


def _spell_out(tokens: list[Token], place: int, cues: Cues) -> None:
    """Replace the spelled-out numbers of the list that begins at a token."""
    for _ in range(_MOST):
        value, end = _number(tokens, place)
        if value is None or (end == place + 1 and not _surely(tokens, place, cues)):
            return
        _put(tokens, place, end, "number", str(value), cues)
        place += 1
        while place < len(tokens) and tokens[place].text in _JOINS:
            place += 1


def _measure(line: Line, tokens: list[Token], place: int, cues: Cues) -> None:
    """Replace a percentage or a share that is spelled out from a token on."""
    text, ends = Line(line.source, tokens).spoken(place, min(len(tokens), place + _LONGEST))
    if span := numerals.span_at(text):
        end = place + 1 + ends.index(span)
        return _put(tokens, place, _past_sign(tokens, end), "odd", text[:span], cues)
    value, end = _number(tokens, place)
    if value is not None and (after := _past_sign(tokens, end)) > end:
        return _put(tokens, place, after, "percent", f"{value}%", cues)
    if value is not None and end > place + 1 and _is_reached(tokens, place, end, cues):
        return _put(tokens, place, end, "percent", f"{value}%", cues)  # "được bảy mươi ạ"
    share = numerals.share_at(text)
    vague = any(t.text in _INEXACT for t in tokens[max(0, place - 2) : place])
    if share and share[1] in ends and not vague:
        end = place + 1 + ends.index(share[1])
        if _ends_share(tokens, end, cues):
            _put(tokens, place, end, "percent", f"{share[0]}%", cues)
    return None


def _is_reached(tokens: Sequence[Token], place: int, end: int, cues: Cues) -> bool:
    """Whether words lead to a number that ends its clause, so that it can only be a percentage."""
    led = any(cues.end("shares", tokens, n, place) == place for n in range(max(0, place - 3), place))
    after = cues.skip(("particle",), tokens, end, len(tokens))
    return led and (after >= len(tokens) or tokens[after].is_mark)


def _ends_share(tokens: Sequence[Token], place: int, cues: Cues) -> bool:
    """Whether a share is of the work: nothing else is said to be shared."""
    if place >= len(tokens) or tokens[place].is_mark:
        return True
    return cues.any_at(("percent_after", "particle", "go_on", "task", "difficulty"), tokens, place, len(tokens))


def _past_sign(tokens: Sequence[Token], place: int) -> int:
    signs = (["phan", "tram"], ["%"])
    return next((place + len(s) for s in signs if [t.text for t in tokens[place : place + len(s)]] == s), place)


def _put(tokens: list[Token], start: int, end: int, kind: str, typed: str, cues: Cues) -> None:
    """Let a number stand for tokens [start, end)."""
    sign = {"number": "<n>", "percent": "<p>"}.get(kind, typed)
    begins = cues.kinds_of.get(sign, frozenset())
    tokens[start:end] = [
        replace(tokens[start], text=sign, typed=typed, end=tokens[end - 1].end, kind=kind, begins=begins)
    ]


def _number(tokens: Sequence[Token], place: int) -> tuple[int | None, int]:
    """The number to 100 that words or figures tell from a token on ("sáu mươi", "6 chục"), and the token after it."""
    if place < len(tokens) and tokens[place].kind == "number" and len(tokens[place].typed) <= _LONG:
        tens = int(tokens[place].typed) < _TEN and [t.text for t in tokens[place + 1 : place + 2]] == ["chuc"]
        return int(tokens[place].typed) * (_TEN if tens else 1), place + 1 + tens
    if place >= len(tokens) or tokens[place].kind != "word":
        return None, place
    text, ends = Line("", tokens).spoken(place, min(len(tokens), place + _LONGEST))
    found = numerals.numeral_at(text)
    return (found[0], place + 1 + ends.index(found[1])) if found and found[1] in ends else (None, place)


def _surely(tokens: Sequence[Token], place: int, cues: Cues) -> bool:
    """Whether one word is a task's number and no other word ("năm nay", "một cửa"): well spelled, a state after it."""
    if not numerals.is_well_spelled(tokens[place].typed):
        return False
    after = place + 1
    if after >= len(tokens) or tokens[after].is_mark or tokens[after].kind == "percent":
        return True
    return cues.any_at((*_STANDS, "lead"), tokens, after, len(tokens))
