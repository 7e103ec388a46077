"""Questions, commands and files that people send."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from telegram import Bot, Message, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import ContextTypes

from conversation.outgoing import Button, Outgoing
from handlers import addressing, words
from handlers.courtesy import Courtesy
from handlers.dependencies import Dependencies
from handlers.keyboards import finished
from handlers.memory import Bounded
from handlers.progress import Progress, thread_of
from kb.answering.reply import Reply, Talk
from nlu.text import fold
from storage.connection import StorageError
from storage.inbox import Json
from storage.outbox import ANSWER

Context = ContextTypes.DEFAULT_TYPE

_OUTSIDE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
_CALLS = re.compile(r"(?:(?:ban|bot|em|he thong) )?(?:oi|nay|a|e)(?: (?:oi|a))?[ .!?]*")
"""Somebody calls, and asks nothing yet."""
_WORD = re.compile(r"\w+")
_THANKS_WORDS = """
on camon thanks thank tks ok oke okay okie okela ro noted nhan duoc tot vang
"""
_THANKS = frozenset(_THANKS_WORDS.split())
_AROUND_WORDS = """
cam you da roi qua bot ban em anh chi minh toi he thong xin rat nhieu lam nhe nha a u nghe
hen tin giup
"""
_AROUND = frozenset(_AROUND_WORDS.split())
"""Somebody thanks, or takes note, and asks nothing."""
ALBUM_QUIET = 0.4
"""Seconds in which no more of an album comes in before it is taken as whole."""


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote: a message, or an album, whichever of its messages has the words."""

    update: Update
    messages: tuple[Message, ...]
    bot: Bot

    @property
    def message(self) -> Message:
        """The message with the words, or the first."""
        return next((one for one in self.messages if one.caption), self.messages[0])

    @property
    def text(self) -> str:
        """What it asks or says, without the bot's name; an album may do so under several of its messages."""
        spoken = [one for one in self.messages if one.caption] or [self.message]
        return "\n".join(dict.fromkeys(addressing.asked(one, self.bot) for one in spoken))


