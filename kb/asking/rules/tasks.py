"""Questions about tasks: what a numbered task says, and which task a description means."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.asking.case import Case
from kb.asking.lexicon import folded_words
from kb.asking.query import Proposal, Query

ASPECTS = ("lead", "coord", "when", "product", "note")
HEARD = (
    "who",
    "lead",
    "coord",
    "when",
    "product",
    "note",
    "all",
    "task",
    "exist",
    "absent",
    "which",
    "list",
    "ordinal",
    "back",
    "assign",
)
FOLLOWS = (
    "con",
    "the con",
    "vay con",
    "the",
    "vay",
    "nham",
    "y toi",
    "y em",
    "y minh",
    "a",
    "nua",
    "sua lai",
    "khong phai",
)
_ORDINALS = {
    "dau tien": 0, "thu nhat": 0, "dau": 0, "thu hai": 1, "thu 2": 1, "thu ba": 2, "thu 3": 2, "thu tu": 3, "thu 4": 3,
    "thu nhi": 1, "cuoi": -1, "cuoi cung": -1, "sau cung": -1, "sau cuoi": -1,
}  # fmt: skip
_POINTING = (
    "trong do",
    "trong so do",
    "trong danh sach",
    "trong may viec do",
    "trong cac viec do",
    "vua neu",
    "vua ke",
    "vua roi",
)
_SENT_TO = re.compile(
    r" (?:gui|trinh)(?: (?:cho|ve|toi|den|len|bao cao|di|den cho)){0,2} (?:ai|dau|nhung ai|(?:nhung |cac )?(?:co quan|don vi|noi|cho|ben|bo) nao) "
)
LEFT_OVER = 3.0  # weight of words that a question about a numbered task may leave unexplained (two rare syllables)
LEADS = (
    "chu tri",
    "phu trach",
    "dau moi",
    "lam chinh",
    "cam trich",
    "dung dau",
    "trach nhiem chinh",
    "chu xi",
    "don vi chiu trach nhiem",
    "ten don vi",
)
_NOT_TASK = {
    "muc",
    "do",
    "cap",
    "quyet",
    "dinh",
    "dieu",
    "thang",
    "nam",
    "ban",
    "khung",
    "luat",
    "ngay",
    "quy",
    "nhom",
    "hon",
    "tren",
}
_LEAD_ASKED = re.compile(
    r" (?:ai|nao|gi)(?: (?:se|phai|duoc giao|giu vai tro|dung|lam|dung ra|la don vi|la co quan|dong)){0,2} (?:chu tri|phu trach|cam trich) "
)
_OF_UNIT = re.compile(
    r" (?:nhiem vu|viec|dau viec)(?: ma| do| cua| duoc giao| giao)* <u> (?:lam )?(?P<role>chu tri|phu trach|phoi hop) "
)
_CODES = ("quyet dinh", "nghi quyet", "nghi dinh", "thong tu", "van ban", "luat", "chi thi")


def by_number(case: Case) -> Iterator[Proposal]:
    """ "nv 13 ai làm", "hạn của nhiệm vụ 6": the aspects asked of the tasks named, or of those in the talk."""
    tasks, slots = _tasks_meant(case)
    if not tasks:
        return
    aspects = aspects_asked(case)
    if not aspects and _carries_on(case) and case.state.query and case.state.query.kind in ("task", "find"):
        aspects = tuple(a for a in case.state.query.aspects if a in ASPECTS)
    heard = (*HEARD, "unitword")
    match = _own_words(case, tasks, heard)
    used = ("task", "unit", "period", "number", "date") if slots else ("unit", "period", "date")
    covered = case.explained(heard, match, used)
    leans = not slots and sum(case.topic(heard)) <= 1.4
    score = covered + (0.12 if slots else 0.16 if leans else 0.0)
    if case.counts_other:
        covered, score = covered - 0.35, score - 0.35
    if len(tasks) > 1 and len(aspects) > 1:
        score -= 0.25
    left_over = (1 - covered) * sum(case.weights)
    enough = 0.62 if left_over > LEFT_OVER else 0.4 if (aspects and slots) or leans else 0.5
    yield Proposal(score, Query("task", aspects=aspects or ("all",), tasks=tasks, claim=_claim(case)), covered, enough)


def by_unit(case: Case) -> Iterator[Proposal]:
    """ "hạn của nhiệm vụ mà Vụ CNC chủ trì": an aspect of the few tasks that a unit leads or coordinates."""
    found = _OF_UNIT.search(case.heard.line)
    if not found or len(case.units) != 1:
        return
    role = "coord" if found["role"] == "phoi hop" else "lead"
    aspects = tuple(a for a in aspects_asked(case) if a != role)
    tasks = tuple(t.number for t in case.document.tasks if case.desk.names_unit(t, case.units[0].name, role))
    if aspects and 1 <= len(tasks) <= 3:
        covered = case.explained((*HEARD, "unitword"), None, ("unit",))
        yield Proposal(covered + 0.12, Query("task", aspects=aspects, tasks=tasks), covered)


def _tasks_meant(case: Case) -> tuple[tuple[int, ...], bool]:
    """The tasks that a question is about, and whether it names them itself."""
    spotted = case.spotted
    if spotted.tasks and not (case.state.listed and _ordinal(case) is not None):
        return tuple(spotted.tasks), True
    if (bare := _bare_number(case)) is not None:
        case.spotted.kinds[case.spotted.numbers[0][0]] = "task"
        return (bare,), True
    if not case.state.query:
        return (), False
    listed = case.state.listed or case.state.tasks
    if listed and (ordinal := _ordinal(case)) is not None:
        place = ordinal if ordinal >= 0 else len(listed) + ordinal
        return listed[place : place + 1], True
    if len(spotted.numbers) >= 1 and case.state.query.kind in ("task", "find") and _is_mere_number(case):
        for place, _ in spotted.numbers:
            spotted.kinds[place] = "task"
        return tuple(n for _, n in spotted.numbers), True
    if case.asks_tasks or case.units or case.refers_to_unit or _goes_on_listing(case):
        return (), False
    asked = aspects_asked(case)
    if case.state.tasks and (asked or case.refers_back) and (len(case.state.tasks) <= 3 or case.refers_back):
        return case.state.tasks[:3], False
    return (), False


def _goes_on_listing(case: Case) -> bool:
    """Whether a question after a list changes the list rather than asks of its tasks ("còn phối hợp?")."""
    query = case.state.query
    listing = query is not None and query.kind in ("list", "count")
    return listing and not case.has("who", "when", "product", "note") and not case.refers_back


def _bare_number(case: Case) -> int | None:
    """The one number of a question that asks an aspect of a task and names nothing else ("17 có đv nào phối hợp không")."""
    if len(case.spotted.numbers) != 1 or not aspects_asked(case):
        return None
    place, number = case.spotted.numbers[0]
    before = case.words[max(0, place - 2) : place]
    if number not in case.document.by_number or set(before) & _NOT_TASK or sum(case.topic(HEARD)) > 2.2:
        return None
    return number


def _ordinal(case: Case) -> int | None:
    """Which of the tasks just listed is meant ("việc cuối trong mấy việc đó"), or None."""
    if not (
        case.says(*_POINTING)
        or case.says(*(f"{t} {o}" for t in ("viec", "nhiem vu", "cai", "dau viec") for o in _ORDINALS))
    ):
        return None
    found = [o for o in _ORDINALS if case.says(o)]
    return _ORDINALS[max(found, key=len)] if found else None


def _is_mere_number(case: Case) -> bool:
    """A message that is a number and little else: "à nhầm, 15"."""
    return sum(w for p, w in enumerate(case.weights) if case.spotted.words[p].kind != "number") <= 1.2


def _carries_on(case: Case) -> bool:
    return case.says(*FOLLOWS) or len(case.words) <= 3 or any(w.before for w in case.spotted.words[:1])


def aspects_asked(case: Case) -> tuple[str, ...]:
    """Which aspects of a task a question asks for; () where it names none."""
    found = [a for a in ASPECTS if case.has(a)]
    if "coord" in found and _speaks_of_outsiders(case):
        found.remove("coord")
    if "lead" in found and "coord" in found and not _both_roles(case):
        found.remove("coord" if _LEAD_ASKED.search(case.heard.line) else "lead")
    if "note" in found and "when" in found and not case.says("han", "thoi han", "bao gio", "khi nao xong"):
        found.remove("when")
    if "when" in found and "product" in found and not _asks_when(case):
        found.remove("when")
    if "when" in found and case.has("who") and {"lead", "coord"} & set(found) and not _asks_when(case):
        found.remove("when")
    if case.has("who") and not found:
        found = ["lead"]
    if "lead" in found and not case.has("who") and not case.says(*LEADS):
        found.remove("lead")
    if _SENT_TO.search(case.heard.line) and "product" not in found:
        return ("sent_to",)
    if len(found) >= 3 or case.says(
        "toan bo", "toan bo thong tin", "moi dieu", "tom luoc", "tom tat", "chi tiet", "het thong tin", "moi thu"
    ):
        return ("all",)
    return tuple(found)


def _asks_when(case: Case) -> bool:
    return case.says(
        "khi nao", "bao gio", "han", "thoi han", "giai doan nao", "nam nao", "ngay nao", "luc nao", "thoi gian", "deadline",
        "moc", "moc thoi gian", "quy may", "quy nao", "thang nao", "bao lau",
    )  # fmt: skip


def _both_roles(case: Case) -> bool:
    """Whether a question asks for lead and coordinating units alike ("ai chủ trì, ai phối hợp")."""
    asked = sum(word in ("ai", "nao", "gi") for word in case.words)
    return (
        case.says("chu tri va phoi hop", "chu tri phoi hop")
        or (asked >= 2
        and case.says("chu tri")
        and case.says("phoi hop"))
    )


def _speaks_of_outsiders(case: Case) -> bool:
    """ "phối hợp với Văn phòng Chính phủ" is part of a task's content, not a question for coordinating units."""
    for start, end in case.cue_spans["coord"]:
        follows = [u for place, u in case.spotted.units if end <= place <= end + 1]
        if any(u.name not in case.desk.charged for u in follows):
            return True
    return False


