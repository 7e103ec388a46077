"""Whatever comes in has one outcome: what cannot be read, what was edited, forwarded, pressed on what is gone."""

import json
import sqlite3
import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from playground.client import Control
from playground.server import Playground, running_server
from tests.e2e.driver import TOKEN, VISITOR, BotProcess, callback_text, command, until
from tests.e2e.kills import free_port, settings_for
from tests.e2e.reminding import House, house
from tests.e2e.test_faults import health

pytestmark = pytest.mark.e2e

QUESTION, ANSWER = "dv nao lam nv 13 z", "Trung tâm Công nghệ thông tin"
WHO = {"id": VISITOR, "is_bot": False, "first_name": "Hân"}
MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": VISITOR, "type": "private", "first_name": "Bí Mật"}, "from": WHO}
UNREADABLE = (
    {"message": {name: value for name, value in MESSAGE.items() if name != "date"} | {"text": "bí mật"}},
    {"message": MESSAGE | {"photo": [{"file_id": "a", "file_unique_id": "b"}]}},
    {"message": MESSAGE | {"text": "bí mật", "entities": [{"type": "bold", "offset": 0}]}},
    {"message": MESSAGE | {"date": 253402300799}},
    {"message": "bí mật"},
    {"callback_query": {"id": "1"}},
    {
        "my_chat_member": {
            "chat": MESSAGE["chat"],
            "from": WHO,
            "date": 1,
            "old_chat_member": {"user": WHO, "status": "x"},
        }
    },
    {"edited_message": [1]},
)
"""Line 19, and more of its kind."""


@pytest.fixture(scope="module", params=["polling", pytest.param("webhook", marks=pytest.mark.soak)])
def mode(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, mode: str) -> Path:
    return tmp_path_factory.mktemp("bot")


@pytest.fixture(scope="module")
def now() -> None:
    """The real clock."""


@pytest.fixture(scope="module")
def settings(server: Playground, mode: str) -> dict[str, str]:
    return settings_for(mode, server.url) | {"HEALTH_LISTEN": f"127.0.0.1:{free_port()}"}


@pytest.fixture(scope="module")
def bot(home: Path, settings: dict[str, str]) -> Iterator[BotProcess]:
    process = BotProcess(home, **settings).start()
    yield process
    assert process.stop() == 0
    assert "Traceback" not in process.log


def kept(bot: BotProcess) -> list[tuple[str, dict]]:
    with closing(sqlite3.connect(f"file:{bot.home / 'bot.sqlite3'}?mode=ro", uri=True)) as db:
        found = db.execute("select reason, body from inbox where state = 'parked' order by id").fetchall()
    return [(reason, json.loads(body)) for reason, body in found]


def test_what_cannot_be_read_is_kept_told_once_and_stepped_over(
    bot: BotProcess, control: Control, settings: dict[str, str]
) -> None:
    """Line 19: the next is answered within a second, and the next start is none the worse."""
    control.ask(VISITOR, QUESTION)
    took = []
    for number, update in enumerate(UNREADABLE, 1):
        control.post("raw", update=update, chat=VISITOR)
        began = time.monotonic()
        assert ANSWER in control.ask(VISITOR, QUESTION)["text"]
        took.append(time.monotonic() - began)
        assert bot.log.count("cannot be read") == number
    assert statistics.median(took) < 1  # other tests run beside this one
    assert [(reason, {k: v for k, v in raw.items() if k != "update_id"}) for reason, raw in kept(bot)] == [
        ("unreadable", update) for update in UNREADABLE
    ]
    code, said = health(settings)
    assert (code, said["ok"], f"{len(UNREADABLE)} tin nhắn" in said["set_aside"]) == (200, True, True)
    bot.stop()
    bot.start()
    assert ANSWER in control.ask(VISITOR, QUESTION)["text"]
    assert "bí mật" not in bot.log.lower()


