"""The little world that bot and people share: who there is, the chats, what was written in them."""

import itertools
import time
from dataclasses import dataclass, field
from pathlib import Path

from playground.basics import Json, bad_request, forbidden
from playground.clock import Clock
from playground.faults import Faults
from playground.files import Files
from playground.log import KEEP, Log
from playground.updates import Updates
from playground.webhook import Webhook

EPOCH = 1_546_300_800
"""2019-01-01: message ids count the seconds since then at start, so that a kept database takes them for new."""


@dataclass
class Person:
    """Somebody who can write to the bot; `role` is for the page only, the bot never sees it."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    role: str = ""
    started: bool = False
    blocked: bool = False

    def user(self) -> Json:
        """Describe the person as Telegram's User."""
        return {"id": self.id, "is_bot": False, **self._names(), "language_code": "vi"}

    def chat(self) -> Json:
        """Describe the private chat with the person as Telegram's Chat."""
        return {"id": self.id, **self._names(), "type": "private"}

    def _names(self) -> Json:
        names = {"first_name": self.first_name, "last_name": self.last_name, "username": self.username}
        return {key: value for key, value in names.items() if value}


@dataclass
class Message:
    """A message as Telegram tells it (`data`), and what only the playground knows about it."""

    data: Json
    from_bot: bool
    markup: Json | None = None
    past: list[str] = field(default_factory=list)
    deleted: bool = False

    @property
    def id(self) -> int:
        """Its number within the chat."""
        return int(self.data["message_id"])

    @property
    def text(self) -> str:
        """Its text or caption."""
        return str(self.data.get("text") or self.data.get("caption") or "")


@dataclass
class Chat:
    """A private chat (its id is the person's) or a group."""

    id: int
    head: Json
    members: list[int]
    next_id: int
    bot_inside: bool = True
    messages: dict[int, Message] = field(default_factory=dict)

    @property
    def private(self) -> bool:
        """Say whether this is a chat of one person with the bot."""
        return self.id > 0


@dataclass
class Press:
    """A pressed button that the bot has yet to answer, or has answered."""

    chat_id: int
    person_id: int
    message_id: int
    data: str
    open: bool = True


class World:
    """Everything that the Bot API and the control API read and change; lives on one event loop."""

    def __init__(self, token: str, username: str, name: str, clock_file: Path | None = None) -> None:
        self.token = token
        self.bot: Json = {"id": _bot_id(token), "is_bot": True, "first_name": name, "username": username}
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        self.recorded: dict[str, Json] = {}
        self.clock = Clock(clock_file)
        self.files = Files()
        self.faults = Faults()
        self.events = Log()
        self.calls = Log()
        self.updates = Updates()
        self.webhook = Webhook(self.updates)
        self.numbers = itertools.count(time.time_ns())
        self._first_message_id = int(time.time()) - EPOCH

    def add_person(self, person: Person) -> Person:
        """Let a person in, with the private chat; an id that is known is replaced."""
        self.people[person.id] = person
        old = self.chats.get(person.id)
        first = old.next_id if old else self._first_message_id
        messages = old.messages if old else {}
        self.chats[person.id] = Chat(person.id, person.chat(), [person.id], first, messages=messages)
        self.note("person", person.id)
        return person

    def add_group(self, chat_id: int, title: str, members: list[int]) -> Chat:
        """Make a group that the bot is in."""
        head = {"id": chat_id, "title": title, "type": "supergroup"}
        chat = self.chats[chat_id] = Chat(chat_id, head, members, self._first_message_id)
        self.note("chat", chat_id)
        return chat

    def person(self, person_id: int) -> Person:
        """Find a person; raise 400 if there is none."""
        if person_id not in self.people:
            raise bad_request("no such person")
        return self.people[person_id]

    def chat(self, chat_id: object) -> Chat:
        """Find a chat; raise Telegram's 400 if there is none."""
        try:
            return self.chats[int(str(chat_id))]
        except (KeyError, ValueError):
            raise bad_request("chat not found") from None

    def writable(self, chat_id: object) -> Chat:
        """Find a chat that the bot may write to; raise Telegram's 400 or 403 otherwise."""
        chat = self.chat(chat_id)
        if chat.private and not self.people[chat.id].started:
            raise forbidden("bot can't initiate conversation with a user")
        if chat.private and self.people[chat.id].blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.bot_inside:
            raise forbidden("bot is not a member of the supergroup chat")
        return chat

    def message(self, chat: Chat, message_id: int, missing: str) -> Message:
        """Find a message that is still there; raise 400 with the words of `missing`."""
        message = chat.messages.get(message_id)
        if message is None or message.deleted:
            raise bad_request(missing)
        return message

    def post(self, chat: Chat, sender: Json, content: Json, reply_to: Message | None = None) -> Message:
        """Put a new message into a chat and tell the readers of the log."""
        data: Json = {"message_id": chat.next_id, "from": sender, "chat": chat.head, "date": self.clock.timestamp()}
        chat.next_id += 1
        if reply_to:
            shown = {key: value for key, value in reply_to.data.items() if key != "reply_to_message"}
            data["reply_to_message"] = shown
        data.update(content)
        message = chat.messages[data["message_id"]] = Message(data, bool(sender["is_bot"]))
        if len(chat.messages) > 2 * KEEP:
            chat.messages = dict(list(chat.messages.items())[KEEP:])
        self.note("message", chat.id, message_id=message.id, from_bot=message.from_bot)
        return message

    def note(self, kind: str, chat_id: int, **more: object) -> Json:
        """Write down that something happened, for those who follow."""
        return self.events.append({"type": kind, "chat": chat_id, **more})


def _bot_id(token: str) -> int:
    number = token.partition(":")[0]
    return int(number) if number.isdigit() else 676
