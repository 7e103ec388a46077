"""Understanding: every rule proposes, the proposal that accounts for most of the question wins; too little is refused.

Two questions in one message are two understandings, where each part stands better alone than both together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, pairwise

from kb.asking.case import Case
from kb.asking.cueing import find_cues
from kb.asking.cues import DEMANDS
from kb.asking.desk import Desk
from kb.asking.hearing import Heard
from kb.asking.placing import Said
from kb.asking.query import Proposal, Query, State
from kb.asking.readings import Reading, Way, weighed
from kb.asking.rules import (
    about,
    duties,
    groups,
    near,
    parts,
    premises,
    reports,
    shortforms,
    targets,
    text,
    topics,
)  # fmt: skip
from kb.asking.rules.meant import points_at_list
from kb.asking.table import lists, tasks
from kb.asking.table.counts import COUNTED_NOUN, WHICH
from kb.asking.table.fields import fields_asked
from kb.asking.table.marks import Marks
from kb.executor.answer import answer
from kb.executor.talk import after
from nlu.phrases import says, ways

Rule = Callable[[Case], Iterable[Proposal]]

RULES: tuple[Rule, ...] = (
    tasks.by_number,
    topics.by_topic,
    tasks.by_unit,
    lists.by_conditions,
    groups.which_group,
    groups.titles,
    groups.how_many_groups,
    targets.by_subject,
    targets.of_period,
    reports.by_quarter,
    about.about_decision,
    shortforms.abbreviation,
    parts.by_address,
    parts.other_document,
    parts.date_of_other,
    duties.of_unit,
    duties.of_actor,
    text.by_purpose,
    near.near_miss,
    premises.of_decision,
)
SEARCHES: tuple[Rule, ...] = (text.by_text, duties.by_duty)
MOST_FOUND = 1.06  # no more can these score: they are not tried where another rule has as much
TURNED = 0.3  # taken from a reading that does not use the word that turns a condition round
DOUBT = 0.12  # taken from the score and the cover of what answers a demand that no decision meets
CLOSE = 0.15  # how far below a passage's score a fact of that passage may stand and still be the better answer
CLOSE_SHARE = 0.22  # the same for a percentage, which cannot be meant by chance
WORTH_CUTTING = 0.06  # by this much two halves must score better than the whole
LONG_MESSAGE = 14  # words of a message in which sentences that ask nothing are looked for
NAMED_KINDS = frozenset(("task", "quarter", "group", "address", "article"))
LONGEST_OPENING = 16  # words about the asker, before what is asked
MOST_WAYS = 4  # ways to read a message that are weighed
LEANING = 10  # words of a message that only goes on with the talk
LONGEST_POINTING = 16  # the same of one that begins with "trong đó"
SAID = 0.5  # probability that the decision says it from which a refusal does not claim that it does not
GUESSED = 0.3  # probability from which such a refusal shows how the question was read
SURE = 0.95  # probability from which no other way is weighed
OF_THE_BOT = 0.97  # probability that the bot itself is asked about from which it says who it is rather than refuse
LEAST_OFFERED, MOST_OFFERED = 0.08, 4  # probability of a way that is offered, and how many are
MOST_CUTS = 3  # places at which a message is cut
HALF_WORSE = 0.3  # by this much parts may score worse than a whole that leaves out what one of them asks
_QUESTION_WORDS = {"ai", "gi", "nao", "dau", "may", "sao", "nhieu", "%", "han"}
_ASK_SPELLED = {"may": "mấy", "sao": "sao", "dau": "đâu", "han": "hạn", "nao": "nào"}  # "máy chủ" asks nothing
_ASPECT_WORDS = {"tri", "hop", "han", "pham", "chu"}
_OPENINGS = ("toi", "em", "minh", "chi", "anh", "ben", "chau", "phong", "vu", "to")
_SPLITS = frozenset(("con", "dong", "roi", "va", "xin", "them", "sau", "xong", "luon", "vay"))
_SETS = ("list", "count", "rank")
WHOLE_SET = 0.9  # share from which a list with conditions is not cut
_COUNTINGS = re.compile(r" (?:bao nhieu|may|count|dem) ")
_WHICH_THEY_ARE = re.compile(
    r" (?:(?:va|la|thi|do la) )*(?:(?:nhung|cac|viec|nhiem vu) )?(?:so may|so nao|stt nao|so bao nhieu)(?: \S+){0,2} "
)
_EACH = re.compile(r" (?:moi|tung) (?:viec|cai|nhiem vu|so|dong|task|muc)(?= )")  # says of what was just named
_NEW_START = re.compile(r" (?:the con|con lai|con|dong thoi|ngoai ra)(?= (?:<u>|nhom|ai|don|han|san) )")
_SHARES = ways("bao nhieu | may | % | phan tram | ty le | ti le | con so | muc nao")
NOT_ANSWERED = ("refusal", "choice")
_THANKS = ways("cam on | thank | thanks | tks")
_GREETINGS = ways("chao | xin chao | hello | hi | alo | a lo | hey")


@dataclass(frozen=True, slots=True)
class Understood:
    """What was made of a message: one query, or two; `heard` is the message word by word."""

    queries: tuple[Query, ...]
    heard: Heard
    covered: float
    proposals: tuple[Proposal, ...] = ()
    unanswered: tuple[str, ...] = ()  # the parts of the message that were not understood, as typed
    probability: float = 1.0  # how likely the reading is right
    asked: tuple[str, ...] = ()  # the fields of a task that a message which is not answered asks for


def understand(desk: Desk, question: str, state: State, today: date) -> Understood:
    """Understand a message in the light of the talk so far."""
    made = _understood(desk, question, state, today)
    if made.queries[-1].kind not in NOT_ANSWERED:
        return made
    if desk.head and desk.head.probabilities(made.heard.words)["bot"] >= OF_THE_BOT:
        return Understood((Query("greeting"),), made.heard, 1.0)
    return replace(made, asked=fields_asked(Case(desk, made.heard, state, today)))


def _understood(desk: Desk, question: str, state: State, today: date) -> Understood:
    heard = _mended(desk, desk.listener.hear(question), state)
    if small := _small_talk(heard):
        return Understood((small,), heard, 1.0)
    if option := choice_of(heard, state):
        return Understood((option,), heard, 1.0)
    made = _read(desk, heard, state, today)
    if made.queries[-1].kind in NOT_ANSWERED and (bare := unframed(desk, heard)) is not heard:
        again = _read(desk, bare, state, today)
        return made if again.queries[-1].kind in NOT_ANSWERED else again
    return made


def _read(desk: Desk, heard: Heard, state: State, today: date) -> Understood:
    """What rules and trust make of a message."""
    first, *others = ways_to_read(desk, heard, state, today) or [()]
    if not first:
        return Understood((_not_here(None),), heard, 0.0, probability=0.0)
    if desk.trust is None or first[0].query.kind in ("refusal", "choice") or _leans(heard, state) or _dated(first):
        return _by_shares(desk, heard, state, today, first)
    return _by_trust(desk, heard, state, today, [first, *others])


_MENDING = re.compile(
    r" (?:(?:ua|a|oi|o|uh|um|u|oh|ok|oki|dong y|e|ay|thoi ke|thoi(?! (?:gian|han|ky|diem|nao))|khoan|roi|chet|da"
    r"|xin loi|sorry|thoi duoc|uh the|vang) )*"
    r"(?:(?:i |y )?(?:(?:em|minh|toi|tui|t|chi|anh|chau|co|chu|bac|o|ong|ba|di|cau) )?"
    r"(?:(?:go|noi|viet|hoi|ghi) )?(?:nham|lon)"
    r"(?! (?:hon|nhat|lan) )(?: (?:so|roi|mat|viec))* )?"
    r"(?:(?:khong|hong|hok|ko)(?= (?:phoi hop|chu tri|han|san pham|ghi chu|\d+|nhiem vu|viec|y|i|quy|giai doan)\b) )?"
    r"(?:(?:chu )?(?:khong|hong|hok|chang) phai (?:cai |so |nhiem vu |viec )?\d+ (?:ma )?(?:la )?)?"
    r"(?:(?:y|i) (?:(?:em|minh|toi|tui|t|chi|anh|chau) )?(?:la|muon hoi|noi|hoi) |(?:y|i) (?:em|minh|toi|tui|t) )?"
    r"(?:la )?"
)


_BEFORE_DI = ("ra", "ke", "xem", "coi", "noi", "luon", "het")


def _mended(desk: Desk, heard: Heard, state: State) -> Heard:
    """What a message says after the words by which it only goes on or mends the last one ("à nhầm, ý em là 16")."""
    found = _MENDING.match(heard.line) if state.query else None
    start, end = len(found[0].split()) if found else 0, len(heard.words)
    start = next((p for p in range(start) if heard.words[p] == "da" and heard.spotted.words[p].typed != "dạ"), start)
    if end > 2 and heard.words[-1] == "i" and heard.words[-2] in _BEFORE_DI:
        end -= 1  # "kể ra i"
    return desk.listener.part(heard, start, end) if 0 < start < end or end < len(heard.words) else heard


_CLAUSE = re.compile(r"[.,:;!?\n()…–]|\s-")
_FRAMES = ways(
    "em | anh | chi | toi | minh | tui | bac | co | chu | chau | sep | ban | bot | moi nguoi | mn | ca nha | ad"
    " | quy vi | oi | nhe | nha | giup | gium | ho | nho | phien | xin | cam on | thanks | kinh | thua | ghe | qua"
    " | troi | met | buc | hoai | mai | ma | hoi | noi | doc | viet | tra loi | gap | voi | ong | ba | dong chi"
)
"""Words by which somebody speaks of themselves, of who is asked, and of the asking."""
_ASKS_OR = frozenset(("ai", "gi", "nao", "dau", "may", "sao", "nhieu", "%", "chua", "hay", "hoac"))
LEAST_FRAME = 2  # words of a clause beside the question


def unframed(desk: Desk, heard: Heard) -> Heard:
    """The message without the clauses that only speak of the asker or of the asking ("sếp hỏi gấp mà em bí, …")."""
    words = heard.spotted.words
    starts = [p for p, w in enumerate(words) if p == 0 or w.text == "ma" or _CLAUSE.search(w.before)]
    clauses = list(pairwise((*starts, len(words))))
    if len(clauses) < 2:
        return heard
    told = {p for spans in find_cues(desk, heard).values() for span in spans for p in range(*span)}
    if heard.typed.rstrip().endswith("?") and words[clauses[-1][0]].text != "ma":
        told.update(range(*clauses[-1]))  # it asks something, if in words that we do not know
    left = {p for clause in clauses if _frames(desk, heard, told, *clause) for p in range(*clause)}
    return desk.listener.without(heard, left) if 0 < len(left) < len(words) else heard


def _frames(desk: Desk, heard: Heard, told: set[int], start: int, end: int) -> bool:
    """Whether a clause asks nothing and says nothing that the document knows of."""
    said = heard.words[start:end]
    return (
        len(said) >= LEAST_FRAME
        and says(f" {' '.join(said)} ", _FRAMES)
        and _ASKS_OR.isdisjoint(said)
        and not any(heard.spotted.kinds[p] or p in told for p in range(start, end))
        and not any(map(str.isdigit, said))
        and not any(pair in desk.passages.pairs for pair in pairwise(said))
    )


def ways_to_read(desk: Desk, heard: Heard, state: State, today: date) -> list[Way]:
    """The ways to read a message: the one that the rules prefer first, then what else they propose."""
    case = Case(desk, heard, state, today)
    found = _found(case)
    whole = _preferred(case, found)
    whole = _without_opening(desk, heard, state, today, whole) or whole
    whole = _asking_sentence(desk, heard, state, today, whole) or whole
    parts = _several(desk, heard, state, today, whole)
    first: list[Way] = [parts] if parts else []
    if whole is not None:
        first.append((whole,))
    queries = {p.query for way in first for p in way}
    more = [(p,) for p in sorted(found, key=lambda p: -p.score) if p.query.kind not in ("refusal", "choice")]
    for way in more:
        if way[0].query not in queries:
            queries.add(way[0].query)
            first.append(way)
    return first[:MOST_WAYS]


def _dated(way: Way) -> bool:
    """Whether all that is read of a message is of the reports' calendar, which joins and checks its own parts."""
    return all(p.query.kind == "due" and p.understood for p in way)


