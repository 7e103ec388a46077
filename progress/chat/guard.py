"""Rights at the door of a part: each press, command and dialog of an admin asks the store again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from progress.chat.context import Context, Message, Outcome, Press, say
from progress.chat.parts import Answered, Command, Verb
from progress.model import NotAllowedError
from progress.rights import may_administer, may_lock
from progress.wording import words

Thing = TypeVar("Thing")

PATIENCE = timedelta(hours=12)
"""How long a question of the bot waits for its answer; later words are about something else."""


def found(thing: Thing | None) -> Thing:
    """What a button names. Raises NotAllowedError, a toast, for one that is forged, replayed or of another time."""
    if thing is None:
        raise NotAllowedError(words.STALE)
    return thing


def admin_verbs(context: Context, verbs: Mapping[str, Verb]) -> dict[str, Verb]:
    """Verbs that are a toast and nothing else for whoever is no admin."""

    def guarded(verb: Verb) -> Verb:
        def pressed(press: Press, arguments: list[str]) -> Outcome:
            allowed = may_administer(context.person(press.account))
            return verb(press, arguments) if allowed else Outcome(toast=words.NOT_ALLOWED)

        return pressed

    return {name: guarded(verb) for name, verb in verbs.items()}


def office_verbs(context: Context, verbs: Mapping[str, Verb]) -> dict[str, Verb]:
    """Verbs that are a toast and nothing else for whoever is neither of Tổng hợp nor an admin."""

    def guarded(verb: Verb) -> Verb:
        def pressed(press: Press, arguments: list[str]) -> Outcome:
            return verb(press, arguments) if is_office(context, press.account) else Outcome(toast=words.NOT_ALLOWED)

        return pressed

    return {name: guarded(verb) for name, verb in verbs.items()}


def admin_commands(context: Context, commands: Mapping[str, Command]) -> dict[str, Command]:
    """Commands that are refused politely for whoever is no admin."""

    def guarded(command: Command) -> Command:
        def given(message: Message, argument: str) -> Outcome | None:
            allowed = may_administer(context.person(message.account))
            return command(message, argument) if allowed else Outcome([say(message, words.NOT_ALLOWED)])

        return given

    return {name: guarded(command) for name, command in commands.items()}


def dialogs(
    context: Context, answers: Mapping[str, Answered], allowed: Callable[[Context, int], bool] = lambda _c, _a: True
) -> dict[str, Answered]:
    """Dialogs that end when they have waited too long or their person may not answer any more.

    A question to the bot and a message with a file are not meant for a dialog of words.
    """

    def guarded(kind: str, answered: Answered) -> Answered:
        def said(message: Message, data: dict[str, Any]) -> Outcome | None:
            if not _waits(context, message.account, kind, message.at) or not allowed(context, message.account):
                context.store.dialogs.end(message.account)
                return None
            if message.files or message.about or message.text.rstrip().endswith("?"):
                return None
            return answered(message, data)

        return said

    return {kind: guarded(kind, answered) for kind, answered in answers.items()}


def is_admin(context: Context, account: int) -> bool:
    """Whether an account is an admin's."""
    return may_administer(context.person(account))


def is_office(context: Context, account: int) -> bool:
    """Whether an account is of somebody of Tổng hợp, or an admin's."""
    return may_lock(context.person(account))


def _waits(context: Context, account: int, kind: str, at: datetime) -> bool:
    dialog = context.store.dialogs.get(account)
    return dialog is not None and dialog.kind == kind and at - dialog.at <= PATIENCE
