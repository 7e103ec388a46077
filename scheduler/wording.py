"""The words of reminders and digests: plain text with **strong** marks, as every channel takes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from conversation.outgoing import Button, Buttons, Outgoing
from kb.answering.wording.names import brief
from progress.chat.context import Context, rows_of, unit_code
from progress.model import Period, Person, Report
from progress.plan import Plan
from progress.urging import filled
from progress.wording import urging
from progress.wording.reminding import SNOOZE
from progress.wording.words import day_text, day_words, days_left, quarter, standing, strong
from scheduler.due import Item, Reminder
from scheduler.workdays import SATURDAY

REPORT, WAITING, MEND = "Báo cáo", "Chờ tiếp nhận", "Sửa"
CLOSE, KEEP_OPEN = "Đóng kế hoạch", "Để kế hoạch mở"
NAME = 48  # letters of a task's name in a list
MOST_UNITS = 30  # units that a digest names
UNREACHABLE = {
    "blocked": "Đã chặn hệ thống",
    "not-found": "Telegram không tìm thấy tài khoản",
    "deactivated": "Tài khoản Telegram đã bị khóa hoặc xóa",
    "not-started": "Chưa mở trò chuyện với hệ thống",
    "no-right": "Hệ thống không có quyền nhắn",
}
"""Why somebody cannot be reached, as the office reads it."""


def message(context: Context, reminder: Reminder) -> Outgoing:
    """A reminder as it goes out: words, a button for each unit's draft, and what a reply to it is about."""
    parts = [_part(context, reminder, item) for item in reminder.items if not item.event.task]
    parts += _deadlines(context, reminder)
    head = f"Kính gửi {reminder.person.called},"
    text = "\n\n".join([f"{head}\n{parts[0]}", *parts[1:], "Trân trọng."])
    return Outgoing(reminder.person.account or 0, text, _buttons(context, reminder), about=_about(reminder))


def _part(context: Context, reminder: Reminder, item: Item) -> str:
    plan, period = context.plan(item.event.document), item.event.period
    if item.event.step == "plan_end" or period is None:
        return _ended(plan, item)
    if item.event.step == "digest":
        return digest(context, plan, period, reminder.at.date(), item)
    if item.event.step == "urge":
        return _urged(context, plan, period, item)
    today, asked = reminder.at.date(), item.event.step == "returned"
    until = (
        f"Hạn bổ sung báo cáo {quarter(period)} là {day_words(item.event.day)} ({days_left(today, item.event.day)})."
    )
    lines = [until if asked else _opening_words(context, reminder, item, period)]
    for unit, tasks in item.owing.items():
        said = context.store.ledger.lasts(plan.document.id, unit=unit) if item.event.step == "heads_up" else None
        lasts = {row.task: row for row in said} if said is not None else None
        lines.append(_unit(plan, unit, tasks, lasts, asked=asked))
    return "\n".join(lines)


def _urged(context: Context, plan: Plan, period: Period, item: Item) -> str:
    """The office's own words, with their places filled for each unit."""
    urge = context.store.urges.get(int(item.event.occasion.rpartition(":")[2]))
    told = ((unit, urging.values(plan, unit, tasks, period.due_of(unit))) for unit, tasks in item.owing.items())
    return "\n\n".join(filled(urge.text, values) for _, values in told) if urge else ""


def _opening_words(context: Context, reminder: Reminder, item: Item, period: Period) -> str:
    """What a step says before the list of tasks."""
    today, day = reminder.at.date(), item.event.due or max(map(period.due_of, item.owing), default=period.due)
    due = f"{day_words(day)}{_working(context, day)}"
    asks = f"{_office(context)} {reminder.person.address or 'anh/chị'} gửi báo cáo trong ngày"
    name = quarter(period)
    match item.event.step:
        case "heads_up":
            window = f"từ {day_text(period.start)} đến {day_text(period.end)}"
            return f"Báo cáo {name} lấy số liệu {window}, hạn gửi {due}. Các nhiệm vụ sẽ báo cáo:"
        case "opening":
            return f"Số liệu {name} đã chốt ngày {day_text(period.end)}. {asks} {due}."
        case "last_call":
            moved = "đã gia hạn, " if day != period.due else ""
            return f"Hạn gửi báo cáo {name} là {due} ({moved}{days_left(today, day)})."
        case "due":
            return f"Hôm nay, {due}, là hạn gửi báo cáo {name}. {asks} hôm nay."
        case "snoozed":
            return f"Nhắc lại theo đề nghị: báo cáo {name} có hạn {due} ({days_left(today, day)})."
        case _:
            return (
                f"Báo cáo {name} có hạn {day_words(day)}, đến nay {days_left(today, day)}. {asks} {day_words(today)}."
            )


