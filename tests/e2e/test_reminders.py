"""Reminders over HTTP: they arrive, survive kills and faults, and come once."""

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from playground.client import Control
from playground.people import OFFICE as PLAYED_OFFICE
from playground.people import OTHER_REPORTER, REPORTER, VISITOR
from tests.e2e.driver import TOKEN, BotProcess, command, until
from tests.e2e.kills import free_port
from tests.e2e.reminding import House, Seat, house, seed

pytestmark = pytest.mark.e2e

CENTRE, LEGAL, OFFICE = "Trung tâm Công nghệ thông tin", "Vụ Pháp chế", "Văn phòng Bộ"
LAN, HOA, HUY, TRANG = 710_001, 710_002, 710_003, 710_004
STAFF: list[Seat] = [
    (LAN, "Phạm Thị Lan", CENTRE, "reporter"), (HOA, "Lê Thị Hoa", CENTRE, "head"),
    (HUY, "Hoàng Anh Huy", LEGAL, "reporter"), (TRANG, "Đỗ Thu Trang", OFFICE, "office"),
]  # fmt: skip
CROWD: list[Seat] = [(720_000 + n, f"Nguyễn Văn Số {n}", LEGAL, "reporter") for n in range(60)]
OPENING, LAST_CALL, DUE = "2019-09-16T08:30:00", "2019-09-18T08:30:00", "2019-09-20T08:30:00"
ALL_OPEN = {(LAN, "opening"): 1, (HUY, "opening"): 1, (TRANG, "digest"): 1}


@pytest.fixture
def ministry(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path, STAFF, "2019-09-13T10:00:00") as one:
        yield one


def test_the_story_of_the_third_issue(ministry: House) -> None:
    """One tap opens the unit's draft; who has reported is left in peace; a kill in between changes nothing."""
    ministry.settle()
    assert ministry.day(OPENING) == ALL_OPEN
    since = ministry.control.seq()
    ministry.control.press(HUY, ministry.last(HUY), "Báo cáo")
    (sheet,) = ministry.control.from_bot(since, HUY)
    assert "Báo cáo quý III/2019" in sheet["text"]
    for number in (1, 5, 7, 9, 10, 16, 21):
        ministry.control.ask(HUY, f"Cập nhật nhiệm vụ {number}: 40%, đang xây dựng kế hoạch")
    ministry.settle()
    since = ministry.control.seq()
    ministry.control.press(HUY, ministry.last(HUY), "Gửi")
    assert until(lambda: any("Đã gửi BC-0001" in m["text"] for m in ministry.control.from_bot(since, HUY)), 10)
    ministry.bot.kill()
    ministry.bot.start()
    assert ministry.day("2019-09-16T15:00:00") == {}
    assert ministry.day(LAST_CALL) == {(LAN, "last_call"): 1, (HOA, "last_call"): 1, (TRANG, "digest"): 1}


def test_down_for_four_days_and_then_the_latest_step_at_once(ministry: House) -> None:
    ministry.settle()
    ministry.bot.kill()
    ministry.clock("2019-09-18T14:00:00")
    since = ministry.control.seq()
    ministry.bot.start()
    ministry.settle()
    expected = {(person, "last_call"): 1 for person in (LAN, HOA, HUY)} | {(TRANG, "digest"): 1}
    assert ministry.heard(since) == expected


@pytest.mark.parametrize("fault", [{"kind": "429", "retry_after": 1}, {"kind": "502"}])
def test_a_fault_delays_and_doubles_nothing(ministry: House, fault: dict) -> None:
    ministry.settle()
    ministry.control.post("faults", method="sendMessage", count=2, **fault)
    assert ministry.day(OPENING) == ALL_OPEN


def test_telegram_away_until_the_evening_is_missed_and_the_next_step_goes_on(ministry: House) -> None:
    ministry.settle()
    since = ministry.control.seq()
    ministry.control.post("faults", kind="502", method="sendMessage")
    ministry.clock(OPENING)
    assert ministry.bot.logs("has to wait", 20)
    time.sleep(0.5)
    ministry.clock("2019-09-16T17:31:00")
    assert until(lambda: [s for s in ministry.states() if s[3] == "missed"], 20)
    ministry.settle()
    ministry.control.delete("faults")
    ministry.clock("2019-09-17T10:00:00")
    ministry.settle()
    assert ministry.heard(since) == {}
    assert ministry.day(LAST_CALL)[LAN, "last_call"] == 1


def test_telegram_away_for_hours_and_back_before_the_evening(ministry: House) -> None:
    ministry.settle()
    since = ministry.control.seq()
    ministry.control.post("faults", kind="502", method="sendMessage")
    ministry.clock(OPENING)
    assert ministry.bot.logs("has to wait", 20)
    ministry.clock("2019-09-16T15:00:00")
    ministry.control.delete("faults")
    ministry.settle()
    assert ministry.heard(since) == ALL_OPEN


def test_who_blocks_the_bot_is_tried_again_at_the_next_step(ministry: House) -> None:
    """Also where the update about the block never came: Telegram's refusal says it."""
    ministry.settle()
    ministry.control.post("faults", kind="403", method="sendMessage", chat_id=str(HUY))
    assert ministry.day(OPENING) == {(LAN, "opening"): 1, (TRANG, "digest"): 1}
    assert [s for s in ministry.states() if s[3] == "blocked"]
    since = ministry.control.seq()
    assert ministry.day(LAST_CALL)[HUY, "last_call"] == 0
    (digest,) = ministry.control.from_bot(since, TRANG)
    assert "Đã chặn hệ thống, không nhận được nhắc: Hoàng Anh Huy" in digest["text"]
    ministry.control.delete("faults")
    assert ministry.day(DUE)[HUY, "due"] == 1


