"""Cutting a message into stretches: the words of each task, of "còn lại", and what stands before and beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field, replace

from kb.model import Document
from progress.reading.clauses import content_pairs, content_words, label_end, title_end
from progress.reading.cues import Cues
from progress.reading.line import Line, Token
from progress.reading.mentions import STANDING, Finder, Mention, number_at

_DASHES = ("-", "–", "—")
_PARTING = ("\n", ";")
_MOST_DESCRIBED = 40  # clauses of one message for which the task described is looked for
_LEAST_DESCRIBED, _LONGEST_NAME = 2, 30  # words of a name
_NO_NAME = (*STANDING, "result_strong", "difficulty", "proposal", "next", "done_lead")
_AFTER_VERB = ("duoc", "xong")  # "lớp tập huấn | mở được 3 lớp"
_QUOTES = ('"', "“", "”", "'", "(", ")", "/")


@dataclass(frozen=True, slots=True)
class Stretch:
    """The tokens about some tasks, without their names; `updating` says that "cập nhật" or the like announced them.

    `rest` stands for all tasks not named, `named` that it was said so ("còn lại"); `implied` that the talk says which
    task is meant, not the words.
    """

    tasks: tuple[int, ...]
    tokens: Sequence[Token]
    words: str
    whole: Sequence[Token] = ()  # the tokens with the tasks' names
    rest: bool = False
    updating: bool = False
    named: bool = False
    implied: bool = False
    beside: bool = False

    @property
    def typed(self) -> str:
        """What is told, in lower case."""
        return " ".join(token.typed for token in self.tokens)


@dataclass(slots=True)
class Found:
    """The stretches of a message; `before` stands before the first, `loose` belongs to none."""

    before: Sequence[Token] = ()
    stretches: list[Stretch] = field(default_factory=list)
    loose: list[Token] = field(default_factory=list)
    named_at: int = 0
    by_name: bool = False
    whole: int | None = None  # the task that all of it is about, though it opens no stretch


@dataclass(frozen=True, slots=True)
class Naming:
    """How tasks may be named: by bare numbers at a clause's start, in words that `find_task` knows.

    `beside` says that the talk has a task already: only what opens a report of another one leaves it.
    """

    bare: bool
    beside: bool = False
    find_task: Callable[[str], int | None] | None = None


def stretches_of(line: Line, cues: Cues, document: Document, naming: Naming) -> Found:
    """Cut a message into stretches."""
    finder = Finder(line, cues, document.by_number, naming.bare, naming.beside)
    mentions = finder.find()
    numbered = [m for m in mentions if not m.rest]
    if naming.find_task:
        mentions = sorted([*_described(finder, document, naming.find_task, numbered), *mentions], key=lambda m: m.start)
    found = _Cutter(line, cues, document, finder, mentions).cut()
    found.whole = None if mentions else finder.only_one()
    found.by_name = naming.find_task is not None and not numbered
    return found


@dataclass(slots=True)
class _Cutter:
    line: Line
    cues: Cues
    document: Document
    finder: Finder
    mentions: list[Mention]

    def cut(self) -> Found:
        starts = self._starts()
        found = Found(before=self.line.tokens[: starts[0]] if starts else self.line.tokens)
        found.named_at = self.mentions[0].start if starts else 0
        waiting: tuple[int, ...] = ()  # tasks named whose words follow those of the next one
        lead: Sequence[Token] = ()
        for mention, start, stop in zip(self.mentions, starts, [*starts[1:], len(self.line.tokens)], strict=False):
            stretch = self._stretch(mention, start, stop, found)
            told = any(not _joins(t) for t in stretch.tokens)
            if not told and mention.tasks and stop < len(self.line.tokens) and not lead:
                waiting += mention.tasks
                continue
            if not told and lead and mention.tasks:  # "hoàn thành nv 12, nv 13"
                stretch = replace(stretch, tokens=lead)
            lead = stretch.tokens if self._only_lead(mention, start, stop) else ()
            tasks = tuple(dict.fromkeys((*waiting, *stretch.tasks)))
            found.stretches += [s for p in self._parted(replace(stretch, tasks=tasks)) for s in self._in_order(p)]
            waiting = ()
        return found

    def _parted(self, stretch: Stretch) -> list[Stretch]:
        """A stretch of several tasks and, of its own, what names the only one that it is about, first or last."""
        tokens, size = stretch.tokens, len(stretch.tokens)
        for place in range(size) if len(stretch.tasks) > 1 else ():
            end = self.cues.skip(("only_it", "only_one", "task"), tokens, place, size)
            task, after = number_at(tokens, end), end + 1
            if task is None or task not in stretch.tasks:
                continue
            start = next((n for n in range(place, 0, -1) if tokens[n - 1].is_mark), 0)
            if self.cues.any_at(("only_it",), tokens, place, size) and (after >= size or tokens[after].is_mark):
                own = tokens[start:place]  # "nối xong trục thì chỉ mỗi 8"
            elif start == place and self._tells_of(tokens, place, after):
                own = tokens[after:]  # "riêng 8 đã nối xong trục"
                after = size
            else:
                continue
            if own:
                words = self.line.source[own[0].start : own[-1].end]
                shared = [*tokens[:start], *tokens[after:]]
                return [replace(stretch, tokens=shared), replace(stretch, tasks=(task,), tokens=own, words=words)]
        return [stretch]

    def _in_order(self, stretch: Stretch) -> list[Stretch]:
        """A stretch of several tasks and as many percentages, told in their order, as one for each ("lần lượt …")."""
        tokens, cues, size = stretch.tokens, self.cues, len(stretch.tokens)
        figures = [n for n in range(size) if tokens[n].kind == "percent"]
        told = [n for n in range(size) if cues.any_at(("in_order",), tokens, n, size)]
        if not told or len(figures) != len(stretch.tasks) or len(figures) == 1:
            return [stretch]
        left = [*tokens[: told[0]], *tokens[figures[-1] + 1 :]]
        pairs = zip(stretch.tasks, figures, strict=True)
        own = [replace(stretch, tasks=(task,), tokens=tokens[n : n + 1]) for task, n in pairs]
        return [*own, *([replace(stretch, tokens=left)] if any(not t.is_mark for t in left) else [])]

    def _tells_of(self, tokens: Sequence[Token], place: int, after: int) -> bool:
        """Whether "riêng 8" and what follows tell of a task, and count nothing ("chỉ có 8 đơn vị")."""
        named = self.cues.any_at(("only_it", "only_one"), tokens, place, len(tokens))
        return named and not self.cues.any_at(("counted",), tokens, after, len(tokens))

    def _starts(self) -> list[int]:
        """Where each stretch begins: at the words before a name that belong to it, or at the name."""
        starts, after = [], 0
        for mention in self.mentions:
            start = self.finder.lead_start(mention, after)
            starts.append(max(self._past_bullet(start), after))
            after = mention.end
        return starts

    def _past_bullet(self, start: int) -> int:
        """Back over "1." or "-" at the line's start, so that it is nobody's."""
        tokens = self.line.tokens
        while start > 0 and tokens[start - 1].typed in ("-", "+", "*", "•", "–", "(", "/", "#", "➢"):
            start -= 1
        if start > 1 and tokens[start - 1].typed in (".", ")") and tokens[start - 2].kind == "number":
            line_start = start == 2 or tokens[start - 3].kind == "newline"
            return start - 2 if line_start else start
        return start

    def _stretch(self, mention: Mention, start: int, stop: int, found: Found) -> Stretch:
        tokens, cues = self.line.tokens, self.cues
        lead_from = start
        while lead_from < mention.start and tokens[lead_from].is_mark:
            lead_from += 1
        if lead_from < mention.start and tokens[lead_from].kind == "number":
            lead_from = mention.start
        told = cues.skip(("opening", "updating", "polite"), tokens, lead_from, mention.start)
        updating = any(cues.end("updating", tokens, n, mention.start) > n for n in range(start, mention.start))
        updating = updating or self._announced(start, found)
        if mention.rest:
            first = self._past_marks(mention.end, stop)
            end = min(max(self.finder.rest_end(first), mention.end), stop)
            found.loose += tokens[end:stop]
            stop = end
        after = tokens[mention.end : stop]
        after = after[self._title_end(after, mention) or self._bracket_end(after) :]
        after = [] if all(_joins(t) for t in after) else after
        body = [*tokens[told : self._before_name(told, mention.start)], *self._without_dash(after)]
        words, whole = self.line.typed(start, stop), tokens[start:stop]
        return Stretch(mention.tasks, body, words, whole, mention.rest, updating, mention.rest)

    def _before_name(self, start: int, stop: int) -> int:
        """Back over what only joins a name to the words before it ("hoàn thành | các nhiệm vụ 14, 15")."""
        joins = (n for n in range(start, stop) if self.cues.skip(("joins_name",), self.line.tokens, n, stop) == stop)
        return next(joins, stop)

    def _without_dash(self, after: Sequence[Token]) -> Sequence[Token]:
        """ "13-60%" after a task's name is no range: the dash parts the name and the percentage."""
        dash, figure = (*after[:2], None, None)[:2]
        if not dash or not figure or dash.typed not in _DASHES or figure.kind != "odd" or not figure.typed[0].isdigit():
            return after
        known = self.cues.kinds_of.get("<p>", frozenset())
        return [dash, replace(figure, text="<p>", kind="percent", begins=known), *after[2:]]

    def _past_marks(self, place: int, stop: int) -> int:
        while place < stop and self.line.tokens[place].is_mark:
            place += 1
        return place

    def _announced(self, start: int, found: Found) -> bool:
        """Whether the line before the first name announces a report ("Em báo cáo tiến độ:")."""
        tokens = self.line.tokens
        if start == 0 or found.stretches:
            return bool(found.stretches) and found.stretches[0].updating
        return any(self.cues.end("updating", tokens, n, start) > n for n in range(start))

    def _title_end(self, after: Sequence[Token], mention: Mention) -> int:
        if len(mention.tasks) != 1 or mention.tasks[0] not in self.document.by_number:
            return 0
        content = content_words(self.document.by_number[mention.tasks[0]].content)
        return title_end(Line(self.line.source, after), self.cues, content)

    def _bracket_end(self, after: Sequence[Token]) -> int:
        """Where words in brackets right after a task's number end, which call it by another name; 0 where none do."""
        if not after or after[0].typed != "(":
            return 0
        end = next((n for n, t in enumerate(after) if t.typed == ")"), 0)
        told = any(t.kind in ("percent", "date") for t in after[:end])
        told = told or self.cues.all_of((*STANDING, "done_lead", "particle", "lead"), after, 1, end)
        return end + 1 if end and not told else 0

    def _only_lead(self, mention: Mention, start: int, stop: int) -> bool:
        """Whether a stretch has its words before the name only."""
        after = self.line.tokens[mention.end : stop]
        return start < mention.start and all(_joins(t) for t in after)


