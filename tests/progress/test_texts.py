"""Half characters, taken-apart letters, names that turn the letters round: read as any text, kept and shown clean."""

import unicodedata
from pathlib import Path

import pytest

from progress.chat.context import SentFile
from progress.export import as_csv, rows_of
from progress.store import checks
from tests.opened import project_library
from tests.progress.people_driver import LAN, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path, project_library())
    world.let_in(LAN, "TTCNTT | Trần Thị Lan | Chuyên viên | chị", "Đầu mối")
    return world


def result_of(world: World) -> str:
    (row,) = rows_of(world.store.ledger)
    return row.entry.result or ""


def test_what_the_ledger_keeps_is_composed_and_whole_however_it_was_typed(world: World) -> None:
    typed = unicodedata.normalize("NFD", "nv 13 60%, đã họp với các đơn vị") + " \ud83d"
    assert "60%" in world.say(LAN, typed)
    world.press(LAN, "Gửi")
    kept = result_of(world)
    assert "đã họp với các đơn vị" in kept
    assert unicodedata.is_normalized("NFC", kept)
    kept.encode()  # nothing in it that no file can hold


def test_a_corrected_field_is_composed_and_whole_too(world: World) -> None:
    world.say(LAN, "nv 13 60%, đã họp")
    world.press(LAN, "Sửa")
    world.press(LAN, "Kết quả")
    world.say(LAN, unicodedata.normalize("NFD", "Đã thử nghiệm nền tảng") + "\udc00")
    world.press(LAN, "Gửi")
    assert result_of(world).startswith("Đã thử nghiệm nền tảng")
    assert unicodedata.is_normalized("NFC", result_of(world))


@pytest.mark.parametrize(
    "name", ["\u202efdp.exe", "fdp\u2066.exe", "f\x00dp\x1b[31m.exe", "fdp\n.exe", "\u200bfdp.exe\ud83d"]
)
def test_a_files_name_is_shown_without_what_turns_or_hides_letters(world: World, name: str) -> None:
    shown = world.say(LAN, "nv 13 60%, đã họp", files=(SentFile("f", "u", name, 10),))
    world.press(LAN, "Gửi")
    world.db.execute(
        "update files set name = ?, state = 'stored', sha256 = 'ab'", (name.encode(errors="replace").decode(),)
    )
    shown += as_csv(rows_of(world.store.ledger)) + world.say(LAN, "/lichsu 13") + checks.spoilt_files(world.db, {})[0]
    shown += "".join(file.name for file in world.store.files.waiting())
    assert "fdp" in shown
    assert [c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c not in "\r\n\ufeff"] == []
