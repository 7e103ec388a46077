"""Putting a reply into a chat: sent under what it answers, or in the place of an earlier one."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Bot, InlineKeyboardMarkup, Message, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter

from conversation.outgoing import Outgoing
from handlers.keyboards import finished, keyboard
from handlers.render import render
from kb.answering.reply import Reply

Ids = tuple[int, ...]


async def send(under: Message, reply: Reply) -> Ids:
    """Send a reply in answer to a message; give the numbers of the messages it took."""
    return await _send(under, render(reply.text), keyboard(reply))


async def replace(under: Message, old: Ids, reply: Reply) -> Ids:
    """Put a reply where an earlier answer to the same message stands; send it anew where that cannot be edited."""
    bot, chat, pieces = under.get_bot(), under.chat_id, render(reply.text)
    kept, surplus, markup = old[: len(pieces)], old[len(pieces) :], keyboard(reply)
    try:
        for number, piece in zip(kept, pieces, strict=False):
            await edit(bot, chat, number, piece, markup if piece is pieces[-1] else None)
        if surplus:
            await bot.delete_messages(chat, surplus)
    except BadRequest:
        return await send(under, reply)
    return kept + (await _send(under, pieces[len(kept) :], markup) if len(pieces) > len(kept) else ())


async def edit(bot: Bot, chat: int, number: int, html: str, markup: InlineKeyboardMarkup | None) -> None:
    """Give a message a new text and new buttons; that it has them already is no error."""
    try:
        await bot.edit_message_text(html, chat, number, reply_markup=markup)
    except BadRequest as error:
        if "not modified" not in error.message.lower():
            raise


def may_arrive_later(error: Exception) -> bool:
    """Tell whether a message that could not be sent now belongs into the outbox."""
    return isinstance(error, (NetworkError, RetryAfter, ChatMigrated)) and not isinstance(error, BadRequest)


def kept(under: Message, reply: Reply, old: Ids = ()) -> Outgoing:
    """Give a reply as the outbox holds it, with its buttons' data whole."""
    return Outgoing(
        to=under.chat_id,
        text=reply.text,
        buttons=finished(reply),
        replaces=old[0] if old else None,
        reply_to=under.message_id,
    )


async def _send(under: Message, pieces: Sequence[str], markup: InlineKeyboardMarkup | None) -> Ids:
    """Send the pieces in order; the last has the buttons, and points to the question as "Báo sai" needs it."""
    thread = under.message_thread_id if under.is_topic_message else None
    answered = ReplyParameters(under.message_id, allow_sending_without_reply=True)
    ids: list[int] = []
    for piece in pieces:
        last = len(ids) == len(pieces) - 1
        sent = await under.get_bot().send_message(
            under.chat_id,
            piece,
            reply_parameters=answered if last or not ids else None,
            reply_markup=markup if last else None,
            message_thread_id=thread,
        )
        ids.append(sent.message_id)
    return tuple(ids)