@pytest.mark.parametrize("number", ["7", None, 1.5, True, 10**30, [1]])
def test_what_has_no_number_of_an_update_is_kept_told_once_and_stepped_over(
    bot: BotProcess, control: Control, number: object
) -> None:
    """Line 19's kind: it can be neither told from others nor confirmed by its number."""
    before, told = len(kept(bot)), bot.log.count("no number of an update")
    update = {"message": MESSAGE | {"text": "bí mật"}, "update_id": number}
    asked = control.post("raw", update=update, chat=VISITOR)
    assert control.wait_settled(asked["update_id"], 3)  # although nothing has come after it
    control.post("raw", update=update, chat=VISITOR)  # the same once more
    began = time.monotonic()
    assert ANSWER in control.ask(VISITOR, QUESTION)["text"]
    assert time.monotonic() - began < 3  # other tests run beside this one
    bot.stop()
    bot.start()
    assert ANSWER in control.ask(VISITOR, QUESTION)["text"]
    assert ([raw for _, raw in kept(bot)][before:], bot.log.count("no number of an update")) == ([update], told + 1)
    assert "bí mật" not in bot.log.lower()


@pytest.mark.soak
def test_what_has_no_number_and_comes_before_all_else_is_not_polled_for_without_rest(tmp_path: Path) -> None:
    """Line 19's kind: it can be confirmed by nothing yet."""
    with running_server(token=TOKEN) as server, closing(Control(server.url)) as control:
        bot = BotProcess(tmp_path, **settings_for("polling", server.url)).start()
        control.post("raw", update={"update_id": "7"}, chat=VISITOR)
        assert bot.logs("no number of an update")
        since = control.get("calls", since=2**62)["next"]
        time.sleep(2.5)
        assert len(control.get("calls", since=since, method="getUpdates")["calls"]) <= 4
        began = time.monotonic()
        assert ANSWER in control.ask(VISITOR, QUESTION)["text"]
        assert time.monotonic() - began < 3  # other tests run beside this one
        assert bot.stop() == 0


def test_an_unreadable_one_among_others_stops_none_of_them(bot: BotProcess, control: Control) -> None:
    before = len(kept(bot))
    bot.kill()
    asked = [control.say(VISITOR, QUESTION)]
    control.post("raw", update=UNREADABLE[0], chat=VISITOR)
    asked.append(control.say(VISITOR, QUESTION))
    control.post("raw", update=UNREADABLE[1], chat=VISITOR)
    bot.start()
    numbers = {m["message_id"] for one in asked for m in one["messages"]}

    def answered() -> set[int]:
        shown = control.get("messages", chat=VISITOR)["messages"]
        return {m["reply_to"]["message_id"] for m in shown if m["from_bot"] and "reply_to" in m}

    assert until(lambda: numbers <= answered())
    assert until(lambda: len(kept(bot)) == before + 2)


SEATS = [
    (720_001, "Phạm Thị Lan", "Trung tâm Công nghệ thông tin", "reporter"),
    (720_002, "Đỗ Thu Trang", "Văn phòng Bộ", "office"),
]
LAN, TRANG = 720_001, 720_002


@pytest.fixture(scope="module")
def ministry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house"), SEATS, "2019-09-10T09:00:00") as one:
        one.settle()
        yield one


def rows(ministry: House) -> list[tuple]:
    """What the ledger holds, oldest first."""
    with closing(sqlite3.connect(f"file:{ministry.home / 'bot.sqlite3'}?mode=ro", uri=True)) as db:
        told = "(select verdict from reviews where report = reports.id)"
        return db.execute(f"select task, {told} from reports order by id").fetchall()


def handled(ministry: House, update_id: int) -> None:
    """Wait until an update has its outcome."""
    path = f"file:{ministry.home / 'bot.sqlite3'}?mode=ro"
    with closing(sqlite3.connect(path, uri=True)) as db:
        state = "select 1 from inbox where update_id = ? and state <> 'waiting'"
        assert until(lambda: db.execute(state, (update_id,)).fetchone())


