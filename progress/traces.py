"""The figures with their ids: which stands where, of what value, and from which rows it was counted; as data, too.

A document never counts: it looks a figure up by where it stands and by its key, and writes down its value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from progress.figures import DONE, OTHERS, REPORT_STATES, RUNNING, Figures, Part, TaskFigures
from progress.model import Report
from progress.wording.words import quarter

NOTE, SHEET, BOOK, PICTURE = "bao-cao", "phieu", "xlsx", "png"

TASK_MEASURES: dict[str, tuple[str, Callable[[TaskFigures], bool]]] = {
    "total": ("Tổng số nhiệm vụ", lambda _one: True),
    "done": ("Hoàn thành", lambda one: one.state in DONE),
    "on_time": ("Hoàn thành đúng hạn", lambda one: one.state == "on_time"),
    "late": ("Hoàn thành quá hạn", lambda one: one.state == "late"),
    "undated": ("Hoàn thành, chưa xác định ngày hoàn thành", lambda one: one.state == "undated"),
    "in_period": ("Hoàn thành trong kỳ", lambda one: one.in_period),
    "running": ("Đang thực hiện", lambda one: one.state in RUNNING),
    "in_time": ("Đang thực hiện trong hạn", lambda one: one.state == "in_time"),
    "overdue": ("Đang thực hiện quá hạn", lambda one: one.state == "overdue"),
    "waiting_condition": ("Trong đó chờ điều kiện", lambda one: "waiting_condition" in one.of_which),
    "paused": ("Trong đó tạm dừng", lambda one: "paused" in one.of_which),
    "continuing": ("Trong đó thường xuyên", lambda one: "continuing" in one.of_which),
    "awaiting": ("Chờ tiếp nhận", lambda one: one.state == "awaiting"),
    "unreported": ("Chưa báo cáo", lambda one: one.state == "unreported"),
    "no_data": ("Chưa có số liệu được tiếp nhận", lambda one: one.state in ("awaiting", "unreported")),
    "past": ("Quá thời hạn, chưa có số liệu", lambda one: one.is_past and one.state in ("awaiting", "unreported")),
    "not_begun": ("Chưa đến kỳ", lambda one: one.state == "not_begun"),
    "no_reporter": ("Chưa xác định đơn vị báo cáo", lambda one: one.state == "no_reporter"),
}
PART_MEASURES: dict[str, tuple[str, Callable[[Part], bool]]] = {
    "owed": ("Báo cáo phải gửi", lambda part: part.reported is not None),
    "received": ("Đã tiếp nhận", lambda part: part.reported == "received"),
    "sent": ("Chờ tiếp nhận", lambda part: part.reported == "sent"),
    "returned": ("Được đề nghị bổ sung", lambda part: part.reported == "returned"),
    "missing": ("Chưa gửi", lambda part: part.reported == "missing"),
    "late": ("Gửi sau hạn", lambda part: part.is_late),
    "done": ("Nhiệm vụ hoàn thành", lambda part: part.state in DONE),
    "overdue": ("Nhiệm vụ quá hạn", lambda part: part.state == "overdue"),
}
REPORT_MEASURES = ("owed", *REPORT_STATES, "late")
ABOVE = tuple(name for name in TASK_MEASURES if name not in ("awaiting", "unreported", "past"))
"""What a report for above tells of: not which reports wait or are missing."""
WITHIN = tuple(name for name in TASK_MEASURES if name not in ("no_data", "past"))
STATES = (*DONE, *RUNNING, *OTHERS)
COMPARED = ("done", "running")
_OF_GROUP_ABOVE = ("total", "done", "running", "overdue", "no_data", "not_begun", "no_reporter")
_OF_GROUP = ("total", "done", "running", "overdue", *OTHERS)
OF_GROUP = {NOTE: _OF_GROUP_ABOVE, SHEET: _OF_GROUP}


@dataclass(frozen=True)
class Figure:
    """A figure where it stands; `key` names it there."""

    id: str
    where: str
    key: str
    label: str
    value: int | str
    rows: tuple[Report, ...]


def traced(figures: Figures, before: Figures | None = None) -> list[Figure]:
    """All figures of the outputs in the order in which they stand, `before` being the quarter's before."""
    found: list[Figure] = []
    for where, key, label, value, rows in _all(figures, before):
        found.append(Figure(f"F{len(found) + 1}", where, key, label, value, tuple(rows)))
    return found


Line = tuple[str, str, str, int | str, Iterable[Report]]


