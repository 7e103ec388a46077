"""The command line's form: its commands, their arguments, and what is said of a wrong one."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

Commands = Mapping[str, Callable[[argparse.Namespace], "int | None"]]
"""What carries a command out, by the command's name; the exit code where it is not 0."""

PLAYGROUND_PORT = 8676
NOT_ALLOWED = 2
FIRST_YEAR, LAST_YEAR = 2000, 2100
"""The years that reminders can be asked for."""


OUTPUTS = {"docx": "báo cáo", "phieu": "phiếu trình Lãnh đạo Bộ", "xlsx": "bảng tính", "png": "biểu đồ"}
"""The files of a quarter's report."""


FAULTS = (
    (r"argument (.+?): not allowed with argument (.+)", r"tham số \1 không dùng cùng tham số \2"),
    (r"unrecognized arguments: (.+)", r"không có tham số \1"),
    (r"argument LỆNH: invalid choice: (.+?) \(choose from (.+)\)", r"không có lệnh \1; các lệnh: \2"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", r"tham số \1 không nhận \2, chỉ nhận \3"),
    (r"the following arguments are required: (.+)", r"thiếu \1"),
    (r"one of the arguments (.+) is required", r"cần một trong các tham số \1"),
    (r"argument (.+?): expected (?:at least )?one argument", r"tham số \1 cần một giá trị"),
    (r"argument (.+?): ignored explicit argument (.+)", r"tham số \1 không nhận giá trị \2"),
    (r"argument (.+?): invalid \S+ value: (.+)", r"tham số \1 không nhận \2"),
    (r"ambiguous option: (.+?) could match (.+)", r"tham số \1 có thể là \2"),
    (r"argument (.+)", r"tham số \1"),
)
"""What argparse says of a wrong command line, and how it is told."""


class Parser(argparse.ArgumentParser):
    """Words a wrong command line in Vietnamese."""

    def error(self, message: str) -> NoReturn:
        told = (re.sub(said, words, message) for said, words in FAULTS if re.fullmatch(said, message))
        print(f"Lệnh chưa đúng: {next(told, message)}. Xem cách dùng: {self.prog} --help", file=sys.stderr)
        sys.exit(NOT_ALLOWED)


def parser(commands: Commands) -> argparse.ArgumentParser:
    """Make the parser; each command of the line sets `command` to the function of its name."""
    root = Parser("bot.py", description="Trợ lý tra cứu quyết định qua Telegram.")
    adds = root.add_subparsers(title="lệnh", metavar="LỆNH", required=True)
    run = adds.add_parser("run", help="phục vụ trên Telegram; không có mã bot thì mở sân thử trên máy này")
    run.add_argument("--port", type=_port, default=PLAYGROUND_PORT, help="cổng của sân thử (mặc định %(default)s)")
    run.add_argument("--demo", action="store_true", help="người trong sân thử có sẵn đơn vị và vai trò")
    run.set_defaults(command=commands["run"])
    ask = adds.add_parser("ask", help="trả lời một câu hỏi, hoặc từng dòng JSON với --jsonl")
    ask.add_argument("question", nargs="?", metavar="CÂU_HỎI")
    ask.add_argument("--jsonl", action="store_true", help="đọc từng dòng {id, question[, session][, now]}")
    ask.add_argument("--reader", action="store_true", help="có mô hình ngôn ngữ của READER_URL đọc giúp")
    ask.set_defaults(command=commands["ask"])
    reader = adds.add_parser("reader", help="thử mô hình ngôn ngữ của READER_URL")
    reader.add_argument("action", choices=["check"], help="check: hỏi 20 câu mẫu, in mức khớp, thời gian, số token")
    reader.set_defaults(command=commands["reader"])
    read = adds.add_parser("read", help="đọc tin nhắn báo cáo như khi lập bản nháp, từng dòng JSON với --jsonl")
    read.add_argument("--jsonl", action="store_true", required=True, help="đọc từng dòng {id, unit, text[, now]}")
    read.add_argument("--now", type=_moment, metavar="LÚC", help="thời điểm của tin nhắn, ví dụ 2019-09-16T09:00")
    _of_a_decision(read, "; cần khi phục vụ nhiều quyết định")
    read.set_defaults(command=commands["read"])
    kb = adds.add_parser("kb", help="cho xem những gì đã đọc được từ văn bản")
    kb.add_argument("action", nargs="?", choices=["show"], help="show ĐỊA_CHỈ: xem một phần, ví dụ: kb show PL.13")
    kb.add_argument("address", nargs="?", metavar="ĐỊA_CHỈ")
    kb.add_argument("--json", action="store_true", help="in toàn bộ dưới dạng JSON")
    kb.add_argument("--decision", type=Path, metavar="TỆP", help="đọc tệp này thay cho các văn bản trong data/")
    kb.set_defaults(command=commands["kb"])
    questions = adds.add_parser("questions", help="các câu hỏi chưa trả lời được và câu trả lời bị báo sai")
    questions.add_argument("--export", action="store_true", help="in thành dòng JSON cho ask --jsonl")
    questions.set_defaults(command=commands["questions"])
    _of_the_database(adds, commands)
    reports = adds.add_parser("reports", help="các báo cáo đã gửi: lần gửi mới nhất của từng nhiệm vụ, đơn vị, quý")
    reports.add_argument(
        "--period", "--quarter", type=_period, dest="period", metavar="KỲ", help="chỉ một kỳ, ví dụ 2019-Q3"
    )
    _of_a_decision(reports)
    reports.add_argument("--all", action="store_true", dest="every", help="tất cả các lần gửi")
    form = reports.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="in mỗi báo cáo thành một dòng JSON")
    form.add_argument("--csv", action="store_true", help="in bảng CSV mở được bằng Excel")
    form.add_argument("--xlsx", action="store_true", help="ghi bảng tính Excel ra đầu ra, ví dụ: --xlsx > bao-cao.xlsx")
    reports.set_defaults(command=commands["reports"])
    _of_a_summary(adds, commands)
    _of_the_periods(adds, commands)
    reminders = adds.add_parser("reminders", help="các lời nhắc sẽ gửi trong những ngày tới, theo tình hình hiện nay")
    reminders.add_argument("--from", type=_day, required=True, dest="first", metavar="NGÀY", help="ví dụ 2019-09-01")
    reminders.add_argument("--to", type=_day, required=True, dest="last", metavar="NGÀY", help="ví dụ 2019-09-30")
    reminders.add_argument("--json", action="store_true", help="in mỗi lời nhắc thành một dòng JSON")
    _of_a_decision(reminders)
    reminders.set_defaults(command=commands["reminders"])
    due = adds.add_parser("due-reminders")  # of the bot's own; no help line, as nobody types it
    due.add_argument("now", type=datetime.fromisoformat)
    due.set_defaults(command=commands["due-reminders"])
    return root


