"""What a page costs on a ledger of one year and on one of ten: milliseconds of processor on the bot's only loop."""

import gc
import multiprocessing
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path

from progress.chat.context import Context, Message, Press
from progress.chat.reviewing import tray_of
from progress.model import Entry
from progress.store.notes import UnitChange
from progress.store.rows import stamp
from progress.store.store import open_store
from scheduler import planning
from scheduler.dispatcher import ReminderDispatcher
from scheduler.workdays import vietnam
from storage.database import reading
from storage.unit_of_work import Storage
from tests.ministry import CENTRE, LEGAL, SAYINGS, WHO, Ministry, Size

PEOPLE, OFFICE = 5000, 20
YEAR = Size(33, (2019, 3), "2020-06-16T09:00:00", all_lead=True, people=PEOPLE, office=OFFICE)
TEN = Size(33, (2019, 3), "2029-06-18T09:00:00", all_lead=True, people=PEOPLE, office=OFFICE)
MOST, TIMES, MORE, MEMORY = 50.0, 1.3, 5.0, 150.0
ALLOWED = {"receive": 100.0, "desk": 15.0}
ROLES = {"people of a unit": "lan", "head": "minh", "office": "trang", "reader": "chi", "admin": "admin"}
PRESSED = ("lookall", "lookunit", "looksent", "looktask", "hist", "tray", "take", "held", "takeall", "sheet",
           "item", "send", "waiting",
           "q_units", "q_unit", "q_lonely", "kyone", "kylock", "urge", "q_audit", "q_requests", "q_tasks")  # fmt: skip
OF_PAGE = {"/ky": 15.0}
"""What a page may take that is asked for often, beside `MOST`."""
KEEPS = ("/baocao", "sheet", "nv ", "/capnhat")  # screens whose buttons need what they began
EXPORTS = ("/xuat", "/xuat quý I/2020", "/xuat tất cả")
ASKS = ("nhiệm vụ nào của nhóm II chưa ai báo cáo", "đơn vị nào trễ nhiều nhất quý này",
        "mỗi đơn vị đã hoàn thành bao nhiêu nhiệm vụ", "báo cáo nào đang chờ tiếp nhận",
        "nhiệm vụ nào nhóm IV đang vướng mà chưa báo cáo quý này")  # fmt: skip
Row = tuple[str, str, float]


def fill(home: Path, size: Size, made: Ministry | None = None) -> None:
    """All rows at once, past the ledger's own writing, which is measured apart."""
    made = made or Ministry(home, size)
    submissions, reports, reviews = [], [], []
    revisions: dict[tuple[object, ...], int] = {}
    with made.db.atomic():
        for sending, rows, verdict in made.acts():
            submissions.append((sending.document, sending.unit, sending.person.id, stamp(sending.at), sending.key))
            for row in rows:
                key = (row.task, sending.unit, row.period.id)
                revisions[key] = revisions.get(key, 0) + 1
                reports.append(_report(len(submissions), sending, row, revisions[key]))
                if verdict:
                    words = "bổ sung số liệu" if verdict == "returned" else ""
                    reviews.append((len(reports), verdict, words, "Văn phòng Bộ", "Trang", stamp(sending.at)))
        many = made.db.conn.executemany
        many("insert into submissions (document, unit, person, at, key) values (?, ?, ?, ?, ?)", submissions)
        marks = ", ".join("?" * 20)
        many(
            "insert into reports (submission, document, task, unit, period, kind, revision, withdrawn, status, percent,"
            " result, difficulty, proposal, next_step, completed, product, name, position, at, late)"
            f" values ({marks})",
            reports,
        )
        many("insert into reviews (report, verdict, words, unit, name, at) values (?, ?, ?, ?, ?, ?)", reviews)
    with made.db.atomic():
        made.store.standings.tell_all()  # as the step does that brings an older database up to date
        made.wire()
        made.service.begin(made.now.date())


