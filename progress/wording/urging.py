"""Words of /dondoc: whom, the preview, the text that goes out, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from kb.answering.wording.names import brief
from progress.model import Period
from progress.plan import Plan
from progress.urging import LONGEST, PLACES
from progress.wording.words import day_words, minute, quarter, strong

URGE, SEND, EDIT, BACK = "Đôn đốc", "Gửi", "Sửa nội dung", "Quay lại"
TO_ALL, TO_RETURNED, BY_TASK = "Tất cả còn phải gửi", "Được đề nghị bổ sung", "Theo nhiệm vụ"
TO = {"rh": "Đầu mối và Lãnh đạo", "r": "Chỉ Đầu mối", "h": "Chỉ Lãnh đạo"}
"""The roles that are asked, as a token names them."""
CHOSEN = "✓ "
NOTHING_OWED = "Không còn đơn vị nào phải gửi báo cáo."
NOBODY = "Không có ai để gửi."
WHICH_TASKS = "Anh/chị nhắn số nhiệm vụ, ví dụ: 13, 15."
BAD_TASKS = "Chưa đọc được số nhiệm vụ nào của kế hoạch. Ví dụ: 13, 15."
WHICH_PERIOD = "Anh/chị nhắc kỳ nào?"
CHANGED = "Danh sách hoặc nội dung đã thay đổi. Đề nghị xem lại trước khi gửi."
ALREADY = "Lời nhắc này đã được gửi."
DEFAULT = "{office}đề nghị {{đơn vị}} gửi báo cáo {period}, hạn {{hạn}}. Còn chưa nhận được: nhiệm vụ {{nhiệm vụ}}."
FEW, NAME, MOST = 3, 48, 20


def default(period: Period, office: Sequence[str]) -> str:
    """The text that stands there first."""
    text = DEFAULT.format(office=f"{' và '.join(office)} " if office else "", period=quarter(period))
    return text[0].upper() + text[1:]


def preview(
    plan: Plan, period: Period, text: str, told: Mapping[str, int], people: int, lonely: Sequence[str], about: str
) -> str:
    """Who is going to read what, and in which units nobody can be reached."""
    units = [f"{plan.units.short(unit)} {count}" for unit, count in told.items()]
    more = f" và {len(units) - MOST} đơn vị khác" if len(units) > MOST else ""
    lines = [
        f"{strong(f'Nhắc {quarter(period)}')} – {about}",
        f"{len(units)} đơn vị, {people} người: {', '.join(units[:MOST])}{more}." if units else NOBODY,
    ]
    if lonely:
        named = ", ".join(plan.units.short(unit) for unit in lonely[:MOST])
        lines.append(f"Không có ai liên hệ được ({len(lonely)}): {named}.")
    return "\n".join([*lines, f"Nội dung:\n«{text}»"])


def ask_text(now: str) -> str:
    """Ask for another text."""
    return f"Anh/chị nhắn nội dung mới; các chỗ tự điền: {', '.join(PLACES)}. Hiện ghi:\n{now}"


def unfit(reason: str) -> str:
    """Why a text cannot go out."""
    return {
        "empty": "Nội dung chưa có chữ.",
        "long": f"Nội dung dài quá {LONGEST} ký tự.",
        "harsh": "Lời gửi đơn vị dùng «nhắc» hoặc «đề nghị», không dùng «đôn đốc».",
    }.get(reason, f"Không có chỗ tự điền {reason}. Các chỗ tự điền: {', '.join(PLACES)}.")


def about(what: str, tasks: Sequence[int]) -> str:
    """Whom an urge is for."""
    if tasks:
        return f"đơn vị còn phải gửi nhiệm vụ {', '.join(map(str, tasks))}"
    return "đơn vị được đề nghị bổ sung" if what == "more" else "tất cả đơn vị còn phải gửi"


def accepted(units: int, people: int, starts: datetime | None) -> str:
    """An urge was given: it goes out now, or when the offices open again."""
    when = f"sẽ gửi từ {minute(starts)}" if starts else "đang được gửi"
    return f"Lời nhắc đến {people} người của {units} đơn vị {when}. Ai đã gửi đủ trước lúc đó thì không nhận."


def values(plan: Plan, unit: str, tasks: Sequence[int], due: date) -> dict[str, str]:
    """What fills the places of a text, for a unit."""
    named = [f"{n} – {brief(plan.short_name(plan.document.by_number[n]), NAME)}" for n in tasks]
    told = "; ".join(named) if len(tasks) <= FEW else ", ".join(map(str, tasks))
    return dict(zip(PLACES, (plan.units.short(unit), told, day_words(due)), strict=True))


def outcome(at: datetime, states: Mapping[str, int]) -> str:
    """What became of an urge, for the digest."""
    words = {"sent": "đã gửi", "waiting": "chờ gửi", "skipped": "không còn phải gửi", "failed": "không gửi được",
             "unknown": "chưa rõ"}  # fmt: skip
    told = ", ".join(f"{said} {states[state]}" for state, said in words.items() if states.get(state))
    return f"Nhắc theo yêu cầu lúc {minute(at)}: {told} (người)."
