"""Words for lists and counts of tasks, and for groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.answering.made import Answer
from kb.answering.wording.names import named, row, shared_tasks, strong, upper_first
from kb.asking.desk import Desk
from kb.asking.query import Filter

PAGE = 10  # tasks of a list in one message
_ROLES = {"lead": "chủ trì", "coord": "phối hợp"}
_CELLS = {"coord": "cơ quan phối hợp", "product": "sản phẩm dự kiến", "note": "ghi chú", "lead": "cơ quan chủ trì"}


def pages_of(made: Answer) -> int:
    """How many pages the tasks of an answer fill."""
    return (len(made.tasks) + PAGE - 1) // PAGE


def listed(made: Answer, desk: Desk) -> str:
    """One page of the tasks that meet a filter."""
    if not made.tasks:
        return _none(made, desk)
    page, pages = made.query.page, pages_of(made)
    head = _head(made, desk) + (f" (trang {page}/{pages})" if pages > 1 else "") + ":"
    shown = made.tasks[(page - 1) * PAGE : page * PAGE]
    return "\n".join([head, *map(row, shown)]) + (_shared(made, desk) if page == pages else "")


def counted(made: Answer, desk: Desk) -> str:
    """How many tasks meet a filter, and their numbers unless they are all."""
    if not made.tasks:
        return _none(made, desk)
    numbers = ": " + ", ".join(str(t.number) for t in made.tasks)
    every = len(made.tasks) == len(desk.document.tasks)
    return f"{_head(made, desk)}{'' if every else numbers}." + _shared(made, desk)


def _none(made: Answer, desk: Desk) -> str:
    return f"Không có nhiệm vụ nào {_condition(made)}." + _shared(made, desk)


def _head(made: Answer, desk: Desk) -> str:
    return f"{strong(f'{len(made.tasks)} nhiệm vụ')} {_condition(made)}"


def _condition(made: Answer) -> str:
    """The filter in words, to stand after "nhiệm vụ"."""
    wanted = made.query.filter or Filter()
    numerals: Sequence[str] = made.query.groups or ((wanted.group,) if wanted.group else ())
    parts = [*_unit_parts(wanted), *_cell_parts(wanted), *_time_parts(wanted)]
    if numerals:
        parts.append("thuộc nhóm " + ", ".join(numerals))
    return " ".join(parts) or "trong Phụ lục"


def _unit_parts(wanted: Filter) -> Iterator[str]:
    if wanted.unit:
        if wanted.other and wanted.other_role:
            yield f"do {wanted.unit} {_ROLES[wanted.role or 'lead']} và {wanted.other} {_ROLES[wanted.other_role]}"
            return
        both = f" và {wanted.other} cùng" if wanted.other else ""
        yield f"do {wanted.unit}{both} {_ROLES.get(wanted.role or '', 'chủ trì hoặc phối hợp')}"


def _cell_parts(wanted: Filter) -> Iterator[str]:
    yield from (f"không ghi {_CELLS[name]}" for name in wanted.absent)
    yield from (f"có {_CELLS[name]}" for name in wanted.present)
    if wanted.words_in:
        yield f"có {_CELLS[wanted.words_in]} như câu hỏi nêu"
    if wanted.several:
        yield f"có từ hai {_CELLS[wanted.several]} trở lên"


def _time_parts(wanted: Filter) -> Iterator[str]:
    if wanted.period or wanted.year:
        when = f"giai đoạn {wanted.period}" if wanted.period else f"năm {wanted.year}"
        yield f"chỉ trong {when}" if wanted.only else f"trong {when}"


def _shared(made: Answer, desk: Desk) -> str:
    """That a unit of the ministry shares the tasks that all units lead; said where only its own are counted."""
    wanted = made.query.filter or Filter()
    unit = next((u for u in desk.directory.units if u.name == wanted.unit), None)
    if unit is None or not unit.belongs or wanted.role != "lead" or wanted.absent or wanted.present or wanted.group:
        return ""
    shared = shared_tasks(desk)
    if not shared:
        return ""
    many = f"{len(shared)} nhiệm vụ giao chung «{shared[0].leads[0]}»"
    return f"\nNgoài ra, {unit.name} cùng các đơn vị khác thực hiện {many}."


def group(made: Answer, desk: Desk) -> str:
    """The group of each task asked about, or the group of a topic."""
    by = desk.document.by_numeral
    if made.tasks:
        lines = [
            f"{upper_first(named(t))} thuộc {strong(f'nhóm {t.group}')}: {by[t.group].title}."
            for t in made.tasks
            if t.group
        ]
    else:
        lines = [f"{strong(f'Nhóm {numeral}')}: {by[numeral].title}." for numeral in made.facts]
    return "\n".join(lines)


def groups(made: Answer, desk: Desk) -> str:
    """The groups asked about by their titles, or all of them."""
    asked = made.query.groups
    shown = [g for g in desk.document.groups if not asked or g.numeral in asked]
    head = [] if asked else [f"Phụ lục có {strong(f'{len(shown)} nhóm')} nhiệm vụ:"]
    return "\n".join(head + [f"{strong(f'Nhóm {g.numeral}')}: {g.title}" for g in shown])
