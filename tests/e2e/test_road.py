"""Whatever Telegram or a proxy answers: nothing is lost or doubled, nobody waits for somebody else."""

import sqlite3
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from playground.client import Control
from playground.server import Playground, running_server
from tests.e2e.driver import GROUP, REPORTER, TOKEN, VISITOR, BotProcess, until
from tests.e2e.kills import free_port, settings_for
from tests.e2e.reminding import house
from tests.e2e.test_faults import answers_to, health
from tests.marks import soaked

pytestmark = pytest.mark.e2e

QUESTION = "dv nao lam nv 13 z"
ANSWER = "Trung tâm Công nghệ thông tin"


@pytest.fixture(scope="module")
def now() -> None:
    """The real clock."""


@pytest.fixture(scope="module")
def settings(server: Playground) -> dict[str, str]:
    return settings_for("polling", server.url) | {"HEALTH_LISTEN": f"127.0.0.1:{free_port()}"}


@pytest.fixture(scope="module")
def bot(home: Path, settings: dict[str, str], control: Control) -> Iterator[BotProcess]:
    process = BotProcess(home, **settings).start()
    control.ask(VISITOR, QUESTION)
    control.ask(REPORTER, QUESTION)
    yield process
    assert process.stop() == 0
    assert "Traceback" not in process.log


@pytest.fixture(autouse=True)
def no_faults(control: Control) -> Iterator[None]:
    yield
    control.delete("faults")


@pytest.mark.parametrize(
    ("kind", "most"), [("page", 1), ("page_after", 2), ("cut", 2), ("null", 2), ("drop_before", 1), ("drop_after", 2)]
)
def test_a_lost_answer_is_tried_again(bot: BotProcess, control: Control, kind: str, most: int) -> None:
    """Line 4: once where it had not arrived, one too many where it had."""
    control.post("faults", kind=kind, method="sendMessage", count=1)
    asked = control.say(VISITOR, QUESTION)
    assert until(lambda: len(answers_to(control, asked)) == most)
    assert all(ANSWER in text for text in answers_to(control, asked))
    control.ask(VISITOR, QUESTION)
    assert len(answers_to(control, asked)) == most


SLOW = (
    {"kind": "slow_answer", "seconds": 5},
    {"kind": "429", "retry_after": 6},
    {"kind": "delay", "seconds": 5},
    {"kind": "drip", "seconds": 0.1},
)


@pytest.mark.parametrize("method", ["sendMessage", "answerCallbackQuery"])
@pytest.mark.parametrize(("fault", "person"), list(zip(SLOW, range(676_902, 676_906), strict=True)))
def test_one_persons_trouble_is_nobody_elses(
    bot: BotProcess, control: Control, method: str, fault: dict, person: int
) -> None:
    """Lines 21 and 22: three of A's take long; B has the usual time."""
    person += 10 * (method == "sendMessage")
    control.post("people", id=person, first_name="A")
    shown = control.ask(person, "/vanban")
    chat = {"chat_id": person} if method == "sendMessage" else {}
    control.post("faults", method=method, count=3, **chat, **fault)
    for _ in range(3):
        if method == "sendMessage":
            control.say(person, QUESTION)
        else:
            control.press(person, shown, shown["buttons"][0][0]["text"])
    time.sleep(0.2)
    began = time.monotonic()
    assert ANSWER in control.ask(VISITOR, QUESTION, timeout=4)["text"]
    assert time.monotonic() - began < 2


def put_off_until(home: Path, seconds: float) -> None:
    with closing(sqlite3.connect(home / "bot.sqlite3", timeout=5)) as db, db:
        db.execute("update outbox set not_before = unixepoch() + ? where state = 'waiting'", (seconds,))


ECHO = (
    'Bad Request: can\'t parse entities: unsupported start tag "nguyen" in Nguyễn Thị Bí Mật: vướng kinh phí 0912345678'
)


