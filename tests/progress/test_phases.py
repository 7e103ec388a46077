"""Phases through the doors: what is late, what a completion finishes, what the office carries over, and the upgrade."""

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from progress.chat.admin_pages import document_code
from progress.duties import phase_before
from tests.ministry import Ministry, Size
from tests.progress.driver import LAN, TRANG, Office
from tests.progress.looking_world import World

OVER = "thời gian hoàn thành 2019-2020, chưa có"
LATE = "nhiệm vụ nào chậm"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """The first quarter of 2021, of a ministry that has reported since the last one of 2020."""
    made = World(tmp_path, first_period=(2020, 4))
    made.now = made.now.replace(2021, 4, 1)
    with made.db.atomic():
        made.service.begin(made.now.date())
    made.plan = made.context.plan()
    made.periods = {p.key: p for p in made.context.periods(made.plan, made.now.date())}
    return made


def line_of(said: str, task: int) -> str:
    return next((line for line in said.splitlines() if line.startswith(f"• **{task}**")), "")


def test_only_the_phase_that_has_ended_is_late(world: World) -> None:
    assert OVER in line_of(world.hear("office", LATE), 12)
    assert "2021-2025" not in line_of(world.hear("office", LATE), 12)
    world.accept(world.report(12, quarter="2021-Q1", status="done", day=date(2021, 3, 20)))
    assert OVER not in line_of(world.hear("office", LATE), 12)


def test_the_other_unfinished_phases_are_shown(world: World) -> None:
    world.accept(world.report(12, quarter="2021-Q1", status="in_progress", percent=40, day=date(2021, 3, 20)))
    left = "được tiếp nhận: giai đoạn 2019-2020, giai đoạn 2021-2025."
    assert left in world.hear("office", "nhiệm vụ 12 đến đâu rồi")
    world.accept(world.report(12, quarter="2021-Q1", status="done", day=date(2021, 3, 21)))
    assert "giai đoạn 2019-2020" not in world.hear("office", "nhiệm vụ 12 đến đâu rồi")


def test_a_task_with_a_phase_to_go_is_not_done(world: World) -> None:
    world.accept(world.report(12, quarter="2021-Q1", status="done", day=date(2021, 3, 20)))
    world.accept(world.report(13, quarter="2021-Q1", status="done", day=date(2021, 3, 20)))
    done = world.hear("office", "nhiệm vụ nào đã hoàn thành rồi")
    assert line_of(done, 13)
    assert not line_of(done, 12)
    left = world.hear("office", "nhiệm vụ nào chưa hoàn thành của TTCNTT")
    assert "chưa có báo cáo hoàn thành giai đoạn 2021-2025" in line_of(left, 12)
    assert not line_of(left, 13)


def test_the_office_carries_a_phase_over_and_takes_that_back(world: World) -> None:
    def owed() -> bool:
        period = world.periods["2021-Q1"]
        return any(d.task.number == 13 for d in world.context.duties(world.context.plan(), period))

    screen = world.press("admin", f"q_task:{document_code(world.plan.document)}:13").out[0]
    (carry,) = [b.token for row in screen.buttons for b in row if b.label == "Chuyển tiếp giai đoạn 2019-2020"]
    assert owed()
    world.press("admin", carry)
    assert owed()
    assert "số và ngày văn bản" in world.hear("admin", "vì chưa xong")
    assert "Đã chuyển tiếp giai đoạn 2019-2020" in world.hear("admin", "Quyết định số 12/QĐ-BKHCN ngày 5/1/2021")
    assert not owed()
    changed = world.press("admin", f"q_task:{document_code(world.plan.document)}:13").out[0]
    assert OVER not in line_of(world.hear("office", LATE), 13)
    assert list(world.context.books.faults()) == []
    assert "carried:13:2020-12-31" in world.store.audit.rows()[-1]["subject"]
    (back,) = [b.token for row in changed.buttons for b in row if b.label == "Bỏ chuyển tiếp giai đoạn 2019-2020"]
    world.press("admin", back)
    assert owed()
    assert world.press("office", carry).toast
    assert owed()


def test_the_upgrade_writes_down_what_rows_spoke_of_and_loses_none(tmp_path: Path) -> None:
    made = Ministry(tmp_path, Size(0, (2020, 3), "2021-06-16T09:00:00"))
    made.fill()
    with made.db.atomic():  # as a version without phases left it
        for what in ("table report_phases", "table finished"):
            made.db.execute(f"drop {what}")
        made.db.execute("alter table latest add column done integer not null default 0")
        made.db.execute("delete from _sqlite_migrations where name = '0011 phases'")
        made.db.execute("update books set basis = 'before'")
    rows = made.db.execute("select * from reports order by id").fetchall()
    made.upgrade()
    assert made.db.execute("select * from reports order by id").fetchall() == rows
    plan = made.context.plan()
    kept = dict(made.db.execute("select report, phase from report_phases").fetchall())
    assert len(kept) == len(rows)
    for row in made.store.ledger.history(plan.document.id):
        task = plan.task(row.task)
        assert task
        assert kept[row.id] == phase_before(plan, task, row.period)
    assert list(made.context.books.faults()) == []
    assert {"2020-12-31", "2025-12-31"} <= set(kept.values())
    for change in ("update report_phases set phase = ''", "delete from report_phases"):
        with pytest.raises(sqlite3.IntegrityError, match="stays"):
            made.db.execute(change)


def test_where_the_plan_is_over_nobody_owes_and_what_is_told_all_the_same_is_shown(tmp_path: Path) -> None:
    """Nothing that was sent is held unseen under "Gửi", and no units are not "all units"."""
    office = Office(tmp_path, "2026-12-01T09:00:00").staff()
    assert "không có nhiệm vụ phải báo cáo" in office.say(LAN, "/baocao")[0].text
    for words in ("nv 13 60%, đã tập huấn cho cán bộ", "nv 12 hoàn thành, đã nghiệm thu"):
        told = office.say(LAN, words)[-1].text
    assert "13 –" in told
    assert "60%" in told
    assert "12 –" in told
    assert "Không đơn vị nào phải báo cáo quý IV/2026" in office.say(TRANG, "đơn vị nào chưa báo cáo")[0].text
