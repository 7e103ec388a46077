"""Answers about several tasks or units: who owes, who has sent, what is difficult, which tasks stand so."""

from __future__ import annotations

from collections.abc import Iterator

from conversation.outgoing import Button
from progress.asking import ProgressQuestion
from progress.chat.context import unit_code
from progress.chat.looking_answers import closed, of_tasks
from progress.chat.looking_reader import Reader
from progress.chat.looking_state import Standing, Tally, standings, tallies
from progress.model import Period, Report
from progress.wording import looking as say_it
from progress.wording import looking_lists as tell

Said = tuple[str, list[Button]]


def of_owed(reader: Reader, asked: ProgressQuestion, period: Period | None) -> Said:
    """What a unit has yet to report, in the period asked about or in every open one."""
    if not asked.unit and not asked.mine and reader.reads_all and not reader.reports_for:
        return of_missing(reader, asked, period)
    units = [asked.unit] if asked.unit else list(reader.reports_for or reader.units)
    now = period or reader.context.period_now(reader.plan, reader.today)
    decision = _due_by_decision(reader, now)
    if not units or not all(reader.reads_all or reader.owns(unit) for unit in units):
        return f"{closed(reader)}\n\n{decision}", []
    parts = [said for unit in units for said in _owed_in(reader, unit, period)]
    decision = _due_by_decision(reader, period or reader.period(units[0]))
    return "\n\n".join([*parts, decision]), [_sheet(unit) for unit in units if unit in reader.reports_for]


def _due_by_decision(reader: Reader, period: Period | None) -> str:
    return say_it.due_by_decision(reader.plan, period) if period else say_it.NO_PERIOD


def _owed_in(reader: Reader, unit: str, period: Period | None) -> list[str]:
    """What a unit owes in the period asked about; else in each that lacks its reports, and that the next one comes."""
    now = period or reader.context.period_now(reader.plan, reader.today)
    lacking = [period] if period else [p for p, _ in reader.lacking(unit)]
    if now is None or lacking[-1:] == [now]:
        return [_owed(reader, unit, p) for p in lacking]
    if not lacking:
        return [_owed(reader, unit, now)]
    coming = len(reader.context.still_owed(reader.plan, now, unit))
    return [*(_owed(reader, unit, p) for p in lacking), *([tell.also_missing(now, coming)] if coming else [])]


def _sheet(unit: str) -> Button:
    """The button that opens the unit's draft."""
    return Button(tell.REPORT, f"sheet:{unit_code(unit)}")


def _owed(reader: Reader, unit: str, period: Period) -> str:
    tally = _tallies(reader, period, unit).get(unit, Tally(unit))
    returned = tally.of("returned")
    head = tell.owes(reader.plan, unit, period, len(tally.missing) + len(returned), tally.total)
    lines = [say_it.item(reader.plan, duty.task) for duty in tally.missing]
    lines += [tell.sent_item(reader.plan, task, row) for row in returned if (task := reader.plan.task(row.task))]
    due = [tell.due(period, reader.today)] if tally.total else []
    return say_it.fitted([head, *due, *lines])


def _tallies(reader: Reader, period: Period, unit: str | None = None) -> dict[str, Tally]:
    duties = [d for d in reader.context.duties(reader.plan, period) if unit in (None, d.unit)]
    rows = reader.context.store.ledger.newest(reader.plan.document.id, unit=unit, period=period.id)
    return tallies(duties, rows)


def of_missing(reader: Reader, asked: ProgressQuestion, period: Period | None) -> Said:
    """Which units have not sent all, or have sent something; a unit's people are told of their own unit only."""
    if not reader.reads_all:
        return _own_only(reader, asked, period)
    now = period or reader.period()
    if now is None:
        return say_it.NO_PERIOD, []
    found = _of_tasks(_tallies(reader, now), asked.tasks)
    if asked.kind == "reported":
        return _sent(reader, asked, now, found), _overview(now, "all")
    lacking = [t for t in found if t.sent < t.total]
    head = tell.missing_units(len(lacking), len(found), now, _named(asked))
    nothing = [t.unit for t in lacking if not t.sent]
    some = {t.unit: (t.total - t.sent, t.total) for t in lacking if t.sent}
    lines = [*tell.lack_all(reader.plan, nothing), *tell.lack_some(reader.plan, some)]
    others = [tell.also_missing(p, count) for p, count in reader.others_lacking(now)] if period is None else []
    decision = say_it.due_by_decision(reader.plan, now)
    text = say_it.fitted([head, tell.due(now, reader.today), *others, *lines], [decision])
    return text, _overview(now, "missing")


