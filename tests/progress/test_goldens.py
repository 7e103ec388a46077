"""Every page of every role, word for word as it was before the ledger's answers came from standings.

Kept is who saw what and the sum of its words and buttons. `python -m tests.progress.test_goldens FOLDER` records them
anew, after a change of words that was meant, and writes the words themselves into the folder, to compare.
"""

import hashlib
import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from progress.chat.closing import lock_period
from progress.export import as_csv, rows_of
from progress.store.notes import UnitChange
from scheduler import preview
from scheduler.wording import message
from scheduler.workdays import vietnam
from tests.marks import soaked
from tests.ministry import LEGAL, SAYINGS, WHO, Ministry, Size

GOLDENS = Path(__file__).parent / "goldens"
SIZES = {
    "small": Size(0, (2019, 2), "2019-09-16T09:00:00"),
    "larger": Size(3, (2020, 2), "2021-06-16T09:00:00"),
}
WRITES = ("q_", "remind", "p_", "ky", "urge")  # presses whose screens are others' tests; the rest are followed
DEPTH, MOST = {"small": 3, "larger": 2}, 6  # how many presses deep; of buttons of one verb under one screen


def ministry(home: Path, name: str) -> Ministry:
    made = Ministry(home, SIZES[name], name)
    made.fill()
    if name == "larger":
        _live(made)
    return made


def _live(made: Ministry) -> None:
    """Close a period, let a unit be followed by another, let somebody stand in."""
    plan = made.context.plan()
    with made.db.atomic():
        lock_period(made.context, made.context.periods(plan, made.now.date())[0], None, made.now)
        heir = UnitChange(
            "renamed", LEGAL, "Vụ Pháp chế và Thanh tra", "VPCTT", valid_to=made.now.date().replace(day=1)
        )
        made.store.unit_changes.add(heir, made.now)
        made.store.people.move_unit(LEGAL, "Vụ Pháp chế và Thanh tra")
        made.store.choices.put(plan.document.id, "stands_in:24:BCĐCPĐT", "Văn phòng Bộ")


Page = tuple[str, str, object]  # who, what was said and pressed, what was seen


def pages(made: Ministry) -> Iterator[Page]:
    """What everybody sees: each word, then the buttons below it that nobody pressed before, and below those."""
    for who, account in WHO.items():
        seen: set[str] = set()
        for saying in SAYINGS:
            outcome = made.walk(account, saying)
            yield who, saying, shown(outcome)
            yield from _below(made, who, [saying], outcome, seen)


def _below(made: Ministry, who: str, path: list[str], outcome, seen: set[str]) -> Iterator[Page]:
    if outcome is None or len(path) > DEPTH[made.name]:
        return
    count: dict[str, int] = {}
    mine = [out for out in outcome.out if out.to == WHO[who]]
    for token in dict.fromkeys(b.token for out in mine for row in out.buttons for b in row):
        verb = token.partition(":")[0]
        count[verb] = count.get(verb, 0) + 1
        if verb.startswith(WRITES) or token in seen or count[verb] > MOST - 2 * len(path):
            continue
        seen.add(token)
        below = made.walk(WHO[who], *path, token)
        yield who, " > ".join([*path, token]), shown(below)
        yield from _below(made, who, [*path, token], below, seen)


def shown(outcome) -> object:
    return [[_words(o) for o in outcome.out], outcome.toast] if outcome else None


def _words(out) -> object:
    return [out.to, out.text, [[f"{b.label} = {b.token}" for b in row] for row in out.buttons]]


def beside(made: Ministry) -> Iterator[Page]:
    """What comes by itself, and the files."""
    for reminder in preview.foreseen(
        made.context, vietnam(), made.now, made.now.date(), made.now.date() + timedelta(days=100)
    ):
        words = _words(message(made.context, reminder))
        yield "reminders", f"{reminder.at} {reminder.person.account}", [preview.as_json(reminder), words]
    for out in made.service.reviewing.news():
        yield "news", str(out.to), _words(out)
    for every in (False, True):
        yield "export", f"every: {every}", as_csv(rows_of(made.store.ledger, every=every))


def record(home: Path, name: str) -> list[Page]:
    made = ministry(home, name)
    return [*pages(made), *beside(made)]


def line(page: Page) -> str:
    seen = json.dumps(page[2], ensure_ascii=False).encode()
    return f"{hashlib.sha256(seen).hexdigest()[:16]} {page[0]}: {page[1]}"


@pytest.mark.parametrize("name", ["small", *soaked("larger")])
def test_every_page_of_every_role_reads_as_it_did(tmp_path: Path, name: str) -> None:
    wanted = (GOLDENS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    found = record(tmp_path, name)
    for was, page in zip(wanted, found, strict=False):
        assert line(page) == was, page[2]
    assert len(found) == len(wanted)


if __name__ == "__main__":
    for one in sys.argv[2:] or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            pages_now = record(Path(folder), one)
        GOLDENS.mkdir(exist_ok=True)
        (GOLDENS / f"{one}.txt").write_text("".join(f"{line(p)}\n" for p in pages_now), encoding="utf-8")
        words_now = "".join(json.dumps(p, ensure_ascii=False, indent=1) + "\n" for p in pages_now)
        (Path(sys.argv[1]) / f"{one}.json").write_text(words_now, encoding="utf-8")
