"""Properties of the HTML reader: it ends, it refuses politely, and what it accepts can be written and read again."""

from hypothesis import given
from hypothesis import strategies as st

from playground.basics import ApiError
from playground.entities import find_entities, utf16_length
from playground.markup import parse_html, render_html, trim

_PIECES = [
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<a href='x.vn'>",
    "</a>",
    "<pre>",
    "</pre>",
    "</",
    "<",
    ">",
    "&lt;",
    "&",
    "&#9;",
]
SOURCES = st.lists(st.sampled_from([*_PIECES, "😀", "đ ", "x", "=", '"', " "]), max_size=30).map("".join)
KINDS = st.sampled_from(["bold", "italic", "code", "blockquote", "spoiler"])


@given(SOURCES)
def test_any_source_is_read_or_refused(source: str) -> None:
    try:
        text, entities = trim(*parse_html(source))
    except ApiError as refused:
        text, entities = "", []
        told = refused.description
    else:
        told = "Bad Request: can't parse entities: "
    assert told.startswith("Bad Request: can't parse entities: ")
    length = utf16_length(text)
    assert all(0 <= e["offset"] < e["offset"] + e["length"] <= length for e in entities)


@given(st.lists(st.tuples(st.sampled_from(["nhiệm vụ", "<13>", "&amp;", "😀"]), KINDS)))
def test_what_was_written_is_read_again(parts: list[tuple[str, str]]) -> None:
    text, entities = "", []
    for words, kind in parts:
        entities.append({"type": kind, "offset": utf16_length(text), "length": utf16_length(words)})
        text += words
    assert parse_html(render_html(text, entities)) == (text, entities)


@given(st.text(alphabet="/@#.a1đ😀 :htps-_", max_size=40))
def test_entities_found_in_a_plain_text_lie_within_it(text: str) -> None:
    assert all(0 <= e["offset"] < e["offset"] + e["length"] <= utf16_length(text) for e in find_entities(text))
