"""Asks as a model writes them, a maker for each kind: it takes the fields that it knows, and raises UnreadableError."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Literal

from kb.asking.desk import Desk
from kb.asking.query import COUNT, Point, Query
from kb.calendar import next_due, period_of_data
from nlu.lexicon import folded_words
from nlu.text import fold
from reader.conditions import where_of
from reader.fields import (
    UnreadableError,
    aspects_of,
    day_of,
    existing,
    filled,
    numbers,
    text,
    texts,
    unit,
    whole,
)
from reader.grammar import HOLDS, POINTS

_COUNTED = ("days", "late", "days_to_end", "is_due", "in_time")  # fields that need a year
_ORDERS = ("most", "least", "most least", "least most", "some", "both")
_OF_GROUPS = ("0", "all")


def ask_of(ask: dict[str, Any], desk: Desk, today: date) -> Query:
    """The question that an object of the grammar holds; nothing of the object may be left over."""
    kind = ask.pop("kind", None)
    make = _MAKERS.get(kind) if isinstance(kind, str) else None
    if make is None:
        raise UnreadableError("a kind that the grammar has not")
    query = make(ask, desk, today)
    if ask:  # each maker takes what it knows
        raise UnreadableError(f"a field that {kind} has not")
    return query


def _task(ask: dict[str, Any], desk: Desk, today: date) -> Query:
    tasks, whether = numbers(ask, "tasks"), ask.pop("whether", False)
    if not tasks or not isinstance(whether, bool):
        raise UnreadableError("a task's question without a task")
    aspects = aspects_of(ask, "task") or ("all",)
    return Query("task", aspects=aspects, tasks=tasks, where=where_of(ask, desk), whether=whether)


def _find(ask: dict[str, Any], desk: Desk, today: date) -> Query:
    tasks = numbers(ask, "tasks")
    if not tasks or any(n not in desk.document.by_number for n in tasks):
        raise UnreadableError("a task that there is not")
    return Query("find", aspects=aspects_of(ask, "find"), tasks=tasks)


def _listed(kind: Literal["list", "count"]) -> Callable[[dict[str, Any], Desk, date], Query]:
    def make(ask: dict[str, Any], desk: Desk, today: date) -> Query:
        pick = texts(ask, "pick")
        if any(one not in ("first", "last") for one in pick) and not all(map(whole, pick)):
            raise UnreadableError("a place that there is not")
        return Query(kind, aspects=aspects_of(ask, kind), where=where_of(ask, desk), pick=pick)

    return make


def _rank(ask: dict[str, Any], desk: Desk, today: date) -> Query:
    by, order, aspects = text(ask, "by"), text(ask, "order"), aspects_of(ask, "rank")
    if by not in ("unit", "group") or not (order is None or order in _ORDERS or order in _OF_GROUPS or whole(order)):
        raise UnreadableError("a ranking of nothing")
    if order in _OF_GROUPS and by != "group":
        raise UnreadableError("an order of groups for units")
    order = "most least" if order == "both" else order
    role = next((a for a in aspects if a in ("lead", "coord")), "lead")
    words = tuple(unit(name, desk).name for name in texts(ask, "words"))
    if words and by != "unit":
        raise UnreadableError("units where groups are ranked")
    counted = ("count",) if "count" in aspects else ()
    return Query("rank", aspects=(role, *counted), where=where_of(ask, desk), by=by, order=order, words=words)


def _group(ask: dict[str, Any], desk: Desk, today: date) -> Query:
    tasks, groups = numbers(ask, "tasks"), texts(ask, "groups")
    if not (tasks or groups) or any(g not in desk.document.by_numeral for g in groups):
        raise UnreadableError("a group that there is not")
    return Query("group", tasks=tasks, groups=groups)


def _groups(ask: dict[str, Any], desk: Desk, today: date) -> Query:
    return Query("groups", aspects=aspects_of(ask, "groups"), groups=texts(ask, "groups"))


def _target(ask: dict[str, Any], desk: Desk, today: date) -> Query:
    targets, period, known = numbers(ask, "targets"), text(ask, "period"), desk.document.targets
    if not targets or any(n >= len(known) for n in targets):
        raise UnreadableError("a target that there is not")
    if period and not any(known[n].period == period for n in targets):
        period = None  # a year of it, or words for it: the targets themselves say which
    targets = tuple(dict.fromkeys(end for n in targets for end in _ends(n, desk)))
    return Query("target", aspects=aspects_of(ask, "target"), targets=targets, period=period)


def _ends(number: int, desk: Desk) -> list[int]:
    """Both ends of a range, which are one target to its reader."""
    own = desk.document.targets[number]
    return [n for n, t in enumerate(desk.document.targets) if (t.address, t.clause) == (own.address, own.clause)]


def _due(ask: dict[str, Any], desk: Desk, today: date) -> Query:
    given = ask.pop("points", [])
    if desk.document.reporting is None or not isinstance(given, list) or not 0 < len(given) <= 16:
        raise UnreadableError("a report's question without a field")
    points = tuple(dict.fromkeys(_point(filled(one), desk, today) for one in given))
    fields = tuple(dict.fromkeys(point.field for point in points))
    quarters = tuple(dict.fromkeys((p.year, p.quarter) for p in points if p.quarter))
    return Query("due", aspects=fields, quarters=quarters, points=points)


def _point(given: dict[str, Any], desk: Desk, today: date) -> Point:
    field, quarter, year = given.pop("field", None), whole(given.pop("quarter", 0)), given.pop("year", None)
    day = day_of(given.pop("day", None))
    rule = desk.document.reporting
    if field not in POINTS or given or rule is None or quarter not in (0, *(q.quarter for q in rule.quarters)):
        raise UnreadableError("a field of reports that the grammar has not")
    year = None if year is None else whole(year)
    if year is not None and not 2000 <= year <= 2100:
        raise UnreadableError("a year that there is not")
    if field in ("quarter", "quarter_year") and day:
        year, quarter = period_of_data(rule, day)
    elif field in _COUNTED and quarter and year is None:
        year, _ = next_due(rule, day or today, quarter)
    return Point(str(field), year if quarter else None, quarter, day)


def _about(ask: dict[str, Any], desk: Desk, today: date) -> Query:
    aspects, holds, name = aspects_of(ask, "about"), text(ask, "holds"), text(ask, "name")
    if (
        not aspects
        or not (holds is None or holds in HOLDS)
        or not (name is None or name == COUNT or name in desk.document.labels)
    ):
        raise UnreadableError("of the decision what the grammar has not")
    return Query("about", aspects=aspects, holds=holds, name=name)


def _abbreviation(ask: dict[str, Any], desk: Desk, today: date) -> Query:
    first, *more = (*filter(None, (text(ask, "name"),)), *texts(ask, "words"), "")
    if not first:
        raise UnreadableError("a short form's question without one")
    return Query("abbreviation", name=_short(first, desk), words=tuple(_short(one, desk) for one in more if one))


def _short(name: str, desk: Desk) -> str:
    gloss = desk.glossary.get(name.lower())
    if gloss:
        return gloss.short
    full = next((g.short for g in desk.glossary.values() if fold(g.full) == fold(name)), None)
    unit = desk.directory.find(name)
    return unit.name if unit else full or name


def _dated(ask: dict[str, Any], desk: Desk, today: date) -> Query:
    name = fold(text(ask, "name") or "")
    if name not in desk.dated:
        raise UnreadableError("another document that is not dated")
    return Query("dated", name=name)


def _passage(ask: dict[str, Any], desk: Desk, today: date) -> Query:
    addresses = existing(texts(ask, "addresses"), desk)
    return Query("passage", aspects=aspects_of(ask, "passage")[:1], addresses=addresses)


def _place(ask: dict[str, Any], desk: Desk, today: date) -> Query:
    return Query("place", addresses=existing(texts(ask, "addresses"), desk))


def _of_text(ask: dict[str, Any], desk: Desk, today: date) -> Query:
    addresses, holds = existing(texts(ask, "addresses"), desk), text(ask, "holds")
    if holds is not None and holds not in HOLDS:
        raise UnreadableError("a kind of document that there is not")
    return Query("text", addresses=addresses, words=folded_words(" ".join(texts(ask, "words"))), holds=holds)


def _duty(ask: dict[str, Any], desk: Desk, today: date) -> Query:
    addresses = existing(texts(ask, "addresses"), desk)
    found = [n for n, duty in enumerate(desk.document.duties) if duty.address == addresses[0]]
    if len(addresses) > 1 or not found:
        raise UnreadableError("a duty that there is not")
    return Query("duty", addresses=addresses, name=str(found[0]))


def _refusal(ask: dict[str, Any], desk: Desk, today: date) -> Query:
    return Query("refusal", reason="not-in-document")


_MAKERS: dict[str, Callable[[dict[str, Any], Desk, date], Query]] = {
    "task": _task,
    "find": _find,
    "list": _listed("list"),
    "count": _listed("count"),
    "rank": _rank,
    "group": _group,
    "groups": _groups,
    "target": _target,
    "due": _due,
    "about": _about,
    "abbreviation": _abbreviation,
    "dated": _dated,
    "passage": _passage,
    "place": _place,
    "text": _of_text,
    "duty": _duty,
    "refusal": _refusal,
}
