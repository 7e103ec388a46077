"""The figures as a finished file says them, by their ids."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def of_document(made: bytes) -> dict[str, str]:
    """The figures of a Word file: what stands between a mark's beginning and its end."""
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        root = etree.fromstring(parts.read("word/document.xml"))
    found: dict[str, str] = {}
    opened: dict[str, str] = {}
    for one in root.iter(f"{_W}bookmarkStart", f"{_W}bookmarkEnd", f"{_W}t"):
        if one.tag == f"{_W}bookmarkStart":
            opened[one.get(f"{_W}id")] = name = one.get(f"{_W}name")
            found[name] = ""
        elif one.tag == f"{_W}bookmarkEnd":
            del opened[one.get(f"{_W}id")]
        else:
            for name in opened.values():
                found[name] += one.text or ""
    return found
