"""/quantri: the admin's first screen, the requests that wait, and the audit trail."""

from __future__ import annotations

from conversation.outgoing import Button, Buttons, Outgoing
from progress.chat import guard
from progress.chat.admin_pages import back, document_code, page_of, turning
from progress.chat.context import Context, Message, Outcome, Press, rows_of, say
from progress.chat.parts import Part, Verb
from progress.plan import Plan
from progress.wording import admin as words


class Home:
    """The menu; each screen takes the place of the one before."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def part(self) -> Part:
        """What the chat offers here."""
        verbs: dict[str, Verb] = {
            "q_home": self._home,
            "q_requests": lambda press, arguments: Outcome([requests_screen(self._context, press, arguments)]),
            "q_audit": self._audit,
        }
        return Part(
            commands=guard.admin_commands(self._context, {"quantri": self._home}),
            verbs=guard.admin_verbs(self._context, verbs),
        )

    def _home(self, to: Message | Press, _arguments: object) -> Outcome:
        self._context.store.dialogs.end(to.account)
        waiting = len(self._context.store.people.waiting())
        invited = len(self._context.store.people.invitations(to.at))
        plans = self._context.plans()
        lonely = len(units_without_reporter(self._context, plans[0], to))
        buttons = [
            Button(words.REQUESTS.format(waiting), "q_requests:0"),
            Button(words.PEOPLE, "q_units:0"),
            Button(words.LONELY.format(lonely), "q_lonely:0"),
            Button(words.CHANGES, "q_changes"),
            Button(words.INVITE, "q_invite"),
            Button(words.INVITED.format(invited), "q_invited:0"),
            Button(words.AUDIT, "q_audit:0"),
        ]
        rows: Buttons = (*rows_of(buttons, 1), *(row for plan in plans for row in self._of_plan(plan, len(plans) > 1)))
        told = words.home(waiting, self._context.set_aside(), self._context.model_today())
        return Outcome([say(to, told, rows, replace=True)])

    @staticmethod
    def _of_plan(plan: Plan, several: bool) -> Buttons:
        code, of = document_code(plan.document), f" – {plan.document.id}" if several else ""
        buttons = [
            Button(words.TASKS + of, f"q_tasks:{code}:0"),
            Button(words.PERIODS + of, f"q_periods:{code}"),
            Button(words.LEADS.format(len(plan.unable())) + of, f"q_leads:{code}"),
        ]
        return rows_of(buttons, 1 if several else 2)

    def _audit(self, press: Press, arguments: list[str]) -> Outcome:
        audit, people = self._context.store.audit, self._context.store.people
        total = audit.count()
        _, page = page_of(range(total), arguments)
        rows = audit.latest(page * 8, 8)
        text = words.audit_text(rows, people.get, people.by_account, total)
        return Outcome([say(press, text, (*turning("q_audit", page, total), *back()), replace=True)])


def requests_screen(context: Context, to: Message | Press, arguments: list[str]) -> Outgoing:
    """The requests that wait, a button each."""
    waiting = context.store.people.waiting()
    shown, page = page_of(waiting, arguments)
    units = context.plan().units
    buttons = [Button(words.request_label(units, request), f"p_request:{request.id}") for request in shown]
    rows = (*rows_of(buttons, 1), *turning("q_requests", page, len(waiting)), *back())
    return say(to, words.requests_head(len(waiting)), rows, replace=True)


def units_without_reporter(context: Context, plan: Plan, to: Message | Press) -> list[str]:
    """The units of the day that have no Đầu mối."""
    have = set(context.store.people.units_with("reporter"))
    return [unit for unit in plan.units.all(to.at.date()) if unit not in have]
