"""Answers about several tasks or units: who owes, who has sent, what is difficult, which tasks stand so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from conversation.outgoing import Button
from kb.model import Task
from progress.asking import ProgressQuestion
from progress.chat.context import unit_code
from progress.chat.looking_answers import closed, of_tasks
from progress.chat.looking_reader import Reader
from progress.chat.looking_state import counts_of, standings
from progress.duties import holder
from progress.model import Period, Report
from progress.store.standings import Counts, TaskState
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
    sheets = [Button(tell.REPORT, f"sheet:{unit_code(unit)}") for unit in units if unit in reader.reports_for]
    return "\n\n".join([*parts, decision]), sheets


def _due_by_decision(reader: Reader, period: Period | None) -> str:
    return say_it.due_by_decision(reader.plan, period) if period else say_it.NO_PERIOD


def _owed_in(reader: Reader, unit: str, period: Period | None) -> list[str]:
    """What a unit owes in the period asked about; else in each that lacks its reports, and that the next one comes."""
    now = period or reader.context.period_now(reader.plan, reader.today)
    lacking = [period] if period else [p for p, _ in reader.lacking(unit)]
    coming = 0
    if now is not None and lacking[-1:] != [now]:
        coming = sum(count for _, count in reader.context.lacking(reader.plan, [now], unit)) if lacking else 0
        lacking = lacking or [now]
    one = lacking[0].id if len(lacking) == 1 else None
    rows = reader.context.store.ledger.newest(reader.plan.document.id, unit=unit, period=one, state="returned")
    parts = [_owed(reader, unit, p, [row for row in rows if row.period.id == p.id]) for p in lacking]
    return [*parts, *([tell.also_missing(now, coming)] if now and coming else [])]


def _owed(reader: Reader, unit: str, period: Period, rows: Sequence[Report]) -> str:
    """What a unit owes in a period; `rows` are those of it that the office has given back."""
    store, document = reader.context.store, reader.plan.document.id
    counts = store.standings.counts_of(period.id, unit)
    total = counts.total if counts else 0
    missing = set(store.standings.unsaid(document, period.id, unit))
    returned = [row for row in rows if row.kind == "lead"]
    head = tell.owes(reader.plan, unit, period, len(missing) + len(returned), total)
    lines = [say_it.item(reader.plan, task) for task in reader.plan.document.tasks if task.number in missing]
    lines += [tell.sent_item(reader.plan, task, row) for row in returned if (task := reader.plan.task(row.task))]
    due = [tell.due(period, reader.today, unit)] if total else []
    return say_it.fitted([head, *due, *lines])


def of_missing(reader: Reader, asked: ProgressQuestion, period: Period | None) -> Said:
    """Which units have not sent all, or have sent something; a unit's people are told of their own unit only."""
    if not reader.reads_all:
        return _own_only(reader, asked, period)
    now = period or reader.period()
    if now is None:
        return say_it.NO_PERIOD, []
    found = _counts(reader, now, asked.tasks)
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


def _counts(reader: Reader, period: Period, tasks: tuple[int, ...]) -> list[Counts]:
    """The numbers of units that owe something; of some tasks only, where they are named. First who spoke."""
    context, plan = reader.context, reader.plan
    order = list(dict.fromkeys(holder(plan, unit, period) for unit in plan.units.all(period.end)))
    found = counts_of(context, plan, period, order)
    spoke = sorted((c for c in found if c.first is not None), key=lambda c: (c.first or 0, c.unit))
    listed = [*spoke, *(c for c in found if c.first is None)]
    if not tasks:
        return listed
    cut = {c.unit: c for c in counts_of(context, plan, period, order, tasks)}
    return [cut[c.unit] for c in listed if c.unit in cut]


def _named(asked: ProgressQuestion) -> str:
    return "nhiệm vụ " + ", ".join(map(str, asked.tasks)) if asked.tasks else ""


def _sent(reader: Reader, asked: ProgressQuestion, now: Period, found: list[Counts]) -> str:
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
    ledger, document = reader.context.store.ledger, reader.plan.document.id
    if units is None and reader.reads_all and not asked.tasks:
        ids = ledger.difficult(document, period.id if period else None)
        hard = (row for start in range(0, len(ids), A_FEW) for row in ledger.rows(ids[start : start + A_FEW]))
        count = len(ids)
    else:
        rows = sorted(_newest(reader, asked.tasks, units, period), key=lambda r: (r.task, r.unit))
        open_to = [r for r in rows if reader.level(r.task, r.unit) == "texts"]
        if not open_to and not _may_know(reader, asked, units):
            return "\n\n".join([closed(reader), *decision]), []
        hard = (r for r in open_to if r.entry.difficulty)
        count = len([r for r in open_to if r.entry.difficulty])
    head = tell.difficulties(count, tell.scope_of(reader.plan, units, period))
    lines = (_hard(reader, row) for row in hard)
    return say_it.fitted(chain([head], lines), decision, 1 + count), []


