"""What a period's figures are counted from: as the store has it now, or as it stood when the period was locked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from progress.chat.context import Context, before
from progress.duties import Finished, finished, last_holder
from progress.figures import Basis, Figures, count
from progress.letter import PREFIX
from progress.locking import NoSuchVersionError, Version
from progress.model import Period, Report
from progress.plan import Plan
from progress.store.standings import Said
from progress.units import Units
from progress.wording.warnings import said

Kept = dict[str, Any]
"""A basis as it is kept with a version: rows as pairs of number and state, how many changes of units there were, …"""


def figures_of(
    context: Context, plan: Plan, period: Period, at: datetime, unit: str | None = None, *, texts: bool = True,
    version: int | None = None,
) -> Figures:  # fmt: skip
    """Count a period's figures, of all units or of one: as of a version, as of its lock, or as things stand.

    Of what is open all that is known in words is read, unless only numbers are told. Raises NoSuchVersionError.
    """
    if found := _locked(context, period, version):
        locked, kept = found
        closed = replace(period, closed=locked.at)
        basis = _read(context, plan, closed, locked.at, unit, kept)
        return count(replace(basis, frozen=True, version=locked.number))
    return count(_as_it_stands(context, plan, period, at, unit, texts=texts))


def quarter_before(
    context: Context, plan: Plan, period: Period, at: datetime, unit: str | None, version: int | None = None
) -> Figures | None:
    """The figures of the quarter before, where there was one: beside a version those that were known to its lock."""
    found, locked = _before(context, period), _locked(context, period, version)
    if found is None or (locked and locked[1]["before"] is None):
        return None
    if locked is None:
        return figures_of(context, plan, found, at, unit)
    kept = locked[1]["before"]
    if isinstance(kept, int):
        return figures_of(context, plan, found, at, unit, version=kept)
    return count(_read(context, plan, replace(found, closed=None), locked[0].at, unit, kept))


def keep_basis(context: Context, number: int) -> None:
    """Keep what the figures of a period's versions are counted from, of those of which it is not kept yet."""
    period, table = context.store.periods.get(number), context.store.versions
    if period is None or period.document not in context.served:
        return
    versions = table.of(number)
    for version in versions:
        if table.basis(version) is None:
            stands = bool(period.closed) and version == versions[-1]
            kept = _of_version(context, replace(period, closed=version.at), version, stands=stands)
            table.keep_basis(version, kept)


def _of_version(context: Context, period: Period, version: Version, *, stands: bool) -> Kept:
    """What a version froze, with what of earlier quarters it goes on with, and the quarter before beside it."""
    plan, frozen = context.plan(period.document), context.store.versions.frozen(version)
    basis = _as_it_stands(context, plan, period, version.at)
    if not stands:  # an earlier program made it, and other rows count by now
        basis = replace(basis, finished=_finished(context, plan, period, frozen.counted))
    own = {one.newest: one.state for one in frozen.stood} | dict.fromkeys(frozen.counted, "accepted")
    kept = _kept(context, basis)
    kept["rows"] = [*([row.id, row.state] for row in basis.rows if row.period.id != period.id), *map(list, own.items())]
    kept["owed"] = [[one.task, one.unit] for one in frozen.owed]
    earlier = _before(context, period)
    known = context.store.versions.of(earlier.id) if earlier and earlier.closed else []
    live = _kept(context, _as_it_stands(context, plan, earlier, version.at)) if earlier and not known else None
    return kept | {"before": known[-1].number if known else live}


def _finished(context: Context, plan: Plan, period: Period, counted: Iterable[int]) -> list[Finished]:
    """What phases are done by what was received of earlier quarters and by the rows that count in this one."""
    earlier = (one for one in context.store.standings.received(period.document) if one.period.due < period.due)
    rows = (row for row in context.store.ledger.rows(counted) if row.kind == "lead")
    own = (Said(row.task, row.unit, period, row.entry.status or "in_progress", row.entry.completed) for row in rows)
    return sorted(finished(plan, [*earlier, *own]), key=lambda one: one.due)


