"""Which cues stand in a question and where, without those that only look like one."""

from __future__ import annotations

import re

from kb.asking.cues import DEMANDS, Cue
from kb.asking.desk import Desk
from kb.asking.hearing import Heard
from kb.asking.phrases import says, ways
from kb.text import so_spelled, spelled_form

Spans = dict[str, list[tuple[int, int]]]

QUOTED = 2  # words beside a cue that stand with it so in the document
_DRAFTED, _NAMED = ways("soan thao | chap but"), ways("chuyen vien nao | can bo nao | nguoi nao | nguoi soan | ten")
_FUNDS = ways("ngan sach | kinh phi | von | du toan | chi phi | tien")
_HOW_MUCH = re.compile(r"(?<! so)(?<! tu)(?<! thu) bao nhieu (?!phan tram|%|nhiem vu|viec|don vi)")
_OFFICE = (
    r"(?:giam doc|cuc truong|vu truong|tong cuc truong|chanh van phong|truong ban|truong phong|vien truong|chu tich"
    r"|chanh thanh tra|pho ban|to truong)"
)
_ASKED_APART = {
    "person": re.compile(
        rf" {_OFFICE}(?: \S+){{0,4}}? ((?:la|ten)(?: la)? (?:ai|gi|nguoi nao|ong nao|ba nao))(?= )"
        r"| (ai|nguoi nao)(?: (?:la|lam|dau|moi|chiu|trach|nhiem|phu|trach|nguoi|can|bo|chinh)){1,4} cua <u>(?= )"
        r"| (ai|nguoi nao)(?: \S+){1,6}? (?:o|ben|tai) <u>(?= )"
        r"| <u>(?: (?:se|da|phai|dinh))? ((?:cu|chi dinh|dung ra cu|cat cu) (?:dich danh )?(?:ai|nguoi nao))(?= )"
    ),
    "contact": re.compile(
        r" (?:lap|dat|lap dat|dien ra|khai mac) (?:o|tai)"
        r" ((?:\S+ ){0,3}?(?:dau|phong nao|noi nao|cho nao|tang nao|nha nao))(?= )"
    ),
    "penalty": re.compile(
        r" (neu)(?: \S+){2,14} (?:xu ly|giai quyet|tinh|lam|phai lam)(?: lai)? (?:the nao|ra sao|sao|gi) "
    ),
    "vendor": re.compile(
        r" (cong ty|nha thau|nha cung cap|hang|doi tac)(?: \S+){1,3}? (?<!vu )(?<!viec )(?<!muc )(?<!so )(?<!vi )nao "
        r"| (?:(?<!ung )dung|viet bang|chay tren|lap trinh bang)"
        r" (phan mem|co so du lieu|he quan tri|ngon ngu|he dieu hanh|may chu|thiet bi)(?: \S+){0,2} (?:gi|nao) "
    ),
    "define": re.compile(r" (khac)(?: \S+){1,6} (?:o cho nao|o dau|the nao|ra sao|diem nao|cai gi) "),
    "other_report": re.compile(r" bao cao (dot xuat)(?: \S+){0,6} (?:ngay nao|ngay may|khi nao|bao gio|han|may lan) "),
}
_IS_UNDERSTOOD = ways("duoc hieu la | hieu la gi")


def find_cues(desk: Desk, heard: Heard) -> Spans:
    """The words [start, end) on which each cue stands; a cue that stands nowhere is left out."""
    spans: Spans = {}
    for hit in desk.cues.all_in(heard.words):
        if _is_typed(hit.payload, heard, hit.start, hit.end):
            spans.setdefault(hit.payload.name, []).append((hit.start, hit.end))
    _drop_cut_out(spans, desk, heard)
    _drop_quoted(spans, desk, heard)
    _drop_inner(spans, "who", "which")
    _drop_written_through(spans, desk, heard)
    _drop_note_of_lead(spans, heard)
    _add_define(spans, desk, heard)
    if heard.spotted.groups or (says(heard.line, _DRAFTED) and "lead" in spans and not says(heard.line, _NAMED)):
        spans.pop("person", None)
    # Of "báo cáo tuần" only "tuần" tells it from the report that the decision asks for.
    if "other_report" in spans:
        spans["other_report"] = [(end - 1, end) for _, end in spans["other_report"]]
    if "state" in spans:  # "xong rồi thì" goes on to what is asked
        _keep(spans, "state", [(s, e) for s, e in spans["state"] if heard.words[e : e + 1] != ["thi"]])
    _add_money(spans, heard)
    _add_asked(spans, heard)
    return spans


