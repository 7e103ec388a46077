"""The reader: the bytes of a decision, a directory of units and lists of headers and readings, to one Document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rapidfuzz import fuzz

from kb.model import DecisionError, Document, Doubt, Furniture, Group, Passage, Repair, Span, Task
from kb.reading.facts import named_units, read_duties, read_header, read_reporting, read_targets
from kb.reading.lines import Line, decode, split_lines
from kb.reading.outline import Draft, Outline, OutlineReader
from kb.reading.table import Headers, Row, Table, cells_of, read_periods, read_table, read_units
from kb.reading.units import Directory
from nlu.text import fold

LINKED_AT_LEAST = 72.0  # token_set_ratio of a task's content and a point of the plan that say the same duty


@dataclass(frozen=True, slots=True)
class Reading:
    """One known fault of recognition: what is written, how to read it, and why."""

    written: str
    reading: str
    reason: str


def load_readings(path: Path) -> tuple[Reading, ...]:
    """The repairs in a JSON file of {readings: [{written, reading, reason, source}]}."""
    rows = json.loads(path.read_text(encoding="utf-8"))["readings"]
    return tuple(Reading(r["written"], r["reading"], r["reason"]) for r in rows)


def load_headers(path: Path) -> dict[str, tuple[str, ...]]:
    """What the words in a table's header mean: meaning → folded phrases, from a two-column TSV file."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return {meaning: tuple(p.strip() for p in phrases.split("|")) for meaning, phrases in rows}


def read_document(data: bytes, directory: Directory, readings: Sequence[Reading], headers: Headers) -> Document:
    """Read a decision.

    Raises DecisionError, with the line to blame, where the bytes are no UTF-8 text, the text is no decision with a
    plan, or its table of tasks cannot be read. Nothing of the source is lost: each character belongs to a passage or
    to a piece of furniture.
    """
    source = decode(data)
    outline = OutlineReader().read(split_lines(source))
    table = read_table(outline.rows, headers)
    _check_addresses(table)
    repairer = Repairer(readings)
    passages = _plan_passages(outline, repairer) + _table_passages(table, repairer)
    texts = {p.address: p for p in passages}
    groups = tuple(Group(r.mark, repairer.text(r.cells["content"]), f"PL.{r.mark}") for r in table.groups)
    tasks = _link(tuple(_task(r, table, directory, repairer) for r in table.tasks), groups, passages)
    known = named_units(passages, directory)
    head = read_header(lambda address: texts[address].text if address in texts else "", source)
    return Document(
        id=head.number,
        header=head,
        passages=tuple(passages),
        furniture=_furniture(outline, table),
        groups=groups,
        tasks=tasks,
        targets=read_targets(passages),
        reporting=read_reporting(passages, directory),
        duties=read_duties(passages, directory),
        units=tuple(u for u in directory.units if u.name in known),
        doubts=(*_unit_doubts(tasks, directory), *_period_doubts(tasks), *_spelling_doubts(passages)),
        source=source,
        labels=dict(table.labels),
    )


class Repairer:
    """Applies known readings to a text and tells which it used."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self.readings = readings

    def text(self, text: str) -> str:
        """The repaired text."""
        for known in self.readings:
            text = text.replace(known.written, known.reading)
        return text

    def used(self, text: str) -> tuple[Repair, ...]:
        """The repairs that the text needs, one for each place."""
        return tuple(
            Repair(k.written, k.reading, k.reason) for k in self.readings for _ in range(text.count(k.written))
        )


def _source_text(lines: Iterable[Line]) -> str:
    return "\n".join(line.raw for line in lines)


def _spans(lines: Iterable[Line]) -> tuple[Span, ...]:
    return tuple(line.span for line in lines)


def _plan_passages(outline: Outline, repairer: Repairer) -> list[Passage]:
    return [
        Passage(
            d.address,
            repairer.text(_joined(d)),
            _source_text(d.lines),
            _spans(d.lines),
            d.kind,
            repairer.used(_joined(d)),
        )
        for d in outline.drafts
    ]


def _joined(draft: Draft) -> str:
    """A signature's lines stand apart (office, name); all other parts run on."""
    return " · ".join(draft.pieces) if draft.kind == "signature" else draft.text


def _table_passages(table: Table, repairer: Repairer) -> list[Passage]:
    passages = [_line_passage("PL.cot", table.header, "header")] if table.header else []
    rows = [(f"PL.{r.mark}", r, "group") for r in table.groups] + [(_address(r, table), r, "task") for r in table.tasks]
    for address, row, kind in sorted(rows, key=lambda item: item[1].lines[0].number):
        raw = row.cells["content"] if kind == "group" else _row_text(row, table)
        text = repairer.text(raw)
        passages.append(Passage(address, text, _source_text(row.lines), _spans(row.lines), kind, repairer.used(raw)))
    return passages + [_line_passage(f"PL.bang{n}", line, "row") for n, line in enumerate(table.other, 1)]


def _line_passage(address: str, line: Line, kind: str) -> Passage:
    """A line of the table that is neither a task nor a group, its filled cells in a row."""
    return Passage(address, " | ".join(filter(None, cells_of(line))), line.raw, (line.span,), kind)


