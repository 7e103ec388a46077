#!/usr/bin/env python3
"""Fit what tells a report, and a question about reports, from other messages: on our own collections and nothing else.

python -m tools.train_messages            # writes data/messages/weights.json and asked.json
python -m tools.train_messages --check    # says whether those files are what the collections give
python -m tools.train_messages --folds    # how well messages are told apart that were left out
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from nlu.telling import BUCKETS, SCALE, Telling, features
from tests.variants import teencode, with_typos, without_diacritics

ROOT = Path(__file__).resolve().parents[1]
MESSAGES = ROOT / "data" / "messages"
EPOCHS, RATE, DECAY, FOLDS = 20, 0.8, 3e-5, 5
_QUESTION = 0.35  # weight of a question of the decision: they are many
Labelled = tuple[str, bool, float]  # a message, whether it tells, how much it counts


def telling() -> list[Labelled]:
    """All messages of the collections, and which of them tell something."""
    lines = (MESSAGES / "heard.jsonl").read_text("utf-8").splitlines()
    heard = [(row["text"], bool(row["report"]), 3.0) for row in map(json.loads, lines)]
    ours = [
        json.loads(line)["text"] for line in (ROOT / "tests/progress/reports.jsonl").read_text("utf-8").splitlines()
    ]
    return [
        *heard,
        *((text, True, 2.0) for text in [*ours, *_lines("reports.txt")]),
        *((text, False, 2.0) for text in _lines("others.txt")),
        *((row["question"], False, _QUESTION) for row in _asked()),
    ]


def asking() -> list[Labelled]:
    """The same, and questions to the bot itself; which of them ask what was reported, as typed and mistyped.

    What is asked and the decision does not answer may be about reports, and is left out.
    """
    told = [(text, False, counts) for text, tells, counts in telling() if tells]
    known = [row["question"] for row in _asked("*.jsonl", "bot/*.jsonl") if row.get("answerable", True)]
    ways = (teencode, without_diacritics, lambda t: with_typos(t, "a"), lambda t: with_typos(t, "b"))
    return [
        *told,
        *((text, False, 2.0) for text in _lines("others.txt")),
        *((text, False, 1.0) for text in known),
        *((text, True, 2.0) for text in _lines("asked.txt")),
        *((way(text), True, 1.0) for text in _lines("asked.txt") for way in ways),
    ]


FITTED = {"weights.json": telling, "asked.json": asking}


def _asked(*patterns: str) -> Iterable[dict[str, Any]]:
    folder = ROOT / "data" / "utterances"
    paths = [path for pattern in patterns or ("*.jsonl",) for path in sorted(folder.glob(pattern))]
    return (json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines())


def _lines(name: str) -> list[str]:
    return [line.replace("⏎", "\n") for line in (MESSAGES / name).read_text("utf-8").splitlines() if line]


def fit(messages: Sequence[Labelled]) -> Telling:
    """The weights of a logistic model, by steps down its slope in an order that is the same each time."""
    weights, bias = [0.0] * BUCKETS, 0.0
    known = [(sorted(features(text)), float(tells), counts) for text, tells, counts in messages]
    for epoch in range(EPOCHS):
        random.Random(epoch).shuffle(known)  # noqa: S311  # an order, no secret
        step = RATE / (1 + epoch)
        for found, tells, counts in known:
            size = math.sqrt(len(found) or 1)
            score = bias + sum(weights[n] for n in found) / size
            slope = counts * (tells - 1 / (1 + math.exp(-max(-30.0, min(30.0, score)))))
            bias += step * slope * 0.1
            for n in found:
                weights[n] += step * (slope / size - DECAY * weights[n])
    return Telling([round(SCALE * w) for w in weights], round(SCALE * bias))


def folds(messages: Sequence[Labelled]) -> Iterable[tuple[str, bool, float]]:
    """Each message with the probability that a model gives it which was fitted without it."""
    order = sorted(messages, key=lambda m: hashlib.sha256(m[0].encode()).digest())
    for fold in range(FOLDS):
        model = fit([m for n, m in enumerate(order) if n % FOLDS != fold])
        for n, (text, tells, _) in enumerate(order):
            if n % FOLDS == fold:
                yield text, tells, model.probability(text)


def written(model: Telling) -> str:
    """The model as the file's text."""
    kept = {str(n): weight for n, weight in enumerate(model.weights) if weight}
    return json.dumps({"bias": model.bias, "weights": kept}, separators=(",", ":")) + "\n"


def main() -> int:
    """Fit, check or measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--folds", action="store_true")
    options = parser.parse_args()
    stale = False
    for name, collected in FITTED.items():
        messages = collected()
        if options.folds:
            wrong = [(p, text) for text, meant, p in folds(messages) if (p >= 0.5) != meant]
            sys.stdout.write(f"{name}: {len(wrong)} of {len(messages)} messages on the wrong side:\n")
            sys.stdout.writelines(f"{p:.2f} {text[:120]!r}\n" for p, text in sorted(wrong))
            continue
        text = written(fit(messages))
        if options.check:
            stale |= (MESSAGES / name).read_text(encoding="utf-8") != text
        else:
            (MESSAGES / name).write_text(text, encoding="utf-8")
    return int(stale)


if __name__ == "__main__":
    sys.exit(main())
