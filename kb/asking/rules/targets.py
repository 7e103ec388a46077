"""Questions for targets: which periods, shares, exceptions and subjects a question names, each read by itself.

A subject is found by search; what else is named narrows it. What is named and not met is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from kb.asking.case import Case
from kb.asking.query import Proposal, Query
from kb.asking.rules.meant import FOLLOWS
from kb.asking.rules.periods import period_places, target_periods
from kb.asking.rules.premises import CHECKED
from kb.asking.table.tasks import asks_why
from kb.model import Target
from nlu.lexicon import folded_words
from nlu.phrases import ends_of, ways
from nlu.retrieval import Match
from nlu.text import fold

HEARD = ("percent", "compare", "all", "list", "phase", "self", "back")
_BRIEF = 8  # words of a turn that asks nothing in words: of the next subject the same is asked
STILL_THE_SAME = 0.5  # the same in a talk that carries the subject over
SAME_SUBJECT = 0.72  # of the best fit: a target of the period asked that fits this much is the one meant
ALL_SAID = 0.95  # of the best coverage: it speaks of all that was said, whatever else it says
SAME_OF_TWO = 0.5  # where two periods are compared
OTHER_PERIOD = 0.9  # of the best fit: the same subject's target in a period that is not named
ENOUGH_OF_TWO = 0.62  # share to be accounted for where two periods' targets of one subject are compared
HEAD = 60  # letters after a percentage that say what it is a share of
LEAST_SUBJECT = 0.7  # weight of the words that say what the percentage is of
PIECE_FITS = 0.8  # of a part of the question: it is a subject of its own
ONE_SUBJECT = 0.95  # of all that was said, where a share is asked twice: more than that, and it is one subject
LEAST_PIECE = 1.0  # weight of the words that make it one
HEADING_FITS = 0.85  # of the words that are left: they name the heading over several targets
OTHER_SUBJECT = 0.4  # taken off where a word of the document is left that the target does not say
OF_CHECKED = 0.15  # on top: a share is named, and it is asked whether it is so
CARRIED = 0.16  # on top: after a target only another period is named
BESIDE = 0.4  # of its weight: a word of a sentence that asks nothing
MOSTLY, PARTLY = 0.6, 0.3  # of the words left over must a target speak; of one in a list of several subjects
MATCHED = 0.5  # a word matched this far is one that the target speaks of
_LOOKED_AT = 12  # targets that are held against each other
_OF_WHAT = ways(
    "ve cai gi | la gi | cua cai gi | cua gi | ve gi | noi ve | chi tieu nao | chi tieu gi | muc tieu nao"
    " | noi dung nao"
    " | nhung gi | cai gi | cai nao | viec gi | viec nao | thu gi | loai nao | may chi tieu | bao nhieu chi tieu"
    " | nhung chi tieu | cac chi tieu | chi tieu may | may muc tieu | bao nhieu muc tieu | liet ke | ke ra | ke ten"
    " | may cai | muc nao | con so nao | cho nao"
)
_IS_IT_SO = ways("dung khong | co dung | phai khong | co phai | dung nhu vay | dung vay | dung chua | khong phai")
CHECKED_SHARE = tuple(phrase for phrase in CHECKED if phrase != "hay")
_WHY = re.compile(r"(?:^| )(?:sao|vi sao|tai sao|ma|tan|toi tan|du vay|ao rua|lam gi)(?= )")
_WHICH_PERIOD = ways(
    "giai doan nao | giai doan may | thoi ky nao | chang nao | phase nao | moc nao | nam nao | giai doan bao nhieu"
)
_WHICH_TARGETS = ways("chi tieu nao | nhung chi tieu | cac chi tieu")
_COUNTED = ways("may chi tieu | bao nhieu chi tieu | may muc tieu | bao nhieu muc tieu | may cai | dem")
_TARGETS = ways("chi tieu | muc tieu")
_ONE_SHARE = ways("bao nhieu | may phan tram | may % | nhieu phan tram | nhieu %")
_TOTAL = tuple(
    f"{total} {many}" for total in ways("tat ca | tong cong | ca thay | het thay") for many in _ONE_SHARE[:1]
)
_SHARE_NAMED = ways("phan tram | % | ty le | ti le | chi tieu | muc tieu")
_SHARE_ASKED = ways(
    "phan tram | % | ty le | ti le | bao nhieu | con so | muc nao | la may | muc bao nhieu | muc phai dat | nhieu"
)
# Words around the subject, of which a target says nothing.
_FRAME = ways(
    "noi dung nao | target | chi tieu | muc tieu | ty le | ti le | con so | so phan tram | phan tram | nhieu"
    " | muc bao nhieu"
    " | muc nao | toi thieu | it nhat | phai dat | dat ra | dat duoc | quy dinh | nang len | len bao nhieu"
    " | tang len | tang"
    " | giam | cao hon | thap hon | lon hon | nho hon | nhieu hon | it hon | cao nhat | thap nhat | bang nhau"
    " | giong nhau"
    " | khac nhau | chenh | gap doi | gap may | doi tu | tu may | hai muc | hai con so | ca hai | moi loai"
    " | tung loai"
    " | moi cai | moi thu | ben nao | cot | phase | current | min | bao nhieu | tong cong | cam ket | hua"
    " | vua neu | vua noi"
    " | ty le do | ti le do | con so do | chi tieu do | muc do do | cua no | cua cai do | doan truoc"
    " | doan sau | sau thi | truoc thi | chang sau"
    " | chang truoc | noi chung chung | con lai | tro len | tro xuong | tren | duoi | so voi | so sanh | dat muc | muc"
    " | moc | vay | sang | y tui la | y toi la | y em la | y minh la | phan chi tieu | cai do | may cai"
)
_EXCEPT = ways(
    "loai tru | ngoai tru | ngoai le | tru loai | tru van ban | tru ho so | tru bao cao | tru truong hop | tru ra"
    " | khong bao gom | khong tinh | co tinh | tinh vo | tinh ca | ke ca | tinh luon | bao gom ca | co bao gom | co gom"
    " | bi tinh"
    " | tinh gop | duoc mien | mien khong | mien ko | khong ap dung | tinh vao | tru cai | tru nhung"
    " | tinh den | tinh mat | tru do | tru tai lieu | tru giay to | tru thu | khong ke do | khong ke tai lieu"
    " | chua ra | co loai nao | co tru"
)
_BETWEEN = re.compile(r" (?:tu|trong khoang|khoang) \d+% (?:\S+ )?\d+% ")
_AT_LEAST = re.compile(r" \d+% tro len | (?:it nhat|khong duoi) \d+% ")
_ABOVE = re.compile(r" (?:tren|hon|qua|vuot) \d+% ")
_AT_MOST = re.compile(r" \d+% tro xuong | (?:khong qua|toi da) \d+% ")
_BELOW = re.compile(r" (?:duoi|chua den|chua toi|thap hon|it hon) \d+% ")
_NOT_MEANT = ways(
    "khong tinh loai | khong ke loai | khong phai loai | tru loai | ngoai loai | khong tinh phan | chua noi loai"
    " | khong noi loai | khong rieng loai | chua ke loai | chua tinh loai | khong rieng"
)
_SAID_OF_EXCEPTION = rf"(?:{'|'.join(_EXCEPT)})"
_ASKED_OF_EXCEPTION = re.compile(
    rf" {_SAID_OF_EXCEPTION}(?: .*)? (?:khong|gi|nao|chua|ha|mien)(?= )"
    rf"| (?:nao|gi) (?:\S+ ){{0,3}}{_SAID_OF_EXCEPTION}(?= )"
)
_EXCEPTED = re.compile(r"\(([^()]*)\)")
_PLAIN_ASK = frozenset(("gi", "nao", "may", "nhieu", "sao", "khong", "%", "ha", "dau"))
_ASKERS = ("toi", "em", "minh", "chi", "anh", "ben", "chau", "tui", "tao", "thua", "kinh", "da")
_PARTING = ("hay", "va", "voi", "con", "hoac", "lan")


def by_subject(case: Case) -> Iterator[Proposal]:
    """For "bao nhiêu % hồ sơ công việc xử lý trên mạng năm 2020", "so với 2025"."""
    last = _last_target(case)
    if not case.document.targets or case.spotted.tasks or case.spotted.quarters:
        return
    periods = target_periods(case)
    which = bool(case.spotted.percents) and case.says(*_WHICH_PERIOD)
    asks = case.has("percent", "compare") or periods or last is not None or case.says("nhieu") or which
    if (
        not asks
        or (case.units and not case.has("percent"))
        or (case.asks_tasks and not case.says(*_SHARE_NAMED, "muc nao"))
    ):
        return
    frame = _frame(case)
    if len(periods) == 1 and _claims(case):
        frame |= _share_places(case)  # the period says which target is meant: the share may be wrong
    left_out = _left_out(case)
    weights = [0.0 if p in frame else w for p, w in enumerate(case.topic(HEARD))]
    if sum(w for p, w in enumerate(weights) if not (last and case.words[p] in _bracketed(case, last))) < LEAST_SUBJECT:
        yield from _carried(case, periods)
        return
    levelled = {n for n, t in enumerate(case.document.targets) if _levels(case) and _has_numbers(case, t.clause)}
    found = case.search(case.desk.targets, weights, set(levelled) or None, most=_LOOKED_AT)
    found = _without(case, found, left_out)
    if not found:
        return
    if last and periods and found[0].coverage < MATCHED:
        yield from _carried(case, periods)
    if not periods and last and case.says(*FOLLOWS) and last.period:
        periods = [last.period]
    yield from _of_several(case, periods, found[0])
    yield _of_subject(case, found, periods, case.topic_words(weights))


def of_period(case: Case) -> Iterator[Proposal]:
    """For "các chỉ tiêu giai đoạn 2019-2020", "chỉ tiêu nào 50%", "từ 80% trở lên", "chỉ tiêu về văn bản điện tử".

    The targets of the periods, the share, the exception and the heading named, all of them or counted.
    """
    share, which = _share(case), case.says(*_OF_WHAT) and not case.says(*_IS_IT_SO)
    periods, last = target_periods(case), _last_target(case)
    listed = last is not None and last.aspects == ("all",)
    goes_on = listed and bool(periods) and len(case.words) <= _BRIEF  # "còn 2020 thì sao"
    if not (case.says(*_TARGETS) or (share and which) or goes_on) or case.units or case.spotted.tasks:
        return
    frame = _frame(case) | _share_places(case)
    weights = [0.0 if p in frame else w for p, w in enumerate(case.topic((*HEARD, "which", "exist", "count")))]
    excepting = which and case.says(*_EXCEPT) and case.says(*_WHICH_TARGETS)
    if share and not which and sum(weights) >= LEAST_SUBJECT:
        return
    if not share and not excepting and (case.says(*_ONE_SHARE) or (last is not None and not listed)):
        return
    chosen = [n for n, t in enumerate(case.document.targets) if not periods or t.period in periods]
    if share:
        chosen = [n for n in chosen if share(_amount(case.document.targets[n]))]
    elif excepting:
        chosen = [n for n in chosen if _EXCEPTED.search(case.document.targets[n].clause)]
    aspect = "clause" if share or excepting else "all"
    aspect, chosen, match = _narrowed(case, aspect, chosen, weights, periods)
    if not chosen:
        return
    covered = _covered(case, match, frame, ("which", "exist", "count"))
    if aspect == "clause" and case.says(*_COUNTED):
        aspect = "count"
    query = Query("target", aspects=(aspect,), targets=tuple(chosen), period=periods[0] if periods else None)
    yield Proposal(covered + 0.1, query, covered)


def _narrowed(
    case: Case, aspect: str, chosen: list[int], weights: list[float], periods: list[str]
) -> tuple[str, list[int], list[float]]:
    """Those of the targets chosen that stand below a heading named, or speak of the words that are left."""
    targets, nothing = case.document.targets, [0.0] * len(case.words)
    within = _below_heading(case, weights, periods) if aspect == "all" or case.spotted.addresses else None
    below = [n for n in chosen if within and targets[n].address.startswith(within[0])]
    if within and len({targets[n].clause for n in below}) > 1 and not case.has("compare"):
        return "percent" if aspect == "all" else aspect, below, within[1]
    if sum(weights) < LEAST_SUBJECT:
        return aspect, chosen, nothing
    if aspect == "all":
        return aspect, [], nothing
    least = PARTLY if case.says(*_EXCEPT) else MOSTLY
    kept, match = _speaking(case, chosen, weights, least)
    return aspect, kept or chosen, match


def _last_target(case: Case) -> Query | None:
    last = case.state.query
    return last if last and last.kind == "target" else None


def _bracketed(case: Case, last: Query) -> set[str]:
    """The words of what the last targets leave out, where that is asked."""
    if not _asks_exception(case):
        return set()
    clauses = (case.document.targets[n].clause for n in last.targets)
    return {w for clause in clauses for text in _EXCEPTED.findall(clause) for w in folded_words(text)}


# ── what is said around the subject ──────────────────────────────────────────
def _frame(case: Case) -> set[int]:
    """The words that ask, name periods or shares, or speak of an exception."""
    said = {place for phrase in (*_FRAME, *_EXCEPT) if case.says(phrase) for place in case.places_of(phrase)}
    return said | period_places(case) | _levels(case) | _left_out(case)


def _levels(case: Case) -> set[int]:
    """The words of "mức 3", "mức 3-4": no part of the plan, though it has such a number."""
    words, kinds = case.spotted.words, case.spotted.kinds
    starts = [p for p in range(len(words) - 1) if words[p].typed in ("mức", "muc") and words[p + 1].kind == "number"]
    return {p for s in starts for p in (s, s + 1) if kinds[p] == "address"}


def _share(case: Case) -> Callable[[float], bool] | None:
    """What the shares named ask of a target's own: to be one of them, to lie between two, above or below one."""
    values = [float(p.rstrip("%").replace(",", ".")) for p in case.spotted.percents]
    if not values:
        return None
    low, high, line = min(values), max(values), case.heard.line
    bounds: tuple[tuple[bool, Callable[[float], bool]], ...] = (
        (len(values) == 2 and bool(_BETWEEN.search(line)), lambda amount: low <= amount <= high),
        (bool(_AT_LEAST.search(line)), lambda amount: amount >= low),
        (bool(_ABOVE.search(line)), lambda amount: amount > low),
        (bool(_AT_MOST.search(line)), lambda amount: amount <= high),
        (bool(_BELOW.search(line)), lambda amount: amount < high),
    )
    return next((holds for said, holds in bounds if said), lambda amount: amount in values)


