"""The parts of the chat, put together over a store and the decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb.asking.desk import Desk
from kb.asking.query import State
from kb.asking.understanding import understand
from kb.executor.answer import answer
from kb.executor.talk import states_facts
from nlu.telling import Telling, load_telling
from nlu.text import fold
from progress.chat.board import Board
from progress.chat.context import Context, Message, Outcome
from progress.chat.drafting import Drafting
from progress.chat.editing import Editing
from progress.chat.evidence import EvidencePart
from progress.chat.extending import Extending
from progress.chat.lettering import Lettering
from progress.chat.locking import Locking
from progress.chat.looking import Looking
from progress.chat.naming import TaskNames
from progress.chat.notices import Notices
from progress.chat.people_parts import people_parts
from progress.chat.people_requests import decides
from progress.chat.privacy import Privacy
from progress.chat.reminding import Coming, RemindingPart
from progress.chat.reviewing import Reviewing
from progress.chat.sending import SendingPart
from progress.chat.sent import SentPart
from progress.chat.service import Hearing, Service
from progress.chat.sheet import Sheet
from progress.chat.snoozing import Snoozing
from progress.chat.summarizing import Summarizing
from progress.chat.urging import Urging
from progress.plan import Plan
from progress.reading.bidding import bids, is_passed_on
from progress.reading.cues import Cues, load_cues
from progress.reading.reader import MAY_TELL, Reading, read_report, read_update
from progress.reminders import Weekdays, WorkingDays

_TELLS, _OUTRIGHT = 0.4, 0.2
_ASKS = 0.5
"""How likely a caption without a question mark asks about progress, so that its file is for nothing."""


@dataclass(frozen=True)
class Around:
    """What lies above progress, or beside it: the reminders that somebody may expect, where the files of people lie,
    the working days.
    """

    coming: Coming = lambda _person, _now: ()
    evidence: Path | None = None
    days: Callable[[], WorkingDays] = Weekdays


def build_service(
    context: Context,
    desks: Iterable[Desk],
    language: Path,
    folder: Path,
    new_code: Callable[[], str],
    around: Around | None = None,
) -> Service:
    """Put the chat together; `language` holds the lists of words, `folder` takes files that go out.

    `new_code` gives codes for invitations that nobody can guess.
    """
    around = around or Around()
    context.days = around.days
    by_document = {desk.document.id: desk for desk in desks}
    cues = load_cues(language / "reports.tsv", next(iter(by_document.values())).lexicon)
    messages = language.parent / "messages"
    read = ReportReader(by_document, cues, load_telling(messages / "weights.json"))
    asking = load_telling(messages / "asked.json")
    context.find_task = lambda document, words: _described(by_document[document.id], words, document.header.date)
    context.answered = lambda text, today: max(_right(desk, text, today) for desk in by_document.values())
    board = Board(context)
    drafting = Drafting(board, read)
    sheet = Sheet(board, drafting, read)
    drafting.fill_sheet = sheet.fill
    attaching, sending = EvidencePart(board, drafting, read), SendingPart(board)
    reviewing = Reviewing(context, around.days)
    looking = Looking(context, by_document.values(), folder, asking.probability)
    context.is_question = lambda text, today: (
        looking.sounds(text) > (0.0 if text.rstrip().endswith("?") else _ASKS)
        or any(_right(desk, text, today, polite=False) for desk in by_document.values())
    )
    sent, editing = SentPart(board), Editing(board, drafting, read)
    notices = Notices(context, around.evidence or folder.with_name("evidence"))
    snoozing = Snoozing(context)
    locking, extending = Locking(board), Extending(context)
    urging = Urging(context)
    locking.more += [urging.offer, extending.offer]
    reminding, people = RemindingPart(context, around.coming), people_parts(context, new_code)
    lettering = Lettering(context)
    summarizing = Summarizing(context, lettering.open)
    parts = (
        drafting.part(),
        sheet.part(),
        sending.part(),
        sent.part(),
        editing.part(),
        attaching.part(),
        *reviewing.parts(),
        notices.part(),
        snoozing.part(),
        locking.part(),
        extending.part(),
        urging.part(),
        looking.part,
        summarizing.part(),
        lettering.part(),
        reminding.part(),
        *people.parts,
    )
    words = (
        attaching.files,
        sending.words,
        editing.words,
        sent.words,
        notices.words,
        snoozing.words,
        reminding.words,
        reviewing.listen,
        summarizing.listen,
        *people.listeners,
    )

    switches = (sending.hint, snoozing.hint, reminding.hint)

    def is_deed(message: Message) -> bool:
        return any(hint(message.text) for hint in (*switches, reviewing.hint)) or decides(message)

    def edited(message: Message) -> Outcome | None:
        exchanged = attaching.exchanged(message)
        told = editing.edited(message) or drafting.edited(message)
        if told and exchanged:  # the draft is shown once
            told.out[:0] = [o for o in exchanged.out if o.about not in {one.about for one in told.out}]
        return told or exchanged

    hearing = Hearing(
        words,
        readers=(drafting.report, looking.ask),
        hints=(*switches, notices.hint, reviewing.hint, summarizing.hint, _decides),
        sounds=(read.sounds, looking.sounds),
        stands_for_button=lambda text: any(hint(text) for hint in (*switches, notices.hint)),
        is_deed=is_deed,
        edited=edited,
    )
    privacy = Privacy(context, (read.telling, asking.probability), hearing.hints)

    return Service(board, parts, hearing, (reviewing, notices), people.inviting, privacy, locking.refused)


class ReportReader:
    """Reads reports with the lists of words; a task that is named in words is looked up in its decision."""

    def __init__(self, desks: Mapping[str, Desk], cues: Cues, telling: Telling) -> None:
        self._desks = desks
        self._cues = cues
        self._telling = telling

    def __call__(
        self, plan: Plan, text: str, today: date, task: int | None, lenient: bool, units: Sequence[str] = ()
    ) -> Reading | None:
        expected, telling = lenient or task is not None, self._telling.probability(text)
        if not expected and telling < MAY_TELL:
            return None
        find = self._names(plan, units, today).named
        found = read_report(text, plan.document, self._cues, today, context_task=task, lenient=lenient, find_task=find)
        if found and found.unread and not found.by_name:  # a question behind a report is no part of what it tells
            telling = max(telling, self._telling.probability(text.replace(found.unread, "")))
        return found if found and (expected or found.is_believed(telling)) else None

    def update(self, plan: Plan, arguments: str, today: date, units: Sequence[str] = ()) -> Reading | None:
        """Read what follows /capnhat."""
        find = self._names(plan, units, today).named
        return read_update(arguments, plan.document, self._cues, today, find_task=find)

    def likely(self, plan: Plan, text: str, today: date, units: Sequence[str]) -> list[int]:
        """The units' tasks that a report without a task's name may be about, best first."""
        return [] if bids(text) or is_passed_on(text) else self._names(plan, units, today).likely(text)

    def sounds(self, text: str) -> float:
        """How likely a message is a report; 0 where it cannot be one."""
        telling = self.telling(text)
        return telling if telling >= MAY_TELL else 0.0

    def tells(self, text: str, *, outright: bool = False) -> bool:
        """Whether a message is likely enough to tell something; less will do where it says how a task stands."""
        return self._telling.probability(text) >= (_OUTRIGHT if outright else _TELLS)

    def telling(self, text: str) -> float:
        """How likely a message is to tell something."""
        return self._telling.probability(text)

    def _names(self, plan: Plan, units: Sequence[str], today: date) -> TaskNames:
        return TaskNames(self._desks[plan.document.id], plan, units, today)


def _described(desk: Desk, words: str, today: date) -> int | None:
    """The one task that words describe unmistakably, as kb understands «nhiệm vụ nào về …»."""
    found = understand(desk, f"nhiệm vụ nào về {words}", State(), today).queries
    numbers = {number for query in found if query.kind in ("find", "task") for number in query.tasks}
    return numbers.pop() if len(numbers) == 1 else None


def _right(desk: Desk, text: str, today: date, *, polite: bool = True) -> float:
    """How likely what the decision says to a text answers it rightly; if `polite`, so for a greeting and thanks too."""
    understood = understand(desk, text, State(), today)
    made = [answer(query, desk, today) for query in understood.queries]
    small = polite and understood.queries[0].kind in ("greeting", "thanks")
    return min(understood.probability, understood.covered) if small or any(map(states_facts, made)) else 0.0


def _decides(text: str) -> bool:
    """Whether a text may be an admin's word on a request."""
    return fold(text[:8]).startswith(("duyet", "tu choi"))
