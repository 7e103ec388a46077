"""Buttons that people press: the assistant's own, and "Báo sai". Each press is answered once, never with silence."""

from __future__ import annotations

import logging

from telegram import CallbackQuery, Message, Update
from telegram.error import BadRequest, TelegramError
from telegram.ext import ContextTypes

from handlers import addressing, showing, words
from handlers.dependencies import Desk, Place
from handlers.keyboards import CHOICE, PAGE, PROGRESS, WRONG, keyboard, stands_under
from handlers.progress import Progress
from handlers.render import render
from kb.answering.reply import Reply

_log = logging.getLogger(__name__)


class Buttons:
    """The one handler of presses."""

    def __init__(self, desk: Desk, progress: Progress | None = None) -> None:
        self._desk = desk
        self._progress = progress

    async def pressed(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        if query is not None:
            await answer(query, await self._act(update, query, query.data or ""))

    async def _act(self, update: Update, query: CallbackQuery, data: str) -> str | None:
        """Do what the button says; give the words of the toast, if any."""
        message = query.message
        if not isinstance(message, Message) or not message.is_accessible or not stands_under(data, message):
            return words.STALE_BUTTON
        if data == WRONG:
            return self._mark_wrong(message)
        if data.startswith(PROGRESS) and self._progress:
            return await self._progress.press(update, query, message)
        if data.startswith(CHOICE):
            return await self._choose(update, (message.chat_id, query.from_user.id), message, data)
        return words.STALE_BUTTON

    def _mark_wrong(self, message: Message) -> str:
        kept = self._desk.keep(self._question(message), "reported", message.text or "")
        return words.MARKED_WRONG if kept else words.NOT_MARKED

    async def _choose(self, update: Update, who: Place, message: Message, data: str) -> str | None:
        outcome = self._desk.answers.tap(data.removeprefix(CHOICE), self._desk.talk(who), self._desk.clock())
        if outcome is None:
            return words.STALE_BUTTON
        reply, talk = outcome
        self._desk.go_on(who, talk)
        if data.startswith(PAGE):
            return await self._turn_page(message, reply)
        under = message.reply_to_message or message
        try:
            ids = await showing.send(under, reply)
        except TelegramError as error:
            if not showing.may_arrive_later(error):
                raise
            self._desk.leave(update, showing.kept(under, reply), error)
        else:
            self._desk.asked.put((message.chat_id, ids[-1]), self._question(message))
        return None

    async def _turn_page(self, message: Message, reply: Reply) -> str | None:
        html = render(reply.text)[0]  # kb makes pages that fit
        try:
            await showing.edit(message.get_bot(), message.chat_id, message.message_id, html, keyboard(reply))
        except BadRequest:  # the message has gone meanwhile
            return words.STALE_BUTTON
        return None

    def _question(self, message: Message) -> str:
        """Give the question that a message of the bot answers: as remembered, else from the message it replies to."""
        known = self._desk.asked.get((message.chat_id, message.message_id))
        asked = message.reply_to_message
        if known is not None or asked is None:
            return known or ""
        return addressing.asked(asked, message.get_bot())


async def answer(query: CallbackQuery, toast: str | None) -> None:
    """Answer a press; one that is too old to be answered is only noted."""
    try:
        await query.answer(toast)
    except TelegramError as error:
        _log.warning("a press could not be answered: %s", error)
