"""Hearing a question: words, units, spelling, spotted things, and which words are left to carry its topic."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from kb.asking.nicknames import nicknames, own_names
from kb.asking.spotting import Spotted, phase_phrases, section_phrases, spot
from kb.model import Document, Unit
from kb.reading.units import Directory
from nlu.figures import with_figures
from nlu.keyed import Decoder
from nlu.lexicon import Concept, Lexicon, Utterance, folded_words
from nlu.phrases import Hit, Phrases, ways
from nlu.slips import heard_alike
from nlu.speller import NUMBER, UNIT, Model, Speller
from nlu.text import fold, so_spelled, spelled_form
from nlu.tokens import Word, split_words

_NUMERAL = re.compile(r"^(?:x{0,2}(?:ix|iv|v?i{1,3}|v)|x{1,2})$")
_NUMBERED = ("quy", "q", "nhom", "phan", "muc", "chuong", "dieu")
_LETTERED = ("diem", "d", "khoan", "muc", "y", "tiet")
_GLUED = re.compile(r"^(q|quy)(i{1,3}|iv|v)$")
OFTEN_TYPED = 4  # texts that have a word which is no syllable, for it to be no slip
MARKED = 0.3  # share of words with diacritics from which a text is one that has them
_WEIGHT_DOCUMENT, _WEIGHT_UTTERANCE, _WEIGHT_FILLER, _WEIGHT_TERM = 1.0, 2.0, 1.0, 0.4
_WEIGHT_WORD, _WEIGHT_SYLLABLE, _WEIGHT_UNIT = 0.15, 0.25, 1.0


Fits = Callable[[Sequence[Word], int, int], bool]


@dataclass(slots=True)
class Heard:
    """A question as understood word by word.

    `content` marks the words that may carry a topic; `concepts` are the meanings that its phrases stand for; `spelled`
    gives a word with its diacritics where they were typed, rightly. `words` are the folded words as understood,
    `line` the same as one string with a space at each end, for looking up phrases.
    """

    typed: str
    spotted: Spotted
    content: list[bool]
    concepts: list[Hit[Concept]]
    spelled: list[str | None]

    words: list[str] = field(init=False)
    line: str = field(init=False)

    def __post_init__(self) -> None:
        self.words = self.spotted.texts
        self.line = f" {' '.join(self.words)} "


class Listener:
    """Hears questions about one document."""

    def __init__(self, document: Document, directory: Directory, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.phases, self.sections = phase_phrases(document), section_phrases(document)
        self.document_spelled = {w.typed for p in document.passages for w in split_words(p.text)}
        self.codes = {w.text for p in document.passages for w in split_words(p.text) if w.kind == "code"}
        names = [*_unit_names(directory), *_doubtful_names(document, directory)]
        self.units = Phrases.of(names)
        self.name_pairs = {pair for name, _ in names for pair in pairwise(name.split())}
        self.signs = Phrases.of((n, u) for n, u in names if any(w not in lexicon.syllables for w in n.split()))
        self.document_pairs = {pair for p in document.passages for pair in pairwise(folded_words(p.text))}
        self.alike = self._sounding_alike(document)
        self.seen: set[str] = set()
        self._texts: dict[str, list[Word]] = {}
        self.speller = self._speller(document, directory)
        followed = self.speller.scores.bigram
        self.after_unit = frozenset(followed.get(UNIT, ())).union(followed.get("nao", ()))
        self.nicknames = nicknames(directory, lexicon.unit_kinds)
        text = f" {' '.join(word for p in document.passages for word in folded_words(p.text))} "
        self.own_names = own_names(directory, lexicon.unit_kinds, text)
        self.decoder = Decoder(lexicon.spelled, self.seen, self._kept())

    def hear(self, question: str) -> Heard:
        """Understand a message word by word; any text will do."""
        question = self.decoder.read(self.lexicon.english.read(question))
        shouted = question.isupper()  # then a word in capitals is as any
        given = [self._read(word, shouted) for word in _unglued(split_words(question), self.lexicon.syllables)]
        words, units = self._with_units(given, self.signs)
        spelled = with_figures(_asking_which(self.speller.read(self._heard_right(words))))
        words, units = self._with_units(spelled, self.units, units)
        words, units = self._with_units(words, self.nicknames, units, self._stands_alone)
        words, units = self._with_units(words, self.own_names, units, self._is_called)
        return self._heard(question, words, units)

    def _stands_alone(self, words: Sequence[Word], start: int, end: int) -> bool:
        """Whether half a name is cut where the words around it leave it: "nhiệm vụ kế hoạch" names no Vụ."""
        if start and not words[start].before and (words[start - 1].text, words[start].text) in self.lexicon.pairs:
            return False
        rest = words[end : end + 1]
        if rest and not rest[0].before and (words[end - 1].text, rest[0].text) in self.name_pairs:
            return False  # "trung tâm công nghệ cao" is not the half of a name that goes on otherwise
        return not rest or bool(rest[0].before) or rest[0].kind != "word" or rest[0].text in self.after_unit

    def _kept(self) -> frozenset[str]:
        """Words that are no syllables and yet meant as typed: short forms, names, foreign words that we know."""
        foreign = {text for phrase, _, _ in self.lexicon.synonyms for text in folded_words(phrase)}
        return frozenset(self.lexicon.short) | self.speller.names | self.document_spelled | foreign

    def _is_called(self, words: Sequence[Word], start: int, end: int) -> bool:
        """Whether the own part of a unit's name stands for the unit: at the beginning, or after "do", "của"."""
        begins = start == 0 or self.lexicon.unit_kinds.get(words[start - 1].text) == "role"
        return begins and self._stands_alone(words, start, end)

    def _heard_right(self, words: list[Word]) -> list[Word]:
        """Words, and for one well spelled that makes no word with its neighbours the one that sounds alike: "sử lý"."""
        out = words
        for place, (a, b) in enumerate(pairwise(words)):
            meant = self.alike.get((a.typed, b.typed))
            if meant and not self._are_words(words[max(0, place - 1) : place + 3]):
                out = list(out)
                for side, (word, typed) in enumerate(zip((a, b), meant, strict=True)):
                    out[place + side] = replace(word, text=fold(typed), typed=typed)
        return out

    def _are_words(self, words: Sequence[Word]) -> bool:
        """Whether any two neighbours are a word of the language or stand so in the document."""
        pairs = pairwise(word.text for word in words)
        return any(pair in self.document_pairs or pair in self.lexicon.pairs for pair in pairs)

    def _sounding_alike(self, document: Document) -> dict[tuple[str, str], tuple[str, str]]:
        """Words of two syllables that the document says, by how they are misspelled where sounds are not told apart."""
        found: dict[tuple[str, str], tuple[str, str]] = {}
        for passage in document.passages:
            for first, second in pairwise(word.typed for word in split_words(passage.text)):
                spelled = (spelled_form(first), spelled_form(second))
                if spelled in self.lexicon.pairs.get((fold(first), fold(second)), ()):
                    found |= {(heard, second): (first, second) for heard in heard_alike(first)}
                    found |= {(first, heard): (first, second) for heard in heard_alike(second)}
        return {heard: meant for heard, meant in found.items() if not any(map(str.isascii, heard))}

    def _read(self, word: Word, shouted: bool) -> Word:
        """A word as it is typed, with what needs no context: signs, and codes that are cut short ("138/2016")."""
        if word.kind == "code":
            whole = [code for code in self.codes if code.startswith(f"{word.text}/")]
            return replace(word, text=whole[0]) if len(whole) == 1 else word
        plain = shouted and word.text in self.lexicon.syllables
        return replace(word, kind="mark") if self._is_sign(word) and not plain else word

    def _is_sign(self, word: Word) -> bool:
        """Whether a word in capitals is one that the document writes ("ODA"): the speller leaves it."""
        return word.kind == "word" and word.capital and len(word.text) > 2 and word.typed in self.document_spelled

    def part(self, heard: Heard, start: int, end: int) -> Heard:
        """Some of the words of a message, as a message of their own; nothing is spelled again."""
        return self.without(heard, {*range(start), *range(end, len(heard.words))})

    def without(self, heard: Heard, left: Container[int]) -> Heard:
        """A message without the words at some places."""
        kept = [place for place in range(len(heard.words)) if place not in left]
        units = dict(heard.spotted.units)
        named = {new: units[old] for new, old in enumerate(kept) if old in units}
        return self._heard(heard.typed, [heard.spotted.words[place] for place in kept], named)

    def _heard(self, question: str, words: Sequence[Word], units: dict[int, Unit]) -> Heard:
        spotted = spot(words, units, self.phases, self.sections)
        spelled = self._believed(spotted.texts, [self._spelled(word) for word in spotted.words])
        content = self._content(spotted.words, spelled)
        return Heard(question, spotted, content, self.lexicon.meanings(spotted.texts, spelled), spelled)

    def plain_words(self, text: str) -> list[str]:
        """The words of a well-spelled text: units as one sign, abbreviations written out, nothing mended."""
        words, _ = self._with_units(self._cut(text), self.units)
        return [folded for word in words for folded in _for_model(word, self.lexicon)]

    def _cut(self, text: str) -> list[Word]:
        """The words of a text, cut once for all that is learned of it."""
        if text not in self._texts:
            self._texts[text] = _unglued(split_words(text), self.lexicon.syllables)
        return self._texts[text]

    def forget_texts(self) -> None:
        """Let go of the texts that were learned from."""
        self._texts.clear()

    def _content(self, words: Sequence[Word], spelled: Sequence[str | None]) -> list[bool]:
        texts = [word.text for word in words]
        carries = [text != UNIT for text in texts]
        for hit in self.lexicon.filler_phrases.longest_in(texts):
            lone = hit.end - hit.start == 1
            if lone and self._in_term(texts, spelled, hit.start):
                continue
            if all(self._written_otherwise(word) for word in words[hit.start : hit.end]):
                continue
            for place in range(hit.start, hit.end):
                carries[place] = False
        return carries

    def _spelled(self, word: Word) -> str | None:
        """A word with its diacritics, where they were typed and make it a word of the language."""
        typed = word.typed
        if typed == word.text or fold(typed) != word.text or typed not in self.lexicon.spelled:
            return None
        return spelled_form(typed)

    def _believed(self, texts: Sequence[str], spelled: list[str | None]) -> list[str | None]:
        """Spellings without those that a neighbour belies: "phối họp" can only be "phối hợp"."""
        for place, pair in enumerate(pairwise(texts)):
            known, (first, second) = self.lexicon.pairs.get(pair), spelled[place : place + 2]
            if not known or any(so_spelled((first, second), way) for way in known):
                continue
            for one, other in known:
                if second and first in (one, None) and _near_spelled(other, second):
                    spelled[place + 1] = None
                elif first and second in (other, None) and _near_spelled(one, first):
                    spelled[place] = None
        return spelled

    def _in_term(self, texts: Sequence[str], spelled: Sequence[str | None], place: int) -> bool:
        """Whether a syllable and its neighbour are a word of the document ("một cửa", "điện tử", "kết quả")."""
        return any(
            pair in self.document_pairs and self.lexicon.is_word(pair, spelled[start : start + 2])
            for start, pair in enumerate(pairwise(texts[max(0, place - 1) : place + 2]), max(0, place - 1))
        )

    def _written_otherwise(self, word: Word) -> bool:
        """Whether a syllable like a filler word is written with other diacritics ("đá" is not "đã")."""
        return (
            word.typed != word.text
            and word.typed in self.lexicon.spelled
            and fold(word.typed) == word.text
            and word.typed not in self.lexicon.filler_spelled
        )

    @staticmethod
    def _with_units(
        words: Sequence[Word], names: Phrases[Unit], known: dict[int, Unit] | None = None, fits: Fits | None = None
    ) -> tuple[list[Word], dict[int, Unit]]:
        """Words with each named unit as one sign; `known` are units found before, in the order of their signs.

        `fits` says whether a name may stand at its place.
        """
        before = list((known or {}).values())
        found = names.longest_in([word.text for word in words])
        if not found and fits is not None and known is not None:
            return list(words), known  # they are at their places already
        hits = {hit.start: hit for hit in found if fits is None or fits(words, hit.start, hit.end)}
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
        typed = Counter[str]()
        for passage in document.passages:
            self._learn(model, typed, passage.text, _WEIGHT_DOCUMENT)
        self.seen.update(typed)
        plain = Decoder(lexicon.spelled, lexicon.spelled, ())
        misheard = _misheard(lexicon.utterances)
        for utterance in lexicon.utterances:
            if not _left_in_telex(utterance.question, plain) and misheard.isdisjoint(_typed(utterance.question)):
                self._learn(model, typed, utterance.question, _WEIGHT_UTTERANCE)
        for name, _ in _unit_names(directory):
            self._learn(model, typed, name, _WEIGHT_UNIT)
        self.seen.update(w for w, n in typed.items() if w in lexicon.spelled or n >= OFTEN_TYPED)
        for words in lexicon.filler:
            model.learn(words, _WEIGHT_FILLER)
        for phrase, _, _ in lexicon.synonyms:
            model.learn(folded_words(phrase), _WEIGHT_TERM)
        for pair in lexicon.pairs:
            model.learn(pair, _WEIGHT_WORD)
        for syllable in lexicon.syllables:
            model.learn((syllable,), _WEIGHT_SYLLABLE)
        acronyms = {word for unit in directory.units for name in unit.abbreviations for word in folded_words(name)}
        acronyms = {word for word in acronyms if word not in lexicon.syllables}
        return Speller(model.seal(), lexicon.syllables, lexicon.short, acronyms, self.seen, lexicon.spelled)

    def _learn(self, model: Model, typed: Counter[str], text: str, weight: float) -> None:
        """Count a text sentence by sentence, abbreviations written out as their likeliest meaning.

        `typed` counts the words of texts that have their diacritics, as they are typed.
        """
        words, _ = self._with_units(self._cut(text), self.signs)
        if sum(not word.typed.isascii() for word in words) > MARKED * len(words):
            typed.update({word.typed for word in words})
        line: list[str] = []
        for word in words:
            if line and re.search(r"[.?!;:]", word.before):
                model.learn(line, weight)
                line = []
            line += _for_model(word, self.lexicon)
        model.learn(line, weight)


