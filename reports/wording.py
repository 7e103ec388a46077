"""Sentences of the quarter's documents: templates around figures and around what was received, as written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from progress.figures import DONE, RUNNING, Figures, Part, TaskFigures, Told
from progress.traces import NOTE, Figure
from progress.wording.figures import STATES
from progress.wording.words import day_text, quarter
from reports.paper import Run

PARTS = (
    "I. Kết quả chung",
    "II. Kết quả theo nhóm nhiệm vụ",
    "III. Chỉ tiêu",
    "IV. Khó khăn, vướng mắc, đề xuất, kiến nghị",
    "V. Nhiệm vụ trọng tâm quý tới",
)
NO_RESULT = "Trong kỳ chưa có kết quả thực hiện được tiếp nhận."
NO_TARGET = "Quyết định không nêu chỉ tiêu bằng tỷ lệ của giai đoạn này."
NO_DIFFICULTY = "Không có khó khăn, vướng mắc được nêu trong các báo cáo đã tiếp nhận."
NO_PROPOSAL = "Không có đề xuất, kiến nghị được nêu trong các báo cáo đã tiếp nhận."
NO_NEXT = "Không có nhiệm vụ kỳ tới được nêu trong các báo cáo đã tiếp nhận."
APPENDIX = "Tình hình thực hiện từng nhiệm vụ trình bày tại Phụ lục kèm theo."
HEADS = (
    "STT", "Nhiệm vụ", "Đơn vị chủ trì", "Thời hạn", "Tình trạng", "Tỷ lệ hoàn thành (%)",
    "Kết quả thực hiện trong kỳ", "Khó khăn, vướng mắc", "Đề xuất, kiến nghị", "Nhiệm vụ kỳ tới",
)  # fmt: skip
TARGET_HEADS = ("STT", "Chỉ tiêu", "Mục tiêu", "Kết quả đạt được")
UNIT_HEADS = ("STT", "Đơn vị", "Phải gửi", "Đã tiếp nhận", "Chờ tiếp nhận", "Đề nghị bổ sung", "Chưa gửi",
              "Gửi sau hạn", "Nhiệm vụ hoàn thành", "Nhiệm vụ quá hạn")  # fmt: skip
NO_DATA = "chưa có số liệu được tiếp nhận"

Found = dict[str, Figure]
"""The figures of a place by their keys."""


def overall(output: str, found: Found, before: Figures | None) -> Iterator[list[Run]]:
    """Part I."""
    yield ["1. Tổng số nhiệm vụ theo Kế hoạch: ", found["total"], " nhiệm vụ, trong đó:"]
    yield [
        "a) Hoàn thành: ", found["done"], " nhiệm vụ (đúng hạn ", found["on_time"], ", quá hạn ", found["late"],
        ", chưa xác định ngày hoàn thành ", found["undated"], "); hoàn thành trong kỳ: ", found["in_period"],
        " nhiệm vụ;",
    ]  # fmt: skip
    yield [
        "b) Đang thực hiện: ", found["running"], " nhiệm vụ (trong hạn ", found["in_time"], ", quá hạn ",
        found["overdue"], "); trong đó chờ điều kiện ", found["waiting_condition"], ", tạm dừng ", found["paused"],
        ", thường xuyên ", found["continuing"], ";",
    ]  # fmt: skip
    if output == NOTE:
        yield ["c) Chưa có số liệu được tiếp nhận: ", found["no_data"], " nhiệm vụ;"]
    else:
        yield ["c) Chờ tiếp nhận: ", found["awaiting"], " nhiệm vụ; chưa báo cáo: ", found["unreported"], " nhiệm vụ;"]
    yield ["d) Chưa đến kỳ thực hiện: ", found["not_begun"], " nhiệm vụ;"]
    yield ["đ) Chưa xác định đơn vị báo cáo: ", found["no_reporter"], " nhiệm vụ."]
    if before:
        yield [
            f"2. Số liệu {quarter(before.period)} để so sánh: hoàn thành ", found["before.done"],
            " nhiệm vụ; đang thực hiện ", found["before.running"], " nhiệm vụ.",
        ]  # fmt: skip
    if output != NOTE:
        yield [
            f"{3 if before else 2}. Báo cáo của các đơn vị: phải gửi ", found["reports.owed"],
            " báo cáo; đã tiếp nhận ", found["reports.received"], ", chờ tiếp nhận ", found["reports.sent"],
            ", được đề nghị bổ sung ", found["reports.returned"], ", chưa gửi ", found["reports.missing"],
            "; gửi sau hạn ", found["reports.late"], ".",
        ]  # fmt: skip


def of_group(output: str, numeral: str, found: Found) -> list[Run]:
    """A group's numbers."""
    rest: list[tuple[str, str]] = [("chưa có số liệu được tiếp nhận ", "no_data")]
    if output != NOTE:
        rest = [("chờ tiếp nhận ", "awaiting"), ("chưa báo cáo ", "unreported")]
    rest += [("chưa đến kỳ ", "not_begun"), ("chưa xác định đơn vị báo cáo ", "no_reporter")]
    said: list[Run] = [
        "Tổng số ", found[f"{numeral}.total"], " nhiệm vụ: hoàn thành ", found[f"{numeral}.done"], ", đang thực hiện ",
        found[f"{numeral}.running"], " (quá hạn ", found[f"{numeral}.overdue"], ")",
    ]  # fmt: skip
    for words, name in rest:
        said += [", ", words, found[f"{numeral}.{name}"]]
    return [*said, "."]


