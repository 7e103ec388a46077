"""The Vietnamese words around facts. Plain text; **strong** is the only mark. Nothing here decides what is true.

Voice: the answer first, a number always with its name, no blame, no exclamation marks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from kb.answering.answer import Answer
from kb.answering.places import place_of
from kb.asking.case import Desk
from kb.asking.query import Filter
from kb.calendar import ReportingPeriod
from kb.model import Task
from kb.text import day_text, to_roman

SHORT_NAME = 72
PAGE = 10
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
ASPECT_NAMES = {
    "lead": "Chủ trì",
    "coord": "Phối hợp",
    "when": "Thời hạn",
    "product": "Sản phẩm",
    "note": "Ghi chú",
    "all": "Toàn bộ",
}


def strong(text: str) -> str:
    """Text in strong type; its own asterisks would end the mark early and are dropped."""
    return f"**{text.replace('*', '')}**"


def short_name(task: Task) -> str:
    """A task's name for lists: the first clause of its content, cut at a word."""
    text = task.content.rstrip(" .")
    if len(text) <= SHORT_NAME:
        return text
    return text[:SHORT_NAME].rsplit(" ", 1)[0].rstrip(" ,;(") + "…"


def named(task: Task) -> str:
    """ "nhiệm vụ 13 – Xây dựng, tích hợp …"."""
    return f"nhiệm vụ {task.number} – {short_name(task)}"


def unit_words(written: str, desk: Desk) -> str:
    """A unit as the decision writes it, with its full name beside a short one; a doubtful name with its likely reading."""
    unit = desk.unit_of(written)
    doubt = next((d for d in desk.document.doubts if d.text == written), None)
    if doubt:
        likely = f", có thể là {unit.name}" if unit else ""
        return f"{written} (tên ghi trong văn bản chưa rõ{likely})"
    if unit is None or unit.collective or unit.name == written:
        return written
    return f"{unit.name} ({written})"


def units_words(written: Sequence[str], desk: Desk) -> str:
    """Several units in one run: "A, B và các đơn vị có liên quan"."""
    names = [unit_words(w, desk) for w in written]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " và " + names[-1]


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def day_words(day: date) -> str:
    """ "thứ Sáu, 20/9/2019"."""
    return f"{_WEEKDAYS[day.weekday()]}, {day_text(day)}"


def words(made: Answer, desk: Desk, page: int = 1) -> str:
    """The answer's words without its source line."""
    text = _REFUSALS[made.refused](made, desk) if made.refused else _WORDS[made.query.kind](made, desk, page)
    return text.replace("….", "…").replace("..", ".").replace("./..", "./.")


def source_line(citations: Sequence[str], desk: Desk) -> str:
    """One line that says where the facts stand; "" where there are none."""
    if not citations:
        return ""
    if len(citations) > 4:
        where = (
            "Phụ lục" if all(c.startswith("PL") for c in citations) else ", ".join(map(place_of, citations[:4])) + "…"
        )
    else:
        where = "; ".join(map(place_of, citations))
    return f"Nguồn: {where}, Quyết định {desk.document.header.number}."


# ── tasks ────────────────────────────────────────────────────────────────────
def _task(made: Answer, desk: Desk, page: int) -> str:
    parts = [_aspect(task, aspect, desk) for task in made.tasks for aspect in made.query.aspects]
    if made.claim_is_wrong:
        parts.insert(0, f"Quyết định không ghi {made.query.claim} ở vai trò này.")
    return "\n".join(parts)


def _aspect(task: Task, aspect: str, desk: Desk) -> str:
    return _ASPECTS[aspect](task, desk)


def _lead(task: Task, desk: Desk) -> str:
    return f"{strong(units_words(task.leads, desk))} chủ trì {named(task)}."


def _coord(task: Task, desk: Desk) -> str:
    if not task.coordinators:
        return f"{upper_first(named(task))}: không ghi cơ quan phối hợp."
    return f"{strong(upper_first(units_words(task.coordinators, desk)))} phối hợp thực hiện {named(task)}."


def _when(task: Task, desk: Desk) -> str:
    if not task.periods:
        return f"{upper_first(named(task))}: không ghi thời gian hoàn thành."
    return f"{strong('; '.join(p.text for p in task.periods))} là thời gian hoàn thành {named(task)}."


def _product(task: Task, desk: Desk) -> str:
    if not task.product:
        return f"{upper_first(named(task))}: không ghi sản phẩm dự kiến."
    return f"Sản phẩm dự kiến của {named(task)}:\n{strong(task.product)}"