def _share_places(case: Case) -> set[int]:
    return {place for place, word in enumerate(case.spotted.words) if word.kind == "percent"}


def _asks_exception(case: Case) -> bool:
    """Whether it is asked what a target leaves out; "(trừ hồ sơ mật)" only says so."""
    return case.says(*_EXCEPT) and bool(_ASKED_OF_EXCEPTION.search(case.heard.line))


def _left_out(case: Case) -> set[int]:
    """The words that say what is not meant: "không tính loại phổ biến", up to the next sign."""
    words, places = case.spotted.words, set[int]()
    for start in (p for phrase in _NOT_MEANT for p in ends_of(case.words, phrase)):
        stop = next((p for p in range(start, len(words)) if p > start and words[p].before), len(words))
        if not any(words[p].text in _PLAIN_ASK for p in range(start, stop)):
            places |= set(range(start, stop))
    return places


def _without(case: Case, found: list[Match], left_out: set[int]) -> list[Match]:
    """The targets that do not speak of what is not meant; all of them where none is left."""
    words = {case.words[p] for p in left_out if case.weights[p]}
    kept = [m for m in found if not words or not words <= set(folded_words(_EXCEPTED.sub("", _target(case, m).clause)))]
    return kept or found


def _amount(target: Target) -> float:
    return float(target.percent.rstrip("%").replace(",", "."))


