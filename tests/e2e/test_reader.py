"""A language model beside the bot: what it reads is answered, nobody waits for it, and what may not leave stays."""

import json
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.client import Control
from playground.people import ADMIN, OFFICE
from playground.server import Playground
from tests.e2e.driver import GROUP, REPORTER, ROOT, TOKEN, VISITOR, BotProcess, command, environment, until
from tests.e2e.kills import free_port, settings_for
from tests.e2e.test_disk_faults import let_in
from tests.reader import server as models
from tests.reader.server import ModelServer, task

pytestmark = pytest.mark.e2e
KEY = "the-key-of-the-office-42"
SURE = "dv nao lam nv 13 z"
UNSURE = "mấy anh làm tiền bạc lo khoản nào của chính phủ điện tử vậy ta"
READ = {UNSURE: task(20, "content")}
SECONDS = "4"


@pytest.fixture(scope="module")
def now() -> None:
    """The real clock."""


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer(READ) as one:
        yield one


@pytest.fixture(scope="module")
def settings(server: Playground, model: ModelServer) -> dict[str, str]:
    beside = {"READER_URL": model.url, "READER_MODEL": "qwen", "READER_KEY": KEY, "READER_SECONDS": SECONDS}
    health = {"HEALTH_LISTEN": f"127.0.0.1:{free_port()}", "BOT_ADMINS": str(ADMIN)}
    return settings_for("polling", server.url) | health | beside


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory, control: Control, settings: dict[str, str]) -> Iterator[BotProcess]:
    process = BotProcess(tmp_path_factory.mktemp("bot"), **settings).start()
    let_in(control)
    yield process
    assert process.stop() == 0
    assert "Traceback" not in process.log
    assert KEY not in process.log
    assert "tiền bạc" not in process.log, "no word of people"


@pytest.fixture(autouse=True)
def fresh(model: ModelServer) -> Iterator[None]:
    """Each test begins with a server that behaves, and with no talk in whose way it would come."""
    model.behave = models.well
    model.calls.clear()
    yield
    model.behave = models.well


_NUMBERS = iter(range(1, 1000))


def another(model: ModelServer) -> str:
    """A question of the kind that has not been asked yet."""
    question = f"{UNSURE}{'.' * next(_NUMBERS)}"
    model.readings[question] = READ[UNSURE]
    return question


def health(settings: dict[str, str]) -> dict:
    with urllib.request.urlopen(f"http://{settings['HEALTH_LISTEN']}/health", timeout=5) as answer:
        return json.load(answer)


def test_what_the_model_reads_is_answered_from_the_decision_and_counted(
    bot: BotProcess, control: Control, model: ModelServer, settings: dict[str, str]
) -> None:
    before = health(settings)["reader"]["calls"]
    said = control.ask(VISITOR, another(model))
    assert said["text"].startswith("Nhiệm vụ 20: Bố trí nguồn kinh phí")
    assert "Nguồn: nhiệm vụ 20 Phụ lục" in said["text"]
    found = health(settings)
    assert (found["ok"], found["reader"]["calls"] - before, found["reader"]["failures"]) == (True, 1, 0)
    assert found["reader"]["tokens_read"] >= 11_000


def test_a_sure_question_costs_no_call(bot: BotProcess, control: Control, model: ModelServer) -> None:
    assert "Trung tâm Công nghệ thông tin" in control.ask(VISITOR, SURE)["text"]
    assert "Kính chào" in control.ask(VISITOR, "xin chào")["text"]
    assert model.calls == []


def test_nobody_waits_for_what_is_read_for_somebody_else_and_typing_is_shown(
    bot: BotProcess, control: Control, model: ModelServer
) -> None:
    model.behave = models.late(2.5)
    since, calls = control.seq(), int(control.get("calls", since=2**62)["next"])
    control.say(VISITOR, another(model))
    assert until(lambda: model.calls)
    began = time.monotonic()
    for _ in range(5):
        assert "Trung tâm Công nghệ thông tin" in control.ask(OFFICE, SURE)["text"]
    assert time.monotonic() - began < 2, "five sure questions while one is read"
    assert control.from_bot(since, VISITOR, timeout=0) == []
    assert "nhiệm vụ 20" in control.from_bot(since, VISITOR)[0]["text"].lower()
    shown = control.get("calls", since=calls, method="sendChatAction")["calls"]
    assert shown


@pytest.mark.parametrize(
    ("behave", "longest"),
    [(models.late(10), 7), (models.dripping, 7), (models.cut, 2), (models.huge, 3)],
    ids=["slow", "dripping", "cut", "10 MiB"],
)
def test_past_its_time_or_broken_the_built_in_answer_comes(
    bot: BotProcess, control: Control, model: ModelServer, behave: object, longest: float
) -> None:
    model.behave = behave
    began = time.monotonic()
    said = control.ask(VISITOR, another(model), timeout=15)
    assert "không có nội dung trả lời" in said["text"]
    assert time.monotonic() - began < longest
    model.behave = models.well  # one that works, so that failures in a row never rest it in these tests
    control.ask(VISITOR, another(model))