def _leans(heard: Heard, state: State) -> bool:
    """Whether a message is so short that it can only go on with the talk: what speaks for a question is not in it."""
    most = LONGEST_POINTING if points_at_list(heard.line) else LEANING
    return state.query is not None and len(heard.words) <= most


def _by_shares(desk: Desk, heard: Heard, state: State, today: date, way: Way) -> Understood:
    """The way that the rules prefer, where it accounts for enough of the message."""
    if len(way) > 1:
        return Understood(tuple(p.query for p in way), heard, min(p.covered for p in way), way)
    (whole,) = way
    query = whole.query if whole.understood or whole.query.kind == "refusal" else _not_here(whole)
    left = _left_out(desk, heard, state, today, whole) if query is whole.query else ()
    return Understood((query,), heard, whole.covered, way, left)


def _by_trust(desk: Desk, heard: Heard, state: State, today: date, given: list[Way]) -> Understood:
    """What costs least: to answer, to ask back among the likeliest ways, or to refuse (nlu.trust)."""
    head, trust = desk.head, desk.trust
    if head is None or trust is None:
        raise ValueError("weights are needed")

    def hear(words: Sequence[str]) -> Said:
        return Said(head.probabilities(words), desk.places.probabilities(words) if desk.places else None)

    read: list[tuple[float, Reading]] = []
    known = 0.0
    for one in weighed(desk, heard, given, hear, today):
        known = known or trust.known(one.features)
        read.append((trust.right(one.features) if one.states else 0.0, one))
        if read[0][0] >= SURE:
            break
    read = _joined(desk, read)
    sure, best = read[0]
    decision = trust.decide([p for p, _ in read], known)
    if decision == "answer":
        left = _left_out(desk, heard, state, today, best.way[0]) if len(best.way) == 1 and sure < SURE else ()
        return Understood(tuple(p.query for p in best.way), heard, sure, best.way, left, sure)
    options = tuple(one.way[0].query for p, one in read if len(one.way) == 1 and p > LEAST_OFFERED)[:MOST_OFFERED]
    if decision == "ask" and len(options) > 1:
        return Understood((Query("choice", options=options),), heard, sure, best.way, probability=sure)
    unsure = known >= SAID and best.states
    guess = (best.way[0].query,) if unsure and len(best.way) == 1 and sure >= GUESSED else ()
    query = replace(_not_here(best.way[0]), reason="unsure", options=guess) if unsure else _not_here(best.way[0])
    return Understood((query,), heard, sure, best.way, probability=sure)


