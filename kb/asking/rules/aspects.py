"""Which aspects of a task a question asks for: lead, coordinating units, time, product, note, to whom it is sent."""

from __future__ import annotations

import re

from kb.asking.case import Case
from nlu.phrases import ways

ASPECTS = ("lead", "coord", "when", "product", "note")
LEADS = ways(
    "chu tri | phu trach | dau moi | lam chinh | cam trich | dung dau | trach nhiem chinh | chu xi"
    " | don vi chiu trach nhiem | ten don vi"
)
_WHOLE = ways(
    "toan bo thong tin | toan bo noi dung | moi dieu | tom luoc | tom tat | chi tiet | het thong tin | moi thu"
)
_WHEN = ways(
    "khi nao | bao gio | han | thoi han | giai doan nao | nam nao | ngay nao | luc nao | thoi gian | deadline | moc"
    " | moc thoi gian | quy may | quy nao | thang nao | bao lau"
)
_END = ways("han | thoi han | bao gio | khi nao xong")
_SENT_TO = re.compile(
    r" (?:gui|trinh)(?: (?:cho|ve|toi|den|len|bao cao|di|den cho)){0,2}"
    r" (?:ai|dau|nhung ai|(?:nhung |cac )?(?:co quan|don vi|noi|cho|ben|bo) nao) "
)
_BESIDE_UNIT = re.compile(r" cung(?: voi)? <u> (?:\S+ )*?(?:ai|don vi nao|co quan nao|ben nao|vu nao|cuc nao) ")
_PERIOD_ASKED = ways("giai doan nao | nam nao | chang nao | phase nao")
_NOTE_NAMED = ways("ghi chu | dieu kien | luu y | phai cho | cho | doi | truoc | cot cuoi | sau khi")
_CONDITION = ways(
    "ghi chu | dieu kien | luu y | cho | doi | phu thuoc | rang buoc | tien quyet | truoc | cot cuoi | khi nao | vuong"
)
_NOTE_ASKED = tuple(
    f"{have} {noun}"
    for have in ("co", "ghi", "kem", "phai", "gi", "nao", "can")
    for noun in ways("ghi chu | dieu kien | luu y | rang buoc | cho | doi | phu thuoc | truoc")
)
_MAY_BEGIN = re.compile(
    r" (?:khi nao|bao gio|luc nao|chung nao) (?:thi |moi ){1,2}(?:duoc|co the|bat dau|trien khai|lam duoc|bat tay) "
)
# "có làm tiếp sau 2020 không hay dừng", "có kéo qua năm 2021 nữa không"
_GOES_ON = re.compile(
    r" co(?: con| phai)? (?:lam|keo|chay|trien khai|thuc hien|keo dai|tiep tuc)(?: tiep| dai| tiep tuc)*"
    r" (?:sau|qua|sang|den|toi|het)(?: nam| giai doan)? \d{4}(?:-\d{4})?(?: \S+){0,3}? (?:khong|hong|hay|chua)(?= )"
)
_LEAD_ASKED = re.compile(
    r" (?:ai|nao|gi)(?: (?:se|phai|duoc giao|giu vai tro|dung|lam|dung ra|la don vi|la co quan|dong)){0,2}"
    r" (?:chu tri|phu trach|cam trich) "
)


def goes_on(case: Case) -> bool:
    """Whether it is asked if something goes on after a time ("có làm tiếp sau 2020 không hay dừng")."""
    return bool(_GOES_ON.search(case.heard.line))


def aspects_asked(case: Case) -> tuple[str, ...]:
    """Which aspects of a task a question asks for; () where it names none. Several rules ask: it is found once."""
    if case.aspects is None:
        case.aspects = _asked_in_so_many_words(case) or _summed_up(case, _heard(case))
    return case.aspects


def _asked_in_so_many_words(case: Case) -> tuple[str, ...]:
    """The aspect that a fixed turn asks for: who works beside a unit, what must come first, to whom it is sent."""
    line = case.heard.line
    if _BESIDE_UNIT.search(line) and any(u.name in case.desk.charged for u in case.units):
        return ("coord",)
    if _MAY_BEGIN.search(line):
        return ("note",)
    if goes_on(case):
        return ("when",)
    return ("sent_to",) if _SENT_TO.search(line) and not case.has("product") else ()


