"""Understanding questions about progress: state of a task, who owes a report, what is difficult, what was reported.

Words, units and numbers are heard by the knowledge base's listener.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from kb.asking.hearing import Heard, Listener
from progress import phrases
from progress.asks import Ask, Quarter
from progress.composing import compose

Asked = Literal[
    "task",  # how given tasks stand
    "owed",  # what a unit has yet to report
    "missing",  # which units have not reported
    "reported",  # which units have
    "difficulty",  # what is difficult, for given tasks or for which tasks
    "status",  # which tasks stand so
    "reports",  # what was reported last
    "ask",  # what an Ask says
]
NEAR_START = 16  # letters before "tình hình …" that may open a question about a task without its number


@dataclass(frozen=True, slots=True)
class ProgressQuestion:
    """A question about progress. `unit` is a full name, `mine` says that the asker's own unit is meant.

    `standing` is a status, or "unfinished" or "late". `topical` marks a question about a task that is not named by
    number, `count` one that asks how many.
    """

    kind: Asked
    tasks: tuple[int, ...] = ()
    unit: str | None = None
    mine: bool = False
    standing: str | None = None
    quarter: Quarter | None = None
    count: bool = False
    topical: bool = False
    ask: Ask | None = None


def read_question(text: str, listener: Listener) -> ProgressQuestion | None:
    """What a message asks, if it asks about progress; None where it cannot, or tells something. Any text will do.

    A question that the decision answers may be put in the same words: which it is, the router weighs.
    """
    heard = listener.hear(text)
    line = _line(heard)
    if _tells(text, heard, line):
        return None
    return next((found for rule in _RULES if (found := rule(heard, line))), None)


def _line(heard: Heard) -> str:
    line = heard.line.replace(" <u> ", " @ ").replace(" nhiem vu ", " task ")
    return phrases.MENDED.sub(lambda found: phrases.MEND[found[1]], line)


def _tells(text: str, heard: Heard, line: str) -> bool:
    """Whether a message reports rather than asks: words after a colon, a percentage, nothing that asks."""
    if text.rstrip().endswith("?"):
        return False
    asks = any(p.search(line) for p in (phrases.COUNT, phrases.TASKS, phrases.UNITS_ASKED))
    if phrases.AFTER_COLON.search(text) or (heard.spotted.percents and not asks):
        return True
    return not any(p.search(line) for p in (phrases.ASKS, phrases.NOMINAL, phrases.TASKS))


def _ends_in_chua(heard: Heard) -> bool:
    """Whether a clause ends in "chưa", which asks: "xong chưa ạ" does, "chưa xong" tells."""
    words = heard.spotted.words
    for place, word in enumerate(words):
        if place == 0 or (word.text != "chua" and word.typed not in phrases.MISTYPED_CHUA):
            continue
        after = words[place + 1 :]
        cut = next((n for n, w in enumerate(after) if any(sign in w.before for sign in ",.;?")), len(after))
        if all(w.text in phrases.PARTICLES for w in after[:cut]):
            return True
    return False


def _tasks(heard: Heard) -> tuple[int, ...]:
    """The tasks named; "nv 13 quý 2" names one too, though its list runs into the quarter."""
    found = phrases.BEFORE_QUARTER.search(heard.line) if not heard.spotted.tasks else None
    return tuple(map(int, re.findall(r"\d+", found[1]))) if found else tuple(heard.spotted.tasks)


def _quarter(heard: Heard, line: str) -> Quarter | None:
    if heard.spotted.quarters:
        return Quarter(heard.spotted.quarters[0], heard.spotted.years[0] if heard.spotted.years else None)
    return next((Quarter(shift=shift) for pattern, shift in phrases.SHIFTS if pattern.search(line)), None)


def _question(kind: Asked, heard: Heard, line: str, standing: str | None = None) -> ProgressQuestion:
    unit = next((unit.name for _, unit in heard.spotted.units if unit.collective is None), None)
    tasks = _tasks(heard)
    return ProgressQuestion(
        kind,
        tasks,
        unit,
        mine=unit is None and bool(phrases.MINE.search(line)),
        standing=standing,
        quarter=_quarter(heard, line),
        count=bool(phrases.COUNT.search(line)),
        topical=kind == "task" and not tasks,
    )


# ── the rules, in order; each says what it takes ─────────────────────────────
def _composed(heard: Heard, line: str) -> ProgressQuestion | None:
    """Nhiệm vụ nào của nhóm II chưa ai báo cáo; đơn vị nào trễ nhiều nhất quý này: what no other rule can say."""
    found = _question("ask", heard, line)
    ask = compose(heard, line, found.tasks, found.quarter, mine=found.mine)
    return replace(found, ask=ask) if ask and _is_composed(ask) else None


def _is_composed(ask: Ask) -> bool:
    kinds = {one.kind for one in ask.where} - {"unit", "number"}
    of_units = ask.of == "unit" and not kinds <= {"sent", "unsent"}
    return (
        len(kinds) > 1 or bool(ask.order) or ask.of in ("group", "report") or of_units or bool(kinds & _ONLY_COMPOSED)
    )


_ONLY_COMPOSED = frozenset({"group", "percent", "nobody", "waiting", "accepted", "returned"})


def _reports(heard: Heard, line: str) -> ProgressQuestion | None:
    """Quý trước TTCNTT báo cáo gì về nv 13; báo cáo gần nhất của nhiệm vụ 13."""
    found = _question("reports", heard, line)
    by_whom = found.tasks and phrases.BY_WHOM.search(line)
    if not (phrases.SAID.search(line) or by_whom) or phrases.NOT_SAID.search(line):
        return None
    whose = found.tasks or found.mine or (found.unit and phrases.OF_SOME_TIME.search(line))
    return found if whose else None


def _missing(heard: Heard, line: str) -> ProgressQuestion | None:
    """Đơn vị nào chưa báo cáo; ai chưa nộp quý 3; còn thiếu báo cáo của đơn vị nào."""
    return _question("missing", heard, line) if phrases.UNSENT.search(line) else None


def _reported(heard: Heard, line: str) -> ProgressQuestion | None:
    """Những đơn vị nào đã báo cáo; bao nhiêu đơn vị nộp rồi."""
    return _question("reported", heard, line) if phrases.SENT.search(line) else None


def _owed(heard: Heard, line: str) -> ProgressQuestion | None:
    """Đơn vị em còn nợ gì; TTCNTT còn nhiệm vụ nào chưa báo cáo quý này; Vụ Pháp chế nộp báo cáo chưa."""
    found = _question("owed", heard, line)
    if found.tasks:
        return None
    asked = (found.unit or found.mine) and phrases.SEND.search(line) and _ends_in_chua(heard)
    return found if asked or phrases.OWES.search(line) else None


def _difficulty(heard: Heard, line: str) -> ProgressQuestion | None:
    """Nhiệm vụ nào đang vướng; khó khăn của nv 13; TTCNTT đang vướng gì."""
    found = _question("difficulty", heard, line)
    whose = found.tasks or found.unit or found.mine
    asked = phrases.HARD_TASKS.search(line) or (whose and phrases.HARD_OF.search(line))
    return found if asked else None


def _status(heard: Heard, line: str) -> ProgressQuestion | None:
    """Nhiệm vụ nào đã hoàn thành rồi; nhiệm vụ nào chậm; bao nhiêu nhiệm vụ xong rồi."""
    if not phrases.TASKS.search(line) or _tasks(heard):
        return None
    standing = next((name for name, pattern in phrases.STANDINGS if pattern.search(line)), None)
    return _question("status", heard, line, standing) if standing else None


def _state(heard: Heard, line: str) -> ProgressQuestion | None:
    """Nhiệm vụ 13 đến đâu rồi; tình hình nv 13; nv 13 xong chưa; Cổng dịch vụ công làm tới đâu rồi."""
    found = _question("task", heard, line)
    where, named = phrases.WHERE.search(line), phrases.NAMED_STATE.search(line)
    named = None if " bao cao tinh hinh " in line else named
    if found.tasks:
        return found if where or named or phrases.HOW.search(line) or _ends_in_chua(heard) else None
    opens = named is not None and named.start() < NEAR_START
    return found if opens or (where and " roi " in line) or phrases.DONE_YET.search(line) else None


_RULES: tuple[Callable[[Heard, str], ProgressQuestion | None], ...] = (
    _composed,
    _reports,
    _missing,
    _reported,
    _owed,
    _difficulty,
    _status,
    _state,
)
