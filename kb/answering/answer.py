"""What the document says to a query: facts and the addresses that they come from. No words are made here."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from kb.asking.case import Desk
from kb.asking.query import Filter, Query
from kb.calendar import ReportingPeriod, next_due, reporting_period
from kb.model import Document, Passage, Target, Task
from kb.reading.table import read_units
from kb.text import day_text, to_roman

PROSE = 360  # a passage up to this length is given whole


@dataclass(slots=True)
class Answer:
    """Facts, citations, and what the wording needs to speak of them."""

    query: Query
    facts: list[str] = field(default_factory=list)
    citations: list[str] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    periods: list[ReportingPeriod] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    today: date | None = None
    refused: str | None = None
    claim_is_wrong: bool = False


def answer(query: Query, desk: Desk, today: date) -> Answer:
    """What the document says to a query; `refused` names the reason where it says nothing."""
    made = Answer(query, today=today)
    _MAKERS[query.kind](made, desk)
    made.facts = list(dict.fromkeys(made.facts))
    made.citations = list(dict.fromkeys(made.citations))
    return made


def _refusal(made: Answer, desk: Desk) -> None:
    made.refused = made.query.reason or "not-in-document"


def _nothing(made: Answer, desk: Desk) -> None:
    """Greetings and thanks state no fact."""


# ── tasks ────────────────────────────────────────────────────────────────────
def _task(made: Answer, desk: Desk) -> None:
    by = desk.document.by_number
    missing = [n for n in made.query.tasks if n not in by]
    made.tasks = [by[n] for n in made.query.tasks if n in by]
    if missing and not made.tasks:
        made.refused = "no-such-task"
        return
    for task in made.tasks:
        for aspect in made.query.aspects:
            made.facts += aspect_facts(task, aspect, desk)
        made.citations += [task.address, *(task.links if len(made.tasks) == 1 else ())]
    if made.query.claim and len(made.tasks) == 1:
        role = "coord" if "coord" in made.query.aspects else "lead"
        made.claim_is_wrong = role in made.query.aspects and not desk.names_unit(made.tasks[0], made.query.claim, role)


def aspect_facts(task: Task, aspect: str, desk: Desk) -> list[str]:
    """The values of one aspect of a task; an empty cell has none."""
    if aspect == "lead":
        return list(task.leads)
    if aspect == "coord":
        return list(task.coordinators)
    if aspect == "when":
        return [p.text for p in task.periods]
    if aspect == "product":
        return [task.product] if task.product else []
    if aspect == "note":
        return [task.note] if task.note else []
    if aspect == "sent_to":
        return sent_to(task, desk)
    return [
        task.content,
        *task.leads,
        *task.coordinators,
        *(p.text for p in task.periods),
        *filter(None, (task.product, task.note)),
    ]


def sent_to(task: Task, desk: Desk) -> list[str]:
    """The organisations that a task's product, note or content is sent to, as written after "gửi"."""
    for text in (task.product, task.note, task.content):
        found = re.search(r"\bgửi\s+(?:cho\s+|tới\s+|đến\s+|về\s+)?([^,;.]+)", text or "")
        if found:
            return list(read_units(found[1], desk.directory))
    return []


def _choice(made: Answer, desk: Desk) -> None:
    """Two readings: nothing is stated, the choices are offered."""
    made.tasks = [desk.document.by_number[n] for n in made.query.tasks]
    made.passages = [desk.document.by_address[a] for a in made.query.addresses]


def _find(made: Answer, desk: Desk) -> None:
    made.tasks = [desk.document.by_number[n] for n in made.query.tasks]
    for task in made.tasks:
        made.facts.append(str(task.number))
        for aspect in made.query.aspects:
            made.facts += aspect_facts(task, aspect, desk)
        made.citations += [task.address, *(task.links if len(made.tasks) == 1 else ())]


def _list(made: Answer, desk: Desk) -> None:
    wanted = made.query.filter or Filter()
    if not _known(made, desk, wanted):
        return
    groups = made.query.groups or ((wanted.group,) if wanted.group else ())
    for group in groups or (None,):
        made.tasks += [t for t in desk.document.tasks if _meets(t, _in_group(wanted, group), desk)]
    made.facts = [str(t.number) for t in made.tasks]
    if made.query.kind == "count":
        made.facts = [str(len(made.tasks))]
    made.citations = [t.address for t in made.tasks] or _where_none(wanted, groups, desk)


