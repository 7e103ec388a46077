"""Questions of the corpus put to a model, to see whether it is good enough, how fast it is, and what it costs."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kb.answering.reply import Talk
from reader.asking import Asking, Begun
from reader.calls import Calls
from reader.checking import check
from reader.client import NoReplyError
from reader.examples import Example
from reader.fields import UnreadableError

Outcome = Literal["same", "other", "unread", "silent"]


@dataclass(frozen=True)
class Trial:
    """A question, and what came of it: as the corpus reads it, otherwise, not believed, or no reply."""

    question: str
    outcome: Outcome
    milliseconds: int
    reason: str = ""


def chosen(rows: Sequence[Example], most: int) -> list[Example]:
    """Some of the examples that hang on no talk and no day, spread over all of them."""
    alone = [row for row in rows if not row.talk and not row.today]
    return [alone[n * len(alone) // most] for n in range(min(most, len(alone)))]


async def tried(example: Example, asking: Asking, calls: Calls, now: datetime) -> Trial | None:
    """What a model makes of an example, which it must not be shown; None where no model would be asked."""
    begun = asking.begin(example.question, Talk(), now)
    if begun.asked is None:
        return None
    began, reason = time.monotonic(), ""
    outcome: Outcome
    try:
        outcome = _judged(begun, await calls.text(begun.asked.prompt), example)
    except NoReplyError as error:
        outcome, reason = "silent", str(error)
    return Trial(example.question, outcome, round((time.monotonic() - began) * 1000), reason)


def _judged(begun: Begun, text: str, example: Example) -> Outcome:
    if begun.asked is None:
        raise ValueError("no model was asked")
    wanted, asked, day = json.dumps(example.reply), begun.asked, begun.now.date()
    try:
        said, right = (check(one, asked.desk, begun.question, asked.state, day) for one in (text, wanted))
    except UnreadableError:
        return "unread"
    return "same" if (said.outcome, {*said.queries}) == (right.outcome, {*right.queries}) else "other"