def _own_words(case: Case, tasks: tuple[int, ...], cues: tuple[str, ...]) -> list[float] | None:
    """How far the words left over are words of the tasks named."""
    weights = case.topic(cues)
    known = [case.desk.each_task[n] for n in tasks if n in case.desk.each_task]
    matches = [m for index in known for m in case.search(index, weights)] if any(weights) else []
    if not matches:
        return None
    return [max(column) for column in zip(*(m.explained for m in matches), strict=True)]


def _claim(case: Case) -> str | None:
    """The unit that a question takes to be the task's, by its full name, where it names one."""
    units = [u for u in case.units if not u.collective]
    return units[0].name if len(units) == 1 else None


def by_topic(case: Case) -> Iterator[Proposal]:
    """ "ai lo phần mở dữ liệu", "việc ký số là nhiệm vụ nào": the task that a description means."""
    if case.spotted.tasks:
        return
    aspects = aspects_asked(case)
    asks_which = case.has("which") or case.has("task")
    if not aspects and not asks_which:
        return
    heard = HEARD if asks_which or aspects else ("all",)
    keep = _topic_places(case)
    weights = case.topic([c for c in heard if c not in ("absent",)], keep, units=True)
    if sum(w for w, kind in zip(weights, case.spotted.kinds, strict=True) if not kind) < 0.6:
        return
    matches = case.search(case.desk.tasks, weights)
    if not matches:
        return
    best = matches[0]
    loose = 0.78 if case.says("nhung nhiem vu", "cac nhiem vu", "nhung viec", "cac viec", "nhung dau viec") else 0.96
    near = [m for m in matches if m.score >= loose * best.score and m.coverage >= loose * best.coverage][:5]
    tasks = tuple(int(str(m.key)) for m in near)
    best_task = case.document.by_number[tasks[0]]
    covered = case.explained(
        (*heard, "unitword"), best.explained, ("unit", "period") if _units_fit(case, tasks) else ("period",)
    )
    covered = min(covered, 0.35 + 0.75 * best.coverage)
    if aspects == ("when",) and case.says("thang nao", "thang may") and "tháng" in (best_task.note or ""):
        aspects = ("note",)
    if case.says("cho nao", "muc nao", "dong nao", "o dau") and case.says(
        "phu luc", "trong bang", "cua phu luc", "bang"
    ):
        yield Proposal(covered + 0.08, Query("find", tasks=tasks), covered)
        return
    wants_number = (
        _asks_number(case)
        or _seeks_task(case)
        or (case.has("which")
        and not aspects
        and not case.asked_thing
        and not case.asks_code)
    )
    if wants_number and not aspects:
        yield Proposal(covered + 0.04, Query("find", tasks=tasks), covered, 0.0 if _units_fit(case, tasks) else 0.66)
    elif wants_number:
        yield Proposal(covered + 0.05, Query("find", aspects=_with_find(case, aspects), tasks=tasks), covered)
    elif aspects:
        off = 0.1 if case.asked_thing and aspects == ("lead",) else 0.0
        if aspects in (("lead",), ("when",)) and (
            case.fills_gap(case.desk.folded[best_task.address]) or case.asks_code
        ):
            off += 0.2
        yield Proposal(
            covered + 0.02 - off, Query("task", aspects=aspects, tasks=tasks[:1], claim=_claim(case)), covered
        )


