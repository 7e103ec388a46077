"""Facts of the decision itself, and what its short forms stand for."""

from __future__ import annotations

import re
from collections.abc import Callable

from kb.asking.desk import Desk, dates_of_codes
from kb.asking.query import COUNT
from kb.executor.made import Answer
from kb.model import Document, Passage
from nlu.text import day_text, fold

Found = tuple[list[str], list[str]]  # facts and citations

MOST_CITED = 12  # of grounds or recipients
_SINCE = re.compile(r"(?:kể )?từ ngày [^.;]+")
_CODED = re.compile(
    r"(?:(Nghị quyết|Nghị định|Thông tư|Quyết định)|(?:Luật|Nghị quyết|Nghị định|Thông tư)[^,;]*?) số (\S+)"
)
_KEPT = re.compile(r"(?i)lưu\s*:?\s*")
_REPLACES = re.compile(r"thay thế|bãi bỏ|hủy bỏ|hết hiệu lực")
_RESPONSIBLE = " chịu trách nhiệm"
_PROPOSED = "đề nghị của"


def about(made: Answer, desk: Desk) -> None:
    """What the decision says of itself on the aspects asked."""
    for aspect in made.query.aspects:
        facts, citations = about_facts(aspect, desk.document)
        if aspect == "grounds" and made.query.holds:
            facts, citations = codes_of_grounds(desk.document, made.query.holds)
        if made.query.name == COUNT:
            facts = [str(len(facts))]
        if made.query.name in desk.document.labels:
            facts = [desk.document.labels[made.query.name]]
        made.facts += facts
        made.citations += citations
    if not made.facts:
        made.refused = "not-in-document"


def about_facts(aspect: str, document: Document) -> Found:
    """What the decision says of itself on one aspect (number, date, signer …), and where."""
    return _ABOUT[aspect](document)


def codes_of_grounds(document: Document, kind: str) -> Found:
    """The documents of a kind ("nghi dinh"; "van ban" for any) on which the decision rests, by number, and where."""
    found = [(_CODED.search(p.text), p) for p in _of_kind(document, "ground")]
    chosen = [
        (f"{m[1]} số {m[2]}" if m[1] else m[2], p.address)
        for m, p in found
        if m and (kind == "van ban" or kind in fold(p.text)[: len("can cu ") + len(kind)])
    ]
    return [code for code, _ in chosen], [address for _, address in chosen]


def abbreviation(made: Answer, desk: Desk) -> None:
    """What short forms stand for, by the text, or the units that they name."""
    for name in filter(None, (made.query.name, *made.query.words)):
        full, citations = _stands_for(name, desk)
        made.facts += [full] if full else []
        made.citations += [c for c in citations if c not in made.citations]
    if not made.facts:
        made.refused = "unit-not-named"


def _stands_for(name: str, desk: Desk) -> tuple[str, list[str]]:
    """What one short form stands for, and where; nothing where the text neither explains nor names it."""
    gloss = next((g for g in desk.glossary.values() if g.short == name), None)
    if gloss:
        return gloss.full, list(gloss.addresses[:3])
    unit = next((u for u in desk.directory.units if u.name == name), None)
    if unit is None or unit.name not in desk.met:
        return "", []
    return unit.name, desk.named_at(unit)[:3]


def dated(made: Answer, desk: Desk) -> None:
    """The day of another document, where the text names it with one."""
    day, addresses = desk.dated[made.query.name or ""]
    made.facts, made.citations = [day], list(addresses[:3])


def _of_kind(document: Document, kind: str) -> list[Passage]:
    return [p for p in document.passages if p.kind == kind]


def _office(document: Document) -> Found:
    """The signer with the office in which the decision was signed."""
    office = document.by_address["KY"].text.split(" · ")[0] if "KY" in document.by_address else ""
    return [document.header.signer, *([office.capitalize()] if office else [])], ["KY"]


def _effective(document: Document) -> Found:
    place = next((p for p in document.passages if "hiệu lực" in p.text and p.kind == "article"), None)
    since = _SINCE.findall(place.text)[:1] if place else []
    day = [day_text(document.header.effective)] if document.header.effective else []
    return [*since, *day], [place.address] if place else []