def _of_a_summary(adds: Any, commands: Commands) -> None:
    summary = adds.add_parser("summary", help="số liệu tổng hợp của một kỳ; báo cáo, phiếu trình, bảng tính, biểu đồ")
    summary.add_argument("--period", type=_period, required=True, metavar="KỲ", help="ví dụ 2019-Q3")
    _of_a_decision(summary, "; cần khi phục vụ nhiều quyết định")
    summary.add_argument("--unit", metavar="ĐƠN_VỊ", help="chỉ một đơn vị, ví dụ TTCNTT")
    summary.add_argument("--version", type=int, metavar="N", help="số liệu của một lần khóa kỳ, là bản N")
    for name, what in OUTPUTS.items():
        summary.add_argument(f"--{name}", metavar="TỆP", help=f"ghi {what} vào tệp; - là ra đầu ra")
    summary.add_argument("--overwrite", action="store_true", help="thay tệp đang có")
    summary.add_argument("--json", action="store_true", help="in số liệu thành một đối tượng JSON")
    summary.set_defaults(command=commands["summary"])


def _of_a_decision(command: argparse.ArgumentParser, needed: str = "") -> None:
    command.add_argument("--document", metavar="SỐ", help=f"chỉ một quyết định, ví dụ 676/QĐ-BKHCN{needed}")


