"""The two doors of the bot's own: Telegram's webhook, and GET /health for whoever watches over the bot."""

from __future__ import annotations

import hmac
import json
import logging
import re
import resource
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from telegram import Bot
from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream
from tornado.web import Application, HTTPError, RequestHandler, stream_request_body

from handlers.health import Health
from handlers.intake import Intake
from settings import Address, Settings

LONGEST_UPDATE = 4 * 1024 * 1024
LONGEST_HEADER, SMALL = 16 * 1024, 64 * 1024
"""Bytes of a head, and of a body that is read to its end although it is refused, so that the refusal is heard."""
IDLE, BODY = 15.0, 10.0
"""Seconds until the next head must be there, and that its body may take."""
MOST_FILES = 8192
MOST, SHARE = 256, 4
"""Connections at once, and the part of the files that may be open; one more ends the oldest, so that whoever holds on
to many keeps nobody out.
"""
SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the header's name

_log = logging.getLogger(__name__)


class ListenError(Exception):
    """An address cannot be listened on; the message is meant for the operator."""


@stream_request_body
class _Handler(RequestHandler):
    """Reads a body only after the head has been looked at."""

    def data_received(self, chunk: bytes) -> None:
        """Take nothing that was not asked for."""

    def on_finish(self) -> None:
        """Do not read on what was refused."""
        length = self.request.headers.get("Content-Length", "0")
        if self.get_status() >= 400 and not (length.isdecimal() and int(length) <= SMALL):
            self.request.connection.close()  # type: ignore[union-attr]  # of HTTP/1, the only one here

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say no more than the code; no trace, no name of a program."""
        self.finish()

    def log_exception(self, *_: object) -> None:
        """Leave it to who raised: tornado would log the request with it."""

    def compute_etag(self) -> None:
        """Spare the hashing."""


class WebhookHandler(_Handler):
    """Takes updates from Telegram, and answers 200 once they are on disk."""

    def initialize(self, bot: Bot, intake: Intake, secret: str) -> None:
        self._bot, self._intake, self._secret = bot, intake, secret
        self._body = bytearray()

    def prepare(self) -> None:
        """Look at the secret before the body."""
        given = self.request.headers.get(SECRET, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            raise HTTPError(403)

    def data_received(self, chunk: bytes) -> None:
        """Take a piece of an update."""
        self._body += chunk

    async def post(self) -> None:
        try:
            content = json.loads(self._body)
        except (ValueError, RecursionError):
            content = None
        if not isinstance(content, dict):
            _log.error("what came by the webhook is no update")
            raise HTTPError(400)
        await self._intake.take(content, self._bot)


class HealthHandler(_Handler):
    """Answers 200 where the bot can do its work, else 503, and what is wrong."""

    def initialize(self, health: Health) -> None:
        self._health = health

    def get(self) -> None:
        faults = self._health.faults()
        self.set_status(503 if faults else 200)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        found = {"ok": not faults, **faults, **self._health.notes(), **self._health.figures()}
        self.finish(json.dumps(found, ensure_ascii=False))


class _Door(HTTPServer):
    """Holds so many connections at most."""

    def initialize(self, *args: Any, **kwargs: Any) -> None:
        super().initialize(*args, **kwargs)
        self._streams: list[IOStream] = []
        self._most = min(MOST, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // SHARE)

    def handle_stream(self, stream: IOStream, address: tuple[Any, ...]) -> None:
        """Let somebody in, the oldest out where there is no room."""
        self._streams = [one for one in self._streams if not one.closed()]
        while len(self._streams) >= self._most:
            self._streams.pop(0).close()
        self._streams.append(stream)
        super().handle_stream(stream, address)


def raise_file_limit() -> None:
    """Let the process have as many files open as it may: connections are files, too."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, MOST_FILES)), hard))


def open_webhook(settings: Settings, bot: Bot, intake: Intake) -> HTTPServer:
    """Listen for Telegram. Raises ListenError."""
    if settings.webhook_url is None or settings.webhook_secret is None:
        raise ValueError("no webhook: bot.py must not have come here")
    path = urlsplit(settings.webhook_url).path or "/"
    place = {"bot": bot, "intake": intake, "secret": settings.webhook_secret.get_secret_value()}
    return _listen([(re.escape(path), WebhookHandler, place)], settings.webhook_listen, "WEBHOOK_LISTEN")


def open_health(where: Address, health: Health) -> HTTPServer:
    """Listen for who asks after the bot's health. Raises ListenError."""
    return _listen([("/health", HealthHandler, {"health": health})], where, "HEALTH_LISTEN")


def _listen(routes: list[Any], where: Address, name: str) -> HTTPServer:
    application = Application(routes, default_handler_class=_Missing, log_function=lambda _: None)
    server = _Door(
        application, max_buffer_size=LONGEST_UPDATE, max_header_size=LONGEST_HEADER, xheaders=False,
        idle_connection_timeout=IDLE, body_timeout=BODY,
    )  # fmt: skip
    try:
        server.listen(where.port, where.host)
    except OSError as error:
        raise ListenError(f"Không mở được {where.host}:{where.port} ({name}): {error.strerror or error}.") from error
    return server


class _Missing(_Handler):
    def prepare(self) -> None:
        raise HTTPError(404)