def _joins(token: Token) -> bool:
    """Whether a token only joins names of tasks."""
    return token.is_mark or token.text in ("va", "voi", "cung")


def _described(
    finder: Finder, document: Document, find_task: Callable[[str], int | None], numbered: Sequence[Mention]
) -> list[Mention]:
    """Tasks named in words at the head of a line, or of a clause that says at once how the task stands.

    Beside tasks that are named by number, only what is set off from them ("riêng vụ chữ ký số thì 45%").
    """
    tokens, found, tried = finder.line.tokens, list[Mention](), 0
    starts = [0, *(n for n in range(1, len(tokens)) if _may_name(tokens, n))]
    known = {pair for task in document.tasks for pair in content_pairs(task.content)}
    taken = {n for mention in numbered for n in range(mention.start, mention.end)}
    for start, stop in zip(starts, [*starts[1:], len(tokens)], strict=True):
        fresh = not start or tokens[start - 1].typed in _PARTING or finder.only_opens(0, start)
        loose = fresh and not numbered
        named: Mention | None = None
        for head, first, end in _names(finder, start, len(tokens) if fresh else stop, known):
            if named and (
                head != named.start or [t.text for t in tokens[named.end : named.end + 1]] != ["khong"]
            ):  # "họp | không giấy"
                break
            if tried >= _MOST_DESCRIBED or not taken.isdisjoint(range(start, end)):
                break
            if not (loose or ((found or numbered) and _is_set_off(finder, start, first, end, apart=bool(numbered)))):
                continue
            tried += 1
            task = find_task(finder.line.typed(first, end))
            if task in finder.numbers and task is not None:
                whole = _whole_name(finder, end, document.by_number[task].content)
                named = named or Mention((task,), head, whole)
                named = replace(named, end=whole) if named.tasks == (task,) else named
        found += [named] if named and (not found or named.start >= found[-1].end) else []
    return found


