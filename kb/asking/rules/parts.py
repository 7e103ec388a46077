"""Questions about a part that is named by its address, and about documents that are not here."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.asking.case import Case
from kb.asking.query import Proposal, Query
from kb.model import Unit
from nlu.lexicon import folded_words
from nlu.phrases import ways

HEARD = ("who", "all", "place", "exist", "self")
WHO_HEARD = (*HEARD, "lead", "assign")
SLOTS = ("address", "article")
SURE = 1.2  # the score of a reading that no other one may beat
MOST_BESIDE = 4.0  # weight of other words in a question for another document's day
LEAST_TOPIC = 0.8  # weight of words from which they say what of the part is asked
FOUND_BY_HEAD = 0.7  # what is accounted for at least where a unit is meant by the head of its name
_NTH = {"nhat": "1", "dau tien": "1", "hai": "2", "ba": "3", "tu": "4", "bon": "4"}
_OWN = ways("minh | em | toi | tui | ta | chung toi | tui em | ben em")
_PARTS_COUNTED = re.compile(r" (?:may|bao nhieu) (?:muc|diem|khoan|y|phan|gach dau dong|tieu muc|noi dung) ")
_NAMED = ways("ten la gi | ten gi | tieu de la gi | ten cua")
_CHARGES = ways("giao | giao them | lam gi | viec gi | trach nhiem | phai lam | giao gi")
_OTHER = re.compile(r" (?:quyet dinh|nghi quyet|nghi dinh|thong tu|chi thi|luat|cong van)(?: so)? (\d{1,5})(?= )")
_SAYS = ways(
    "noi gi | noi ve gi | quy dinh gi | noi dung gi | noi dung | gom gi | quy dinh | la gi | viet gi | the nao |"
    " ra sao"
    " | quy dinh nhu the nao | gom nhung gi | yeu cau gi | neu gi | ghi gi | noi | cam nhung gi | giao viec gi | giao"
)
_ASKING = ("gi", "nao", "may", "nhieu", "sao", "dau")
_DAY_ASKED = ways(
    "ngay nao | ngay may | ngay bao nhieu | ngay thang nao | ngay thang nam nao | khi nao | hom nao | de ngay |"
    " bao gio"
    " | ra ngay | nam nao"
)
_CAME_OUT = ways("ban hanh | de ngay | ra ngay | ky ngay | ra doi")
_SAID = r"(?:quy dinh|noi|noi dung|cam|dua ra|giao|gom|co noi dung|la gi|dinh nghia|yeu cau)"
_SETS = (
    r"(?:huong dan|neu|de cap|bao gom|ap dung|bat buoc|doi hoi|phan cong|de ra|dat ra|dat|liet ke|viet|quy dinh|noi"
    r"|dua ra|giao|gom|yeu cau|co (?:may|bao nhieu)|dai (?:may|bao nhieu))"
)
_DOCUMENT = (
    r"(?:(?:quyet dinh|nghi quyet|nghi dinh|thong tu|chi thi|luat|cong van|van ban)(?: so)? (?:{names})|(?:{codes}))"
)
_SIGNED_BY = r"(?:ai|(?:nguoi|ong|vi|ba|lanh dao|co quan|bo|cap) nao)"
_SIGNS = r"(?:ky|ban hanh|soan thao|phe duyet|duyet|ra|cong bo)"
_CONTENT_OF = r" noi dung (?:cua )?(?:quyet dinh|nghi quyet|nghi dinh|thong tu|van ban)(?: so)?"


def by_address(case: Case) -> Iterator[Proposal]:
    """For "điểm b mục 2 phần III nói gì", "Điều 2"."""
    addresses = [f"D.{n}" for n in case.spotted.articles] + case.spotted.addresses
    numbered = _of_section(case)
    if numbered:
        match = [1.0 if p in numbered[1] else 0.0 for p in range(len(case.words))]
        covered = case.explained(("all", "exist", "list", "place", "who"), match, SLOTS)
        aspects = ("count",) if _PARTS_COUNTED.search(case.heard.line) else ()
        yield Proposal(SURE, Query("passage", aspects=aspects, addresses=(numbered[0],)), max(covered, 0.6))
        return
    if not addresses or any(code != case.desk.own_code for code in case.spotted.codes):
        return
    if len(case.spotted.articles) == 1 and case.spotted.addresses:  # "khoản 2 Điều 3" is one part
        addresses = [f"{addresses[0]}.{a.rpartition('.')[2]}" for a in case.spotted.addresses]
    resolved = [found for address in addresses for found in _resolve(case, address)]
    linked = tuple(t.number for t in case.document.tasks if set(t.links) & set(resolved))
    if linked and case.asks_tasks and not case.says("ve viec gi"):
        yield Proposal(SURE, Query("find", tasks=linked), 1.0)
        return
    covered = case.explained(("all", "exist", "list", "place"), None, SLOTS)
    if not resolved:
        score = SURE if case.spotted.articles else covered + 0.3
        yield Proposal(score, Query("refusal", reason="no-such-address", addresses=tuple(addresses)), covered)
        return
    if len(resolved) == 1 and _PARTS_COUNTED.search(case.heard.line) and case.document.children(resolved[0]):
        yield Proposal(SURE, Query("passage", aspects=("count",), addresses=tuple(resolved)), 1.0)
        return
    if len(resolved) == 1 and case.says(*_NAMED):
        yield Proposal(SURE, Query("passage", aspects=("title",), addresses=tuple(resolved)), 1.0)
        return
    if case.units or sum(case.topic(HEARD)) > LEAST_TOPIC or case.has("who") or case.says(*_CHARGES):
        yield from _within(case, resolved)
    yield Proposal(covered + 0.15, Query("passage", addresses=tuple(resolved)), covered)


def _of_section(case: Case) -> tuple[str, set[int]] | None:
    """The point of a section that is named by title and number ("mục đích thứ 3", "mục đích yêu cầu khoản 4")."""
    for title, section in case.desk.listener.sections.items():
        counted = re.search(rf" {title} (?:co|gom)(?: tat ca)?{_PARTS_COUNTED.pattern}", case.heard.line)
        if counted:
            return section, set(range(len(case.words)))
        found = re.search(
            rf" {title} (?:(?:so|thu|khoan|muc|diem|y|gach dau dong) )+(\d{{1,2}}|nhat|hai|ba|tu|bon) "
            rf"| {title} (dau tien) ",
            case.heard.line,
        )
        address = f"{section}.{_NTH.get(found[1] or found[2], found[1])}" if found else ""
        if found and address in case.document.by_address:
            start = len(case.heard.line[: found.start() + 1].split())
            return address, set(range(start, start + len(found[0].split())))
    return None


def _resolve(case: Case, address: str) -> list[str]:
    """The addresses meant: as written, or all that end so where upper parts are left out ("điểm b mục 2")."""
    by = case.document.by_address
    if address in by:
        return [address]
    parts = address.split(".")
    if "?" not in parts:
        return []
    pattern = re.compile(".".join(r"[^.]+" if p == "?" else re.escape(p) for p in parts) + "$")
    exact = _of_talk(case, [a for a in by if pattern.fullmatch(a)])
    if exact or len(parts) == 1:
        return exact
    tail = re.compile(r"(?:^|\.)" + r"\.".join(re.escape(p) for p in parts if p != "?") + "$")
    return [a for a in by if tail.search(a) and a[0] in "IVX"]


def _of_talk(case: Case, addresses: list[str]) -> list[str]:
    """Of several parts that end as was said ("còn điểm đ?"), those in the part that was spoken of, if any are."""
    last = case.state.query.addresses[0].split(".") if case.state.query and case.state.query.addresses else []
    for depth in range(len(last) - 1, 0, -1):
        near = [a for a in addresses if a.split(".")[:depth] == last[:depth]]
        if near:
            return near
    return addresses


def _within(case: Case, addresses: list[str]) -> Iterator[Proposal]:
    """A question about something in a named part: only there the text is searched."""
    inside = {
        p.address
        for p in case.document.passages
        if any(p.address == a or p.address.startswith(a + ".") for a in addresses)
    }
    find = case.desk.directory.find
    units = case.units or _meant_units(case, inside)
    for unit in units:
        for duty in case.document.duties:
            if duty.address in inside and any(find(actor) is unit for actor in duty.actors):
                covered = case.explained((*WHO_HEARD, "task", "which"), None, (*SLOTS, "unit"))
                covered = covered if case.units else max(covered, FOUND_BY_HEAD)
                query = Query("text", addresses=(duty.address,), words=case.topic_words(case.topic(WHO_HEARD)))
                yield Proposal(covered + 0.2, query, covered)
                return
    weights = case.topic(HEARD)
    yield from _charged_in(case, inside)
    matches = case.search(case.desk.passages, weights, set(inside))
    if matches:
        covered = case.explained(HEARD, matches[0].explained, SLOTS)
        query = Query("text", addresses=(str(matches[0].key),), words=case.topic_words(weights))
        yield Proposal(covered + 0.1, query, covered)


def _meant_units(case: Case, inside: set[str]) -> list[Unit]:
    """The unit of the talk ("giao cho Vụ việc gì"), or the only one charged there that begins so ("Trung tâm mình")."""
    if not case.says(*_CHARGES):
        return []
    find = case.desk.directory.find
    charged = [u for d in case.document.duties if d.address in inside for a in d.actors if (u := find(a))]
    heads = [u for u in charged if any(case.says(f"{head} {_own}") for head in _heads(u) for _own in _OWN)]
    if len(heads) == 1:
        return heads
    return [u for u in charged if u.name in case.state.units and any(case.says(head) for head in _heads(u))]


def _heads(unit: Unit) -> tuple[str, ...]:
    """The first word and the first two of a unit's name, folded."""
    words = folded_words(unit.name)
    return words[0], " ".join(words[:2])


