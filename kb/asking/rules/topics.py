"""Questions about the task that a description means: its number, or an aspect of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kb.asking.case import Case
from kb.asking.query import ENOUGH, Proposal, Query
from kb.asking.rules.aspects import goes_on
from kb.asking.rules.meant import FOLLOWS, HEARD
from kb.asking.table.fields import asks_code, coded_fields, fields_asked
from kb.asking.table.marks import Marks
from kb.asking.table.tasks import _with_claimed, _wrong, asks_why, claims_of
from kb.model import Task
from nlu.lexicon import folded_words
from nlu.phrases import ways
from nlu.retrieval import Match

ALIKE = 0.96  # of the best score and coverage: tasks that fit a description this well are all meant
ALIKE_OF_MANY = 0.78  # where several tasks are asked for
NEARLY = 0.75  # of the best score: a task that has what is asked is meant rather than one that has it not
TWINS = 0.995  # of the best score: then the asker chooses
CELL_SAYS_MORE = 0.05  # of the topic must a cell say beyond what the task's content says, for its time to be meant
CELL_EXPECTS = 0.3  # … or may it fall short of it, where question and cell alike say "dự kiến"
LEAST_OF_STRANGER = 0.75  # share to be accounted for where an organisation or a period is named that is not known
CARRIED = 0.16  # on top: after a field of a task only another task is named
LONGEST_CARRIED = 12  # words of such a turn
LEAST_TOPIC = 0.6  # weight of the words that describe a task
OF_NAME = 0.1  # on top: a name is asked, and the task has one in quotes
_FULL_NAME = ways("ten day du | ten goi day du | ten chinh thuc")
_MANY = ways("nhung nhiem vu | cac nhiem vu | nhung viec | cac viec | nhung dau viec")
_MONTH_ASKED = ways("thang nao | thang may")
_MONTH_OR_YEARS = re.compile(r"tháng \d|\d{4}")
_WITH_WHOM = tuple(f"voi {whom}" for whom in ways("co quan nao | ai | don vi nao | bo nao | ben nao | nhung ai"))
_SENDS = re.compile(r"\bgửi\s+\w")
_ASPECT_CUES = ("when", "product", "note")
_ROW_ASKED = ways("cho nao | muc nao | dong nao | o dau")
_TABLE = ways("phu luc | trong bang | cua phu luc | bang")
_NUMBER_ASKED = ways(
    "nhiem vu nao | nhiem vu gi | nhiem vu may | so may | nhiem vu so may | viec nao | viec gi | dau viec nao"
    " | so bao nhieu | so nao | thu may | dong nao | stt nao | thu bao nhieu | so thu tu | nhiem vu so bao nhieu"
    " | dong so may | viec may"
)
_NUMBER_ENDS = (" nhiem vu so ", " so nhiem vu ", " so thu tu ", " stt ")  # of keywords: "điện toán đám mây nv số"
_CODE_NUMBER = (
    *(
        f"{code} {ask}"
        for code in ways("quyet dinh | nghi quyet | nghi dinh | thong tu | van ban | luat | chi thi")
        for ask in ways("so may | so bao nhieu | nao | so nao | mang so nao")
    ),
    "mang so nao",
)
_SOUGHT = ways("tim nhiem vu | tim giup nhiem vu | nhiem vu ve | co muc nao | co viec nao | nhiem vu lien quan")
_ROLE_TOO = ways("don vi chu tri | ai chu tri | ai lam | don vi nao | ai phu trach")


def by_topic(case: Case) -> Iterator[Proposal]:
    """For "ai lo phần mở dữ liệu", "việc ký số là nhiệm vụ nào": the task that a description means."""
    if case.spotted.tasks:
        return
    if said := _task_of_what_was_said(case):
        yield Proposal(1.0, Query("find", tasks=(said,)), 1.0)
        return
    aspects = fields_asked(case)
    named = case.has("which", "task") or _asks_number(case) or case.says(*_FULL_NAME) or asks_code(case)
    carried = not aspects and _goes_on_with(case)
    aspects = carried or aspects
    if not aspects and not named:
        return
    weights = case.topic([cue for cue in HEARD if cue != "absent"], _topic_places(case), units=True)
    asking = {place for phrase in _FULL_NAME for place in case.places_of(phrase)} if case.units else set()
    described = sum(w for p, w in enumerate(weights) if not case.spotted.kinds[p] and p not in asking) >= LEAST_TOPIC
    matches = case.search(case.desk.tasks, weights) if described else []
    if not matches:
        return
    covered = case.explained((*HEARD, "unitword"), matches[0].explained, _slots(case, matches))
    if aspects and (two := _two_tasks(case, weights)):
        yield Proposal(covered + 0.08, Query("task", aspects=aspects, tasks=two), covered, 0.45)
        return
    covered = min(covered, 0.35 + 0.75 * matches[0].coverage)
    if not carried:
        yield from _read(case, aspects, matches, covered)
    elif covered >= ENOUGH["task"]:
        yield Proposal(covered + CARRIED, Query("task", aspects=carried, tasks=(int(str(matches[0].key)),)), covered)


def _goes_on_with(case: Case) -> tuple[str, ...]:
    """The fields asked of the last task, where a turn only names another ("thế còn quy chế làm việc")."""
    last = case.state.query
    begins = any(case.heard.line.startswith(f" {word} ") for word in FOLLOWS)
    if last is None or last.kind != "task" or not begins or len(case.words) > LONGEST_CARRIED or case.units:
        return ()
    asked = case.has("who", "when", "which", "percent", "count", "list", "exist") or case.says("bao nhieu", "nao", "gi")
    return last.aspects if len(last.tasks) == 1 and "all" not in last.aspects and not asked else ()


_WHICH_OF_PLAN = re.compile(
    r" (?:nhiem vu|viec|dau viec|muc|nv|so|dong|stt)(?: so| thu)* (?:may|nao|bao nhieu|mo)(?: (?:trong|o|cua"
    r"|tai) (?:phu luc|bang|ke hoach))? "
)
STANDS_OUT = 1.5  # times the next one's
SAYS_MOST = 0.6  # … from which it need not stand out
SAYS_THE_SAME = 0.5  # how much of a task's words a passage must say to be of that task


def _task_of_what_was_said(case: Case) -> int | None:
    """The task that says what a passage says of which one spoke last ("việc đó là nhiệm vụ số mấy")."""
    last = case.state.query
    if last is None or last.kind not in ("duty", "text", "passage") or not last.addresses or case.units:
        return None
    passage = case.document.by_address.get(last.addresses[0])
    if passage is None or not _WHICH_OF_PLAN.search(case.heard.line) or sum(case.topic(HEARD)) > LEAST_TOPIC:
        return None
    linked = [t.number for t in case.document.tasks if passage.address in (*t.links, t.address)]
    alike = {t.number: case.desk.likeness(passage.text, folded_words(t.content)) for t in case.document.tasks}
    best, second = sorted(alike, key=lambda number: -alike[number])[:2]
    sure = alike[best] >= SAYS_MOST or alike[best] >= max(SAYS_THE_SAME, STANDS_OUT * alike[second])
    return linked[0] if len(linked) == 1 else best if sure else None


_APART = ways(
    "tung cai | tung viec | moi cai | moi viec"
    " | hai viec | hai cai | 2 cai | 2 viec | hai nhiem vu | 2 nhiem vu | ca hai"
)
_TOPIC_JOINS = frozenset(("va", "voi", "vs", "con", "cung"))
EACH_FITS = 0.5  # coverage from which each of two descriptions names a task


def _two_tasks(case: Case, weights: list[float]) -> tuple[int, ...]:
    """The tasks of two descriptions in one question ("hệ thống báo cáo với hệ thống họp, ai làm từng cái")."""
    if not case.says(*_APART):
        return ()
    typed = case.spotted.words
    for cut in range(2, len(case.words) - 2):
        if case.words[cut] not in _TOPIC_JOINS and not any(s in typed[cut].before for s in ",+;/»"):
            continue
        sides = (
            [w if p < cut else 0.0 for p, w in enumerate(weights)],
            [w if p > cut else 0.0 for p, w in enumerate(weights)],
        )
        if any(sum(side) < LEAST_TOPIC for side in sides):
            continue
        found = [case.search(case.desk.tasks, side) for side in sides]
        best = [int(str(m[0].key)) for m in found if m and m[0].coverage >= EACH_FITS]
        if len(best) == 2 and best[0] != best[1]:
            return tuple(best)
    return ()


def _read(case: Case, aspects: tuple[str, ...], matches: list[Match], covered: float) -> Iterator[Proposal]:
    """What is asked of the tasks that a description may mean: which they are, or the aspects of the best one."""
    tasks = _alike(case, matches)
    claims = claims_of(case)
    if asks_why(case) and claims:
        if wrong := _wrong(case, tasks[0], claims):
            asked = _with_claimed((), (wrong,))
            yield Proposal(covered + 0.3, Query("task", aspects=asked, tasks=tasks[:1], where=(wrong,)), covered, 0.5)
        return
    if coded := coded_fields(case, case.document.by_number[tasks[0]], aspects):
        yield Proposal(covered + OF_NAME, Query("task", aspects=coded, tasks=tasks[:1]), covered)
        return
    if _leaves_choice(case, matches):
        yield Proposal(covered + 0.05, Query("choice", aspects=aspects or ("all",), tasks=tasks[:4]), covered, 0.6)
        return
    if case.says(*_FULL_NAME) and (cell := _named_in(case, tasks[0])):
        aspects = tuple(dict.fromkeys((*(a for a in aspects if a not in ("all", "lead")), cell)))
        yield _aspects_of(case, aspects, tasks[0], covered + OF_NAME)
        return
    if not _asks_whether(case) and (filled := _with_cell(case, aspects, matches)):
        tasks = (filled,)
    yield from _best_of(case, aspects, tasks, covered)


def _best_of(case: Case, aspects: tuple[str, ...], tasks: tuple[int, ...], covered: float) -> Iterator[Proposal]:
    """The number or the aspects of the task that a description means."""
    if case.says(*_ROW_ASKED) and case.says(*_TABLE):
        yield Proposal(covered + 0.08, Query("find", tasks=tasks), covered)
    elif _wants_number(case, aspects):
        yield _number_of(case, aspects, tasks, covered)
    elif aspects == ("coord",) and case.says(*_WITH_WHOM) and (query := _with_whom(case, tasks[0])):
        yield Proposal(covered + 0.04, query, covered)
    elif aspects and (aspects != ("sent_to",) or _sends(case.document.by_number[tasks[0]])):
        yield _aspects_of(case, aspects, tasks[0], covered)


def _number_of(case: Case, aspects: tuple[str, ...], tasks: tuple[int, ...], covered: float) -> Proposal:
    """Which task it is, with the aspects that are wanted beside its number."""
    stranger = LEAST_OF_STRANGER if "stranger" in case.spotted.kinds else 0.0
    if aspects:
        query = Query("find", aspects=_roles_too(case, aspects), tasks=tasks)
        return Proposal(covered + 0.05, query, covered, stranger)
    enough = stranger or (0.0 if _units_fit(case, tasks[0]) else 0.66)
    return Proposal(covered + 0.04, Query("find", tasks=tasks), covered, enough)


def _aspects_of(case: Case, aspects: tuple[str, ...], number: int, covered: float) -> Proposal:
    """The aspects asked of the task that a description means."""
    task = case.document.by_number[number]
    if aspects == ("when",) and (cell := _dated_cell(case, task)):
        aspects = (cell,)
    elif aspects == ("when",) and case.says(*_MONTH_ASKED):
        return Proposal(covered + 0.1, Query("refusal", reason="no-month", tasks=(number,)), covered)
    off = 0.1 if case.asked_thing and aspects == ("lead",) else 0.0
    if aspects in (("lead",), ("when",)) and (case.fills_gap(case.desk.folded[task.address]) or case.asks_code):
        off += 0.2
    return Proposal(
        covered + 0.02 - off,
        Query("task", aspects=aspects, tasks=(number,), where=claims_of(case), whether=Marks(case).asks_whether),
        covered,
    )


def _dated_cell(case: Case, task: Task) -> str | None:
    """The note or product whose own time is asked: that of another event ("bao giờ Chính phủ trình Nghị định …")."""
    weights = case.topic(HEARD)
    words, total = [w if weights[n] else "" for n, w in enumerate(case.words)], sum(weights)
    for cell, text in (("note", task.note), ("product", task.product)):
        if not text or not _MONTH_OR_YEARS.search(text) or not total:
            continue
        if case.says(*_MONTH_ASKED) and "tháng" in text:
            return cell
        more = -CELL_EXPECTS if case.says("du kien") and "dự kiến" in text else CELL_SAYS_MORE
        if case.desk.likeness(text, words) > case.desk.likeness(task.content, words) + more:
            return cell
    return None


def _named_in(case: Case, number: int) -> str | None:
    """The cell of a task that has a name in quotes, which its content has not."""
    task = case.document.by_number[number]
    return next((cell for cell in ("product", "note") if "“" in (getattr(task, cell) or "")), None)


def _with_cell(case: Case, aspects: tuple[str, ...], matches: list[Match]) -> int | None:
    """The next best task, where the best one has nothing in the cell that is asked about and the next fits nearly."""
    if aspects not in (("product",), ("note",)) or len(matches) < 2:
        return None
    first, second = (case.document.by_number[int(str(m.key))] for m in matches[:2])
    empty, filled = (getattr(task, aspects[0]) for task in (first, second))
    near = matches[1].score >= NEARLY * matches[0].score
    return second.number if near and filled and not empty else None


def _with_whom(case: Case, number: int) -> Query | None:
    """What a task's content says of whom to work with, where its cell for coordinating units is empty."""
    task = case.document.by_number[number]
    if task.coordinators or "phoi hop voi" not in case.desk.folded[task.address]:
        return None
    return Query("text", addresses=(task.address, *task.links), words=tuple(folded_words(task.content)))


