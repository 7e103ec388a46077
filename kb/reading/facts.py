"""Facts that stand in sentences: targets, the reporting rule, duties, and what the decision says of itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from kb.model import DayMonth, DecisionError, Duty, Header, Passage, QuarterRule, ReportingRule, Target
from kb.reading.table import read_units
from kb.reading.units import Directory
from nlu.text import fold, long_date, plain, roman, squeeze

_RANGE = re.compile(r"(\d{1,3}(?:,\d+)?)\s*%?\s*[-–]\s*(\d{1,3}(?:,\d+)?)\s*%")
_PERCENT = re.compile(r"(\d{1,3}(?:,\d+)?)\s*%")
_YEARS = re.compile(r"(\d{4})\s*[-–]\s*(\d{4})|(?:năm|đến)\s+(\d{4})", re.IGNORECASE)
_TARGETS = re.compile(r"chỉ tiêu|mục tiêu", re.IGNORECASE)
_WINDOW = re.compile(
    r"quý\s+(?P<quarter>IV|I{1,3}|[1-4])\s*[:,(]?\s+(?:(?:được\s+)?tính\s+|lấy\s+)?từ\s+(?:ngày\s+)?(?P<from>\d{1,2}/\d{1,2})"
    r"(?P<back>(?:\s+(?:của\s+)?năm trước(?:\s+kỳ báo cáo)?)?)"
    r".{0,25}?đến\s+(?:hết\s+)?(?:ngày\s+)?(?P<to>\d{1,2}/\d{1,2})",
    re.IGNORECASE,
)
_DUE = re.compile(
    r"(?:chậm nhất|trước|muộn nhất)(?:\s+(?:là|vào))*\s+ngày\s+(?P<day>\d{1,2})\s+(?:của\s+|hàng\s+)?tháng\s+"
    r"(?P<month>cuối(?: của)? quý|đầu(?: của)? quý sau|đầu tiên của quý sau)",
    re.IGNORECASE,
)
_SENT_TO = re.compile(
    r"gửi\s+(?:báo cáo\s+)?(?:về\s+|cho\s+|đến\s+)?(?P<to>[^,;(]{3,80}?)\s+(?:chậm nhất|trước|muộn nhất)", re.IGNORECASE
)
_FORWARDED = re.compile(r"tổng hợp,?\s+(?:gửi\s+)?(?:báo cáo|trình)\s+(?P<to>[^,;.(]{3,120}?)(?:\s+để\b|[,.;]|$)")
_IMPLEMENTS = re.compile(
    r"thực hiện\s+(?:Nghị quyết|Quyết định|Chỉ thị|Nghị định|Chiến lược|Đề án)\s+(?:số\s+)?(\d+/[^\s,;]+)"
)
_FROM_SIGNING = re.compile(r"có hiệu lực (?:thi hành )?(?:kể )?từ ngày ký", re.IGNORECASE)
_IN_FORCE = re.compile(r"có hiệu lực (?:thi hành )?(?:kể )?từ (ngày .{5,30})", re.IGNORECASE)
_MOST_ARTICLES = 100
_ACTOR = re.compile(
    r"^(?P<actors>(?:(?:Thủ trưởng|Chánh|Giám đốc|Vụ|Cục|Tổng cục|Văn phòng|Trung tâm|Thanh tra|Viện|Ban|Sở|Phòng"
    r"|Các|Đơn vị|Bộ)\b).*?)"
    r"\s+(?=(?:bố trí|trực tiếp|tập trung|chủ trì|hướng dẫn|giúp|tổng hợp|theo dõi|thẩm định"
    r"|kiểm tra|căn cứ|cân đối|báo cáo|gửi|tổ chức|xây dựng|ban hành)\b)"
)

_OFFICE = re.compile(
    r"(?:Thủ trưởng|Người đứng đầu|Lãnh đạo|Bộ trưởng|Thứ trưởng|Chánh|Giám đốc|Viện trưởng|Trưởng|Chủ tịch|Tổng)\b"
)
_WHEN = re.compile(r"\s+(?:định kỳ|hằng|hàng)\s.*$")
_RESPONSIBLE = re.compile(r"^(?P<actors>\w.*?)\s+(?=(?:có|chịu) trách nhiệm\b)")


def ancestors(address: str) -> list[str]:
    """Addresses above one, nearest first: II.1.b.2 → II.1.b, II.1, II."""
    parts = address.split(".")
    return [".".join(parts[:n]) for n in range(len(parts) - 1, 0, -1)]


def read_targets(passages: Sequence[Passage]) -> tuple[Target, ...]:
    """The percentages under a heading that speaks of targets, each with its clause, period and subject.

    A range ("30% - 50%") is two targets of one clause.
    """
    by_address = {p.address: p for p in passages}
    targets = []
    for passage in passages:
        above = [by_address[a].text for a in ancestors(passage.address) if a in by_address]
        if not any(_TARGETS.search(t) for t in above):
            continue
        period = next((p for p in (_years(t) for t in [passage.text, *above]) if p), None)
        for clause in re.split(r"\s*;\s*", passage.text):
            for percent in _percents(clause):
                subject = squeeze(f"{_PERCENT.sub('', clause)} {above[0]}")
                targets.append(Target(passage.address, percent, period, subject, clause.strip(" .")))
    return tuple(targets)


def _years(text: str) -> str | None:
    found = _YEARS.search(text)
    if not found:
        return None
    return f"{found[1]}-{found[2]}" if found[1] else found[3]


def _percents(clause: str) -> list[str]:
    spread = _RANGE.search(clause)
    ends = [f"{spread[1]}%", f"{spread[2]}%"] if spread else []
    return list(dict.fromkeys(ends + [f"{m[1]}%" for m in _PERCENT.finditer(clause)]))


def read_reporting(passages: Sequence[Passage], directory: Directory) -> ReportingRule | None:
    """The quarterly reporting rule in the passage that names a due day of each quarter, or None where there is none."""
    for passage in passages:
        due = _DUE.search(passage.text)
        if due and "quý" in passage.text.lower():
            windows = {_quarter(m["quarter"]): m for m in _WINDOW.finditer(passage.text)}
            quarters = tuple(_quarter_rule(q, windows.get(q), due) for q in range(1, 5))
            sent, forwarded = _SENT_TO.search(passage.text), _FORWARDED.search(passage.text)
            return ReportingRule(
                passage.address,
                quarters,
                squeeze(sent["to"]) if sent else None,
                read_units(forwarded["to"], directory) if forwarded else (),
            )
    return None


def _quarter(text: str) -> int:
    return roman(text) or int(text)


def _quarter_rule(quarter: int, window: re.Match[str] | None, due: re.Match[str]) -> QuarterRule:
    later = "sau" in due["month"]
    month = 3 * quarter + 1 if later else 3 * quarter
    due_day = DayMonth(int(due["day"]), month - 12 if month > 12 else month)
    start = _day(window["from"]) if window else None
    end = _day(window["to"]) if window else None
    back = bool(window and (window["back"] or (start and end and start.month > end.month)))
    return QuarterRule(quarter, start, end, due_day, int(back), int(month > 12))


def _day(text: str) -> DayMonth:
    day, month = text.split("/")
    return DayMonth(int(day), int(month))


def read_duties(passages: Sequence[Passage], directory: Directory) -> tuple[Duty, ...]:
    """Who is charged with what: sentences of the plan and the articles that begin with the one charged."""
    duties = []
    for passage in passages:
        if passage.kind in ("point", "article", "letter", "bullet"):
            text = passage.text
            if text.startswith(("Trên cơ sở", "Căn cứ")) and ", " in text:
                text = re.sub(r"^.*?, (?=(?:Thủ trưởng|Các đơn vị|Vụ|Cục|Văn phòng|Trung tâm)\b)", "", text)
            if found := _RESPONSIBLE.match(text) or _ACTOR.match(text):
                actors = read_units(_WHEN.sub("", found["actors"]), directory)
                if directory.looks_like_unit(actors[0]) or _OFFICE.match(actors[0]):  # "Tuyên truyền cho …" is nobody
                    duties.append(Duty(passage.address, actors, passage.text))
    return tuple(duties)


def read_header(text_of: Callable[[str], str], source: str) -> Header:
    """What the decision says of itself: number, date, place, title, issuer, signer, effect, what it implements.

    Raises DecisionError, with the line, for a date that is none.
    """
    signed = long_date(text_of("QD.ngay"))
    if signed is None:
        line = next(n for n, raw in enumerate(source.split("\n"), 1) if plain(raw) == text_of("QD.ngay"))
        raise DecisionError("Dòng ngày tháng năm ký không phải một ngày có thật", line)
    title = text_of("QD.ten")
    implements = _IMPLEMENTS.search(title) or _IMPLEMENTS.search(text_of("D.1"))
    return Header(
        number=text_of("QD.so"),
        date=signed,
        place=text_of("QD.ngay").split(",")[0].strip(),
        title=title,
        issuer=in_running_case(text_of("QD.coquan"), source),
        signer=text_of("KY").split(" · ")[-1],
        effective=_effective(" ".join(text_of(f"D.{n}") for n in range(1, _MOST_ARTICLES)), signed),
        implements=implements[1] if implements else None,
    )


def in_running_case(capitals: str, source: str) -> str:
    """A name in capitals as the rest of the source writes it in running text; else with its first letter raised."""
    found = next((m[0] for m in re.finditer(re.escape(capitals), source, re.IGNORECASE) if not m[0].isupper()), None)
    return found or capitals.capitalize()


def _effective(articles: str, signed: date) -> date | None:
    if _FROM_SIGNING.search(articles):
        return signed
    found = _IN_FORCE.search(articles)
    if not found:
        return None
    short = re.search(r"ngày (\d{1,2})/(\d{1,2})/(\d{4})", found[1])
    return date(int(short[3]), int(short[2]), int(short[1])) if short else long_date(found[1])


def named_units(passages: Sequence[Passage], directory: Directory) -> set[str]:
    """Full names of the directory's units that the text names in any of their ways."""
    text = " ".join(f" {re.sub(r'[^a-z0-9&]+', ' ', fold(p.text))} " for p in passages)
    return {u.name for name, u in directory.by_name.items() if len(name) > 2 and f" {name} " in text}
