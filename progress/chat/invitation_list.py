"""Reading the list of who is invited: typed lines, a .csv or an .xlsx; each bad line is named with its reason."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from conversation.cleaning import clean
from nlu.text import fold
from progress.chat.typed import UnfitError, read_name, read_position, read_role
from progress.model import Role
from progress.units import Units
from progress.wording import people as words

MOST_ROWS, MOST_BYTES, MOST_UNPACKED = 300, 1_000_000, 20_000_000
_HEADER_ROWS, _MOST_CELLS = 10, 20
_HEADERS = {
    "unit": ("don vi", "ten don vi", "co quan", "unit"),
    "name": ("ho ten", "ho va ten", "ten", "can bo", "nguoi", "name"),
    "position": ("chuc vu", "chuc danh", "position"),
    "role": ("vai tro", "quyen", "role"),
}
_ORDER = ("unit", "name", "position", "role")

Line = tuple[int, list[str]]


class ListError(ValueError):
    """The whole list cannot be read; the message is in Vietnamese."""


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """Somebody to be invited."""

    unit: str
    name: str
    position: str
    role: Role


def read_invitations(
    name: str, content: bytes, units: Units, day: date | None = None
) -> tuple[list[InvitationRow], list[str]]:
    """The rows of a list and what is wrong with the others; `name` is the file's, or "" for typed lines.

    Columns stand in any order under a header (Đơn vị, Họ và tên, Chức vụ, Vai trò), else in this order. `day` is when
    the units must be there. Raises ListError.
    """
    rows: dict[tuple[str, str], InvitationRow] = {}
    faults: list[str] = []
    for number, cells in _bound(list(_lines(name, content))):
        try:
            row = _row(cells, units, day)
        except UnfitError as fault:
            faults.append(words.fault(number, str(fault)))
            continue
        if rows.setdefault((row.unit, row.name), row) is not row:
            faults.append(words.fault(number, words.FAULT_TWICE))
    return list(rows.values()), faults


def _row(cells: Sequence[str], units: Units, day: date | None) -> InvitationRow:
    unit_words, name, position, role_words = cells
    if not all(cells):
        raise UnfitError(words.FAULT_CELLS)
    unit = units.find(unit_words[:200])
    if unit and day:
        unit = next(iter(units.current(unit, day)), None)
    if unit is None:
        raise UnfitError(words.fault_unit(unit_words, [units.short(u) for u in units.search(unit_words[:200])]))
    role = read_role(role_words)
    if role is None:
        raise UnfitError(words.fault_role(role_words))
    return InvitationRow(unit, read_name(name), read_position(position), role)


def _bound(lines: Sequence[Line]) -> Iterator[Line]:
    """The four cells of each line, by the header where there is one."""
    columns: dict[str, int] = dict(zip(_ORDER, range(4), strict=True))
    skip = 0
    for place, (_, cells) in enumerate(lines[:_HEADER_ROWS]):
        if found := _header(cells):
            columns, skip = found, place + 1
            break
    for number, cells in lines[skip:]:
        yield number, [cells[columns[what]] if columns[what] < len(cells) else "" for what in _ORDER]


def _header(cells: Sequence[str]) -> dict[str, int] | None:
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        folded = fold(cell).strip(" :*.")
        for what, names in _HEADERS.items():
            if folded in names:
                found.setdefault(what, place)
    return found if len(found) == len(_ORDER) else None


def _lines(name: str, content: bytes) -> Iterator[Line]:
    """The lines that hold something, numbered as in the file."""
    if len(content) > MOST_BYTES:
        raise ListError(words.TOO_BIG)
    kind = name.lower().rpartition(".")[2] if name else "lines"
    if kind not in ("lines", "csv", "xlsx"):
        raise ListError(words.NOT_A_LIST)
    table = _workbook(content) if kind == "xlsx" else _text_table(content, kind)
    held = 0
    for number, raw in enumerate(table, start=1):
        cells = [clean(cell[:1000]) for cell in raw[:_MOST_CELLS]]
        if any(cells):
            held += 1
            if held > MOST_ROWS + _HEADER_ROWS:
                raise ListError(words.TOO_BIG)
            yield number, cells


def _text_table(content: bytes, kind: str) -> Iterable[list[str]]:
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise ListError(words.BROKEN_FILE) from None
    if kind == "lines":
        return [line.split("|") for line in text.splitlines()]
    head = text[:2000]
    delimiter = max(";,\t|", key=head.count)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error:
        raise ListError(words.BROKEN_FILE) from None


def _workbook(content: bytes) -> list[list[str]]:
    """The first sheet's cells; a file that unpacks to far more than it is, is not unpacked."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
    except zipfile.BadZipFile:
        raise ListError(words.BROKEN_FILE) from None
    if unpacked > MOST_UNPACKED:
        raise ListError(words.TOO_BIG)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet: Any = book.worksheets[0]
        rows = sheet.iter_rows(max_row=5 * MOST_ROWS, max_col=_MOST_CELLS, values_only=True)
        return [["" if cell is None else str(cell) for cell in row] for row in rows]
    except Exception as error:  # openpyxl raises whatever its XML and zip readers raise
        raise ListError(words.BROKEN_FILE) from error
