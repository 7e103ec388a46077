"""The head of a task table: which column means what, by its words alone; and which tables are none of tasks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from kb.sources.model import Cell, Grid, Row
from nlu.text import fold, roman

_LONGEST = 90  # letters of a header cell
_MOST_ROWS = 3  # of a head
_TIMELINE = re.compile(
    r"(quy )?(i{1,3}|iv|[1-4])( nam \d{4}| \d{4})?|(nam )?20\d\d|thang \d{1,2}( \d{4})?|t\d{1,2}|q[1-4]"
)
_EXACT = ("number", "schedule", "unit")

Vocabulary = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the head: its meaning, its words, and the places [start, end) of the grid that it covers."""

    meaning: str
    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Head:
    """The columns of a table, and the rows of the grid that name them."""

    columns: tuple[Column, ...]
    first: int
    last: int
    cells: tuple[Cell, ...] = field(default=(), compare=False)

    def has(self, *meanings: str) -> bool:
        return any(column.meaning in meanings for column in self.columns)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(column.label for column in self.columns)

    def split(self, row: Row) -> list[tuple[Column, Cell]]:
        """The cell of each column: one by one where there are as many, else the one that lies most under it."""
        cells = list(dict.fromkeys(cell for cell in row if cell is not None))
        if len(cells) == len(self.columns):
            return list(zip(self.columns, cells, strict=True))
        found = []
        for column in self.columns:
            under = [cell for cell in row[column.start : column.end] if cell is not None]
            if under:
                found.append((column, max(dict.fromkeys(under), key=under.count)))
        return found


def words(text: str) -> str:
    """A header's words in the form in which they are compared."""
    return re.sub(r"[^a-z0-9]+", " ", fold(text)).strip()


def meaning_of(label: str, vocabulary: Vocabulary) -> str | None:
    """What a header's words mean: the longest phrase in them decides, the first of two as long."""
    text = words(label)
    if not text or len(label) > _LONGEST:
        return None
    best, longest = None, 0
    for meaning, phrases in vocabulary.items():
        for phrase in map(words, phrases):
            fits = text == phrase or (
                meaning not in _EXACT
                and (f"{text} ".startswith(f"{phrase} ") if meaning == "decoy" else f" {phrase} " in f" {text} ")
            )
            if fits and len(phrase) > longest:
                best, longest = meaning, len(phrase)
    if best in ("lead", "coordinator", "performer") and "chu tri" in text and "phoi hop" in text:
        return "both"
    if best in (None, "period") and _TIMELINE.fullmatch(text):
        return "timeline"
    return best


def find_heads(grid: Grid, vocabulary: Vocabulary) -> Iterator[Head]:
    """The heads of task tables in a grid, from top to bottom."""
    number = 0
    while number < len(grid.rows):
        head = _head_at(grid, number, vocabulary)
        if head is None:
            number += 1
        else:
            yield head
            number = head.last + 1


def is_foreign(grid: Grid, vocabulary: Vocabulary) -> bool:
    """Whether a grid begins with the head of some table, so that it goes on with none before it."""
    first = [cell for cell in dict.fromkeys(grid.rows[0]) if cell is not None and cell.flat]
    meant = [meaning_of(cell.flat, vocabulary) for cell in first]
    return "number" in meant or sum(m is not None for m in meant) > 2


def _head_at(grid: Grid, first: int, vocabulary: Vocabulary) -> Head | None:
    row = grid.rows[first]
    cells = [cell for cell in dict.fromkeys(row) if cell is not None]
    filled = [cell for cell in cells if cell.flat]
    if len(filled) < 2 or any(
        len(c.flat) > _LONGEST or c.flat.isdecimal() or roman(c.flat.strip(". ")) for c in filled
    ):
        return None
    last = first
    while last + 1 < len(grid.rows) and last - first + 1 < _MOST_ROWS and _is_under(grid, first, last + 1, vocabulary):
        last += 1
    columns = tuple(_settled(list(_columns(grid, first, last, vocabulary))))
    head = Head(columns, first, last, tuple(c for r in grid.rows[first : last + 1] for c in r if c is not None))
    return head if _is_of_tasks(head) else None


