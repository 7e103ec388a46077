"""Buttons under a message, and what their data means; encoded whole, so that they outlive a restart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from telegram import Message

from conversation.outgoing import Button
from handlers import words
from kb.answering.reply import Reply

CHOICE = "k:"
"""Before a token that the assistant understands."""
PAGE = "k:p:"
"""The same, for a token that turns the page of the message it stands under."""
WRONG = "s"
PROGRESS = "r:"
"""Before a token that progress understands; kb's own tokens never begin so."""


Markup = dict[str, Any]
"""An object of the Bot API."""


def markup(buttons: Sequence[Sequence[Button]], prefix: str) -> Markup | None:
    """Make buttons whose data is their token behind a prefix; a token that is an address opens it."""
    return {"inline_keyboard": [[_button(one, prefix) for one in row] for row in buttons]} if buttons else None


def finished(reply: Reply) -> tuple[tuple[Button, ...], ...]:
    """Give a reply's buttons, with "Báo sai" as a row of its own where it makes sense, and their data whole.

    They stand in the outbox with an empty prefix.
    """
    rows = [tuple(Button(button.label, _whole(button)) for button in row) for row in reply.buttons]
    return (*rows, (Button(words.WRONG_BUTTON, WRONG),)) if reply.reportable else tuple(rows)


def _button(button: Button, prefix: str) -> Markup:
    opens = button.token.startswith("https://")
    act = {"url": button.token} if opens else {"callback_data": _data(button, prefix)}
    return {"text": button.label, **act}


def _whole(button: Button) -> str:
    return button.token if button.token.startswith("https://") else _data(button, CHOICE)


def _data(button: Button, prefix: str) -> str:
    return button.token if button.token.startswith(PROGRESS) else prefix + button.token


def stands_under(data: str, message: Message) -> bool:
    """Tell whether a button of this data is under the message, as far as the message says which buttons it has."""
    if message.reply_markup is None:
        return True
    return any(button.callback_data == data for row in message.reply_markup.inline_keyboard for button in row)
