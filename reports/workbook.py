"""The quarter's workbook: figures, tasks, units and reports, where each figure comes from, what to look at."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence

from progress.figures import DONE, TEXTS, Figures, TaskFigures
from progress.model import Report
from progress.traces import BOOK, PART_MEASURES, Figure
from progress.wording.figures import STATES, first_line
from progress.wording.words import receipt, upper_first
from progress.workbook import COLUMNS, Head, add_sheet, new_book, saved
from reports.wording import text_of

DAY = "dd/mm/yyyy"
SUMMARY, UNITS = "Tổng hợp", "Đơn vị"
_SUMMARY = (Head("Mã", 8), Head("Số liệu", 60), Head("Giá trị", 12, "0"))
_UNITS = (Head("Đơn vị", 14), Head("Tên đơn vị", 44), *(Head(label, 12, "0") for label, _ in PART_MEASURES.values()))
_TASKS = (
    Head("Nhóm", 7), Head("Nhiệm vụ", 9, "0"), Head("Nội dung", 50), Head("Đơn vị chủ trì", 20),
    Head("Thời hạn", 12, DAY), Head("Tình trạng", 22), Head("Tỷ lệ", 8, "0%"), Head("Ngày hoàn thành", 12, DAY),
    Head("Số đơn vị", 9, "0"), Head("Đơn vị hoàn thành", 10, "0"), Head("Đơn vị đã báo cáo", 10, "0"),
    Head("Kết quả", 44), Head("Khó khăn, vướng mắc", 36), Head("Đề xuất, kiến nghị", 36), Head("Nhiệm vụ kỳ tới", 36),
)  # fmt: skip
_SOURCES = (Head("Mã", 8), Head("Vị trí", 18), Head("Số liệu", 50), Head("Giá trị", 12), Head("Số báo cáo", 9, "0"),
            Head("Biên nhận", 60))  # fmt: skip
_CHECKS = (Head("Nhiệm vụ", 9, "0"), Head("Đơn vị", 44), Head("Nội dung", 60), Head("Biên nhận", 16))
_MISSING = (Head("Đơn vị", 14), Head("Tên đơn vị", 44), Head("Nhiệm vụ", 9, "0"), Head("Nội dung", 60),
            Head("Hạn gửi", 12, DAY))  # fmt: skip
IN_A_CELL = 2_000  # letters of received texts, so that no cell is taller than a page


def as_workbook(figures: Figures, traced: Sequence[Figure]) -> bytes:
    """Make the workbook; its figures are those of the object, by their ids."""
    plan, book = figures.plan, new_book()
    own = [one for one in traced if one.where == f"{BOOK}:{SUMMARY}"]
    about: list[Sequence[object]] = [("", first_line(figures), None)]
    add_sheet(book, SUMMARY, _SUMMARY, [*about, *((one.id, one.label, one.value) for one in own)])
    add_sheet(book, "Nhiệm vụ", _TASKS, (_task(figures, one) for one in figures.tasks))
    by_key = {one.key: one.value for one in traced if one.where == f"{BOOK}:{UNITS}"}
    units = ((plan.units.short(unit), unit, *(by_key[f"{unit}.{name}"] for name in PART_MEASURES))
             for unit in figures.units)  # fmt: skip
    add_sheet(book, UNITS, _UNITS, units)
    heads = [Head(column.head, column.width, column.shown) for column in COLUMNS]
    add_sheet(book, "Báo cáo", heads, ([column.value(row, plan) for column in COLUMNS] for row in _reports(figures)))
    add_sheet(book, "Nguồn số liệu", _SOURCES, map(_source, traced))
    checks = ((one.task, one.unit, one.words, _receipts(one.rows)) for one in figures.to_check)
    add_sheet(book, "Cần kiểm tra", _CHECKS, checks)
    add_sheet(book, "Chưa báo cáo", _MISSING, _missing(figures))
    return saved(book)


def _task(figures: Figures, one: TaskFigures) -> Sequence[object]:
    days = [part.row.entry.completed for part in one.parts if part.row and part.row.entry.completed]
    texts = []
    for name in TEXTS:
        told = [(part, part.told[name]) for part in one.parts if name in part.told]
        whose = len(one.parts) > 1
        said = (f"{figures.plan.units.short(p.unit)}: {text_of(figures, t)}" if whose else text_of(figures, t)
                for p, t in told)  # fmt: skip
        texts.append("\n".join(said)[:IN_A_CELL] or None)
    return (
        one.task.group, one.task.number, one.task.content, ", ".join(one.task.leads), one.deadline,
        upper_first(STATES[one.state]), None if one.percent is None else one.percent / 100,
        max(days) if one.state in DONE and days else None, len(one.parts), one.units_done, one.reported, *texts,
    )  # fmt: skip


def _reports(figures: Figures) -> list[Report]:
    """The rows that the figures speak of."""
    found = [row for one in figures.tasks for row in one.contributions]
    for one in figures.tasks:
        for part in one.parts:
            found += filter(None, (part.row, part.waiting, part.report))
    return sorted(set(found), key=lambda row: (row.task, row.unit, row.kind, row.id))


def _source(one: Figure) -> Sequence[object]:
    value = one.value if isinstance(one.value, str) else str(one.value)
    return one.id, one.where, one.label, value, len(one.rows), _receipts(one.rows)


def _receipts(rows: Iterable[Report]) -> str:
    """The receipts of rows, each once; of a correction which revision it is."""
    named = (receipt(row.receipt) + (f" (lần {row.revision})" if row.revision > 1 else "") for row in rows)
    return ", ".join(dict.fromkeys(named))


def _missing(figures: Figures) -> Iterator[Sequence[object]]:
    short = figures.plan.units.short
    for unit, pairs in figures.units.items():
        for task, part in pairs:
            if part.reported == "missing":
                yield short(unit), unit, task.number, task.content, figures.period.due


def read_back(made: bytes, traced: Iterable[Figure]) -> dict[str, str]:
    """The figures as the workbook says them, by their ids."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(made), read_only=True)
    found = {str(row[0]): str(row[2]) for row in book[SUMMARY].iter_rows(min_row=3, values_only=True)}
    labels = [label for label, _ in PART_MEASURES.values()]
    cells = {
        (str(row[1]), label): str(value)
        for row in book[UNITS].iter_rows(min_row=2, values_only=True)
        for label, value in zip(labels, row[2:], strict=True)
    }
    for one in traced:
        if one.where == f"{BOOK}:{UNITS}":
            unit, _, name = one.key.rpartition(".")
            found[one.id] = cells.get((unit, PART_MEASURES[name][0]), "")
    return found
