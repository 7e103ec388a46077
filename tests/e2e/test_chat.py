"""What people experience: they write and press, the bot answers, over HTTP from end to end."""

import json

import pytest

from tests.e2e.driver import GROUP, REPORTER, VISITOR, BotProcess, Control, callback_text, command

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("bot")]

QUESTION = "dv nao lam nv 13 z"
ANSWER = "Trung tâm Công nghệ thông tin"
OUT_OF_SCOPE = "thời tiết Hà Nội ngày mai có mưa không"


def labels(message: dict) -> list[str]:
    return [button["text"] for row in message["buttons"] for button in row]


def quiet_after(control: Control, person: int, text: str, **more: object) -> bool:
    """Say whether the bot says nothing to a text; a question of somebody else shows that it has read on."""
    since = control.seq()
    control.say(person, text, GROUP, **more)
    control.ask(VISITOR, QUESTION)
    return control.from_bot(since, GROUP, timeout=0) == []


def test_the_story_of_the_first_issue(control: Control) -> None:
    """A hasty question is answered with the unit, under the question, with a button for the verbatim text."""
    asked = control.say(VISITOR, QUESTION)["messages"][0]
    (answer,) = control.from_bot(0, VISITOR)
    assert ANSWER in answer["text"]
    assert "**" not in answer["text"]
    assert answer["reply_to"]["message_id"] == asked["message_id"]
    assert "Nguyên văn" in labels(answer)
    assert answer["buttons"][-1][0]["text"] == "Báo sai"


def test_a_button_opens_the_verbatim_text(control: Control) -> None:
    answer, since = control.ask(VISITOR, QUESTION), control.seq()
    press = control.press(VISITOR, answer, "Nguyên văn")
    assert control.from_bot(since, VISITOR)[0]["text"] != answer["text"]
    assert callback_text(control, since, press) == ""


def test_a_group_is_answered_only_when_it_speaks_to_the_bot(control: Control) -> None:
    """By name, by command and by reply; not otherwise."""
    assert quiet_after(control, REPORTER, QUESTION)
    by_name = control.ask(REPORTER, f"@tracuu_qd_bot {QUESTION}", GROUP)
    assert ANSWER in by_name["text"]
    assert ANSWER in control.ask(REPORTER, f"/hoi {QUESTION}", GROUP)["text"]
    since = control.seq()
    control.say(REPORTER, QUESTION, GROUP, reply_to=by_name["message_id"])
    assert ANSWER in control.from_bot(since, GROUP)[0]["text"]


@pytest.mark.parametrize("text", ["/start", "/trogiup", "/help", "/vanban", "/nhiemvu", "/nhiemvu 13", "/lenhla"])
def test_every_command_is_answered(control: Control, text: str) -> None:
    assert control.ask(VISITOR, text)["text"]


def test_the_menu_is_in_vietnamese(control: Control) -> None:
    menu = control.get("commands", chat=VISITOR)["commands"]
    assert {"hoi", "nhiemvu", "vanban", "trogiup", "start", "baocao"} <= {entry["command"] for entry in menu}
    assert "Cách hỏi" in str(menu)


def test_an_edited_question_is_answered_in_place(control: Control) -> None:
    asked = control.say(VISITOR, "nhiệm vụ 13 ai chủ trì")["messages"][0]
    before = control.get("messages", chat=VISITOR)["messages"]
    since = control.seq()
    control.post("edit", person=VISITOR, message_id=asked["message_id"], text="nhiệm vụ 15 ai chủ trì")
    (edited,) = control.from_bot(since, VISITOR, kinds="edit")
    assert edited["past"]
    assert len(control.get("messages", chat=VISITOR)["messages"]) <= len(before) + 1


@pytest.mark.parametrize("data", ["k:khongco", "s2", "linh tinh", "k:" + "x" * 60])
def test_a_forged_button_gets_a_toast(control: Control, data: str) -> None:
    answer, since = control.ask(VISITOR, QUESTION), control.seq()
    press = control.post("press", person=VISITOR, message_id=answer["message_id"], data=data)
    assert callback_text(control, since, press).startswith("Nút này không còn dùng được.")
    assert control.from_bot(since, VISITOR, timeout=0) == []


