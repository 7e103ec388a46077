"""The Bot API over HTTP: finds the method, applies the faults, writes the call down, answers as Telegram does."""

import asyncio
import json
import re
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType

from tornado.iostream import StreamClosedError
from tornado.log import app_log
from tornado.web import RequestHandler

from playground import asking, editing, fetching, sending
from playground.basics import ApiError, Json, bad_request
from playground.faults import PAGE, SPOILED, Fault
from playground.params import Params, read_params
from playground.state import World

_METHODS: dict[str, Callable[[World, Params], object]] = {**asking.METHODS, **sending.METHODS, **editing.METHODS}
MAX_UPLOAD = 50 * 1024 * 1024


class _DroppedError(Exception):
    """The connection is to be cut without an answer."""


class _SpoiledError(Exception):
    """The answer is to come out as a fault makes it."""

    def __init__(self, fault: Fault, body: bytes) -> None:
        super().__init__(fault.kind)
        self.fault = fault
        self.body = body


class _BotHandler(RequestHandler):
    """What both handlers of the bot share: the world, and a log without the token, which is in each address."""

    def initialize(self, world: World) -> None:
        """Take the world from the application."""
        self.world = world

    def log_exception(
        self, typ: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None
    ) -> None:
        """Log what went wrong in here without the request, whose address holds the token."""
        summary = re.sub(r"/bot[^/]+", "/bot<token>", self._request_summary())
        app_log.error("Uncaught exception in %s", summary, exc_info=value)

    async def _spoil(self, fault: Fault, body: bytes) -> None:
        """Write an answer that is none: a page, half of it, nothing in it, or a byte at a time."""
        stream = self.detach()
        length = len(body)
        body = body[: length // 2] if fault.kind == "cut" else body
        gap, step = (fault.seconds, 1) if fault.kind == "drip" else (0.0, length)
        with suppress(StreamClosedError):
            await stream.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % length)
            for start in range(0, len(body), step):
                await stream.write(body[start : start + step])
                await asyncio.sleep(gap)
        stream.close()


class ApiHandler(_BotHandler):
    """Serves /bot<token>/<method>."""

    async def post(self, token: str, method: str) -> None:
        """Serve a call."""
        try:
            result = await self._call(token, method)
        except _DroppedError:
            self.detach().close()
        except _SpoiledError as error:
            await self._spoil(error.fault, error.body)
        except ApiError as error:
            self._answer(error.code, error.body())
        else:
            self._answer(200, {"ok": True, "result": result})

    get = post  # Telegram takes both

    def on_connection_close(self) -> None:
        """Let go of the poll of a bot that has gone."""
        self.world.updates.hang_up(self)

    async def _call(self, token: str, method: str) -> object:
        name = method.lower()
        params = read_params(self.request)
        call = self.world.calls.append({"method": method, "time": time.time(), "params": None, "ok": None})
        call["params"] = params.shown(self.world.token)
        fault = self.world.faults.take(name, params.text("chat_id"))
        try:
            await _before(fault, call)
            result = await self._run(token, name, params)
        except ApiError as error:
            call.update(ok=False, error=error.description)
            raise
        call["ok"] = True
        if isinstance(result, dict) and "message_id" in result:
            call["message_id"] = result["message_id"]
        await _after(fault, result)
        return result

    async def _run(self, token: str, name: str, params: Params) -> object:
        if token != self.world.token:
            raise ApiError(401, "Unauthorized")
        if any(len(upload.body) > MAX_UPLOAD for upload in params.files.values()):
            raise ApiError(413, "Request Entity Too Large")
        if name in fetching.METHODS:
            return await fetching.METHODS[name](self.world, params, self)
        if name not in _METHODS:
            raise ApiError(404, "Not Found")
        try:
            return _METHODS[name](self.world, params)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise bad_request(f"invalid parameters ({type(error).__name__}: {error})") from error

    def _answer(self, code: int, body: Json) -> None:
        self.set_status(code)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(body))

    def compute_etag(self) -> None:
        """Spare the hashing of each answer."""


async def _before(fault: Fault | None, call: Json) -> None:
    if fault is None:
        return
    call["fault"] = fault.kind
    if fault.kind == "delay":
        await asyncio.sleep(fault.seconds)
    if fault.kind == "drop_before":
        call["ok"] = False
        raise _DroppedError
    if fault.kind == "page":
        call["ok"] = False
        raise _SpoiledError(fault, PAGE)
    if error := fault.error():
        raise error


async def _after(fault: Fault | None, result: object = None) -> None:
    if fault and fault.kind in SPOILED:
        told = None if fault.kind == "null" else result
        whole = json.dumps({"ok": True, "result": told}).encode()
        raise _SpoiledError(fault, PAGE if fault.kind == "page_after" else whole)
    if fault and fault.kind == "slow_answer":
        await asyncio.sleep(fault.seconds)
    if fault and fault.kind == "drop_after":
        raise _DroppedError


class FileHandler(_BotHandler):
    """Serves /file/bot<token>/<path>, what getFile's path leads to."""

    async def get(self, token: str, path: str) -> None:
        """Serve a content; the fault method for it is `download`."""
        fault = self.world.faults.take("download")
        try:
            await _before(fault, {})
            await _after(fault)
        except _SpoiledError as error:
            await self._spoil(error.fault, error.body)
            return
        except _DroppedError:
            self.detach().close()
            return
        except ApiError as error:
            self.set_status(error.code)
            self.finish(error.body())
            return
        stored = self.world.files.by_path(path) if token == self.world.token else None
        if stored is None:
            self.set_status(404 if token == self.world.token else 401)
            self.finish({"ok": False, "error_code": self.get_status(), "description": "Not Found"})
            return
        self.set_header("Content-Type", "application/octet-stream")
        self.finish(stored.content)