def _below_heading(
    case: Case, weights: Sequence[float], periods: list[str]
) -> tuple[tuple[str, ...], list[float]] | None:
    """The headings over targets that a letter or the words left name, and how far each word is matched."""
    targets = [t for t in case.document.targets if not periods or t.period in periods]
    parents = {".".join(t.address.split(".")[:3]) for t in targets}
    letters = {a.rpartition(".")[2] for a in case.spotted.addresses}
    named = tuple(f"{p}." for p in sorted(parents) if p.rpartition(".")[2] in letters)
    if named:
        return tuple({*named, *(p.rstrip(".") for p in named)}), [1.0 if w else 0.0 for w in weights]
    if sum(weights) < LEAST_SUBJECT:
        return None
    heads = {p for p in parents if p in case.document.by_address}
    matches = case.search(case.desk.passages, weights, set(heads))
    if not matches or matches[0].coverage < HEADING_FITS:
        return None
    best = [m for m in matches if m.coverage >= 0.97 * matches[0].coverage and len(m.key.split(".")) == 3]  # type: ignore[attr-defined]
    return tuple(str(m.key) for m in best), matches[0].explained


def _speaking(
    case: Case, chosen: Sequence[int], weights: Sequence[float], least: float
) -> tuple[list[int], list[float]]:
    """Those of the targets that speak of the words left as well as the best does; none where they hardly do."""
    matches = case.search(case.desk.targets, list(weights), set(chosen), most=_LOOKED_AT)
    kept = [m for m in matches if m.coverage >= max(least, 1.33 * least * matches[0].coverage)]
    places = range(len(case.words))
    return sorted(int(str(m.key)) for m in kept), [max([m.explained[p] for m in kept], default=0.0) for p in places]