def _all(figures: Figures, before: Figures | None) -> Iterator[Line]:
    for output, names in ((NOTE, ABOVE), (SHEET, WITHIN)):
        yield from _of_tasks(f"{output}:I", figures.tasks, names)
        if before:
            yield from _of_tasks(f"{output}:I", before.tasks, COMPARED, "before.", f" {quarter(before.period)}")
        if output == SHEET:
            yield from _of_parts(f"{output}:I", [part for _, part in figures.duties], REPORT_MEASURES)
        for group, tasks in figures.by_group():
            numeral = group.numeral if group else ""
            yield from _of_tasks(f"{output}:II", tasks, OF_GROUP[output], f"{numeral}.", f", nhóm {numeral}")
        if output == SHEET:
            yield from _of_units(f"{output}:II", figures, tuple(PART_MEASURES))
        yield from _shares(f"{output}:PL", figures, ranges=output == SHEET)
    yield from _of_tasks(f"{BOOK}:Tổng hợp", figures.tasks, WITHIN)
    yield from _of_parts(f"{BOOK}:Tổng hợp", [part for _, part in figures.duties], REPORT_MEASURES, "reports.")
    yield from _of_units(f"{BOOK}:Đơn vị", figures, tuple(PART_MEASURES))
    yield from _of_units(PICTURE, figures, REPORT_MEASURES)


def measure(tasks: Iterable[TaskFigures], name: str) -> list[TaskFigures]:
    """The tasks that a measure counts."""
    return [one for one in tasks if TASK_MEASURES[name][1](one)]


def _of_tasks(
    where: str, tasks: Sequence[TaskFigures], names: Iterable[str], prefix: str = "", more: str = ""
) -> Iterator[Line]:
    for name in names:
        counted = measure(tasks, name)
        rows = (row for one in counted for row in one.rows)
        yield where, prefix + name, TASK_MEASURES[name][0] + more, len(counted), rows


def _of_parts(
    where: str, parts: Sequence[Part], names: Iterable[str], prefix: str = "reports.", more: str = ""
) -> Iterator[Line]:
    for name in names:
        label, counts = PART_MEASURES[name]
        counted = [part for part in parts if counts(part)]
        of_report = name in REPORT_MEASURES
        rows = [row for part in counted for row in (_report(part) if of_report else part.rows)]
        yield where, prefix + name, label + more, len(counted), rows


def _report(part: Part) -> tuple[Report, ...]:
    return (part.report,) if part.report else ()


def _of_units(where: str, figures: Figures, names: Sequence[str]) -> Iterator[Line]:
    for unit, pairs in figures.units.items():
        short = figures.plan.units.short(unit)
        yield from _of_parts(where, [part for _, part in pairs], names, f"{unit}.", f", {short}")


def _shares(where: str, figures: Figures, *, ranges: bool) -> Iterator[Line]:
    """What the appendix tells of each task by number."""
    for one in figures.tasks:
        number, name = one.task.number, f", nhiệm vụ {one.task.number}"
        if one.percent is not None:
            rows = _percent_rows(one.parts[0])
            yield where, f"{number}.percent", "Tỷ lệ hoàn thành" + name, f"{one.percent}%", rows
        if len(one.parts) > 1 and one.state != "not_begun":
            known = [row for part in one.parts if part.state in (*DONE, *RUNNING) for row in part.rows]
            done = [row for part in one.parts if part.state in DONE for row in part.rows]
            of = len(one.parts)
            yield where, f"{number}.done", "Đơn vị hoàn thành" + name, f"{one.units_done}/{of}", done
            yield where, f"{number}.reported", "Đơn vị đã báo cáo" + name, f"{one.reported}/{of}", known
            spread = [part.percent for part in one.parts if part.percent is not None]
            if ranges and spread:
                value = f"{min(spread)}% … {max(spread)}%"
                yield where, f"{number}.range", "Thấp nhất … cao nhất" + name, value, known
            for part in one.parts if ranges else ():
                if part.percent is not None and part.state in (*DONE, *RUNNING):
                    short = figures.plan.units.short(part.unit)
                    key = f"{number}.{part.unit}.percent"
                    yield where, key, f"Tỷ lệ hoàn thành{name}, {short}", f"{part.percent}%", _percent_rows(part)


def _percent_rows(part: Part) -> tuple[Report, ...]:
    return part.rows if part.state in DONE else (part.told["percent"].row,)


# ── as data ──────────────────────────────────────────────────────────────────
def _row(row: Report) -> dict[str, Any]:
    return {
        "number": row.receipt,
        "revision": row.revision,
        "task_key": str(row.task),
        "unit": row.unit,
        "kind": row.kind,
    }


def _rows(rows: Iterable[Report]) -> list[dict[str, Any]]:
    return list(map(_row, rows))


def _tasks(tasks: Iterable[TaskFigures]) -> dict[str, Any]:
    listed = list(tasks)
    number = {name: len(measure(listed, name)) for name in TASK_MEASURES}

    def some(*names: str) -> dict[str, int]:
        return {name: number[name] for name in names}

    return {
        "total": number["total"],
        "done": some(*DONE, "in_period"),
        "running": some(*RUNNING),
        "of_which": some("waiting_condition", "paused", "continuing"),
        **some(*OTHERS),
    }