def _working(context: Context, due: date) -> str:
    """The last working day before a due day that is on a weekend, which stays the day that the decision names."""
    if due.weekday() < SATURDAY:
        return ""
    return f" (ngày làm việc cuối cùng trước đó: {day_words(context.days().before(due))})"


def _office(context: Context) -> str:
    """Who asks: the units for which somebody receives reports."""
    units = context.store.people.units_with("office")
    return f"{' và '.join(units)} đề nghị" if units else "Đề nghị"


def _unit(plan: Plan, unit: str, tasks: Iterable[int], lasts: dict[int, Report] | None, *, asked: bool) -> str:
    numbers = list(tasks)
    head = f"{strong(plan.units.short(unit))} – {len(numbers)} nhiệm vụ"
    head += ":" if lasts is not None else " được đề nghị bổ sung:" if asked else " chưa có báo cáo:"
    return "\n".join([head, *(_task(plan, number, lasts) for number in numbers)])


def _task(plan: Plan, number: int, lasts: dict[int, Report] | None) -> str:
    name = f"• Nhiệm vụ {number} – {brief(plan.short_name(plan.document.by_number[number]), NAME)}"
    if lasts is None:
        return name
    return f"{name}: {standing(lasts[number].entry) if number in lasts else 'chưa báo cáo lần nào'}"


def _deadlines(context: Context, reminder: Reminder) -> Iterator[str]:
    """The tasks whose phase ends soon, together where they end on one day."""
    items = [item for item in reminder.items if item.event.task]
    for document, end in dict.fromkeys((item.event.document, item.event.until) for item in items):
        plan = context.plan(document)
        here = [item for item in items if (item.event.document, item.event.until) == (document, end)]
        yield "\n".join(_ending(plan, reminder, here, end or reminder.at.date()))


def _ending(plan: Plan, reminder: Reminder, items: list[Item], end: date) -> Iterator[str]:
    left = days_left(reminder.at.date(), end)
    yield f"Nhiệm vụ có hạn hoàn thành {day_words(end)} ({left}), chưa có báo cáo hoàn thành:"
    units = dict.fromkeys(unit for item in items for unit in item.owing)
    for unit in units:
        tasks = [task for item in items for task in item.owing.get(unit, ())]
        yield "\n".join([strong(plan.units.short(unit)), *(_task(plan, number, None) for number in tasks)])


def _ended(plan: Plan, item: Item) -> str:
    """Ask admins whether to close a plan that is over."""
    header = plan.document.header
    counts = [f"• {plan.units.short(unit)}: nhiệm vụ {', '.join(map(str, t))}" for unit, t in item.owing.items()]
    left = "\n".join(["Chưa có báo cáo hoàn thành:", *counts]) if counts else "Mọi nhiệm vụ đã được báo cáo hoàn thành."
    return (
        f"Giai đoạn cuối của kế hoạch theo Quyết định {header.number} đã kết thúc. {left}\n"
        f"Đề nghị quản trị quyết định có đóng kế hoạch hay không. Kế hoạch đã đóng thì hệ thống không nhắc nữa."
    )


def digest(context: Context, plan: Plan, period: Period, today: date, item: Item) -> str:
    """How a period stands, for the office."""
    missing = Counter({unit: len(tasks) for unit, tasks in item.owing.items()})
    if period.id < 0:  # it is no row yet: all is owed, nothing is sent
        owed, states = dict(missing), Counter[str]()
    else:
        owed, states = context.store.standings.of_period(plan.document.id, period.id)
    sent, total = states["sent"] + states["accepted"], sum(owed.values())
    told = [f"{said} {states[state]}" for state, said in _STATES.items() if states[state]]
    due = period.due_of()
    moved = [f"{plan.units.short(u)} đến {day_text(day)}" for u, day in period.moved if u]
    lines = [
        f"{strong(f'Tổng hợp báo cáo {quarter(period)}')}, hạn {day_words(due)} ({days_left(today, due)})",
        *([f"Gia hạn: {', '.join(moved)}."] if moved else []),
        f"Đủ báo cáo: {len(owed) - len(missing)}/{len(owed)} đơn vị.",
        f"Đã gửi: {sent}/{total} nhiệm vụ" + (f" ({', '.join(told)})." if told else "."),
    ]
    if missing:
        lines.append(f"Còn thiếu ({len(missing)} đơn vị, đã gửi/phải gửi): {_counted(plan, missing, owed)}.")
    return "\n".join([*lines, *_urges(context, period), *_gaps(context, plan, period, sorted(owed))])