# ── how much of the question is accounted for ────────────────────────────────
def _covered(case: Case, match: Sequence[float], frame: set[int], more: Sequence[str] = ()) -> float:
    """The share accounted for; the words of sentences that ask nothing count little where they are left over."""
    excepted = {place for phrase in _EXCEPT if case.says(phrase) for place in case.places_of(phrase)}
    whole = [1.0 if p in frame and (p in excepted or p not in case.unmet) else m for p, m in enumerate(match)]
    covered = case.explained((*HEARD, "relative", *more), whole, ("period",))
    covered += sum(case.weights[p] for p in excepted & case.unmet) / (sum(case.weights) or 1.0)
    beside = _beside(case)
    if not beside:
        return covered
    total = sum(case.weights) or 1.0
    left = sum(w * (1 - whole[p]) for p, w in enumerate(case.weights) if p in beside and p not in case.demanded)
    left = min(left, (1 - covered) * total)
    return total * covered / (total - (1 - BESIDE) * left) if left < total else covered


def _beside(case: Case) -> set[int]:
    """The words of sentences that ask nothing, beside one that does."""
    words = case.spotted.words
    asks = [p for p, w in enumerate(words) if w.text in _PLAIN_ASK and w.typed not in ("k", "ko", "chi")]
    if not asks:
        return set()
    starts = [0, *(p for p, w in enumerate(words) if p and any(sign in w.before for sign in ".?!;\n"))]
    starts += [
        p for p, w in enumerate(words) if 0 < p < asks[0] and {",", ":"} & {*w.before} and words[0].text in _ASKERS
    ]
    starts = sorted(set(starts))
    spans = [range(a, b) for a, b in zip(starts, [*starts[1:], len(words)], strict=True)]
    return {p for s in spans if not any(a in s for a in asks) for p in s}


