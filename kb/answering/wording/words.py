"""The words of an answer, by the kind of its query, and the line that names its sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kb.answering.places import place_of
from kb.answering.wording import decision, lists, plan, tasks, text
from kb.answering.wording.names import decision as decision_name
from kb.answering.wording.refusals import refusal
from kb.asking.desk import Desk
from kb.executor.made import Answer

MOST_NAMED = 4  # sources in one line


def words(made: Answer, desk: Desk) -> str:
    """The answer's words without its source line."""
    said = refusal(made, desk) if made.refused else _WORDS[made.query.kind](made, desk)
    # A value may end in the sentence's own full stop, or be cut with "…".
    return said.replace("….", "…").replace("..", ".").replace("./..", "./.")


def not_read(part: str) -> str:
    """That a part of the message is not answered."""
    return f"Chưa rõ phần «{part.strip()}». Anh/chị hỏi riêng phần này giúp."


def source_line(citations: Sequence[str], desk: Desk) -> str:
    """One line that says where the facts stand; "" where there are none."""
    if not citations:
        return ""
    if len(citations) <= MOST_NAMED:
        where = "; ".join(map(place_of, citations))
    elif all(c.startswith("PL") for c in citations):
        where = "Phụ lục"
    else:
        where = ", ".join(map(place_of, citations[:MOST_NAMED])) + "…"
    return f"Nguồn: {where}, {decision_name(desk)}."


def _greeting(made: Answer, desk: Desk) -> str:
    return (
        f"Kính chào anh/chị. Hệ thống trả lời về {decision_name(desk)}."
        f" Anh/chị có thể hỏi, ví dụ: «Nhiệm vụ {desk.document.tasks[0].number} ai chủ trì?»"
        " Hướng dẫn đầy đủ: /trogiup."
    )


def _thanks(made: Answer, desk: Desk) -> str:
    return "Cảm ơn anh/chị. Khi cần, anh/chị cứ nhắn câu hỏi."


_WORDS: dict[str, Callable[[Answer, Desk], str]] = {
    "task": tasks.task,
    "find": tasks.find,
    "list": lists.listed,
    "count": lists.counted,
    "rank": lists.ranked,
    "group": lists.group,
    "groups": lists.groups,
    "target": plan.target,
    "due": plan.due,
    "about": decision.about,
    "abbreviation": decision.abbreviation,
    "dated": decision.dated,
    "passage": text.passage,
    "text": text.text,
    "place": text.place,
    "duty": text.duty,
    "greeting": _greeting,
    "thanks": _thanks,
    "choice": text.choice,
}