def _where_none(wanted: Filter, groups: Sequence[str], desk: Desk) -> list[str]:
    """Where to see that no task meets a filter: the group, the appendix, the rows that name the unit otherwise."""
    named = [t.address for t in desk.document.tasks if wanted.unit and desk.names_unit(t, wanted.unit, None)]
    return [*(f"PL.{g}" for g in groups[:1]), "PL", *named[:2]]


def _in_group(wanted: Filter, group: str | None) -> Filter:
    from dataclasses import replace

    return replace(wanted, group=group) if group else wanted


def _known(made: Answer, desk: Desk, wanted: Filter) -> bool:
    """Whether the document has the unit and the group that a filter names; else the answer is a refusal."""
    groups = made.query.groups or ((wanted.group,) if wanted.group else ())
    if any(g not in desk.document.by_numeral for g in groups):
        made.refused = "no-such-group"
    elif wanted.unit and wanted.unit not in desk.met:
        made.refused = "unit-not-named"
    elif wanted.period and not any(p.text == wanted.period for t in desk.document.tasks for p in t.periods):
        made.refused = "no-such-period"
    return made.refused is None


def _meets(task: Task, wanted: Filter, desk: Desk) -> bool:
    checks = (
        not wanted.within or task.number in wanted.within,
        not wanted.group or task.group == wanted.group,
        not wanted.unit or desk.names_unit(task, wanted.unit, wanted.role),
        not wanted.other or desk.names_unit(task, wanted.other, wanted.role),
        _in_period(task, wanted),
        all(not _cell(task, name) for name in wanted.absent),
        all(bool(_cell(task, name)) for name in wanted.present),
        not wanted.several or len(_cell(task, wanted.several) or ()) > 1,
        not wanted.words or task.number in desk.tasks_whose(wanted.words_in or "", wanted.words),
    )
    return all(checks)


def _cell(task: Task, name: str) -> Sequence[str] | str | None:
    return {"lead": task.leads, "coord": task.coordinators, "product": task.product, "note": task.note}[name]


def _in_period(task: Task, wanted: Filter) -> bool:
    texts = [p.text for p in task.periods]
    if wanted.period:
        hit = wanted.period in texts or any(_within(p.text, wanted.period) for p in task.periods)
        return hit and (not wanted.only or all(_within(t, wanted.period) for t in texts))
    if wanted.year:
        hits = [p for p in task.periods if p.start and p.end and p.start.year <= wanted.year <= p.end.year]
        return bool(hits) and (not wanted.only or len(hits) == len(task.periods))
    return True


def _within(text: str, period: str) -> bool:
    years = [int(y) for y in re.findall(r"\d{4}", text)]
    bounds = [int(y) for y in re.findall(r"\d{4}", period)]
    return bool(years) and bounds[0] <= years[0] and years[-1] <= bounds[-1]


# ── groups ───────────────────────────────────────────────────────────────────
def _group(made: Answer, desk: Desk) -> None:
    by = desk.document.by_number
    made.tasks = [by[n] for n in made.query.tasks if n in by]
    if made.query.tasks and not made.tasks:
        made.refused = "no-such-task"
        return
    numerals = list(made.query.groups) or [t.group for t in made.tasks if t.group]
    made.facts = [g for g in numerals if g]
    for numeral in made.facts:
        made.citations += [*(t.address for t in made.tasks if t.group == numeral), f"PL.{numeral}"]


def _groups(made: Answer, desk: Desk) -> None:
    by = desk.document.by_numeral
    numerals = list(made.query.groups) or list(by)
    if any(n not in by for n in numerals):
        made.refused = "no-such-group"
        return
    if "count" in made.query.aspects:
        made.facts, made.citations = [str(len(by))], ["PL"]
    else:
        made.facts = [by[n].title for n in numerals]
        made.citations = [by[n].address for n in numerals] if len(numerals) <= 3 else ["PL"]


# ── targets and reports ──────────────────────────────────────────────────────
def _target(made: Answer, desk: Desk) -> None:
    made.targets = [desk.document.targets[n] for n in made.query.targets]
    made.facts = [t.percent for t in made.targets]
    made.citations = [t.address for t in made.targets]


