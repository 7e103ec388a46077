"""The ledger as a workbook for people: Vietnamese heads and words, real dates and percentages, ready to print.

Made by the terminal's command, in a process of its own: the library takes long to import, and memory.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from progress.model import Report
from progress.plan import Plan
from progress.warned import Warnings
from progress.wording.warnings import said
from progress.wording.words import FIELDS, STATE, STATUS, quarter, receipt, upper_first

LONGEST = 32_767
"""Letters that a cell may hold."""
TITLE, NOTES, A4 = "Báo cáo", "Lưu ý", 9
_KINDS = {"lead": "Chủ trì", "contribution": "Phối hợp"}


@dataclass(frozen=True, slots=True)
class Column:
    """A head, how wide it is in letters, how its values are shown, and where they come from."""

    head: str
    width: int
    value: Callable[[Report, Plan], object]
    shown: str = "General"


def _field(name: str) -> Callable[[Report, Plan], object]:
    return lambda row, _plan: getattr(row.entry, name)


def _task_name(row: Report, plan: Plan) -> str | None:
    task = plan.task(row.task)
    return plan.short_name(task) if task else None


COLUMNS = (
    Column("Biên nhận", 10, lambda row, _: receipt(row.receipt)),
    Column("Số quyết định", 14, lambda _, plan: plan.document.header.number),
    Column("Kỳ báo cáo", 12, lambda row, _: upper_first(quarter(row.period))),
    Column("Đơn vị", 14, lambda row, plan: plan.units.short(row.unit)),
    Column("Tên đơn vị", 28, lambda row, _: row.unit),
    Column("Nhiệm vụ", 9, lambda row, _: row.task, "0"),
    Column("Tên nhiệm vụ", 40, _task_name),
    Column("Vai trò", 10, lambda row, _: _KINDS[row.kind]),
    Column("Trạng thái", 15, lambda row, _: upper_first(STATUS[row.entry.status or "in_progress"])),
    Column("Tỷ lệ", 7, lambda row, _: None if row.entry.percent is None else row.entry.percent / 100, "0%"),
    *(Column(label, 36, _field(name)) for name, label in FIELDS.items()),
    Column("Ngày hoàn thành", 12, _field("completed"), "dd/mm/yyyy"),
    Column("Không phát sinh", 10, lambda row, _: "Có" if row.entry.nothing_new else None),
    Column("Xử lý", 20, lambda row, _: upper_first(STATE[row.state])),
    Column("Lần gửi", 7, lambda row, _: row.revision, "0"),
    Column("Gửi lúc", 16, lambda row, _: row.at.replace(tzinfo=None, microsecond=0), "dd/mm/yyyy hh:mm"),
    Column("Sau hạn", 8, lambda row, _: "Có" if row.late else None),
    Column("Người gửi", 20, lambda row, _: row.name),
    Column("Tài liệu kèm theo", 30, lambda row, _: "; ".join(file.name for file in row.evidence) or None),
)


def as_workbook(reports: Iterable[Report], plan_of: Callable[[str], Plan], warnings: Warnings) -> bytes:
    """A sheet with a row for each report."""
    book, listed = new_book(), list(reports)
    noted = {number: upper_first(said(one.codes)) for number, one in warnings.of(row.id for row in listed).items()}
    columns = (*COLUMNS, Column(NOTES, 36, lambda row, _: noted[row.id] or None))
    heads = [Head(column.head, column.width, column.shown) for column in columns]
    rows = ([column.value(row, plan_of(row.document)) for column in columns] for row in listed)
    add_sheet(book, TITLE, heads, rows)
    return saved(book)


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head, how wide it is in letters, and how its values are shown."""

    head: str
    width: int
    shown: str = "General"


def new_book() -> Any:
    """A book without sheets, to be written row by row."""
    from openpyxl import Workbook

    return Workbook(write_only=True)


def add_sheet(book: Any, title: str, heads: Sequence[Head], rows: Iterable[Sequence[object]]) -> None:
    """Add a sheet: heads stay in view, columns can be filtered, pages are landscape, long texts go on below."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    shape, plain, strong = Alignment(vertical="top", wrap_text=True), Font(), Font(bold=True)

    def cell(value: object, shown: str = "General", font: Font = plain) -> Any:
        """A value as a cell; a text is a text, whatever it begins with."""
        text = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST] if isinstance(value, str) else value
        made = WriteOnlyCell(sheet, text)
        if isinstance(value, str):
            made.data_type = "s"
        made._style = style("@" if isinstance(value, str) else shown, font)  # noqa: SLF001  # else half of the time
        return made

    @cache
    def style(shown: str, font: Font) -> Any:
        like = WriteOnlyCell(sheet)
        like.number_format, like.alignment, like.font = shown, shape, font
        return like._style  # noqa: SLF001  # looked up once for all cells of a kind

    sheet = book.create_sheet(title)
    for place, head in enumerate(heads, 1):
        sheet.column_dimensions[get_column_letter(place)].width = head.width
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight = True, 0
    sheet.append([cell(head.head, font=strong) for head in heads])
    count = 1
    for count, row in enumerate(rows, 2):  # noqa: B007  # the last row's number is where the filter ends
        sheet.append([cell(value, head.shown) for value, head in zip(row, heads, strict=True)])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{count}"


def saved(book: Any) -> bytes:
    """A book as a file."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