def _joined(desk: Desk, read: Sequence[tuple[float, Reading]]) -> list[tuple[float, Reading]]:
    """The readings, the likeliest first; those of one passage are one, as likely as they are together."""
    found: dict[object, tuple[float, Reading]] = {}
    for p, one in sorted(read, key=lambda pair: -pair[0]):
        shown = tuple(_shown(desk, part.query) for part in one.way)
        likely, best = found.get(shown, (0.0, one))
        found[shown] = (1 - (1 - likely) * (1 - p), best)
    return sorted(found.values(), key=lambda pair: -pair[0])


def _shown(desk: Desk, query: Query) -> Query | str:
    """What tells a choice from another: two readings of one passage look the same, and so does a task's content."""
    if query.kind in ("text", "passage", "place", "duty") and query.addresses:
        return query.addresses[0] if len(query.addresses) == 1 or query.kind == "text" else query
    if query.kind == "task" and query.aspects == ("content",) and len(query.tasks) == 1:
        task = desk.document.by_number.get(query.tasks[0])
        return task.address if task else query
    if query.kind == "task":
        return replace(query, aspects=tuple(sorted(query.aspects)))
    return query


def _left_out(desk: Desk, heard: Heard, state: State, today: date, whole: Proposal) -> tuple[str, ...]:
    """The part of a message that is not understood, where the other part asks just what the whole was read as."""
    for cut in _cuts(heard):
        spans = ((0, cut), (cut, len(heard.words)))
        parts = [_best(Case(desk, desk.listener.part(heard, *span), state, today)) for span in spans]
        for (start, end), own, other in zip(spans, parts, reversed(parts), strict=True):
            lost = own is None or not own.understood
            if lost and other and other.understood and other.query == whole.query:
                words = heard.spotted.words
                return (heard.typed[words[start].start : words[end - 1].end],)
    return ()


