"""Fitting the field head: examples with their mechanical variants and joined two by two, and logistic models on them.

Needs numpy and scipy (the group `train`); nothing of it is imported at run time.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import logsumexp

from nlu.head import grams
from tests.variants import VARIANTS
from tools.labels import NUMBERED, Labelled

Hear = Callable[[str], Sequence[str]]

MISTYPE: dict[str, Callable[[str, str], str]] = dict(VARIANTS)
SEED = 20260
MISTYPED = 1  # variants of each line
JOINED = 2.0  # pairs of lines for each line
LEFT_OUT = 0.5  # of the pairs: the second part does not name the task again
JOINTS = (", ", " và ", ". ", "\n", "; ", "? ", " còn ", " với lại ")
OFTEN = 4  # lines that a gram must be in
KEPT = 8000  # grams that are stored
RIDGE = 4.0
STEPS = 45
PAIR_WEIGHT, VARIANT_WEIGHT = 1.0, 0.8
RARE, MOST_RARE = 15.0, 6.0  # from how many a no to a yes a yes counts more, and how much at most


@dataclass(frozen=True)
class Example:
    """What is fitted on: the grams of a message, its labels, and how much it counts."""

    grams: frozenset[str]
    labels: tuple[int, ...]
    weight: float


@dataclass(frozen=True)
class Fitted:
    """Whole-number weights (a row a gram, a column a field), biases, and what a weight of one is worth."""

    grams: tuple[str, ...]
    weights: Any
    bias: tuple[float, ...]
    scale: float


def examples(lines: Sequence[Labelled], hear: Hear) -> list[Example]:
    """Examples of one author's lines: as typed, mistyped, and joined two by two."""
    luck = random.Random(f"{SEED}-{lines[0].author}")  # noqa: S311 - drawn again the same
    out = variants(lines, hear)
    return out + [_example(pair, hear, PAIR_WEIGHT) for pair in joined(lines, luck)]


def variants(lines: Sequence[Labelled], hear: Hear) -> list[Example]:
    """Examples of one author's lines: as typed and mistyped."""
    luck = random.Random(f"{SEED}-{lines[0].author}-mistyped")  # noqa: S311 - drawn again the same
    out = []
    for line in lines:
        out.append(_example(line, hear, 1.0))
        for name in luck.sample(sorted(MISTYPE), MISTYPED):
            mistyped = MISTYPE[name](line.text, f"{SEED}-{name}-{line.id}")
            out.append(_example(replace(line, text=mistyped), hear, VARIANT_WEIGHT))
    return out


def joined(lines: Sequence[Labelled], luck: random.Random) -> list[Labelled]:
    """Pairs of lines as one message; half of them leave out the task in the second part."""
    pairs = []
    for _ in range(int(JOINED * len(lines)) if len(lines) > 1 else 0):
        first, second = luck.sample(lines, 2)
        text = second.text
        if luck.random() < LEFT_OUT:
            text = NUMBERED.sub("", text).strip() or text
        text = first.text.rstrip(" ?.!") + luck.choice(JOINTS) + text[:1].lower() + text[1:]
        labels = tuple(map(_either, first.labels, second.labels))
        pairs.append(Labelled(f"{first.id}+{second.id}", first.author, text, labels))
    return pairs


def _either(first: int, second: int) -> int:
    return 1 if 1 in (first, second) else min(first, second) if 0 not in (first, second) else 0


def _example(line: Labelled, hear: Hear, weight: float) -> Example:
    return Example(frozenset(grams(hear(line.text))), line.labels, weight)


def fit(given: Sequence[Example], kept: int = KEPT, ridge: float = RIDGE, *, one_of: bool = False) -> Fitted:
    """Keep the grams that tell most of a label, fit on those, and round; `one_of` where the labels share one whole."""
    counts = Counter(gram for example in given for gram in example.grams)
    vocabulary = sorted(gram for gram, n in counts.items() if n >= OFTEN)
    told = _told(_matrix(given, vocabulary), given)
    names = tuple(sorted(vocabulary[n] for n in np.argsort(-told, kind="stable")[:kept]))
    weights, bias = (_shared if one_of else _logistic)(_matrix(given, names), given, ridge)
    scale = float(np.abs(weights).max()) / 127
    return Fitted(names, np.rint(weights / scale).astype(int), tuple(round(float(b), 4) for b in bias), round(scale, 8))


