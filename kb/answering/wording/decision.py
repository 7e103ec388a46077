"""Words for what the decision says of itself, and for short forms."""

from __future__ import annotations

import re

from kb.answering.wording.names import strong
from kb.asking.desk import Desk
from kb.asking.query import COUNT
from kb.executor.made import Answer
from kb.executor.makers.decision import about_facts
from kb.model import Document

IN_ONE_LINE = 3  # facts; more are a list
_HEADS = {
    "number": "Số, ký hiệu: {}.",
    "date": "Ngày ban hành: {}.",
    "implements_date": "Văn bản đó ban hành ngày {}.",
    "place": "Nơi ban hành: {}.",
    "signer": "Người ký: {}.",
    "office": "Người ký: {}.",
    "effective": "Có hiệu lực {}.",
    "in_force": "Quyết định {}.",
    "grounds": "Căn cứ ban hành: {}.",
    "recipients": "Nơi nhận: {}.",
    "issuer": "Thẩm quyền ban hành: {}.",
    "title": "Tên văn bản: {}.",
    "proposer": "Theo đề nghị của {}.",
    "executors": "Chịu trách nhiệm thi hành: {}.",
    "articles": "Quyết định có {} điều.",
    "kept": "Bản lưu: {}.",
    "outside": "Nơi nhận ngoài Bộ: {}.",
    "attached": "Ban hành kèm theo văn bản số {}.",
    "columns": "Bảng nhiệm vụ của Phụ lục có các cột: {}.",
    "replaces": "Văn bản được thay thế, bãi bỏ: {}.",
}


def dated(made: Answer, desk: Desk) -> str:
    """The day of another document that the text names."""
    return f"Văn bản số {(made.query.name or '').upper()} đề ngày {strong(made.facts[0])}."


def about(made: Answer, desk: Desk) -> str:
    """Each thing asked about with its name before it."""
    lines = []
    for aspect in made.query.aspects:
        facts, _ = about_facts(aspect, desk.document)
        if aspect == "grounds" and made.query.holds:
            facts = made.facts
        if made.query.name == COUNT:
            what = "nơi nhận" if aspect == "recipients" else "căn cứ ban hành"
            return f"Quyết định ghi {strong(made.facts[0])} {what}."
        if made.query.name:  # one column of the table
            return f"Tên cột: {strong(made.facts[0])}."
        if facts:
            lines.append(_head(aspect, desk.document).format(_joined(aspect, facts)))
    return "\n".join(lines)


def _joined(aspect: str, facts: list[str]) -> str:
    if len(facts) > IN_ONE_LINE:
        return "\n• ".join(["", *facts])
    return strong(" và ".join(facts) if aspect == "proposer" else ", ".join(facts))


def _head(aspect: str, document: Document) -> str:
    return _implements_head(document) if aspect == "implements" else _HEADS[aspect]


def _implements_head(document: Document) -> str:
    """Whose document is implemented, as the title writes it after the number."""
    number = re.escape(document.header.implements or "")
    after = re.search(rf"{number}(?: ngày \S+)? của (.{{3,60}}?) (?:về|phê duyệt|ban hành)\b", document.header.title)
    return f"Thực hiện {{}}{f' của {after[1]}' if after else ''}."


def abbreviation(made: Answer, desk: Desk) -> str:
    """The short forms and what they stand for; that a full name is our list's where the decision has it not."""
    names = [name for name in (made.query.name, *made.query.words) if name]
    told = [_stands_for(name, desk) for name in names]
    return "\n".join(line for line in told if line)


def _stands_for(name: str, desk: Desk) -> str:
    gloss = next((g for g in desk.glossary.values() if g.short == name), None)
    if gloss:
        return f"{gloss.short}: {strong(gloss.full)}."
    unit = next((u for u in desk.directory.units if u.name == name), None)
    if unit is None or unit.name not in desk.met:
        return ""
    source = "\nTên đầy đủ theo danh mục đơn vị; Quyết định chỉ ghi tên tắt." if "general" in unit.source else ""
    return f"{unit.abbreviations[0] if unit.abbreviations else name}: {strong(unit.name)}.{source}"