MISHEARD = 50  # times as often a word is typed with the other sound

# Nouns after which the "mô" of the centre is "nào", and not "đâu".
_WHICH = frozenset(
    ways(
        "doan | nhom | viec | vi | quan | vu | muc | thang | nam | ngay | cai | ky"
        " | bua | chang | ben | loai | dong | hang | cuc | hom | phong"
    )
)


def _asking_which(words: Sequence[Word]) -> list[Word]:
    """Words with "giai đoạn mô", "nhóm mô" as the question for which one that they are."""
    out = list(words)
    for place, (noun, word) in enumerate(pairwise(words), 1):
        if word.typed in ("mô", "mo", "mo^", "lào") and noun.text in _WHICH and not word.before:
            out[place] = replace(word, text="nao")
    return out


def _misheard(utterances: Iterable[Utterance]) -> frozenset[str]:
    """The words in which some take l for n ("lào"): hardly typed, and typed often with the other sound.

    What stands in a message with such a word is not what the words of the language are learned from.
    """
    counts = Counter(word for utterance in utterances for word in _typed(utterance.question))
    swapped = {word: {"l": "n", "n": "l"}[word[0]] + word[1:] for word in counts if word[0] in "ln"}
    return frozenset(w for w, other in swapped.items() if not w.isascii() and counts[other] >= counts[w] * MISHEARD)


