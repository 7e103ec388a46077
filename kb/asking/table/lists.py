"""Tasks that meet conditions: listed, counted, or counted by unit or group; with fields of each where asked."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import replace

from kb.asking.case import Case
from kb.asking.query import Condition, Proposal, Query, QueryKind
from kb.asking.rules.meant import FOLLOWS, POINTING, points_in_vain
from kb.asking.spotting import SPELLED
from kb.asking.table.compared import compared_fields
from kb.asking.table.conditions import Conditions, first_or_last, others_left
from kb.asking.table.counts import COUNTED_NOUN, LISTED, NOUN, THOSE, WHICH, aside_places, claims_many, counts
from kb.asking.table.marks import Marks
from kb.asking.table.ranks import by_groups, ranked
from kb.asking.table.scored import HEARD, OWN, STRUCTURE, scored
from kb.asking.table.turning import cell_spans, texts
from kb.executor.makers.conditions import meets
from nlu.phrases import ways

SHORT = 4.5  # weight of a question that may only change a condition
FRESH = 1.2  # weight of words from which a question has a topic of its own
ABOUT_LEAST = 1.3  # weight of words from which they say what tasks are about
OUT_LEAST = 0.8  # the same of a task that is taken out
ABOUT_FITS = 0.7  # coverage from which words say what the tasks are about
ABOUT_ALIKE = 0.7  # of the best one's: a task that fits this well is about them as well
_NAMES_TASKS = ways(
    "nhung gi | cai nao | muc nao | muc | lam gi | nhung muc nao | dong nao | so nao | cai mo | viec mo"
    " | nhiem vu mo | viec chi | stt | nhung so | may viec | viec nao | nv nao | task nao | con lai | con gi"
)
_CHANGES = FOLLOWS + ways(  # a turn that changes the last list
    "rieng | rua | thi sao | thi | cu the | y t | y tui | y la | lai | them | chi lay | chi tinh | chi giu"
    " | bo | tru | ngoai | loai"
)
HALF = 0.15  # off for a list where a number is asked in another part of the question
_COUNTS_TOO = re.compile(
    r" nhom \S+ co (?:bao nhieu|may) (?:nhiem vu|viec|dau viec)(?= (?!nao|mo|ma|do|co))"
    r".* (?:nhiem vu|viec|cai) (?:nao|mo) "
)
_PLACE_NOUN = r"(?:nhiem vu|viec|dau viec|cai|dong|stt|so|muc|task|cong viec|hang)"
_NOT_OF = r"(?<! phan)(?<! nhom)(?<! cot)"
_PICKED = (
    ("first", re.compile(rf" {_PLACE_NOUN}(?: nao| so)? (?:dau tien|dau(?! ra )|thu nhat|so mot)(?= )")),
    ("last", re.compile(rf" {_PLACE_NOUN}(?: nao| so)? (?:cuoi cung|cuoi|sau cung|chot|cuoi bang|sau chot)(?= )")),
    ("first", re.compile(rf"{_NOT_OF} (?:dau tien|dau)(?: cua| trong| o)? (?:bang|nhom|phu luc)(?= )")),
    ("last", re.compile(rf"{_NOT_OF} (?:cuoi cung|cuoi|chot)(?: cua| trong| o)? (?:bang|nhom|phu luc)(?= )")),
)  # fmt: skip
_PICKED_NTH = re.compile(
    rf" {_PLACE_NOUN} thu (?P<nth>hai|ba|tu|nam|sau|\d)(?: cua| trong| thuoc| o)+ (?:nhom|bang|phu luc|phan) "
)


def picked(case: Case) -> tuple[tuple[str, ...], set[int]]:
    """Which of the tasks that meet the conditions are meant by their place ("việc cuối của nhóm II"), and the words."""
    line, found, places = case.heard.line, [], set[int]()
    for name, pattern in _PICKED:
        for match in pattern.finditer(line):
            found.append((match.start(), name))
            places |= set(range(len(line[: match.start()].split()), len(line[: match.end()].split())))
    if nth := _PICKED_NTH.search(line):
        found.append((nth.start(), str(SPELLED.get(nth["nth"]) or nth["nth"])))
        places |= set(range(len(line[: nth.start()].split()), len(line[: nth.end()].split())))
    return tuple(dict.fromkeys(name for _, name in sorted(found))), places


# Of what was told, not of the table.
_OF_A_LIST = re.compile(r" cai (?:dau|cuoi)(?: tien| cung)?(?! (?:bang|nhom|phu luc|cua|trong)) ")


def by_conditions(case: Case) -> Iterator[Proposal]:
    """For "TTCNTT chủ trì mà VPB không phối hợp", "trừ nhóm II, việc nào trống sản phẩm"."""
    marks = Marks(case)
    if found := ranked(case, marks):
        yield found
    if (last := case.state.query) and _counts_ranked(case, marks):
        yield Proposal(1.0 + OWN, replace(last, aspects=(*last.aspects, "count")), 1.0)
        return
    edge = first_or_last(case)
    pick, pick_places = ((), set()) if edge else picked(case)
    if points_in_vain(case):
        return
    if pick and case.state.query and not case.state.listed and _OF_A_LIST.search(case.heard.line):
        return
    if pick and case.state.listed and not marks.of("group", "unit") and not case.says("bang", "phu luc"):
        return
    if pick or edge or _seeks_tasks(case, marks) or _may_carry(case, marks):
        own = Conditions(case, marks).read(listing=True)
        own.used |= pick_places | aside_places(case)
        where, carried = _with_talk(case, own)
        tasks = tuple(case.spotted.tasks)
        if compared_fields(case, marks, tasks):
            return
        if _bounds(case, where, pick):
            yield _sought(case, marks, own, where, pick, carried=carried)


def _bounds(case: Case, where: tuple[Condition, ...], pick: tuple[str, ...]) -> bool:
    """Whether conditions bound a list: some, or all tasks are asked; one task's number is no condition of a list."""
    if [c.kind for c in where] == ["number"] and len(where[0].values) == 1 and not where[0].negated:
        return bool(pick)
    return bool(where or pick) or _all_tasks(case)


