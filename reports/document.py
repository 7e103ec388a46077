"""The two Word files: «Báo cáo» for above, and «Phiếu trình Lãnh đạo Bộ»; the rules stand in docs/reports.md."""

from __future__ import annotations

import copy
import io
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import docx

from kb.model import Group, Target
from progress.figures import TEXTS, Figures, TaskFigures
from progress.letter import Letter, filled, issuing_body, subject
from progress.traces import NOTE, PART_MEASURES, Figure
from progress.wording.words import day_text
from reports import wording as words
from reports.paper import Paper, Run, element, pieces

TEMPLATE = Path(__file__).with_name("template.docx")
MM = 56.6929  # twips
TEXT_WIDTH, WIDE = round(160 * MM), round(247 * MM)
HEAD = (round(68 * MM), TEXT_WIDTH - round(68 * MM))  # the body's side and the nation's
FOOT = (round(80 * MM), TEXT_WIDTH - round(80 * MM))
COLUMNS = tuple(round(mm * MM) for mm in (11, 40, 22, 23, 27, 16, 36, 24, 24, 24))
TARGETS = tuple(round(mm * MM) for mm in (12, 88, 20, 40))
UNITS = tuple(round(mm * MM) for mm in (10, 44, 12, 13, 12, 14, 12, 13, 15, 15))
EM_OF_CAPITALS, EM_OF_MOTTO = 0.63, 12.088  # a bold capital, and the nation's motto, in widths of the type's size
IN_A_CELL = 420  # letters; more goes on in the next row, which repeats the number
NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
TITLES = {NOTE: ("BÁO CÁO", "BC"), "phieu": ("PHIẾU TRÌNH LÃNH ĐẠO BỘ", "PTr")}


def as_document(
    output: str, figures: Figures, before: Figures | None, traced: Iterable[Figure], letter: Letter
) -> bytes:
    """Make a Word file; `output` is "bao-cao" or "phieu"."""
    made = _Document(output, figures, before, list(traced), letter)
    return made.save()


