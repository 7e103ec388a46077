"""What the tests of the knowledge base share: the project's library, the invented ministry's, and how to ask."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kb.answering.assistant import Assistant
from kb.answering.reply import Reply, Talk
from kb.library import Library, open_library
from kb.model import Document
from kb.reading.reader import load_headers, load_readings, read_document
from kb.reading.units import load_directory
from tests.opened import project_library

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
SECOND = Path(__file__).resolve().parent / "second"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

Ask = Callable[..., Reply]
Read = Callable[[str | bytes], Document]


@pytest.fixture(scope="session")
def data() -> Path:
    return DATA


@pytest.fixture(scope="session")
def library() -> Library:
    return project_library()


@pytest.fixture(scope="session")
def document(library: Library) -> Document:
    (document,) = library.documents
    return document


@pytest.fixture(scope="session")
def assistant(library: Library) -> Assistant:
    return library.assistant


@pytest.fixture(scope="session")
def second_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of an invented ministry; only the language files are the project's."""
    folder = tmp_path_factory.mktemp("second")
    shutil.copytree(SECOND, folder, dirs_exist_ok=True)
    shutil.copytree(DATA / "language", folder / "language")
    return folder


@pytest.fixture(scope="session")
def second_library(second_folder: Path) -> Library:
    return open_library(second_folder)


@pytest.fixture(scope="session")
def second(second_library: Library) -> Document:
    (document,) = second_library.documents
    return document


@pytest.fixture(scope="session")
def both(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """One data folder that holds the decisions of both ministries, as after adding one to a serving bot."""
    folder = tmp_path_factory.mktemp("both")
    for name in ("decisions", "units"):
        shutil.copytree(SECOND / name, folder / name)
    shutil.copytree(DATA, folder, dirs_exist_ok=True)
    return open_library(folder)


@pytest.fixture(scope="session")
def read() -> Read:
    """Read a text as a decision, with the invented ministry's units."""
    language = DATA / "language"
    directory = load_directory([SECOND / "units" / "BHDNC.json", SECOND / "units" / "chung.json"])
    readings, headers = load_readings(language / "readings.json"), load_headers(language / "table_headers.tsv")

    def from_text(text: str | bytes) -> Document:
        return read_document(text if isinstance(text, bytes) else text.encode(), directory, readings, headers)

    return from_text


@pytest.fixture(scope="session")
def when() -> Callable[[str], datetime]:
    """A day of Hanoi, at nine in the morning."""
    return lambda day: datetime.fromisoformat(f"{day}T09:00:00").replace(tzinfo=ZONE)


@pytest.fixture(scope="session")
def converse(when: Callable[[str], datetime]) -> Callable[..., Iterator[Reply]]:
    """Say several things in one talk; give the replies."""

    def talk(assistant: Assistant, messages: Sequence[str], day: str = "2019-05-10") -> Iterator[Reply]:
        so_far = Talk()
        for message in messages:
            reply, so_far = assistant.ask(message, so_far, when(day))
            yield reply

    return talk
