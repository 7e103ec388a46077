"""/tonghop, /bieudo and their words: the quarter's figures from one object, its files, where a figure comes from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import get_args

from conversation.outgoing import Button, Outgoing
from nlu.text import fold
from progress.asks import Quarter
from progress.chat import guard
from progress.chat.context import Context, Message, Outcome, Press, rows_of, say, unit_code
from progress.chat.figuring import figures_of, quarter_before
from progress.chat.looking_export import read_argument
from progress.chat.looking_reader import Reader
from progress.chat.parts import Part, number
from progress.figures import Figures
from progress.model import NotAllowedError, Period
from progress.plan import Plan
from progress.store.notes import Export, SummaryForm
from progress.traces import measure, overview, traced
from progress.wording import figures as say_it
from progress.wording import looking, words

_QUARTER = r"(?P<quarter>(?:quy|q) ?(?:iv|i{1,3}|[1-4])(?:[ /-]*(?:nam )?\d{4})?|\d{4}-q[1-4]|(?:ky|quy) (?:nay|truoc))"
_POLITE = r"(?:(?:em|minh|toi|anh|chi) )?(?:(?:nho|hay|xin|cho) )?(?:(?:em|minh|toi|anh|chi|he thong|bot) )?"
_TAIL = r"(?: (?:nhe|nha|a|giup|voi|di|cho em|cho toi|giup em|giup toi|ạ))*"
_REPORT = re.compile(
    rf"(?=.*\b(?:tong hop|quy|q|ky|\d{{4}}-q)){_POLITE}"
    r"(?:(?:lap|soan|tao|xuat)(?: cho (?:em|minh|toi))? bao cao(?: tong hop)?"
    rf"|bao cao tong hop|tong hop bao cao)(?: cua)?(?: {_QUARTER})?{_TAIL}"
)
_CHART = re.compile(rf"{_POLITE}(?:ve|lap|xem|tao) bieu do(?: tien do)?(?: bao cao)?(?: {_QUARTER})?{_TAIL}")
_COUNTED = re.compile(
    r"(?:co )?(?P<many>bao nhieu|may|nhung|cac)? ?nhiem vu(?P<which> nao)?(?: (?:da|dang|bi))? "
    r"(?P<what>hoan thanh dung han|hoan thanh qua han|qua han)(?: (?:trong )?" + _QUARTER + rf")?{_TAIL}"
)
_SOURCE = re.compile(rf"(?:xem )?nguon(?: so lieu)?(?: cua)? f(?P<id>\d{{1,5}})(?: {_QUARTER})?{_TAIL}")
_MEASURES = {"hoan thanh dung han": ("on_time",), "hoan thanh qua han": ("late",), "qua han": ("overdue", "past")}
_LABELS = {
    "on_time": "hoàn thành đúng hạn",
    "late": "hoàn thành quá hạn",
    "overdue": "đang thực hiện quá hạn",
    "past": "đã quá thời hạn và chưa có báo cáo được tiếp nhận",
}


@dataclass(frozen=True)
class _Meant:
    """Which words were said, and the quarter that they name."""

    kind: str
    what: str
    quarter: str


def _meant(text: str) -> _Meant | None:
    line = " ".join(re.sub(r"[.,!?…]+", " ", fold(text)).split())
    for kind, pattern in (("report", _REPORT), ("chart", _CHART), ("counted", _COUNTED), ("source", _SOURCE)):
        if found := pattern.fullmatch(line):
            named = found.groupdict()
            if kind == "counted" and not (named["many"] or named["which"]):
                return None
            return _Meant(kind, named.get("what") or named.get("id") or "", named["quarter"] or "")
    return None


class Summarizing:
    """The quarter's figures in chat; the files are made by another process, which `finished` follows."""

    def __init__(self, context: Context, settings: Callable[[Message], Outcome]) -> None:
        self._context = context
        self._settings = settings

    def part(self) -> Part:
        """Commands and verbs; tokens are `sum:<period>:<form>` and `sumcheck:<period>`."""
        return Part(
            commands={"tonghop": self.summary, "bieudo": self.chart},
            verbs={"sum": self.press_file, "sumcheck": self.press_check},
        )

    def hint(self, text: str) -> bool:
        """Whether a text may be such words."""
        return _meant(text) is not None

    def listen(self, message: Message) -> Outcome | None:
        """«lập báo cáo quý III/2019», «vẽ biểu đồ tiến độ», «nhiệm vụ nào quá hạn», «nguồn F12»."""
        meant = _meant(message.text)
        if meant is None:
            return None
        acts: dict[str, Callable[[Message, str], Outcome]] = {
            "report": self.summary,
            "chart": self.chart,
            "counted": lambda to, quarter: self._counted(to, quarter, meant.what),
            "source": lambda to, quarter: self._source(to, quarter, f"F{int(meant.what)}"),
        }
        return acts[meant.kind](message, meant.quarter)

    # ── commands ─────────────────────────────────────────────────────────────
    def summary(self, message: Message, argument: str) -> Outcome:
        """/tonghop, /tonghop quý III/2019: five lines of figures, and what can be made of them."""
        if fold(argument) in ("cauhinh", "cau hinh"):
            return self._settings(message)
        found = self._period(message, argument)
        if isinstance(found, Outcome):
            return found
        reader, period = found
        figures = self._figures(reader, period, message.at)
        buttons = self._buttons(figures) if reader.reads_all else ()
        text = say_it.five_lines(figures, overview(figures))
        return Outcome([say(message, text, buttons, f"sum:{period.id}")], is_answer=True)

    def chart(self, message: Message, argument: str) -> Outcome:
        """/bieudo: the picture of the units."""
        found = self._period(message, argument)
        if isinstance(found, Outcome):
            return found
        reader, period = found
        if not reader.reads_all:
            return Outcome([say(message, words.NOT_ALLOWED)])
        self._order(message.account, message.number, period, "sum:png")
        return Outcome([say(message, say_it.MAKING.format(what=say_it.WHAT["png"]))])

    def _counted(self, message: Message, argument: str, what: str) -> Outcome:
        found = self._period(message, argument)
        if isinstance(found, Outcome):
            return found
        figures = self._figures(*found, message.at)
        first, *others = _MEASURES[what]
        lines = say_it.counted(figures, first, _LABELS[first], with_basis=True)
        for name in others:
            lines += say_it.counted(figures, name, _LABELS[name]) if measure(figures.tasks, name) else []
        return Outcome([say(message, looking.fitted(lines), (), f"sum:{found[1].id}")], is_answer=True)

    def _source(self, message: Message, argument: str, name: str) -> Outcome:
        found = self._period(message, argument)
        if isinstance(found, Outcome):
            return found
        reader, period = found
        figures = self._figures(reader, period, message.at)
        all_of = traced(figures, quarter_before(self._context, reader.plan, period, message.at, figures.unit))
        figure = next((one for one in all_of if one.id == name), None)
        if figure is None:
            none = say_it.NO_FIGURE.format(id=name, period=words.quarter(period), last=len(all_of))
            return Outcome([say(message, none)])
        return Outcome([say(message, looking.fitted(say_it.source(figures, figure)))], is_answer=True)

    # ── presses ──────────────────────────────────────────────────────────────
    def press_file(self, press: Press, arguments: list[str]) -> Outcome:
        """Have a file made."""
        _, period = self._of_press(press, arguments, 2)
        form = guard.found(next((one for one in get_args(SummaryForm) if one == f"sum:{arguments[1]}"), None))
        self._order(press.account, press.number, period, form)
        what = say_it.WHAT[arguments[1]]
        return Outcome([say(press, say_it.MAKING.format(what=what))], toast=say_it.MAKING.format(what=what))

    def press_check(self, press: Press, arguments: list[str]) -> Outcome:
        """What is to be looked at before the report goes out."""
        reader, period = self._of_press(press, arguments, 1)
        figures = self._figures(reader, period, press.at)
        lines = say_it.to_check(figures) or [say_it.NOTHING_TO_CHECK]
        head = words.strong(say_it.CHECK.format(count=len(figures.to_check)) + f", {words.quarter(period)}")
        return Outcome([say(press, looking.fitted([head, *lines]))])

    def _of_press(self, press: Press, arguments: list[str], length: int) -> tuple[Reader, Period]:
        period = self._context.store.periods.get(number(arguments[0])) if len(arguments) == length else None
        period = guard.found(period if period and period.document in self._context.served else None)
        reader = self._reader(press, self._context.plan(period.document))
        if not reader.reads_all:
            raise NotAllowedError(words.NOT_ALLOWED)
        return reader, period

    # ── what all of it needs ─────────────────────────────────────────────────
    def _reader(self, to: Message | Press, plan: Plan) -> Reader:
        return Reader(self._context, plan, self._context.person(to.account), to.at.date())

    def _period(self, message: Message, argument: str) -> tuple[Reader, Period] | Outcome:
        """Who asks, and of which period; else what is said instead."""
        about, _, of = message.about.partition(":")
        shown = self._context.store.periods.get(number(of)) if about == "sum" and not argument else None
        reader = self._reader(message, self._context.plan(shown.document if shown else None))
        if not reader.is_known or not (reader.reads_all or reader.units):
            return Outcome([say(message, words.REGISTER_FIRST)])
        known = self._context.periods(reader.plan, reader.today)
        if not known:
            return Outcome([say(message, looking.NO_PERIOD)])
        wanted = _quarter(argument)
        if wanted is None:
            return Outcome([say(message, say_it.NO_QUARTER)])
        found = shown or _find(known, wanted, reader)
        if found is None:
            periods = ", ".join(map(words.quarter, known[-6:]))
            return Outcome([say(message, looking.NO_SUCH_PERIOD.format(periods=periods))])
        return reader, found

    def _figures(self, reader: Reader, period: Period, at: datetime) -> Figures:
        """All figures for who may read all; of their own unit for a unit's people."""
        unit = None if reader.reads_all else (reader.reports_for or reader.units)[0]
        return figures_of(self._context, reader.plan, period, at, unit, texts=False)

    @staticmethod
    def _buttons(figures: Figures) -> tuple[tuple[Button, ...], ...]:
        files = [Button(label, f"sum:{figures.period.id}:{form}") for form, label in say_it.BUTTONS.items()]
        check = Button(say_it.CHECK.format(count=len(figures.to_check)), f"sumcheck:{figures.period.id}")
        return (*rows_of(files, 2), (check,))

    def _order(self, account: int, message: int, period: Period, form: SummaryForm) -> None:
        exports = self._context.store.exports
        wanted = Export(0, account, message, period.key, every=False, rows=0, form=form, document=period.document)
        if not any(wanted.is_like(one) for one in exports.waiting()):
            exports.add(wanted)


