"""Units by half of their names ("bên CNTT", "vụ kế hoạch", "Pháp chế"): derived from the directory, never ambiguous."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from kb.asking.phrases import Phrases
from kb.model import Unit
from kb.reading.units import Directory, key

_SHORTEST = 2  # syllables of a name's own part that stand for it


def nicknames(directory: Directory, kinds: Mapping[str, str]) -> Phrases[Unit]:
    """Ways of naming units that the directory does not have, each of which can mean one unit only.

    `kinds` are the folded words of data/language/unit_kinds.tsv with their class.
    """
    return _of_one(directory, lambda unit: _nicknames(unit, kinds))


def own_names(directory: Directory, kinds: Mapping[str, str], text: str) -> Phrases[Unit]:
    """The own parts of names ("Pháp chế") of units that a folded text says, where it says that part of units only."""
    return _of_one(directory, lambda unit: _own_name(unit, kinds, text))


def _of_one(directory: Directory, ways: Callable[[Unit], Iterable[str]]) -> Phrases[Unit]:
    found: dict[str, list[Unit]] = {}
    for unit in directory.units:
        for way in () if unit.collective else set(ways(unit)):
            found.setdefault(way, []).append(unit)
    return Phrases.of(
        (way, units[0]) for way, units in found.items() if len(units) == 1 and way not in directory.by_name
    )


def _nicknames(unit: Unit, kinds: Mapping[str, str]) -> Iterator[str]:
    sides = [word for word, class_ in kinds.items() if class_ == "side"]
    for name in map(key, unit.names()):
        kind, own = _parts(name, kinds)
        yield from (f"{kind} {' '.join(own[:size])}" for size in range(_SHORTEST, len(own)))
        least = 1 if len(own) == 1 else _SHORTEST  # one word of its own is an abbreviation: "bên PC"
        yield from (f"{side} {' '.join(own[:size])}" for side in sides for size in range(least, len(own) + 1))
    kind, own = _parts(key(unit.name), kinds)
    initials = "".join(word[0] for word in (*kind.split(), *own))
    if len(own) > _SHORTEST and initials in map(key, unit.abbreviations):
        yield from (f"{side} {initials[len(kind.split()) :]}" for side in sides)


def _own_name(unit: Unit, kinds: Mapping[str, str], text: str) -> Iterator[str]:
    _, own = _parts(key(unit.name), kinds)
    name = " ".join(own)
    said = any(f" {key(way)} " in text for way in unit.names())
    if said and len(own) >= _SHORTEST and text.count(f" {name} ") == text.count(f" {key(unit.name)} "):
        yield name


def _parts(name: str, kinds: Mapping[str, str]) -> tuple[str, list[str]]:
    """The word for the kind of unit with which a name begins, and the words of its own part; nothing without one."""
    begins = [word for word, class_ in kinds.items() if class_ == "kind" and name.startswith(f"{word} ")]
    kind = max(begins, key=len, default="")
    return kind, name.removeprefix(kind).split() if kind else []