def _typed(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.lower())


def _left_in_telex(text: str, decoder: Decoder) -> bool:
    """Whether a text was typed without its Telex keys being read: it teaches no spelling."""
    return sum(a != b for a, b in zip(text.split(), decoder.read(text).split(), strict=False)) > 1


def _near_spelled(one: str, other: str) -> bool:
    """Whether two spellings of a syllable differ by one mark, left out, added or another."""
    return max(len(set(one) - set(other)), len(set(other) - set(one))) == 1


def _for_model(word: Word, lexicon: Lexicon) -> Sequence[str]:
    if word.kind not in ("word", "unit"):
        return (NUMBER,)
    if word.typed in lexicon.short and not word.typed.isascii():  # a word of dialect is learned as what it means
        return lexicon.short[word.typed][0]
    if word.text in lexicon.short and word.text not in lexicon.syllables:
        return lexicon.short[word.text][0]
    return (word.text,)


def _unit_names(directory: Directory) -> Iterable[tuple[str, Unit]]:
    for name, unit in directory.by_name.items():
        yield " ".join(folded_words(name)), unit


def _doubtful_names(document: Document, directory: Directory) -> Iterable[tuple[str, Unit]]:
    """Names that the document writes doubtfully stand for the unit that they likely mean."""
    for doubt in document.doubts:
        unit = directory.find(doubt.likely) if doubt.likely else None
        if unit:
            yield " ".join(folded_words(doubt.text)), unit


