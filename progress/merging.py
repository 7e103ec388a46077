"""How what is newly said joins what was said before, and what about it deserves a second look. Pure functions."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from nlu.text import fold
from progress.model import Entry, Report, Status

LONGEST = 20_000
"""Letters that a field holds: several of Telegram's longest messages."""

Caution = Literal["done-without-result", "no-sentence", "unchanged"]


def joined(before: Entry | None, new: Entry) -> Entry:
    """A draft's entry with more words: texts are added to, the rest takes the place of what was said before."""
    if before is None or before.nothing_new or new.nothing_new:
        return new
    status, percent = _standing(before, new)
    return Entry(
        status=status,
        percent=percent,
        result=_both(before.result, new.result),
        difficulty=_both(before.difficulty, new.difficulty),
        proposal=_both(before.proposal, new.proposal),
        next_step=_both(before.next_step, new.next_step),
        completed=new.completed or before.completed,
        product=_both(before.product, new.product),
        kept=tuple(dict.fromkeys((*before.kept, *new.kept))),
    )


def _standing(before: Entry, new: Entry) -> tuple[Status | None, int | None]:
    """Status and percentage after more words: a percentage may reopen what was done, texts alone change neither."""
    if new.percent is not None:
        return new.status or (before.status if before.status in ("paused", "waiting") else None), new.percent
    if new.status is None:
        return before.status, before.percent
    keeps = new.status in ("in_progress", "paused", "waiting") and before.percent not in (None, 100)
    return new.status, before.percent if keeps else None


def _both(before: str | None, after: str | None) -> str | None:
    if not before or not after or fold(after) in fold(before):
        return before or after
    return f"{before.rstrip(' .;')}; {after}"


def settled(entry: Entry, last: Report | None, *, continuing: bool) -> Entry:
    """An entry as it is shown and sent: a status that fits the percentage; "không phát sinh" carries the last state on.

    A continuing task has no percentage: one that was told stays in the result.
    """
    if entry.nothing_new and last is not None:
        return replace(entry, status=last.entry.status, percent=last.entry.percent)
    percent = entry.percent
    if continuing and percent is not None:
        told = f"{percent}%"
        entry = replace(entry, percent=None, kept=(*entry.kept, told), result=_both(entry.result, told))
        percent = None
    if last is not None and percent is None and not continuing and _goes_on(entry, last.entry):
        percent = last.entry.percent  # it stood and was not said anew
    stays_done = last is not None and last.entry.status == "done" and percent is None
    status = entry.status or ("done" if stays_done else _status_of(percent))
    if status == "done":
        percent = None if continuing else 100
    elif status == "not_started":
        percent = 0 if percent is not None else None
    return replace(entry, status=status, percent=percent)


def _goes_on(entry: Entry, before: Entry) -> bool:
    """Whether what a task stood at still stands: neither began it anew nor ended it."""
    return entry.status in (None, "in_progress", "waiting", "paused") and before.percent not in (None, 0, 100)


def _status_of(percent: int | None) -> Status:
    if percent == 100:
        return "done"
    return "not_started" if percent == 0 else "in_progress"


def is_too_long(entry: Entry) -> bool:
    """Whether more has been said than a field holds."""
    texts = (entry.result, entry.difficulty, entry.proposal, entry.next_step, entry.product)
    return any(len(text) > LONGEST for text in texts if text)


def is_empty(entry: Entry) -> bool:
    """Whether nothing at all has been said."""
    return entry == Entry()


def cautions(entry: Entry, last: Report | None) -> list[Caution]:
    """What only its sender can mend before it is sent; `entry` is settled, `last` is what was said before."""
    found: list[Caution] = []
    if entry.nothing_new:
        return ["no-sentence"] if last is None else []
    before = last.entry if last else Entry()
    told = entry.result if entry.result != before.result else None
    if entry.status == "done" and before.status != "done" and not told and not entry.product:
        found.append("done-without-result")
    if last is not None and last.state == "returned" and replace(entry, kept=()) == replace(before, kept=()):
        found.append("unchanged")
    return found