def _sought(
    case: Case, marks: Marks, own: Conditions, where: tuple[Condition, ...], pick: tuple[str, ...], *, carried: bool
) -> Proposal:
    """The list or count of the tasks that meet some conditions, with the fields that are asked of each."""
    fields, named = _fields(case, marks, own)
    about = _about(case, own, where)
    if about:
        where = (*where, about[0])
    kind = _kind(case, carried=carried)
    if kind == "count" and case.says(*_NUMBERS_TOO):  # "mấy việc …, số mấy": the list says how many they are
        kind = "list"
    if kind == "list" and not named and not fields:
        fields = ("number",)
    query = Query(kind, aspects=() if kind == "list" and fields == ("number",) else fields, where=where, pick=pick)
    if kind == "count" and by_groups(case, own):
        query = Query("rank", where=where, by="group")
    found = scored(case, marks, own, query, about[1] if about else None, carried=carried)
    if kind == "list" and _COUNTS_TOO.search(case.heard.line):  # the number is asked as well: that is half of it
        return replace(found, score=found.score - HALF, covered=found.covered - HALF)
    return found


def _kind(case: Case, *, carried: bool) -> QueryKind:
    """Whether tasks are counted: so asked, or as in the list that the question goes on from."""
    goes_on = carried and case.state.query is not None and case.state.query.kind == "count"
    listed = case.has("list") or case.says(*LISTED, *_NAMES_TASKS) or _numbers_only(case)
    return "count" if counts(case) or (goes_on and not listed) else "list"


def _counts_ranked(case: Case, marks: Marks) -> bool:
    """Whether after "đơn vị nào nhiều nhất" it is asked how many they are."""
    last = case.state.query
    ranked = last is not None and last.kind == "rank"
    return ranked and counts(case) and not marks.things and not case.has("self", "thing")


def _seeks_tasks(case: Case, marks: Marks) -> bool:
    """Whether tasks are sought, not something of tasks that are named."""
    if (claims_many(case) and not marks.of("task")) or others_left(case) or _of_those_named(case, marks):
        return True
    if case.refers_back and not case.units and not case.refers_to_unit and not case.says(*POINTING):
        return False
    one = len(marks.of("task")) == 1
    if one and marks.asks_whether:
        return False
    if not _of_unit_spoken_of(case) and (case.asks_object or (one and not case.asks_tasks and not marks.of("except"))):
        return False
    if _of_unit_spoken_of(case) or _takes_units_out(case, marks):
        return True
    counted = counts(case) and bool(
        case.has("task") or marks.of("unit", "group") or COUNTED_NOUN.search(case.heard.line)
    )
    return case.asks_tasks or counted or _bounds_tasks(case, marks)


