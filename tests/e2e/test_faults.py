"""What disk, network and Telegram do to a bot, and that nobody loses an answer or gets it again and again."""

import json
import os
import resource
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from playground.client import Control
from playground.server import Playground
from tests.e2e.driver import REPORTER, TOKEN, VISITOR, BotProcess, command, until
from tests.e2e.kills import SECRET, free_port, settings_for
from tests.marks import soaked

pytestmark = pytest.mark.e2e

QUESTION = "dv nao lam nv 13 z"
ANSWER = "Trung tâm Công nghệ thông tin"


by_polling = pytest.mark.parametrize("mode", ["polling"], indirect=True)
"""For what is the same by webhook."""


@pytest.fixture(scope="module", params=["polling", pytest.param("webhook", marks=pytest.mark.soak)])
def mode(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def now() -> None:
    """The real clock."""


@pytest.fixture(scope="module")
def settings(mode: str, server: Playground) -> dict[str, str]:
    return settings_for(mode, server.url) | {"HEALTH_LISTEN": f"127.0.0.1:{free_port()}"}


@pytest.fixture(scope="module")
def bot(home: Path, settings: dict[str, str], control: Control) -> Iterator[BotProcess]:
    process = BotProcess(home, **settings).start()
    control.ask(VISITOR, QUESTION)
    control.ask(REPORTER, QUESTION)
    yield process
    assert process.stop() == 0


@pytest.fixture(autouse=True)
def no_faults(control: Control) -> Iterator[None]:
    yield
    control.delete("faults")


def health(settings: dict[str, str]) -> tuple[int, dict]:
    try:
        with urllib.request.urlopen(f"http://{settings['HEALTH_LISTEN']}/health", timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def answers_to(control: Control, asked: dict) -> list[str]:
    number = asked["messages"][0]["message_id"]
    found = control.get("messages", chat=asked["messages"][0]["chat_id"])["messages"]
    return [m["text"] for m in found if m["from_bot"] and m.get("reply_to", {}).get("message_id") == number]


@contextmanager
def locked(home: Path) -> Iterator[None]:
    with closing(sqlite3.connect(home / "bot.sqlite3", isolation_level=None)) as other:
        other.execute("begin exclusive")
        yield


@contextmanager
def full(bot: BotProcess) -> Iterator[None]:
    """Let no file of the bot grow; writes fail as on a full disk."""
    _, hard = resource.prlimit(bot.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (hard, hard))


@pytest.mark.parametrize("kind", ["locked", "full"])
def test_a_disk_that_takes_nothing_delays_and_loses_nothing(
    kind: str, bot: BotProcess, control: Control, settings: dict[str, str]
) -> None:
    """Health says so, Telegram is not told that we have the message, and it is answered once when the disk is back."""
    assert health(settings) == (200, {"ok": True})
    with locked(bot.home) if kind == "locked" else full(bot):
        asked = control.say(VISITOR, QUESTION)
        assert until(lambda: health(settings)[0] == 503)
        code, said = health(settings)
        assert (code, said["ok"], set(said)) == (503, False, {"ok", "database"})
        assert not control.wait_settled(asked["update_ids"][0], 0.5)
        assert answers_to(control, asked) == []
    assert until(lambda: answers_to(control, asked))
    assert until(lambda: health(settings)[0] == 200)
    control.ask(VISITOR, QUESTION)
    assert len(answers_to(control, asked)) == 1
    assert bot.runs()


def test_a_disk_that_is_full_when_the_answer_is_out_does_not_send_it_again(bot: BotProcess, control: Control) -> None:
    """The tick waits; the answer has been given."""
    control.post("faults", kind="slow_answer", method="sendMessage", seconds=0.6, count=1)
    since = control.get("calls", since=2**62)["next"]
    asked = control.say(VISITOR, QUESTION)
    assert control.get("calls", since=since, method="sendMessage", timeout=5)["calls"]
    with full(bot):
        assert until(lambda: answers_to(control, asked))
        time.sleep(1.5)  # the answer has come in, and several ticks have failed
    control.ask(VISITOR, QUESTION)
    assert len(answers_to(control, asked)) == 1


@by_polling
def test_who_has_to_wait_long_holds_up_nobody_else(bot: BotProcess, control: Control) -> None:
    control.post("faults", kind="429", method="sendMessage", retry_after=4, count=1, chat_id=REPORTER)
    asked = control.say(REPORTER, QUESTION)
    assert ANSWER in control.ask(VISITOR, QUESTION, timeout=3)["text"]
    assert answers_to(control, asked) == []
    assert until(lambda: answers_to(control, asked))


@by_polling
def test_an_answer_comes_when_telegram_is_back(bot: BotProcess, control: Control) -> None:
    """Longer than a call is tried: it went into the outbox, in order, and once."""
    control.post("faults", kind="502", method="sendMessage", count=5, chat_id=REPORTER)
    asked = [control.say(REPORTER, f"{QUESTION} {number}") for number in range(2)]
    assert until(lambda: all(answers_to(control, one) for one in asked), 20)
    assert [len(answers_to(control, one)) for one in asked] == [1, 1]


@by_polling
@pytest.mark.parametrize("kind", ["drop_after", *soaked("drop_before")])
def test_cut_connections_lose_no_answer(kind: str, bot: BotProcess, control: Control) -> None:
    """One whose answer was lost is repeated; an honest doubt doubles it, it never drops it."""
    control.post("faults", kind=kind, method="sendMessage", count=3)
    asked = control.say(VISITOR, QUESTION)
    assert until(lambda: len(answers_to(control, asked)) == (1 if kind == "drop_before" else 4), 20)
    control.ask(VISITOR, QUESTION)
    assert len(answers_to(control, asked)) == (1 if kind == "drop_before" else 4)


@by_polling
def test_a_connection_that_telegram_closes_between_two_calls_is_noticed(bot: BotProcess, control: Control) -> None:
    control.post("faults", kind="drop_after", method="answerCallbackQuery", count=1)
    for _ in range(2):
        assert ANSWER in control.ask(VISITOR, QUESTION)["text"]


@by_polling
def test_a_bot_that_starts_on_a_locked_disk_waits_for_it(
    bot: BotProcess, control: Control, settings: dict[str, str]
) -> None:
    bot.kill()
    with locked(bot.home):
        asked = control.say(VISITOR, QUESTION)
        bot.start()
        assert health(settings)[0] == 503
        assert answers_to(control, asked) == []
    assert until(lambda: answers_to(control, asked))


@by_polling
def test_what_waits_in_the_outbox_survives_a_kill(bot: BotProcess, control: Control) -> None:
    control.post("faults", kind="429", method="sendMessage", retry_after=5, count=1)
    asked = control.say(VISITOR, QUESTION)
    assert until(lambda: waiting(bot.home))
    bot.kill()
    bot.start()
    assert until(lambda: answers_to(control, asked))
    control.ask(VISITOR, QUESTION)
    assert len(answers_to(control, asked)) == 1


def waiting(home: Path) -> int:
    with closing(sqlite3.connect(f"file:{home / 'bot.sqlite3'}?mode=ro", uri=True)) as db:
        return db.execute("select count(*) from outbox where state = 'waiting'").fetchone()[0]


@by_polling
def test_who_has_blocked_the_bot_is_given_up_quietly(bot: BotProcess, control: Control) -> None:
    control.post("faults", kind="429", method="sendMessage", retry_after=4, count=1, chat_id=REPORTER)
    control.say(REPORTER, QUESTION)
    assert until(lambda: waiting(bot.home))
    control.post("block", person=REPORTER, blocked=True)
    assert until(lambda: not waiting(bot.home))
    control.post("block", person=REPORTER, blocked=False)
    assert ANSWER in control.ask(REPORTER, QUESTION)["text"]


@by_polling
def test_a_backup_of_a_bot_that_serves_can_be_restored_and_checked(
    bot: BotProcess, control: Control, tmp_path: Path
) -> None:
    control.ask(VISITOR, "thời tiết hôm nay có mưa không")
    (bot.home / "evidence").mkdir(exist_ok=True)
    (bot.home / "evidence" / "a.pdf").write_bytes(b"%PDF")
    saved = bot.home / "saved.tar"
    assert command(bot.home, "backup", str(saved)).returncode == 0
    refused = command(bot.home, "restore", str(saved), "--overwrite")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    elsewhere = tmp_path
    assert command(elsewhere, "restore", str(saved)).returncode == 0
    assert command(elsewhere, "check").returncode == 0
    assert "thời tiết" in command(elsewhere, "questions").stdout
    assert (elsewhere / "evidence" / "a.pdf").read_bytes() == b"%PDF"
    assert command(elsewhere, "restore", str(saved)).returncode == 2
    assert command(elsewhere, "restore", str(saved), "--overwrite").returncode == 0


def deliver(settings: dict[str, str], body: bytes, secret: str | None = SECRET) -> int:
    headers = {"Content-Type": "application/json"} | ({"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {})
    request = urllib.request.Request(settings["WEBHOOK_URL"], body, headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def update(update_id: int, message: dict) -> bytes:
    kept = {"message_id": 7, "date": 1, "chat": {"id": VISITOR, "type": "private"}, "text": message["text"]}
    return json.dumps({"update_id": update_id, "message": kept | {"from": message["sender"]}}).encode()


@pytest.mark.parametrize("mode", ["webhook"], indirect=True)
class TestTheWebhook:
    def test_only_telegram_may_write(self, bot: BotProcess, control: Control, settings: dict[str, str]) -> None:
        since, body = control.seq(), update(1, control.say(VISITOR, QUESTION)["messages"][0])
        control.from_bot(since, VISITOR)
        since = control.seq()
        assert [deliver(settings, body, secret) for secret in (None, "", "wrong", SECRET[:-1], SECRET + "x")] == [
            403
        ] * 5
        assert control.from_bot(since, VISITOR, timeout=0.3) == []

    def test_what_is_no_update_is_refused(self, bot: BotProcess, settings: dict[str, str]) -> None:
        assert [deliver(settings, body) for body in (b"", b"{", b"[]", b"3")] == [400] * 4

    def test_a_second_delivery_is_taken_and_not_handled(
        self, bot: BotProcess, control: Control, settings: dict[str, str]
    ) -> None:
        """Under the same number and under another; Telegram does both."""
        since, message = control.seq(), control.say(VISITOR, QUESTION)["messages"][0]
        control.from_bot(since, VISITOR)
        since = control.seq()
        assert [deliver(settings, update(number, message)) for number in (11, 11, 12)] == [200] * 3
        last = control.say(VISITOR, QUESTION)
        assert until(lambda: answers_to(control, last))
        assert len(control.from_bot(since, VISITOR)) == 2


def test_health_says_what_telegram_does_before_it_has_answered(tmp_path: Path) -> None:
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": f"http://127.0.0.1:{free_port()}"}
    settings["HEALTH_LISTEN"] = f"127.0.0.1:{free_port()}"
    bot = BotProcess(tmp_path, **settings)
    bot.start(ready=False)
    assert bot.logs("Chưa kết nối được Telegram")
    assert health(settings) == (503, {"ok": False, "telegram": "Chưa kết nối được Telegram."})
    assert bot.stop() == 0


@pytest.mark.parametrize("name", ["HEALTH_LISTEN", "WEBHOOK_LISTEN"])
def test_an_address_that_is_taken_is_one_clear_line(tmp_path: Path, server: Playground, name: str) -> None:
    taken = server.url.removeprefix("http://")
    settings = settings_for("webhook", server.url) | {name: taken}
    bot = BotProcess(tmp_path, **settings)
    bot.start(ready=False)
    assert bot.ends() == 2
    assert (bot.log.count("\n"), name in bot.log) == (1, True)


def test_a_newer_database_ends_the_bot_with_one_line(tmp_path: Path, server: Playground) -> None:
    bot = BotProcess(tmp_path, **settings_for("polling", server.url)).start()
    bot.kill()
    with closing(sqlite3.connect(tmp_path / "bot.sqlite3")) as db, db:
        db.execute("insert into _sqlite_migrations (migration_set, name, applied_at) values ('x', '9999', '')")
    done = command(tmp_path, "run", **settings_for("polling", server.url))
    assert (done.returncode, done.stderr.count("\n"), "phiên bản mới hơn" in done.stderr) == (2, 1, True)


def test_a_broken_database_is_told_with_exit_code_1(tmp_path: Path) -> None:
    assert command(tmp_path, "check").returncode == 2
    with closing(sqlite3.connect(tmp_path / "bot.sqlite3")) as db, db:
        db.execute("create table a (b text)")
        db.execute("create index c on a (b)")
        db.executemany("insert into a values (?)", [("x" * 500,)] * 100)
    content = bytearray((tmp_path / "bot.sqlite3").read_bytes())
    content[-4096:] = os.urandom(4096)
    (tmp_path / "bot.sqlite3").write_bytes(content)
    done = command(tmp_path, "check")
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
