"""Two decisions in data/, as people meet them: a program with a second decision, asked over HTTP and by the line."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from playground.client import Control
from playground.server import Playground
from tests.e2e.driver import REPORTER, ROOT, TOKEN, VISITOR, BotProcess, callback_text, environment

pytestmark = pytest.mark.e2e
SECOND = ROOT / "tests" / "kb" / "second"
BOTH = "nhiệm vụ 3 ai chủ trì?"
DUE = "hạn nộp báo cáo quý này?"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program with a second decision and its ministry's units in data/."""
    root = tmp_path_factory.mktemp("two") / "program"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(".*", "tests", "docs", "__pycache__"))
    for name in ("decisions", "units"):
        shutil.copytree(SECOND / name, root / "data" / name, dirs_exist_ok=True)
    return root


@pytest.fixture(scope="module")
def two(home: Path, server: Playground, control: Control, program: Path) -> Iterator[BotProcess]:
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url, "BOT_CLOCK_FILE": str(home / "clock")}
    control.post("clock", now="2022-09-12T08:00:00+07:00")
    process = BotProcess(home, root=program, **settings).start()
    yield process
    assert process.stop() == 0


def labels(message: dict) -> list[str]:
    return [button["text"] for row in message["buttons"] for button in row]


def test_what_one_decision_answers_is_answered_with_its_number(two: BotProcess, control: Control) -> None:
    """The other decision, be it the newer one, has no say."""
    answer = control.ask(VISITOR, "nhiệm vụ 13 ai chủ trì?")["text"]
    assert "Trung tâm Công nghệ thông tin" in answer
    assert "Quyết định 676/QĐ-BKHCN" in answer


def test_what_both_answer_is_asked_back(two: BotProcess, control: Control) -> None:
    """Each choice is tapped or typed; after it the talk is about that decision."""
    asked = control.ask(VISITOR, "/nhiemvu 3")
    assert [label for label in labels(asked) if "/" in label] == ["Quyết định 88/QĐ-BHDNC", "Quyết định 676/QĐ-BKHCN"]
    since = control.seq()
    press = control.press(VISITOR, asked, "Quyết định 676/QĐ-BKHCN")
    assert "676/QĐ-BKHCN" in control.from_bot(since, VISITOR)[0]["text"]
    assert callback_text(control, since, press) == ""


def test_what_was_asked_back_is_chosen_after_a_restart(two: BotProcess, control: Control) -> None:
    """By words, where no button says the whole question; then the talk is about that decision."""
    control.ask(REPORTER, DUE)
    assert two.stop() == 0
    two.start()
    assert "20/9/2022" in control.ask(REPORTER, "theo quyết định 676")["text"]
    assert "676/QĐ-BKHCN" in control.ask(REPORTER, "nhiệm vụ 3 ai chủ trì")["text"]


def test_the_same_by_the_line(program: Path) -> None:
    """`ask --jsonl` writes what a question back offers, and goes on with what is chosen."""
    lines = [{"id": n, "session": "s", "question": q} for n, q in enumerate([BOTH, "cái thứ hai", "hạn?"])]
    done = subprocess.run(
        [sys.executable, str(program / "bot.py"), "ask", "--jsonl"],
        cwd=program, env=environment(program),
        input="\n".join(json.dumps(line) for line in lines), capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    asked, chosen, gone_on = map(json.loads, done.stdout.splitlines())
    assert (asked["kind"], [c["facts"] for c in asked["choices"]]) == ("clarify", [["Viện NCSH"], ["VPB"]])
    assert chosen["facts"] == ["VPB"]
    assert gone_on["facts"] == ["2019-2020"]


def run(program: Path, *line: str, **more: str) -> subprocess.CompletedProcess[str]:
    said = more.pop("input", "")
    return subprocess.run(
        [sys.executable, str(program / "bot.py"), *line],
        cwd=program, env={**environment(program), **more}, input=said, capture_output=True, text=True, check=False,
        timeout=60,
    )  # fmt: skip


@pytest.mark.soak
def test_a_command_that_needs_one_decision_has_it_named(program: Path) -> None:
    message = json.dumps({"id": 1, "unit": "Văn phòng Bộ", "text": "nv 3: đang thực hiện 40%"})
    when = ("--now", "2022-09-12T08:00")
    unnamed = run(program, "read", "--jsonl", *when, input=message)
    assert unnamed.returncode == 2
    assert "Ghi rõ --document" in unnamed.stderr
    named = run(program, "read", "--jsonl", *when, "--document", "676/QĐ-BKHCN", input=message)
    (row,) = json.loads(named.stdout)["rows"]
    assert (row["document"], row["task_key"], row["period"]) == ("676/QĐ-BKHCN", "3", "2022-Q3")
    unknown = run(program, "read", "--jsonl", "--document", "1/QĐ-X", input=message)
    assert (unknown.returncode, "Không phục vụ quyết định 1/QĐ-X" in unknown.stderr) == (2, True)


@pytest.mark.soak
def test_reminders_of_one_decision(program: Path, two: BotProcess, home: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(home / "bot.sqlite3")) as db, closing(sqlite3.connect(tmp_path / "b.sqlite3")) as own:
        db.backup(own)
        since = "2022-01-01T08:00:00+07:00"
        own.execute("insert into people (id, name, position, account, joined_at) values (7, 'A', 'B', 7, ?)", (since,))
        own.execute("insert into roles values (7, 'Văn phòng Bộ', 'reporter', ?)", (since,))
        own.commit()
    days = ("reminders", "--json", "--from", "2022-09-01", "--to", "2022-09-30")
    where = {"BOT_DB": str(tmp_path / "b.sqlite3"), "BOT_CLOCK_FILE": str(home / "clock")}
    every = run(program, *days, **where).stdout.splitlines()
    mine = run(program, *days, "--document", "676/QĐ-BKHCN", **where).stdout.splitlines()
    assert mine == [line for line in every if json.loads(line)["document"] == "676/QĐ-BKHCN"] != []
    assert run(program, *days, "--document", "88/QĐ-BHDNC", **where).stdout.splitlines() != mine
    unknown = run(program, *days, "--document", "1/QĐ-X", **where)
    assert (unknown.returncode, "Không phục vụ" in unknown.stderr) == (2, True)
