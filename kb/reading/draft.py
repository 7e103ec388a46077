"""A plan as read from a file of any kind, before anybody has looked through it: its head, its tasks, what is doubtful.

Nothing is served from a draft. A `Document` is what a decision says once it is in use.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from kb.model import DecisionError
from kb.reading.heads import Vocabulary
from kb.reading.names import Names, begins, read_names
from kb.reading.reader import Reading, Repairer
from kb.reading.rows import Entry, LeftOut, Rows, read_rows, settle
from kb.reading.table import read_periods
from kb.reading.units import Directory
from kb.sources.model import SOFT, Line, Source
from nlu.text import fold, long_date, roman, squeeze

_NUMBER = re.compile(r"^Số\s*:?\s*(?P<number>\d[\d\s]*[a-z]?\s*/.*\w)$", re.IGNORECASE)
_BLANK_NUMBER = re.compile(r"^Số\s*:", re.IGNORECASE)
_DATE = re.compile(r"^.{2,60},\s*ngày[\d\s]+tháng[\d\s]+năm[\d\s]+$", re.IGNORECASE)
_KIND = re.compile(
    r"^(QUYẾT ĐỊNH|KẾ HOẠCH|THÔNG BÁO|CHƯƠNG TRÌNH|ĐỀ ÁN|PHƯƠNG ÁN|CHỈ THỊ|CÔNG ĐIỆN|NGHỊ QUYẾT|TỜ TRÌNH|HƯỚNG DẪN"
    r"|CÔNG VĂN|BÁO CÁO|CHIẾN LƯỢC|QUY ĐỊNH|KẾT LUẬN)\b"
)
_ABOUT = re.compile(r"^(V/v|Về việc)\b", re.IGNORECASE)
_BODY = re.compile(r"^(Căn cứ|Kính gửi|Thực hiện|Để |Theo đề nghị|Xét đề nghị|Điều 1|I\.|1\.|[A-Z]\.)")
_MOTTO = ("cong hoa xa hoi", "doc lap", "so:", "dang cong san", "noi nhan")
_HEAD_LINES = 40
_TIMELESS = re.compile(
    r"\b(theo|thường xuyên|hằng|hàng|định kỳ|khi|sau|trước|ngay|trong|đột xuất|kế hoạch|ngày|tháng|quý|năm|tuần|kỳ|đến"
    r"|giai đoạn|lộ trình|liên tục|chậm nhất|hoàn thành|yêu cầu)\b",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"(\d{1,3})\s*(ngày|tuần|tháng)\b.{0,20}?(?:kể\s+)?từ\s+(?:khi|ngày)\s+(?:ban hành|ký)", re.IGNORECASE
)
_LABELLED = re.compile(
    r"(?:^|[\s;.])[\s*+–-]*(?:(?:cơ quan|đơn vị)\s+)?(?P<role>chủ trì|phối hợp|thực hiện)(?:\s+thực hiện)?\s*:\s*",
    re.IGNORECASE,
)
_CHARGE = re.compile(
    r"^(?:Giao\s+)?(?P<lead>.+?)\s+chủ trì\s*,?\s*phối hợp\s+(?:với\s+|cùng\s+)?(?P<rest>.+)$", re.DOTALL
)
_CHARGES = re.compile(r"^(?P<lead>.+?)\s+chủ trì\s*[;,.\n]\s*(?P<rest>.+?)\s+phối hợp\.?$", re.DOTALL)
_PEOPLE = re.compile(
    r"(Theo|Như|GV|CBVC|Giảng viên|Giáo viên|Đồng chí|Đ/c|Ông|Bà|Cá nhân|Trưởng|Phó|Chánh|Hiệu trưởng|Cán bộ)\b"
)
_DITTO = {"nt", "nhu tren", "- nt -", "-nt-", '"', "''", "″", "//"}


@dataclass(frozen=True, slots=True)
class Role:
    """A further column of units: who watches, presses, approves."""

    role: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: the page and the line where the file has them, the table and its row from 1."""

    page: int | None
    table: int
    row: int
    line: int | None = None