def _quarter(argument: str) -> Quarter | None:
    """The quarter that is meant: none named, a shift, or one by its name; None for other words."""
    line = " ".join(fold(argument).split())
    if line in ("", "ky nay", "quy nay"):
        return Quarter()
    if line in ("ky truoc", "quy truoc"):
        return Quarter(shift=-1)
    found = read_argument(argument)
    return found[0] if found and found[0] else None


def _find(known: list[Period], wanted: Quarter, reader: Reader) -> Period | None:
    """The period: where none is named the newest whose data are complete, which is what a report is about."""
    if wanted.quarter:
        return next((p for p in reversed(known) if p.quarter == wanted.quarter and wanted.year in (None, p.year)), None)
    at = next((n for n in reversed(range(len(known))) if known[n].end < reader.today), len(known) - 1) + wanted.shift
    return known[at] if at >= 0 else None


# ── files ────────────────────────────────────────────────────────────────────
def place_of(folder: Path, wanted: Export) -> Path:
    """Where a file lies: one of each kind, quarter and decision, whoever asked."""
    return folder / f"{unit_code(wanted.document)}-{_name(wanted)}"


def finished(context: Context, folder: Path, made: Export, at: datetime) -> Outgoing:
    """The message with a file that has been made."""
    context.store.audit.add(at, context.person(made.account), "xuất báo cáo", _name(made))
    form = made.form.removeprefix("sum:")
    periods = context.store.periods.of(made.document)
    of = next((words.quarter(period) for period in periods if period.key == made.quarter), "")
    text = say_it.made(of, form, at)
    return Outgoing(made.account, text, reply_to=made.message, file=str(place_of(folder, made)), file_name=_name(made))


def failed(made: Export) -> Outgoing:
    """The message that a file could not be made."""
    what = say_it.WHAT[made.form.removeprefix("sum:")]
    return Outgoing(made.account, say_it.NOT_MADE.format(what=what), reply_to=made.message)


def _name(made: Export) -> str:
    form = made.form.removeprefix("sum:")
    return f"{say_it.FILE_NAMES[form]}-{made.quarter}.{say_it.ENDINGS[form]}"
