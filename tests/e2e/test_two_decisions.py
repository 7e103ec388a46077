"""Two decisions in data/, as people meet them: a program with a second decision, asked over HTTP and by the line."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
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