def _of_tasks(found: dict[str, Tally], tasks: tuple[int, ...]) -> list[Tally]:
    """The tallies of units that owe something; of some tasks only, where they are named."""
    if not tasks:
        return [t for t in found.values() if t.total]
    cut = [
        Tally(t.unit, [d for d in t.missing if d.task.number in tasks], [r for r in t.rows if r.task in tasks])
        for t in found.values()
    ]
    return [t for t in cut if t.total]


def _named(asked: ProgressQuestion) -> str:
    return "nhiệm vụ " + ", ".join(map(str, asked.tasks)) if asked.tasks else ""


def _sent(reader: Reader, asked: ProgressQuestion, now: Period, found: list[Tally]) -> str:
    some = [t for t in found if t.sent]
    head = tell.sent_units(len(some), len(found), now, _named(asked))
    whole = [t.unit for t in some if t.sent == t.total]
    part = {t.unit: (t.sent, t.total) for t in some if t.sent < t.total}
    lines = [*tell.sent_all(reader.plan, whole), *tell.sent_some(reader.plan, part)]
    return say_it.fitted([head, *lines], [say_it.due_by_decision(reader.plan, now)])


def _overview(period: Period, name: str) -> list[Button]:
    return [Button(tell.OVERVIEW, f"lookall:{period.id}:{name}:1")]


def _own_only(reader: Reader, asked: ProgressQuestion, period: Period | None) -> Said:
    now = period or reader.context.period_now(reader.plan, reader.today)
    if asked.tasks and any(reader.coordinates(task) for task in asked.tasks):
        return of_tasks(reader, ProgressQuestion("task", asked.tasks), period or reader.gathering())
    if not reader.units:
        return f"{closed(reader)}\n\n{_due_by_decision(reader, now)}", []
    text, buttons = of_owed(reader, ProgressQuestion("owed", mine=True), period)
    return f"{tell.ONLY_OWN}\n\n{text}", buttons


# ── difficulties and standings ───────────────────────────────────────────────
def of_difficulty(reader: Reader, asked: ProgressQuestion, period: Period | None) -> Said:
    """What is difficult, as the newest sent rows tell; texts are not for coordinating units."""
    units = _scope(reader, asked)
    decision = [say_it.by_decision(reader.plan, t) for n in asked.tasks if (t := reader.plan.task(n))]
    rows = [s.newest for s in standings(reader.context, reader.plan, period=period)]
    rows = [r for r in rows if r.state != "withdrawn" and (not asked.tasks or r.task in asked.tasks)]
    rows = [r for r in rows if units is None or r.unit in units]
    open_to = [r for r in rows if reader.level(r.task, r.unit) == "texts"]
    if not open_to and not _may_know(reader, asked, units):
        return "\n\n".join([closed(reader), *decision]), []
    hard = [r for r in open_to if r.entry.difficulty]
    head = tell.difficulties(len(hard), tell.scope_of(reader.plan, units, period))
    lines = [_hard(reader, row) for row in hard]
    return say_it.fitted([head, *lines], decision), []


def _hard(reader: Reader, row: Report) -> str:
    task = reader.plan.task(row.task)
    return say_it.row_item(reader.plan, task, row, row.entry.difficulty or "") if task else ""


def _scope(reader: Reader, asked: ProgressQuestion) -> list[str] | None:
    """The units that a question is about; None for all that the person may read."""
    if asked.unit:
        return [asked.unit]
    if asked.mine:
        return list(reader.units)
    return None if reader.reads_all or asked.tasks else list(reader.units)


