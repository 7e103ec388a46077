#!/usr/bin/env python3
"""Weights of nlu/, made from the corpus and nothing else: `python -m tools.train` writes data/weights/ anew.

python -m tools.train            fit on the whole corpus, write the weights (needs numpy and scipy)
python -m tools.train --check    whether the weights are those of this corpus and this trainer (needs nothing)
python -m tools.train --folds    how well they do on authors whom they were not fitted on
"""

import argparse
import ast
import base64
import hashlib
import json
import multiprocessing
import sys
from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kb.answering.assistant import Assistant
from kb.library import Library, open_library
from nlu.head import FIELDS
from tools.labels import Labelled, Labels, corpus, places

if TYPE_CHECKING:
    from tools.fit import Example, Fitted

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
WEIGHTS = DATA / "weights"
HEAD, PLACES, TRUST = WEIGHTS / "head.json", WEIGHTS / "places.json", WEIGHTS / "trust.json"
PLACE_RIDGE = 2.0
BUILD, KEPT = ROOT / "build" / "folds", "asked.pickle"
TRAINER = ("tools/labels.py", "tools/fit.py", "nlu/head.py", "tests/variants.py")
JUDGE = (*TRAINER, "tools/readings.py", "tools/damage.py", "tools/asked.py", "tools/judge.py", "nlu/trust.py")
# Authors for whom no rule was made before they were scored: of all, they are most like who will ask.
STRANGERS = frozenset((*"oqrstuvwxyz", *(f"e{n}" for n in (*range(7, 34), *range(35, 40)))))
# Who is held out together: an author who wrote much by himself, the others with their like.
FOLDS = tuple(
    tuple(names.split())
    for names in (
        "a b c d", "e f g h", "i j k l m n p", "q", "r s t u", "v w x", "o y z", "e7 e8 e9", "e10 e11 e12", "e13",
        "e14 e15", "e16 e17", "e18 e19", "e20 e21",
        "e22 e23", "e24 e25", "e26 e27", "e28 e29", "e30 e31", "e32 e33", "e35 own", "e36 e37", "e38 e39",
    )
)  # fmt: skip


def digest(trainer: Sequence[str] = TRAINER) -> str:
    """A digest of the corpus and of the trainer's code, whatever its layout, comments and docstrings."""
    made = hashlib.sha256()
    for path in sorted((DATA / "utterances").rglob("*.jsonl")):
        made.update(f"{path.relative_to(DATA)}\n".encode() + path.read_bytes())
    for name in trainer:
        tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
                del node.body[0]
        made.update(ast.dump(tree).encode())
    return made.hexdigest()


def stale() -> list[str]:
    """The stored weights that are missing, or were made of another corpus or by another trainer."""
    made = {HEAD: digest(), PLACES: digest(), TRUST: digest(JUDGE)}
    return [p.name for p, of in made.items() if not p.exists() or json.loads(p.read_text("utf-8"))["digest"] != of]


def open_data(without: Collection[str] = ()) -> Library:
    """The library with the utterances of all authors but some."""
    files = sorted((DATA / "utterances").glob("author-*.jsonl"))
    return open_library(DATA, [f for f in files if f.stem.split("-")[1] not in without])


def labelled(library: Library) -> dict[str, list[Labelled]]:
    """Each author's lines with their labels."""
    (document,) = library.documents
    found: dict[str, list[Labelled]] = defaultdict(list)
    for line in corpus(DATA, Labels(document, library.directories[document.id])):
        found[line.author].append(line)
    return dict(found)


def learned(library: Library) -> "dict[str, list[Example]]":
    """Each author's examples, as this library hears them."""
    from tools.fit import examples

    return {a: examples(lines, partial(hear, library.assistant)) for a, lines in sorted(labelled(library).items())}


def learned_places(library: Library) -> "tuple[tuple[str, ...], dict[str, list[Example]]]":
    """The places of the decision, and each author's examples of what is asked where."""
    from tools.fit import variants

    (document,) = library.documents
    names, lines = places(DATA, document)
    return names, {a: variants(own, partial(hear, library.assistant)) for a, own in sorted(lines.items())}


