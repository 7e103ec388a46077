"""The warnings of rows in the ledger: what the rules look at is gathered for many rows at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from progress.duties import last_holder
from progress.model import Entry, Kind, Period
from progress.plan import Plan
from progress.store.histories import Beside
from progress.store.ledger import Waiting
from progress.store.store import Store
from progress.warnings import Code, Looked, holding, is_held, phase_of, warnings


@dataclass(frozen=True, slots=True)
class Warned:
    """A row with its warnings, and the id of the phase that it speaks of."""

    beside: Beside
    codes: tuple[Code, ...]
    phase: str = ""

    @property
    def holds(self) -> bool:
        """Whether it is to be received by itself."""
        return bool(holding(self.codes))


class Warnings:
    """Asks the store and the plan; keeps nothing. Rows of a decision that is not served have none."""

    def __init__(self, store: Store, plan_of: Callable[[str], Plan | None]) -> None:
        self._store = store
        self._plan_of = plan_of

    def of(self, rows: Iterable[int]) -> dict[int, Warned]:
        """Rows by their numbers, with their warnings."""
        return {one.beside.id: one for one in self._warned(self._store.histories.of(rows))}

    def waiting(self, scope: Waiting) -> list[tuple[Beside, bool]]:
        """What waits to be received, oldest receipt first, each with whether anything holds it."""
        found, plan = self._store.histories.waiting(scope), self._plan_of(scope.document)
        return [(one, bool(plan and is_held(one.row, one.history, one.others, plan))) for one in found]

    def coming(
        self, plan: Plan, unit: str, kind: Kind, told: tuple[int, Period, Entry], last: Entry | None
    ) -> tuple[Code, ...]:
        """What would hold a row that is about to be sent: beside what was received, and beside what was said last."""
        task, period, entry = told
        beside = self._store.histories.coming(plan.document.id, unit, task, kind, period)
        row = Looked(task, unit, period, kind, entry, period.due)
        histories = (beside.history, replace(beside.history, stood=last or beside.history.stood))
        return holding(dict.fromkeys(code for one in histories for code in warnings(row, one, beside.others, plan)))

    def _warned(self, found: Iterable[Beside]) -> Iterator[Warned]:
        done: dict[tuple[str, int], dict[tuple[int, str], str]] = {}
        for one in found:
            row, plan, about = one.row, self._plan_of(one.document), (one.document, one.row.period.id)
            if plan is None:
                yield Warned(one, ())
                continue
            if about not in done:
                done[about] = self._store.standings.done_before(one.document, row.period.due)
            history = replace(one.history, done=done[about].get((row.task, last_holder(plan, row.unit)), ""))
            yield Warned(one, warnings(row, history, one.others, plan), phase_of(row, history, plan))