def _of_the_periods(adds: Any, commands: Commands) -> None:
    """Add the commands that tell of periods, deadlines and urges."""
    period = adds.add_parser("period", help="số liệu một kỳ báo cáo: theo bản đã khóa, hoặc hiện nay khi kỳ đang mở")
    period.add_argument("period", type=_period, metavar="KỲ", help="ví dụ 2019-Q3")
    period.add_argument("--version", type=int, metavar="SỐ", help="theo bản đã khóa mang số này")
    for name, told in (
        ("deadlines", "các lần gia hạn, chuyển giai đoạn của nhiệm vụ"),
        ("urges", "các lần nhắc đơn vị theo yêu cầu của Tổng hợp, và kết quả gửi"),
    ):
        adds.add_parser(name, help=told)
    for name in ("period", "deadlines", "urges"):
        adds.choices[name].add_argument("--json", action="store_true", help="in thành dòng JSON")
        _of_a_decision(adds.choices[name])
        adds.choices[name].set_defaults(command=commands[name])


def _of_the_database(adds: Any, commands: Commands) -> None:
    """Add the commands that keep, mend and look into the database; argparse's type for `adds` is not public."""
    backup = adds.add_parser(
        "backup", help="sao lưu cơ sở dữ liệu và tệp minh chứng vào một tệp, kể cả khi bot đang chạy"
    )
    backup.add_argument("file", type=Path, metavar="TỆP")
    backup.set_defaults(command=commands["backup"])
    restore = adds.add_parser("restore", help="đưa một bản sao lưu vào dùng; bot phải đang dừng")
    restore.add_argument("file", type=Path, metavar="TỆP")
    restore.add_argument(
        "--overwrite", action="store_true", help="thay cơ sở dữ liệu đang có (bản cũ được giữ bên cạnh)"
    )
    restore.set_defaults(command=commands["restore"])
    letters = adds.add_parser("dead-letters", help="các tin nhắn đến được giữ riêng: không đọc được, lỗi, bị từ chối")
    letters.add_argument(
        "action", nargs="?", choices=["show", "retry"], help="show SỐ: xem nguyên văn; retry SỐ: đưa lại vào hàng chờ"
    )
    letters.add_argument("number", nargs="?", type=int, metavar="SỐ")
    letters.add_argument("--json", action="store_true", help="in mỗi tin thành một dòng JSON")
    letters.set_defaults(command=commands["dead-letters"])
    lost = adds.add_parser("mark-lost", help="ghi nhận một tệp đính kèm không còn; số tệp: bot.py check")
    lost.add_argument("number", type=int, metavar="SỐ")
    lost.set_defaults(command=commands["mark-lost"])
    check = adds.add_parser("check", help="kiểm tra cơ sở dữ liệu; có lỗi thì mã thoát là 1")
    check.set_defaults(command=commands["check"])


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("ngày viết như 2019-09-01") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise argparse.ArgumentTypeError(f"năm phải từ {FIRST_YEAR} đến {LAST_YEAR}")
    return day


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("thời điểm viết như 2019-09-16T09:00") from None


def _period(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}(?:-(?:Q[1-4]|H[12]|M(?:0[1-9]|1[0-2])))?", text):
        raise argparse.ArgumentTypeError("kỳ viết như 2019-Q3, 2019-M09, 2019-H1 hoặc 2019")
    return text


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError("cổng phải là một số từ 0 đến 65535")
    return int(text)