def _as_it_stands(
    context: Context, plan: Plan, period: Period, at: datetime, unit: str | None = None, *, texts: bool = True
) -> Basis:
    duties = {(duty.task.number, duty.unit) for duty in context.duties(plan, period, unit)}
    spoke = context.store.standings.units(plan.document.id)
    ended = [one for one in spoke if last_holder(plan, one) != one]
    rows = context.store.ledger.spoken(period, texts=texts, ended=ended)
    held = _held(context, period, rows)
    return Basis(plan, period, at, rows, duties, context.finished(plan), unit, held=held)


def _held(context: Context, period: Period, rows: Iterable[Report]) -> dict[int, str]:
    """The rows that wait and that a warning keeps from being received with others, with the warning's words."""
    waiting = [row.id for row in rows if row.state == "sent" and row.period.id == period.id and row.kind == "lead"]
    return {number: said(one.codes) for number, one in context.warnings.of(waiting).items() if one.holds}


# ── versions ─────────────────────────────────────────────────────────────────
def _locked(context: Context, period: Period, number: int | None) -> tuple[Version, Kept] | None:
    """The version that is meant, without a number that of the lock, and its basis; None while the period is open."""
    if number is None and not period.closed:
        return None
    known = context.store.versions.of(period.id)
    found = next((one for one in reversed(known) if number in (None, one.number)), None)
    kept = context.store.versions.basis(found) if found else None
    if number is not None and kept is None:
        raise NoSuchVersionError
    return (found, kept) if found and kept else None


def _before(context: Context, period: Period) -> Period | None:
    wanted = before((period.year, period.quarter))
    known = context.store.periods.of(period.document)
    return next((one for one in known if (one.year, one.quarter) == wanted), None)


def _kept(context: Context, basis: Basis) -> Kept:
    """A basis as JSON; how the letter looks is not frozen: it is written after the lock."""
    plan, due = basis.plan, basis.period.due
    last = {(one.task, one.unit): one for one in basis.finished if one.due < due}
    known = [*last.values(), *(one for one in basis.finished if one.due == due)]
    return {
        "rows": [[row.id, row.state] for row in basis.rows],
        "owed": sorted(map(list, basis.owed)),
        "finished": [[one.task, one.unit, one.due.isoformat(), one.done] for one in known],
        "held": list(map(list, basis.held.items())),
        "units": len(context.store.unit_changes.all()),
        "choices": {name: value for name, value in plan.choices.items() if not name.startswith(PREFIX)},
        "since": plan.since.isoformat() if plan.since else None,
    }


def _read(context: Context, plan: Plan, period: Period, at: datetime, unit: str | None, kept: Kept) -> Basis:
    """The basis again, with the plan and the rows as they stood."""
    letter = {name: value for name, value in plan.choices.items() if name.startswith(PREFIX)}
    units = Units(plan.directory, context.store.unit_changes.all()[: kept["units"]])
    since = date.fromisoformat(kept["since"]) if kept["since"] else None
    stood = Plan(plan.document, plan.directory, units, letter | kept["choices"], since)
    states = dict(kept["rows"])
    rows = [replace(row, state=states[row.id]) for row in context.store.ledger.rows(states)]
    known = [Finished(task, whose, date.fromisoformat(due), done) for task, whose, due, done in kept["finished"]]
    of = _as_named(plan, stood, period, unit)
    owed = {(task, whose) for task, whose in kept["owed"] if of in (None, whose)}
    return Basis(stood, period, at, rows, owed, known, of, dict(kept["held"]))


def _as_named(plan: Plan, stood: Plan, period: Period, unit: str | None) -> str | None:
    """What a unit was called then: itself, or the one unit whose duties it goes on with."""
    known = set(stood.units.all(period.end))
    kin = plan.units.kin(unit) & known if unit and unit not in known else set()
    return kin.pop() if len(kin) == 1 else unit