def said(ministry: House, person: int, text: str, **more: object) -> dict:
    """Have somebody write, and the bot handle it; give the message."""
    sent = ministry.control.post("send", person=person, text=text, **more)
    handled(ministry, sent["update_ids"][0])
    return sent["messages"][0]


def edited(ministry: House, person: int, message: dict, text: str) -> None:
    numbers = {"person": person, "message_id": message["message_id"]}
    handled(ministry, ministry.control.post("edit", **numbers, text=text)["update_id"])


def number_of(ministry: House, person: int) -> int:
    return len([m for m in ministry.control.get("messages", chat=person)["messages"] if m["from_bot"]])


def report(ministry: House, task: int) -> None:
    before = len(rows(ministry))
    said(ministry, LAN, f"nv {task} 60%, đã họp với các đơn vị")
    said(ministry, LAN, "gửi")
    assert len(rows(ministry)) == before + 1


def test_an_edit_never_does_a_deed_again(ministry: House) -> None:
    """Line 10: as Telegram tells of it, unchanged; and with other words."""
    report(ministry, 13)
    word = said(ministry, TRANG, "Tiếp nhận 13 TTCNTT")
    assert rows(ministry)[-1] == (13, "accepted")
    report(ministry, 14)
    count = number_of(ministry, TRANG)
    edited(ministry, TRANG, word, "Tiếp nhận 13 TTCNTT")
    assert (rows(ministry)[-1], number_of(ministry, TRANG)) == ((14, None), count)
    edited(ministry, TRANG, word, "tiếp nhận 14 TTCNTT.")
    assert rows(ministry)[-1] == (14, None)
    assert until(lambda: "không thay cho thao tác" in ministry.last(TRANG)["text"])


@pytest.mark.parametrize(
    "text",
    ["gửi", "hủy", "/huy", "vẫn gửi", "rút lại", "ok gửi nhé", "Dạ, gửi luôn giúp em", "rút lại BC-0001",
     "rút lại nv 15", "tắt nhắc", "tắt lời nhắc giúp em", "nhắc em sau 2 ngày nữa", "hủy đi nhé"],
)  # fmt: skip
@pytest.mark.parametrize("how", ["forwarded", "edited"])
def test_a_forward_or_an_edit_is_no_deed_of_a_reporter(ministry: House, text: str, how: str) -> None:
    """Line 11."""
    before = rows(ministry)
    said(ministry, LAN, "nv 15 30%, đang khảo sát")
    if how == "forwarded":
        said(ministry, LAN, text, forwarded=True)
    else:
        edited(ministry, LAN, said(ministry, LAN, "cảm ơn"), text)
    assert until(lambda: "không thay cho thao tác" in ministry.last(LAN)["text"])
    assert rows(ministry) == before
    said(ministry, LAN, "hủy")
    assert until(lambda: "Đã hủy bản nháp" in ministry.last(LAN)["text"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rút lại BC-0001", ""),
        ("rút lại BC-9999 nhé", "không có báo cáo"),
        ("tắt nhắc", "nhắc"),
        ("thôi nhắc em nhé", "nhắc"),
        ("nhắc em sau 2 ngày nữa", "nhắc"),
        ("cho em xem tài liệu nv 15", "nhiệm vụ 15"),
    ],
)
def test_the_words_of_a_deed_are_no_result_of_an_open_draft(ministry: House, text: str, words: str) -> None:
    """Line 11's kind, typed."""
    report(ministry, 18)
    said(ministry, LAN, "nv 15 30%, đang khảo sát")
    message = said(ministry, LAN, text)
    assert until(lambda: words.lower() in ministry.last(LAN)["text"].lower()), ministry.last(LAN)["text"]
    edited(ministry, LAN, message, f"{text}.")  # neither does an edit
    said(ministry, LAN, "ok gửi nhé")
    with closing(sqlite3.connect(f"file:{ministry.home / 'bot.sqlite3'}?mode=ro", uri=True)) as db:
        sent = db.execute("select task, result from reports order by id desc limit 1").fetchone()
    assert sent == (15, "đang khảo sát")


