"""Words around the text's own words."""

from __future__ import annotations

from collections.abc import Sequence

from kb.answering.places import place_of
from kb.answering.wording.names import row, strong, upper_first
from kb.answering.wording.options import option_name
from kb.asking.desk import Desk
from kb.executor.made import Answer
from kb.model import Passage

LONGEST = 400  # letters of a passage that is shown only to be recognised


def passage(made: Answer, desk: Desk) -> str:
    """Each part under its place's name; what stands below a heading is set in."""
    asked = made.query.addresses
    tops = [p for p in made.passages if p.address in asked] or list(made.passages[:1])
    return "\n".join(_part(top, [p for p in made.passages if _is_in(p.address, top.address)]) for top in tops)


def _is_in(address: str, top: str) -> bool:
    return address == top or address.startswith(f"{top}.")


def _part(top: Passage, parts: Sequence[Passage]) -> str:
    lines = []
    for part in parts:
        bullet = "• " if part.address.count(".") > top.address.count(".") else ""
        heading = part.kind in ("section", "point") and len(parts) > 1
        lines.append(f"{bullet}{strong(part.text) if heading else part.text}")
    return f"{strong(upper_first(place_of(top.address)))}:\n" + "\n".join(lines)


def text(made: Answer, desk: Desk) -> str:
    """The stretch that answers, quoted."""
    return f"«{made.facts[0]}»"


def place(made: Answer, desk: Desk) -> str:
    """The place, and its text so that it can be recognised."""
    part = made.passages[0]
    shown = part.text if len(part.text) < LONGEST else part.text[:LONGEST].rsplit(" ", 1)[0] + "…"
    return f"Nội dung này ở {strong(place_of(part.address))}:\n«{shown}»"


def duty(made: Answer, desk: Desk) -> str:
    """Who is charged, and the sentence that says so."""
    return f"{strong(', '.join(made.facts))}.\n«{made.passages[0].text}»"


def choice(made: Answer, desk: Desk) -> str:
    """The readings among which the question leaves a choice."""
    if made.query.options:
        return "\n".join(
            [
                "Anh/chị hỏi điều nào sau đây?",
                *(f"{n}. {option_name(o, desk)}" for n, o in enumerate(made.query.options, 1)),
            ]
        )
    if not made.tasks and not made.passages:
        example = desk.document.tasks[0].number
        return f"Anh/chị hỏi về nhiệm vụ nào? Anh/chị ghi số hoặc nội dung của nhiệm vụ, ví dụ «nhiệm vụ {example}»."
    if made.tasks:
        return "\n".join(["Anh/chị hỏi nhiệm vụ nào sau đây?", *map(row, made.tasks)])
    parts = [f"• {upper_first(place_of(p.address))}: {p.text[:80]}…" for p in made.passages]
    return "\n".join(["Anh/chị hỏi phần nào sau đây?", *parts])