class _Document:
    def __init__(
        self, output: str, figures: Figures, before: Figures | None, traced: list[Figure], letter: Letter
    ) -> None:
        self.output, self.figures, self.before, self.letter = output, figures, before, letter
        self.plan, self.period = figures.plan, figures.period
        self.file = docx.Document(str(TEMPLATE))
        self.paper = Paper({str(style.name): str(style.style_id) for style in self.file.styles})
        self.found = {
            part: {one.key: one for one in traced if one.where == f"{output}:{part}"} for part in ("I", "II", "PL")
        }

    def save(self) -> bytes:
        """Put everything together: the document, then its appendix on landscape pages."""
        body = self.file.element.body
        last = body.sectPr
        for old in body.findall(element("p").tag):
            body.remove(old)
        for made in (*self._front(), *self._parts(), *self._end()):
            last.addprevious(made)
        upright = copy.deepcopy(last)
        closing = self.paper.paragraph("Duong ke")
        closing.pPr.append(upright)
        last.addprevious(closing)
        for made in self._appendix():
            last.addprevious(made)
        _lay(last)
        self.file.core_properties.title = words.upper(subject(self.plan, self.period))
        out = io.BytesIO()
        self.file.save(out)
        return out.getvalue()

    # ── what stands before the text ──────────────────────────────────────────
    def _front(self) -> Iterator[Any]:
        p, body = self.paper, issuing_body(self.plan)
        number = self.plan.document.header.number.rpartition("-")[2]
        letters = TITLES[self.output][1]
        own, above = body, None
        if self.output != NOTE:  # a unit's paper to its leaders
            own, above = self.letter.drafter or body, body
            number = self.plan.units.short(own)
        left = [p.paragraph("Co quan chu quan", above.upper())] if above else []
        left += [p.paragraph("Co quan", own.upper())]
        wide = min(round(len(own) * EM_OF_CAPITALS * 12 * 20), HEAD[0])
        left += [p.line(round(wide * 0.41), HEAD[0])]
        right = [p.paragraph("Quoc hieu", NATION), p.paragraph("Tieu ngu", MOTTO)]
        right += [p.line(round(EM_OF_MOTTO * 13 * 20), HEAD[1])]
        month = self.figures.as_of
        place = f"{self.letter.place}, ngày      tháng      năm {month.year}"
        rows = [
            p.row(HEAD, [left, right]),
            p.row(
                HEAD, [[p.paragraph("So ky hieu", f"Số:      /{letters}-{number}")], [p.paragraph("Dia danh", place)]]
            ),
        ]
        yield p.table(HEAD, rows, lined=False)
        yield p.paragraph("Ten loai", TITLES[self.output][0])
        yield p.paragraph("Trich yeu", subject(self.plan, self.period))
        yield p.line(round(50 * MM), TEXT_WIDTH)
        yield p.paragraph("Noi dung")
        if self.output == NOTE:
            yield from self._addressed(self.letter.recipients.split("\n"))
        else:
            yield from self._addressed([f"Lãnh đạo {body}"])
        yield p.paragraph("Noi dung", filled(self.letter.opening, self.period))

    def _addressed(self, to: list[str]) -> Iterator[Any]:
        if len(to) == 1:
            yield self.paper.paragraph("Kinh gui", f"Kính gửi: {to[0]}.")
            return
        yield self.paper.paragraph("Kinh gui", "Kính gửi:")
        for one in words.ended(to):
            yield self.paper.paragraph("Kinh gui", f"- {one}")

    # ── the parts ────────────────────────────────────────────────────────────
    def _parts(self) -> Iterator[Any]:
        for title, part in zip(
            words.PARTS, (self._overall, self._groups, self._targets, self._difficult, self._next), strict=True
        ):
            yield self.paper.paragraph("De muc La Ma", title)
            yield from part()
        yield self.paper.paragraph("Noi dung", filled(self.letter.close, self.period))

    def _text(self, *runs: Run) -> Any:
        return self.paper.paragraph("Noi dung", *runs)

    def _listed(self, items: Iterable[str], nothing: str) -> Iterator[Any]:
        found = words.ended(" ".join(item.split()) for item in items)
        yield from (self._text(f"- {item}") for item in found)
        if not found:
            yield self._text(nothing)

    def _overall(self) -> Iterator[Any]:
        yield from (self._text(*runs) for runs in words.overall(self.output, self.found["I"], self.before))
        yield self._text(words.APPENDIX)

    def _groups(self) -> Iterator[Any]:
        for place, (group, tasks) in enumerate(self.figures.by_group(), 1):
            numeral = group.numeral if group else ""
            title = group.title if group else "Các nhiệm vụ"
            yield self.paper.paragraph("De muc so", f"{place}. {title}")
            yield self._text(*words.of_group(self.output, numeral, self.found["II"]))
            told = (words.result(self.figures, one) for one in tasks)
            yield from self._listed(filter(None, told), words.NO_RESULT)
        if self.output != NOTE:
            yield self.paper.paragraph("De muc so", f"{len(self.figures.by_group()) + 1}. Báo cáo theo đơn vị")
            yield self.paper.table(UNITS, self._unit_rows())

    def _unit_rows(self) -> Iterator[Any]:
        p = self.paper
        yield p.row(UNITS, [[p.paragraph("Dau bang", head)] for head in words.UNIT_HEADS], head=True)
        for place, unit in enumerate(self.figures.units, 1):
            numbers = [self.found["II"][f"{unit}.{name}"] for name in PART_MEASURES]
            cells = [[p.paragraph("O bang giua", str(place))], [p.paragraph("O bang", unit)]]
            yield p.row(UNITS, [*cells, *([p.paragraph("O bang giua", number)] for number in numbers)])

    def _targets(self) -> Iterator[Any]:
        targets = [one for one in self.plan.document.targets if _is_for(one, self.period.end.year)]
        if not targets:
            yield self._text(words.NO_TARGET)
            return
        p = self.paper
        yield self._text(f"Các chỉ tiêu của Kế hoạch giai đoạn {targets[0].period} (điểm {targets[0].address[:4]}):")
        rows = [p.row(TARGETS, [[p.paragraph("Dau bang", head)] for head in words.TARGET_HEADS], head=True)]
        for place, one in enumerate(targets, 1):
            cells = [("O bang giua", str(place)), ("O bang", one.clause), ("O bang giua", one.percent), ("O bang", "")]
            rows.append(p.row(TARGETS, [[p.paragraph(style, text)] for style, text in cells]))
        yield p.table(TARGETS, rows)

    def _difficult(self) -> Iterator[Any]:
        yield self.paper.paragraph("De muc so", "1. Khó khăn, vướng mắc")
        yield from self._listed(words.texts(self.figures, "difficulty"), words.NO_DIFFICULTY)
        yield self.paper.paragraph("De muc so", "2. Đề xuất, kiến nghị")
        yield from self._listed(words.texts(self.figures, "proposal"), words.NO_PROPOSAL)

    def _next(self) -> Iterator[Any]:
        yield from self._listed(words.texts(self.figures, "next_step"), words.NO_NEXT)

    # ── what stands below the text ───────────────────────────────────────────
    def _end(self) -> Iterator[Any]:
        p = self.paper
        *others, last = self.letter.copies.split("\n")
        copies = [f"- {one.rstrip('.;,')};" for one in others] + [f"- {last.rstrip('.;,')}."]
        left = [p.paragraph("Noi nhan", "Nơi nhận:"), *(p.paragraph("Noi nhan dong", one) for one in copies)]
        signer = " ".join(filter(None, (self.letter.capacity, self.letter.signer.upper())))
        if self.output != NOTE:
            signer = "LÃNH ĐẠO ĐƠN VỊ TRÌNH"
        right = [p.paragraph("Chu ky", signer), *(p.paragraph("Chu ky") for _ in range(4))]
        yield p.paragraph("Noi dung")
        yield p.table(FOOT, [p.row(FOOT, [left, right])], lined=False)

    # ── the appendix ─────────────────────────────────────────────────────────
    def _appendix(self) -> Iterator[Any]:
        p, number = self.paper, self.plan.document.header.number.rpartition("-")[2]
        name, letters = ("Báo cáo", "BC") if self.output == NOTE else ("Phiếu trình", "PTr")
        number = number if self.output == NOTE else self.plan.units.short(self.letter.drafter or number)
        yield p.paragraph("Phu luc", "PHỤ LỤC")
        yield p.paragraph("Phu luc", subject(self.plan, self.period))
        yield p.paragraph("Kem theo", f"(Kèm theo {name} số      /{letters}-{number} ngày     tháng     năm "
                                      f"{self.figures.as_of.year})")  # fmt: skip
        rows = [p.row(COLUMNS, [[p.paragraph("Dau bang", head)] for head in words.HEADS], head=True)]
        for group, tasks in self.figures.by_group():
            rows.append(self._group_row(group))
            for one in tasks:
                rows += self._task_rows(one)
        yield p.table(COLUMNS, rows)

    def _group_row(self, group: Group | None) -> Any:
        p = self.paper
        numeral, title = (group.numeral, group.title) if group else ("", "Các nhiệm vụ")
        return p.row(COLUMNS, [[p.paragraph("Dau bang", numeral)], [p.paragraph("Nhom trong bang", title)]])

    def _task_rows(self, one: TaskFigures) -> Iterator[Any]:
        number, found = str(one.task.number), self.found["PL"]
        percent: list[Run] = [found[f"{number}.percent"]] if f"{number}.percent" in found else []
        day = day_text(one.deadline) if one.deadline else ""
        left = [one.task.content, ", ".join(one.task.leads), day]
        only = one.parts[0] if len(one.parts) == 1 else None
        texts = [words.text_of(self.figures, only.told.get(name)) if only else "" for name in TEXTS]
        yield from self._rows(number, left, words.state(self.output, one, found), percent, texts)
        if only:
            return
        for place, part in enumerate((p for p in one.parts if p.state in words.SHOWN or p.told), 1):
            if self.output == NOTE and part.state not in words.SHOWN:
                continue
            own = found.get(f"{number}.{part.unit}.percent")
            texts = [words.text_of(self.figures, part.told.get(name)) for name in TEXTS]
            if any(texts) or own:
                left = ["", self.plan.units.short(part.unit), ""]
                yield from self._rows(
                    f"{number}.{place}", left, [words.part_state(self.output, part)], [own] if own else [], texts
                )

    def _rows(
        self, number: str, left: list[str], state: list[Run], percent: list[Run], texts: list[str]
    ) -> Iterator[Any]:
        """A row, or more with the same number where a text is long: no page cuts a row from its number."""
        p = self.paper
        runs = zip_longest(*(pieces(text, IN_A_CELL) for text in (*left, *texts)), fillvalue="")
        for place, cells in enumerate(runs):
            first = place == 0
            yield p.row(COLUMNS, [
                [p.paragraph("O bang giua", number if first else f"{number} (tiếp)")],
                *([p.paragraph("O bang", text)] for text in cells[:3]),
                [p.paragraph("O bang", *(state if first else []))],
                [p.paragraph("O bang giua", *(percent if first else []))],
                *([p.paragraph("O bang", text)] for text in cells[3:]),
            ])  # fmt: skip


def _is_for(target: Target, year: int) -> bool:
    first, _, last = (target.period or "").partition("-")
    return first.strip().isdecimal() and int(first) <= year <= int(last if last.strip().isdecimal() else first)


def _lay(section: Any) -> None:
    """Turn a section's pages on their side, numbered from 1 anew."""
    size = section.find(element("pgSz").tag)
    name = element("pgSz", w=0).attrib.keys()[0]
    wide, high = size.get(name), size.get(name.replace("}w", "}h"))
    size.set(name, high)
    size.set(name.replace("}w", "}h"), wide)
    size.set(name.replace("}w", "}orient"), "landscape")
    margins = section.find(element("pgMar").tag)
    margins.addnext(element("pgNumType", start=1))
