"""Which fields of a task a question asks for: each part of the question may ask one, and all of them are answered."""

from __future__ import annotations

import re
from itertools import pairwise

from kb.asking.case import Case
from kb.asking.query import State
from kb.asking.rules.aspects import ASPECTS, aspects_asked
from kb.model import Task
from nlu.lexicon import folded_words
from nlu.phrases import Phrases, ways

_BESIDE_LEAD = re.compile(
    r" (?:ngoai|tru|ngoai tru|khong ke)(?: ra)?"
    r"(?: don vi| co quan| ben| dau moi| em| minh| toi| tui| chung toi)* (?:chu tri|lam chinh|lead) "
)
FIELDS = (*ASPECTS, "content", "group")
_CODE_ASKED = re.compile(
    r" (?P<noun>quyet dinh|nghi dinh|nghi quyet|thong tu|van ban|tieu chuan|quy chuan|chuan|standard)"
    r"(?: cu| hien hanh| ky thuat| goc| cua \S+| do| nay| truoc)*(?: so| mang so| so hieu)?(?: thu)?"
    r" (?:nao|may|bao nhieu|mo|gi|chi)(?= )(?! (?:viec|nhiem vu|dieu|trang|chuong) )"
)
_CODE = re.compile(r"\d+/(?:\d{4}/)?[A-ZĐ]")
_ENDS = ways(
    "bao gio xong | han | thoi han | giai doan | khi nao xong | thoi gian hoan thanh | xong khi nao | xong bao gio"
)
_UNITS_ASKED = ways("ai | don vi nao | co quan nao | ben nao | chu tri | phu trach")
_JOINS = frozenset(("va", "con", "roi", "kem", "them"))
_SIGNS = ",;:.?!/+|"
_GROUP = ways(
    "nhom nao | nhom may | nhom mo | nhom so may | thuoc nhom | nam nhom | nhom gi | nhom chi | o nhom | group nao"
)
_CONTENT = ways(
    "noi dung | lam gi | lam cai gi | lam viec gi | lam cai chi | ve viec gi | ve gi | noi ve gi | la viec gi"
    " | nhiem vu gi | ten nhiem vu | ten gi"
)
_NAMED = {
    "lead": ways("chu tri | phu trach | dau moi | lead | owner"),
    "coord": ways("phoi hop | support"),
    "when": ways("han | thoi han | deadline | thoi gian | giai doan | khi nao | bao gio"),
    "product": ways("san pham | dau ra | deliverable | output"),
    "note": ways("ghi chu | dieu kien | luu y | note"),
}
_TOLD_SHORT = {  # a field's name alone beside a task's number: "lead 8", "nv 1 phụ"
    **dict.fromkeys(ways("lead | chinh | chu | ct | cam | lam chinh | chu tri | dau moi | ctri"), "lead"),
    **dict.fromkeys(ways("phu | phoi hop | ho tro | support | coord | ph | ben phu | phu ai | ai phu"), "coord"),
    **dict.fromkeys(ways("han | deadline | dl | thoi han | moc | thoi gian"), "when"),
    **dict.fromkeys(ways("sp | san pham | output | dau ra | ra gi | nop gi | ket qua"), "product"),
    **dict.fromkeys(ways("note | ghi chu | dk | dieu kien | luu y | dieu kien gi | cho gi"), "note"),
    **dict.fromkeys(ways("nhom"), "group"),
    **dict.fromkeys(ways("ten | viec gi"), "content"),
}
_SHORT_NAMES: Phrases[str] = Phrases.of(_TOLD_SHORT.items())
_PLACING = ("trong", "cua", "thuoc")  # "việc thứ ba trong nhóm" asks for no group
MOST_BESIDE = 2  # words of such a message that name nothing: it asks no more than it names
_CUES = ("lead", "coord", "when", "product", "note")


def fields_asked(case: Case) -> tuple[str, ...]:
    """The fields that a question asks of a task, in the order of the question; ("all",) for the whole; () for none."""
    if case.fields is None:
        case.fields = _found(case)
    return case.fields


