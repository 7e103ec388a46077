"""What the corpus teaches about a decision stays with that decision."""

from kb.library import Library
from nlu.lexicon import Lexicon, Utterance
from nlu.retrieval import Entry, Index
from nlu.teaching import teach


def taught(library: Library, decision: str) -> list[object]:
    """The parts found for a word that only the utterances about "1/QĐ-X" use."""
    lexicon: Lexicon = library.assistant.first.lexicon
    index = Index.of([Entry(1, (("mở dữ liệu", 1.0),)), Entry(2, (("ký số", 1.0),))], lexicon)
    words = ("kho", "chung")
    told = [(Utterance("kho chung", True, ("PL.1",), "1/QĐ-X"), words)] * 9
    teach(index, told, {"PL.1": 1, "PL.2": 2}, decision)
    return [match.key for match in index.search(words, [1.0, 1.0], [])]


def test_a_part_is_found_by_what_people_call_it(library: Library) -> None:
    """A word of the corpus leads to the part that answers its questions."""
    assert taught(library, "1/QĐ-X") == [1]


def test_another_decision_learns_nothing(library: Library) -> None:
    """Addresses are alike in all decisions; what people say of one part is not."""
    assert taught(library, "2/QĐ-Y") == []