def _note(task: Task, desk: Desk) -> str:
    if not task.note:
        return f"{upper_first(named(task))}: không có ghi chú, điều kiện."
    return f"Ghi chú của {named(task)}:\n{strong(task.note)}"


def _sent_to(task: Task, desk: Desk) -> str:
    from kb.answering.answer import sent_to

    names = sent_to(task, desk)
    if not names:
        return f"{upper_first(named(task))}: không ghi nơi gửi."
    return f"Gửi {strong(units_words(names, desk))} ({named(task)})."


def _all(task: Task, desk: Desk) -> str:
    group = f" (nhóm {task.group})" if task.group else ""
    rows = (
        ("Chủ trì", units_words(task.leads, desk) if task.leads else "không ghi"),
        ("Phối hợp", units_words(task.coordinators, desk) if task.coordinators else "không ghi"),
        ("Thời hạn", "; ".join(p.text for p in task.periods) or "không ghi"),
        ("Sản phẩm", task.product or "không ghi"),
        ("Ghi chú", task.note or "không có"),
    )
    lines = [
        f"{strong(f'Nhiệm vụ {task.number}')}{group}: {task.content}",
        *(f"• {name}: {text}" for name, text in rows),
    ]
    return "\n".join(lines)


_ASPECTS: dict[str, Callable[[Task, Desk], str]] = {
    "lead": _lead, "coord": _coord, "when": _when, "product": _product, "note": _note, "all": _all, "sent_to": _sent_to,
}  # fmt: skip


def _find(made: Answer, desk: Desk, page: int) -> str:
    if made.query.aspects:
        return "\n".join(
            [f"Đó là {strong(f'nhiệm vụ {t.number}')} – {short_name(t)}." for t in made.tasks]
            + [_task(made, desk, page)]
        )
    if len(made.tasks) == 1:
        return f"Đó là {strong(f'nhiệm vụ {made.tasks[0].number}')} – {made.tasks[0].content}"
    return "\n".join(["Có thể là một trong các nhiệm vụ sau:", *(_row(t) for t in made.tasks)])


def _row(task: Task) -> str:
    return f"{strong(str(task.number))} – {short_name(task)}"


def _list(made: Answer, desk: Desk, page: int) -> str:
    wanted = made.query.filter or Filter()
    what = _condition(wanted, made.query.groups, desk)
    if not made.tasks:
        return f"Không có nhiệm vụ nào {what}." + _shared(wanted, desk)
    if made.query.kind == "count":
        numbers = ", ".join(str(t.number) for t in made.tasks)
        body = f"{strong(f'{len(made.tasks)} nhiệm vụ')} {what}"
        return (f"{body}: {numbers}." if len(made.tasks) < len(desk.document.tasks) else f"{body}.") + _shared(
            wanted, desk
        )
    shown = made.tasks[(page - 1) * PAGE : page * PAGE]
    pages = (len(made.tasks) + PAGE - 1) // PAGE
    head = f"{strong(f'{len(made.tasks)} nhiệm vụ')} {what}" + (f" (trang {page}/{pages})" if pages > 1 else "") + ":"
    return "\n".join([head, *map(_row, shown)]) + (_shared(wanted, desk) if page == pages else "")


def _condition(wanted: Filter, groups: Sequence[str], desk: Desk) -> str:
    """The filter in words, to stand after "nhiệm vụ"."""
    parts = []
    if wanted.unit:
        roles = {"lead": "chủ trì", "coord": "phối hợp"}
        both = f" và {wanted.other} cùng" if wanted.other else ""
        parts.append(f"do {wanted.unit}{both} {roles.get(wanted.role or '', 'chủ trì hoặc phối hợp')}")
    names = {"coord": "cơ quan phối hợp", "product": "sản phẩm dự kiến", "note": "ghi chú", "lead": "cơ quan chủ trì"}
    parts += [f"không ghi {names[a]}" for a in wanted.absent]
    parts += [f"có {names[p]}" for p in wanted.present]
    if wanted.words_in:
        parts.append(f"có {names[wanted.words_in]} như câu hỏi nêu")
    if wanted.several:
        parts.append(f"có từ hai {names[wanted.several]} trở lên")
    if wanted.period or wanted.year:
        when = f"giai đoạn {wanted.period}" if wanted.period else f"năm {wanted.year}"
        parts.append(f"chỉ trong {when}" if wanted.only else f"trong {when}")
    numerals = groups or ((wanted.group,) if wanted.group else ())
    if numerals:
        parts.append("thuộc nhóm " + ", ".join(numerals))
    return " ".join(parts) or "trong Phụ lục"