def _of_those_named(case: Case, marks: Marks) -> bool:
    """Whether some of several tasks that are named are asked: "từ 1 đến 11 những số nào trống sản phẩm"."""
    return (
        len({n for m in marks.of("task") for n in texts(m)}) > _PAIR
        and bool(marks.of("empty", "filled"))
        and case.says(*_NAMES_TASKS)
    )


def _takes_units_out(case: Case, marks: Marks) -> bool:
    """Whether other units than those named are asked for ("ngoài VPB ra thì còn những cơ quan nào chủ trì")."""
    named = marks.of("except") and marks.of("unit") and not marks.of("task")
    return bool(named) and case.has("who") and case.has("lead", "coord")


def _of_unit_spoken_of(case: Case) -> bool:
    """Whether the tasks of the unit that was spoken of are asked ("đơn vị đó còn chủ trì gì")."""
    named = bool(case.state.units) and case.refers_to_unit
    return named and (case.has("lead", "coord") or case.says("lam gi", "viec gi", "nhung gi"))


# Keywords: "nv chờ Nghị định", "sp là quyết định của Bộ trưởng".
_KEYED_CELL = re.compile(
    r"^ (?:cot |o )?(?:san pham|dau ra|ghi chu) (?:la|co|ghi|co chu|ghi la|bang)"
    r" (?!gi |nao |sao )"
)
_KEYED_TASKS = re.compile(rf"^ (?:cac |nhung )?{NOUN} ")


def _is_keyed(case: Case, marks: Marks) -> bool:
    """Whether a message without a question word only says which tasks by what they wait for or lack."""
    if case.has("who", "when") or case.says("gi", "nao", "may", "bao nhieu", "sao", "mo", "chi"):
        return False
    if _KEYED_CELL.search(case.heard.line):
        return True
    noun = _KEYED_TASKS.search(case.heard.line)
    at = len(noun[0].split()) if noun else 0
    return bool(noun) and any(m.start == at for m in marks.of("waits", "empty", "filled"))


def _bounds_tasks(case: Case, marks: Marks) -> bool:
    """Whether a question without "nhiệm vụ nào" bounds tasks all the same: by a role, a list word, or things alone."""
    if _is_keyed(case, marks):
        return True
    role, short = case.has("lead", "coord"), _topic(case) < FRESH
    if marks.of("unit") and role and short and not case.has("who", "when", "product", "note"):
        return not marks.of("task")
    if not marks.of("unit", "group", "period", "empty", "filled", "except"):
        return False
    if case.has("list") or case.says("list", "filter", "stt", "loc", "count", "dem", "show"):
        return True
    if not short or marks.of("task") or (case.has("abbrev") and not role):
        return False
    whose = role and marks.of("unit") and case.says("gi", "chi", "nao")
    return bool(whose) or case.has("task") or case.says(*_NAMES_TASKS) or _only_things(case, marks)


def _only_things(case: Case, marks: Marks) -> bool:
    """Whether a message names groups, or begins with one unit, and says nothing else."""
    words, kinds = range(len(case.words)), set(case.spotted.kinds) - {None, ""}
    bare = all(case.spotted.kinds[p] or not case.heard.content[p] for p in words)
    unit = kinds == {"unit"} and len(case.units) == 1 and case.state.query is None and len(case.words) == 1
    return bare and (unit or (kinds == {"group"} and bool(marks.of("group"))))


def _topic(case: Case) -> float:
    """The weight of the words that are left for a topic, without those that speak of the table itself."""
    said = aside_places(case)
    return sum(w for p, w in enumerate(case.topic(HEARD)) if case.words[p] not in STRUCTURE and p not in said)


def _all_tasks(case: Case) -> bool:
    """Whether all tasks of the appendix are asked for: nothing bounds them, and no topic is named."""
    asked = (counts(case) or case.says("tat ca", "toan bo", "danh sach", "liet ke")) and case.has("task", "list")
    return asked and _topic(case) < 0.8