def told_short(case: Case) -> tuple[str, ...]:
    """The fields of a message that has nothing but tasks' numbers and names of fields."""
    kinds, content = case.spotted.kinds, case.heard.content
    left = {p for p, kind in enumerate(kinds) if kind != "task" and content[p]}
    named_in = _SHORT_NAMES.longest_in(case.words)
    hits = [h for h in named_in if not any(kinds[h.start : h.end]) and case.words[h.start - 1] not in _PLACING]
    named = {p for h in hits for p in range(h.start, h.end)}
    others = len(kinds) - kinds.count("task") - len(named)
    told = "task" in kinds and left <= named and others <= MOST_BESIDE
    return tuple(dict.fromkeys(h.payload for h in hits)) if told else ()


def _found(case: Case) -> tuple[str, ...]:
    if short := told_short(case):
        return short
    whole = aspects_asked(case)
    several = sum(name in case.cue_spans for name in _CUES) > 1
    found = list(whole)
    if several and whole != ("all",):
        found = list(dict.fromkeys([*_of_parts(case), *whole])) if _parts(case) else found
    if _BESIDE_LEAD.search(case.heard.line):
        found = [f for f in found if f != "lead"] or ["coord"]
    if case.spotted.groups and "when" in found and not case.has("when"):
        found.remove("when")  # "nằm ở nhóm V" typed bare is no year
    if case.says(*_GROUP) or (case.spotted.groups and case.says("hay nhom", "hay la nhom")):
        found = [f for f in found if f != "all"] + ["group"]
    if found and found != ["all"] and case.says(*_CONTENT) and len(found) < 4 and "sent_to" not in found:
        found.insert(0, "content")
    return tuple(found)


def _parts(case: Case) -> list[tuple[int, int]]:
    """The parts of a question, cut at signs and joining words; () where it is one."""
    words = case.spotted.words
    places = range(1, len(words))
    cuts = [p for p in places if any(sign in words[p].before for sign in _SIGNS) or words[p].text in _JOINS]
    parts = [(a, b) for a, b in pairwise((0, *cuts, len(words))) if b > a]
    return parts if len(parts) > 1 else []


def _of_parts(case: Case) -> list[str]:
    found: list[str] = []
    for start, end in _parts(case):
        if not any(start <= s < end for name in (*_CUES, "who") for s, _ in case.cue_spans.get(name, ())):
            continue
        part = Case(case.desk, case.desk.listener.part(case.heard, start, end), State(), case.today)
        named = [name for name in _CUES if name in part.cue_spans]
        asked = aspects_asked(part)
        if asked == ("lead",) and "lead" not in part.cue_spans and "coord" in case.cue_spans:
            continue  # "phối hợp, những đơn vị nào"
        found += asked if asked not in ((), ("all",)) else [n for n in named[:1] if part.says(*_NAMED[n])]
    return found


def asks_code(case: Case) -> bool:
    """Whether the number of some document, or what it is, is asked."""
    return bool(_CODE_ASKED.search(case.heard.line)) and not case.spotted.codes


def coded_fields(case: Case, task: Task, asked: tuple[str, ...]) -> tuple[str, ...]:
    """The cells of a task that have the number asked ("nhiệm vụ 3 thay quyết định nào"), with what else is asked.

    () where no other document's number is asked, or no cell has one.
    """
    found = _CODE_ASKED.search(case.heard.line)
    cells = {name: getattr(task, name) for name in ("content", "note", "product")}
    coded = {name: text for name, text in cells.items() if text and _CODE.search(text)}
    if not found or not coded or case.spotted.codes:
        return ()
    of_kind = [n for n, text in coded.items() if f" {found['noun']} so " in f" {' '.join(folded_words(text))} "]
    names = of_kind or list(coded)
    if "note" in names and "note" in asked:
        names = ["note"]
    told = (("lead", _UNITS_ASKED), ("when", _ENDS))
    kept = [a for a in asked if a not in ("all", "lead", "when") or any(a == n and case.says(*w) for n, w in told)]
    return tuple(dict.fromkeys((*kept, *names)))
