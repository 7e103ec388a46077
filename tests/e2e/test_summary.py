"""The quarter's report over HTTP: pressed for, made by another process, sent once; a kill in between loses nothing."""

from pathlib import Path

from playground.people import OFFICE
from tests.e2e.driver import until
from tests.e2e.test_large_export import large
from tests.ministry import Ministry, Size


def test_the_office_has_the_report_and_the_picture_within_seconds(tmp_path: Path) -> None:
    made = Ministry(tmp_path, Size(0, (2019, 2), "2019-12-16T09:00:00"))
    made.fill()
    with large(tmp_path, made) as (control, bot):
        bot.start()
        since = control.seq()
        control.say(OFFICE, "lập báo cáo quý III/2019")
        assert until(lambda: "báo cáo phải gửi" in str(control.from_bot(since, OFFICE, timeout=1)), 30)
        control.say(OFFICE, "vẽ biểu đồ tiến độ quý III/2019")
        assert until(lambda: "đang lập biểu đồ" in str(control.from_bot(since, OFFICE, timeout=1)), 30)
        bot.kill()
        bot.start()
        assert until(lambda: "bieu-do-2019-Q3.png" in str(control.from_bot(since, OFFICE, timeout=1)), 60), bot.log
        assert str(control.from_bot(since, OFFICE, timeout=1)).count("bieu-do-2019-Q3.png") == 1
