"""In groups, and what is shown beside the answers: menus, descriptions, that the bot is at work."""

import time
from collections.abc import Iterator

import pytest

from playground.client import Control
from playground.people import ADMIN
from playground.server import Playground
from tests.e2e.driver import GROUP, REPORTER, VISITOR, BotProcess, until
from tests.e2e.kills import settings_for
from tests.e2e.test_coming_in import ANSWER, QUESTION
from tests.e2e.test_disk_faults import let_in

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def now() -> None:
    """The real clock."""


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory, server: Playground) -> Iterator[BotProcess]:
    settings = settings_for("polling", server.url) | {"BOT_ADMINS": str(ADMIN)}
    process = BotProcess(tmp_path_factory.mktemp("bot"), **settings).start()
    yield process
    assert process.stop() == 0
    assert "Traceback" not in process.log


@pytest.mark.parametrize("text", ["/baocao", "/tinhhinh", "/dangky", "/start", "/Baocao", "/capnhat 13 60%"])
def test_what_is_private_gets_a_button_into_the_private_chat(bot: BotProcess, control: Control, text: str) -> None:
    said = control.ask(VISITOR, text, GROUP)
    assert "nhắn riêng" in said["text"].lower()
    assert said["buttons"][0][0]["url"].startswith("https://t.me/")


def test_a_command_for_another_bot_is_left_alone(bot: BotProcess, control: Control) -> None:
    since = control.seq()
    control.say(VISITOR, "/baocao@khac_bot", GROUP)
    control.say(VISITOR, "/hoi@khac_bot nv 13", GROUP)
    assert control.from_bot(since, GROUP, timeout=1) == []


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("ơi", "ghi câu hỏi"),
        ("cảm ơn nhé", "Cảm ơn"),
        ("", "ghi câu hỏi"),
        ("bạn ơi", "ghi câu hỏi"),
        ("chào", "chào"),
        ("cám ơn bot nhiều", "Cảm ơn"),
        ("ok", "Cảm ơn"),
        ("dạ em cảm ơn bot ạ", "Cảm ơn"),
        ("ok rõ rồi nhé", "Cảm ơn"),
        ("dạ vâng ạ", "Cảm ơn"),
        ("👍", "Cảm ơn"),
        ("?", "ghi câu hỏi"),
    ],
)
def test_who_calls_or_thanks_in_a_group_gets_a_word(bot: BotProcess, control: Control, text: str, answer: str) -> None:
    name = control.get("state")["bot"]["username"]
    assert answer in control.ask(VISITOR, f"@{name} {text}", GROUP)["text"]


@pytest.mark.parametrize("text", ["trả lời giúp", "bot ơi xem giúp câu này với", "giải đáp hộ anh ấy nhé"])
def test_who_asks_for_help_under_a_question_has_that_question_answered(
    bot: BotProcess, control: Control, text: str
) -> None:
    name = control.get("state")["bot"]["username"]
    asked = control.say(REPORTER, "nhiệm vụ 13 ai chủ trì?", GROUP)["messages"][0]
    since = control.seq()
    control.say(VISITOR, f"@{name} {text}", GROUP, reply_to=asked["message_id"])
    assert "Trung tâm Công nghệ thông tin" in control.from_bot(since, GROUP)[0]["text"]


def names(control: Control, chat: int) -> set[str]:
    return {entry["command"] for entry in control.get("commands", chat=chat)["commands"]}


def test_the_groups_menu_lists_what_works_there(bot: BotProcess, control: Control) -> None:
    assert until(lambda: names(control, GROUP) == {"hoi", "nhiemvu", "vanban", "trogiup"})


def test_the_bot_describes_itself(bot: BotProcess, control: Control) -> None:
    recorded = control.get("commands", chat=GROUP)["recorded"]
    assert until(lambda: "setmydescription" in control.get("commands", chat=GROUP)["recorded"])
    assert "tiến độ" in recorded["setmyshortdescription"]["short_description"]


