"""The reporting calendar against a calculation of its own, day by day from 2019 to 2030."""

import datetime as dt
import itertools
from collections.abc import Callable

import pytest

from kb.calendar import next_due, period_of_data, reporting_period
from kb.model import Document, ReportingRule

FIRST, LAST = dt.date(2019, 1, 1), dt.date(2030, 12, 31)
DAYS = [FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


@pytest.fixture(scope="module")
def rule(document: Document) -> ReportingRule:
    assert document.reporting is not None
    return document.reporting


def test_quarters_have_the_windows_and_due_days_of_point_iv_2(rule: ReportingRule) -> None:
    """From the 15th, three months long, and due on the 20th of the quarter's last month, in each of twelve years."""
    for year in range(2019, 2031):
        for quarter in range(1, 5):
            period = reporting_period(rule, year, quarter)
            last_month = dt.date(year, 3 * quarter, 1)
            opened = dt.date(year - 1, 12, 15) if quarter == 1 else dt.date(year, 3 * quarter - 3, 15)
            assert (period.year, period.quarter) == (year, quarter)
            assert (period.start, period.end) == (opened, last_month.replace(day=14))
            assert period.due == last_month.replace(day=20)


def test_the_windows_follow_one_another_without_a_gap(rule: ReportingRule) -> None:
    """Each day's data belong to one report."""
    periods = [reporting_period(rule, year, quarter) for year in range(2019, 2031) for quarter in range(1, 5)]
    for before, after in itertools.pairwise(periods):
        assert before.end is not None
        assert after.start == before.end + dt.timedelta(days=1)


def test_the_next_due_report_is_that_of_the_next_20th_of_a_last_month(rule: ReportingRule) -> None:
    """The due day itself still counts; the day after does not."""
    for day in DAYS:
        passed = day.month % 3 == 0 and day.day > 20
        quarters = 4 * day.year + (day.month - 1) // 3 + passed
        assert next_due(rule, day) == (quarters // 4, quarters % 4 + 1), day


@pytest.mark.parametrize("quarter", [1, 2, 3, 4])
def test_the_next_due_report_of_one_quarter_is_this_year_s_or_the_next_s(rule: ReportingRule, quarter: int) -> None:
    """Asked for quarter II in July, the next one is due in a year."""
    for day in DAYS:
        year = day.year + (day > dt.date(day.year, 3 * quarter, 20))
        assert next_due(rule, day, quarter) == (year, quarter), day


def test_a_day_s_data_go_into_the_report_whose_window_holds_it(rule: ReportingRule) -> None:
    """From 15 December on, data belong to the first quarter of the next year."""
    for day in DAYS:
        quarters = 4 * day.year + (day.month - 1) // 3 + (day.month % 3 == 0 and day.day >= 15)
        assert period_of_data(rule, day) == (quarters // 4, quarters % 4 + 1), day


@pytest.mark.parametrize("quarter", [0, 5, -1])
def test_there_is_no_fifth_quarter(rule: ReportingRule, quarter: int) -> None:
    """A number that is no quarter is an error of the caller."""
    with pytest.raises(ValueError, match="no quarter"):
        reporting_period(rule, 2019, quarter)


def test_a_rule_with_other_days_is_another_calendar(second: Document) -> None:
    """Nothing of the first decision's days is written into the code."""
    assert second.reporting is not None
    period = reporting_period(second.reporting, 2023, 1)
    assert (period.start, period.end, period.due) == (dt.date(2022, 12, 21), dt.date(2023, 3, 20), dt.date(2023, 3, 25))
    assert next_due(second.reporting, dt.date(2022, 12, 25)) == (2022, 4)
    assert next_due(second.reporting, dt.date(2022, 12, 26)) == (2023, 1)
    assert period_of_data(second.reporting, dt.date(2022, 12, 21)) == (2023, 1)


LATER = """Số: 5/QĐ-BHDNC
Hải Phòng, ngày 02 tháng 01 năm 2023
Ban hành Đề án
Điều 1. Ban hành Đề án.
ĐỀ ÁN
I. TỔ CHỨC
1. Các đơn vị gửi báo cáo về Văn phòng Bộ chậm nhất là ngày 05 của tháng đầu quý sau.
PHỤ LỤC
STT\tHoạt động\tĐầu mối
1\tĐóng tàu\tVPB
"""


def test_a_report_may_be_due_after_its_quarter(read: Callable[[str], Document]) -> None:
    """The fourth quarter's report is due in January, and without windows a day's data go into the next due report."""
    rule = read(LATER).reporting
    assert rule is not None
    assert reporting_period(rule, 2023, 4).due == dt.date(2024, 1, 5)
    for day in DAYS:
        quarters = 4 * day.year + (day.month - 1) // 3 - (day <= dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 5))
        assert next_due(rule, day) == (quarters // 4, quarters % 4 + 1), day
        assert period_of_data(rule, day) == next_due(rule, day)