def _due(made: Answer, desk: Desk) -> None:
    rule = desk.document.reporting
    assert rule is not None and made.today is not None
    made.citations = [rule.address]
    aspects = made.query.aspects
    if "frequency" in aspects:
        found = re.search(r"(?:định kỳ )?h[àằ]ng quý", desk.document.by_address[rule.address].text)
        made.facts = [found[0]] if found else []
        return
    if "recipient" in aspects or "forwarded" in aspects:
        made.facts = [rule.recipient] if "recipient" in aspects and rule.recipient else list(rule.forwarded_to)
        return
    quarters = made.query.quarters or (next_due(rule, made.today),)
    for year, quarter in quarters:
        period = reporting_period(rule, year or made.today.year, quarter)
        made.periods.append(period)
        for aspect in aspects:
            made.facts += _side(period, aspect, dated=year is not None, today=made.today)
    if made.query.general:
        made.facts += _general_words(desk, aspects)


def _general_words(desk: Desk, aspects: tuple[str, ...]) -> list[str]:
    """The rule's own words for the due day, where no quarter in particular was asked."""
    rule = desk.document.reporting
    found = (
        re.search(r"ngày \d{1,2} (?:của )?tháng [^,;.]*? quý(?: sau)?", desk.document.by_address[rule.address].text)
        if rule
        else None
    )
    return [found[0]] if found and "due" in aspects else []


def _side(period: ReportingPeriod, aspect: str, dated: bool, today: date) -> list[str]:
    if aspect == "quarter":
        return [to_roman(period.quarter)]
    if aspect == "days":
        return [f"{(period.due - today).days} ngày"]
    day = {"due": period.due, "start": period.start, "end": period.end}[aspect]
    if day is None:
        return []
    return [day_text(day) if dated else f"{day.day}/{day.month}"]


# ── the decision itself ──────────────────────────────────────────────────────
def _about(made: Answer, desk: Desk) -> None:
    for aspect in made.query.aspects:
        facts, citations = about_facts(aspect, desk.document)
        made.facts += facts
        made.citations += citations
    if not made.facts:
        made.refused = "not-in-document"


def about_facts(aspect: str, document: Document) -> tuple[list[str], list[str]]:
    """What the decision says of itself on one aspect (number, date, signer …), and where."""
    return _ABOUT[aspect](document)


def _of_kind(document: Document, kind: str) -> list[Passage]:
    return [p for p in document.passages if p.kind == kind]


def _signer(document: Document) -> tuple[list[str], list[str]]:
    office = document.by_address["KY"].text.split(" · ")[0] if "KY" in document.by_address else ""
    return [document.header.signer, *([office.capitalize()] if office else [])], ["KY"]


def _effective(document: Document) -> tuple[list[str], list[str]]:
    place = next((p for p in document.passages if "hiệu lực" in p.text and p.kind == "article"), None)
    found = re.search(r"(?:kể )?từ ngày [^.;]+", place.text) if place else None
    day = [day_text(document.header.effective)] if document.header.effective else []
    return [*([found[0]] if found else []), *day], [place.address] if place else []


def _executors(document: Document) -> tuple[list[str], list[str]]:
    duty = next((d for d in document.duties if "chịu trách nhiệm thi hành" in d.text), None)
    if duty is None:
        return [], []
    text = document.by_address[duty.address].text
    return [text[: text.index(" chịu trách nhiệm")]], [duty.address]


def _proposer(document: Document) -> tuple[list[str], list[str]]:
    ground = next((p for p in _of_kind(document, "ground") if "đề nghị của" in p.text), None)
    if ground is None:
        return [], []
    names = ground.text.split("đề nghị của", 1)[1].strip(" ,;.")
    return re.split(r"\s+và\s+(?=[A-ZĐ])|,\s+", names), [ground.address]


def _texts(kind: str) -> Callable[[Document], tuple[list[str], list[str]]]:
    def of(document: Document) -> tuple[list[str], list[str]]:
        parts = _of_kind(document, kind)
        return [p.text.strip(" ;,.") for p in parts], [p.address for p in parts][:4]

    return of


