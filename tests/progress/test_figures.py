"""The quarter's figures: each state by a row of a table, sums on made-up ledgers, and an outside recount."""

import json
from collections import Counter
from copy import deepcopy
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.summary import NoSuchError
from kb.calendar import reporting_period
from kb.show import as_json
from progress import export
from progress.chat.figuring import figures_of, quarter_before
from progress.duties import finished, owed
from progress.figures import Basis, count
from progress.model import Entry, Period, Report
from progress.plan import Plan
from progress.store.notes import UnitChange
from progress.store.standings import Said
from progress.traces import as_object, faults, sums, traced
from progress.units import Units
from progress.wording.figures import five_lines, in_full
from tests.progress.looking_world import CENTRE, HIGH, LAW, OFFICE, ROOT, ZONE, World, library
from tests.summary_run import run, told

Q = [(2019, 2), (2019, 3), (2019, 4), (2020, 4), (2021, 1)]
AS_OF = datetime(2021, 6, 1, 9, tzinfo=ZONE)


def of(world: World, quarter: str = "2019-Q3", unit: str | None = None) -> dict:
    period = world.periods[quarter]
    figures = figures_of(world.context, world.plan, period, world.now, unit)
    told = as_object(figures, quarter_before(world.context, world.plan, period, world.now, unit))
    assert faults(told) == []
    numbers = figures_of(world.context, world.plan, period, world.now, unit, texts=False)
    assert sums(numbers) == sums(figures)  # what the chat counts, from fewer rows
    return told


def task(told: dict, number: int) -> dict:
    return next(one for one in told["by_task"] if one["task"] == number)


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    made.db.conn.commit()  # the periods, for commands beside
    return made


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """The figures of a quarter of which nobody has said anything."""
    return of(World(tmp_path_factory.mktemp("nothing")))


def test_an_empty_quarter_has_what_the_decision_asks_for(nothing: dict) -> None:
    told = nothing
    assert told["tasks"] == {
        "total": 26, "done": {"on_time": 0, "late": 0, "undated": 0, "in_period": 0},
        "running": {"in_time": 0, "overdue": 0},
        "of_which": {"waiting_condition": 0, "paused": 0, "continuing": 0},
        "awaiting": 0, "unreported": 23, "not_begun": 1, "no_reporter": 2,
    }  # fmt: skip
    assert told["reports"] == {"owed": 206, "received": 0, "sent": 0, "returned": 0, "missing": 206, "late": 0}
    assert [one["task"] for one in told["by_task"] if one["state"] == "no_reporter"] == [11, 24]
    assert [one["task"] for one in told["by_task"] if one["state"] == "not_begun"] == [2]
    assert task(told, 13) == {
        "task": 13, "task_key": "13", "group": "III", "leads": ["TTCNTT"], "deadline": "2020-12-31",
        "state": "unreported", "percent": None, "units_done": 0, "units": 1, "rows": [],
    }  # fmt: skip
    assert (told["from"], told["to"], told["due"]) == ("2019-06-15", "2019-09-14", "2019-09-20")
    assert (told["frozen"], told["version"], told["unit"], told["to_check"]) == (False, None, None, [])


@pytest.mark.parametrize(
    ("entry", "accepted", "state", "percent"),
    [
        ({"status": "done", "completed": date(2019, 9, 1)}, True, "on_time", 100),
        ({"status": "done", "completed": date(2020, 12, 31)}, True, "on_time", 100),
        ({"status": "done"}, True, "undated", 100),
        ({"status": "in_progress", "percent": 40}, True, "in_time", 40),
        ({"status": "waiting"}, True, "in_time", None),
        ({"status": "not_started"}, True, "in_time", None),
        ({"status": "done"}, False, "awaiting", None),
    ],
)
def test_a_task_is_in_the_state_that_its_row_says(
    world: World, entry: dict, accepted: bool, state: str, percent: int | None
) -> None:
    row = world.report(13, **entry)
    if accepted:
        world.accept(row)
    found = task(of(world), 13)
    assert (found["state"], found["percent"]) == (state, percent)
    assert found["rows"] == [{"number": 1, "revision": 1, "task_key": "13", "unit": CENTRE, "kind": "lead"}]


