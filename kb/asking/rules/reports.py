"""Questions about the quarterly report: when it is due, which data it covers, how many days are left, to whom it goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kb.asking.case import Case
from kb.asking.query import Proposal, Query
from kb.calendar import next_due, period_of_data, reporting_period

HEARD = (
    "report",
    "window",
    "when",
    "days",
    "who",
    "all",
    "more",
    "exist",
    "percent",
    "count",
    "list",
    "which",
    "self",
    "unitword",
    "phase",
    "relative",
    "back",
)
_RELATIVE = {
    "previous": ("quy truoc", "ky truoc", "dot truoc", "ky vua roi", "quy vua roi", "ky da qua", "thang truoc"),
    "following": ("ky toi", "ky sau", "quy sau", "quy toi", "ke tiep", "tiep theo", "dot toi", "dot sau", "ky ke tiep", "ky tiep", "ky bao cao toi", "ky bao cao sau"),
    "current": ("quy nay", "ky nay", "dot nay", "hien tai", "dang phai nop", "sap phai nop", "sap nop", "sap toi", "hom nay", "thang nay",
                "ngay mai", "mai", "hnay", "gan nhat", "dang den han", "may hom toi", "bay gio", "hien nay"),
}  # fmt: skip
_EVERY = ("ca nam", "bon moc", "4 moc", "cac quy", "tung quy", "moi quy", "bon quy", "4 quy", "cac moc", "bon ky", "4 ky", "cac ngay nao",
          "mot nam", "trong nam", "bon lan", "4 lan")  # fmt: skip
_GENERAL = ("hang quy", "dinh ky", "moi quy", "quy nao cung")
_DUE_WORDS = (
    "han",
    "nop",
    "gui",
    "cham nhat",
    "muon nhat",
    "tre nhat",
    "han chot",
    "deadline",
    "den han",
    "het han",
    "ngay chot",
    "kip",
    "han nop",
    "han cuoi",
)
_DATA_WORDS = (
    "so lieu",
    "chot so lieu",
    "chot",
    "du lieu",
    "thong ke",
    "lay so lieu",
    "khoa so",
    "phat sinh",
    "gom",
    "con so",
    "lay",
    "tinh",
)
_DATA_NOUNS = ("so lieu", "du lieu", "chot so lieu", "con so", "thong ke", "phat sinh", "khoa so", "chot")
_ASKED = re.compile(
    r" (?:(?:ngay|hom|luc) (?:nao|may|bao nhieu|gi)|khi nao|bao gio|thang nao|khoang nao|quang nao|thoi gian nao|ra sao|la gi|the nao) "
)


def by_quarter(case: Case) -> Iterator[Proposal]:
    """ "hạn nộp quý III", "kỳ này lấy số liệu từ ngày nào", "còn mấy ngày nữa"."""
    rule = case.document.reporting
    if rule is None or case.spotted.tasks:
        return
    quarters = _quarters(case)
    last = case.state.query if case.state.query and case.state.query.kind == "due" else None
    speaks = case.has("report", "window", "days") or case.says(*_DUE_WORDS)
    if case.has("who") and not case.says("gui", "nop", "ve dau", "nhan"):
        return
    if case.asks_tasks and not case.says("bao cao", "nop", "gui"):
        return
    if case.spotted.dates and case.says("quy may", "quy nao", "ky nao", "quy gi"):
        yield from _quarter_of_day(case)
    aspects = _aspects(case) or (last.aspects if last else ())
    if not (quarters or speaks) or not (
        case.has("when", "window", "days") or quarters or aspects or case.says("kip", "thang nay")
    ):
        return
    if aspects == ("recipient",) and not last and not case.says("bao cao", "ky", "quy"):
        return
    if not aspects:
        aspects = ("due",)
    if not quarters and last and not _relative(case):
        quarters = list(last.quarters)
    general = not quarters
    heard = HEARD
    match = _rule_words(case)
    covered = case.explained(heard, match, ("quarter", "period", "stranger", "unit", "date"))
    if not case.spotted.quarters and not _speaks_of_reports(case) and not last:
        covered -= 0.45
    if any(not 1 <= q <= 4 for _, q in quarters):
        yield Proposal(covered + 0.2, Query("refusal", reason="no-such-quarter", quarters=tuple(quarters)), covered)
        return
    if "recipient" in aspects and case.says("bao cao", "nop"):
        covered += 0.15
    bonus = 0.1 if case.spotted.quarters or _relative(case) or aspects == ("days",) else 0.0
    yield Proposal(covered + bonus, Query("due", aspects=aspects, quarters=tuple(quarters), general=general), covered)


def _quarter_of_day(case: Case) -> Iterator[Proposal]:
    """ "việc xong ngày 16/6 thì đưa vào báo cáo quý mấy": the quarter whose data a day belongs to."""
    day, month, *year = map(int, case.spotted.dates[0].split("/"))
    rule = case.document.reporting
    try:
        at = date(year[0] if year else case.today.year, month, day)
    except ValueError:
        return
    assert rule is not None
    covered = max(case.explained(HEARD, None, ("date", "period")), 0.7)
    yield Proposal(covered + 0.15, Query("due", aspects=("quarter",), quarters=(period_of_data(rule, at),)), covered)


def _speaks_of_reports(case: Case) -> bool:
    return case.says(
        "bao cao",
        "nop",
        "ky",
        "dot",
        "han",
        "so lieu",
        "chot",
        "gui bao cao",
        "kip",
        "bon quy",
        "cac quy",
        "moi quy",
        "quy nay",
        "quy truoc",
        "quy sau",
        "quy toi",
    )


def _quarters(case: Case) -> list[tuple[int | None, int]]:
    """The quarters that a question means, each with its year where it is known."""
    if case.says("lo han", "tre han", "qua han", "mat han") and case.says(
        "gan nhat", "sap toi", "ke tiep", "tiep theo", "ky toi"
    ):
        return [_at(case, "current")]
    if case.spotted.quarters:
        year = case.spotted.years[0] if case.spotted.years else None
        if year is None and case.has("days") and case.document.reporting:
            return [next_due(case.document.reporting, case.today, q) for q in case.spotted.quarters if 1 <= q <= 4]
        return [(year, q) for q in case.spotted.quarters]
    if case.says("ba thang dau nam", "3 thang dau nam"):
        return [(None, 1)]
    if case.says("ba thang cuoi nam", "3 thang cuoi nam"):
        return [(None, 4)]
    if case.says(*_EVERY) and not case.has("days"):
        return [(None, q) for q in range(1, 5)]
    which = _relative(case)
    return [_at(case, which)] if which else []


def _relative(case: Case) -> str | None:
    """Which report is meant by "này", "trước", "tới": previous, current, following, data (today's data), or None."""
    if case.says("hom qua"):
        return "yesterday"
    if case.has("days") and not case.says(*_RELATIVE["following"]):
        return "current"
    if case.says("ky moi", "ky bao cao moi", "dot moi") and "due" not in _aspects(case):
        return "data"
    if case.says("phat sinh hom nay", "so lieu hom nay", "hom nay duoc tinh", "hom nay tinh vao"):
        return "data"
    for which in ("previous", "following", "current"):
        if case.says(*_RELATIVE[which]):
            if which == "following" and case.says("gan nhat", "lo han", "sap toi") and not case.says("sau ky"):
                return "current"
            return _data_or_due(case, which)
    return None


def _data_or_due(case: Case, which: str) -> str:
    """Once the new window's data run, "kỳ này lấy số liệu" means them; "báo cáo sắp nộp" still means the old report."""
    reports = case.says("bao cao", "sap phai nop", "sap nop", "dang phai nop", "bc", "han", "nop", "gui")
    if (
        which == "current"
        and _aspects(case)
        and "due" not in _aspects(case)
        and not reports
        and case.says("ky nay", "ky", "quy nay", "hien tai")
    ):
        return "data"
    if which == "current" and case.says("ky bao cao hien tai") and "due" not in _aspects(case):
        return "data"
    return which


def _next_is_first(case: Case) -> bool:
    """Whether "kế tiếp" is the report due next: a due day is asked for as such, or this quarter's has just passed."""
    rule = case.document.reporting
    assert rule is not None
    passed = reporting_period(rule, case.today.year, (case.today.month + 2) // 3).due < case.today
    return passed or case.says("ky nop", "lan nop", "han nop ke tiep", "han nop tiep theo", "han ke tiep", "moc nop")


def _at(case: Case, which: str) -> tuple[int, int]:
    rule = case.document.reporting
    assert rule is not None
    year, quarter = next_due(rule, case.today)
    if which in ("previous", "yesterday"):
        return (year - 1, 4) if quarter == 1 else (year, quarter - 1)
    if which == "following" and not _next_is_first(case):
        return (year + 1, 1) if quarter == 4 else (year, quarter + 1)
    if which == "data":
        return period_of_data(rule, case.today)
    return year, quarter


def _aspects(case: Case) -> tuple[str, ...]:
    """Which sides of the report are asked: due, start, end, days, recipient, forwarded."""
    if (
        (case.has("who")
        and case.says("gui", "nop", "nhan bao cao", "nhan va tong hop"))
        or case.says(
            "gui ve dau",
            "nop ve dau",
            "gui cho dau",
            "gui dau",
            "nop dau",
            "ve dau",
            "gui len dau",
            "nop cho dau",
            "gui toi dau",
            "o dau",
            "cho nao",
        )
    ):
        later = case.says(
            "tong hop xong",
            "sau khi tong hop",
            "gui len",
            "tong hop roi",
            "sau khi van phong",
            "duoc gui toi",
            "gui tiep",
            "xong thi gui",
            "sau do",
        )
        if not case.says("ngay nao", "hom nao", "khi nao", "bao gio"):
            return ("forwarded",) if later and (case.units or case.says("tong hop")) else ("recipient",)
    if case.says("tan suat", "mot lan", "bao lau phai", "may thang"):
        return ("frequency",)
    if case.has("days"):
        return ("days",)
    window, due = _asks_window(case), _asks_due(case)
    if window and due and not case.says(*_DATA_NOUNS):
        window = False
    if window and due:
        return _nearest(case)
    if window:
        return _sides(case)
    return ("due",) if due else ()


def _asks_window(case: Case) -> bool:
    words = [w for w in _DATA_WORDS if w != "chot" or not case.says("han chot", "ngay chot")]
    return case.says(*words, "tu ngay nao", "den ngay nao", "tu ngay", "khoang nao", "bat dau")


def _asks_due(case: Case) -> bool:
    return case.says(*_DUE_WORDS)


def _nearest(case: Case) -> tuple[str, ...]:
    """Where a question has words of both, each asking phrase goes with the words nearest before it."""
    line, wanted, start = case.heard.line, [], 0
    for found in _ASKED.finditer(line):
        before = line[start : found.start() + 1]
        due = max((before.rfind(f" {w} ") for w in _DUE_WORDS), default=-1)
        data = max((before.rfind(f" {w} ") for w in (*_DATA_WORDS, "tu", "den")), default=-1)
        if due >= 0 or data >= 0:
            wanted.append("due" if due > data else "window")
        start = found.end() - 1
    if not wanted:
        return _sides(case)
    sides: tuple[str, ...] = ()
    if "due" in wanted:
        sides += ("due",)
    return sides + (_sides(case) if "window" in wanted else ())


def _sides(case: Case) -> tuple[str, ...]:
    """The first day of the window, the last, or both."""
    start = case.says(
        "tu ngay nao",
        "tu hom nao",
        "bat dau",
        "tu ngay bao nhieu",
        "tu ngay may",
        "tu bao gio",
        "tu khi nao",
        "tu ngay",
    )
    end = case.says(
        "den ngay",
        "toi ngay",
        "den hom nao",
        "toi hom nao",
        "ket thuc",
        "khoa so",
        "den bao gio",
        "chot den",
        "den khi nao",
        "den het ngay",
    )
    if start != end:
        return ("start",) if start else ("end",)
    return ("start", "end")


def _rule_words(case: Case) -> list[float] | None:
    matches = case.search(case.desk.rule, case.topic(HEARD))
    return matches[0].explained if matches else None
