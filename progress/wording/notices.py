"""Words on what became of a report: to those who sent it, to the head in whose unit's name it went out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from progress.model import Person, Report
from progress.plan import Plan
from progress.wording.words import quarter, receipt

SEE, SEE_FILES = "Xem", "Xem tài liệu kèm theo"
NO_FILES = "Báo cáo này không có tài liệu kèm theo."
NO_FILES_OF = "Không có tài liệu kèm theo nào của nhiệm vụ {} mà anh/chị được xem."
WHICH_FILES = "Anh/chị xem tài liệu kèm theo của báo cáo nào?"
MOST = 5


def sent(plan: Plan, unit: str, receipts: Sequence[Sequence[Report]]) -> str:
    """What went out in a unit's name, a line for each receipt."""
    lines = [f"Báo cáo đã gửi với tên {plan.units.short(unit)}:", *map(_sent, receipts[:MOST])]
    if len(receipts) > MOST:
        lines.append(f"… và {len(receipts) - MOST} lần gửi khác. Xem: /tinhhinh")
    return "\n".join(lines)


def _sent(rows: Sequence[Report]) -> str:
    did = "rút lại" if rows[0].state == "withdrawn" else "gửi"
    return f"• {rows[0].name} {did} {_tasks(rows)} ({receipt(rows[0].receipt)})"


def received(plan: Plan, person: Person, unit: str, office: str, rows: Sequence[Report]) -> str:
    """Tell who sent them that the office has received reports."""
    numbers = ", ".join(dict.fromkeys(receipt(row.receipt) for row in rows))
    return (
        f"Kính gửi {person.called},\n{office} đã tiếp nhận báo cáo của {plan.units.short(unit)}: "
        f"{_tasks(rows)} ({numbers}).\nTrân trọng."
    )


def _tasks(rows: Sequence[Report]) -> str:
    """«nhiệm vụ 13, 14, quý III/2019»."""
    by_period: dict[str, list[int]] = {}
    for row in rows:
        by_period.setdefault(quarter(row.period), []).append(row.task)
    return "; ".join(f"nhiệm vụ {_run(tasks)}, {period}" for period, tasks in by_period.items())


def _run(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(set(numbers))))


def files_of(row: Report, place: int = 0) -> str:
    """The button that shows a row's files; `place` is the row's number on the screen."""
    return f"{f'{place}. ' if place else ''}{SEE_FILES} ({len(row.evidence)})"


def file_of(plan: Plan, row: Report, name: str) -> str:
    """What goes with a file that is handed out."""
    return f"{name}: nhiệm vụ {row.task}, {plan.units.short(row.unit)}, {quarter(row.period)}, {receipt(row.receipt)}."


def lost(name: str) -> str:
    """A file's content is gone for good."""
    return f"Nội dung tệp «{name}» không còn trên máy chủ. Đề nghị đơn vị gửi lại."


def not_here(name: str) -> str:
    """A file's content is not on disk."""
    return f"Nội dung tệp «{name}» chưa tải về được. Đề nghị đơn vị gửi lại."