# ── subjects ─────────────────────────────────────────────────────────────────
def _carried(case: Case, periods: list[str]) -> Iterator[Proposal]:
    """For "giai đoạn sau thì sao", "có tính loại mật không": the last targets' subject, in another period or aspect."""
    last = _last_target(case)
    if not last:
        return
    frame = _frame(case)
    if _asks_exception(case):
        bracketed = _bracketed(case, last)
        covered = _covered(case, [1.0 if w in bracketed else 0.0 for w in case.words], frame, ("exist",))
        targets = tuple(n for n in last.targets if not periods or case.document.targets[n].period in periods)
        yield Proposal(
            covered + 0.1,
            Query("target", aspects=("except",), targets=targets or last.targets, words=last.words),
            covered,
        )
    elif periods and last.words:
        words = last.words
        concepts = case.desk.lexicon.concepts.all_in(words)
        found = case.desk.targets.search(words, [1.0] * len(words), concepts, most=_LOOKED_AT)
        floor = STILL_THE_SAME * _fit(found[0]) if found else 0.0
        chosen = [m for period in periods for m in _best_in(case, found, period) if _fit(m) >= floor]
        covered = max(_covered(case, [0.0] * len(case.words), frame, ("more",)), 0.75 if len(case.words) <= 8 else 0.0)
        if found and not chosen and len(periods) == 1:
            targets = _with_range(case, found[:1])
            query = Query("refusal", reason="no-target-in-period", period=periods[0], targets=targets)
            yield Proposal(covered + CARRIED, query, covered)
        if chosen:
            period = periods[0] if len(periods) == 1 else None
            yield Proposal(
                covered + CARRIED,
                Query("target", targets=_with_range(case, chosen), period=period, words=words),
                covered,
            )