def _fields(case: Case, marks: Marks, own: Conditions) -> tuple[tuple[str, ...], bool]:
    """What is asked of each task beside its number; whether it is units that are asked instead of numbers."""
    fields = [
        name
        for start, end, name in cell_spans(case, marks, own.bound)
        if not set(range(start, end)) <= own.used and _is_asked(case, marks, start, end, name)
    ]
    if (
        case.has("when")
        and not any(c.kind == "period" for c in own.found)
        and case.says(
            "khi nao",
            "bao gio",
            "han",
            "thoi han",
            "giai doan nao",
            "deadline",
            "chung nao",
            "giai doan mo",
            "thoi gian",
        )
    ):
        fields.append("when")
    if _WAITS_FOR.search(case.heard.line) and any(
        c.kind == "cell" and c.op == "waits" and not c.negated for c in own.found
    ):
        fields.append("note")
    counted = next((c.role for c in own.found if c.kind == "units" and c.role and not c.negated), None)
    if counted and _THESE_UNITS.search(case.heard.line):
        fields.append(counted)
    if case.says(*_NUMBER_TOO) and fields:
        fields.insert(0, "number")
    others = _takes_units_out(case, marks) and not counts(case) and not WHICH.search(case.heard.line)
    units = case.has("who") and (others or not case.asks_tasks) and "lead" not in fields and "coord" not in fields
    if units and not any(c.kind == "unit" and not c.negated for c in own.found):
        fields.insert(0, "coord" if case.has("coord") and not case.says("chu tri") else "lead")
    if case.says(*_CONTENT_TOO) and (case.says("dau", "cuoi", "cuoi cung", "dau tien") or "lead" in fields):
        fields.insert(0, "content")
    of_those = bool(THOSE.search(case.heard.line)) and not case.says("so may", "so nao")
    only_units = bool(fields) and case.has("who") and (of_those or others or not case.asks_tasks) and not counts(case)
    return tuple(dict.fromkeys(fields if only_units else (["number", *fields] if fields else []))), only_units


_THESE_UNITS = re.compile(
    r" (?:la|ma|gom)(?: nhung| cac| hai| may| ca)* (?:don vi|co quan|ben|noi|dau moi|vu) (?:nao|mo|gi) "
    r"| la (?:nhung )?ai "
)
_WAITS_FOR = re.compile(
    r" (?:phai |va |roi |thi )?(?:cho|doi) (?:cai |dieu |viec )?(?:gi|chi)(?: (?:a|vay|the|nhi|z))* $"
)
_NUMBERS_TOO = ways(
    "so may | so nao | la nhung viec nao | la nhung so nao | viec so may | so thu tu | stt | ke ra | ke luon | liet ke"
    " | ke ten"
)
_NUMBER_TOO = ways("so may | so nao | so bao nhieu | stt nao | viec so may | nhung so nao | stt")
_CONTENT_TOO = ways("la viec gi | la nhiem vu gi | viec gi | noi dung gi | la gi")


def _is_asked(case: Case, marks: Marks, start: int, end: int, name: str) -> bool:
    """Whether a column is asked for: "ai" stands beside a role, "gì" after a cell, or "từng"; or it follows a sign."""
    words, role = case.words, name in ("lead", "coord")
    if role and case.state.within and start <= 1 and counts(case):
        return False  # "… chủ trì mấy việc và phối hợp mấy việc"
    typed = case.spotted.words
    signed = start > 0 and (any(s in typed[start].before for s in ",;+:/") or words[start - 1] == "va")
    if marks.of("each"):
        return True
    if role:
        near = [(s, e) for s, e in case.cue_spans.get("who", ()) if start - 4 <= e <= start or end <= s <= end + 3]
        return bool(near) or (signed and not marks.of("unit"))
    after = words[end : end + 3]
    asked = next((n for n, w in enumerate(after) if w in ("gi", "nao", "sao", "mo", "khi")), None)
    return (asked is not None and "so" not in after[:asked]) or signed