def _shared(wanted: Filter, desk: Desk) -> str:
    """That a unit of the ministry shares the tasks that all units lead; said where only its own are counted."""
    unit = next((u for u in desk.directory.units if u.name == wanted.unit), None)
    plain = (
        unit is not None
        and unit.belongs
        and wanted.role == "lead"
        and not (wanted.absent or wanted.present or wanted.group)
    )
    everyone = [
        t for t in desk.document.tasks if any((u := desk.unit_of(w)) and u.collective == "all" for w in t.leads)
    ]
    if not plain or not everyone or unit is None:
        return ""
    return f"\nNgoài ra, {unit.name} cùng các đơn vị khác thực hiện {len(everyone)} nhiệm vụ giao chung «{everyone[0].leads[0]}»."


# ── groups, targets, reports ─────────────────────────────────────────────────
def _group(made: Answer, desk: Desk, page: int) -> str:
    by = desk.document.by_numeral
    if made.tasks:
        return "\n".join(
            f"{upper_first(named(t))} thuộc {strong(f'nhóm {t.group}')}: {by[t.group].title}."
            for t in made.tasks
            if t.group
        )
    return "\n".join(f"{strong(f'Nhóm {g}')}: {by[g].title}." for g in made.facts)


def _groups(made: Answer, desk: Desk, page: int) -> str:
    groups = [g for g in desk.document.groups if not made.query.groups or g.numeral in made.query.groups]
    head = [f"Phụ lục có {strong(f'{len(groups)} nhóm')} nhiệm vụ:"] if not made.query.groups else []
    return "\n".join(head + [f"{strong(f'Nhóm {g.numeral}')}: {g.title}" for g in groups])


def _target(made: Answer, desk: Desk, page: int) -> str:
    lines: dict[tuple[str | None, str], list[str]] = {}
    for target in made.targets:
        lines.setdefault((target.period, target.clause), []).append(target.percent)
    return "\n".join(
        f"{strong(' – '.join(percents))}{f' (giai đoạn {period})' if period else ''}: «{clause}»"
        for (period, clause), percents in lines.items()
    )


def _due(made: Answer, desk: Desk, page: int) -> str:
    rule, aspects = desk.document.reporting, made.query.aspects
    assert rule is not None
    if "frequency" in aspects:
        return f"Các đơn vị báo cáo {strong(made.facts[0] if made.facts else 'theo quy định tại mục này')}."
    if "recipient" in aspects:
        return f"Báo cáo hàng quý gửi {strong(rule.recipient or 'nơi nhận không ghi rõ')}."
    if "forwarded" in aspects:
        return f"Sau khi tổng hợp, báo cáo được gửi {strong(units_words(rule.forwarded_to, desk))}."
    quarters = made.query.quarters
    dated = not quarters or quarters[0][0] is not None
    lines = [line for p in made.periods for line in _period_lines(p, aspects, dated, made.today)]
    if made.query.general:
        lines.append(f"Quy định chung: {made.facts[-1]}." if "due" in aspects else "")
    return "\n".join(filter(None, lines + _both_periods(made, desk)))


def _period_lines(period: ReportingPeriod, aspects: Sequence[str], dated: bool, today: date | None) -> list[str]:
    name = f"báo cáo quý {to_roman(period.quarter)}" + (f"/{period.year}" if dated else "")
    lines = []
    if "quarter" in aspects:
        lines.append(f"Số liệu ngày đó tính vào {strong(name)}.")
    if "days" in aspects and today is not None:
        left = (period.due - today).days
        lines.append(
            f"Còn {strong(f'{left} ngày')} đến hạn gửi {name} ({day_words(period.due)})."
            if left
            else f"Hôm nay, {day_words(period.due)}, là hạn gửi {name} (còn {strong('0 ngày')})."
        )
    if "due" in aspects:
        due = day_words(period.due) if dated else f"ngày {period.due.day}/{period.due.month}"
        lines.append(f"{upper_first(name)}: gửi chậm nhất {strong(due)}.")
    if ("start" in aspects or "end" in aspects) and period.start and period.end:
        days = [day_text(d) if dated else f"{d.day}/{d.month}" for d in (period.start, period.end)]
        earlier = " năm trước" if not dated and period.start.year < period.end.year else ""
        lines.append(f"Số liệu {name} lấy từ ngày {strong(days[0])}{earlier} đến ngày {strong(days[1])}.")
    return lines


