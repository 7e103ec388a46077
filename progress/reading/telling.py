"""How a task stands, at a clause's head: a status, a percentage, a day, «không phát sinh»; else nothing is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from nlu.days import is_over, is_to_come, quarter_in
from progress.model import Status
from progress.reading.days import day_at
from progress.reading.findings import Body, Piece
from progress.reading.mentions import number_at

_STATES: tuple[tuple[str, Status], ...] = (
    ("paused", "paused"),
    ("not_started", "not_started"),
    ("doing", "in_progress"),
)

_WHOLE, _LEAST_PLAIN = 100, 10  # per cent; of a number without its sign
_RECEIVER = 8  # tokens between what was brought and its day
_ENDS = ("het", "cuoi", "den", "toi")  # begin a time that is to come
_NUMBERED = ("so", "<c>")
_REPORT = ("bao", "cao")  # begin the title of a task that is done when it is sent
_HEAD = 3  # words of a title before what the task is to bring
_PLAN = 5  # tokens of a month or quarter to come
_WORK = 3  # words of the work under way before its percentage
_TITLE = 0.6  # of a title's words must be said for it to stand for the task


@dataclass(slots=True)
class Telling:
    """Takes what frame words at a clause's head tell into the findings."""

    body: Body

    def at(self, start: int, stop: int, fresh: bool) -> int:
        """A status, a percentage, a date or «không phát sinh» at a clause's head: the token after it, or 0."""
        if self.body.asked == "completed" and self.body.completed is None:
            end, day = day_at(self.body.line, start, stop, self.body.today)
            if day and day <= self.body.today:
                return self._completed(start, end, day)
        now = fresh or self.body.cues.any_at(("now", "progress"), self.body.line.tokens, start, stop)
        if self.body.fields == "next_step" and not (now and not self.body.labelled):
            return self._percent_beside(start, stop)
        if self.body.labelled and self.body.fields != "result":
            return 0
        first = self.body.line.tokens[start]
        if not first.begins and first.kind not in ("percent", "number", "date"):
            return 0
        places = [start]
        while (head := self.body.cues.end("lead", self.body.line.tokens, places[-1], stop)) > places[
            -1
        ] and head < stop:
            places.append(head)
        for told in (self._nothing, self._percent, self._delivered, self._state, self._done):
            for place in places:
                if (end := told(start, place, stop)) > start:
                    return end
        return 0

    def _percent_beside(self, start: int, stop: int) -> int:
        """A percentage by itself after what is left to do ("còn sửa giao diện, khoảng 80%"): it is the task's."""
        tokens, last = self.body.line.tokens, self.body.pieces[-1] if self.body.pieces else None
        if self.body.labelled or last is None or tokens[last.start].text != "con":
            return 0
        kinds = ("percent_before", "percent_after", "particle")
        plain = (n for n in range(start, stop) if tokens[n].kind != "percent")
        alone = all(self.body.cues.may_begin(kinds, tokens, n, stop) for n in plain)
        return self._percent(start, start, stop) if alone else 0

    def _completed(self, start: int, end: int, day: date) -> int:
        self.body.completed = day
        self.body.pieces.append(Piece(None, start, end, "done"))
        if "done" not in self.body.statuses:
            self.body.statuses.append("done")
        return end

    def _nothing(self, start: int, place: int, stop: int) -> int:
        tokens, cues = self.body.line.tokens, self.body.cues
        end = cues.end("nothing", tokens, place, stop)
        if end == place:
            return 0
        end = cues.skip(("nothing_after", "particle"), tokens, end, stop)
        end = cues.skip(("nothing_after",), tokens, day_at(self.body.line, end, stop, self.body.today)[0], stop)
        if self._troubled(end, stop) or not self._over(end, stop) or cues.end("difficulty", tokens, place, stop) > end:
            return 0
        self.body.nothing_new = True
        self.body.pieces.append(Piece(None, start, end))
        return end

    def _troubled(self, place: int, stop: int) -> bool:
        """Whether "gì" before a token is a trouble ("không có gì | vướng"): nothing is told of the task."""
        cues, tokens = self.body.cues, self.body.line.tokens
        return tokens[place - 1].text in ("gi", "chi") and cues.any_at(("trouble",), tokens, place, stop)

    def _over(self, place: int, stop: int) -> bool:
        """Whether a clause is over at a token, or goes on as another one."""
        tokens = self.body.line.tokens
        if place >= stop or tokens[place].is_mark:
            return True
        kinds = ("go_on", "difficulty", "proposal", "waiting", "reason", "lead", "next_inside")
        if self.body.cues.any_at(kinds, tokens, place, stop):
            return True
        return is_to_come(self.body.line.spoken(place, min(stop, place + _PLAN))[0], self.body.today)

    def _percent(self, start: int, place: int, stop: int) -> int:
        """A percentage that the words say of the task, with the words that belong to it."""
        if self.body.percent is not None:
            return 0
        tokens, cues = self.body.line.tokens, self.body.cues
        at = place
        while (further := cues.end("percent_before", tokens, at, stop)) > at or self._is_colon(at, stop):
            at = max(further, at + self._is_colon(at, stop))
        value, end = self.value(at, stop)
        if value is None:
            value, end = self._plain_value(place, at, stop)
        if value is None:
            return self._percent_of_work(start, place, stop)
        if self._counts(end, stop):
            return 0
        after = self._past_address(cues.skip(("percent_after", "particle"), tokens, end, stop), stop)
        follows = after < stop and not tokens[after].is_mark and not self._over(after, stop)
        ended, day = day_at(self.body.line, after, stop, self.body.today)
        if value == 100 and day and day <= self.body.today:
            self.body.percent = value
            return self._completed(start, ended, day)
        led = (at > place and tokens[at - 1].text != "con") or after > end
        if follows and not led and not self._goes_on(start, after, stop):
            return 0
        self.body.percent = value
        exact = tokens[at].typed.rstrip("% ").isdigit()
        self.body.inexact = -1 if exact else at
        self.body.pieces.append(Piece(None if exact else "result", start, after))
        return after

    def _goes_on(self, start: int, after: int, stop: int) -> bool:
        """Whether words after a percentage tell what was done; after the task's name, what was done of anything."""
        tokens, cues = self.body.line.tokens, self.body.cues
        if cues.any_at(("result", "result_strong", "partly"), tokens, after, stop):
            return True
        return start == self.body.past_marks(0, stop) and cues.any_in(("stands",), tokens, after, stop)

    def _past_address(self, place: int, stop: int) -> int:
        """Past the name of whom the words before it address, at a clause's end ("nghen anh | Hai")."""
        tokens, cues = self.body.line.tokens, self.body.cues
        place = max(place, cues.end("addressed", tokens, place, stop - 1))
        if not 0 < place == stop - 1 or not cues.any_at(("addressed",), tokens, place - 1, place):
            return place
        named = self.body.line.source[tokens[place].start].isupper()
        return stop if named or not cues.any_at(tokens[place].begins, tokens, place, stop) else place

    def percent_at_end(self, start: int, place: int, stop: int, *, alone: bool) -> int:
        """The percentage at a token that ends the words before it, which measure and count nothing else; or 0.

        A word leads to it ("được", "tầm"), unless it is `alone`, the only one that is told.
        """
        tokens, cues = self.body.line.tokens, self.body.cues
        figure = cues.skip(("reaches", "percent_before"), tokens, place, stop)
        before = tokens[place - 1]
        plain = (
            alone and tokens[place].kind == "percent" and not before.is_mark and self.value(place, stop)[0] != _WHOLE
        )
        plain = plain and not cues.any_at(("of_it",), tokens, place - 1, place)
        if not plain and not cues.any_at(("reaches",), tokens, place, stop):
            return 0
        head = cues.skip(("lead", "done_lead"), tokens, start, place)
        if any(self._to_come(n, place) for n in range(start, place)):
            return 0
        if cues.any_in(("measures",), tokens, start, place) or cues.any_at(("counted", "part"), tokens, head, place):
            return 0
        return self._percent(place, figure, stop)

    def _to_come(self, place: int, stop: int) -> bool:
        """Whether a time that is not over yet stands at a token ("hết quý này chắc được 80%")."""
        line, today = self.body.line, self.body.today
        end, day = day_at(line, place, stop, today)
        if end == place or "hien" in (t.text for t in line.tokens[place:stop]):
            return False
        return (
            day > today if day else line.tokens[place].text in _ENDS and not is_over(line.spoken(place, end)[0], today)
        )

    def _counts(self, place: int, stop: int) -> bool:
        """Whether a percentage is of things counted ("95% đơn vị"), not the task's ("60% đơn vị em vướng …")."""
        tokens, cues = self.body.line.tokens, self.body.cues
        place = cues.skip(("all_of_them",), tokens, place, stop)
        end = cues.end("counted", tokens, place, stop)
        return end > place and max(cues.end(kind, tokens, place, stop) for kind in ("lead", "polite")) <= end

    def _plain_value(self, start: int, place: int, stop: int) -> tuple[int | None, int]:
        """The value of a number without its sign, where a percentage is waited for or can only be meant.

        "13 60", "Tiến độ: 60", and first of all "chạy được 70", "tầm 75".
        """
        tokens, cues = self.body.line.tokens, self.body.cues
        value = number_at(tokens, place) if place < stop else None
        reaches = any(cues.end("reaches", tokens, n, place) == place for n in range(start, place))
        named = 0 < place <= 2 and tokens[place - 1].typed == ":" and place == self.body.past_marks(0, stop)
        surely = reaches and (value or 0) >= _LEAST_PLAIN
        led = surely and any(cues.end("percent_before", tokens, n, place) == place for n in range(start, place))
        if (
            self.body.asked != "status"
            and not led
            and (self.body.pieces or not (self.body.expected or named or surely))
        ):
            return None, place
        over = cues.skip(("percent_after", "particle"), tokens, place + 1, stop) >= stop
        ended = stop + 1 >= len(tokens) or tokens[stop].typed in (",", ";", "\n")
        ended = ended or (surely and (tokens[stop].typed == "." or not tokens[stop].is_mark))  # another clause
        return (value, place + 1) if value is not None and value <= _WHOLE and over and ended else (None, place)

    def _percent_of_work(self, start: int, place: int, stop: int) -> int:
        """ "Đang code 40%": the work under way and how far it is; the words stay."""
        tokens, cues = self.body.line.tokens, self.body.cues
        verb = cues.end("working", tokens, place, stop)
        at = next((n for n in range(verb, min(stop, verb + _WORK + 1)) if tokens[n].kind == "percent"), verb)
        value, end = self.value(at, stop)
        if verb in (place, at) or value is None or self._counts(end, stop):
            return 0
        after = cues.skip(("percent_after", "particle"), tokens, end, stop)
        plain = all(t.kind == "word" for t in tokens[verb:at])
        if not plain or not self._over(after, stop) or cues.any_in(("measures",), tokens, verb, at):
            return 0
        self.body.percent = value
        self.body.pieces += [Piece("result", start, at, strong=True), Piece(None, at, after)]
        return after

    def _is_colon(self, place: int, stop: int) -> bool:
        return place < stop and self.body.line.tokens[place].typed in (":", "~", "=", "(", "≈")

    def value(self, place: int, stop: int) -> tuple[int | None, int]:
        """The value of a percentage of 0 to 100 at a token, and the token after it."""
        tokens = self.body.line.tokens
        if place >= stop:
            return None, place
        token = tokens[place]
        if token.kind != "percent":
            return None, place
        value = float(token.typed.rstrip("% ").replace(",", ".")[:8])
        return (int(value), place + 1) if value <= _WHOLE else (None, place)

    def _state(self, start: int, place: int, stop: int) -> int:
        """Not started, paused, under way; "waiting" keeps its words."""
        tokens, cues = self.body.line.tokens, self.body.cues
        if self._waits(place, stop):
            self.body.statuses.append("waiting")
            return self._waiting(start, place, stop)
        for kind, status in _STATES:
            end = cues.end(kind, tokens, place, stop)
            after = cues.skip(("particle",), tokens, end, stop)
            dated = day_at(self.body.line, after, stop, self.body.today)[0] if end > place else after
            if dated > after and self._over(dated, stop):
                self._state_told(start, after, status)
                self.body.pieces.append(Piece("result", after, dated))
                return dated
            over = self._over(after, stop) or self._is_title(after, stop)
            over = over or (kind == "paused" and cues.any_at(("paused_after",), tokens, after, stop))
            if end > place and over and not self._troubled(end, stop):
                return self._state_told(start, after, status)
        end = cues.end("no", tokens, place, stop)
        if end > place and start == place == self.body.past_marks(0, stop) and self._over(end, stop) and end >= stop:
            return self._state_told(start, end, "not_started")
        return 0

    def _is_title(self, place: int, stop: int) -> bool:
        """Whether what is left of a clause are words of the task's own content."""
        words = self._words(place, stop)
        return len(words) > 3 and all(pair in self.body.joined for pair in pairwise(words))

    def _is_whole_title(self, place: int, stop: int) -> bool:
        """Whether what is left of a clause is the task's own title, and not only a part of what it is to bring."""
        words = self._words(place, stop)
        fits = len(words) >= _TITLE * min((len(title) for title in self.body.titles), default=0)
        return fits and self._is_title(place, stop)

    def _words(self, place: int, stop: int) -> list[str]:
        return [t.text for t in self.body.line.tokens[place:stop] if t.kind == "word"]

    def _state_told(self, start: int, end: int, status: Status) -> int:
        self.body.statuses.append(status)
        self.body.pieces.append(Piece(None, start, end, status))
        return end

    def _waits(self, place: int, stop: int) -> bool:
        """Whether "chờ" is said; "cho" only means it where the message has no diacritics at all."""
        line = self.body.line
        end = self.body.cues.end("waiting", line.tokens, place, stop)
        if end > place and line.typed(end - 1, end).lower() == "cho":
            return not any(c.isalpha() and not c.isascii() for c in line.source)
        return end > place

    def _waiting(self, start: int, place: int, stop: int) -> int:
        """ "Chờ điều kiện" alone is a frame word; with what is waited for, the words are kept."""
        end = self.body.cues.end("waiting", self.body.line.tokens, place, stop)
        end = self.body.cues.skip(("particle",), self.body.line.tokens, end, stop)
        self.body.pieces.append(Piece("result" if end < stop else None, start, stop, "waiting", strong=True))
        return stop

    def _done(self, start: int, place: int, stop: int) -> int:
        """Finished: "đã hoàn thành", "xong rồi", "hoàn thành ngày 12/9"; but not "hoàn thành bước 1"."""
        tokens, cues = self.body.line.tokens, self.body.cues
        first, early = day_at(self.body.line, place, stop, self.body.today)
        at = cues.skip(("done_lead", "lead"), tokens, first, stop)
        if not early or not cues.any_at(("done", "accepted"), tokens, at, stop):
            first, early, at = place, None, cues.skip(("done_lead",), tokens, place, stop)
        end = cues.end("done", tokens, at, stop)
        told = end if end > at else cues.end("accepted", tokens, at, stop)
        if told == at:
            return 0
        sure = at > first  # "đã" before it
        closed = cues.skip(("particle", "done"), tokens, told, stop)  # "xong rồi hoàn thành ngày 12/9"
        dated = self._past_bracket(closed, stop)
        after, day = day_at(self.body.line, dated, stop, self.body.today)
        if end == at and not day and dated < stop and tokens[dated].text == "cho":  # "bàn giao cho VPB ngày 11/9"
            found = (
                day_at(self.body.line, n, stop, self.body.today) for n in range(dated, min(stop, dated + _RECEIVER))
            )
            after, day = next((one for one in found if one[1]), (after, day))
        if day and day > self.body.today and not self._falls_short(told, stop):
            return self._planned(start, stop)
        vague = day is None and is_over(self.body.line.spoken(dated, after)[0], self.body.today)
        month = vague and tokens[dated].text == "thang"  # the month in which it ended, not one month's part
        if (end == at and not (day or vague)) or (not month and self._falls_short(told, stop)):
            return 0
        close = cues.skip(("particle",), tokens, after, stop) if day or vague else closed
        over = self._over(close, stop) if vague else self._done_over(close, stop, sure)
        over = over or (
            (closed > told or day is not None) and not cues.any_at(("part", "unfinished"), tokens, close, stop)
        )
        if not over:
            return 0
        self.body.completed = self.body.completed or day or (early if early and early <= self.body.today else None)
        self._state_told(start, start if end == at else dated if vague else close, "done")
        if end == at or vague:
            self.body.pieces.append(Piece("result", start if end == at else dated, close, "done", strong=True))
        return close

    def _delivered(self, start: int, place: int, stop: int) -> int:
        """ "Đã gửi báo cáo ngày 12/9": what the task is to bring has been brought; not if it is another quarter's."""
        tokens, cues = self.body.line.tokens, self.body.cues
        verb = cues.skip(("done_lead", "lead"), tokens, place, stop)
        named = start == self.body.past_marks(0, stop) and any(title[:2] == _REPORT for title in self.body.titles)
        at = cues.end("delivers", tokens, verb, stop) if verb > place or named else place
        end = max((self._run(at, stop, title) for title in self.body.titles), default=at) if at > verb else at
        if at <= verb or (end == at and not named):
            return 0
        found = (day_at(self.body.line, n, stop, self.body.today) for n in range(end, min(stop, end + _RECEIVER)))
        after, day = next((one for one in found if one[1]), (end, None))
        if not day or day > self.body.today or not self._over(after, stop) or self._other_quarter(end, after):
            return 0
        self.body.completed = self.body.completed or day
        self.body.statuses.append("done")
        self.body.pieces.append(Piece("result", start, after, "done", strong=True))
        return after

    def _other_quarter(self, start: int, stop: int) -> bool:
        """Whether a quarter is named that is not the day's own."""
        named = quarter_in(self.body.line.spoken(start, stop)[0]) if start < stop else None
        return named not in (None, (self.body.today.month + 2) // 3)

    def _run(self, at: int, stop: int, title: Sequence[str]) -> int:
        """Where the words of a title that stand at a token end: two at least, from its head."""
        said = [t.text for t in self.body.line.tokens[at:stop]]
        for first in range(min(_HEAD, len(title))):
            pairs = list(zip(said, title[first:], strict=False))
            size = next((n for n, (mine, named) in enumerate(pairs) if mine != named), len(pairs))
            if size > 1:
                return at + size
        return at

    def _falls_short(self, place: int, stop: int) -> bool:
        """Whether what follows "hoàn thành" is one part or one product, and not the task ("báo cáo quý 3", "đợt 1")."""
        tokens, cues = self.body.line.tokens, self.body.cues
        part, verb = (cues.any_at((kind,), tokens, place, stop) for kind in ("part", "unfinished"))
        if not (part or verb) or cues.any_at(("polite",), tokens, place, stop) or self._is_whole_title(place, stop):
            return False
        self.body.partly = self.body.partly or part
        return True

    def _past_bracket(self, place: int, stop: int) -> int:
        return place + 1 if place < stop and self.body.line.tokens[place].typed in ("(", ":") else place

    def _done_over(self, place: int, stop: int, sure: bool) -> bool:
        if self._over(place, stop) or self._is_whole_title(place, stop):
            return True
        if self.body.line.tokens[place].text in _NUMBERED:
            return True  # the paper that was brought: "số 2650/QĐ-BKHCN"
        if self.body.line.tokens[place].kind == "percent":
            return self.value(place, stop)[0] == 100
        kinds = ("done_well", "done_after") if sure else ("done_well",)
        return self.body.cues.any_at(kinds, self.body.line.tokens, place, stop)

    def _planned(self, start: int, stop: int) -> int:
        self.body.pieces.append(Piece("next_step", start, stop, strong=True))
        return stop
