"""`bot.py summary`: a period's figures, read over an open database, and the files that are made of them."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from cli.arguments import OUTPUTS
from progress.chat.figuring import figures_of, quarter_before
from progress.letter import letter_of
from progress.locking import NoSuchVersionError
from progress.traces import as_object, faults, sums
from progress.wording.figures import in_full

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from progress.chat.context import Context
    from progress.figures import Figures
    from progress.model import Period
    from progress.plan import Plan


class NoSuchError(Exception):
    """There is no such period, unit or version, or a path cannot be written; the message tells the operator which."""


class SumError(Exception):
    """A sum does not hold, in the figures or as read back from a file; nothing was written."""


def run(context: Context | None, now: datetime, options: argparse.Namespace) -> int:
    """Print the figures, or write files of them; raises NoSuchError and SumError. No context: nothing is there."""
    if context is None:
        raise NoSuchError(f"Chưa có kỳ báo cáo {options.period}: cơ sở dữ liệu còn trống hoặc của phiên bản trước.")
    plan = context.plan()
    period, unit = _period(context, plan, options), _unit(plan, options.unit)
    places = {form: _place(path, options.overwrite) for form in OUTPUTS if (path := getattr(options, form))}
    try:
        figures = figures_of(context, plan, period, now, unit, version=options.version)
    except NoSuchVersionError:
        raise NoSuchError(f"Kỳ {options.period} không có bản {options.version}.") from None
    earlier = quarter_before(context, plan, period, now, unit, options.version)
    told = as_object(figures, earlier) if options.json else sums(figures)
    if wrong := faults(told):
        raise SumError("Số liệu không khớp: " + "; ".join(wrong))
    if places:
        _make(places, figures, earlier)
    if options.json:
        print(json.dumps(told, ensure_ascii=False))
    elif not places:
        print(in_full(figures, told))
    return 0


def _make(places: dict[str, Path | None], figures: Figures, earlier: Figures | None) -> None:
    """Make all files, then write them: a sum that does not hold in one leaves none."""
    from reports.making import WrongFileError, make

    letter = letter_of(figures.plan)
    try:
        made = {form: make(form, figures, earlier, letter) for form in places}
    except WrongFileError as error:
        raise SumError(str(error)) from error
    for form, place in places.items():
        write(place, made[form])


def _period(context: Context, plan: Plan, options: argparse.Namespace) -> Period:
    known = context.store.periods.of(plan.document.id)
    found = next((one for one in known if one.key == options.period), None)
    if found is None:
        raise NoSuchError(
            f"Không có kỳ {options.period}. Các kỳ đã có: {', '.join(p.key for p in known) or 'chưa có'}."
        )
    return found


def _unit(plan: Plan, name: str | None) -> str | None:
    if name is None:
        return None
    if (found := plan.units.find(name)) is None:
        raise NoSuchError(f"Không có đơn vị {name}.")
    return found


def _place(path: str, overwrite: bool) -> Path | None:  # an option of the command
    """Where a file is to lie; None for the output."""
    if path == "-":
        if sys.stdout.isatty():
            raise NoSuchError("Tệp này không in ra màn hình được. Ghi rõ tên tệp.")
        return None
    place = Path(path)
    if place.exists() and not overwrite:
        raise NoSuchError(f"Đã có {place}. Thêm --overwrite để thay.")
    if place.is_dir() or not place.parent.is_dir() or not os.access(place.parent, os.W_OK):
        raise NoSuchError(f"Không ghi được {place}.")
    return place


def write(place: Path | None, content: bytes) -> None:
    """Write a file whole or not at all; raises NoSuchError where the disk does not take it."""
    if place is None:
        sys.stdout.buffer.write(content)
        return
    half = ""
    try:
        with tempfile.NamedTemporaryFile(dir=place.parent, prefix=f".{place.name}.", delete=False) as out:
            half = out.name
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(half).replace(place)
    except OSError as error:
        with suppress(OSError):
            Path(half).unlink()
        raise NoSuchError(f"Không ghi được {place}: {error.strerror}") from error
