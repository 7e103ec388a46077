"""What the quarter's report costs: each file in a process of its own, the figures in chat on a ledger of ten years."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tests import ministry
from tests.bench.ledger import YEAR, fill
from tests.ministry import WHO, Ministry, Size

ROOT = Path(__file__).resolve().parents[2]
USUAL = Size(0, (2019, 2), "2019-12-16T09:00:00")
LONG = Size(0, (2019, 3), "2029-06-18T09:00:00")
SECONDS, LARGE_SECONDS, MEMORY, IN_CHAT = 3.0, 5.0, 250.0, 100.0
FORMS = ("docx", "phieu", "xlsx", "png")


def made(home: Path, period: str, now: str, form: str) -> tuple[float, float]:
    """Seconds of processor and MiB of the process that makes a file: others may be at work beside it."""
    (home / "clock").write_text(now)
    env = os.environ | {"BOT_DB": str(home / "bot.sqlite3"), "BOT_CLOCK_FILE": str(home / "clock"),
                        "BOT_PREPARED": str(ROOT / "build" / "prepared.pickle")}  # fmt: skip
    command = [sys.executable, "bot.py", "summary", "--period", period, f"--{form}", str(home / form), "--overwrite"]
    child = subprocess.Popen(command, cwd=ROOT, env=env)
    _, status, used = os.wait4(child.pid, 0)
    assert status == 0
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def chat(home: Path) -> float:
    """Milliseconds of /tonghop with forty quarters behind it."""
    fill(home, LONG)
    one = Ministry(home, LONG, is_new=False)
    times = []
    for _ in range(9):
        began = time.perf_counter()
        one.walk(WHO["trang"], "/tonghop")
        times.append(1000 * (time.perf_counter() - began))
    return median(times)


def main() -> int:
    good = True
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        for size, period, limit in ((USUAL, "2019-Q3", SECONDS), (YEAR, "2020-Q1", LARGE_SECONDS)):
            if limit > SECONDS:  # texts of three hundred letters
                ministry.WORDS.update({name: tuple(f"{w} " * 9 for w in said) for name, said in ministry.WORDS.items()})
            place = home / period
            place.mkdir()
            fill(place, size)
            made(place, period, size.today, "png")  # the library is read once for all
            for form in FORMS:
                seconds, memory = made(place, period, size.today, form)
                good &= seconds <= limit and memory <= MEMORY
                print(f"{period} {form:6} {seconds:6.2f} s (at most {limit}), {memory:4.0f} MiB (at most {MEMORY:.0f})")
        took = chat(home)
        good &= took <= IN_CHAT
        print(f"/tonghop, 40 quarters: {took:.0f} ms (at most {IN_CHAT:.0f})")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