_NTH = {
    "thu nhat": 0, "dau tien": 0, "dau": 0, "thu 1": 0, "so 1": 0, "mot": 0, "thu hai": 1, "thu 2": 1, "hai": 1,
    "thu ba": 2, "thu 3": 2, "ba": 2, "thu tu": 3, "thu 4": 3, "cuoi": -1, "cuoi cung": -1,
}  # fmt: skip
_ANSWERING = 6  # words of a message that may choose among what was offered


_YES = frozenset(
    ways("u | uh | um | vang | da | da vang | dung | dung roi | phai | phai roi | dung vay | ok | co | yes")
)


def choice_of(heard: Heard, state: State) -> Query | None:
    """What was offered by the last question back and is chosen by its place or its task's number."""
    if not state.options or len(heard.words) > _ANSWERING:
        return None
    if len(state.options) == 1 and heard.line.strip() in _YES:
        return state.options[0]
    numbers = [n for _, n in heard.spotted.numbers] + heard.spotted.tasks
    for option in state.options:
        if len(numbers) == 1 and option.tasks == (numbers[0],):
            return option
    if any(heard.content[p] and not heard.spotted.kinds[p] and w not in _NTH_WORDS for p, w in enumerate(heard.words)):
        return None
    found = [nth for nth in _NTH if f" {nth} " in heard.line]
    place = _NTH[max(found, key=len)] if found else numbers[0] - 1 if len(numbers) == 1 and numbers[0] <= 4 else None
    return state.options[place] if place is not None and place < len(state.options) else None


