"""What the admin's screens share: pages that fit a phone, back buttons, decisions by code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from conversation.outgoing import Button, Buttons
from kb.model import Document
from progress.chat import guard
from progress.chat.context import Context, unit_code
from progress.chat.parts import number
from progress.plan import Plan
from progress.wording import admin as words

A_PAGE = 8
Item = TypeVar("Item")


def page_of(items: Sequence[Item], arguments: Sequence[str], a_page: int = A_PAGE) -> tuple[list[Item], int]:
    """The items of the page that a token's last argument names, and the page; a page too far is the last."""
    last = max(0, (len(items) - 1) // a_page)
    page = min(number(arguments[-1]) if arguments else 0, last)
    return list(items[page * a_page : (page + 1) * a_page]), page


def turning(token: str, page: int, count: int, a_page: int = A_PAGE) -> Buttons:
    """The row that turns pages; none where one page holds all."""
    row = []
    if page:
        row.append(Button(words.EARLIER, f"{token}:{page - 1}"))
    if (page + 1) * a_page < count:
        row.append(Button(words.LATER, f"{token}:{page + 1}"))
    return (tuple(row),) if row else ()


def back(screen: str = "q_home") -> Buttons:
    """The row that leads back to a screen."""
    return ((Button(words.BACK, screen),),)


def document_code(document: Document) -> str:
    """A decision in a token."""
    return unit_code(document.id)


def plan_of(context: Context, arguments: Sequence[str]) -> Plan:
    """The plan of the decision that a token's first argument names. Raises NotAllowedError where it names none."""
    return guard.found(next((p for p in context.plans() if arguments[:1] == [document_code(p.document)]), None))
