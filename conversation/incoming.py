"""What somebody wrote or pressed, as any channel hands it on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from conversation.cleaning import as_command, clean, file_name, sound


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file in a message, by the channel's ids."""

    file_id: str
    unique_id: str
    name: str
    size: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", file_name(self.name))


@dataclass(frozen=True, slots=True)
class Incoming:
    """What somebody wrote in private: `at` is the message's own time, `key` names it for good ("m:chat:number").

    `about` is what the bot's message was about that this one replies to, `replied` the key of one's own earlier message
    that it replies to. `number` is the message's number in the chat. Where a message comes from decides what it may do:
    typed, or `edited`, `forwarded`, as the `captioned` words of a file, with a `quote` of another message.
    """

    account: int
    text: str
    at: datetime
    key: str
    number: int
    edited: bool = False
    about: str = ""
    replied: str = ""
    files: tuple[SentFile, ...] = ()
    album: str = ""
    sender: str = ""
    channel: str = "telegram"
    forwarded: bool = False
    captioned: bool = False
    quote: str = ""

    @property
    def source(self) -> str:
        """What the message's files are known by: it alone, or the album that it belongs to."""
        return f"a:{self.album}" if self.album else self.key

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", as_command(sound(self.text)))
        object.__setattr__(self, "quote", sound(self.quote))
        object.__setattr__(self, "sender", clean(self.sender))


@dataclass(frozen=True, slots=True)
class Press:
    """A button that somebody pressed under the bot's message `number`, 0 for one that is gone, and when it came in."""

    account: int
    token: str
    at: datetime
    key: str
    number: int
