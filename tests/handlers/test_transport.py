"""The way to Telegram, against servers that answer in every manner and against some that do not."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable

import pytest
from telegram.error import NetworkError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from handlers.refusals import plain
from handlers.retry import UNREACHABLE
from handlers.transport import AiohttpRequest, LostAnswerError, NotSentError

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
BODY = b'{"ok": true, "result": {"message_id": 7}}'


def framed(body: bytes, code: int = 200) -> bytes:
    return b"HTTP/1.1 %d Some Reason\r\nContent-Length: %d\r\n\r\n" % (code, len(body)) + body


PLAIN = framed(BODY)
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n29\r\n" + BODY + b"\r\n0\r\n\r\n"
UNTIL_CLOSED = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + BODY
CONTINUED = b"HTTP/1.1 100 Continue\r\n\r\n" + PLAIN


async def read_call(reader: asyncio.StreamReader) -> tuple[str, dict[str, str], bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
    return head[0], headers, await reader.readexactly(int(headers.get("content-length", "0")))


class Server:
    """Answers each call with the next of its answers; counts connections; an empty answer cuts the connection."""

    def __init__(self, *answers: bytes) -> None:
        self._answers = iter(answers)
        self.connections = 0
        self.writers: list[asyncio.StreamWriter] = []
        self.calls: list[tuple[str, dict[str, str], bytes]] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writers.append(writer)
        try:
            while True:
                self.calls.append(await read_call(reader))
                answer = next(self._answers)
                writer.write(answer)
                await writer.drain()
                if not answer or b"Connection: close" in answer:
                    break
        except asyncio.IncompleteReadError:
            pass
        writer.close()


def calls(server: Server, *wanted: dict, pause: float = 0.0, read_timeout: float = 1.0) -> list:
    """Make these calls one after the other; give what each returned or raised."""

    async def live() -> list:
        listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/bot1:x/sendMessage"
        request, outcomes = AiohttpRequest(deadline=read_timeout), []
        await request.initialize()
        for parameters in wanted:
            data = RequestData([RequestParameter.from_input(name, value) for name, value in parameters.items()])
            try:
                outcomes.append(await request.do_request(url, "POST", data))
            except NetworkError as error:
                outcomes.append(error)
            await asyncio.sleep(pause)
        await request.shutdown()
        listening.close()
        for writer in server.writers:
            writer.close()
        await asyncio.sleep(0.01)  # for both sides to let go
        return outcomes

    return asyncio.run(live())


@pytest.mark.parametrize("answer", [PLAIN, CHUNKED, UNTIL_CLOSED, CONTINUED])
def test_an_answer_is_read_whole_however_it_is_framed(answer: bytes) -> None:
    assert calls(Server(answer, PLAIN), {"a": 1}, {"a": 2}) == [(200, BODY)] * 2


def test_a_call_says_what_it_has_to() -> None:
    server = Server(PLAIN)
    calls(server, {"chat_id": 5, "text": "<b>Đạt</b> \ud83d", "reply_markup": {"inline_keyboard": [[]]}, "none": None})
    ((line, headers, body),) = server.calls
    assert line == "POST /bot1:x/sendMessage HTTP/1.1"
    assert headers["host"].startswith("127.0.0.1:")
    assert headers["content-type"] == "application/json"
    assert json.loads(body) == {"chat_id": 5, "text": "<b>Đạt</b> \ud83d", "reply_markup": {"inline_keyboard": [[]]}}


def test_a_connection_is_kept_for_the_next_call() -> None:
    server = Server(PLAIN, CHUNKED, PLAIN)
    calls(server, {}, {}, {})
    assert server.connections == 1


def test_a_connection_that_was_closed_meanwhile_is_not_used() -> None:
    server = Server(UNTIL_CLOSED, PLAIN)
    assert calls(server, {}, {}, pause=0.05) == [(200, BODY)] * 2
    assert server.connections == 2


def test_a_connection_that_is_closed_without_a_word_is_not_used() -> None:
    server = Cutting(PLAIN)
    assert calls(server, {}, {}, pause=0.05) == [(200, BODY)] * 2
    assert server.connections == 2


@pytest.mark.parametrize("code", [400, 403, 404, 409, 429])
def test_a_refusal_of_telegrams_is_handed_on_with_its_code(code: int) -> None:
    said = b'{"ok": false, "error_code": 1, "description": "Bad Request: chat not found"}'
    ((found, body),) = calls(Server(framed(said, code)), {})
    assert (found, json.loads(body)["description"]) == (code, "Bad Request: chat not found")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ('Bad Request: can\'t parse entities: unsupported start tag "lan" at byte offset 7',
         "Bad Request: can't parse entities: unsupported start tag … at byte offset …"),
        ("Bad Request: BUTTON_DATA_INVALID", "Bad Request: BUTTON_DATA_INVALID"),
        ("Bad Request: wrong text Vụ Kế hoạch vướng kinh phí, chị Lan 0912345678", "Bad Request: wrong text …"),
        (["Lan"], ""), ("x" * 5000, "…"),
    ],
)  # fmt: skip
def test_of_a_refusal_only_telegrams_own_words_are_kept(said: object, kept: str) -> None:
    """The library, the log and the table of what was sent quote them."""
    answer = json.dumps({"ok": False, "description": said, "parameters": {"text": "Lan", "migrate_to_chat_id": -5}})
    ((_, body),) = calls(Server(framed(answer.encode(), 400)), {})
    assert json.loads(body) == {"ok": False, "description": kept, "parameters": {"migrate_to_chat_id": -5}}


def test_what_tells_that_a_chat_cannot_be_written_to_is_kept() -> None:
    assert [plain({"description": words})["description"] for _, words in UNREACHABLE] == [w for _, w in UNREACHABLE]


PAGE = b"<html>Sign in</html>"


@pytest.mark.parametrize("body", [PAGE, b"", b"[]", b"3", b'{"ok": true}', b'{"ok": true, "result": null}',
                                  b'{"ok": true, "result": true}', b'{"ok": false}', b'{"result": {}}'])  # fmt: skip
def test_what_is_no_answer_of_telegrams_is_a_lost_answer(body: bytes) -> None:
    (found,) = calls(Server(framed(body)), {})
    assert isinstance(found, LostAnswerError)
    assert "html" not in str(found)


@pytest.mark.parametrize(("code", "body"), [(502, b'{"ok": false, "description": "x"}'), (502, PAGE), (401, PAGE),
                                            (403, PAGE), (404, b"{}"), (302, PAGE), (429, PAGE)])  # fmt: skip
def test_a_gateway_that_turns_a_call_away_is_not_telegram(code: int, body: bytes) -> None:
    """Nobody is blocked, and no token refused, by a proxy's page."""
    (found,) = calls(Server(framed(body, code)), {})
    assert isinstance(found, NotSentError)