def test_joining_is_two_lines(bot: BotProcess, control: Control) -> None:
    control.post("members", person=VISITOR, chat=GROUP, inside=False)
    since = control.seq()
    control.post("members", person=VISITOR, chat=GROUP, inside=True)
    (said,) = control.from_bot(since, GROUP)
    assert said["text"].count("\n") == 1
    time.sleep(0.5)
    assert len(control.from_bot(since, GROUP)) == 1


def test_a_menu_is_the_roles_own_with_the_next_message_after_it_has_changed(bot: BotProcess, control: Control) -> None:
    control.ask(REPORTER, QUESTION)
    assert "capnhat" not in names(control, REPORTER)
    let_in(control)
    assert until(lambda: {"capnhat", "huy", "toi"} <= names(control, REPORTER))
    assert {"quantri", "dangky"} & names(control, REPORTER) == set()
    assert until(lambda: "quantri" in names(control, ADMIN))
    control.press(REPORTER, control.ask(REPORTER, "/huydangky"), "Đồng ý hủy đăng ký")
    assert until(lambda: "xóa dữ liệu" in str(control.get("messages", chat=REPORTER)["messages"][-1]))
    bot.stop()
    bot.start()  # which forgets whose menu was which
    control.ask(REPORTER, QUESTION)
    assert until(lambda: "capnhat" not in names(control, REPORTER))


def raw(control: Control, chat: int, kind: str, **more: object) -> None:
    message = {
        "message_id": int(time.time() * 1000) % 2**31,
        "date": int(time.time()),
        "chat": {"id": chat, "type": kind},
    }
    control.post("raw", update={"message": message | more}, chat=chat)


def test_a_talk_survives_a_groups_becoming_a_supergroup(bot: BotProcess, control: Control) -> None:
    name = control.get("state")["bot"]["username"]
    old = control.post("groups", title="Nhóm", members=[VISITOR])["chat"]["id"]
    new = control.post("groups", title="Nhóm", members=[VISITOR])["chat"]["id"]
    assert ANSWER in control.ask(VISITOR, f"@{name} {QUESTION}", old)["text"]
    raw(
        control, old, "group", migrate_to_chat_id=new, **{"from": {"id": VISITOR, "is_bot": False, "first_name": "Hân"}}
    )
    assert "iệm vụ 13" in control.ask(VISITOR, f"@{name} thế ai phối hợp?", new)["text"]


def test_an_anonymous_admin_is_nobody(bot: BotProcess, control: Control) -> None:
    """Two of them in a group have no talk in common; each question stands by itself."""
    name = control.get("state")["bot"]["username"]
    chat = {"id": GROUP, "type": "supergroup", "title": "Nhóm"}
    who = {"from": {"id": 1087968824, "is_bot": True, "first_name": "Group"}, "sender_chat": chat}
    mention = {"entities": [{"type": "mention", "offset": 0, "length": len(name) + 1}]}
    since = control.seq()
    raw(control, GROUP, "supergroup", text=f"@{name} nv 13 ai chủ trì?", **who, **mention)
    assert ANSWER in control.from_bot(since, GROUP)[0]["text"]
    since = control.seq()
    time.sleep(1)  # for a number of its own
    raw(control, GROUP, "supergroup", text=f"@{name} thế ai phối hợp?", **who, **mention)
    assert "hiệm vụ 13" not in control.from_bot(since, GROUP)[0]["text"]


def test_who_waits_long_sees_that_the_bot_is_at_work(bot: BotProcess, control: Control) -> None:
    def typed() -> list[dict]:
        return control.get("calls", since=since, method="sendChatAction")["calls"]

    since = control.get("calls", since=2**62)["next"]
    control.ask(VISITOR, QUESTION)
    time.sleep(1)
    assert typed() == []
    control.post("faults", kind="delay", method="sendMessage", count=1, seconds=2)
    assert ANSWER in control.ask(VISITOR, QUESTION)["text"]
    assert len(typed()) == 1
