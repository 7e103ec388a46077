"""The two doors of the bot's own: Telegram's webhook, and GET /health for whoever watches over the bot."""

from __future__ import annotations

import hmac
import json
import logging
import re
from typing import Any
from urllib.parse import urlsplit

from telegram import Bot
from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler

from handlers.health import Health
from handlers.intake import Intake
from handlers.transport import is_numbered
from settings import Address, Settings

LONGEST_UPDATE = 4 * 1024 * 1024
SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the header's name

_log = logging.getLogger(__name__)


class ListenError(Exception):
    """An address cannot be listened on; the message is meant for the operator."""


class _Handler(RequestHandler):
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

    async def post(self) -> None:
        given = self.request.headers.get(SECRET, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            raise HTTPError(403)
        try:
            content = json.loads(self.request.body)
        except (ValueError, RecursionError):
            content = None
        if not is_numbered(content):
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
        self.finish(json.dumps({"ok": not faults, **faults, **self._health.notes()}, ensure_ascii=False))


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
    server = HTTPServer(application, max_buffer_size=LONGEST_UPDATE, xheaders=False)
    try:
        server.listen(where.port, where.host)
    except OSError as error:
        raise ListenError(f"Không mở được {where.host}:{where.port} ({name}): {error.strerror or error}.") from error
    return server


class _Missing(_Handler):
    def prepare(self) -> None:
        raise HTTPError(404)