def _charged_in(case: Case, inside: set[str]) -> Iterator[Proposal]:
    """Who is charged with something in a named part."""
    here = {n for n, d in enumerate(case.document.duties) if d.address in inside and d.address[0] in "IVX"}
    matches = case.search(case.desk.duties, case.topic(WHO_HEARD), set(here)) if here and case.has("who") else []
    if matches:
        duty = case.document.duties[int(str(matches[0].key))]
        covered = case.explained((*WHO_HEARD, "unitword"), matches[0].explained, (*SLOTS, "period"))
        yield Proposal(covered + 0.14, Query("duty", addresses=(duty.address,), name=str(matches[0].key)), covered)


def other_document(case: Case) -> Iterator[Proposal]:
    """For "Quyết định 749/QĐ-TTg nói gì": other documents' content is not here, though the text may name them."""
    own, known = case.desk.own_code, case.desk.codes
    codes = [code for code in case.spotted.codes if code != own]
    numbers = set(_OTHER.findall(case.heard.line))
    known_numbers = {code.split("/")[0] for code in (*known, own)}
    foreign = [*(c for c in codes if c not in known), *sorted(numbers - known_numbers)]
    others = numbers - {own.split("/")[0]}
    named = (*codes, *others)
    if foreign or (named and (_asks_of(case, named) or (case.says(*_SAYS) and _asks_content_of(case, named)))):
        name = ", ".join(foreign or codes or sorted(numbers))
        yield Proposal(SURE, Query("refusal", reason="other-document", name=name), 1.0)


