"""What we know of the language: synonyms, abbreviations, filler words, syllables; data files with their source."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from nlu.english import English
from nlu.phrases import Hit, Phrases
from nlu.text import fold, so_spelled, spelled_form
from nlu.tokens import split_words


def folded_words(text: str) -> tuple[str, ...]:
    """A phrase of a data file as folded words, cut as an utterance is."""
    return tuple(word.text for word in split_words(text))


def spelled_words(text: str) -> tuple[str, ...]:
    """The same words with their diacritics."""
    return tuple(spelled_form(word.typed) for word in split_words(text))


@dataclass(frozen=True, slots=True)
class Concept:
    """One meaning with its ways of saying it: the number of its row, how near this way is to the term (0 to 1).

    `syllables` are this way's, spelled, to be held against what was typed ("họp" is not "hợp").
    """

    number: int
    nearness: float
    syllables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Utterance:
    """A question of our corpus: whether the decision that it asks about answers it, and where.

    `decision` is that decision's number, None where the corpus does not name one; `follows` says that the question may
    lean on a talk, so that its own words need not say what it is about.
    """

    question: str
    answerable: bool
    citations: tuple[str, ...] = ()
    decision: str | None = None
    follows: bool = False


@dataclass(frozen=True)
class Lexicon:
    """The language files, read once."""

    synonyms: tuple[tuple[str, float, int], ...]
    short: dict[str, list[tuple[str, ...]]]
    filler: dict[tuple[str, ...], str]
    syllables: frozenset[str]
    spelled: frozenset[str]
    filler_spelled: frozenset[str]
    pairs: dict[tuple[str, str], frozenset[tuple[str, str]]]
    unit_kinds: dict[str, str]
    english: English
    utterances: tuple[Utterance, ...]

    @cached_property
    def concepts(self) -> Phrases[Concept]:
        """Phrases that stand for a concept, terms and variants alike."""
        return Phrases.of(
            (" ".join(folded_words(phrase)), Concept(number, nearness, spelled_words(phrase)))
            for phrase, nearness, number in self.synonyms
        )

    def is_word(self, pair: tuple[str, str], spelled: Sequence[str | None]) -> bool:
        """Whether two folded syllables may be a word, given their diacritics where they are known."""
        return any(so_spelled(spelled, known) for known in self.pairs.get(pair, ()))

    def meanings(self, words: Sequence[str], spelled: Sequence[str | None] | None = None) -> list[Hit[Concept]]:
        """The concepts that folded words stand for; `spelled` gives their diacritics where they are known."""
        hits = self.concepts.all_in(words)
        if spelled is None:
            return hits
        return [hit for hit in hits if so_spelled(spelled[hit.start : hit.end], hit.payload.syllables)]

    @cached_property
    def filler_phrases(self) -> Phrases[str]:
        """Words and phrases that ask, join or are polite, with their class."""
        return Phrases.of((" ".join(words), kind) for words, kind in self.filler.items())


def load_lexicon(folder: Path, utterances: Iterable[Path]) -> Lexicon:
    """Read the language folder and the questions of our corpus files.

    Raises FileNotFoundError for a missing file, ValueError for a row that has too few columns.
    """
    return Lexicon(
        synonyms=tuple(_synonyms(folder / "synonyms.tsv")),
        short=_short(folder / "abbreviations.tsv"),
        filler={folded_words(row[0]): row[1] for row in _rows(folder / "stopwords.tsv", 2)},
        syllables=_syllables(folder),
        spelled=frozenset(line.strip() for line in _lines(folder / "syllables.txt")),
        filler_spelled=frozenset(w for row in _rows(folder / "stopwords.tsv", 2) for w in row[0].lower().split()),
        pairs=_dictionary_pairs(folder / "words.tsv"),
        unit_kinds={" ".join(folded_words(word)): class_ for word, class_, *_ in _rows(folder / "unit_kinds.tsv", 2)},
        english=English(_english(folder / "english.tsv"), _syllables(folder)),
        utterances=tuple(_questions(utterances)),
    )


def _syllables(folder: Path) -> frozenset[str]:
    return frozenset(fold(line) for line in _lines(folder / "syllables.txt"))


def _english(path: Path) -> Iterator[tuple[str, str, bool]]:
    """English phrases, what they stand for, and whether they do in a Vietnamese sentence, too."""
    for phrase, *rest in _rows(path, 1):
        yield phrase, rest[0] if rest else "", rest[1:] == ["mixed"]


def _dictionary_pairs(path: Path) -> dict[tuple[str, str], frozenset[tuple[str, str]]]:
    """Pairs of syllables that make a word, folded, and how they are spelled."""
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for word, *_ in _rows(path, 1):
        for pair, spelled in zip(pairwise(folded_words(word)), pairwise(spelled_words(word)), strict=True):
            found.setdefault(pair, set()).add(spelled)
    return {pair: frozenset(spelled) for pair, spelled in found.items()}


def _lines(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line


def _rows(path: Path, columns: int) -> Iterator[list[str]]:
    for line in _lines(path):
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) < columns:
            raise ValueError(f"{path.name}: row with too few columns: {line[:60]}")
        yield cells


def _synonyms(path: Path) -> Iterator[tuple[str, float, int]]:
    for number, (term, variants, weight) in enumerate(row[:3] for row in _rows(path, 3)):
        for part in re.split(r"\s*\|\s*", term):
            yield part, 1.0, number
        for variant in variants.split("|"):
            yield variant, float(weight), number


def _short(path: Path) -> dict[str, list[tuple[str, ...]]]:
    """Abbreviations as typed and without diacritics, each with what it may mean, the likeliest first."""
    short: dict[str, list[tuple[str, ...]]] = {}
    for written, meant, *_ in _rows(path, 2):
        words = folded_words(meant)
        for token in {fold(written), written.lower()}:
            if token.isalpha() and words and words != (fold(token),) and words not in short.setdefault(token, []):
                short[token].append(words)
    return {token: ways for token, ways in short.items() if ways}


def _questions(paths: Iterable[Path]) -> Iterator[Utterance]:
    """Each question of the corpus; `about.json` beside a file names the decision that its questions ask about."""
    for path in paths:
        about = path.with_name("about.json")
        decision = json.loads(about.read_text(encoding="utf-8"))["decision"] if about.exists() else None
        for line in _lines(path):
            row = json.loads(line)
            yield Utterance(row["question"], row["answerable"], tuple(row["citations"]), decision, "session" in row)