def _both_periods(made: Answer, desk: Desk) -> list[str]:
    """Between the data cut-off and the due day two periods run: today's data, and the report that is due."""
    from kb.calendar import next_due, period_of_data, reporting_period

    rule, today = desk.document.reporting, made.today
    if rule is None or today is None or not made.query.quarters or made.query.quarters[0][0] is None:
        return []
    due, data = next_due(rule, today), period_of_data(rule, today)
    if due == data or not {due, data} & set(made.query.quarters):
        return []
    running, owed = reporting_period(rule, *data), reporting_period(rule, *due)
    started = f" từ ngày {day_text(running.start)}" if running.start else ""
    return [
        f"Hiện có hai kỳ: báo cáo quý {to_roman(owed.quarter)}/{owed.year} đang đến hạn ({day_text(owed.due)}), "
        f"số liệu mới tính vào quý {to_roman(running.quarter)}/{running.year}{started}."
    ]


# ── the decision, its text ───────────────────────────────────────────────────
_ABOUT_HEADS = {
    "number": "Số, ký hiệu: {}.", "date": "Ngày ban hành: {}.", "place": "Nơi ban hành: {}.", "signer": "Người ký: {}.",
    "effective": "Có hiệu lực {}.", "grounds": "Căn cứ ban hành: {}.", "recipients": "Nơi nhận: {}.",
    "issuer": "Thẩm quyền ban hành: {}.", "title": "Tên văn bản: {}.", "implements": "Thực hiện Nghị quyết số {} của Chính phủ.",
    "proposer": "Theo đề nghị của {}.", "executors": "Chịu trách nhiệm thi hành: {}.", "articles": "Quyết định có {} điều.",
}  # fmt: skip


def _about(made: Answer, desk: Desk, page: int) -> str:
    from kb.answering.answer import about_facts

    lines = []
    for aspect in made.query.aspects:
        facts, _ = about_facts(aspect, desk.document)
        joined = (
            "\n• ".join(["", *facts])
            if len(facts) > 3
            else strong(" và ".join(facts) if aspect == "proposer" else ", ".join(facts))
        )
        if facts:
            lines.append(_ABOUT_HEADS[aspect].format(joined))
    return "\n".join(lines)


def _abbreviation(made: Answer, desk: Desk, page: int) -> str:
    gloss = next((g for g in desk.glossary.values() if g.short == made.query.name), None)
    unit = next((u for u in desk.directory.units if u.name == made.query.name), None)
    short = gloss.short if gloss else unit.abbreviations[0] if unit and unit.abbreviations else made.query.name or ""
    source = (
        ""
        if gloss or unit is None or "general" not in unit.source
        else "\nTên đầy đủ theo danh mục đơn vị; Quyết định chỉ ghi tên tắt."
    )
    return f"{short}: {strong(made.facts[0])}.{source}"


def _passage(made: Answer, desk: Desk, page: int) -> str:
    lines = []
    for passage in made.passages:
        depth = passage.address.count(".") - made.passages[0].address.count(".")
        bullet = "• " if depth > 0 else ""
        text = strong(passage.text) if passage.kind in ("section", "point") and len(made.passages) > 1 else passage.text
        lines.append(f"{bullet}{text}")
    return f"{strong(upper_first(place_of(made.passages[0].address)))}:\n" + "\n".join(lines)


def _text(made: Answer, desk: Desk, page: int) -> str:
    return f"«{made.facts[0]}»"


def _place(made: Answer, desk: Desk, page: int) -> str:
    passage = made.passages[0]
    text = passage.text if len(passage.text) < 400 else passage.text[:400].rsplit(" ", 1)[0] + "…"
    return f"Nội dung này ở {strong(place_of(passage.address))}:\n«{text}»"


def _duty(made: Answer, desk: Desk, page: int) -> str:
    return f"{strong(', '.join(made.facts))}.\n«{made.passages[0].text}»"


def _greeting(made: Answer, desk: Desk, page: int) -> str:
    return f"Kính chào anh/chị. Hệ thống trả lời về Quyết định {desk.document.header.number}. Anh/chị có thể hỏi, ví dụ: «Nhiệm vụ 1 ai chủ trì?»"


def _thanks(made: Answer, desk: Desk, page: int) -> str:
    return "Cảm ơn anh/chị. Khi cần, anh/chị cứ nhắn câu hỏi."


