"""From what a stretch says to the entry of its task: one status that fits the percentage, each field's words."""

from __future__ import annotations

from datetime import date

from progress.model import Entry, Status
from progress.reading.days import day_at, product_at
from progress.reading.findings import Body, Field, Piece
from progress.reading.line import Token
from progress.reading.trimming import give_marks, trimmed

_JOIN = "; "
_NOUNS = (
    "label_difficulty",
    "label_proposal",
    "label_next",
    "label_result",
    "label_status",
    "asked",
    "lead",
    "particle",
)
_TROUBLES = ("label_difficulty", "lead", "particle")
_TELLS = ("percent", "odd", "date")
_STATEMENT = ("roi", "xong", "da", "dang", "duoc", "chua", "van")
_LONG_NUMBER = 3  # digits
_SPANS, _FIGURES = ("-", "–", "—"), ("number", "percent", "odd")  # "60-65%"
_GOES_BY = 6  # tokens of "theo kết luận cuộc họp" before its day
_APPROVAL = 6  # tokens of "đang chờ phê duyệt", which is a step of the work
_PLAN_WORDS = 5  # words of a plan that a question would hardly have


def entry_of(body: Body) -> Entry:
    """The entry that a stretch tells; all of it None where it tells nothing."""
    status, percent = _standing(body)
    _restore(body, status)
    give_marks(body)
    paper = _paper(body) if status == "done" and not _words(body, "product") else None
    result = _words(body, "result", paper)
    return Entry(
        status=status,
        percent=percent,
        result=result,
        difficulty=_words(body, "difficulty"),
        proposal=_words(body, "proposal"),
        next_step=_words(body, "next_step"),
        completed=(body.completed or _paper_day(body, paper) or _day_told(body)) if status == "done" else None,
        product=_words(body, "product") or (trimmed(body.line.typed(*paper)) if paper else None),
        kept=_kept(body) if result else (),
        nothing_new=body.nothing_new,
    )


def _paper_day(body: Body, paper: tuple[int, int] | None) -> date | None:
    """The day of the paper that a finished task brought: it was finished with it."""
    span = paper or next(iter(_spans(body, "product")), None)
    for place in range(*span) if span else ():
        day = day_at(body.line, place, span[1], body.today)[1] if span else None
        if day and day <= body.today:
            return day
    return None


def _day_told(body: Body) -> date | None:
    """The only day among a finished task's results, which ended it ("xong rồi, thứ 6 tuần trước bế giảng lớp cuối").

    A day that something goes by or began on ("theo kết luận ngày 3/9", "từ 1/8") is none.
    """
    found, tokens = set(), body.line.tokens
    for piece in body.pieces:
        place = piece.start if piece.field == "result" else piece.end
        while place < piece.end:
            end, day = day_at(body.line, place, piece.end, body.today)
            if day and not body.cues.any_in(("goes_by",), tokens, max(piece.start, place - _GOES_BY), place + 1):
                found.add(day)
            place = max(end, place + 1)
    past = {day for day in found if day <= body.today}
    return min(past) if len(past) == 1 else None


def is_telling(body: Body) -> bool:
    """Whether a stretch surely reports: a percentage, a status, a cue with words, and not only names of things."""
    if tells_standing(body):
        return True
    return any(
        (piece.strong or _states(body, piece)) and _says_more(body, piece) for piece in body.pieces if piece.field
    )


def tells_standing(body: Body) -> bool:
    """Whether a stretch says outright how its task stands."""
    told = body.percent is not None or body.completed is not None
    return told or bool(body.statuses) or body.nothing_new or body.partly


def _states(body: Body, piece: Piece) -> bool:
    """Whether a clause without a cue states something: it has a percentage, a day, a reason, "đã", "xong", "rồi"."""
    tokens = body.line.tokens[piece.start : piece.end]
    if body.cues.any_at(("deadline",), tokens, 0, len(tokens)):
        return False
    told = any(t.kind in _TELLS or t.typed == "%" or t.text in _STATEMENT for t in tokens)
    return told or body.cues.any_in(("reason",), body.line.tokens, piece.start + 1, piece.end)


