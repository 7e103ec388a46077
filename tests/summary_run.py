"""`bot.py summary` over a world's database, as an operator runs it."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from cli import summary
from cli.arguments import parser
from cli.commands import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
PREPARED = {"BOT_PREPARED": str(ROOT / "build" / "prepared.pickle")}


def run(world, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    world.db.conn.commit()
    command = [sys.executable, "bot.py", "summary", *arguments]
    env = {**os.environ, "BOT_DB": str(world.path / "bot.sqlite3"), **PREPARED}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=False)


def told(world, *arguments: str) -> int:
    """The same in this process, over what the world has open."""
    return summary.run(world.context, world.now, parser(COMMANDS).parse_args(["summary", *arguments]))


def live(world, long: bool = True) -> None:
    """A made-up third quarter: 27 units, late and corrected rows, contributions, what was given back, what is hard."""
    units = world.plan.units.all(date(2019, 9, 1))
    for n, unit in enumerate(units):
        for task in (1, 5, 7, 9, 10, 16, 21):
            if (n + task) % 7 == 0:
                continue
            said = {
                "status": "in_progress",
                "percent": (n * 7 + task) % 90,
                "result": RESULTS[(n + task) % len(RESULTS)],
            }
            if (n + task) % 5 == 0:
                said |= {"difficulty": "Chưa bố trí được kinh phí", "proposal": "Đề nghị bổ sung kinh phí năm 2020"}
            if task == 5:
                said |= {"status": "done", "completed": date(2019, 8, 1 + n), "percent": None}
            row = world.report(task, unit, day=date(2019, 9, 23 if n % 9 == 4 else 16), **said)
            if (n + task) % 4:
                world.accept(row)
            elif task == 9:
                world.give_back(row, "Bổ sung số liệu")
    world.accept(world.report(13, quarter="2019-Q2", status="in_progress", percent=35, result="Đã khảo sát hiện trạng"))
    world.accept(world.report(13, status="in_progress", nothing_new=True, next_step="Nghiệm thu phần mềm"))
    world.accept(world.report(14, status="done", completed=date(2019, 9, 10), result="Hệ thống đã vận hành"))
    world.accept(
        world.report(12, status="waiting", percent=60, result="Đã hoàn thiện Cổng", difficulty="Chờ hướng dẫn")
    )
    world.accept(world.report(12, "Văn phòng Bộ", kind="contribution", status="in_progress", result="Đã góp ý"))
    world.accept(world.report(25, "Văn phòng Bộ", status="in_progress", percent=50, result="Đã kiểm tra 5 đơn vị"))
    world.accept(world.report(22, "Vụ Công nghệ cao", status="done", completed=date(2019, 9, 16), result="Đã trình"))
    world.report(3, "Văn phòng Bộ", status="in_progress", percent=20, result="Đang lấy ý kiến")
    if long:
        text = "Kết quả dài <w:p>&amp; \x07 😀 " + "nội dung rất dài " * 320
        world.accept(world.report(8, status="in_progress", percent=10, result=text, difficulty="dòng một\ndòng hai"))


RESULTS = (
    "Đã rà soát 12 thủ tục hành chính, đề xuất đơn giản hóa 3 thủ tục",
    "Đã ban hành kế hoạch và phân công cán bộ đầu mối",
    "Hoàn thành kết nối thử nghiệm với nền tảng tích hợp, chia sẻ dữ liệu của Bộ",
)
