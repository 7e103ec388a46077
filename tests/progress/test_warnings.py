"""What the office is to look at: each rule by itself, and gathered from the ledger."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from progress.duties import done_before, finished, last_holder
from progress.export import as_json, rows_of
from progress.model import Entry, Period, Report
from progress.plan import Plan
from progress.warnings import HOLDS, Code, Contribution, History, Looked, is_held, warnings
from progress.wording.warnings import WARNING
from tests.ministry import Ministry, Size
from tests.progress.looking_world import ABROAD, CENTRE, World

LINES = [
    line.split("\t")
    for line in (Path(__file__).parent / "warnings.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
WORDS = ("result", "difficulty", "proposal", "next_step", "product")


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return World(tmp_path_factory.mktemp("plan")).plan


def entry(text: str) -> Entry | None:
    """«in_progress 60 result»: a status, a percentage or -, and what is told."""
    told = text.split()
    if not told:
        return None
    nothing_new, told = told[0] == "nothing_new", [one for one in told if one != "nothing_new"]
    percent = int(told[1]) if told[1:] and told[1].isdecimal() else None
    texts = {name: "đã nêu" for name in WORDS if name in told}
    completed = date(2019, 9, 12) if "completed" in told else None
    return Entry(told[0], percent, **texts, completed=completed, nothing_new=nothing_new)  # type: ignore[arg-type]


@pytest.mark.parametrize("line", LINES, ids=[f"{n}: {' '.join(line[2:])}" for n, line in enumerate(LINES)])
def test_each_rule_holds_or_shows(plan: Plan, line: list[str]) -> None:
    named, kind, said, stood, marks, codes = line
    tasks = plan.document.tasks
    at = {
        "NONE": next(t.number for t in tasks if not t.product),
        "ALL": next(t.number for t in tasks if any("thuộc Bộ" in lead for lead in t.leads) and t.product),
        "CONT": 14,
    }
    told = dict(mark.split(":") for mark in marks.split() if ":" in mark and "other" not in mark)
    others = [mark.removeprefix("other:") for mark in marks.split() if mark.startswith("other:")]
    continuing = replace(plan, choices={"continuing:14": True})
    period = Period(1, plan.document.id, 2019, 3, date(2019, 6, 15), date(2019, 9, 14), date(2019, 9, 20))
    row = Looked(
        at.get(named) or int(named), CENTRE, period, kind, entry(said) or Entry(),  # type: ignore[arg-type]
        date.fromisoformat(told.get("day", "2019-09-16")), "late" in marks.split(),
    )  # fmt: skip
    history = History(entry(stood), "decided" in marks.split(), "silent" in marks.split())
    contributions = [Contribution(one.split(",")[0], "hard" in one) for one in others]  # type: ignore[arg-type]
    found = warnings(row, history, contributions, continuing)
    assert list(found) == codes.split()
    assert is_held(row, history, contributions, continuing) == bool(HOLDS & set(found))


def test_the_words_of_each_code_are_there() -> None:
    assert set(WARNING) == set(get_args(Code))


def beside(row: Report, rows: list[Report]) -> tuple[Entry | None, bool, bool, list[Contribution]]:
    """What stands beside a row, told from the whole history."""
    chain = [r for r in rows if (r.task, r.unit, r.kind) == (row.task, row.unit, row.kind)]
    earlier = [r for r in chain if (r.period.due, r.revision) < (row.period.due, row.revision)]
    stood = [r.entry for r in earlier if r.state == "accepted"]
    decided = any(r.period == row.period and r.state in ("accepted", "returned") for r in earlier)
    dues = [r.period.due for r in rows if r.period.due < row.period.due]
    last = [r for r in earlier if dues and r.period.due == max(dues)][-1:]
    silent = row.entry.nothing_new and any(r.entry.nothing_new and r.state != "withdrawn" for r in last)
    same = [r for r in rows if (r.task, r.period, r.kind) == (row.task, row.period, "contribution")]
    newest = {r.unit: r for r in same}.values()
    others = [Contribution(r.entry.status or "in_progress", bool(r.entry.difficulty)) for r in newest
              if r.state != "withdrawn"]  # fmt: skip
    return stood[-1] if stood else None, decided, silent, others


def test_what_is_read_of_many_rows_at_once_is_what_the_history_says(tmp_path: Path) -> None:
    made = Ministry(tmp_path, Size(0, (2020, 2), "2021-03-16T09:00:00"))
    made.fill()
    with made.db.atomic():
        made.db.execute("drop trigger reports_no_update")  # the ministry's words alone would try few of the rules
        made.db.execute("update reports set kind = 'contribution' where unit = ? and task in (5, 9, 25)", (CENTRE,))
        made.db.execute("update reports set nothing_new = 1 where id % 3 = 0")
        made.db.execute("update reports set completed = '2020-11-02' where status = 'done' and id % 2")
        made.db.execute("update reports set result = null where id % 5 = 0")
        made.db.execute("update reports set status = 'done' where unit <> ? and task = 25", (CENTRE,))
        made.store.standings.tell_all()
        made.wire()
        made.service.begin(made.now.date())
    plan, rows = made.context.plan(), made.store.ledger.history(made.context.plan().document.id)
    found = made.context.warnings.of(row.id for row in rows)
    known = list(finished(plan, made.store.standings.received(plan.document.id)))
    seen: set[str] = set()
    for row in rows:
        stood, decided, silent, others = beside(row, rows)
        done = done_before(known, row.period.due).get((row.task, last_holder(plan, row.unit)), "")
        looked = Looked(row.task, row.unit, row.period, row.kind, row.entry, row.at.date(), row.late)
        codes = warnings(looked, History(stood, decided, silent, done), others, plan)
        assert found[row.id].codes == codes, row
        seen |= set(codes)
    assert seen == set(get_args(Code)) - {"late", "percent_missing"}


def test_the_lines_say_phase_silence_and_warnings(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.accept(world.report(13, status="in_progress", percent=60, result="đã họp"))
    world.report(13, status="in_progress", percent=40, difficulty="thiếu kinh phí")
    world.report(1, unit=ABROAD, status="in_progress", percent=10, nothing_new=True)
    told = [json.loads(line) for line in as_json(rows_of(world.store.ledger), world.context.warnings).splitlines()]
    assert [(one["task"], one["phase"], one["nothing_new"]) for one in told] == [
        (1, "2020-12-31", True), (13, "2020-12-31", False),
    ]  # fmt: skip
    codes = ("percent_fell", "says_less", "correction")
    assert [one["warnings"] for one in told] == [[], [{"code": code, "holds": True} for code in codes]]
