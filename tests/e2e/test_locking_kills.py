"""Kill -9 in a lock and in an urge to sixty people: all or nothing in the database, and nobody is urged twice."""

import random
import sqlite3
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from playground.client import Control
from tests.e2e.driver import command, until
from tests.e2e.quarter import OFFICE, UNITS
from tests.e2e.reminding import House, house
from tests.marks import soaked

pytestmark = pytest.mark.e2e
CLERK = 739_000
CLOSED = "select count(*) from periods where closed_at is not null"
PEOPLE = range(710_000, 710_060)
SEATS = [
    *((one, f"Người {one}", UNITS[n % len(UNITS)], ("reporter", "head")[n % 2]) for n, one in enumerate(PEOPLE)),
    (CLERK, "Đỗ Thu Trang", OFFICE, "office"),
]


def asked(house: House, query: str) -> list[tuple]:
    with closing(sqlite3.connect(f"file:{house.home / 'bot.sqlite3'}?mode=ro", uri=True)) as db:
        return db.execute(query).fetchall()


def pressed(control: Control, label: str) -> bool:
    """Press the newest button of that label in the clerk's chat."""
    said = control.get("messages", chat=CLERK, limit=50)["messages"]
    having = [m for m in said if any(b["text"] == label for row in m.get("buttons") or () for b in row)]
    if having:
        control.press(CLERK, having[-1], label)
    return bool(having)


def killed(house: House, dice: random.Random, longest: float) -> None:
    time.sleep(dice.uniform(0, longest))
    house.bot.kill()
    house.bot.start()


@pytest.mark.parametrize("kills", [3, *soaked(10)])
def test_a_lock_is_whole_or_is_not(tmp_path: Path, kills: int) -> None:
    dice = random.Random(kills)
    with house(tmp_path, SEATS, "2019-09-23T18:00:00", BOT_FIRST_PERIOD="2019-Q3") as made:
        for _ in range(kills):
            made.control.ask(CLERK, "/ky")
            assert until(lambda: pressed(made.control, "Quý III/2019"))
            if asked(made, "select 1 from periods where id = 1 and closed_at is not null"):
                assert until(lambda: pressed(made.control, "Mở lại"))
                assert until(lambda: "nhắn lý do" in made.last(CLERK)["text"])
                made.control.ask(CLERK, "đính chính số liệu")
            assert until(lambda: pressed(made.control, "Khóa kỳ báo cáo"))
            assert until(lambda: pressed(made.control, "Đồng ý khóa kỳ"))
            killed(made, dice, 0.05)
            assert until(lambda: asked(made, CLOSED) == [(1,)]), made.bot.log[-2000:]
            (versions,) = asked(made, "select count(*) from versions")
            (reopened,) = asked(made, "select count(*) from reopenings")
            assert versions[0] == reopened[0] + 1
            duties = asked(made, "select count(*) from version_duties group by version")
            owed = asked(made, "select sum(owed) from standings where period = 1")
            assert set(duties) == set(owed)
    assert command(tmp_path, "check").returncode == 0


@pytest.mark.parametrize("kills", [3, *soaked(10)])
def test_nobody_is_urged_twice_and_everybody_once(tmp_path: Path, kills: int) -> None:
    dice = random.Random(kills)
    with house(tmp_path, SEATS, "2019-09-16T14:00:00") as made:
        made.settle()
        since = made.control.seq()
        made.control.ask(CLERK, "/dondoc")
        assert until(lambda: pressed(made.control, "Gửi"))
        for _ in range(kills):
            killed(made, dice, 0.4)
        made.settle(60)
        assert until(lambda: len(asked(made, "select 1 from reminders where step = 'urge'")) == len(PEOPLE), 30)
        made.settle(60)
        heard = Counter[int]()
        for event in made.control.get("events", since=since, type="message", bot=1)["events"]:
            heard[event["chat"]] += "Còn chưa nhận được" in event["message"]["text"] and event["chat"] in PEOPLE
        states = dict(asked(made, "select p.account, r.state from reminders r join people p on p.id = r.person"
                                  " where r.step = 'urge'"))  # fmt: skip
        assert len(asked(made, "select 1 from urges")) == 1
        assert [one for one in PEOPLE if heard[one] > 1] == []
        assert [one for one in PEOPLE if states[one] == "sent" and heard[one] != 1] == []
        assert {states[one] for one in PEOPLE} <= {"sent", "unknown"}
