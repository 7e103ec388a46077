"""The buttons under a reply: what can be asked next about what was answered."""

from __future__ import annotations

from collections.abc import Sequence

from conversation.outgoing import Button
from kb.answering.places import place_of
from kb.answering.tokens import option_token, page_token, task_token, verbatim_token
from kb.answering.wording.lists import PAGE, pages_of
from kb.answering.wording.names import ASPECT_NAMES, upper_first
from kb.answering.wording.options import option_name
from kb.asking.desk import Desk
from kb.asking.query import Query
from kb.executor.made import Answer

Rows = tuple[tuple[Button, ...], ...]

IN_A_ROW = 3


def in_rows(buttons: Sequence[Button]) -> Rows:
    """Buttons, three in a row."""
    return tuple(tuple(buttons[n : n + IN_A_ROW]) for n in range(0, len(buttons), IN_A_ROW))


def below(made: Sequence[Answer], desk: Desk) -> Rows:
    """The buttons below answers: pages of a list, the source's own words, the other aspects of a task."""
    first, number = made[0], desk.document.id
    kind, rows = first.query.kind, []
    if (kind in ("list", "count") and len(first.tasks) > PAGE) or first.query.page > 1:
        rows.append(_pages(first, desk))
    if first.citations and kind not in ("list", "count", "passage"):
        rows.append((Button("Nguyên văn", verbatim_token(number, first.citations[0])),))
    if len(made) == 1 and len(first.tasks) == 1 and kind in ("task", "find", "list", "group", "text"):
        rows += _other_aspects(first, desk)
    return tuple(row for row in rows if row)


def _other_aspects(made: Answer, desk: Desk) -> Rows:
    asked = made.query.aspects if made.query.kind == "task" else ()
    more = [] if "all" in asked else [a for a in ASPECT_NAMES if a not in asked]
    return in_rows([Button(ASPECT_NAMES[a], task_token(desk.document.id, made.tasks[0].number, a)) for a in more])


def _pages(made: Answer, desk: Desk) -> tuple[Button, ...]:
    """To the pages before and after; a count has its list as the page after."""
    listed = made.query.kind == "list"
    here = made.query.page if listed else 0
    steps = (("‹ Trang trước", here - 1), ("Trang sau ›" if listed else "Xem danh sách", here + 1))
    tokens = [
        (label, page_token(desk.document.id, made.query, page, desk.directory, turning=listed))
        for label, page in steps
        if 1 <= page <= pages_of(made)
    ]
    return tuple(Button(label, token) for label, token in tokens if token)


def choices(made: Answer, desk: Desk) -> Rows:
    """One button for each reading among which a question leaves a choice."""
    number = desk.document.id
    if made.query.options:
        return tuple(
            (Button(option_name(option, desk), lasting(option, desk) or option_token(number, place)),)
            for place, option in enumerate(made.query.options)
        )
    aspect = next((a for a in made.query.aspects if a in ASPECT_NAMES), "all")
    tasks = [Button(f"Nhiệm vụ {t.number}", task_token(number, t.number, aspect)) for t in made.tasks]
    parts = [Button(upper_first(place_of(p.address)), verbatim_token(number, p.address)) for p in made.passages]
    return tuple((button,) for button in (*tasks, *parts))


def lasting(query: Query, desk: Desk) -> str | None:
    """A token that says the whole query, so that it outlives the talk; None where none can."""
    aspects = query.aspects or ("all",)
    one = len(query.tasks) == len(aspects) == 1 and aspects[0] in ASPECT_NAMES and not query.where
    if one and query.kind in ("task", "find"):
        return task_token(desk.document.id, query.tasks[0], aspects[0])
    if query == Query("list", where=query.where):
        return page_token(desk.document.id, query, 1, desk.directory, turning=False)
    return None


def nearest(made: Answer, desk: Desk) -> Rows:
    """What the document does say that comes nearest to a question that it does not answer."""
    number, query = desk.document.id, made.query
    if query.tasks and query.tasks[0] in desk.document.by_number:
        return ((Button(f"Xem nhiệm vụ {query.tasks[0]}", task_token(number, query.tasks[0], "all")),),)
    addresses = [*query.addresses, *(desk.document.targets[n].address for n in query.targets)]
    if addresses and addresses[0] in desk.document.by_address:
        return ((Button("Xem nội dung gần nhất", verbatim_token(number, addresses[0])),),)
    return ()