def _asks_number(case: Case) -> bool:
    """Whether a task's number is asked; the number of another document is not."""
    if any(
        case.says(f"{code} {ask}")
        for code in _CODES
        for ask in ("so may", "so bao nhieu", "nao", "so nao", "mang so nao")
    ) or case.says("mang so nao"):
        return False
    return case.says(
        "nhiem vu nao", "nhiem vu gi", "nhiem vu may", "so may", "nhiem vu so may", "viec nao", "viec gi", "dau viec nao",
        "so bao nhieu", "so nao", "thu may", "dong nao", "stt nao", "thu bao nhieu", "so thu tu", "nhiem vu so bao nhieu", "dong so may", "viec may",
    )  # fmt: skip


def _seeks_task(case: Case) -> bool:
    """Whether a task is looked for without a question word ("tìm nhiệm vụ về …", "có mục nào bàn về …")."""
    return case.says(
        "tim nhiem vu", "tim giup nhiem vu", "nhiem vu ve", "co muc nao", "co viec nao", "nhiem vu lien quan"
    ) or (case.words[:2] == ["nhiem", "vu"] and not case.has("who", "when", "product", "note", "coord"))


def _with_find(case: Case, aspects: tuple[str, ...]) -> tuple[str, ...]:
    """The aspects that are wanted beside the number ("việc nào nói về chữ ký số, cho xin luôn đơn vị chủ trì")."""
    return tuple(
        a
        for a in aspects
        if a in ("lead", "coord") and case.says("don vi chu tri", "ai chu tri", "ai lam", "don vi nao", "ai phu trach")
    )


def _topic_places(case: Case) -> set[int]:
    """Words of a cue that belong to the topic: the document has them beside words of the topic that are no cue."""
    pairs, words = case.desk.tasks.pairs, case.words
    cued, keep = case.places(*HEARD), set[int]()
    for _ in range(3):
        loose = {
            inner
            for place in range(len(words) - 1)
            if (words[place], words[place + 1]) in pairs
            for inner, outer in ((place, place + 1), (place + 1, place))
            if inner in cued - keep and outer not in cued - keep and case.heard.content[outer]
        }
        if not loose:
            break
        keep |= loose
    return keep


def _units_fit(case: Case, tasks: tuple[int, ...]) -> bool:
    """Whether the best task names every unit that the question names, in a cell or in its text."""
    task = case.document.by_number[tasks[0]]
    named = {u.name for w in (*task.leads, *task.coordinators) if (u := case.desk.unit_of(w))}
    text = case.desk.folded[task.address]
    return all(
        u.name in named or u.collective or any(f" {' '.join(folded_words(n))} " in text for n in u.names())
        for u in case.units
    )