def _sent(model: ModelServer) -> str:
    return json.dumps([body["messages"][1] for _, body in model.calls], ensure_ascii=False)


@pytest.mark.parametrize(
    "text",
    [
        "Phạm Thị Lan làm tiền bạc lo khoản nào của chính phủ điện tử vậy ta",
        "pham thi lan lam tien bac lo khoan nao cua chinh phu dien tu vay ta",
        "mấy khoản tiền bạc của chính phủ điện tử chị lan lo hết vậy ta",
        "mấy khoản tiền bạc của chính phủ điện tử Lan lo hết vậy ta",
        "em xong nv 13 rồi, đạt 60%, tiền bạc của chính phủ điện tử lo khoản nào vậy ta",
        "đơn vị nào chưa nộp báo cáo tiền bạc chính phủ điện tử quý này vậy ta",
        "gửi",
        "hủy",
    ],
)
@pytest.mark.parametrize("chat", [None, GROUP])
def test_a_name_a_report_and_a_question_on_the_ledger_never_leave(
    bot: BotProcess, control: Control, model: ModelServer, text: str, chat: int | None
) -> None:
    control.ask(VISITOR, f"@{control.get('state')['bot']['username']} {text}" if chat else text, chat)
    assert model.calls == []


def test_what_is_forwarded_has_a_file_or_quotes_never_leaves(
    bot: BotProcess, control: Control, model: ModelServer
) -> None:
    since = control.seq()
    control.post("send", person=OFFICE, text=another(model), forwarded=True)
    assert control.from_bot(since, OFFICE)
    since = control.seq()
    control.upload(OFFICE, [("a.pdf", b"%PDF")], caption=another(model))
    assert control.from_bot(since, OFFICE)
    since = control.seq()
    own = control.say(OFFICE, "nv 13")["messages"][0]
    control.from_bot(since, OFFICE)
    since = control.seq()
    control.say(OFFICE, another(model), reply_to=own["message_id"])
    assert control.from_bot(since, OFFICE)
    assert model.calls == []
    control.ask(VISITOR, another(model))
    assert len(model.calls) == 1, "one that is typed does"


def test_nothing_leaves_while_a_draft_is_open(bot: BotProcess, control: Control, model: ModelServer) -> None:
    control.ask(REPORTER, "/capnhat 13")
    control.ask(REPORTER, another(model))
    assert model.calls == []
    control.ask(REPORTER, "/huy")
    control.ask(REPORTER, another(model))
    assert len(model.calls) == 1


def test_what_stayed_in_the_house_does_not_leave_with_a_later_question(
    bot: BotProcess, control: Control, model: ModelServer
) -> None:
    control.ask(ADMIN, "nhiệm vụ 13 của Phạm Thị Lan có chữ trục liên thông không")
    for text in ("thế cái đó thì sao nhỉ", "còn gì nữa hông ta", another(model)):
        control.ask(ADMIN, text)
    assert not re.search(r"\blan\b|TALK SO FAR", _sent(model), re.IGNORECASE)
    assert len(model.calls) == 1


def test_people_and_admins_are_told(bot: BotProcess, control: Control, model: ModelServer) -> None:
    for text in ("/start", "/trogiup"):
        assert "mô hình ngôn ngữ trên máy chủ của hệ thống" in control.ask(VISITOR, text)["text"]
    control.ask(VISITOR, another(model))
    told = control.ask(ADMIN, "/quantri")["text"]
    assert re.search(r"Mô hình ngôn ngữ .* đang bật. Hôm nay: [1-9]\d* lượt đọc, \d+ lượt lỗi", told)


def test_a_kill_while_a_question_is_read_loses_nothing(bot: BotProcess, control: Control, model: ModelServer) -> None:
    model.behave = models.late(3)
    since = control.seq()
    control.say(VISITOR, another(model))
    assert until(lambda: model.calls)
    bot.kill()
    model.behave = models.well
    bot.start()
    found = control.from_bot(since, VISITOR)
    assert ["nhiệm vụ 20" in one["text"].lower() for one in found] == [True]


def test_a_stop_does_not_wait_for_the_model(bot: BotProcess, control: Control, model: ModelServer) -> None:
    model.behave = models.late(3.5)
    since = control.seq()
    control.say(VISITOR, another(model))
    assert until(lambda: model.calls)
    began = time.monotonic()
    assert bot.stop() == 0
    assert time.monotonic() - began < 3
    model.behave = models.well
    bot.start()
    assert len(control.from_bot(since, VISITOR)) == 1


