"""Rows of task tables, in any file, to entries: what is a task, what a heading, what goes on, what is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kb.reading.heads import Column, Head, Vocabulary, find_heads, is_foreign, words
from kb.reading.names import begins
from kb.sources.model import Cell, Grid, Line, Source
from nlu.text import fold, roman

_NUMBER = r"(?P<mark>[IVX]+(?:\.\d{1,3})*|\d{1,3}(?:\.\d{1,3})*[a-zđ]?|[A-ZĐ]|[a-zđ])"
_MARK = re.compile(rf"^(?:Phần|Mục|Nhóm|Chương|Nhiệm vụ|NV)?\s*{_NUMBER}[.):]?$")
_LEADING = re.compile(rf"^(?:(?:Phần|Mục|Nhóm|Chương)\s+)?{_NUMBER}(?:[.):]|\s+[-–])\s*(?=\S)")
_BULLET = re.compile(r"^[-–+•*·]\s*")
_FOOT = re.compile(r"^(ghi chu\b|tong cong\b|tong so\b|(tong|cong)\W*$|\(\*\)|\*+\s)")
_DITTO = {"nt", "nhu tren", "- nt -", "-nt-", '"', "''", "″", "//", "như trên"}
_FACTS = ("lead", "both", "performer", "coordinator", "period", "timeline", "product", "start")
_TICKS = {"x", "✓", "✔", "●", "v", "*", "có", "√"}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words of a task table that are in no task and no group, and why."""

    text: str
    reason: str
    page: int | None
    table: int
    row: int


@dataclass(eq=False, slots=True)
class Entry:
    """A row being gathered: its number as written, its cells by meaning, and where it stands."""

    mark: str
    table: int
    row: int
    page: int | None
    line: int | None = None
    texts: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    is_group: bool = False
    is_heading: bool = False  # a numbered row that is none of the tasks: those below it are
    parent: Entry | None = None
    part: int = 0  # of the rows under one number: 1, 2 …
    children: int = 0

    def text(self, meaning: str) -> str:
        return self.texts.get(meaning, "")

    def warn(self, warning: str) -> None:
        if warning not in self.warnings:
            self.warnings.append(warning)

    @property
    def has_facts(self) -> bool:
        return any(self.text(meaning) for meaning in _FACTS)

    @property
    def lead(self) -> str:
        return self.text("lead") or self.text("both") or self.text("performer")


@dataclass(slots=True)
class Rows:
    """All that the task tables of a file hold; `others` are the grids that are no task tables."""

    entries: list[Entry] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    others: list[Grid] = field(default_factory=list)
    tables: int = 0


def read_rows(source: Source, vocabulary: Vocabulary) -> Rows:
    """The entries of every task table of a source, in order."""
    reader = _Reader(vocabulary)
    for block in source.blocks:
        if isinstance(block, Line):
            reader.gap = True
        else:
            reader.take(block)
    return reader.rows


