"""Buttons that people press: the assistant's own, and "Báo sai". Each press is answered once, never with silence."""

from __future__ import annotations

import logging
from dataclasses import replace

from telegram import CallbackQuery, MaybeInaccessibleMessage, Message, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from conversation.outgoing import Outgoing
from handlers import addressing, words
from handlers.dependencies import Dependencies, Place
from handlers.keyboards import CHOICE, PAGE, PROGRESS, WRONG, finished, stands_under
from handlers.messages import answer_under
from handlers.progress import Progress, thread_of
from handlers.retry import patiently
from storage.outbox import ANSWER

_log = logging.getLogger(__name__)


class Buttons:
    """The one handler of presses."""

    def __init__(self, desk: Dependencies, progress: Progress | None = None) -> None:
        self._desk = desk
        self._progress = progress

    async def pressed(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        if query is not None:
            toast = self._act(update, query, query.data or "")
            if query.message is not None:  # who presses sees first what came of it
                await self._desk.storage.new_mail.calm(query.message.chat.id, self._desk.settle)
            await answer(query, toast)

    def _act(self, update: Update, query: CallbackQuery, data: str) -> str | None:
        """Do what the button says; give the words of the toast, if any."""
        message = query.message
        if message is None or ((shown := _shown(message)) and not stands_under(data, shown)):
            return words.STALE_BUTTON
        if data == WRONG:
            return self._mark_wrong(message)
        if data.startswith(PROGRESS) and self._progress:
            return self._progress.press(update, query, message)
        if data.startswith(CHOICE):
            return self._choose(update, (message.chat.id, query.from_user.id), message, data)
        return words.STALE_BUTTON

    def _mark_wrong(self, message: MaybeInaccessibleMessage) -> str:
        shown = _shown(message)
        kept = self._desk.keep(self._question(message), "reported", (shown and shown.text) or "")
        return words.MARKED_WRONG if kept else words.NOT_MARKED

    def _choose(self, update: Update, who: Place, message: MaybeInaccessibleMessage, data: str) -> str | None:
        outcome = self._desk.answers.tap(data.removeprefix(CHOICE), self._desk.talk(who), self._desk.clock())
        if outcome is None:
            return words.STALE_BUTTON
        reply, talk = outcome
        if shown := _shown(message):
            outgoing = replace(answer_under(shown.reply_to_message or shown, reply), thread=thread_of(shown))
            if data.startswith(PAGE):
                outgoing = replace(outgoing, replaces=message.message_id)
        else:  # what came of the press stands by itself
            outgoing = Outgoing(message.chat.id, reply.text, finished(reply))
        with self._desk.handling(update, durable=False) as work:
            row = work.add(outgoing, prefix="", priority=ANSWER)
            self._desk.go_on(row, who, talk)
        self._desk.asks(row, self._question(message))
        return None

    def _question(self, message: MaybeInaccessibleMessage) -> str:
        """Give the question that a message of the bot answers: as remembered, else from the message it replies to."""
        known = self._desk.asked(message.chat.id, message.message_id)
        shown = _shown(message)
        asked = shown.reply_to_message if shown else None
        if known is not None or asked is None:
            return known or ""
        return addressing.asked(asked, message.get_bot())


def _shown(message: MaybeInaccessibleMessage) -> Message | None:
    """Give a message as far as Telegram still shows it."""
    return message if isinstance(message, Message) and message.is_accessible else None


async def answer(query: CallbackQuery, toast: str | None) -> None:
    """Answer a press; one that is too old to be answered is only noted."""
    try:
        await patiently(lambda: query.answer(toast))
    except TelegramError as error:
        _log.warning("a press could not be answered: %s", error)
