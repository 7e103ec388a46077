"""A lean way to the Bot API: HTTP/1.1 straight on asyncio, for calls without files and without a proxy.

httpx's layers cost more processor time than all of our own work on a question; files and proxies are left to them.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import time
from contextlib import suppress
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import h11
import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, HTTPXRequest, RequestData

KEEP_SECONDS = 30.0
"""How long a connection is kept for the next call."""
CHUNK = 65536


class Origin(NamedTuple):
    """A server: how and where it is reached, and its name in the Host header."""

    scheme: str
    host: str
    port: int
    name: str


class NotSentError(NetworkError):
    """The call cannot have reached Telegram."""


class LeanRequest(BaseRequest):
    """Keeps a few connections, each for one call at a time."""

    def __init__(self, connections: int, read_timeout: float, connect_timeout: float = 5.0) -> None:
        self._read_timeout = read_timeout
        self._connect_timeout = connect_timeout
        self._places = asyncio.Semaphore(connections)
        self._idle: list[_Line] = []
        self._tls: ssl.SSLContext | None = None
        self._uploads: HTTPXRequest | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds that an answer may take."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Nothing is opened before it is needed."""

    async def shutdown(self) -> None:
        """Close what is kept."""
        for line in self._idle:
            line.close()
        self._idle.clear()
        if self._uploads:
            await self._uploads.shutdown()

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
        """Make a call; give code and body. Raises NotSentError, TimedOut or NetworkError."""
        if request_data and request_data.contains_files:
            return await self._upload(url, method, request_data)
        patience = self._read_timeout if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        body = json.dumps(request_data.parameters).encode() if request_data else b""
        origin, target = _split(url)
        async with self._places:
            line = self._kept(origin) or await self._open(origin)
            try:
                answer = await line.call(method, target, body, patience)
            except (OSError, h11.ProtocolError) as error:
                line.close()
                if isinstance(error, TimeoutError):
                    raise TimedOut from error
                raise NetworkError(f"{type(error).__name__}: the connection was cut") from error
            except BaseException:
                line.close()
                raise
            self._keep(line)
            return answer

    async def _upload(self, url: str, method: str, data: RequestData) -> tuple[int, bytes]:
        if self._uploads is None:
            self._uploads = HTTPXRequest(
                read_timeout=60, media_write_timeout=60, httpx_kwargs={"trust_env": False, "verify": self._context()}
            )
        return await self._uploads.do_request(url, method, data)

    def _kept(self, origin: Origin) -> _Line | None:
        """Give a connection that is still good, and drop those that are not."""
        while self._idle:
            line = self._idle.pop()
            if line.origin == origin and line.is_good():
                return line
            line.close()
        return None

    def _keep(self, line: _Line) -> None:
        if line.may_be_used_again():
            self._idle.append(line)
        else:
            line.close()

    async def _open(self, origin: Origin) -> _Line:
        tls = self._context() if origin.scheme == "https" else None
        try:
            async with asyncio.timeout(self._connect_timeout):
                reader, writer = await asyncio.open_connection(
                    origin.host, origin.port, ssl=tls, happy_eyeballs_delay=0.25
                )
        except OSError as error:  # a refused certificate and a timeout, too
            raise NotSentError(f"{type(error).__name__}: {origin.host} cannot be reached") from error
        return _Line(origin, reader, writer)

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = httpx.create_ssl_context()
        return self._tls


class _Line:
    """One connection."""

    def __init__(self, origin: Origin, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.origin = origin
        self._reader = reader
        self._writer = writer
        self._http = h11.Connection(h11.CLIENT)
        self._used = time.monotonic()

    async def call(self, method: str, target: str, body: bytes, patience: float | None) -> tuple[int, bytes]:
        """Send a request and read its whole answer; each piece of it may take `patience` seconds."""
        headers = [("Host", self.origin.name), ("User-Agent", BaseRequest.USER_AGENT)]
        if body:
            headers += [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        http = self._http
        data = http.send(h11.Request(method=method, target=target, headers=headers)) or b""
        data += (http.send(h11.Data(data=body)) or b"") if body else b""
        self._writer.write(data + (http.send(h11.EndOfMessage()) or b""))
        async with asyncio.timeout(patience):
            await self._writer.drain()
        code, parts = 0, []
        while not isinstance(event := await self._next(patience), h11.EndOfMessage):
            if isinstance(event, h11.Response):
                code = event.status_code
            elif isinstance(event, h11.Data):
                parts.append(bytes(event.data))
        return code, b"".join(parts)

    async def _next(self, patience: float | None) -> Any:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            async with asyncio.timeout(patience):
                data = await self._reader.read(CHUNK)
            self._http.receive_data(data)
        if isinstance(event, h11.ConnectionClosed):
            raise h11.RemoteProtocolError("the server has closed the connection")
        return event

    def may_be_used_again(self) -> bool:
        """Tell whether the server keeps the connection, and make ready for the next call."""
        self._used = time.monotonic()
        if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
            return False
        self._http.start_next_cycle()
        return True

    def is_good(self) -> bool:
        """Tell whether nobody has closed the connection since."""
        fresh = time.monotonic() - self._used < KEEP_SECONDS
        return fresh and not self._reader.at_eof() and not self._writer.is_closing()

    def close(self) -> None:
        """Let go of it."""
        with suppress(OSError, RuntimeError):
            self._writer.close()


@lru_cache(maxsize=256)
def _split(url: str) -> tuple[Origin, str]:
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    origin = Origin(parts.scheme, parts.hostname or "", port, parts.netloc.rpartition("@")[2])
    return origin, f"{parts.path}?{parts.query}" if parts.query else parts.path
