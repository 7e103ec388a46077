"""Calls to the Bot API on aiohttp: one way for all proxies and for uploads, a deadline for each whole call.

What comes back is Telegram's answer or an error that says whether the call can have been carried out. A page that a
proxy puts in the place of an answer is no answer, whatever its code.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from handlers.refusals import Answer, plain
from handlers.retry import LONGEST_WAIT
from network import certificates, connector, in_request

DEADLINE, FILE_DEADLINE = 20.0, 120.0
"""Seconds for a whole call, and for one that carries a file up or down."""
CONNECT = 5.0
CONNECTIONS = 64
POLL_WAIT = 60
"""The longest that a 429 may silence what is no message, such as the polls."""


class NotSentError(NetworkError):
    """The call was not carried out: nobody was reached, or a gateway turned it away."""


class LostAnswerError(NetworkError):
    """The call may have been carried out; what came back does not say."""


class _Payload(bytes):
    """An answer's bytes, with what they say: the library need not parse them again."""

    parsed: Answer


class AiohttpRequest(BaseRequest):
    """A way to the Bot API; `heard` is told of each answer, `read` of what it says."""

    def __init__(
        self,
        proxy: str | None = None,
        deadline: float = DEADLINE,
        heard: Callable[[], None] = lambda: None,
        read: Callable[[Answer], None] = lambda _: None,
    ) -> None:
        self._proxy = proxy
        self._deadline = deadline
        self._heard = heard
        self._read = read
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds that an answer may take, beside those of a long poll."""
        return self._deadline

    async def initialize(self) -> None:
        """Make the pool of connections; none is opened before it is needed."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=connector(self._proxy, CONNECTIONS, certificates()),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close what is open."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(  # python-telegram-bot's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make a call; give code and body. Raises NotSentError, TimedOut or LostAnswerError."""
        del write_timeout, connect_timeout, pool_timeout
        is_file = method == "GET" or (request_data is not None and request_data.contains_files)
        deadline = self._deadline if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        code, body = await self._exchange(url, method, request_data, FILE_DEADLINE if is_file else deadline)
        if method == "GET" and code == 200:
            return code, body
        return code, self._checked("file" if method == "GET" else url.rpartition("/")[2], code, body)

    async def _exchange(self, url: str, method: str, data: RequestData | None, deadline: float) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("this way to Telegram is not open")
        timeout = aiohttp.ClientTimeout(total=deadline, sock_connect=CONNECT)
        try:
            async with self._session.request(
                method, URL(url, encoded=True), data=_body(data), headers=_headers(data), proxy=in_request(self._proxy),
                timeout=timeout, allow_redirects=False,
            ) as response:  # fmt: skip
                return response.status, await response.read()
        except Exception as error:
            raise _told(error) from error

    def _checked(self, name: str, code: int, body: bytes) -> bytes:
        """Let only Telegram's own answers through."""
        answer = _parsed(body)
        if code == 200:
            result = answer and answer.get("ok") is True and answer.get("result")
            if answer is None or result is None or result is False or not _fits(name, result):
                raise LostAnswerError(f"{name}: an answer that is none of Telegram's")
            self._heard()
            self._read(answer)
        elif answer is None or answer.get("ok") is not False or code >= 500:
            raise NotSentError(f"{name}: turned away ({code})")
        else:
            answer = plain(answer)
            if code == 429:
                answer = _bounded(answer, LONGEST_WAIT if name.startswith(("send", "edit")) else POLL_WAIT)
            body = json.dumps(answer).encode()
        payload = _Payload(body)
        payload.parsed = answer
        return payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> Answer:
        """Give what an answer says; it was read when it came in."""
        return payload.parsed if isinstance(payload, _Payload) else BaseRequest.parse_json_payload(payload)


def _body(data: RequestData | None) -> bytes | aiohttp.FormData | None:
    if data is None:
        return None
    if not data.contains_files:
        return json.dumps(data.parameters).encode()
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form


def _headers(data: RequestData | None) -> dict[str, str]:
    return {"Content-Type": "application/json"} if data is not None and not data.contains_files else {}


def _told(error: Exception) -> NetworkError:
    """Say what a fault on the way means; never with the address, which holds the token."""
    kind = type(error).__name__
    not_reached = (aiohttp.ClientConnectorError, aiohttp.ClientHttpProxyError, aiohttp.ConnectionTimeoutError)
    if isinstance(error, not_reached) or type(error).__module__.startswith(("python_socks", "aiohttp_socks")):
        return NotSentError(f"{kind}: Telegram cannot be reached")
    if isinstance(error, asyncio.TimeoutError):
        return TimedOut(kind)
    return LostAnswerError(f"{kind}: the connection was cut")


def _parsed(body: bytes) -> Answer | None:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def _fits(name: str, result: object) -> bool:
    """Tell whether a result is what the method gives: who has sent something is told its number."""
    if name in ("sendMessage", "sendDocument", "editMessageText"):
        return isinstance(result, dict) and isinstance(result.get("message_id"), int)
    return name != "getUpdates" or isinstance(result, list)


def _bounded(answer: Answer, longest: float) -> Answer:
    """Make a 429 wait no longer than is sensible: a number may be anything."""
    wait = answer["parameters"].get("retry_after", 0)
    return {**answer, "parameters": {"retry_after": int(min(max(wait, 1), longest))}}