@dataclass(frozen=True, slots=True)
class DraftTask:
    """A row as read. `key` is how a person cites it ("13", "II.3", "VII.2/1"), `number` the row's own, as written."""

    key: str
    number: str | None
    group: str | None
    content: str
    leads: tuple[str, ...]
    coordinators: tuple[str, ...]
    others: tuple[Role, ...]
    deadline: str | None
    due: date | None
    product: str | None
    note: str | None
    warnings: tuple[str, ...]
    place: Place
    cells: dict[str, str] = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True, slots=True)
class DraftGroup:
    """A heading of the table: its mark, None where it has none, and its title."""

    mark: str | None
    title: str
    place: Place


@dataclass(frozen=True, slots=True)
class DraftHead:
    """What a file says of itself; None for what is blank or not there."""

    number: str | None = None
    signed: date | None = None
    place: str | None = None
    title: str | None = None
    issuer: str | None = None
    signer: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """All that was read from a file."""

    sha256: str
    head: DraftHead
    lines: tuple[Line, ...]
    groups: tuple[DraftGroup, ...]
    tasks: tuple[DraftTask, ...]
    left_out: tuple[LeftOut, ...]


def read_draft(
    data: bytes,
    source: Source,
    directory_of: Callable[[str | None], Directory],
    vocabulary: Vocabulary,
    readings: Sequence[Reading] = (),
) -> Draft:
    """The draft of a source; `directory_of` gives the units that go with a decision's number.

    Raises DecisionError where the file has neither the head of an administrative document nor a task table.
    """
    rows = read_rows(source, vocabulary)
    head = read_head(source, rows)
    entries = list(settle(rows.entries))
    if not entries and head.number is None and head.title is None:
        raise DecisionError("Văn bản không phải một quyết định hay kế hoạch: không có số, tên loại và bảng nhiệm vụ")
    _repair(rows.entries, Repairer(readings))
    reader = _TaskReader(directory_of(head.number), source, head, rows.entries)
    counted = [entry for entry in rows.entries if not entry.is_group or entry.is_heading]
    keys = dict(zip(counted, _keys(counted), strict=True))
    tasks = tuple(reader.task(entry, keys[entry]) for entry in entries)
    groups = tuple(
        DraftGroup(e.mark or None, squeeze(e.text("content") or e.text("group")), _place(e))
        for e in rows.entries
        if e.is_group
    )
    lines = tuple(block for block in source.blocks if isinstance(block, Line))
    return Draft(hashlib.sha256(data).hexdigest(), head, lines, groups, tasks, tuple(rows.left_out))


def _repair(entries: Sequence[Entry], repairer: Repairer) -> None:
    for entry in entries:
        for key, text in entry.texts.items():
            if repairer.used(text):
                entry.texts[key] = repairer.text(text)
                entry.warn("repaired")


# ── the head ─────────────────────────────────────────────────────────────────
def read_head(source: Source, rows: Rows) -> DraftHead:
    """Number, date, title, issuer and signer from the lines before the body; a number that the body cites is none."""
    lines = list(_said(source, rows))
    number = signed = place = title = issuer = None
    seen_number = False
    for at, line in enumerate(lines[:_HEAD_LINES]):
        if _BODY.match(line) and (seen_number or title):
            break
        if _BLANK_NUMBER.match(line):
            seen_number = True
            found = _NUMBER.match(line)
            number = number or (re.sub(r"\s+", "", found["number"]) if found else None)
        elif _DATE.match(line):
            signed = signed or long_date(re.sub(r"(?<=\d)\s+(?=\d)", "", line))
            place = place or line.split(",")[0].strip()
        elif _KIND.match(line) or (_ABOUT.match(line) and title is None):
            title = title or _title(lines[at : at + 6])
        elif issuer is None and line.isupper() and not fold(line).startswith(_MOTTO):
            issuer = line.capitalize() if title is None else None
    missing = [w for w, v in (("no_number", number), ("no_date", signed)) if v is None]
    return DraftHead(number, signed, place, title, issuer, _signer(lines), tuple(missing))


def _said(source: Source, rows: Rows) -> list[str]:
    """The file's lines with those of its layout tables, in order."""
    others, said = {id(grid) for grid in rows.others}, list[str]()
    for block in source.blocks:
        if isinstance(block, Line):
            said.append(block.text)
        elif id(block) in others:
            said.append("")
            for row in block.rows:
                for cell in dict.fromkeys(row):
                    said += [squeeze(line) for line in cell.text.split("\n") if line.strip()] if cell else []
    return said