def has_words(body: Body, least: int = 2) -> bool:
    """Whether a stretch has some words for a field at all, that are not only names of what may be asked."""
    kept = [p for p in body.pieces if p.field]
    count = sum(_weight(t) for p in kept for t in body.line.tokens[p.start : p.end])
    nouns = all(body.cues.all_of(_NOUNS, body.line.tokens, p.start, p.end) for p in kept)
    return count >= least and not nouns


def _weight(token: Token) -> int:
    """For how many words a token counts; a long number is no task's."""
    return 2 if token.kind == "number" and len(token.typed) > _LONG_NUMBER else int(not token.is_mark)


def _says_more(body: Body, piece: Piece) -> bool:
    tokens = body.line.tokens[piece.start : piece.end]
    if body.cues.end("alone", tokens, 0, len(tokens)) == len(tokens):
        return True
    nouns = _TROUBLES if piece.field == "difficulty" else _NOUNS
    if body.cues.all_of(nouns, body.line.tokens, piece.start, piece.end):
        return False
    if piece.field == "next_step" and tokens[0].text in ("du", "ke"):  # "dự kiến hoàn thành" may be asked
        return len(tokens) >= _PLAN_WORDS or any(t.kind in ("date", "number", "percent") for t in tokens)
    return len(tokens) > 1 or tokens[0].kind in ("percent", "odd")


def _standing(body: Body) -> tuple[Status | None, int | None]:
    """Status and percentage, made consistent: done and 100 go together, as do not started and 0.

    No status where no word says one: what was known of the task before then goes on.
    """
    said, percent = body.statuses, body.percent
    if _is_done(body):
        return "done", 100
    if "paused" in said:
        return "paused", percent
    if "waiting" in said and percent is None and not {"in_progress", "done"} & set(said) and not _has_begun(body):
        return "waiting", None
    if _not_started(body) or percent == 0:
        return "not_started", percent
    return ("in_progress" if percent is not None or said or body.partly else None), percent


def _is_done(body: Body) -> bool:
    """Whether a task is finished: by its words, or by 100% that no word speaks against."""
    if not body.statuses:
        return body.percent == 100 and not _denied(body)
    against = {"in_progress", "paused", "not_started"} & set(body.statuses)
    return "done" in body.statuses and body.percent in (None, 100) and not against


def _denied(body: Body) -> bool:
    """Whether words beside 100% say that something is left to do."""
    return any(body.line.tokens[n].text == "chua" for p in body.pieces if p.field for n in range(p.start, p.end))


def _not_started(body: Body) -> bool:
    """Whether "chưa triển khai" is said of the task: before any result, and beside no progress."""
    if "not_started" not in body.statuses or body.percent or {"in_progress", "done"} & set(body.statuses):
        return False
    for piece in body.pieces:
        if piece.status == "not_started":
            return True
        if piece.field == "result" and body.line.tokens[piece.start].text not in ("chua", "khong"):
            return False
    return True


def _has_begun(body: Body) -> bool:
    """Whether something is said to have been done before what is waited for ("đã rà xong 15 thủ tục, đang chờ ký")."""
    told = [p for p in body.pieces if p.field == "result" and p.status != "waiting"]
    did = any(_did(body, piece) for piece in told)
    waits = [p for p in body.pieces if p.status == "waiting"]
    return did and all(_is_approval(body, piece) for piece in waits)


def _is_approval(body: Body, piece: Piece) -> bool:
    """Whether what is waited for is a step of the work itself ("đang chờ phê duyệt")."""
    tokens = body.line.tokens
    return piece.end - piece.start <= _APPROVAL and body.cues.any_in(("approval",), tokens, piece.start, piece.end)


def _did(body: Body, piece: Piece) -> bool:
    """Whether a clause begins with what was done."""
    tokens = body.line.tokens
    heads = (piece.start, body.cues.skip(("lead",), tokens, piece.start, piece.end))
    return any(body.cues.any_at(("did",), tokens, head, len(tokens)) for head in heads)


