"""Reading a stretch clause by clause: what frames it is told, all other words go to a field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlu.days import is_to_come, quarter_in
from progress.model import Status
from progress.reading.clauses import LABELS, Clause, cut, label_end
from progress.reading.findings import Body, Field, Piece
from progress.reading.telling import Telling

_FIELD_CUES: tuple[tuple[str, Field], ...] = (
    ("difficulty", "difficulty"),
    ("proposal", "proposal"),
    ("next", "next_step"),
)
_OTHERS = 4  # words before who is meant, and between them and what they have not done
_NEAR_HEAD = 7  # words within which "sẽ" makes a clause a plan
_SENTENCE = (".", "\n", ";", "!", "?")


def read_body(body: Body) -> Body:
    """Read all clauses of a stretch; the findings that were handed in are filled and given back."""
    reader = _Clauses(body)
    for clause in cut(body.line, body.cues, body.joined):
        reader.clause(clause)
    if body.percent is None and "done" not in body.statuses:
        _percent_at_the_end(body)
    return body


def _percent_at_the_end(body: Body) -> None:
    """A percentage that ends what was done ("đã góp ý xong bản thảo được 60%") is the task's, if no other one is."""
    alone = sum(token.kind in ("percent", "odd") for token in body.line.tokens) == 1
    for number, piece in enumerate(body.pieces):
        for place in range(piece.start + 1, piece.end) if piece.field in ("result", "difficulty") else ():
            if end := Telling(body).percent_at_end(piece.start, place, piece.end, alone=alone):
                told, rest = body.pieces.pop(), replace(piece, start=end)
                piece.end = place
                body.pieces[number + 1 : number + 1] = [told, rest] if end < rest.end else [told]
                return


