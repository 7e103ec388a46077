#!/usr/bin/env python3
"""How well the field head and the trust in a reading do on authors whom they were not fitted on.

    python -m tools.train --folds && python -m tools.assess

Of the head: precision and recall of each field, and how often it flags a wrong answer of the reader and a right one: it
gives a field that the reading does not answer, or `unknown`. Of the trust: outcomes, calibration, what asking costs.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from nlu.head import FIELDS, FieldHead
from nlu.trust import CHOICES, Lines, least
from tools.asked import Asked, everything
from tools.labels import Labels
from tools.train import FOLDS, STRANGERS, fold_path, hear, labelled, open_data

NOT_FLAGS = ("bot", "report")
SHARES = (0.5, 0.7, 0.8, 0.9)
EDGES = (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)
OLD = frozenset("abcdefghijklmnp")  # authors whom the makers of the rules had read


def by_field(given: Sequence[Asked]) -> Iterator[str]:
    """Precision and recall of each field on lines as asked, where the line settles it."""
    library = open_data()
    (document,) = library.documents
    labels = Labels(document, library.directories[document.id])
    found: dict[str, Counter[str]] = {field: Counter() for field in FIELDS}
    for asked in given:
        for field, label in zip(FIELDS, labels.of(asked.row) or (), strict=False):
            if label:
                found[field][("false ", "true ")[label > 0] + ("no", "yes")[asked.head[field] >= 0.5]] += 1
    yield "| field | lines | precision | recall |"
    yield "|---|---|---|---|"
    for field, c in found.items():
        if n := c["true yes"] + c["true no"]:
            hits = c["true yes"]
            yield f"| {field} | {n} | {hits / max(1, hits + c['false yes']):.2f} | {hits / n:.2f} |"


def joined_lines() -> Iterator[str]:
    """How many of the fields of two lines are found when the two are typed as one message."""
    from tools.fit import joined

    library = open_data()
    lines = labelled(library)
    yield "| joined two by two | fields asked | found | of those given, asked |"
    yield "|---|---|---|---|"
    for name, authors in (("a to p", OLD), ("strangers", STRANGERS)):
        found: Counter[str] = Counter()
        for fold in FOLDS:
            head = FieldHead(fold_path("head", fold))
            for author in sorted(set(fold) & set(authors)):
                luck = random.Random(author)  # noqa: S311 - drawn again the same
                for pair in joined(lines[author], luck):
                    given = head.probabilities(hear(library.assistant, pair.text))
                    for field, label in zip(FIELDS, pair.labels, strict=True):
                        found[f"{label} {given[field] >= SHARES[0]}"] += 1
        asked, hits = found["1 True"] + found["1 False"], found["1 True"]
        yield f"| {name} | {asked} | {hits / asked:.1%} | {hits / (hits + found['-1 True']):.1%} |"


def flag(asked: Asked) -> float:
    """How strongly the head speaks against the reader's own answer."""
    answered = asked.readings[0].answered
    return max(p for field, p in asked.head.items() if field not in answered and field not in NOT_FLAGS)


def flags(given: Sequence[Asked]) -> Iterator[str]:
    """How many of the reader's wrong and right answers the head flags, by how sure it is."""
    answered = [a for a in given if a.readings and a.readings[0].stands]
    right = [a for a in answered if a.right[0]]
    wrong = [a for a in answered if not a.right[0]]
    yield f"| flagged from | {len(wrong)} wrong answers | {len(right)} right ones |"
    yield "|---|---|---|"
    for share in SHARES:
        cells = [
            f"{sum(flag(a) >= share for a in some)} ({sum(flag(a) >= share for a in some) / max(1, len(some)):.1%})"
            for some in (wrong, right)
        ]
        yield f"| {share} | {' | '.join(cells)} |"
    known = [a for a in wrong if a.row["answerable"]]
    half = sum(flag(a) >= SHARES[0] for a in known)
    yield f"{len(known)} of the wrong ones are of known questions: {half} of them are flagged from {SHARES[0]}."


@dataclass(frozen=True)
class Decided:
    """A line after nlu.trust: what comes of it, and how likely its best reading seemed to be right."""

    asked: Asked
    decision: str
    outcome: str
    probability: float
    best: bool  # whether the reading that seemed likeliest is right


