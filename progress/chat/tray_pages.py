"""What the office sees of its tray: units, rows page by page, and what is held one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from conversation.outgoing import Button, Buttons, Outgoing
from progress.chat.context import Message, Press, rows_of, say, unit_code
from progress.chat.notices import file_buttons
from progress.chat.tray import EVERYTHING, Count, Tray, counted, name_of
from progress.model import Person, Report
from progress.plan import Plan
from progress.rights import may_receive
from progress.store.ledger import Waiting
from progress.wording import reviews as words

PAGE = 5
HELD = "h"
"""Stands in a button for the page on which what is held comes one by one."""


class TrayPages:
    """Screens of the tray, and what is left of them after a deed."""

    def __init__(self, tray: Tray) -> None:
        self._tray = tray
        self._store = tray.store

    # ── all units ────────────────────────────────────────────────────────────
    def overview(self, to: Message | Press) -> Outgoing:
        """What waits by unit, and what of one's own units others receive."""
        person, scope = self._tray.of(to.account)
        plan, counts = self._tray.context.plan(), counted(self._tray.waiting(scope))
        own, hand = self._own(plan, person)
        text = words.waiting({plan.units.short(u): (c.waiting, c.held) for u, c in counts.items()})
        units = [Button(f"{plan.units.short(u)} ({c.waiting})", f"tray:u{unit_code(u)}:1") for u, c in counts.items()]
        buttons = (*_at_once(counts, EVERYTHING), *rows_of(units, 2), *rows_of(hand, 1))
        return say(to, "\n\n".join([text, *own]), buttons, "tray", replace=True)

    def _own(self, plan: Plan, person: Person) -> tuple[list[str], list[Button]]:
        """Rows of one's own units in words, and the buttons that have others receive them."""
        texts, buttons = [], []
        for unit in dict.fromkeys(m.unit for m in person.roles) if person.units("office") else ():
            rows = self._store.ledger.waiting(Waiting(plan.document.id, unit=unit))
            if rows:
                alone = not any(may_receive(one, rows[0]) for one in self._store.people.with_role("office"))
                texts.append(words.not_yours(plan, unit, [row.task for row in rows], alone=alone))
                buttons.append(Button(words.HAND_OVER, f"hand:{unit_code(unit)}"))
        return texts, buttons

    # ── page by page ─────────────────────────────────────────────────────────
    def show(self, to: Message | Press, name: str, page: int, undo: Sequence[Button] = ()) -> Outgoing:
        """The tray's page, or the overview where nothing is left in this tray."""
        _, tray = self._tray.of(to.account)
        scope = self._tray.part_of(tray, name)
        shown = self.page(scope, page, undo) if scope else None
        return say(to, *shown, "tray", replace=True) if shown else self._with(self.overview(to), undo)

    def page(self, scope: Waiting, page: int, undo: Sequence[Button] = ()) -> tuple[str, Buttons] | None:
        """A page of what waits; None where nothing does."""
        counts = counted(self._tray.waiting(scope))
        count = sum(one.waiting for one in counts.values())
        page = min(max(page, 1), -(-count // PAGE))
        rows = self._store.ledger.waiting(scope, (page - 1) * PAGE, PAGE) if count else []
        return self.listed(rows, counts, page, name_of(scope), undo) if rows else None

    def listed(
        self, here: Sequence[Report], counts: dict[str, Count], page: int, name: str, undo: Sequence[Button] = ()
    ) -> tuple[str, Buttons]:
        """Some rows in full, each with its buttons."""
        plan, count = self._tray.context.plan(), sum(one.waiting for one in counts.values())
        pages = -(-count // PAGE)
        title = f"{count} báo cáo chờ tiếp nhận" + (f" – trang {page}/{pages}" if pages > 1 else "")
        turns = [Button(label, f"tray:{name}:{to}") for label, to in (("‹", page - 1), ("›", page + 1))
                 if 1 <= to <= pages]  # fmt: skip
        several = [Button(words.SEVERAL, f"several:{name}")] if len(counts) == 1 and count > 1 else []
        buttons = (
            *(_row(place, row, name, page) for place, row in enumerate(here, 1)),
            *file_buttons(list(here)),
            *((tuple(turns),) if turns else ()),
            *_at_once(counts, name),
            *rows_of([*several, *undo], 1),
        )
        warned = self._tray.context.warnings.of(row.id for row in here)
        codes = {number: one.codes for number, one in warned.items()}
        return words.tray(plan, here, title, self._standing(here), codes), buttons

    def _standing(self, rows: Sequence[Report]) -> dict[int, Report]:
        """What the office has received before of the same, by the row that is to correct it."""
        return {
            row.id: before
            for row in rows
            for before in self._store.ledger.accepted(row.document, unit=row.unit, task=row.task, period=row.period.id)
            if before.kind == row.kind
        }

    # ── one by one ───────────────────────────────────────────────────────────
    def held(self, to: Message | Press, name: str, after: int = 0, undo: Sequence[Button] = ()) -> Outgoing:
        """The next row that something holds, after one; the overview's way where there is none."""
        _, tray = self._tray.of(to.account)
        scope = self._tray.part_of(tray, name) or tray
        held = [one for one, is_held in self._tray.waiting(scope) if is_held]
        before = self._store.ledger.get(after) if after else None
        passed = (before.receipt, before.task, before.id) if before else (0, 0, 0)
        found = next((one for one in held if (one.receipt, one.row.task, one.id) > passed), None)
        if found is None:
            back = (Button(words.BACK, "waiting"), *undo)
            return say(to, words.looked_through(len(held)), rows_of(back, 1), "tray", replace=True)
        return self.card(to, found.id, name, len(held), undo)

    def card(self, to: Message | Press, report: int, name: str, left: int, undo: Sequence[Button] = ()) -> Outgoing:
        """One row with its warnings and what stood before it."""
        (row,), warned = self._store.ledger.rows([report]), self._tray.context.warnings.of([report])[report]
        known = self._store.ledger.rows(filter(None, (warned.beside.earlier, warned.beside.stood)))
        before = next((one for one in known if one.state in ("accepted", "returned")), None)
        text = words.card(self._tray.context.plan(row.document), row, warned.codes, before, left)
        buttons = (
            (Button(words.TAKE, f"take:{row.id}:{name}:{HELD}"), Button(words.MORE, f"more:{row.id}:{name}")),
            *file_buttons([row], numbered=False),
            (Button(words.LATER, f"held:{name}:{row.id}"),),
            *rows_of(undo, 1),
        )
        return say(to, text, buttons, "tray", replace=True)

    @staticmethod
    def _with(out: Outgoing, buttons: Sequence[Button]) -> Outgoing:
        return replace(out, buttons=(*out.buttons, *rows_of(buttons, 1)))


def _row(place: int, row: Report, name: str, page: int) -> tuple[Button, ...]:
    return (
        Button(f"{place}.", f"which:{row.id}"),
        Button(words.TAKE, f"take:{row.id}:{name}:{page}"),
        Button(words.MORE, f"more:{row.id}:{name}"),
    )


def _at_once(counts: dict[str, Count], name: str) -> Buttons:
    """The buttons that receive what nothing holds, and that show what is held."""
    held = sum(one.held for one in counts.values())
    free = sum(one.waiting for one in counts.values()) - held
    found = [Button(words.TAKE_ALL.format(free), f"takeall:{name}")] if free > 1 else []
    return rows_of([*found, *([Button(words.LOOK.format(held), f"held:{name}")] if held else [])], 1)
