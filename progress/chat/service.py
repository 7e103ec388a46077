"""The way in: a message or a press in private goes to the part that it is for, or back to the knowledge base."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from conversation.outgoing import Button, Buttons, Outgoing
from conversation.router import CERTAIN, Candidate, beside, route
from progress.chat import guard
from progress.chat.board import Board
from progress.chat.closing import lock_former
from progress.chat.context import Message, Outcome, Press, rows_of, say
from progress.chat.notices import Notices
from progress.chat.parts import Answered, Command, Part, Verb
from progress.chat.people_invitations import Inviting
from progress.chat.privacy import Privacy
from progress.chat.reviewing import Reviewing
from progress.model import LockedError, Membership, NotAllowedError, Role
from progress.reading.bidding import puts_off
from progress.rights import may_administer
from progress.wording import drafts, words
from progress.wording.evidence import NOT_KEPT
from progress.wording.extending import extended

LATELY = timedelta(days=14)
"""How long before an outage somebody must have reported to be told of it."""

HARMLESS = frozenset({"capnhat", "tinhhinh", "lichsu", "tonghop"})
"""Commands that only make a draft or show something: they may come edited or forwarded."""

OLD = timedelta(hours=2)
"""How long words are taken as being about the draft that was shown last."""

Listener = Callable[[Message], Outcome | None]
"""Takes a message that is no command and in no dialog by its very words; None where it is not meant for it."""
Reader = Callable[[Message], Iterable[Candidate[Outcome]]]
"""The ways in which a message may be meant."""

_LEFT = Outcome()
"""Stands for a message that is left to the knowledge base."""


@dataclass(frozen=True)
class Hearing:
    """What takes messages: by their very words, or by what they are likely to mean.

    `hints` look whether a text may be such words, `sounds` how likely it is meant for a reader (0: not at all);
    `edited` takes what was edited; `stands_for_button` and `is_deed` tell whether it is a button's word, and whether it
    does something that an edit or a forward must not.
    """

    listeners: tuple[Listener, ...]
    readers: tuple[Reader, ...]
    hints: tuple[Callable[[str], bool], ...]
    sounds: tuple[Callable[[str], float], ...]
    stands_for_button: Callable[[str], bool]
    is_deed: Callable[[Message], bool]
    edited: Callable[[Message], Outcome | None]


class Service:
    """Everything that can be said and pressed about progress.

    Each call writes through the store and must run in one transaction; where it is rolled back, `forget` follows.
    """

    def __init__(
        self,
        board: Board,
        parts: Iterable[Part],
        hearing: Hearing,
        telling: tuple[Reviewing, Notices],
        inviting: Inviting,
        privacy: Privacy,
        locked: Callable[[Message | Press, LockedError], Outgoing],
    ) -> None:
        self.context = board.context
        self.privacy = privacy
        self.board = board
        self.reviewing, self.notices = telling
        self.inviting = inviting
        self._locked = locked
        self._hearing = hearing
        self._commands: dict[str, Command] = {}
        self._verbs: dict[str, Verb] = {}
        self._dialogs: dict[str, Answered] = {}
        for part in parts:
            self._commands |= part.commands
            self._verbs |= part.verbs
            self._dialogs |= part.dialogs
        self._verbs["do"] = self._do

    @property
    def commands(self) -> frozenset[str]:
        """The commands that are answered here, without the slash."""
        return frozenset(self._commands)

    @property
    def verbs(self) -> frozenset[str]:
        """The verbs of all buttons."""
        return frozenset(self._verbs)

    def seat(self, account: int, name: str, seat: tuple[str, str, str, str], at: datetime) -> None:
        """Let somebody in with unit, role, position and form of address, unless they are known."""
        found, people = self.context.plan().units.find(seat[0]), self.context.store.people
        role: Role | None = next((one for one in words.ROLE if one == seat[1]), None)
        if found and role and people.by_account(account) is None:
            person = people.join(account, name, seat[2], seat[3], at)
            people.give_role(person.id, Membership(found, role), at)

    def begin(self, today: date) -> None:
        """Make the periods that there are by now: the first one is that in which the database was made."""
        for document, _ in self.context.documents:
            self.context.periods(self.context.plan(document.id), today)
        self.context.books.begin()
        lock_former(self.context)

    def after_outage(self, since: datetime) -> list[Outgoing]:
        """Tell those with a draft or a recent report that what they sent meanwhile may not have come through."""
        store = self.context.store
        drafting = {
            draft.person for document, _ in self.context.documents for draft in store.drafts.all_open(document.id)
        }
        lately = store.ledger.senders_since(since - LATELY)
        people = [person for person in store.people.all() if person.id in drafting | lately]
        return [Outgoing(p.account, words.was_down(p, since)) for p in people if p.account is not None]

    def news(self, now: datetime) -> list[Outgoing]:
        """What people are to be told by now of what others have done; each thing once."""
        return [*self.reviewing.news(now), *self.notices.news(now)]

    def wants(self, message: Message) -> bool:
        """Whether a message may be about progress: a quick look, so that questions about the decision cost nothing."""
        store = self.context.store
        if message.text.startswith("/"):
            return _command_of(message.text) in self._commands
        if message.files or message.about:
            return True
        if message.edited and store.drafts.by_source(message.key):
            return True
        return store.dialogs.get(message.account) is not None or self._may_hear(message.text)

    def roles_of(self, account: int) -> list[str]:
        """The names of somebody's roles, an admin's among them, each once."""
        person = self.context.person(account)
        found = {membership.role for membership in person.roles} if person else set()
        return sorted({*found, "admin"} if may_administer(person) else found)

    def _may_hear(self, text: str) -> bool:
        return any(hint(text) for hint in self._hearing.hints) or any(sounds(text) for sounds in self._hearing.sounds)

    def is_about_progress(self, text: str, today: date) -> bool:
        """Whether a text is a command, or rather words of progress than what the decision answers."""
        if text.startswith("/"):
            return _command_of(text) in self._commands
        likely = max(sounds(text) for sounds in self._hearing.sounds)
        if not likely:
            return any(hint(text) for hint in self._hearing.hints)
        return likely > beside(likely, self.context.answered(text, today))

    def offers(self, account: int, decision: str, citations: Sequence[str]) -> tuple[str, Button | None]:
        """What an answer is about, where it is one task, and the button under it for who may report on it."""
        plan, person = self.context.plan(), self.context.person(account)
        tasks = [t for t in plan.document.tasks if t.address in citations and plan.document.id == decision]
        if len(tasks) != 1:
            return "", None
        about = f"task:{tasks[0].number}"
        if person is None or not person.reports_for:
            return about, None
        leads = plan.leads(tasks[0], plan.phases(tasks[0])[-1].end or date.max) if tasks[0].periods else ()
        mine = any(unit in leads or plan.coordinates(tasks[0], unit) for unit in person.reports_for)
        return about, Button(drafts.REPORT, f"update:{tasks[0].number}") if mine else None

    def moved(self, account: int, decision: str, citations: Sequence[str]) -> str:
        """What the office has given beside what an answer about one task says; for who is registered."""
        plan = self.context.plan()
        tasks = [t for t in plan.document.tasks if t.address in citations and plan.document.id == decision]
        return "\n".join(extended(plan, tasks[0])) if len(tasks) == 1 and self.context.person(account) else ""

    def doors(self, account: int) -> Buttons:
        """What somebody of these roles does first, under the words of welcome and of help."""
        roles = self.roles_of(account)
        names = dict.fromkeys(name for role in roles or ["stranger"] for name in words.DOORS[role])
        return rows_of([Button(words.DOOR[name], f"do:{name}") for name in names][:6], 3)

    def _do(self, press: Press, arguments: list[str]) -> Outcome:
        """A button that stands for a command."""
        name = guard.found(next((one for one in words.DOOR if arguments[:1] == [one]), None))
        message = Message(press.account, f"/{name}", press.at, press.key, 0)
        return self._command(message) or Outcome(toast=words.STALE)

    def say_all(self, messages: Sequence[Message]) -> Outcome | None:
        """Take messages that came as one; None where none of them is about progress."""
        outcomes = [self.say(message) for message in messages]
        if not any(outcomes):
            return None
        found = [o or _not_kept(m, Outcome([say(m, drafts.NOT_READ)])) for m, o in zip(messages, outcomes, strict=True)]
        for message, told in zip(messages, found, strict=True):
            if message.captioned and not message.files and not message.edited:  # a file of a kind that nobody knows
                told.out.append(say(message, NOT_KEPT))
        first, *others = found
        first.out += [outgoing for one in others for outgoing in one.out]
        return first

    def say(self, message: Message) -> Outcome | None:
        """Take a message; None where it is not about progress."""
        try:
            with self.context.store.db.atomic():
                return self._said(message)
        except LockedError as error:
            self.forget()
            return Outcome([self._locked(message, error)])
        except NotAllowedError as error:
            self.forget()
            return Outcome([say(message, str(error))])

    def _said(self, message: Message) -> Outcome | None:
        if message.edited or message.forwarded:
            return self._second_hand(message)
        if message.files and message.text.startswith("/capnhat "):
            message = replace(message, text=f"cập nhật nhiệm vụ {message.text.partition(' ')[2]}")
        if message.text.startswith("/"):
            outcome = self._command(message)
            return outcome and _not_kept(message, outcome)
        return self._in_dialog(message) or self._heard(message)

    def _second_hand(self, message: Message) -> Outcome | None:
        """What an edit or a forward may do: make or change a draft, have a question answered; never a deed."""
        is_command = message.text.startswith("/")
        if self._hearing.is_deed(message) or (
            is_command and _command_of(message.text) in self._commands.keys() - HARMLESS
        ):
            return Outcome([say(message, words.EDITED if message.edited else words.FORWARDED)])
        told = self._hearing.edited(message) if message.edited else self._in_dialog(message)
        return told or (self._command(message) if is_command else self._heard(message))

    def _in_dialog(self, message: Message) -> Outcome | None:
        """What a dialog makes of a message; a file is no answer to a question, nor is an edit or a button's word."""
        dialog = self.context.store.dialogs.get(message.account)
        if dialog is None or message.edited or message.files or dialog.kind not in self._dialogs:
            return None
        if message.forwarded and dialog.kind not in drafts.DRAFT_DIALOGS:
            return None
        is_old = message.at - dialog.at > OLD
        if dialog.kind in drafts.DRAFT_DIALOGS and (is_old or self._hearing.stands_for_button(message.text)):
            return None
        if dialog.kind in drafts.DRAFT_DIALOGS and puts_off(message.text):
            return Outcome([say(message, drafts.LATER)])
        return self._dialogs[dialog.kind](message, dialog.data)

    def _heard(self, message: Message) -> Outcome | None:
        for place, listener in enumerate(self._hearing.listeners):
            outcome = listener(message)
            if outcome is not None:
                return _not_kept(message, outcome) if place else outcome  # the first keeps files
        found = [candidate for reader in self._hearing.readers for candidate in reader(message)]
        if not found:  # a plain question is not read twice
            return None
        likely = max(one.probability for one in found)
        right = beside(likely, self.context.answered(message.text, message.at.date())) if likely < CERTAIN else 0.0
        outcome = route([*found, Candidate(right, lambda: _LEFT)])
        return None if outcome is None or outcome is _LEFT else _not_kept(message, outcome)

    def press(self, press: Press) -> Outcome:
        """Take a press; what is forged, replayed or foreign does nothing but a toast."""
        verb, *arguments = press.token.split(":")
        if verb not in self._verbs:
            return Outcome(toast=words.STALE)
        try:
            with self.context.store.db.atomic():
                return self._verbs[verb](press, arguments)
        except LockedError as error:
            self.forget()
            return Outcome([self._locked(press, error)], str(error))
        except NotAllowedError as error:
            self.forget()
            return Outcome(toast=str(error))

    def forget(self) -> None:
        """Read everything anew: the transaction was rolled back."""
        self.context.store.forget()

    def _command(self, message: Message) -> Outcome | None:
        command = self._commands.get(_command_of(message.text))
        _, *rest = message.text[1:].split(maxsplit=1) or [""]  # a list may begin on the line after the command
        return command(message, "".join(rest).strip()) if command else None


def _not_kept(message: Message, outcome: Outcome) -> Outcome:
    """Say, where files came along, that they are not kept."""
    if message.files:
        outcome.out.append(say(message, NOT_KEPT))
    return outcome


def _command_of(text: str) -> str:
    """The command that a text begins with, without the slash and the bot's name."""
    return text[1:].split(maxsplit=1)[0].partition("@")[0].lower() if text[1:].strip() else ""