def _parts(parts: Sequence[Part], names: Iterable[str]) -> dict[str, int]:
    return {name: sum(map(PART_MEASURES[name][1], parts)) for name in names}


def overview(figures: Figures) -> dict[str, Any]:
    """How many tasks and reports are in each state."""
    duties = [part for _, part in figures.duties]
    return {"tasks": _tasks(figures.tasks), "reports": _parts(duties, REPORT_MEASURES)}


def as_object(figures: Figures, before: Figures | None = None) -> dict[str, Any]:
    """The figures as issue 17 names them."""
    named = [
        {"id": one.id, "where": one.where, "label": one.label, "value": one.value, "rows": _rows(one.rows)}
        for one in traced(figures, before)
    ]
    told = sums(figures)
    last = told.pop("to_check")
    return {**told, "figures": named, "to_check": last}


def sums(figures: Figures) -> dict[str, Any]:
    """The same without each figure by its id: all that the sums hang on."""
    period = figures.period
    return {
        "document": figures.plan.document.id,
        "period": period.key,
        "unit": figures.unit,
        "from": period.start.isoformat(),
        "to": period.end.isoformat(),
        "due": period.due.isoformat(),
        "as_of": figures.as_of.isoformat(timespec="seconds"),
        "frozen": figures.frozen,
        "version": figures.version,
        **overview(figures),
        "by_group": [
            {"group": group.numeral if group else None, **_tasks(tasks)} for group, tasks in figures.by_group()
        ],
        "by_unit": [
            {"unit": unit, **_parts([part for _, part in pairs], PART_MEASURES)}
            for unit, pairs in figures.units.items()
        ],
        "by_task": list(map(_task, figures.tasks)),
        "to_check": [
            {"code": one.code, "task_key": str(one.task), "unit": one.unit, "words": one.words, "rows": _rows(one.rows)}
            for one in figures.to_check
        ],
    }


def _task(one: TaskFigures) -> dict[str, Any]:
    return {
        "task": one.task.number,
        "task_key": str(one.task.number),
        "group": one.task.group,
        "leads": list(one.task.leads),
        "deadline": one.deadline.isoformat() if one.deadline else None,
        "state": one.state,
        "percent": one.percent,
        "units_done": one.units_done,
        "units": len(one.parts),
        "rows": _rows(one.rows),
    }


def faults(told: Mapping[str, Any]) -> list[str]:
    """The sums of the object that do not hold, in words for an operator; none in a right one."""
    found = [f"nhóm {one['group']}: {fault}" for one in told["by_group"] for fault in _sums(one)]
    found += [*_sums(told["tasks"]), *_report_sums("báo cáo", told["reports"])]
    for one in told["by_unit"]:
        found += _report_sums(one["unit"], one)
    total = sum(one["total"] for one in told["by_group"])
    found += [f"các nhóm: {total}, tổng số: {told['tasks']['total']}"] if total != told["tasks"]["total"] else []
    for name in STATES:
        by_task = sum(one["state"] == name for one in told["by_task"])
        by_group = sum(_value(one, name) for one in told["by_group"])
        if len({by_task, by_group, _value(told["tasks"], name)}) > 1:
            found.append(f"{name}: {_value(told['tasks'], name)}, theo nhóm {by_group}, theo nhiệm vụ {by_task}")
    for measured in REPORT_MEASURES:
        by_unit = sum(one[measured] for one in told["by_unit"])
        of_all = told["reports"][measured]
        found += [f"{measured}: {of_all}, theo đơn vị {by_unit}"] if by_unit != of_all else []
    return found


def _value(tasks: Mapping[str, Any], name: str) -> int:
    return int(tasks["done"][name] if name in DONE else tasks["running"][name] if name in RUNNING else tasks[name])


def _sums(tasks: Mapping[str, Any]) -> Iterator[str]:
    parts = sum(_value(tasks, name) for name in STATES)
    if parts != tasks["total"]:
        yield f"tổng số nhiệm vụ {tasks['total']}, cộng các trạng thái {parts}"
    if tasks["done"]["in_period"] > sum(tasks["done"][name] for name in DONE):
        yield "số hoàn thành trong kỳ lớn hơn số hoàn thành"
    if any(number > sum(tasks["running"].values()) for number in tasks["of_which"].values()):
        yield "số trong đó lớn hơn số đang thực hiện"


def _report_sums(name: str, reports: Mapping[str, int]) -> Iterator[str]:
    parts = sum(reports[state] for state in REPORT_STATES)
    if parts != reports["owed"]:
        yield f"{name}: phải gửi {reports['owed']}, cộng các trạng thái {parts}"
    if reports["late"] > reports["owed"] - reports["missing"]:
        yield f"{name}: số gửi sau hạn lớn hơn số đã gửi"
