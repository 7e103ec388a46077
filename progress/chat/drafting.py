"""From words to a draft: a report in a sentence, /capnhat, a button under a task, an edited message."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, Protocol

from conversation.outgoing import Button
from conversation.router import CERTAIN, Candidate
from progress.chat import guard
from progress.chat.board import Board
from progress.chat.context import Message, Outcome, Press, by_code, rows_of, say, unit_code
from progress.chat.parts import Part, number
from progress.model import Kind, LockedError, Period, Person
from progress.plan import Plan
from progress.reading.reader import Reading, TaskEntry
from progress.store.drafts import Draft, DraftEntry
from progress.wording import drafts as words
from progress.wording import words as common


class Read(Protocol):
    """Reads texts as reports on a plan's tasks; None where they are none."""

    def __call__(
        self, plan: Plan, text: str, today: date, task: int | None, lenient: bool, units: Sequence[str] = ()
    ) -> Reading | None:
        """Read a message; `task` is what it is about where it names none, `lenient` where a report is waited for.

        `units` are those that it reports for: among equals their own tasks are meant.
        """
        ...

    def update(self, plan: Plan, arguments: str, today: date, units: Sequence[str] = ()) -> Reading | None:
        """Read what follows /capnhat: the task's number first, or a report as in any message."""
        ...

    def likely(self, plan: Plan, text: str, today: date, units: Sequence[str]) -> list[int]:
        """The units' tasks that a report without a task's name may be about, best first."""
        ...

    def tells(self, text: str, *, outright: bool = False) -> bool:
        """Whether a message is likely enough to tell something; less will do where it says how a task stands."""
        ...

    def telling(self, text: str) -> float:
        """How likely a message is to tell something."""
        ...


FillSheet = Callable[[Message, Plan, Person, Draft, Reading], Outcome]


class OnBoard:
    """What the parts have in common that work on drafts."""

    def __init__(self, board: Board, drafting: Drafting, read: Read) -> None:
        self._board = board
        self._context = board.context
        self._store = board.store
        self._drafting = drafting
        self._read = read


_TASKS_A_ROW = 6
_ONLY_NAME = re.compile(r"(?:nv|nhi[eệ]m v[uụ]|vi[eệ]c)? ?(\d{1,3})\.?", re.IGNORECASE)
_ONLY_NUMBERS = re.compile(r"[\d\s,;]+")


