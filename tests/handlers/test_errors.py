"""When a handler fails: what the person reads, and what the log may hold."""

import logging
import sys

import httpx
import pytest
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError

from handlers import words
from handlers.secrecy import Redacting, Seldom
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


@pytest.mark.parametrize("logger", ["bot", "telegram.Bot"])
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
def test_the_token_never_reaches_the_log(message: str, error: Exception | None, logger: str) -> None:
    """Neither as an argument, nor quoted for an address, nor in an exception, nor in its cause."""
    cause = httpx.ConnectError(f"no route to /bot{TOKEN}/getUpdates")
    info = raised(error, cause) if error else None
    arguments = (TOKEN,) if "%s" in message else ()
    record = logging.LogRecord(logger, logging.ERROR, "f", 1, message, arguments, info)
    line = Redacting(TOKEN).format(record)
    assert "secret-of-the-tests" not in line
    assert "AAHdqTcv" not in line
    assert "<token>" in line or logger != "bot"


def test_a_bot_that_is_shown_in_a_log_shows_no_token() -> None:
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "%r", (Bot(TOKEN),), None)
    assert TOKEN not in Redacting(TOKEN).format(record)


SECRETS = ("Phạm Thị Lan", "đang họp kín", "3001")


def written(logger: str, message: str, *values: object, error: BaseException | None = None) -> str:
    info = raised(error) if error else None
    return Redacting(TOKEN).format(logging.LogRecord(logger, logging.ERROR, "/a/lib.py", 7, message, values, info))


@pytest.mark.parametrize(
    ("message", "values", "error"),
    [
        ("Error while parsing updates! Received data was %r", ({"text": SECRETS[1], "first_name": SECRETS[0]},), None),
        (f"Task exception was never retrieved\nfuture: <Task {' '.join(SECRETS)}>", (), None),
        ("%(name)s wrote", ({"name": SECRETS[0]},), None),
        ("failed", (), KeyError(SECRETS[1])),
        ("failed", (), BadRequest(f'Can\'t parse entities: unsupported start tag "{SECRETS[1]}"')),
        ("failed", (), ValueError(f"invalid literal for int(): {SECRETS}")),
        ("Exception %s", (RuntimeError(f"no place for {SECRETS!r}"),), None),
    ],
)
def test_a_librarys_line_has_no_words_names_or_accounts(
    message: str, values: tuple[object, ...], error: Exception | None
) -> None:
    line = written("telegram.ext.Updater", message, *values, error=error)
    assert [secret for secret in SECRETS if secret in line] == []
    assert "lib.py:7" in line
    assert "\n" not in line
    assert (type(error).__name__ in line) or error is None


def test_a_fault_is_one_bounded_line_with_its_places() -> None:
    line = written(
        "handlers.posting", "message %d\nhas to wait: %s", 7, BadRequest('a "secret"\nword'), error=OSError(5, "x")
    )
    assert "\n" not in line
    assert "message 7 has to wait: BadRequest: a … word" in line
    assert "test_errors.py" in line
    assert "secret" not in line
    assert len(written("handlers.posting", "x" * 100_000)) <= 1000
    assert (
        len(written("handlers.posting", "%s", RuntimeError("y" * 100_000), error=RuntimeError("z" * 100_000))) <= 1000
    )


def test_a_line_that_cannot_be_put_together_is_told_without_what_it_was_made_of() -> None:
    assert SECRETS[1] not in written("handlers.posting", "%d", SECRETS[1])


def test_a_fault_that_comes_back_is_counted_and_not_repeated() -> None:
    now = 0.0
    seldom, lines = Seldom(lambda: now), []
    for second in range(100):
        now = second
        record = logging.LogRecord("telegram", logging.ERROR, "/a/lib.py", 7, "x %s", ("y",), None)
        if seldom.filter(record):
            lines.append(Redacting(TOKEN).format(record))
    assert len(lines) == 20
    assert "và 50 lần nữa" in lines[10]
