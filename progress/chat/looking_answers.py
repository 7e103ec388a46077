"""Answers to questions about single tasks and about what was reported, within the asker's rights."""

from __future__ import annotations

from collections import Counter

from conversation.outgoing import Button
from kb.model import Task
from progress.asking import ProgressQuestion
from progress.asks import Ask
from progress.carrying_out import Asking, carry_out
from progress.chat.looking_reader import Reader
from progress.chat.looking_state import Standing, standings
from progress.duties import SATISFIES
from progress.model import Kind, Period, Report
from progress.wording import asked as asked_words
from progress.wording import looking as say_it
from progress.wording import words
from progress.wording.looking_lists import OVERVIEW

FEW = 3  # leads of a task that are told one by one


def of_tasks(reader: Reader, asked: ProgressQuestion, period: Period | None) -> tuple[str, list[Button]]:
    """How the tasks asked about stand, beside what the decision says of them."""
    parts, buttons = [], list[Button]()
    for number in asked.tasks:
        task = reader.plan.task(number)
        if task is None:
            parts.append(say_it.no_task(reader.plan, str(number)))
            continue
        said, more = _of_task(reader, task, asked.unit, period)
        full = say_it.MORE.format(number=number)
        parts.append(say_it.shortened(said, full, [say_it.by_decision(reader.plan, task)]))
        buttons += more
    return "\n\n".join(parts), buttons


def _of_task(reader: Reader, task: Task, unit: str | None, period: Period | None) -> tuple[list[str], list[Button]]:
    leads = reader.plan.leads(task, reader.today)
    known = standings(reader.context, reader.plan, unit=unit, task=task.number, period=period)
    units = [u for u in dict.fromkeys([*leads, *(s.unit for s in known)]) if unit in (None, u)]
    shown = [u for u in units if reader.level(task.number, u)]
    contributed = _contributions(reader, task, period)
    if not shown:
        own = [words.strong(words.task_name(reader.plan, task)), *contributed] if contributed else []
        return [*own, closed(reader)], []
    by_unit = {s.unit: s for s in known}
    told = shown if len(shown) <= FEW else [u for u in shown if reader.owns(u)]
    parts = [_head(reader, task, [by_unit.get(u) for u in shown])]
    if len(shown) > FEW:
        parts.append(_summary(reader, task, shown, period))
    parts += [_of_unit(reader, task, u, by_unit.get(u)) for u in told]
    parts += contributed
    more = [_by_unit(reader, task, period)] if len(shown) > FEW else []
    return parts, [b for b in more if b]


def closed(reader: Reader) -> str:
    """Why somebody is not told."""
    return say_it.NOT_YOURS if reader.is_known else words.REGISTER_FIRST


def _head(reader: Reader, task: Task, shown: list[Standing | None]) -> str:
    """The task and how it stands: by received reports; what is sent and not received is told as such."""
    known = [s for s in shown if s and s.counts]
    if len(shown) == 1:
        row = known[0].counts if known else None
        return say_it.task_stands(reader.plan, task, say_it.stands_so_far(row) if row else say_it.NO_REPORT)
    received = Counter[str](s.received.entry.status or "" for s in known if s.received)
    waiting = len([s for s in known if not s.received])
    said = say_it.standings(received, waiting, len(shown) - len(known))
    return say_it.task_stands(reader.plan, task, said)


def _summary(reader: Reader, task: Task, shown: list[str], period: Period | None) -> str:
    """How many of a task's many units have sent in the period."""
    at = period or reader.gathering()
    if at is None:
        return ""
    rows = reader.context.store.ledger.newest(reader.plan.document.id, task=task.number, period=at.id)
    sent = {r.unit for r in rows if r.kind == "lead" and r.state in SATISFIES}
    return say_it.share(len(sent.intersection(shown)), len(shown), at) + "."


def _of_unit(reader: Reader, task: Task, unit: str, known: Standing | None) -> str:
    """What a unit said: the row that counts, and a newer one."""
    if known is None:
        return say_it.nothing_from(reader.plan, unit)
    texts = reader.level(task.number, unit) == "texts"
    if known.counts is None:
        return say_it.withdrawn(reader.plan, known.newest)
    parts = [say_it.statement(reader.plan, known.counts, texts=texts)]
    if known.newer:
        parts.append(say_it.newer(reader.plan, known.newer, texts=texts))
    left = reader.unfinished_phases(task, unit)
    if len(left) > 1 or any(reader.has_ended(task, phase, unit) for phase in left):
        over = [phase for phase in left if reader.is_over(task, phase, unit)]
        parts.append(say_it.phases_left(left, over))
    return "\n".join(parts)


