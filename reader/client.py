"""One call to a model's server: OpenAI's chat completions, as vLLM, llama.cpp, Ollama and providers speak them.

What comes back is a text and how many tokens it took, or NoReplyError with what the operator may read. Nothing that
was sent or that came back is ever part of an error, nor is the address or the key.
"""

from __future__ import annotations

import json
import ssl
from dataclasses import dataclass
from typing import Any

import aiohttp

from network import connector, in_request
from reader.grammar import SCHEMA
from reader.prompt import Prompt

LARGEST = 256 * 1024
"""Bytes of a reply; a larger one is not read to its end."""
MOST_TOKENS = 1500
"""Tokens that a model may write: the longest reading of the corpus takes a third of them."""
CONNECT, CONNECTIONS = 3.0, 16
LONGEST_REST = 600.0
"""Seconds that a server may ask to be left alone."""
_PIECE = 16 * 1024
_NOT_TAKEN = (400, 422)
"""What a server says of a request with something that it does not know."""
_END = "/chat/completions"


class NoReplyError(Exception):
    """There is no reply; the message says why, `rest` for how many seconds the server wants to be left alone."""

    def __init__(self, reason: str, rest: float = 0.0) -> None:
        super().__init__(reason)
        self.rest = rest


class _NotTakenError(NoReplyError):
    """The server does not know something that was asked for: it is asked for less."""


@dataclass(frozen=True)
class Completion:
    """What a model wrote, and the tokens that it read and wrote, where the server counts them."""

    text: str
    tokens_read: int = 0
    tokens_written: int = 0


class Client:
    """Calls a server. It is asked for a schema, then without, then for nothing but words, until it takes a request."""

    def __init__(self, url: str, model: str, key: str | None, tls: ssl.SSLContext, proxy: str | None = None) -> None:
        self._url = url if url.endswith(_END) else f"{url}{_END}"
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._tls, self._proxy = tls, proxy
        schema = {"type": "json_schema", "json_schema": {"name": "reading", "schema": SCHEMA}}
        plain = {"temperature": 0, "max_tokens": MOST_TOKENS}
        self._forms: list[dict[str, Any]] = [
            {"model": model, **plain, "response_format": schema},
            {"model": model, **plain},
            {"model": model},
        ]
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Cut what is under way."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def complete(self, prompt: Prompt) -> Completion:
        """Have a model reply to a prompt. Raises NoReplyError; who calls sets the time."""
        for place, form in enumerate(self._forms):
            try:
                found = _completion(await self._post(form | {"messages": prompt.messages}))
            except _NotTakenError:
                if place + 1 == len(self._forms):
                    raise
            else:
                self._forms = self._forms[place:]
                return found
        raise AssertionError("there is a form at least")

    async def _post(self, body: dict[str, Any]) -> bytes:
        session = self._opened()
        try:
            async with session.post(
                self._url, json=body, headers=self._headers, proxy=in_request(self._proxy), allow_redirects=False
            ) as response:
                if response.status != 200:
                    raise _turned_away(response)
                return await _bounded(response)
        except (aiohttp.ClientError, OSError) as error:
            raise NoReplyError(f"không kết nối được: {type(error).__name__}") from None

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=connector(self._proxy, CONNECTIONS, self._tls),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT),
                headers={"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "tracuu-reader"},
                auto_decompress=False,
            )
        return self._session


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    found = bytearray()
    async for piece in response.content.iter_chunked(_PIECE):
        found += piece
        if len(found) > LARGEST:
            response.close()
            raise NoReplyError("trả lời quá dài")
    return bytes(found)


def _turned_away(response: aiohttp.ClientResponse) -> NoReplyError:
    code = response.status
    if code in _NOT_TAKEN:
        return _NotTakenError(f"máy chủ không nhận yêu cầu ({code})")
    if code in (401, 403):
        return NoReplyError(f"máy chủ không nhận READER_KEY ({code})")
    if code == 404:
        return NoReplyError("máy chủ không có địa chỉ của READER_URL hoặc mô hình của READER_MODEL (404)")
    asked = response.headers.get("Retry-After", "")
    wait = float(asked) if code in (429, 503) and asked.isascii() and asked.isdecimal() else 0.0
    return NoReplyError(f"máy chủ trả mã {code}", min(wait, LONGEST_REST))


def _completion(body: bytes) -> Completion:
    try:
        found = json.loads(body)
        text = found["choices"][0]["message"]["content"]
        used = found.get("usage")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise NoReplyError("trả lời không theo giao thức chat completions") from None
    if not isinstance(text, str):
        raise NoReplyError("trả lời không có chữ")
    used = used if isinstance(used, dict) else {}
    thought = text.rpartition("</think>")[2]  # what some models say to themselves first
    return Completion(thought, _count(used.get("prompt_tokens")), _count(used.get("completion_tokens")))


def _count(given: object) -> int:
    return given if type(given) is int and 0 <= given < 10**9 else 0
