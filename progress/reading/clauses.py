"""Cutting a stretch into clauses, and finding a task's title at its head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from progress.reading.cues import Cues
from progress.reading.line import Line, Token, split

_INSIDE = ("difficulty_inside", "proposal_inside", "next_inside", "percent_inside")
LABELS = {
    "label_result": "result",
    "label_status": "result",
    "label_difficulty": "difficulty",
    "label_proposal": "proposal",
    "label_next": "next_step",
    "label_product": "product",
    "label_completed": "completed",
}
_HARD = (";", "\n", "!", "?", "…", "|", "•", "➢", "→", "✓", "✔", "*")
_DASHES = ("-", "–", "—", "+", "/")
_LABEL_ENDS = (":", "=", "：", "\n", "-", "–", "—")
_LONGEST_LABEL = 10  # tokens of a label
_NEGATION = 5  # tokens of "không thấy có gì" before a trouble
_LEAST_TITLE, _LEAST_BARE_TITLE = 2, 4  # words of a title that a mark ends, that only a status ends
_TOLD, _LONGEST_NAME = ("did", "doing", "result_strong", "partly", "done", "states"), 6
_GIVES_REASON = ("vi", "do", "nhung", "tuy")  # begin a clause of their own, whatever stands before
_TITLE_ENDS: tuple[str, ...] = (
    "done",
    "done_lead",
    "not_started",
    "waiting",
    "paused",
    "doing",
    "nothing",
    "percent_before",
    "difficulty",
)


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens [start, end) between marks, and the marks before it ("\n" where a line began)."""

    start: int
    end: int
    before: str


def cut(line: Line, cues: Cues, joined: set[tuple[str, str]]) -> list[Clause]:
    """The clauses of a stretch. `joined` are neighbouring words of the tasks' own content: no cut between those."""
    tokens, clauses, start, before = line.tokens, list[Clause](), 0, ""
    for place in range(len(tokens)):
        if _parts(line, place, joined):
            if place > start:
                clauses.append(Clause(start, place, before))
                before = ""
            before += tokens[place].typed
            start = place + 1
        elif place > start and _begins_inside(line, cues, start, place, joined):
            clauses.append(Clause(start, place, before))
            start, before = place, ""
    if start < len(tokens):
        clauses.append(Clause(start, len(tokens), before))
    return clauses


def _parts(line: Line, place: int, joined: set[tuple[str, str]]) -> bool:
    """Whether a mark parts clauses."""
    token, tokens = line.tokens[place], line.tokens
    if not token.is_mark or token.typed in _HARD:
        return token.is_mark
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if after is None or place == 0:
        return token.typed in (",", ".", *_DASHES)
    spaced, numbers = after.start > token.end, tokens[place - 1].kind == after.kind == "number"
    return {
        ",": (spaced or not numbers) and (tokens[place - 1].text, after.text) not in joined,
        ".": spaced or after.kind == "word",
        "(": after.kind == "percent",
    }.get(token.typed, token.typed in _DASHES and spaced and (not line.touches(place) or tokens[place - 1].is_mark))


def _begins_inside(line: Line, cues: Cues, start: int, place: int, joined: set[tuple[str, str]]) -> bool:
    """Whether a new clause begins at a word without a mark before it ("60% vướng kinh phí đề nghị bổ sung")."""
    tokens, stop, before = line.tokens, len(line.tokens), line.tokens[place - 1]
    if not cues.may_begin((*LABELS, *_INSIDE), tokens, place, stop):
        return _holds_up(cues, tokens, start, place)
    if before.is_mark or (before.text, tokens[place].text) in joined or _denied(cues, tokens, start, place):
        return False
    end = max(cues.end(kind, tokens, place, stop) for kind in _INSIDE)
    if label_end(line, cues, place, stop)[1] > place:
        binds = "binds_hard"
    elif end > place and (end < stop or tokens[place].text == "vuong"):
        binds = "" if tokens[place].text in _GIVES_REASON else "binds"
    else:
        return False
    if binds and _bound(cues, tokens, start, place, binds):
        return False
    if cues.any_at(("next_inside",), tokens, place, stop) and _goes_on(cues, tokens, start, place):
        return False
    head = max([start, *(n + 1 for n in range(start, place) if tokens[n].kind == "percent")])
    # "chắc tháng sau", "(60%) còn lại quý sau" are one clause
    return cues.skip(("lead",), tokens, start, place) < place and (
        head == place or cues.skip(("lead", "remainder"), tokens, head, place) < place
    )