def _sends(task: Task) -> bool:
    """Whether a task's cells say to whom something is sent."""
    return any(_SENDS.search(text or "") for text in (task.product, task.note, task.content))


def _asks_whether(case: Case) -> bool:
    """Whether it is asked if there is something at all ("có ghi sản phẩm không")."""
    return case.has("absent") or case.words[-1:] in (["khong"], ["chua"])


def _alike(case: Case, matches: list[Match]) -> tuple[int, ...]:
    """The tasks that fit a description about as well as the best does, five at most."""
    least = ALIKE_OF_MANY if case.says(*_MANY) else ALIKE
    best = matches[0]
    near = [m for m in matches if m.score >= least * best.score and m.coverage >= least * best.coverage]
    return tuple(int(str(m.key)) for m in near[:5])


def _leaves_choice(case: Case, matches: list[Match]) -> bool:
    """Whether two tasks fit a description too nearly alike to tell which one is meant."""
    return not case.says(*_MANY) and len(matches) > 1 and matches[1].score >= TWINS * matches[0].score


def _wants_number(case: Case, aspects: tuple[str, ...]) -> bool:
    """Whether it is the task's number that is asked."""
    if goes_on(case):
        return False
    if _asks_number(case) or (_seeks_task(case) and not (aspects and case.has("who", *_ASPECT_CUES))):
        return True
    return case.has("which") and not aspects and not case.asked_thing and not case.asks_code


