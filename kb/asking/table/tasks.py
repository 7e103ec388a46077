"""Questions about tasks that are named: by number or place in the table, by the talk so far, by a unit that has few."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kb.asking.case import Case
from kb.asking.query import Condition, Proposal, Query
from kb.asking.rules.meant import FOLLOWS, HEARD, points_at_several, points_in_vain, tasks_meant
from kb.asking.table.compared import compared_fields
from kb.asking.table.conditions import Conditions, others_left
from kb.asking.table.counts import counts
from kb.asking.table.fields import FIELDS, coded_fields, fields_asked, told_short
from kb.asking.table.marks import Marks
from kb.executor.makers.conditions import meets
from kb.model import Task
from nlu.phrases import says, ways

NAMED = 0.12  # on top: the question names the tasks
LEANING = 0.16  # on top: it says nothing but what it asks, so that it must lean on the talk
LEFT_OVER = 3.0  # weight of words that a question about a numbered task may leave unexplained (two rare syllables)
COUNTED_OFF = 0.5  # where a number of something is asked that no task gives
SURE = 1.4  # the score of a reading that no other one may beat, doubted though it is
ASKED_BACK = 0.3  # the score of asking back: any reading that answers goes before it
IN_VAIN = 0.75  # the score of asking back where tasks are pointed at that the talk does not have
COMPARED = 0.2  # on top: words that set two tasks side by side are accounted for
SOUGHT = 0.3  # where tasks are sought among those named: a list answers
SHORT = 6  # words of a question that can only be about something said before
_FEW = 3  # tasks of a unit, of which a field can be told one by one
_CLAIMED = {"lead": "lead", "coord": "coord", "period": "when", "group": "group"}
_OF_UNIT = re.compile(
    r" (?:nhiem vu|viec|dau viec)(?: ma| do| cua| duoc giao| giao| ong| ben| ca)* <u>"
    r"(?: (?:va|voi|cung|lan)(?: ong| ben)? <u>)? (?:lam |cung |dong |deu )*"
    r"(?P<role>chu tri|phu trach|phoi hop|dung dau|lam chinh) "
)


def by_number(case: Case) -> Iterator[Proposal]:
    """For "nv 13 ai làm", "6 và 12: hạn, ghi chú": the fields asked of the tasks named, or of those in the talk."""
    if points_in_vain(case):
        yield Proposal(IN_VAIN, Query("choice", aspects=fields_asked(case)), 1.0)
    tasks, named = tasks_meant(case)
    if not tasks:
        yield from _which_task(case)
        return
    marks = Marks(case)
    own = Conditions(case, marks).read(listing=False)
    claims = tuple(c for c in own.found if c.kind in ("unit", "group", "period"))
    if asks_why(case) and case.says("giao", "cho", "de", "lai de"):
        claims = tuple(replace(c, role="lead") if c.kind == "unit" and c.role is None else c for c in claims)
    fields = _with_claimed(fields_asked(case), claims)
    if asks_why(case) and claims and len(tasks) == 1 and (wrong := _wrong(case, tasks[0], claims)):
        asked = _with_claimed((), (wrong,))
        yield Proposal(SURE, Query("task", aspects=asked, tasks=tasks, where=(wrong,)), 1.0)
        return
    if _month_asked(case) and {"when", "note", "product"}.issuperset(fields):
        yield _month_of(case, tasks)
        return
    if not fields and len(tasks) <= _FEW and (cell := _cell_meant(case, tasks)):
        fields = (cell,)
    known = [case.document.by_number[n] for n in tasks if n in case.document.by_number]
    if coded := tuple(dict.fromkeys(f for t in known for f in coded_fields(case, t, fields))):
        fields = coded
    compared = compared_fields(case, marks, tasks)
    if compared:
        fields = tuple(dict.fromkeys((*(f for f in fields if f != "all"), *compared)))
    fields = fields or _carried_fields(case)
    yield _told(case, tasks, fields, claims, own, named=named, compared=bool(compared))


def _carried_fields(case: Case) -> tuple[str, ...]:
    """The fields that were asked last, where a question goes on with other tasks."""
    last = case.state.query
    goes_on = last is not None and last.kind in ("task", "find") and _carries_on(case)
    return tuple(a for a in last.aspects if a in FIELDS) if last and goes_on else ()


def _told(
    case: Case,
    tasks: tuple[int, ...],
    fields: tuple[str, ...],
    claims: tuple[Condition, ...],
    own: Conditions,
    *,
    named: bool,
    compared: bool,
) -> Proposal:
    """Fields of tasks, with how much of the question they account for."""
    heard = (*HEARD, "unitword", "phase", "group")
    used = ("task", "unit", "period", "number", "date", "group") if named else ("unit", "period", "date", "group")
    whether, excepted = own.marks.asks_whether, any(own.excepted(m.start) for m in own.marks.of("task"))
    claimed = _claimed_words(case, fields, heard) if whether and named else None
    match = claimed or _own_words(case, tasks, heard)
    covered = 1.0 if told_short(case) else case.explained(heard, match, used)
    leans = not named and sum(case.topic(heard)) <= 1.4
    score = covered + (NAMED if named else LEANING if leans else 0.0)
    if case.counts_other:
        covered, score = covered - COUNTED_OFF, score - COUNTED_OFF
    if compared:
        covered = min(1.0, covered + COMPARED)
        score = covered + NAMED
    elif (
        (len(tasks) > 1 or excepted or others_left(case))
        and (case.asks_tasks or counts(case) or case.says("nhung so nao"))
        and not points_at_several(case)
    ):
        score -= SOUGHT
    left_over = (1 - covered) * sum(case.weights)
    enough = 0.72 if left_over > LEFT_OVER else 0.5 if (fields and named) or leans else 0.6
    query = Query("task", aspects=fields or ("all",), tasks=tuple(sorted(tasks)), where=claims, whether=whether)
    return Proposal(score, query, covered, enough)


_WHY = re.compile(
    r"^ (?:ua |oh |u |a )?(?:sao|rang)(?: ma| lai)? | (?:sao|rang|tai sao|vi sao)(?: \S+){0,12}? lai | (?:tai|vi)"
    r" sao "
)


def asks_why(case: Case) -> bool:
    """Whether reasons are asked for: none are given, but what the question wrongly takes to be so is mended."""
    return case.has("why") or (bool(_WHY.search(case.heard.line)) and not case.says("sao luu"))


_MONTH = ways("thang may | thang nao | thang bao nhieu | thang mo | thang may nam nao")
_MONTH_SAID = re.compile(r"tháng \d")
_ASKING = frozenset(("gi", "nao", "may", "ai", "dau"))
CELL_SAYS = 0.5  # likeness of the words left over to a cell from which the cell is what is asked


def _month_asked(case: Case) -> bool:
    return case.says(*_MONTH)


def _month_of(case: Case, tasks: tuple[int, ...]) -> Proposal:
    """A month within a phase is not in the table; a note or product that names a month is."""
    named = [case.document.by_number[n] for n in tasks if n in case.document.by_number]
    for field in ("note", "product"):
        if any(_MONTH_SAID.search(getattr(t, field) or "") for t in named) and case.says(*_OF_CELL):
            return Proposal(SURE, Query("task", aspects=(field,), tasks=tasks), 1.0)
    return Proposal(SURE, Query("refusal", reason="no-month", tasks=tasks), 1.0)


_OF_CELL = ways("du kien | trinh | cho | doi | nghi dinh | ghi chu | dieu kien | chinh phu")


def _cell_meant(case: Case, tasks: Sequence[int]) -> str | None:
    """The cell that speaks of the words left over in each task, where something is asked that no field's name says."""
    found = {_cell_of(case, task) for number in tasks if (task := case.document.by_number.get(number))}
    return found.pop() if len(found) == 1 else None