def _is_under(grid: Grid, first: int, number: int, vocabulary: Vocabulary) -> bool:
    """Whether a row still belongs to the head above it: cells of that reach into it, or it only parts one of them."""
    above, row = grid.rows[first], grid.rows[number]
    reaching = [c for c in dict.fromkeys(row) if c is not None and c.row <= first]
    own = [c for c in dict.fromkeys(row) if c is not None and c.row > first and c.flat]
    if reaching and any(c.flat for c in reaching):
        return all(len(c.flat) <= _LONGEST for c in own)
    parted = {
        place for place, cell in enumerate(above) if cell is None or not cell.flat or cell.columns > 1 or
        (place + 1 < len(above) and (above[place + 1] is None or not above[place + 1].flat))  # type: ignore[union-attr]
    }  # fmt: skip
    places = {place for place, cell in enumerate(row) if cell in own}
    meant = [meaning_of(c.flat, vocabulary) for c in own]
    return bool(own) and places <= parted and all(m is not None for m in meant) and "number" not in meant


def _columns(grid: Grid, first: int, last: int, vocabulary: Vocabulary) -> Iterator[Column]:
    bottom, start = grid.rows[last], 0
    while start < len(bottom):
        end = start + 1
        while end < len(bottom) and bottom[end] is not None and bottom[end] is bottom[start]:
            end += 1
        said = _stack(grid, first, last, start)
        own = said[-1] if said else ""
        meaning = meaning_of(own, vocabulary) or meaning_of(" ".join(said), vocabulary) or ""
        if len(said) > 1 and meaning == "timeline" and meaning_of(said[0], vocabulary) not in (None, "period"):
            meaning = ""
        yield Column(meaning, own if meaning == "timeline" else " ".join(said), start, end)
        start = end


def _stack(grid: Grid, first: int, last: int, place: int) -> list[str]:
    """The words over a column, from the top; an upper cell that stands left of an empty place is taken for it."""
    said: list[str] = []
    for number in range(first, last + 1):
        row = grid.rows[number]
        cell = row[place]
        if number < last and (cell is None or not cell.flat) and number == first:
            left = next((c for c in reversed(row[:place]) if c is not None and c.flat), None)
            cell = left if left is not None else cell
        if cell is not None and cell.flat and cell.flat not in said:
            said.append(cell.flat)
    return said


def _settled(columns: list[Column]) -> Iterator[Column]:
    """Meanings that hang on the other columns: of two contents the last is the task and the first its group."""
    known = [column.meaning for column in columns]
    contents = known.count("content")
    for place, column in enumerate(columns):
        meaning = column.meaning
        if meaning == "content" and known[:place].count("content") < contents - 1:
            meaning = "group"
        elif meaning == "group" and contents == 0 and "group" not in known[:place]:
            meaning = "content"
        elif meaning == "unit":
            meaning = "performer" if {"period", "timeline"} & {*known} and not {"lead", "performer"} & {*known} else ""
        elif not column.label and place == 0 and "number" not in known:
            meaning = "number"
        yield replace(column, meaning=meaning)


def _is_of_tasks(head: Head) -> bool:
    """Content and a lead; or content, a time and no lead where the groups may be the leads."""
    labelled = sum(bool(column.label) for column in head.columns)
    if head.has("decoy") or not head.has("content") or labelled < max(3, len(head.columns) // 2 + 1):
        return False
    timed = head.has("period", "timeline")
    if not head.has("lead", "both", "performer"):
        return head.has("period") and head.has("number") and not head.has("schedule")
    if not head.has("lead", "both") and not timed and not head.has("coordinator", "product"):
        return False
    return not head.has("schedule") or head.has("coordinator", "both", "product")