def _add_asked(spans: Spans, heard: Heard) -> None:
    """Take as asked what no decision says and no fixed phrase asks: who holds an office, how two things differ, …"""
    for name, pattern in _ASKED_APART.items():
        if name == "define" and ("period" in heard.spotted.kinds or heard.spotted.tasks):
            continue  # two periods' targets can be compared
        if found := pattern.search(heard.line):
            group = found.lastindex or 0
            first, last = (len(heard.line[:at].split()) for at in found.span(group))
            spans.setdefault(name, []).append((first, last))


def _is_typed(cue: Cue, heard: Heard, start: int, end: int) -> bool:
    """Whether words that look like a cue without their diacritics are the cue: "tầng máy" is no "tầng mấy"."""
    if cue.only_spelled:
        return all(
            spelled_form(word.typed) == syllable
            for word, syllable in zip(heard.spotted.words[start:end], cue.syllables, strict=True)
        )
    return so_spelled(heard.spelled[start:end], cue.syllables)


def _drop_cut_out(spans: Spans, desk: Desk, heard: Heard) -> None:
    """Forget a demand whose first syllable ends a word of the document: "vị nào" of "đơn vị nào"."""

    def one_word(place: int) -> bool:
        pair = tuple(heard.words[place : place + 2])
        return place >= 0 and pair in desk.listener.document_pairs and pair in desk.lexicon.pairs

    for name in DEMANDS:
        if name in spans:
            _keep(spans, name, [(s, e) for s, e in spans[name] if not one_word(s - 1)])


def _drop_quoted(spans: Spans, desk: Desk, heard: Heard) -> None:
    """Forget an aspect's cue that stands in words of the document: "vốn vay ODA có điều kiện ràng buộc"."""

    def quoted(start: int, end: int) -> bool:
        first, last = start, end
        while first and f" {' '.join(heard.words[first - 1 : last])} " in desk.running_text:
            first -= 1
        while last < len(heard.words) and f" {' '.join(heard.words[first : last + 1])} " in desk.running_text:
            last += 1
        return (last - first) - (end - start) >= QUOTED

    for name in ("coord", "when", "product", "note"):
        if name in spans:
            _keep(spans, name, [span for span in spans[name] if not quoted(*span)])


def _keep(spans: Spans, cue: str, kept: list[tuple[int, int]]) -> None:
    if kept:
        spans[cue] = kept
    else:
        spans.pop(cue, None)


def _drop_inner(spans: Spans, cue: str, longer: str) -> None:
    """Forget a cue where it is only the end of a longer one ("vụ nào" in "nhiệm vụ nào")."""
    outer = spans.get(longer, [])
    kept = [(s, e) for s, e in spans.get(cue, []) if not any(a <= s and e <= b and b - a > e - s for a, b in outer)]
    _keep(spans, cue, kept)


def _drop_written_through(spans: Spans, desk: Desk, heard: Heard) -> None:
    """Forget a cue for the lead unit whose last syllable begins a word of the document."""

    def goes_on(start: int, end: int) -> bool:
        pair = tuple(heard.words[end - 1 : end + 1])
        return end - start >= 2 and pair in desk.listener.document_pairs and pair in desk.lexicon.pairs

    _keep(spans, "lead", [span for span in spans.get("lead", []) if not goes_on(*span)])
    other = [(s, e) for s, e in spans.get("coord", []) if heard.words[e - 1 : e + 1] != ["phu", "trach"]]
    _keep(spans, "coord", other)


def _drop_note_of_lead(spans: Spans, heard: Heard) -> None:
    """Forget a note's cue that runs into the word for the lead unit: "ghi chủ trì" is no "ghi chú"."""
    ends = {start + 1 for start, _ in spans.get("lead", []) if heard.words[start : start + 2] == ["chu", "tri"]}
    _keep(spans, "note", [(s, e) for s, e in spans.get("note", []) if e not in ends])


def _add_define(spans: Spans, desk: Desk, heard: Heard) -> None:
    """Take "hiểu là gì" to ask for a definition, unless it is a short form or a unit whose name is asked."""
    line, spotted = heard.line, heard.spotted
    named = spotted.units or any(w.text in desk.glossary for w in spotted.words)
    if says(line, _IS_UNDERSTOOD) and not says(line, ("ky hieu",)) and not named:
        spans["define"] = [(p, p + 1) for p, w in enumerate(heard.words) if w == "hieu"]


def _add_money(spans: Spans, heard: Heard) -> None:
    """Take "bao nhiêu" to ask for money where funds are spoken of."""
    if says(heard.line.replace(" dau tien ", " "), _FUNDS) and _HOW_MUCH.search(heard.line):
        words = heard.words
        many = [(p, p + 2) for p in range(len(words)) if words[p : p + 2] == ["bao", "nhieu"]]
        spans.setdefault("money", []).extend(many)
