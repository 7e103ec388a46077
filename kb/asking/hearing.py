"""Hearing a question: words, units, spelling, spotted things, and which words are left to carry its topic."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kb.asking.lexicon import Concept, Lexicon, folded_words
from kb.asking.phrases import Hit, Phrases
from kb.asking.spelling import NUMBER, Model, Speller
from kb.asking.spotting import UNIT, Spotted, spot
from kb.asking.words import Word, split_words
from kb.model import Document, Unit
from kb.reading.units import Directory

_GLUED = re.compile(r"^(q|quy)(i{1,3}|iv|v)$")
_WEIGHT_DOCUMENT, _WEIGHT_UTTERANCE, _WEIGHT_FILLER, _WEIGHT_TERM = 1.0, 2.0, 1.0, 0.4
_WEIGHT_WORD, _WEIGHT_SYLLABLE = 0.15, 0.25


@dataclass(slots=True)
class Heard:
    """A question as understood word by word.

    `content` marks the words that may carry a topic; `concepts` are the meanings that its phrases stand for.
    """

    typed: str
    spotted: Spotted
    content: list[bool]
    concepts: list[Hit[Concept]]

    @property
    def words(self) -> list[str]:
        """The folded words as understood."""
        return self.spotted.texts

    @property
    def line(self) -> str:
        """The words as one string with a space at each end, for looking up phrases."""
        return f" {' '.join(self.words)} "


class Listener:
    """Hears questions about one document."""

    def __init__(self, document: Document, directory: Directory, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        names = list(_unit_names(directory))
        self.units = Phrases.of(names)
        self.signs = Phrases.of((n, u) for n, u in names if any(w not in lexicon.syllables for w in n.split()))
        self.document_pairs = {
            pair for p in document.passages for pair in _pairs(folded_words(p.text))
        }
        self.seen: set[str] = set()
        self.speller = self._speller(document, directory)

    def hear(self, question: str) -> Heard:
        """Understand a message word by word; any text will do."""
        words, units = self._with_units(_unglued(split_words(question)), self.signs)
        words, more = self._with_units(self.speller.read(words), self.units, units)
        spotted = spot(words, more)
        texts = spotted.texts
        return Heard(question, spotted, self._content(texts), self.lexicon.concepts.all_in(texts))

    def plain_words(self, text: str) -> list[str]:
        """The words of a well-spelled text: units as one sign, abbreviations written out, nothing mended."""
        words, _ = self._with_units(_unglued(split_words(text)), self.units)
        return [folded for word in words for folded in _for_model(word, self.lexicon)]

    def _content(self, texts: Sequence[str]) -> list[bool]:
        carries = [text != UNIT for text in texts]
        for hit in self.lexicon.filler_phrases.longest_in(texts):
            lone = hit.end - hit.start == 1
            if lone and any(pair in self.document_pairs and pair in self.lexicon.pairs for pair in _around(texts, hit.start)):
                continue
            for place in range(hit.start, hit.end):
                carries[place] = False
        return carries

    @staticmethod
    def _with_units(
        words: Sequence[Word], names: Phrases[Unit], known: dict[int, Unit] | None = None
    ) -> tuple[list[Word], dict[int, Unit]]:
        """Words with each named unit as one sign; `known` are units found before, in the order of their signs."""
        before = list((known or {}).values())
        hits = {hit.start: hit for hit in names.longest_in([word.text for word in words])}
        out: list[Word] = []
        units: dict[int, Unit] = {}
        skip_to = 0
        for place, word in enumerate(words):
            if place < skip_to:
                continue
            if word.text == UNIT:
                units[len(out)] = before.pop(0)
                out.append(word)
            elif hit := hits.get(place):
                skip_to = hit.end
                units[len(out)] = hit.payload
                out.append(replace(word, text=UNIT, kind="unit", end=words[hit.end - 1].end))
            else:
                out.append(word)
        return out, units

    def _speller(self, document: Document, directory: Directory) -> Speller:
        model, lexicon = Model(), self.lexicon
        for passage in document.passages:
            self._learn(model, passage.text, _WEIGHT_DOCUMENT)
        for utterance, _ in lexicon.utterances:
            self._learn(model, utterance, _WEIGHT_UTTERANCE)
        for words in lexicon.filler:
            model.learn(words, _WEIGHT_FILLER)
        for phrase, _, _ in lexicon.synonyms:
            model.learn(phrase.split(), _WEIGHT_TERM)
        for pair in lexicon.pairs:
            model.learn(pair, _WEIGHT_WORD)
        for syllable in lexicon.syllables:
            model.learn((syllable,), _WEIGHT_SYLLABLE)
        acronyms = {word for unit in directory.units for name in unit.abbreviations for word in folded_words(name)}
        acronyms = {word for word in acronyms if word not in lexicon.syllables}
        return Speller(model.seal(), lexicon.syllables, lexicon.short, acronyms, self.seen)

    def _learn(self, model: Model, text: str, weight: float) -> None:
        """Count a text sentence by sentence, abbreviations written out as their likeliest meaning."""
        words, _ = self._with_units(_unglued(split_words(text)), self.units)
        self.seen.update(word.typed for word in words)
        line: list[str] = []
        for word in words:
            if line and re.search(r"[.?!;:]", word.before):
                model.learn(line, weight)
                line = []
            line += _for_model(word, self.lexicon)
        model.learn(line, weight)


def _for_model(word: Word, lexicon: Lexicon) -> Sequence[str]:
    if word.kind not in ("word", "unit"):
        return (NUMBER,)
    if word.text in lexicon.short and word.text not in lexicon.syllables:
        return lexicon.short[word.text][0]
    return (word.text,)


def _unit_names(directory: Directory) -> Iterable[tuple[str, Unit]]:
    for name, unit in directory.by_name.items():
        yield " ".join(folded_words(name)), unit


def _unglued(words: Iterable[Word]) -> list[Word]:
    """ "qiii" is quý III."""
    out = []
    for word in words:
        if found := _GLUED.match(word.text):
            out += [replace(word, text="quy"), replace(word, text=found[2], before="")]
        else:
            out.append(word)
    return out


def _pairs(words: Sequence[str]) -> Iterable[tuple[str, str]]:
    return zip(words, words[1:], strict=False)


def _around(texts: Sequence[str], place: int) -> list[tuple[str, str]]:
    return list(_pairs(texts[max(0, place - 1) : place + 2]))