class _Reader:
    """Reads grid after grid; a grid without a head may go on with the table before it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.rows = Rows()
        self.head: Head | None = None
        self.width = 0
        self.gap = False
        self.grid = Grid([])
        self.ordinal = 0

    def take(self, grid: Grid) -> None:
        self.ordinal += 1
        heads = {head.first: head for head in find_heads(grid, self.vocabulary)}
        if not heads and not self._goes_on(grid):
            self.rows.others.append(grid)
            if grid.rows and is_foreign(grid, self.vocabulary):
                self.head = None
            return
        self.grid, first, skip = grid, not heads or min(heads) > 0, -1
        joined = self.head is not None
        for number, row in enumerate(grid.rows):
            if number in heads:
                joined = self._take_head(heads[number]) and joined
                first, skip = joined, heads[number].last
            elif number > skip and self.head is not None and any(cell and cell.flat for cell in row):
                first = not self._take_row(number, at_top=first and joined) and first
            elif number > skip and self.head is None:
                self._leave(number, "phần đứng trước tiêu đề của bảng")
        self.gap, self.width = False, len(grid.rows[0])

    def _goes_on(self, grid: Grid) -> bool:
        """Whether a grid without a head carries on the table before it: as wide, and counted on from its last row."""
        if self.head is None or not grid.rows or is_foreign(grid, self.vocabulary):
            return False
        first = next((row for row in grid.rows if any(cell and cell.flat for cell in row)), None)
        if first is None:
            return False
        as_wide = len(first) == self.width or len({id(c) for c in first if c}) == len(self.head.columns)
        if not as_wide and self.gap:
            return False
        counted = [m for row in grid.rows[:8] if (m := self._mark({c.meaning: x for c, x in self.head.split(row)}))]
        last = [e.mark for e in self.rows.entries if e.mark]
        follows = bool(counted) and any(_follows(mark, counted[0]) for mark in last[-12:])
        return (
            follows if self.gap else as_wide and (follows or not counted or not last or roman(counted[0]) is not None)
        )

    def _take_head(self, head: Head) -> bool:
        """Whether the head repeats the one before it."""
        again = self.head is not None and [words(x) for x in head.labels] == [words(x) for x in self.head.labels]
        self.head = head
        if not again:
            self.rows.tables += 1
        for number in range(head.first, head.last + 1):
            self._leave(number, "tiêu đề của bảng" if not again else "tiêu đề của bảng lặp lại")
        return again

    def _leave(self, number: int, reason: str) -> None:
        cells = dict.fromkeys(cell for cell in self.grid.rows[number] if cell is not None and cell.flat)
        text = " | ".join(cell.flat for cell in cells)
        if text:
            self.rows.left_out.append(LeftOut(text, reason, self.grid.page, self.ordinal, number + 1))

    # ── one row ──────────────────────────────────────────────────────────────
    def _take_row(self, number: int, *, at_top: bool) -> bool:
        """Take a row; tell whether it was one of the plan's."""
        assert self.head is not None  # noqa: S101 - rows are taken under a head
        row = self.grid.rows[number]
        unique = [cell for cell in dict.fromkeys(row) if cell is not None and cell.flat]
        if _counts_columns([cell.flat for cell in unique]):
            self._leave(number, "hàng đánh số cột")
            return False
        split = self.head.split(row)
        by_meaning: dict[str, Cell] = {}
        for column, cell in split:
            by_meaning.setdefault(column.meaning, cell)
        mark = self._mark(by_meaning)
        if not mark and unique and _FOOT.match(fold(unique[0].flat)) and len(unique) <= 2:
            self._leave(number, "ghi chú hoặc dòng cộng của bảng")
            return False
        line = self.grid.lines[number] if self.grid.lines else None
        entry = Entry(mark, self.rows.tables, number + 1, self.grid.page, line)
        self._fill(entry, split)
        if not any(char.isalnum() for text in entry.texts.values() for char in text) and not entry.mark:
            self._leave(number, "hàng trống")
            return False
        spanning = self._spans(unique, by_meaning)
        if spanning is not None:
            entry.texts = {"content": spanning.flat}
            entry.cells = {"content": spanning}
        before = self.rows.entries[-1] if self.rows.entries and self.rows.entries[-1].table == entry.table else None
        wide = spanning is not None and spanning.columns > len(row) // 2
        if spanning is not None and not (
            mark == "" and before and _carries(before, spanning.flat, at_top and not wide)
        ):
            entry.is_group = spanning.columns > 1 or not mark or mark[0].isupper()
            self._place(entry)
        elif before is not None and self._joins(entry, before, at_top=at_top):
            pass
        else:
            self._place(entry)
        return True

    def _mark(self, cells: dict[str, Cell]) -> str:
        """A row's number as written, without its dot; it may stand before the content."""
        number = cells.get("number")
        text = number.flat if number is not None else ""
        if found := _MARK.match(text):
            return found["mark"]
        content = cells.get("content") or cells.get("group")
        first = content.flat if content is not None and (number is None or number is content) else ""
        if number is not None and number.columns > 1 and not first:
            first = text
        if first and (found := _LEADING.match(first)):
            return found["mark"]
        return ""

    def _fill(self, entry: Entry, split: Sequence[tuple[Column, Cell]]) -> None:
        """The row's cells by meaning. One cell over lead and coordinator is the lead's."""
        told: set[int] = set()
        for column, cell in split:
            meaning = column.meaning or column.label or f"cột {column.start + 1}"
            if meaning == "number" and (_MARK.match(cell.flat) or not cell.flat):
                entry.cells.setdefault(meaning, cell)
                continue
            if meaning == "coordinator" and entry.cells.get("lead") is cell:
                entry.cells[meaning] = cell
                if cell.flat:
                    entry.warn("merged")
                continue
            if id(cell) in told and meaning != "content":
                continue
            told.add(id(cell))
            self._put(entry, meaning, column.label, cell)

        wide = entry.cells.get("group")
        if (
            wide is not None
            and wide is not entry.cells.get("content")
            and (wide.rows == 1 or not entry.text("content"))
        ):
            entry.texts["content"] = "\n".join(filter(None, [entry.text("group"), entry.text("content")]))

    def _put(self, entry: Entry, meaning: str, label: str, cell: Cell) -> None:
        text = cell.text
        if meaning == "timeline":
            text = label if fold(cell.flat) in _TICKS else cell.text
        elif not any(c.isalnum() for c in text) and fold(cell.flat) not in _DITTO:
            text = ""
        if meaning in ("other", "performer"):
            key = meaning if meaning not in entry.texts else f"{meaning} {label}"
        else:
            key = meaning
        entry.cells.setdefault(key, cell)
        entry.labels.setdefault(key, label)
        if not text:
            entry.texts.setdefault(key, "")
        elif entry.texts.get(key) and key in ("content", "period", "timeline", "product", "note"):
            entry.texts[key] = f"{entry.texts[key]}\n{text}"
        elif not entry.texts.get(key):
            entry.texts[key] = text
        else:
            entry.texts.setdefault(f"{key} {label}", text)

    def _spans(self, unique: list[Cell], by_meaning: dict[str, Cell]) -> Cell | None:
        """The one cell beside the number that says anything in a row."""
        number = by_meaning.get("number")
        said = [c for c in unique if not (c is number and _MARK.match(c.flat))]
        if len(said) != 1:
            return None
        cell = said[0]
        content = by_meaning.get("content") or by_meaning.get("group")
        if cell is content or cell is number or cell.columns > len(self.grid.rows[0]) // 2:
            return cell
        return None

    def _place(self, entry: Entry) -> None:
        self.rows.entries.append(entry)

    # ── rows that go on ──────────────────────────────────────────────────────
    def _joins(self, entry: Entry, before: Entry, *, at_top: bool) -> bool:
        """Whether a row belongs to the one before it, as its end or as a further part; it is then put there."""

        def same(meaning: str) -> bool:
            return meaning in entry.cells and entry.cells[meaning] is before.cells.get(meaning)

        merged = entry.row > 1 and entry.cells.get("content") is not None and same("content")
        own_lead = bool(entry.lead) and not any(same(m) for m in ("lead", "both", "performer"))
        if same("number") and entry.mark and entry.text("content") and not merged:
            self._as_part(entry, before)
            return True
        if merged:
            if own_lead:
                self._as_part(entry, before)
            else:
                _carry_on(before, entry)
            return True
        if before.is_group or (entry.mark and not (at_top and _cut(before, entry))):
            return False
        content = entry.text("content")
        if entry.mark:  # its number stands in the lower half
            before.mark = before.mark or entry.mark
            _carry_on(before, entry)
            return True
        return self._unnumbered(entry, before, content, own_lead=own_lead, at_top=at_top)

    def _unnumbered(self, entry: Entry, before: Entry, content: str, *, own_lead: bool, at_top: bool) -> bool:
        numbered = bool(before.mark)
        if not content:
            other = (
                own_lead
                and begins(entry.lead)
                and bool(before.lead)
                and bool(entry.text("period") or entry.text("product"))
            )
            if other and not at_top:
                entry.texts["content"] = before.text("content")
                entry.warn("doubtful")
                self._as_part(entry, before)
                return True
            _doubt_names(before, entry)
            _carry_on(before, entry)
            return True
        if content[0].islower() or (_BULLET.match(content) and not entry.has_facts):
            _doubt_names(before, entry)
            _carry_on(before, entry)
            return True
        whole = own_lead and before.lead and begins(entry.lead) and entry.text("period")
        if at_top and numbered and not whole:
            _doubt_names(before, entry)
            _carry_on(before, entry)
            return True
        if not entry.has_facts and (numbered or not content.isupper()) and _open(before.text("content")):
            _carry_on(before, entry)
            return True
        return False

    def _as_part(self, entry: Entry, before: Entry) -> None:
        first = before
        if not first.part:
            first.part = 1
        entry.part, entry.mark = before.part + 1, before.mark
        for meaning in ("content", "product", "period", "timeline", "coordinator", "both"):
            cell = entry.cells.get(meaning)
            if cell is not None and cell is before.cells.get(meaning):
                entry.texts[meaning] = before.text(meaning)
        entry.warn("merged")
        self._place(entry)