def _of_several(case: Case, periods: list[str], best: Match) -> Iterator[Proposal]:
    """For "văn bản điện tử hay hồ sơ công việc, mỗi loại bao nhiêu": a target for each of several subjects."""
    asks = sum(case.words.count(word) for word in ("nhieu", "may", "%"))
    one = len(periods) > 1 and asks < 2
    if one or best.coverage > (ONE_SUBJECT if asks > 1 else PIECE_FITS) or not _asks_share(case):
        return
    words = case.spotted.words
    cuts = [
        0,
        *(p for p, w in enumerate(words) if p and (w.text in _PARTING or any(s in w.before for s in ",;:.?!"))),
        len(words),
    ]
    chosen, match, beside = list[Match](), [0.0] * len(words), _beside(case)
    for start, end in pairwise(cuts):
        if beside.issuperset(range(start, end)):
            continue
        part = Case(case.desk, case.desk.listener.part(case.heard, start, end), case.state, case.today)
        frame, own = _frame(part), target_periods(part) or periods
        weights = [0.0 if p in frame else w for p, w in enumerate(part.topic(HEARD))]
        if sum(weights) < LEAST_PIECE:
            continue
        found = part.search(part.desk.targets, weights, most=_LOOKED_AT)
        fitting = [m for m in found if not own or _target(case, m).period in own]
        fitting = [m for m in fitting if _has_numbers(part, _target(case, m).clause)]
        if not fitting or fitting[0].coverage < PIECE_FITS:
            continue
        if all(_target(case, m).clause != _target(case, fitting[0]).clause for m in chosen):
            chosen.append(fitting[0])
        match[start:end] = fitting[0].explained
    if len(chosen) >= 2:
        covered = _covered(case, match, _frame(case))
        query = Query("target", targets=_with_range(case, chosen), period=periods[0] if len(periods) == 1 else None)
        yield Proposal(covered + 0.1, query, covered)


def _of_subject(case: Case, found: list[Match], periods: list[str], words: tuple[str, ...]) -> Proposal:
    """The target of a subject in the periods asked, or that there is none in them."""
    best = _with_share(case, found)
    said = _frame(case) | (_share_places(case) if _claims(case) else set())
    covered = _covered(case, best.explained, said)
    chosen = _in_periods(case, found, periods, len(words) <= 4) if periods else _in_any_period(case, found, best)
    if len(periods) > 1 and _claims(case):
        chosen = [m for m in chosen if _borne_out(case, [m])] or chosen or [best]
        periods = []
    lacking = [p for p in periods if not any(_target(case, m).period == p for m in chosen)]
    if lacking and (len(periods) == 1 or not chosen):
        targets = _with_range(case, [best])
        query = Query("refusal", reason="no-target-in-period", period=lacking[0], targets=targets)
        return Proposal(covered + (0.08 if _asks_share(case) else 0.02), query, covered)
    excepting = _asks_exception(case) and any(_EXCEPTED.search(_target(case, m).clause) for m in chosen)
    if not case.says(*_EXCEPT) and _is_excepted(case, _target(case, chosen[0])):
        query = Query("refusal", reason="not-in-document", targets=_with_range(case, [best]))
        return Proposal(covered + 0.08, query, covered)
    aspects: tuple[str, ...] = ("percent", "except") if excepting else ()
    if case.says(*_WHICH_PERIOD) and case.spotted.percents:
        aspects = ("period",)
    elif _claims(case) and not excepting:
        aspects = ("clause",)
        if _borne_out(case, chosen) and asks_why(case):  # what is so is not reasoned
            query = Query("refusal", reason="not-in-document", targets=_with_range(case, chosen))
            return Proposal(covered + 0.2, query, covered)
        covered = min(1.0, covered + OF_CHECKED)
    query = Query(
        "target",
        aspects=aspects,
        targets=_with_range(case, chosen),
        period=periods[0] if len(periods) == 1 else None,
        words=words,
    )
    proposal = _rated(case, query, covered, chosen[0], bool(periods))
    if len(periods) > 1 and len(chosen) == 2:
        proposal.enough = ENOUGH_OF_TWO
    return proposal


