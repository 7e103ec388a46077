"""Questions for targets: a percentage by subject and period, or one period's against another's."""

from __future__ import annotations

from collections.abc import Iterator

from kb.asking.case import Case
from kb.asking.index import Match
from kb.asking.lexicon import folded_words
from kb.asking.query import Proposal, Query
from kb.asking.rules.tasks import FOLLOWS

HEARD = ("percent", "compare", "all", "list", "phase", "self", "back")
SAME_SUBJECT = (
    0.72  # a target of the period asked counts as the one meant where it fits this much as well as the best of all
)


def by_subject(case: Case) -> Iterator[Proposal]:
    """ "bao nhiêu % hồ sơ công việc xử lý trên mạng năm 2020", "so với 2025"."""
    targets = case.document.targets
    last = case.state.query
    follows = bool(last and last.kind == "target")
    if not targets or not (case.has("percent", "compare") or _periods(case) or follows):
        return
    if case.spotted.tasks or case.spotted.quarters or (case.units and not case.has("percent")):
        return
    weights = case.topic(HEARD)
    periods = _periods(case)
    if case.spotted.percents and case.says(
        "ve cai gi", "la gi", "cua cai gi", "ve gi", "noi ve", "chi tieu nao", "chi tieu gi", "muc tieu nao"
    ):
        yield from _by_percent(case, periods)
    if sum(weights) < 0.7:
        yield from _carried(case, periods)
        return
    found = case.search(case.desk.targets, weights, most=12)
    if not found:
        return
    if not periods and follows and case.says(*FOLLOWS) and last is not None and last.period:
        periods = [last.period]
    yield from _proposals(case, found, periods)


def _by_percent(case: Case, periods: list[str]) -> Iterator[Proposal]:
    """ "con số 60% là về cái gì": the targets that set a percentage."""
    found = [
        t for t in case.document.targets if t.percent in case.spotted.percents and (not periods or t.period in periods)
    ]
    if 1 <= len({t.address for t in found}) <= 3:
        covered = case.explained(
            (*HEARD, "which"), [1.0 if w in case.spotted.percents else 0.0 for w in case.words], ("period",)
        )
        addresses = tuple(dict.fromkeys(t.address for t in found))
        yield Proposal(covered + 0.1, Query("text", addresses=addresses, words=tuple(case.spotted.percents)), covered)


def _periods(case: Case) -> list[str]:
    """The periods of targets that a question names: by range, by a year in them, or as the first and the second."""
    known = list(dict.fromkeys(t.period for t in case.document.targets if t.period))
    named = [r for r in case.spotted.ranges if r in known or not case.desk.knows_period(r)]
    for spread in case.spotted.ranges:
        if spread not in known:
            named += [p for year in map(int, spread.split("-")) for p in known if _covers(p, year) and p not in named]
    if len(named) > 1:
        named = [p for p in named if p in known] or named
    for year in case.spotted.years:
        if case.says(f"sau {year}", f"sau nam {year}"):
            named += [p for p in known if int(p.split("-")[0]) > year][:1]
            continue
        named += [p for p in known if _covers(p, year) and p not in named] or [str(year)]
    spotted = case.spotted.phases if not named else []
    if case.says("sau", "tiep theo") and case.state.period in known and not spotted and case.says("giai doan"):
        spotted = [1]
    named += [known[n] for n in spotted if n < len(known) and known[n] not in named]
    if case.says("giai doan nay", "giai doan do", "ky nay") and case.state.period and not named:
        named = [case.state.period]
    if case.has("compare") and len(named) < 2 and len(known) == 2 and not named:
        named = known
    return named


def _covers(period: str, year: int) -> bool:
    start, _, end = period.partition("-")
    return int(start) <= year <= int(end or start)


def _carried(case: Case, periods: list[str]) -> Iterator[Proposal]:
    """ "giai đoạn sau thì sao": the last target's subject in another period."""
    last = case.state.query
    if not last or last.kind != "target" or not periods or not last.words:
        return
    found = case.desk.targets.search(
        last.words, [1.0] * len(last.words), case.desk.lexicon.concepts.all_in(last.words), most=12
    )
    chosen = _best_in(case, found, periods[:1])
    if chosen:
        covered = case.explained((*HEARD, "more"), None, ("period",))
        yield Proposal(
            covered, Query("target", targets=_with_range(case, chosen), period=periods[0], words=last.words), covered
        )


