"""One picture for a phone: each unit's reports of the quarter, by what became of them; colour, word and number."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from progress.figures import Figures
from progress.traces import PICTURE, REPORT_MEASURES, Figure
from progress.wording.figures import basis
from progress.wording.words import quarter, upper_first

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Sheet
    from matplotlib.text import Text

WIDE, TALL, SMALLEST = 1080, 1920, 26
TOP, BOTTOM, EDGE = 236, 92, 24
NAMES, BAR = 262, 250  # where the bars begin, and how long they are
COLUMNS = {
    "received": "Đã\nnhận",
    "sent": "Chờ\nnhận",
    "returned": "Bổ\nsung",
    "missing": "Chưa\ngửi",
    "late": "Gửi\nmuộn",
}
COLOURS = {"received": "#2e7d32", "sent": "#b26a00", "returned": "#6a1b9a", "missing": "#c62828", "late": "#37474f"}
COLUMN = (WIDE - NAMES - BAR - 2 * EDGE) / len(COLUMNS)
LEAST_ROW, MOST_ROW = 28, 50


class UnreadableError(Exception):
    """The picture has a letter that the font lacks, words over each other or beside the paper: there is none."""


def as_picture(figures: Figures, traced: Iterable[Figure]) -> bytes:
    """Make the picture, 1080 wide; its figures stand in a tEXt chunk `figures`, too. Raises UnreadableError."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Sheet

    own = [one for one in traced if one.where == PICTURE]
    value = {one.key: int(one.value) for one in own}
    units = [unit for unit in figures.units if value[f"{unit}.owed"]]
    units.sort(key=lambda unit: -value[f"{unit}.missing"])
    room = int((TALL - TOP - BOTTOM) / LEAST_ROW)
    shown = units[:room]
    high = max(LEAST_ROW, min(MOST_ROW, (TALL - TOP - BOTTOM) / max(1, len(shown))))
    sheet = Sheet(figsize=(WIDE / 100, round(TOP + BOTTOM + high * len(shown)) / 100), dpi=100, facecolor="white")
    canvas = FigureCanvasAgg(sheet)
    drawing = _Drawing(sheet, canvas.get_renderer())  # type: ignore[no-untyped-call]
    drawing.head(figures)
    for place, unit in enumerate(shown):
        counts = {name: value[f"{unit}.{name}"] for name in REPORT_MEASURES}
        drawing.unit(figures.plan.units.short(unit), counts, TOP + high * place, high)
    drawing.foot(_what_to_see(figures, units, value), len(units) - len(shown))
    drawing.check()
    out = io.BytesIO()
    told = json.dumps({one.id: one.value for one in own})
    sheet.savefig(out, format="png", metadata={"figures": told, "Software": None})
    return out.getvalue()


def _what_to_see(figures: Figures, units: list[str], value: dict[str, int]) -> str:
    """One line: who lacks most, or that nothing is missing."""
    missing = sum(value[f"{unit}.missing"] for unit in units)
    if not missing:
        return "Các đơn vị đã gửi đủ báo cáo phải gửi."
    lacking = [unit for unit in units if value[f"{unit}.missing"]]
    first, most = figures.plan.units.short(lacking[0]), value[f"{lacking[0]}.missing"]
    return f"Còn {missing} báo cáo chưa gửi của {len(lacking)} đơn vị; nhiều nhất: {first} ({most})."