def test_what_was_given_back_or_withdrawn_is_no_report(world: World) -> None:
    world.give_back(world.report(13, status="done"), "thiếu số liệu")
    world.report(14, status="done")
    world.report(14, withdrawn=True)
    told = of(world)
    assert task(told, 13)["state"] == task(told, 14)["state"] == "unreported"
    assert (told["reports"]["returned"], told["reports"]["missing"]) == (1, 205)


def test_a_received_row_counts_until_its_correction_is_received(world: World) -> None:
    world.accept(world.report(13, status="in_progress", percent=40))
    second = world.report(13, status="done", completed=date(2019, 9, 10), day=date(2019, 9, 23))
    assert (task(of(world), 13)["state"], of(world)["reports"]["received"]) == ("in_time", 1)
    world.accept(second)
    assert (task(of(world), 13)["state"], task(of(world), 13)["rows"][0]["revision"]) == ("on_time", 2)
    assert of(world)["reports"]["late"] == 0  # the first came in time


def test_what_is_done_stays_so_with_its_quarter_and_is_new_once(tmp_path: Path) -> None:
    world = World(tmp_path, now=datetime(2019, 12, 16, 9, tzinfo=ZONE))
    world.accept(world.report(13, status="done", completed=date(2019, 9, 1), quarter="2019-Q3"))
    now, after = of(world), of(world, "2019-Q4")
    assert [one["tasks"]["done"]["in_period"] for one in (now, after)] == [1, 0]
    assert [task(one, 13)["state"] for one in (now, after)] == ["on_time", "on_time"]
    assert task(of(world, "2019-Q2"), 13)["state"] == "unreported"  # nothing that came later changes it
    assert after["reports"]["owed"] == 205


def test_an_unfinished_phase_runs_out_and_the_next_begins_for_who_was_done(tmp_path: Path) -> None:
    world = World(tmp_path, now=datetime(2021, 3, 16, 9, tzinfo=ZONE))
    world.accept(world.report(14, status="in_progress", percent=90, quarter="2021-Q1"))
    world.accept(world.report(15, status="done", completed=date(2020, 12, 1), quarter="2020-Q4"))
    world.accept(world.report(13, status="done", completed=date(2021, 2, 1), quarter="2021-Q1"))
    told = of(world, "2021-Q1")
    assert [(task(told, n)["state"], task(told, n)["deadline"]) for n in (13, 14, 15, 2)] == [
        ("late", "2020-12-31"), ("overdue", "2020-12-31"), ("unreported", "2025-12-31"), ("unreported", "2025-12-31"),
    ]  # fmt: skip
    assert told["tasks"]["not_begun"] == 0


def test_the_day_in_force_is_the_one_that_the_office_moved(tmp_path: Path) -> None:
    world = World(tmp_path, now=datetime(2021, 3, 16, 9, tzinfo=ZONE))
    for number in (13, 14):
        world.accept(world.report(number, status="in_progress", percent=90, quarter="2021-Q1"))
    with world.db.atomic():
        basis = ["2021-06-30", "Công văn 1"]
        world.store.choices.put(world.plan.document.id, "extended:13:2020-12-31", basis)
    world.plan = world.context.plan()
    told = of(world, "2021-Q1")
    assert [(task(told, n)["state"], task(told, n)["deadline"]) for n in (13, 14)] == [
        ("in_time", "2021-06-30"), ("overdue", "2020-12-31")
    ]  # fmt: skip


def test_a_task_of_several_is_done_when_all_are_by_the_latest_date(world: World) -> None:
    world.accept(world.report(25, OFFICE, status="done", completed=date(2019, 8, 1)))
    told = task(of(world), 25)
    assert (told["state"], told["units_done"], told["units"], told["percent"]) == ("in_time", 1, 2, None)
    world.accept(world.report(25, CENTRE, status="done", completed=date(2021, 1, 1)))
    told = task(of(world), 25)
    assert (told["state"], told["units_done"], len(told["rows"])) == ("late", 2, 2)
    figures = figures_of(world.context, world.plan, world.periods["2019-Q3"], world.now)
    assert "2/2 đơn vị hoàn thành, 2/2 đã báo cáo, thấp nhất 100%, cao nhất 100%" in in_full(figures, of(world))


def test_contributions_are_told_and_not_counted(world: World) -> None:
    world.accept(world.report(13, OFFICE, kind="contribution", status="done", result="đã cho ý kiến"))
    told = of(world)
    assert (task(told, 13)["state"], told["reports"]["received"]) == ("unreported", 0)
    figures = figures_of(world.context, world.plan, world.periods["2019-Q3"], world.now)
    assert [row.entry.result for row in figures.tasks[12].contributions] == ["đã cho ý kiến"]