def _carries(before: Entry, text: str, at_top: bool) -> bool:
    """Whether a row of one cell only goes on with the content before it."""
    if before.is_group:
        return False
    return (
        text[0].islower()
        or bool(_BULLET.match(text))
        or at_top
        or (_open(before.text("content")) and not text.isupper())
    )


def _open(text: str) -> bool:
    """Whether a text has not ended: it stops at a comma, a semicolon or a colon, or at a word that wants another."""
    return bool(re.search(r"[,:;]\s*$|\b(và|của|các|theo|về|cho|với|trong|đến|tại|để)\s*$", text))


def _cut(before: Entry, entry: Entry) -> bool:
    """Whether a numbered row at a page's top is the lower half of the unnumbered one above it."""
    return not before.mark and entry.text("content")[:1].islower() and not (before.lead and entry.lead)


def _doubt_names(row: Entry, more: Entry) -> None:
    """A warning where a cell of names goes on with what may be a name of its own, nothing parting the two."""
    for key in ("lead", "both", "performer", "coordinator"):
        upper, lower = row.text(key), more.text(key)
        if (
            upper
            and lower
            and upper[-1] not in ",;"
            and begins(lower)
            and more.cells.get(key) is not row.cells.get(key)
        ):
            row.warn("cut_row")


def _carry_on(row: Entry, more: Entry) -> None:
    for key, text in more.texts.items():
        if text and more.cells.get(key) is not row.cells.get(key):
            gap = "\n" if _BULLET.match(text) or key not in ("content", "lead", "coordinator", "performer") else " "
            row.texts[key] = f"{row.texts[key]}{gap}{text}" if row.texts.get(key) else text
            row.labels.setdefault(key, more.labels.get(key, ""))


