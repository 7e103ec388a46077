"""Who owes what, kept beside the ledger: worked out anew, in the same transaction, for whatever an act has changed."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from progress.duties import holder, owed
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
        for period in periods:
            self._hold(plan, period, self._standings.units(plan.document.id))
        self._owe(plan, periods)
        for period in periods:
            self._standings.count(plan.document.id, period.id)

    def faults(self) -> Iterator[str]:
        """Where what is kept differs from what comes out when all is worked out anew."""
        yield from self._standings.faults()
        for document in sorted(self._documents):
            plan = self._plan_of(document)
            for period, found in self._owed(plan, self._store.periods.of(document)):
                kept = set(self._standings.owed(document, period.id))
                for unit, task in sorted(kept ^ found):
                    yield f"standings: {document}, {period.key}, task {task}, {unit}: owed {(unit, task) in found}"

    def _told(self, told: Mapping[Key, bool], *, received: bool) -> None:
        ours = [key for key in told if key[0] in self._documents]
        for document, number in {(key[0], key[4]) for key in ours}:
            if period := self._store.periods.get(number):
                touched = self._hold(self._plan_of(document), period, {key[2] for key in ours if key[4] == number})
                self._standings.count(document, number, touched)
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
            self._owe(plan, [period], held=self._standings.units(period.document))

    def _units_changed(self, change: UnitChange) -> None:
        for document in self._documents:
            plan = self._plan_of(document)
            periods, kin = self._store.periods.of(document), plan.units.kin(change.name)
            self._owe(plan, periods, kin, held=kin)

    def _chosen(self, document: str, name: str) -> None:
        if document in self._documents and name.startswith("stands_in:"):
            task = int(name.split(":")[1])
            self._owe(self._plan_of(document), self._store.periods.of(document), (), (task,))

    def _hold(self, plan: Plan, period: Period, units: Iterable[str]) -> set[str]:
        """Let what units have said count for whoever goes on with their duties; gives those to be counted anew."""
        changed = {u: holder(plan, u, period) for u in units} if plan.units.has_changed else {}
        moved = [u for u, to in changed.items() if self._standings.hold(plan.document.id, period.id, u, to)]
        return {to for u, to in changed.items() if u != to}.union(*map(plan.units.kin, moved))

    def _owe(
        self, plan: Plan, periods: Iterable[Period], units: Collection[str] = (), tasks: Collection[int] = (),
        held: Collection[str] = (),
    ) -> None:  # fmt: skip
        document = plan.document.id
        for period, found in self._owed(plan, periods, units, tasks):
            touched = self._hold(plan, period, held)
            touched |= self._standings.owe(document, period.id, period.due.isoformat(), found, units, tasks)
            self._standings.count(document, period.id, touched)

    def _owed(
        self, plan: Plan, periods: Iterable[Period], units: Collection[str] = (), tasks: Collection[int] = ()
    ) -> Iterator[tuple[Period, set[tuple[str, int]]]]:
        """Who owes which task in each of some periods; what was received is read once."""
        listed = sorted(periods, key=lambda period: period.due)
        if not listed:
            return
        document, task = plan.document.id, next(iter(tasks)) if len(tasks) == 1 else None
        first, last = listed[0].due.isoformat(), listed[-1].due.isoformat()
        received = {(s.task, s.unit): s for s in self._standings.received(document, first, task, units)}
        later = deque(self._standings.received_between(document, first, last, task, units))
        for period in listed:
            while later and later[0].period.due < period.due:
                said = later.popleft()
                received[said.task, said.unit] = said
            duties = owed(plan, period, received.values(), units, tasks)
            yield period, {(duty.unit, duty.task.number) for duty in duties}


def _basis(plan: Plan) -> str:
    """What of the program's data who owes what hangs on; changes that admins make are followed one by one."""
    document = plan.document
    tasks = [(t.number, t.leads, t.periods) for t in document.tasks]
    told = (tasks, document.doubts, document.header.date, document.header.effective, plan.directory.units)
    return hashlib.sha256(repr(told).encode()).hexdigest()
