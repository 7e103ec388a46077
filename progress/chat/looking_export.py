"""/xuat: the ledger as a file for those who may read all."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Literal

from conversation.outgoing import Outgoing
from nlu.text import fold
from progress.asks import Quarter
from progress.chat.context import Context, Message, Outcome, unit_code
from progress.export import as_csv, rows_of
from progress.store.notes import Export
from progress.wording import looking as say_it

Form = Literal["xlsx", "csv"]

AT_ONCE = 300  # rows of a file that is made on the spot
_EVERY = re.compile(r"\b(?:tat ca|toan bo|all)\b")
_CSV = re.compile(r"\bcsv\b")
_KEY = re.compile(r"\b(\d{4})-q([1-4])\b")
_QUARTER = re.compile(r"\b(?:quy|q)\s*(iv|i{1,3}|[1-4])(?:\s*(?:/|nam|-)?\s*(\d{4}))?\b")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def read_argument(argument: str) -> tuple[Quarter | None, bool, Form] | None:
    """What is to be exported: a quarter or none, whether all revisions, and in which form; None for other words."""
    line = fold(argument).strip()
    form: Form = "csv" if _CSV.search(line) else "xlsx"
    line = " ".join(_CSV.sub(" ", line).split())
    every, line = bool(_EVERY.search(line)), _EVERY.sub("", line).strip()
    if not line:
        return None, every, form
    if found := _KEY.fullmatch(line):
        return Quarter(int(found[2]), int(found[1])), every, form
    if found := _QUARTER.fullmatch(line):
        return Quarter(_ROMAN.get(found[1]) or int(found[1]), int(found[2]) if found[2] else None), every, form
    return None


def export(context: Context, folder: Path, message: Message, key: str | None, *, every: bool, form: Form) -> Outcome:
    """Write the file and send it; asked for again, it takes the place of the person's earlier one.

    A workbook, and a large table, is made by another process, which `finished` follows.
    """
    rows = context.store.ledger.count(key, every=every)
    if not rows:
        return Outcome([Outgoing(message.account, say_it.NOTHING_TO_EXPORT, reply_to=message.number)])
    wanted = Export(0, message.account, message.number, key, every, rows, form)
    if rows > AT_ONCE or form == "xlsx":
        context.store.exports.add(wanted)
        return Outcome([Outgoing(message.account, say_it.EXPORTING, reply_to=message.number)])
    write(place_of(folder, wanted), as_csv(rows_of(context.store.ledger, key, every=every)))
    return Outcome([finished(context, folder, wanted, message.at)])


def finished(context: Context, folder: Path, made: Export, at: datetime) -> Outgoing:
    """The message with a file that has been made."""
    name = _name(made)
    context.store.audit.add(at, context.person(made.account), "xuất báo cáo", name, f"{made.rows} báo cáo")
    text = say_it.exported(made.rows, made.quarter, every=made.every)
    path = str(place_of(folder, made))
    return Outgoing(made.account, text, reply_to=made.message, file=path, file_name=name)


def place_of(folder: Path, export: Export) -> Path:
    """Where a file lies: one of each kind a person."""
    return folder / f"{unit_code(str(export.account))}-{_name(export)}"


def _name(export: Export) -> str:
    parts = ["bao-cao", export.quarter, "tat-ca" if export.every else None]
    return f"{'-'.join(filter(None, parts))}.{export.form}"


def write(path: Path, text: str) -> None:
    """Write a file so that whoever reads it sees it whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    beside.write_text(text, encoding="utf-8", newline="")
    beside.replace(path)