def _cell_of(case: Case, task: Task) -> str | None:
    if not _ASKING & set(case.words):
        return None
    weights = case.topic((*HEARD, "unitword"))
    words = case.topic_words(weights)
    if sum(weights) < CELL_WEIGHT:
        return None
    cells = {"product": task.product, "note": task.note}
    alike = {name: case.desk.likeness(text, words) for name, text in cells.items() if text}
    best = max(alike, key=lambda name: alike[name], default=None)
    if best is None or alike[best] < CELL_SAYS or alike[best] <= case.desk.likeness(task.content, words):
        return None
    return best


CELL_WEIGHT = 0.8  # weight of words from which they say which cell is asked


def _with_claimed(fields: tuple[str, ...], claims: tuple[Condition, ...]) -> tuple[str, ...]:
    """The fields asked, and those that claims speak of where nothing else is asked."""
    if fields and fields != ("all",):
        return fields
    found = [_CLAIMED.get(c.role or c.kind, "") for c in claims if not (c.kind == "unit" and c.role is None)]
    if any(c.kind == "unit" and c.role is None for c in claims):
        found += ["lead", "coord"]
    return tuple(dict.fromkeys(f for f in found if f)) or fields


def _wrong(case: Case, number: int, claims: tuple[Condition, ...]) -> Condition | None:
    """The claim of a question for reasons that the table does not bear out: that is mended, no reasons are given."""
    task = case.document.by_number.get(number)
    return next((c for c in claims if task and (c.role or c.kind == "period") and not meets(task, c, case.desk)), None)


