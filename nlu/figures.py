"""Numbers told in words ("hai mươi tư", "hai lăm", "một bảy") as figures, where they number a task or a share.

A numeral is believed after a word that numbers things, or before "phần trăm"; elsewhere "năm" is a year and "sáu" may
be "sau".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nlu.numerals import DIGITS
from nlu.phrases import ways
from nlu.tokens import Word

_ONLY_AFTER_TENS = frozenset(("mốt", "lăm", "nhăm"))
_TEN = ("mười", "mươi", "chục")
_TWENTY = "hăm"
_NOUNS = (("nhiem", "vu"), ("dau", "viec"), ("muc", "viec"), ("viec",), ("task",), ("dong",), ("stt",), ("nv",))
_ORDER = ("thu", "so")
_TEN_FOLDED = frozenset(("muoi", "chuc"))
_OTHERS = frozenset(
    ways("ngay | hom | mung | thang | nam | quy | nhom | phan | muc | diem | khoan | dieu | chuong | den-ngay | bua")
)
_THOUSANDS = (
    ("hai", "nghin", "khong", "tram"), ("hai", "ngan", "khong", "tram"), ("hai", "nghin"), ("hai", "ngan"),
    ("hai", "khong"),
)  # fmt: skip
_FIRST, _LAST = 16, 30  # the years that are said by their last figures once a whole year was said
_TO_A_YEAR = frozenset(("tu", "den", "toi", "het", "sang", "qua", "nam"))
_JOINS = frozenset(("va", "voi", "hay", "hoac", "den", "toi", "lan", "cung"))
# A numeral of one syllable without "số" is a task's only before one of these, a sign or the end.
_GOES_ON = frozenset(
    ways(
        "thi | ai | do | han | la | voi | va | den | toi | co | ghi | phai | can | cua | chu | phoi | san"
        " | deadline | lead | hay | hoac | lam | thuoc | noi | ra | note"
    )
)
_COUNTED = frozenset(
    ways(
        "don | bo | ben | vu | cuc | nguoi | ngay | nam | thang | tuan | cai | nhiem | viec | dau | nhom"
        " | giai | quy | lan | phan | muc | dieu | % | dong | trieu | ty | gio | loai | moc | ky | thu | dua"
        " | ong | ba"
    )
)


def with_figures(words: Sequence[Word]) -> list[Word]:
    """The words with each numeral that numbers a task, or tells a share, as one figure."""
    marked = any(not word.typed.isascii() for word in words)
    out: list[Word] = []
    place, numbering, dated = 0, False, -1
    while place < len(words):
        size, number = _numeral(words, place, marked)
        if words[place].kind == "number" and len(words[place].text) <= len("100"):
            size, number = 1, int(words[place].text)
        if size and place + size < len(words) and _is_share(words, place + size):
            end = place + size + (1 if words[place + size].text == "%" else 2)
            out.append(_figure(words, place, end, f"{number}%", "percent"))
            place, numbering = end, False
        elif found := _year(words, place, marked):
            said = _figure(words, place, place + found[0], str(found[1]), "number")
            if dated == place and not said.before and int(out[-1].text) + 1 == found[1]:  # "2019 2020" is a span
                said = replace(out.pop(), text=f"{found[1] - 1}-{found[1]}", typed="", end=said.end, kind="range")
            out.append(replace(said, typed=said.text))
            place, numbering, dated = place + found[0], False, place + found[0]
        elif dated > 0 and size > 1 and _FIRST <= number <= _LAST and words[place - 1].text in _TO_A_YEAR:
            out.append(_figure(words, place, place + size, str(2000 + number), "number"))  # "… kéo tới hai lăm"
            place += size
        elif size and words[place].kind == "word" and _is_meant(words, place, size, numbering):
            out.append(_figure(words, place, place + size, str(number), "number"))
            place, numbering = place + size, True
        else:
            numbering = numbering and (words[place].text in _JOINS or _in_noun(words, place))
            out.append(words[place])
            place += 1
    return out


def _is_meant(words: Sequence[Word], place: int, size: int, numbering: bool) -> bool:
    """Whether a numeral is a number and no other word: after a noun that is numbered, or where it has its "mươi"."""
    if place > 1 and words[place - 2].text == "tung":
        return False  # "từng việc một"
    named = numbering or _follows_noun(words, place)
    whole = size > 1 and any(w.text in _TEN_FOLDED for w in words[place : place + size])
    return (named or (whole and not _after_other(words, place))) and _numbers(words, place, size, numbering)


def _after_other(words: Sequence[Word], place: int) -> bool:
    return place > 0 and words[place - 1].text in _OTHERS


def _year(words: Sequence[Word], place: int, marked: bool) -> tuple[int, int] | None:
    """How many words "hai nghìn không trăm hai mươi", "hai không hai mươi" take, and the year."""
    for head in _THOUSANDS:
        if tuple(w.text for w in words[place : place + len(head)]) == head:
            size, number = _numeral(words, place + len(head), marked)
            if number >= 10:
                return len(head) + size, 2000 + number
    twice = [w.text for w in words[place : place + 4]] == ["hai", "khong", "hai", "khong"]
    return (4, 2020) if twice else None


def _figure(words: Sequence[Word], start: int, end: int, text: str, kind: str) -> Word:
    return replace(words[start], text=text, typed=text, end=words[end - 1].end, kind=kind)


def _is_share(words: Sequence[Word], place: int) -> bool:
    if words[place].before:
        return False
    return words[place].text == "%" or [w.text for w in words[place : place + 2]] == ["phan", "tram"]


def _follows_noun(words: Sequence[Word], place: int) -> bool:
    """Whether a word that numbers tasks stands right before a place ("việc", "nhiệm vụ thứ")."""
    end = place
    while end and words[end - 1].text in _ORDER and not words[end].before:
        end -= 1
    if any(w.before for w in words[end : place + 1]):
        return False
    return any(tuple(w.text for w in words[max(0, end - len(n)) : end]) == n for n in _NOUNS)


def _in_noun(words: Sequence[Word], place: int) -> bool:
    return words[place].text in ("nhiem", "vu", "viec", "thu", "so", "task", "dau")


def _numbers(words: Sequence[Word], place: int, size: int, listed: bool) -> bool:
    """Whether a numeral numbers a task: it counts nothing after it, and one of a syllable goes on as a number does."""
    after = words[place + size : place + size + 1]
    if after and not after[0].before:
        counted = after[0].text in _COUNTED or [w.text for w in words[place + size : place + size + 2]] == [
            "co",
            "quan",
        ]
        if counted:
            return listed and after[0].text in ("nhiem", "viec")
    ordered = place > 0 and words[place - 1].text in _ORDER
    return size > 1 or ordered or not after or bool(after[0].before) or after[0].text in _GOES_ON


def _numeral(words: Sequence[Word], place: int, marked: bool) -> tuple[int, int]:
    """How many words a numeral below 100 takes at a place, and its number; (0, 0) where there is none."""
    first, second, third = (_said(words, p, marked, p > place) for p in range(place, place + 3))
    if first in _TEN:
        digit = _digit(second, after_tens=True)
        return (2, 10 + digit) if digit else (1, 10)
    if first == _TWENTY and (digit := _digit(second, after_tens=True)):
        return 2, 20 + digit
    if not (tens := _digit(first)):
        return 0, 0
    if second in _TEN[1:] or (second == "mười" and not marked):
        digit = _digit(third, after_tens=True)
        return (3, 10 * tens + digit) if digit else (2, 10 * tens)
    digit = _digit(second, after_tens=True)
    if digit and tens <= 2 and second != "năm":  # "hai ba" is 23, "một bảy" 17; "hai năm" are two years
        return 2, 10 * tens + digit
    return 1, tens


def _digit(said: str, after_tens: bool = False) -> int:
    return 0 if said in _ONLY_AFTER_TENS and not after_tens else DIGITS.get(said, 0)


_BARE = {"mot": "một", "bon": "bốn", "tu": "tư", "nam": "năm", "lam": "lăm", "sau": "sáu", "bay": "bảy", "tam": "tám",
         "chin": "chín", "muoi": "mười", "ham": "hăm", "chuc": "chục", "nham": "nhăm"}  # fmt: skip


def _said(words: Sequence[Word], place: int, marked: bool, joined: bool) -> str:
    """A word as it is said; one typed bare only in a message without diacritics. Nothing past a sign."""
    if place >= len(words) or (joined and words[place].before) or words[place].kind != "word":
        return ""
    typed = words[place].typed
    return typed if marked else _BARE.get(typed, typed)
