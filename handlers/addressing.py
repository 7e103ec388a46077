"""Which messages are meant for the bot, and what of their text is the question."""

from __future__ import annotations

import re

from telegram import Bot, Message, MessageEntity
from telegram.constants import ChatType, MessageEntityType

_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
_LEFT_OVER = " \t\n,:;"
_GAPS = re.compile(r"[ \t]{2,}")


def is_for_bot(message: Message, bot: Bot) -> bool:
    """Tell whether a message that is no command speaks to the bot: always in private, by name or reply in a group."""
    if message.chat.type == ChatType.PRIVATE:
        return True
    return message.chat.type in _GROUPS and (_replies_to(message, bot) or bool(_mentions(message, bot)))


def question(message: Message, bot: Bot) -> str:
    """Give the text of a message without the bot's name in it."""
    raw = _utf16(message.text or "")
    for mention in reversed(_mentions(message, bot)):
        raw = raw[: 2 * mention.offset] + raw[2 * (mention.offset + mention.length) :]
    return _GAPS.sub(" ", _read(raw)).strip(_LEFT_OVER)


def argument(message: Message, bot: Bot) -> str:
    """Give what stands after the command that a message begins with."""
    return "".join(question(message, bot).split(maxsplit=1)[1:])


def asked(message: Message, bot: Bot) -> str:
    """Give the question that a message puts, be it as a command; it reads the same after a restart.

    The bot's name, or /hoi, alone under somebody's message puts what stands there.
    """
    text, replied = question(message, bot), message.reply_to_message
    command = text.partition("@")[0].split(maxsplit=1)[:1]
    if command == ["/hoi"]:
        text = argument(message, bot)
    elif command == ["/nhiemvu"]:
        text = f"nhiệm vụ {argument(message, bot)}".strip()
    if text or replied is None or replied.from_user is None or replied.from_user.is_bot:
        return text
    return asked(replied, bot)


def names_this_bot(message: Message, bot: Bot) -> bool:
    """Tell whether the command that a message begins with is for this bot: in a group only with its name."""
    command = (message.text or "").split(maxsplit=1)[0]
    return command.casefold().endswith(f"@{bot.username}".casefold()) or (
        message.chat.type == ChatType.PRIVATE and "@" not in command
    )


def _replies_to(message: Message, bot: Bot) -> bool:
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.id == bot.id


def _mentions(message: Message, bot: Bot) -> list[MessageEntity]:
    entities = message.entities or message.caption_entities
    if not entities:
        return []
    raw, name = _utf16(message.text or message.caption or ""), f"@{bot.username}".casefold()
    return [entity for entity in entities if _is_mention(entity, raw, name, bot.id)]


def _is_mention(entity: MessageEntity, raw: bytes, name: str, bot_id: int) -> bool:
    if entity.type == MessageEntityType.TEXT_MENTION:
        return entity.user is not None and entity.user.id == bot_id
    covered = raw[2 * entity.offset : 2 * (entity.offset + entity.length)]
    return entity.type == MessageEntityType.MENTION and _read(covered).casefold() == name


def _utf16(text: str) -> bytes:
    """Encode as Telegram counts offsets; half a character on its own passes, and is replaced when read back."""
    return text.encode("utf-16-le", "surrogatepass")


def _read(raw: bytes) -> str:
    return raw.decode("utf-16-le", "replace")
