"""Questions answered by the text itself: what an address says, where something is said, who must do what, anything else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.asking.case import Case
from kb.asking.index import Match
from kb.asking.query import Proposal, Query
from kb.asking.rules.tasks import LEADS

HEARD = ("who", "all", "place", "exist", "self")
_OTHER = re.compile(r" (?:quyet dinh|nghi quyet|nghi dinh|thong tu|chi thi|luat|cong van)(?: so)? (\d{1,5})(?= )")
_CODE = re.compile(r"\d+/(?:\d{4}/)?[A-ZĐ]")
_SAYS = ("noi gi", "noi ve gi", "quy dinh gi", "noi dung gi", "noi dung", "gom gi", "quy dinh", "la gi", "viet gi", "the nao", "ra sao",
         "quy dinh nhu the nao", "gom nhung gi", "yeu cau gi", "neu gi", "ghi gi", "noi", "cam nhung gi", "giao viec gi", "giao")  # fmt: skip


def by_address(case: Case) -> Iterator[Proposal]:
    """ "điểm b mục 2 phần III nói gì", "Điều 2"."""
    addresses = [f"D.{n}" for n in case.spotted.articles] + case.spotted.addresses
    if not addresses:
        return
    if case.spotted.codes and any(c != case.desk.own_code for c in case.spotted.codes):
        return
    resolved = [r for a in addresses for r in _resolve(case, a)]
    linked = tuple(t.number for t in case.document.tasks if set(t.links) & set(resolved))
    if linked and case.asks_tasks:
        yield Proposal(1.2, Query("find", tasks=linked), 1.0)
        return
    covered = case.explained(("all", "exist", "list", "place"), None, ("address", "article"))
    if not resolved:
        yield Proposal(covered + 0.3, Query("refusal", reason="no-such-address", addresses=tuple(addresses)), covered)
        return
    weights = case.topic(HEARD)
    if case.units or sum(weights) > 0.8 or case.has("who"):
        yield from _within(case, resolved)
    kinds = [case.document.by_address[a] for a in resolved]
    yield Proposal(covered + 0.15, Query("passage", addresses=tuple(p.address for p in kinds)), covered)


def _resolve(case: Case, address: str) -> list[str]:
    """The addresses meant: as written, or the only ones that end so where upper parts are left out ("điểm b mục 2")."""
    by = case.document.by_address
    if address in by:
        return [address]
    parts = address.split(".")
    if "?" in parts:
        pattern = re.compile(".".join(r"[^.]+" if p == "?" else re.escape(p) for p in parts) + "$")
        tail = re.compile(r"(?:^|\.)" + r"\.".join(re.escape(p) for p in parts if p != "?") + "$")
        exact = [a for a in by if pattern.fullmatch(a)]
        return exact or ([a for a in by if tail.search(a) and a[0] in "IVX"] if len(parts) > 1 else [])
    if parts[-1].isalpha() and len(parts) > 1 and f"{'.'.join(parts[:-1])}.đ" in by and parts[-1] == "đ":
        return [f"{'.'.join(parts[:-1])}.đ"]
    return []


def _within(case: Case, addresses: list[str]) -> Iterator[Proposal]:
    """A question about something in a named part: only there the text is searched."""
    inside = {
        p.address
        for p in case.document.passages
        if any(p.address == a or p.address.startswith(a + ".") for a in addresses)
    }
    names = " ".join(n for u in case.units for n in u.names())
    duties = [n for n, d in enumerate(case.document.duties) if d.address in inside]
    for unit in case.units:
        for n in duties:
            duty = case.document.duties[n]
            if any(case.desk.directory.find(actor) is unit for actor in duty.actors):
                covered = case.explained((*HEARD, "lead"), None, ("address", "article", "unit"))
                yield Proposal(
                    covered + 0.2,
                    Query("text", addresses=(duty.address,), words=tuple(case.words), name=names),
                    covered,
                )
                return
    matches = case.search(case.desk.passages, case.topic(HEARD), set(inside))
    if matches:
        covered = case.explained(HEARD, matches[0].explained, ("address", "article"))
        yield Proposal(
            covered + 0.1, Query("text", addresses=(str(matches[0].key),), words=_topic_words(case)), covered
        )


def other_document(case: Case) -> Iterator[Proposal]:
    """ "Quyết định 749/QĐ-TTg nói gì": other documents' content is not here, though the text may name them."""
    own, known = {case.desk.own_code}, case.desk.codes
    codes = [c for c in case.spotted.codes if c not in own]
    foreign = [c for c in codes if c not in known]
    numbers = {m[1] for m in _OTHER.finditer(case.heard.line)}
    known_numbers = {c.split("/")[0] for c in known} | {c.split("/")[0] for c in own}
    foreign += [n for n in numbers if n not in known_numbers]
    asks_content = case.says(*_SAYS) and (codes or numbers - {c.split("/")[0] for c in own})
    if foreign or (asks_content and _asks_content_of(case, codes, numbers - {c.split("/")[0] for c in own})):
        yield Proposal(
            1.2, Query("refusal", reason="other-document", name=", ".join(foreign or codes or sorted(numbers))), 1.0
        )


