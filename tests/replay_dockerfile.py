"""Replays the Dockerfile without a container engine: its COPY and RUN steps in a clean directory, then its entry point.

Not replayed, and said so: the base image, making the user, and the mount. A venv stands for the image's Python.
Run as root with a Python that all may read, the entry point runs under the image's uid.

    python3 tests/replay_dockerfile.py [--python /usr/bin/python3] [arguments of bot.py, by default: kb]
"""

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def steps(dockerfile: str) -> list[tuple[str, str]]:
    joined = re.sub(r"\\\n\s*", "", dockerfile)
    lines = [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def copy(names: list[str], destination: str, app: Path) -> None:
    for name in names:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, app / destination, ignore=shutil.ignore_patterns("__pycache__", "*.sqlite3*"))
        else:
            shutil.copy(ROOT / name, app / destination)


def replay(home: Path, python: str, arguments: list[str]) -> int:
    app, volume = home / "app", home / "volume"
    app.mkdir()
    volume.mkdir()
    home.chmod(0o755)
    subprocess.run([python, "-m", "venv", home / "venv"], check=True)
    env = {"PATH": f"{home / 'venv/bin'}:/usr/bin:/bin", "LANG": "C.UTF-8"}
    env |= {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    who: dict[str, int] = {}
    entry: list[str] = []
    for word, rest in steps((ROOT / "Dockerfile").read_text(encoding="utf-8")):
        if word == "ENV":
            env |= dict(pair.split("=", 1) for pair in shlex.split(rest.replace("/var/lib/bot", str(volume))))
        elif word == "COPY":
            *names, destination = rest.split()
            copy(names, destination, app)
        elif word == "RUN" and not rest.startswith(("groupadd", "install -d")):
            subprocess.run(["/bin/sh", "-c", rest], cwd=app, env=env, check=True)
        elif word == "USER" and os.geteuid() == 0:
            user, group = map(int, rest.split(":"))
            os.chown(volume, user, group)
            who = {"user": user, "group": group}
        elif word == "ENTRYPOINT":
            entry = json.loads(rest)
        else:
            print(f"not replayed: {word} {rest}")
            continue
        print(f"replayed:     {word} {rest}", flush=True)
    entry[0] = str(home / "venv/bin" / entry[0])
    print(f"running {entry[1:] + arguments} as {who or 'this user'}", flush=True)
    return subprocess.run(
        [*entry, *arguments], cwd=app, env=env, check=False, extra_groups=[] if who else None, **who
    ).returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("arguments", nargs="*", default=["kb"])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="image-") as home:
        return replay(Path(home), options.python, options.arguments)


if __name__ == "__main__":
    sys.exit(main())
