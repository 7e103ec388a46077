"""Who may read and do what, person by person: everything else asks progress.rights."""

from datetime import date, datetime

import pytest

from progress.model import Entry, Membership, Period, Person, Report, Role
from progress.plan import Plan
from progress.rights import level, may_administer, may_export, may_receive, may_report
from progress.store.notes import UnitChange
from progress.units import Units
from tests.progress.looking_world import ABROAD, CENTRE, HIGH, OFFICE, library

DAY = date(2019, 9, 16)
FINANCE = "Vụ Kế hoạch - Tài chính"


def plan(*changes: UnitChange) -> Plan:
    document = library().documents[0]
    directory = library().directories[document.id]
    return Plan(document, directory, Units(directory, changes))


def person(*roles: tuple[str, Role], admin: bool = False) -> Person:
    return Person(1, 1, "A", "B", "", tuple(Membership(*role) for role in roles), admin)


OF = {
    "the centre's Đầu mối": person((CENTRE, "reporter")),
    "the centre's Lãnh đạo": person((CENTRE, "head")),
    "the office's Đầu mối": person((OFFICE, "reporter")),
    "the finance's Đầu mối": person((FINANCE, "reporter")),
    "another unit's Đầu mối": person((ABROAD, "reporter")),
    "Tổng hợp": person((OFFICE, "office")),
    "Chỉ xem": person((ABROAD, "viewer")),
    "an admin": person(admin=True),
    "one without a role": person(),
    "a stranger": None,
}
ALL = {"Tổng hợp": "texts", "Chỉ xem": "texts", "an admin": "texts"}
CENTRES = {"the centre's Đầu mối": "texts", "the centre's Lãnh đạo": "texts"}


@pytest.mark.parametrize(
    ("task", "unit", "open_to"),
    [
        # led by the centre; named as coordinating: the office, and "các đơn vị có liên quan", which names nobody
        (13, CENTRE, CENTRES | {"the office's Đầu mối": "state"}),
        (13, ABROAD, {"another unit's Đầu mối": "texts", "the office's Đầu mối": "state"}),  # its contribution
        (18, CENTRE, CENTRES),  # "Các đơn vị có liên quan" alone
        (22, HIGH, {"the finance's Đầu mối": "state"}),
        (24, CENTRE, CENTRES | {"the office's Đầu mối": "state"}),
        # led by every unit: each reads its own part, those named as coordinating read how all stand
        (1, ABROAD, {"another unit's Đầu mối": "texts", "the office's Đầu mối": "state"}
            | dict.fromkeys(CENTRES, "state")),
        (10, HIGH, {"the office's Đầu mối": "state", "the finance's Đầu mối": "state"}
            | dict.fromkeys(CENTRES, "state")),
        # joint leads, named: they read of each other how the task stands
        (25, OFFICE, {"the office's Đầu mối": "texts"} | dict.fromkeys(CENTRES, "state")),
        (25, CENTRE, CENTRES | {"the office's Đầu mối": "state"}),
        (25, ABROAD, {"another unit's Đầu mối": "texts"}),  # its contribution is not the leads' to read
    ],
)  # fmt: skip
def test_each_person_reads_of_a_task_what_is_theirs(task: int, unit: str, open_to: dict[str, str]) -> None:
    the_plan = plan()
    row = the_plan.document.by_number[task]
    found = {who: level(someone, the_plan, row, unit, DAY) for who, someone in OF.items()}
    assert {who: what for who, what in found.items() if what} == ALL | open_to


def test_the_people_of_a_renamed_unit_read_what_their_unit_read() -> None:
    change = UnitChange("renamed", OFFICE, "Văn phòng", valid_to=date(2019, 9, 15))
    renamed, heir = plan(change), person(("Văn phòng", "reporter"))
    assert level(heir, renamed, renamed.document.by_number[25], OFFICE, DAY) == "texts"
    assert level(heir, renamed, renamed.document.by_number[13], CENTRE, DAY) == "state"
    assert level(heir, renamed, renamed.document.by_number[18], CENTRE, DAY) is None


def test_who_reports_receives_exports_and_administers() -> None:
    period = Period(1, "d", 2019, 3, date(2019, 6, 15), date(2019, 9, 14), date(2019, 9, 20))
    row = Report(1, 1, "d", 13, CENTRE, period, "lead", 1, Entry(), "sent", datetime(2019, 9, 1), False, "A", "B")  # noqa: DTZ001
    assert {who for who, p in OF.items() if may_report(p, CENTRE)} == set(CENTRES)
    assert {who for who, p in OF.items() if may_receive(p, row)} == {"Tổng hợp"}
    assert not may_receive(person((CENTRE, "office")), row)
    assert not may_receive(person((OFFICE, "office"), (CENTRE, "reporter")), row)
    assert {who for who, p in OF.items() if may_export(p)} == set(ALL)
    assert {who for who, p in OF.items() if may_administer(p)} == {"an admin"}
