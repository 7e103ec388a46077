"""A power cut at any instant costs nobody an answer."""

from pathlib import Path

import pytest

from tests.e2e import kills

pytestmark = pytest.mark.e2e


# All soaks together may kill and fail four hundred times, so that each long run has one way of getting updates.
@pytest.mark.soak
@pytest.mark.parametrize("mode", ["webhook"])
def test_every_question_is_answered_in_spite_of_a_hundred_kills(tmp_path: Path, mode: kills.Mode) -> None:
    assert kills.run(tmp_path, mode, kills.Questions(), kills=100, seed=2019) == []


@pytest.mark.parametrize(
    ("mode", "count"), [("polling", 3), *(pytest.param(m, 10, marks=pytest.mark.soak) for m in ("polling", "webhook"))]
)
def test_no_word_of_a_report_is_lost_or_doubled_by_a_few_kills(tmp_path: Path, mode: kills.Mode, count: int) -> None:
    assert kills.run(tmp_path, mode, kills.Reports(), kills=count, seed=13) == []


@pytest.mark.soak
@pytest.mark.parametrize("mode", ["polling"])
def test_no_word_of_a_report_is_lost_or_doubled_by_a_hundred_kills(tmp_path: Path, mode: kills.Mode) -> None:
    assert kills.run(tmp_path, mode, kills.Reports(), kills=100, seed=17) == []


@pytest.mark.soak
@pytest.mark.parametrize(("mode", "count"), [("webhook", 20), ("polling", 150)])
def test_a_rough_road_loses_nothing_and_doubles_no_row(tmp_path: Path, mode: kills.Mode, count: int) -> None:
    """Ten people report, two receive, a quarter's reminders go out."""
    assert kills.rough_road(tmp_path, mode, kills.Quarter(), count, seed=count) == []
