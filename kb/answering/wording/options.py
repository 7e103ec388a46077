"""What a question back offers, in a few words each: the label of a button, a line of the text."""

from __future__ import annotations

from kb.answering.places import place_of
from kb.answering.wording.lists import condition_words
from kb.answering.wording.names import brief, short_name
from kb.asking.desk import Desk
from kb.asking.query import Query
from kb.text import to_roman

LABEL = 60  # letters on a button
_FIELDS = {
    "lead": "đơn vị chủ trì", "coord": "cơ quan phối hợp", "when": "thời hạn", "product": "sản phẩm", "note": "ghi chú",
    "group": "nhóm", "content": "nội dung", "sent_to": "nơi gửi", "all": "toàn bộ",
}  # fmt: skip
_REPORT = {"due": "hạn nộp", "start": "ngày đầu số liệu", "end": "ngày chốt số liệu", "days": "số ngày còn lại",
           "recipient": "nơi nhận", "forwarded": "nơi gửi tiếp", "quarter": "kỳ của số liệu"}  # fmt: skip

_OTHERS = {
    "about": "Thông tin về Quyết định",
    "abbreviation": "Tên viết tắt",
    "rank": "Số nhiệm vụ theo đơn vị hoặc nhóm",
    "groups": "Tên các nhóm nhiệm vụ",
}


def option_name(query: Query, desk: Desk) -> str:
    """A question as understood, in a few words."""
    return brief(_name(query, desk), LABEL)


def _name(query: Query, desk: Desk) -> str:
    if query.kind in ("task", "find", "group") and query.tasks:
        return _task(query, desk)
    if query.kind in ("list", "count"):
        return f"{'Số' if query.kind == 'count' else 'Các'} nhiệm vụ {condition_words(query)}"
    if query.kind == "target" and query.targets:
        return f"Chỉ tiêu {desk.document.targets[query.targets[0]].clause}"
    if query.kind == "due":
        quarters = ", ".join(f"quý {to_roman(q)}" for _, q in query.quarters if q)
        sides = ", ".join(_REPORT[a] for a in query.aspects if a in _REPORT)
        return f"Báo cáo {quarters or 'quý'}: {sides or 'hạn nộp'}"
    if query.addresses:
        return f"Nội dung ở {place_of(query.addresses[0])}"
    return _OTHERS.get(query.kind, "Nội dung khác")


def _task(query: Query, desk: Desk) -> str:
    by, names = desk.document.by_number, ", ".join(map(str, query.tasks))
    fields = [_FIELDS[f] for f in query.aspects if f in _FIELDS and f != "all"]
    told = f" – {short_name(by[query.tasks[0]])}" if len(query.tasks) == 1 and query.tasks[0] in by else ""
    return f"Nhiệm vụ {names}{': ' + ', '.join(fields) if fields else told}"
