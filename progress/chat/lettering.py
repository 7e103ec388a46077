"""/tonghop cauhinh: what the report's document says beside its figures, seen and changed by admins."""

from __future__ import annotations

from typing import Any

from conversation.outgoing import Button, Outgoing
from progress.chat import guard
from progress.chat.admin_pages import document_code, plan_of
from progress.chat.context import Context, Message, Outcome, Press, rows_of, say
from progress.chat.parts import Part
from progress.letter import LABELS, PREFIX, checked, defaults, letter_of
from progress.plan import Plan
from progress.rights import may_administer
from progress.wording import admin as admin_words
from progress.wording import letter as words
from progress.wording.words import NOT_ALLOWED


class Lettering:
    """Each setting is a choice; the decision's own words are what holds where nobody has chosen."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def part(self) -> Part:
        """What the chat offers here; tokens are `letter:<decision>`, `letter_set:<decision>:<name>` and so on."""
        verbs = {"letter": self._show, "letter_set": self._ask, "letter_off": self._drop}
        return Part(
            verbs=guard.admin_verbs(self._context, verbs),
            dialogs=guard.dialogs(self._context, {"letter": self._said}, guard.is_admin),
        )

    def open(self, message: Message) -> Outcome:
        """/tonghop cauhinh."""
        if not may_administer(self._context.person(message.account)):
            return Outcome([say(message, NOT_ALLOWED)])
        return Outcome([self._screen(message, plan) for plan in self._context.plans()])

    def _screen(self, to: Message | Press, plan: Plan) -> Outgoing:
        code = document_code(plan.document)
        buttons = [Button(label, f"letter_set:{code}:{name}") for name, label in LABELS.items()]
        return say(to, words.screen(plan, letter_of(plan)), rows_of(buttons, 2), replace=True)

    def _show(self, press: Press, arguments: list[str]) -> Outcome:
        self._context.store.dialogs.end(press.account)
        return Outcome([self._screen(press, plan_of(self._context, arguments))])

    def _ask(self, press: Press, arguments: list[str]) -> Outcome:
        plan, name = self._named(arguments)
        data = {"document": plan.document.id, "name": name}
        self._context.store.dialogs.begin(press.account, "letter", data, press.at)
        code = document_code(plan.document)
        off = [Button(words.DEFAULT, f"letter_off:{code}:{name}")] if plan.choices.get(PREFIX + name) else []
        buttons = [*off, Button(words.BACK, f"letter:{code}")]
        return Outcome([say(press, words.ask(name, letter_of(plan)), rows_of(buttons, 1), replace=True)])

    def _said(self, message: Message, data: dict[str, Any]) -> Outcome | None:
        plan, name = self._context.plan(data["document"]), data["name"]
        try:
            text = checked(name, message.text)
        except ValueError as fault:
            return Outcome([say(message, admin_words.try_again(str(fault)))])
        self._context.store.dialogs.end(message.account)
        return self._put(message, plan, name, text)

    def _drop(self, press: Press, arguments: list[str]) -> Outcome:
        self._context.store.dialogs.end(press.account)
        return self._put(press, *self._named(arguments), None)

    def _put(self, to: Message | Press, plan: Plan, name: str, value: str | None) -> Outcome:
        store = self._context.store
        before = getattr(letter_of(plan), name)
        store.choices.put(plan.document.id, PREFIX + name, value)
        after = value if value is not None else getattr(defaults(plan), name)
        subject = f"{plan.document.id}, văn bản báo cáo: {LABELS[name]}"
        details = admin_words.choice_words(before, after)
        store.audit.add(to.at, self._context.person(to.account), "choice", subject, details)
        return Outcome([self._screen(to, self._context.plan(plan.document.id))], admin_words.CHANGED)

    def _named(self, arguments: list[str]) -> tuple[Plan, str]:
        plan = plan_of(self._context, arguments if len(arguments) == 2 else [])
        return plan, guard.found(arguments[1] if arguments[1] in LABELS else None)
