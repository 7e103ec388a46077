"""What comes back for a question: the reply with its buttons, and the talk so far.

A channel (the terminal, Telegram) shows a reply; nothing here knows which.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from conversation.outgoing import Button

Kind = Literal["answer", "clarify", "refuse"]

STALE_AFTER = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said: `text` is plain but for **strong** marks; `facts` and `citations` are what it stands on.

    `understood` is False where the question was not (a channel keeps such questions for the people who mend the bot).
    `asks` are the questions as understood (docs/ask-schema.json), `probability` how sure the reading is, `unanswered`
    the parts of the message that are not answered, `choices` what a question back offers.
    `decision` is the number of that which answers. `reportable` tells whether "Báo sai" makes sense below it (not below
    greetings or menus).
    """

    kind: Kind
    text: str
    facts: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    understood: bool = True
    reportable: bool = True
    asks: tuple[dict[str, object], ...] = ()
    probability: float = 1.0
    unanswered: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What one answer to a question back would state."""

    facts: tuple[str, ...]
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Talk:
    """What a later question may leave out: the last question as understood, and what its answer named.

    `state` is the assistant's own; channels only keep it, per chat and person, over a restart too.
    """

    state: str = ""
    at: datetime | None = None

    def fresh(self, now: datetime) -> Talk:
        """This talk, or an empty one where it has gone stale (or the clock ran backwards)."""
        if self.at is None or not timedelta(0) <= now - self.at <= STALE_AFTER:
            return Talk()
        return self


class Answers(Protocol):
    """What a channel needs of the assistant."""

    def ask(self, question: str, talk: Talk, now: datetime) -> tuple[Reply, Talk]:
        """Answer a message; never raises for any text. Returns the reply and the talk to keep."""
        ...

    def tap(self, token: str, talk: Talk, now: datetime) -> tuple[Reply, Talk] | None:
        """Answer a button by its token; None where the token means nothing (any more)."""
        ...

    def welcome(self) -> Reply:
        """The words for /start."""
        ...

    def help(self) -> Reply:
        """The words for /trogiup: what can be asked, with examples."""
        ...

    def overview(self) -> Reply:
        """The words for /vanban: the decisions that are served, with buttons."""
        ...

    def tasks(self) -> Reply:
        """The words for /nhiemvu without a number: the groups and how to choose a task."""
        ...