def test_a_moved_clock_sends_nothing_twice(ministry: House) -> None:
    ministry.settle()
    assert ministry.day(OPENING) == ALL_OPEN
    for at in ("2019-09-13T10:00:00", OPENING, "2019-09-16T23:00:00", OPENING):
        assert ministry.day(at) == {}
    assert ministry.day(DUE)[LAN, "due"] == 1


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(12))
def test_killed_while_sending(tmp_path: Path, seed: int) -> None:
    """Nobody hears twice, and who did not hear is the one of a kill of whom nobody knows."""
    import random

    dice = random.Random(seed)
    with house(tmp_path, CROWD, "2019-09-13T10:00:00") as crowd:
        crowd.settle()
        since = crowd.control.seq()
        crowd.clock(OPENING)
        kills = 3
        for _ in range(kills):
            before = sum(crowd.heard(since).values())
            assert until(lambda before=before: sum(crowd.heard(since).values()) > before, 10)
            time.sleep(dice.uniform(0, 0.3))
            os.kill(crowd.bot.pid, signal.SIGKILL)
            crowd.bot.ends()
            crowd.bot.start()
        crowd.settle()
        heard = crowd.heard(since)
        unknown = sum(state == "unknown" for _, _, state, _ in crowd.states())
        missing = {(seat[0], "opening") for seat in CROWD} - set(heard)
        assert set(heard) <= {(seat[0], "opening") for seat in CROWD}
        assert len(missing) <= unknown <= kills
        assert sum(heard.values()) == len(heard)
        assert {state for _, _, state, _ in crowd.states()} <= {"sent", "skipped", "unknown"}


def test_questions_are_answered_while_reminders_go_out(tmp_path: Path) -> None:
    with house(tmp_path, CROWD, "2019-09-13T10:00:00") as crowd:
        crowd.settle()
        since = crowd.control.seq()
        crowd.clock(OPENING)
        assert crowd.heard(since, timeout=10)
        began = time.monotonic()
        for _ in range(5):
            assert crowd.control.ask(VISITOR, "nv 13 ai làm")["text"]
        assert time.monotonic() - began < 1.5
        assert sum(crowd.heard(since).values()) < len(CROWD)
        crowd.settle()


def test_the_simulation_says_what_then_happens(ministry: House) -> None:
    settings = {"BOT_CLOCK_FILE": str(ministry.home / "clock"), "TELEGRAM_BOT_TOKEN": TOKEN,
                "TELEGRAM_API_URL": "http://127.0.0.1:1"}  # fmt: skip
    done = command(ministry.home, "reminders", "--from", "2019-09-16", "--to", "2019-09-18", "--json", **settings)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    keys = ["at", "step", "document", "period", "quarter", "person", "role", "units", "tasks", "task_keys"]
    assert list(rows[0]) == keys
    assert rows[0]["at"] == f"{OPENING}+07:00"
    assert [(r["person"], r["step"]) for r in rows if r["at"].startswith(LAST_CALL)] == [
        ("Hoàng Anh Huy", "last_call"), ("Lê Thị Hoa", "last_call"), ("Phạm Thị Lan", "last_call"),
        ("Đỗ Thu Trang", "digest"),
    ]  # fmt: skip
    legal = next(r for r in rows if r["person"] == "Hoàng Anh Huy")
    assert (legal["quarter"], legal["role"], legal["units"]) == ("2019-Q3", "reporter", [LEGAL])
    assert legal["tasks"] == [1, 5, 7, 9, 10, 16, 21]
    ministry.settle()
    assert ministry.day(OPENING) == ALL_OPEN
    readable = command(ministry.home, "reminders", "--from", "2019-09-16", "--to", "2019-09-16", **settings)
    assert (
        "08:30 thứ Hai, 16/9/2019 – Số liệu đã chốt, 2019-Q3 – Hoàng Anh Huy (Đầu mối): Vụ Pháp chế" in readable.stdout
    )


def test_the_playgrounds_page_moves_the_clock_and_everybody_hears(tmp_path: Path) -> None:
    """A bot without a token, started today: "đến 08:30 ngày 17/09/2019" and the reminders arrive."""
    seats = [(REPORTER, "Phạm Thị Lan", CENTRE, "reporter"), (OTHER_REPORTER, "Hoàng Anh Tú", LEGAL, "reporter"),
             (PLAYED_OFFICE, "Đỗ Thu Trang", OFFICE, "office")]  # fmt: skip
    seed(tmp_path / "playground.sqlite3", seats)
    port = free_port()
    bot = BotProcess(tmp_path, "--port", str(port)).start()
    try:
        with closing(Control(f"http://127.0.0.1:{port}")) as control:
            for account, *_ in seats:
                control.ask(account, "/start")
            since = control.seq()
            control.post("clock", now="2019-09-17T08:30:00+07:00")
            for account, *_ in seats:
                (told,) = control.from_bot(since, account)
                assert "quý III/2019" in told["text"]
    finally:
        assert bot.stop() == 0


@pytest.mark.parametrize("days", [("2019-13-01", "2019-12-31"), ("2019-09-30", "2019-09-01"), ("mai", "mốt"), ("", "")])
def test_bad_days_are_one_clear_message(tmp_path: Path, days: tuple[str, str]) -> None:
    done = command(tmp_path, "reminders", "--from", days[0], "--to", days[1])
    assert done.returncode == 2
    assert "2019-09-01" in done.stderr or "--from" in done.stderr
    assert "Traceback" not in done.stderr
