"""The report of a locked quarter: each version counts what its lock froze, whatever is renamed, moved or sent since."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from progress.chat.closing import lock_period, open_again
from progress.chat.figuring import figures_of, quarter_before
from progress.locking import NoSuchVersionError
from progress.store.notes import UnitChange
from progress.store.schema import STEPS
from progress.traces import as_object, faults
from progress.wording.figures import five_lines
from tests.progress.looking_world import CENTRE, HIGH, ZONE, World
from tests.summary_run import live, run
from tests.summary_run import told as command

NEW = "Vụ Công nghệ mới"


def told(world: World, version: int | None = None, unit: str | None = None, quarter: str = "2019-Q3") -> dict:
    plan, period = world.context.plan(), fresh(world, quarter)
    figures = figures_of(world.context, plan, period, world.now, unit, version=version)
    found = as_object(figures, quarter_before(world.context, plan, period, world.now, unit, version))
    assert faults(found) == []
    numbers = figures_of(world.context, plan, period, world.now, unit, texts=False, version=version)
    assert five_lines(numbers, found) == five_lines(figures, found)
    return found | {"words": sorted(words(figures))}


def words(figures) -> set[tuple]:
    """All texts and shares that the files are made of, and what the tasks are called."""
    parts = {
        (one.task.number, part.unit, name, said.value, said.period.key)
        for one in figures.tasks for part in one.parts for name, said in part.told.items()
    }  # fmt: skip
    return {*parts, *((one.task.number, figures.plan.short_name(one.task), "", "", "") for one in figures.tasks)}


def fresh(world: World, quarter: str = "2019-Q3"):
    return world.store.periods.get(world.periods[quarter].id)


def lock(world: World, quarter: str = "2019-Q3") -> None:
    with world.db.atomic():
        lock_period(world.context, fresh(world, quarter), None, world.now)


def reopen(world: World, quarter: str = "2019-Q3") -> None:
    with world.db.atomic():
        open_again(world.context, fresh(world, quarter), "sửa số liệu", None, world.now)


def rename_and_move(world: World) -> None:
    """A unit gets another name, tasks get more time, other short names and marks, somebody stands in."""
    document = world.plan.document.id
    change = UnitChange("renamed", HIGH, NEW, "Vụ CNM", date(2019, 7, 1), date(2019, 6, 30))
    with world.db.atomic():
        world.store.unit_changes.add(change, world.now)
        for name, value in (
            ("extended:13:2020-12-31", ["2021-06-30", "Công văn 1"]),
            ("extended:14:2020-12-31", ["2021-06-30", "Công văn 1"]),
            ("carried:16:2020-12-31", True),
            ("continuing:13", True),
            ("short:13", "Phần mềm"),
            ("stands_in:24:BCĐCPĐT", CENTRE),
        ):
            world.store.choices.put(document, name, value)


def test_a_version_that_an_earlier_program_made_is_told_by_its_rows_once_this_one_has_begun(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.accept(world.report(13, status="in_progress", percent=40))
    lock(world)
    reopen(world)
    world.accept(world.report(13, status="done", completed=date(2019, 9, 1)))
    lock(world)
    both = told(world, 1), told(world, 2)
    world.db.execute("drop table version_bases")
    world.db.execute("delete from _sqlite_migrations where name like '0019%'")
    STEPS.apply(world.db)
    assert world.store.versions.without_basis() == [fresh(world).id]
    with world.db.atomic():
        world.service.begin(world.now.date())
    assert told(world, 2) == both[1]
    assert [one["state"] for one in told(world, 1)["by_task"]] == [one["state"] for one in both[0]["by_task"]]


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, dict, dict]:
    """A quarter that was locked, whose unit was renamed and tasks moved since; what was told before and after."""
    world = World(tmp_path_factory.mktemp("locked"), now=datetime(2019, 9, 24, 8, 30, tzinfo=ZONE))
    live(world, long=False)
    world.report(15, status="done", percent=100, result="xong")  # waits, and a warning holds it
    was_open = told(world)
    lock(world)
    first = told(world)
    world.now = datetime(2019, 11, 5, 10, tzinfo=ZONE)
    rename_and_move(world)
    return world, was_open, first


def test_a_lock_changes_no_figure_and_says_which_version_it_is(locked: tuple[World, dict, dict]) -> None:
    _, was_open, first = locked
    assert (was_open["frozen"], was_open["version"], first["frozen"], first["version"]) == (False, None, True, 1)
    same = {name: value for name, value in first.items() if name not in ("frozen", "version")}
    assert same == {name: was_open[name] for name in same}
    assert {one["code"] for one in first["to_check"]} >= {"held", "no_proposal"}


def test_renaming_and_more_time_after_the_lock_change_nothing(locked: tuple[World, dict, dict]) -> None:
    world, _, first = locked
    assert told(world) == told(world, 1) == first
    assert told(world, unit=NEW) == told(world, unit=HIGH)
    assert told(world, unit=HIGH)["by_unit"] == [one for one in first["by_unit"] if one["unit"] == HIGH]
    now = told(world, quarter="2019-Q2")  # the quarter before is open and knows what is new
    assert NEW in {one["unit"] for one in now["by_unit"]}
    assert next(one for one in now["by_task"] if one["task"] == 13)["deadline"] == "2021-06-30"


def test_it_counts_the_rows_and_duties_that_the_version_froze(locked: tuple[World, dict, dict]) -> None:
    world, _, first = locked
    (version,) = world.store.versions.of(fresh(world).id)
    frozen = world.store.versions.frozen(version)
    assert first["reports"] == {**version.total._asdict(), "sent": version.total.sent - version.total.received}
    figures = figures_of(world.context, world.context.plan(), fresh(world), world.now)
    counted = {
        row.id
        for one in figures.tasks
        for row in (*one.contributions, *(part.report for part in one.parts if part.reported == "received"))
    }
    assert counted == set(frozen.counted)
    owed = {(task.number, part.unit) for task, part in figures.duties}
    assert owed == {(one.task, one.unit) for one in frozen.owed}
    until = {(one.task, one.unit): one.until for one in frozen.owed}
    assert all(part.deadline == until[task.number, part.unit] for task, part in figures.duties)


def test_the_office_is_told_that_the_period_is_locked(locked: tuple[World, dict, dict]) -> None:
    world, _, first = locked
    lines = world.hear("office", "/tonghop quý III/2019").splitlines()
    assert lines[0] == "**Quý III/2019, Quyết định 676/QĐ-BKHCN: kỳ đã khóa, số liệu bản 1.**"
    assert world.hear("office", "nguồn F2 quý III/2019").startswith(f"**F2. Hoàn thành: {_value(first, 'F2')}**")


def _value(found: dict, name: str) -> object:
    return next(one["value"] for one in found["figures"] if one["id"] == name)


def test_opened_corrected_and_locked_again_there_are_two_versions(locked: tuple[World, dict, dict]) -> None:
    world, _, first = locked
    reopen(world)
    assert (told(world)["frozen"], told(world, 1)) == (False, first)
    world.accept(world.report(13, status="done", completed=date(2019, 9, 9), result="Đã nghiệm thu"))
    waiting = next(row for row in world.store.ledger.newest(world.plan.document.id, task=15) if row.state == "sent")
    world.give_back(waiting.id, "Thiếu sản phẩm")
    world.accept(world.report(14, quarter="2019-Q2", status="in_progress", percent=15, result="muộn"))
    lock(world)
    second = told(world)
    assert told(world, 1) == first
    assert second == told(world, 2)
    assert (second["version"], second["frozen"], second["as_of"]) == (2, True, "2019-11-05T10:00:00+07:00")
    states = [{one["task"]: one["state"] for one in found["by_task"]} for found in (first, second)]
    assert (states[0][13], states[1][13], states[1][15]) == ("in_time", "on_time", "unreported")
    assert NEW in {one["unit"] for one in second["by_unit"]}
    assert second != first
    with pytest.raises(NoSuchVersionError):
        told(world, 3)


def test_beside_a_version_stands_the_quarter_before_as_it_was_then(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.accept(world.report(13, quarter="2019-Q2", status="in_progress", percent=35))
    lock(world, "2019-Q2")
    lock(world)
    first = told(world)
    reopen(world, "2019-Q2")
    world.accept(world.report(13, quarter="2019-Q2", status="done", completed=date(2019, 6, 1)))
    assert told(world) == first
    lock(world, "2019-Q2")
    assert told(world) == first
    assert told(world, 1, quarter="2019-Q2")["tasks"] != told(world, 2, quarter="2019-Q2")["tasks"]


def test_the_command_gives_any_version_and_says_in_one_line_that_there_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world = World(tmp_path)
    row = world.report(13, CENTRE, status="in_progress", percent=40)
    world.accept(row)
    lock(world)
    first = told(world)
    reopen(world)
    world.accept(world.report(13, status="done", completed=date(2019, 9, 1)))
    lock(world)
    command(world, "--period", "2019-Q3", "--version", "1", "--json")
    given = json.loads(capsys.readouterr().out)
    assert given | {"words": first["words"]} == first
    none = run(world, "--period", "2019-Q3", "--version", "3")
    assert (none.returncode, none.stdout, none.stderr.decode()) == (2, b"", "Kỳ 2019-Q3 không có bản 3.\n")
