#!/usr/bin/env python3
"""Fit what tells a report from other messages, on our own collections and nothing else; the same each time.

python -m tools.train_messages            # writes data/messages/weights.json
python -m tools.train_messages --check    # says whether that file is what the collections give
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

from nlu.telling import BUCKETS, SCALE, Telling, features

ROOT = Path(__file__).resolve().parents[1]
MESSAGES = ROOT / "data" / "messages"
WEIGHTS = MESSAGES / "weights.json"
EPOCHS, RATE, DECAY, FOLDS = 20, 0.8, 3e-5, 5
_QUESTION = 0.35  # weight of a question of the decision: they are many
Labelled = tuple[str, bool, float]  # a message, whether it tells, how much it counts


def collected() -> list[Labelled]:
    """All messages of the collections."""
    lines = (MESSAGES / "heard.jsonl").read_text("utf-8").splitlines()
    heard = [(row["text"], bool(row["report"]), 3.0) for row in map(json.loads, lines)]
    ours = [
        json.loads(line)["text"] for line in (ROOT / "tests/progress/reports.jsonl").read_text("utf-8").splitlines()
    ]
    asked = [
        json.loads(line)["question"]
        for path in sorted((ROOT / "data" / "utterances").glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    return [
        *heard,
        *((text, True, 2.0) for text in [*ours, *_lines("reports.txt")]),
        *((text, False, 2.0) for text in _lines("others.txt")),
        *((text, False, _QUESTION) for text in asked),
    ]


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
    messages = collected()
    if options.folds:
        wrong = [(p, text) for text, tells, p in folds(messages) if (p >= 0.5) != tells]
        sys.stdout.write(f"{len(wrong)} of {len(messages)} messages on the wrong side:\n")
        sys.stdout.writelines(f"{p:.2f} {text[:120]!r}\n" for p, text in sorted(wrong))
        return 0
    text = written(fit(messages))
    if options.check:
        return 0 if WEIGHTS.read_text(encoding="utf-8") == text else 1
    WEIGHTS.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