def _about(case: Case, own: Conditions, where: tuple[Condition, ...]) -> tuple[Condition, list[float]] | None:
    """What the tasks speak of, where words are left that the table speaks of."""
    cues = (*HEARD, "when", "place", "percent")
    weights = [0.0 if p in own.used or case.words[p] in STRUCTURE else w for p, w in enumerate(case.topic(cues))]
    taken = [(m, stop) for m, stop in own.exceptions if m not in own.turned]
    out = next((m for m, stop in taken if not any([*weights[: m.start], *weights[stop:]])), None)
    if out:
        weights = [w if p >= out.end and p not in own.used else 0.0 for p, w in enumerate(case.topic(cues))]
    if sum(weights) < (OUT_LEAST if out else ABOUT_LEAST) or not where:
        return None
    within: set[Hashable] = {t.number for t in case.document.tasks if all(meets(t, c, case.desk) for c in where)}
    matches = case.search(case.desk.tasks, weights, within if out else None, most=12)
    if not matches or matches[0].coverage < ABOUT_FITS:
        return None
    words = " ".join(case.topic_words(weights))
    if out:  # "trừ việc hằng quý": the one task that it speaks of
        own.turn(out)
        return Condition("words", (str(matches[0].key),), op=words, negated=True), matches[0].explained
    numbers = tuple(str(m.key) for m in matches if m.score >= ABOUT_ALIKE * matches[0].score)
    return Condition("words", numbers, op=words), matches[0].explained


def _may_carry(case: Case, marks: Marks) -> bool:
    """Whether a question only changes a condition of the last list ("còn Vụ Pháp chế?", "trừ nhóm III")."""
    last = case.state.query
    if (
        last is None
        or last.kind not in ("list", "count", "group", "groups")
        or sum(case.weights) > SHORT
        or marks.of("task")
    ):
        return False
    if (
        (case.says(*LISTED, "la nhung so nao", "so nao", "ke ra") and len(case.words) <= 6)
        or counts(case)
        or _numbers_only(case)
    ):
        return _topic(case) <= FRESH
    changes = marks.of("unit", "group", "period", "except") or case.has(
        "lead", "coord", "product", "note", "list", "count"
    )
    whole = case.has("who", "when") or (case.has("product", "note") and not marks.of("empty", "filled", "only"))
    return bool(changes) and not whole and _topic(case) <= FRESH


_PAIR = 2
_BOTH_UNITS = re.compile(r" ca (?:hai|2)(?: ben| don vi| vu)? (?:deu |cung |dong |lam )*(?:chu tri|phoi hop|lo|lam) ")
# Which of those that were just listed: a turn that begins so says nothing of what it is of.
_OF_THEM = re.compile(
    r"^ (?:(?:the|vay|rua|con|roi|a|o|thi) )*(?:(?:nhung|cac|may) )?(?:cai|con|viec) (?:nao|mo) |^ (?:may"
    r"|bao nhieu) cai |^ nhung cai "
)


def _numbers_only(case: Case) -> bool:
    """Whether a message says nothing but "số?" after a count."""
    return case.heard.line.strip() in _BARE_NUMBERS


_BARE_NUMBERS = ways("so | cac so | nhung so | stt | so thu tu | so nv | so nhiem vu | ten | ke")


def _with_talk(case: Case, own: Conditions) -> tuple[tuple[Condition, ...], bool]:
    """The conditions of a question with those of the talk that it goes on from; whether it does."""
    where, last, state = tuple(own.found), case.state.query, case.state
    if last and (state.tasks or state.bounds) and _is_of_them(case):
        return _merged(last.where, own) if _is_of_others(case, where) else _within(case, where), False
    if of_units := _of_units_spoken_of(case, own, where):
        return of_units, False
    own_role = any(c.kind == "unit" and c.role for c in where)
    if state.within and last and last.kind == "count" and own_role:
        kinds = {c.kind for c in where}
        bounds = tuple(c for c in last.where if c.kind in ("group", "number") and not kinds & {"group", "number"})
        return (*bounds, *where), False  # "nhóm I có mấy việc VPB chủ trì, mấy việc TTCNTT chủ trì"
    if last and last.kind in ("group", "groups") and state.group and not where:
        return (Condition("group", (state.group,)),), True
    if last and last.kind in ("list", "count") and _goes_on(case, own):
        merged = _merged(last.where, own)
        if not _any_meets(case, merged):  # no task is left: it begins anew
            merged = tuple(c for c in merged if c.kind in ("unit", "group") or c in own.found)
        return merged, True
    return where, False


