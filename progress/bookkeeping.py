"""Who owes what, kept beside the ledger: worked out anew, in the same transaction, for whatever an act has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from progress.duties import Finished, finished, holder, last_holder, owed, phase_before
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
        """Which phases are done, and who owes what in all periods."""
        document, periods = plan.document.id, self._open(plan.document.id)
        by_id = {period.id: period for period in self._store.periods.of(document)}
        told = ((plan.task(task), task, by_id.get(period)) for task, period in self._standings.unwritten(document))
        phases = [(number, p.id, phase_before(plan, task, p) if task else "") for task, number, p in told if p]
        self._standings.write_down(document, phases)
        self._finish(plan)
        for period in periods:
            self._hold(plan, period, self._standings.units(document))
        self._owe(plan, periods)
        for period in periods:
            self._standings.count(document, period.id)

    def faults(self) -> Iterator[str]:
        """Where what is kept differs from what comes out when all is worked out anew."""
        yield from self._standings.faults()
        for document in sorted(self._documents):
            plan = self._plan_of(document)
            done = set(finished(plan, self._standings.received(document)))
            for one in sorted(done.symmetric_difference(map(Finished._make, self._standings.finished(document)))):
                yield f"finished: {document}, task {one.task}, {one.unit}, {one.due}: {one.done!r} {one in done}"
            for period, found in (*self._owed(plan, self._open(document)), *self._locked(document)):
                kept = set(self._standings.owed(document, period.id))
                for unit, task in sorted(kept ^ found):
                    yield f"standings: {document}, {period.key}, task {task}, {unit}: owed {(unit, task) in found}"
        yield from self._store.versions.faults(lambda frozen: frozen.total)

    def _open(self, document: str) -> list[Period]:
        """The periods that may change: those that are not locked, or have yet to be kept as they stand."""
        bare = self._store.versions.without()
        return [p for p in self._store.periods.of(document) if p.closed is None or p.id in bare]

    def _locked(self, document: str) -> Iterator[tuple[Period, set[tuple[str, int]]]]:
        """Who owed which task in the locked periods, as it stood."""
        for period in self._store.periods.of(document):
            for version in self._store.versions.of(period.id)[-1:] if period.closed else ():
                yield period, {(duty.unit, duty.task) for duty in self._store.versions.frozen(version).owed}

    def _told(self, told: Mapping[Key, bool], *, received: bool) -> None:
        ours = [key for key in told if key[0] in self._documents]
        for document, number in {(key[0], key[4]) for key in ours}:
            if period := self._store.periods.get(number):
                touched = self._hold(self._plan_of(document), period, {key[2] for key in ours if key[4] == number})
                self._standings.count(document, number, touched)
        for key in ours if received else ():
            document, kind, unit, task, number = key
            plan, period = self._plan_of(document), self._store.periods.get(number)
            if period is None or kind != "lead":
                continue
            if told[key] or self._standings.is_done(key) or self._opens_again(plan, task, unit, period):
                kin = plan.units.kin(unit)
                self._finish(plan, kin, (task,))
                self._owe(plan, [p for p in self._open(document) if p.due > period.due], kin, (task,))

    def _opens_again(self, plan: Plan, number: int, unit: str, period: Period) -> bool:
        """Whether a row that says no hoàn thành speaks of a phase that was done: all that have begun were."""
        task, last = plan.task(number), last_holder(plan, unit)
        done = self._standings.done_before(plan.document.id, period.due, (number,), (last,)).get((number, last), "")
        return bool(task and done and not plan.unsettled(task, period.end, done))

    def _period_changed(self, period: Period) -> None:
        plan = self._plan_of(period.document)
        if period.document in self._documents and (not period.closed or plan.units.has_changed):
            self._owe(plan, [period], held=self._standings.units(period.document))

    def _units_changed(self, change: UnitChange) -> None:
        for document in self._documents:
            plan = self._plan_of(document)
            periods, kin = self._open(document), plan.units.kin(change.name)
            self._finish(plan, kin)
            self._owe(plan, periods, kin, held=kin)

    def _chosen(self, document: str, name: str) -> None:
        what, _, about = name.partition(":")
        if document in self._documents and what in ("stands_in", "carried"):
            plan, tasks = self._plan_of(document), (int(about.partition(":")[0]),)
            self._finish(plan, (), tasks)
            self._owe(plan, self._open(document), (), tasks)

    def _finish(self, plan: Plan, units: Collection[str] = (), tasks: Collection[int] = ()) -> None:
        """Keep which phases are done: of all, or of some units, with all that go on with each other's duties."""
        received = self._standings.received(plan.document.id, tasks, units)
        self._standings.finish(plan.document.id, finished(plan, received), tasks, units)

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
        """Who owes which task in each of some periods."""
        ends = {last_holder(plan, unit) for unit in units}
        known = [Finished._make(one) for one in self._standings.finished(plan.document.id, tasks, ends)]
        for period in periods:
            duties = owed(plan, period, known, units, tasks)
            yield period, {(duty.unit, duty.task.number) for duty in duties}


def _basis(plan: Plan) -> str:
    """What of the program's data who owes what hangs on; changes that admins make are followed one by one."""
    document = plan.document
    tasks = [(t.number, t.leads, t.periods) for t in document.tasks]
    days = (plan.since, document.header.date, document.header.effective)
    told = ("phases", days, tasks, document.doubts, plan.directory.units)
    return hashlib.sha256(repr(told).encode()).hexdigest()