def _title(lines: Sequence[str]) -> str:
    title = [lines[0]]
    for line in lines[1:]:
        if (
            not line
            or _BODY.match(line)
            or line.startswith(("(", "-", "_"))
            or _DATE.match(line)
            or _BLANK_NUMBER.match(line)
        ):
            break
        title.append(line)
        if len(title) > 3 or len(line) > 200:
            break
    return squeeze(" ".join(title))


def _signer(lines: Sequence[str]) -> str | None:
    """The name below the office of the one who signs."""
    for at, line in enumerate(lines):
        if re.match(r"^(KT\.|TM\.|TL\.|TUQ\.|Q\.)\s*\w", line) or re.fullmatch(
            r"(PHÓ )?(BỘ TRƯỞNG|CHỦ TỊCH|GIÁM ĐỐC|HIỆU TRƯỞNG|CỤC TRƯỞNG|THỨ TRƯỞNG|TỔNG GIÁM ĐỐC|TỔNG CỤC TRƯỞNG)",
            line,
        ):
            for name in lines[at + 1 : at + 6]:
                if re.fullmatch(r"(?:[A-ZĐ][\w.]*\s+){1,4}[A-ZĐ]\w*", name) and not name.isupper() and not begins(name):
                    return name
    return None


# ── keys ─────────────────────────────────────────────────────────────────────
def _path(entry: Entry) -> list[str]:
    """The marks of the headings above an entry, innermost first."""
    marks, above = list[str](), entry.parent
    while above is not None:
        if above.mark and not entry.mark.startswith(f"{above.mark}."):
            marks.append(above.mark.upper() if roman(above.mark) else above.mark)
        above = above.parent
    return marks


def _keys(entries: Sequence[Entry]) -> list[str]:
    """A key for each task: its number; where numbers start again, after its group's; of unnumbered rows their place."""
    numbers = _own_numbers(entries)
    keys = numbers
    for depth in range(1, 4):
        if len({(key, entry.part) for key, entry in zip(keys, entries, strict=True)}) == len(entries):
            break
        keys = [_below(entry, number, depth) for entry, number in zip(entries, numbers, strict=True)]
    counts, final = Counter[tuple[str, int]](), list[str]()
    for key, entry in zip(keys, entries, strict=True):
        counts[key, entry.part] += 1
        again = counts[key, entry.part]
        if again > 1 and entry.mark:
            entry.warn("number_repeated")
        whole = f"{key}/{again}" if again > 1 else key
        final.append(f"{whole}/{entry.part}" if entry.part else whole)
    _find_gaps(entries)
    return final


def _own_numbers(entries: Sequence[Entry]) -> list[str]:
    """Each row's number without noughts before it; of one without, its place below its heading ("2/1", "II.3")."""
    numbers, nth = list[str](), Counter[int]()
    for entry in entries:
        parent = entry.parent
        siblings = id(parent) if parent else -entry.table
        nth[siblings] += 1
        mark = ".".join(part.lstrip("0") or "0" for part in entry.mark.split(".")) if entry.mark else ""
        if not mark and parent is not None and parent.mark:
            sign = "/" if not parent.is_group or parent.mark[0].isdigit() else "."
            mark = f"{parent.mark}{sign}{nth[siblings]}"
        elif mark.isalpha() and mark.islower() and parent is not None and parent.mark[:1].isdigit():
            mark = f"{parent.mark}.{mark}"
        numbers.append(mark or str(nth[siblings]))
    return numbers


def _below(entry: Entry, number: str, depth: int) -> str:
    marks = [mark for mark in _path(entry) if not re.match(rf"{re.escape(mark)}[./]", number)][:depth]
    return ".".join([*reversed(marks), number])


def _find_gaps(entries: Sequence[Entry]) -> None:
    last: dict[int, tuple[int, int]] = {}
    running = 0
    for entry in entries:
        if entry.mark.isdecimal() and entry.part < 2:
            own = id(entry.parent) if entry.parent is not None else -entry.table
            number, (before, _) = int(entry.mark), last.get(own, (0, 0))
            siblings_before = before or (running if number > 1 else 0)
            if number > siblings_before + 1 and not _counted_heading(entry, siblings_before):
                entry.warn("number_skipped")
            last[own], running = (number, 0), number


