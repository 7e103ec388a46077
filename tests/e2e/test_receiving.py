"""The office receives a quarter over HTTP: few taps, and all or nothing whenever the process dies."""

import random
import sqlite3
import time
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest

from clock import VIETNAM
from progress.chat.context import Context
from progress.model import Entry
from progress.store.ledger import NewRow, Sending
from progress.store.schema import STEPS
from progress.store.store import open_store
from storage.database import serving
from tests.e2e.driver import until
from tests.e2e.reminding import House, Seat, house, seed
from tests.opened import project_library

pytestmark = pytest.mark.e2e

NOW, TRANG, FIRST = "2019-09-12T10:00:00", 750_001, 751_000
OFFICE: Seat = (TRANG, "Đỗ Thu Trang", "Văn phòng Bộ", "office")


def reported(path: Path, held: int) -> list[Seat]:
    """Every unit but the office's has an Đầu mối, who has reported all that it owes; so many rows are held."""
    at = datetime.fromisoformat(NOW).replace(tzinfo=VIETNAM)
    library = project_library()
    with serving(path, STEPS) as db:
        store = open_store(db, frozenset())
        documents = tuple((d, library.directories[d.id]) for d in library.documents)
        context = Context(store, documents, str)
        with db.atomic():
            plan = context.plan()
            context.books.begin()
            period = context.periods(plan, date(2019, 9, 16))[-1]
            units = [unit for unit in plan.units.all(period.end) if unit != OFFICE[2]]
    seats: list[Seat] = [(FIRST + n, f"Người {n}", unit, "reporter") for n, unit in enumerate(units)]
    seed(path, [*seats, OFFICE], f"{NOW}+07:00")
    with serving(path, STEPS) as db:
        store = open_store(db, frozenset())
        context = Context(store, documents, str)
        with db.atomic():
            left = held
            for account, _, unit, _ in seats:
                tasks = [duty.task.number for duty in context.duties(plan, period, unit)]
                odd = 1 if left else 0
                left -= odd
                entries = [Entry("done", 100, "xong") if n < odd else Entry("in_progress", 40, "đã họp")
                           for n, _ in enumerate(tasks)]  # fmt: skip
                rows = [NewRow(task, period, "lead", entry) for task, entry in zip(tasks, entries, strict=True)]
                person = store.people.by_account(account)
                assert person
                store.ledger.submit(Sending(plan.document.id, unit, person, at, f"seed:{account}"), rows)
    return [*seats, OFFICE]


def count(home: Path, state: str) -> int:
    with closing(sqlite3.connect(f"file:{home / 'bot.sqlite3'}?mode=ro", uri=True)) as db:
        found: int = db.execute("select count(*) from standings where state = ?", (state,)).fetchone()[0]
        return found


def shown(at: House) -> str:
    """All that the office's person has before them."""
    return "\n\n".join(m["text"] for m in at.control.get("messages", chat=TRANG)["messages"] if m["from_bot"])


def press(at: House, words: str) -> None:
    """Press the newest button that begins so, once it is there."""

    def found() -> list[tuple[dict, str]]:
        said = reversed(at.control.get("messages", chat=TRANG)["messages"])
        return [(m, b["text"]) for m in said for row in m.get("buttons") or () for b in row
                if b["text"].startswith(words)]  # fmt: skip

    assert until(found), shown(at)
    at.control.press(TRANG, *found()[0])


@pytest.mark.parametrize("kills", [3, pytest.param(10, marks=pytest.mark.soak)])
def test_all_or_nothing_is_received_and_taken_back_whenever_the_process_dies(tmp_path: Path, kills: int) -> None:
    seats, dice = reported(tmp_path / "bot.sqlite3", 0), random.Random(kills)
    every = count(tmp_path, "sent")
    with house(tmp_path, seats, NOW) as at:
        for turn in range(kills):
            before, after = ("sent", "accepted") if turn % 2 == 0 else ("accepted", "sent")
            if turn % 2 == 0:
                at.control.say(TRANG, "tiếp nhận hết")
                press(at, "Đồng ý tiếp nhận")
            else:
                press(at, "Hủy tiếp nhận")
                assert until(lambda: f"Hủy tiếp nhận {every} báo cáo?" in shown(at))
                press(at, "Đồng ý hủy tiếp nhận")
            time.sleep(dice.uniform(0, 0.25))
            at.bot.kill()
            assert {count(tmp_path, before), count(tmp_path, after)} == {0, every}
            at.bot.start()
            assert until(lambda state=after: count(tmp_path, state) == every), at.bot.log[-2000:]
            done = "Đã tiếp nhận" if turn % 2 == 0 else "Đã hủy tiếp nhận"
            assert until(lambda words=f"{done} {every}": words in shown(at)), shown(at)
    with closing(sqlite3.connect(tmp_path / "bot.sqlite3")) as db:
        assert db.execute("select count(*) from reviews").fetchone() == (every * kills,)


def test_the_office_is_through_a_quarter_in_few_taps(tmp_path: Path) -> None:
    """Fifteen of some 190 rows are held; of five more is asked for; the rest takes three taps."""
    seats = reported(tmp_path / "bot.sqlite3", 15)
    every = count(tmp_path, "sent")
    assert every > 180
    with house(tmp_path, seats, NOW) as at:
        taps = 1
        at.control.ask(TRANG, "/choduyet")
        for words, told in (("Tiếp nhận tất cả", "báo cáo quý III/2019 của"), ("Đồng ý", "Còn 15"), ("Xem", "còn 15")):
            press(at, words)
            taps += 1
            assert until(lambda told=told: told in shown(at)), shown(at)
        for left in range(14, -1, -1):
            told = f"Báo cáo cần lưu ý, còn {left}\n" if left else "Không còn báo cáo nào cần lưu ý."
            steps = (("Tiếp nhận", told),)
            if left >= 10:
                steps = (("Đề nghị bổ sung", "Anh/chị ghi nội dung"), ("Nêu ngày", "Đã chuyển"), ("Báo cáo tiếp", told))
            for words, then in steps:
                press(at, words)
                taps += 1
                assert until(lambda then=then: then in shown(at)), shown(at)
        asked = [seat[0] for seat in seats if "Nêu ngày hoàn thành" in at.last(seat[0])["text"]]
        assert len(asked) == 5
        assert (count(tmp_path, "accepted"), count(tmp_path, "returned")) == (every - 5, 5)
        assert taps <= 30
