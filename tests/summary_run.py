"""`bot.py summary` over a world's database, as an operator runs it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PREPARED = {"BOT_PREPARED": str(ROOT / "build" / "prepared.pickle")}


def run(world, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "bot.py", "summary", *arguments]
    env = {**os.environ, "BOT_DB": str(world.path / "bot.sqlite3"), **PREPARED}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=False)