def test_what_is_not_said_anew_is_carried_on_with_its_quarter(tmp_path: Path) -> None:
    world = World(tmp_path, now=datetime(2019, 12, 16, 9, tzinfo=ZONE))
    world.accept(world.report(13, status="in_progress", percent=40, result="đã xong bước 1", quarter="2019-Q2"))
    world.accept(world.report(13, status="in_progress", nothing_new=True, quarter="2019-Q3"))
    world.accept(world.report(13, status="waiting", difficulty="thiếu vốn", quarter="2019-Q4"))
    told = of(world, "2019-Q4")
    assert (task(told, 13)["percent"], told["tasks"]["of_which"]["waiting_condition"]) == (40, 1)
    part = figures_of(world.context, world.plan, world.periods["2019-Q4"], world.now).tasks[12].parts[0]
    assert [(name, one.value, one.period.key) for name, one in sorted(part.told.items())] == [
        ("difficulty", "thiếu vốn", "2019-Q4"), ("percent", 40, "2019-Q2"), ("result", "đã xong bước 1", "2019-Q2"),
    ]  # fmt: skip
    shares = [one for one in told["figures"] if one["label"] == "Tỷ lệ hoàn thành, nhiệm vụ 13"]
    assert {(one["value"], one["rows"][0]["number"]) for one in shares} == {("40%", 1)}


def test_a_renamed_unit_s_rows_count_for_its_successor(world: World) -> None:
    world.accept(world.report(1, HIGH, status="in_progress", percent=10))
    change = UnitChange("renamed", HIGH, "Vụ Công nghệ mới", "Vụ CNM", date(2019, 9, 1), date(2019, 8, 31))
    with world.db.atomic():
        world.store.unit_changes.add(change, world.now)
    world.plan = world.context.plan()
    told = of(world)
    rows = next(one for one in told["by_unit"] if one["unit"] == "Vụ Công nghệ mới")
    assert (rows["received"], task(told, 1)["rows"][0]["unit"], len(told["by_unit"])) == (1, HIGH, 27)


def test_what_does_not_fit_is_told_with_its_rows(world: World) -> None:
    world.accept(world.report(13, status="done", completed=date(2019, 9, 16)))
    world.accept(world.report(14, status="in_progress", difficulty="thiếu người"))
    world.accept(world.report(15, status="in_progress", difficulty="thiếu người", proposal="bổ sung"))
    told = of(world)["to_check"]
    assert [(one["code"], one["task_key"], one["rows"][0]["number"]) for one in told] == [
        ("done_after", "13", 1), ("no_proposal", "14", 2)
    ]  # fmt: skip
    world.report(12, status="done", percent=100, result="xong")
    held = next(one for one in of(world)["to_check"] if one["code"] == "held")
    assert (held["task_key"], held["rows"][0]["number"]) == ("12", 4)
    assert "chưa nêu sản phẩm" in held["words"]


def test_five_lines_begin_with_what_they_are(world: World) -> None:
    figures = figures_of(world.context, world.plan, world.periods["2019-Q3"], world.now)
    lines = five_lines(figures, as_object(figures)).splitlines()
    assert lines[0] == "**Quý III/2019, Quyết định 676/QĐ-BKHCN: dự thảo, số liệu đến 09:00, 16/9/2019.**"
    assert len(lines) == 5


# ── sums on made-up ledgers ──────────────────────────────────────────────────
@cache
def plan(renamed: bool) -> Plan:
    document = library().documents[0]
    directory = library().directories[document.id]
    changes = [UnitChange("renamed", HIGH, "Vụ Công nghệ mới", None, date(2019, 10, 1), date(2019, 9, 30))]
    return Plan(document, directory, Units(directory, changes if renamed else []), {"continuing:19": True})


@cache
def periods() -> list[Period]:
    made = [reporting_period(library().documents[0].reporting, *quarter) for quarter in Q]
    return [
        Period(n, library().documents[0].id, p.year, p.quarter, p.start or p.due, p.end or p.due, p.due)
        for n, p in enumerate(made, 1)
    ]