_NTH_WORDS = frozenset(w for nth in _NTH for w in nth.split()) | frozenset(
    ("cai", "y", "viec", "nhiem", "vu", "muc", "la")
)


def _found(case: Case) -> list[Proposal]:
    """What every rule proposes."""
    found = [p for rule in RULES for p in rule(case)]
    if all(p.score < MOST_FOUND for p in found):
        found += [p for rule in SEARCHES for p in rule(case)]
    if _is_turned(case):
        found = [_doubted(p, TURNED) if p.query.kind in ("find", "text") else p for p in found]
    if case.has(*DEMANDS) or _asks_why(case):
        found = [_doubted(p) if p.query.kind != "refusal" else p for p in found]
    return found


def _best(case: Case) -> Proposal | None:
    return _preferred(case, _found(case))


def _preferred(case: Case, found: list[Proposal]) -> Proposal | None:
    best = max(found, key=lambda p: p.score, default=None)
    return _to_the_point(case, best, found) if best and best.query.kind == "text" else best


def _to_the_point(case: Case, best: Proposal, found: list[Proposal]) -> Proposal:
    """The fact that is asked ("ai chủ trì", "bao nhiêu phần trăm", "số hiệu") rather than the passage that has it."""
    for other in sorted(found, key=lambda p: -p.score):
        query = other.query
        aspect = (
            query.kind == "task" and query.aspects not in ((), ("all",)) and not (case.asks_code and best.query.holds)
        )
        share = query.kind == "target" and case.has("percent") and not (case.asked_thing and not case.says(*_SHARES))
        same = (aspect or share) and best.query.addresses[:1] == case.desk.source_of(query)[:1]
        close = other.score >= best.score - (CLOSE_SHARE if share else CLOSE)
        if (same or query.kind == "about") and other.understood and close:
            return other
    return best


def _is_turned(case: Case) -> bool:
    """Whether units are named and a word takes out or denies: only a reading with conditions makes use of it."""
    marks = Marks(case)
    return bool(case.units) and case.asks_tasks and bool(marks.of("not", "except"))


def _doubted(proposal: Proposal, off: float = DOUBT) -> Proposal:
    """A proposal for a question that demands what no decision says, or turns round what it does not use."""
    return replace(proposal, score=proposal.score - off, covered=proposal.covered - off)


def _asks_why(case: Case) -> bool:
    return case.words[:1] == ["sao"] and not case.says("sao luu")


def _not_here(nearest: Proposal | None) -> Query:
    """That the document does not say it, with what comes nearest."""
    if nearest is None:
        return Query("refusal", reason="not-in-document")
    return Query("refusal", reason="not-in-document", addresses=nearest.query.addresses, tasks=nearest.query.tasks)


def _several(desk: Desk, heard: Heard, state: State, today: date, whole: Proposal | None) -> tuple[Proposal, ...]:
    """The parts of a message, where each is understood and together they answer more than the whole did.

    A part is read as the turn of a talk that follows the part before it, so that it may leave out what that one named.
    """
    cuts = _cuts(heard, in_words=whole is not None and whole.query.kind == "refusal")
    best: tuple[Proposal, ...] = ()
    best_score = -1.0
    for chosen in _ways_to_cut(cuts):
        if parts := _read_parts(desk, heard, state, today, chosen):
            score = min(p.score for p in parts) + 0.02 * len(parts)
            if score > best_score:
                best, best_score = parts, score
    if not best:
        return ()
    if whole is None or not whole.understood:
        return best
    if {whole.query.kind, *(p.query.kind for p in best)} == {"due"}:
        return ()  # reports are joined with what is asked of them in one reading
    one_set = whole.query.kind in _SETS and whole.covered >= WHOLE_SET and not _asks_apart(heard, best)
    if one_set or _tells_all(whole, best):
        return ()
    apart = _is_half(whole, best) or _is_too_much(whole, best)
    if whole.query.kind == "target" and whole.covered >= WHOLE_SET and {p.query.kind for p in best} == {"target"}:
        return ()  # its subjects and periods are read as a whole
    margin = -HALF_WORSE if apart else WORTH_CUTTING
    return best if best_score > whole.score + margin else ()