def test_a_forward_of_the_offices_words_receives_nothing(ministry: House) -> None:
    report(ministry, 16)
    said(ministry, TRANG, "tiếp nhận hết", forwarded=True)
    said(ministry, TRANG, "tiếp nhận 16 TTCNTT", forwarded=True)
    assert rows(ministry)[-1] == (16, None)


def test_a_forward_can_become_a_draft(ministry: House) -> None:
    said(ministry, LAN, "nv 21 45%, đã trình dự thảo", forwarded=True)
    assert until(lambda: "45%" in ministry.last(LAN)["text"])
    said(ministry, LAN, "hủy")


@pytest.mark.parametrize(
    ("first", "then", "there"),
    [
        ("nv 13 ai chủ trì?", "nv 12 ai chủ trì?", "hiệm vụ 12"),
        ("/hoi nv 13 ai chủ trì?", "/hoi nv 12 ai chủ trì?", "hiệm vụ 12"),
        ("/nhiemvu 13", "/nhiemvu 12", "hiệm vụ 12"),
        ("/vanban", "/nhiemvu 12", "hiệm vụ 12"),
        ("nv 13 ai chủ trì?", "TTCNTT báo cáo những gì rồi?", "Trung tâm Công nghệ thông tin"),
        ("/tinhhinh 13", "/tinhhinh 14", "hiệm vụ 14"),
        ("nhiệm vụ 13 đến đâu rồi?", "nhiệm vụ 14 đến đâu rồi?", "hiệm vụ 14"),
    ],
)
def test_an_edited_question_is_answered_anew_in_place(ministry: House, first: str, then: str, there: str) -> None:
    message = said(ministry, LAN, first)

    def answers() -> list[dict]:
        shown = ministry.control.get("messages", chat=LAN)["messages"]
        number = message["message_id"]
        return [m for m in shown if m["from_bot"] and m.get("reply_to", {}).get("message_id") == number]

    assert until(lambda: len(answers()) == 1)
    before = answers()[0]["text"]
    edited(ministry, LAN, message, first)
    assert [m["text"] for m in answers()] == [before]
    edited(ministry, LAN, message, then)
    assert until(lambda: there in answers()[0]["text"] and answers()[0]["text"] != before), answers()
    assert len(answers()) == 1


def test_an_edit_back_to_earlier_words_within_a_second_counts(ministry: House) -> None:
    """Line 36's kind: the clock of the house stands still, so that all edits are of one second."""
    message = said(ministry, LAN, "nv 13 ai chủ trì?")
    for task in (12, 14, 12):
        edited(ministry, LAN, message, f"nv {task} ai chủ trì?")
        assert until(lambda task=task: f"hiệm vụ {task}" in ministry.last(LAN)["text"]), task


@pytest.mark.parametrize("what", ["draft", "reminder"])
def test_a_press_on_what_telegram_shows_no_more_does_its_deed(ministry: House, what: str) -> None:
    """Line 12: in a new message."""
    before, told = rows(ministry), ministry.last(LAN)["message_id"]
    said(ministry, LAN, "/baocao" if what == "reminder" else "nv 22 70%, đã thử nghiệm")
    assert until(lambda: ministry.last(LAN)["message_id"] > told)
    screen, since = ministry.last(LAN), ministry.control.seq()
    label = screen["buttons"][0][0]
    under = {"person": LAN, "message_id": screen["message_id"], "data": label["callback_data"]}
    press = ministry.control.post("press", inaccessible=True, **under)
    assert "không còn dùng được" not in callback_text(ministry.control, since, press)
    assert len(ministry.control.from_bot(since, LAN, kinds="message")) == 1
    assert len(rows(ministry)) - len(before) == (what == "draft")