_ABOUT: dict[str, Callable[[Document], tuple[list[str], list[str]]]] = {
    "number": lambda d: ([d.header.number], ["QD.so"]),
    "date": lambda d: ([day_text(d.header.date)], ["QD.ngay"]),
    "place": lambda d: ([d.header.place], ["QD.ngay"]),
    "signer": _signer,
    "effective": _effective,
    "grounds": _texts("ground"),
    "recipients": _texts("recipient"),
    "issuer": lambda d: ([d.header.issuer], ["QD.coquan"]),
    "title": lambda d: ([d.header.title], ["QD.ten"]),
    "implements": lambda d: ([d.header.implements] if d.header.implements else [], ["QD.ten", "D.1"]),
    "proposer": _proposer,
    "executors": _executors,
    "articles": lambda d: ([str(len(_of_kind(d, "article")))], [p.address for p in _of_kind(d, "article")]),
}


def _abbreviation(made: Answer, desk: Desk) -> None:
    name = made.query.name or ""
    gloss = next((g for g in desk.glossary.values() if g.short == name), None)
    if gloss:
        made.facts, made.citations = [gloss.full], list(gloss.addresses[:3])
        return
    unit = next(u for u in desk.directory.units if u.name == name)
    if unit.name not in desk.met:
        made.refused = "unit-not-named"
        return
    made.facts = [unit.name]
    made.citations = desk.named_at(unit)[:3]


# ── text ─────────────────────────────────────────────────────────────────────
def _passage(made: Answer, desk: Desk) -> None:
    document = desk.document
    made.passages = [document.by_address[a] for a in made.query.addresses]
    for passage in list(made.passages):
        below = [p for p in document.passages if p.address.startswith(passage.address + ".")]
        if below and passage.kind in ("section", "point", "letter"):
            own = document.children(passage.address)
            made.facts += [p.text for p in own] if own else []
            made.passages += below
        else:
            made.facts.append(passage.text)
        made.citations.append(passage.address)


def _text(made: Answer, desk: Desk) -> None:
    document = desk.document
    made.passages = [document.by_address[a] for a in made.query.addresses]
    made.citations = list(made.query.addresses)
    best = made.passages[0]
    task = next((t for t in document.tasks if t.address == best.address), None)
    if task:
        made.tasks = [task]
        made.facts = [best_cell(task, made.query.words, desk)]
    else:
        made.facts = [best_stretch(best.text, made.query.words, desk)]
    made.citations += list(task.links) if task else []


def best_cell(task: Task, words: Sequence[str], desk: Desk) -> str:
    """The cell of a task that speaks most of some words."""
    cells = [c for c in (task.content, task.product, task.note) if c]
    return max(cells, key=lambda cell: desk.likeness(cell, words))


def best_stretch(text: str, words: Sequence[str], desk: Desk) -> str:
    """The shortest run of whole clauses of a text that speaks of the words as much as the text does."""
    clauses = re.split(r"(?<=;)\s+", text)
    if (len(text) <= PROSE and len(clauses) < 2) or len(clauses) < 2:
        return text.strip()
    whole = desk.likeness(text, words)
    for clause in sorted(clauses, key=len):
        if desk.likeness(clause, words) >= 0.92 * whole:
            return clause.strip(" ;")
    return text.strip()


def _place(made: Answer, desk: Desk) -> None:
    made.passages = [desk.document.by_address[a] for a in made.query.addresses]
    made.citations = list(made.query.addresses)
    made.facts = []


def _duty(made: Answer, desk: Desk) -> None:
    duty = desk.document.duties[int(made.query.name or 0)]
    made.passages = [desk.document.by_address[duty.address]]
    made.facts, made.citations = list(duty.actors), [duty.address]


_MAKERS: dict[str, Callable[[Answer, Desk], None]] = {
    "task": _task,
    "find": _find,
    "list": _list,
    "count": _list,
    "group": _group,
    "groups": _groups,
    "target": _target,
    "due": _due,
    "about": _about,
    "abbreviation": _abbreviation,
    "passage": _passage,
    "place": _place,
    "text": _text,
    "duty": _duty,
    "greeting": _nothing,
    "thanks": _nothing,
    "refusal": _refusal,
    "choice": _choice,
}
