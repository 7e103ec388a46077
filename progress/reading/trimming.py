"""The marks about a field's words: which belong to them, and which only part or list them."""

from __future__ import annotations

import re
from itertools import pairwise

from progress.reading.findings import Body
from progress.reading.line import LONGEST, Line

_BEFORE = re.compile(r"^(?:[\s,;:.|•➢→✓✔)]|[!?…](?=\s)|[-–—+*/=](?=\s)|[-–—](?=[^\W\d_])|[-=]>(?=\s))+")
_ENDS, _SPACED = " \n\t,;:.|•➢→(", "-–—+*/="  # part or list; do so after a space


def give_marks(body: Body) -> None:
    """Give the marks between two pieces to the words that they touch ("<b>x", "=1+1", "họp 😀"), in place."""
    line = body.line
    for before, after in pairwise((None, *body.pieces, None)):
        left, right = before.end if before else 0, after.start if after else len(line.tokens)
        place = _parting(line, left, right, mine=before is not None and before.field is not None)
        if before and before.field:
            before.end = place
        if after and after.field:
            after.start = place


def _parting(line: Line, left: int, right: int, *, mine: bool) -> int:
    """Where a run of marks parts: what touches the words before it is theirs, all up to a line's end where `mine`."""
    tokens, touching = line.tokens, left
    while left and touching < right and tokens[touching].kind == "mark" and line.touches(touching):
        touching += 1
    if not mine:
        return touching
    own = right
    while own > touching and own < len(tokens) and line.touches(own) and tokens[own - 1].kind == "mark":
        own -= 1
    ended = (n for n in range(touching, own) if tokens[n].kind == "newline")
    return next(ended, own)


def trimmed(text: str) -> str:
    """A field's text without list marks and separators at its ends, and without a bracket that stands alone."""
    text = _cut(text[:LONGEST])
    if text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        return _cut(text[1:-1])
    if text.endswith(")") and "(" not in text:
        return _cut(text[:-1])
    return _cut(text[1:]) if text.startswith("(") and ")" not in text else text


def _cut(text: str) -> str:
    end = len(text)
    while end and (text[end - 1] in _ENDS or (text[end - 1] in _SPACED and text[end - 2 : end - 1] in (" ", "\n"))):
        end -= 1
    return _BEFORE.sub("", text[:end])