def _told(matrix: Any, given: Sequence[Example]) -> Any:
    """How much each gram tells of the field of which it tells most, against chance."""
    labels, importance = _labels(given)
    share = (importance * (labels > 0)).sum(axis=0) / importance.sum(axis=0)
    surplus = matrix.T @ (importance * ((labels > 0) - share))
    chance = np.sqrt(matrix.T @ (importance**2 * share * (1 - share))) + 1.0
    return np.abs(surplus / chance).max(axis=1)


def _labels(given: Sequence[Example]) -> tuple[Any, Any]:
    """Labels, and what each counts: nothing where it is unsettled, more where few lines ask the field."""
    labels = np.array([e.labels for e in given], dtype=np.float32)
    importance = np.array([e.weight for e in given], dtype=np.float32)[:, None] * (labels != 0)
    asked = (importance * (labels > 0)).sum(axis=0)
    rarity = (importance.sum(axis=0) - asked) / np.maximum(asked, 1) / RARE
    return labels, importance * np.where(labels > 0, np.clip(rarity, 1, MOST_RARE), 1).astype(np.float32)


def _matrix(given: Sequence[Example], names: Sequence[str]) -> Any:
    places = {name: n for n, name in enumerate(names)}
    columns = [sorted(places[g] for g in example.grams if g in places) for example in given]
    ends = np.cumsum([0, *map(len, columns)])
    flat = np.array([c for row in columns for c in row], dtype=np.int32)
    return csr_matrix((np.ones(len(flat), dtype=np.float32), flat, ends), shape=(len(given), len(names)))


def _logistic(matrix: Any, given: Sequence[Example], ridge: float) -> tuple[Any, Any]:
    """One logistic model a label, all at once; an unsettled label counts for nothing."""
    labels, importance = _labels(given)

    def loss(total: Any) -> tuple[float, Any]:
        margin = labels * total
        value = (importance * np.logaddexp(0, -margin)).sum(dtype=np.float64)
        return float(value), -importance * labels / (1 + np.exp(margin))

    return _least(matrix, labels.shape[1], ridge, loss)


def _shared(matrix: Any, given: Sequence[Example], ridge: float) -> tuple[Any, Any]:
    """One model in which the labels share one whole; a line of two labels gives each a half."""
    wanted = np.array([e.labels for e in given], dtype=np.float32).clip(0)
    wanted *= np.array([e.weight for e in given], dtype=np.float32)[:, None] / wanted.sum(axis=1, keepdims=True)

    def loss(total: Any) -> tuple[float, Any]:
        logs = total - logsumexp(total, axis=1, keepdims=True)
        value = -(wanted * logs).sum(dtype=np.float64)
        return float(value), np.exp(logs) * wanted.sum(axis=1, keepdims=True) - wanted

    return _least(matrix, wanted.shape[1], ridge, loss)


def _least(matrix: Any, labels: int, ridge: float, loss: Callable[[Any], tuple[float, Any]]) -> tuple[Any, Any]:
    """Weights and biases of least loss with a square penalty; `loss` gives that of totals, and its slope."""
    size, turned = matrix.shape[1], matrix.T.tocsr()

    def penalised(flat: Any) -> tuple[float, Any]:
        weights, bias = flat[: size * labels].reshape(size, labels), flat[size * labels :]
        value, slope = loss(matrix @ weights.astype(np.float32) + bias.astype(np.float32))
        gradient = np.concatenate([(turned @ slope + ridge * weights).ravel(), slope.sum(axis=0)])
        return value + 0.5 * ridge * float((weights**2).sum()), gradient.astype(np.float64)

    found = minimize(penalised, np.zeros((size + 1) * labels), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    return found.x[: size * labels].reshape(size, labels), found.x[size * labels :]