def _contributions(reader: Reader, task: Task, period: Period | None) -> list[str]:
    """What coordinating units said, shown apart."""
    ledger, document = reader.context.store.ledger, reader.plan.document.id
    if period:
        rows = ledger.newest(document, task=task.number, period=period.id)
    else:
        rows = ledger.lasts(document, task=task.number, kind="contribution")
    latest = {r.unit: r for r in rows if r.kind == "contribution" and r.state != "withdrawn"}
    visible = reader.visible(latest.values())
    return [say_it.statement(reader.plan, r, texts=reader.level(r.task, r.unit) == "texts") for r in visible[:FEW]]


def _by_unit(reader: Reader, task: Task, period: Period | None) -> Button | None:
    at = period or reader.gathering()
    return Button(say_it.BY_UNIT, f"looktask:{at.id}:{task.number}:1") if at else None


def of_ask(reader: Reader, asked: ProgressQuestion, period: Period | None) -> tuple[str, list[Button]]:
    """What meets an Ask, within what is open to whoever asks."""
    if asked.ask is None:
        return "", []
    about = Asking(
        reader.person, reader.plan, reader.today, period or _period_of(reader, asked.ask), period is not None,
        reader.context.store.standings, reader.unfinished_phases, reader.reports_for or reader.units,
    )  # fmt: skip
    found = carry_out(asked.ask, about)
    if not found.of and found.shut:
        return closed(reader), []
    overview = [Button(OVERVIEW, f"lookall:{about.period.id}:all:1")] if about.period and reader.reads_all else []
    return asked_words.answer(reader.plan, asked.ask, found, about.period, reader.today, named=about.named), overview


def _period_of(reader: Reader, ask: Ask) -> Period | None:
    """The period that is meant where none is named: the last that fell due for what came late, else the one open."""
    past = [p for p in reader.context.periods(reader.plan, reader.today) if p.due < reader.today]
    return past[-1] if past and ask.of_kind("late") else reader.period()


def of_reports(reader: Reader, asked: ProgressQuestion, period: Period | None) -> tuple[str, list[Button]]:
    """What was reported: of the tasks or of the unit asked about, in a period or in the last that has anything."""
    units = [asked.unit] if asked.unit else list(reader.units) if asked.mine else [None]
    rows = [row for unit in units for row in _rows(reader, asked, unit, period)]
    visible = reader.visible(rows)
    if period is None and visible:
        last = max(visible, key=lambda r: r.period.due).period
        visible = [r for r in visible if r.period.id == last.id]
    decision = [say_it.by_decision(reader.plan, t) for n in asked.tasks if (t := reader.plan.task(n))]
    if not visible:
        return "\n\n".join([_nothing(reader, asked), *decision]), []
    more = say_it.MORE.format(number=asked.tasks[0]) if asked.tasks else say_it.MORE_OF_UNIT
    return say_it.shortened([_block(reader, row) for row in visible], more, decision), []


def _rows(reader: Reader, asked: ProgressQuestion, unit: str | None, period: Period | None) -> list[Report]:
    ledger, document = reader.context.store.ledger, reader.plan.document.id
    rows = list[Report]()
    for task in asked.tasks or (None,):
        if period:
            rows += ledger.newest(document, unit=unit, task=task, period=period.id)
        else:
            kinds: tuple[Kind, ...] = ("lead", "contribution")
            found = [row for kind in kinds for row in ledger.lasts(document, unit=unit, task=task, kind=kind)]
            rows += sorted(found, key=lambda r: (r.period.due, r.task, r.unit, r.kind))
    return [row for row in rows if row.state != "withdrawn"]


def _block(reader: Reader, row: Report) -> str:
    task = reader.plan.task(row.task)
    name = words.strong(words.task_name(reader.plan, task)) + "\n" if task else ""
    return name + say_it.statement(reader.plan, row, texts=reader.level(row.task, row.unit) == "texts")


def _nothing(reader: Reader, asked: ProgressQuestion) -> str:
    """That nothing was reported, to those who may know it; else why they are not told."""
    if asked.tasks:
        tasks = [t for n in asked.tasks if (t := reader.plan.task(n))]
        leads = [(t, u) for t in tasks for u in reader.plan.leads(t, reader.today) if asked.unit in (None, u)]
        may_know = reader.reads_all or any(reader.level(t.number, u) for t, u in leads)
    else:
        may_know = reader.reads_all or bool(reader.units if asked.mine else asked.unit and reader.owns(asked.unit))
    return words.upper_first(say_it.NO_REPORT) + "." if may_know else closed(reader)
