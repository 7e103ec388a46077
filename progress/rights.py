"""Who may read and do what (issue 3, "People"): pure functions of a person, fresh from the store at every use."""

from __future__ import annotations

from kb.model import Task
from progress.model import Person, Report
from progress.plan import Plan


def may_read_texts(person: Person | None, unit: str) -> bool:
    """Whether somebody may read all that a unit reported: its people, Tổng hợp, Chỉ xem and admins."""
    return person is not None and (person.reads_all or unit in _units(person))


def may_read_state(person: Person | None, plan: Plan, task: Task, unit: str) -> bool:
    """Whether somebody may read how a unit's task stands, without its texts: also the people of coordinating units."""
    if may_read_texts(person, unit):
        return True
    return person is not None and any(plan.coordinates(task, own) for own in _units(person))


def may_report(person: Person | None, unit: str) -> bool:
    """Whether somebody reports for a unit: its Đầu mối and its Lãnh đạo."""
    return person is not None and unit in person.reports_for


def may_receive(person: Person | None, report: Report) -> bool:
    """Whether somebody receives a row or asks for more: Tổng hợp, but never of a unit in which they have a role."""
    return person is not None and bool(person.units("office")) and report.unit not in _units(person)


def may_export(person: Person | None) -> bool:
    """Whether the whole ledger may be handed to somebody."""
    return person is not None and person.reads_all


def may_administer(person: Person | None) -> bool:
    """Whether somebody is named in BOT_ADMINS."""
    return person is not None and person.is_admin


def _units(person: Person) -> frozenset[str]:
    return frozenset(membership.unit for membership in person.roles)
