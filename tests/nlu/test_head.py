"""The field head: several fields of a message at once, quickly, and from weights that are what `make train` gives."""

import base64
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nlu.head import FIELDS, NOWHERE, FieldHead, PlaceHead, grams
from tools.train import HEAD, PLACES, stale

ROOT = Path(__file__).resolve().parents[2]
ZERO = 128
QUESTIONS = [
    ("nhiem vu 13 ai chu tri", {"lead"}),
    ("nhiem vu 13 ai chu tri va han khi nao", {"lead", "deadline"}),
    ("nhiem vu 7 co quan phoi hop la ai san pham la gi", {"coord", "product"}),
    ("bao cao quy 3 nop truoc ngay nao so lieu lay tu ngay nao den ngay nao", {"due", "window"}),
    ("ghi chu cua nhiem vu 6", {"note"}),
    ("co bao nhieu nhiem vu do van phong bo chu tri", {"count"}),
    ("liet ke cac nhiem vu nhom 2", {"list"}),
    ("ty le dich vu cong muc 4 nam 2020 la bao nhieu phan tram", {"target"}),
    ("quyet dinh nay ai ky so bao nhieu", {"metadata"}),
    ("kinh phi thuc hien nhiem vu 13 la bao nhieu tien", {"unknown"}),
    ("nhiem vu 13 den nay da giai ngan duoc bao nhieu", {"unknown"}),
    ("ban la ai lam duoc nhung gi", {"bot"}),
    ("nv 14 dat 45 % roi dang thieu nguoi", {"report"}),
]


@pytest.fixture(scope="module")
def head() -> FieldHead:
    head = FieldHead(HEAD)
    head.probabilities(["ai"])
    return head


def test_every_field_that_is_asked_is_found(head: FieldHead) -> None:
    """Each field of a message, also of several, is likelier than not, but for one field in fifteen."""
    asked = [(text, field) for text, fields in QUESTIONS for field in fields]
    missed = [(text, field) for text, field in asked if head.probabilities(text.split())[field] < 0.5]
    assert len(missed) <= len(asked) / 15, missed


def test_a_field_asked_beside_another_is_still_found(head: FieldHead) -> None:
    """Joined two by two, the questions above keep the fields of both parts, but for one in ten."""
    asked = [q for q in QUESTIONS if not q[1] & {"unknown", "bot", "report"}]
    pairs = [(f"{a} {b}".split(), x | y) for a, x in asked for b, y in asked if a != b]
    kept = [field for words, fields in pairs for field in fields if head.probabilities(words)[field] >= 0.5]
    assert len(kept) >= 0.9 * sum(len(fields) for _, fields in pairs)


@pytest.mark.parametrize("words", [[], [""], ["?"] * 4000, ["9" * 5000], ["ai"] * 4096, ["\x00"]])
def test_any_words_will_do(head: FieldHead, words: list[str]) -> None:
    """Each field has a probability, whatever comes in."""
    found = head.probabilities(words)
    assert tuple(found) == FIELDS
    assert all(0 < p < 1 for p in found.values())


def test_packed_weights_add_up_as_plain_ones_do(head: FieldHead) -> None:
    """The sum in lanes is the sum of the weights, gram by gram."""
    stored = json.loads(HEAD.read_text(encoding="utf-8"))
    weights = base64.b64decode(stored["weights"])
    places = {gram: n * len(FIELDS) for n, gram in enumerate(stored["grams"].split("\n"))}
    words = [w for text, _ in QUESTIONS for w in text.split()]
    for n, field in enumerate(FIELDS):
        total = sum(weights[places[gram] + n] - ZERO for gram in grams(words) if gram in places)
        said = head.probabilities(words)[field]
        assert (said > 0.5) == (stored["bias"][n] + stored["scale"] * total > 0), field


@pytest.mark.parametrize("words", [[], [""], ["9" * 5000], ["ai"] * 4096, ["ai", "ky", "quyet", "dinh", "nay"]])
def test_the_places_share_one_whole(words: list[str]) -> None:
    """Where a message is answered, or that it is nowhere, is certain in all, whatever comes in."""
    head = PlaceHead(PLACES)
    found = head.probabilities(words)
    assert NOWHERE in found
    assert sum(found.values()) == pytest.approx(1)
    assert head.decision


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("ai ky quyet dinh nay", "KY"),
        ("bao cao quy phai nop truoc ngay nao", "IV.2"),
        ("viec chuyen ha tang may chu len may", "PL.10"),
        ("gia vang hom nay bao nhieu", NOWHERE),
    ],
)
def test_what_people_ask_of_a_place_tells_the_place(text: str, place: str) -> None:
    """A thing told in other words than the decision's is known by those of the corpus."""
    found = PlaceHead(PLACES).probabilities(text.split())
    assert max(found, key=lambda name: found[name]) == place


def test_weights_of_other_fields_are_refused(tmp_path: Path) -> None:
    """Weights made before a field came or went would be read askew."""
    stored = json.loads(HEAD.read_text(encoding="utf-8")) | {"labels": list(FIELDS[::-1])}
    (tmp_path / "head.json").write_text(json.dumps(stored), encoding="utf-8")
    with pytest.raises(ValueError, match="make train"):
        FieldHead(tmp_path / "head.json").probabilities(["ai"])


def test_a_message_costs_little(head: FieldHead) -> None:
    """A question of usual length takes well under a millisecond, on a busy machine, too."""
    words = QUESTIONS[3][0].split()
    times = []
    for _ in range(200):
        start = time.perf_counter()
        head.probabilities(words)
        times.append(time.perf_counter() - start)
    assert sorted(times)[100] < 0.001
    assert HEAD.stat().st_size < 600_000


def test_nothing_is_read_or_imported_before_it_is_needed() -> None:
    """Importing the head opens no weights, and running it needs no learning library."""
    code = (
        "import sys; from pathlib import Path; from nlu.head import FieldHead; FieldHead(Path('nowhere'))\n"
        "FieldHead(Path('data/weights/head.json')).probabilities(['ai'])\n"
        "assert not {'numpy', 'scipy', 'sklearn', 'kb', 'progress'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)


def test_the_weights_are_of_this_corpus_and_this_trainer() -> None:
    """Whoever changes the corpus or the trainer runs `make train`."""
    assert not stale()


@pytest.mark.soak
def test_fitted_again_the_weights_say_the_same(head: FieldHead, tmp_path: Path) -> None:
    """What is stored is what the corpus gives: each probability within 0.05 (needs what `make train` installs)."""
    pytest.importorskip("scipy", reason="make train installs it")
    from tools.train import make_head

    make_head(tmp_path / "head.json")
    again = FieldHead(tmp_path / "head.json")
    for text, _ in QUESTIONS:
        before, after = head.probabilities(text.split()), again.probabilities(text.split())
        assert all(abs(before[field] - after[field]) < 0.05 for field in FIELDS), text
