"""Questions by the line: JSON in, JSON out, for measuring and for trying."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from kb.answering.reply import Reply, Talk

Ask = Callable[[str, Talk, datetime], tuple[Reply, Talk]]
"""Answers a message of a talk at a time, as the assistant's `ask` does."""


def answer_lines(ask: Ask, lines: Iterable[str], now: datetime) -> Iterator[str]:
    """Answer lines `{id, question[, session][, now]}`, in order, each with a line `{id, kind, facts, citations, text,
    asks, probability, unanswered}`, for a question back `choices` as well.

    Lines of one session are one talk. `now` (ISO, with zone) is the time of the question; else the argument. Raises
    ValueError, naming the line, for one that is no such object.
    """
    talks: dict[str, Talk] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            question, at = str(row["question"]), _at(row, now)
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"dòng {number}: cần một đối tượng JSON có «id» và «question»") from error
        session = row.get("session")
        reply, talk = ask(question, talks.get(session, Talk()) if session else Talk(), at)
        if session:
            talks[session] = talk
        yield json.dumps(as_row(row.get("id"), reply), ensure_ascii=False)


def _at(row: dict[str, str], now: datetime) -> datetime:
    return datetime.fromisoformat(row["now"]) if row.get("now") else now


def as_row(number: object, reply: Reply) -> dict[str, object]:
    """A reply as the object that is written for it."""
    return {
        "id": number,
        "kind": reply.kind,
        "facts": list(reply.facts),
        "citations": list(reply.citations),
        "text": plain_text(reply.text),
        "asks": list(reply.asks),
        "probability": round(reply.probability, 3),
        "unanswered": list(reply.unanswered),
        **(
            {"choices": [{"facts": list(c.facts), "citations": list(c.citations)} for c in reply.choices]}
            if reply.choices
            else {}
        ),
    }


def plain_text(text: str) -> str:
    """A reply's text without its marks."""
    return re.sub(r"\*\*(.+?)\*\*", r"\1", text, flags=re.DOTALL)