def _asks_content_of(case: Case, codes: list[str], numbers: set[str]) -> bool:
    """Whether it is the other document's content that is asked: it is the subject that "quy định gì" follows."""
    line = case.heard.line
    named = "|".join(map(re.escape, (*codes, *numbers)))
    if re.search(
        rf" noi dung (?:cua )?(?:quyet dinh|nghi quyet|nghi dinh|thong tu|van ban)(?: so)? (?:{named}) ", line
    ):
        return True
    said = r"(?:quy dinh|noi|noi dung|cam|dua ra|giao|gom|co noi dung|la gi|dinh nghia|yeu cau)"
    return (
        bool(named) and re.search(rf" (?:{named})(?: (?:nay|do|da|co|thi|ve \w+ \w+)){{0,2}} {said} ", line) is not None
    )


def by_text(case: Case) -> Iterator[Proposal]:
    """Anything else that the text says, and where it says it."""
    weights = case.topic(HEARD, _kept(case))
    if sum(weights) < 0.8:
        return
    coded = {p.address for p in case.document.passages if _CODE.search(p.text)} if case.asks_code else None
    matches = case.search(case.desk.passages, weights, set(coded) if coded else None)
    if not matches:
        return
    best = matches[0]
    covered = case.explained(HEARD, best.explained, ("period", "unit") if not case.units else ("period",))
    covered = min(covered, 0.3 + 0.75 * best.coverage)
    place = _asks_place(case)
    near = _linked(case, best, matches)
    words = tuple(w for w, weight in zip(case.words, weights, strict=True) if weight)
    kind = "place" if place else "text"
    if case.asks_tasks or case.has("when", "product", "note", "coord"):
        covered -= 0.08
    if case.counts_other:
        covered -= 0.35
    gap = case.fills_gap(case.desk.folded[str(best.key)]) or case.asks_code
    bonus = 0.06 if place or gap else -0.08 if case.has("who") else 0.04 if case.asked_thing else -0.02
    yield Proposal(covered + bonus, Query(kind, addresses=near, words=words), covered)  # type: ignore[arg-type]


def _kept(case: Case) -> set[int]:
    """Words of cues that the text has beside words of the topic: they belong to the topic."""
    pairs, words, cued = case.desk.passages.pairs, case.words, case.places(*HEARD)
    keep = set()
    for place in range(len(words) - 1):
        if (words[place], words[place + 1]) in pairs and (place not in cued or place + 1 not in cued):
            keep |= {place, place + 1} & cued
    return keep


def _asks_place(case: Case) -> bool:
    return case.says(
        "muc nao", "o muc nao", "diem nao", "phan nao", "o dau", "dieu nao", "khoan nao", "cho nao", "nam o dau", "o phan nao",
        "chi ra diem", "quy dinh o dau", "y nao", "neu o dau", "nam dau", "muc may", "phan may",
    )  # fmt: skip


def _topic_words(case: Case) -> tuple[str, ...]:
    return tuple(w for w, weight in zip(case.words, case.topic(HEARD), strict=True) if weight)


def _linked(case: Case, best: Match, matches: list[Match]) -> tuple[str, ...]:
    """The best passage, and the one that says the same duty in the appendix or in the plan."""
    address = str(best.key)
    pairs = {t.address: t.links for t in case.document.tasks}
    same = [*pairs.get(address, ()), *(a for a, links in pairs.items() if address in links)]
    found = {str(m.key): m for m in matches}
    return (address, *(a for a in same if a in found and found[a].coverage >= 0.8 * best.coverage))[:3]


def by_duty(case: Case) -> Iterator[Proposal]:
    """ "ai bố trí kinh phí", "đơn vị nào giúp Bộ trưởng theo dõi": who is charged in the plan's own sentences."""
    if not case.has("who") or case.spotted.tasks:
        return
    weights = case.topic(("who", "lead", "all", "exist", "self"))
    if sum(weights) < 0.8:
        return
    matches = case.search(case.desk.duties, weights)
    if not matches:
        return
    best = matches[0]
    covered = min(
        case.explained(("who", "lead", "all", "exist", "self", "unitword"), best.explained, ("period",)),
        0.35 + 0.75 * best.coverage,
    )
    duty = case.document.duties[int(str(best.key))]
    if case.fills_gap(case.desk.folded[duty.address]) or case.says(*LEADS):
        covered -= 0.15
    yield Proposal(covered + 0.03, Query("duty", addresses=(duty.address,), name=str(best.key)), covered)


def of_unit(case: Case) -> Iterator[Proposal]:
    """ "theo phần tổ chức thực hiện, Vụ KH-TC có trách nhiệm gì": what the plan charges a unit with."""
    if (
        not case.units
        or case.spotted.tasks
        or not case.says("to chuc thuc hien", "trach nhiem gi", "co trach nhiem", "nhiem vu gi", "viec gi", "lam gi")
    ):
        return
    if not case.says("to chuc thuc hien", "trach nhiem gi"):
        return
    for n, duty in enumerate(case.document.duties):
        if duty.address[0] in "IVX" and any(case.desk.directory.find(a) is case.units[0] for a in duty.actors):
            here = {
                i for phrase in ("to chuc thuc hien", "trach nhiem gi", "co trach nhiem") for i in _at(case, phrase)
            }
            match = [1.0 if i in here else 0.0 for i in range(len(case.words))]
            covered = case.explained((*HEARD, "lead", "assign", "task", "which"), match, ("unit", "address"))
            yield Proposal(covered + 0.15, Query("text", addresses=(duty.address,), words=tuple(case.words)), covered)
            return


def _at(case: Case, phrase: str) -> set[int]:
    words = tuple(phrase.split())
    return {
        i + k
        for i in range(len(case.words) - len(words) + 1)
        if tuple(case.words[i : i + len(words)]) == words
        for k in range(len(words))
    }