def _counts_columns(texts: list[str]) -> bool:
    """(1) (2) (3) …, A B 1 2 …, or 1 2 3=1+2 under a head."""
    marks = [re.sub(r"[()\s.]", "", text) for text in texts]
    figures = [m for m in marks if m.isdecimal()]
    return (
        len(marks) > 2
        and all(re.fullmatch(r"\d{1,2}|[A-H]|[a-h]", m) for m in marks)
        and len(figures) >= 2
        and [int(f) for f in figures] == list(range(int(figures[0]), int(figures[0]) + len(figures)))
    )


def _follows(last: str, mark: str) -> bool:
    """Whether a number is the next after another, or the first of what is below it or of a new group."""
    if last.isdecimal() and mark.isdecimal():
        return int(mark) == int(last) + 1
    if (a := roman(last)) and (b := roman(mark)):
        return b == a + 1
    a_parts, b_parts = last.split("."), mark.split(".")
    if len(b_parts) == len(a_parts) + 1:
        return b_parts[:-1] == a_parts and b_parts[-1] == "1"
    if (
        len(a_parts) > 1
        and len(b_parts) <= len(a_parts)
        and b_parts[-1].isdecimal()
        and a_parts[len(b_parts) - 1].isdecimal()
    ):
        return int(b_parts[-1]) == int(a_parts[len(b_parts) - 1]) + 1
    return bool(roman(last)) and mark == "1"