ROW = st.tuples(
    st.integers(1, 26),
    st.integers(0, 26),
    st.integers(0, len(Q) - 1),
    st.sampled_from(["sent", "accepted", "accepted", "accepted", "returned", "withdrawn"]),
    st.sampled_from(["not_started", "in_progress", "waiting", "done", "done", "paused"]),
    st.none() | st.integers(0, 100),
    st.none() | st.dates(date(2019, 6, 1), date(2021, 3, 20)),
    st.sampled_from(["lead", "lead", "lead", "contribution"]),
    st.booleans(),
)


def ledger(rows: list[tuple]) -> list[Report]:
    found, revisions = [], Counter()
    names = plan(renamed=False).units.all(date(2019, 9, 1))
    for n, (number, unit, at, state, status, percent, completed, kind, late) in enumerate(rows, 1):
        key = (number, names[unit], at, kind)
        revisions[key] += 1
        entry = Entry(status, percent, f"kết quả {n}", completed=completed)
        when = datetime.combine(periods()[at].due, AS_OF.timetz())
        found.append(Report(n, n, periods()[at].document, number, names[unit], periods()[at], kind, revisions[key],
                            entry, state, when, late, "Người", "Chuyên viên"))  # fmt: skip
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROW, max_size=80), st.integers(0, len(Q) - 1), st.booleans(), st.booleans())
def test_every_sum_holds_at_every_level(rows: list[tuple], at: int, renamed: bool, of_one: bool) -> None:
    own, period, reports = plan(renamed), periods()[at], ledger(rows)
    newest = {(r.task, r.unit, r.period.id): r for r in reports if r.kind == "lead" and r.state == "accepted"}
    said = [Said(r.task, r.unit, r.period, r.entry.status, r.entry.completed) for r in newest.values()]
    known = list(finished(own, said))
    last = {(r.task, r.unit, r.period.id, r.kind): r for r in reports}
    given_rows = {r.id: r for r in (*newest.values(), *last.values()) if r.period.due <= period.due}
    unit = CENTRE if of_one else None
    duties = {(d.task.number, d.unit) for d in owed(own, period, known, [unit] if unit else ())}
    told = as_object(figures := count(Basis(own, period, AS_OF, list(given_rows.values()), duties, known, unit)))
    assert faults(told) == []
    assert told["reports"]["owed"] == len(duties)
    assert told["tasks"]["total"] == len(told["by_task"])
    for one in traced(figures):
        assert len(set(one.rows)) == len(one.rows)
        assert all(row.id in given_rows for row in one.rows)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda told: told["tasks"]["done"].update(on_time=1),
        lambda told: told["tasks"].update(total=25),
        lambda told: told["by_group"][2].update(awaiting=1),
        lambda told: told["reports"].update(sent=1),
        lambda told: told["by_unit"][3].update(missing=1, owed=1),
        lambda told: told["by_task"][4].update(state="late"),
        lambda told: told["tasks"]["of_which"].update(paused=1),
        lambda told: told["tasks"]["done"].update(in_period=1),
        lambda told: told["reports"].update(late=1),
    ],
)
def test_a_sum_that_does_not_hold_is_found(nothing: dict, spoil) -> None:
    spoilt = deepcopy(nothing)
    assert faults(spoilt) == []
    spoil(spoilt)
    assert faults(spoilt)


# ── an outside recount, by what the commands print ───────────────────────────
def recount(rows: list[dict], kb: dict, quarter: str) -> dict[int, str]:
    """The state of each task of a quarter by the rows as exported: knows nothing of the house."""
    names = {name: u["name"] for u in kb["units"] for name in (u["name"], *u.get("abbreviations", ()))}
    listed = json.loads((ROOT / "data" / "units" / "BKHCN.json").read_text(encoding="utf-8"))
    everyone = [u["name"] for u in listed["units"] if u.get("belongs")]
    found = {}
    for one in kb["tasks"]:
        leads = [u for lead in one["leads"] for u in (everyone if "đơn vị thuộc Bộ" in lead else [names.get(lead)])]
        leads = [u for u in leads if u in everyone]
        start, _, end = one["periods"][0].rpartition(" ")[2].replace("IV/", "").partition("-")
        if int(start.strip()) > int(quarter[:4]):
            found[one["number"]] = "not_begun"
        elif not leads:
            found[one["number"]] = "no_reporter"
        else:
            last = date(int(end or start), 12, 31).isoformat()
            found[one["number"]] = _state(rows, one["number"], leads, quarter, last)
    return found


