"""Fitting nlu.trust: on readings of lines that neither reader nor head had, in the author's words and damaged ones.

Needs numpy and scipy (the group `train`). It knows of a reading no more than its features and whether it was right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize

from nlu.trust import Lines, least
from tools.asked import Asked
from tools.train import STRANGERS

# Which way a feature speaks. One that is not named may speak either way.
SIGNS = {
    "score": 1, "covered": 1, "margin": 1, "agreed": 1, "ahead": 1, "first": 1,
    "changed": -1, "meant": -1, "full": 1, "plain": 1, "brief": 1, "loose": -1,
    "strangers": -1, "missing": -1, "missing_sum": -1, "unknown": -1, "unused": -1, "odd": -1, "elsewhere": -1,
    "nowhere": -1,
}  # fmt: skip
KNOTS = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
RIDGE = 3.0
STEPS = 150
STRANGE = 1.0  # how much a line of an author counts for whom no rule was made
MOST_ASKED = 0.08  # of the known
DEARER = 0.02  # by which asking is made dearer until no more than that are asked


def fit_lines(
    features: Sequence[Mapping[str, float]], labels: Sequence[bool], importance: Sequence[float]
) -> dict[str, Any]:
    """A logistic model as nlu.trust reads it; `importance` says how much each example counts."""
    names = sorted({name for given in features for name in given})
    values = {name: np.array([given[name] for given in features]) for name in names}
    knots = {name: np.unique(np.round(np.quantile(values[name], KNOTS), 4)) for name in names}
    names = [name for name in names if len(knots[name]) > 1]
    steps = [_steps(values[name], knots[name]) for name in names]
    signs = np.concatenate([np.full(s.shape[1], _sign(n)) for n, s in zip(names, steps, strict=True)])
    rises, bias = _logistic(np.hstack(steps), np.where(labels, 1.0, -1.0), np.array(importance), signs)
    found, start = {}, 0
    for name, step in zip(names, steps, strict=True):
        adds = np.concatenate([[0.0], np.cumsum(rises[start : start + step.shape[1]])])
        start += step.shape[1]
        found[name] = [knots[name].tolist(), np.round(adds, 3).tolist()]
    return {"bias": round(float(bias), 3), "features": found}


def _sign(name: str) -> int:
    return 1 if name.startswith(("full_", "placed")) else SIGNS.get(name, 0)


def _steps(values: Any, knots: Any) -> Any:
    """How far each value has come on each piece, from 0 to 1."""
    return np.clip((values[:, None] - knots[None, :-1]) / np.diff(knots)[None, :], 0, 1)


def _logistic(steps: Any, labels: Any, importance: Any, signs: Any) -> tuple[Any, float]:
    size = steps.shape[1]

    def loss(flat: Any) -> tuple[float, Any]:
        margin = labels * (steps @ flat[:size] + flat[size])
        slope = -importance * labels / (1 + np.exp(np.clip(margin, -50, 50)))
        gradient = np.append(steps.T @ slope + RIDGE * flat[:size], slope.sum())
        return float((importance * np.logaddexp(0, -margin)).sum() + 0.5 * RIDGE * (flat[:size] ** 2).sum()), gradient

    bounds = [(0 if s > 0 else None, 0 if s < 0 else None) for s in signs] + [(None, None)]
    found = minimize(loss, np.zeros(size + 1), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": STEPS})
    return found.x[:size], found.x[size]


def fit_trust(given: Sequence[Asked]) -> dict[str, Any]:
    """The models of nlu.trust, and how dear asking must be."""
    given = [a for a in given if a.said]
    readings = [(r.features, right, _importance(a)) for a in given for r, right in a.said]
    lines = [(a.said[0][0].features, bool(a.row["answerable"]), _importance(a)) for a in given]
    right, known = fit_lines(*zip(*readings, strict=True)), fit_lines(*zip(*lines, strict=True))
    return {
        "right": right,
        "known": known,
        "right_anywhere": fit_lines(*zip(*map(_anywhere, readings), strict=True)),
        "known_anywhere": fit_lines(*zip(*map(_anywhere, lines), strict=True)),
        "asking": _asking(given, Lines.of(right), Lines.of(known)),
    }


_OF_ONE_DECISION = ("placed", "elsewhere", "nowhere", "unknown")  # what heads know of that of the corpus alone


def _anywhere(one: tuple[Mapping[str, float], bool, float]) -> tuple[Mapping[str, float], bool, float]:
    """An example as it were of a decision of which the place head knows nothing."""
    features, right, importance = one
    return {n: v for n, v in features.items() if not n.startswith(_OF_ONE_DECISION)}, right, importance


def _importance(asked: Asked) -> float:
    return STRANGE if asked.author in STRANGERS else 1.0


def _asking(given: Sequence[Asked], right: Lines, known: Lines) -> float:
    """What asking must cost on top, for at most MOST_ASKED of the known lines to be asked back."""
    lines = [a for a in given if a.row["answerable"] and a.how == "as asked" and a.author in STRANGERS]
    weighed = [weigh(a, right, known) for a in lines]
    asking = 0.0
    while sum(least(ps, k, asking) == "ask" for ps, k in weighed) > MOST_ASKED * len(lines):
        asking = round(asking + DEARER, 3)
    return asking


def weigh(asked: Asked, right: Lines, known: Lines) -> tuple[list[float], float]:
    """How likely each reading is right, the likeliest first, and how likely the decision says it."""
    ps = sorted((right.probability(r.features) for r, _ in asked.said), reverse=True)
    return ps, known.probability(asked.said[0][0].features) if asked.said else 0.0
