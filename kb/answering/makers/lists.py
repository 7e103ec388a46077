"""Tasks that meet a filter, listed or counted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.answering.made import Answer
from kb.asking.desk import Desk
from kb.asking.query import Filter
from kb.model import Task


def listed(made: Answer, desk: Desk) -> None:
    """The tasks of a filter, group by group where several are asked; for a count, how many they are."""
    wanted = made.query.filter or Filter()
    groups = made.query.groups or ((wanted.group,) if wanted.group else ())
    made.refused = _unknown(desk, wanted, groups)
    if made.refused:
        return
    for group in groups or (None,):
        filter_ = replace(wanted, group=group) if group else wanted
        made.tasks += [t for t in desk.document.tasks if _meets(t, filter_, desk)]
    made.facts = [str(len(made.tasks))] if made.query.kind == "count" else [str(t.number) for t in made.tasks]
    made.citations = [t.address for t in made.tasks] or _where_none(wanted, groups, desk)


def _unknown(desk: Desk, wanted: Filter, groups: Sequence[str]) -> str | None:
    """The reason to refuse where the document has not the unit, the group or the period that a filter names."""
    if any(g not in desk.document.by_numeral for g in groups):
        return "no-such-group"
    if wanted.unit and wanted.unit not in desk.met:
        return "unit-not-named"
    if wanted.period and not any(p.text == wanted.period for t in desk.document.tasks for p in t.periods):
        return "no-such-period"
    return None


def _where_none(wanted: Filter, groups: Sequence[str], desk: Desk) -> list[str]:
    """Where to see that no task meets a filter: the group, the appendix, the rows that name the unit otherwise."""
    named = [t.address for t in desk.document.tasks if wanted.unit and desk.names_unit(t, wanted.unit, None)]
    return [*(f"PL.{g}" for g in groups[:1]), "PL", *named[:2]]


def _meets(task: Task, wanted: Filter, desk: Desk) -> bool:
    checks = (
        not wanted.within or task.number in wanted.within,
        task.number not in wanted.without,
        not wanted.group or task.group == wanted.group,
        not wanted.unit or desk.names_unit(task, wanted.unit, wanted.role),
        not wanted.other or desk.names_unit(task, wanted.other, wanted.other_role or wanted.role),
        _in_period(task, wanted),
        all(not _cell(task, name) for name in wanted.absent),
        all(bool(_cell(task, name)) for name in wanted.present),
        not wanted.several or len(_cell(task, wanted.several) or ()) > 1,
        not wanted.words or task.number in desk.tasks_whose(wanted.words_in or "", wanted.words),
    )
    return all(checks)


def _cell(task: Task, name: str) -> Sequence[str] | str | None:
    return {"lead": task.leads, "coord": task.coordinators, "product": task.product, "note": task.note}[name]


def _in_period(task: Task, wanted: Filter) -> bool:
    texts = [p.text for p in task.periods]
    if wanted.period:
        hit = wanted.period in texts or any(_within(text, wanted.period) for text in texts)
        return hit and (not wanted.only or all(_within(text, wanted.period) for text in texts))
    if wanted.year:
        hits = [p for p in task.periods if p.start and p.end and p.start.year <= wanted.year <= p.end.year]
        return bool(hits) and (not wanted.only or len(hits) == len(task.periods))
    return True


def _within(text: str, period: str) -> bool:
    years = [int(y) for y in re.findall(r"\d{4}", text)]
    bounds = [int(y) for y in re.findall(r"\d{4}", period)]
    return bool(years) and bounds[0] <= years[0] and years[-1] <= bounds[-1]