def _claims(case: Case) -> bool:
    """Whether a share is taken to be so: yes or no is asked of it, or reasons for it; none is asked."""
    if not case.spotted.percents or case.says(*_ONE_SHARE) or (case.says(*_OF_WHAT) and not case.says(*CHECKED_SHARE)):
        return False
    return case.says(*CHECKED_SHARE) or asks_why(case) or bool(_WHY.search(case.heard.line))


def _borne_out(case: Case, chosen: list[Match]) -> bool:
    shares = {_amount(_target(case, m)) for m in chosen}
    return all(float(p.rstrip("%").replace(",", ".")) in shares for p in case.spotted.percents)


def _with_share(case: Case, found: list[Match]) -> Match:
    """The best target; of those that fit as well, one with the share that is named."""
    share = _share(case)
    if case.says(*_IS_IT_SO) and target_periods(case):
        return found[0]
    same = [m for m in found if share and share(_amount(_target(case, m))) and _fit(m) >= SAME_SUBJECT * _fit(found[0])]
    return (same or found)[0]


def _is_excepted(case: Case, target: Target) -> bool:
    """Whether what is asked about is what the target leaves out: a word that stands in its brackets only."""
    inside = {w for text in _EXCEPTED.findall(target.clause) for w in folded_words(text)[-1:]}
    outside = set(folded_words(_EXCEPTED.sub("", target.clause)))
    left_out = {w for w in inside - outside if w in case.words} | ({"mat"} & inside & set(case.words))
    return any(case.weights[p] for p, w in enumerate(case.words) if w in left_out)


def _rated(case: Case, query: Query, covered: float, chosen: Match, dated: bool) -> Proposal:
    """Less where something else than a share is asked, more where a share is or the talk was of one."""
    if case.has("money") or (case.has("count") and not case.has("percent")):
        covered -= 0.1
    asks = case.has("compare") or _asks_share(case) or _claims(case)
    silent = not any(w in ("ai", "nao", "gi", "dau", "sao") for w in case.words)
    if not asks and not silent:
        covered -= 0.1
    if case.says(*_TOTAL) and not case.says(*_SHARE_NAMED):
        covered -= 0.3
    own = _target(case, chosen)
    if _other_subject(case, chosen) or _of_unit_alone(case, own) or _counts_things(case):
        covered -= OTHER_SUBJECT
    if not _counts_what_it_says(case, chosen) or not _has_numbers(case, own.clause) or _names_another(case, own):
        covered -= 0.3
    brief = silent and len(case.words) <= _BRIEF
    if _last_target(case) and (case.says(*FOLLOWS, "thi sao") or brief):
        covered, asks = min(1.0, covered + 0.1), True
    bonus = 0.06 if asks else 0.0 if dated and silent else -0.2
    other = 0.12 if case.asks_tasks or case.has("who") else 0.0
    return Proposal(covered + bonus - other, query, covered)


def _other_subject(case: Case, chosen: Match) -> bool:
    """Whether a word of the document that the target does not say is left: another subject's ("báo cáo đột xuất")."""
    left = [bool(w) and chosen.explained[p] < MATCHED and not case.spotted.kinds[p] for p, w in enumerate(case.weights)]
    out, listener = _frame(case) | _beside(case) | case.places(*HEARD, "thing"), case.desk.listener
    own = f" {' '.join(folded_words(_target(case, chosen).clause))} "
    for place, pair in enumerate(pairwise(case.words)):
        free = all(left[place : place + 2]) and not {place, place + 1} & out
        if (
            not free
            or case.spotted.words[place + 1].before
            or not _as_typed(case, place, place + 2)
            or f" {' '.join(pair)} " in own
        ):
            continue
        if pair in listener.document_pairs and case.desk.lexicon.is_word(pair, case.heard.spelled[place : place + 2]):
            return True
    return False


def _as_typed(case: Case, start: int, end: int) -> bool:
    return all(fold(word.typed) == word.text for word in case.spotted.words[start:end])


_THINGS_COUNTED = re.compile(
    r" (?:tinh ra|tuc|tuong duong|quy ra|nghia)(?: la)? (?:khoang |co )?(?:bao nhieu|may) (?!phan tram|%)"
)
_ALONE = re.compile(r" (?:rieng|chi rieng|tai|o|cua|ben)(?: ben| tai| o| cua)? <u> ")