def _is_of_them(case: Case) -> bool:
    """Whether it is asked which of those that were told."""
    anew = case.units or case.refers_to_unit
    return case.says(*POINTING) or bool(_OF_THEM.search(case.heard.line)) or (case.says("cai nao") and not anew)


def _is_of_others(case: Case, where: tuple[Condition, ...]) -> bool:
    """Whether one message asks of two periods ("việc nào chỉ trong 2019-2020, việc nào còn kéo sang")."""
    last = case.state.query
    if not case.state.within or last is None or last.kind not in ("list", "count"):
        return False
    periods = [c for c in last.where if c.kind == "period"]
    return bool(periods) and {c.kind for c in where} == {"period"} and not any(c in periods for c in where)


def _within(case: Case, where: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """Conditions within the last list: with those that bound it, which the next turn may change, or else its numbers.

    Where "cái nào" alone points at it and none of its tasks meets them, they stand for themselves.
    """
    state = case.state
    where = tuple(_as_bounded(c, state.bounds, case) for c in where)
    bounds = state.bounds or (Condition("number", tuple(map(str, state.listed or state.tasks))),)
    listing = state.query is not None and state.query.kind in ("list", "count") and state.tasks == state.listed
    loose = where and not case.says(*POINTING) and not listing
    return where if loose and not _any_meets(case, (*bounds, *where)) else (*bounds, *where)


def _of_units_spoken_of(case: Case, own: Conditions, where: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """Conditions with the unit that was spoken of, or both of two ("cả hai cùng chủ trì"); () where none is meant."""
    state = case.state
    role = "coord" if case.has("coord") and not case.says("chu tri") else "lead"
    if len(state.units) == _PAIR and not case.units and _BOTH_UNITS.search(case.heard.line):
        own.used |= {p for p, w in enumerate(case.words) if w in ("ca", "hai", "2", "ben", "cung")}
        return (Condition("unit", state.units, role, "all"), *(c for c in where if c.kind != "units"))
    if not state.units or not case.refers_to_unit or any(c.kind == "unit" for c in where):
        return ()
    where = (Condition("unit", state.units[:1], role, "any"), *where)
    if case.says("khac") and len(state.tasks) == 1:
        where = (*where, Condition("number", tuple(map(str, state.tasks)), negated=True))
    return where


def _as_bounded(condition: Condition, bounds: tuple[Condition, ...], case: Case) -> Condition:
    """A unit named without a role in a list that another unit bounds: it has that one's ("chỉ lấy của TTCNTT")."""
    roles = [c.role for c in bounds if c.kind == "unit" and c.role]
    if condition.kind != "unit" or condition.role or not case.says("cua", "chi lay", "chi tinh", "chi giu", "rieng"):
        return condition
    return replace(condition, role=roles[0] if roles else "lead")


def _any_meets(case: Case, where: tuple[Condition, ...]) -> bool:
    return any(all(meets(task, c, case.desk) for c in where) for task in case.document.tasks)


def _goes_on(case: Case, own: Conditions) -> bool:
    if sum(case.weights) > SHORT or _topic(case) > FRESH:
        return False
    if not own.found:
        return not case.has("self", "thing")
    positive = [c for c in own.found if c.kind == "unit" and not c.negated and c.role]
    whole = positive and case.asks_tasks
    return not whole and (case.says(*_CHANGES) or len(case.words) <= 4 or all(c.negated for c in own.found))


def _merged(before: tuple[Condition, ...], own: Conditions) -> tuple[Condition, ...]:
    """Conditions of the last list, with those of the same kind replaced; what is taken out is added."""
    found = list(own.found)
    roles = {r for _, _, r in own.roles}
    role = "coord" if "coord" in roles and "lead" not in roles else "lead" if "lead" in roles else None
    if role and not any(c.kind == "unit" for c in found):
        return tuple(replace(c, role=role) if c.kind == "unit" and not c.negated else c for c in before)
    kept = []
    for old in before:
        rivals = [c for c in found if not c.negated and c.kind == old.kind and (c.kind != "cell" or c.role == old.role)]
        if rivals and old.kind == "unit" and rivals[0].role is None:
            found[found.index(rivals[0])] = replace(rivals[0], role=role or old.role)
        if not rivals:
            kept.append(old)
    return (*kept, *found)
