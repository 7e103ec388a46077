"""Words of /ky: how the periods stand, a lock and what is asked before it, what a version says, what comes after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from kb.answering.wording.names import brief
from nlu.text import day_text
from progress.locking import Difference, Figures, Version
from progress.model import Period, Person, Report
from progress.plan import Plan
from progress.wording.words import day_words, days_left, minute, quarter, standing, strong, upper_first

LOCK, YES_LOCK = "Khóa kỳ báo cáo", "Đồng ý khóa kỳ"
OPEN, ASK_OPEN = "Mở lại", "Đề nghị mở lại"
BACK, EARLIER, LATER = "Quay lại", "‹ Mới hơn", "Cũ hơn ›"
ONLY_OFFICE = "Việc này chỉ dành cho Tổng hợp và quản trị."
HEAD = strong("Kỳ báo cáo")
CHANGED = "Số liệu đã thay đổi. Đề nghị xem lại trước khi khóa."
LOCKED, OPENED = "Đã khóa kỳ báo cáo.", "Đã mở lại kỳ báo cáo."
NOT_LOCKED = "Kỳ này đang mở, chưa có bản nào được khóa."
NO_REASON = "Anh/chị ghi lý do mở lại bằng chữ."
ONLY_REPORTERS = "Việc này dành cho Đầu mối và Lãnh đạo của đơn vị."
CHANGED_DRAFT = "Nội dung này đã được chuyển."
ASKED_OPEN = "Đã chuyển đề nghị mở lại đến Tổng hợp."
NOBODY_OPENS = "Chưa có người làm Tổng hợp để nhận đề nghị. Anh/chị liên hệ Văn phòng Bộ."
MOST = 30  # units that one screen names
MOST_DIFFERENCES = 20


def into(period: Period) -> str:
    """The button that sends words on to a period that is open."""
    return f"Gửi vào {quarter(period)}"


def label(period: Period, several: str = "") -> str:
    """A period on a button."""
    return upper_first(quarter(period)) + several


def figures(told: Figures) -> str:
    """The numbers of a period in a line."""
    return (
        f"Phải gửi {told.owed}; đã gửi {told.sent}, trong đó đã tiếp nhận {told.received}; "
        f"đề nghị bổ sung {told.returned}; chưa gửi {told.missing}."
    )


def line(period: Period, told: Figures, today: date, version: int = 0) -> str:
    """A period of the list: until when, whether it is locked, and its numbers."""
    return f"{strong(upper_first(quarter(period)))} – {_state(period, today, version)}\n{figures(told)}"


def _state(period: Period, today: date, version: int) -> str:
    if period.closed:
        return f"đã khóa {day_text(period.closed.date())}" + (f", bản {version}" if version else "")
    due = period.due_of()
    moved = " (đã gia hạn)" if due != period.due else ""
    return f"hạn {day_text(due)}{moved}, {days_left(today, due)}"


def screen(plan: Plan, period: Period, told: Figures, lacking: Mapping[str, int], versions: Sequence[Version]) -> str:
    """A period's own screen."""
    lines = [
        strong(upper_first(quarter(period))),
        f"Số liệu từ {day_text(period.start)} đến {day_text(period.end)}; hạn {day_words(period.due)}.",
        *moved(plan, period),
        figures(told),
    ]
    if period.closed and versions:
        lines.append(f"Đã khóa lúc {minute(period.closed)}, bản {versions[-1].number}.")
    elif lacking:
        lines.append(f"Còn phải gửi: {_counted(plan, lacking)}.")
    return "\n".join(lines)


def moved(plan: Plan, period: Period) -> list[str]:
    """To which days the office has moved a period's due day."""
    return [
        f"Gia hạn đến {day_words(day)}" + (f" cho {plan.units.short(unit)}." if unit else ".")
        for unit, day in period.moved
    ]


def _counted(plan: Plan, units: Mapping[str, int]) -> str:
    named = [f"{plan.units.short(unit)} {count}" for unit, count in units.items()]
    more = f" và {len(named) - MOST} đơn vị khác" if len(named) > MOST else ""
    return "; ".join(named[:MOST]) + more