class Drafting:
    """Everything that ends in a draft on the screen."""

    def __init__(self, board: Board, read: Read) -> None:
        self._board = board
        self._context = board.context
        self._store = board.store
        self._read = read
        self.fill_sheet: FillSheet = lambda *_: Outcome()
        """Puts what was read into a unit's sheet, the rest included; the sheet hands it in."""

    def part(self) -> Part:
        """What this offers."""
        return Part(
            commands={"capnhat": self._update_command},
            verbs={"update": self._update, "forunit": self._for_unit, "fortask": self._for_task},
            dialogs={"task": self._told_of_task, "which": self._told_which},
        )

    def report(self, message: Message) -> Iterator[Candidate[Outcome]]:
        """A message that reports by itself, or answers what was said of a task."""
        plan, person = self._context.plan(), self._context.person(message.account)
        meant = self._task_of(message.about) if person and person.reports_for else None
        unit, task = self._reminded(plan, message, person) if message.about.startswith("reminder:") else (None, None)
        units, today = person.reports_for if person else (), message.at.date()
        reading = self._read(plan, message.text, today, meant or task, unit is not None, units)
        telling = self._read.telling(message.text)
        if reading:
            certain = CERTAIN if reading.is_outright else telling
            yield Candidate(certain, lambda: self.take(message, plan, reading, unit))
        elif person and units:
            yield Candidate(telling, lambda: self._of_no_task(message, plan, person))

    def _of_no_task(self, message: Message, plan: Plan, person: Person) -> Outcome | None:
        """A report that names no task: it goes to the only one that its words may be about, or is asked back."""
        today = message.at.date()
        likely = self._read.likely(plan, message.text, today, person.reports_for)
        reading = self._read(plan, message.text, today, likely[0] if likely else plan.document.tasks[0].number, False)
        if reading is None or not (reading.is_outright or (likely and reading.is_telling)):
            return None
        if not self._read.tells(message.text, outright=reading.is_outright):
            return None
        if len(likely) == 1:
            return self.take(message, plan, reading)
        return self._ask_task(message, plan, person, likely, {"text": message.text, "key": message.key})

    def _reminded(self, plan: Plan, message: Message, person: Person | None) -> tuple[str | None, int | None]:
        """The unit, and the only task that it still owes, of the reminder that a message replies to."""
        _, period, code = [*message.about.split(":"), "", ""][:3]
        unit = by_code(person.reports_for, code) if person else None
        about = next((p for p in self._context.open_periods(plan, message.at.date()) if p.id == number(period)), None)
        if unit is None or about is None:
            return unit, None
        owed = self._context.still_owed(plan, about, unit)
        return unit, owed[0].task.number if len(owed) == 1 else None

    def _task_of(self, about: str) -> int | None:
        """The task that a replied message was about: one of the bot's about a task, or a draft of one task."""
        kind, _, rest = about.partition(":")
        if kind == "draft":
            draft = self._store.drafts.get(number(rest))
            return draft.entries[0].task if draft and len(draft.entries) == 1 else None
        return number(rest) or None if kind == "task" else None

    def take(self, message: Message, plan: Plan, reading: Reading, unit: str | None = None) -> Outcome:
        """Put what was read into the drafts of the units it is for, and show them."""
        person = self._context.person(message.account)
        if person is None or not person.reports_for:
            return _refusal(message, person)
        if reading.rest is not None:
            return self._take_whole(message, plan, person, reading, unit)
        drafts: dict[int, Draft] = {}
        refused: list[str] = []
        for told in reading.entries:
            draft = self._put(message, plan, person, told, unit)
            if isinstance(draft, Outcome):
                return draft
            if isinstance(draft, Draft):
                drafts[draft.id] = draft
            else:
                refused.append(draft)
        outcome = Outcome([say(message, text) for text in dict.fromkeys(refused)])
        if not drafts and refused:
            self._store.dialogs.begin(message.account, "which", {}, message.at)
        show = self._board.open if len(drafts) == 1 else self._board.screen
        outcome.out += [show(message, draft, reading.unread) for draft in drafts.values()]
        return outcome

    def _take_whole(self, message: Message, plan: Plan, person: Person, reading: Reading, unit: str | None) -> Outcome:
        """A report on a unit's others, too, goes to its sheet."""
        if unit is None and len(person.reports_for) > 1:
            return self._ask_unit(message, plan, person.reports_for)
        draft = self._store.drafts.begin(plan.document.id, unit or person.reports_for[0], person.id, message.at)
        return self.fill_sheet(message, plan, person, draft, reading)

    def _put(
        self, message: Message, plan: Plan, person: Person, told: TaskEntry, unit: str | None
    ) -> Draft | Outcome | str:
        """One task's words into its draft; words of refusal where they have no place; a question back for the unit."""
        task, today = plan.task(told.task), message.at.date()
        if task is None:
            return words.unknown_task(plan, told.task)
        fitting = [pair for pair in self._board.units_for(plan, person, task, today) if unit in (None, pair[0])]
        if not fitting:
            return words.not_yours(plan, told.task, person.reports_for[0])
        if len(fitting) > 1:
            return self._ask_unit(message, plan, [name for name, _ in fitting])
        return self.put(message, plan, person, fitting[0], told) or words.NO_PERIOD

    def put(  # who, where and what
        self,
        message: Message,
        plan: Plan,
        person: Person,
        fitting: tuple[str, Kind],
        told: TaskEntry,
        period: Period | None = None,
    ) -> Draft | None:
        """One task's words into the unit's draft; None where there is no period to report in."""
        unit, kind = fitting
        period = period or self._board.period_of(plan, unit, told.task, kind, message.at.date())
        if period is None:
            return None
        draft = self._board.follow(self._store.drafts.begin(plan.document.id, unit, person.id, message.at), message)
        said, follows = (
            (message.key, message.at),
            draft.entry(told.task) is not None and not self._names(plan, message, told.task),
        )
        return self._board.tell(draft, told.task, kind, told.entry, said, period, follows=follows)

    def _names(self, plan: Plan, message: Message, task: int) -> bool:
        """Whether a report names a task itself."""
        reading = self._read(plan, message.text, message.at.date(), None, True)
        return message.text.startswith("/") or (reading is not None and task in {e.task for e in reading.entries})

    def _ask_unit(self, message: Message, plan: Plan, units: Sequence[str]) -> Outcome:
        self._store.dialogs.begin(message.account, "unit", {"text": message.text, "key": message.key}, message.at)
        choices = [Button(plan.units.short(unit), f"forunit:{unit_code(unit)}") for unit in units]
        return Outcome([say(message, words.WHICH_UNIT, rows_of(choices, 1))])

    def _for_unit(self, press: Press, arguments: list[str]) -> Outcome:
        """The unit was chosen: read the words again for it alone."""
        person = self._context.person(press.account)
        unit = by_code(person.reports_for, arguments[0]) if person and arguments else None
        unit, told = guard.found(unit), guard.found(self._store.dialogs.data_of(press.account, "unit"))
        self._store.dialogs.end(press.account)
        message = Message(press.account, told["text"], press.at, told["key"], press.number)
        plan = self._context.plan()
        reading = guard.found(self._read(plan, message.text, press.at.date(), None, True))
        return self.take(message, plan, reading, unit)

    def edited(self, message: Message) -> Outcome | None:
        """A message that told a draft something was edited: it counts as if it had read so from the start."""
        draft = self._store.drafts.by_source(message.key)
        if draft is None:
            return None
        plan = self._context.plan(draft.document)
        if draft.state != "open":
            return Outcome([say(message, _ended(draft))])
        mine = [told for told in draft.entries if told.is_from(message.key)]
        reading = self._reread(plan, message, mine[0].task if len(mine) == 1 else None)
        if reading is None:
            return Outcome([say(message, words.EDIT_NOT_READ)])
        named = {told.task for told in reading.entries}
        files = self._store.files.of_source(message.account, message.source)
        moved = mine[0] if len(mine) == len(named) == 1 and mine[0].task not in named else None
        if moved and not moved.base and {w.source for w in moved.words if not w.follows} == {message.key}:
            self._store.drafts.move_files(draft.id, moved.task, min(named))
        for told in mine:
            if told.task not in named:
                self._board.put_or_drop(draft, told.retold(message.key, None), message.at)
        outcome = self.take(message, plan, reading, draft.unit)
        if files and any(told.task not in named for told in mine):
            self._store.drafts.detach(message.source)
            for task, file in itertools.product(named, files):
                self._store.drafts.attach(draft.id, task, file, message.source)
        if moved and self._follow(draft.id, moved, min(named), message):
            outcome.out[-1] = self._board.open(message, draft, reading.unread)
        return outcome

    def _reread(self, plan: Plan, message: Message, task: int | None) -> Reading | None:
        """An edited message as a report, be it as a command."""
        command, _, argument = message.text.partition(" ")
        if command.lower() == "/capnhat":
            return self._read.update(plan, argument.strip(), message.at.date())
        return self._read(plan, message.text, message.at.date(), task, True)

    def _follow(self, draft: int, old: DraftEntry, task: int, message: Message) -> bool:
        """Let what was told after a message, without a task's name, go to the task that the message names now.

        Say whether the message has found its place there.
        """
        now, told = guard.found(self._store.drafts.get(draft)), old.following(message.key)
        new, left = now.entry(task), now.entry(old.task)
        is_there = new is not None and new.is_from(message.key)
        if told and new and left and is_there:
            self._store.drafts.put(draft, new.also(told), message.at)
            self._board.put_or_drop(now, left.without(told), message.at)
        return is_there

    def _update_command(self, message: Message, argument: str) -> Outcome:
        """/capnhat alone asks which task; /capnhat 13 asks for it; /capnhat 13 … reports."""
        plan, person = self._context.plan(), self._context.person(message.account)
        if person is None or not person.reports_for:
            return _refusal(message, person)
        if not argument:
            return self._ask_task(message, plan, person, (), {})
        if argument.isdecimal():
            return self._ask_for(message, plan, number(argument))
        if _ONLY_NUMBERS.fullmatch(argument):
            self._store.dialogs.begin(message.account, "which", {}, message.at)
            return Outcome([say(message, words.SEVERAL_TASKS)])
        reading = self._read.update(plan, argument, message.at.date())
        return self.take(message, plan, reading) if reading else Outcome([say(message, words.NOT_READ)])

    def _ask_task(
        self, message: Message, plan: Plan, person: Person, likely: Sequence[int], told: dict[str, str]
    ) -> Outcome:
        """Ask which task is meant: one of the likely ones, else one that is owed; `told` is what was said of it."""
        today = message.at.date()
        owing = {
            duty.task.number
            for unit in person.reports_for
            for period, _ in self._context.lacking(plan, self._context.open_periods(plan, today), unit)
            for duty in self._context.still_owed(plan, period, unit)
        }
        numbers = likely or sorted(owing) or [t.number for u in person.reports_for for t in plan.tasks_of(u, today)]
        self._store.dialogs.begin(message.account, "which", told, message.at)
        verb = "fortask" if told else "update"
        if likely:
            named = (plan.document.by_number[n] for n in numbers)
            choices = [Button(common.task_name(plan, task), f"{verb}:{task.number}") for task in named]
            return Outcome([say(message, words.WHICH_OF_THESE, rows_of(choices, 1))])
        choices = [Button(str(task), f"{verb}:{task}") for task in numbers]
        return Outcome([say(message, words.WHICH_TASK, rows_of(choices, _TASKS_A_ROW))])

    def _for_task(self, press: Press, arguments: list[str]) -> Outcome:
        """The task was chosen: read the words again for it."""
        dialog = self._store.dialogs.get(press.account)
        told = dialog.data if dialog and dialog.kind == "which" else {}
        return guard.found(self._told_before(press, told, number(arguments[0]) if arguments else 0))

    def _told_before(self, to: Message | Press, told: dict[str, Any], task: int) -> Outcome | None:
        """Take what was said before the task was known as being about it."""
        if "text" not in told:
            return None
        plan = self._context.plan()
        reading = self._read(plan, told["text"], to.at.date(), task, True)
        if reading is None:
            return None
        self._store.dialogs.end(to.account)
        return self.take(Message(to.account, told["text"], to.at, told["key"], to.number), plan, reading)

    def _update(self, press: Press, arguments: list[str]) -> Outcome:
        person = self._context.person(press.account)
        if person is None or not person.reports_for:
            return Outcome(toast=common.NOT_ALLOWED)
        return self._ask_for(press, self._context.plan(), number(arguments[0]) if arguments else 0)

    def _ask_for(self, to: Message | Press, plan: Plan, task: int) -> Outcome:
        """Ask how one task stands."""
        one, person = plan.task(task), self._context.person(to.account)
        if one is None or person is None:
            return Outcome([say(to, words.unknown_task(plan, task))])
        fitting = self._board.units_for(plan, person, one, to.at.date())
        if not fitting:
            return Outcome([say(to, words.not_yours(plan, task, person.reports_for[0]))])
        self._store.dialogs.begin(to.account, "task", {"task": task}, to.at)
        unit, kind = fitting[0]
        last = self._store.ledger.last(plan.document.id, unit, task, kind)
        return Outcome([say(to, words.ask_task(plan, one, last), about=f"task:{task}")])

    def _told_of_task(self, message: Message, data: dict[str, Any]) -> Outcome | None:
        """The words for a task that was asked for; a question about the decision in between is answered as such."""
        plan = self._context.plan()
        reading = self._read(plan, message.text, message.at.date(), int(data["task"]), True)
        if reading is None:
            return None
        self._store.dialogs.end(message.account)
        return self.take(message, plan, reading)

    def _told_which(self, message: Message, data: dict[str, Any]) -> Outcome | None:
        """The number of the task that was asked for, or the whole report at once."""
        bare = _ONLY_NAME.fullmatch(message.text.strip())
        if bare:
            task = number(bare[1])
            return self._told_before(message, data, task) or self._ask_for(message, self._context.plan(), task)
        reading = self._read(self._context.plan(), message.text, message.at.date(), None, True)
        if reading is None:
            return None
        self._store.dialogs.end(message.account)
        return self.take(message, self._context.plan(), reading)


def _refusal(message: Message, person: Person | None) -> Outcome:
    known = person is not None and person.id
    return Outcome([say(message, words.NO_REPORTER if known else common.REGISTER_FIRST)])


def _ended(draft: Draft) -> str:
    """What became of a draft. Raises LockedError where its period was locked."""
    if draft.state == "closed" and draft.entries:
        raise LockedError(draft.entries[0].period, f"into:{draft.id}")
    return words.SENT_EDITED if draft.state == "sent" else words.DROPPED
