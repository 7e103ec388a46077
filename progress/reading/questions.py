"""Telling a question from a report: a question must not become a draft, whatever status words it has."""

from __future__ import annotations

from collections.abc import Sequence

from progress.reading.cues import Cues
from progress.reading.line import Line, Token

_MARKS = (",", ";", ".", ":", "\n", "!", "?", "…")
_SOME = ("cho", "voi", "cua", "o", "va", "tai", "vi", "do", "nhung", "mot")
"""Before "mấy" where it stands for some, not for how many."""
_THEN, _ASKED = ("thi", "nen", "roi"), "hoi"  # before an answer; says that a clause tells a question
_NEAR = 9  # words within which "không", "chưa" make a question's word an ordinary one ("chưa có đơn vị nào")
_LABELS = ("label_difficulty", "label_proposal", "label_next", "label_result", "label_product", "lead")


def asking_place(line: Line, cues: Cues) -> tuple[int, bool] | None:
    """The first token of the first clause that asks, and whether it only asks for a yes; None where none asks."""
    labelled = False
    for start, end, mark in _clauses(line, cues):
        told, labelled = labelled, mark == ":" and cues.all_of(_LABELS, line.tokens, start, end)
        if told and mark != "?":
            continue
        tag = is_tag(cues, line, start, end)
        if mark == "?" or tag or asks(line, cues, start, end):
            return start, tag
    return None


def answered(line: Line, cues: Cues) -> Line:
    """A line without the question that its author tells before the answer; of it the tasks' names are kept.

    "Nv 13 tới đâu rồi à, bên em báo: đạt 45%" is read as "nv 13 đạt 45%".
    """
    tokens, size = line.tokens, len(line.tokens)
    for place in range(1, size):
        end = cues.end("answers", tokens, place, size)
        end = place + 1 if end == place and _speaks(cues, tokens, place) else end
        if end == place or not (tokens[place - 1].is_mark or tokens[place - 1].text in _THEN):
            continue
        before = Line(line.source, tokens[:place])
        worded = (c for c in reversed(_clauses(before, cues)) if any(not t.is_mark for t in tokens[c[0] : c[1]]))
        start, stop, mark = next(worded, (0, place, ""))
        end = cues.skip(("answers", "particle"), tokens, end, size)
        told = mark == "?" or asks(before, cues, start, stop) or any(t.text == _ASKED for t in tokens[start:stop])
        kept = [t for n in range(start, stop) for t in tokens[n : _named(cues, tokens, n, stop)]]
        if told and kept:
            while end < size and tokens[end].is_mark and tokens[end].kind != "newline":
                end += 1
            return Line(line.source, [*tokens[:start], *kept, *tokens[end:]])
    return line


def _speaks(cues: Cues, tokens: Sequence[Token], place: int) -> bool:
    """Whether a token begins how far the speaker is ("bên em đang 55%")."""
    near = tokens[place : place + _NEAR]
    return cues.any_at(("speaker",), tokens, place, len(tokens)) and any(t.kind == "percent" for t in near)


def _named(cues: Cues, tokens: Sequence[Token], place: int, stop: int) -> int:
    """Where a task's name that begins at a token ends, at its number; the token itself for none."""
    end = cues.end("task", tokens, place, stop)
    return end + 1 if place < end < stop and tokens[end].kind == "number" else place


def is_tag(cues: Cues, line: Line, start: int, end: int) -> bool:
    """Whether a clause only asks whether what was said before is so ("đúng không ạ")."""
    after = cues.end("tag", line.tokens, start, end)
    return after > start and cues.skip(("ask_tail",), line.tokens, after, end) >= end