def question(
    plan: Plan, period: Period, unseen: Mapping[str, Sequence[int]], own: Iterable[str], lacking: Mapping[str, int]
) -> str:
    """Ask before a lock: what nobody has looked at, the office's own first, and who owes."""
    mine = list(own)
    first = sorted(unseen, key=lambda unit: unit not in mine)
    rows = [
        f"• {plan.units.short(unit)} {len(unseen[unit])} (nhiệm vụ {', '.join(map(str, unseen[unit]))})"
        for unit in first[:MOST]
    ]
    rows += [f"• và {len(first) - MOST} đơn vị khác"] if len(first) > MOST else []
    total = sum(map(len, unseen.values()))
    lines = [f"{strong(f'Khóa {quarter(period)}?')}"]
    lines += [f"Chưa xem ({total}):", *rows] if rows else ["Mọi báo cáo đã gửi đều đã được xem."]
    left = f"Còn phải gửi ({sum(lacking.values())}): {_counted(plan, lacking)}." if lacking else ""
    lines.append(left or "Không còn báo cáo nào phải gửi.")
    lines.append(
        "Sau khi khóa, không gửi, tiếp nhận, đề nghị bổ sung hay rút được báo cáo của kỳ này. "
        "Bản nháp chưa gửi được trả lại cho người soạn."
    )
    return "\n".join(lines)


def not_yet(period: Period, day: date) -> str:
    """The period may not be locked yet."""
    return f"{upper_first(quarter(period))} khóa được từ {day_words(day)}, hoặc khi mọi báo cáo đã gửi và đã xem."


def ask_reason(period: Period) -> str:
    """Ask why a period is opened again."""
    return f"Mở lại {strong(quarter(period))}: anh/chị nhắn lý do. Số liệu đã khóa vẫn được giữ nguyên."


def version_label(version: Version) -> str:
    """A version on a button."""
    return f"Bản {version.number} – {day_text(version.at.date())}"


def version(plan: Plan, period: Period, one: Version, missing: Mapping[str, int]) -> str:
    """What a version says: who locked it when, why there is another, its numbers."""
    lines = [
        f"{strong(upper_first(quarter(period)))} – bản {one.number}, {one.by} khóa lúc {minute(one.at)}.",
        *([f"Lý do: {one.reason}."] if one.reason else []),
        figures(one.total),
        *([f"Chưa gửi: {_counted(plan, missing)}."] if missing else []),
    ]
    return "\n".join(lines)


def differs(plan: Plan, before: Version, found: Sequence[Difference], rows: Mapping[int, Report]) -> str:
    """What a version says otherwise than the one before it."""
    if not found:
        return f"So với bản {before.number}: không có báo cáo nào khác."

    def said(row: int | None) -> str:
        return standing(rows[row].entry) if row is not None else "không có"

    lines = [
        f"• Nhiệm vụ {one.task} – {plan.units.short(one.unit)}{' (phối hợp)' if one.kind == 'contribution' else ''}: "
        f"{said(one.before)} → {said(one.after)}"
        for one in found[:MOST_DIFFERENCES]
    ]
    more = [f"• và {len(found) - MOST_DIFFERENCES} báo cáo khác"] if len(found) > MOST_DIFFERENCES else []
    return "\n".join([f"Khác bản {before.number} ({len(found)}):", *lines, *more])


def locked(period: Period, now: Period | None) -> str:
    """Nothing of a period can change: what can be done."""
    can = f"gửi nội dung vào {quarter(now)}, hoặc " if now else ""
    at = f" ngày {day_text(period.closed.date())}" if period.closed else ""
    return (
        f"{upper_first(quarter(period))} đã khóa{at} nên không thay đổi được nữa. Anh/chị có thể {can}đề nghị mở lại."
    )


def locked_for_office(period: Period) -> str:
    """The same to whoever may open it."""
    return f"{upper_first(quarter(period))} đã khóa nên không thay đổi được nữa. Muốn thay đổi, mở lại kỳ: /ky."


def goes_elsewhere(missed: Period, period: Period) -> str:
    """Under a draft: the period that it would have gone to is locked."""
    return f"{upper_first(quarter(missed))} đã khóa. Nội dung này ghi vào {quarter(period)}."


def asks_open(plan: Plan, period: Period, by: Person, to: Person) -> str:
    """To the office: somebody asks for a period to be opened again."""
    unit = plan.units.short(by.reports_for[0])
    return (
        f"Kính gửi {to.called},\n{by.name} ({unit}) đề nghị mở lại {quarter(period)} để gửi hoặc sửa báo cáo.\n"
        "Trân trọng."
    )


def reason_of(text: str) -> str:
    """A reason as it is kept: on one line, without the sentence's end."""
    return brief(" ".join(text.split()), 300).rstrip(" .")
