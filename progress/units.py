"""The units as they are now: those of the decision's directory, with what admins added, renamed and ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rapidfuzz import fuzz, process

from kb.model import Unit
from kb.reading.units import Directory, key
from progress.store.notes import UnitChange

_LIKE_ENOUGH, _MOST_LIKE = 75.0, 6


class Units:
    """Who can report: the units that count as one of the ministry's, by any of their names."""

    def __init__(self, directory: Directory, changes: Sequence[UnitChange]) -> None:
        """Take the changes in the order in which they were made."""
        self._heirs = {c.name: c.successor for c in changes if c.successor}
        self._changes = {c.name: c for c in changes}
        renamed = {c.successor for c in changes if c.kind == "renamed" and c.successor}
        added = [
            Unit(c.name, tuple(filter(None, (c.abbreviation,))), belongs=True) for c in changes if c.kind == "added"
        ]
        new = [Unit(name, belongs=True) for name in renamed if directory.find(name) is None]
        self._directory = Directory((*directory.units, *added, *new))

    def all(self, day: date) -> list[str]:
        """The units that count as units of the ministry on a day, by name."""
        return [u.name for u in self._directory.units if u.belongs and self._is_there(u.name, day)]

    def belongs(self, name: str) -> bool:
        """Whether a unit counts as one of the ministry's at any time."""
        unit = self._directory.find(name)
        return unit is not None and unit.belongs

    def heir(self, name: str, day: date) -> str:
        """Who goes on with a unit's duties on a day: itself, or its successor's successor."""
        seen = {name}
        while not self._is_there(name, day) and (after := self._heirs.get(name)) and after not in seen:
            seen.add(after)
            name = after
        return name

    def find(self, name: str) -> str | None:
        """The unit that a name means exactly (but for case, diacritics and hyphens)."""
        unit = self._directory.find(name)
        return unit.name if unit and unit.belongs else None

    def search(self, words: str) -> list[str]:
        """The units that words may mean, the likeliest first; exactly one where a name fits exactly."""
        exact = self.find(words)
        if exact:
            return [exact]
        names = {n: u.name for n, u in self._directory.by_name.items() if u.belongs}
        hits = process.extract(key(words), names.keys(), scorer=fuzz.WRatio, score_cutoff=_LIKE_ENOUGH, limit=30)
        return list(dict.fromkeys(names[hit] for hit, _, _ in hits))[:_MOST_LIKE]

    def short(self, name: str) -> str:
        """The abbreviation by which staff call a unit, or its name."""
        unit = self._directory.find(name)
        return unit.abbreviations[0] if unit and unit.abbreviations else name

    def _is_there(self, name: str, day: date) -> bool:
        change = self._changes.get(name)
        if change is None:
            return True
        began = change.valid_from is None or change.kind != "added" or change.valid_from <= day
        return began and (change.kind == "added" or (change.valid_to is not None and day <= change.valid_to))
