"""Trust in a reading: probabilities that move the right way, and decisions by what a mistake costs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from nlu.trust import Lines, Trust, least
from tools.train import TRUST

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "score": 1.1, "covered": 1.0, "full": 1.0, "brief": 1.0, "margin": 0.4, "ahead": 0.5, "facts": 1.0,
    "agreed": 0.99, "missing": 0.01, "unknown": 0.01, "first": 1.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def trust() -> Trust:
    return Trust(TRUST)


@pytest.mark.parametrize(
    ("readings", "known", "decision"),
    [
        ([0.97, 0.01], 1.0, "answer"),  # a wrong answer is all but excluded
        ([0.97], 1.0, "answer"),
        ([0.7], 1.0, "refuse"),  # 0.3 times five silences is more than one
        ([0.55, 0.4], 1.0, "ask"),  # one of the two is right
        ([0.3, 0.1, 0.1], 0.2, "refuse"),  # likely not said at all
        ([0.05, 0.04], 0.05, "refuse"),
        ([], 1.0, "refuse"),
        ([1.0, 1.0, 1.0], 1.0, "answer"),
    ],
)
def test_what_costs_least_is_done(readings: list[float], known: float, decision: str) -> None:
    """A wrong answer costs five silences, a question back half of one where it offers the right choice."""
    assert least(readings, known, 0.0) == decision


def test_the_dearer_asking_is_the_less_is_asked() -> None:
    """What asking costs on top makes a silence of a question back, never an answer of a poor reading."""
    assert least([0.55, 0.4], 1.0, 0.0) == "ask"
    assert least([0.55, 0.4], 1.0, 0.6) == "refuse"


def test_a_feature_counts_on_the_straight_between_its_points() -> None:
    """Below the first point and above the last it stays; a feature that nobody fitted adds nothing."""
    lines = Lines(0.0, {"x": ([0.0, 1.0, 2.0], [0.0, 2.0, 2.0])})
    at = [lines.probability({"x": x}) for x in (-5, 0, 0.5, 1, 9)]
    assert at[0] == at[1] == 0.5 < at[2] < at[3] == at[4]
    assert lines.probability({"x": 0.0, "y": 9.0}) == 0.5


def test_a_decision_of_which_the_place_head_knows_nothing_is_weighed_without_places(trust: Trust) -> None:
    """A good reading is trusted there, too; a place that is another's speaks where it is known alone."""
    bare = {name: value for name, value in GOOD.items() if not name.startswith(("placed", "elsewhere", "nowhere"))}
    assert trust.right(bare) > 0.8
    assert trust.right(bare) == trust.right(bare | {"elsewhere": 1.0})


@pytest.mark.parametrize(
    ("feature", "low", "high"),
    [("covered", 0.3, 1.0), ("score", 0.3, 1.1), ("margin", -0.3, 0.4), ("agreed", 0.0, 1.0)],
)
def test_what_speaks_for_a_reading_never_speaks_against_it(trust: Trust, feature: str, low: float, high: float) -> None:
    """More of the question accounted for, or the field head's agreement, makes no reading less likely."""
    assert trust.right(GOOD | {feature: low}) <= trust.right(GOOD | {feature: high})


@pytest.mark.parametrize("feature", ["missing", "missing_sum", "unknown", "unused", "odd"])
def test_what_speaks_against_a_reading_never_speaks_for_it(trust: Trust, feature: str) -> None:
    """A field asked and not answered, or an `unknown`, makes no reading likelier."""
    assert trust.right(GOOD | {feature: 1.0}) <= trust.right(GOOD | {feature: 0.0})


def test_a_good_reading_is_answered_and_a_poor_one_is_not(trust: Trust) -> None:
    """Of a usual question everything is accounted for; of a strange one hardly anything."""
    poor = {"score": 0.2, "covered": 0.2, "margin": -0.4, "agreed": 0.01, "missing": 0.9, "unknown": 0.9, "first": 1.0}
    assert trust.right(GOOD) > 0.8
    assert trust.right(poor) < 0.1
    assert trust.decide([trust.right(poor)], trust.known(poor)) == "refuse"


def test_trust_needs_no_learning_library() -> None:
    """Reading the weights and deciding is plain Python, and nothing is read before it is needed."""
    code = (
        "import sys; from pathlib import Path; from nlu.trust import Trust; Trust(Path('nowhere'))\n"
        "Trust(Path('data/weights/trust.json')).right({})\n"
        "assert not {'numpy', 'scipy', 'sklearn', 'kb', 'progress'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)


def test_the_weights_are_small() -> None:
    """A few lines a feature, not a model."""
    stored = json.loads(TRUST.read_text(encoding="utf-8"))
    assert stored["asking"] >= 0
    assert TRUST.stat().st_size < 40_000
