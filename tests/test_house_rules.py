"""The rules of the layout that import-linter and ruff cannot state; each is shown a made-up tree that breaks it."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CORE = ("conversation", "kb", "nlu", "progress", "reports")
PACKAGED = (*CORE, "handlers", "reader", "scheduler", "storage")
CLOCK = {f"datetime.datetime.{name}" for name in ("now", "today", "utcnow")} | {"datetime.date.today"}
CLOCK |= {f"time.{name}" for name in ("ctime", "gmtime", "localtime", "monotonic", "time", "time_ns")}
ENVIRONMENT = {"os.environ", "os.environb", "os.getenv", "os.getenvb"}
OUTSIDE = {"aiohttp", "httpx", "telegram", "tornado"}
DATABASE = {"sqlite3", "sqlite_utils"}
DATABASE_OWNERS = re.compile(r"(kb/library|progress/store|storage)\b")


def sources(root: Path, packages: tuple[str, ...]) -> Iterator[tuple[str, ast.Module]]:
    for package in packages:
        for path in sorted((root / package).rglob("*.py")):
            yield path.relative_to(root).as_posix(), parsed(path.read_text(encoding="utf-8"))


@cache
def parsed(text: str) -> ast.Module:
    return ast.parse(text)


def imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield (full name, line) of everything that is imported, wherever the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def meanings(tree: ast.Module) -> dict[str, str]:
    """Map each imported name, as this file calls it, to its full name."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.asname: alias.name for alias in node.names if alias.asname}
            found |= {alias.name.split(".")[0]: alias.name.split(".")[0] for alias in node.names if not alias.asname}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return found


def dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def uses(tree: ast.Module, forbidden: set[str]) -> Iterator[tuple[str, int]]:
    """Yield each forbidden name that the file speaks of, called or merely passed on, under any alias."""
    yield from ((full, line) for full, line in imports(tree) if full in forbidden)
    meaning = meanings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            first, _, rest = dotted(node).partition(".")
            full = f"{meaning.get(first, '?')}.{rest}"
            if full in forbidden:
                yield full, node.lineno


def the_core_reads_no_clock(root: Path) -> list[str]:
    return [f"{path}:{line} {name}" for path, tree in sources(root, CORE) for name, line in uses(tree, CLOCK)]


def only_settings_reads_the_environment(root: Path) -> list[str]:
    return [f"{path}:{line} {name}" for path, tree in sources(root, PACKAGED) for name, line in uses(tree, ENVIRONMENT)]


def the_core_imports_nothing_outside(root: Path) -> list[str]:
    return [
        f"{path}:{line} {full}"
        for path, tree in sources(root, CORE)
        for full, line in imports(tree)
        if full.split(".")[0] in OUTSIDE
    ]


def the_database_has_few_owners(root: Path) -> list[str]:
    return [
        f"{path}:{line} {full}"
        for path, tree in sources(root, PACKAGED)
        for full, line in imports(tree)
        if full.split(".")[0] in DATABASE and not DATABASE_OWNERS.match(path)
    ]


def data_holds_documents_only(root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for path in sorted((root / "data").rglob("*.py"))]


def packages(root: Path) -> set[str]:
    return {path.parent.name for path in root.glob("[a-z]*/__init__.py")} - {"tests", "build"}


def every_package_is_under_contract(root: Path) -> list[str]:
    config = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return sorted(packages(root) - set(config["tool"]["importlinter"]["root_packages"]))


def the_image_holds_every_package(root: Path) -> list[str]:
    copied = re.findall(r"^COPY (.+) \S+$", (root / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    named = {name.strip("/") for names in copied for name in names.split()}
    return sorted((packages(root) | {path.name for path in root.glob("*.py")}) - named)


RULES = [
    the_core_reads_no_clock,
    only_settings_reads_the_environment,
    the_core_imports_nothing_outside,
    the_database_has_few_owners,
    data_holds_documents_only,
    every_package_is_under_contract,
    the_image_holds_every_package,
]


@pytest.mark.parametrize("rule", RULES)
def test_this_house_keeps_the_rule(rule) -> None:
    assert rule(ROOT) == []


CONTRACT = '[tool.importlinter]\nroot_packages = ["kb"]\n'


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (the_core_reads_no_clock, "kb/a.py", "from datetime import datetime\ndatetime.now()"),
        (the_core_reads_no_clock, "kb/a.py", "import datetime as dt\nwhen = dt.datetime.utcnow"),
        (the_core_reads_no_clock, "kb/a.py", "import datetime\ndef f():\n    return datetime.date.today()"),
        (the_core_reads_no_clock, "kb/deep/er/a.py", "from datetime import date as d\nd.today()"),
        (the_core_reads_no_clock, "kb/a.py", "from datetime import datetime\ndatetime.today().year"),
        (the_core_reads_no_clock, "progress/a.py", "import time\ntime.time()"),
        (the_core_reads_no_clock, "progress/a.py", "def f():\n    from time import time"),
        (only_settings_reads_the_environment, "kb/a.py", "import os\nos.environ['A']"),
        (only_settings_reads_the_environment, "kb/a.py", "import os.path\nos.getenv('A')"),
        (only_settings_reads_the_environment, "handlers/a.py", "from os import environ as e"),
        (only_settings_reads_the_environment, "storage/a.py", "import os as o\no.environ.get('A')"),
        (the_core_imports_nothing_outside, "kb/a.py", "import telegram.ext"),
        (the_core_imports_nothing_outside, "kb/a.py", "def f():\n    import httpx"),
        (the_core_imports_nothing_outside, "progress/__init__.py", "from tornado.web import Application"),
        (the_database_has_few_owners, "kb/a.py", "import sqlite3"),
        (the_database_has_few_owners, "kb/librarything.py", "from sqlite_utils import Database"),
        (the_database_has_few_owners, "handlers/a.py", "import sqlite_utils"),
        (data_holds_documents_only, "data/units/a.py", ""),
        (every_package_is_under_contract, "reports/__init__.py", ""),
        (the_image_holds_every_package, "reports/__init__.py", ""),
        (the_image_holds_every_package, "new.py", ""),
    ],
)
def test_a_rule_sees_what_breaks_it(rule, path: str, text: str, tmp_path: Path) -> None:
    tree = {"pyproject.toml": CONTRACT, "Dockerfile": "COPY kb/ kb/\n", "kb/__init__.py": "", path: text}
    for name, content in tree.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    (found,) = rule(tmp_path)
    assert path.split("/__init__", maxsplit=1)[0] in found


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("kb/a.py", "from datetime import datetime\ndef f(now: datetime):\n    return datetime.fromisoformat('x')"),
        ("kb/a.py", "import os\nfrom time import perf_counter\nos.path.join('a')"),
        ("kb/a.py", "class Talk:\n    def now(self): ...\ndatetime = Talk()\ndatetime.now()"),
        ("kb/library.py", "import sqlite3"),
        ("progress/store.py", "from sqlite_utils import Database"),
        ("storage/inbox.py", "import sqlite_utils"),
        ("handlers/a.py", "import telegram\nfrom datetime import datetime\ndatetime.now()"),
        ("data/a.json", "{}"),
    ],
)
def test_a_rule_leaves_the_innocent_alone(path: str, text: str, tmp_path: Path) -> None:
    tree = {"pyproject.toml": CONTRACT, "Dockerfile": "COPY kb/ kb/\n", "kb/__init__.py": "", path: text}
    for name, content in tree.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    assert [finding for rule in RULES for finding in rule(tmp_path)] == []
