"""The directory of units: their names, abbreviations and other names, and which unit a written name means."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from kb.model import Unit
from nlu.text import fold

_KINDS = {
    "vu", "cuc", "tong", "van", "thanh", "trung", "vien", "so", "phong", "ban", "bo", "uy", "ubnd", "hoc", "tap", "bao",
    "dai", "nha", "cac", "don", "truong", "doan", "quy", "hoi", "vpb", "vp", "tt",
}  # fmt: skip


def key(name: str) -> str:
    """The form in which names are compared: folded, "&" as "va", hyphens and dots as spaces."""
    return re.sub(r"[^a-z0-9&]+", " ", fold(name)).strip()


@dataclass(frozen=True)
class Directory:
    """Units by any of their names."""

    units: tuple[Unit, ...]

    @cached_property
    def by_name(self) -> dict[str, Unit]:
        """Units by the compared form of each of their names; an ambiguous name means nobody."""
        found: dict[str, Unit] = {}
        twice = set()
        for unit in self.units:
            for name in map(key, unit.names()):
                if found.setdefault(name, unit) is not unit:
                    twice.add(name)
        return {name: unit for name, unit in found.items() if name not in twice}

    def find(self, name: str) -> Unit | None:
        """The unit that a written name means, exactly but for case, diacritics and hyphens; None for no unit."""
        return self.by_name.get(key(name))

    def nearest(self, name: str, at_least: float = 80.0) -> Unit | None:
        """The one unit whose name is most like a written one, or None where none or several are."""
        wanted = key(name)
        hits = process.extract(wanted, self.by_name.keys(), scorer=fuzz.ratio, score_cutoff=at_least, limit=5)
        best = {id(self.by_name[hit]): self.by_name[hit] for hit, score, _ in hits if score == hits[0][1]}
        return next(iter(best.values())) if len(best) == 1 else None

    @staticmethod
    def looks_like_unit(text: str) -> bool:
        """Whether a text begins like the name of an organisation ("Vụ …", "các đơn vị …", "TTCNTT")."""
        first = text.split(" ", 1)[0]
        return fold(first) in _KINDS or (first.isupper() and len(first) > 1)


def load_directory(paths: Iterable[Path]) -> Directory:
    """The directory in JSON files, each a list of {name, abbreviations, other_names, belongs, collective, source}."""
    return Directory(
        tuple(_unit(row) for path in paths for row in json.loads(path.read_text(encoding="utf-8"))["units"])
    )


def _unit(row: dict[str, Any]) -> Unit:
    return Unit(
        name=row["name"],
        abbreviations=tuple(row.get("abbreviations", ())),
        other_names=tuple(row.get("other_names", ())),
        belongs=row.get("belongs", False),
        collective=row.get("collective"),
        source=row["source"],
    )
