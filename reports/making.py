"""A file of the quarter's report, made and read back: what is given out says what the figures say."""

from __future__ import annotations

from collections.abc import Iterable

from progress.figures import Figures
from progress.letter import Letter
from progress.traces import BOOK, NOTE, PICTURE, SHEET, Figure, traced
from reports import reading_back

OUTPUTS = {"docx": NOTE, "phieu": SHEET}


class WrongFileError(Exception):
    """What was read back from a file is not what the figures say; there is no file."""


def make(form: str, figures: Figures, before: Figures | None, letter: Letter) -> bytes:
    """Make "docx", "phieu", "xlsx" or "png". Raises WrongFileError."""
    found = traced(figures, before)
    if form in OUTPUTS:
        from reports import document

        made = document.as_document(OUTPUTS[form], figures, before, found, letter)
        _check(found, OUTPUTS[form], reading_back.of_document(made))
    elif form == "xlsx":
        from reports import workbook

        made = workbook.as_workbook(figures, found)
        _check(found, BOOK, workbook.read_back(made, found))
    else:
        from reports import picture

        try:
            made = picture.as_picture(figures, found)
        except picture.UnreadableError as error:
            raise WrongFileError(str(error)) from error
        _check(found, PICTURE, picture.read_back(made))
    return made


def _check(traced_: Iterable[Figure], output: str, read: dict[str, str]) -> None:
    wanted = {one.id: str(one.value) for one in traced_ if one.where.partition(":")[0] == output}
    wrong = [name for name in wanted.keys() | read.keys() if wanted.get(name) != read.get(name)]
    if wrong:
        raise WrongFileError("Số liệu đọc lại từ tệp không khớp: " + ", ".join(sorted(wrong)[:10]))