def _may_know(reader: Reader, asked: ProgressQuestion, units: list[str] | None) -> bool:
    """Whether even "nothing was reported" may be told."""
    if reader.reads_all:
        return True
    if units:
        return all(map(reader.owns, units))
    tasks = [t for n in asked.tasks if (t := reader.plan.task(n))]
    return bool(tasks) and all(
        any(reader.level(t.number, u) == "texts" for u in reader.plan.leads(t, reader.today)) for t in tasks
    )


def of_status(reader: Reader, asked: ProgressQuestion, period: Period | None) -> Said:
    """Which tasks stand so, by the newest received reports; what is sent and not received is listed apart."""
    units, name = _scope(reader, asked), asked.standing or ""
    if not reader.reads_all and not (units and all(map(reader.owns, units))):
        return closed(reader), []
    if name == "late":
        numbers, lines = _late(reader, units)
    else:
        found = _standing(reader, name, units, period, received=True)
        others = [line for _, line in _standing(reader, name, units, period, received=False)]
        numbers = {number for number, _ in found}
        lines = [line for _, line in found] + ([tell.NOT_RECEIVED, *others] if others else [])
    head = tell.by_standing(name, len(numbers), tell.scope_of(reader.plan, units, period))
    return say_it.fitted([head, *lines], [tell.COUNTED] if name != "late" else []), []


Found = list[tuple[int, str]]  # a task, and what is said of it


def _standing(reader: Reader, name: str, units: list[str] | None, period: Period | None, *, received: bool) -> Found:
    """The tasks of which a received row, or one that is only sent, says so; without any row they are unfinished."""
    known = {(s.task, s.unit): s for s in standings(reader.context, reader.plan, period=period)}
    found: Found = []
    for task in reader.plan.document.tasks:
        leads = [u for u in reader.plan.leads(task, reader.today) if units is None or u in units]
        fitting = [u for u in leads if _fits(known.get((task.number, u)), name, received=received)]
        if not fitting:
            continue
        row = s.counts if (s := known.get((task.number, fitting[0]))) else None
        if len(leads) > 1:
            line = say_it.item(reader.plan, task, tell.units_standing(len(fitting), len(leads)))
        elif row is not None:
            line = say_it.row_item(reader.plan, task, row)
        else:
            line = say_it.item(reader.plan, task, say_it.NO_REPORT)
        found.append((task.number, line))
    return found


def _fits(known: Standing | None, name: str, *, received: bool) -> bool:
    row = known.received if known else None
    if name == "unfinished":
        return received and (row is None or row.entry.status != "done")
    if not received:
        row = known.newest if known and known.newest.state in ("sent", "returned") else None
    return row is not None and row.entry.status == name


def _late(reader: Reader, units: list[str] | None) -> tuple[set[int], list[str]]:
    """Tasks whose time has passed without a received hoàn thành, and reports that did not come by their due day."""
    received = reader.context.store.ledger.accepted(reader.plan.document.id)
    done = {(r.task, r.unit) for r in received if r.kind == "lead" and r.entry.status == "done"}
    numbers, lines = set[int](), list[str]()
    for task in reader.plan.document.tasks:
        ended = [p.end for p in reader.plan.phases(task) if p.end and p.end < reader.today]
        leads = [u for u in reader.plan.leads(task, reader.today) if units is None or u in units]
        if ended and any((task.number, unit) not in done for unit in leads):
            numbers.add(task.number)
            lines.append(say_it.item(reader.plan, task, tell.over_time(task)))
    for period, by_task in _not_sent(reader, units):
        numbers |= by_task.keys()
        lines.append(tell.not_sent_after(reader.plan, period, by_task))
    return numbers, lines


def _not_sent(reader: Reader, units: list[str] | None) -> Iterator[tuple[Period, dict[int, list[str]]]]:
    """The units whose reports have not come by a period's due day, by task."""
    past = [p for p in reader.context.open_periods(reader.plan, reader.today) if p.due < reader.today]
    for period in past:
        by_task: dict[int, list[str]] = {}
        for duty in reader.context.still_owed(reader.plan, period):
            if units is None or duty.unit in units:
                by_task.setdefault(duty.task.number, []).append(duty.unit)
        if by_task:
            yield period, dict(sorted(by_task.items()))
