"""A message to the entries of the tasks that it reports on, or None where it reports nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kb.model import Document
from progress.model import Entry
from progress.reading.bidding import bids, is_passed_on, puts_off
from progress.reading.body import read_body
from progress.reading.clauses import content_pairs, content_words
from progress.reading.corrections import corrected
from progress.reading.cues import Cues
from progress.reading.findings import Body
from progress.reading.line import Line, Token
from progress.reading.numerals import with_numerals
from progress.reading.questions import answered, asking_place, asks
from progress.reading.resolve import entry_of, has_words, is_telling, tells_standing
from progress.reading.stretches import Naming, Stretch, stretches_of
from progress.reading.tables import as_words

FindTask = Callable[[str], int | None]
MAY_TELL, _OUTRIGHT, _TELLS = 0.03, 0.1, 0.25
"""How likely a text must be to tell something: at all, where it says how a task stands, or not."""
_TRIM = " ,;.:-–—\n\t"


@dataclass(frozen=True, slots=True)
class TaskEntry:
    """What a message says of one task, and the words that it was read from; the number may be no task's."""

    task: int
    entry: Entry
    words: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A report as understood: tasks in the order of their mention, the entry for all others, and what was not read.

    `is_telling` says that it reports whether a report is expected or not, `is_outright` that it says how a task stands,
    `by_name` that the tasks are named in words.
    """

    entries: tuple[TaskEntry, ...]
    rest: Entry | None
    unread: str
    is_telling: bool = True
    is_outright: bool = True
    by_name: bool = False

    def is_believed(self, telling: float) -> bool:
        """Whether it is a report where none is expected; `telling` is how likely its text is to tell anything."""
        return telling >= (_OUTRIGHT if self.is_outright else _TELLS)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a message was written: what it is held against, and how much of a report is expected."""

    document: Document
    cues: Cues
    today: date
    context_task: int | None = None
    lenient: bool = False
    find_task: FindTask | None = None

    @property
    def expected(self) -> bool:
        """Whether a report is waited for, so that words without a cue are one too."""
        return self.lenient or self.context_task is not None


def read_report(
    text: str,
    document: Document,
    cues: Cues,
    today: date,
    *,
    context_task: int | None = None,
    lenient: bool = False,
    find_task: FindTask | None = None,
) -> Reading | None:
    """Read a chat message as a progress report; any text will do, nothing is raised.

    `cues` are from `load_cues`; `today` dates "hôm qua" and days without a year. `context_task` is the task whose own
    message the text answers: words without a number are about it. `lenient` is for a talk that waits for progress:
    bare numbers at a clause's start are tasks too. `find_task` gives the task that words name unmistakably; it is
    asked only where a report opens with such a name, and never beside `context_task`, whose words all are. None is
    for a text that is no report (a question, a greeting, a bid to somebody, only a task's number).
    """
    expected = lenient or context_task is not None
    if not expected and (bids(text) or is_passed_on(text)):
        return None
    return _read(text, Setting(document, cues, today, context_task, lenient, find_task))


def read_update(
    arguments: str, document: Document, cues: Cues, today: date, *, find_task: FindTask | None = None
) -> Reading | None:
    """Read what follows /capnhat: a task's number first ("13 60%, vướng kinh phí"), or a report as in any message."""
    head = arguments.lstrip(" #:\n\t")
    digits = head[: len(head) - len(head.lstrip("0123456789"))]
    if digits and len(digits) <= 3 and int(digits) in document.by_number:
        rest = head[len(digits) :]
        if rest[:1] not in ("%", "/") and not rest[:1].isalpha():
            arguments = f"nv {head}"
    return _read(arguments, Setting(document, cues, today, None, lenient=True, find_task=find_task))


def _read(text: str, setting: Setting) -> Reading | None:
    line = answered(with_numerals(setting.cues.read(corrected(as_words(text))), setting.cues), setting.cues)
    if not line.tokens:
        return None
    own = setting.context_task is not None
    found = stretches_of(
        line,
        setting.cues,
        setting.document,
        Naming(setting.lenient and not own, own, None if own else setting.find_task),
    )
    before, stretches = found.before, found.stretches
    if stretches and _asks_first(line, found.named_at, setting.cues):
        return None
    about = found.whole if setting.context_task is None else setting.context_task
    if about is not None and about in setting.document.by_number:
        first = Stretch((about,), before, line.source, implied=True, beside=bool(stretches))
        stretches = [first, *stretches] if before else stretches
        before = ()
    elif not stretches and setting.lenient:
        stretches, before = [Stretch((), before, line.source, rest=True, implied=True)], ()
    reading = _Reader(line, setting).reading(stretches, [*before, *found.loose])
    return replace(reading, by_name=found.by_name) if reading else None


def _asks_first(line: Line, named_at: int, cues: Cues) -> bool:
    """Whether the words before the first task ask ("cho em hỏi nv 13 …")."""
    before, size = line.tokens[:named_at], len(line.tokens)
    marks = [n for n, token in enumerate(before) if token.typed in (",", ";", ".", "\n", "!")]
    start = marks[-1] + 1 if marks else 0
    if start < size and cues.any_at(("ask_opening",), line.tokens, start, size):
        return True
    stop = named_at - (before[-1:] != [] and before[-1].text == "may")  # "mấy việc 12, 13" counts nothing
    return start < stop and asks(Line("", before), cues, start, stop)