def _report(receipt, sending, row, revision) -> tuple[object, ...]:
    told: dict[str, object] = asdict(row.entry or Entry())
    said = [told[n] for n in ("result", "difficulty", "proposal", "next_step", "completed", "product")]
    return (
        receipt, sending.document, row.task, sending.unit, row.period.id, row.kind, revision, int(row.withdrawn),
        row.entry.status, row.entry.percent, *said, sending.person.name, "Chuyên viên", stamp(sending.at), 0,
    )  # fmt: skip


def spent(act: Callable[[], object], times: int) -> float:
    """The best of some times: what others do on the machine is not the page's cost."""
    found = []
    for _ in range(times):
        began = time.process_time()
        act()
        found.append(1000 * (time.process_time() - began))
    return min(found)


def pages(made: Ministry, times: int) -> Iterator[Row]:
    """Every word of every role, and the first button of each verb that is met below them."""
    for role, who in ROLES.items():
        account, tokens = WHO[who], dict[str, tuple[str, ...]]()
        sayings = ["/quantri", "/tinhhinh", "/ky"] if who == "admin" else (*SAYINGS, *EXPORTS, *ASKS, "/ky")
        for saying in sayings:
            _note(tokens, made.walk(account, saying), (saying,))
            yield role, saying, spent(partial(made.walk, account, saying), times)
        done: set[str] = set()
        while left := [verb for verb in PRESSED if verb in tokens and verb not in done]:
            verb = left[0]
            done.add(verb)
            _note(tokens, made.walk(account, *tokens[verb]), tokens[verb])
            yield role, f"[{verb}]", spent(partial(made.walk, account, *tokens[verb]), times)


def _note(tokens: dict[str, tuple[str, ...]], outcome, path: tuple[str, ...]) -> None:
    """The shortest way to each verb: read-only screens need not be walked through again."""
    start = path if path[-1].startswith(KEEPS) else ("",)
    for out in outcome.out if outcome else ():
        for row in out.buttons:
            for button in row:
                tokens.setdefault(button.token.partition(":")[0], (*start, button.token))


def acts(made: Ministry) -> Iterator[Row]:
    """What is done seldom and touches much; it may take longer the more there is, but not hold the others."""
    today, store = made.now.date(), made.store
    period = made.context.open_periods(made.context.plan(), today)[0]
    yield "act", "a period is closed", _before_back(made, lambda: store.periods.close(period, made.now))
    for change in (
        UnitChange("added", "Ban Quản lý dự án số 99"),
        UnitChange("renamed", CENTRE, successor="Cục Chuyển đổi số", valid_to=today),
        UnitChange("ended", LEGAL, successor=CENTRE, valid_to=today),
    ):
        yield "act", f"a unit is {change.kind}", _before_back(made, partial(store.unit_changes.add, change, made.now))


def receiving(made: Ministry) -> Iterator[Row]:
    """The office's desk where 195 rows wait that nothing holds."""
    trang, at_once = WHO["trang"], 195

    def received() -> float:
        rows = [one.id for one, _ in made.context.warnings.waiting(tray_of(made.context.person(trang), plan))]
        made.db.execute("drop trigger reports_no_update")
        made.db.execute(f"update reports set nothing_new = 1 where id in ({','.join(map(str, rows[:at_once]))})")
        made.db.execute(
            "update reports set status = 'done', nothing_new = 0, completed = null"
            f" where id in ({','.join(map(str, rows[at_once:]))})"
        )
        asked = made.service.say(Message(trang, "tiếp nhận hết", made.now, "m:bench", 1))
        token = asked.out[0].buttons[0][0].token
        taken = spent(lambda: made.service.press(Press(trang, token, made.now, "c:bench", 2)), 1)
        left = made.store.ledger.count_waiting(tray_of(made.context.person(trang), plan))
        if len(rows) - sum(left.values()) != at_once:
            raise AssertionError(left)
        return taken

    plan = made.context.plan()
    yield "receive", f"{at_once} rows at once", min(made.rolled_back(received) for _ in range(3))
    yield "desk", "/choduyet", spent(lambda: made.walk(trang, "/choduyet"), 5)


