"""Which messages are meant for the bot, and what of their text is the question."""

from __future__ import annotations

import re

from telegram import Bot, Message, MessageEntity
from telegram.constants import ChatType, MessageEntityType

from conversation.cleaning import as_command, sound
from nlu.text import fold

_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
_LEFT_OVER = " \t\n,:;"
_COMMAND = re.compile(r"/([A-Za-z]\w*)(?:@\w+)?(?=\s|$)")
_WORD = re.compile(r"\w+")
_HELP_WORDS = """
loi dap cuu xem giup ho tro biet
"""
_HELP = frozenset(_HELP_WORDS.split())
_AROUND_WORDS = """
tra giai cho cau hoi nay tren do kia bot ban he thong em anh chi minh toi nho vui long lam on
gium dum voi oi a nhe nha di cai ay bac dong
"""
_AROUND = frozenset(_AROUND_WORDS.split())
"""«trả lời giúp», «xem giúp câu này với»."""
_GAPS = re.compile(r"[ \t]{2,}")


def is_for_bot(message: Message, bot: Bot) -> bool:
    """Tell whether a message speaks to the bot: in private always, in a group by its name, a reply or a command."""
    if command(message):
        return not names_another_bot(message, bot)
    if message.chat.type == ChatType.PRIVATE:
        return True
    return message.chat.type in _GROUPS and (_replies_to(message, bot) or bool(_mentions(message, bot)))


def text_of(message: Message) -> str:
    """Give the words of a message, be they those of a file."""
    return message.text or message.caption or ""


def question(message: Message, bot: Bot) -> str:
    """Give the text of a message without the bot's name in it; a command as it is known."""
    raw = _utf16(text_of(message))
    for mention in reversed(_mentions(message, bot)):
        raw = raw[: 2 * mention.offset] + raw[2 * (mention.offset + mention.length) :]
    return as_command(sound(_GAPS.sub(" ", _read(raw)).strip(_LEFT_OVER)))


def command(message: Message) -> str:
    """Give the name of the command that a message begins with; "" where it is none."""
    found = _COMMAND.match(as_command(text_of(message)))
    return found[1].lower() if found else ""


def argument(message: Message, bot: Bot) -> str:
    """Give what stands after the command that a message begins with."""
    return "".join(question(message, bot).split(maxsplit=1)[1:])


def asked(message: Message, bot: Bot) -> str:
    """Give the question that a message puts, be it as a command; it reads the same after a restart.

    The bot's name, or /hoi, or no more than a call for help under somebody's message puts what stands there.
    """
    text, replied = question(message, bot), message.reply_to_message
    if command(message) == "hoi":
        text = argument(message, bot)
    elif command(message) == "nhiemvu":
        text = f"nhiệm vụ {argument(message, bot)}".strip()
    if replied is None or replied.from_user is None or replied.from_user.is_bot:
        return text
    return text if text and not _is_call_for_help(text) else asked(replied, bot) or text


def _is_call_for_help(text: str) -> bool:
    said = set(_WORD.findall(fold(text))) if len(text) < 80 else set()
    return bool(said & _HELP) and said <= _HELP | _AROUND


def names_this_bot(message: Message, bot: Bot) -> bool:
    """Tell whether the command that a message begins with is for this bot: in a group only with its name."""
    named = _named_bot(message)
    return named == bot.username.casefold() or (message.chat.type == ChatType.PRIVATE and not named)


def names_another_bot(message: Message, bot: Bot) -> bool:
    """Tell whether the command that a message begins with is for another bot."""
    return _named_bot(message) not in ("", bot.username.casefold())


def _named_bot(message: Message) -> str:
    return text_of(message).split(maxsplit=1)[0].casefold().partition("@")[2]


def _replies_to(message: Message, bot: Bot) -> bool:
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.id == bot.id


def _mentions(message: Message, bot: Bot) -> list[MessageEntity]:
    entities = message.entities or message.caption_entities
    if not entities:
        return []
    raw, name = _utf16(text_of(message)), f"@{bot.username}".casefold()
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