class _Drawing:
    """Draws in pixels from the upper left, and keeps what it wrote."""

    def __init__(self, sheet: Sheet, renderer: Any) -> None:
        from matplotlib.font_manager import FontProperties, findfont, get_font

        self.sheet, self.renderer = sheet, renderer
        self.high = sheet.bbox.height
        self.texts: list[Text] = []
        self.face = FontProperties(family="DejaVu Sans")
        self.glyphs = get_font(findfont(self.face, fallback_to_default=False))

    def write(self, x: float, y: float, text: str, size: float = SMALLEST, **more: Any) -> Text:
        """Words with their middle at a height."""
        face = self.face.copy()
        face.set_size(size * 0.72)  # points at 100 dots an inch
        face.set_weight(more.pop("weight", "normal"))
        made = self.sheet.text(
            x / WIDE, 1 - y / self.high, text, fontproperties=face, va="center", parse_math=False,
            ha=more.pop("ha", "left"), **more,
        )  # fmt: skip
        self.texts.append(made)
        return made

    def box(self, x: float, y: float, wide: float, high: float, colour: str) -> None:
        """A coloured rectangle."""
        from matplotlib.patches import Rectangle

        place = (x / WIDE, 1 - (y + high) / self.high)
        self.sheet.add_artist(Rectangle(place, wide / WIDE, high / self.high, color=colour, linewidth=0))

    def head(self, figures: Figures) -> None:
        """What it is of, as of when, and the columns."""
        title = f"Báo cáo {quarter(figures.period)} theo đơn vị"
        self.fitted(EDGE, 44, title, WIDE - 2 * EDGE, 40, weight="bold")
        self.fitted(EDGE, 92, f"Quyết định {figures.plan.document.header.number}", WIDE - 2 * EDGE, 28)
        self.fitted(EDGE, 130, upper_first(basis(figures)), WIDE - 2 * EDGE, 28)
        self.write(EDGE, 196, "Đơn vị", weight="bold")
        for place, (name, label) in enumerate(COLUMNS.items()):
            x = NAMES + BAR + EDGE + COLUMN * place
            self.write(x + COLUMN / 2, 194, label, ha="center", color=COLOURS[name], weight="bold", linespacing=1.12)

    def unit(self, name: str, counts: dict[str, int], y: float, high: float) -> None:
        """A unit's bar and its numbers."""
        middle, x = y + high / 2, float(NAMES)
        self.fitted(EDGE, middle, name, NAMES - EDGE - 12, SMALLEST)
        for state in ("received", "sent", "returned", "missing"):
            wide = BAR * counts[state] / counts["owed"]
            self.box(x, y + 3, wide, high - 6, COLOURS[state])
            x += wide
        for place, state in enumerate(COLUMNS):
            number = counts[state]
            at = NAMES + BAR + EDGE + COLUMN * (place + 0.5)
            colour, weight = (COLOURS[state], "bold") if number else ("#9e9e9e", "normal")
            self.write(at, middle, str(number) if number else "–", ha="center", color=colour, weight=weight)

    def foot(self, seen: str, left_out: int) -> None:
        """What to see, and how many units found no room."""
        more = f" Và {left_out} đơn vị khác." if left_out else ""
        self.fitted(EDGE, self.high - BOTTOM / 2, seen + more, WIDE - 2 * EDGE, 30, weight="bold")

    def fitted(self, x: float, y: float, text: str, room: float, size: float, **more: Any) -> None:
        """Words in so much room: smaller down to the least size, then cut."""
        made = self.write(x, y, text, size, **more)
        while made.get_window_extent(self.renderer).width > room:
            if size > SMALLEST:
                size = max(SMALLEST, size - 2)
                made.set_fontsize(size * 0.72)
            else:
                text = text.rstrip("…")[:-1].rstrip()
                made.set_text(text + "…")

    def check(self) -> None:
        """Refuse what cannot be read. Raises UnreadableError."""
        wrong = [
            c for text in self.texts for c in text.get_text() if c != "\n" and not self.glyphs.get_char_index(ord(c))
        ]
        if wrong:
            raise UnreadableError(f"Phông chữ không có: {' '.join(wrong)}")
        boxes = [(text.get_text(), text.get_window_extent(self.renderer)) for text in self.texts]
        for place, (words, box) in enumerate(boxes):
            if box.x0 < 0 or box.y0 < 0 or box.x1 > WIDE or box.y1 > self.high:
                raise UnreadableError(f"Chữ ra ngoài hình: {words}")
            for other, beside in boxes[place + 1 :]:
                over = min(box.x1, beside.x1) - max(box.x0, beside.x0), min(box.y1, beside.y1) - max(box.y0, beside.y0)
                if min(over) > OVERLAP:
                    raise UnreadableError(f"Chữ chồng lên nhau: {words}, {other}")


OVERLAP = 6.0
"""Pixels: a line's box is taller than its letters."""


def read_back(made: bytes) -> dict[str, str]:
    """The figures as the picture's own text says them, by their ids."""
    told = dict(_texts(made)).get("figures", "{}")
    return {name: str(value) for name, value in json.loads(told).items()}


def _texts(made: bytes) -> Iterator[tuple[str, str]]:
    """The tEXt chunks of a PNG."""
    at = 8
    while at < len(made):
        length, kind = struct.unpack(">I4s", made[at : at + 8])
        if kind == b"tEXt":
            name, _, text = made[at + 8 : at + 8 + length].partition(b"\0")
            yield name.decode("latin-1"), text.decode("latin-1")
        at += length + 12