def date_of_other(case: Case) -> Iterator[Proposal]:
    """For "Nghị quyết 17 đề ngày bao nhiêu": the day of another document, where the text gives it."""
    if not case.says(*_DAY_ASKED) or case.spotted.tasks or case.spotted.quarters:
        return
    desk, numbers = case.desk, set(_OTHER.findall(case.heard.line))
    named = [code for code in case.spotted.codes if code != desk.own_code]
    undated = [code for code in named if code in desk.codes and code not in desk.dated]
    if undated and case.says(*_CAME_OUT):
        yield Proposal(SURE, Query("refusal", reason="other-document", name=undated[0]), 1.0)
    dated = [code for code in (*named, *desk.dated) if code in desk.dated]
    meant = [code for code in dated if code in named or code.split("/")[0] in numbers]
    if meant and (meant[0] in named or sum(case.topic((*HEARD, "when"))) < MOST_BESIDE):
        yield Proposal(SURE - 0.1, Query("dated", name=meant[0]), 1.0)


def _asks_of(case: Case, names: tuple[str, ...]) -> bool:
    """Whether it is asked who signed another document, or what that document sets: "Nghị quyết 17 nêu những gì"."""
    every = "|".join(map(re.escape, names))
    coded = "|".join(re.escape(name) for name in names if "/" in name) or "-"
    other, line = _DOCUMENT.format(names=every, codes=coded), case.heard.line
    by_whom = (
        rf" {_SIGNED_BY}(?: (?:da|se|duoc|la|nguoi|dung|ten)){{0,3}} {_SIGNS}(?: {_SIGNS})? {other} ",
        rf" {other}(?: (?:nay|do|da|duoc|thi|la|tren)){{0,3}} {_SIGNED_BY} {_SIGNS} ",
    )
    if any(re.search(pattern, line) for pattern in by_whom):
        return True
    sets = re.search(
        rf" {other}(?: (?:nay|do|da|co|thi|con|cung|cu the|chi tiet)){{0,2}} {_SETS}(?= )(?P<rest>.*)", line
    )
    return sets is not None and any(word in _ASKING for word in sets[0].split())


def _asks_content_of(case: Case, names: tuple[str, ...]) -> bool:
    """Whether it is the other document's content that is asked: it is the subject that "quy định gì" follows."""
    named = "|".join(map(re.escape, names))
    return bool(
        re.search(rf"{_CONTENT_OF} (?:{named}) ", case.heard.line)
        or re.search(rf" (?:{named})(?: (?:nay|do|da|co|thi|ve \w+ \w+)){{0,2}} {_SAID} ", case.heard.line)
    )
