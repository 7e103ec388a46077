"""Which of the periods for which the plan sets targets a question names."""

from __future__ import annotations

from kb.asking.case import Case

_THIS = ("giai doan nay", "giai doan do", "ky nay")


def target_periods(case: Case) -> list[str]:
    """The periods of targets that a question names: by range, by a year in them, or as the first and the second."""
    known = list(dict.fromkeys(t.period for t in case.document.targets if t.period))
    named = _of_ranges(case, known)
    for year in case.spotted.years:
        named += _of_year(case, year, known, named)
    phases = case.spotted.phases if not named else []
    if case.says("sau", "tiep theo") and case.state.period in known and not phases and case.says("giai doan"):
        phases = [1]
    named += [known[n] for n in phases if n < len(known) and known[n] not in named]
    if named:
        return named
    if case.says(*_THIS) and case.state.period:
        return [case.state.period]
    return known if case.has("compare") and len(known) == 2 else []


def _of_ranges(case: Case, known: list[str]) -> list[str]:
    ranges = case.spotted.ranges
    named = [r for r in ranges if r in known or not case.desk.knows_period(r)]
    for spread in ranges:
        if spread not in known:
            named += [p for year in map(int, spread.split("-")) for p in known if _covers(p, year) and p not in named]
    return [p for p in named if p in known] or named if len(named) > 1 else named


def _of_year(case: Case, year: int, known: list[str], named: list[str]) -> list[str]:
    """The period of a year, or the one after it ("sau năm …"); the year itself where there is none."""
    if case.says(f"sau {year}", f"sau nam {year}"):
        return [p for p in known if int(p.split("-")[0]) > year][:1]
    return [p for p in known if _covers(p, year) and p not in named] or [str(year)]


def _covers(period: str, year: int) -> bool:
    start, _, end = period.partition("-")
    return int(start) <= year <= int(end or start)
