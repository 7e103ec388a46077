"""A wrong command line is told in Vietnamese, with what is wrong and where the usage stands."""

import pytest

from cli import arguments, commands


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
