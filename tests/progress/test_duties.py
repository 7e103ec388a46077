"""Who owes what: the table of the decision against counts that were made by hand."""

from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest

from kb.calendar import reporting_period
from kb.library import Library, open_library
from progress.duties import finished, owed
from progress.model import Period
from progress.plan import Plan
from progress.store.notes import UnitChange
from progress.store.standings import Said
from progress.units import Units

DATA = Path(__file__).resolve().parents[2] / "data"
CENTRE, OFFICE, LEGAL = "Trung tâm Công nghệ thông tin", "Văn phòng Bộ", "Vụ Pháp chế"
EVERYBODY = [1, 2, 5, 7, 9, 10, 16, 21]


@cache
def library() -> Library:
    return open_library(DATA, [])


def plan(changes: tuple[UnitChange, ...] = (), **choices: object) -> Plan:
    document = library().documents[0]
    directory = library().directories[document.id]
    return Plan(document, directory, Units(directory, changes), {k.replace("__", ":"): v for k, v in choices.items()})


def period(year: int, quarter: int) -> Period:
    found = reporting_period(library().documents[0].reporting, year, quarter)
    return Period(year * 10 + quarter, "676", year, quarter, found.start, found.end, found.due)


def done(task: int, unit: str, when: Period, status: str = "done") -> Said:
    return Said(task, unit, when, status)


def tasks_of(unit: str, when: Period, *received: Said, using: Plan | None = None) -> list[int]:
    made = using or plan()
    return [duty.task.number for duty in owed(made, when, finished(made, received)) if duty.unit == unit]


@pytest.mark.parametrize(
    ("unit", "year", "quarter", "tasks"),
    [
        (CENTRE, 2019, 3, [1, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 18, 19, 21, 23, 25]),
        (LEGAL, 2019, 3, [1, 5, 7, 9, 10, 16, 21]),
        (LEGAL, 2020, 4, [1, 5, 7, 9, 10, 16, 21]),
        (LEGAL, 2021, 1, EVERYBODY),
        (OFFICE, 2019, 2, [1, 3, 4, 5, 7, 9, 10, 16, 21, 25, 26]),
        (OFFICE, 2025, 4, [1, 2, 3, 4, 5, 7, 9, 10, 16, 21, 25, 26]),
    ],
)
def test_a_unit_owes_what_it_leads_and_what_all_units_lead(
    unit: str, year: int, quarter: int, tasks: list[int]
) -> None:
    """A phase that is over and unfinished is owed still (tasks 3 and 4 after 2020)."""
    assert tasks_of(unit, period(year, quarter)) == tasks


@pytest.mark.parametrize(("year", "count"), [(2019, 17), (2020, 17), (2021, 18), (2025, 18)])
def test_the_centre_owes_as_many_rows_as_were_counted(year: int, count: int) -> None:
    """17 rows a quarter in 2019, 18 from 2021: a time of completion in one quarter is worked towards before it."""
    for quarter in (2, 3, 4):
        assert len(tasks_of(CENTRE, period(year, quarter))) == count


def test_joint_leads_owe_one_row_each() -> None:
    rows = [duty.unit for duty in owed(plan(), period(2019, 3), []) if duty.task.number == 25]
    assert rows == [OFFICE, CENTRE]


def test_a_lead_that_cannot_report_owes_nothing_until_somebody_stands_in() -> None:
    assert [(task.number, written) for task, written in plan().unable()] == [(11, "Tổng cục ĐDC"), (24, "BCĐCPĐT")]
    when = period(2019, 3)
    assert not {11, 24} & {duty.task.number for duty in owed(plan(), when, [])}
    with_stand_in = plan(stands_in__24__BCĐCPĐT=CENTRE)
    assert 24 in tasks_of(CENTRE, when, using=with_stand_in)


def test_a_received_completion_ends_the_phase_and_not_the_next() -> None:
    sent = done(13, CENTRE, period(2019, 3))
    assert 13 in tasks_of(CENTRE, period(2019, 3), sent)
    assert 13 not in tasks_of(CENTRE, period(2019, 4), sent)
    assert 13 not in tasks_of(CENTRE, period(2025, 4), sent)
    first_phase = done(12, CENTRE, period(2020, 2))
    assert 12 not in tasks_of(CENTRE, period(2020, 4), first_phase)
    assert 12 in tasks_of(CENTRE, period(2021, 1), first_phase)


