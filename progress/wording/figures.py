"""Words of a quarter's figures: five lines for a phone, all of it for a terminal, the rows of a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from progress.figures import DONE, RUNNING, Figures, TaskFigures
from progress.traces import Figure, measure
from progress.wording.looking import item, quoted
from progress.wording.words import day_text, minute, quarter, receipt, standing, state_of, strong, upper_first

STATES = {
    "on_time": "hoàn thành đúng hạn",
    "late": "hoàn thành quá hạn",
    "undated": "hoàn thành, chưa xác định ngày hoàn thành",
    "in_time": "đang thực hiện, trong hạn",
    "overdue": "đang thực hiện, quá hạn",
    "awaiting": "chờ tiếp nhận",
    "unreported": "chưa báo cáo",
    "not_begun": "chưa đến kỳ",
    "no_reporter": "chưa xác định đơn vị báo cáo",
}
BUTTONS = {"docx": "Báo cáo", "phieu": "Phiếu trình", "xlsx": "Excel", "png": "Biểu đồ"}
CHECK = "Cần kiểm tra ({count})"
NO_QUARTER = "Chưa rõ quý cần tổng hợp. Ví dụ: /tonghop, /tonghop quý III/2019, /tonghop 2019-Q3."
MAKING = "Hệ thống đang lập {what} và sẽ gửi ngay khi lập xong."
NOT_MADE = "Hệ thống chưa lập được {what}. Các báo cáo vẫn còn nguyên. Anh/chị bấm lại nút sau ít phút."
NOTHING_TO_CHECK = "Không có nội dung nào cần kiểm tra."
NO_FIGURE = "Không có số liệu {id} trong tổng hợp {period}. Các số liệu được đánh số từ F1 đến F{last}."
NO_ROWS = "Không có báo cáo nào được đếm vào số liệu này."
FILE_NAMES = {"docx": "bao-cao", "phieu": "phieu-trinh", "xlsx": "tong-hop", "png": "bieu-do"}
ENDINGS = {"docx": "docx", "phieu": "docx", "xlsx": "xlsx", "png": "png"}
WHAT = {"docx": "báo cáo", "phieu": "phiếu trình Lãnh đạo Bộ", "xlsx": "bảng tính tổng hợp", "png": "biểu đồ"}


def first_line(figures: Figures) -> str:
    """Which quarter, of whom, and whether the figures are final or a draft as of a minute."""
    unit = f", {quoted(figures.plan.units.short(figures.unit))}" if figures.unit else ""
    of = f"{upper_first(quarter(figures.period))}, Quyết định {figures.plan.document.header.number}{unit}"
    return f"{of}: {basis(figures)}."


def basis(figures: Figures) -> str:
    """What the figures are: those of a version, or a draft."""
    if figures.frozen:
        return f"kỳ đã khóa, số liệu bản {figures.version}"
    return f"dự thảo, số liệu đến {minute(figures.as_of)}"


def five_lines(figures: Figures, told: Mapping[str, Any]) -> str:
    """The figures as a phone shows them; `told` is the object of them."""
    return "\n".join([strong(first_line(figures)), *_tasks(told["tasks"]), _reports(told["reports"])])


def _tasks(tasks: Mapping[str, Any]) -> list[str]:
    done, running = tasks["done"], tasks["running"]
    total = sum(done[name] for name in DONE)
    which = tasks["of_which"]
    of = {"waiting_condition": "chờ điều kiện", "paused": "tạm dừng", "continuing": "thường xuyên"}
    of_which = "".join(f", {words} {which[name]}" for name, words in of.items() if which[name])
    finished = (
        f"• {tasks['total']} nhiệm vụ. Hoàn thành {total}: đúng hạn {done['on_time']}, quá hạn {done['late']}, chưa "
        f"xác định ngày hoàn thành {done['undated']}; trong kỳ {done['in_period']}."
    )
    under_way = (
        f"• Đang thực hiện {sum(running.values())}: trong hạn {running['in_time']}, quá hạn {running['overdue']}"
        + (f"; trong đó{of_which[1:]}." if of_which else ".")
    )
    others = (
        f"• Chờ tiếp nhận {tasks['awaiting']}, chưa báo cáo {tasks['unreported']}, chưa đến kỳ {tasks['not_begun']}, "
        f"chưa xác định đơn vị báo cáo {tasks['no_reporter']}."
    )
    return [finished, under_way, others]


def _reports(reports: Mapping[str, int]) -> str:
    return (
        f"• {reports['owed']} báo cáo phải gửi: đã tiếp nhận {reports['received']}, chờ tiếp nhận {reports['sent']}, "
        f"được đề nghị bổ sung {reports['returned']}, chưa gửi {reports['missing']}; gửi sau hạn {reports['late']}."
    )


def in_full(figures: Figures, told: Mapping[str, Any]) -> str:
    """The figures for a person at a terminal."""
    lines = [first_line(figures), *_tasks(told["tasks"]), _reports(told["reports"])]
    for group in told["by_group"]:
        done, running = (sum(group[name][one] for one in of) for name, of in (("done", DONE), ("running", RUNNING)))
        lines.append(
            f"Nhóm {group['group']}: {group['total']} nhiệm vụ, hoàn thành {done}, đang thực hiện {running}, chờ tiếp "
            f"nhận {group['awaiting']}, chưa báo cáo {group['unreported']}"
        )
    lines += [f"Nhiệm vụ {one.task.number}: {task_stands(one)}" for one in figures.tasks]
    lines += [
        f"{unit['unit']}: {unit['received']}/{unit['owed']} báo cáo đã tiếp nhận, chờ tiếp nhận {unit['sent']}, được "
        f"đề nghị bổ sung {unit['returned']}, chưa gửi {unit['missing']}"
        for unit in told["by_unit"]
    ]
    return "\n".join([*lines, f"Cần kiểm tra: {len(figures.to_check)}", *to_check(figures)])


def task_stands(one: TaskFigures, *, ranges: bool = True) -> str:
    """How a task stands: its state, and of several units how many are done and have reported."""
    said = STATES[one.state]
    if len(one.parts) > 1 and one.state != "not_begun":
        of = len(one.parts)
        said += f"; {one.units_done}/{of} đơn vị hoàn thành, {one.reported}/{of} đã báo cáo"
        known = [part.percent for part in one.parts if part.percent is not None]
        return said + (f", thấp nhất {min(known)}%, cao nhất {max(known)}%" if ranges and known else "")
    return said + (f", {one.percent}%" if one.percent is not None and one.state in RUNNING else "")


def to_check(figures: Figures) -> list[str]:
    """What does not fit, line by line, with the receipts."""
    short = figures.plan.units.short
    return [
        f"• Nhiệm vụ {one.task}, {quoted(short(one.unit))}: {one.words} "
        f"({', '.join(receipt(row.receipt) for row in one.rows)})"
        for one in figures.to_check
    ]


def source(figures: Figures, figure: Figure) -> Iterable[str]:
    """The rows of a figure: what was said, by whom, when it came."""
    yield strong(f"{figure.id}. {figure.label}: {figure.value}") + f" ({quarter(figures.period)}; {basis(figures)})"
    for row in figure.rows:
        unit = quoted(figures.plan.units.short(row.unit))
        result = f". {quoted(row.entry.result)[:120]}" if row.entry.result else ""
        yield (
            f"• {receipt(row.receipt)}, lần {row.revision}, nhiệm vụ {row.task}, {unit}, {quoted(row.name)}, gửi "
            f"{minute(row.at)}: {standing(row.entry)}; {state_of(row)}{result}"
        )
    if not figure.rows:
        yield NO_ROWS


def counted(figures: Figures, name: str, label: str, *, with_basis: bool = False) -> list[str]:
    """How many tasks stand so in the quarter, as of when, and which."""
    found = measure(figures.tasks, name)
    head = f"{len(found)} nhiệm vụ {label}." + (f" {first_line(figures)}" if with_basis else "")
    return [strong(head), *(item(figures.plan, one.task, task_stands(one)) for one in found)]


def deadline_text(one: TaskFigures) -> str:
    """The day by which a task is to be done."""
    return day_text(one.deadline) if one.deadline else "không ghi"


def made(figures_of: str, form: str, at: datetime) -> str:
    """The words with a file that was made."""
    return f"{upper_first(WHAT[form])} {figures_of}, lập lúc {minute(at)}."
