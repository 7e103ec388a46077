"""Questions for targets: a percentage by subject and period, or one period's against another's."""

from __future__ import annotations

from collections.abc import Iterator

from kb.asking.case import Case
from kb.asking.index import Match
from kb.asking.lexicon import folded_words
from kb.asking.phrases import ways
from kb.asking.query import Proposal, Query
from kb.asking.rules.meant import FOLLOWS
from kb.asking.rules.periods import target_periods
from kb.model import Target

HEARD = ("percent", "compare", "all", "list", "phase", "self", "back")
ALL_HEARD = (*HEARD, "which", "exist", "count")
SAME_SUBJECT = 0.72  # of the best fit: a target of the period asked that fits this much is the one meant
ALL_SAID = 0.95  # of the best coverage: it speaks of all that was said, whatever else it says
SAME_OF_TWO = 0.5  # where two periods are compared
OTHER_PERIOD = 0.9  # of the best fit: the same subject's target in a period that is not named
ENOUGH_OF_TWO = 0.62  # share to be accounted for where two periods' targets of one subject are compared
HEAD = 60  # letters after a percentage that say what it is a share of
LEAST_SUBJECT = 0.7  # weight of the words that say what the percentage is of
_LOOKED_AT = 12  # targets that are held against each other
_OF_WHAT = ways("ve cai gi | la gi | cua cai gi | ve gi | noi ve | chi tieu nao | chi tieu gi | muc tieu nao")
_TARGETS = ways("chi tieu | muc tieu")
_ONE_SHARE = ways("bao nhieu | may phan tram | may %")
_TOTAL = tuple(
    f"{total} {many}" for total in ways("tat ca | tong cong | ca thay | het thay") for many in _ONE_SHARE[:1]
)
_SHARE_NAMED = ways("phan tram | % | ty le | ti le | chi tieu | muc tieu")
_SHARE_ASKED = ways(
    "phan tram | % | ty le | ti le | bao nhieu | con so | muc nao | la may | muc bao nhieu | muc phai dat"
)


def by_subject(case: Case) -> Iterator[Proposal]:
    """For "bao nhiêu % hồ sơ công việc xử lý trên mạng năm 2020", "so với 2025"."""
    follows = _last_target(case) is not None
    if not case.document.targets or case.spotted.tasks or case.spotted.quarters:
        return
    periods = target_periods(case)
    if not (case.has("percent", "compare") or periods or follows) or (case.units and not case.has("percent")):
        return
    if case.spotted.percents and case.says(*_OF_WHAT):
        yield from _by_percent(case, periods)
    weights = case.topic(HEARD)
    if sum(weights) < LEAST_SUBJECT:
        yield from _carried(case, periods)
        return
    found = case.search(case.desk.targets, weights, most=_LOOKED_AT)
    if not found:
        return
    last = _last_target(case)
    if not periods and last and case.says(*FOLLOWS) and last.period:
        periods = [last.period]
    yield _of_subject(case, found, periods)


def of_period(case: Case) -> Iterator[Proposal]:
    """For "các chỉ tiêu giai đoạn 2019-2020", "có những chỉ tiêu nào": all targets, or those of the periods named."""
    if not case.says(*_TARGETS) or case.spotted.percents or case.units or _last_target(case):
        return
    periods = target_periods(case)
    chosen = [n for n, t in enumerate(case.document.targets) if not periods or t.period in periods]
    if chosen and sum(case.topic(ALL_HEARD)) < LEAST_SUBJECT and not case.says(*_ONE_SHARE):
        covered = case.explained(ALL_HEARD, None, ("period",))
        query = Query("target", aspects=("all",), targets=tuple(chosen), period=periods[0] if periods else None)
        yield Proposal(covered + 0.1, query, covered)


def _last_target(case: Case) -> Query | None:
    last = case.state.query
    return last if last and last.kind == "target" else None


def _by_percent(case: Case, periods: list[str]) -> Iterator[Proposal]:
    """For "con số 60% là về cái gì": the targets that set a percentage."""
    percents = case.spotted.percents
    found = [t for t in case.document.targets if t.percent in percents and (not periods or t.period in periods)]
    addresses = tuple(dict.fromkeys(t.address for t in found))
    if 1 <= len(addresses) <= 3:
        match = [1.0 if word in percents else 0.0 for word in case.words]
        covered = case.explained((*HEARD, "which"), match, ("period",))
        yield Proposal(covered + 0.1, Query("text", addresses=addresses, words=tuple(percents)), covered)


def _carried(case: Case, periods: list[str]) -> Iterator[Proposal]:
    """For "giai đoạn sau thì sao": the last target's subject in another period."""
    last = _last_target(case)
    if not last or not periods or not last.words:
        return
    words = last.words
    concepts = case.desk.lexicon.concepts.all_in(words)
    found = case.desk.targets.search(words, [1.0] * len(words), concepts, most=_LOOKED_AT)
    chosen = _best_in(case, found, periods[0])
    if chosen:
        covered = case.explained((*HEARD, "more"), None, ("period",))
        query = Query("target", targets=_with_range(case, chosen), period=periods[0], words=words)
        yield Proposal(covered, query, covered)


