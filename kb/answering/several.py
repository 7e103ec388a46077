"""Which of several decisions a message is about, and what is said where that is not plain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from conversation.outgoing import Button
from kb.answering.buttons import lasting
from kb.answering.reply import Choice, Reply
from kb.answering.tokens import decision_token
from kb.answering.wording.names import decision, strong
from kb.asking.desk import Desk
from kb.asking.query import Query, State
from kb.asking.understanding import choice_of
from kb.executor.made import Answer
from nlu.text import day_text, fold

MOST_OFFERED = 4
_NAMED = re.compile(r"\b(?:quyet dinh|qd|van ban|vb|ke hoach)(?: so)? ?(\d+)(?: ?/ ?qd)?(?![\w/-])")
_BESIDE = re.compile(
    r"\b(?:cai|quyet dinh|qd|van ban|vb|ke hoach|so|cua|theo|trong|y|toi|em|minh|hoi|ve|la|a|nhe|nha|thi|day)\b"
)
_SETS = ("list", "count", "rank", "group", "groups", "abbreviation")


@dataclass(frozen=True, slots=True)
class Read:
    """What one decision makes of a message: its answers, its reply, the tasks and fields that it names."""

    desk: Desk
    made: tuple[Answer, ...]
    reply: Reply
    tasks: tuple[int, ...] = ()
    asked: tuple[str, ...] = ()

    @property
    def is_small_talk(self) -> bool:
        """Whether it is a greeting or thanks, which no decision is asked for."""
        return self.reply.kind == "refuse" and self.reply.understood


def fitting(reads: Sequence[Read], *, may_ask: bool) -> list[Read]:
    """Those that answer; for small talk one of them; else those that ask back, where they may."""
    found = [read for read in reads if read.reply.kind == "answer"]
    small = [read for read in reads if read.is_small_talk]
    return found or small[:1] or [read for read in reads if may_ask and read.reply.kind == "clarify"]


def named(question: str, desks: Sequence[Desk]) -> list[Desk]:
    """The decisions that a question names, by the whole number or by its figures alone."""
    line = fold(question)
    letters, figures = _squeezed(line), set(_NAMED.findall(line))
    return [d for d in desks if _squeezed(d.own_code) in letters] or [d for d in desks if d.own_number in figures]


def chosen(question: str, among: Sequence[Desk]) -> Desk | None:
    """The one of the decisions that were offered that a message chooses, by its number or its place."""
    line = fold(question)
    found = named(question, among) or [d for d in among if d.own_number in line.split()]
    if len(found) == 1:
        rest = _squeezed(_BESIDE.sub(" ", line))
        whole = (_squeezed(_BESIDE.sub(" ", found[0].own_code)), _squeezed(found[0].own_code))
        return found[0] if rest in ("", found[0].own_number, *whole) else None
    if not among or found:
        return None
    offered = tuple(Query("about", name=d.document.id) for d in among)
    option = choice_of(among[0].listener.hear(question), State(options=offered))
    return next((d for d in among if option and d.document.id == option.name), None)


def with_number(read: Read, desks: Sequence[Desk]) -> Reply:
    """A reply that says of which decision it is: above a list or a count, else in the line that names the source."""
    reply, name = read.reply, decision(read.desk)
    if read.is_small_talk or read.made[0].refused == "other-document":
        return replace(reply, text=reply.text.replace(name, _all_of(desks)))
    if reply.kind == "answer":
        bare = not reply.citations or any(m.query.kind in _SETS for m in read.made)
    else:
        bare = name not in reply.text and read.made[0].refused != "unsure"
    return replace(reply, text=f"Theo {name}:\n{reply.text}") if bare else reply


def ask_back(offered: Sequence[Read], count: int) -> Reply:
    """Which of so many decisions that answer a question is meant, among those that are offered."""
    lines = [f"{n}. {_dated(read.desk)}" for n, read in enumerate(offered, 1)]
    more = [] if len(offered) == count else ["Còn quyết định khác: anh/chị ghi số của quyết định trong câu hỏi."]
    return Reply(
        "clarify",
        "\n".join([f"Có {count} quyết định trả lời được. Anh/chị hỏi theo quyết định nào?", *lines, *more]),
        buttons=tuple((Button(decision(read.desk), _token(read)),) for read in offered),
        asks=tuple(ask for read in offered for ask in read.reply.asks),
        choices=tuple(Choice(read.reply.facts, read.reply.citations) for read in offered),
        probability=max(read.reply.probability for read in offered),
    )


def nowhere(reads: Sequence[Read], desks: Sequence[Desk]) -> Reply:
    """That no decision answers, with what the one that comes nearest says."""
    nearest = max(reads, key=lambda read: read.reply.probability)
    nearest = next((read for read in reads if read.made[0].refused == "other-document"), nearest)
    if nearest.made[0].refused != "not-in-document":
        return with_number(nearest, desks)
    _, *rest = nearest.reply.text.split("\n")
    head = f"{_all_of(desks)} đều không có nội dung trả lời câu hỏi này."
    shown = [f"{decision(nearest.desk)}: {rest[0]}"] if nearest.reply.buttons and rest else []
    return replace(nearest.reply, text="\n".join([head, *shown]))


def _token(read: Read) -> str:
    """A token that says the whole question, so that it outlives the talk, or else the choice alone."""
    one = lasting(read.made[0].query, read.desk) if len(read.made) == 1 else None
    return one or decision_token(read.desk.document.id)


def _all_of(desks: Sequence[Desk]) -> str:
    *first, last = map(decision, desks)
    return f"{', '.join(first)} và {last}"


def _dated(desk: Desk) -> str:
    return f"{strong(decision(desk))} ngày {day_text(desk.document.header.date)}"


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text)
