"""Every button that anybody is shown, pressed by those who must not; and words that try to be more than words."""

from collections.abc import Iterator

import pytest

from tests.progress.driver import ADMIN, CHIEF, HUY, LAN, STRANGER, TRANG, Office

SECRET = "số liệu nội bộ chưa công bố"
KEPT = (
    "people", "roles", "requests", "invitations", "unit_changes", "audit", "choices", "periods", "drafts",
    "draft_entries", "submissions", "reports", "reviews", "files", "draft_files", "report_files",
)  # fmt: skip


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, set[str]]]:
    """An office in the middle of its work, and the tokens of every button that was shown to anybody in it."""
    office = Office(tmp_path_factory.mktemp("office")).staff()
    tokens: set[str] = set()
    shown = office._out

    def remember(outcome):
        out = shown(outcome)
        tokens.update(b.token for one in out for row in one.buttons for b in row if not b.token.startswith("https:"))
        return out

    office._out = remember
    _work(office)
    _open_every_screen(office, tokens)
    yield office, tokens
    office.db.close()


def _work(office: Office) -> None:
    """A report that is sent, one that is not, one that is asked for more, and a request to be let in."""
    office.say(LAN, f"nv 13 60% {SECRET}")
    office.say(LAN, "gửi")
    office.say(LAN, "nv 15 20% đã họp")
    office.say(LAN, "gửi")
    office.say(LAN, f"nv 14 30% {SECRET}")
    office.send_file(LAN, "mat.pdf")
    office.say(LAN, "/baocao")
    office.say(LAN, "/capnhat")
    office.say(TRANG, "/choduyet")
    office.say(50, "/dangky TTCNTT | Người Mới | Chuyên viên")
    office.say(LAN, "/tinhhinh")
    office.say(TRANG, "/tinhhinh")
    office.say(LAN, "/lichsu 13")
    office.say(TRANG, "/lichsu 13")
    office.say(LAN, "/toi")
    office.say(ADMIN, "/quantri")


def _open_every_screen(office: Office, tokens: set[str]) -> None:
    """Press what only looks, as those to whom it may have been shown, three screens deep."""
    looks = (
        "q_",
        "tray",
        "edit",
        "item",
        "look",
        "hist",
        "waiting",
        "field",
        "move",
        "draft",
        "p_request",
        "p_approve",
    )
    done: set[str] = set()
    for _ in range(3):
        for token in sorted(tokens - done):
            done.add(token)
            for person in (LAN, TRANG, ADMIN) if token.startswith(looks) else ():
                office.tap(person, token)


def dump(office: Office) -> dict[str, list]:
    return {table: office.db.execute(f"select * from {table} order by rowid").fetchall() for table in KEPT}


def test_a_strangers_press_changes_nothing_and_tells_nothing(scene: tuple[Office, set[str]]) -> None:
    office, tokens = scene
    assert len(tokens) > 60
    before = dump(office)
    for token in sorted(tokens):
        out = office.tap(STRANGER, token)
        assert out == [] or all(SECRET not in one.text for one in out), token
        assert out or office.toast, token
        assert dump(office) == before, token


@pytest.mark.parametrize("person", [HUY, CHIEF])
def test_others_of_the_ministry_cannot_do_what_is_not_theirs(scene: tuple[Office, set[str]], person: int) -> None:
    """A reporter of another unit, and somebody who only reads, press all that others were shown."""
    office, tokens = scene
    before = dump(office)
    for token in sorted(tokens):
        out = office.tap(person, token)
        assert dump(office) == before, token
        if person == HUY:
            assert all(SECRET not in one.text for one in out), token


FORGED = [
    "", ":", "send", "send:", "send:1", "send:9:9", "take:1:r1-1:1", "x:1", "field:1:13:x", "edit:1:" + "9" * 40,
    "tray:u:", "period:1:1:99", "attach:1:13:1-9", "withdraw:x", "status:1:13:done:x", "sheet:ffffffff",
]  # fmt: skip


@pytest.mark.parametrize("person", [STRANGER, HUY, LAN, CHIEF])
@pytest.mark.parametrize("token", FORGED)
def test_a_forged_button_gets_a_toast(scene: tuple[Office, set[str]], person: int, token: str) -> None:
    office, _ = scene
    before = dump(office)
    out = office.tap(person, token)
    assert office.toast or out
    assert dump(office) == before
