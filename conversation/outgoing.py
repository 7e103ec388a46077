"""What is to be said to somebody, as a row of the outbox holds it: no channel's markup, only words, buttons, files."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Button:
    """A choice under a message: its label, and a token that whoever made it understands, now and after any restart.

    A token is at most 56 bytes of UTF-8 and has no spaces; one that is an address of the web opens it.
    """

    label: str
    token: str


Buttons = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that must go out once: to whom (the channel's id), words with **strong** marks, and buttons.

    `replaces` is the number of the bot's message in that chat whose words and buttons these take over, `instead_of` the
    row of the outbox whose messages they do; what cannot be edited any more goes out as a new message. `reply_to` is
    the number of the message that this answers, `thread` the topic of the chat in which it stands.
    `about` names what the message shows ("draft:7", "task:13"), so that a reply to it can be understood; `file` is the
    path of a file on disk that goes with it, `file_name` the name that people see, `sha256` what its content must have,
    or it does not go out. `renews` says that earlier messages about the same lose their buttons to this one.
    """

    to: int
    text: str
    buttons: Buttons = ()
    replaces: int | None = None
    reply_to: int | None = None
    about: str = ""
    file: str | None = None
    file_name: str | None = None
    thread: int | None = None
    instead_of: int | None = None
    renews: bool = False
    sha256: str = ""
