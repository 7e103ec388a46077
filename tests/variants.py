"""Mechanical variants of a question, as people mistype: no diacritics, slips of keys and Telex, teencode, both."""

from __future__ import annotations

import random
import re
import unicodedata

_NEAR = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok", "o": "ipl",
    "p": "ol", "a": "qsz", "s": "awdx", "d": "sefc", "f": "drgv", "g": "fthb", "h": "gyjn", "j": "hukm", "k": "jil",
    "l": "ko", "z": "xs", "x": "zcd", "c": "xvf", "v": "cbg", "b": "vnh", "n": "bmj", "m": "nk",
}  # fmt: skip
_TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_MARKS = {"\u0302": None, "\u031b": "w", "\u0306": "w"}
_TEEN = (
    ("nhiệm vụ", "nv"), ("đơn vị", "đv"), ("cơ quan", "cq"), ("báo cáo", "bc"), ("bao nhiêu", "bn"),
    ("giai đoạn", "gđ"), ("phần trăm", "%"), ("quyết định", "qđ"), ("kế hoạch", "kh"), ("thực hiện", "th"),
    ("hoàn thành", "ht"), ("trực tuyến", "tt"), ("những", "nhg"), ("được", "dc"), ("không", "ko"), ("nào", "nèo"),
    ("làm", "lm"), ("gì", "j"), ("với", "vs"), ("khi", "khj"), ("người", "ng"), ("quý ", "q"),
)  # fmt: skip


def without_diacritics(text: str) -> str:
    """The text as typed without Vietnamese input."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def with_typos(text: str, seed: str, share: float = 0.1) -> str:
    """About one letter in ten wrong: a neighbouring key, a diacritic lost, or a word left in raw Telex."""
    luck = random.Random(seed)
    out = []
    for word in re.split(r"(\s+)", text):
        if word.isspace() or any(c.isdigit() for c in word) or luck.random() > share * len(word):
            out.append(word)
            continue
        out.append(luck.choice((_neighbour, _neighbour, _bare, _telex))(word, luck))
    return "".join(out)


def _neighbour(word: str, luck: random.Random) -> str:
    places = [n for n, c in enumerate(word) if without_diacritics(c).lower() in _NEAR]
    if not places:
        return word
    place = luck.choice(places)
    key = luck.choice(_NEAR[without_diacritics(word[place]).lower()])
    return word[:place] + (key.upper() if word[place].isupper() else key) + word[place + 1 :]


def _bare(word: str, luck: random.Random) -> str:
    return without_diacritics(word)


def _telex(word: str, luck: random.Random) -> str:
    """The keys that Telex takes for a word, the tone last but for a sign after the word."""
    end = len(word.rstrip("?.,;:!)"))
    word, rest = word[:end], word[end:]
    out, tone = "", ""
    for char in unicodedata.normalize("NFD", word.replace("đ", "dd").replace("Đ", "Dd")):
        if char in _TONES:
            tone = _TONES[char]
        elif char in _MARKS:
            out += _MARKS[char] or out[-1]
        else:
            out += char
    return out + tone + rest


def teencode(text: str) -> str:
    """Chat spelling: usual abbreviations, f for ph, a "z" at the end."""
    text = text.rstrip("?. ")
    for written, short in _TEEN:
        text = re.sub(
            rf"(?<!\w){re.escape(written)}(?!\w)" if not written.endswith(" ") else re.escape(written),
            short,
            text,
            flags=re.IGNORECASE,
        )
    text = re.sub(r"\b[Pp]h(?=[^\W\d_])", "f", text)
    return f"{text[:1].lower()}{text[1:]} z"


def without_diacritics_with_typos(text: str, seed: str, share: float = 0.1) -> str:
    """No diacritics, and letters doubled, dropped or hit beside."""
    luck = random.Random(seed)
    out = ""
    for char in without_diacritics(text).lower():
        roll = luck.random() if char in _NEAR else 1.0
        out += (
            char * 2
            if roll < share / 3
            else ""
            if roll < 2 * share / 3
            else luck.choice(_NEAR[char])
            if roll < share
            else char
        )
    return out


VARIANTS = {
    "nodia": lambda text, _: without_diacritics(text),
    "typo": with_typos,
    "teencode": lambda text, _: teencode(text),
    "nodia_typo": without_diacritics_with_typos,
}
