"""One's own data (/toi), how to be addressed, and leaving (/huydangky)."""

from __future__ import annotations

from conversation.outgoing import Button
from progress.chat import guard
from progress.chat.context import Context, Message, Outcome, Press, say
from progress.chat.parts import Part, number
from progress.chat.people_changes import leave_all
from progress.chat.typed import ADDRESSES
from progress.model import Person
from progress.wording import people as words


class OwnData:
    """A button to leave names the person's row, so that it says nothing after leaving and coming back."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def part(self) -> Part:
        """What the chat offers here."""
        return Part(
            commands={"toi": self._own, "huydangky": self._ask},
            verbs={
                "p_leave": lambda press, arguments: self._question(press, self._mine(press, arguments)),
                "p_leave_yes": self._leave,
                "p_leave_no": self._stay,
                "p_called": self._called,
            },
        )

    def _own(self, message: Message, _argument: str) -> Outcome:
        person = self._context.person(message.account)
        waiting = self._context.store.people.waiting_of(message.account)
        if person is None:
            return Outcome([say(message, "\n".join([words.NOT_REGISTERED, *words.waiting_line(waiting)]))])
        since = self._context.store.people.since(person.id)
        text = words.own_data(person, self._context.plan().units, since, waiting)
        leave = ((Button(words.LEAVE, f"p_leave:{person.id}"),),) if person.id else ()
        return Outcome([say(message, text, leave)])

    def _ask(self, message: Message, _argument: str) -> Outcome:
        person = self._context.person(message.account)
        waiting = self._context.store.people.waiting_of(message.account)
        if (person is None or not person.id) and waiting is None:
            return Outcome([say(message, words.NOT_REGISTERED)])
        return self._question(message, person)

    def _question(self, to: Message | Press, person: Person | None) -> Outcome:
        own = person.id if person else 0
        buttons = (Button(words.LEAVE_YES, f"p_leave_yes:{own}"), Button(words.LEAVE_NO, f"p_leave_no:{own}"))
        return Outcome([say(to, words.LEAVE_QUESTION, tuple((b,) for b in buttons), replace=True)])

    def _leave(self, press: Press, arguments: list[str]) -> Outcome:
        person = self._mine(press, arguments)
        told = leave_all(self._context, person, person, press.at) if person and person.id else []
        self._context.store.people.withdraw(press.account)
        text = words.LEFT + (f"\n{words.STILL_ADMIN}" if guard.is_admin(self._context, press.account) else "")
        return Outcome([say(press, text, replace=True), *told])

    def _stay(self, press: Press, arguments: list[str]) -> Outcome:
        self._mine(press, arguments)
        return Outcome([say(press, words.KEPT, replace=True)])

    def _called(self, press: Press, arguments: list[str]) -> Outcome:
        person = guard.found(self._mine(press, arguments))
        address = guard.found(ADDRESSES.get(arguments[-1]))
        self._context.store.people.join(press.account, person.name, person.position, address, press.at)
        return Outcome([say(press, words.ADDRESSED, replace=True)])

    def _mine(self, press: Press, arguments: list[str]) -> Person | None:
        """Who presses a button, which is about their row, or about their waiting request where they have none.

        Raises NotAllowedError for a button about anything else.
        """
        person = self._context.person(press.account)
        own = person.id if person else 0
        fits = arguments and arguments[0].isdecimal() and number(arguments[0]) == own
        guard.found((fits and (own or self._context.store.people.waiting_of(press.account))) or None)
        return person
