"""One-use links (/moi) that admins make from a list, and coming in by one (/start CODE)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from conversation.outgoing import Button, Outgoing
from progress.chat import guard
from progress.chat.admin import requests_screen
from progress.chat.admin_pages import back, page_of, turning
from progress.chat.context import Context, Message, Outcome, Press, SentFile, rows_of, say, unit_code
from progress.chat.invitation_list import MOST_BYTES, InvitationRow, ListError, read_invitations
from progress.chat.parts import Part
from progress.chat.people_changes import BY_THEMSELVES, set_role, subject
from progress.model import Membership, Person
from progress.store.people import Invitation
from progress.wording import people as words
from progress.wording import words as shared

A_MESSAGE = 15  # links that one message holds, so that it is never cut


class Inviting:
    """`new_code` gives a code that nobody can guess: at most 64 of the letters A-Z, a-z, 0-9, _ and -."""

    def __init__(self, context: Context, new_code: Callable[[], str]) -> None:
        self._context = context
        self._new_code = new_code

    def part(self) -> Part:
        """What the chat offers here."""
        return Part(
            commands={"start": self._start, **guard.admin_commands(self._context, {"moi": self._command})},
            verbs=guard.admin_verbs(
                self._context,
                {"q_invite": self._begin, "q_invited": self._open_ones, "q_uninvite": self._withdraw},
            ),
            dialogs=guard.dialogs(self._context, {"invite": self._answered}, guard.is_admin),
        )

    def wants_file(self, message: Message) -> SentFile | None:
        """The file to fetch and give to `invite_file`: one that an admin sends when asked for the list."""
        dialog = self._context.store.dialogs.get(message.account)
        asked = dialog is not None and dialog.kind == "invite" and guard.is_admin(self._context, message.account)
        asked = asked and not message.edited and not message.forwarded
        lists = [f for f in message.files if f.name.lower().endswith((".xlsx", ".csv")) and f.size <= MOST_BYTES]
        return lists[0] if asked and lists else None

    def invite_file(self, message: Message, name: str, content: bytes) -> Outcome:
        """Take the content of a file with the list."""
        if not guard.is_admin(self._context, message.account):
            return Outcome([say(message, shared.NOT_ALLOWED)])
        return self._read(message, name, content)

    def invite(self, rows: Sequence[InvitationRow], at: datetime) -> list[str]:
        """Make a link for each row; gives the texts to send, each short enough for a message."""
        made = [Invitation(self._new_code(), row.unit, row.name, row.position, row.role) for row in rows]
        self._context.store.people.invite(made, at)
        units = self._context.plan().units
        lines = [words.invitation_line(units.short(i.unit), i.name, i.role, self._link(i.code)) for i in made]
        pages = ["\n\n".join(lines[n : n + A_MESSAGE]) for n in range(0, len(lines), A_MESSAGE)]
        return [words.invitations_head(len(made)) + "\n\n" + pages[0], *pages[1:]] if pages else []

    def _command(self, message: Message, argument: str) -> Outcome:
        if argument:
            return self._read(message, "", argument.encode())
        return self._begin(message, [])

    def _begin(self, to: Message | Press, _arguments: list[str]) -> Outcome:
        self._context.store.dialogs.begin(to.account, "invite", {}, to.at)
        buttons = back() if isinstance(to, Press) else ()
        return Outcome([say(to, words.ASK_INVITATIONS, buttons, replace=True)])

    def _answered(self, message: Message, _data: dict[str, Any]) -> Outcome | None:
        return self._read(message, "", message.text.encode()) if "|" in message.text else None

    def _read(self, message: Message, name: str, content: bytes) -> Outcome:
        units = self._context.plan().units
        try:
            rows, faults = read_invitations(name, content, units, message.at.date())
        except ListError as fault:
            return Outcome([say(message, str(fault))])
        by = self._context.person(message.account)
        for row in rows:
            self._context.store.audit.add(
                message.at, by, "invited", "invitation", f"{shared.ROLE[row.role]}; {row.unit}"
            )
        if rows and not faults:
            self._context.store.dialogs.end(message.account)
        texts = self.invite(rows, message.at) + ([words.faults_text(faults)] if faults else [])
        return Outcome([say(message, text) for text in texts or [words.NO_INVITATIONS]])

    def _start(self, message: Message, code: str) -> Outcome | None:
        if not code:
            return self._waiting(message)
        people, known = self._context.store.people, self._context.person(message.account)
        invitation = people.invitation(code[:64], message.at)
        if invitation is None:
            return None if known and known.roles else Outcome([say(message, words.UNKNOWN_CODE)])
        if known and known.id:  # only an admin's approval renames or raises somebody
            return Outcome([say(message, words.ALREADY_IN)])
        people.use(invitation.code, message.account, message.at)
        person = people.join(message.account, invitation.name, invitation.position, "", message.at)
        to = Membership(invitation.unit, invitation.role)
        self._context.store.audit.add(message.at, BY_THEMSELVES, "invitation_used", subject(person))
        welcome, *others = set_role(self._context, person, to, BY_THEMSELVES, message.at)
        self._context.store.dialogs.end(message.account)
        asked = f"{welcome.text}\n\n{words.ASK_ADDRESS}"
        buttons = tuple(Button(label, f"p_called:{person.id}:{value}") for label, value in words.ADDRESSES)
        return Outcome([say(message, asked, (buttons,)), *others, *self._notices(message, person, to)])

    def _notices(self, message: Message, person: Person, to: Membership) -> list[Outgoing]:
        """Tell the admins who came in, so that they see whether it is who was meant."""
        text = words.invitation_used(person.name, to.unit, to.role, message.sender)
        show = Button(words.SHOW_PERSON, f"q_person:{person.id}:{unit_code(to.unit)}")
        admins = sorted(self._context.store.people.admins - {message.account})
        return [Outgoing(admin, text, ((show,),)) for admin in admins]

    def _open_ones(self, to: Message | Press, arguments: list[str]) -> Outcome:
        """The invitations that can still be used, each with a button that ends it."""
        found = self._context.store.people.invitations(to.at)
        shown, page = page_of(found, arguments)
        units = self._context.plan().units
        text = words.open_invitations(units, shown, len(found))
        buttons = [Button(words.WITHDRAW.format(one.name)[:60], f"q_uninvite:{one.code}:{page}") for one in shown]
        rows = (*rows_of(buttons, 1), *turning("q_invited", page, len(found)), *back())
        return Outcome([say(to, text, rows, replace=True)])

    def _withdraw(self, press: Press, arguments: list[str]) -> Outcome:
        people = self._context.store.people
        invitation = guard.found(people.invitation(arguments[0], press.at) if arguments else None)
        people.withdraw_invitation(invitation.code)
        details = f"{shared.ROLE[invitation.role]}; {invitation.unit}"
        by = self._context.person(press.account)
        self._context.store.audit.add(press.at, by, "invitation_withdrawn", "invitation", details)
        outcome = self._open_ones(press, arguments[1:])
        outcome.toast = words.WITHDRAWN
        return outcome

    def _waiting(self, message: Message) -> Outcome | None:
        """The requests that wait, for an admin; Telegram has refused their notices to one who had not pressed /start.

        None for everybody else, whom the knowledge base welcomes.
        """
        waits = guard.is_admin(self._context, message.account) and self._context.store.people.waiting()
        return Outcome([requests_screen(self._context, message, [])]) if waits else None

    def _link(self, code: str) -> str:
        return f"https://t.me/{self._context.bot_name()}?start={code}"