def _in_force(document: Document) -> Found:
    """From when the decision is in force, as it says so, with the day."""
    facts, citations = _effective(document)
    return [f"có hiệu lực {fact}" if _SINCE.match(fact) else fact for fact in facts], citations


def _implements(document: Document) -> Found:
    """The document that is carried out, with its kind, as the title writes it around the number."""
    number = document.header.implements
    named = re.search(rf"\w+ \w+ số {re.escape(number)}", document.header.title) if number else None
    return [named[0] if named else number] if number else [], ["QD.ten", "D.1"]


def _implements_date(document: Document) -> Found:
    """The day of the document that is carried out, where the text names it with one."""
    code = fold(document.header.implements or "")
    day, addresses = dates_of_codes(document).get(code, ("", ()))
    return [day] if day else [], list(addresses[:3])


def _executors(document: Document) -> Found:
    duty = next((d for d in document.duties if "chịu trách nhiệm thi hành" in d.text), None)
    if duty is None:
        return [], []
    return [document.by_address[duty.address].text.partition(_RESPONSIBLE)[0]], [duty.address]


def _proposer(document: Document) -> Found:
    ground = next((p for p in _of_kind(document, "ground") if _PROPOSED in p.text), None)
    if ground is None:
        return [], []
    return [ground.text.partition(_PROPOSED)[2].strip(" ,;.")], [ground.address]


def _articles(document: Document) -> Found:
    articles = _of_kind(document, "article")
    return [str(len(articles))], [p.address for p in articles]


def _kept(document: Document) -> Found:
    """Where the decision's own copy is kept: the last recipient, "Lưu: VT, VP"."""
    lines = [p for p in _of_kind(document, "recipient") if (_KEPT.match(p.text))]
    return [_KEPT.sub("", p.text).strip(" ;,.") for p in lines], [p.address for p in lines]


def _replaces(document: Document) -> Found:
    """What an article replaces or abolishes; most decisions have none."""
    articles = [p for p in _of_kind(document, "article") if _REPLACES.search(p.text)]
    return [p.text for p in articles], [p.address for p in articles]


_IN_HOUSE = re.compile(r"(?i)^(?:như điều|lưu)|thuộc bộ|của bộ|bộ trưởng|thứ trưởng")


def _outside(document: Document) -> Found:
    """The recipients that are no part of the ministry."""
    parts = [p for p in _of_kind(document, "recipient") if not _IN_HOUSE.search(p.text)]
    return [p.text.strip(" ;,.") for p in parts], [p.address for p in parts]


def _columns(document: Document) -> Found:
    header = next((p for p in _of_kind(document, "header") if p.address.startswith("PL")), None)
    return list(document.labels.values()), [header.address] if header else []


def _texts(kind: str) -> Callable[[Document], Found]:
    def of(document: Document) -> Found:
        parts = _of_kind(document, kind)
        return [p.text.strip(" ;,.") for p in parts], [p.address for p in parts][:MOST_CITED]

    return of


_ABOUT: dict[str, Callable[[Document], Found]] = {
    "number": lambda d: ([d.header.number], ["QD.so"]),
    "date": lambda d: ([day_text(d.header.date)], ["QD.ngay"]),
    "place": lambda d: ([d.header.place], ["QD.ngay"]),
    "signer": lambda d: ([d.header.signer], ["KY"]),
    "office": _office,
    "effective": _effective,
    "in_force": _in_force,
    "grounds": _texts("ground"),
    "recipients": _texts("recipient"),
    "issuer": lambda d: ([d.header.issuer], ["QD.coquan"]),
    "title": lambda d: ([d.header.title], ["QD.ten"]),
    "implements": _implements,
    "implements_date": _implements_date,
    "proposer": _proposer,
    "executors": _executors,
    "articles": _articles,
    "kept": _kept,
    "replaces": _replaces,
    "outside": _outside,
    "columns": _columns,
    "attached": lambda d: ([d.header.number], ["KH.kemtheo"] if "KH.kemtheo" in d.by_address else ["QD.so"]),
}
