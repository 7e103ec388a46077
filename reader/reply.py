"""What a model has replied, as a value: the first JSON object of a text, and the Asks that it holds, field by field.

Nothing is believed here. What is no Ask of the grammar raises UnreadableError.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from kb.asking.desk import Desk
from kb.asking.query import Query
from reader.asks import ask_of
from reader.fields import UnreadableError, filled
from reader.grammar import MOST_ASKS, MOST_DESCRIBED

LONGEST = 64 * 1024
"""Letters of a reply that are looked at."""
_OPENINGS = 20  # braces at which an object is looked for
Said = Literal["yes", "no", "unclear"]


@dataclass(frozen=True)
class Reply:
    """What a model says is asked: `described` are the words that it quotes, and what it takes them for."""

    said: Said
    queries: tuple[Query, ...]
    described: tuple[tuple[str, str], ...]


def read_reply(text: str, desk: Desk, today: date) -> Reply:
    """Read a model's text. Raises UnreadableError for what is no reply of the grammar."""
    found = first_object(text)
    said, asks = found.get("said", "yes"), found.get("asks", [])
    if said not in ("yes", "no", "unclear") or not isinstance(asks, list) or len(asks) > MOST_ASKS:
        raise UnreadableError("no reply of the grammar")
    queries = tuple(dict.fromkeys(ask_of(filled(one), desk, today) for one in asks))
    if said == "no" and any(query.kind != "refusal" for query in queries):
        raise UnreadableError("says both that it is in the decision and that it is not")
    return Reply(said, queries, tuple(_described(found.get("described", []))))


def first_object(text: str) -> dict[str, Any]:
    """The first JSON object in a text; where a server has no schema, there may be words around it."""
    text, decoder, place = text[:LONGEST], json.JSONDecoder(), -1
    for _ in range(_OPENINGS):
        place = text.find("{", place + 1)
        if place < 0:
            break
        try:
            found, _end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            return found
    raise UnreadableError("no JSON object")


def _described(given: object) -> list[tuple[str, str]]:
    if not isinstance(given, list):
        raise UnreadableError("no list of what is described")
    pairs = [(one.get("words"), one.get("is")) for one in given[:MOST_DESCRIBED] if isinstance(one, dict)]
    return [(words, meant) for words, meant in pairs if isinstance(words, str) and isinstance(meant, str)]
