"""The assistant: a message and the talk so far to a reply with its buttons. It knows no channel and no clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kb.answering import wording
from kb.answering.answer import Answer, answer
from kb.answering.places import place_of
from kb.answering.reply import Button, Reply, Talk
from kb.answering.talk import after
from kb.answering.tokens import page_token, read_token, slug, task_token, verbatim_token
from kb.answering.wording import ASPECT_NAMES, strong
from kb.asking.case import Desk
from kb.asking.query import Query, State
from kb.asking.understanding import understand
from kb.model import Passage
from kb.text import day_text, plain

_NEXT = ("lead", "coord", "when", "product", "note", "all")


class Assistant:
    """Answers about one or several decisions; the first desk is the one that is meant where none is named."""

    def __init__(self, desks: Sequence[Desk]) -> None:
        if not desks:
            raise ValueError("an assistant needs a decision")
        self.desks = {slug(desk.document.id): desk for desk in desks}

    def ask(self, question: str, talk: Talk, now: datetime) -> tuple[Reply, Talk]:
        """Answer a message; never raises for any text. Returns the reply and the talk to keep."""
        talk = talk.fresh(now)
        desk, state = self._desk(question, talk)
        understood = understand(desk, question, state, now.date())
        made = [answer(query, desk, now.date()) for query in understood.queries]
        return self._reply(made, desk), Talk((slug(desk.document.id), after(state, made, desk)), now)

    def tap(self, token: str, talk: Talk, now: datetime) -> tuple[Reply, Talk] | None:
        """Answer a button by its token; None where the token means nothing (any more)."""
        name, _, _ = token.removeprefix("p:").partition("|")
        desk = self.desks.get(name)
        read = read_token(token, desk.directory) if desk else None
        if desk is None or read is None:
            return None
        _, wanted = read
        if isinstance(wanted, str):
            passage = desk.document.by_address.get(wanted)
            return (self._verbatim(passage, desk), talk) if passage else None
        made = answer(wanted, desk, now.date())
        if made.refused:
            return None
        state = talk.fresh(now).state
        before = state[1] if isinstance(state, tuple) and state[0] == name else State()
        return self._reply([made], desk), Talk((name, after(before, [made], desk)), now)

    def _desk(self, question: str, talk: Talk) -> tuple[Desk, State]:
        """The decision that a question names by number, else the one of the talk, else the first."""
        first = next(iter(self.desks))
        name, state = talk.state if isinstance(talk.state, tuple) else (first, State())
        if len(self.desks) > 1:
            said = question.lower().replace(" ", "")
            named = [s for s, d in self.desks.items() if d.document.id.lower() in said]
            if named and named[0] != name:
                return self.desks[named[0]], State()
        return (self.desks[name], state) if name in self.desks else (self.desks[first], State())

    # ── replies ──────────────────────────────────────────────────────────────
    def _reply(self, made: Sequence[Answer], desk: Desk) -> Reply:
        given = [m for m in made if not m.refused]
        stated = [m for m in given if m.query.kind not in ("greeting", "thanks", "choice")]
        if not stated:
            return self._unanswered(made[0], desk)
        facts = tuple(dict.fromkeys(f for m in stated for f in m.facts))
        citations = tuple(dict.fromkeys(c for m in stated for c in m.citations))
        parts = [wording.words(m, desk, m.query.page) for m in made]
        text = "\n\n".join([*parts, wording.source_line(citations, desk)]).strip()
        return Reply("answer", text, facts, citations, self._buttons(stated, desk))

    def _unanswered(self, made: Answer, desk: Desk) -> Reply:
        text = wording.words(made, desk)
        if made.query.kind == "choice":
            return Reply("clarify", text, buttons=self._choices(made, desk))
        small = made.query.kind in ("greeting", "thanks")
        return Reply("refuse", text, buttons=self._nearest(made, desk), understood=small, reportable=not small)

    def _buttons(self, made: Sequence[Answer], desk: Desk) -> tuple[tuple[Button, ...], ...]:
        first, number = made[0], desk.document.id
        rows: list[tuple[Button, ...]] = []
        if (first.query.kind in ("list", "count") and len(first.tasks) > wording.PAGE) or first.query.page > 1:
            rows.append(self._pages(first, desk))
        if len(first.citations) and first.query.kind not in ("list", "count", "passage"):
            rows.append((Button("Nguyên văn", verbatim_token(number, first.citations[0])),))
        if len(made) == 1 and len(first.tasks) == 1 and first.query.kind in ("task", "find", "list", "group", "text"):
            task = first.tasks[0]
            asked = first.query.aspects if first.query.kind == "task" else ()
            more = [a for a in _NEXT if a not in asked and "all" not in asked]
            buttons = [Button(ASPECT_NAMES[a], task_token(number, task.number, a)) for a in more]
            rows += [tuple(buttons[:3]), tuple(buttons[3:])]
        return tuple(row for row in rows if row)

    def _pages(self, made: Answer, desk: Desk) -> tuple[Button, ...]:
        pages = (len(made.tasks) + wording.PAGE - 1) // wording.PAGE
        here = made.query.page if made.query.kind == "list" else 0
        steps = [("‹ Trang trước", here - 1), ("Trang sau ›" if here else "Xem danh sách", here + 1)]
        turning = made.query.kind == "list"
        tokens = [
            (label, page_token(desk.document.id, made.query, page, desk.directory, turning))
            for label, page in steps
            if 1 <= page <= pages
        ]
        return tuple(Button(label, token) for label, token in tokens if token)

    @staticmethod
    def _choices(made: Answer, desk: Desk) -> tuple[tuple[Button, ...], ...]:
        number = desk.document.id
        aspect = next((a for a in made.query.aspects if a in ASPECT_NAMES), "all")
        tasks = [(Button(f"Nhiệm vụ {t.number}", task_token(number, t.number, aspect)),) for t in made.tasks]
        parts = [
            (Button(wording.upper_first(place_of(p.address)), verbatim_token(number, p.address)),)
            for p in made.passages
        ]
        return tuple(tasks + parts)

    @staticmethod
    def _nearest(made: Answer, desk: Desk) -> tuple[tuple[Button, ...], ...]:
        """What the document does say that comes nearest to a question that it does not answer."""
        number, query = desk.document.id, made.query
        if query.tasks and query.tasks[0] in desk.document.by_number:
            return ((Button(f"Xem nhiệm vụ {query.tasks[0]}", task_token(number, query.tasks[0], "all")),),)
        addresses = [*query.addresses, *(desk.document.targets[n].address for n in query.targets)]
        if addresses and addresses[0] in desk.document.by_address:
            return ((Button("Xem nội dung gần nhất", verbatim_token(number, addresses[0])),),)
        return ()

    @staticmethod
    def _verbatim(passage: Passage, desk: Desk) -> Reply:
        """The source's own words of a part and of the parts below it, with the readings that were repaired."""
        below = (
            [p for p in desk.document.passages if p.address.startswith(passage.address + ".")]
            if passage.kind != "title"
            else []
        )
        task = next((t for t in desk.document.tasks if t.address == passage.address), None)
        labels = desk.labels
        if task:
            lines = [f"{labels[m]}: {text}" for m, text in task.cells.items() if text and m in labels]
        else:
            lines = [plain(line) for p in [passage, *below] for line in p.source_text.split("\n")]
        notes = [
            f"Hệ thống đọc «{r.written}» là «{r.reading}». {r.reason}."
            for r in dict.fromkeys(r for p in [passage, *below] for r in p.repairs)
        ]
        text = "\n".join(
            [f"{strong('Nguyên văn')} – {place_of(passage.address)}:", *(line for line in lines if line), *notes]
        )
        addresses = (passage.address,)
        return Reply("answer", f"{text}\n\n{wording.source_line(addresses, desk)}", (), addresses, reportable=False)

    # ── menus ────────────────────────────────────────────────────────────────
    def welcome(self) -> Reply:
        """The words for /start."""
        desk = next(iter(self.desks.values()))
        head = desk.document.header
        text = (
            f"Kính chào anh/chị. Hệ thống trả lời về {strong(f'Quyết định {head.number}')} ngày {day_text(head.date)}: "
            "nhiệm vụ, đơn vị chủ trì, thời hạn, chỉ tiêu, kỳ báo cáo; kèm nơi ghi trong văn bản.\n\n" + _examples(desk)
        )
        return Reply("answer", text, reportable=False)

    def help(self) -> Reply:
        """The words for /trogiup: what can be asked, with examples."""
        desk = next(iter(self.desks.values()))
        text = (
            "Anh/chị nhắn câu hỏi như nói chuyện; viết tắt, không dấu đều được.\n\n" + _examples(desk) + "\n\n"
            "Dưới mỗi câu trả lời: «Nguyên văn» để xem đúng chữ trong văn bản, «Báo sai» nếu câu trả lời chưa đúng.\n"
            "Trong nhóm, anh/chị nhắc tên bot hoặc dùng /hoi."
        )
        return Reply("answer", text, reportable=False)

    def overview(self) -> Reply:
        """The words for /vanban: the decisions that are served, with buttons."""
        parts, rows = [], []
        for desk in self.desks.values():
            document = desk.document
            parts.append(
                f"{strong(f'Quyết định {document.header.number}')} ngày {day_text(document.header.date)}\n{document.header.title}.\n"
                f"{len(document.tasks)} nhiệm vụ trong {len(document.groups)} nhóm; {len(document.targets)} chỉ tiêu."
            )
            sections = [p for p in document.passages if p.kind == "section"]
            rows += [
                (Button(f"Phần {p.address} – {p.text.capitalize()}"[:60], verbatim_token(document.id, p.address)),)
                for p in sections
            ]
        return Reply("answer", "\n\n".join(parts), buttons=tuple(rows), reportable=False)

    def tasks(self) -> Reply:
        """The words for /nhiemvu without a number: the groups and how to choose a task."""
        desk = next(iter(self.desks.values()))
        document = desk.document
        lines = [f"{strong(f'Nhóm {g.numeral}')} – {g.title}" for g in document.groups]
        buttons = [
            Button(f"Nhóm {g.numeral}", token)
            for g in document.groups
            if (token := page_token(document.id, Query("list", groups=(g.numeral,)), 1, desk.directory, turning=False))
        ]
        rows = tuple(tuple(buttons[n : n + 3]) for n in range(0, len(buttons), 3))
        head = f"Phụ lục có {len(document.tasks)} nhiệm vụ. Anh/chị nhắn số nhiệm vụ, ví dụ /nhiemvu {document.tasks[0].number}, hoặc chọn nhóm:"
        return Reply("answer", "\n".join([head, *lines]), buttons=rows, reportable=False)


def _examples(desk: Desk) -> str:
    """Example questions, made from what the document has."""
    document = desk.document
    task = document.tasks[len(document.tasks) // 2]
    unit = desk.usual_lead()
    examples = [
        f"Nhiệm vụ {task.number} ai chủ trì?",
        f"{unit} chủ trì những việc gì?",
        f"Hạn của nhiệm vụ {document.tasks[0].number}?",
    ]
    if document.reporting:
        examples.append("Hạn nộp báo cáo quý này?")
    if document.targets:
        examples.append(f"Các chỉ tiêu giai đoạn {document.targets[0].period}?")
    return "Ví dụ:\n" + "\n".join(f"• {e}" for e in examples)