def settle(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Put each entry under its heading, and give those that are tasks; headings' facts are their children's.

    A heading with a lead of its own, whose children have none, is no task.
    """
    stack: dict[str, Entry | None] = dict.fromkeys(_LEVELS)
    table = 0
    for entry in entries:
        if entry.table != table:
            stack = dict.fromkeys(stack)
            table = entry.table
        level = _level(entry, stack)
        order = list(stack)
        above = [stack[k] for k in order[: order.index(level)] if stack[k] is not None]
        if entry.part > 1:
            entry.parent = stack[level].parent if stack[level] else None  # type: ignore[union-attr]
            continue
        entry.parent = _parent(entry, level, above)
        if entry.parent is not None:
            entry.parent.children += 1
        for deeper in order[order.index(level) :]:
            stack[deeper] = None
        stack[level] = entry
    for entry in entries:
        titled = entry.is_group and not entry.has_facts
        entry.is_heading = not titled and _is_heading(entry, entries)
        entry.is_group = titled or entry.is_heading
        if not entry.is_group:
            yield entry


_LEVELS = ("A", "I", "", "1", "2", "3", "4")  # letters, Roman numerals, titles without a number, then by the dots


def _level(entry: Entry, stack: dict[str, Entry | None]) -> str:
    mark = entry.mark
    if re.fullmatch(r"[IVX]+", mark) and not (mark == "I" and stack["A"] is not None and stack["A"].mark == "H"):
        return "I"
    if re.fullmatch(r"[A-ZĐ]", mark):
        return "A"
    if entry.is_group:
        return ""
    if mark and not mark.isalpha():
        return str(min(max(mark.count(".") + mark[0].isdigit(), 1), 4))
    if mark:  # a letter stands below the number before it
        above = max((level for level in "123" if (e := stack[level]) is not None and not e.mark.isalpha()), default="0")
        return str(int(above) + 1)
    return "2" if _is_child(entry, stack) else "1"


def _is_child(entry: Entry, stack: dict[str, Entry | None]) -> bool:
    """Whether an unnumbered row stands below the numbered one before it: a title only, or a list's head."""
    above = stack["1"]
    if above is None or not above.mark:
        return False
    return not above.lead or above.children > 0 or bool(_BULLET.match(entry.text("content")))


def _parent(entry: Entry, level: str, above: list[Entry | None]) -> Entry | None:
    """The nearest heading above; of "2.1" the one whose number it begins with, else the group."""
    for heading in reversed(above):
        if heading is None:
            continue
        dotted = level.isdecimal() and int(level) > 1 and "." in entry.mark
        if (
            not dotted
            or heading.is_group
            or not heading.mark[:1].isdigit()
            or entry.mark.startswith(f"{heading.mark}.")
        ):
            return heading
    return None


def _is_heading(entry: Entry, entries: Sequence[Entry]) -> bool:
    """A row with rows below it, and no lead of its own, or none that those below do not take from it."""
    if not entry.children or entry.part > 1:
        return False
    own = [e for e in entries if e.parent is entry and e.lead and e.cells.get("lead") is not entry.cells.get("lead")]
    if own and entry.lead and (entry.text("period") or entry.text("timeline")):
        entry.warn("doubtful")  # a task and a heading at once
        return False
    return True