def test_bao_sai_and_refusals_can_be_listed_and_asked_again(control: Control, bot: BotProcess) -> None:
    """They are kept once, without a name, and the export goes straight back into `ask --jsonl`."""
    answer = control.ask(VISITOR, "nv 13 ai làm chính vậy")
    control.ask(VISITOR, OUT_OF_SCOPE)
    for _ in range(2):
        since = control.seq()
        press = control.press(VISITOR, answer, "Báo sai")
        assert callback_text(control, since, press) == "Đã ghi nhận. Cảm ơn anh/chị."
    listed = command(bot.home, "questions").stdout
    assert listed.count("nv 13 ai làm chính vậy") == 1
    assert OUT_OF_SCOPE in listed
    assert "Hân" not in listed
    exported = command(bot.home, "questions", "--export").stdout
    again = command(bot.home, "ask", "--jsonl", stdin=exported).stdout
    assert [json.loads(line)["id"] for line in again.splitlines()] == [
        json.loads(line)["id"] for line in exported.splitlines()
    ]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "429", "retry_after": 1},
        {"kind": "502", "count": 2},
        {"kind": "drop_before"},
        {"kind": "drop_after"},
        {"kind": "slow_answer", "seconds": 0.5},
    ],
    ids=lambda fault: fault["kind"],
)
def test_an_answer_arrives_in_spite_of_a_fault(control: Control, fault: dict) -> None:
    control.post("faults", method="sendMessage", **{"count": 1, **fault})
    assert ANSWER in control.ask(VISITOR, QUESTION)["text"]


@pytest.mark.parametrize("kind", ["502", "drop_before", "429"])
def test_polling_goes_on_after_a_fault(control: Control, kind: str) -> None:
    control.post("faults", method="getUpdates", kind=kind, count=1)
    control.ask(VISITOR, QUESTION)
    assert ANSWER in control.ask(VISITOR, QUESTION)["text"]


def test_who_blocks_the_bot_does_not_stop_it(control: Control) -> None:
    control.post("faults", kind="403", method="sendMessage", count=1)
    control.say(REPORTER, QUESTION)
    assert ANSWER in control.ask(VISITOR, QUESTION)["text"]


@pytest.mark.parametrize(
    "text", ["<b>nv 13", "**", "x" * 4096, "👨‍👩‍👧‍👦" * 100, "\u202env 13", "'; drop table questions; --", "/"]
)
def test_hostile_text_is_answered_like_any_other(control: Control, text: str) -> None:
    assert control.ask(VISITOR, text)["text"]


def test_a_file_gets_one_line(control: Control) -> None:
    since = control.seq()
    control.upload(VISITOR, [("a.pdf", b"%PDF"), ("b.pdf", b"%PDF")])
    assert len(control.from_bot(since, VISITOR)) == 1
    control.ask(VISITOR, QUESTION)


def test_the_clock_file_is_the_clock(control: Control) -> None:
    """What is due "this quarter" moves with the file."""
    assert "20/9" in control.ask(VISITOR, "hạn nộp báo cáo quý này là ngày nào")["text"]
    control.post("clock", now="2019-12-10T08:00:00+07:00")
    assert "20/12" in control.ask(VISITOR, "hạn nộp báo cáo quý này là ngày nào")["text"]


def test_buttons_survive_a_restart(control: Control, bot: BotProcess) -> None:
    """After a kill the same button opens the same text, "Báo sai" still knows the question, and no message is lost."""
    answer = control.ask(VISITOR, "đơn vị nào chủ trì nhiệm vụ 13")
    bot.kill()
    since = control.seq()
    control.say(VISITOR, QUESTION)
    bot.start()
    assert ANSWER in control.from_bot(since, VISITOR)[0]["text"]
    since = control.seq()
    press = control.press(VISITOR, answer, "Nguyên văn")
    assert callback_text(control, since, press) == ""
    assert control.from_bot(since, VISITOR)
    control.press(VISITOR, answer, "Báo sai")
    control.ask(VISITOR, QUESTION)
    assert "đơn vị nào chủ trì nhiệm vụ 13" in command(bot.home, "questions").stdout