def _holds_up(cues: Cues, tokens: Sequence[Token], start: int, place: int) -> bool:
    """Whether a word begins what others have not done ("mới 40 thôi | tại bên kia chưa chốt")."""
    after = cues.end("holds_up", tokens, place, len(tokens))
    if after == place or place - start < _LEAST_TITLE or cues.any_in(("held", "difficulty"), tokens, start, place):
        return False
    named = [(n, cues.end("others", tokens, n, len(tokens))) for n in range(after, min(len(tokens), after + 2))]
    ends = [end for n, end in named if end > n]
    return bool(ends) and any(
        cues.any_at(("not_yet",), tokens, n, len(tokens)) for n in range(ends[0], min(len(tokens), ends[0] + _NEGATION))
    )


def _goes_on(cues: Cues, tokens: Sequence[Token], start: int, place: int) -> bool:
    """Whether a plan's words belong to those before them ("còn 2 lớp tháng sau mở", "vướng 3 thủ tục còn phải sửa")."""
    held = tokens[place].text == "con" and cues.any_at(("difficulty", "proposal"), tokens, start, place)
    return held or tokens[start].text == "con" or _names_only(cues, tokens, start, place)


def _names_only(cues: Cues, tokens: Sequence[Token], start: int, stop: int) -> bool:
    """Whether some words tell nothing, so that what follows is told of them ("phiên thứ 3 | dự kiến ngày 25/9")."""
    told = any(t.kind == "percent" for t in tokens[start:stop]) or cues.any_in(_TOLD, tokens, start, stop)
    return 0 < stop - start <= _LONGEST_NAME and not told


def _denied(cues: Cues, tokens: Sequence[Token], start: int, place: int) -> bool:
    """Whether the words before a trouble say that there is none ("không có gì | vướng")."""
    if not cues.any_at(("trouble",), tokens, place, len(tokens)):
        return False
    ends = ((n, cues.end("negates", tokens, n, place)) for n in range(max(start, place - _NEGATION), place))
    return any(end > n and cues.skip(("bears",), tokens, end, place) == place for n, end in ends)


def _bound(cues: Cues, tokens: Sequence[Token], start: int, place: int, kind: str) -> bool:
    """Whether a cue belongs to the words before it ("tháo gỡ | khó khăn", "văn bản | đề nghị")."""
    return any(cues.end(kind, tokens, n, place) == place for n in range(max(start, place - 3), place))


def label_end(line: Line, cues: Cues, start: int, stop: int) -> tuple[str, int]:
    """The label that stands at a token (its kind), and the token after its colon; ("", start) where none does."""
    best, end = "", start
    if not cues.may_begin(LABELS, tokens := line.tokens, start, stop) or not _label_may_end(tokens, start, stop):
        return best, end
    for kind in LABELS:
        here = _label(line, cues, kind, start, stop)
        if here > end:
            best, end = kind, here
    return best, end


def _label_may_end(tokens: Sequence[Token], start: int, stop: int) -> bool:
    """Whether a colon or a line's end is near enough."""
    return any(t.typed in _LABEL_ENDS for t in tokens[start + 1 : min(stop, start + _LONGEST_LABEL + 2)])


