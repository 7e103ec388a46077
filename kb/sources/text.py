"""Plain text: lines, and tables whose cells are parted by tabs."""

from __future__ import annotations

from itertools import groupby

from kb.model import DecisionError
from kb.reading.lines import Line as RawLine
from kb.reading.lines import decode, split_lines
from kb.sources.model import Cell, Grid, Line, Row, Source, even
from nlu.text import plain


def read_text(data: bytes) -> Source:
    """Raises DecisionError, with the line, for bytes that are no text and for a row that lost or won a cell."""
    blocks: list[Line | Grid] = []
    for is_table, group in groupby(filter(lambda line: line.plain, split_lines(decode(data))), _is_row):
        lines = list(group)
        blocks += [_grid(lines)] if is_table else [Line(line.plain) for line in lines]
    return Source(tuple(blocks))


def _is_row(line: RawLine) -> bool:
    return ("\t" in line.raw.strip("\t \n") and not line.raw.startswith("\t-")) or line.raw.count("\t") > 1


def _grid(lines: list[RawLine]) -> Grid:
    cells = [[plain(cell) for cell in line.raw.split("\t")] for line in lines]
    width = max(len(row) for row in cells[:3])
    rows: list[Row] = []
    for line, row in zip(lines, cells, strict=True):
        if len(row) > width or 2 < len(row) < width:
            raise DecisionError(f"Hàng có {len(row)} cột, tiêu đề của bảng có {width} cột", line.number)
        rows.append([Cell(text, len(rows), place) for place, text in enumerate(row)])
    return even(rows, lines=tuple(line.number for line in lines))
