"""What people write, and what they read for it."""

import pytest

from handlers import words
from tests.handlers.fakes import ANN, BOT, GROUP, Chat, labels


def only(sent: list) -> dict:
    assert len(sent) == 1
    return sent[0]


def test_a_private_text_is_answered_under_the_question() -> None:
    """One message: HTML, escaped, as a reply that survives the question's deletion, with the buttons."""
    chat = Chat()
    asked = chat.write("nv 13 ai làm?")
    sent = only(chat.telegram.sent())
    assert sent["text"] == "<b>TTCNTT</b> &lt;chủ trì&gt; «nv 13 ai làm?»."
    assert sent["reply_parameters"]["message_id"] == asked["message_id"]
    assert sent["reply_parameters"]["allow_sending_without_reply"]
    assert sent["parse_mode"] == "HTML"
    assert sent["link_preview_options"]["is_disabled"]
    assert labels(sent) == [["Nguyên văn", "Cơ quan phối hợp"], ["Báo sai"]]


@pytest.mark.parametrize(
    ("text", "words_sent"),
    [
        ("/start", "Kính chào anh/chị."),
        ("/start abc", "Kính chào anh/chị."),
        ("/trogiup", "Cách hỏi."),
        ("/help", "Cách hỏi."),
        ("/vanban", "Các văn bản."),
        ("/nhiemvu", "Các nhóm nhiệm vụ."),
        ("/nhiemvu 13", "<b>TTCNTT</b> &lt;chủ trì&gt; «nhiệm vụ 13»."),
        ("/hoi nv 13 ai làm", "<b>TTCNTT</b> &lt;chủ trì&gt; «nv 13 ai làm»."),
        ("/hoi", words.EMPTY_QUESTION.replace("**/hoi", "<b>/hoi").replace("**", "</b>")),
        ("/khongco", words.UNKNOWN_COMMAND),
    ],
)
def test_each_command_has_its_reply(text: str, words_sent: str) -> None:
    chat = Chat()
    chat.write(text)
    assert only(chat.telegram.sent())["text"] == words_sent


@pytest.mark.parametrize(
    ("more", "question"),
    [
        ({"text": "@tracuu_bot nv 13 ai làm"}, "nv 13 ai làm"),
        ({"text": "😀 nv 13 @Tracuu_Bot ai làm"}, "😀 nv 13 ai làm"),
        (
            {"text": "nv 13 ai làm", "reply_to_message": {"message_id": 1, "date": 1, "chat": GROUP, "from": BOT}},
            "nv 13 ai làm",
        ),
        ({"text": "/hoi nv 13 ai làm"}, "nv 13 ai làm"),
        ({"text": "/hoi@tracuu_bot nv 13 ai làm"}, "nv 13 ai làm"),
        ({"text": "/nhiemvu@tracuu_bot 13"}, "nhiệm vụ 13"),
    ],
)
def test_a_group_is_answered_when_it_speaks_to_the_bot(more: dict, question: str) -> None:
    chat = Chat()
    chat.write(chat=GROUP, **more)
    assert f"«{question}»" in only(chat.telegram.sent())["text"]


@pytest.mark.parametrize(
    "more",
    [
        {"text": "nv 13 ai làm"},
        {"text": "@tracuu_bot2 nv 13"},
        {"text": "/khongco"},
        {"text": "/hoi@botkhac nv 13"},
        {"text": "nv 13", "reply_to_message": {"message_id": 1, "date": 1, "chat": GROUP, "from": ANN}},
        {"sticker": {"file_id": "a", "file_unique_id": "b", "type": "regular", "width": 1, "height": 1,
                     "is_animated": False, "is_video": False}},
        {"new_chat_title": "Tên mới"},
    ],
)  # fmt: skip
def test_a_group_is_left_alone_otherwise(more: dict) -> None:
    chat = Chat()
    chat.write(chat=GROUP, **more)
    assert chat.telegram.sent() == []


def test_only_the_name_of_the_bot_gets_a_line_on_how_to_ask() -> None:
    chat = Chat()
    chat.write("@tracuu_bot", chat=GROUP)
    assert "/hoi" in only(chat.telegram.sent())["text"]


