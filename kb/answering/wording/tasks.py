"""Words for the aspects of tasks."""

from __future__ import annotations

from collections.abc import Callable

from kb.answering.made import Answer
from kb.answering.makers.tasks import sent_to
from kb.answering.wording.names import named, row, short_name, strong, units_words, upper_first
from kb.asking.desk import Desk
from kb.model import Task


def task(made: Answer, desk: Desk) -> str:
    """The aspects asked, one by one; first, that the unit taken for granted is wrong."""
    parts = [_ASPECTS[aspect](one, desk) for one in made.tasks for aspect in made.query.aspects]
    if made.claim_is_wrong:
        parts.insert(0, f"Quyết định không ghi {made.query.claim} ở vai trò này.")
    return "\n".join(parts)


def find(made: Answer, desk: Desk) -> str:
    """Which task is meant, or which may be."""
    if made.query.aspects:
        heads = [f"Đó là {strong(f'nhiệm vụ {t.number}')} – {short_name(t)}." for t in made.tasks]
        return "\n".join([*heads, task(made, desk)])
    if len(made.tasks) == 1:
        return f"Đó là {strong(f'nhiệm vụ {made.tasks[0].number}')} – {made.tasks[0].content}"
    return "\n".join(["Có thể là một trong các nhiệm vụ sau:", *map(row, made.tasks)])


def _lead(one: Task, desk: Desk) -> str:
    return f"{strong(units_words(one.leads, desk))} chủ trì {named(one)}."


def _coord(one: Task, desk: Desk) -> str:
    if not one.coordinators:
        return f"{upper_first(named(one))}: không ghi cơ quan phối hợp."
    return f"{strong(upper_first(units_words(one.coordinators, desk)))} phối hợp thực hiện {named(one)}."


def _when(one: Task, desk: Desk) -> str:
    if not one.periods:
        return f"{upper_first(named(one))}: không ghi thời gian hoàn thành."
    return f"{strong('; '.join(p.text for p in one.periods))} là thời gian hoàn thành {named(one)}."


def _product(one: Task, desk: Desk) -> str:
    if not one.product:
        return f"{upper_first(named(one))}: không ghi sản phẩm dự kiến."
    return f"Sản phẩm dự kiến của {named(one)}:\n{strong(one.product)}"


def _note(one: Task, desk: Desk) -> str:
    if not one.note:
        return f"{upper_first(named(one))}: không có ghi chú, điều kiện."
    return f"Ghi chú của {named(one)}:\n{strong(one.note)}"


def _sent_to(one: Task, desk: Desk) -> str:
    names = sent_to(one, desk)
    if not names:
        return f"{upper_first(named(one))}: không ghi nơi gửi."
    return f"Gửi {strong(units_words(names, desk))} ({named(one)})."


def _all(one: Task, desk: Desk) -> str:
    group = f" (nhóm {one.group})" if one.group else ""
    rows = (
        ("Chủ trì", units_words(one.leads, desk) if one.leads else "không ghi"),
        ("Phối hợp", units_words(one.coordinators, desk) if one.coordinators else "không ghi"),
        ("Thời hạn", "; ".join(p.text for p in one.periods) or "không ghi"),
        ("Sản phẩm", one.product or "không ghi"),
        ("Ghi chú", one.note or "không có"),
    )
    head = f"{strong(f'Nhiệm vụ {one.number}')}{group}: {one.content}"
    return "\n".join([head, *(f"• {name}: {said}" for name, said in rows)])


_ASPECTS: dict[str, Callable[[Task, Desk], str]] = {
    "lead": _lead,
    "coord": _coord,
    "when": _when,
    "product": _product,
    "note": _note,
    "all": _all,
    "sent_to": _sent_to,
}
