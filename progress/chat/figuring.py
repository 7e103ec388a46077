"""What a period's figures are counted from, as the store has it now: the one place that gathers a basis."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from progress.chat.context import Context, before
from progress.duties import last_holder
from progress.figures import Basis, Figures, count
from progress.model import Period, Report
from progress.plan import Plan
from progress.wording.warnings import said


def figures_of(
    context: Context, plan: Plan, period: Period, at: datetime, unit: str | None = None, *, texts: bool = True
) -> Figures:
    """Count a period's figures, of all units or of one; with all that is known in words, unless only numbers are told.

    What other parts of the house know of a period goes in here: the rows that a locked version froze, with
    `frozen` and `version`.
    """
    duties = {(duty.task.number, duty.unit) for duty in context.duties(plan, period, unit)}
    spoke = context.store.standings.units(plan.document.id)
    ended = [one for one in spoke if last_holder(plan, one) != one]
    rows = context.store.ledger.spoken(period, texts=texts, ended=ended)
    held = _held(context, period, rows)
    return count(Basis(plan, period, at, rows, duties, context.finished(plan), unit, held=held))


def _held(context: Context, period: Period, rows: Iterable[Report]) -> dict[int, str]:
    """The rows that wait and that a warning keeps from being received with others, with the warning's words."""
    waiting = [row.id for row in rows if row.state == "sent" and row.period.id == period.id and row.kind == "lead"]
    return {number: said(one.codes) for number, one in context.warnings.of(waiting).items() if one.holds}


def quarter_before(context: Context, plan: Plan, period: Period, at: datetime, unit: str | None) -> Figures | None:
    """The figures of the quarter before, where there was one."""
    wanted = before((period.year, period.quarter))
    known = context.store.periods.of(plan.document.id)
    found = next((one for one in known if (one.year, one.quarter) == wanted), None)
    return figures_of(context, plan, found, at, unit) if found else None
