"""Facts of tasks: the aspects of some, and which ones a topic means."""

from __future__ import annotations

import re
from collections.abc import Callable

from kb.asking.desk import Desk
from kb.executor.made import Answer
from kb.executor.makers.conditions import meets
from kb.model import Task
from kb.reading.table import read_units

_SENT = re.compile(r"\bgửi\s+(?:cho\s+|tới\s+|đến\s+|về\s+)?([^,;.]+)")


def task(made: Answer, desk: Desk) -> None:
    """The aspects asked of the tasks; whether the unit that the question takes for granted is wrong."""
    made.tasks = known_tasks(made, desk)
    if made.query.tasks and not made.tasks:
        made.refused = "no-such-task"
        return
    for one in made.tasks:
        for aspect in made.query.aspects:
            made.facts += told(made, one, aspect, desk)
        _cite(made, one)
    made.denied = [c for c in made.query.where for one in made.tasks if not meets(one, c, desk)]


def find(made: Answer, desk: Desk) -> None:
    """The numbers of the tasks that a topic means, with the aspects asked beside."""
    made.tasks = known_tasks(made, desk)
    for one in made.tasks:
        made.facts.append(str(one.number))
        for aspect in made.query.aspects:
            made.facts += told(made, one, aspect, desk)
        _cite(made, one)


def choice(made: Answer, desk: Desk) -> None:
    """Two readings: nothing is stated, the choices are offered."""
    made.tasks = known_tasks(made, desk)
    made.passages = [desk.document.by_address[a] for a in made.query.addresses]


def known_tasks(made: Answer, desk: Desk) -> list[Task]:
    """The tasks of a query that the appendix has."""
    by = desk.document.by_number
    return [by[n] for n in made.query.tasks if n in by]


def _cite(made: Answer, one: Task) -> None:
    """A task's row; the plan's own words for the same duty beside it where no other task is spoken of."""
    made.citations += [one.address, *(one.links if len(made.tasks) == 1 else ())]


def aspect_facts(one: Task, aspect: str, desk: Desk) -> list[str]:
    """The values of one aspect of a task one by one; an empty cell has none."""
    if aspect == "sent_to":
        return sent_to(one, desk)
    return [value for name in (_ROW if aspect == "all" else (aspect,)) for value in _ASPECTS[name](one)]


def told(made: Answer, one: Task, aspect: str, desk: Desk) -> list[str]:
    """One aspect of a task as facts, without the units that the question takes out ("ngoài VPB ra còn ai phối hợp").

    A cell of units or periods is one fact, as it is written.
    """
    if aspect == "all":
        return [fact for name in _ROW for fact in told(made, one, name, desk)]
    values = aspect_facts(one, aspect, desk)
    if aspect not in _CELLS or not values:
        return values
    out = {n for c in made.query.where if c.kind == "unit" and c.negated for n in c.values}
    left = [v for v in values if not out or (unit := desk.unit_of(v)) is None or unit.name not in out]
    if len(left) < len(values):
        return left
    return ["; ".join(values) if aspect == "when" else " ".join(one.cells[_CELLS[aspect]].split())]


def sent_to(one: Task, desk: Desk) -> list[str]:
    """The organisations that a task's product, note or content is sent to, as written after "gửi"."""
    for written in (one.product, one.note, one.content):
        if found := _SENT.search(written or ""):
            return list(read_units(found[1], desk.directory))
    return []


_CELLS = {"lead": "lead", "coord": "coordinator", "when": "period"}
_ROW = ("content", "lead", "coord", "when", "product", "note")
_ASPECTS: dict[str, Callable[[Task], list[str]]] = {
    "lead": lambda one: list(one.leads),
    "coord": lambda one: list(one.coordinators),
    "when": lambda one: [p.text for p in one.periods],
    "product": lambda one: [one.product] if one.product else [],
    "note": lambda one: [one.note] if one.note else [],
    "content": lambda one: [one.content],
    "number": lambda one: [str(one.number)],
    "group": lambda one: [one.group] if one.group else [],
}