def _row_text(row: Row, table: Table) -> str:
    """A task's row for people: each filled cell with its column's name, in the table's order."""
    return "\n".join(
        f"{label}: {row.cells[meaning]}" for meaning, label in table.labels.items() if row.cells.get(meaning)
    )


def _address(row: Row, table: Table) -> str:
    """PL.13; where numbers start again in each group, PL.II.3 (and so for every task of the table)."""
    again = len({r.mark for r in table.tasks}) < len(table.tasks)
    return f"PL.{row.group}.{row.mark}" if again and row.group else f"PL.{row.mark}"


def _check_addresses(table: Table) -> None:
    seen: set[str] = set()
    for row in table.tasks:
        address = _address(row, table)
        if address in seen:
            raise DecisionError(f"Hai nhiệm vụ cùng mang số {row.mark} ({address})", row.lines[0].number)
        seen.add(address)


def _task(row: Row, table: Table, directory: Directory, repairer: Repairer) -> Task:
    cells = {meaning: repairer.text(text) for meaning, text in row.cells.items()}
    periods, _ = read_periods(cells.get("period", ""))
    return Task(
        number=int(row.mark),
        group=row.group,
        content=cells["content"],
        leads=read_units(cells["lead"], directory),
        coordinators=read_units(cells.get("coordinator", ""), directory),
        periods=periods,
        product=cells.get("product") or None,
        note=cells.get("note") or None,
        address=_address(row, table),
        cells=dict(row.cells),
    )


def _link(tasks: tuple[Task, ...], groups: Sequence[Group], passages: Sequence[Passage]) -> tuple[Task, ...]:
    """Tasks with the addresses of the points that lay down the same duty in the plan's own words.

    A task is compared with the points under the heading that is most like its group's title.
    """
    headings = [
        p for p in passages if p.kind == "point" and any(q.address.startswith(p.address + ".") for q in passages)
    ]
    titles = {g.numeral: g.title for g in groups}
    linked = []
    for task in tasks:
        title = titles.get(task.group or "", "")
        best = max(headings, key=lambda p: fuzz.token_set_ratio(fold(p.text), fold(title)), default=None)
        points = [p for p in passages if best and p.address.startswith(best.address + ".")]
        scored = [(fuzz.token_set_ratio(fold(p.text), fold(task.content)), p.address) for p in points]
        score, address = max(scored, default=(0.0, ""))
        linked.append(replace(task, links=(address,)) if score >= LINKED_AT_LEAST else task)
    return tuple(linked)


def _furniture(outline: Outline, table: Table) -> tuple[Furniture, ...]:
    repeated = [Furniture(line.span, "tiêu đề bảng lặp lại sau ngắt trang") for line in table.repeated]
    return tuple(sorted([*outline.furniture, *repeated], key=lambda f: f.span.start))


def _unit_doubts(tasks: Sequence[Task], directory: Directory) -> list[Doubt]:
    doubts = []
    for task in tasks:
        for name in (*task.leads, *task.coordinators):
            if directory.find(name) is None:
                likely = directory.nearest(name)
                hint = (
                    f"; có thể là {likely.abbreviations[0] if likely.abbreviations else likely.name}" if likely else ""
                )
                reason = f"Không có đơn vị nào mang tên này trong danh mục{hint}"
                doubts.append(Doubt(task.address, name, reason, likely.name if likely else None))
    return doubts


def _period_doubts(tasks: Sequence[Task]) -> list[Doubt]:
    doubts = []
    for task in tasks:
        cell = task.cells.get("period", "")
        _, rest = read_periods(cell)
        if rest:
            doubts.append(Doubt(task.address, cell, f"Chưa hiểu phần «{rest}» của thời gian hoàn thành"))
    return doubts


def _spelling_doubts(passages: Sequence[Passage]) -> list[Doubt]:
    """Four-word stretches that the text writes in two ways, alike but for diacritics: one may be an optical fault."""
    seen: dict[tuple[str, ...], dict[tuple[str, ...], list[str]]] = {}
    for passage in passages:
        words = re.findall(r"\w+", passage.text.lower())
        for start in range(len(words) - 3):
            four = tuple(words[start : start + 4])
            seen.setdefault(tuple(map(fold, four)), {}).setdefault(four, []).append(passage.address)
    doubts: dict[tuple[str, str, str], Doubt] = {}
    for ways in seen.values():
        if len(ways) < 2:
            continue
        usual = max(ways, key=lambda four: len(ways[four]))
        for four, addresses in ways.items():
            differing = [(one, other) for one, other in zip(four, usual, strict=True) if one != other]
            for one, other in differing if four[0] == usual[0] and four[3] == usual[3] else ():
                if len(differing) == 1:
                    reason = f"Nơi khác viết «{' '.join(usual)}»"
                    doubts.setdefault(
                        (addresses[0], one, other), Doubt(addresses[0], " ".join(four), reason, " ".join(usual))
                    )
    return list(doubts.values())
