"""Reading questions on the ledger condition by condition: each is heard by itself, so that any of them go together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.asking.hearing import Heard
from progress import phrases
from progress.asks import Ask, Condition, ConditionKind, Order, Quarter, Subject

_HEARD = " _ "


def compose(heard: Heard, line: str, tasks: tuple[int, ...], quarter: Quarter | None, *, mine: bool) -> Ask | None:
    """What a line asks of the ledger; None where it states no condition on reports, or more than is understood."""
    order, rest = _order(line)
    where, rest = _conditions(rest, order)
    of = _subject(rest, line, order, where)
    if not where or of is None:
        return None
    units = tuple(dict.fromkeys(unit.name for _, unit in heard.spotted.units if unit.collective is None))
    scope: tuple[tuple[ConditionKind, tuple[str, ...]], ...] = (
        ("unit", units),
        ("group", tuple(heard.spotted.groups)),
        ("number", tuple(map(str, tasks))),
    )
    whose = tuple(Condition(kind, values) for kind, values in scope if values)
    count = not order and bool(phrases.COUNT.search(line))
    return Ask(of, (*whose, *where), order, count, quarter, mine and not units)


def _order(line: str) -> tuple[Order, str]:
    for order, pattern in phrases.ORDERS:
        if pattern.search(line):
            return order, pattern.sub(_HEARD, line)
    return "", line


def _conditions(line: str, order: Order) -> tuple[tuple[Condition, ...], str]:
    """The conditions of a line, and what is left of it: a word is heard once."""
    found: list[Condition] = []
    for kind, value, pattern in phrases.CONDITIONS:
        if pattern.search(line):
            found.append(Condition(kind, (value,) if value else ()))
            line = pattern.sub(_HEARD, line)
    for op, pattern in phrases.PERCENTS:
        if number := pattern.search(line):
            found.append(Condition("percent", (number[1].replace(",", "."),), op))
            line = pattern.sub(_HEARD, line)
    if order and not found and phrases.COMPLETED.search(line):
        found.append(Condition("status", ("done",)))
    return tuple(found), line


def _subject(rest: str, line: str, order: Order, where: tuple[Condition, ...]) -> Subject | None:
    """What is listed or counted: what is named first, but for the units of «chưa có đơn vị nào báo cáo»."""
    places = dict(_places(rest))
    if any(one.kind == "nobody" for one in where):
        places.pop("unit", None)
        places.setdefault("task", 0)
    if places:
        return min(places, key=lambda subject: places[subject])
    return "task" if phrases.IN_GROUP.search(line) and (order or phrases.ASKS.search(line)) else None


def _places(line: str) -> Iterator[tuple[Subject, int]]:
    for subject, pattern in phrases.SUBJECTS:
        if found := re.search(pattern, line):
            yield subject, found.start()
