"""Where a message names tasks ("nv 13, 14", "13: …", "còn lại"), and which of these names open a stretch."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from progress.reading.cues import Cues
from progress.reading.line import Line, Token

STANDING = ("done", "not_started", "waiting", "paused", "doing", "nothing")
"""Kinds of cues that say how a task stands."""
_FOLLOWS = (
    *STANDING,
    "done_lead",
    "percent_before",
    "difficulty",
    "next",
    "go_on",
    "lead",
    "partly",
    "alone",
    "in_order",
)
_CLAUSE_MARKS = (",", ";", ".", ":", "\n", "-", "–", "—", "(", ")", "|", "•", "*", "+", "!", "?", "…", "/", "➢", "→")
_BULLETS = ("-", "–", "—", "+", "*", "•", "➢", "#", "(")
_FIGURES = ("percent", "date")
_JOINS = (",", "&", "+", ";")
_SPAN = ("-", "–", "den", "toi")
_LONGEST_LEAD, _LONGEST_REST = 16, 24  # tokens before a name, and after "còn lại", that are looked at
_WHOLE = 100
_MOST = 100  # mentions of one message, and numbers of one list
_FARTHEST = 25  # tasks in "nv 1-26"


@dataclass(frozen=True, slots=True)
class Mention:
    """Tasks named at tokens [start, end). `rest` stands for all the others.

    None are named where a noun's number is no task's, but "nhiệm vụ 99" stands for itself, for the caller to deny.
    """

    tasks: tuple[int, ...]
    start: int
    end: int
    rest: bool = False


@dataclass(slots=True)
class Finder:
    """Finds the mentions of a line.

    `bare` allows a number at a clause's start to be a task's number; `beside` says that the words are about a task
    already, so that another one must be reported on to be more than a word of theirs.
    """

    line: Line
    cues: Cues
    numbers: Container[int]
    bare: bool
    beside: bool = False
    _names: bool | None = None
    _tried: int = 0  # where the last list of bare numbers ended

    def find(self) -> list[Mention]:
        """The mentions that open a stretch, in their order."""
        tokens, found, place = self.line.tokens, list[Mention](), 0
        while place < len(tokens) and len(found) < _MOST:
            after = found[-1].end if found else 0
            mention = (
                self._named(place)
                or self._rest(place, len(found))
                or self._loose(place, after, found)
                or self._bare(place, after, found)
            )
            if mention and (mention.rest or self._opens(mention, after)):
                found.append(mention)
                place = mention.end
            else:
                place = max(mention.end if mention else place + 1, self._tried)
        return found

    def only_one(self) -> int | None:
        """The only task that the line names, where it is named as whose the words are ("18 thủ tục của nv 1")."""
        tokens, found = self.line.tokens, [m for n in range(len(self.line.tokens)) if (m := self._named(n))]
        own = len(found) == 1 and self.cues.any_at(("joins_name",), tokens, found[0].start - 1, found[0].start)
        counts = own and any(t.kind in ("number", "percent", "date") for t in tokens[: found[0].start])
        return found[0].tasks[0] if counts and len(found[0].tasks) == 1 else None

    # ── one mention ──────────────────────────────────────────────────────────
    def _named(self, place: int) -> Mention | None:
        """A task by a noun and its number."""
        tokens = self.line.tokens
        number = self.cues.end("task", tokens, place, len(tokens))
        if number == place:
            return None
        if number < len(tokens) and tokens[number].typed in (".", "#", ":", "-", "_", "số") and not self._ends(number):
            number += 1
        bracket = number < len(tokens) and tokens[number].typed == "("
        value = self._value(number + bracket)
        if value is None or (bracket and (number + 2 >= len(tokens) or tokens[number + 2].typed != ")")):
            return None
        if bracket:
            return Mention((value,), place, number + 3) if value in self.numbers else None
        mention = self._listed(place, number, value)
        return mention if mention.tasks or tokens[place].text != "nhiem" else replace(mention, tasks=(value,))

    def _loose(self, place: int, after: int, found: Sequence[Mention]) -> Mention | None:
        """A number after a noun of anything, whose clause says how a task stands: "số 13 được 60%"."""
        number = self.cues.end("task_loose", self.line.tokens, place, len(self.line.tokens))
        value = self._value(number) if number > place else None
        if value is None or value not in self.numbers or not self._starts_clause(place, after, found):
            return None
        mention = self._listed(place, number, value)
        stands = self._frames(mention.end) and not self._counts(mention.end)
        return (
            mention
            if stands or self.cues.any_at(("states",), self.line.tokens, mention.end, len(self.line.tokens))
            else None
        )

    def _bare(self, place: int, after: int, found: Sequence[Mention]) -> Mention | None:
        """A number at a clause's start that what follows shows to be a task's: "13: 60%", "cập nhật 13: …"."""
        value = self._value(place)
        if value is None or value not in self.numbers or not self._may_be_bare(place, after, found):
            return None
        mention = self._listed(place, place, value)
        end, tokens = mention.end, self.line.tokens
        self._tried = end
        if end >= len(tokens):
            return mention if self.bare and place > 0 else None
        if tokens[end].typed in (".", ")", "/"):
            counts = self.has_names() or not (self.bare or self._is_list())
            return mention if not counts and self._stands(end + 1) else None
        if tokens[end].typed in (":", "=") or (tokens[end].typed in ("-", "–") and not self.line.touches(end)):
            listed = self._is_list() and self._begins_line(place) and not self.has_names()
            return mention if self.bare or listed or self._frames(end + 1) or self._tells(place) else None
        if self.bare and self._plain_percent(end):
            return mention
        told = self._frames(end) or (tokens[end].kind == "word" and self._tells(place))
        return mention if told and not self._counts(end) else None

    def _tells(self, place: int) -> bool:
        """Whether a line that only a number heads tells a percentage ("24: họp 1 phiên, tiến độ 50%")."""
        tokens = self.line.tokens
        if not self._begins_line(place) or self.has_names():
            return False
        stop = next((n for n in range(place, len(tokens)) if tokens[n].kind == "newline"), len(tokens))
        return any(t.kind == "percent" for t in tokens[place:stop])

    def _plain_percent(self, place: int) -> bool:
        """Whether a clause's last word is a number that may be a percentage ("13 60")."""
        tokens, value = self.line.tokens, self._value(place)
        last = place + 1 >= len(tokens) or tokens[place + 1].typed in (",", ";", "\n")
        return value is not None and value <= _WHOLE and last

    def _counts(self, place: int) -> bool:
        """Whether a number counts what stands after it ("12 đơn vị tham gia")."""
        tokens, stop = self.line.tokens, len(self.line.tokens)
        end = self.cues.end("counted", tokens, place, stop)
        return end > place and self.cues.end("lead", tokens, place, stop) <= end

    def _may_be_bare(self, place: int, after: int, found: Sequence[Mention]) -> bool:
        """Whether a number stands where a task's may: at a line's start, after "cập nhật", in a list of tasks."""
        tokens, start = self.line.tokens, self._clause_start(place, after)
        if place and tokens[place - 1].typed == "#":
            return True
        if start < place:
            return self._starts_clause(place, after, found) and (
                self.bare
                or (start == 0 and self._stands_at_once(place))
                or self._is_after_bare(found)
                or self.cues.end("updating", tokens, start, place) > start
            )
        return self.bare or bool(found) or self._begins_line(place)

    def _stands_at_once(self, place: int) -> bool:
        """Whether numbers are followed by how a task stands, and count nothing ("hiện 12 và 13 đã xong")."""
        end = self._listed(place, place, self._value(place) or 0).end
        return self._stands(self._skip_marks(end)) and not self._counts(end)

    def _is_after_bare(self, found: Sequence[Mention]) -> bool:
        """Whether tasks are named by their numbers alone, all of them or the last one."""
        return any(not one.rest and self.line.tokens[one.start].kind == "number" for one in (*found[:1], *found[-1:]))

    def _starts_clause(self, place: int, after: int, found: Sequence[Mention]) -> bool:
        """Whether only openings stand before a token in its clause, or what was said of the task before is over."""
        tokens, start = self.line.tokens, self._clause_start(place, after)
        if self.cues.skip(("updating", "opening"), tokens, start, place) == place:
            return True
        if not found:
            return False
        start = place - (tokens[place - 1].text in ("con", "rieng"))
        return after < start and self._only_stands(after, start)

    def _begins_line(self, place: int) -> bool:
        """Whether nothing but a bullet stands before a token in its line."""
        while place and self.line.tokens[place - 1].typed in _BULLETS:
            place -= 1
        return self.only_opens(0, place) or self.line.tokens[place - 1].typed in ("\n", ";")

    def only_opens(self, start: int, stop: int) -> bool:
        """Whether a stretch only greets and announces, up to a mark ("Em chào chị, em báo cáo tiến độ ạ.")."""
        kinds = ("opening", "updating", "polite", "lead", "particle")
        return start == stop or (
            self.line.tokens[stop - 1].is_mark and self.cues.all_of(kinds, self.line.tokens, start, stop)
        )

    def _is_list(self) -> bool:
        """Whether the lines' numbers are those of tasks: several, and they do not only count the lines."""
        tokens = self.line.tokens
        values = [self._value(n) for n in range(len(tokens)) if tokens[n].kind == "number" and self._begins_line(n)]
        return len(values) > 1 and values != list(range(1, len(values) + 1))

    def _rest(self, place: int, before: int) -> Mention | None:
        """ "Còn lại" at a clause's start with nothing after it but how the others stand."""
        tokens, cues = self.line.tokens, self.cues
        counted = place + self._only_counts(place)
        end = cues.end("rest", tokens, counted, len(tokens))
        if end == counted:
            return None
        start = self._clause_start(place, 0)
        if place - start > _LONGEST_LEAD:
            return None
        if cues.skip(("opening", *STANDING, "done_lead", "nothing_after"), tokens, start, place) != place:
            return None
        stop = self.clause_end(end)
        head = self._skip_marks(end)
        stop = self.clause_end(head) if head >= stop else stop
        if head >= stop and start == place:
            return None
        short = stop - head <= _LONGEST_REST and self._only_stands(head, stop)
        if not (short or self._labels(end, head)):
            return None
        named = end - place > 2 or tokens[place].text != "con" or (self.bare and start == place == 0)
        new = any(cues.end("nothing", tokens, n, stop) > n for n in range(start, stop))
        labelled = self._labels(end, head)
        return Mention((), place, end, rest=True) if new or named or before > 1 or labelled else None

    def _only_counts(self, place: int) -> int:
        """How many tokens only count the others ("16 việc còn lại")."""
        tokens = self.line.tokens
        return int(place < len(tokens) and tokens[place].kind == "number" and self._clause_start(place, 0) == place)

    def _only_stands(self, place: int, stop: int) -> bool:
        """Whether words say how tasks stand and nothing else: a status, a percentage."""
        told = (*STANDING, "nothing_after", "lead", "particle", "done_lead", "no", "polite", "likewise", "alone")
        tokens = self.line.tokens
        while place < stop:
            end = self.cues.skip((*told, "percent_before", "percent_after"), tokens, place, stop)
            if end == place and tokens[place].kind != "percent":
                return False
            place = max(end, place + 1)
        return True

    def rest_end(self, place: int) -> int:
        """Where what is said of the others ends: with its clause, or a later one that only says a percentage."""
        tokens, end = self.line.tokens, self.clause_end(place)
        while end < len(tokens) and tokens[end].typed == ",":
            further = self.clause_end(end + 1)
            said = tokens[place:further]
            if not (self._only_stands(end + 1, further) and any(token.kind == "percent" for token in said)):
                break
            end = further
        return end

    def _labels(self, end: int, head: int) -> bool:
        """Whether "còn lại" is followed by a colon, so that any words may say how the others stand."""
        return any(token.text == ":" for token in self.line.tokens[end:head])

    # ── lists of numbers ─────────────────────────────────────────────────────
    def _listed(self, start: int, number: int, first: int) -> Mention:
        values, end = [first], number + 1
        while len(values) < _MOST and (step := self._next_number(end, values[-1])):
            end, more = step
            values += more
        known = tuple(dict.fromkeys(v for v in values if v in self.numbers))
        return Mention(known, start, end)

    def _next_number(self, place: int, last: int) -> tuple[int, list[int]] | None:
        """A further number of a list: the token after it, and the tasks that it adds."""
        tokens, at, spans = self.line.tokens, place, False
        if at < len(tokens) and (tokens[at].typed in _JOINS or tokens[at].text in ("va", "voi", "cung", "lan")):
            at += 1
        elif at < len(tokens) and tokens[at].text in _SPAN:
            at, spans = at + 1, True
        value = self._value(at)
        if value is None or value not in self.numbers or not self._ends_list(at + 1):
            return None
        if not spans:
            return at + 1, [value]
        return (at + 1, list(range(last + 1, value + 1))) if 0 < value - last <= _FARTHEST else None

    def _ends_list(self, place: int) -> bool:
        """Whether what follows a number shows that it belongs to the list, and counts nothing ("13, 2 lớp")."""
        tokens = self.line.tokens
        if place >= len(tokens) or tokens[place].kind == "percent":
            return True
        if tokens[place].is_mark:
            return tokens[place].typed not in ("%", "/")
        if tokens[place].text in ("va", "voi", "cung") or self._value(place) is not None:
            return True
        return self._frames(place)

    # ── where things stand ───────────────────────────────────────────────────
    def _opens(self, mention: Mention, after: int) -> bool:
        """Whether a mention opens a stretch: "chờ nhiệm vụ 12" within another task's words does not."""
        tokens, start = self.line.tokens, self._clause_start(mention.start, after)
        if self.is_lead(start, mention.start):
            return True
        if self.cues.any_at(("refers",), tokens, mention.start - 1, mention.start):
            return False
        if self.beside:
            return self._frames(mention.end) or any(t.typed == ":" for t in self.line.tokens[mention.end :][:1])
        return after == 0 or self._frames(mention.end) or self._ends(mention.end)

    def is_lead(self, start: int, stop: int) -> bool:
        """Whether a stretch has nothing but what may stand before a task's name ("cập nhật", "đã hoàn thành")."""
        kinds = ("opening", "updating", *(k for k in STANDING if k != "waiting"), "done_lead", "particle", "polite")
        kinds += ("percent_before", "percent_after", "day", "half", "partly")
        tokens, place = self.line.tokens, start if stop - start <= _LONGEST_LEAD else stop + 1
        while place < stop and (tokens[place].kind in _FIGURES or self.cues.any_at(kinds, tokens, place, stop)):
            place = max(place + (tokens[place].kind in _FIGURES), self.cues.skip(kinds, tokens, place, stop))
        return place == stop

    def _clause_start(self, place: int, after: int) -> int:
        tokens, least = self.line.tokens, max(after, place - _LONGEST_LEAD - 1)
        while place > least and tokens[place - 1].typed not in _CLAUSE_MARKS:
            place -= 1
        return place

    def lead_start(self, mention: Mention, after: int) -> int:
        """Where the words before a mention begin that belong to it; its own start where there are none."""
        start = self._clause_start(mention.start, after)
        fresh = start == 0 or self.line.tokens[start - 1].typed in _CLAUSE_MARKS
        asks = after == 0 and self.cues.any_at(("proposal", "difficulty"), self.line.tokens, start, mention.start)
        return start if fresh and (asks or self.is_lead(start, mention.start)) else mention.start

    def clause_end(self, place: int) -> int:
        """The next mark that ends a clause."""
        tokens, most = self.line.tokens, min(len(self.line.tokens), place + 2 * _LONGEST_REST)
        while place < most and tokens[place].typed not in (",", ";", ".", "\n"):
            place += 1
        return place

    def _skip_marks(self, place: int) -> int:
        tokens = self.line.tokens
        while place < len(tokens) and tokens[place].is_mark and tokens[place].kind != "newline":
            place += 1
        return place

    def _frames(self, place: int) -> bool:
        """Whether a token begins how a task stands: a percentage, a status, a cue."""
        tokens = self.line.tokens
        place = self._skip_marks(place)
        if place >= len(tokens):
            return False
        return tokens[place].kind == "percent" or self.cues.any_at(_FOLLOWS, tokens, place, len(tokens))

    def _stands(self, place: int) -> bool:
        """Whether a token begins a percentage or a status."""
        tokens = self.line.tokens
        here = place < len(tokens) and tokens[place].kind == "percent"
        return here or self.cues.any_at((*STANDING, "percent_before"), tokens, place, len(tokens))

    def has_names(self) -> bool:
        """Whether a task is named with its noun anywhere: then "1." at a line's start only counts."""
        if self._names is None:
            self._names = any(self._named(place) for place in range(len(self.line.tokens)))
        return self._names

    def _ends(self, place: int) -> bool:
        return place >= len(self.line.tokens) or self.line.tokens[place].typed in (":", "\n")

    def _value(self, place: int) -> int | None:
        return number_at(self.line.tokens, place)


def number_at(tokens: Sequence[Token], place: int) -> int | None:
    """The value of a plain number of at most three digits, or None."""
    if place >= len(tokens) or tokens[place].kind != "number" or len(tokens[place].typed) > 3:
        return None
    return int(tokens[place].typed)