def test_failures_in_a_row_let_the_model_rest_and_health_says_so(
    bot: BotProcess, control: Control, model: ModelServer, settings: dict[str, str]
) -> None:
    """The last of the tests: afterwards it rests."""
    model.behave = models.code(500)
    for _ in range(5):
        control.ask(VISITOR, another(model))
    assert len(model.calls) == 3
    found = health(settings)
    assert (found["ok"], "500" in found["reader_trouble"]) == (True, True)
    assert "Đang tạm nghỉ" in control.ask(ADMIN, "/quantri")["text"]
    assert bot.logs("Mô hình ngôn ngữ chưa trả lời (máy chủ trả mã 500)")


# ── the command line ─────────────────────────────────────────────────────────
def test_the_command_line_asks_with_the_model(tmp_path: Path, model: ModelServer) -> None:
    beside = {"READER_URL": model.url, "READER_MODEL": "qwen", "READER_KEY": KEY}
    one = command(tmp_path, "ask", "--reader", UNSURE, **beside)
    assert (one.returncode, "nhiệm vụ 20" in one.stdout.lower()) == (0, True)
    assert "1 lượt đọc, 0 lượt lỗi" in one.stderr
    rows = "".join(json.dumps({"id": n, "question": q}) + "\n" for n, q in enumerate((SURE, UNSURE, UNSURE)))
    several = command(tmp_path, "ask", "--jsonl", "--reader", stdin=rows, **beside)
    found = [json.loads(line) for line in several.stdout.splitlines()]
    assert [row["kind"] for row in found] == ["answer"] * 3
    assert found[1]["citations"][0] == "PL.20"
    assert len(model.calls) == 2, "the same is not asked twice"
    assert KEY not in one.stderr + several.stderr


def test_the_check_puts_twenty_questions_that_are_not_shown_and_prints_what_came(
    tmp_path: Path, model: ModelServer
) -> None:
    done = command(tmp_path, "reader", "check", READER_URL=model.url, READER_MODEL="qwen")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[-3].startswith("20 câu: ")
    assert re.search(r"trung vị \d+ ms", lines[-2])
    assert re.search(r"đọc 2\d\d000, viết \d+", lines[-1])
    for _, body in model.calls:
        *examples, question = body["messages"][1]["content"].splitlines()
        assert not any(line.startswith(f"{question.removeprefix('QUESTION ')} ") for line in examples)


@pytest.mark.parametrize(
    ("arguments", "given", "told"),
    [
        (("ask", "--reader", SURE), {}, "Đặt READER_URL và READER_MODEL"),
        (("reader", "check"), {}, "Đặt READER_URL và READER_MODEL"),
        (("ask", SURE), {"READER_URL": "http://127.0.0.1:1/v1"}, "READER_URL cần có READER_MODEL"),
        (
            ("ask", "--reader", SURE),
            {"READER_URL": "https://llm/v1", "READER_MODEL": "q", "READER_CA": "none.pem"},
            "READER_CA",
        ),
    ],
)
def test_what_is_wrong_is_told_in_one_message(
    tmp_path: Path, arguments: tuple[str, ...], given: dict[str, str], told: str
) -> None:
    done = command(tmp_path, *arguments, **given)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


OPENED = """
import sys
from bootstrap import bootstrap
from clock import system_clock
from settings import load_settings
with bootstrap(load_settings(), system_clock):
    print([name for name in sys.modules if name.partition(".")[0] == "reader"])
"""


def test_without_the_address_nothing_of_it_is_imported(tmp_path: Path, model: ModelServer) -> None:
    def modules(**settings: str) -> str:
        given = environment(tmp_path, TELEGRAM_BOT_TOKEN=TOKEN, PYTHONPATH=str(ROOT), **settings)
        done = subprocess.run(
            [sys.executable, "-c", OPENED], cwd=tmp_path, env=given, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    named = {"READER_URL": model.url, "READER_MODEL": "qwen"}
    assert modules() == modules(**named, READER_FOR="off") == "[]"
    assert "reader.client" in modules(**named)


def test_without_the_address_the_answers_are_the_same_byte_for_byte(tmp_path: Path, model: ModelServer) -> None:
    turns = (SURE, "thế ai phối hợp", UNSURE, "nhiệm vụ 77 ai làm", "xin chào")
    rows = "".join(json.dumps({"id": n, "question": q, "session": "a"}) + "\n" for n, q in enumerate(turns))
    named = {"READER_URL": model.url, "READER_MODEL": "qwen"}
    plain, beside = (command(tmp_path, "ask", "--jsonl", stdin=rows, **more).stdout for more in ({}, named))
    assert plain == beside
    assert model.calls == []
    model.behave = models.code(500)
    away = command(tmp_path, "ask", "--jsonl", "--reader", stdin=rows, **named).stdout
    assert away == plain, "nor where the model fails"
