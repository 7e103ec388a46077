"""A wrong command line is told in Vietnamese, with what is wrong and where the usage stands."""

from pathlib import Path

import pytest

from cli import arguments, commands
from cli.playground_runner import begin_in_the_plan
from settings import Settings
from tests.opened import project_library


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("reports --json --csv", "tham số --csv không dùng cùng tham số --json."),
        ("reports --jsn x", "không có tham số --jsn x."),
        ("reports --quarter", "tham số --period/--quarter cần một giá trị."),
        ("reports --quarter 2019Q3", "tham số --period/--quarter: kỳ viết như 2019-Q3, 2019-M09, 2019-H1 hoặc 2019."),
        ("reports --all=1", "tham số --all không nhận giá trị '1'."),
        ("kb hide", "tham số action không nhận 'hide', chỉ nhận 'show'."),
        ("bakcup x", "không có lệnh 'bakcup'; các lệnh: 'run', 'ask', "),
        ("backup", "thiếu TỆP."),
        ("", "thiếu LỆNH."),
    ],
)
def test_a_wrong_command_line_is_told_in_vietnamese(line: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        commands.main(line.split())
    assert ended.value.code == arguments.NOT_ALLOWED
    said = capsys.readouterr().err
    assert said.startswith(f"Lệnh chưa đúng: {told}")
    assert said.rstrip().endswith("--help")


def test_a_demo_of_a_plan_that_is_over_begins_in_the_week_of_its_first_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A clock that somebody has moved stays as it is."""
    clock, document = tmp_path / "clock", project_library().documents[0]
    settings = Settings(bot_db=tmp_path / "bot.sqlite3", bot_clock_file=clock)
    begin_in_the_plan(settings, document)
    assert clock.read_text().startswith("2019-06-17T09:00:00")  # signed on 28/3/2019, first report due on 20/6/2019
    assert "17/06/2019" in capsys.readouterr().out
    clock.write_text("2021-03-01T08:00:00+07:00")
    begin_in_the_plan(settings, document)
    assert clock.read_text().startswith("2021-03-01")
