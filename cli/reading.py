"""`ask --reader` and `reader check`: questions read by a language model, as the settings name it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import TYPE_CHECKING

from bootstrap import DATA, NO_MODEL, open_model
from kb.answering.batch import Ask
from reader.asking import Asking
from reader.examples import Examples, load_examples
from reader.trying import Trial, chosen, tried
from settings import SettingsError

if TYPE_CHECKING:
    from clock import Clock
    from kb.library import Library
    from reader.model import ModelReader
    from settings import Settings

QUESTIONS = 20
OUTCOMES = {
    "same": "hiểu như kho câu mẫu",
    "other": "hiểu khác",
    "unread": "không dùng được",
    "silent": "không trả lời",
}


@contextmanager
def reading(settings: Settings, library: Library, clock: Clock) -> Iterator[Ask]:
    """Ask with a model's help, a question at a time; what it did is told on the error stream. Raises SettingsError."""
    if not settings.has_reader:
        raise SettingsError(NO_MODEL)
    model = open_model(settings, library, clock)
    with asyncio.Runner() as runner:
        try:
            yield lambda question, talk, now: runner.run(model.ask(question, talk, now))
        finally:
            runner.run(model.close())
    print(model.today() + (f" Lần lỗi cuối: {model.calls.trouble}." if model.calls.trouble else ""), file=sys.stderr)


def check(settings: Settings, library: Library, clock: Clock) -> bool:
    """Put some questions of the corpus to the model and print what came of them; say whether all got a reply.

    Raises SettingsError.
    """
    model = open_model(settings, library, clock, "all")
    rows = load_examples(DATA / "asks" / "examples.jsonl")
    picked = chosen(rows.rows, QUESTIONS)
    kept = (row for row in rows.rows if row not in picked)  # who is asked must not be shown the answer
    asking = Asking(library.assistant, Examples.of(kept, rows.decision), "all")
    trials: list[Trial] = []

    async def run() -> None:
        try:
            for row in picked:
                if trial := await tried(row, asking, model.calls, clock()):
                    trials.append(trial)
                    reason = f" ({trial.reason})" if trial.reason else ""
                    print(f"{OUTCOMES[trial.outcome]}{reason}\t{trial.milliseconds} ms\t{trial.question}", flush=True)
        finally:
            await model.close()

    asyncio.run(run())
    print(summary(trials, model))
    return all(trial.outcome != "silent" for trial in trials)


def summary(trials: Iterable[Trial], model: ModelReader) -> str:
    """What came of some trials, on three lines."""
    found = list(trials)
    times = sorted(trial.milliseconds for trial in found if trial.outcome != "silent") or [0]
    counts = ", ".join(f"{sum(t.outcome == name for t in found)} {words}" for name, words in OUTCOMES.items())
    done = model.calls.counts
    return (
        f"{len(found)} câu: {counts}.\n"
        f"Thời gian: trung vị {median(times):.0f} ms, lâu nhất {times[-1]} ms.\n"
        f"Số token máy chủ đếm: đọc {done.tokens_read}, viết {done.tokens_written} trong {done.calls} lượt."
    )