def _ways_to_cut(cuts: list[int]) -> Iterator[tuple[int, ...]]:
    """All cuts at once, and each by itself."""
    if len(cuts) > 1:
        yield tuple(cuts)
    if len(cuts) > 2:
        yield from combinations(cuts, 2)
    yield from ((cut,) for cut in cuts)


def _read_parts(desk: Desk, heard: Heard, state: State, today: date, cuts: tuple[int, ...]) -> tuple[Proposal, ...]:
    """The reading of each part between cuts; () where one of them is not understood."""
    found: list[Proposal] = []
    for start, end in pairwise((0, *cuts, len(heard.words))):
        part = desk.listener.part(heard, start, end)
        own = _best(Case(desk, part, state, today))
        if own is None or not own.understood or own.query.kind == "choice":
            return ()
        own.part = part
        if own.query.kind == "refusal" and all(p.query.aspects == ("all",) for p in found):
            return ()  # what is asked is not known; what stands before it only names the thing
        if "text" in (own.query.kind, *(p.query.kind for p in found)) and "," in heard.spotted.words[start].before:
            return ()  # a comma parts the items of one thing as well
        if own.query not in [p.query for p in found]:
            found.append(own)
        state = replace(after(state, [answer(own.query, desk, today)], desk), within=True)
    return tuple(found) if len(found) > 1 else ()


def _asks_apart(heard: Heard, parts: Sequence[Proposal]) -> bool:
    """Whether the parts of a question for tasks are questions of their own, not conditions of one list."""
    if any(p.query.kind not in (*_SETS, "find", "task") for p in parts):
        return True
    return (
        len(_COUNTINGS.findall(heard.line)) > 1
        or len(WHICH.findall(heard.line)) > 1  # "chủ trì việc nào, phối hợp việc nào"
        or bool(_NEW_START.search(heard.line))
        or "?" in heard.typed.rstrip("? ")
    )


def _tells_all(whole: Proposal, parts: Sequence[Proposal]) -> bool:
    """Whether the whole tells of several tasks all that the parts ask of one or another of them."""
    own = whole.query
    if own.kind != "task" or len(own.tasks) < 2 or not whole.understood:
        return False
    for query in (p.query for p in parts):
        numbers = {n for c in query.where if c.kind == "number" for n in c.values} or set(map(str, query.tasks))
        asked = {*query.aspects, *(c.role or "" for c in query.where if c.kind in ("cell", "unit"))} - {"number"}
        if query.kind not in ("task", "list", "find") or not asked <= set(own.aspects):
            return False
        if query.kind == "find":
            numbers &= set(map(str, own.tasks))
        if (query.kind != "list" and not numbers) or not numbers <= set(map(str, own.tasks)):
            return False
    return any(p.query.kind != "task" for p in parts)


def _is_too_much(whole: Proposal, parts: Sequence[Proposal]) -> bool:
    """Whether the whole tells fields of tasks that no part asks: "nv 10 ai phối hợp, còn nv 22 ai chủ trì"."""
    if whole.query.kind != "task" or any(p.query.kind != "task" or not p.query.tasks for p in parts):
        return False
    asked = {(task, field) for p in parts for task in p.query.tasks for field in p.query.aspects}
    return len(asked) < len(whole.query.tasks) * len(whole.query.aspects)


def _is_half(whole: Proposal, parts: Sequence[Proposal]) -> bool:
    """Whether a part asks something that the reading of the whole leaves out."""
    own = whole.query
    for part in parts:
        query = part.query
        if query.kind != own.kind and {query.kind, own.kind} != {"task", "find"}:
            return True
        if not set(query.aspects) <= set(own.aspects) or not set(query.tasks) <= set(own.tasks):
            return True
        if query.where != own.where or query.quarters != own.quarters or query.targets != own.targets:
            return True
    return False


