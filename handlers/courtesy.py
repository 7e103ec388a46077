"""What the bot shows beside its answers: that it is at work, and the menu that fits who writes."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from telegram import Bot, BotCommandScopeChat, Message
from telegram.constants import ChatAction
from telegram.error import TelegramError

from handlers import words
from handlers.memory import Bounded
from handlers.progress import thread_of
from storage.unit_of_work import NewMail

SLOW, AGAIN, LONGEST = 0.7, 4.0, 60.0
"""Seconds after which who waits sees that the bot is at work, after which Telegram forgets that, and at most."""


class Courtesy:
    """Nothing here holds up an answer, and nothing is tried again: the next message is the next chance."""

    def __init__(self, new_mail: NewMail) -> None:
        self._new_mail = new_mail
        self._at_work: Counter[int] = Counter()
        self._menus: Bounded[int, tuple[str, ...]] = Bounded()
        self._tasks: set[asyncio.Task[None]] = set()

    @contextmanager
    def typing(self, bot: Bot, message: Message) -> Iterator[None]:
        """Show that the bot writes while an answer takes long, until it is out."""
        loop, chat = asyncio.get_running_loop(), message.chat_id
        self._at_work[chat] += 1
        loop.call_later(SLOW, self._look, bot, message, loop.time())
        try:
            yield
        finally:
            self._at_work[chat] -= 1
            if not self._at_work[chat]:
                del self._at_work[chat]

    def menu(self, bot: Bot, account: int, roles: Sequence[str]) -> None:
        """Set somebody's menu where it is another than it was: what it was before this process began nobody knows."""
        wanted = tuple(roles)
        if wanted == self._menus.get(account):
            return
        self._menus.put(account, wanted)
        self._start(self._set(bot, account, wanted))

    async def _set(self, bot: Bot, account: int, roles: tuple[str, ...]) -> None:
        try:
            await bot.set_my_commands(words.menu(roles), scope=BotCommandScopeChat(account))
        except (TelegramError, RuntimeError):  # or the bot is closing
            self._menus.put(account, ("?",))

    def _look(self, bot: Bot, message: Message, since: float) -> None:
        loop, chat = asyncio.get_running_loop(), message.chat_id
        if (chat in self._at_work or self._new_mail.is_under_way(chat)) and loop.time() - since < LONGEST:
            self._start(self._type(bot, message))
            loop.call_later(AGAIN, self._look, bot, message, since)

    @staticmethod
    async def _type(bot: Bot, message: Message) -> None:
        with suppress(TelegramError, RuntimeError):  # or the bot is closing
            await bot.send_chat_action(message.chat_id, ChatAction.TYPING, message_thread_id=thread_of(message))

    def _start(self, doing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
