"""Cutting a message into stretches: the words of each task, of "còn lại", and what stands before and beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from kb.model import Document
from progress.reading.clauses import content_words, title_end
from progress.reading.cues import Cues
from progress.reading.line import Line, Token
from progress.reading.mentions import STANDING, Finder, Mention

_PARTING = ("\n", ";")
_MOST_DESCRIBED = 40  # clauses of one message for which the task described is looked for
_LEAST_DESCRIBED = 2  # words of a description
_DESCRIPTION_ENDS = (*(k for k in STANDING if k != "waiting"), "percent_before", "difficulty", "done_lead")


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


@dataclass(slots=True)
class Found:
    """The stretches of a message; `before` stands before the first, `loose` belongs to none."""

    before: Sequence[Token] = ()
    stretches: list[Stretch] = field(default_factory=list)
    loose: list[Token] = field(default_factory=list)


def stretches_of(
    line: Line, cues: Cues, document: Document, bare: bool, find_task: Callable[[str], int | None] | None
) -> Found:
    """Cut a message into stretches. `bare` takes numbers at a clause's start as tasks; see `read_report`."""
    finder = Finder(line, cues, document.by_number, bare)
    mentions = finder.find()
    if find_task and all(m.rest for m in mentions):
        mentions = sorted([*_described(finder, find_task), *mentions], key=lambda m: m.start)
    return _Cutter(line, cues, document, finder, mentions).cut()


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
            found.stretches.append(replace(stretch, tasks=tasks))
            waiting = ()
        return found

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
            end = min(max(self.finder.clause_end(first), mention.end), stop)
            found.loose += tokens[end:stop]
            stop = end
        after = tokens[mention.end : stop]
        after = after[self._title_end(after, mention) :]
        after = [] if all(_joins(t) for t in after) else after
        body = [*tokens[told : mention.start], *after]
        words, whole = self.line.typed(start, stop), tokens[start:stop]
        return Stretch(mention.tasks, body, words, whole, mention.rest, updating, mention.rest)

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
        if len(mention.tasks) != 1:
            return 0
        content = content_words(self.document.by_number[mention.tasks[0]].content)
        return title_end(Line(self.line.source, after), self.cues, content)

    def _only_lead(self, mention: Mention, start: int, stop: int) -> bool:
        """Whether a stretch has its words before the name only."""
        after = self.line.tokens[mention.end : stop]
        return start < mention.start and all(_joins(t) for t in after)


def _joins(token: Token) -> bool:
    """Whether a token only joins names of tasks."""
    return token.is_mark or token.text in ("va", "voi", "cung")


def _described(finder: Finder, find_task: Callable[[str], int | None]) -> list[Mention]:
    """Tasks named by their description at the head of a line or a clause."""
    tokens, found, start = finder.line.tokens, list[Mention](), 0
    places = [n for n, t in enumerate(tokens) if t.typed in _PARTING][: _MOST_DESCRIBED - 1]
    for stop in [*places, len(tokens)]:
        end = _description_end(finder, start, stop)
        words = sum(t.kind == "word" for t in tokens[start:end])
        task = find_task(finder.line.typed(start, end)) if words >= _LEAST_DESCRIBED and end < stop else None
        if task is not None and task in finder.numbers:
            found.append(Mention((task,), start, end))
        start = stop + 1
    return found


def _description_end(finder: Finder, start: int, stop: int) -> int:
    """Where how the task stands begins: after a colon, at a percentage, at a status."""
    tokens = finder.line.tokens
    for place in range(start, stop):
        if tokens[place].typed in (":", ",") or tokens[place].kind == "percent":
            return place
        if place > start and finder.cues.any_at(_DESCRIPTION_ENDS, tokens, place, stop):
            return place
    return stop