def _heard(case: Case) -> list[str]:
    """The aspects whose cues stand in a question, without those that only seem to be asked."""
    found = _without_topic_words(case, [a for a in ASPECTS if case.has(a)])
    if case.says(*_PERIOD_ASKED) and not case.says(*_NOTE_NAMED):
        found = [a for a in found if a != "note"]  # "tới giai đoạn nào mới làm"
    found = _without_idle_time(case, _without_weaker_role(case, found))
    found = _without_idle_note(case, found)
    if found == ["coord"] and case.has("percent") and not case.has("who") and not case.says("phoi hop"):
        return []  # "hỗ trợ" is a word of the targets too
    if "lead" in found and not case.has("who") and not case.says(*LEADS):
        found.remove("lead")
    return found


def _summed_up(case: Case, found: list[str]) -> tuple[str, ...]:
    """The aspects found; the lead unit where only "ai" asks, the whole task where three are asked or all of it."""
    if not found and case.has("who") and not case.asks_object:
        found = ["lead"]
    if not found and case.spotted.tasks and case.has("phase"):
        found = ["when"]
    return ("all",) if case.says(*_WHOLE) else tuple(found)


def _without_topic_words(case: Case, found: list[str]) -> list[str]:
    """No product where its word is followed by what it is a product of, and a unit is asked ("sản phẩm CNTT").

    Nor where it belongs to the question for a purpose ("để được gì").
    """
    if found == ["product"] and case.asked_purpose:
        return []
    if "product" not in found or not case.has("who"):
        return found
    cued = case.places(*ASPECTS, "who", "all", "exist", "which")
    ends = [end for _, end in case.cue_spans["product"]]
    content, kinds = case.heard.content, case.spotted.kinds
    described = all(end < len(kinds) and content[end] and not kinds[end] and end not in cued for end in ends)
    return [a for a in found if a != "product"] if described else found


def _without_weaker_role(case: Case, found: list[str]) -> list[str]:
    """One role where only one is asked."""
    last = ("cuoi", "sau")  # "việc cuối cùng ai làm"
    spans = case.cue_spans.get("coord", ())
    idle = all(case.words[s] == "cung" and case.words[max(0, s - 1)] in last for s, _ in spans)
    if "coord" in found and (idle or _speaks_of_outsiders(case)):
        found = [a for a in found if a != "coord"]
    if "lead" in found and "coord" in found and not _both_roles(case):
        weaker = "coord" if _LEAD_ASKED.search(case.heard.line) else "lead"
        found = [a for a in found if a != weaker]
    return found


def _without_idle_time(case: Case, found: list[str]) -> list[str]:
    """No time where its words only belong to another aspect ("sản phẩm khi hoàn thành")."""
    if "when" not in found:
        return found
    idle = "note" in found and not case.says(*_END)
    idle = idle or ("product" in found and not case.says(*_WHEN))
    idle = idle or (case.has("who") and not {"lead", "coord"}.isdisjoint(found) and not case.says(*_WHEN))
    return [a for a in found if a != "when"] if idle else found


def _without_idle_note(case: Case, found: list[str]) -> list[str]:
    """No note where its words only say when a unit has to act, or are of the content that is asked about."""
    if "note" not in found:
        return found
    acts = case.has("who") and not case.says(*_CONDITION)
    whether = found == ["note"] and case.words[-1:] == ["khong"] and not case.says(*_NOTE_ASKED)
    return [a for a in found if a != "note"] if acts or whether else found


def _both_roles(case: Case) -> bool:
    """Whether a question asks for lead and coordinating units alike ("ai chủ trì, ai phối hợp")."""
    if case.says(
        "chu tri va phoi hop", "chu tri phoi hop", "chu tri lan phoi hop", "phoi hop lan chu tri", "ca hai vai"
    ):
        return True
    asked = sum(word in ("ai", "nao", "gi") for word in case.words)
    return asked >= 2 and case.says("chu tri") and case.says("phoi hop")


def _speaks_of_outsiders(case: Case) -> bool:
    """Whether "phối hợp với Văn phòng Chính phủ" is part of a task's content: no task charges such a unit."""
    return any(
        end <= place <= end + 1 and unit.name not in case.desk.charged
        for _, end in case.cue_spans["coord"]
        for place, unit in case.spotted.units
    )
