"""The parts of the chat, put together over a store and the decisions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from progress.chat.board import Board
from progress.chat.context import Context
from progress.chat.drafting import Drafting, Read
from progress.chat.editing import Editing
from progress.chat.evidence import EvidencePart
from progress.chat.reviewing import Reviewing
from progress.chat.sending import SendingPart
from progress.chat.service import Service
from progress.chat.sheet import Sheet

Hint = Callable[[str], bool]
"""A quick look at a text: whether it may be for progress at all."""


def build_service(context: Context, read: Read, hints: tuple[Hint, ...], folder: Path) -> Service:
    """Put the chat together; `folder` takes files that go out, such as exports."""
    del folder
    board = Board(context)
    drafting = Drafting(board, read)
    evidence, sending = EvidencePart(board, drafting, read), SendingPart(board)
    reviewing = Reviewing(context)
    parts = (
        drafting.part(),
        Sheet(board, drafting, read).part(),
        sending.part(),
        Editing(board, drafting, read).part(),
        evidence.part(),
        reviewing.part(),
    )
    listeners = (evidence.files, sending.words, reviewing.listen, drafting.report)
    return Service(context, parts, listeners, (*hints, sending.hint, reviewing.hint), reviewing)
