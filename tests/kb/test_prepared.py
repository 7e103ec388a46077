"""What is made of a data folder once: the same answers, whatever happens to the file that keeps it."""

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.answering.reply import Talk
from kb.library import Library
from kb.prepared import open_prepared
from tests.marks import soaked

DATA = Path(__file__).resolve().parents[2] / "data"
QUESTION = "nv 13 ai chủ trì, hạn khi nào"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of its own with a small corpus."""
    own = tmp_path_factory.mktemp("own") / "data"
    few = shutil.ignore_patterns("author-[b-z]*", "reports", "bot", "messages")
    shutil.copytree(DATA, own, ignore=few)
    return own


def said(library: Library, when: Callable[[str], dt.datetime]) -> str:
    return library.assistant.ask(QUESTION, Talk(), when("2019-05-10"))[0].text


def test_the_second_start_reads_what_the_first_made(
    folder: Path, tmp_path: Path, when: Callable[[str], dt.datetime]
) -> None:
    """It answers the same, the file is its owner's alone, and is not written again."""
    kept = tmp_path / "prepared.pickle"
    first = said(open_prepared(folder, kept), when)
    written = kept.stat()
    assert written.st_mode & 0o777 == 0o600
    assert said(open_prepared(folder, kept), when) == first
    assert kept.stat().st_ino == written.st_ino
    assert [path.name for path in tmp_path.iterdir()] == [kept.name]


@pytest.mark.parametrize(
    "spoil", [lambda whole: whole[:-9], *soaked(lambda whole: whole[:32] + b"x" * 40, lambda _: b"")]
)
def test_a_spoilt_file_is_made_anew(
    folder: Path, tmp_path: Path, when: Callable[[str], dt.datetime], spoil: Callable[[bytes], bytes]
) -> None:
    kept = tmp_path / "prepared.pickle"
    first = said(open_prepared(folder, kept), when)
    whole = kept.read_bytes()
    kept.write_bytes(spoil(whole))
    assert said(open_prepared(folder, kept), when) == first
    assert kept.read_bytes()[:32] == whole[:32]


def test_other_data_are_made_anew(folder: Path, tmp_path: Path) -> None:
    """A word added to a language file counts at the next start."""
    kept, other = tmp_path / "prepared.pickle", tmp_path / "data"
    shutil.copytree(folder, other)
    open_prepared(other, kept)
    before = kept.read_bytes()[:32]
    with (other / "language" / "synonyms.tsv").open("a", encoding="utf-8") as file:
        file.write("tiếp nhận\tđón lấy\t0.8\n")
    assert "đón lấy" in {phrase for phrase, *_ in open_prepared(other, kept).assistant.first.lexicon.synonyms}
    assert kept.read_bytes()[:32] != before


def test_where_nothing_can_be_written_it_is_made_each_time(
    folder: Path, tmp_path: Path, when: Callable[[str], dt.datetime]
) -> None:
    (tmp_path / "file").touch()
    for place in ("nowhere", "file"):  # no folder, and one that is a file
        assert said(open_prepared(folder, tmp_path / place / "prepared.pickle"), when)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_others_may_write_is_not_believed(folder: Path, tmp_path: Path) -> None:
    """A file that is open to others, and one that a cut left half written, are replaced."""
    kept = tmp_path / "prepared.pickle"
    open_prepared(folder, kept)
    kept.chmod(0o666)
    (tmp_path / "prepared.pickle.new").write_bytes(b"half")
    open_prepared(folder, kept)
    assert kept.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [kept.name]