def _restore(body: Body, status: Status | None) -> None:
    """Status words that did not decide the status stay among the result's words; what is waited for is what is hard."""
    for piece in body.pieces:
        step = status in ("in_progress", "done", None) and _is_approval(body, piece)
        if piece.status == "waiting" and piece.field == "result" and not step:
            piece.field = "difficulty"
            continue
        if piece.field == "result" and _says_unfinished(body, piece) and _is_beside(body, piece):
            piece.field = None  # "chưa xong đâu, đừng ghi hoàn thành": the status says it
            continue
        if (
            piece.field == "result"
            and body.percent is not None
            and body.cues.all_of(("partly", "particle", "lead"), body.line.tokens, piece.start, piece.end)
        ):
            piece.field = None  # "chưa xong đâu ạ": the percentage says it
            continue
        if piece.status and piece.status != status and piece.field is None:
            piece.field = "result"
        elif status == "paused" and piece.field == "result" and not piece.strong and not _did(body, piece):
            piece.field = "difficulty"  # why it is so


def _says_unfinished(body: Body, piece: Piece) -> bool:
    """Whether a clause says that the task is not finished, and nothing else."""
    kinds = ("unfinished_yet", "noting", "particle", "lead")
    said = body.cues.any_in(("unfinished_yet", "noting"), body.line.tokens, piece.start, piece.end)
    return said and body.cues.all_of(kinds, body.line.tokens, piece.start, piece.end)


def _is_beside(body: Body, piece: Piece) -> bool:
    """Whether more is told than one clause: a percentage, or words of the result."""
    return body.percent is not None or any(p.field in ("result", "next_step") and p is not piece for p in body.pieces)


def _spans(body: Body, field: Field) -> list[tuple[int, int]]:
    """The stretches of tokens of a field; neighbours that nothing parts are one."""
    spans: list[tuple[int, int]] = []
    last: Piece | None = None
    for piece in body.pieces:
        if piece.field == field:
            if spans and last is not None and last.field == field:
                spans[-1] = (spans[-1][0], piece.end)
            else:
                spans.append((piece.start, piece.end))
        last = piece
    return spans


def _words(body: Body, field: Field, paper: tuple[int, int] | None = None) -> str | None:
    """A field's words as written; without those of a paper that stands in a field of its own."""
    spans = [part for span in _spans(body, field) for part in (_without(body, span, paper) if paper else (span,))]
    texts = (trimmed(body.line.typed(start, end)) for start, end in spans)
    return _JOIN.join(t for t in texts if any(c.isalnum() for c in t)) or None


def _without(body: Body, span: tuple[int, int], paper: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """What a span has before and after a paper; not words that only led to it ("theo", "kèm theo")."""
    if not (span[0] <= paper[0] and paper[1] <= span[1]):
        return (span,)
    before, after = (span[0], paper[0]), (paper[1], span[1])
    leads = body.cues.all_of(("brings", "lead"), body.line.tokens, *before)
    return (after,) if leads else (before, after)


def _paper(body: Body) -> tuple[int, int] | None:
    """The tokens of the paper that a finished task brought."""
    found = (product_at(body.line, body.cues, start, end) for start, end in _spans(body, "result"))
    return next((paper for paper in found if paper), None)


def _kept(body: Body) -> tuple[str, ...]:
    """The percentages among the result's words."""
    tokens = body.line.tokens
    places = [n for start, end in _spans(body, "result") for n in range(start, end)]
    kept = []
    for n in places:
        if tokens[n].kind in ("percent", "odd") and n != body.inexact:
            first = n - 2 if n > 1 and tokens[n - 1].typed in _SPANS and tokens[n - 2].kind in _FIGURES else n
            kept.append(body.line.typed(first, n + 1))
    return tuple(k for k in dict.fromkeys(kept) if not any(other != k and other.startswith(k) for other in kept))