class Messages:
    """What is written leads to one reply, or to none where it is not for the bot."""

    def __init__(self, desk: Dependencies, progress: Progress | None = None) -> None:
        self._desk = desk
        self._progress = progress
        self._courtesy = Courtesy(desk.storage.new_mail)
        self._albums: Bounded[str, bool] = Bounded()
        self._commands: dict[str, Callable[[Written], Awaitable[None]]] = {
            "hoi": self._question,
            "nhiemvu": self._task,
            "vanban": self._overview,
            "trogiup": self._help,
            "help": self._help,
            "start": self._start,
        }

    async def unchanged(self, update: Update, context: Context) -> None:
        """Do nothing: Telegram tells of an edit also where nothing that people wrote is another."""

    async def written(self, update: Update, context: Context) -> None:
        """Take a message, new or edited."""
        message = update.effective_message
        if message is None or not addressing.is_for_bot(message, context.bot):
            return
        with self._courtesy.typing(context.bot, message):
            one = Written(update, await self._whole(update, context.bot), context.bot)
            command = addressing.command(one.message)
            if command:
                await self._commands.get(command, self._other_command)(one)
            else:
                await (self._text if addressing.text_of(one.message) else self._other)(one)
        if self._progress and message.chat.type == ChatType.PRIVATE:
            with suppress(StorageError):  # what was written has had its answer
                self._courtesy.menu(context.bot, message.chat_id, self._progress.roles_of(message.chat_id))

    async def moved(self, update: Update, context: Context) -> None:
        """Go on with the talks of a group that has become a supergroup."""
        message = update.effective_message
        if message and message.migrate_to_chat_id:
            self._desk.moved(message.chat_id, message.migrate_to_chat_id)
        if message and message.migrate_from_chat_id:
            self._desk.moved(message.migrate_from_chat_id, message.chat_id)

    async def membership(self, update: Update, context: Context) -> None:
        """Somebody has blocked the bot, or lets it write again; or has taken it into a group."""
        change = update.my_chat_member
        if change is None:
            return
        if change.chat.type != ChatType.PRIVATE:
            if change.old_chat_member.status in _OUTSIDE and change.new_chat_member.status not in _OUTSIDE:
                with self._desk.handling(update) as work:
                    work.add(Outgoing(change.chat.id, words.JOINED.format(bot=context.bot.username)), priority=ANSWER)
        elif self._progress:
            blocked = change.new_chat_member.status == ChatMemberStatus.BANNED
            self._progress.reachability.changed(change.chat.id, "blocked" if blocked else "")

    async def _whole(self, update: Update, bot: Bot) -> tuple[Message, ...]:
        """Give the messages of an album once no more come in; they are acknowledged together."""
        message = update.effective_message
        if message is None:
            raise ValueError("an update without a message came to the handler of messages")
        if message.media_group_id is None or update.edited_message:
            return (message,)
        inbox, found = self._desk.storage.inbox, list[Json]()
        while len(found) < len(now := inbox.album(message.chat_id, message.media_group_id)):
            found = now
            await asyncio.sleep(ALBUM_QUIET)
        others = [Update.de_json(raw, bot) for raw in found if raw["update_id"] != update.update_id]
        self._desk.together.put(update.update_id, tuple(one.update_id for one in others))
        return (message, *(one.message for one in others if one.message))

    async def _text(self, one: Written) -> None:
        if not await self._is_progress(one):
            await self._ask(one, one.text)

    async def _question(self, one: Written) -> None:
        await self._ask(one, one.text)

    async def _task(self, one: Written) -> None:
        question = one.text  # on its own: a talk must not narrow it
        if addressing.argument(one.message, one.bot):
            await self._answer(one, question, Talk())
        else:
            await self._tell(one, self._desk.answers.tasks())

    async def _start(self, one: Written) -> None:
        if not await self._is_progress(one):
            await self._tell(one, self._with_progress(one, self._desk.answers.welcome()))

    async def _help(self, one: Written) -> None:
        await self._tell(one, self._with_progress(one, self._desk.answers.help()))

    async def _overview(self, one: Written) -> None:
        await self._tell(one, self._desk.answers.overview())

    async def _other_command(self, one: Written) -> None:
        """Commands of progress, and those that nobody knows."""
        if not await self._is_progress(one) and addressing.names_this_bot(one.message, one.bot):
            await self._tell(one, _plain(words.UNKNOWN_COMMAND))

    async def _other(self, one: Written) -> None:
        """Answer a file without words, a sticker: once for an album, not again when it is edited."""
        album = one.message.media_group_id
        if await self._is_progress(one) or one.update.edited_message:
            return
        if album is None or not self._albums.get(album):
            await self._tell(one, _plain(words.ONLY_TEXT))
        if album is not None:
            self._albums.put(album, True)

    def _with_progress(self, one: Written, reply: Reply) -> Reply:
        """Say below a welcome how to report, and that a model may read; a role's first deeds are buttons."""
        model = [words.READ_BY_MODEL.format(place=self._desk.model_place)] if self._desk.model_place else []
        more = [words.HOW_TO_REPORT, *model] if self._progress else model
        is_private = self._progress is not None and one.message.chat.type == ChatType.PRIVATE
        doors = self._progress.doors(one.message.chat_id) if self._progress and is_private else ()
        return replace(reply, text="\n\n".join([reply.text, *more]), buttons=(*reply.buttons, *doors))

    async def _is_progress(self, one: Written) -> bool:
        """Have progress take a message; in a group it is spoken of in private only, which is offered."""
        if self._progress is None:
            return False
        if one.message.chat.type == ChatType.PRIVATE:
            try:
                return await self._progress.takes(one.update, one.message, one.messages)
            except StorageError as error:
                if error.retry or not self._is_of_the_decision(one.text):
                    raise
                return False  # a question of the decision needs none of progress's pages
        if not self._progress.is_private_matter(one.text) or self._is_courtesy(one.text):
            return False
        button = Button(words.IN_PRIVATE_BUTTON, f"https://t.me/{one.bot.username}")
        await self._tell(one, Reply("answer", words.IN_PRIVATE, buttons=((button,),), reportable=False))
        return True

    def _is_courtesy(self, text: str) -> bool:
        """Whether a text is a call, a greeting or a thank-you."""
        if not text or _CALLS.fullmatch(fold(text)) or _thanks(text):
            return True
        reply, _ = self._desk.ask(text, Talk())
        return reply.kind == "refuse" and reply.understood

    def _is_of_the_decision(self, text: str) -> bool:
        if self._progress is None or self._progress.is_private_matter(text):
            return False
        reply, _ = self._desk.ask(text, Talk())
        return reply.kind == "answer" and reply.understood

    async def _ask(self, one: Written, question: str) -> None:
        if _thanks(question):
            await self._answer(one, "cảm ơn", self._before(one))
        elif _WORD.search(question) and not _CALLS.fullmatch(fold(question)):
            await self._answer(one, question, self._before(one))
        else:
            await self._tell(one, _plain(words.EMPTY_QUESTION))

    async def _answer(self, one: Written, question: str, talk: Talk) -> None:
        reply, after = await self._desk.read(question, talk, lambda: self._may_leave(one, question))
        try:
            await self._respond(one, question, reply, after)
        except StorageError as error:
            if error.retry:
                raise
            await self._respond(one, question, reply)  # where talks cannot be kept, each question stands by itself

    def _may_leave(self, one: Written, question: str) -> bool:
        return bool(self._progress and self._progress.may_leave(one.update, one.message, one.messages, question))

    async def _tell(self, one: Written, reply: Reply) -> None:
        """Send a reply that no question led to; the talk stays where it is."""
        await self._respond(one, addressing.text_of(one.message), reply)

    async def _respond(self, one: Written, question: str, reply: Reply, after: Talk | None = None) -> None:
        """Answer a message, in the place of a former answer where it was edited; the talk goes on with `after`."""
        desk, message, about = self._desk, one.message, ""
        if self._progress and message.chat.type == ChatType.PRIVATE:
            with suppress(StorageError):  # the answer is good without a button
                reply, about = self._progress.offer(reply, message.chat_id)
        shown = replace(reply, text=f"{reply.text}\n\n{words.NOT_KEPT}") if message.caption else reply
        with desk.handling(one.update, durable=False) as work:
            outgoing = replace(answer_under(message, shown, desk.former_answer(one.update)), about=about)
            row = work.add(outgoing, prefix="", priority=ANSWER, answers=message.message_id)
            if after and (who := _person(one.update)):  # who stays anonymous is nobody: another may go on
                desk.go_on(row, (message.chat_id, who), after, message.message_id)
            desk.note(question, reply)
        desk.asks(row, question)

    def _before(self, one: Written) -> Talk:
        """Give the talk that a message goes on with: of what it replies to or quotes, else the person's own so far."""
        try:
            return self._so_far(one)
        except StorageError as error:
            if error.retry:
                raise
            return Talk()

    def _so_far(self, one: Written) -> Talk:
        desk, message = self._desk, one.message
        old = desk.storage.talks.of(message.chat_id, message.message_id) if one.update.edited_message else None
        talk = self._of_replied(message) or desk.talk((message.chat_id, _person(one.update)), old.id if old else None)
        return desk.ask(message.quote.text, talk)[1] if message.quote else talk

    def _of_replied(self, message: Message) -> Talk | None:
        """Give the talk as it was after the answer, or the question, that a message replies to."""
        desk, replied = self._desk, message.reply_to_message
        if replied is None:
            return None
        if (kept := desk.storage.talks.of(message.chat_id, replied.message_id)) is not None:
            return Talk(kept.state, desk.clock())
        if replied.from_user is None or not replied.from_user.is_bot:  # a question that was not put to the bot
            asked = addressing.asked(replied, message.get_bot())
            return desk.ask(asked, Talk())[1] if asked else None
        kind, _, task = (desk.about(message.chat_id, replied.message_id) or "").partition(":")
        return desk.ask(f"nhiệm vụ {task}", Talk())[1] if kind == "task" else None


def answer_under(message: Message, reply: Reply, former: int | None = None) -> Outgoing:
    """Give a reply as the outbox holds it: under what it answers, or in the place of a former answer to the same."""
    return Outgoing(
        to=message.chat_id,
        text=reply.text,
        buttons=finished(reply),
        reply_to=message.message_id,
        thread=thread_of(message),
        instead_of=former,
    )


def _person(update: Update) -> int:
    """Give who wrote; nobody where a chat speaks, as an admin who stays anonymous does."""
    message, user = update.effective_message, update.effective_user
    return user.id if user and not (message and message.sender_chat) else 0


def _thanks(text: str) -> bool:
    """Whether a text is a thank-you or takes note, be it by a sign alone."""
    said = set(_WORD.findall(fold(text)))
    is_sign = bool(text) and not said and "?" not in text
    return is_sign or (len(text) < 80 and bool(said & _THANKS) and said <= _THANKS | _AROUND)


def _plain(text: str) -> Reply:
    return Reply("answer", text, reportable=False)
