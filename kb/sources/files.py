"""A file by its bytes and its name's ending to a Source; what is wrong with it ends in a sentence for its sender."""

from __future__ import annotations

import logging
from collections.abc import Callable

from kb.model import DecisionError
from kb.sources.model import Source

KINDS = {".docx": "Word (.docx)", ".pdf": "PDF", ".html": "trang web (.html)", ".htm": "trang web (.html)",
         ".md": "Markdown (.md)", ".txt": "văn bản thuần (.txt)"}  # fmt: skip
LARGEST = 100 * 1024 * 1024
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNS = {
    b"%PDF-": ".pdf",
    b"PK\x03\x04": ".docx",
    b"{\\rtf": "RTF",
    **dict.fromkeys((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*"), "ảnh"),
    **dict.fromkeys((b"Rar!", b"7z\xbc\xaf"), "tệp nén"),
}


def read_source(data: bytes, ending: str) -> Source:
    """The lines and tables of a file.

    `ending` is its name's (".docx"). Raises DecisionError, with a line where the file has lines, for what cannot be
    read: its message says what is wrong and what to do.
    """
    ending = ending.lower()
    if ending not in KINDS:
        kinds = ", ".join(sorted(KINDS))
        raise DecisionError(f"Không đọc được loại tệp «{ending or 'không có đuôi'}»: chỉ đọc {kinds}")
    if not data.strip():
        raise DecisionError("Tệp rỗng", 1)
    if len(data) > LARGEST:
        raise DecisionError("Tệp lớn hơn 100 MiB: hãy tách phần kế hoạch thành tệp riêng")
    _compare(data, ending)
    try:
        return _reader(ending)(data)
    except (DecisionError, MemoryError):
        raise
    except Exception as error:
        logging.getLogger(__name__).debug("not readable", exc_info=True)
        raise DecisionError(f"Tệp {KINDS[ending]} bị hỏng, không mở được: hãy lưu lại rồi gửi lại") from error


def _compare(data: bytes, ending: str) -> None:
    """Refuse a file that is not what its name says."""
    if data.startswith(_OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise DecisionError("Tệp Word có mật khẩu: hãy bỏ mật khẩu rồi gửi lại")
        raise DecisionError("Tệp Word kiểu cũ (.doc): hãy lưu thành .docx rồi gửi lại")
    start = data[:1024].lstrip()
    sign = next((kind for mark, kind in _SIGNS.items() if start.startswith(mark)), None)
    if sign is None and b"%PDF-" in data[:1024]:
        sign = ".pdf"
    if sign in KINDS and sign != ending:
        raise DecisionError(f"Tên tệp ghi {ending} nhưng nội dung là {KINDS[sign]}: hãy đổi đuôi thành {sign}")
    if sign not in KINDS and sign is not None and ending in (".docx", ".pdf"):
        raise DecisionError(f"Tên tệp ghi {ending} nhưng nội dung là {sign}: cần bản có chữ (.docx hoặc .pdf)")
    if sign is None and ending in (".docx", ".pdf"):
        raise DecisionError(f"Nội dung tệp không phải {KINDS[ending]}: hãy mở tệp, lưu lại đúng loại rồi gửi lại")


def _reader(ending: str) -> Callable[[bytes], Source]:
    """The reader of a kind; its library is imported with the first file of it."""
    if ending == ".docx":
        from kb.sources.docx import read_docx

        return read_docx
    if ending == ".pdf":
        from kb.sources.pdf import read_pdf

        return read_pdf
    if ending == ".txt":
        from kb.sources.text import read_text

        return read_text
    from kb.sources.html import read_html, read_markdown

    return read_markdown if ending == ".md" else read_html
