"""Where "now" comes from: the machine's clock, or a file in its place for trying and testing.

Only the edge reads a clock; everything else takes `now` as an argument.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

Clock = Callable[[], datetime]


class ClockError(Exception):
    """The clock file cannot be read as an instant; nothing is gained by trying again."""


def system_clock() -> datetime:
    """Return the present instant as Vietnam's clocks show it."""
    return datetime.now(VIETNAM)


def file_clock(path: Path) -> Clock:
    """Return a clock that reads its instant from the file at each use, so that a test can move it."""

    def now() -> datetime:
        return _read_instant(path)

    return now


def _read_instant(path: Path) -> datetime:
    """Read one ISO instant; without an offset it is Vietnam's time."""
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ClockError(f"Không đọc được tệp đồng hồ {path}: {error}") from error
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"Tệp đồng hồ {path} phải có đúng một thời điểm ISO, ví dụ 2019-09-16T08:00:00+07:00"
        raise ClockError(message) from error
    return instant.replace(tzinfo=VIETNAM) if instant.tzinfo is None else instant.astimezone(VIETNAM)