def hear(assistant: Assistant, text: str) -> Sequence[str]:
    """A message word by word, as the first decision's desk hears it."""
    return next(iter(assistant.desks.values())).listener.hear(text).words


def store(fitted: "Fitted", labels: Sequence[str], path: Path, digest_: str, decision: str = "") -> None:
    """Write weights as nlu.head reads them: a byte a weight, 128 for none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    stored = {
        "about": "Weights of nlu/head.py. Made by `make train`; never edited by hand.",
        "digest": digest_,
        "decision": decision,
        "labels": labels,
        "bias": fitted.bias,
        "scale": fitted.scale,
        "grams": "\n".join(fitted.grams),
        "weights": base64.b64encode(bytes((fitted.weights + 128).astype("uint8").ravel())).decode(),
    }
    path.write_text(json.dumps(stored, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def make_head(path: Path = HEAD) -> None:
    """Fit the field head on the whole corpus and store it."""
    from tools.fit import fit

    store(fit([e for own in learned(open_data()).values() for e in own]), FIELDS, path, digest())


def make_places(path: Path = PLACES) -> None:
    """Fit the place head on the whole corpus and store it."""
    from tools.fit import fit

    library = open_data()
    names, given = learned_places(library)
    fitted = fit([e for own in given.values() for e in own], ridge=PLACE_RIDGE, one_of=True)
    store(fitted, names, path, digest(), library.documents[0].id)


def make_folds() -> None:
    """Fit both heads without each fold's authors, in build/folds/."""
    library = open_data()
    decision = library.documents[0].id
    names, asked = learned_places(library)
    _given.update({"head": (FIELDS, learned(library), ""), "places": (names, asked, decision)})
    (BUILD / KEPT).unlink(missing_ok=True)
    jobs = [(name, fold) for fold in FOLDS for name in _given]
    with multiprocessing.get_context("fork").Pool(2) as pool:
        pool.starmap(_make_fold, jobs, chunksize=1)


# What folds are fitted on, by the head's name: its labels, each author's examples, the decision. A fork has it at once.
_given: "dict[str, tuple[Sequence[str], dict[str, list[Example]], str]]" = {}


def fold_path(name: str, fold: Sequence[str]) -> Path:
    """Where a head lies that has nothing of a fold's authors."""
    return BUILD / f"{name}-{'-'.join(fold)}.json"


def _make_fold(name: str, fold: Sequence[str]) -> None:
    from tools.fit import fit

    labels, given, decision = _given[name]
    rest = [e for a, own in given.items() if a not in fold for e in own]
    fitted = fit(rest, ridge=PLACE_RIDGE, one_of=True) if name == "places" else fit(rest)
    store(fitted, labels, fold_path(name, fold), "", decision)


def make_trust(scorer_path: Path) -> None:
    """Fit the trust in readings on all folds' lines, and store it."""
    from tools.asked import everything
    from tools.judge import fit_trust

    fitted = fit_trust(everything(scorer_path))
    about = {"about": "Weights of nlu/trust.py. Made by `make train`; never edited by hand.", "digest": digest(JUDGE)}
    TRUST.write_text(json.dumps(about | fitted, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Make the weights, or check them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare the digests; fails where one is another")
    parser.add_argument("--head", action="store_true", help="the heads alone")
    parser.add_argument(
        "--folds", action="store_true", help="heads without each fold's authors alone, for tools.assess"
    )
    parser.add_argument("--trust", action="store_true", help="the trust alone, on the folds' heads as they are")
    parser.add_argument("--scorer", type=Path, default=Path("../shared/eval/score.py"), help="default: %(default)s")
    args = parser.parse_args()
    if args.check:
        if old := stale():
            sys.exit(f"data/weights/: {', '.join(old)} not of this corpus and trainer: run make train")
        return
    everything = not (args.head or args.folds or args.trust)
    if everything or args.head:
        make_head()
        make_places()
    if everything or args.folds:
        make_folds()
    if everything or args.trust:
        make_trust(args.scorer)


if __name__ == "__main__":
    main()