def _asks_number(case: Case) -> bool:
    """Whether a task's number is asked; the number of another document is not."""
    ends = case.heard.line.endswith(_NUMBER_ENDS)
    return not case.says(*_CODE_NUMBER) and (ends or case.says(*_NUMBER_ASKED))


def _seeks_task(case: Case) -> bool:
    """Whether a task is looked for without a question word ("tìm nhiệm vụ về …", "có mục nào bàn về …")."""
    if case.says(*_SOUGHT):
        return True
    return case.words[:2] == ["nhiem", "vu"] and not case.has("who", "when", "product", "note", "coord")


def _roles_too(case: Case, aspects: tuple[str, ...]) -> tuple[str, ...]:
    """The aspects wanted beside the number ("việc nào nói về chữ ký số, cho xin luôn đơn vị chủ trì")."""
    return tuple(a for a in aspects if a in ("lead", "coord") and case.says(*_ROLE_TOO))


def _topic_places(case: Case) -> set[int]:
    """Words of a cue that belong to the topic: the document has them beside words of the topic that are no cue."""
    pairs, cued, keep = case.desk.tasks.pairs, case.places(*HEARD), set[int]()
    beside = [place for place, pair in enumerate(pairwise(case.words)) if pair in pairs]
    for _ in range(3):
        loose = {
            inner
            for place in beside
            for inner, outer in ((place, place + 1), (place + 1, place))
            if inner in cued - keep and outer not in cued - keep and case.heard.content[outer]
        }
        if not loose:
            break
        keep |= loose
    return keep


def _slots(case: Case, matches: list[Match]) -> tuple[str, ...]:
    """The kinds of spotted things that the best task accounts for."""
    return ("unit", "period") if _units_fit(case, int(str(matches[0].key))) else ("period",)


def _units_fit(case: Case, number: int) -> bool:
    """Whether a task names every unit that the question names, in a cell or in its text."""
    task = case.document.by_number[number]
    named = {u.name for w in (*task.leads, *task.coordinators) if (u := case.desk.unit_of(w))}
    text = case.desk.folded[task.address]
    return all(
        u.name in named or u.collective or any(f" {' '.join(folded_words(n))} " in text for n in u.names())
        for u in case.units
    )