def _state(rows: list[dict], number: int, leads: list[str], quarter: str, last: str) -> str:
    own = [r for r in rows if r["task"] == number and r["kind"] == "lead" and r["quarter"] <= quarter]
    states = []
    for unit in leads:
        accepted = [r for r in own if r["unit"] == unit and r["state"] == "accepted"]
        by = sorted(accepted, key=lambda r: (r["quarter"], r["revision"]))
        now = sorted((r for r in own if r["unit"] == unit and r["quarter"] == quarter), key=lambda r: r["revision"])
        if by and by[-1]["status"] == "done":
            states.append(by[-1]["completed"] or "undated")
        elif any(r["state"] == "accepted" for r in now):
            states.append("running")
        else:
            states.append("awaiting" if now and now[-1]["state"] == "sent" else "unreported")
    if not {"running", "awaiting", "unreported"} & set(states):
        dates = [one for one in states if one != "undated"]
        if any(one > last for one in dates):
            return "late"
        return "undated" if "undated" in states else "on_time"
    told = set(states) - {"awaiting", "unreported"}
    return "in_time" if told else "awaiting" if "awaiting" in states else "unreported"


def test_an_outside_recount_agrees_and_needs_no_serving(world: World) -> None:
    units = world.plan.units.all(date(2019, 9, 1))
    for n, unit in enumerate(units):
        row = world.report(1, unit, status="done" if n % 3 else "in_progress", completed=None, percent=None)
        world.accept(row)
        world.accept(world.report(5, unit, status="done", completed=date(2019, 9, 1 + n % 9)))
        if n % 2:
            world.report(7, unit, status="in_progress", percent=n)
    world.accept(world.report(13, status="done", completed=date(2019, 5, 1), quarter="2019-Q2"))
    world.accept(world.report(14, status="done", completed=date(2021, 5, 1)))
    world.report(14, status="in_progress")
    world.report(22, HIGH, status="done")
    world.accept(world.report(3, OFFICE, status="paused"))
    world.report(4, OFFICE, status="in_progress", day=date(2019, 9, 25))
    told = json.loads(run(world, "--period", "2019-Q3", "--json").stdout)
    exported = export.as_json(export.rows_of(world.store.ledger, None, every=True), world.context.warnings)
    rows = [json.loads(line) for line in exported.splitlines()]
    kb = as_json(library().documents[0])
    assert {one["task"]: one["state"] for one in told["by_task"]} == recount(rows, kb, "2019-Q3")
    newest = {(r["task"], r["unit"]): r["state"] for r in rows if r["quarter"] == "2019-Q3"}
    accepted = {(r["task"], r["unit"]) for r in rows if r["quarter"] == "2019-Q3" and r["state"] == "accepted"}
    assert told["reports"]["received"] == len(accepted)
    assert told["reports"]["sent"] == sum(s == "sent" for key, s in newest.items() if key not in accepted)
    assert told["reports"]["late"] == 1
    assert told["reports"]["owed"] == 205  # task 13 was done before


# ── the command ──────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--period", "2020-Q1"], "Không có kỳ 2020-Q1. Các kỳ đã có: 2019-Q2, 2019-Q3."),
        (["--period", "2019-Q3", "--unit", "Vụ Lạ"], "Không có đơn vị Vụ Lạ."),
        (["--period", "2019-Q3", "--version", "2"], "Kỳ 2019-Q3 không có bản 2."),
    ],
)
def test_the_command_says_in_one_line_what_there_is_not(
    world: World, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    with pytest.raises(NoSuchError) as refused:  # exit code 2: tests/progress/test_summary_versions.py
        told(world, *arguments)
    assert (str(refused.value), capsys.readouterr().out) == (words, "")


@pytest.mark.soak
def test_the_command_tells_a_person_and_one_unit(world: World) -> None:
    world.accept(world.report(13, status="done", completed=date(2019, 9, 1)))
    told = run(world, "--period", "2019-Q3").stdout.decode()
    assert "• 206 báo cáo phải gửi: đã tiếp nhận 1" in told
    own = json.loads(run(world, "--period", "2019-Q3", "--unit", "TTCNTT", "--json").stdout)
    assert (own["unit"], own["reports"]["owed"], [one["unit"] for one in own["by_unit"]]) == (CENTRE, 17, [CENTRE])
    assert LAW not in told.splitlines()[0]
