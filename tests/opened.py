"""The project's own library, opened once in each process that runs tests: nothing in it changes."""

from functools import cache
from pathlib import Path

from kb.library import Library, open_library

DATA = Path(__file__).resolve().parents[1] / "data"


@cache
def project_library() -> Library:
    """The library of data/, with all that is made of it."""
    return open_library(DATA)