@dataclass(slots=True)
class _Reader:
    line: Line
    setting: Setting
    figures: bool = False  # each task is told with a number alone ("nv 12 70, nv 13 55"): percentages

    def reading(self, stretches: Sequence[Stretch], unread: list[Token]) -> Reading | None:
        """The reading of all stretches; None where not one surely reports."""
        self.figures = len(stretches) > 1 and all(map(self._is_figure, stretches))
        judged = [self._judged(stretch, unread) for stretch in stretches]
        stretches, bodies, states = [j[0] for j in judged], [j[1] for j in judged], [j[2] for j in judged]
        if "sure" not in states:
            return None
        self._follow(stretches, bodies, states)
        entries: dict[int, list[int]] = {}
        rest: Entry | None = None
        for place, (stretch, body, state) in enumerate(zip(stretches, bodies, states, strict=True)):
            if state == "none" or not (stretch.tasks or stretch.rest):
                unread += stretch.whole
            elif stretch.rest:
                rest = entry_of(body)
            for task in stretch.tasks if state != "none" else ():
                entries.setdefault(task, []).append(place)
        joined: dict[tuple[int, ...], Body] = {(n,): body for n, body in enumerate(bodies)}
        made = []
        for task, places in entries.items():
            key, parts = tuple(places), [stretches[n] for n in places]
            if key not in joined:  # of several stretches
                joined[key] = self._body(self._together(parts))
            words = "\n".join(s.words.strip(_TRIM) for s in parts)
            made.append(TaskEntry(task, entry_of(joined[key]), words))
        if not made and rest is None:
            return None
        outright = rest is not None or any(map(tells_standing, bodies))
        return Reading(tuple(made), rest, self._unread(unread), any(map(is_telling, bodies)), outright)

    def _is_figure(self, stretch: Stretch) -> bool:
        """Whether a stretch has a number and nothing else."""
        numbers = [t for t in stretch.tokens if t.kind == "number"]
        rest = [t for t in stretch.tokens if t.kind != "number"]
        return len(numbers) == 1 and self.setting.cues.all_of(("particle", "polite", "reaches"), rest, 0, len(rest))

    def _follow(self, stretches: Sequence[Stretch], bodies: list[Body], states: list[str]) -> None:
        """Let what only says "cũng vậy" say what stands before it."""
        for place in range(1, len(bodies)):
            if states[place - 1] != "none" and self._is_likewise(stretches[place]) and not stretches[place].rest:
                bodies[place], states[place] = bodies[place - 1], states[place - 1]

    def _is_likewise(self, stretch: Stretch) -> bool:
        """Whether a stretch only says that its tasks stand like those before ("cũng vậy")."""
        tokens, cues, size = stretch.tokens, self.setting.cues, len(stretch.tokens)
        said = cues.any_in(("likewise",), tokens, 0, size)
        return said and cues.all_of(("likewise", "particle", "lead", "polite"), tokens, 0, size)

    def _together(self, parts: Sequence[Stretch]) -> Stretch:
        """Several stretches of one task as one, a line each."""
        tokens: list[Token] = []
        for told in (part.tokens for part in parts if part.tokens):
            if tokens:  # beside what follows, so that the name between is no word of either
                tokens.append(Token("\n", "\n", told[0].start, told[0].start, "newline"))
            tokens += told
        return Stretch(parts[0].tasks, tokens, "")

    def _body(self, stretch: Stretch) -> Body:
        joined, known = set(self.setting.cues.compounds), self.setting.document.by_number
        contents = [known[task].content for task in stretch.tasks if task in known]
        for content in contents:
            joined |= content_pairs(content)
        expected = self.figures or (self.setting.expected and not stretch.rest)
        line, titles = Line(self.line.source, stretch.tokens), [content_words(content) for content in contents]
        return read_body(Body(line, self.setting.cues, self.setting.today, joined, titles, expected))

    def _judged(self, stretch: Stretch, unread: list[Token]) -> tuple[Stretch, Body, str]:
        """A stretch without what it asks after its report, what was found in it, and whether it reports.

        A question that nothing reported stands before makes it none; a proposal may be put as a question.
        """
        asked = asking_place(
            self.line if stretch.implied else Line(self.line.source, stretch.tokens), self.setting.cues
        )
        if asked is None:
            body = self._body(stretch)
            return stretch, body, self._state(stretch, body)
        told = replace(stretch, tokens=stretch.tokens[: asked[0]])
        before, question = self._body(told), stretch.tokens[asked[0] :]
        if asked[1] or not (tells_standing(before) if stretch.implied else is_telling(before)):
            return stretch, before, "none"
        if self.setting.cues.any_at(("proposal", "difficulty", "next"), question, 0, len(question)):
            return stretch, self._body(stretch), "sure"
        unread += question
        return told, before, self._state(told, before)

    def _state(self, stretch: Stretch, body: Body) -> str:
        """Whether a stretch surely reports ("sure"), may beside one that does ("maybe"), or does not ("none")."""
        if stretch.rest and not stretch.tasks:
            told = body.statuses or body.percent is not None
            return "sure" if body.nothing_new or (told and stretch.named) else "none"
        if puts_off(stretch.typed):
            return "none"  # "còn nv 13 thì mai em báo"
        if is_telling(body):
            return "sure"
        if has_words(body) and (stretch.updating or (self.setting.expected and not stretch.beside)):
            return "sure"
        return "maybe" if has_words(body, least=1) else "none"

    def _unread(self, tokens: Iterable[Token]) -> str:
        """The text of tokens that no task took, without greetings and openings."""
        left = list(tokens)
        if self.setting.cues.all_of(("opening", "updating", "polite", "lead"), left, 0, len(left)):
            return ""
        parts, start = [], 0
        for n in range(1, len(left) + 1):
            if n == len(left) or left[n].start > left[n - 1].end + 2:
                parts.append(self.line.source[left[start].start : left[n - 1].end].strip(_TRIM))
                start = n
        return " ".join(p for p in parts if p)
