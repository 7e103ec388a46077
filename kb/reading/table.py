"""Rows of the appendix's tables to groups and tasks. A column is bound by what its header means, never by its place.

A page break repeats the header row, and cuts a row in two: the second half has no number.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from kb.model import DecisionError, Period
from kb.reading.lines import Line
from kb.reading.units import Directory
from nlu.text import fold, plain, roman, squeeze

REQUIRED = ("number", "content", "lead")
_PERIOD = re.compile(
    r"Quý\s+(?P<quarter>IV|I{1,3}|[1-4])\s*(?:/|năm)\s*(?P<qyear>\d{4})"
    r"|(?:Trước\s+)?(?:ngày\s+)?(?P<day>\d{1,2})/(?P<dmonth>\d{1,2})/(?P<dyear>\d{4})"
    r"|(?P<from>\d{4})\s*[-–]\s*(?P<to>\d{4})"
    r"|(?:Tháng\s+)?(?P<month>\d{1,2})\s*/\s*(?P<myear>\d{4})"
    r"|(?:Năm\s+)?(?P<year>(?:19|20)\d{2})"
    r"|(?P<every>Hàng năm|Hằng năm|Hàng quý|Hằng quý|Thường xuyên)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Row:
    """A task row or a group row being gathered: cells by meaning, and the lines it stands on."""

    mark: str
    cells: dict[str, str]
    lines: list[Line]
    group: str | None = None


@dataclass(slots=True)
class Table:
    """What the rows hold: the header's line, later headers (furniture), group rows and task rows in order."""

    header: Line | None = None
    labels: dict[str, str] = field(default_factory=dict)
    repeated: list[Line] = field(default_factory=list)
    groups: list[Row] = field(default_factory=list)
    tasks: list[Row] = field(default_factory=list)
    other: list[Line] = field(default_factory=list)


Headers = Mapping[str, tuple[str, ...]]


def cells_of(line: Line) -> list[str]:
    """The cells of a row without markup."""
    return [plain(cell) for cell in line.raw.split("\t")]


def bind(cells: Iterable[str], headers: Headers) -> dict[str, int] | None:
    """Meaning of each column, or None where the row is no header of a task table.

    The longest phrase that a header cell holds decides its meaning; a meaning is bound once, to the first column.
    "TT" is all of its cell, so that a task of "TT CNTT" is no header.
    """
    bound: dict[str, int] = {}
    for place, cell in enumerate(cells):
        text = f" {re.sub(r'[^a-z0-9]+', ' ', fold(cell)).strip()} "
        hits = [
            (len(phrase), meaning)
            for meaning, phrases in headers.items()
            for phrase in phrases
            if (said := f" {re.sub(r'[^a-z0-9]+', ' ', phrase)} ") == text or (meaning != "number" and said in text)
        ]
        if hits:
            bound.setdefault(max(hits)[1], place)
    return bound if all(meaning in bound for meaning in REQUIRED) else None


def read_table(lines: list[Line], headers: Headers) -> Table:
    """The appendix's rows by meaning.

    Raises DecisionError, with the line, where no header names number, content and lead unit, where a row has not
    as many cells as its header, or where a task stands without a number.
    """
    table, columns, width = Table(), None, 0
    for line in lines:
        cells = cells_of(line)
        bound = bind(cells, headers)
        if bound is not None:
            columns, width = _with_unknown(bound, cells), len(cells)
            _take_header(table, line, cells, columns)
        elif columns is None:
            table.other.append(line)
        else:
            _take_row(table, line, _by_meaning(line, cells, columns, width))
    if table.header is None:
        line_number = lines[0].number if lines else None
        raise DecisionError("Không thấy bảng nhiệm vụ: cần các cột số thứ tự, nội dung và đơn vị chủ trì", line_number)
    if not table.tasks:
        raise DecisionError("Bảng nhiệm vụ không có hàng nào", table.header.number)
    return table


def _with_unknown(bound: dict[str, int], cells: list[str]) -> dict[str, int]:
    """The columns in their order; one that means nothing to us is kept as "column 5"."""
    meanings = {place: meaning for meaning, place in bound.items()}
    return {meanings.get(place, f"column {place + 1}"): place for place in range(len(cells))}


def _take_header(table: Table, line: Line, cells: list[str], columns: dict[str, int]) -> None:
    if table.header is None:
        table.header = line
        table.labels = {meaning: cells[place] for meaning, place in columns.items()}
    else:
        table.repeated.append(line)