def _asks(heard: Heard, start: int, end: int, *, in_words: bool = False) -> bool:
    """Whether a part of a message asks something by itself: by a question word, or of an aspect of a task."""
    typed = heard.spotted.words[start:end]
    words = [w.text for w in typed if w.text not in _ASK_SPELLED or w.typed in (w.text, _ASK_SPELLED[w.text])]
    aspect = "task" in heard.spotted.kinds[start:end] and not _ASPECT_WORDS.isdisjoint(words)
    asking = _QUESTION_WORDS - {"han"} if in_words else _QUESTION_WORDS
    return aspect or ("bao", "gio") in pairwise(words) or not asking.isdisjoint(words)


def _without_opening(desk: Desk, heard: Heard, state: State, today: date, whole: Proposal | None) -> Proposal | None:
    """The question after an opening about the asker ("Tôi mới về Bộ, …"), where it is understood better without."""
    words = heard.spotted.words
    if not words or words[0].text not in _OPENINGS:
        return None
    for place in range(2, min(len(words) - 1, LONGEST_OPENING)):
        if any(sign in words[place].before for sign in ",.:;"):
            if _asks(heard, 0, place) or any(heard.spotted.kinds[:place]):
                return None
            found = _best(Case(desk, desk.listener.part(heard, place, len(words)), state, today))
            if found and found.understood and found.score > (whole.score if whole else 0.0):
                return found
    return None


def _splits(heard: Heard, place: int) -> bool:
    """Whether "đồng" goes on as "đồng thời", and "còn" is not that of "còn lại"."""
    word, after = heard.words[place], heard.words[place + 1 : place + 2]
    if word == "dong":
        return after == ["thoi"]
    return word != "con" or after != ["lai"]


def _asking_sentence(desk: Desk, heard: Heard, state: State, today: date, whole: Proposal | None) -> Proposal | None:
    """The one sentence of several that is understood, where the others name nothing: a greeting, thanks."""
    words, kinds = heard.spotted.words, heard.spotted.kinds
    starts = [p for p in range(1, len(words)) if any(sign in words[p].before for sign in ".?!;\n")]
    spans = list(pairwise((0, *starts, len(words))))
    if len(spans) < 2 or len(words) < LONG_MESSAGE:
        return None
    asking: list[Proposal] = []
    for start, end in spans:
        found = (
            _best(Case(desk, desk.listener.part(heard, start, end), state, today)) if _asks(heard, start, end) else None
        )
        if found and found.understood and found.query.kind != "choice":
            asking.append(found)
        elif any(kind in NAMED_KINDS for kind in kinds[start:end]):
            return None
    return asking[0] if len(asking) == 1 and asking[0].score > (whole.score if whole else 0.0) else None


def _cuts(heard: Heard, *, in_words: bool = False) -> list[int]:
    """Where a message may fall in parts that each ask something: at signs and joining words.

    `in_words`: a part that names a matter ("hạn quý IV, mấy giờ đóng sổ") only says of what the other asks.
    """
    words, size = heard.spotted.words, len(heard.words)
    places = [
        p
        for p in range(1, size)
        if any(sign in words[p].before for sign in ",?;.+/\n")
        or (words[p].text in _SPLITS and _splits(heard, p))
        or heard.words[p : p + 2] == ["voi", "lai"]
    ]
    places = [p for p in places if not _EACH.match(f" {' '.join(heard.words[p : p + 3])} ")]
    places = [p for p in places if not _says_which(heard, p)]
    cuts: list[int] = []
    start = 0
    for place in places:
        if _asks(heard, start, place, in_words=in_words) and _asks(heard, place, size):
            cuts.append(place)
            start = place
    return cuts[:MOST_CUTS]


def _says_which(heard: Heard, place: int) -> bool:
    """Whether the rest of a message only asks which the tasks are that were counted ("có mấy việc …, số mấy vậy")."""
    counted = COUNTED_NOUN.search(f" {' '.join(heard.words[:place])} ")
    return bool(counted and _WHICH_THEY_ARE.fullmatch(f" {' '.join(heard.words[place:])} "))


def _small_talk(heard: Heard) -> Query | None:
    """A greeting or thanks with nothing else in it."""
    words = heard.words
    if len(words) > 7 or any(heard.content):
        return None
    if says(heard.line, _THANKS):
        return Query("thanks")
    return Query("greeting") if says(heard.line, _GREETINGS) else None
