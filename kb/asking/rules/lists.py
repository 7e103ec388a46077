"""Questions for tasks that meet a condition; listed or counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kb.asking.case import Case
from kb.asking.phrases import ways
from kb.asking.query import Filter, Proposal, Query
from kb.asking.rules.conditions import FINISHED, HEARD, cell_of, counts, own_filter, role_asked
from kb.asking.rules.meant import FOLLOWS, MOST_CARRIED, POINTING

OWN = 0.1  # on top: the question sets the whole condition itself
CARRIED = 0.04  # on top: it changes one condition of the last list
SHORT = 4.0  # weight of a question that may only change a condition
_FRESH = 1.2  # weight of words from which a question has a topic of its own
_NAMES_TASKS = ways(
    "nhung gi | cai nao | muc nao | muc | lam gi | o dau | nhung muc nao | dong nao | bao nhieu | so nao"
)
_OTHERS = ways(
    "khac | ngoai viec do | ngoai nhiem vu do | ngoai viec nay | ngoai nhiem vu nay"
)  # "nữa" often means them all
_GOES_ON = (*FOLLOWS, "thi sao", "thi", "cu the")


def by_filter(case: Case) -> Iterator[Proposal]:
    """For "TTCNTT phối hợp việc gì trong nhóm II", "nhiệm vụ nào không có cơ quan phối hợp"."""
    if case.spotted.tasks or (case.refers_back and not case.units and not case.refers_to_unit):
        return
    wanted, carried = _filter(case)
    if wanted is None or not _asks_list(case, wanted, carried):
        return
    counting = counts(case)
    timed = wanted.period or wanted.year
    heard = ["when"] if timed and case.says(*FINISHED) else []
    heard += [c for c in HEARD if c != "all" or counting or case.has("list")]
    covered = case.explained(heard, _cell_match(case, wanted), ("unit", "group", "period", "quarter"))
    if len(case.units) > 1 and not case.says("va", "cung"):
        covered -= 0.2
    query = Query("count" if counting else "list", filter=wanted)
    yield Proposal(covered + (CARRIED if carried else OWN), query, covered)


def _asks_list(case: Case, wanted: Filter, carried: bool) -> bool:
    counting = counts(case)
    if counting and not (case.has("task") or wanted.unit or wanted.group or carried):
        return False
    named = wanted.unit or wanted.group or wanted.within
    return case.asks_tasks or counting or carried or bool(named and _names_tasks(case))


def _names_tasks(case: Case) -> bool:
    """Whether the question speaks of tasks as such ("việc gì", "nhiệm vụ nào", "những gì")."""
    return (case.says("gi") and case.has("lead", "coord")) or case.has("task") or case.says(*_NAMES_TASKS)


def _filter(case: Case) -> tuple[Filter | None, bool]:
    """The condition that a question sets, and whether it was carried on from the talk."""
    last, own = case.state.query.filter if case.state.query else None, own_filter(case)
    if last and (case.says(*POINTING) or (case.says("cai nao") and not case.units)) and case.state.tasks:
        return replace(own, within=case.state.tasks), False
    if case.state.units and case.refers_to_unit and own.unit is None:
        role = own.role or ("coord" if case.has("coord") else "lead")
        others = case.state.tasks if len(case.state.tasks) <= MOST_CARRIED and case.says(*_OTHERS) else ()
        return replace(own, unit=case.state.units[0], role=role, without=others), False
    if last and may_carry(case, own):
        return _merged(last, own, role_asked(case, own.absent)), True
    return (own, False) if own != Filter() or _all_tasks(case) else (None, False)


def may_carry(case: Case, own: Filter) -> bool:
    """Whether a question only changes one condition of the last list ("nhóm III thì sao", "còn Vụ Pháp chế?")."""
    if sum(case.weights) > SHORT:
        return False
    listed = case.has("list") and not case.has("task")  # "kể ra giúp" after a count
    if own == Filter() and (counts(case) or listed) and not case.has("self", "thing"):
        return True
    whole = own.unit and (own.role or case.asks_tasks)
    return case.says(*_GOES_ON) and not whole and sum(case.topic(HEARD)) <= _FRESH


def _merged(last: Filter, own: Filter, role: str | None) -> Filter:
    return replace(
        last,
        unit=own.unit or last.unit,
        role=own.role or role or last.role,
        group=own.group or last.group,
        period=own.period or last.period,
        absent=own.absent or last.absent,
        present=own.present or last.present,
    )


def _all_tasks(case: Case) -> bool:
    return counts(case) and case.has("task") and sum(case.topic(HEARD)) < 0.8


def _cell_match(case: Case, wanted: Filter) -> list[float] | None:
    """How far the words are those of the product or the note that the filter asks for."""
    matches = case.search(cell_of(case, wanted.words_in), case.topic(HEARD)) if wanted.words_in else []
    return matches[0].explained if matches else None
