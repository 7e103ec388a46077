"""What holds of the reader for any damaged text: an error with a line of it, or a document without a gap."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import show
from kb.model import DecisionError, Document

HERE = Path(__file__).resolve().parent
SECOND = (HERE / "second" / "decisions" / "88-QD-BHDNC.txt").read_text(encoding="utf-8").split("\n")
FIRST = (HERE.parents[1] / "data" / "decisions" / "676-QD-BKHCN.txt").read_text(encoding="utf-8").split("\n")
QUIET = settings(max_examples=120, derandomize=True, deadline=None, database=None)
STRAY = [
    "",
    "\t",
    "\t\t\t\t\t\t",
    "I.",
    "I",
    "II\tNhóm lạ",
    "- gạch",
    "+ cộng",
    "+",
    "a)",
    "đ) điểm",
    "1.",
    "1) một",
    "1.1.1. ba cấp",
    "(ghi chú)",
    "Điều 1.",
    "Điều 99. Khác",
    "Nơi nhận:",
    "KẾ HOẠCH",
    "PHỤ LỤC",
    "BỘ TRƯỞNG",
    "Số: 1/QĐ-A",
    "Hà Nội, ngày 1 tháng 1 năm 2020",
    "**",
    "<b></b>",
    "7",
    "…",
    "TT\tTên nhiệm vụ\tChủ trì",
    "9\tViệc\tVPB",
    "\x0b",
    "\u2028x",
]

lines_of = st.sampled_from([FIRST, SECOND])
places = st.integers(0, 10_000)
cuts = st.tuples(st.just("cut"), places, st.integers(1, 4))
doubles = st.tuples(st.just("double"), places, st.just(1))
swaps = st.tuples(st.just("swap"), places, st.integers(1, 30))
strays = st.tuples(st.just("stray"), places, st.integers(0, len(STRAY) - 1))
bites = st.tuples(st.just("bite"), places, st.integers(0, 80))
damages = st.lists(st.one_of(cuts, doubles, swaps, strays, bites), min_size=1, max_size=4)


def damaged(lines: list[str], done: list[tuple[str, int, int]]) -> str:
    """A text after some accidents: lines cut out, doubled, swapped, strewn in, or broken in two."""
    lines = list(lines)
    for what, place, how in done:
        at = place % len(lines)
        if what == "cut":
            del lines[at : at + how]
        elif what == "double":
            lines.insert(at, lines[at])
        elif what == "swap":
            other = min(at + how, len(lines) - 1)
            lines[at], lines[other] = lines[other], lines[at]
        elif what == "stray":
            lines.insert(at, STRAY[how])
        else:
            lines[at : at + 1] = [lines[at][:how], lines[at][how:]]
    return "\n".join(lines)


@QUIET
@given(lines=lines_of, done=damages)
def test_a_damaged_decision_is_refused_with_a_line_or_read_without_a_gap(
    read: Callable[..., Document], lines: list[str], done: list[tuple[str, int, int]]
) -> None:
    """No other exception, no lost or doubled character, no address twice."""
    text = damaged(lines, done)
    try:
        document = read(text)
    except DecisionError as error:
        blamed = error.line
    else:
        blamed = None
        check(document)
    assert blamed is None or 1 <= blamed <= text.count("\n") + 1


def check(document: Document) -> None:
    addresses = [p.address for p in document.passages]
    assert len(set(addresses)) == len(addresses)
    assert {t.address for t in document.tasks} <= set(addresses)
    spans = [s for p in document.passages for s in p.spans] + [f.span for f in document.furniture]
    spans.sort(key=lambda span: span.start)
    ends = [span.end for span in spans]
    assert [span.start for span in spans] == [0, *ends[:-1]]
    assert ends[-1] == len(document.source)
    assert show.overview(document)
    assert show.as_json(document)


@QUIET
@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_any_bytes_that_are_no_decision_are_refused(read: Callable[..., Document], data: bytes) -> None:
    """Whatever a file holds, the error is the one that the command line words."""
    with pytest.raises(DecisionError):
        read(data)