def _urges(context: Context, period: Period) -> Iterator[str]:
    """What became of what the office asked for in a period."""
    for urge in context.store.urges.all():
        if urge.period == period.id:
            ends = context.store.reminders.ends(period.document, f"{period.key}:{urge.occasion}")
            asked = {person for person, _, _ in context.store.urges.people(urge.id)}
            yield urging.outcome(urge.at, Counter(ends.get(person, ("waiting", ""))[0] for person in asked))


_STATES = {
    "accepted": "đã tiếp nhận",
    "sent": "chờ tiếp nhận",
    "returned": "đề nghị bổ sung",
    "withdrawn": "đã rút lại",
}


def _counted(plan: Plan, missing: Counter[str], owed: Mapping[str, int]) -> str:
    """«TTCNTT 10/17», those that lack most first."""
    named = [
        f"{plan.units.short(unit)} {owed.get(unit, count) - count}/{owed.get(unit, count)}"
        for unit, count in missing.most_common(MOST_UNITS)
    ]
    more = len(missing) - len(named)
    return ", ".join(named) + (f" và {more} đơn vị khác" if more else "")


def _gaps(context: Context, plan: Plan, period: Period, units: list[str]) -> Iterator[str]:
    """Units that nobody reports for, and people who cannot be reached."""
    people = context.store.people
    led = people.units_with("reporter")
    without = [plan.units.short(unit) for unit in units if unit not in led]
    if without:
        named = ", ".join(without[:MOST_UNITS])
        more = f" và {len(without) - MOST_UNITS} đơn vị khác" if len(without) > MOST_UNITS else ""
        yield f"Chưa có Đầu mối ({len(without)}): {named}{more}."
    away = people.unreachable()
    for reason, said in UNREACHABLE.items():
        names = [_named(plan, p) for p, why in away if why == reason and p.reports_for]
        if names:
            yield f"{said}, không nhận được nhắc: {', '.join(names)}."
    doubt = [p for key in context.store.reminders.in_doubt(plan.document.id, period.key) if (p := people.get(key))]
    names = [_named(plan, p) for p in doubt if p.account and p.reports_for]
    if names:
        yield f"Mất kết nối khi gửi, chưa rõ đã nhận được lời nhắc gần nhất hay chưa: {', '.join(names)}."


def _named(plan: Plan, person: Person) -> str:
    return f"{person.name} ({', '.join(map(plan.units.short, person.reports_for))})"


def _buttons(context: Context, reminder: Reminder) -> Buttons:
    plans = {item.event.document: context.plan(item.event.document) for item in reminder.items}
    plan = next(iter(plans.values()))
    if reminder.leading.step == "plan_end":
        mark = unit_code(plan.document.id)
        return ((Button(CLOSE, f"remindclose:{mark}"), Button(KEEP_OPEN, f"remindkeep:{mark}")),)
    mine = {unit for i in reminder.items if i.event.step not in ("digest", "plan_end", "returned") for unit in i.owing}
    units = [unit for unit in reminder.units if unit in mine]
    label = REPORT if len(units) == 1 else REPORT + " – {}"
    buttons = [Button(label.format(plan.units.short(unit)), f"sheet:{unit_code(unit)}") for unit in units]
    buttons += _mending(context, reminder)
    if any(item.event.step == "digest" for item in reminder.items):
        buttons.append(Button(WAITING, "waiting"))
        open_now = (i.event.period for i in reminder.items if i.event.step == "digest" and i.owing)
        buttons += [Button(urging.URGE, f"urge:{p.id}:all:rh") for p in open_now if p and p.id > 0]
    periods = {
        i.event.period.id for i in reminder.items if i.event.step not in ("digest", "returned") and i.event.period
    }
    if mine and periods:
        buttons.append(Button(SNOOZE, f"snooze:{'-'.join(map(str, sorted(periods)))}"))
    return rows_of(buttons, 2 if len(buttons) == 2 else 1)  # a pair stands side by side


def _mending(context: Context, reminder: Reminder) -> Iterator[Button]:
    """«Sửa» for what each unit is asked to add by a day."""
    for item in (item for item in reminder.items if item.event.step == "returned"):
        plan, day = context.plan(item.event.document), item.event.day
        asked = context.store.reviews.asked_until(item.event.document, day, day)
        for unit in item.owing:
            numbers = [one[-1] for one in asked if one[2] == unit]
            label = MEND if len(item.owing) == 1 else f"{MEND} – {plan.units.short(unit)}"
            yield Button(label, f"mend:{min(numbers)}-{max(numbers)}:{unit_code(unit)}")


def _about(reminder: Reminder) -> str:
    """The period and the unit that a reply is about; no unit where there are several."""
    step, period = reminder.leading.step, reminder.leading.period
    if step in ("digest", "plan_end"):
        return "digest"
    units = reminder.units
    return f"reminder:{period.id if period else 0}:{unit_code(units[0]) if len(units) == 1 else ''}"
