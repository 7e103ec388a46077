"""What admins do with requests to be let in: "Duyệt" and the role, or "Từ chối", by buttons or words."""

from __future__ import annotations

import re

from conversation.cleaning import clean
from conversation.outgoing import Button, Buttons, Outgoing
from nlu.text import fold
from progress.chat import guard
from progress.chat.admin_pages import back
from progress.chat.context import Context, Message, Outcome, Press, say
from progress.chat.parts import Part, number
from progress.chat.people_changes import as_known, set_role, subject
from progress.chat.typed import read_role
from progress.model import Membership, Role
from progress.store.people import Request
from progress.wording import people as words
from progress.wording.admin import REQUESTS
from progress.wording.words import STALE

_SAID = re.compile(r"(duyet|tu choi)\s+(?:yeu cau\s+)?(?:so\s+)?(\d{1,9})(?:\s*[:,-]?\s+(.+))?")
_REPLIED = re.compile(r"(duyet|tu choi)(?:\s*[:,-]?\s+(.+))?")


def role_buttons(token: str) -> Buttons:
    """The four roles, two in a row; the token ends in the role."""
    buttons = [Button(label, f"{token}:{role}") for role, label in words.ROLE.items()]
    return (tuple(buttons[:2]), tuple(buttons[2:]))


def request_notice(context: Context, request: Request) -> tuple[str, Buttons]:
    """A request as admins get it."""
    known = context.person(request.account)
    text = words.request_text(context.plan().units, request, known.roles if known else ())
    return text, ((Button(words.APPROVE, f"p_approve:{request.id}"), Button(words.REFUSE, f"p_refuse:{request.id}")),)


class Requests:
    """Whoever decides first decides; a later press is told so by a toast."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def part(self) -> Part:
        """What the chat offers here."""
        verbs = {
            "p_request": self._show,
            "p_approve": self._ask_role,
            "p_refuse": self._refuse,
            "p_role": self._approve,
        }
        return Part(verbs=guard.admin_verbs(self._context, verbs))

    def listen(self, message: Message) -> Outcome | None:
        """An admin's words: "duyệt 3 đầu mối", "từ chối 3", or without the number in reply to the request.

        None for anybody else's and for other words.
        """
        said = _decision(message)
        if said is None or not guard.is_admin(self._context, message.account):
            return None
        verdict, asked, role_words = said
        request = self._context.store.people.request(asked)
        if request is None:
            return Outcome([say(message, words.NO_REQUEST)])
        if verdict == "tu choi":
            return self._refused(message, request)
        role = read_role(role_words)
        return self._approved(message, request, role) if role else self._roles(message, request)

    def _show(self, press: Press, arguments: list[str]) -> Outcome:
        request = self._request(arguments)
        if request is None:
            return Outcome(toast=words.DECIDED)
        text, buttons = request_notice(self._context, request)
        return Outcome([say(press, text, (*buttons, *back("q_requests:0")), replace=True)])

    def _ask_role(self, press: Press, arguments: list[str]) -> Outcome:
        request = self._request(arguments)
        return self._roles(press, request) if request else Outcome(toast=words.DECIDED)

    def _refuse(self, press: Press, arguments: list[str]) -> Outcome:
        request = self._request(arguments)
        return self._refused(press, request) if request else Outcome(toast=words.DECIDED)

    def _approve(self, press: Press, arguments: list[str]) -> Outcome:
        request = self._request(arguments)
        role: Role | None = next((role for role in words.ROLE if arguments[1:] == [role]), None)
        if request is None or role is None:
            return Outcome(toast=words.DECIDED if role else STALE)
        return self._approved(press, request, role)

    def _request(self, arguments: list[str]) -> Request | None:
        return self._context.store.people.request(number(arguments[0])) if arguments else None

    def _roles(self, to: Message | Press, request: Request) -> Outcome:
        text, _ = request_notice(self._context, request)
        back = (Button(words.BACK, f"p_request:{request.id}"),)
        buttons = (*role_buttons(f"p_role:{request.id}"), back)
        return Outcome([say(to, f"{text}\n{words.CHOOSE_ROLE}", buttons, replace=True)])

    def _approved(self, to: Message | Press, request: Request, role: Role) -> Outcome:
        store, by = self._context.store, self._context.person(to.account)
        known = self._context.person(request.account)
        address = as_known(known, request.address).address if known else request.address
        store.people.decide(request.id, approved=True)
        person = store.people.join(request.account, request.name, request.position, address, to.at)
        store.audit.add(to.at, by, "request_approved", f"request:{request.id}", subject(person))
        told = set_role(self._context, person, Membership(request.unit, role), by or person, to.at)
        return Outcome([say(to, words.approved(request, role), self._others(), replace=True), *told])

    def _refused(self, to: Message | Press, request: Request) -> Outcome:
        store = self._context.store
        store.people.decide(request.id, approved=False)
        store.audit.add(to.at, self._context.person(to.account), "request_refused", f"request:{request.id}")
        told = Outgoing(request.account, words.REFUSED_ASKER)
        return Outcome([say(to, words.refused(request), self._others(), replace=True), told])

    def _others(self) -> Buttons:
        """The way to the requests that still wait."""
        waiting = len(self._context.store.people.waiting())
        return ((Button(REQUESTS.format(waiting), "q_requests:0"),),) if waiting else ()


def decides(message: Message) -> bool:
    """Whether a message is an admin's word on a request."""
    return _decision(message) is not None


def _decision(message: Message) -> tuple[str, int, str] | None:
    """The verdict, the request's number and the words of the role."""
    text = fold(clean(message.text[:100]))
    if said := _SAID.fullmatch(text):
        return said[1], int(said[2]), said[3] or ""
    about, _, asked = message.about.partition(":")
    if about == "request" and (said := _REPLIED.fullmatch(text)):
        return said[1], number(asked), said[2] or ""
    return None