@pytest.mark.parametrize("method", ["sendMessage", "getUpdates", *soaked("answerCallbackQuery", "setMyCommands")])
def test_what_a_refusal_echoes_stands_in_no_line_of_the_log(tmp_path: Path, method: str) -> None:
    """Line 14's kind: whichever call is refused, with whatever of a message in the reason."""
    with running_server(token=TOKEN) as server, closing(Control(server.url)) as control:
        control.post("faults", kind="400", method=method, count=2, description=ECHO)
        bot = BotProcess(tmp_path, **settings_for("polling", server.url)).start()
        for _ in range(2):
            control.say(VISITOR, QUESTION)
        assert method != "sendMessage" or until(lambda: control.get("faults")["faults"][0]["left"] == 0)
        shown = control.ask(VISITOR, "nv 13 ai chủ trì?")
        control.press(VISITOR, shown, shown["buttons"][0][0]["text"])
        control.ask(VISITOR, QUESTION)
        assert until(lambda: control.get("faults")["faults"][0]["left"] < 2)
        assert bot.stop() == 0
        private = ("nguy", "bí mật", "kinh phí", "0912")
        assert not [line for line in bot.log.lower().splitlines() if any(words in line for words in private)]
        with closing(sqlite3.connect(tmp_path / "bot.sqlite3")) as db:
            assert not [r for (r,) in db.execute("select reason from outbox") if any(w in r.lower() for w in private)]


def test_who_was_told_to_wait_by_a_clock_of_the_future_is_looked_at_again(bot: BotProcess, control: Control) -> None:
    """Line 25: as if the clock had been three days ahead when the 429 came, and back since."""
    control.post("faults", kind="429", method="sendMessage", retry_after=10**9, count=1, chat_id=REPORTER)
    asked = control.say(REPORTER, QUESTION)
    with closing(sqlite3.connect(f"file:{bot.home / 'bot.sqlite3'}?mode=ro", uri=True)) as db:
        waits = "select not_before - unixepoch() from outbox where state = 'waiting' and chat = ?"
        assert until(lambda: (db.execute(waits, (REPORTER,)).fetchone() or (0,))[0] > 0)
        assert db.execute(waits, (REPORTER,)).fetchone()[0] <= 3601
    put_off_until(bot.home, 2 * 86400)
    bot.stop()
    bot.start()
    assert until(lambda: answers_to(control, asked))


def test_a_poll_that_is_told_to_wait_for_ever_comes_again(tmp_path: Path, server: Playground) -> None:
    """Line 25's kind: retry_after=10^9 to getUpdates, and to the first call of a start."""
    with running_server(token=TOKEN) as other, closing(Control(other.url)) as hands:
        hands.post("faults", kind="429", method="getMe", retry_after=10**9, count=1)
        bot = BotProcess(tmp_path, **settings_for("polling", other.url))
        bot.start(ready=False)
        assert bot.logs("thử lại sau 60")
        assert bot.stop() == 0


def call(server: Playground, method: str) -> None:
    urllib.request.urlopen(f"{server.url}/bot{TOKEN}/{method}", timeout=5).close()


def test_a_webhook_that_somebody_sets_meanwhile_is_named_and_taken_away(
    bot: BotProcess, control: Control, server: Playground, settings: dict[str, str]
) -> None:
    """Line 27."""
    call(server, "setWebhook?url=http://127.0.0.1:1/other")
    assert bot.logs("đã đặt webhook")
    assert until(lambda: not control.get("updates")["webhook"]["url"])
    assert ANSWER in control.ask(VISITOR, QUESTION, timeout=15)["text"]
    assert until(lambda: health(settings)[0] == 200)


@pytest.mark.parametrize("kind", ["page", *soaked("502", "drop_before", "cut")])
def test_a_stop_while_polls_fail_leaves_no_trace(tmp_path: Path, kind: str) -> None:
    """Line 28."""
    with running_server(token=TOKEN) as server, closing(Control(server.url)) as control:
        bot = BotProcess(tmp_path, **settings_for("polling", server.url)).start()
        control.post("faults", kind=kind, method="getUpdates")
        for _ in range(2):  # the first is for the poll that was under way
            control.say(VISITOR, QUESTION)
            time.sleep(0.5)
        assert bot.logs("Mất kết nối Telegram")
        assert bot.stop() == 0
        assert "Traceback" not in bot.log


