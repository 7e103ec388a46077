"""Whether a task meets a condition: what each kind of condition means, read from the table's cells alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kb.asking.desk import Desk
from kb.asking.query import Condition
from kb.model import Task
from nlu.lexicon import folded_words

_NEAR = 6  # words
_WAITING = ("sau khi", "chờ ", "phụ thuộc")  # how a note says that something else comes first


def meeting(where: Sequence[Condition], desk: Desk) -> list[Task]:
    """The tasks that meet all conditions, in the order of the table."""
    degrees = [c for c in where if c.op in ("most", "fewest")]
    found = [t for t in desk.document.tasks if all(meets(t, c, desk) for c in where if c not in degrees)]
    for own in degrees:
        sizes = {t.number: _size(t, own, desk) for t in found}
        wanted = (max if own.op == "most" else min)(sizes.values(), default=0)
        found = [t for t in found if sizes[t.number] == wanted]
    return found


def meets(task: Task, condition: Condition, desk: Desk) -> bool:
    """Whether a task meets one condition."""
    return _KINDS[condition.kind](task, condition, desk) != condition.negated


def _unit(task: Task, own: Condition, desk: Desk) -> bool:
    named = [desk.names_unit(task, name, own.role) for name in own.values]
    if own.op == "sole":
        cell = {"lead": task.leads, "coord": task.coordinators}.get(own.role or "lead", task.leads)
        return all(named) and len(cell) == len(own.values)
    return all(named) if own.op == "all" and not own.negated else any(named)


def _group(task: Task, own: Condition, desk: Desk) -> bool:
    return task.group in own.values


def _number(task: Task, own: Condition, desk: Desk) -> bool:
    return str(task.number) in own.values


def _cell(task: Task, own: Condition, desk: Desk) -> bool:
    held = cell_of(task, own.role or "")
    if own.op == "says":
        return task.number in desk.tasks_whose(own.role or "", own.values)
    if own.op == "is":
        return isinstance(held, str) and any(begins_with(held, value) for value in own.values)
    if own.op == "waits":
        after = awaited_in(held) if isinstance(held, str) else ""
        return bool(after) and (not own.values or any(is_awaited(after, value) for value in own.values))
    return bool(held) == (own.op == "filled")


def _size(task: Task, own: Condition, desk: Desk) -> int:
    """How many units stand in a column, without those that are not to be counted."""
    names = [desk.unit_of(name) for name in cell_of(task, own.role or "") or ()]
    return sum(unit is None or unit.name not in own.values[1:] for unit in names)


def _units(task: Task, own: Condition, desk: Desk) -> bool:
    if own.op in ("most", "fewest"):
        return True  # held against the others (meeting)
    size = _size(task, own, desk)
    return size >= int(own.values[0]) if own.op == "least" else size == int(own.values[0])


def is_awaited(awaited: str, phrase: str) -> bool:
    """Whether what is awaited begins with a phrase, or has one of more than a word or two.

    Two words must stand near its beginning: "Chính phủ ban hành Nghị định …" waits for a "nghị định".
    """
    size, near = len(phrase.split()), " ".join(awaited.split()[:_NEAR])
    return awaited.startswith(f" {phrase} ") or f" {phrase} " in (
        awaited if size > 2 else f" {near} " if size > 1 else ""
    )


def begins_with(cell: str, phrase: str) -> bool:
    """Whether a cell's text begins with some folded words."""
    return f"{' '.join(folded_words(cell))} ".startswith(f"{phrase} ")


def awaited_in(note: str) -> str:
    """What a note lets come first, as folded words; "" where nothing does."""
    ends = [note.lower().find(word) + len(word) for word in _WAITING if word in note.lower()]
    return f" {' '.join(folded_words(note[min(ends) :]))} " if ends else ""


def cell_of(task: Task, name: str) -> Sequence[str] | str | None:
    """What stands in a task's cell."""
    return {"lead": task.leads, "coord": task.coordinators, "product": task.product, "note": task.note}[name]


def _period(task: Task, own: Condition, desk: Desk) -> bool:
    texts = [p.text for p in task.periods]
    if own.op == "one":
        return len(texts) == 1
    if own.op == "both":
        return bool(own.values) and set(own.values) <= set(texts)
    if any(not value[:1].isdigit() for value in own.values):  # a quarter, as the table writes it
        return not set(own.values).isdisjoint(texts)
    years = [int(y) for value in own.values for y in re.findall(r"\d{4}", value)]
    spans = [(p.start.year, p.end.year) for p in task.periods if p.start and p.end]
    return bool(years and spans) and _in_years(spans, own.op or "in", min(years), max(years))


def _in_years(spans: Sequence[tuple[int, int]], op: str, first: int, last: int) -> bool:
    """Whether the years of a task's periods lie to the years asked as `op` says."""
    hits = [span for span in spans if span[0] <= last and first <= span[1]]
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    return {
        "in": bool(hits),
        "only": bool(hits) and min(starts) >= first and max(ends) <= last,
        "until": max(ends) <= last,
        "before": max(ends) < first,
        "from": min(starts) >= first,
        "after": max(starts) > last,
    }[op]


def _words(task: Task, own: Condition, desk: Desk) -> bool:
    return str(task.number) in own.values


_KINDS: dict[str, Callable[[Task, Condition, Desk], bool]] = {
    "unit": _unit,
    "group": _group,
    "number": _number,
    "period": _period,
    "cell": _cell,
    "units": _units,
    "words": _words,
}
