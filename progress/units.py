"""The units as they are now: those of the decision's directory, with what admins added, renamed and ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from rapidfuzz import fuzz, process

from kb.model import Unit
from kb.reading.units import Directory, key
from progress.store.notes import UnitChange

_LIKE_ENOUGH, _MOST_LIKE = 75.0, 6
_A_DAY = timedelta(days=1)


class Units:
    """Who can report: the units that count as one of the ministry's, by any of their names."""

    def __init__(self, directory: Directory, changes: Sequence[UnitChange]) -> None:
        """Take the changes in the order in which they were made."""
        self.has_changed = bool(changes)
        self._heirs: dict[str, str] = {}
        self._begins: dict[str, date] = {}
        self._ends: dict[str, date] = {}
        self._days: dict[date, list[str]] = {}
        self._followed = [(change.name, change.successor) for change in changes if change.successor]
        units = {unit.name: unit for unit in directory.units}
        for change in changes:
            self._take(change, units)
        self._directory = Directory(tuple(units.values()))

    def _take(self, change: UnitChange, units: dict[str, Unit]) -> None:
        names = (change.abbreviation,) if change.abbreviation else ()
        if change.kind == "added":
            units.setdefault(change.name, Unit(change.name, names, belongs=True))
            self._begin(change.name, change.valid_from)
            return
        last = change.valid_to or (change.valid_from - _A_DAY if change.valid_from else date.min)
        self._ends[change.name] = last
        if change.successor:
            self._heirs[change.name] = change.successor
        if change.kind == "renamed" and change.successor and change.successor not in units:
            old = units.get(change.name) or Unit(change.name)
            units[change.name] = replace(old, abbreviations=(), other_names=())  # its short names are now the heir's
            others = tuple(name for name in old.names()[1:] if name not in names)
            units[change.successor] = Unit(change.successor, names or old.abbreviations, others, belongs=True)
            self._begin(change.successor, last + _A_DAY if last > date.min else None)

    def _begin(self, name: str, day: date | None) -> None:
        self._ends.pop(name, None)
        self._heirs.pop(name, None)
        if day:
            self._begins[name] = day

    def all(self, day: date) -> list[str]:
        """The units that count as units of the ministry on a day, by name."""
        if day not in self._days:
            self._days[day] = [u.name for u in self._directory.units if u.belongs and self._is_there(u.name, day)]
        return self._days[day]

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

    def kin(self, name: str) -> set[str]:
        """A unit and all that ever came before it or after it, by whatever way."""
        found, size = {name}, 0
        while size < len(found):
            size = len(found)
            found |= {unit for pair in self._followed if found & set(pair) for unit in pair}
        return found

    def find(self, name: str) -> str | None:
        """The unit that a name means exactly (but for case, diacritics and hyphens)."""
        unit = self._directory.find(name)
        return unit.name if unit and unit.belongs else None

    def is_known(self, name: str) -> bool:
        """Whether a name already means something, be it outside the ministry or ambiguous."""
        wanted = key(name)
        return any(wanted == key(known) for unit in self._directory.units for known in unit.names())

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

    def current(self, words: str, day: date) -> list[str]:
        """The units of a day that words may mean: as `search`, with the heirs of those that have ended."""
        heirs = dict.fromkeys(self.heir(name, day) for name in self.search(words))
        return [name for name in heirs if self.belongs(name) and self._is_there(name, day)]

    def _is_there(self, name: str, day: date) -> bool:
        return self._begins.get(name, date.min) <= day <= self._ends.get(name, date.max)
