"""The clock of the machine, and the file that takes its place."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clock import ClockError, file_clock, system_clock


def test_the_system_clock_shows_vietnams_time_now() -> None:
    now = system_clock()
    assert now.utcoffset() == timedelta(hours=7)
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2019-09-16T08:00:00+07:00", "2019-09-16T08:00:00+07:00"),
        ("2019-09-16T01:00:00Z\n", "2019-09-16T08:00:00+07:00"),
        ("  2019-09-16T08:00:00  ", "2019-09-16T08:00:00+07:00"),
        ("2019-12-31T17:00:00+00:00", "2020-01-01T00:00:00+07:00"),
        ("2019-09-16", "2019-09-16T00:00:00+07:00"),
    ],
)
def test_an_instant_in_a_file_is_shown_as_vietnams_time(tmp_path: Path, text: str, shown: str) -> None:
    path = tmp_path / "clock"
    path.write_text(text, encoding="utf-8")
    assert file_clock(path)().isoformat() == shown


def test_each_use_reads_the_file_again(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    now = file_clock(path)
    for day in range(10, 30):
        path.write_text(f"2019-09-{day}T08:00:00+07:00", encoding="utf-8")
        assert now().day == day


@pytest.mark.parametrize("content", [None, b"", b"h\xc3\xb4m nay", b"\xff\xfe", b"2019-02-30", b"1568595600"])
def test_a_broken_file_is_named_in_the_error(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "clock"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ClockError, match=str(path)):
        file_clock(path)()