def decided(given: Sequence[Asked]) -> list[Decided]:
    """Each line as nlu.trust decides that was fitted on the other folds."""
    from tools.judge import fit_trust

    found = []
    for fold in FOLDS:
        fitted = fit_trust([a for a in given if a.author not in fold])
        right, known = Lines.of(fitted["right"]), Lines.of(fitted["known"])
        found += [_decided(a, right, known, fitted["asking"]) for a in given if a.author in fold]
    return found


def _decided(asked: Asked, right: Lines, known: Lines, asking: float) -> Decided:
    said = sorted(asked.said, key=lambda pair: -right.probability(pair[0].features))
    ps = [right.probability(r.features) for r, _ in said]
    decision = least(ps, known.probability(asked.said[0][0].features) if asked.said else 0.0, asking)
    answerable = asked.row["answerable"]
    if decision == "answer":
        outcome = "right" if said[0][1] else "wrong"
    elif decision == "refuse":
        outcome = "silent" if answerable else "right"
    else:
        offered = any(ok for _, ok in said[:CHOICES])
        outcome = ("offered" if offered else "asked") if answerable else "asked"
    return Decided(asked, decision, outcome, ps[0] if ps else 0.0, bool(said) and said[0][1])


def outcomes(name: str, given: Sequence[tuple[bool, str]]) -> str:
    """A row of the table of outcomes, from whether each line is answerable and what came of it."""
    known, unknown = (Counter(o for answerable, o in given if answerable is a) for a in (True, False))
    n, m = max(1, known.total()), max(1, unknown.total())
    shares = [known["right"] + known["grounded"], known["wrong"], known["offered"], known["asked"], known["silent"]]
    cost = 5 * known["wrong"] + known["silent"] + known["asked"] + 0.5 * known["offered"]
    cost += 5 * unknown["wrong"] + unknown["asked"] + unknown["silent"]
    cells = [f"{s / n:.1%}" for s in shares] + [f"{unknown['right'] / m:.1%}", f"{cost / (n + m):.2f}"]
    return f"| {name} | {n} + {m} | {' | '.join(cells)} |"


def trusted(given: Sequence[Asked]) -> Iterator[str]:
    """What comes of the lines as the reader decides and as nlu.trust does, and whether its probabilities are true."""
    yield "| | known + unknown | right | wrong | offered | asked | silent | refused | cost |"
    yield "|---|---|---|---|---|---|---|---|---|"
    found = decided(given)
    for how in ("as asked", "damaged rules"):
        for name, authors in (("a to p", OLD), ("strangers", STRANGERS)):
            some = [d for d in found if d.asked.author in authors and d.asked.how == how]
            own = [(d.asked.row["answerable"], d.asked.own) for d in some]
            yield outcomes(f"{how}, {name}, the reader alone", own)
            yield outcomes(f"{how}, {name}, with trust", [(d.asked.row["answerable"], d.outcome) for d in some])
    for name, authors in (("a to p", OLD), ("strangers", STRANGERS)):
        yield f"\n| {name}: probability | lines | right |"
        yield "|---|---|---|"
        some = [d for d in found if d.asked.author in authors and d.asked.how == "as asked" and d.asked.said]
        for low, high in pairwise(EDGES):
            bin_ = [d for d in some if low <= d.probability < high]
            right = sum(d.best for d in bin_) / max(1, len(bin_))
            yield f"| {low:.2f} to {min(high, 1.0):.2f} | {len(bin_)} | {right:.1%} |"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scorer", type=Path, default=Path("../shared/eval/score.py"), help="default: %(default)s")
    args = parser.parse_args()
    given = everything(args.scorer)
    plain = [a for a in given if a.how == "as asked"]
    for name, authors in (("all", OLD | STRANGERS), ("a to p", OLD), ("strangers", STRANGERS)):
        some = [a for a in plain if a.author in authors]
        for table in (by_field, flags):
            sys.stdout.write(f"\n{name}\n\n" + "\n".join(table(some)) + "\n")
    for lines in (joined_lines(), trusted(given)):
        sys.stdout.write("\n" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