def _counts_things(case: Case) -> bool:
    """Whether it is asked how many things a share comes to."""
    return bool(_THINGS_COUNTED.search(case.heard.line))


def _of_unit_alone(case: Case, own: Target) -> bool:
    """Whether a share of one unit is asked of which the target does not speak."""
    clause = f" {' '.join(folded_words(own.clause))} "
    named = any(f" {' '.join(folded_words(name))} " in clause for unit in case.units for name in unit.names())
    return (
        bool(case.units)
        and not named
        and bool(_ALONE.search(case.heard.line))
        and case.units[0].name in case.desk.charged
    )


def _has_numbers(case: Case, text: str) -> bool:
    """Whether the plain numbers of the question, but for those that name periods, stand in a text."""
    have, out = set(re.findall(r"\d+", text)), period_places(case)
    levels = {case.words[p] for p in _levels(case) if case.words[p].isdigit()}
    return levels <= have and all(str(number) in have for place, number in case.spotted.numbers if place not in out)


def _names_another(case: Case, own: Target) -> bool:
    """Whether the question goes on otherwise where the target names something ("cơ sở dữ liệu quốc gia về …")."""
    text = f" {' '.join(folded_words(own.clause))} "
    for place in range(2, len(case.words) - 1):
        before = " ".join(case.words[place - 2 : place + 1])
        after = case.words[place + 1]
        if case.words[place] == "ve" and f" {before} " in text and case.weights[place + 1] and f" {after} " not in text:
            return True
    return False


def _asks_share(case: Case) -> bool:
    """Whether a share is asked: in so many words, or of a target of which no other thing is ("không tính loại nào")."""
    return case.says(*_SHARE_ASKED) or (case.says(*_TARGETS) and not case.asked_thing)


def _in_periods(case: Case, found: list[Match], periods: list[str], brief: bool) -> list[Match]:
    """The best target of each period, where it has the same subject as the best of all."""
    best = found[0]
    floor = (SAME_OF_TWO if len(periods) > 1 else SAME_SUBJECT) * _fit(best)
    all_said = ALL_SAID * best.coverage
    chosen = [match for period in periods for match in _best_in(case, found, period)]
    same = [
        m for m in chosen if _fit(m) >= floor or (m.coverage >= all_said and (brief or _counts_what_it_says(case, m)))
    ]
    return [m for m in same if m is best or len(periods) > 1 or _is_of_same(case, m, best)]


def _is_of_same(case: Case, match: Match, best: Match) -> bool:
    """Whether the question's words stand among the first of what one target counts, where they do in the best's."""
    heads = [_head(_target(case, m)) for m in (match, best)]
    words = [w for p, w in enumerate(case.words) if case.weights[p] and best.explained[p] >= MATCHED]
    own, of_best = ([w for w in words if f" {w} " in head] for head in heads)
    return bool(own) or not of_best


def _in_any_period(case: Case, found: list[Match], best: Match) -> list[Match]:
    """The best target, and the same subject's in the other period."""
    if case.spotted.percents:
        return [best]
    others = [m for m in found if _target(case, m).period != _target(case, best).period]
    alike = [m for m in others[:1] if _fit(m) >= OTHER_PERIOD * _fit(best)]
    counted = [m for m in (best, *alike) if _counts_what_it_says(case, m)]
    return counted or [best]


def _fit(match: Match) -> float:
    """How well a target and a question speak of the same: each of what the other says."""
    return float(match.coverage * match.share**0.8)


def _counts_what_it_says(case: Case, found: Match) -> bool:
    """Whether "bao nhiêu X", "bao nhiêu phần trăm X", "tỷ lệ X" asks for a share of what the target is a share of.

    X stands near the percentage then; a rate of X that is near another target's only is that one's.
    """
    own = _target(case, found)
    for place, word in enumerate(case.words[:-1]):
        many = word == "nhieu" and (case.words[place - 1 : place] == ["bao"] or case.words[place + 1] in ("phan", "%"))
        if word == "may" or many:
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
    plain = after < len(case.words) - 1 and case.heard.content[after] and case.spotted.words[after].kind == "word"
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