def _label(line: Line, cues: Cues, kind: str, start: int, stop: int) -> int:
    """A label may join several names ("Khó khăn, vướng mắc:"); a colon ends it, or its line does."""
    tokens, end = line.tokens, start
    while end - start < _LONGEST_LABEL and (further := cues.end(kind, tokens, end, stop)) > end:
        end = further
        if end + 1 < stop and (tokens[end].typed in (",", "/", "-", "&") or tokens[end].text == "va"):
            if cues.end(kind, tokens, end + 1, stop) == end + 1:
                break
            end += 1
    if end == start:
        return start
    if end < stop and tokens[end].typed in _LABEL_ENDS[:3]:
        return end + 1
    if end + 1 < stop and tokens[end].typed in _DASHES and tokens[end].start > tokens[end - 1].end:
        return end + 1
    alone = start == 0 or tokens[start - 1].kind == "newline"
    return end if alone and end < stop and tokens[end].kind == "newline" else start


@lru_cache(maxsize=1024)
def content_words(content: str) -> tuple[str, ...]:
    """The folded words of a task's content."""
    return tuple(t.text for t in split(content) if t.kind == "word")


@lru_cache(maxsize=1024)
def content_pairs(content: str) -> frozenset[tuple[str, str]]:
    """Neighbouring words of a task's own content."""
    return frozenset(pairwise(content_words(content)))


def title_end(line: Line, cues: Cues, content: Sequence[str]) -> int:
    """Where a task's title at the head of its stretch ends, 0 where there is none.

    The title is a run of the content's words, in brackets or quotes or bare; a few may differ where a colon ends it.
    """
    tokens = line.tokens
    start = _skip_marks(tokens, 0)
    if any(t.typed == ":" for t in tokens[:start]):
        return 0
    run, place = _longest_run(tokens, start, content)
    if run >= _LEAST_TITLE and _title_may_end(tokens, place):
        return place
    if run >= _LEAST_BARE_TITLE and cues.any_at(_TITLE_ENDS, tokens, place, len(tokens)):
        return place
    return _until_colon(tokens, start, set(content), cues)


def _skip_marks(tokens: Sequence[Token], place: int) -> int:
    while place < len(tokens) and tokens[place].is_mark and tokens[place].kind != "newline":
        place += 1
    return place


def _longest_run(tokens: Sequence[Token], start: int, content: Sequence[str]) -> tuple[int, int]:
    """How many words from a token on stand so somewhere in the content, and the token after them."""
    if start >= len(tokens):
        return 0, start
    first = (n for n, word in enumerate(content) if word == tokens[start].text)
    return max((_run_from(tokens, start, content, n) for n in first), default=(0, start))


def _run_from(tokens: Sequence[Token], start: int, content: Sequence[str], first: int) -> tuple[int, int]:
    """How many words from a token on go on like the content from a word on, marks left out."""
    size, place, after = 0, start, start
    while place < len(tokens) and first + size < len(content):
        if tokens[place].text == content[first + size]:
            size, after = size + 1, place + 1
        elif tokens[place].typed not in (",", '"', "“", "”", "("):
            break
        place += 1
    return size, after


def _title_may_end(tokens: Sequence[Token], place: int) -> bool:
    return place >= len(tokens) or tokens[place].typed in (":", ")", "\n", "-", "–") or tokens[place].kind == "percent"


def _until_colon(tokens: Sequence[Token], start: int, content: set[str], cues: Cues) -> int:
    """A title in slightly other words, up to a colon or a closing bracket: four in five of its words are the task's."""
    end = start
    while end < len(tokens) and tokens[end].typed not in (":", ")", ";", "\n") and tokens[end].kind != "percent":
        end += 1
    words = [t.text for t in tokens[start:end] if t.kind == "word"]
    if end >= len(tokens) or tokens[end].typed not in (":", ")") or len(words) < 2:
        return 0
    if any(label_end(Line("", tokens), cues, n, end + 1)[1] > n for n in range(start, end)):
        return 0
    return end if sum(w in content for w in words) >= 0.8 * len(words) else 0