def phases_of(task: int, when: Period, *received: Said, using: Plan | None = None) -> list[str]:
    """The phase that the centre's report on a task would speak of; nothing where it owes none."""
    made = using or plan()
    found = owed(made, when, finished(made, received), {CENTRE}, {task})
    return [duty.phase.text for duty in found]


def test_a_quarter_that_begins_before_a_phase_ends_can_still_finish_it() -> None:
    """The data of quarter I/2021 begin on 15/12/2020: its report speaks of 2019-2020 while that is unfinished."""
    assert phases_of(12, period(2021, 1)) == ["2019-2020"]
    late = done(12, CENTRE, period(2021, 1))
    assert phases_of(12, period(2021, 2), late) == ["2021-2025"]
    assert phases_of(13, period(2021, 2), done(13, CENTRE, period(2021, 1))) == []


def test_a_completion_belongs_to_the_phase_by_whose_end_it_is_dated() -> None:
    first = done(12, CENTRE, period(2020, 4))
    again = Said(12, CENTRE, period(2021, 2), "done", date(2020, 12, 31))
    assert phases_of(12, period(2021, 3), first, again) == ["2021-2025"]
    assert phases_of(12, period(2021, 3), first, Said(12, CENTRE, period(2021, 2), "done", date(2021, 1, 1))) == []
    overdue = Said(12, CENTRE, period(2021, 2), "done", date(2021, 5, 1))  # 2019-2020 comes first, though late
    assert phases_of(12, period(2021, 3), overdue) == ["2021-2025"]


def test_a_bot_that_first_served_in_2021_owes_nothing_of_what_ended_before() -> None:
    served = replace(plan(), since=period(2021, 2).start)
    assert phases_of(12, period(2021, 2), using=served) == ["2021-2025"]
    assert phases_of(13, period(2021, 2), using=served) == []
    from_the_first_quarter = replace(plan(), since=period(2021, 1).start)
    assert phases_of(13, period(2021, 1), using=from_the_first_quarter) == ["2019-2020"]


def test_what_the_office_carried_over_is_asked_no_more() -> None:
    carried = plan(**{"carried__12__2020-12-31": True, "carried__13__2020-12-31": True})
    assert phases_of(12, period(2021, 1), using=carried) == ["2021-2025"]
    assert phases_of(13, period(2021, 1), using=carried) == []


def test_a_row_from_before_keeps_the_phase_that_it_spoke_of() -> None:
    before = Said(12, CENTRE, period(2021, 1), "done", None, "2025-12-31")
    assert phases_of(12, period(2021, 2), before) == []


def test_another_unit_still_owes_its_own_part_and_a_reopened_phase_is_owed_again() -> None:
    sent = done(1, CENTRE, period(2019, 3))
    assert 1 in tasks_of(LEGAL, period(2019, 4), sent)
    reopened = done(1, CENTRE, period(2019, 4), "in_progress")
    assert 1 in tasks_of(CENTRE, period(2020, 1), sent, reopened)


def test_who_goes_on_with_a_unit_goes_on_with_what_it_finished() -> None:
    """Both have reported of the same quarter; what came after is told by the heir alone."""
    using = plan((UnitChange("ended", LEGAL, CENTRE, None, None, date(2020, 12, 31)),))
    both = done(12, LEGAL, period(2020, 4)), done(12, CENTRE, period(2020, 4), "in_progress")
    assert len(list(finished(using, both))) == 1
    told = done(1, LEGAL, period(2020, 2)), done(1, CENTRE, period(2022, 1))
    assert 1 not in tasks_of(CENTRE, period(2022, 2), *told, using=using)


def test_a_renamed_unit_passes_its_duties_on() -> None:
    change = UnitChange("renamed", CENTRE, "Cục Chuyển đổi số", None, None, date(2019, 12, 31))
    using = plan((change,))
    shut = replace(period(2019, 3), closed=datetime(2019, 10, 1).astimezone())
    assert 13 in tasks_of(CENTRE, shut, using=using)
    assert 13 in tasks_of("Cục Chuyển đổi số", period(2019, 3), using=using)
    assert tasks_of(CENTRE, period(2020, 1), using=using) == []
    assert 13 in tasks_of("Cục Chuyển đổi số", period(2020, 1), using=using)
    assert 1 in tasks_of("Cục Chuyển đổi số", period(2020, 1), using=using)