@dataclass(slots=True)
class _Clauses:
    body: Body

    def clause(self, clause: Clause) -> None:
        start, stop, tokens = self.body.past_marks(clause.start, clause.end), clause.end, self.body.line.tokens
        self.body.asked = "" if any(m in clause.before for m in _SENTENCE) else self.body.asked
        if "\n" in clause.before and not self._is_bullet(clause):
            self.body.labelled = False
        if start < stop and (self.body.cues.all_of(("polite",), tokens, start, stop) or self._is_aside(start, stop)):
            self.body.pieces.append(Piece(None, start, stop))
            return
        fresh = any(mark in clause.before for mark in _SENTENCE)
        while start < stop:
            end = self._label(start, stop) or Telling(self.body).at(start, stop, fresh)
            if not end:
                break
            start = self.body.past_marks(end, stop)
        if start < stop and self.body.cues.all_of(("polite",), tokens, start, stop):
            self.body.pieces.append(Piece(None, start, stop))  # "nv 6 30% ok gửi nhé"
        elif start < stop:
            self._content(start, stop)

    def _is_aside(self, start: int, stop: int) -> bool:
        """Whether a clause bids how to note the report, denies what was told before, or wishes well: not the task's."""
        tokens, cues = self.body.line.tokens, self.body.cues
        head = cues.skip(("lead",), tokens, start, stop)
        if cues.any_at(("noting", "wishes"), tokens, head, stop) or cues.any_in(("mistaken",), tokens, start, stop):
            return True
        denies = cues.any_at(("denial",), tokens, head, stop)
        return denies and cues.any_in(("as_told",), tokens, head, stop)

    def _is_bullet(self, clause: Clause) -> bool:
        tokens = self.body.line.tokens
        return clause.before[-1:] in ("-", "–", "+", "*", "•") or tokens[clause.start].is_mark

    def _label(self, start: int, stop: int) -> int:
        """A label ("Khó khăn:") sets the field of what follows it."""
        limit = len(self.body.line.tokens) if self._colon_follows(stop) else stop
        kind, end = label_end(self.body.line, self.body.cues, start, limit)
        if not kind and (after := self._bullet(start, stop)):
            kind, end = label_end(self.body.line, self.body.cues, after, limit)
        if not kind:
            return 0
        self.body.asked = "status" if kind == "label_status" else "completed" if kind == "label_completed" else ""
        meant = LABELS[kind]
        self.body.fields = "result" if meant == "completed" else meant  # type: ignore[assignment]
        self.body.labelled = True
        self.body.pieces.append(Piece(None, start, end, apart=True))
        return end

    def _colon_follows(self, stop: int) -> bool:
        return stop < len(self.body.line.tokens) and self.body.line.tokens[stop].typed in ("\n", ",", "-")

    def _bullet(self, start: int, stop: int) -> int:
        """The token after "1." or "a)" at a clause's head, 0 where there is none."""
        tokens = self.body.line.tokens
        if start + 1 < stop and tokens[start + 1].typed in (".", ")", "/") and len(tokens[start].typed) <= 2:
            return start + 2
        return 0

    # ── what is left are a field's words ─────────────────────────────────────
    def _content(self, start: int, stop: int) -> None:
        tokens, cues = self.body.line.tokens, self.body.cues
        chosen, strong = self._field(start, stop)
        if chosen != self.body.fields:
            self.body.labelled = False
        nearly = self.body.cues.any_at(("partly",), self.body.line.tokens, start, stop)
        waits = self.body.cues.any_in(("waiting_inside",), self.body.line.tokens, start, stop)
        if waits and chosen in ("result", "difficulty"):
            self.body.statuses.append("waiting")
        if any(
            tokens[n].text == "nen" and cues.any_at(("not_started",), tokens, n + 1, stop) for n in range(start, stop)
        ):
            self.body.statuses.append("not_started")  # "chưa có tiền nên chưa làm được gì"
        waits = waits and chosen == "result"
        self.body.fields = "result" if nearly else chosen  # "sắp xong, 95%": no plan's percentage
        status: Status | None = "waiting" if waits else None
        self.body.pieces.append(Piece(chosen, start, stop, status, strong=strong or self.body.labelled))

    def _field(self, start: int, stop: int) -> tuple[Field, bool]:
        """The field that a clause belongs to, and whether a cue says so strongly."""
        tokens, cues = self.body.line.tokens, self.body.cues
        head = cues.skip(("lead",), tokens, start, stop)
        left = cues.skip(("lead", "remainder"), tokens, start, stop)
        places = tuple(dict.fromkeys((start, head, left)))
        self.body.partly = self.body.partly or any(cues.any_at(("partly",), tokens, n, stop) for n in places)
        if not (self.body.labelled and self.body.fields == "product") and (meant := self._opened(places, stop)):
            return meant, True
        if self._is_held_up(head, stop) or self._has_no_trouble(head, stop) or self._waits_for_others(left, stop):
            return "difficulty", True
        if not self.body.labelled and (self._is_plan(start, stop) or self._is_other_quarter(start, stop)):
            return "next_step", True
        stands = {"not_started", "paused"} & set(self.body.statuses)
        why = stands and (cues.any_at(("reason",), tokens, start, stop) or cues.any_at(("lacks",), tokens, head, stop))
        if why or self._blames(head, stop) or (not self.body.labelled and self._ends_held_up(start, stop)):
            return "difficulty", True
        strong = any(cues.any_at(("result_strong", "waiting", "alone"), tokens, place, stop) for place in places)
        result = any(cues.any_at(("result", "waiting"), tokens, place, stop) for place in places)
        return (self.body.fields if self.body.labelled or not result else "result"), strong

    def _opened(self, places: Sequence[int], stop: int) -> Field | None:
        """The field that the longest cue at one of the places opens."""
        best, far = None, 0
        for kind, meant in _FIELD_CUES:
            for place in places:
                end = self.body.cues.end(kind, self.body.line.tokens, place, stop)
                if end > max(place, far) and self._holds(kind, end, stop):
                    best, far = meant, end
        return best

    def _is_held_up(self, head: int, stop: int) -> bool:
        """Whether a clause says what is not there and which lack is to blame ("chưa nghiệm thu vì thiếu …")."""
        tokens, cues = self.body.line.tokens, self.body.cues
        held = any(cues.any_at(("held",), tokens, place, stop) for place in (head, max(head - 1, 0)))
        return not self.body.labelled and held and cues.any_in(("because",), tokens, head, stop)

    def _waits_for_others(self, head: int, stop: int) -> bool:
        """Whether a clause says what somebody else has not done yet ("nghị định chưa ban hành")."""
        tokens, cues = self.body.line.tokens, self.body.cues
        if self.body.labelled:
            return False
        named = [(n, cues.end("others", tokens, n, stop)) for n in range(head, min(stop, head + _OTHERS))]
        named = [(n, end) for n, end in named if end > n and tokens[n - 1].kind != "number"]  # "còn 3 bộ chưa kết nối"
        nexts = (m for n, end in named for m in range(end, min(stop, end + (_OTHERS if n == head else 1))))
        return any(cues.any_at(("not_yet",), tokens, m, stop) for m in nexts)

    def _has_no_trouble(self, head: int, stop: int) -> bool:
        """Whether a clause denies a difficulty ("không bị vướng gì")."""
        tokens, cues = self.body.line.tokens, self.body.cues
        after = cues.end("negates", tokens, head, stop)
        return after > head and cues.any_at(("trouble",), tokens, cues.skip(("bears",), tokens, after, stop), stop)

    def _ends_held_up(self, start: int, stop: int) -> bool:
        """Whether a clause ends in what comes of it ("… nộp dự toán trễ nên kẹt")."""
        tokens, cues = self.body.line.tokens, self.body.cues
        places = (n + 1 for n in range(start + 1, stop - 1) if tokens[n].text == "nen")
        return any(cues.any_at(("lacks", "trouble", "not_started"), tokens, n, stop) for n in places)

    def _blames(self, head: int, stop: int) -> bool:
        """Whether a clause gives what is not there as the reason ("mới 30% | do bên A chưa gửi")."""
        tokens, cues = self.body.line.tokens, self.body.cues
        after = cues.end("reason", tokens, head, stop)
        return not self.body.labelled and after > head and cues.any_in(("lacks",), tokens, after, stop)

    def _is_other_quarter(self, start: int, stop: int) -> bool:
        """Whether a clause begins with this quarter, and what was told before was of an earlier one."""
        tokens, line = self.body.line.tokens, self.body.line
        if tokens[start].text != "quy" or "đang" not in (t.typed for t in tokens[start:stop]):
            return False
        now, told = quarter_in(line.spoken(start, min(stop, start + 2))[0]), (self.body.today.month + 2) // 3
        before = [quarter_in(line.spoken(p.start, p.end)[0]) for p in self.body.pieces if p.field == "result"]
        return now == told and any(quarter and quarter < now for quarter in before)

    def _holds(self, kind: str, end: int, stop: int) -> bool:
        """A proposal needs words after its cue."""
        return kind != "proposal" or end < stop

    def _is_plan(self, start: int, stop: int) -> bool:
        """Whether "sẽ" stands near the head of a clause that does not begin with what was done."""
        tokens, cues = self.body.line.tokens, self.body.cues
        left = tokens[start].text == "con"  # "còn 2 lớp nữa tháng 10 mở nốt"
        if cues.any_at(("result_strong",), tokens, start, stop) and not left:
            return False
        for place in range(start, min(stop, start + _NEAR_HEAD) if left else start + 1):
            if is_to_come(self.body.line.spoken(place, min(stop, place + _NEAR_HEAD))[0], self.body.today):
                return True
        places = range(start, min(stop, start + _NEAR_HEAD))
        kinds = ("will", "next_inside", "later") if left else ("will", "next_inside")
        return any(cues.any_at(kinds, tokens, n, stop) for n in places)
