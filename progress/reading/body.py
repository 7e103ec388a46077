"""What a stretch says of its task: clause by clause into fields, with the status words, percentages and dates met."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from progress.model import Status
from progress.reading.clauses import LABELS, Clause, cut, label_end
from progress.reading.cues import Cues
from progress.reading.days import day_at
from progress.reading.line import Line

Field = Literal["result", "difficulty", "proposal", "next_step", "product"]
_FIELD_CUES: tuple[tuple[str, Field], ...] = (
    ("difficulty", "difficulty"),
    ("proposal", "proposal"),
    ("next", "next_step"),
)
_STATES: tuple[tuple[str, Status], ...] = (
    ("paused", "paused"),
    ("not_started", "not_started"),
    ("doing", "in_progress"),
)
_NEAR_HEAD = 7  # words within which "sẽ" makes a clause a plan
_SENTENCE = (".", "\n", ";", "!", "?")


@dataclass(slots=True)
class Piece:
    """Tokens [start, end): words of a field, or frame words (field None) that stand for a status where they do."""

    field: Field | None
    start: int
    end: int
    status: Status | None = None
    strong: bool = False
    apart: bool = False  # a label stands before it: not joined to the words before


@dataclass
class Body:
    """A stretch being read; `pieces` and the facts are what has been understood of it."""

    line: Line
    cues: Cues
    today: date
    joined: set[tuple[str, str]]
    pieces: list[Piece] = field(default_factory=list)
    percent: int | None = None
    statuses: list[Status] = field(default_factory=list)
    completed: date | None = None
    nothing_new: bool = False
    fields: Field = "result"
    labelled: bool = False
    asked: Literal["status", "completed", ""] = ""  # what a label before this asks for

    def read(self) -> Body:
        """Read all clauses."""
        for clause in cut(self.line, self.cues, self.joined):
            self._clause(clause)
        return self

    # ── one clause ───────────────────────────────────────────────────────────
    def _clause(self, clause: Clause) -> None:
        start, stop, tokens = self._past_marks(clause.start, clause.end), clause.end, self.line.tokens
        self.asked = "" if any(m in clause.before for m in _SENTENCE) else self.asked
        if "\n" in clause.before and not self._is_bullet(clause):
            self.labelled = False
        if start < stop and self.cues.all_of(("polite",), tokens, start, stop):
            self.pieces.append(Piece(None, start, stop))
            return
        fresh = any(mark in clause.before for mark in _SENTENCE)
        while start < stop:
            end = self._label(start, stop) or self._told(start, stop, fresh)
            if not end:
                break
            start = self._past_marks(end, stop)
        if start < stop:
            self._content(start, stop)

    def _is_bullet(self, clause: Clause) -> bool:
        tokens = self.line.tokens
        return clause.before[-1:] in ("-", "–", "+", "*", "•") or tokens[clause.start].is_mark

    def _past_marks(self, start: int, stop: int) -> int:
        while start < stop and self.line.tokens[start].is_mark:
            start += 1
        return start

    def _label(self, start: int, stop: int) -> int:
        """A label ("Khó khăn:") sets the field of what follows it."""
        limit = len(self.line.tokens) if self._colon_follows(stop) else stop
        kind, end = label_end(self.line, self.cues, start, limit)
        if not kind:
            number = self._bullet(start, stop)
            return self._label(number, stop) if number else 0
        self.asked = "status" if kind == "label_status" else "completed" if kind == "label_completed" else ""
        meant = LABELS[kind]
        self.fields = "result" if meant == "completed" else meant  # type: ignore[assignment]
        self.labelled = True
        self.pieces.append(Piece(None, start, end, apart=True))
        return end

    def _colon_follows(self, stop: int) -> bool:
        return stop < len(self.line.tokens) and self.line.tokens[stop].typed in ("\n", ",", "-")

    def _bullet(self, start: int, stop: int) -> int:
        """The token after "1." or "a)" at a clause's head, 0 where there is none."""
        tokens = self.line.tokens
        if start + 1 < stop and tokens[start + 1].typed in (".", ")", "/") and len(tokens[start].typed) <= 2:
            return start + 2
        return 0

    # ── what the frame tells ─────────────────────────────────────────────────
    def _told(self, start: int, stop: int, fresh: bool) -> int:
        """A status, a percentage, a date or «không phát sinh» at a clause's head: the token after it, or 0."""
        if self.asked == "completed" and self.completed is None:
            end, day = day_at(self.line, self.cues, start, stop, self.today)
            if day and day <= self.today:
                return self._completed(start, end, day)
        if self.fields == "next_step" and not (fresh and not self.labelled):
            return 0
        if self.labelled and self.fields != "result":
            return 0
        head = self.cues.skip(("lead",), self.line.tokens, start, stop)
        for told in (self._nothing, self._percent, self._state, self._done):
            for place in dict.fromkeys((start, head)):
                if (end := told(start, place, stop)) > start:
                    return end
        return 0

    def _completed(self, start: int, end: int, day: date) -> int:
        self.completed = day
        self.pieces.append(Piece(None, start, end, "done"))
        if "done" not in self.statuses:
            self.statuses.append("done")
        return end

    def _nothing(self, start: int, place: int, stop: int) -> int:
        tokens, cues = self.line.tokens, self.cues
        end = cues.end("nothing", tokens, place, stop)
        if end == place:
            return 0
        end = cues.skip(("nothing_after",), tokens, end, stop)
        if not self._over(end, stop):
            return 0
        self.nothing_new = True
        self.pieces.append(Piece(None, start, end))
        return end

    def _over(self, place: int, stop: int) -> bool:
        """Whether a clause is over at a token, or goes on as another one."""
        tokens = self.line.tokens
        if place >= stop or tokens[place].is_mark:
            return True
        kinds = ("go_on", "difficulty", "proposal", "waiting", "reason", "lead")
        return self.cues.any_at(kinds, tokens, place, stop)

    def _percent(self, start: int, place: int, stop: int) -> int:
        """A percentage that the words say of the task, with the words that belong to it."""
        if self.percent is not None:
            return 0
        tokens, cues = self.line.tokens, self.cues
        at = place
        while (further := cues.end("percent_before", tokens, at, stop)) > at or self._is_colon(at, stop):
            at = max(further, at + self._is_colon(at, stop))
        value, end = self._value(at, stop)
        if value is None:
            return 0
        after = cues.skip(("percent_after",), tokens, end, stop)
        follows = after < stop and not tokens[after].is_mark and not self._over(after, stop)
        if follows and not cues.any_at(("result",), tokens, after, stop):
            return 0
        self.percent = value
        self.pieces.append(Piece(None, start, after))
        return after

    def _is_colon(self, place: int, stop: int) -> bool:
        return place < stop and self.line.tokens[place].typed in (":", "~", "=", "(", "≈")

    def _value(self, place: int, stop: int) -> tuple[int | None, int]:
        """The value of a percentage of 0 to 100 at a token, and the token after it."""
        tokens = self.line.tokens
        if place >= stop:
            return None, place
        token = tokens[place]
        phrase = [t.text for t in tokens[place + 1 : place + 3]] == ["phan", "tram"]
        if token.kind == "number" and phrase and place + 3 <= stop:
            written, end = token.typed, place + 3
        elif token.kind == "percent":
            written, end = token.typed.rstrip("% "), place + 1
        else:
            return None, place
        value = int(written.replace(",", ".").partition(".")[0][:4])
        exact = written.replace(",", ".").partition(".")[2].strip("0") == ""
        return (value, end) if exact and value <= 100 else (None, place)

    def _state(self, start: int, place: int, stop: int) -> int:
        """Not started, paused, under way; "waiting" keeps its words."""
        tokens, cues = self.line.tokens, self.cues
        if cues.end("waiting", tokens, place, stop) > place and "waiting" not in self.statuses:
            self.statuses.append("waiting")
            return self._bare_waiting(start, place, stop)
        for kind, status in _STATES:
            end = cues.end(kind, tokens, place, stop)
            after = cues.skip(("particle",), tokens, end, stop)
            if end > place and (self._over(after, stop) or self._is_title(after, stop)):
                return self._state_told(start, after, status)
        end = cues.end("no", tokens, place, stop)
        if end > place and start == place == self._past_marks(0, stop) and self._over(end, stop) and end >= stop:
            return self._state_told(start, end, "not_started")
        return 0

    def _is_title(self, place: int, stop: int) -> bool:
        """Whether what is left of a clause are words of the task's own content."""
        words = [t.text for t in self.line.tokens[place:stop] if t.kind == "word"]
        return len(words) > 3 and all(pair in self.joined for pair in zip(words, words[1:], strict=False))

    def _state_told(self, start: int, end: int, status: Status) -> int:
        self.statuses.append(status)
        self.pieces.append(Piece(None, start, end, status))
        return end

    def _bare_waiting(self, start: int, place: int, stop: int) -> int:
        """ "Chờ điều kiện" alone is a frame word; with what is waited for, the words are kept."""
        end = self.cues.end("waiting", self.line.tokens, place, stop)
        end = self.cues.skip(("particle",), self.line.tokens, end, stop)
        if end < stop:
            return 0
        self.pieces.append(Piece(None, start, end, "waiting"))
        return end

    def _done(self, start: int, place: int, stop: int) -> int:
        """Finished: "đã hoàn thành", "xong rồi", "hoàn thành ngày 12/9"; but not "hoàn thành bước 1"."""
        tokens, cues = self.line.tokens, self.cues
        first, early = day_at(self.line, cues, place, stop, self.today)
        at = cues.skip(("done_lead",), tokens, first if early else place, stop)
        end = cues.end("done", tokens, at, stop)
        if end == at:
            return 0
        end = cues.skip(("particle",), tokens, end, stop)
        sure = at > (first if early else place)  # "đã" before it
        after, day = day_at(self.line, cues, self._past_bracket(end, stop), stop, self.today)
        if day and day > self.today:
            return self._planned(start, stop)
        end = cues.skip(("particle",), tokens, after, stop) if day else end
        if not self._done_over(end, stop, sure):
            return 0
        self.completed = self.completed or day or (early if early and early <= self.today else None)
        return self._state_told(start, end, "done")

    def _past_bracket(self, place: int, stop: int) -> int:
        return place + 1 if place < stop and self.line.tokens[place].typed in ("(", ":") else place

    def _done_over(self, place: int, stop: int, sure: bool) -> bool:
        if self._over(place, stop) or self._is_title(place, stop):
            return True
        if self.line.tokens[place].kind == "percent":
            return self._value(place, stop)[0] == 100
        return sure and self.cues.any_at(("done_after",), self.line.tokens, place, stop)

    def _planned(self, start: int, stop: int) -> int:
        self.pieces.append(Piece("next_step", start, stop, strong=True))
        return stop

    # ── what is left are a field's words ─────────────────────────────────────
    def _content(self, start: int, stop: int) -> None:
        chosen, strong = self._field(start, stop)
        if chosen != self.fields:
            self.labelled = False
        self.fields = chosen
        self.pieces.append(Piece(chosen, start, stop, strong=strong or self.labelled))

    def _field(self, start: int, stop: int) -> tuple[Field, bool]:
        """The field that a clause belongs to, and whether a cue says so strongly."""
        tokens, cues = self.line.tokens, self.cues
        head = cues.skip(("lead",), tokens, start, stop)
        places = tuple(dict.fromkeys((start, head)))
        for kind, meant in _FIELD_CUES:
            if self.labelled and self.fields == "product":
                break
            ends = [cues.end(kind, tokens, place, stop) for place in places]
            if any(end > place and self._holds(kind, end, stop) for end, place in zip(ends, places, strict=True)):
                return meant, True
        if not self.labelled and self._is_plan(start, stop):
            return "next_step", True
        strong = any(cues.any_at(("result_strong", "waiting"), tokens, place, stop) for place in places)
        result = any(cues.any_at(("result", "waiting"), tokens, place, stop) for place in places)
        return (self.fields if self.labelled or not result else "result"), strong

    def _holds(self, kind: str, end: int, stop: int) -> bool:
        """A proposal needs words after its cue."""
        return kind != "proposal" or end < stop

    def _is_plan(self, start: int, stop: int) -> bool:
        """Whether "sẽ" stands near the head of a clause that does not begin with what was done."""
        tokens, cues = self.line.tokens, self.cues
        if cues.any_at(("result_strong",), tokens, start, stop):
            return False
        return any(cues.end("will", tokens, n, stop) > n for n in range(start, min(stop, start + _NEAR_HEAD)))