def _newest(reader: Reader, tasks: tuple[int, ...], units: list[str] | None, period: Period | None) -> Iterator[Report]:
    """What was said last of some tasks by some units, and not withdrawn."""
    for unit in [None] if units is None else units:
        for task in tasks or (None,):
            for standing in standings(reader.context, reader.plan, unit=unit, task=task, period=period):
                if standing.newest.state != "withdrawn":
                    yield standing.newest


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
        return _late(reader, units, tell.scope_of(reader.plan, units, period)), []
    known = reader.context.store.standings.states(reader.plan.document.id, period.id if period else None)
    found = _standing(reader, known, name, units, received=True)
    others = [line for _, line in _standing(reader, known, name, units, received=False)]
    numbers = {number for number, _ in found}
    lines = [line for _, line in found] + ([tell.NOT_RECEIVED, *others] if others else [])
    head = tell.by_standing(name, len(numbers), tell.scope_of(reader.plan, units, period))
    return say_it.fitted([head, *lines], [tell.COUNTED]), []


Found = list[tuple[int, str]]  # a task, and what is said of it
Known = dict[tuple[int, str], TaskState]
A_FEW = 30  # rows that are read in one go where nobody knows how many find room


def _standing(reader: Reader, known: Known, name: str, units: list[str] | None, *, received: bool) -> Found:
    """The tasks of which a received row, or one that is only sent, says so; without any row they are unfinished."""
    found: Found = []
    for task in reader.plan.document.tasks:
        leads = [u for u in reader.plan.leads(task, reader.today) if units is None or u in units]
        fitting = [u for u in leads if _fits(reader, task, u, known, name, received=received)]
        if not fitting:
            continue
        if len(leads) > 1:
            line = say_it.item(reader.plan, task, tell.units_standing(len(fitting), len(leads)))
        elif (row := _counting(reader, known.get((task.number, fitting[0])))) is not None:
            left = reader.unfinished_phases(task, row.unit) if row.entry.status == "done" else []
            said = tell.next_phase(left[0]) if left and row.state == "accepted" else ""
            line = say_it.row_item(reader.plan, task, row, said)
        else:
            line = say_it.item(reader.plan, task, say_it.NO_REPORT)
        found.append((task.number, line))
    return found


def _counting(reader: Reader, known: TaskState | None) -> Report | None:
    """The row that says how a task stands: the received one, else what was sent and not withdrawn."""
    sent = known.newest if known and known.state != "withdrawn" else None
    number = (known.received if known else None) or sent
    return reader.context.store.ledger.get(number) if number else None


def _fits(reader: Reader, task: Task, unit: str, states: Known, name: str, *, received: bool) -> bool:
    """Whether a task stands so: its state is that of the oldest phase that has begun and is not done."""
    known = states.get((task.number, unit))
    status = known.received_status if known else None
    if status == "done" and reader.unfinished_phases(task, unit):
        status = None  # that was an earlier phase
    if name == "unfinished":
        return received and status != "done"
    if not received:
        status = known.newest_status if known and known.state in ("sent", "returned") else None
    return status == name


def _late(reader: Reader, units: list[str] | None, scope: str) -> str:
    """Tasks whose time has passed without a received hoàn thành, and reports that did not come by their due day."""
    plan, kept = reader.plan, reader.context.store.standings
    left = reader.unfinished_phases
    numbers, lines = set[int](), list[str]()
    for task in plan.document.tasks:
        leads = [u for u in plan.leads(task, reader.today) if units is None or u in units]
        pairs = ((p, u) for u in leads for p in left(task, u) if reader.has_ended(task, p, u))
        ended = {p.text: reader.is_over(task, p, u) for p, u in pairs}
        if ended:
            numbers.add(task.number)
            lines.append(say_it.item(plan, task, tell.over_time(ended, over=any(ended.values()))))
    whose = units[0] if units and len(units) == 1 else None
    past = [p for p in reader.context.open_periods(plan, reader.today) if p.due_of(whose) < reader.today]
    lacking = {
        p.id: p for unit in ([None] if units is None else units) for p, _ in reader.context.lacking(plan, past, unit)
    }
    numbers |= kept.lacking_tasks(plan.document.id, lacking, units)
    unsent = (_not_sent(reader, p, units) for p in past if p.id in lacking)
    head = tell.by_standing("late", len(numbers), scope)
    return say_it.fitted(chain([head, *lines], unsent), (), 1 + len(lines) + len(lacking))


def _not_sent(reader: Reader, period: Period, units: list[str] | None) -> str:
    """The units whose reports have not come by a period's due day, by task."""
    by_task: dict[int, list[str]] = {}
    for unit in [None] if units is None else units:
        for duty in reader.context.still_owed(reader.plan, period, unit):
            by_task.setdefault(duty.task.number, []).append(duty.unit)
    return tell.not_sent_after(reader.plan, period, dict(sorted(by_task.items())))
