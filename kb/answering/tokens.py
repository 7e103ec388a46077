"""Buttons' tokens: a query in a few bytes, so that a button means the same after any restart.

`document|kind:rest`; a document is named by its slug. Paging tokens begin with "p:", for channels that edit in place.
"""

from __future__ import annotations

from kb.asking.query import Filter, Query
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


def page_token(document: str, query: Query, page: int, directory: Directory, turning: bool = True) -> str | None:
    """The token for a page of a list, or None where the list's condition does not fit into a token.

    `turning` pages of a list replace each other; else the page is a message of its own.
    """
    wanted = query.filter or Filter()
    if wanted.words or wanted.within or wanted.without or wanted.several or wanted.other or len(query.groups) > 1:
        return None
    unit = next((u for u in directory.units if u.name == wanted.unit), None)
    name = key(unit.abbreviations[0] if unit.abbreviations else unit.name).replace(" ", "_") if unit else ""
    group = wanted.group or next(iter(query.groups), "")
    parts = {
        "u": name,
        "r": (wanted.role or "")[:1],
        "g": group,
        "d": wanted.period or "",
        "y": str(wanted.year or ""),
        "o": "1" if wanted.only else "",
        "x": "".join(a[0] for a in wanted.absent),
        "h": "".join(a[0] for a in wanted.present),
    }
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
            return Query("list", filter=_read_filter(tail, directory), page=int(head))
        if head == "v":
            return tail
        if head == "t":
            number, letter = tail.split(":")
            return Query("task", aspects=(_ASPECTS[letter],), tasks=(int(number),))
    except (ValueError, KeyError):
        return None
    return None


def _read_filter(text: str, directory: Directory) -> Filter:
    given = dict(part.split("=", 1) for part in text.split(";") if part)
    unit = directory.by_name[given["u"].replace("_", " ")].name if "u" in given else None
    return Filter(
        unit=unit,
        role={"l": "lead", "c": "coord"}[given["r"]] if "r" in given else None,
        group=given.get("g"),
        period=given.get("d"),
        year=int(given["y"]) if "y" in given else None,
        only="o" in given,
        absent=tuple(_FIELDS[letter] for letter in given.get("x", "")),
        present=tuple(_FIELDS[letter] for letter in given.get("h", "")),
    )
