"""Questions about the decision itself, and about abbreviations in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.asking.case import Case
from kb.asking.lexicon import folded_words
from kb.asking.phrases import Phrases
from kb.asking.query import Proposal, Query
from kb.asking.words import Word

_THING = "quyết định | văn bản | kế hoạch | quyết định này | văn bản này | kế hoạch này | quyết định 676 | bản này | tài liệu này | qđ này | được ban hành | ban hành"

# What is asked → the phrases that ask it. Each phrase is enough.
ABOUT: dict[str, str] = {
    "number": "số hiệu | số ký hiệu | số và ký hiệu | số quyết định | số văn bản | quyết định số mấy | quyết định số bao nhiêu"
    " | văn bản số mấy | văn bản số bao nhiêu | mang số hiệu | số của quyết định | số của văn bản | ký hiệu văn bản | số mấy vậy"
    " | mang số mấy | mang số bao nhiêu | số bao nhiêu",
    "date": "ký ngày | ký hôm nào | ký khi nào | ký bao giờ | ban hành ngày | ban hành hôm nào | ban hành khi nào | ban hành bao giờ"
    " | ngày ký | ngày ban hành | ra ngày nào | ký lúc nào | ban hành năm nào | ban hành từ bao giờ | ngày tháng ký"
    " | ngày tháng ban hành | ký vào ngày | ban hành vào ngày | ra đời ngày | ra đời khi nào | đề ngày | ban hành lúc nào | ký năm nào",
    "place": "ban hành ở đâu | ban hành tại đâu | ký ở đâu | ký tại đâu | nơi ban hành | địa danh | thành phố nào | tỉnh nào"
    " | nơi ký | ra ở đâu",
    "signer": "ai ký | người ký | ký tên | đặt bút ký | ai là người ký | ai đặt bút | do ai ký | người nào ký | ai ban hành"
    " | ông nào ký | ký ban hành | chữ ký của ai | ai đứng tên ký | ai ký ban hành | bộ trưởng nào | vị nào ký | họ tên người ký"
    " | chức vụ | giữ chức vụ gì | chức danh",
    "effective": "bắt đầu có hiệu lực | có hiệu lực | hiệu lực | hiệu lực thi hành | bắt đầu áp dụng | áp dụng từ | có giá trị từ | hiệu lực từ"
    " | có hiệu lực từ | thi hành từ | áp dụng kể từ",
    "grounds": "căn cứ pháp lý | những căn cứ | các căn cứ | căn cứ ban hành | dựa trên căn cứ | căn cứ vào đâu | căn cứ vào những"
    " | dựa trên văn bản nào | căn cứ nào | dựa vào đâu | căn cứ những gì | căn cứ gì | cơ sở pháp lý nào | dựa trên cơ sở nào",
    "recipients": "nơi nhận | gửi những nơi nào | gửi nơi nào | gửi tới những nơi nào | gửi cho những nơi nào | gửi những đâu | ai được gửi | được gửi cho ai"
    " | gửi cho những ai | gửi những ai | gửi bản | nhận văn bản | nhận quyết định | được gửi tới | gửi đi đâu | gửi đến những nơi nào"
    " | gửi tới đâu | được gửi bản | gửi cho những đâu | những nơi nào nhận | ai nhận",
    "issuer": "cơ quan ban hành | cơ quan nào ban hành | bộ nào ban hành | đơn vị nào ban hành | của bộ nào | chức danh nào"
    " | thẩm quyền ban hành | ai ban hành | do bộ nào | của cơ quan nào | chức danh nào ban hành",
    "title": "tên đầy đủ của quyết định | tên gọi đầy đủ | tên quyết định | tên văn bản | trích yếu | quyết định về việc gì"
    " | tên kế hoạch | tên của quyết định | tên của văn bản | tên đầy đủ của văn bản | tên đầy đủ của kế hoạch | về việc gì"
    " | quyết định này về gì | văn bản này về gì | nội dung chính của quyết định | quyết định này nói về | văn bản này nói về"
    " | quyết định này là gì | kế hoạch này là gì | quyết định này về cái gì | tên đầy đủ",
    "implements": "thực hiện nghị quyết nào | nghị quyết nào | nghị quyết số mấy | nghị quyết số bao nhiêu | triển khai nghị quyết nào"
    " | thực hiện văn bản nào | nghị quyết gì | để thực hiện nghị quyết | theo nghị quyết nào | cụ thể hóa nghị quyết nào",
    "proposer": "theo đề nghị của ai | đề nghị của ai | ai đề nghị | ai đề xuất | ai trình | theo đề nghị | xét đề nghị | ai tham mưu"
    " | đề xuất của ai | người đề nghị | cơ quan nào đề nghị | đơn vị nào đề nghị | đơn vị nào tham mưu | đơn vị nào đề xuất"
    " | đơn vị nào trình | ai xin ban hành | ai kiến nghị ban hành",
    "executors": "chịu trách nhiệm thi hành | ai thi hành | trách nhiệm thi hành | thi hành quyết định | phải thi hành | ai phải thi hành"
    " | những ai thi hành | ai phải chấp hành | giao những ai thi hành | thi hành",
    "articles": "có mấy điều | bao nhiêu điều | gồm mấy điều",
}  # fmt: skip
_HEARD = ("who", "when", "all", "exist", "list", "lead", "place", "product", "which", "self", "unitword", "person")


def about_decision(case: Case) -> Iterator[Proposal]:
    """ "ai ký quyết định", "có hiệu lực từ bao giờ", "theo đề nghị của ai"."""
    spotted = case.spotted
    if len(case.units) == 1 and case.says("duoc gui", "co nhan", "noi nhan", "nhan duoc") and case.has("thing", "self"):
        names = [f" {' '.join(folded_words(n))} " for n in case.units[0].names()]
        found = [
            p.address
            for p in case.document.passages
            if p.kind == "recipient" and any(n in case.desk.folded[p.address] for n in names)
        ]
        if found:
            yield Proposal(1.0, Query("text", addresses=(found[0],), words=tuple(case.words)), 1.0)
        return
    if spotted.tasks or spotted.quarters or spotted.groups or case.units or spotted.addresses:
        return
    if spotted.articles and not case.says("thi hanh"):
        return
    if case.says("het hieu luc", "con hieu luc", "hieu luc den"):
        return
    hits: dict[str, set[int]] = {}
    for hit in _PHRASES.all_in(case.words):
        hits.setdefault(hit.payload, set()).update(range(hit.start, hit.end))
    thing = hits.pop(_THIS, set())
    if not hits:
        return
    names = _chosen(case, hits)
    here = set().union(*(hits[name] for name in names)) | thing | case.places(*_HEARD)
    match = [1.0 if place in here else 0.0 for place in range(len(case.words))]
    covered = case.explained((), match, ("article",))
    # A question about this decision rather than about a word of it names it, or is hardly more than the phrase.
    longest = max(len(hits[name]) for name in names)
    bonus = (0.12 if thing or len(case.words) <= 5 else 0.0) + (0.06 if longest >= 3 else 0.0)
    yield Proposal(covered + bonus, Query("about", aspects=names), covered)


def _chosen(case: Case, hits: dict[str, set[int]]) -> tuple[str, ...]:
    """The things asked: those whose phrases are not all part of a longer phrase of another."""
    names = [n for n in hits if not any(n != m and hits[n] < hits[m] for m in hits)]
    if "issuer" in names and "signer" in names:
        names.remove("signer" if case.says("co quan", "bo nao", "don vi nao", "chuc danh nao") else "issuer")
    if len(names) > 1 and "number" in names and hits["number"] == set():
        names.remove("number")
    return tuple(names[:3])


_THIS = "this"
_PHRASES: Phrases[str] = Phrases.of(
    (" ".join(folded_words(phrase)), name)
    for name, phrases in (*ABOUT.items(), (_THIS, _THING))
    for phrase in phrases.split("|")
)

_SHORT = re.compile(r"^[a-zđ]*[A-ZĐ][A-Za-zĐđ]*(?:&[A-ZĐ]+|-[A-ZĐ]+)*$")


def abbreviation(case: Case) -> Iterator[Proposal]:
    """ "TTCNTT là đơn vị nào", "IoT nghĩa là gì"."""
    if (
        len(case.spotted.units) == 1
        and case.has("who", "all")
        and not any(
            weight
            for place, weight in enumerate(case.weights)
            if case.spotted.kinds[place] != "unit" and case.heard.content[place]
        )
    ):
        yield Proposal(0.9, Query("abbreviation", name=case.spotted.units[0][1].name), 0.9)
        return
    if (
        not case.has("abbrev")
        or (case.has("lead", "coord", "percent_sign")
        and not case.says("viet tat", "nghia la", "ten day du"))
    ):
        return
    heard = ("abbrev", "all", "who", "which", "exist", "self", "unitword")
    strong = case.says(
        "viet tat",
        "nghia la",
        "nghia la gi",
        "ten day du",
        "doc day du",
        "viet day du",
        "ky hieu",
        "giai thich",
        "day du",
        "chu",
        "tu",
    )
    if len(case.spotted.units) == 1 and not case.spotted.codes:
        unit = case.spotted.units[0][1]
        short = any(
            folded_words(a) == folded_words(case.spotted.words[case.spotted.units[0][0]].typed)
            for a in unit.abbreviations
        )
        covered = case.explained(heard, None, ("unit", "task"))
        yield Proposal(covered + (0.14 if short or strong else 0.0), Query("abbreviation", name=unit.name), covered)
        return
    for word in case.spotted.words:
        short_form = _glossed(case, word)
        if short_form:
            match = [1.0 if w is word else 0.0 for w in case.spotted.words]
            covered = case.explained(heard, match, ("task",))
            yield Proposal(covered + 0.12, Query("abbreviation", name=short_form), covered)
            return


def _glossed(case: Case, word: Word) -> str | None:
    """The short form that a word is, where the text explains it. A word that is a syllable must stand in capitals."""
    gloss = case.desk.glossary.get(word.typed) or case.desk.glossary.get(word.text)
    if gloss is None:
        return None
    as_typed = case.heard.typed[word.start : word.end]
    return gloss.short if as_typed.isupper() or word.text not in case.desk.lexicon.syllables else None
