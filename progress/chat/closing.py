"""Locking a period and opening it again: what counts is kept for ever, and whoever had a draft gets its words back."""

from __future__ import annotations

import re
from datetime import datetime

from conversation.outgoing import Button, Outgoing
from progress.chat.context import Context
from progress.chat.figuring import keep_basis
from progress.locking import BEFORE, Choice, Frozen, Owed
from progress.model import REPORTS, Period, Person
from progress.plan import Plan, phase_id
from progress.store.drafts import Draft
from progress.store.notes import NAMELESS
from progress.wording import admin as words
from progress.wording.locking import into

_CHOICE = re.compile(r"(short|continuing|stands_in|carried|extended):(\d+)(?::[^:]*)?(?::(.+))?")


def lock_period(context: Context, period: Period, by: Person | None, at: datetime) -> list[Outgoing]:
    """Lock a period, with the drafts' entries for it; gives what is to be told. One that is locked stays as it is.

    A draft that is about this period only is kept as it was, as closed; another goes on without these entries.
    """
    fresh = context.store.periods.get(period.id)
    if fresh is None or fresh.closed:
        return []
    context.store.periods.close(period, at)
    reason = context.store.versions.reason(period.id)
    frozen = as_it_stands(context, context.plan(period.document), context.store.periods.get(period.id) or period)
    number = context.store.versions.freeze(period, frozen, reason, name_of(by), at)
    keep_basis(context, period.id)
    context.store.audit.add(at, by, "period_closed", f"period:{period.key}", f"{period.document}, bản {number}")
    told = []
    for draft in context.store.drafts.all_open(period.document):
        told += _close_draft(context, draft, period, at)
    return told


def lock_former(context: Context) -> None:
    """Keep, as their first version, what counts in the periods that were closed before there were versions, and what
    the reports of versions are counted from that were made before that was kept.
    """
    for number in context.store.versions.without():
        period = context.store.periods.get(number)
        if period and period.closed and period.document in context.served:
            frozen = as_it_stands(context, context.plan(period.document), period)
            context.store.versions.freeze(period, frozen, BEFORE, name_of(None), period.closed)
    for number in context.store.versions.without_basis():
        keep_basis(context, number)


def open_again(context: Context, period: Period, reason: str, by: Person | None, at: datetime) -> None:
    """Let a locked period change again; the next lock makes another version of it, for this reason."""
    context.store.versions.open_again(period, reason, name_of(by), at)
    context.store.periods.open_again(period)
    context.store.audit.add(at, by, "period_opened", f"period:{period.key}", reason)


def as_it_stands(context: Context, plan: Plan, period: Period) -> Frozen:
    """What a period says now: who owes what, what stands, and what the office has chosen."""
    duties = context.duties(plan, period)
    owed = [
        Owed(d.unit, d.task.number, phase_id(d.phase), plan.until(d.task, d.phase, d.unit)) for d in duties
    ]  # fmt: skip
    return Frozen(owed, context.store.versions.standing(period.id), list(_choices(plan)))


def as_locked(context: Context, plan: Plan, period: Period, version: int | None = None) -> Frozen:
    """What a period says as of a version: without one, as of its lock, or as things stand while it is open."""
    versions = context.store.versions.of(period.id)
    wanted = [one for one in versions if one.number == version] if version else versions[-1:] if period.closed else []
    return context.store.versions.frozen(wanted[0]) if wanted else as_it_stands(context, plan, period)


def name_of(by: Person | None) -> str:
    """Under which name somebody's act is kept."""
    return (by.name or NAMELESS) if by else "hệ thống"


def _choices(plan: Plan) -> list[Choice]:
    found = [(_CHOICE.fullmatch(name), value) for name, value in sorted(plan.choices.items())]
    return [Choice(int(one[2]), str(value) if one[1] == "stands_in" else one[3], one[1]) for one, value in found if one]


def _close_draft(context: Context, draft: Draft, period: Period, at: datetime) -> list[Outgoing]:
    meant = [entry for entry in draft.entries if entry.period.id == period.id]
    if not meant:
        return []
    is_whole = len(meant) == len(draft.entries)
    if is_whole:
        context.store.drafts.finish(draft.id, "closed")
    else:
        for entry in meant:
            context.store.drafts.drop_entry(draft.id, entry.task, at)
    plan = context.plan(draft.document)
    texts = words.draft_closed(plan, draft.unit, period, meant)
    now = context.period_now(plan, at.date()) if is_whole and draft.person is not None else None
    buttons = ((Button(into(now), f"into:{draft.id}"),),) if now and now.id != period.id else ()
    return [
        Outgoing(account, text, buttons if text is texts[-1] else ())
        for account in _whose(context, draft)
        for text in texts
    ]


def _whose(context: Context, draft: Draft) -> list[int]:
    """The accounts to tell: the draft's person, or the unit's people where that person has left."""
    if draft.person is None:
        return [p.account for p in context.store.people.of_unit(draft.unit, *REPORTS) if p.account]
    person = context.store.people.get(draft.person)
    return [person.account] if person and person.account else []
