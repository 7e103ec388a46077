"""The source's own words of a part, with the readings that were repaired."""

from __future__ import annotations

from collections.abc import Sequence

from kb.answering.places import place_of
from kb.answering.reply import Reply
from kb.answering.wording.names import strong
from kb.answering.wording.words import source_line
from kb.asking.desk import Desk
from kb.model import Passage
from nlu.text import plain


def verbatim(passage: Passage, desk: Desk) -> Reply:
    """A part and the parts below it as the source writes them; a title stands alone."""
    parts = [passage]
    if passage.kind != "title":
        parts += [p for p in desk.document.passages if p.address.startswith(passage.address + ".")]
    repairs = dict.fromkeys(repair for part in parts for repair in part.repairs)
    notes = [f"Hệ thống đọc «{r.written}» là «{r.reading}». {r.reason}." for r in repairs]
    head = f"{strong('Nguyên văn')} – {place_of(passage.address)}:"
    text = "\n".join([head, *filter(None, _lines(passage, parts, desk)), *notes])
    addresses = (passage.address,)
    source, own = source_line(addresses, desk), desk.document.id
    return Reply("answer", f"{text}\n\n{source}", (), addresses, reportable=False, decision=own)


def _lines(passage: Passage, parts: Sequence[Passage], desk: Desk) -> list[str]:
    """The source's lines without their marks; a task's cells, each with its column's name."""
    task = next((t for t in desk.document.tasks if t.address == passage.address), None)
    if task is None:
        return [plain(line) for part in parts for line in part.source_text.split("\n")]
    labels = desk.document.labels
    return [f"{labels[meaning]}: {text}" for meaning, text in task.cells.items() if text and meaning in labels]
