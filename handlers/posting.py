"""Sends what stands in the outbox: in order within a chat, again with growing pauses, until it is out or refused."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from telegram import Bot, InlineKeyboardMarkup, Message, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from handlers.keyboards import markup
from handlers.render import render, utf16_length
from storage.connection import StorageError
from storage.outbox import Outbox, Row

PAUSES = (1.0, 3.0, 10.0, 30.0, 60.0)
"""Seconds before each further try of a message; the last one again and again."""
LAST = len(PAUSES) - 1
LOOK_EVERY = 30.0
CAPTION = 1024

_log = logging.getLogger(__name__)


class MissingFileError(Exception):
    """The file that was to go with a message is no longer on disk."""


class Post:
    """The one who sends. A crash between Telegram's acceptance and our record sends that one message again."""

    def __init__(self, outbox: Outbox, clock: Callable[[], datetime], seconds: Callable[[], float] = time.time) -> None:
        self.on_blocked: list[Callable[[int], None]] = []
        """Called with the chat of a person who has blocked the bot."""
        self._outbox = outbox
        self._clock = clock
        self._seconds = seconds
        self._busy: set[int] = set()
        self._gone: dict[int, tuple[int, ...]] = {}  # sent, and not recorded because the disk did not take it
        self._wake = asyncio.Event()
        self._bot: Bot | None = None

    def through(self, bot: Bot) -> None:
        """Send by this bot from now on."""
        self._bot = bot

    async def deliver(self, chat: int) -> None:
        """Send what waits for a chat, as far as it goes; never raises for what Telegram or the disk does."""
        try:
            await self._deliver(chat)
        except StorageError as error:
            _log.error("the outbox could not be read or written: %s", error)
            self._wake.set()

    async def run(self) -> None:
        """Send what waits, first what waits since the last run, and then whatever was put off."""
        while True:
            pause = await self._round()
            self._wake.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), pause)

    async def _round(self) -> float:
        """Go once through all chats; give the seconds until the next is due."""
        try:
            for chat in self._outbox.chats():
                await self._deliver(chat)
            due = min(self._outbox.chats().values(), default=float("inf"))
        except StorageError as error:
            _log.error("the outbox could not be read: %s", error)
            return PAUSES[0]
        return min(max(due - self._seconds(), 0.2), LOOK_EVERY)

    async def _deliver(self, chat: int) -> None:
        if chat in self._busy:  # whoever is at it will come to the new ones, too
            return
        self._busy.add(chat)
        try:
            while (row := self._outbox.next(chat)) and row.not_before <= self._seconds():
                error = await self.attempt(row)
                if error is not None:
                    self._outbox.put_off(row, self.after(error, row.attempts))
                    self._wake.set()
        finally:
            self._busy.discard(chat)

    async def attempt(self, row: Row) -> TelegramError | None:
        """Send one message and record how that went; give the error where it has to be tried again later."""
        try:
            await self._send(row)
        except Forbidden as error:
            _log.info("a chat cannot be written to any more: %s", error.message)
            self._outbox.refused(row.chat, "blocked", self._clock())
            for tell in self.on_blocked:
                tell(row.chat)
        except ChatMigrated as error:
            self._outbox.moved(row.chat, error.new_chat_id)
        except (BadRequest, MissingFileError, TypeError, ValueError) as error:  # it would fail again and again
            _log.error("message %d of the outbox cannot be sent: %s", row.id, error)
            self._outbox.failed(row, str(error), self._clock())
        except TelegramError as error:
            _log.warning("message %d of the outbox has to wait: %s", row.id, error)
            return error
        return None

    def after(self, error: Exception, attempts: int = 0) -> float:
        """Give the time of the next try after a failed one: when Telegram says, else after a growing pause."""
        return self._seconds() + (seconds(error) if isinstance(error, RetryAfter) else PAUSES[min(attempts, LAST)])

    def wake(self) -> None:
        """Have the loop look at once."""
        self._wake.set()

    async def _send(self, row: Row) -> None:
        """Send what is missing of a message, piece by piece, and record each."""
        if self._bot is None:
            raise RuntimeError("nobody to send through")
        pieces = _Pieces(row.outgoing.text, with_file=row.outgoing.file is not None)
        while row.id in self._gone or len(row.messages) < len(pieces):
            numbers = self._gone.get(row.id) or (*row.messages, await self._send_piece(self._bot, row, pieces))
            self._gone[row.id] = numbers
            self._outbox.sent(row, numbers, self._clock(), whole=len(numbers) == len(pieces))
            del self._gone[row.id]
            row = replace(row, messages=numbers)  # the same row, one piece further

    async def _send_piece(self, bot: Bot, row: Row, pieces: _Pieces) -> int:
        """Send the piece that comes next; the last has the buttons."""
        outgoing, index = row.outgoing, len(row.messages)
        last = index == len(pieces) - 1
        buttons = markup(outgoing.buttons, row.prefix) if last else None
        if outgoing.file is not None and last:
            return await _send_file(bot, row, pieces.caption, buttons)
        if outgoing.replaces is not None and index == 0 and await _edit(bot, row, pieces.texts[0], buttons):
            return outgoing.replaces
        answered = _answered(row) if index == 0 else None
        sent = await bot.send_message(row.chat, pieces.texts[index], reply_parameters=answered, reply_markup=buttons)
        return sent.message_id


class _Pieces:
    """The messages that one of the outbox becomes: texts, and at the end a file, with the words where they are few."""

    def __init__(self, text: str, with_file: bool) -> None:
        fits = with_file and utf16_length(text) <= CAPTION
        self.caption = render(text)[0] if fits and text.strip() else None
        self.texts = [] if fits else render(text)
        self._count = len(self.texts) + with_file

    def __len__(self) -> int:
        return self._count


async def _send_file(bot: Bot, row: Row, caption: str | None, buttons: InlineKeyboardMarkup | None) -> int:
    outgoing = row.outgoing
    path = Path(outgoing.file or "")
    try:
        content = await asyncio.to_thread(path.read_bytes)
    except OSError as error:
        raise MissingFileError(f"{path.name}: {error.strerror}") from error
    sent: Message = await bot.send_document(
        row.chat,
        content,
        caption=caption,
        filename=outgoing.file_name or path.name,
        reply_parameters=_answered(row),
        reply_markup=buttons,
    )
    return sent.message_id


def _answered(row: Row) -> ReplyParameters | None:
    number = row.outgoing.reply_to
    return ReplyParameters(number, allow_sending_without_reply=True) if number is not None else None


async def _edit(bot: Bot, row: Row, html: str, buttons: InlineKeyboardMarkup | None) -> bool:
    """Put new words into an earlier message; say whether that was possible."""
    try:
        await bot.edit_message_text(html, row.chat, row.outgoing.replaces, reply_markup=buttons)
    except BadRequest as error:
        return "not modified" in error.message.lower()
    return True


def seconds(error: RetryAfter) -> float:
    """Give how long Telegram wants us to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
