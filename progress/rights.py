"""Who may read and do what (issue 3, "People"): pure functions of a person, fresh from the store at every use."""

from __future__ import annotations

from datetime import date
from typing import Literal

from kb.model import Task
from progress.model import Person, Report
from progress.plan import Plan

Level = Literal["texts", "state"]
"""What is open of a row: all of it, or only how the task stands, without texts, persons and files."""


def owns(person: Person | None, plan: Plan, unit: str, day: date) -> bool:
    """Whether a unit is the person's, or one whose duties the person's goes on with on a day."""
    own = _units(person)
    return bool(own) and (unit in own or plan.units.heir(unit, day) in own)


def may_read_texts(person: Person | None, plan: Plan, unit: str, day: date) -> bool:
    """Whether somebody may read all that a unit reported: its people, Tổng hợp, Chỉ xem and admins."""
    return may_read_all(person) or owns(person, plan, unit, day)


def may_read_state(person: Person | None, plan: Plan, task: Task, unit: str, day: date) -> bool:
    """Whether somebody may read how a unit's row on a task stands.

    Beside those who may read its texts these are the people of units that the decision names as coordinating, and of
    its named leads among each other. A contribution to the task opens nobody else's row.
    """
    return (
        may_read_texts(person, plan, unit, day)
        or coordinates(person, plan, task, day)
        or (_leads(person, plan, task, day) and plan.units.heir(unit, day) in plan.leads(task, day))
    )


def level(person: Person | None, plan: Plan, task: Task, unit: str, day: date) -> Level | None:
    """What is open to somebody of a unit's rows on a task."""
    if may_read_texts(person, plan, unit, day):
        return "texts"
    return "state" if may_read_state(person, plan, task, unit, day) else None


def coordinates(person: Person | None, plan: Plan, task: Task, day: date) -> bool:
    """Whether the decision names one of somebody's units as coordinating: «các đơn vị có liên quan» names nobody."""
    found = [plan.directory.find(written) for written in task.coordinators]
    return any(u is not None and not u.collective and owns(person, plan, u.name, day) for u in found)


def may_read_all(person: Person | None) -> bool:
    """Whether the whole ledger is open to somebody: Tổng hợp, Chỉ xem and admins."""
    return person is not None and person.reads_all


def may_report(person: Person | None, unit: str) -> bool:
    """Whether somebody reports for a unit: its Đầu mối and its Lãnh đạo."""
    return person is not None and unit in person.reports_for


def may_receive(person: Person | None, report: Report, *, handed: bool = False) -> bool:
    """Whether somebody receives a row or asks for more: Tổng hợp, or an admin to whom the row was handed over.

    Never of a unit in which they have a role.
    """
    if person is None or report.unit in _units(person):
        return False
    return bool(person.units("office")) or (handed and may_administer(person))


def may_lock(person: Person | None) -> bool:
    """Whether somebody locks periods, opens them again, gives more time and urges: Tổng hợp and admins."""
    return person is not None and (person.is_admin or bool(person.units("office")))


def may_export(person: Person | None) -> bool:
    """Whether the whole ledger may be handed to somebody."""
    return may_read_all(person)


def may_administer(person: Person | None) -> bool:
    """Whether somebody is named in BOT_ADMINS."""
    return person is not None and person.is_admin


def _leads(person: Person | None, plan: Plan, task: Task, day: date) -> bool:
    """Whether one of somebody's units leads a task by name: «Các đơn vị thuộc Bộ» names nobody."""
    named = [plan.directory.find(written) for written in task.leads]
    if any(unit is not None and unit.collective for unit in named):
        return False
    return any(owns(person, plan, unit, day) for unit in plan.leads(task, day))


def _units(person: Person | None) -> frozenset[str]:
    return frozenset(membership.unit for membership in person.roles) if person else frozenset()
