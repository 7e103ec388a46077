"""The words that answer an Ask: which tasks, units, groups or reports meet its conditions, and what was counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from progress.asks import Ask, Condition
from progress.carrying_out import Found, Pair
from progress.model import Period
from progress.plan import Plan
from progress.wording.looking import fitted, item, quoted
from progress.wording.looking_lists import ONLY_OWN, units_standing
from progress.wording.words import STATUS, day_text, quarter, strong

COUNTED = "Số liệu theo các báo cáo đã có trong hệ thống; kết quả thực hiện tính theo báo cáo đã tiếp nhận, nếu có."
NO_VERDICT = "Đây là số đếm theo báo cáo, không phải đánh giá."
IN_VIEW = " trong phần anh/chị được xem"
NOT_DUE = "Kỳ báo cáo này chưa đến hạn."
_STANDING: dict[str, str] = {**{str(name): label for name, label in STATUS.items()}, "unfinished": "chưa hoàn thành"}
_WHAT = {"task": "nhiệm vụ", "unit": "đơn vị", "group": "nhóm nhiệm vụ", "report": "báo cáo"}
_SAID = {
    "difficulty": "nêu khó khăn, vướng mắc",
    "sent": "đã gửi báo cáo",
    "unsent": "chưa gửi báo cáo",
    "nobody": "chưa có đơn vị nào gửi báo cáo",
    "late": "gửi sau hạn hoặc đã qua hạn mà chưa gửi",
    "waiting": "chờ tiếp nhận",
    "accepted": "đã được tiếp nhận",
    "returned": "được đề nghị bổ sung",
}
_BY_PERIOD = frozenset({"sent", "unsent", "nobody", "late"})
_PERCENT = {"over": "đạt trên {}%", "least": "đạt từ {}% trở lên", "under": "đạt dưới {}%", "exactly": "đạt {}%"}


def answer(plan: Plan, ask: Ask, found: Found, period: Period | None, today: date, *, named: bool) -> str:
    """The answer first; then what it counts, by what, and whether there is more that is not open to who asks."""
    of = period if period and (named or any(one.kind in _BY_PERIOD for one in ask.where)) else None
    said = _conditions(plan, ask, of)
    tail = [NOT_DUE] if of and of.due_of() >= today and ask.of_kind("late") else []
    tail += [NO_VERDICT] if ask.order else []
    tail += [COUNTED, *([ONLY_OWN] if found.shut else [])]
    return fitted((_ranked if ask.order else _listed)(plan, ask, found, said), [" ".join(tail)])


def _conditions(plan: Plan, ask: Ask, period: Period | None) -> str:
    """The conditions as words: " thuộc nhóm II, chưa gửi báo cáo (TTCNTT; quý III/2019)"."""
    groups, numbers, units = ask.of_kind("group"), ask.of_kind("number"), ask.of_kind("unit")
    parts = [f"thuộc nhóm {', '.join(groups.values)}"] if groups else []
    parts += [text for one in ask.where if (text := _condition(one))]
    scope = [f"nhiệm vụ {', '.join(numbers.values)}"] if numbers else []
    scope += [quoted(plan.units.short(unit)) for unit in units.values] if units else []
    scope += [quarter(period) + f", hạn {day_text(period.due)}"] if period else []
    return (f" {', '.join(parts)}" if parts else "") + (f" ({'; '.join(scope)})" if scope else "")


def _condition(one: Condition) -> str:
    if one.kind == "percent":
        return _PERCENT[one.op].format(one.values[0].replace(".", ","))
    if one.kind == "status":
        return " hoặc ".join(_STANDING[value] for value in one.values)
    return _SAID.get(one.kind, "")


def _listed(plan: Plan, ask: Ask, found: Found, said: str) -> Iterator[str]:
    what, count = _WHAT[ask.of], len(found.by)
    yield strong(f"{count} {what}{said}." if count else _none(what, said, found))
    for key, pairs in found.by.items():
        yield _line(plan, ask, found, key, pairs)


def _none(what: str, said: str, found: Found) -> str:
    return f"Không có {what} nào{said}{IN_VIEW if found.shut else ''}."


def _line(plan: Plan, ask: Ask, found: Found, key: object, pairs: list[Pair]) -> str:
    if ask.of == "unit":
        return f"• {strong(quoted(plan.units.short(pairs[0][1])))}: nhiệm vụ {_numbers(pairs)}"
    if ask.of == "group":
        return f"• {strong(f'Nhóm {key}')}: nhiệm vụ {_numbers(pairs)}"
    task, all_of = plan.task(pairs[0][0]), found.of[key]
    if task is None:
        return ""
    if ask.of == "task" and len(all_of) > 1:
        return item(plan, task, units_standing(len(pairs), len(all_of)))
    return item(plan, task, " – ".join([quoted(plan.units.short(pairs[0][1])), *_stands(found, pairs[0])]))


def _stands(found: Found, pair: Pair) -> list[str]:
    one = found.states.get(pair)
    if one is None or one.state == "withdrawn":
        return []
    status = one.received_status or one.newest_status
    percent = one.received_percent if one.received is not None else one.newest_percent
    return [STATUS[status] + (f", {percent}%" if percent is not None and status != "done" else "")]


def _ranked(plan: Plan, ask: Ask, found: Found, said: str) -> Iterator[str]:
    """How many by each, the most or the fewest first; equals are all named, and who has none together."""
    counts = {key: len({number for number, _ in found.by.get(key, ())}) for key in found.of}
    if not any(counts.values()):
        yield strong(_none("nhiệm vụ", said, found))
        return
    keys = [*counts]
    if ask.order == "each":
        yield strong(f"Số nhiệm vụ{said}, theo từng {_WHAT[ask.of]}:")
    else:
        keys.sort(key=lambda key: counts[key] if ask.order == "least" else -counts[key])
        first = [key for key in keys if counts[key] == counts[keys[0]]]
        which = "Nhiều nhất" if ask.order == "most" else "Ít nhất"
        yield strong(f"{which}: {_names(plan, ask, first)}, {counts[keys[0]]} nhiệm vụ{said}.")
        keys = keys[len(first) :]
    for key in keys:
        if counts[key]:
            yield f"• {_names(plan, ask, [key])}: {counts[key]}"
    if none := [key for key in keys if not counts[key]]:
        yield f"• Không có: {_names(plan, ask, none)}"


def _names(plan: Plan, ask: Ask, keys: Iterable[object]) -> str:
    if ask.of == "unit":
        return ", ".join(quoted(plan.units.short(str(key))) for key in keys)
    return ", ".join(f"nhóm {key}" if ask.of == "group" else f"nhiệm vụ {key}" for key in keys)


def _numbers(pairs: Iterable[Pair]) -> str:
    return ", ".join(map(str, sorted({number for number, _ in pairs})))
