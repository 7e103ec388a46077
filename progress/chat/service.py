"""The way in: a message or a press in private goes to the part that it is for, or back to the knowledge base."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from progress.chat.context import Context, Message, Outcome, Press
from progress.chat.parts import Answered, Command, Part, Verb
from progress.wording import words

Listener = Callable[[Message], Outcome | None]
"""Takes a message that is no command and in no dialog; None where it is not meant for it."""


class Service:
    """Everything that can be said and pressed about progress.

    Each call writes through the store and must run in one transaction; where it is rolled back, `forget` follows.
    """

    def __init__(self, context: Context, parts: Iterable[Part], listeners: Iterable[Listener]) -> None:
        self.context = context
        self._listeners = tuple(listeners)
        self._commands: dict[str, Command] = {}
        self._verbs: dict[str, Verb] = {}
        self._dialogs: dict[str, Answered] = {}
        for part in parts:
            self._commands |= part.commands
            self._verbs |= part.verbs
            self._dialogs |= part.dialogs

    @property
    def commands(self) -> frozenset[str]:
        """The commands that are answered here, without the slash."""
        return frozenset(self._commands)

    def say(self, message: Message) -> Outcome | None:
        """Take a message; None where it is not about progress."""
        if message.text.startswith("/"):
            return self._command(message)
        return self._in_dialog(message) or self._heard(message)

    def _in_dialog(self, message: Message) -> Outcome | None:
        """What a dialog makes of a message; a file is no answer to a question, nor is an edit."""
        dialog = self.context.store.dialogs.get(message.account)
        if dialog is None or message.edited or message.files or dialog.kind not in self._dialogs:
            return None
        return self._dialogs[dialog.kind](message, dialog.data)

    def _heard(self, message: Message) -> Outcome | None:
        for listener in self._listeners:
            outcome = listener(message)
            if outcome is not None:
                return outcome
        return None

    def press(self, press: Press) -> Outcome:
        """Take a press; what is forged, replayed or foreign does nothing but a toast."""
        verb, *arguments = press.token.split(":")
        if verb not in self._verbs:
            return Outcome(toast=words.STALE)
        return self._verbs[verb](press, arguments)

    def forget(self) -> None:
        """Read everything anew: the transaction was rolled back."""
        self.context.store.forget()

    def _command(self, message: Message) -> Outcome | None:
        name, _, argument = message.text[1:].partition(" ")
        command = self._commands.get(name.partition("@")[0].lower())
        return command(message, argument.strip()) if command else None
