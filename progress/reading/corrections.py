"""A slip that its author corrects in the message: "60%, à nhầm 65", "nv 14 chứ không phải 13" are read as meant."""

from __future__ import annotations

import re

from nlu.numerals import NUMERAL, value_of
from nlu.spelling import loose_pattern

_TASK = r"(?:(?:nv|n\.v|nhiệm vụ|việc|task) ?(?:số )?)"
_NOT = r"(?:(?:chứ|chớ|mà) )?(?:không|ko|k|khôn|hông|hổng|hem|hok|hong) ?(?:phải|phai)(?: là)? "
_AS_TOLD = r"(?: như [^,.;\n]{0,20}?(?:báo|gửi|ghi|nói|nãy|trước)(?!\w)[^,.;\n]*)?"
_JUST = r"(?: (?:thôi|ạ|nha|nhé|nghen|rồi))?"
_EXCUSE = r"(?: (?:mô|đâu))?(?:[ ,.(]+(?:em|e|mình|tui|tôi)? ?(?:ghi|gõ|viết|bấm|nói|báo|đánh) (?:nhầm|lộn|sai)\)?)?"
_SLIP = (
    r"(?:(?:à|ờ|ủa|ấy|ý|í|úi|chết|xin lỗi|sorry|em|mình|đính chính)[ ,]*){0,3}(?:(?:ghi|gõ|viết|bấm|nói|báo|đánh) )?"
    r"(?:(?:nhầm|lộn|sai|quên)(?: rồi| mất| chút)?(?: ạ)?[ ,:.]*(?:(?:đúng(?: ra)?|phải|chính xác) ){0,2}(?:là )?"
    r"|(?:sửa|chỉnh|điều chỉnh|đổi)(?: lại)?(?: giùm| giúp)? (?:thành|là|về|còn) )"
)
_RIGHT = rf"(?P<task>{_TASK})?(?P<right>\d{{1,3}})(?!\d)(?P<sign> ?%| phần trăm)?"
_WRONG = rf"(?P<wtask>{_TASK})?(?P<wrong>\d{{1,3}})(?!\d)(?P<wsign> ?%| phần trăm)?"
_END = r"(?!\d|[.,]\d| ?/| (?:đơn vị|lớp|hồ sơ|thủ tục|cán bộ|người|hệ thống|văn bản|tỷ|triệu|đề tài))"
_SURELY = r"(?P<right>\d{1,3})(?!\d)(?P<sign> ?%| phần trăm)"
_BEFORE = (
    r"(?:(?:tui|em|mình|tôi|bên em|hồi nãy|lúc nãy|hôm qua|bữa trước|lần trước|trước)[ ,]*){0,2}"
    r"(?:báo|ghi|gõ|gửi|nói) (?:là )?"
)
_TRULY = r"(?: (?:mới|mới là)(?: là)? (?:đúng|phải|chuẩn))?(?: (?:giùm|giúp|dùm|hộ)(?: (?:em|tui|mình|tôi|với))*)?"
_NO_TASK, _NO_WRONG = "(?P<task>(?!))?", "(?P<wtask>(?!))?(?P<wrong>(?!))?(?P<wsign>(?!))?"
_AGAIN = rf"(?P<again>{_TASK}\d{{1,3}}[ :,]*(?:mới )?(?:là |được |đạt )?)"
_INTO = rf"(?P<again>{_TASK}\d{{1,3}} (?:thành|về|còn) )"
_WAYS = tuple(
    loose_pattern(rf"(?<!\w){way}{_END}{_AS_TOLD}{_EXCUSE}")
    for way in (
        rf"{_SLIP}{_AGAIN}{_NO_TASK}{_SURELY}(?:{_JUST}[ ,(]*{_NOT}{_WRONG}\)?)?",
        rf"(?:sửa|chỉnh|đổi)(?: lại)? {_INTO}{_NO_TASK}{_SURELY}{_NO_WRONG}{_TRULY}",
        rf"(?:{_SLIP})?{_RIGHT}{_JUST}[ ,(]*{_NOT}{_WRONG}\)?",
        rf"(?:{_SLIP})?{_NOT}{_WRONG}[ ,]+(?:mà )?(?:là )?{_RIGHT}",
        rf"{_BEFORE}{_WRONG}[ ,;.]+(?:(?:thì|là|nay|giờ|xin|em|cho em|bị) ){{0,2}}{_SLIP}{_RIGHT}{_TRULY}",
        rf"{_SLIP}{_RIGHT}{_NO_WRONG}{_TRULY}",
        rf"à (?:không|ko|quên)[ ,]+{_NO_TASK}{_SURELY}{_NO_WRONG}{_TRULY}",
    )
)
_FIGURE = re.compile(r"(?<![\d.,/])\d{1,3}(?= ?%| phần trăm| phan tram)", re.IGNORECASE)
_NAMED = loose_pattern(rf"(?<!\w){_TASK}(?P<number>\d{{1,3}})(?!\d)")

_SAYS_SLIP = loose_pattern(r"(?<!\w)(?:nhầm|lộn|sai|à (?:không|quên)|(?:chứ|mà) (?:không|ko|là))(?!\w)")
_SPELLED = loose_pattern(rf"(?<!\w)({NUMERAL}) phần trăm(?!\w)")


def corrected(text: str) -> str:
    """A message with its author's corrections of figures and task numbers carried out."""
    if _SAYS_SLIP.search(lower := text.lower()) and len(lower) == len(text):
        for spelled in reversed(list(_SPELLED.finditer(lower))):
            text = f"{text[: spelled.start()]}{value_of(spelled[1])}%{text[spelled.end() :]}"
    lower = text.lower()
    found = min((m for way in _WAYS if (m := way.search(lower))), key=lambda m: (m.start(), -m.end()), default=None)
    if found is None or len(lower) != len(text):
        return text
    before, after = text[: found.start()], text[found.end() :]
    wrong, right = found["wrong"], found["right"]
    if found["task"] or found["wtask"] or (not found["sign"] and wrong and _tasks(before, wrong)):
        places = _tasks(before, wrong)
        figure = right
    else:
        places = [(m.start(), m.end()) for m in _FIGURE.finditer(before) if wrong in (None, m[0])]
        figure = right if places else f"{right}%"
    if not places:
        named = found.groupdict().get("again") or found["task"] or ""
        return f"{before}{named}{figure}{after}"
    start, end = places[-1]
    return f"{before[:start]}{figure}{before[end:]}".rstrip(" ,;.:(") + after


def _tasks(text: str, wrong: str | None) -> list[tuple[int, int]]:
    """Where tasks are named by number: by the wrong one, or by any where none is said."""
    return [m.span("number") for m in _NAMED.finditer(text.lower()) if wrong in (None, m["number"])]
