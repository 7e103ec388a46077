"""Words for what the document does not say, with the nearest that it does."""

from __future__ import annotations

from collections.abc import Callable

from kb.answering.places import place_of
from kb.answering.wording.names import decision, named, shared_tasks, upper_first
from kb.answering.wording.options import option_name
from kb.asking.desk import Desk
from kb.executor.made import Answer


def refusal(made: Answer, desk: Desk) -> str:
    """Why there is no answer, and what there is instead."""
    return _REFUSALS[made.refused or "not-in-document"](made, desk)


def _nothing(made: Answer, desk: Desk) -> str:
    head, query = f"{decision(desk)} không có nội dung trả lời câu hỏi này.", made.query
    if query.tasks and query.tasks[0] in desk.document.by_number:
        return f"{head}\nGần nhất là {named(desk.document.by_number[query.tasks[0]])}."
    if query.addresses and query.addresses[0] in desk.document.by_address:
        return f"{head}\nNội dung gần nhất ở {place_of(query.addresses[0])}."
    return f"{head}\nHệ thống trả lời về nhiệm vụ, chỉ tiêu, thời hạn báo cáo và nội dung của Quyết định."


def _unsure(made: Answer, desk: Desk) -> str:
    head = "Hệ thống chưa chắc đã hiểu đúng câu hỏi nên chưa trả lời."
    if made.query.options:
        return f"{head}\nAnh/chị hỏi điều này phải không: {option_name(made.query.options[0], desk)}?"
    return f"{head}\nAnh/chị vui lòng hỏi ngắn hơn, mỗi lần một ý."


def _no_task(made: Answer, desk: Desk) -> str:
    numbers = [t.number for t in desk.document.tasks]
    asked = ", ".join(map(str, made.query.tasks))
    return f"Phụ lục không có nhiệm vụ {asked}. Các nhiệm vụ được đánh số từ {min(numbers)} đến {max(numbers)}."


def _no_group(made: Answer, desk: Desk) -> str:
    return f"Phụ lục không có nhóm này. Các nhóm nhiệm vụ: {', '.join(g.numeral for g in desk.document.groups)}."


def _no_quarter(made: Answer, desk: Desk) -> str:
    return "Mỗi năm có bốn quý (I, II, III, IV); không có quý anh/chị hỏi."


def _no_address(made: Answer, desk: Desk) -> str:
    asked = ", ".join(place_of(address.replace("?.", "")) for address in made.query.addresses)
    return f"{decision(desk)} không có phần anh/chị hỏi ({asked})."


def _no_unit(made: Answer, desk: Desk) -> str:
    asked = [n for c in made.query.where if c.kind == "unit" for n in c.values if n not in desk.met]
    name = asked[0] if asked else made.query.name
    unit = next((u for u in desk.directory.units if u.name == name), None)
    text = f"{decision(desk)} không nêu tên {name}."
    shared = shared_tasks(desk)
    if unit and unit.belongs and shared:
        numbers = ", ".join(str(t.number) for t in shared)
        text += f"\nCó {len(shared)} nhiệm vụ giao chung «{shared[0].leads[0]}»: {numbers}."
    return text


def _no_target(made: Answer, desk: Desk) -> str:
    others = [desk.document.targets[n] for n in made.query.targets]
    nearest = [f"\nChỉ tiêu của giai đoạn {t.period}: «{t.clause}»." for t in others[:1]]
    return f"Quyết định không đặt chỉ tiêu này cho giai đoạn {made.query.period or ''}." + "".join(nearest)


def _no_period(made: Answer, desk: Desk) -> str:
    periods = dict.fromkeys(p.text for t in desk.document.tasks for p in t.periods)
    return f"Phụ lục không có nhiệm vụ nào ghi giai đoạn này. Các thời hạn được ghi: {'; '.join(periods)}."


def _no_month(made: Answer, desk: Desk) -> str:
    tasks = [desk.document.by_number[n] for n in made.query.tasks if n in desk.document.by_number]
    lines = [f"{upper_first(named(t))}: {'; '.join(p.text for p in t.periods) or 'không ghi'}." for t in tasks[:3]]
    return "\n".join(["Phụ lục không ghi tháng hoàn thành, chỉ ghi giai đoạn.", *lines])


def _other_document(made: Answer, desk: Desk) -> str:
    asked = (made.query.name or "").upper()
    return f"Hệ thống chỉ có {decision(desk)}, không có nội dung của văn bản số {asked}."


_REFUSALS: dict[str, Callable[[Answer, Desk], str]] = {
    "not-in-document": _nothing,
    "unsure": _unsure,
    "no-such-task": _no_task,
    "no-such-group": _no_group,
    "no-such-quarter": _no_quarter,
    "no-such-address": _no_address,
    "unit-not-named": _no_unit,
    "no-target-in-period": _no_target,
    "no-such-period": _no_period,
    "no-month": _no_month,
    "other-document": _other_document,
}