def _choice(made: Answer, desk: Desk, page: int) -> str:
    if made.tasks:
        return "\n".join(["Anh/chị hỏi nhiệm vụ nào sau đây?", *(_row(t) for t in made.tasks)])
    return "Anh/chị hỏi phần nào sau đây?\n" + "\n".join(
        f"• {upper_first(place_of(p.address))}: {p.text[:80]}…" for p in made.passages
    )


_WORDS: dict[str, Callable[[Answer, Desk, int], str]] = {
    "task": _task, "find": _find, "list": _list, "count": _list, "group": _group, "groups": _groups, "target": _target, "due": _due,
    "about": _about, "abbreviation": _abbreviation, "passage": _passage, "text": _text, "place": _place, "duty": _duty,
    "greeting": _greeting, "thanks": _thanks, "choice": _choice,
}  # fmt: skip


# ── refusals ─────────────────────────────────────────────────────────────────
def _nothing(made: Answer, desk: Desk) -> str:
    head = f"Quyết định {desk.document.header.number} không có nội dung trả lời câu hỏi này."
    if made.query.tasks and made.query.tasks[0] in desk.document.by_number:
        return f"{head}\nGần nhất là {named(desk.document.by_number[made.query.tasks[0]])}."
    if made.query.addresses and made.query.addresses[0] in desk.document.by_address:
        return f"{head}\nNội dung gần nhất ở {place_of(made.query.addresses[0])}."
    return f"{head}\nHệ thống trả lời về nhiệm vụ, chỉ tiêu, thời hạn báo cáo và nội dung của Quyết định."


def _no_task(made: Answer, desk: Desk) -> str:
    numbers = [t.number for t in desk.document.tasks]
    asked = ", ".join(map(str, made.query.tasks))
    return f"Phụ lục không có nhiệm vụ {asked}. Các nhiệm vụ được đánh số từ {min(numbers)} đến {max(numbers)}."


def _no_group(made: Answer, desk: Desk) -> str:
    return f"Phụ lục không có nhóm này. Các nhóm nhiệm vụ: {', '.join(g.numeral for g in desk.document.groups)}."


def _no_quarter(made: Answer, desk: Desk) -> str:
    return "Mỗi năm có bốn quý (I, II, III, IV); không có quý anh/chị hỏi."


def _no_address(made: Answer, desk: Desk) -> str:
    return f"Quyết định {desk.document.header.number} không có phần anh/chị hỏi ({', '.join(place_of(a.replace('?.', '')) for a in made.query.addresses)})."


def _no_unit(made: Answer, desk: Desk) -> str:
    name = made.query.filter.unit if made.query.filter else made.query.name
    unit = next((u for u in desk.directory.units if u.name == name), None)
    text = f"Quyết định {desk.document.header.number} không nêu tên {name}."
    everyone = [
        t for t in desk.document.tasks if any((u := desk.unit_of(w)) and u.collective == "all" for w in t.leads)
    ]
    if unit and unit.belongs and everyone:
        text += f"\nCó {len(everyone)} nhiệm vụ giao chung «{everyone[0].leads[0]}»: {', '.join(str(t.number) for t in everyone)}."
    return text


def _no_period(made: Answer, desk: Desk) -> str:
    period = made.query.period or (made.query.filter.period if made.query.filter else "")
    text = f"Quyết định không đặt chỉ tiêu này cho giai đoạn {period}."
    others = [desk.document.targets[n] for n in made.query.targets]
    return text + "".join(f"\nChỉ tiêu của giai đoạn {t.period}: «{t.clause}»." for t in others[:1])


def _no_task_period(made: Answer, desk: Desk) -> str:
    periods = dict.fromkeys(p.text for t in desk.document.tasks for p in t.periods)
    return f"Phụ lục không có nhiệm vụ nào ghi giai đoạn này. Các thời hạn được ghi: {'; '.join(periods)}."


def _other_document(made: Answer, desk: Desk) -> str:
    return f"Hệ thống chỉ có Quyết định {desk.document.header.number}, không có nội dung của văn bản số {(made.query.name or '').upper()}."


_REFUSALS: dict[str, Callable[[Answer, Desk], str]] = {
    "not-in-document": _nothing, "no-such-task": _no_task, "no-such-group": _no_group, "no-such-quarter": _no_quarter,
    "no-such-address": _no_address, "unit-not-named": _no_unit, "no-target-in-period": _no_period,
    "no-such-period": _no_task_period, "other-document": _other_document,
}  # fmt: skip
