"""Buttons' tokens: a query in a few bytes, so that a button means the same after any restart.

`document|kind:rest`; a document is named by its slug. Paging tokens begin with "p:", for channels that edit in place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.asking.query import Condition, Query
from kb.reading.units import Directory, key

LONGEST = 56  # bytes: Telegram allows 64, and the channel needs some of its own
_ASPECTS = {"l": "lead", "c": "coord", "w": "when", "p": "product", "n": "note", "a": "all"}
_LETTERS = {aspect: letter for letter, aspect in _ASPECTS.items()}
_FIELDS = {"l": "lead", "c": "coord", "p": "product", "n": "note"}


def slug(number: str) -> str:
    """A decision's number as letters that any channel takes: 676/QĐ-BKHCN → 676-QD-BKHCN."""
    return key(number).upper().replace(" ", "-")


def verbatim_token(document: str, address: str) -> str:
    """The token for an address's verbatim text."""
    return f"{slug(document)}|v:{address}"


def task_token(document: str, number: int, aspect: str) -> str:
    """The token for one aspect of a task."""
    return f"{slug(document)}|t:{number}:{_LETTERS[aspect]}"


def option_token(document: str, place: int) -> str:
    """The token for a choice of the question back that is open, by its place."""
    return f"{slug(document)}|o:{place}"


def decision_token(document: str) -> str:
    """The token for a decision of several that answer the question back that is open."""
    return f"{slug(document)}|d:"


def asks_decision(token: str) -> bool:
    """Whether a token chooses a decision."""
    return token.endswith("|d:")


def option_in(token: str) -> int | None:
    """The place of the choice that a token names, or None."""
    head, _, tail = token.partition("|")[2].partition(":")
    return int(tail) if head == "o" and tail.isdigit() and len(tail) < 3 else None


def page_token(document: str, query: Query, page: int, directory: Directory, turning: bool = True) -> str | None:
    """The token for a page of a list, or None where the list's condition does not fit into a token.

    `turning` pages of a list replace each other; else the page is a message of its own.
    """
    parts = dict(_parts(query.where, directory))
    if len(parts) < len(query.where) or query.aspects or "" in parts:
        return None
    rest = ";".join(f"{field}={value}" for field, value in parts.items() if value)
    token = f"{'p:' if turning else ''}{slug(document)}|{page}:{rest}"
    return token if len(token.encode()) <= LONGEST else None


def name_in(token: str) -> str:
    """The slug of the document that a token is about; the whole of a foreign one."""
    return token.removeprefix("p:").partition("|")[0]


def read_token(token: str, directory: Directory) -> Query | str | None:
    """The query of a token, or the address whose verbatim text is wanted; None for a foreign one."""
    head, _, tail = token.partition("|")[2].partition(":")
    try:
        if head.isdigit():
            return Query("list", where=_read_where(tail, directory), page=int(head))
        if head == "v":
            return tail
        if head == "t":
            number, letter = tail.split(":")
            return Query("task", aspects=(_ASPECTS[letter],), tasks=(int(number),))
    except (ValueError, KeyError):
        return None
    return None


def _parts(where: Sequence[Condition], directory: Directory) -> Iterator[tuple[str, str]]:
    """Each condition as a letter with its value; the letter "" for one that fits into no token."""
    for own in where:
        if own.negated or len(own.values) > 1:
            yield "", ""
        elif own.kind == "unit" and own.op == "any":
            unit = next((u for u in directory.units if u.name == own.values[0]), None)
            name = key(unit.abbreviations[0] if unit.abbreviations else unit.name).replace(" ", "_") if unit else ""
            yield "u", f"{name};r={own.role[0]}" if own.role else name
        elif own.kind == "group":
            yield "g", own.values[0]
        elif own.kind == "period" and own.op in ("in", "only"):
            letter = "y" if own.values[0].isdigit() else "d"
            yield letter, own.values[0] + (";o=1" if own.op == "only" else "")
        elif own.kind == "cell" and own.op in ("empty", "filled"):
            yield "x" if own.op == "empty" else "h", (own.role or "")[0]
        else:
            yield "", ""


def _read_where(text: str, directory: Directory) -> tuple[Condition, ...]:
    """The conditions of a token; those of buttons that were sent before have several letters of cells."""
    given = dict(part.split("=", 1) for part in text.split(";") if part)
    where = []
    role = {"l": "lead", "c": "coord"}[given["r"]] if "r" in given else None
    if "u" in given:
        name = directory.by_name[given["u"].replace("_", " ")].name
        where.append(Condition("unit", (name,), role, "any"))
    if "g" in given:
        where.append(Condition("group", (given["g"],)))
    if period := given.get("d") or given.get("y"):
        where.append(Condition("period", (period,), op="only" if "o" in given else "in"))
    for letter, op in (("x", "empty"), ("h", "filled")):
        where += [Condition("cell", (), _FIELDS[name], op) for name in given.get(letter, "")]
    return tuple(where)
