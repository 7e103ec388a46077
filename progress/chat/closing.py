"""Closing a period: what is not sent by then stays unsent, and whoever had a draft gets its words back."""

from __future__ import annotations

from datetime import datetime

from conversation.outgoing import Outgoing
from progress.chat.context import Context
from progress.model import REPORTS, Period, Person
from progress.store.drafts import Draft
from progress.wording import admin as words


def close_period(context: Context, period: Period, by: Person | None, at: datetime) -> list[Outgoing]:
    """Close a period and the drafts' entries for it; gives what is to be told. One that is closed stays as it is.

    A draft that is about this period only is kept as it was, as closed; another goes on without these entries.
    """
    fresh = context.store.periods.get(period.id)
    if fresh is None or fresh.closed:
        return []
    context.store.periods.close(period, at)
    context.store.audit.add(at, by, "period_closed", f"period:{period.key}", period.document)
    told = []
    for draft in context.store.drafts.all_open(period.document):
        told += _close_draft(context, draft, period, at)
    return told


def _close_draft(context: Context, draft: Draft, period: Period, at: datetime) -> list[Outgoing]:
    meant = [entry for entry in draft.entries if entry.period.id == period.id]
    if not meant:
        return []
    if len(meant) == len(draft.entries):
        context.store.drafts.finish(draft.id, "closed")
    else:
        for entry in meant:
            context.store.drafts.drop_entry(draft.id, entry.task, at)
    plan = context.plan(draft.document)
    texts = words.draft_closed(plan, draft.unit, period, meant)
    return [Outgoing(account, text) for account in _whose(context, draft) for text in texts]


def _whose(context: Context, draft: Draft) -> list[int]:
    """The accounts to tell: the draft's person, or the unit's people where that person has left."""
    if draft.person is None:
        return [p.account for p in context.store.people.of_unit(draft.unit, *REPORTS) if p.account]
    person = context.store.people.get(draft.person)
    return [person.account] if person and person.account else []