def _counted_heading(entry: Entry, before: int) -> bool:
    """Whether the numbers between are those of headings."""
    return before == 0 and entry.parent is not None and entry.parent.mark.isdecimal()


def _place(entry: Entry) -> Place:
    return Place(entry.page, entry.table, entry.row, entry.line)


# ── a task ───────────────────────────────────────────────────────────────────
class _TaskReader:
    def __init__(self, directory: Directory, source: Source, head: DraftHead, entries: Sequence[Entry]) -> None:
        self.directory, self.head = directory, head
        self.uses = Counter(
            fold(n) for e in entries for n in read_names(f"{e.lead}\n{e.text('coordinator')}", directory).units
        )
        self.before: Entry | None = None
        self.body = fold(" ".join(block.text for block in source.blocks if isinstance(block, Line)))

    def task(self, entry: Entry, key: str) -> DraftTask:
        self._ditto(entry)
        lead_text, coordinator_text = self._inherited(entry)
        leads, coordinators = self._units(entry, lead_text, coordinator_text)
        others = tuple(
            Role(entry.labels.get(k, k), names)
            for k, text in entry.texts.items()
            if k.split(" ")[0] in ("other", "performer") and self._is_other(entry, k)
            if (names := read_names(text, self.directory).units)
        )
        deadline = self._deadline(entry)
        due = self._due(deadline)
        content = squeeze(_content(entry))
        if not leads:
            entry.warn("no_lead")
        self.before = entry
        return DraftTask(
            key=key,
            number=entry.mark or None,
            group=_group(entry),
            content=content,
            leads=leads,
            coordinators=coordinators,
            others=others,
            deadline=deadline,
            due=due,
            product=squeeze(entry.text("product")) or None,
            note=squeeze(entry.text("note")) or None,
            warnings=tuple(entry.warnings),
            place=_place(entry),
            cells={entry.labels.get(k) or k: text.replace(SOFT, " ") for k, text in entry.texts.items() if text},
        )

    def _ditto(self, entry: Entry) -> None:
        for key, text in entry.texts.items():
            if fold(text).strip() in _DITTO and self.before is not None:
                entry.texts[key] = self.before.text(key)
                entry.warn("inherited")

    def _inherited(self, entry: Entry) -> tuple[str, str]:
        """The words of lead and coordinator, a heading's where the row has none."""
        lead, coordinator = entry.lead, entry.text("coordinator")
        merged = next((entry.cells[m] for m in ("lead", "both", "performer") if entry.text(m)), None)
        if merged is not None and merged.rows > 1 and merged.row + 1 != entry.row and not entry.part:
            above = [e for e in _above(entry) if merged in e.cells.values()]
            entry.warn("inherited" if above else "merged")
        for heading in _above(entry):
            if not lead and (heading.lead or _is_leader(heading, self.directory)):
                lead = heading.lead or re.sub(r"^[^:]*(?:chủ trì|thực hiện)\s*:\s*", "", heading.text("content"))
                coordinator = coordinator or heading.text("coordinator")
                entry.warn("inherited")
            for key in ("period", "timeline"):
                if not (entry.text("period") or entry.text("timeline")) and heading.text(key):
                    entry.texts[key] = heading.text(key)
                    entry.warn("inherited")
        return lead, coordinator

    def _units(self, entry: Entry, lead: str, coordinator: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Leads and coordinators; a cell may hold both, by labels or in a sentence."""
        labelled = _by_labels(lead)
        if labelled:
            lead, more = labelled
            coordinator = "; ".join(filter(None, [coordinator, more]))
        elif (charge := _CHARGE.match(lead) or _CHARGES.match(lead)) and not coordinator:
            lead, coordinator = charge["lead"], charge["rest"]
        elif entry.text("both") and not coordinator and not entry.text("lead"):
            first, _, rest = re.sub(r"\n(?=[a-zà-ỹ])", " ", lead).partition("\n")
            if rest:
                lead, coordinator = first, rest
            elif len(read_names(lead, self.directory).units) > 1:
                entry.warn("doubtful")
        lead = re.sub(r"\s+chủ trì\.?$", "", lead)
        coordinator = re.sub(r"^(?:các đơn vị )?phối hợp\s*:\s*", "", coordinator, flags=re.IGNORECASE)
        found = [self._names(entry, text) for text in (lead, coordinator)]
        return found[0].units, tuple(u for u in found[1].units)

    def _names(self, entry: Entry, text: str) -> Names:
        names = read_names(text, self.directory)
        if names.doubtful:
            entry.warn("doubtful")
        if names.repaired:
            entry.warn("repaired")
        for name in names.units:
            if not self._is_known(name):
                entry.warn("unknown_unit")
        return names

    def _is_known(self, name: str) -> bool:
        """Whether a name is in the directory, looks like a unit's, is said elsewhere, or tells of people or a paper."""
        said = self.uses[fold(name)] > 1 or fold(name) in self.body
        return said or begins(name) or bool(self.directory.find(name) or _PEOPLE.match(name))

    def _is_other(self, entry: Entry, key: str) -> bool:
        return key.startswith("other") or bool(entry.text("lead") or entry.text("both")) or key != "performer"

    def _deadline(self, entry: Entry) -> str | None:
        text = squeeze(entry.text("period").replace("\n", " ")) or squeeze(entry.text("timeline").replace("\n", "; "))
        if not any(char.isalnum() for char in text):
            text = ""
        if not text:
            entry.warn("no_deadline")
            return squeeze(entry.text("start")) or None
        if not (read_periods(text)[0] or _TIMELESS.search(text) or re.fullmatch(r"\d{1,3}", text)):
            entry.warn("deadline_not_a_date")
        return text

    def _due(self, deadline: str | None) -> date | None:
        """The day that a number of days from the decision's own date makes; nothing where that is not known."""
        found = _SINCE.search(deadline or "")
        if not found or self.head.signed is None:
            return None
        days = {"ngày": 1, "tuần": 7}.get(found[2].lower())
        if days:
            return self.head.signed + timedelta(days=days * int(found[1]))
        month = self.head.signed.month - 1 + int(found[1])
        year, month = self.head.signed.year + month // 12, month % 12 + 1
        last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
        return date(year, month, min(self.head.signed.day, last))


def _content(entry: Entry) -> str:
    return entry.text("content") or entry.text("group")


def _above(entry: Entry) -> list[Entry]:
    found, above = list[Entry](), entry.parent
    while above is not None:
        found.append(above)
        above = above.parent
    return found


def _group(entry: Entry) -> str | None:
    """The mark of the innermost heading that has one, else the title."""
    above = [e for e in _above(entry) if e.is_group]
    marked = next((e.mark for e in above if e.mark and not e.mark.isdecimal()), None)
    return marked or next((e.mark or squeeze(e.text("content")) for e in above), None)


def _is_leader(heading: Entry, directory: Directory) -> bool:
    """Whether a heading names the one who leads what is below it ("I. Sở Nội vụ", "Đơn vị chủ trì: …")."""
    if "lead" in heading.cells or not heading.is_group:
        return False
    title = re.sub(r"^[\w.]{1,5}[.)]\s+", "", squeeze(heading.text("content")))
    if re.match(r"(Cơ quan|Đơn vị)?\s*(chủ trì|thực hiện)\s*:", title, re.IGNORECASE):
        return True
    return len(title) < 80 and bool(
        directory.find(title)
        or re.match(r"(Sở|Bộ|Vụ|Cục|UBND|Công an|Văn phòng|Thanh tra|Ban|Phòng|Trung tâm)\s[\w\s,-]+$", title)
    )


def _by_labels(text: str) -> tuple[str, str] | None:
    """The words after "Chủ trì:" and after "Phối hợp:" in one cell."""
    found = list(_LABELLED.finditer(text))
    if not found:
        return None
    parts: dict[str, str] = {"chủ trì": text[: found[0].start()].strip(" \n;.-")}
    for mark, after in zip(found, [*found[1:], None], strict=True):
        role = mark["role"].lower() if mark["role"].lower() == "phối hợp" else "chủ trì"
        said = text[mark.end() : after.start() if after else None].strip(" \n;.-")
        parts[role] = "; ".join(filter(None, [parts.get(role, ""), said]))
    return parts["chủ trì"], parts.get("phối hợp", "")