@pytest.mark.parametrize("kind", ["voice", "photo", "document", "location"])
def test_what_is_no_text_gets_one_clear_line(kind: str) -> None:
    chat = Chat()
    file = {"file_id": "a", "file_unique_id": "b", "duration": 1, "latitude": 1, "longitude": 1}
    photo = [file | {"width": 1, "height": 1}]
    chat.write(**{kind: photo if kind == "photo" else file})
    assert only(chat.telegram.sent())["text"].startswith("Hệ thống chỉ đọc được tin nhắn chữ.")


def test_an_album_gets_one_line_not_ten() -> None:
    chat = Chat()
    for _ in range(3):
        chat.write(document={"file_id": "a", "file_unique_id": "b"}, media_group_id="77")
    only(chat.telegram.sent())


def test_a_talk_goes_on_per_person() -> None:
    """In one group, what one person asked is not what another person's next question builds on."""
    chat = Chat()
    chat.write("/hoi nv 13", chat=GROUP)
    chat.write("/hoi lúc trước", chat=GROUP)
    chat.write("/hoi lúc trước", chat=GROUP, **{"from": ANN | {"id": 6}})
    assert [sent["text"] for sent in chat.telegram.sent()[1:]] == ["Trước đó: nv 13", "Trước đó: None"]


def test_a_talk_goes_on_after_a_restart() -> None:
    """What was asked and answered is on disk with the answer; an edit finds what stood before its question, too."""
    chat = Chat()
    chat.write("nv 12")
    asked = chat.write("nv 13")
    again = Chat(chat.db)
    again.write("lúc trước")
    assert only(again.telegram.sent())["text"] == "Trước đó: nv 13"
    again.write("lúc trước", edited=True, message_id=asked["message_id"])
    assert only(again.telegram.sent("editMessageText"))["text"] == "Trước đó: nv 12"


def _replying(to: dict, **more: object) -> dict:
    return {"reply_to_message": {"date": 1, "chat": GROUP, **to}, **more}


def test_what_replies_to_an_answer_goes_on_with_that_answer() -> None:
    """Not with what was asked since; so for a reply to one's own question, and in a group to that of somebody else."""
    chat, other = Chat(), {"from": ANN | {"id": 6}}
    asked = chat.write("/hoi nv 13", chat=GROUP)
    chat.write("/hoi nv 6", chat=GROUP)
    chat.write("lúc trước", chat=GROUP, **_replying(chat.message(0)))
    chat.write(
        "@tracuu_bot lúc trước", chat=GROUP, **other, **_replying({"message_id": asked["message_id"], "from": ANN})
    )
    assert [sent["text"] for sent in chat.telegram.sent()[2:]] == ["Trước đó: nv 13", "Trước đó: nv 13"]
    chat.write("/hoi lúc trước", chat=GROUP)
    assert chat.telegram.sent()[-1]["text"] == "Trước đó: lúc trước"


def test_what_replies_to_a_question_that_was_not_put_to_the_bot_goes_on_with_that_question() -> None:
    """A colleague's words are read first; the bot's name alone asks just them; a quote is what is talked about."""
    chat, said = Chat(), {"message_id": 1, "from": ANN | {"id": 6}, "text": "nv 13 thì ai làm"}
    chat.write("@tracuu_bot lúc trước", chat=GROUP, **_replying(said))
    chat.write("@tracuu_bot", chat=GROUP, **_replying(said))
    chat.write("/hoi", chat=GROUP, **_replying(said))
    chat.write("lúc trước", quote={"text": "nv 14", "position": 0})
    texts = [sent["text"] for sent in chat.telegram.sent()]
    assert texts[0] == "Trước đó: nv 13 thì ai làm"
    assert "«nv 13 thì ai làm»" in texts[1]
    assert "«nv 13 thì ai làm»" in texts[2]
    assert texts[3] == "Trước đó: nv 14"