@pytest.mark.parametrize("fault", [{"kind": "429", "retry_after": 1}, {"kind": "page"}, {"kind": "502"}])
def test_a_long_answer_stays_in_its_topic_whatever_comes_between(
    bot: BotProcess, control: Control, server: Playground, fault: dict
) -> None:
    """Line 35: the second piece, too."""
    username = server.world.bot["username"]
    since = control.seq()
    control.post("send", person=VISITOR, chat=GROUP, text=f"@{username} {QUESTION}", thread=77)
    assert control.from_bot(since, GROUP)[0]["message_thread_id"] == 77
    control.post("faults", method="sendMessage", count=1, chat_id=GROUP, **fault)
    since = control.seq()
    control.post("send", person=VISITOR, chat=GROUP, text=f"@{username} {QUESTION}", thread=77)
    assert [m["message_thread_id"] for m in control.from_bot(since, GROUP)] == [77]


SEATS = [
    (720_001, "Phạm Thị Lan", "Trung tâm Công nghệ thông tin", "reporter"),
    (720_002, "Đỗ Thu Trang", "Văn phòng Bộ", "office"),
]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"kind": "400", "description": "chat not found"}, "Telegram không tìm thấy tài khoản"),
        ({"kind": "page"}, "chưa rõ đã nhận được lời nhắc"),
        *soaked(({"kind": "403"}, "Đã chặn hệ thống"), ({"kind": "drop_after"}, "chưa rõ đã nhận được lời nhắc")),
    ],
)
def test_who_was_not_reached_on_the_day_is_named_to_the_office_and_tried_at_the_next_step(
    tmp_path: Path, fault: dict, said: str
) -> None:
    """Line 13, and what may have arrived: no reminder stands twice."""
    with house(tmp_path, SEATS, "2019-09-10T09:00:00") as ministry:
        ministry.settle()
        ministry.control.post("faults", method="sendMessage", count=1, chat_id=720_001, **fault)
        heard = ministry.day("2019-09-16T08:30:00")
        assert heard[720_001, "opening"] == (fault["kind"] == "drop_after")
        assert until(lambda: said in ministry.last(720_002)["text"]), ministry.last(720_002)["text"]
        assert ministry.day("2019-09-18T08:30:00")[720_001, "last_call"] == 1
        digest = ministry.last(720_002)["text"]
        assert "Đủ báo cáo: 0/" in digest


def test_an_edit_after_a_restart_finds_the_answer_that_it_changes(bot: BotProcess, control: Control) -> None:
    asked = control.say(VISITOR, QUESTION)["messages"][0]
    assert until(lambda: answers_to(control, {"messages": [asked]}))
    bot.stop()
    bot.start()
    control.post("edit", person=VISITOR, message_id=asked["message_id"], text="chỉ tiêu 2025")
    assert until(lambda: ANSWER not in answers_to(control, {"messages": [asked]})[0])
    assert len(answers_to(control, {"messages": [asked]})) == 1


@pytest.mark.soak
def test_a_webhook_that_somebody_takes_away_is_set_again(tmp_path: Path) -> None:
    """Line 27's kind; the bot looks every half minute."""
    with running_server(token=TOKEN) as server, closing(Control(server.url)) as control:
        bot = BotProcess(tmp_path, **settings_for("webhook", server.url)).start()
        call(server, "deleteWebhook")
        assert bot.logs("đã đổi hoặc gỡ webhook", 45)
        assert until(lambda: control.get("updates")["webhook"]["url"])
        assert ANSWER in control.ask(VISITOR, QUESTION)["text"]
        assert bot.stop() == 0


@pytest.mark.parametrize("kind", ["cut", *soaked("page", "page_after", "drip", "502")])
def test_a_file_is_kept_as_it_was_sent_whatever_stands_in_its_place(tmp_path: Path, kind: str) -> None:
    """Line 4's kind: a proxy's page is no evidence."""
    with house(tmp_path, SEATS, "2019-09-10T09:00:00") as ministry:
        ministry.control.post("faults", kind=kind, method="download", count=1, seconds=0.01)
        ministry.control.upload(720_001, [("biên bản.pdf", b"%PDF" + b"x" * 500)], caption="nv 13 60%, đã họp")
        kept = tmp_path / "evidence"
        assert until(lambda: [p for p in kept.rglob("*") if p.is_file() and p.suffix == ""], 30), ministry.bot.log
        (file,) = (p for p in kept.rglob("*") if p.is_file())
        assert file.read_bytes() == b"%PDF" + b"x" * 500