def _unglued(words: Iterable[Word], syllables: frozenset[str]) -> list[Word]:
    """Words with "qiii", "qhai" and "q 3" as quý III, quý hai; numerals and letters of addresses as marks."""
    out: list[Word] = []
    for word in words:
        rest = word.text[1:] if word.kind == "word" and word.text[0] == "q" else ""
        if len(rest) > 1 and rest[0] not in "uq" and rest in syllables:
            out += [replace(word, text="quy", typed="q", kind="mark"), replace(word, text=rest, typed=word.typed[1:])]
            out[-1].before = ""
            continue
        if found := _GLUED.match(word.text):
            out += [replace(word, text="quy", kind="mark"), replace(word, text=found[2], before="", kind="mark")]
            continue
        if out and out[-1].text == "q" and (word.kind == "number" or _NUMERAL.match(word.text)):
            out[-1] = replace(out[-1], text="quy", kind="mark")
        before = out[-1].text if out else ""
        out.append(replace(word, kind="mark") if _is_mark(word, before, syllables) else word)
    return out


def _is_mark(word: Word, before: str, syllables: frozenset[str]) -> bool:
    """Whether a word is a numeral or a letter after a word that numbers, or a numeral alone; "vị" is none, nor "vi"."""
    if word.kind != "word":
        return False
    if _NUMERAL.match(word.typed):
        alone = word.capital if len(word.text) == 1 else word.text not in syllables
        if alone or before in _NUMBERED:
            return True
    return before in _LETTERED and len(word.text) == 1
