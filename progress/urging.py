"""What an urge says: its places, filled for a unit, and what may stand in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

PLACES = ("{đơn vị}", "{nhiệm vụ}", "{hạn}")
LONGEST = 1500
_PLACE = re.compile(r"\{[^{}]*\}")
_FORBIDDEN = re.compile(r"đôn\s*đốc", re.IGNORECASE)


class UnfitTextError(ValueError):
    """A text that nobody is sent; `reason` is "empty", "long", "harsh" or the place that is none."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def checked(text: str) -> str:
    """A text as it may go out: it asks, and names no place that there is not. Raises UnfitTextError."""
    text = text.strip()
    strange = next((place for place in _PLACE.findall(text) if place not in PLACES), "")
    reasons = {
        "empty": not any(letter.isalpha() for letter in text),
        "long": len(text) > LONGEST,
        "harsh": _FORBIDDEN.search(text) is not None,
        strange: bool(strange),
    }
    if reason := next((reason for reason, holds in reasons.items() if holds), ""):
        raise UnfitTextError(reason)
    return text


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with its places filled; what fills one is not read for places again."""
    return _PLACE.sub(lambda found: values.get(found[0], found[0]), text)