@pytest.mark.parametrize(("wait", "kept"), [("7", 7), ("1e9", 3600), ("-3", 1), ('"x"', 1), ("null", 1), ("NaN", 1)])
def test_a_429_waits_no_longer_than_an_hour(wait: str, kept: int) -> None:
    answer = b'{"ok": false, "error_code": 429, "description": "x", "parameters": {"retry_after": %s}}' % wait.encode()
    ((_, body),) = calls(Server(framed(answer, 429)), {})
    assert json.loads(body)["parameters"] == {"retry_after": kept}


@pytest.mark.parametrize("answer", [b"", PLAIN[:20], PLAIN[:-1], b"no http at all\r\n\r\n", CHUNKED[:-12]])
def test_a_cut_or_senseless_answer_leaves_doubt_and_a_new_connection(answer: bytes) -> None:
    server = Cutting(answer)
    first, second = calls(server, {}, {})
    assert isinstance(first, NetworkError)
    assert not isinstance(first, NotSentError)
    assert second == (200, BODY)
    assert server.connections == 2


class Cutting(Server):
    """Cuts the first connection after a part of an answer."""

    def __init__(self, part: bytes) -> None:
        super().__init__(PLAIN)
        self._part = part

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.connections:
            await super().serve(reader, writer)
            return
        self.connections += 1
        await read_call(reader)
        writer.write(self._part)
        writer.close()


def test_an_answer_that_does_not_come_is_late_and_its_connection_is_given_up() -> None:
    server = Server(PLAIN[:-1], PLAIN)
    late, second = calls(server, {}, {}, read_timeout=0.1)
    assert isinstance(late, TimedOut)
    assert second == (200, BODY)
    assert server.connections == 2


def test_a_server_that_is_not_there_has_got_nothing() -> None:
    async def live() -> None:
        request = AiohttpRequest()
        await request.initialize()
        with pytest.raises(NotSentError) as caught:
            await request.do_request("http://127.0.0.1:1/bot1:secret/getMe", "POST")
        await request.shutdown()
        assert "secret" not in str(caught.value)

    asyncio.run(live())


def test_a_server_without_a_known_certificate_is_not_spoken_to() -> None:
    """The call, with the token in it, is not even sent."""

    async def live() -> None:
        server = Server(PLAIN)
        listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        request = AiohttpRequest()
        await request.initialize()
        with pytest.raises(NotSentError):
            await request.do_request(f"https://127.0.0.1:{port}/bot1:x/getMe", "POST")
        await request.shutdown()
        listening.close()
        for writer in server.writers:
            writer.close()
        await asyncio.sleep(0.01)

    asyncio.run(live())


class Dripping(Server):
    """Gives its answer a byte at a time."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        await read_call(reader)
        for byte in PLAIN:
            writer.write(bytes([byte]))
            await asyncio.sleep(0.05)


def test_an_answer_that_drips_is_given_up_at_the_deadline_of_the_whole_call() -> None:
    began = time.monotonic()
    (found,) = calls(Dripping(), {}, read_timeout=0.5)
    assert isinstance(found, TimedOut)
    assert time.monotonic() - began < 2