def _of_subject(case: Case, found: list[Match], periods: list[str]) -> Proposal:
    """The target of a subject in the periods asked, or that there is none in them."""
    best = found[0]
    words = case.topic_words(case.topic(HEARD))
    covered = case.explained((*HEARD, "relative"), best.explained, ("period",))
    chosen = _in_periods(case, found, periods, len(words) <= 4) if periods else _in_any_period(case, found)
    lacking = [p for p in periods if not any(_target(case, m).period == p for m in chosen)]
    if lacking and (len(periods) == 1 or not chosen):
        targets = _with_range(case, [best])
        query = Query("refusal", reason="no-target-in-period", period=lacking[0], targets=targets)
        return Proposal(covered + 0.02, query, covered)
    query = Query(
        "target",
        targets=_with_range(case, chosen),
        period=periods[0] if len(periods) == 1 else None,
        words=words,
    )
    proposal = _rated(case, query, covered, chosen[0], bool(periods))
    if case.has("compare") and len(chosen) == 2:
        proposal.enough = ENOUGH_OF_TWO
    return proposal


def _rated(case: Case, query: Query, covered: float, chosen: Match, dated: bool) -> Proposal:
    """Less where something else than a share is asked, more where a share is or the talk was of one."""
    if case.has("money") or (case.has("count") and not case.has("percent")):
        covered -= 0.1
    asks = case.has("compare") or _asks_share(case)
    silent = not any(w in ("ai", "nao", "gi", "dau", "sao") for w in case.words)
    if not asks and not silent:
        covered -= 0.1
    if case.says(*_TOTAL) and not case.says(*_SHARE_NAMED):
        covered -= 0.3
    if not _counts_what_it_says(case, chosen) or not case.has_numbers_of(_target(case, chosen).clause):
        covered -= 0.3
    if _last_target(case) and case.says(*FOLLOWS):
        covered, asks = min(1.0, covered + 0.1), True
    bonus = 0.06 if asks else 0.0 if dated and silent else -0.2
    other = 0.12 if case.asks_tasks or case.has("who") else 0.0
    return Proposal(covered + bonus - other, query, covered)


def _asks_share(case: Case) -> bool:
    """Whether a share is asked: in so many words, or of a target of which no other thing is ("không tính loại nào")."""
    return case.says(*_SHARE_ASKED) or (case.says(*_TARGETS) and not case.asked_thing)


def _in_periods(case: Case, found: list[Match], periods: list[str], brief: bool) -> list[Match]:
    """The best target of each period, where it has the same subject as the best of all."""
    best = found[0]
    floor = (SAME_OF_TWO if len(periods) > 1 else SAME_SUBJECT) * _fit(best)
    all_said = ALL_SAID * best.coverage
    chosen = [match for period in periods for match in _best_in(case, found, period)]
    return [
        m for m in chosen if _fit(m) >= floor or (m.coverage >= all_said and (brief or _counts_what_it_says(case, m)))
    ]


def _in_any_period(case: Case, found: list[Match]) -> list[Match]:
    """The best target, and the same subject's in the other period."""
    best = found[0]
    others = [m for m in found if _target(case, m).period != _target(case, best).period]
    return [best, *(m for m in others[:1] if _fit(m) >= OTHER_PERIOD * _fit(best))]


def _fit(match: Match) -> float:
    """How well a target and a question speak of the same: each of what the other says."""
    return float(match.coverage * match.share**0.8)


def _counts_what_it_says(case: Case, found: Match) -> bool:
    """Whether "bao nhiêu X", "bao nhiêu phần trăm X", "tỷ lệ X" asks for a share of what the target is a share of.

    X stands near the percentage then; a rate of X that is near another target's only is that one's.
    """
    own = _target(case, found)
    for place, word in enumerate(case.words[:-1]):
        if word == "may" or (word == "nhieu" and place and case.words[place - 1] == "bao"):
            if counted := _noun_after(case, place):
                return f" {counted} " in _head(own)
        elif _is_rate(case, place) and (counted := _noun_after(case, place)):
            elsewhere = any(f" {counted} " in _head(t) for t in case.document.targets if t.period != own.period)
            return f" {counted} " in _head(own) or not elsewhere
    return True


def _is_rate(case: Case, place: int) -> bool:
    """Whether a word ends "tỷ lệ", or is the "mức" that a question begins with, where a rate of something is asked."""
    word = case.words[place]
    if word == "muc":
        return not any(case.heard.content[:place]) and not case.has("compare")
    return word == "le" and place > 0 and case.words[place - 1] in ("ty", "ti")


def _noun_after(case: Case, place: int) -> str | None:
    """The word that is counted after "bao nhiêu", "tỷ lệ" at a place, where a plain one follows."""
    after = place + 1
    while case.words[after : after + 1] in (["phan"], ["tram"], ["%"], ["do"]):
        after += 1
    plain = after < len(case.words) and case.heard.content[after] and case.spotted.words[after].kind == "word"
    return case.words[after] if plain else None


def _head(target: Target) -> str:
    """What a target is a share of: the first words after its percentage, or after its "tỷ lệ"."""
    before, _, after = target.clause.partition("%")
    rate = before.partition("tỷ lệ")[2]
    return "".join(f" {' '.join(folded_words(text))[:HEAD]} " for text in (rate, after))


def _target(case: Case, match: Match) -> Target:
    return case.document.targets[int(str(match.key))]


def _best_in(case: Case, found: list[Match], period: str) -> list[Match]:
    return [m for m in found if _target(case, m).period == period][:1]


def _with_range(case: Case, chosen: list[Match]) -> tuple[int, ...]:
    """The places of the chosen targets; both ends where the clause gives a range."""
    places: dict[int, None] = {}
    for match in chosen:
        own = _target(case, match)
        same = (n for n, t in enumerate(case.document.targets) if (t.address, t.clause) == (own.address, own.clause))
        places.update(dict.fromkeys(same))
    return tuple(places)