@pytest.mark.parametrize(
    "body",
    [
        "{",
        *(
            pytest.param(b, marks=pytest.mark.soak)
            for b in ("[]", "null", "7", '{"update_id": "x"}', b"\xff{}", "", "[" * 5000)
        ),
    ],
)
def test_what_was_spoilt_on_disk_is_put_aside_and_the_rest_is_answered(tmp_path: Path, body: str | bytes) -> None:
    with running_server(token=TOKEN) as server, closing(Control(server.url)) as control:
        bot = BotProcess(tmp_path, **settings_for("polling", server.url)).start()
        control.ask(VISITOR, QUESTION)
        assert bot.stop() == 0
        good = json.dumps({"update_id": 8, "message": MESSAGE | {"message_id": 8, "text": QUESTION}})
        with closing(sqlite3.connect(tmp_path / "bot.sqlite3")) as db, db:
            for number, kept, state in ((7, body, "waiting"), (8, good, "waiting"), (9, body, "parked")):
                db.execute(
                    "insert into inbox (bot, update_id, key, chat, body, received_at, state, reason)"
                    " values (?, ?, ?, ?, cast(? as text), ?, ?, ?)",
                    (int(TOKEN.partition(":")[0]), number, f"m:{VISITOR}:{number}", VISITOR, kept,
                     "2019-09-16T08:00:00+00:00", state, "declined" if state == "parked" else ""),
                )  # fmt: skip
        since = control.seq()
        bot.start()
        assert ANSWER in control.from_bot(since, VISITOR)[0]["text"]
        assert "không đọc được" in letters(tmp_path)[1]
        assert bot.stop() == 0
        for line in ((), ("--json",), ("show", "2")):
            code, _, said = letters(tmp_path, *line)
            assert (code, said) == (0, "")


def letters(home: Path, *arguments: str) -> tuple[int, str, str]:
    done = command(home, "dead-letters", *arguments)
    return done.returncode, done.stdout, done.stderr


def test_what_was_set_aside_is_listed_shown_and_put_back(tmp_path: Path) -> None:
    with running_server(token=TOKEN) as server, closing(Control(server.url)) as control:
        bot = BotProcess(tmp_path, **settings_for("polling", server.url)).start()
        control.ask(VISITOR, QUESTION)
        assert letters(tmp_path)[:2] == (0, "")
        control.post("raw", update=UNREADABLE[0], chat=VISITOR)
        assert until(lambda: letters(tmp_path)[1])
        (listed,) = letters(tmp_path)[1].splitlines()
        told = json.loads(letters(tmp_path, "--json")[1])
        assert ("không đọc được" in listed, told["reason"], told["kind"]) == (True, "unreadable", "message")
        assert "bí mật" not in listed.lower() + json.dumps(told, ensure_ascii=False).lower()
        number = str(told["number"])
        assert json.loads(letters(tmp_path, "show", number)[1])["update"]["message"]["text"] == "bí mật"
        code, _, words = letters(tmp_path, "retry", number)
        assert (code, "đang phục vụ" in words) == (2, True)
        assert bot.stop() == 0
        with closing(sqlite3.connect(tmp_path / "bot.sqlite3")) as db, db:  # as if the library had learned to read it
            body = json.dumps({"update_id": told["update_id"], "message": MESSAGE | {"text": QUESTION}})
            db.execute("update inbox set body = ? where id = ?", (body, number))
        assert letters(tmp_path, "retry", number)[0] == 0
        assert [letters(tmp_path, "retry", one)[0] for one in (number, "99999")] == [2, 2]
        assert letters(tmp_path, "show")[0] == 2
        since = control.seq()
        bot.start()
        assert ANSWER in control.from_bot(since, VISITOR)[0]["text"]
        assert bot.stop() == 0
