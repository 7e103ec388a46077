"""What a message says, whatever it was keyed with: signs of other scripts and widths, VNI, VIQR and Telex left raw.

Runs before the message is cut into words. A raw form is decoded by rule, and only where that makes a syllable of the
language and the raw form is no word that we know.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator

from kb.text import fold, spelled_form

_ALIKE = str.maketrans(
    "аеорсухіѕјкмтнвԁһԛԝɡνοαικρτυАЕОРСУХІЅЈКМТНВΑΒΕΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxisjkmthbdhqwgvoaikptuAEOPCYXISJKMTHBABEHIKMNOPTYX",
)
_OTHER_SCRIPT = re.compile(r"[\u0370-\u052f\u0261]")
_WIDE = re.compile("[\uff01-\uff5e\u2460-\u2473\U0001d400-\U0001d7ff]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]+")
_KEYCAP = re.compile("([0-9])\ufe0f?\u20e3")
_LETTERS_AS_FIGURES = re.compile(r"(?<![^\W_])(?=[lIoO]*\d)[\dlIoO]*[lIoO][\dlIoO]*(?![^\W_])")
_FIGURES = str.maketrans("lIoO", "1100")
_LETTERS = re.compile(r"[^\W\d_]+")

_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_ROOF, _HORN, _BREVE, _BAR = "\u0302", "\u031b", "\u0306", "đ"
_VNI = dict(zip("123456789", (_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT, _ROOF, _HORN, _BREVE, _BAR), strict=True))
_VIQR = {"'": _ACUTE, "`": _GRAVE, "?": _HOOK, "~": _TILDE, ".": _DOT, "^": _ROOF, "+": _HORN, "*": _HORN, "(": _BREVE}
_TELEX = {"s": _ACUTE, "f": _GRAVE, "r": _HOOK, "x": _TILDE, "j": _DOT}
_VNI_WORD = re.compile(r"(?<![^\W_])[^\W\d_]+\d+(?:[^\W\d_]+\d*)*(?![^\W_])")
_VIQR_WORD = re.compile(r"(?<![^\W_])[a-zA-Z]+(?:[\^(+*'`?~.]+[a-zA-Z]*)+")
_VIQR_SURE = re.compile(r"[\^`]|[(+*~?.'][a-z]", re.IGNORECASE)
_SURE, _MAYBE = 2, 1  # how much a word says that a message is keyed so; two that may be are enough
_TELEX_WORD = re.compile(r"(?<![^\W_])[^\W\d_]{2,9}(?![\w&])")
_TELEX_SIGN = re.compile(r"[sfrxjw]|([aeod]).*\1", re.IGNORECASE)
_VOWELS = "aeiouyăâêôơư"
# Words before a figure, which without a space between would be VNI: "quy1" is quarter 1 sooner than "quý".
_NUMBERING = frozenset(
    fold(
        "quý tháng nhóm mục điều việc vụ số dòng thứ ngày năm phần chương khoản điểm kỳ ý tuần lần đợt đoạn lục bảng"
        " hàng cột trang cấp loại vòng bước con tự đến tới với và bài câu hạn"
    ).split()
)


Marked = tuple[str, tuple[str, ...]]


def in_one_script(text: str) -> str:
    """Text in NFC with the letters and digits that it seems to be written with.

    Full-width and keycap digits are digits, look-alikes of other scripts Latin letters, l, I and O beside digits are
    digits ("nv l4"); signs that nobody sees are gone.
    """
    if text.isascii():
        return _with_figures(text)
    text = _KEYCAP.sub(r"\1", text)
    text = _WIDE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    if _OTHER_SCRIPT.search(text):
        text = _LETTERS.sub(_latin, unicodedata.normalize("NFC", text))
    return _with_figures(unicodedata.normalize("NFC", text))


def _latin(found: re.Match[str]) -> str:
    meant = unicodedata.normalize("NFD", found[0]).translate(_ALIKE)
    return found[0] if _OTHER_SCRIPT.search(meant) else unicodedata.normalize("NFC", meant)


def _with_figures(text: str) -> str:
    return _LETTERS_AS_FIGURES.sub(lambda found: found[0].translate(_FIGURES), text)


class Decoder:
    """Decodes what was keyed for an input method that was off, into syllables of the language."""

    def __init__(self, syllables: Collection[str], usual: Collection[str], known: Collection[str]) -> None:
        """`syllables` are spelled with diacritics, `known` are words that stay as they are, besides.

        Of a Telex word some keys may be missing: marks are believed where they make a `usual` syllable.
        """
        self.syllables = frozenset(syllables)
        self.plain = frozenset(map(fold, self.syllables))
        self.by_form = {spelled_form(syllable): syllable for syllable in sorted(self.syllables)}
        self.usual = usual
        self.known = known

    def read(self, message: str) -> str:
        """The message as it was meant to be keyed."""
        text = _UNSEEN.sub("\u200b", in_one_script(message))
        if "\u200b" in text:
            text = re.sub(r"(\w+(?:\u200b\w+)+)|\u200b", self._without_unseen, text)
        if any(sign in text for sign in "123456789"):
            text = self._decoded(text, _VNI_WORD, _vni, self._told_vni)
        if _VIQR_SURE.search(text):
            text = self._decoded(text, _VIQR_WORD, _viqr, lambda _: _SURE)
        text = _TELEX_WORD.sub(self._from_telex, text)
        return text if text.isascii() else _LETTERS.sub(self._well_placed, text)

    def _without_unseen(self, found: re.Match[str]) -> str:
        """A word without the unseen signs in it; where that makes no word, they parted words."""
        joined = found[0].replace("\u200b", "")
        return joined if not found[1] or self._is_word(joined.lower()) else found[0].replace("\u200b", " ")

    def _decoded(
        self, text: str, pattern: re.Pattern[str], marks: Callable[[str], Marked], told: Callable[[str], int]
    ) -> str:
        """Text decoded, where its words tell that it is keyed so."""

        def meant(found: re.Match[str]) -> str:
            raw = found[0]
            letters, signs = marks(raw.lower())
            whole = self._syllable(letters, signs)
            if not whole and letters in self.plain and letters[-1] == raw[-1].lower():
                return letters  # a mark is missing: "nhie6m"
            if whole or raw[-1] not in ".?'":
                return whole or raw
            return (self._syllable(*marks(raw[:-1].lower())) or raw[:-1]) + raw[-1]

        decoded = (found[0] for found in pattern.finditer(text) if meant(found) != found[0])
        return pattern.sub(meant, text) if sum(map(told, decoded)) >= _SURE else text

    @staticmethod
    def _told_vni(raw: str) -> int:
        """Figures inside a word ("nhie6m5") tell VNI, after a word that nobody numbers things with they may."""
        letters = raw.rstrip("123456789").lower()
        return 0 if letters in _NUMBERING else _MAYBE if letters.isalpha() else _SURE

    def _from_telex(self, found: re.Match[str]) -> str:
        raw = found[0].lower()
        if found[0].isupper() and not found.string.isupper():
            return found[0]  # a short form: "REST"
        if (not _TELEX_SIGN.search(raw, 1) and raw[0] != "w") or self._is_word(raw):
            return found[0]
        meant = next(filter(None, (self._syllable(*marked) for marked in _telex(raw))), found[0])
        return meant if meant in self.usual or meant == found[0] else fold(meant)

    def _well_placed(self, found: re.Match[str]) -> str:
        """A syllable whose tone mark was put on another of its letters ("nhịêm")."""
        word = found[0]
        lower = word.lower()
        if lower.isascii() or self._is_word(lower):
            return word
        meant = self.by_form.get(spelled_form(lower), word)
        return meant if fold(meant) == fold(lower) else word

    def _is_word(self, word: str) -> bool:
        return word in self.syllables or word in self.plain or word in self.known

    def _syllable(self, letters: str, marks: tuple[str, ...]) -> str | None:
        """The syllable of the language that letters and marks make, wherever the marks were put."""
        if _BAR in marks:
            if "d" not in letters:
                return None
            letters = letters.replace("d", _BAR, 1)
            marks = tuple(mark for mark in marks if mark != _BAR)
        given = unicodedata.normalize("NFD", letters)
        for more in ((), (_HORN,)) if _HORN in marks and "uo" in letters else ((),):
            found = self.by_form.get("".join(sorted((*given, *marks, *more))))
            if found and fold(found) == fold(letters):
                return found
        return None


def _vni(raw: str) -> Marked:
    return "".join(c for c in raw if not c.isdigit()), tuple(_VNI[c] for c in raw if c in _VNI)


def _viqr(raw: str) -> Marked:
    letters, bar = ("d" + raw[2:], (_BAR,)) if raw.startswith("dd") else (raw, ())
    return "".join(c for c in letters if c not in _VIQR), (*(_VIQR[c] for c in letters if c in _VIQR), *bar)


def _telex(raw: str) -> Iterator[Marked]:
    """The ways of taking some keys of a word as marks of Telex: one tone, doubled letters, w."""
    letters, marks = raw, list[str]()
    for double, mark in (("d", _BAR), ("a", _ROOF), ("e", _ROOF), ("o", _ROOF)):
        if letters.count(double) == 2:
            at = letters.rindex(double)
            letters, marks = letters[:at] + letters[at + 1 :], [*marks, mark]
    if "w" in letters:
        before, after = letters[: letters.index("w")], letters[letters.index("w") + 1 :]
        round_ = any(vowel in before + after for vowel in "uo")
        marks.append(_BREVE if "a" in before + after and not round_ else _HORN)
        letters = before + ("" if round_ or before.endswith("a") else "u") + after
    if marks:
        yield letters, tuple(marks)
    first = next((n for n, c in enumerate(letters) if c in _VOWELS), len(letters))
    for at in range(len(letters) - 1, first, -1):
        if tone := _TELEX.get(letters[at]):
            yield letters[:at] + letters[at + 1 :], (*marks, tone)
