"""Questions and commands that people write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from telegram import Message, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import ContextTypes

from conversation.outgoing import Button, Outgoing
from handlers import addressing, words
from handlers.dependencies import Dependencies
from handlers.keyboards import finished
from handlers.memory import Bounded, Given
from handlers.progress import Progress, thread_of
from kb.answering.reply import Reply, Talk
from storage.outbox import ANSWER

Produce = Callable[[Talk], tuple[Reply, Talk]]
Context = ContextTypes.DEFAULT_TYPE


class Messages:
    """A method for each kind of message; each sends one reply, or none where the message is not for the bot."""

    def __init__(self, desk: Dependencies, progress: Progress | None = None) -> None:
        self._desk = desk
        self._progress = progress
        self._albums: Bounded[str, bool] = Bounded()

    async def unchanged(self, update: Update, context: Context) -> None:
        """Do nothing: Telegram tells of an edit also where nothing that people wrote is another."""

    async def text(self, update: Update, context: Context) -> None:
        message = _message(update)
        if addressing.is_for_bot(message, context.bot) and not await self._is_progress(update, message, context):
            await self._ask(update, addressing.asked(message, context.bot))

    async def ask_command(self, update: Update, context: Context) -> None:
        await self._ask(update, addressing.asked(_message(update), context.bot))

    async def task_command(self, update: Update, context: Context) -> None:
        if not addressing.argument(_message(update), context.bot):
            await self._tell(update, self._desk.answers.tasks())
            return
        question = addressing.asked(_message(update), context.bot)  # on its own: a talk must not narrow it
        await self._respond(update, question, lambda _: self._desk.ask(question, Talk()))

    async def start_command(self, update: Update, context: Context) -> None:
        if not await self._is_progress(update, _message(update), context):
            await self._tell(update, self._with_progress(self._desk.answers.welcome()))

    async def help_command(self, update: Update, context: Context) -> None:
        await self._tell(update, self._with_progress(self._desk.answers.help()))

    async def overview_command(self, update: Update, context: Context) -> None:
        await self._tell(update, self._desk.answers.overview())

    async def other_command(self, update: Update, context: Context) -> None:
        """Commands of progress, and those that nobody knows."""
        if await self._is_progress(update, _message(update), context):
            return
        if addressing.names_this_bot(_message(update), context.bot):
            await self._tell(update, _plain(words.UNKNOWN_COMMAND))

    async def other(self, update: Update, context: Context) -> None:
        """Answer a picture, a voice message, a sticker, a file: once for an album, not again when it is edited."""
        message = _message(update)
        if not addressing.is_for_bot(message, context.bot) or await self._is_progress(update, message, context):
            return
        if update.edited_message:
            return
        album = message.media_group_id
        if album is None or not self._albums.get(album):
            await self._tell(update, _plain(words.ONLY_TEXT))
        if album is not None:
            self._albums.put(album, True)

    async def membership(self, update: Update, context: Context) -> None:
        """Somebody has blocked the bot, or lets it write again."""
        change = update.my_chat_member
        if self._progress and change and change.chat.type == ChatType.PRIVATE:
            self._progress.reachability.changed(
                change.chat.id, "blocked" if change.new_chat_member.status == ChatMemberStatus.BANNED else ""
            )

    def _with_progress(self, reply: Reply) -> Reply:
        """Say below a welcome how to report, too."""
        return replace(reply, text=f"{reply.text}\n\n{words.HOW_TO_REPORT}") if self._progress else reply

    async def _is_progress(self, update: Update, message: Message, context: Context) -> bool:
        """Have progress take a message; in a group it is spoken of in private only, which is offered."""
        if self._progress is None:
            return False
        if message.chat.type == ChatType.PRIVATE:
            return await self._progress.takes(update, message)
        text = addressing.question(message, context.bot)
        if not self._progress.is_private_matter(text):
            return False
        if not text.startswith("/") or addressing.names_this_bot(message, context.bot):
            button = Button(words.IN_PRIVATE_BUTTON, f"https://t.me/{context.bot.username}")
            await self._tell(update, Reply("answer", words.IN_PRIVATE, buttons=((button,),), reportable=False))
        return True

    async def _ask(self, update: Update, question: str) -> None:
        if question:
            await self._respond(update, question, lambda talk: self._desk.ask(question, talk))
        else:
            await self._tell(update, _plain(words.EMPTY_QUESTION))

    async def _tell(self, update: Update, reply: Reply) -> None:
        """Send a reply that no question led to; the talk stays where it is."""
        await self._respond(update, _message(update).text or "", lambda talk: (reply, talk))

    async def _respond(self, update: Update, question: str, produce: Produce) -> None:
        """Answer a message; where it was edited, answer as if it had read so from the start."""
        desk, message = self._desk, _message(update)
        here, who = (message.chat_id, message.message_id), (message.chat_id, _person(update))
        old = desk.given.get(here) if update.edited_message else None
        before = old.before if old else desk.talk(who)
        reply, after = produce(before)
        if self._progress and message.chat.type == ChatType.PRIVATE:
            reply = self._progress.offer(reply, message.chat_id)
        with desk.handling(update) as work:
            row = work.add(
                answer_under(message, reply, desk.former_answer(update)),
                prefix="",
                priority=ANSWER,
                answers=message.message_id,
            )
            desk.note(question, reply)
        if old is None or desk.talk(who) is old.after:  # nothing was asked since
            desk.go_on(who, after)
        desk.given.put(here, Given(before, after))
        desk.asks(row, question)


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


def _message(update: Update) -> Message:
    """Give the message, new or edited, that the handler was registered for."""
    message = update.effective_message
    if message is None:
        raise ValueError("an update without a message came to a handler of messages")
    return message


def _person(update: Update) -> int:
    return update.effective_user.id if update.effective_user else 0


def _plain(text: str) -> Reply:
    return Reply("answer", text, reportable=False)
