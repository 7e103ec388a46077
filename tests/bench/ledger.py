"""What a page costs on a ledger of one year and on one of ten: milliseconds of processor on the bot's only loop."""

import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path

from progress.model import Entry
from progress.store.rows import stamp
from scheduler.dispatcher import ReminderDispatcher
from scheduler.workdays import vietnam
from storage.unit_of_work import Storage
from tests.ministry import SAYINGS, WHO, Ministry, Size

PEOPLE, OFFICE = 5000, 20
YEAR = Size(33, (2019, 3), "2020-06-16T09:00:00", all_lead=True, people=PEOPLE, office=OFFICE)
TEN = Size(33, (2019, 3), "2029-06-18T09:00:00", all_lead=True, people=PEOPLE, office=OFFICE)
MOST, TIMES, MORE = 50.0, 1.3, 5.0
ROLES = {"people of a unit": "lan", "head": "minh", "office": "trang", "reader": "chi", "admin": "admin"}
PRESSED = ("lookall", "lookunit", "looksent", "looktask", "hist", "tray", "take", "sheet", "item", "send", "waiting",
           "q_units", "q_unit", "q_lonely", "q_periods", "q_period", "q_audit", "q_requests", "q_tasks")  # fmt: skip
KEEPS = ("/baocao", "sheet", "nv ", "/capnhat")  # screens whose buttons need what they began
Row = tuple[str, str, float]


def fill(made: Ministry) -> int:
    """All rows at once, past the ledger's own writing, which is measured apart."""
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
    return len(reports)


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
        sayings = ["/quantri", "/tinhhinh"] if who == "admin" else SAYINGS
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


def ticks(made: Ministry) -> Iterator[Row]:
    """What the loop does by itself: the longest stretch of each, and all of it together."""
    yield "tick", "news to the office", spent(lambda: made.rolled_back(made.service.reviewing.news), 1)
    reminding = ReminderDispatcher(made.context, Storage(made.db, 1, lambda: made.now), lambda: made.now, vietnam)
    for name in ("reminders, longest stretch of {}", "nothing to do, longest stretch", "nothing to do, again"):
        stretches, planned = [0.0], 0
        began = time.process_time()
        for done in reminding.steps(made.now):
            stretches.append(time.process_time() - began)
            planned += len(done.planned)
            began = time.process_time()
        stretches.append(time.process_time() - began)
        worst = max(range(len(stretches)), key=stretches.__getitem__)
        yield "tick", name.format(planned) + f" ({worst})", 1000 * stretches[worst]
    key = next((one.message for one in made.store.reminders.planned()), "")
    yield "tick", "a reminder looked at again", spent(lambda: reminding.recheck(key), 1)


def memory() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def measure(size: Size, times: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as home:
        made = Ministry(Path(home), size)
        rows = fill(made)
        made.wire()
        began = time.process_time()
        with made.db.atomic():
            made.store.standings.tell_all()  # as the step does that brings an older database up to date
            made.service.begin(made.now.date())
        yield "start", f"{rows} rows, s", time.process_time() - began
        made.db.conn.execute("analyze") if os.environ.get("ANALYZE") else None
        gc.collect()
        gc.freeze()
        yield from pages(made, times)
        yield from ticks(made)
        yield "memory", "MiB resident", memory()


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    small = {(role, act.partition(" (")[0].rstrip("0123456789")): ms for role, act, ms in measure(YEAR, times)}
    over = 0
    print(f"{'':18}{'':52}{'4 quarters':>12}{'40':>10}")
    for role, act, ms in measure(TEN, times):
        was = small.get((role, act.partition(" (")[0].rstrip("0123456789")), 0.0)
        bad = role not in ("start", "memory") and (ms > MOST or ms > max(was * TIMES, was + MORE))
        over += bad
        print(f"{role:18}{act[:50]:52}{was:>12.1f}{ms:>10.1f}{'  over' if bad else ''}", flush=True)
    print(f"{over} over")


if __name__ == "__main__":
    main()
