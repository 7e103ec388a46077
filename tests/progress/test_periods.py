"""Which reporting periods there are: from the first one on, each made when its turn comes, none twice."""

from pathlib import Path

import pytest

from tests.progress.driver import Office


def keys(office: Office) -> list[str]:
    with office.db.atomic():
        return [period.key for period in office.context.periods(office.context.plan(), office.now.date())]


@pytest.mark.parametrize(
    ("now", "first", "expected"),
    [
        ("2019-09-16T09:00:00", None, ["2019-Q3"]),
        ("2019-09-20T23:59:00", None, ["2019-Q3"]),
        ("2019-09-21T00:00:00", None, ["2019-Q4"]),
        ("2019-09-16T09:00:00", (2019, 2), ["2019-Q2", "2019-Q3"]),
        ("2019-09-16T09:00:00", (2020, 1), ["2020-Q1"]),
    ],
)
def test_the_first_period_is_the_one_due_next_or_a_setting(
    tmp_path: Path, now: str, first: tuple[int, int] | None, expected: list[str]
) -> None:
    assert keys(Office(tmp_path, now, first)) == expected


def test_each_period_follows_the_one_before(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.at("2020-07-01T08:00:00")
    assert keys(office) == ["2019-Q3", "2019-Q4", "2020-Q1", "2020-Q2", "2020-Q3"]


def test_a_clock_that_was_set_back_finds_the_period_of_that_day(tmp_path: Path) -> None:
    """And afterwards none is missing and none doubled; no clock leads before the decision."""
    office = Office(tmp_path, "2026-11-23T09:00:00")
    office.at("2019-09-16T09:00:00")
    assert keys(office) == ["2019-Q3"]
    office.at("1970-01-01T00:00:00")
    assert keys(office) == ["2019-Q2"]
    office.at("2019-12-01T00:00:00")
    assert keys(office) == ["2019-Q2", "2019-Q3", "2019-Q4"]