def asks(line: Line, cues: Cues, start: int, end: int) -> bool:
    """Whether a clause asks or bids to show: by its opening, a question's word, or its end."""
    tokens = line.tokens
    head = cues.skip(("lead", "polite"), tokens, start, end)
    opens = (cues.end("ask_opening", tokens, n, end) > cues.end("done_lead", tokens, n, end) for n in (start, head))
    if any(opens):  # "xem nv 13", not "xem như xong"
        return True
    if any(_asks_at(line, cues, start, place, end) for place in range(start, end)):
        return True
    return _ends_asking(line, cues, start, end)


def _asks_at(line: Line, cues: Cues, start: int, place: int, end: int) -> bool:
    tokens = line.tokens
    after = cues.end("ask", tokens, place, end)
    if tokens[place].text == "may" and place > start and tokens[place - 1].text in _SOME:
        return False
    if tokens[place].text == "may" and cues.any_at(("addressed",), tokens, place + 1, end):
        return False  # "70% nha mấy anh chị"
    if tokens[place].text == "may" and _tells_of_some(line, cues, start, place, end):
        return False
    if (
        after == place
        or cues.any_at(("denies",), tokens, place, end)
        or (tokens[place].text == "ai" and line.typed(place, place + 1).isupper())
    ):
        return False
    return not any(cues.end("denies", tokens, n, place) > n for n in range(max(start, place - _NEAR), place))


def _tells_of_some(line: Line, cues: Cues, start: int, place: int, end: int) -> bool:
    """Whether a clause tells of several things ("mấy hệ thống nối xong cả", "mấy đơn vị còn lại nộp trễ nên kẹt")."""
    tokens = line.tokens
    if any(token.kind == "percent" for token in tokens[place + 1 : end]):
        return True
    kinds = ("done", "lacks", "trouble") if start > 0 else ("done",)
    begins = place == start or (start > 0 and tokens[start].text == "con")
    return begins and cues.any_in(kinds, tokens, place + 1, end)


def _ends_asking(line: Line, cues: Cues, start: int, end: int) -> bool:
    tokens, stop = line.tokens, end
    while stop > start + 1 and _tail_start(cues, tokens, start, stop) < stop:
        stop = _tail_start(cues, tokens, start, stop)
    for size in (2, 1):
        first = stop - size
        if first > start and cues.end("ask_end", tokens, first, stop) == stop:
            return not _is_statement(cues, line, start, first)
    return False


def _tail_start(cues: Cues, tokens: Sequence[Token], start: int, stop: int) -> int:
    for size in (2, 1):
        if stop - size > start and cues.end("ask_tail", tokens, stop - size, stop) == stop:
            return stop - size
    return stop


def _is_statement(cues: Cues, line: Line, start: int, last: int) -> bool:
    """ "Vẫn chưa", "khó khăn không": statements though they end like questions."""
    tokens = line.tokens
    if tokens[last].text == "mo" and cues.any_in(("denies",), tokens, start, last):
        return True  # "không có chi mới mô"
    if tokens[last].text == "chua" and tokens[last - 1].text in ("van", "thi", "con", "cung", "la"):
        return True
    if tokens[last].text == "chua" and start > 1 and tokens[start - 2].text in ("xong", "roi"):
        return True  # "phần mềm xong, dữ liệu chưa"
    return start > 0 and tokens[last].text in ("khong", "ko") and cues.all_of(_LABELS, tokens, start, last)


def _clauses(line: Line, cues: Cues) -> list[tuple[int, int, str]]:
    """Stretches between marks that have words, with the mark after each; "cho em hỏi" begins one by itself."""
    tokens, out, start = line.tokens, list[tuple[int, int, str]](), 0
    for place, token in enumerate(tokens):
        if token.typed in _MARKS:
            if place > start:
                out.append((start, place, token.typed))
            elif token.typed == "?" and out:
                out[-1] = (*out[-1][:2], "?")
            start = place + 1
        elif place > start and cues.any_at(("ask_inside",), tokens, place, len(tokens)):
            out.append((start, place, ""))
            start = place
    if start < len(tokens):
        out.append((start, len(tokens), ""))
    return out