def result(figures: Figures, one: TaskFigures) -> str | None:
    """A task's result in a group's part: of one unit its words, of several where they stand."""
    name = f"Nhiệm vụ {one.task.number} ({', '.join(one.task.leads)})"
    if len(one.parts) == 1:
        told = one.parts[0].told.get("result")
        return f"{name}: {text_of(figures, told)}" if told else None
    if any("result" in part.told for part in one.parts):
        return f"{name}: kết quả của các đơn vị nêu tại Phụ lục"
    return None


def texts(figures: Figures, field: str) -> Iterator[str]:
    """What was told of a field, by task and by whom."""
    for one in figures.tasks:
        for part in one.parts:
            if told := part.told.get(field):
                unit = figures.plan.units.short(part.unit)
                yield f"Nhiệm vụ {one.task.number} ({unit}): {text_of(figures, told)}"


def text_of(figures: Figures, told: Told | None) -> str:
    """What was received, word for word; with its quarter where it comes from an earlier one."""
    if told is None:
        return ""
    text = str(told.value).strip().rstrip(".;")
    return text if told.period.id == figures.period.id else f"{text} ({quarter(told.period)})"


def state(output: str, one: TaskFigures, found: Found) -> list[Run]:
    """How a task stands, in the appendix; a report for above does not tell what waits and what is missing."""
    said: list[Run] = [_state(output, one.state)]
    number = one.task.number
    if done := found.get(f"{number}.done"):
        said += ["; ", done, " đơn vị hoàn thành, ", found[f"{number}.reported"], " đã báo cáo"]
        if spread := found.get(f"{number}.range"):
            said += [", ", spread]
    if one.state in DONE and (days := [p.row.entry.completed for p in one.parts if p.row and p.row.entry.completed]):
        said.append(f" (ngày {day_text(max(days))})")
    return said


def part_state(output: str, part: Part) -> str:
    """How a unit's part stands, in the appendix."""
    return _state(output, part.state)


def _state(output: str, name: str) -> str:
    if output == NOTE and name in ("awaiting", "unreported"):
        return upper(NO_DATA)
    return upper(STATES[name])


def upper(text: str) -> str:
    """A cell begins in upper case."""
    return text[:1].upper() + text[1:]


def ended(items: Iterable[str]) -> list[str]:
    """Items of a list with their signs: «;» between, «.» last."""
    found = [item.rstrip(".;") for item in items]
    return [item + (";" if place < len(found) else ".") for place, item in enumerate(found, 1)]


SHOWN = (*DONE, *RUNNING)
"""The states in which a unit's own row may stand in a report for above."""
