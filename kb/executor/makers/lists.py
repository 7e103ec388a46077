"""Tasks that meet conditions: listed with the fields asked, counted, or counted by unit or group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kb.asking.desk import Desk
from kb.asking.query import Condition
from kb.executor.made import Answer
from kb.executor.makers.conditions import cell_of, meeting
from kb.executor.makers.tasks import told
from kb.model import Task
from nlu.text import roman

MOST_CITED = 12  # tasks of a count by unit or group; more are cited as the whole appendix


def listed(made: Answer, desk: Desk) -> None:
    """The tasks that meet the conditions, in the order of the table, with what is asked of each; or how many."""
    made.refused = _unknown(desk, made.query.where)
    if made.refused:
        return
    made.tasks = _picked(made, meeting(made.query.where, desk))
    fields = made.query.aspects
    if made.query.kind == "count":
        made.facts = [str(len(made.tasks)), *(str(t.number) for t in made.tasks if "number" in fields)]
    elif fields:
        for task in made.tasks:
            made.facts += [f for name in fields for f in told(made, task, name, desk)]
    else:
        made.facts = [str(t.number) for t in made.tasks]
    made.citations = [t.address for t in made.tasks] or _where_none(made.query.where, desk)


def _picked(made: Answer, tasks: list[Task]) -> list[Task]:
    """Of the tasks that meet the conditions those at the places asked: of each group, where several are named."""
    if not made.query.pick:
        return tasks
    named = {g for c in made.query.where if c.kind == "group" and not c.negated for g in c.values}
    runs = (
        [[t for t in tasks if t.group == g] for g in sorted(named, key=lambda n: roman(n) or 0)]
        if len(named) > 1
        else [tasks]
    )
    chosen = []
    for run in runs:
        for place in made.query.pick:
            at = {"first": 0, "last": -1}.get(place, int(place) - 1 if place.isdigit() else 0)
            chosen += run[at:][:1] if -len(run) <= at < len(run) else []
    return chosen


def _unknown(desk: Desk, where: Sequence[Condition]) -> str | None:
    """The reason to refuse where the document has not the unit, the group, the task or the period of a condition."""
    for own in where:
        if own.kind == "group" and any(g not in desk.document.by_numeral for g in own.values):
            return "no-such-group"
        if own.kind == "unit" and any(n not in desk.met for n in own.values):
            return "unit-not-named"
        if own.kind == "number" and not own.negated and not any(int(n) in desk.document.by_number for n in own.values):
            return "no-such-task"
        quarters = [v for v in own.values if own.kind == "period" and v[:1] == "Q"]
        if quarters and not any(p.text in quarters for t in desk.document.tasks for p in t.periods):
            return "no-such-period"
        if own.kind == "period" and any(not desk.knows_period(v) for v in own.values if v[:1].isdigit()):
            return "no-such-period"
    return None


def _where_none(where: Sequence[Condition], desk: Desk) -> list[str]:
    """Where to see that no task meets the conditions: the group, the appendix, rows that name the unit otherwise."""
    groups = [f"PL.{g}" for c in where if c.kind == "group" and not c.negated for g in c.values]
    names = [n for c in where if c.kind == "unit" and not c.negated for n in c.values]
    rows = [t.address for t in desk.document.tasks if any(desk.names_unit(t, n, None) for n in names)]
    return [*groups[:1], "PL", *rows[:2]]


def ranked(made: Answer, desk: Desk) -> None:
    """The units or groups that have most or fewest of the tasks, or so many, with their counts."""
    made.refused = _unknown(desk, made.query.where)
    if made.refused:
        return
    made.ranks = _winners(made, _counted(made, desk), desk)
    names = [name for name, _ in made.ranks]
    chosen = {n for _, tasks in made.ranks for n in tasks}
    made.tasks = [t for t in desk.document.tasks if t.number in chosen]
    counted = made.query.words or made.query.order is None or "count" in made.query.aspects
    made.facts = [text for name, tasks in made.ranks for text in ((name, str(len(tasks))) if counted else (name,))]
    addresses = [t.address for t in made.tasks]
    heads = [f"PL.{n}" for n in names] if made.query.by == "group" else []
    made.citations = ["PL", *heads[:3]] if made.query.by == "group" or len(addresses) > MOST_CITED else addresses


def _counted(made: Answer, desk: Desk) -> dict[str, list[int]]:
    """The tasks of each unit, group or period (as written), in the order of the table."""
    found: dict[str, list[int]] = {}
    only = made.query.words
    lacking = made.query.order in ("0", "all") or (made.query.order == "least" and made.query.where)
    if made.query.by == "group" and lacking:
        found = {g.numeral: [] for g in desk.document.groups}
    role = made.query.aspects[0] if made.query.aspects else "lead"
    for task in meeting(made.query.where, desk):
        if made.query.by == "group":
            names: Sequence[str] = (task.group,) if task.group else ()
        elif made.query.by == "period":
            names = [period.text for period in task.periods]
        else:
            cell = cell_of(task, role)
            names = cell if not isinstance(cell, str) and cell else ()
        for name in names:
            key = _key(name, desk) if made.query.by == "unit" else name
            unit = desk.unit_of(name)
            if only and not (name in only or (unit and unit.name in only)):
                continue
            found.setdefault(key, []).append(task.number)
    for name in only:
        if not any(name == k or ((u := desk.unit_of(k)) and u.name == name) for k in found):
            found[name] = []
    return found


def _key(name: str, desk: Desk) -> str:
    """A unit by the first way in which the table writes it."""
    unit = desk.unit_of(name)
    if unit is None:
        return name
    same = (w for t in desk.document.tasks for w in (*t.leads, *t.coordinators) if desk.unit_of(w) is unit)
    return next(same, name)


def _winners(made: Answer, counted: dict[str, list[int]], desk: Desk) -> list[tuple[str, list[int]]]:
    order = made.query.order
    rows = list(counted.items())
    if not rows:
        return []
    if order == "all":
        sizes = Counter(t.group for t in desk.document.tasks)
        return [row for row in rows if row[1] and len(row[1]) == sizes[row[0]]]
    if order and order.isdigit():
        return [row for row in rows if len(row[1]) == int(order)]
    if made.query.words:
        return sorted(rows, key=lambda row: len(row[1]), reverse="least" not in (order or ""))
    if order in (None, "some"):
        return rows
    lengths = [len(tasks) for _, tasks in rows]
    wanted = {max(lengths) if name == "most" else min(lengths) for name in order.split()}
    return [row for row in rows if len(row[1]) in wanted]
