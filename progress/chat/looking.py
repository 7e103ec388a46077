"""Looking at how things stand: /tinhhinh, /lichsu, /xuat, and questions; rights are read anew each time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from conversation.router import Candidate
from kb.asking.desk import Desk
from progress.asking import ProgressQuestion, read_question
from progress.asks import Quarter
from progress.chat import guard
from progress.chat import looking_answers as answers
from progress.chat import looking_lists as lists
from progress.chat import looking_overview as overview
from progress.chat.context import Context, Message, Outcome, Press, by_code, rows_of, say
from progress.chat.looking_export import export, read_argument
from progress.chat.looking_history import EVERY, history
from progress.chat.looking_reader import Reader
from progress.chat.parts import Part, number
from progress.model import NotAllowedError, Period
from progress.plan import Plan
from progress.rights import may_export
from progress.wording import looking as say_it
from progress.wording import looking_lists as tell
from progress.wording import words

MAY_ASK = 0.1
"""Probability from which a text may ask about reports: others are not even read for it."""


class Looking:
    """The reading side of progress.

    `desks` are the assistant's, `folder` is where exported files lie, `asking` how likely a text asks about reports.
    """

    def __init__(self, context: Context, desks: Iterable[Desk], folder: Path, asking: Callable[[str], float]) -> None:
        self._asking = asking
        self._context = context
        self._desks = {desk.document.id: desk for desk in desks}
        self._folder = folder

    @property
    def part(self) -> Part:
        """The commands and verbs; tokens are `lookall:<period>:<filter>:<page>`, `lookunit:<period>:<unit>:<page>`,
        `looksent` likewise, `looktask:<period>:<task>:<page>` and `hist:<document>:<task>:<unit or 0>:<page>`.
        """
        return Part(
            commands={"tinhhinh": self.standing, "lichsu": self.history, "xuat": self.export},
            verbs={
                "lookall": self.press_all,
                "lookunit": partial(self.press_unit, overview.one_unit),
                "looksent": partial(self.press_unit, overview.sent_of_unit),
                "looktask": self.press_task,
                "hist": self.press_history,
            },
        )

    # ── questions ────────────────────────────────────────────────────────────
    def ask(self, message: Message) -> Iterator[Candidate[Outcome]]:
        """A question about progress, answered."""
        if not (asked := self._asked(message.text)):
            return
        reader = self._reader(message.account, message.at, self._context.plan(self._named(message.text)))
        meant = self._with_task(asked, message, reader.plan) if asked.topical else asked
        if meant:
            yield Candidate(self._asking(message.text), lambda: self._answer(message, reader, meant))

    def sounds(self, text: str) -> float:
        """How likely a text asks about progress; 0 where it cannot."""
        return self._asking(text) if self._asked(text) else 0.0

    def _asked(self, text: str) -> ProgressQuestion | None:
        """What a text asks about progress, if it can ask that at all."""
        desk = self._desks.get(self._context.plan(self._named(text)).document.id)
        return read_question(text, desk.listener) if desk and self._asking(text) >= MAY_ASK else None

    def _with_task(self, asked: ProgressQuestion, message: Message, plan: Plan) -> ProgressQuestion | None:
        """The question with the task that its words, or the message that it replies to, speak of."""
        kind, _, about = message.about.partition(":")
        found = number(about) if kind == "task" else self._context.find_task(plan.document, message.text)
        return replace(asked, tasks=(found,), topical=False) if found else None

    def _named(self, text: str) -> str | None:
        """The decision that a text names by number, where there are several."""
        said = text.lower().replace(" ", "")
        return next((name for name in self._desks if len(self._desks) > 1 and name.lower() in said), None)

    def _answer(self, message: Message, reader: Reader, asked: ProgressQuestion) -> Outcome:
        period = self._period(reader, asked.quarter) if asked.quarter else None
        if asked.quarter and period is None:
            return Outcome([say(message, self._no_period(reader))])
        kinds = {
            "task": answers.of_tasks,
            "reports": answers.of_reports,
            "owed": lists.of_owed,
            "missing": lists.of_missing,
            "reported": lists.of_missing,
            "difficulty": lists.of_difficulty,
            "status": lists.of_status,
            "ask": answers.of_ask,
        }
        text, buttons = kinds[asked.kind](reader, asked, period)
        about = f"task:{asked.tasks[0]}" if len(asked.tasks) == 1 else ""
        return Outcome([say(message, text, rows_of(buttons, 2), about)], is_answer=True)

    def _no_period(self, reader: Reader) -> str:
        known = self._context.periods(reader.plan, reader.today)
        if not known:
            return say_it.NO_PERIOD
        return say_it.NO_SUCH_PERIOD.format(periods=", ".join(map(words.quarter, known[-6:])))

    def _period(self, reader: Reader, asked: Quarter) -> Period | None:
        """The period that is meant: by its quarter, the latest one where no year is said, or by its place."""
        known = self._context.periods(reader.plan, reader.today)
        if asked.quarter:
            fitting = [p for p in known if p.quarter == asked.quarter and asked.year in (None, p.year)]
            return fitting[-1] if fitting else None
        now = self._context.period_now(reader.plan, reader.today)
        at = next((n for n, p in enumerate(known) if now and p.id == now.id), -1) + asked.shift
        return known[at] if 0 <= at < len(known) else None

    # ── commands ─────────────────────────────────────────────────────────────
    def standing(self, message: Message, argument: str) -> Outcome:
        """/tinhhinh: one's own unit, or all units; with a task or a unit behind it, how that stands."""
        reader = self._reader(message.account, message.at, self._context.plan())
        if argument.isdecimal():
            return self._answer(message, reader, ProgressQuestion("task", (number(argument),)))
        if not reader.is_known:
            return Outcome([say(message, words.REGISTER_FIRST)])
        if argument and reader.period():
            return self._of_unit(message, reader, argument)
        if len(reader.units) > 1 and reader.period() and not reader.reads_all:
            return self._choose(message, reader, reader.units)
        return self._page(message, reader, None if reader.reads_all else reader.units[0])

    @staticmethod
    def _page(message: Message, reader: Reader, unit: str | None = None) -> Outcome:
        """The page of a unit or of all units, of the oldest period that lacks their reports or of the one due next."""
        period = reader.period(unit)
        if period is None:
            return Outcome([say(message, say_it.NO_PERIOD)])
        page = overview.one_unit(reader, period, unit, 1) if unit else overview.all_units(reader, period, "all", 1)
        return Outcome([say(message, *page)], is_answer=True)

    @staticmethod
    def _choose(message: Message, reader: Reader, units: Iterable[str]) -> Outcome:
        buttons = [overview.unit_button(reader, p, unit) for unit in units if (p := reader.period(unit))]
        return Outcome([say(message, tell.CHOOSE_UNIT, rows_of(buttons, 2))])

    def _of_unit(self, message: Message, reader: Reader, name: str) -> Outcome:
        found = reader.plan.units.search(name)
        open_to = [unit for unit in found if reader.reads_all or reader.owns(unit)]
        if not found:
            return Outcome([say(message, tell.which_unit(name, []))])
        if not open_to:
            return Outcome([say(message, tell.ONLY_OWN)])
        if len(open_to) > 1:
            return self._choose(message, reader, open_to)
        return self._page(message, reader, open_to[0])

    def history(self, message: Message, argument: str) -> Outcome:
        """/lichsu 13, /lichsu 13 TTCNTT: what was sent on a task, newest first."""
        reader = self._reader(message.account, message.at, self._context.plan())
        first, _, name = argument.removeprefix("nv").strip().partition(" ")
        task = reader.plan.task(number(first))
        if task is None:
            text = say_it.no_task(reader.plan, first) if number(first) else say_it.NAME_A_TASK
            return Outcome([say(message, text)])
        found = reader.plan.units.search(name) if name.strip() else []
        if name.strip() and len(found) != 1:
            return Outcome([say(message, tell.which_unit(name, [reader.plan.units.short(u) for u in found]))])
        text, buttons = history(reader, task, found[0] if found else None, 1)
        return Outcome([say(message, text, buttons, f"task:{task.number}")], is_answer=True)

    def export(self, message: Message, argument: str) -> Outcome:
        """/xuat, /xuat quý III/2019, /xuat tất cả, /xuat csv: the reports as a file, for those who may read all."""
        reader = self._reader(message.account, message.at, self._context.plan())
        if not may_export(self._context.person(message.account)):
            return Outcome([say(message, words.NOT_ALLOWED if reader.is_known else words.REGISTER_FIRST)])
        wanted = read_argument(argument)
        if wanted is None:
            return Outcome([say(message, say_it.NO_QUARTER)])
        quarter, every, form = wanted
        period = self._period(reader, quarter) if quarter else None
        if quarter and period is None:
            return Outcome([say(message, self._no_period(reader))])
        return export(self._context, self._folder, message, period.key if period else None, every=every, form=form)

    # ── presses ──────────────────────────────────────────────────────────────
    def press_all(self, press: Press, arguments: list[str]) -> Outcome:
        """Turn, filter or switch the overview of all units."""
        reader, period = self._of_period(press, arguments)
        name = guard.found(next((one for one in tell.FILTERS if one == arguments[1]), None))
        if not reader.reads_all:
            raise NotAllowedError(words.NOT_ALLOWED)
        return _edited(press, overview.all_units(reader, period, name, number(arguments[2])))

    def press_unit(
        self, page: Callable[[Reader, Period, str, int], overview.Page], press: Press, arguments: list[str]
    ) -> Outcome:
        """Show one of a unit's pages."""
        reader, period = self._of_period(press, arguments)
        unit = overview.unit_of(reader, arguments[1])
        if unit is None or not (reader.reads_all or reader.owns(unit)):
            raise NotAllowedError(words.NOT_ALLOWED)
        return _edited(press, page(reader, period, unit, number(arguments[2])))

    def press_task(self, press: Press, arguments: list[str]) -> Outcome:
        """Show a task unit by unit."""
        reader, period = self._of_period(press, arguments)
        page = overview.one_task(reader, period, number(arguments[1]), number(arguments[2]))
        if page is None:
            raise NotAllowedError(words.NOT_ALLOWED)
        return _edited(press, page)

    def press_history(self, press: Press, arguments: list[str]) -> Outcome:
        """Turn a page of a task's history."""
        document = guard.found(by_code(self._desks, arguments[0]) if len(arguments) == 4 else None)
        reader = self._reader(press.account, press.at, self._context.plan(document))
        task = guard.found(reader.plan.task(number(arguments[1])))
        unit = guard.found(overview.unit_of(reader, arguments[2])) if arguments[2] != EVERY else None
        if not reader.is_known:
            raise NotAllowedError(words.NOT_ALLOWED)
        return _edited(press, history(reader, task, unit, number(arguments[3])))

    def _of_period(self, press: Press, arguments: list[str]) -> tuple[Reader, Period]:
        period = self._context.store.periods.get(number(arguments[0])) if len(arguments) == 3 else None
        period = guard.found(period if period and period.document in self._desks else None)
        return self._reader(press.account, press.at, self._context.plan(period.document)), period

    def _reader(self, account: int, at: datetime, plan: Plan) -> Reader:
        return Reader(self._context, plan, self._context.person(account), at.date())


def _edited(press: Press, page: overview.Page) -> Outcome:
    return Outcome([say(press, *page, replace=True)])
