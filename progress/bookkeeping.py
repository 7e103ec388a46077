"""Who owes what, kept beside the ledger: worked out anew, in the same transaction, for whatever an act has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from progress.duties import Duty, holder, owed
from progress.model import Period
from progress.plan import Plan
from progress.store.notes import UnitChange
from progress.store.standings import Key
from progress.store.store import Store


class Bookkeeping:
    """Listens to the store. `plan_of` gives a served decision's plan as it is now, None for another's."""

    def __init__(self, store: Store, documents: Iterable[str], plan_of: Callable[[str], Plan]) -> None:
        self._store = store
        self._standings = store.standings
        self._documents = frozenset(documents)
        self._plan_of = plan_of
        self._is_sure = False
        store.ledger.after = self._told
        store.periods.after = self._period_changed
        store.unit_changes.after = self._units_changed
        store.choices.after = self._chosen

    def begin(self) -> None:
        """Work out everything where the program or a decision is another than it was worked out from."""
        for document in () if self._is_sure else self._documents:
            plan = self._plan_of(document)
            basis = _basis(plan)
            if self._standings.basis(document) != basis:
                self.rebuild(plan)
                self._standings.set_basis(document, basis)
        self._is_sure = True

    def rebuild(self, plan: Plan) -> None:
        """Who owes what in all periods."""
        periods = self._store.periods.of(plan.document.id)
        self._hold(plan, periods, self._standings.units(plan.document.id))
        self._owe(plan, periods)
        for period in periods:
            self._standings.count(plan.document.id, period.id)

    def faults(self) -> Iterator[str]:
        """Where what is kept differs from what comes out when all is worked out anew."""
        yield from self._standings.faults()
        for document in sorted(self._documents):
            plan = self._plan_of(document)
            for period in self._store.periods.of(document):
                kept = set(self._standings.owed(document, period.id))
                found = {(d.unit, d.task.number) for d in self._owed(plan, period, (), ())}
                for unit, task in sorted(kept ^ found):
                    yield f"standings: {document}, {period.key}, task {task}, {unit}: owed {(unit, task) in found}"

    def _told(self, told: Mapping[Key, bool], *, received: bool) -> None:
        ours = [key for key in told if key[0] in self._documents]
        for document, number in {(key[0], key[4]) for key in ours}:
            period = self._store.periods.get(number)
            self._hold(
                self._plan_of(document), [period] if period else [], {key[2] for key in ours if key[4] == number}
            )
        for key in ours if received else ():
            document, kind, unit, task, number = key
            plan, period = self._plan_of(document), self._store.periods.get(number)
            kin = plan.units.kin(unit)
            if period and kind == "lead" and (told[key] or self._standings.was_done(document, task, kin)):
                later = [p for p in self._store.periods.of(document) if p.due > period.due]
                self._owe(plan, later, kin, (task,))

    def _period_changed(self, period: Period) -> None:
        plan = self._plan_of(period.document)
        if period.document in self._documents and (not period.closed or plan.units.has_changed):
            self._hold(plan, [period], self._standings.units(period.document))
            self._owe(plan, [period])

    def _units_changed(self, change: UnitChange) -> None:
        for document in self._documents:
            plan = self._plan_of(document)
            periods, kin = self._store.periods.of(document), plan.units.kin(change.name)
            self._hold(plan, periods, kin)
            self._owe(plan, periods, kin)

    def _chosen(self, document: str, name: str) -> None:
        if document in self._documents and name.startswith("stands_in:"):
            task = int(name.split(":")[1])
            self._owe(self._plan_of(document), self._store.periods.of(document), (), (task,))

    def _hold(self, plan: Plan, periods: Iterable[Period], units: Iterable[str]) -> None:
        """Let what units have said count for whoever goes on with their duties."""
        document = plan.document.id
        for period in periods if plan.units.has_changed else ():
            changed = {u: holder(plan, u, period) for u in units}
            moved = [u for u, to in changed.items() if self._standings.hold(document, period.id, u, to)]
            if moved:
                self._standings.count(document, period.id)
            else:
                self._standings.count(document, period.id, {to for u, to in changed.items() if u != to})

    def _owe(
        self, plan: Plan, periods: Iterable[Period], units: Collection[str] = (), tasks: Collection[int] = ()
    ) -> None:
        document = plan.document.id
        for period in periods:
            found = {(d.unit, d.task.number) for d in self._owed(plan, period, units, tasks)}
            changed = self._standings.owe(document, period.id, period.due.isoformat(), found, units, tasks)
            self._standings.count(document, period.id, changed)

    def _owed(self, plan: Plan, period: Period, units: Collection[str], tasks: Collection[int]) -> list[Duty]:
        task = next(iter(tasks)) if len(tasks) == 1 else None
        received = self._standings.received(plan.document.id, period.due.isoformat(), task, units)
        return owed(plan, period, received, units, tasks)


def _basis(plan: Plan) -> str:
    """What of the program's data who owes what hangs on; changes that admins make are followed one by one."""
    document = plan.document
    tasks = [(t.number, t.leads, t.periods) for t in document.tasks]
    told = (tasks, document.doubts, document.header.date, document.header.effective, plan.directory.units)
    return hashlib.sha256(repr(told).encode()).hexdigest()
