"""What every kind of file ends in: lines of text and tables of cells, each with its place in the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.model import DecisionError
from nlu.text import squeeze

MOST_ROWS = 20_000
MOST_COLUMNS = 60
SOFT = "\v"  # in a cell's text: a line was full, or the writer ended it; white space to whom it does not matter


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, or a line of a page: its text on one line, and the page where the file has pages."""

    text: str
    page: int | None = None


@dataclass(eq=False, slots=True)
class Cell:
    """A cell, merged or not: its text (one line a paragraph), and the columns and rows that it covers."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1

    @property
    def flat(self) -> str:
        return squeeze(self.text)


Row = list[Cell | None]


@dataclass(eq=False, slots=True)
class Grid:
    """A table: in `rows` a merged cell stands at every place that it covers; None where the table has no cell."""

    rows: list[Row]
    page: int | None = None
    lines: tuple[int, ...] = ()  # the line of each row, where the file has lines


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read: its lines and tables in the order of the text."""

    blocks: tuple[Line | Grid, ...]

    @property
    def grids(self) -> list[Grid]:
        return [block for block in self.blocks if isinstance(block, Grid)]


class GridBuilder:
    """Puts cells row after row into a grid, as HTML lays out a table: a cell goes to the first free place."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.owed: dict[int, tuple[Cell, int]] = {}  # by column: a cell that covers rows still to come

    def add(self, cells: Iterable[tuple[str, int, int]]) -> None:
        """A row of (text, columns, rows) cells. Raises DecisionError where the table is larger than any plan."""
        if len(self.rows) >= MOST_ROWS:
            raise DecisionError(f"Bảng có hơn {MOST_ROWS} hàng: hãy tách phần kế hoạch thành tệp riêng")
        number, row = len(self.rows), list[Cell | None]()
        before, self.owed = self.owed, {}
        for text, columns, rows in cells:
            self._fill(row, before)
            cell = Cell(text, number, len(row), max(rows, 1), min(max(columns, 1), MOST_COLUMNS))
            if len(row) + cell.columns > MOST_COLUMNS * 2:
                raise DecisionError(f"Bảng có hơn {MOST_COLUMNS} cột: hãy tách phần kế hoạch thành tệp riêng")
            for _ in range(cell.columns):
                if rows > 1:
                    self.owed[len(row)] = (cell, rows - 1)
                row.append(cell)
        self._fill(row, before)
        self.rows.append(row)

    def _fill(self, row: Row, before: dict[int, tuple[Cell, int]]) -> None:
        while len(row) in before:
            cell, left = before[len(row)]
            if left > 1:
                self.owed[len(row)] = (cell, left - 1)
            row.append(cell)

    def grid(self, page: int | None = None) -> Grid:
        return even(self.rows, page)


def even(rows: list[Row], page: int | None = None, lines: tuple[int, ...] = ()) -> Grid:
    """A grid whose rows all reach as far as the longest."""
    width = max(map(len, rows), default=0)
    return Grid([row + [None] * (width - len(row)) for row in rows], page, lines)
