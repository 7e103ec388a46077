"""Words for the aspects of tasks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kb.answering.wording.names import named, row, short_name, strong, units_words, upper_first
from kb.asking.desk import Desk
from kb.executor.made import Answer
from kb.executor.makers.tasks import aspect_facts, sent_to
from kb.model import Task

FIELD_NAMES = {
    "content": "Nội dung",
    "group": "Nhóm",
    "lead": "Chủ trì",
    "coord": "Phối hợp",
    "when": "Thời hạn",
    "product": "Sản phẩm",
    "note": "Ghi chú",
    "sent_to": "Nơi gửi",
}


def task(made: Answer, desk: Desk) -> str:
    """The fields asked, one by one; first, whether what the question takes to be so is so."""
    parts = [_fields_of(one, made.query.aspects, desk) for one in made.tasks]
    claimed = [c for c in made.query.where if not c.negated]
    if made.denied and claimed:
        parts.insert(0, "Không. " + _denied(made))
    elif claimed and made.query.whether:
        parts.insert(0, strong("Có."))
    return "\n".join(parts)


def _fields_of(one: Task, fields: Sequence[str], desk: Desk) -> str:
    """One field in a sentence; several under the task's name."""
    if len(fields) == 1:
        return _ASPECTS[fields[0]](one, desk)
    rows = [f"• {FIELD_NAMES[f]}: {_value(one, f, desk)}" for f in fields if f in FIELD_NAMES]
    return "\n".join([f"{strong(f'Nhiệm vụ {one.number}')} – {short_name(one)}", *rows])


def _value(one: Task, field: str, desk: Desk) -> str:
    said = aspect_facts(one, field, desk)
    if field in ("lead", "coord", "sent_to") and said:
        return strong(units_words(said, desk))
    if field == "group" and one.group:
        return f"{strong(one.group)} – {desk.document.by_numeral[one.group].title}"
    return strong("; ".join(said)) if said else "không ghi"


def _denied(made: Answer) -> str:
    units = [n for c in made.denied if c.kind == "unit" for n in c.values]
    if units:
        return f"Quyết định không ghi {' và '.join(units)} ở vai trò này."
    return "Quyết định ghi khác với điều câu hỏi nêu."


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


def _content(one: Task, desk: Desk) -> str:
    return f"{strong(f'Nhiệm vụ {one.number}')}: {one.content}"


def _group(one: Task, desk: Desk) -> str:
    if not one.group:
        return f"{upper_first(named(one))}: không thuộc nhóm nào."
    return (
        f"{upper_first(named(one))} thuộc {strong(f'nhóm {one.group}')}: {desk.document.by_numeral[one.group].title}."
    )


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
    "content": _content,
    "group": _group,
}
