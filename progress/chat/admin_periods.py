"""The admin's screens of reporting periods: their due days and state, and closing one."""

from __future__ import annotations

from conversation.outgoing import Button
from progress.chat import guard
from progress.chat.admin_pages import back, document_code, plan_of
from progress.chat.closing import close_period
from progress.chat.context import Context, Outcome, Press, rows_of, say, unit_code
from progress.chat.parts import Part, number
from progress.model import Period
from progress.plan import Plan
from progress.wording import admin as words


class AdminPeriods:
    """A period can be closed after its due day only: until then reports must have somewhere to go."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def part(self) -> Part:
        """What the chat offers here."""
        verbs = {
            "q_periods": self._list,
            "q_period": self._show,
            "q_close": self._ask_close,
            "q_close_yes": self._close,
        }
        return Part(verbs=guard.admin_verbs(self._context, verbs))

    def _list(self, press: Press, arguments: list[str]) -> Outcome:
        periods = self._context.periods(plan_of(self._context, arguments), press.at.date())[::-1][:8]
        buttons = [Button(words.period_label(p, press.at.date()), f"q_period:{p.id}") for p in periods]
        return Outcome([say(press, words.PERIODS_HEAD, (*rows_of(buttons, 1), *back()), replace=True)])

    def _show(self, press: Press, arguments: list[str]) -> Outcome:
        return self._screen(press, *self._found(arguments))

    def _ask_close(self, press: Press, arguments: list[str]) -> Outcome:
        plan, period = self._closing(press, arguments)
        left = sum(count for _, count in self._context.lacking(plan, [period]))
        rows = ((Button(words.YES_CLOSE, f"q_close_yes:{period.id}"),), *back(f"q_period:{period.id}"))
        return Outcome([say(press, words.close_question(period, left), rows, replace=True)])

    def _close(self, press: Press, arguments: list[str]) -> Outcome:
        plan, period = self._closing(press, arguments)
        told = close_period(self._context, period, self._context.person(press.account), press.at)
        after = self._context.store.periods.get(period.id) or period
        screen = self._screen(press, plan, after)
        return Outcome([*screen.out, *told], words.CHANGED)

    def _screen(self, press: Press, plan: Plan, period: Period) -> Outcome:
        left = sum(count for _, count in self._context.lacking(plan, [period]))
        close = ((Button(words.CLOSE, f"q_close:{period.id}"),),) if _may_close(period, press) else ()
        rows = (*close, *back(f"q_periods:{document_code(plan.document)}"))
        return Outcome([say(press, words.period_text(period, left, press.at.date()), rows, replace=True)])

    def _found(self, arguments: list[str]) -> tuple[Plan, Period]:
        period = guard.found(self._context.store.periods.get(number(arguments[0])) if len(arguments) == 1 else None)
        return plan_of(self._context, [unit_code(period.document)]), period

    def _closing(self, press: Press, arguments: list[str]) -> tuple[Plan, Period]:
        plan, period = self._found(arguments)
        return plan, guard.found(period if _may_close(period, press) else None)


def _may_close(period: Period, press: Press) -> bool:
    return period.closed is None and press.at.date() > period.due
