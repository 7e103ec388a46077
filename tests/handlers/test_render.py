"""Properties of Telegram's HTML for any text at all."""

import re
from html import unescape
from html.parser import HTMLParser

from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers.render import BLANK, LIMIT, parse, render, utf16_length

TEXTS = st.text(st.sampled_from("ab **<>&\n😀ệ;\"'"), max_size=400) | st.text(max_size=400)


class Balance(HTMLParser):
    """Counts open tags, and refuses any but <b> without attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.open = 0

    def handle_starttag(self, tag, attrs) -> None:
        assert (tag, attrs, self.open) == ("b", [], 0)
        self.open += 1

    def handle_endtag(self, tag) -> None:
        assert (tag, self.open) == ("b", 1)
        self.open -= 1


def visible(html: str) -> str:
    return unescape(re.sub(r"</?b>", "", html))


def bare(text: str) -> str:
    return "".join(text.split())


@given(TEXTS, st.integers(4, 60))
@example("**😀😀😀😀😀😀**", 4)
@example("&lt;b&gt; <b> </b> **<b>**", 12)
@settings(max_examples=400)
def test_any_text_gives_balanced_pieces_within_the_limit(text: str, limit: int) -> None:
    for piece in render(text, limit):
        balance = Balance()
        balance.feed(piece)
        balance.close()
        assert balance.open == 0
        assert not re.search(r"<(?!/?b>)|&(?!lt;|gt;|amp;)", piece)
        assert utf16_length(visible(piece)) <= limit


@given(TEXTS, st.integers(4, 60))
@settings(max_examples=400)
def test_nothing_visible_is_lost_or_added(text: str, limit: int) -> None:
    plain, _ = parse(text)
    joined = "".join(map(visible, render(text, limit)))
    assert bare(joined) == (bare(plain) or BLANK)


@given(TEXTS)
def test_no_piece_is_blank(text: str) -> None:
    assert all(visible(piece).strip() for piece in render(text, 5))


def test_marks_become_bold_and_lone_marks_stay() -> None:
    """A pair of marks is bold; a mark without its partner, or around a space, is text."""
    assert render("**TTCNTT** chủ trì 2 ** 3 và **") == ["<b>TTCNTT</b> chủ trì 2 ** 3 và **"]


def test_a_long_text_is_cut_between_paragraphs() -> None:
    """The cut is made at a paragraph where one is near, not in a line."""
    first, second = "a " * 1500, "b " * 1500
    pieces = render(f"{first.strip()}\n\n{second.strip()}")
    assert [piece.strip() for piece in pieces] == [first.strip(), second.strip()]


def test_a_bold_stretch_that_is_cut_stays_bold_on_both_sides() -> None:
    """No tag is cut: it is closed before the cut and opened after it."""
    pieces = render(f"**{'chữ ' * 2000}đậm**")
    assert len(pieces) > 1
    assert all(piece.startswith("<b>") and piece.endswith("</b>") for piece in pieces)


def test_a_word_without_end_is_cut_at_the_limit() -> None:
    """Characters outside the basic plane count twice, and none is cut in half."""
    pieces = render("😀" * 5000)
    assert [utf16_length(piece) for piece in pieces] == [LIMIT, LIMIT, 10_000 - 2 * LIMIT]
