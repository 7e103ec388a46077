"""Words for lists and counts of tasks, and for groups."""

from __future__ import annotations

from collections.abc import Callable

from kb.answering.wording.names import named, row, shared_tasks, strong, unit_words, units_words, upper_first
from kb.answering.wording.tasks import FIELD_NAMES
from kb.asking.desk import Desk
from kb.asking.query import Condition, Query
from kb.executor.made import Answer
from kb.executor.makers.tasks import aspect_facts
from kb.model import Task

PAGE = 10  # tasks of a list in one message
_ROLES = {"lead": "chủ trì", "coord": "phối hợp"}
_CELLS = {"coord": "cơ quan phối hợp", "product": "sản phẩm dự kiến", "note": "ghi chú", "lead": "cơ quan chủ trì"}
_TIMES = {
    "in": "trong {}", "only": "chỉ trong {}", "until": "xong đến hết {}", "before": "xong trước {}",
    "from": "từ {} trở đi", "after": "kéo sau {}", "both": "ghi cả {}", "one": "chỉ ghi một giai đoạn",
}  # fmt: skip
_BY = {"unit": "đơn vị", "group": "nhóm", "period": "thời hạn"}


def pages_of(made: Answer) -> int:
    """How many pages the tasks of an answer fill."""
    return (len(made.tasks) + PAGE - 1) // PAGE


def listed(made: Answer, desk: Desk) -> str:
    """One page of the tasks that meet the conditions, with what is asked of each."""
    if not made.tasks:
        return _none(made, desk)
    page, pages = made.query.page, pages_of(made)
    head = _head(made, desk) + (f" (trang {page}/{pages})" if pages > 1 else "") + ":"
    shown = made.tasks[(page - 1) * PAGE : page * PAGE]
    fields = [f for f in made.query.aspects if f != "number"]
    lines = [row(t) + "".join(f"\n   {FIELD_NAMES.get(f, f)}: {_said(t, f, desk)}" for f in fields) for t in shown]
    return "\n".join([head, *lines]) + (_shared(made, desk) if page == pages else "")


def _said(task: Task, field: str, desk: Desk) -> str:
    said = aspect_facts(task, field, desk)
    if field in ("lead", "coord") and said:
        return strong(units_words(said, desk))
    return strong("; ".join(said)) if said else "không ghi"


def counted(made: Answer, desk: Desk) -> str:
    """How many tasks meet the conditions, and their numbers unless they are all."""
    if not made.tasks:
        return _none(made, desk)
    numbers = ": " + ", ".join(str(t.number) for t in made.tasks)
    every = len(made.tasks) == len(desk.document.tasks)
    return f"{_head(made, desk)}{'' if every else numbers}." + _shared(made, desk)


def ranked(made: Answer, desk: Desk) -> str:
    """Units, groups or periods with the number of their tasks."""
    by = made.query.by or "unit"
    if not made.ranks:
        return f"Không có {_BY[by]} nào như câu hỏi nêu."
    role = f" {_ROLES[made.query.aspects[0]]}" if by == "unit" and made.query.aspects else ""
    lines = []
    for name, numbers in made.ranks:
        who = upper_first(unit_words(name, desk) if by == "unit" else f"{_BY[by]} {name}")
        lines.append(f"{strong(who)}{role}: {strong(f'{len(numbers)} nhiệm vụ')} ({', '.join(map(str, numbers))})")
    condition = _condition(made)
    tail = f"\nTính trong các nhiệm vụ {condition}." if made.query.where else ""
    return "\n".join(lines) + tail


def _none(made: Answer, desk: Desk) -> str:
    return f"Không có nhiệm vụ nào {_condition(made)}." + _shared(made, desk)


def _head(made: Answer, desk: Desk) -> str:
    return f"{strong(f'{len(made.tasks)} nhiệm vụ')} {_condition(made)}"


def condition_words(query: Query) -> str:
    """The conditions of a question in words, to stand after "nhiệm vụ"."""
    return ", ".join(_WORDS[c.kind](c) for c in query.where) or "trong Phụ lục"


def _condition(made: Answer) -> str:
    return condition_words(made.query)


def _unit_words(own: Condition) -> str:
    joined = " và ".join(own.values) if own.op in ("all", "sole") or own.negated else " hoặc ".join(own.values)
    no = "không " if own.negated else ""
    if own.role:
        alone = " một mình" if own.op == "sole" else " cùng" if own.op == "all" and len(own.values) > 1 else ""
        return f"{no}do {joined}{alone} {_ROLES[own.role]}"
    return f"{no}có {joined} chủ trì hoặc phối hợp"


def _cell_words(own: Condition) -> str:
    name = _CELLS[own.role or "product"]
    if own.op == "waits":
        return "có ghi chú phải chờ việc khác" if not own.negated else "không phải chờ việc khác"
    if own.op == "says":
        return f"{'không ' if own.negated else ''}có {name} như câu hỏi nêu"
    return f"{'có ghi' if (own.op == 'filled') != own.negated else 'không ghi'} {name}"


def _number_words(own: Condition) -> str:
    numbers = [int(n) for n in own.values]
    run = len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1))
    named = f"từ số {numbers[0]} đến số {numbers[-1]}" if run else f"trong các số {', '.join(own.values)}"
    return f"không tính {named.removeprefix('trong các ')}" if own.negated else named


def _period_words(own: Condition) -> str:
    when = " và ".join(f"giai đoạn {v}" if "-" in v else f"năm {v}" for v in own.values)
    return ("không " if own.negated else "") + _TIMES[own.op or "in"].format(when)


def _units_words(own: Condition) -> str:
    more = "từ {} đơn vị {} trở lên" if own.op == "least" else "đúng {} đơn vị {}"
    return "có " + more.format(own.values[0], _ROLES[own.role or "lead"])


_WORDS: dict[str, Callable[[Condition], str]] = {
    "unit": _unit_words,
    "group": lambda own: f"{'không ' if own.negated else ''}thuộc nhóm {', '.join(own.values)}",
    "number": _number_words,
    "cell": _cell_words,
    "period": _period_words,
    "units": _units_words,
    "words": lambda own: f"{'không ' if own.negated else ''}nói về nội dung anh/chị hỏi",
}


def _shared(made: Answer, desk: Desk) -> str:
    """That a unit of the ministry shares the tasks that all units lead; said where only its own are counted."""
    where = made.query.where
    own = where[0] if len(where) == 1 and where[0].kind == "unit" and not where[0].negated else None
    unit = next((u for u in desk.directory.units if own and u.name == own.values[0]), None)
    if own is None or unit is None or not unit.belongs or own.role != "lead" or len(own.values) > 1:
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
    tasks = f"{strong(f'{len(desk.document.tasks)} nhiệm vụ')}, chia thành " if "number" in made.query.aspects else ""
    head = [] if asked else [f"Phụ lục có {tasks}{strong(f'{len(shown)} nhóm')}{'' if tasks else ' nhiệm vụ'}:"]
    return "\n".join(head + [f"{strong(f'Nhóm {g.numeral}')}: {g.title}" for g in shown])
