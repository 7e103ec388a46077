"""Files as evidence: a photo, an album or a document with a report, or in reply to one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from conversation.outgoing import Button
from nlu.text import fold
from progress.chat import guard
from progress.chat.context import Message, Outcome, Press, SentFile, rows_of, say
from progress.chat.drafting import OnBoard
from progress.chat.parts import Part, number
from progress.model import Entry, Person
from progress.reading.reader import Reading, TaskEntry
from progress.store.drafts import Draft
from progress.wording import evidence as words

LARGEST = 20 * 1024 * 1024
"""Bytes of a file; the Bot API hands out no larger ones."""
LONGEST_CAPTION = 200  # letters of one that only names a task
MOST = 20
"""Files of one task in a draft."""

Place = tuple[Draft, int]
"""A task in a draft."""

_NAMES = re.compile(r"\b(?:nv|nhiem vu|viec|cong viec)(?: so)? ?(\d{1,3}(?:(?: ?[,;&] ?| va | )\d{1,3}\b(?!%))*)")
_IS_EVIDENCE = re.compile(
    r"\b(?:minh chung|tai lieu|bien ban|tep|file|anh|hinh|chup|scan|van ban|quyet dinh|qd|cong van|cv|to trinh|ke hoach"
    r"|bao cao|phu luc|nghiem thu|dinh kem|kem|gui|ho so)\b"
)


class EvidencePart(OnBoard):
    """Where a file belongs, and that it is kept."""

    def part(self) -> Part:
        """What this offers."""
        return Part(verbs={"attach": self._attach_pressed})

    def files(self, message: Message) -> Outcome | None:
        """A message with files from somebody who reports; None for everything else."""
        person = self._context.person(message.account)
        if not message.files or person is None or not person.reports_for:
            return None
        before = self._store.files.of_source(message.account, message.source)
        reading = self._reading(message) if message.text else None
        if reading is None and not message.edited and (named := self._named(message, person)):
            return self._keep_for(message, person, named)
        small = [file for file in message.files if file.size <= LARGEST]
        if (message.edited and not before) or (reading is None and self._asks(message, person, small)):
            return None
        first = not self._store.files.sent_before(message.account)
        new = () if message.edited else small
        kept = before + [self._store.files.add(file, message.account, message.at, message.source) for file in new]
        outcome = self._place(message, person, kept, reading) if kept or reading else Outcome()
        outcome.out[:0] = [say(message, words.too_large(f.name)) for f in message.files if f.size > LARGEST]
        if first and kept and outcome.out:
            outcome.out.append(say(message, words.NOTHING_RESTRICTED))
        return outcome

    def exchanged(self, message: Message) -> Outcome | None:
        """An edit that puts another file in the place of a message's: so it is in open drafts."""
        before = self._store.files.of_source(message.account, message.source)
        if message.album or len(message.files) != 1 or not before:
            return None
        (file,) = message.files
        if self._store.files.has(before, file.unique_id):
            return None
        if file.size > LARGEST:
            return Outcome([say(message, words.too_large(file.name))])
        number = self._store.files.exchange(before, file, message.account, message.at, message.source)
        found = ((self._store.drafts.get(draft), task) for draft, task in
                 self._store.drafts.files_by_source(message.source))  # fmt: skip
        places = [(draft, task) for draft, task in found if draft and draft.state == "open"]
        self._store.drafts.detach(message.source)
        for draft, task in places:
            self._store.drafts.attach(draft.id, task, number, message.source)
        return Outcome([self._board.screen(message, places[0][0])]) if places else None

    def _named(self, message: Message, person: Person) -> list[int]:
        """The person's tasks that a caption names and says nothing more of; none for a question."""
        said = " ".join(fold(message.text).split())
        found = _NAMES.search(said) if len(said) <= LONGEST_CAPTION and not said.endswith("?") else None
        if found is None:
            return []
        others = " ".join(f"{said[: found.start()]} {said[found.end() :]}".split()).strip(" .,:;-")
        if others and not _IS_EVIDENCE.search(others):
            return []
        plan, today = self._context.plan(), message.at.date()
        tasks = dict.fromkeys(int(n) for n in re.findall(r"\d+", found[1]))
        return [n for n in tasks if (task := plan.task(n)) and self._board.units_for(plan, person, task, today)]

    def _keep_for(self, message: Message, person: Person, tasks: list[int]) -> Outcome:
        """Keep files for the tasks that their caption names; a task without a draft gets one."""
        first = not self._store.files.sent_before(message.account)
        small = [file for file in message.files if file.size <= LARGEST]
        kept = [self._store.files.add(file, message.account, message.at, message.source) for file in small]
        places = [place for task in tasks if (place := self._begun(message, person, task))]
        left = self._attach(places, kept, message.source)
        outcome = self._shown(message, places[0][0]) if places and kept else Outcome()
        _say_left(message, outcome, left)
        outcome.out[:0] = [say(message, words.too_large(f.name)) for f in message.files if f.size > LARGEST]
        if first and kept and places:
            outcome.out.append(say(message, words.NOTHING_RESTRICTED))
        return outcome

    def _asks(self, message: Message, person: Person, small: list[SentFile]) -> bool:
        """Whether a caption is a question, or all that there is to read: its files are for nothing then."""
        if not message.text:
            return False
        is_question = self._context.is_question(message.text, message.at.date())
        if not small or (is_question and message.text.rstrip().endswith("?")):
            return True
        return is_question and self._meant(message, person, begin=False) is None

    def _place(self, message: Message, person: Person, kept: list[int], reading: Reading | None) -> Outcome:
        if reading is not None:
            told = self._drafting.take(message, self._context.plan(), reading)
            self._store.drafts.detach(message.source)  # what came before its album's words may lie elsewhere
            places = self._places_of(message)
            left = self._attach(places, kept, message.source)
            return _say_left(message, self._shown(message, places[0][0], told) if places else told, left)
        again = self._store.drafts.files_by_source(message.source)
        if again:
            left = self._attach(((self._store.drafts.get(d), t) for d, t in again), kept, message.source)
            return _say_left(message, Outcome(), left)
        place = self._meant(message, person)
        if place is None:
            return self._ask(message, person, kept)
        left = self._attach([place], kept, message.source)
        return _say_left(message, self._shown(message, place[0]), left)

    def _reading(self, message: Message) -> Reading | None:
        """The caption as a report."""
        return self._read(self._context.plan(), message.text, message.at.date(), self._task_meant(message), False)

    def _places_of(self, message: Message) -> list[Place]:
        """Where a message's own words went."""
        draft = self._store.drafts.by_source(message.key)
        return [(draft, told.task) for told in draft.entries if told.is_from(message.key)] if draft else []

    def _meant(self, message: Message, person: Person, *, begin: bool = True) -> Place | None:
        """The task of a draft that a file without words is for; None where it may be several, or none.

        A task that there is no draft of yet gets one, unless nothing is to `begin`.
        """
        draft = self._replied(message)
        if draft and draft.state == "open" and draft.person == person.id:
            mine = [told.task for told in draft.entries if not message.replied or told.is_from(message.replied)]
            if len(mine) == 1:
                return draft, mine[0]
        task = self._task_meant(message)
        if task is not None and begin:
            return self._begun(message, person, task)
        latest = self._store.drafts.latest_of(person.id) if draft is None else None
        return (latest, latest.entries[0].task) if latest and len(latest.entries) == 1 else None

    def _replied(self, message: Message) -> Draft | None:
        kind, _, rest = message.about.partition(":")
        if kind in ("draft", "sheet"):
            return self._store.drafts.get(number(rest))
        return self._store.drafts.by_source(message.replied) if message.replied else None

    def _task_meant(self, message: Message) -> int | None:
        """The task that is being asked for, or that a replied message was about."""
        kind, _, rest = message.about.partition(":")
        if kind == "task":
            return number(rest)
        dialog = self._store.dialogs.get(message.account)
        return int(dialog.data["task"]) if dialog and dialog.kind in ("task", "sheettask", "edit") else None

    def _begun(self, message: Message, person: Person, task: int) -> Place | None:
        """A draft for a task that a file came for before any words."""
        plan = self._context.plan()
        one = plan.task(task)
        fitting = self._board.units_for(plan, person, one, message.at.date()) if one else []
        if not fitting:
            return None
        draft = self._drafting.put(message, plan, person, fitting[0], TaskEntry(task, Entry(), ""))
        return (draft, task) if draft else None

    def _attach(self, places: Iterable[tuple[Draft | None, int]], kept: list[int], source: str) -> dict[int, int]:
        """Put files to tasks; how many found no place at which task."""
        left: dict[int, int] = {}
        for draft, task in places:
            told = draft.entry(task) if draft else None
            if draft and told:
                there = {file.id for file in told.files}
                new = [file for file in kept if file not in there]
                free = MOST - len(told.files)
                for file in new[:free]:
                    self._store.drafts.attach(draft.id, task, file, source)
                if len(new) > free:
                    left[task] = len(new) - free
        return left

    def _shown(self, message: Message, draft: Draft, told: Outcome | None = None) -> Outcome:
        """The draft with its files; in the place of the screen that the words alone have led to."""
        screen = self._board.screen(message, draft)
        others = [one for one in told.out if one.about != screen.about] if told else []
        return Outcome([*others, screen])

    def _ask(self, message: Message, person: Person, kept: list[int]) -> Outcome:
        """Ask which task the files are for; without a draft, say how files are sent."""
        draft = self._store.drafts.latest_of(person.id)
        if draft is None or not draft.entries:
            return Outcome([say(message, words.NO_PLACE)])
        span = f"{kept[0]}-{kept[-1]}"
        choices = [Button(str(told.task), f"attach:{draft.id}:{told.task}:{span}") for told in draft.entries]
        return Outcome([say(message, words.WHICH_TASK, rows_of(choices, 6))])

    def _attach_pressed(self, press: Press, arguments: list[str]) -> Outcome:
        person = self._context.person(press.account)
        draft = self._board.current(person, number(arguments[0])) if len(arguments) > 2 else None
        draft = guard.found(draft if draft and draft.state == "open" and draft.entry(number(arguments[1])) else None)
        first, _, last = arguments[2].partition("-")
        kept = self._store.files.of_account(press.account, number(first), number(last))
        left = self._attach([(draft, number(arguments[1]))], kept, press.key)
        return _say_left(press, Outcome([self._board.screen(press, draft, replace=True)]), left)


def _say_left(to: Message | Press, outcome: Outcome, left: dict[int, int]) -> Outcome:
    """Say which task has no place for how many of the files."""
    outcome.out[:0] = [say(to, words.no_more(task, count, MOST)) for task, count in left.items()]
    return outcome