def _proposals(case: Case, found: list[Match], periods: list[str]) -> Iterator[Proposal]:
    best = found[0]
    words = tuple(w for w, weight in zip(case.words, case.topic(HEARD), strict=True) if weight)
    covered = case.explained((*HEARD, "relative"), best.explained, ("period",))
    floor = (0.5 if len(periods) > 1 else SAME_SUBJECT) * _fit(best)
    if periods:
        chosen = [m for p in periods for m in _best_in(case, found, [p])]
        brief = len(words) <= 4
        meant = [m for m in chosen if _fit(m) >= floor or (brief and m.coverage >= 0.95 * best.coverage)]
        lacking = [p for p in periods if not any(_period_of(case, m) == p for m in meant)]
        chosen = meant
        if lacking and (len(periods) == 1 or not chosen):
            yield Proposal(
                covered + 0.02,
                Query("refusal", reason="no-target-in-period", period=lacking[0], targets=_with_range(case, [best])),
                covered,
            )
            return
    else:
        chosen = [best, *_other_period(case, found, best, floor)]
    if case.has("money") or (case.has("count") and not case.has("percent")):
        covered -= 0.1
    asks = case.has("compare") or case.says(
        "phan tram", "%", "ty le", "ti le", "bao nhieu", "chi tieu", "con so", "muc nao", "la may", "muc bao nhieu", "muc phai dat"
    )  # fmt: skip
    silent = not any(w in ("ai", "nao", "gi", "dau", "sao") for w in case.words)
    if not asks and not silent:
        covered -= 0.1
    if not _counts_what_it_says(case, best):
        covered -= 0.3
    last = case.state.query
    if last and last.kind == "target" and case.says(*FOLLOWS):
        covered, asks = min(1.0, covered + 0.1), True
    query = Query(
        "target", targets=_with_range(case, chosen), period=periods[0] if len(periods) == 1 else None, words=words
    )
    yield Proposal(
        covered
        + (0.06 if asks else 0.0 if periods and silent else -0.2)
        - (0.12 if case.asks_tasks or case.has("who") else 0.0),
        query,
        covered,
    )


def _fit(match: Match) -> float:
    """How well a target and a question speak of the same: each of what the other says."""
    return match.coverage * match.share**0.8


def _counts_what_it_says(case: Case, best: Match) -> bool:
    """Whether "bao nhiêu X" asks for a share of what the target is a share of: X stands near the percentage."""
    words = case.words
    clause = case.document.targets[int(str(best.key))].clause
    head = " ".join(folded_words(clause.split("%", 1)[-1]))[:60]
    for place, word in enumerate(words[:-1]):
        many = word == "may" or (word == "nhieu" and place and words[place - 1] == "bao")
        if (
            many
            and case.heard.content[place + 1]
            and case.spotted.words[place + 1].kind == "word"
            and words[place + 1] not in ("phan", "%")
        ):
            return f" {words[place + 1]} " in f" {head} "
    return True


def _period_of(case: Case, match: Match) -> str | None:
    return case.document.targets[int(str(match.key))].period


def _best_in(case: Case, found: list[Match], periods: list[str]) -> list[Match]:
    return [m for m in found if _period_of(case, m) in periods][:1]


def _other_period(case: Case, found: list[Match], best: Match, floor: float) -> list[Match]:
    """The same subject's target in the other period, where the question names no period."""
    others = [m for m in found if _period_of(case, m) != _period_of(case, best)]
    return [m for m in others[:1] if _fit(m) >= 0.9 * _fit(best)]


def _with_range(case: Case, chosen: list[Match]) -> tuple[int, ...]:
    """The places of the chosen targets; both ends where the clause gives a range."""
    places: list[int] = []
    for match in chosen:
        own = case.document.targets[int(str(match.key))]
        places += [
            n
            for n, t in enumerate(case.document.targets)
            if (t.address, t.clause) == (own.address, own.clause) and n not in places
        ]
    return tuple(places)
