"""The one who sends: an answer, a notice and a reminder leave here, a piece at a time, each with its outcome."""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from telegram import Bot, InputFile
from telegram.error import BadRequest, ChatMigrated, InvalidToken, RetryAfter, TelegramError
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter  # the library is pinned, and offers no other way

from handlers.keyboards import Markup, markup
from handlers.render import render, utf16_length
from handlers.retry import LONGEST_WAIT, may_pass, unreachable, wait_of
from handlers.transport import NotSentError
from storage.outbox import Outbox, Row

CAPTION = 1024


class MissingFileError(Exception):
    """The file that was to go with a message is no longer on disk."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a try; `messages` are the numbers of all pieces that are out.

    `sent`: this piece is out, and with it the message where it is `whole`. `again`: nothing arrived, try after `wait`
    seconds. `lost`: it may have arrived. `refused`: it never will, for this `reason`; a chat that cannot be written to
    is `unreachable`. `moved`: the group has the number `moved_to` now.
    """

    state: Literal["sent", "again", "lost", "refused", "moved"]
    messages: tuple[int, ...]
    whole: bool = False
    wait: float = 0.0
    reason: str = ""
    unreachable: bool = False
    moved_to: int = 0


class Sender:
    """Sends the piece of a message that comes next."""

    def __init__(self, bot: Bot, outbox: Outbox) -> None:
        self._bot = bot
        self._outbox = outbox

    async def step(self, row: Row) -> Outcome:
        """Send one piece, or find that none is missing; never raises for what Telegram does."""
        try:
            pieces = _Pieces(row.outgoing.text, with_file=row.outgoing.file is not None)
            sent = row.messages
            if len(sent) < len(pieces):
                sent = (*sent, await self._send(row, pieces))
            if len(sent) == len(pieces):
                await self._clear(row, sent)
                await self._renew(row, sent)
        except ChatMigrated as error:
            return Outcome("moved", row.messages, moved_to=error.new_chat_id)
        except TelegramError as error:
            return _failed(row, error)
        except MissingFileError as error:
            return Outcome("refused", row.messages, reason=str(error))
        except (TypeError, ValueError) as error:  # it would fail again and again; the words may be a person's
            return Outcome("refused", row.messages, reason=type(error).__name__)
        return Outcome("sent", sent, whole=len(sent) == len(pieces))

    async def _send(self, row: Row, pieces: _Pieces) -> int:
        """Send the piece that comes next; first and last point to what they answer, the last has the buttons."""
        outgoing, index = row.outgoing, len(row.messages)
        last = index == len(pieces) - 1
        buttons = markup(outgoing.buttons, row.prefix) if last else None
        if outgoing.file is not None and last:
            return await self._send_file(row, pieces.caption, buttons)
        old = self._old(row)
        if index < len(old) and await self._edit(row.chat, old[index], pieces.texts[index], buttons):
            return old[index]
        answered = _answered(row) if index == 0 or (last and row.prefix == "") else None
        return await self._call(
            "sendMessage", chat_id=row.chat, reply_parameters=answered, message_thread_id=outgoing.thread,
            **_said(pieces.texts[index], buttons),
        )  # fmt: skip

    def _old(self, row: Row) -> tuple[int, ...]:
        """Give the numbers of the messages whose place this one takes."""
        outgoing = row.outgoing
        if outgoing.instead_of is not None:
            return self._outbox.messages_of(outgoing.instead_of)
        return (outgoing.replaces,) if outgoing.replaces is not None else ()

    async def _edit(self, chat: int, number: int, html: str, buttons: Markup | None) -> bool:
        """Put new words into an earlier message; say whether they stand there."""
        try:
            await self._call("editMessageText", chat_id=chat, message_id=number, **_said(html, buttons))
        except BadRequest as error:
            if unreachable(error):
                raise
            return "not modified" in error.message.lower()
        return True

    async def _clear(self, row: Row, sent: tuple[int, ...]) -> None:
        """Take away what a longer answer had more than the one in its place."""
        surplus = [number for number in self._old(row) if number not in sent]
        if surplus and row.outgoing.instead_of is not None:
            with suppress(TelegramError):
                await self._bot.delete_messages(row.chat, surplus)

    async def _renew(self, row: Row, sent: tuple[int, ...]) -> None:
        """Take the buttons of earlier messages about the same: what stands under this one is what counts."""
        outgoing = row.outgoing
        for number in self._outbox.earlier(row.chat, outgoing.about) if outgoing.renews and outgoing.about else ():
            if number not in sent:
                with suppress(TelegramError):
                    await self._bot.edit_message_reply_markup(chat_id=row.chat, message_id=number)

    async def _send_file(self, row: Row, caption: str | None, buttons: Markup | None) -> int:
        outgoing = row.outgoing
        path = Path(outgoing.file or "")
        try:
            content = await asyncio.to_thread(_content, path, outgoing.sha256)
        except OSError as error:
            raise MissingFileError(f"{path.name}: {error.strerror}") from error
        document = InputFile(content, outgoing.file_name or path.name)
        return await self._call(
            "sendDocument", chat_id=row.chat, document=document, caption=caption, parse_mode="HTML",
            reply_parameters=_answered(row), reply_markup=buttons, message_thread_id=outgoing.thread,
        )  # fmt: skip

    async def _call(self, method: str, **values: Any) -> int:
        """Call a method and give the message's number; the library would make objects of all that comes back."""
        data = RequestData([RequestParameter.from_input(name, value) for name, value in values.items()])
        sent: Any = await self._bot.request.post(f"{self._bot.base_url}/{method}", data)
        return int(sent["message_id"])


def _content(path: Path, sha256: str) -> bytes:
    """Read a file. Raises OSError, and MissingFileError where it is not what it is to be."""
    content = path.read_bytes()
    if sha256 and hashlib.sha256(content).hexdigest() != sha256:
        raise MissingFileError(f"{path.name}: the content has changed on disk")
    return content


def _failed(row: Row, error: TelegramError) -> Outcome:
    """Say what a refusal means."""
    reason = unreachable(error)
    if reason:
        return Outcome("refused", row.messages, reason=reason, unreachable=True)
    if may_pass(error):
        if isinstance(error, (NotSentError, RetryAfter)):
            return Outcome("again", row.messages, wait=wait_of(error, row.attempts), reason=str(error))
        wait = wait_of(error, 2 * row.attempts, LONGEST_WAIT)  # each try may be one too many
        return Outcome("lost", row.messages, wait=wait, reason=str(error))
    if isinstance(error, InvalidToken):
        return Outcome("again", row.messages, wait=wait_of(error, row.attempts), reason="the token is refused")
    return Outcome("refused", row.messages, reason=error.message)


class _Pieces:
    """The messages that one of the outbox becomes: texts, and at the end a file, with the words where they are few."""

    def __init__(self, text: str, with_file: bool) -> None:
        fits = with_file and utf16_length(text) <= CAPTION
        self.caption = render(text)[0] if fits and text.strip() else None
        self.texts = [] if fits else render(text)
        self._count = len(self.texts) + with_file

    def __len__(self) -> int:
        return self._count


def _said(html: str, buttons: Markup | None) -> Markup:
    without_preview = {"is_disabled": True}
    return {"text": html, "parse_mode": "HTML", "link_preview_options": without_preview, "reply_markup": buttons}


def _answered(row: Row) -> Markup | None:
    number = row.outgoing.reply_to
    return {"message_id": number, "allow_sending_without_reply": True} if number is not None else None
