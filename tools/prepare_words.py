#!/usr/bin/env python3
"""Write the rows of data/language/syllables.txt and words.tsv, from word lists that the underthesea package carries.

Run it when underthesea's lists or synonyms.tsv change; the bot reads the two files only. A syllable is kept if the
rules of spelling allow it and a list or the sample text has it; a word is two or three of them. Terms of synonyms.tsv
come first, then words of the lists, the best attested first. The comments at the head of the files stay as they are.
"""

import argparse
import math
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from itertools import chain, takewhile
from pathlib import Path

LANGUAGE = Path(__file__).resolve().parent.parent / "data" / "language"
LISTS = tuple(f"corpus/data/Viet{size}K.txt" for size in (11, 22, 39, 74))
SAMPLE = "pipeline/pos_tag/models/pos_crf_vlsp2013_20230303/test_output.txt"
WORDS, ENOUGH_LISTS = 8000, 3  # how many words; in how many lists a word must stand that the sample text has not
TONES, STOPPED_TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"), ("\u0301", "\u0323")
ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
RIMES = """a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ich im in inh ip it iu ia iêc iêm iên iêng iêp iêt iêu
o oc oi om on ong op ot oong ooc oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet
oem ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u uc ui um un ung up ut ua uôc uôi uôm uôn uông uôt uôp uơ uân uâng uât
uây uê uêch uênh uên uêu uy uya uyên uyêt uych uynh uyt uyn uyu uyp ư ưc ưi ưm ưng ưt ưu ưa ươc ươi ươm ươn ương ươp
ươt ươu"""
RIMES_ALONE, RIMES_AFTER_QU = "y yêm yên yêng yêt yêu", "y yên yêt ynh yt ych yu yp ôc"
ALPHABET = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz"
MISSING = {"mỳ", "mỵ"}  # the lists spell them with i only, and people write both
_nfc = partial(unicodedata.normalize, "NFC")
_MOVABLE = re.compile("^(|.*[^q])(o(?=[ae])|u(?=y))(.)([\u0300\u0301\u0303\u0309\u0323])$")


def _syllables(attested: set[str]) -> set[str]:
    """The syllables that are attested in one spelling or another, in every spelling that the rules allow."""
    kept = set(MISSING)
    for onset in ("", *ONSETS.split()):
        for rime in _rimes_after(onset):
            letters = "g" if onset == "gi" and rime[0] == "i" else onset
            stopped = rime[-1] in "cpt" or rime.endswith("ch")
            for tone in STOPPED_TONES if stopped else TONES:
                ways = {letters + toned for toned in _with_tone(rime, tone)}
                kept |= ways if ways & attested else set()
    return kept


def _rimes_after(onset: str) -> list[str]:
    """The rimes that may follow an onset, as spelled after it."""
    rimes = RIMES.split()
    if not onset:
        return [r for r in rimes if not re.match("iê", r)] + RIMES_ALONE.split()
    if onset == "qu":
        return [r for r in rimes if r[0] not in "uưoô"] + RIMES_AFTER_QU.split()
    if onset in ("k", "gh", "ngh", "c", "g", "ng"):
        front = onset in ("k", "gh", "ngh")
        rimes = [r for r in rimes if (r[0] in "iêe") == front]
    if onset == "gi":
        rimes.remove("ia")
    return [*rimes, "y"] if onset in ("h", "k", "l", "m", "t", "s", "v") else rimes


def _with_tone(rime: str, tone: str) -> set[str]:
    """A rime with its tone mark; two ways where old and new placement differ (hòa, hoà)."""
    vowels = [n for n, letter in enumerate(rime) if letter in "aăâeêioôơuưy"]
    marked = [n for n in vowels if rime[n] in "ăâêôơư"]
    if marked:
        places = marked[-1:]
    elif len(vowels) > 1 and vowels[-1] < len(rime) - 1:
        places = vowels[-1:]
    elif len(vowels) == 3:
        places = vowels[1:2]
    else:
        places = vowels if rime in ("oa", "oe", "uy") else vowels[:1]
    return {_nfc(rime[: n + 1] + tone + rime[n + 1 :]) for n in places}


def _old_placement(phrase: str) -> str:
    """A phrase with its tone marks where decisions put them: hoá as hóa, uỷ as ủy, but not quý."""
    return _nfc(" ".join(_MOVABLE.sub(r"\1\2\4\3", unicodedata.normalize("NFD", word)) for word in phrase.split()))


def _parts(phrase: str) -> list[str]:
    return [part for part in re.split(r"[\W\d_]+", phrase) if part]


def _lines(path: Path) -> list[str]:
    return _nfc(path.read_text(encoding="utf-8")).split("\n")


def _terms(synonyms: Path) -> Iterator[str]:
    """The terms of synonyms.tsv that are plain phrases."""
    for line in _lines(synonyms):
        term = line.partition("\t")[0]
        if not line.startswith("#") and not re.search(r"[,-]| i{1,3}$| iv$", term):
            yield _old_placement(term)


def _prepare(package: Path, synonyms: Path) -> dict[str, list[str]]:
    """The rows of both files."""
    lists = [[word.strip().lower() for word in _lines(package / name)] for name in LISTS]
    sample = [line.split("\t")[0].lower().strip() for line in _lines(package / SAMPLE) if "\t" in line]
    lone = Counter(part for word in sample for part in _parts(word))
    syllables = _syllables({part for word in chain(*lists) for part in _parts(word)} | set(lone))
    seen = Counter(map(_old_placement, sample))
    listed = Counter(chain.from_iterable(dict.fromkeys(map(_old_placement, words)) for words in lists))

    def is_word(phrase: str) -> bool:
        return 2 <= len(phrase.split()) <= 3 and syllables.issuperset(phrase.split())

    words = [word for word in listed if is_word(word)]
    busy = Counter(syllable for word in words for syllable in word.split())

    def rank(word: str) -> tuple[int, int, float]:
        own = word.split()
        return seen[word], listed[word], sum(math.log(1 + busy[s] + 5 * lone[s]) for s in own) / len(own)

    words = sorted((w for w in words if seen[w] or listed[w] >= ENOUGH_LISTS), key=rank, reverse=True)
    chosen = list(dict.fromkeys([*filter(is_word, _terms(synonyms)), *words]))[:WORDS]
    return {
        "syllables.txt": sorted(syllables, key=lambda s: [ALPHABET.index(letter) for letter in s]),
        "words.tsv": [f"{word}\t{seen[word]}\t{listed[word]}" for word in chosen],
    }


def main() -> int:
    """Write both files, or with --check only compare them; 1 where a file differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a file would change")
    check, differing = parser.parse_args().check, 0
    spec = find_spec("underthesea")
    if spec is None or spec.origin is None:
        parser.error("underthesea is not installed")
    for name, rows in _prepare(Path(spec.origin).parent, LANGUAGE / "synonyms.tsv").items():
        now = (LANGUAGE / name).read_text(encoding="utf-8")
        head = takewhile(lambda line: line.startswith("#"), now.split("\n"))
        text = "\n".join([*head, *rows, ""])
        if text != now:
            differing += 1
            sys.stdout.write(f"{name} {'differs' if check else 'written'}\n")
            if not check:
                (LANGUAGE / name).write_text(text, encoding="utf-8")
    return 1 if check and differing else 0


if __name__ == "__main__":
    sys.exit(main())
