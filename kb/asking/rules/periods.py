"""Which of the periods for which the plan sets targets a question names, and the words that name them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from kb.asking.case import Case
from nlu.phrases import ways

_THIS = ways("giai doan nay | giai doan do | giai doan ay | ky nay | nam do | nam ay | cung nam | cung giai doan")
_BOTH = ways(
    "hai giai doan | 2 giai doan | ca hai giai doan | tung giai doan | moi giai doan | hai moc | 2 moc | ca hai moc"
    " | tu may len may | tu bao nhieu len bao nhieu"
)
_SHORT = 6  # words of a turn in which "sau" alone is the second phase
_EARLIER = ways("doan truoc | chang truoc | doan dau | chang dau | truoc thi | hoi truoc")
_AFTERWARDS = ways("doan sau | chang sau | sau thi | ve sau | doan cuoi")
_UNITS = ("", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin")
_FIRST, _LATER = ("dau", "dau tien", "truoc"), ("sau", "cuoi", "tiep theo", "ke tiep", "tiep", "con lai")


def target_periods(case: Case) -> list[str]:
    """The periods of targets that a question names: by range, by a year in them, or as the first and the second."""
    known = _known(case)
    named = _of_ranges(case, known)
    for year in case.spotted.years:
        named += _of_year(case, year, known, named)
    named += [period for period, _ in _in_short(case, known) if period not in named]
    phases = case.spotted.phases if not case.spotted.ranges and not case.spotted.years else []
    if case.says("sau", "tiep theo") and case.state.period in known and not phases and case.says("giai doan"):
        phases = [1]
    last = case.state.query
    if last and last.kind == "target" and not phases and len(case.words) <= _SHORT:
        phases = [n for n, said in enumerate((_EARLIER, _AFTERWARDS)) if case.says(*said)][:1]
    named += [known[n] for n in phases if n < len(known) and known[n] not in named]
    if case.says(*_BOTH) and len(known) == 2 and len(named) < 2:
        return known
    if named:
        return named
    if case.says(*_THIS) and case.state.period:
        return [case.state.period]
    return known if case.has("compare") and len(known) == 2 else []


def period_places(case: Case) -> set[int]:
    """The words that name periods though no year stands there: "hai năm đầu", "19-20", "cả hai giai đoạn"."""
    places = {place for _, phrase in _in_short(case, _known(case)) for place in case.places_of(phrase)}
    near = [f"{side} {year}" for year in case.spotted.years for side in ways("sau | sau nam | truoc | truoc nam | qua")]
    return places | {place for phrase in (*_BOTH, *_THIS, *near) for place in case.places_of(phrase)}


def _known(case: Case) -> list[str]:
    return list(dict.fromkeys(t.period for t in case.document.targets if t.period))


def _in_short(case: Case, known: list[str]) -> Iterator[tuple[str, str]]:
    """The periods named by their years' last digits, by how many years they have, or by number; and the phrase."""
    for order, period in enumerate(known):
        start, _, end = period.partition("-")
        spread = int(end or start) - int(start) + 1
        many = (str(spread), *(_UNITS[spread : spread + 1] if spread < len(_UNITS) else ()))
        phrases = [f"phase {order + 1}", f"gd {order + 1}", f"giai doan {order + 1}"]
        phrases += [f"{part} {end_}" for part in ("dot", "chang") for end_ in (_LATER if order else _FIRST)]
        phrases += [f"{n} nam {end_}" for n in many for end_ in (_LATER if order else _FIRST)]
        phrases += [" ".join(pair) for pair in product(_said_of(start), _said_of(end))] if end else []
        yield from ((period, phrase) for phrase in phrases if case.says(phrase))


def _said_of(year: str) -> list[str]:
    """A year by its last two digits, as figures or as words: 25, "hai lăm", "hai mươi lăm"."""
    tens, ones = int(year[-2]), int(year[-1])
    lasts = {1: ("mot",), 4: ("bon", "tu"), 5: ("lam", "nam")}.get(ones, (_UNITS[ones],))
    if tens == 1:
        return [year[-2:], *(f"muoi {last}".strip() for last in lasts)]
    bare = [f"{_UNITS[tens]} {last}" for last in lasts if last]
    return [year[-2:], *bare, *(f"{_UNITS[tens]} muoi {last}".strip() for last in lasts)]


def _of_ranges(case: Case, known: list[str]) -> list[str]:
    ranges = case.spotted.ranges
    named = [r for r in ranges if r in known or not case.desk.knows_period(r)]
    for spread in ranges:
        if spread not in known:
            named += [p for year in map(int, spread.split("-")) for p in known if _covers(p, year) and p not in named]
    return [p for p in named if p in known] or named if len(named) > 1 else named


def _of_year(case: Case, year: int, known: list[str], named: list[str]) -> list[str]:
    """The period of a year, or the one after or before it ("sau năm …"); the year itself where there is none."""
    if case.says(f"sau {year}", f"sau nam {year}", f"qua {year}", f"qua nam {year}"):
        return [p for p in known if int(p.split("-")[0]) > year][:1]
    if case.says(f"truoc {year}", f"truoc nam {year}"):
        return [p for p in known if int(p.split("-")[0]) < year <= int(p.split("-")[-1]) + 1][-1:]
    return [p for p in known if _covers(p, year) and p not in named] or [str(year)]


def _covers(period: str, year: int) -> bool:
    start, _, end = period.partition("-")
    return int(start) <= year <= int(end or start)
