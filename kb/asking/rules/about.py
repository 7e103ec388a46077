"""Questions about the decision itself: its number, date, signer, grounds and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.asking.case import Case
from kb.asking.query import COUNT, Proposal, Query, QueryKind
from nlu.lexicon import folded_words
from nlu.phrases import Phrases, ends_of, ways

# What is asked → the phrases that ask it. Each phrase is enough.
ABOUT: dict[str, str] = {
    "number": "kèm quyết định số bao nhiêu | kèm theo quyết định số bao nhiêu | kèm quyết định số mấy"
    " | số hiệu | số ký hiệu | số và ký hiệu | số quyết định | số văn bản | quyết định số mấy"
    " | quyết định số bao nhiêu | văn bản số mấy | văn bản số bao nhiêu | mang số hiệu | số của quyết định"
    " | số của văn bản | ký hiệu văn bản | số mấy vậy | mang số mấy | mang số bao nhiêu | số bao nhiêu",
    "date": "ký ngày | ký hôm nào | ký khi nào | ký bao giờ | ban hành ngày | ban hành hôm nào"
    " | ban hành khi nào | ban hành bao giờ | ngày ký | ngày ban hành | ra ngày nào | ký lúc nào"
    " | ký bữa nào | ban hành năm nào | ban hành từ bao giờ | ngày tháng ký | ngày tháng ban hành | ký vào ngày"
    " | ban hành vào ngày | ra đời ngày | ra đời khi nào | đề ngày | ban hành lúc nào | ký năm nào",
    "place": "ban hành ở đâu | ban hành tại đâu | ký ở đâu | ký tại đâu | ngày nào ở đâu | hôm nào ở đâu"
    " | khi nào ở đâu | nơi ban hành | địa danh"
    " | thành phố nào | tỉnh nào | tỉnh thành nào | nơi ký | ra ở đâu",
    "signer": "ai ký | nào ký | người ký | ký tên | đặt bút ký | ai là người ký | ai đặt bút | do ai ký"
    " | người nào ký"
    " | ai ban hành | ông nào ký | ký ban hành | chữ ký của ai | ai đứng tên ký | ai ký ban hành"
    " | thay mặt ký | ký thay | vị nào ký | họ tên người ký",
    "office": "chức vụ | giữ chức vụ gì | chức danh | bộ trưởng nào | thứ trưởng nào ký | chức gì",
    "effective": "bắt đầu có hiệu lực | có hiệu lực | hiệu lực | hiệu lực thi hành | bắt đầu áp dụng"
    " | phát sinh hiệu lực | áp dụng từ | có giá trị từ | hiệu lực từ | có hiệu lực từ | thi hành từ | áp dụng kể từ",
    "grounds": "căn cứ pháp lý | những căn cứ | các căn cứ | căn cứ ban hành | dựa trên căn cứ"
    " | căn cứ vào đâu | căn cứ vào những | dựa trên văn bản nào | căn cứ nào | dựa vào đâu | căn cứ những gì"
    " | căn cứ gì | cơ sở pháp lý nào | dựa trên cơ sở nào",
    "recipients": "nơi nhận | gửi những nơi nào | gửi nơi nào | gửi tới những nơi nào | gửi cho những nơi nào"
    " | gửi những đâu | ai được gửi | được gửi cho ai | gửi cho những ai | gửi những ai | gửi bản"
    " | nhận văn bản | nhận quyết định | được gửi tới | gửi đi đâu | gửi đến những nơi nào | gửi tới đâu"
    " | được gửi bản | gửi cho những đâu | những nơi nào nhận | ai nhận",
    "issuer": "nào ra văn bản | ai ra văn bản | nào ra quyết định | ai ra quyết định"
    " | cơ quan ban hành | cơ quan nào ban hành | bộ nào ban hành | đơn vị nào ban hành | của bộ nào"
    " | chức danh nào | thẩm quyền ban hành | ai ban hành | do bộ nào | của cơ quan nào"
    " | chức danh nào ban hành",
    "title": "ban hành ra cái gì | ban hành cái gì | ban hành ra cái chi | ban hành kèm theo cái gì"
    " | tên đầy đủ của quyết định | tên gọi đầy đủ | tên quyết định | tên văn bản | trích yếu"
    " | quyết định về việc gì | tên kế hoạch | tên của quyết định | tên của văn bản | tên đầy đủ của văn bản"
    " | tên đầy đủ của kế hoạch | về việc gì | quyết định này về gì | văn bản này về gì"
    " | nội dung chính của quyết định | quyết định này nói về | văn bản này nói về | quyết định này là gì"
    " | kế hoạch này là gì | quyết định này về cái gì | tên đầy đủ",
    "implements": "thực hiện nghị quyết nào | nghị quyết nào | nghị quyết số mấy | nghị quyết số bao nhiêu"
    " | triển khai nghị quyết nào | thực hiện văn bản nào | nghị quyết gì | để thực hiện nghị quyết"
    " | theo nghị quyết nào | cụ thể hóa nghị quyết nào",
    "proposer": "theo đề nghị của ai | đề nghị của ai | đề nghị của những ai | xin cho ra | cơ sở đề nghị"
    " | đứng ra đề nghị | lời đề nghị | đệ trình | đề nghị ban hành | trình để bộ trưởng ký | ai trình ký"
    " | ai đề nghị | ai đề xuất | ai trình | theo đề nghị"
    " | xét đề nghị | ai tham mưu | đề xuất của ai | người đề nghị | cơ quan nào đề nghị | đơn vị nào đề nghị"
    " | đơn vị nào tham mưu | đơn vị nào đề xuất | đơn vị nào trình"
    " | cơ quan đề xuất | cơ quan đề nghị | cơ quan trình | đơn vị đề xuất | đơn vị trình"
    " | ai xin ban hành | ai kiến nghị ban hành",
    "executors": "chịu trách nhiệm thi hành | ai thi hành | trách nhiệm thi hành | thi hành quyết định"
    " | phải thi hành | ai phải thi hành | những ai thi hành | ai phải chấp hành | giao những ai thi hành"
    " | thi hành",
    "kept": "chỗ lưu | phần lưu | dòng lưu | cất giữ | để lại cất | bản gốc cất"
    " | bản lưu | được lưu ở | lưu ở những đâu | lưu những đâu | lưu ở đâu | lưu tại đâu"
    " | lưu ở bộ phận nào | lưu tại bộ phận nào | lưu ở đơn vị nào",
    "replaces": "thay thế quyết định nào | thay thế văn bản nào | thay cho quyết định nào | thay cho văn bản nào"
    " | bãi bỏ văn bản nào | bãi bỏ quyết định nào | hủy bỏ văn bản nào | thay thế những văn bản nào"
    " | bãi bỏ những văn bản nào | thay thế những quyết định nào | bãi bỏ những quyết định nào",
    "columns": "những cột nào | các cột nào | mấy cột | bao nhiêu cột | cột gì | gồm các cột | tên các cột | cột nào",
    "attached": "kèm theo văn bản nào | kèm văn bản nào | kèm theo quyết định nào | kèm quyết định nào",
    "articles": "tất cả mấy điều | tất cả bao nhiêu điều | có mấy điều | bao nhiêu điều | gồm mấy điều",
}
_THING = (
    "quyết định | văn bản | kế hoạch | quyết định này | văn bản này | kế hoạch này | bản này | tài liệu này | qđ này"
    " | được ban hành | ban hành | bộ trưởng ban hành"
)
_THIS = "this"
_PHRASES: Phrases[str] = Phrases.of(
    (" ".join(folded_words(phrase)), name)
    for name, phrases in (*ABOUT.items(), (_THIS, _THING))
    for phrase in phrases.split("|")
)
SURE = 1.2  # the score of a reading that no other one may beat
HEARD = ("who", "when", "all", "exist", "list", "lead", "place", "product", "which", "self", "unitword", "person")
ABOUT_THIS = 0.12  # on top: the question names the decision, or is hardly more than the phrase that asks
LONG_PHRASE = 0.06  # on top: the phrase that asks is a long one
LEAST_NAME, NAME_FITS = 1.5, 0.75  # weight of the words that name a recipient, and how much of it must be found
OF_OTHERS = {
    "signer",
    "office",
    "articles",
    "effective",
    "in_force",
    "place",
    "issuer",
    "recipients",
}  # not known of other documents
BESIDE = 3  # words that may stand between another document's number and what is asked of it
MOST_ASKED = 3  # things told at once
STATED = 0.85  # what is accounted for at least where the decision and the thing asked of it are named, and no other
_SENT_TO = ways("duoc gui | co gui | co nhan | noi nhan | nhan duoc | gui sang | gui cho | gui toi | gui den")
_ORDINAL = re.compile(
    r" (?P<what>noi nhan|can cu|cot) (?:(?:thu|so) (?P<n>\d+|nhat|hai|ba|bon|tu|nam|sau|bay|tam)"
    r"|(?P<first>dau tien|dau)|(?P<last>cuoi cung|cuoi|chot|sau cung))(?= )"
)
_OTHER_THIS = tuple(
    f"{kind} {this}" for kind in ways("nghi quyet | nghi dinh | thong tu | luat") for this in ways("nay | do | ay")
)
_HOW_MANY = re.compile(
    r" (?:may|bao nhieu) (?P<what>noi nhan|can cu)(?: phap ly)? "
    r"| gui (?:cho |di |toi |den )?(?:may|bao nhieu) (?P<other>noi|cho) "
)
_ORDINALS = {"nhat": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8}
_OUTSIDE = re.compile(r" (?:nhan|gui)(?: \S+){0,6}? (?:nam ngoai|ben ngoai|o ngoai|ngoai) (?:<u>|bo) ")
_NOT_OURS = ways("ben ngoai | ngoai bo | nam ngoai | o ngoai | ngoai co quan")
_REPLACES = re.compile(
    r" (?:quyet dinh|van ban|ke hoach|qd)(?: nay| tren)+(?: (?:co|se|da|duoc|dung de|la de))* "
    r"(?:thay the|thay cho|bai bo|huy bo)(?= )"
)
_OF_ITSELF = ("KY", "QD.")  # where the text has what the decision says of itself
_ASKED_ON = {  # what a follow-up asks of the decision that was spoken of
    "date": ways("ngay nao | ngay thang | ngay may | hom nao | bua nao | khi nao | bao gio | ngay"),
    "number": ways("so may | so bao nhieu | so hieu"),
    "signer": ways("ai ky | nguoi ky | ai"),
    "place": ways("o dau"),
}
_BARE = {"number": ways("so may | so bao nhieu"), "date": ways("ngay may | ngay nao | hom nao | ngay bao nhieu")}
_OF_THE_TASK = ways("quyet dinh do | quyet dinh ay | van ban do | van ban ay | quyet dinh no")
_OF_A_DOCUMENT = ways("so bao nhieu | so may | so hieu | la bao nhieu | la may | ai ky | ngay nao | ngay may | ky ngay")
_SPELLED_DIGITS = ("khong", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin")
MOST_OF_FOLLOW_UP = 1.0  # weight of other words in one
_FORCE_ENDS = ways("het hieu luc | con hieu luc | hieu luc den")
_OFFICE_ASKED = ways("co quan | bo nao | don vi nao | chuc danh nao")


def about_decision(case: Case) -> Iterator[Proposal]:
    """For "ai ký quyết định", "có hiệu lực từ bao giờ", "theo đề nghị của ai"."""
    sent = case.says("noi nhan", "danh sach gui", "danh sach nhan", "danh sach duoc gui", "gui ban")
    if _OUTSIDE.search(case.heard.line) or (sent and case.says(*_NOT_OURS)):
        yield Proposal(SURE, Query("about", aspects=("outside",)), 1.0)
    if case.state.query and case.state.query.kind == "task" and case.says(*_OF_THE_TASK):
        if case.says(*_OF_A_DOCUMENT):  # of what the task is to bring forth, nothing of the kind is said yet
            yield Proposal(SURE, Query("refusal", reason="not-in-document", tasks=case.state.tasks[:1]), 1.0)
        return
    yield from _where_tasks(case)
    if told := _told_short(case):
        yield Proposal(SURE, Query("about", aspects=told), 1.0)
        return
    articles = [f"D.{number}" for number in case.spotted.articles]
    if len(articles) == 1 and articles[0] in case.document.by_address and case.says("thi hanh") and case.has("who"):
        yield Proposal(SURE, Query("about", aspects=("executors",)), 1.0)
    this = case.has("thing", "self") or sent or case.says("ban nay", "qd nay", "van ban nay")
    if case.says(*_SENT_TO) and this:
        yield from _recipient(case) if case.units else _recipient_named(case)
    if case.units and case.says(*_SENT_TO) and this:
        return
    if _REPLACES.search(case.heard.line.replace(f" {case.desk.own_number} ", " nay ")) and not case.spotted.tasks:
        yield Proposal(SURE, Query("about", aspects=("replaces",)), 1.0)
    yield from _of_line(case)
    if not _is_of_part(case):
        yield from _asked(case)
        yield from _asked_on(case)


_DAY_ASKED = ways("ngay nao | ngay may | ngay bao nhieu | hom nao | ngay thang nao | ngay gi")
_TASKS_LISTED = re.compile(
    r" (?:cac |nhung |danh sach )?nhiem vu(?: cu the| chi tiet| do)*(?: \S+){0,3}?"
    r" (?:o dau|cho nao|dau|muc nao|phan nao) "
)


def _where_tasks(case: Case) -> Iterator[Proposal]:
    """For "các nhiệm vụ cụ thể xem ở đâu": the note that says where they are listed."""
    note = next((p for p in case.document.passages if p.address.endswith(".ghichu")), None)
    named = any(case.spotted.kinds) or not case.says("cu the", "danh sach", "cac nhiem vu", "chi tiet")
    if note and not named and _TASKS_LISTED.search(case.heard.line):
        yield Proposal(SURE, Query("text", addresses=(note.address,)), 1.0)


_NAMES = {
    **dict.fromkeys(ways("so | so hieu | so ky hieu"), "number"),
    **dict.fromkeys(ways("ngay | ngay ky | ngay thang | ngay ban hanh"), "date"),
    **dict.fromkeys(ways("nguoi ky | ai ky"), "signer"),
    **dict.fromkeys(ways("hieu luc | ngay hieu luc"), "effective"),
    **dict.fromkeys(ways("noi nhan"), "recipients"),
    **dict.fromkeys(ways("can cu"), "grounds"),
    **dict.fromkeys(ways("trich yeu | ten"), "title"),
}
_NAME_PHRASES: Phrases[str] = Phrases.of(_NAMES.items())
MOST_BESIDE = 3  # words of such a message that name nothing


def _told_short(case: Case) -> tuple[str, ...]:
    """The things asked of the decision in a message that only names them: "số, ngày, người ký của QĐ này"."""
    things = {p for phrase in ways("quyet dinh | van ban | qd | ke hoach") for p in case.places_of(phrase)}
    if not things or any(case.spotted.kinds) or case.spotted.codes or case.spotted.percents:
        return ()
    hits = [h for h in _NAME_PHRASES.longest_in(case.words) if not things & set(range(h.start, h.end))]
    named = {p for h in hits for p in range(h.start, h.end)}
    left = [p for p in range(len(case.words)) if p not in named | things]
    plain = len(left) <= MOST_BESIDE and sum(case.weights[p] for p in left) <= 1.0
    several = len({h.payload for h in hits}) > 1
    return tuple(dict.fromkeys(h.payload for h in hits)) if several and plain else ()


def _of_line(case: Case) -> Iterator[Proposal]:
    """For "nơi nhận thứ tư", "căn cứ đầu tiên", "cột cuối": one line of several, by its place among them."""
    if how_many := _HOW_MANY.search(case.heard.line):
        aspect = "grounds" if how_many["what"] == "can cu" else "recipients"
        yield Proposal(SURE, Query("about", aspects=(aspect,), name=COUNT), 1.0)
        return
    found = _ORDINAL.search(case.heard.line)
    if not found or case.spotted.tasks:
        return
    columns = found["what"] == "cot"
    if columns and case.asks_tasks:
        return  # "cột cuối có nêu tháng: nhiệm vụ nào"
    kind = {"noi nhan": "recipient", "can cu": "ground"}.get(found["what"], "")
    lines = list(case.document.labels) if columns else [p.address for p in case.document.passages if p.kind == kind]
    order = (
        0 if found["first"] else len(lines) - 1 if found["last"] else _ORDINALS.get(found["n"], 0) or int(found["n"])
    )
    order -= 1 if found["n"] else 0
    if not 0 <= order < len(lines) or (columns and not case.says("ten", "la gi", "ghi gi", "nao")):
        return
    query = (
        Query("about", aspects=("columns",), name=lines[order])
        if columns
        else Query("passage", addresses=(lines[order],))
    )
    yield Proposal(SURE, query, 1.0)


def _asked_on(case: Case) -> Iterator[Proposal]:
    """For "ngày nào", "ai ký" after the decision itself was spoken of."""
    last = case.state.query
    if last is None or not (last.kind == "about" or any(a.startswith(_OF_ITSELF) for a in last.addresses)):
        return
    for name, phrases in _ASKED_ON.items():
        said = [phrase for phrase in phrases if case.says(phrase)]
        here = {place for phrase in said for place in case.places_of(phrase)} | case.places(*HEARD)
        if said and sum(w for p, w in enumerate(case.weights) if p not in here) <= MOST_OF_FOLLOW_UP:
            yield Proposal(1.0, Query("about", aspects=tuple(_with_its_day(case, [name], {}))), 1.0)
            return


def _is_of_part(case: Case) -> bool:
    """Whether a part of the decision is asked about, or how long it stays in force, which it does not say."""
    spotted = case.spotted
    if spotted.tasks or spotted.quarters or spotted.groups or case.units or spotted.addresses:
        return True
    return (bool(spotted.articles) and not case.says("thi hanh")) or case.says(*_FORCE_ENDS)


def _recipient(case: Case) -> Iterator[Proposal]:
    """For "Sở KH&CN có nhận được quyết định này không": the lines that send it there."""
    lines = {p.address: case.desk.folded[p.address] for p in case.document.passages if p.kind == "recipient"}
    names = [[f" {' '.join(folded_words(n))} " for n in unit.names()] for unit in case.units]
    found = [next((a for a, line in lines.items() if any(n in line for n in own)), "") for own in names]
    if all(found):
        kind: QueryKind = "text" if len(found) == 1 else "passage"
        yield Proposal(1.0, Query(kind, addresses=tuple(dict.fromkeys(found)), words=tuple(case.words)), 1.0)


def _recipient_named(case: Case) -> Iterator[Proposal]:
    """The same for a recipient that is no unit we know ("có gửi Ủy ban … không", "Ủy ban nào có ở nơi nhận")."""
    lines = {p.address for p in case.document.passages if p.kind == "recipient"}
    here = {place for phrase in _SENT_TO for place in case.places_of(phrase)} | case.places("thing", "self", "exist")
    weights = [0.0 if p in here else w for p, w in enumerate(case.topic(HEARD))]
    matches = case.search(case.desk.passages, weights, set(lines)) if sum(weights) >= LEAST_NAME and lines else []
    if matches and matches[0].coverage >= NAME_FITS:
        match = [1.0 if p in here else m for p, m in enumerate(matches[0].explained)]
        covered = case.explained(HEARD, match, ())
        yield Proposal(covered + ABOUT_THIS, Query("text", addresses=(str(matches[0].key),)), covered)


def _asked(case: Case) -> Iterator[Proposal]:
    hits: dict[str, set[int]] = {}
    for hit in _PHRASES.all_in(case.words):
        hits.setdefault(hit.payload, set()).update(range(hit.start, hit.end))
    digits = " ".join(_SPELLED_DIGITS[int(d)] for d in case.desk.own_number if d.isdigit())
    thing = hits.pop(_THIS, set()) | case.places_of(f"quyet dinh {case.desk.own_number}")
    thing |= case.places_of(f"quyet dinh {digits}")
    if thing and case.spotted.dates and case.says("ky", "ban hanh") and not case.spotted.codes:
        hits.setdefault("date", set()).update(p for p, w in enumerate(case.spotted.words) if w.kind == "date")
    if thing:
        _add_bare(case, hits, thing)
    if not hits:
        return
    names = _chosen(case, hits)
    if ("columns" in names and not case.says("phu luc", "bang")) or case.says(*_OTHER_THIS):
        return
    if other := _other_asked_of(case, names, hits):
        yield Proposal(SURE, Query("refusal", reason="other-document", name=other), 1.0)
        return
    own = {place for place, word in enumerate(case.words) if word in case.desk.own_words} | _title_places(case)
    here = set().union(*hits.values()) | thing | own | case.places(*HEARD)
    match = [1.0 if place in here else 0.0 for place in range(len(case.words))]
    covered = case.explained((), match, ("article",))
    stated = thing and ({"effective", "in_force"} & set(names) or case.spotted.dates)
    if (stated or {"columns", "kept"} & set(names)) and not case.spotted.codes:
        covered = max(covered, STATED)  # a wrong day or a wrong rule is told from what is right
    said = {"in_force": "effective", "implements_date": "date"}
    longest = max(len(hits.get(said.get(name, name), ())) for name in names)
    bonus = ABOUT_THIS if thing or len(case.words) <= 5 else 0.0
    bonus += LONG_PHRASE if longest >= 3 else 0.0
    yield Proposal(covered + bonus, Query("about", aspects=names), covered)


def _add_bare(case: Case, hits: dict[str, set[int]], thing: set[int]) -> None:
    """Add what is asked in few words beside another thing: "số mấy, ngày nào, ai ký"."""
    taken = set().union(*hits.values())
    for name, phrases in _BARE.items():
        for phrase in phrases:
            for start in (end - len(phrase.split()) for end in ends_of(case.words, phrase)):
                places = set(range(start, start + len(phrase.split())))
                first = (
                    not start
                    or start - 1 in thing
                    or case.spotted.words[start].before
                    or case.words[start - 1] in ("va", "voi", "cung")
                )
                if first and taken.isdisjoint(places):
                    hits.setdefault(name, set()).update(places)
    dates = {place - n for place in hits.get("date", ()) for n in (1, 2)}  # "số và ngày ký", "cả số, ngày ký"
    for place in case.places_of("so") & dates - taken:
        if place + 1 in taken or case.words[place + 1] in ("va", "voi", "cung"):
            hits.setdefault("number", set()).add(place)


def _title_places(case: Case) -> set[int]:
    """The words by which the decision is called by its title, three of them or more in a row."""
    title = f" {' '.join(folded_words(case.document.header.title))} "
    places = set[int]()
    for start in range(len(case.words) - 2):
        if f" {' '.join(case.words[start : start + 3])} " in title:
            places |= {start, start + 1, start + 2}
    return places


def _other_asked_of(case: Case, names: tuple[str, ...], hits: dict[str, set[int]]) -> str | None:
    """The other document whose signer, articles and so on are asked: its number stands beside what is asked."""
    if not OF_OTHERS.issuperset(names) or case.has("self"):
        return None
    asked = set().union(*(hits.get(name, set()) for name in names)) or hits["effective"]
    for place, word in enumerate(case.spotted.words):
        beside = min(asked) - BESIDE <= place <= max(asked) + BESIDE
        if word.kind == "code" and word.text != case.desk.own_code and beside:
            return word.text
    return None


def _with_its_day(case: Case, names: list[str], hits: dict[str, set[int]]) -> list[str]:
    """The day that is asked after the resolution that is carried out is the resolution's, not the decision's own."""
    last = case.state.query
    if last and last.aspects == ("implements",) and not case.has("self"):
        return ["implements_date" if name == "date" else name for name in names]
    if "implements" not in names:
        return names
    ends = max(hits["implements"])
    if "date" in names and min(hits["date"]) > ends:
        return ["implements_date" if name == "date" else name for name in names]
    asked = any(place > ends for phrase in _DAY_ASKED for place in case.places_of(phrase))
    return [*names, "implements_date"] if asked and "date" not in names else names


def _chosen(case: Case, hits: dict[str, set[int]]) -> tuple[str, ...]:
    """The things asked: those whose phrases are not all part of a longer phrase of another."""
    names = [n for n in hits if not any(n != m and hits[n] < hits[m] for m in hits)]
    if "kept" in names and "recipients" in names:
        names.remove("recipients")
    if (
        "effective" in names
        and "date" in names
        and case.says("ke tu ngay ky", "tu ngay ky", "sau ngay ky", "sau khi ky")
    ):
        names.remove("date")
    if "effective" in names and not case.says(*_DAY_ASKED):
        names = ["in_force" if n == "effective" else n for n in names]
    names = _with_its_day(case, names, hits)
    if "office" in names and "signer" in names:
        names.remove("signer")
    if "issuer" in names and "signer" in names:
        names.remove("signer" if case.says(*_OFFICE_ASKED) else "issuer")
    return tuple(names[:MOST_ASKED])