def _may_name(tokens: Sequence[Token], place: int) -> bool:
    """Whether a clause that names another task may begin at a token."""
    return tokens[place - 1].typed in (*_PARTING, ",", ".") or tokens[place].text in ("con", "rieng")


def _whole_name(finder: Finder, end: int, content: str) -> int:
    """Where a name ends that goes on in the words of the task's content ("… bố | trí", "nghị quyết | 17"), or "thì"."""
    tokens = finder.line.tokens
    pairs, numbers = content_pairs(content), re.findall(r"\d+", content)
    while end < len(tokens) and (
        (tokens[end - 1].text, tokens[end].text) in pairs
        or (tokens[end].kind == "number" and tokens[end].typed in numbers)
    ):
        end += 1
    end = finder.cues.skip(("named",), tokens, end, len(tokens))
    return end + int(end < len(tokens) and tokens[end].text == "thi")


def _is_set_off(finder: Finder, start: int, first: int, end: int, *, apart: bool) -> bool:
    """Whether a name within a line opens what is told of another task: how it stands follows at once."""
    tokens, cues, size = finder.line.tokens, finder.cues, len(finder.line.tokens)
    told = end + int(end < size and tokens[end].text == "thi")
    contrasts = told > end or cues.any_in(("set_off",), tokens, start, first)
    if not contrasts and apart:
        return False
    figure = cues.skip(("lead", "done_lead", "percent_before"), tokens, end, size)
    if figure < size and tokens[figure].kind == "percent":
        return True
    if contrasts:
        return cues.any_at(STANDING if apart else (*STANDING, "states"), tokens, told, size)
    over = cues.skip((*STANDING, "particle"), tokens, end, size)
    return over > end and (over >= size or tokens[over].is_mark)