def by_unit(case: Case) -> Iterator[Proposal]:
    """For "hạn của nhiệm vụ mà Vụ CNC chủ trì": a field of the few tasks of a unit, or of two together."""
    found = _OF_UNIT.search(case.heard.line)
    if not found:
        return
    role = "coord" if found["role"] == "phoi hop" else "lead"
    fields = tuple(a for a in fields_asked(case) if a != role)
    theirs = Condition("unit", tuple(u.name for u in case.units), role, "all")
    tasks = tuple(t.number for t in case.document.tasks if meets(t, theirs, case.desk))
    if fields and 1 <= len(tasks) <= _FEW:
        covered = case.explained((*HEARD, "unitword"), None, ("unit",))
        yield Proposal(covered + NAMED, Query("task", aspects=fields, tasks=tasks), covered)


def claims_of(case: Case) -> tuple[Condition, ...]:
    """What a question takes to be so of the task that it is about: a unit in a role."""
    found = Conditions(case, Marks(case)).read(listing=False).found
    return tuple(c for c in found if c.kind == "unit" and c.role)


def _which_task(case: Case) -> Iterator[Proposal]:
    """For "thế ai phối hợp" where no talk says of what: the asker is asked back."""
    fields = fields_asked(case)
    named = any(case.spotted.kinds) or case.state.tasks or case.state.units
    if fields and not named and len(case.words) <= SHORT and not any(case.topic((*HEARD, "unitword"))):
        yield Proposal(ASKED_BACK, Query("choice", aspects=fields), 1.0, 0.6)


def _carries_on(case: Case) -> bool:
    if case.says(
        "viec gi", "noi ve", "noi dung", "la gi", "viec chi", "chuyen gi", "lam gi", "lam cai gi", "lam viec gi"
    ):
        return False
    bare = len(case.words) <= 3 or (len(case.words) <= SHORT and not case.has("list", "all", "which", "exist"))
    bare = bare and sum(case.topic((*HEARD, "unitword"))) <= 1
    return _follows(case) or bare or any(w.before for w in case.spotted.words[:1])


def _follows(case: Case) -> bool:
    """Whether a question begins or ends with words that go on ("thế …", "… thì sao"): "vay" within it may be a loan."""
    ends = (f" {' '.join(case.words[:4])} ", f" {' '.join(case.words[-2:])} ")
    return any(says(end, FOLLOWS) for end in ends)


def _claimed_words(case: Case, fields: tuple[str, ...], cues: tuple[str, ...]) -> list[float] | None:
    """How far the words left over are those of any cell of the column asked ("là các lớp tập huấn phải không")."""
    index = {"product": case.desk.products, "note": case.desk.notes}.get(fields[0]) if len(fields) == 1 else None
    matches = case.search(index, case.topic(cues)) if index else []
    return list(matches[0].explained) if matches else None


def _own_words(case: Case, tasks: tuple[int, ...], cues: tuple[str, ...]) -> list[float] | None:
    """How far the words left over are words of the tasks named."""
    weights = case.topic(cues)
    known = [case.desk.each_task[n] for n in tasks if n in case.desk.each_task]
    matches = [m for index in known for m in case.search(index, weights)] if any(weights) else []
    if not matches:
        return None
    return [max(column) for column in zip(*(m.explained for m in matches), strict=True)]
