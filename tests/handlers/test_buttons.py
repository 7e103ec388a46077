"""Presses: each is answered exactly once, and a button that means nothing gets a toast."""

import pytest

from handlers import words
from tests.handlers.fakes import GROUP, Chat, labels


def toasts(chat: Chat) -> list[str | None]:
    return [values.get("text") for values in chat.telegram.sent("answerCallbackQuery")]


def test_a_button_opens_its_content_under_the_question() -> None:
    chat = Chat()
    asked = chat.write("nv 13")
    chat.press("k:v:PL.13", chat.message() | {"reply_to_message": asked})
    sent = chat.telegram.sent()[-1]
    assert sent["text"] == "Nguyên văn của PL.13."
    assert sent["reply_parameters"]["message_id"] == asked["message_id"]
    assert toasts(chat) == [None]


def test_a_page_is_turned_in_place() -> None:
    chat = Chat()
    chat.write("danh sách")
    chat.press("k:p:1", chat.message())
    (edited,) = chat.telegram.sent("editMessageText")
    assert edited["text"] == "Trang 1"
    assert labels(edited) == [["Tiếp"], ["Báo sai"]]
    assert len(chat.telegram.sent()) == 1
    assert toasts(chat) == [None]


def test_a_page_that_is_shown_already_is_no_error() -> None:
    chat = Chat()
    chat.write("danh sách")
    chat.telegram.faults["editMessageText"] = [(400, {"description": "Bad Request: message is not modified: …"})]
    chat.press("k:p:1", chat.message())
    assert toasts(chat) == [None]


@pytest.mark.parametrize("data", ["", "k:", "k:la", "x", "s2", "k:v:PL.13\n", "s" * 64, "k:" + "ệ" * 20])
def test_a_forged_button_gets_a_toast_and_does_nothing(data: str) -> None:
    chat = Chat()
    chat.write("nv 13")
    chat.press(data, chat.message())
    assert toasts(chat) == [words.STALE_BUTTON]
    assert len(chat.telegram.sent()) == 1
    assert chat.log.rows() == []


@pytest.mark.parametrize("data", ["k:v:PL.13", "s"])
def test_a_button_of_another_message_gets_a_toast(data: str) -> None:
    """The assistant would understand it, but it does not stand under this message."""
    chat = Chat()
    chat.write("/start")
    chat.press(data, chat.message() | {"reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}})
    assert toasts(chat) == [words.STALE_BUTTON]


def test_a_press_that_names_no_message_gets_a_toast() -> None:
    chat = Chat()
    chat.write("nv 13")
    chat.press("k:v:PL.13", None)
    assert toasts(chat) == [words.STALE_BUTTON]


def test_a_press_on_what_telegram_shows_no_more_is_answered_in_a_new_message() -> None:
    """Line 12's kind: a choice, a page and "Báo sai"."""
    chat = Chat()
    chat.write("danh sách")
    gone = {"message_id": 1000, "date": 0, "chat": {"id": 5, "type": "private"}}
    chat.press("k:v:PL.13", gone)
    chat.press("k:p:1", gone)
    chat.press("s", gone)
    assert [sent["text"] for sent in chat.telegram.sent()] == ["Trang 0", "Nguyên văn của PL.13.", "Trang 1"]
    assert chat.telegram.sent("editMessageText") == []
    assert toasts(chat) == [None, None, words.MARKED_WRONG]
    assert [(row.question, row.answer) for row in chat.log.rows()] == [("danh sách", "")]


@pytest.mark.parametrize("remembered", [True, False])
def test_bao_sai_keeps_question_and_answer_once(remembered: bool) -> None:
    """The question is known from memory, and after a restart from the message that the answer replies to."""
    chat = Chat()
    asked = chat.write("@tracuu_bot nv 13 ai làm", chat=GROUP)
    under = chat.message() | {"reply_to_message": asked}
    after = chat if remembered else Chat(chat.db)
    after.press("s", under)
    after.press("s", under)
    (kept,) = after.log.rows()
    assert (kept.reason, kept.question) == ("reported", "nv 13 ai làm")
    assert "TTCNTT" in kept.answer
    assert toasts(after) == [words.MARKED_WRONG] * 2


@pytest.mark.parametrize(("command", "question"), [("/hoi nv 13", "nv 13"), ("/nhiemvu 13", "nhiệm vụ 13")])
def test_bao_sai_after_a_restart_reads_a_command_as_its_question(command: str, question: str) -> None:
    chat = Chat()
    asked = chat.write(command)
    after = Chat(chat.db)
    after.press("s", chat.message() | {"reply_to_message": asked})
    assert [kept.question for kept in after.log.rows()] == [question]


def test_bao_sai_that_cannot_be_kept_says_so() -> None:
    chat = Chat()
    chat.write("nv 13")
    chat.db.execute("drop table questions")
    chat.press("s", chat.message())
    assert toasts(chat) == [words.NOT_MARKED]


def test_a_press_that_fails_is_answered_once_all_the_same() -> None:
    chat = Chat()
    chat.write("nv 13")
    chat.press("k:hỏng", chat.message() | {"reply_markup": None})
    assert toasts(chat) == [words.FAILED_TAP]


def test_a_press_that_is_too_old_to_be_answered_is_no_failure() -> None:
    """The content is sent; nothing is answered twice."""
    chat = Chat()
    chat.write("nv 13")
    chat.telegram.faults["answerCallbackQuery"] = [(400, {"description": "Bad Request: query is too old"})]
    chat.press("k:v:PL.13", chat.message())
    assert chat.telegram.sent()[-1]["text"] == "Nguyên văn của PL.13."
    assert len(toasts(chat)) == 1
