"""When a handler fails: what the person reads, and what the log may hold."""

import logging
import sys

import httpx
import pytest
from telegram import Bot
from telegram.error import InvalidToken, NetworkError

from handlers import words
from handlers.secrecy import Redacting
from tests.handlers.fakes import TOKEN, Chat, labels


def test_a_failure_is_told_in_one_plain_sentence(caplog: pytest.LogCaptureFixture) -> None:
    """The chat gets no trace; the log gets the trace, and neither the person's words nor the exception's."""
    chat = Chat()
    chat.write("hỏng vì điều bí mật")
    assert [sent["text"] for sent in chat.telegram.sent()] == [words.FAILED]
    assert "ValueError" in caplog.text
    assert "fakes.py" in caplog.text
    assert "bí mật" not in caplog.text


def test_who_has_blocked_the_bot_is_left_in_peace(caplog: pytest.LogCaptureFixture) -> None:
    chat = Chat()
    chat.telegram.faults["sendMessage"] = [(403, {"description": "Forbidden: bot was blocked by the user"})]
    chat.write("nv 13")
    assert len(chat.telegram.sent()) == 1
    assert caplog.text == ""


def test_an_answer_that_could_not_be_sent_goes_out_later() -> None:
    """The question is ticked off in the commit that puts its answer into the outbox."""
    chat = Chat()
    chat.telegram.faults["sendMessage"] = [(500, {"description": "Internal Server Error"})]
    asked = chat.write("nv 13")
    assert list(chat.mail.inbox.waiting()) == []
    chat.db.execute("update outbox set not_before = 0")
    chat.deliver()
    failed, sent = chat.telegram.sent()
    assert sent["text"] == failed["text"]
    assert sent["reply_parameters"]["message_id"] == asked["message_id"]
    assert labels(sent) == labels(failed) == [["Nguyên văn", "Cơ quan phối hợp"], ["Báo sai"]]


def test_a_failure_to_tell_of_a_failure_is_borne() -> None:
    chat = Chat()
    chat.telegram.faults["sendMessage"] = [(400, {"description": "Bad Request: can't parse entities"})] * 2
    chat.write("nv 13")
    chat.deliver()
    chat.deliver()
    assert len(chat.telegram.sent()) == 2


def raised(error: Exception, cause: Exception | None = None) -> tuple:
    try:
        raise error from cause
    except type(error):
        return sys.exc_info()


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ("HTTP Request: POST http://127.0.0.1:1/bot%s/getMe", None),
        ("%s", None),
        ("quoted 676%%3Athe-secret-of-the-tests-0123456789 %s", None),
        ("failed", InvalidToken(f"The token `{TOKEN}` was rejected by the server.")),
        ("failed", NetworkError(f"http://127.0.0.1/bot{TOKEN}/getMe")),
        ("another bot's 123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1", None),
    ],
)
def test_the_token_never_reaches_the_log(message: str, error: Exception | None) -> None:
    """Neither as an argument, nor quoted for an address, nor in an exception, nor in its cause."""
    cause = httpx.ConnectError(f"no route to /bot{TOKEN}/getUpdates")
    info = raised(error, cause) if error else None
    arguments = (TOKEN,) if "%s" in message else ()
    record = logging.LogRecord("x", logging.ERROR, "f", 1, message, arguments, info)
    line = Redacting(TOKEN).format(record)
    assert "secret-of-the-tests" not in line
    assert "AAHdqTcv" not in line
    assert "<token>" in line


def test_a_bot_that_is_shown_in_a_log_shows_no_token() -> None:
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "%r", (Bot(TOKEN),), None)
    assert TOKEN not in Redacting(TOKEN).format(record)