def _names(finder: Finder, start: int, stop: int, known: Container[tuple[str, str]]) -> Iterator[tuple[int, int, int]]:
    """Where names in words may stand at the head of a clause, shorter ones first: from its noun, the name, to its end.

    It is no name that has a mark in it, that says what was done ("đã tập huấn: 60%") or that is a label.
    """
    tokens, cues = finder.line.tokens, finder.cues
    while start < stop and tokens[start].is_mark:
        start += 1
    head = cues.skip(("opening", "updating", "polite"), tokens, start, stop)
    if head < stop and tokens[head].typed == ":" and not label_end(finder.line, cues, start, stop)[0]:
        yield from _names(finder, head + 1, stop, known)  # "em gửi tiến độ: tập huấn …"
    lead = cues.skip(("done", "done_lead", "not_started", "particle"), tokens, head, stop)
    if head >= stop or tokens[head].kind != "word":
        return
    named = cues.end("task", tokens, head, stop) == head  # "báo cáo hàng quý", not "báo cáo nhiệm vụ …"
    heads = [head, *(n for n in range(start, head) if named and cues.any_at(("updating",), tokens, n, head))]
    heads += [lead] if cues.any_in(("done", "not_started"), tokens, head, lead) else []
    for begins in heads:
        first = max(begins, cues.end("task", tokens, begins, stop))
        for end in _ends(finder, first, stop, known):
            if _is_name(finder, first, end) and not label_end(finder.line, cues, start, min(end + 1, stop))[0]:
                yield begins, first, end


def _is_name(finder: Finder, first: int, end: int) -> bool:
    tokens, cues = finder.line.tokens, finder.cues
    words = [t for t in tokens[first:end] if t.kind == "word"]
    states = cues.any_at(_NO_NAME, tokens, first, end) or cues.all_of(("nameless",), tokens, first, end)
    states = states or cues.any_in(("ask",), tokens, first, end)
    return len(words) >= _LEAST_DESCRIBED and not states


def _ends(finder: Finder, start: int, stop: int, known: Container[tuple[str, str]]) -> Iterator[int]:
    """Where a name may end: before a colon, a comma, the clause's end, a count, a percentage or a state.

    A state's word within a task's content is none ("chia | sẻ"), and "không" may be one ("họp | không giấy").
    """
    tokens, cues = finder.line.tokens, finder.cues
    for place in range(start + 1, min(stop, start + _LONGEST_NAME)):
        token = tokens[place]
        figure = cues.skip(("percent_before",), tokens, place, stop)
        told = figure < stop and tokens[figure].kind == "percent"
        told = told or (
            cues.any_at(("states",), tokens, place, stop) and (tokens[place - 1].text, token.text) not in known
        )
        after = cues.skip(("particle",), tokens, place, stop)
        closes = after > place and (
            after >= stop or tokens[after].is_mark or cues.any_at(("states",), tokens, after, stop)
        )
        if told or closes or number_at(tokens, place) is not None:
            if token.text in _AFTER_VERB or token.kind == "number":
                yield place - 1
            yield place
        if token.is_mark and token.typed not in _QUOTES:
            if token.typed in (":", ","):
                yield place
            return
        if told and token.text != "khong":
            return
    yield min(stop, start + _LONGEST_NAME)