def _before_back(made: Ministry, act: Callable[[], object]) -> float:
    """What an act costs, without what it costs to take it back."""
    return min(made.rolled_back(lambda: spent(act, 1)) for _ in range(3))


def stretches(steps: Iterator[object]) -> list[float]:
    """How long each step holds the loop."""
    found, began = [0.0], time.process_time()
    for _ in steps:
        found.append(1000 * (time.process_time() - began))
        began = time.process_time()
    return [*found, 1000 * (time.process_time() - began)]


def ticks(made: Ministry) -> Iterator[Row]:
    """What the loop does by itself: the longest stretch of each, and all of it together."""
    yield "tick", "news to the office", spent(lambda: made.rolled_back(made.service.reviewing.news), 1)
    reminding = ReminderDispatcher(made.context, Storage(made.db, 1, lambda: made.now), lambda: made.now, vietnam)
    with reading(made.path) as db:
        if db is None:
            raise FileNotFoundError(made.path)
        found = planning.lines(Context(open_store(db, frozenset()), made.context.documents, str), vietnam(), made.now)
        began = time.process_time()
        lines = list(found)
    yield "beside", f"reminders are planned, of {len(lines)}", 1000 * (time.process_time() - began)
    for name, steps in (
        ("reminders, as planned beside", lambda: reminding.plan(made.now, lines)),
        ("reminders, nothing new", lambda: reminding.plan(made.now, ())),
        ("reminders, followed up", lambda: reminding.follow_up(made.now)),
    ):
        taken = stretches(steps())
        yield "tick", f"{name}: longest of {len(taken)}", max(taken)
    key = made.store.reminders.on_their_way(most=1)[0]
    yield "tick", "a reminder looked at again", spent(lambda: reminding.recheck(key), 1)


def memory() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def measure(size: Size, times: int) -> Iterator[Row]:
    """All of it on a ledger that another process has filled, so that no memory of that is counted."""
    with tempfile.TemporaryDirectory() as home:
        filling = multiprocessing.get_context("spawn").Process(target=fill, args=(Path(home), size))
        filling.start()
        filling.join()
        began = time.process_time()
        made = Ministry(Path(home), size, is_new=False)
        with made.db.atomic():
            made.service.begin(made.now.date())
        rows = made.db.execute("select count(*) from reports").fetchone()[0]
        yield "start", f"{rows} rows, s", time.process_time() - began
        made.db.conn.execute("analyze") if os.environ.get("ANALYZE") else None
        gc.collect()
        gc.freeze()
        yield from pages(made, times)
        yield from acts(made)
        yield from receiving(made)
        yield from ticks(made)
        yield "memory", "MiB resident", memory()


def _named(act: str) -> str:
    """An act without its numbers."""
    return re.sub(r"\d{2,}", "", act)


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    small = {(role, _named(act)): ms for role, act, ms in measure(YEAR, times)}
    over = 0
    print(f"{'':18}{'':52}{'4 quarters':>12}{'40':>10}")
    for role, act, ms in measure(TEN, times):
        was = small.get((role, _named(act)), 0.0)
        bad = role in ROLES or role in ("act", "tick")
        bad = (bad and ms > OF_PAGE.get(act, MOST)) or (bad and role != "act" and ms > max(was * TIMES, was + MORE))
        bad = bad or (role in ALLOWED and ms > ALLOWED[role])
        bad = bad or (role == "memory" and ms > MEMORY)
        over += bad
        print(f"{role:18}{act[:50]:52}{was:>12.1f}{ms:>10.1f}{'  over' if bad else ''}", flush=True)
    print(f"{over} over")


if __name__ == "__main__":
    main()
