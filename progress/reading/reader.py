"""A message to the entries of the tasks that it reports on, or None where it reports nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kb.model import Document
from progress.model import Entry
from progress.reading.body import read_body
from progress.reading.clauses import content_pairs
from progress.reading.cues import Cues, sounds_like_report
from progress.reading.findings import Body
from progress.reading.line import Line, Token, split
from progress.reading.questions import asking_place, asks
from progress.reading.resolve import entry_of, has_words, is_telling, tells_standing
from progress.reading.stretches import Stretch, stretches_of

FindTask = Callable[[str], int | None]
_TRIM = " ,;.:-–—\n\t"


@dataclass(frozen=True, slots=True)
class TaskEntry:
    """What a message says of one task, and the words that it was read from."""

    task: int
    entry: Entry
    words: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A report as understood: tasks in the order of their mention, the entry for all others, and what was not read."""

    entries: tuple[TaskEntry, ...]
    rest: Entry | None
    unread: str


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
    bare numbers at a clause's start are tasks too. `find_task` gives the task that words describe unmistakably. None
    is for a text that is no report (a question, a greeting, only a task's number).
    """
    if not (lenient or context_task is not None or sounds_like_report(text, cues)):
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
    line = setting.cues.read(text)
    if not line.tokens:
        return None
    found = stretches_of(line, setting.cues, setting.document, setting.lenient, setting.find_task)
    before, stretches = found.before, found.stretches
    if stretches and _asks_first(before, setting.cues):
        return None
    if setting.context_task is not None and setting.context_task in setting.document.by_number:
        own = Stretch((setting.context_task,), before, line.source, implied=True, beside=bool(stretches))
        stretches = [own, *stretches] if before else stretches
        before = ()
    elif not stretches and setting.lenient:
        stretches, before = [Stretch((), before, line.source, rest=True, implied=True)], ()
    return _Reader(line, setting).reading(stretches, [*before, *found.loose])


def _asks_first(before: Sequence[Token], cues: Cues) -> bool:
    """Whether the words before the first task ask ("cho em hỏi nv 13 …")."""
    marks = [n for n, token in enumerate(before) if token.typed in (",", ";", ".", "\n", "!")]
    start = marks[-1] + 1 if marks else 0
    return start < len(before) and asks(Line("", before), cues, start, len(before))


@dataclass(slots=True)
class _Reader:
    line: Line
    setting: Setting

    def reading(self, stretches: Sequence[Stretch], unread: list[Token]) -> Reading | None:
        """The reading of all stretches; None where not one surely reports."""
        stretches = [self._without_question(s, unread) for s in stretches]
        bodies = [self._body(s) for s in stretches]
        states = [self._state(s, b) for s, b in zip(stretches, bodies, strict=True)]
        if "sure" not in states:
            return None
        entries: dict[int, list[Stretch]] = {}
        rest: Entry | None = None
        for stretch, body, state in zip(stretches, bodies, states, strict=True):
            if state == "none" or not (stretch.tasks or stretch.rest):
                unread += stretch.whole
            elif stretch.rest:
                rest = entry_of(body)
            for task in stretch.tasks if state != "none" else ():
                entries.setdefault(task, []).append(stretch)
        made = tuple(self._task_entry(task, parts) for task, parts in entries.items())
        return Reading(made, rest, self._unread(unread)) if made or rest else None

    def _task_entry(self, task: int, parts: Sequence[Stretch]) -> TaskEntry:
        tokens: list[Token] = []
        for stretch in parts:
            if tokens:
                tokens.append(Token("\n", "\n", tokens[-1].end, tokens[-1].end, "newline"))
            tokens += stretch.tokens
        body = self._body(Stretch((task,), tokens, ""))
        return TaskEntry(task, entry_of(body), "\n".join(s.words.strip(_TRIM) for s in parts))

    def _body(self, stretch: Stretch) -> Body:
        joined = set(self.setting.cues.compounds)
        for task in stretch.tasks:
            joined |= content_pairs(content_words(self.setting.document, task))
        line = Line(self.line.source, stretch.tokens)
        return read_body(Body(line, self.setting.cues, self.setting.today, joined))

    def _state(self, stretch: Stretch, body: Body) -> str:
        """Whether a stretch surely reports ("sure"), may beside one that does ("maybe"), or does not ("none")."""
        if not stretch.asks_after and self._is_question(stretch):
            return "none"
        if stretch.rest and not stretch.tasks:
            return "sure" if body.nothing_new or (body.statuses and stretch.named) else "none"
        if is_telling(body):
            return "sure"
        if has_words(body) and (stretch.updating or (self.setting.expected and not stretch.beside)):
            return "sure"
        return "maybe" if has_words(body, least=1) else "none"

    def _is_question(self, stretch: Stretch) -> bool:
        """Whether a stretch asks, unless what stands before the question already reports."""
        tokens = self.line.tokens if stretch.implied else stretch.tokens
        asked = asking_place(Line(self.line.source, tokens), self.setting.cues)
        if asked is None:
            return False
        place, tag = asked
        before = self._body(Stretch(stretch.tasks, tokens[:place], ""))
        told = tells_standing(before) if stretch.implied else is_telling(before)
        return tag or not told

    def _without_question(self, stretch: Stretch, unread: list[Token]) -> Stretch:
        """A stretch that reports and then asks, without what it asks; a proposal may be put as a question."""
        asked = asking_place(Line(self.line.source, stretch.tokens), self.setting.cues)
        if asked is None or not asked[0] or asked[1] or self._is_question(stretch):
            return stretch
        kept, question = stretch.tokens[: asked[0]], stretch.tokens[asked[0] :]
        if self.setting.cues.any_at(("proposal", "difficulty", "next"), question, 0, len(question)):
            return replace(stretch, asks_after=True)
        unread += question
        return replace(stretch, tokens=kept)

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


def content_words(document: Document, task: int) -> list[str]:
    """The folded words of a task's content."""
    known = document.by_number.get(task)
    return [t.text for t in split(known.content) if t.kind == "word"] if known else []
