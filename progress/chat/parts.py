"""What a part of the chat offers: commands, verbs of buttons, and dialogs that it began."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from progress.chat.context import Message, Outcome, Press

Command = Callable[[Message, str], "Outcome | None"]
"""A command's message and what stands after the command; None where the knowledge base answers it (/start alone)."""
Verb = Callable[[Press, list[str]], Outcome]
"""A press and the arguments of its token: "take:12" has the verb take and the arguments ["12"]."""
Answered = Callable[[Message, dict[str, Any]], "Outcome | None"]
"""A message in a dialog and what the dialog keeps; None where the message is meant for something else."""


@dataclass(frozen=True)
class Part:
    """The commands, verbs and dialogs of one part; a name belongs to one part only."""

    commands: Mapping[str, Command] = field(default_factory=dict)
    verbs: Mapping[str, Verb] = field(default_factory=dict)
    dialogs: Mapping[str, Answered] = field(default_factory=dict)


def number(text: str) -> int:
    """A number of a token; 0 for what is none, which names nothing."""
    return int(text) if text.isdecimal() and len(text) < 12 else 0