def test_no_answer_is_lost_for_want_of_a_talk() -> None:
    chat = Chat()
    chat.db.execute("drop table talks")
    chat.write("nv 13")
    assert "«nv 13»" in only(chat.telegram.sent())["text"]


def test_an_edited_question_is_answered_in_place() -> None:
    """The old answer becomes the new one, as if the question had read so from the start."""
    chat = Chat()
    chat.write("nv 12")
    asked = chat.write("nv 13")
    chat.write("lúc trước", edited=True, message_id=asked["message_id"])
    assert len(chat.telegram.sent()) == 2
    edited = only(chat.telegram.sent("editMessageText"))
    assert (edited["message_id"], edited["text"]) == (1001, "Trước đó: nv 12")
    chat.write("lúc trước")
    assert chat.telegram.sent()[-1]["text"] == "Trước đó: lúc trước"


def test_an_edit_of_an_older_question_leaves_the_talk_alone() -> None:
    chat = Chat()
    asked = chat.write("nv 12")
    chat.write("nv 13")
    chat.write("nv 15", edited=True, message_id=asked["message_id"])
    chat.write("lúc trước")
    assert chat.telegram.sent()[-1]["text"] == "Trước đó: nv 13"


def test_an_edited_question_that_is_not_remembered_is_answered_anew() -> None:
    chat = Chat()
    chat.write("nv 13", edited=True)
    assert "«nv 13»" in only(chat.telegram.sent())["text"]


@pytest.mark.parametrize(("first", "then"), [("nv 13", "câu dài"), ("câu dài", "nv 13")])
def test_an_edit_may_change_how_many_messages_an_answer_takes(first: str, then: str) -> None:
    """What is too much is deleted; what is missing is sent."""
    chat = Chat()
    asked = chat.write(first)
    before = len(chat.telegram.sent())
    chat.write(then, edited=True, message_id=asked["message_id"])
    more, deleted = len(chat.telegram.sent()) - before, chat.telegram.sent("deleteMessages")
    assert bool(more) == (first == "nv 13")
    assert bool(deleted) == (first != "nv 13")
    assert len(chat.telegram.sent("editMessageText")) == 1


def test_an_answer_that_cannot_be_edited_any_more_is_sent_anew() -> None:
    chat = Chat()
    asked = chat.write("nv 13")
    chat.telegram.faults["editMessageText"] = [(400, {"description": "Bad Request: message to edit not found"})]
    chat.write("nv 15", edited=True, message_id=asked["message_id"])
    assert "«nv 15»" in chat.telegram.sent()[-1]["text"]


def test_a_long_answer_has_its_buttons_at_the_end_and_no_tag_is_cut() -> None:
    chat = Chat()
    asked = chat.write("câu dài")
    sent = chat.telegram.sent()
    assert len(sent) > 1
    assert [labels(part) for part in sent] == [[]] * (len(sent) - 1) + [[["Báo sai"]]]
    assert all(part["text"].count("<b>") == part["text"].count("</b>") for part in sent)
    assert sent[-1]["reply_parameters"]["message_id"] == asked["message_id"]


def test_a_refused_question_is_kept_with_its_time_and_without_its_author() -> None:
    chat = Chat()
    chat.write("@tracuu_bot thời tiết thế nào", chat=GROUP)
    chat.write("nv 13")
    (kept,) = chat.log.rows()
    assert (kept.reason, kept.question, kept.at) == ("refused", "thời tiết thế nào", "2019-09-16T01:00:00+00:00")
    assert "An" not in str(list(chat.db.query("select * from questions")))


def test_a_database_that_does_not_take_it_costs_nobody_the_answer() -> None:
    chat = Chat()
    chat.db.execute("drop table questions")
    chat.write("thời tiết thế nào")
    assert only(chat.telegram.sent())["text"] == "Văn bản không nói về việc này."


def test_half_a_character_is_no_reason_to_fail() -> None:
    """Telegram's JSON can hold a lone surrogate; it is replaced, not passed on."""
    chat = Chat()
    chat.write("nv 13 \ud83d", entities=[])
    assert "nv 13" in only(chat.telegram.sent())["text"]