def _by_meaning(line: Line, cells: list[str], columns: dict[str, int], width: int) -> dict[str, str]:
    is_group = roman(cells[columns["number"]].strip(". ")) is not None
    if is_group:
        cells += [""] * (width - len(cells))
    if len(cells) != width:
        raise DecisionError(f"Hàng có {len(cells)} cột, tiêu đề của bảng có {width} cột", line.number)
    return {meaning: cells[place] for meaning, place in columns.items()}


def _take_row(table: Table, line: Line, cells: dict[str, str]) -> None:
    mark = cells["number"].strip(". ")
    group = table.groups[-1].mark if table.groups else None
    if roman(mark):
        if any(known.mark == mark.upper() for known in table.groups):
            raise DecisionError(f"Hai nhóm cùng mang số {mark}", line.number)
        table.groups.append(Row(mark.upper(), cells, [line]))
    elif mark.isdecimal():
        table.tasks.append(Row(str(int(mark)), cells, [line], group))
    elif mark:
        raise DecisionError(f"Ô số thứ tự «{mark}» không phải một số", line.number)
    elif not table.tasks or table.tasks[-1].group != group:
        raise DecisionError("Hàng không có số thứ tự và không nối tiếp hàng nào", line.number)
    elif cells["lead"] and cells["content"][:1].isupper():
        raise DecisionError("Hàng có nội dung và đơn vị chủ trì nhưng không có số thứ tự", line.number)
    else:
        _carry_on(table.tasks[-1], line, cells)


def _carry_on(row: Row, line: Line, cells: dict[str, str]) -> None:
    row.lines.append(line)
    for meaning, text in cells.items():
        if text:
            row.cells[meaning] = squeeze(f"{row.cells.get(meaning, '')} {text}")


def read_periods(cell: str) -> tuple[tuple[Period, ...], str]:
    """The periods in a cell, in order, and what is left of it: "2019- 2020" is 2019-2020."""
    periods, rest, end = [], [], 0
    for found in _PERIOD.finditer(cell):
        rest.append(cell[end : found.start()])
        end = found.end()
        periods.append(_period(found))
    rest.append(cell[end:])
    return tuple(periods), squeeze(re.sub(r"[;,]|(?<!\w)(và|đến)(?!\w)", " ", " ".join(rest)))


def _period(found: re.Match[str]) -> Period:
    if found["quarter"]:
        quarter = roman(found["quarter"]) or int(found["quarter"])
        return Period(
            squeeze(found[0]).replace(" /", "/").replace("/ ", "/"),
            *_months(int(found["qyear"]), 3 * quarter - 2, 3 * quarter),
        )
    if found["day"]:
        return Period(squeeze(found[0]), None, _day(int(found["dyear"]), int(found["dmonth"]), int(found["day"])))
    if found["from"]:
        return Period(f"{found['from']}-{found['to']}", date(int(found["from"]), 1, 1), date(int(found["to"]), 12, 31))
    if found["month"] and 1 <= int(found["month"]) <= 12:
        return Period(squeeze(found[0]), *_months(int(found["myear"]), int(found["month"]), int(found["month"])))
    if found["year"]:
        return Period(squeeze(found[0]), *_months(int(found["year"]), 1, 12))
    return Period(squeeze(found[0]))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def read_units(cell: str, directory: Directory) -> tuple[str, ...]:
    """The units that a cell names, as written, each once.

    Names are parted by commas, semicolons and "và"; these part nothing within a known name
    (Bộ Thông tin và Truyền thông).
    """
    names: list[str] = []
    for stretch in re.split(r"[;\n]", cell):
        pieces = [piece.strip(" .") for piece in stretch.split(",")]
        while pieces:
            count = next((n for n in range(len(pieces), 1, -1) if directory.find(", ".join(pieces[:n]))), 1)
            names += [", ".join(pieces[:count])] if count > 1 else _part_at_and(pieces[0], directory)
            pieces = pieces[count:]
    return tuple(dict.fromkeys(n for n in names if n))


def _part_at_and(piece: str, directory: Directory) -> list[str]:
    if directory.find(piece) or " và " not in piece:
        return [piece.removeprefix("và ")]
    for cut in [m.start() for m in re.finditer(" và ", piece)]:
        left, right = piece[:cut].strip(), piece[cut + 4 :].strip()
        if directory.find(left) or (directory.looks_like_unit(right) and directory.looks_like_unit(left)):
            return [left.removeprefix("và "), *_part_at_and(right, directory)]
    return [piece]
