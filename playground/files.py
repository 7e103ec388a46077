"""What was uploaded by the bot and by people, kept in memory under Telegram-like ids."""

import itertools
import mimetypes
import secrets
import struct
from dataclasses import dataclass

from playground.basics import Json, bad_request

MAX_PHOTO = 10 * 1024 * 1024
MAX_DOWNLOAD = 20 * 1024 * 1024
PICTURES = {"image/png": "png", "image/jpeg": "jpg"}


@dataclass(frozen=True)
class StoredFile:
    """One content with its two ids and the path that getFile tells."""

    file_id: str
    unique_id: str
    name: str
    mime: str
    path: str
    content: bytes

    def view(self) -> Json:
        """Give the part that all of Telegram's file objects share."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": len(self.content)}

    def document(self) -> Json:
        """Describe it as Telegram's Document."""
        return {"file_name": self.name, "mime_type": self.mime, **self.view()}


class Files:
    """All files of one playground, found by id or by path."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._numbers = itertools.count(1)

    def add(self, content: bytes, name: str, mime: str | None = None, folder: str = "documents") -> StoredFile:
        """Keep a content under new ids."""
        number, mark = next(self._numbers), secrets.token_urlsafe(18)
        suffix = name.rpartition(".")[2] if "." in name else "dat"
        suffix = suffix if suffix.isalnum() and suffix.isascii() else "dat"
        kind = mime or mimetypes.guess_type(name)[0] or "application/octet-stream"
        path = f"{folder}/file_{number}.{suffix}"
        stored = StoredFile(f"BQAC{mark}{number}", f"Ag{mark[:10]}{number}", name, kind, path, content)
        self._by_id[stored.file_id] = self._by_path[path] = stored
        return stored

    def add_photo(self, content: bytes) -> list[Json]:
        """Keep a picture and give its sizes, the small one first; raise 400 if it is no picture."""
        if len(content) > MAX_PHOTO:
            raise bad_request("file is too big")
        width, height, suffix = picture_size(content)
        if width + height > 10_000 or max(width, height) > 20 * min(width, height):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        sizes = []
        for limit in (90, 1280):
            stored = self.add(content, f"photo.{suffix}", folder="photos")
            scale = min(1.0, limit / max(width, height))
            shape = {"width": max(1, round(width * scale)), "height": max(1, round(height * scale))}
            sizes.append({**stored.view(), **shape})
        return sizes

    def by_id(self, file_id: str) -> StoredFile:
        """Find a file by its id; raise Telegram's 400 if there is none."""
        try:
            return self._by_id[file_id]
        except KeyError:
            raise bad_request("wrong file identifier/HTTP URL specified") from None

    def by_path(self, path: str) -> StoredFile | None:
        """Find a file by the path that getFile told."""
        return self._by_path.get(path)


def picture_size(content: bytes) -> tuple[int, int, str]:
    """Read width, height and file suffix from a PNG's or JPEG's head; raise 400 for anything else."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height, "png"
    if content[:2] == b"\xff\xd8":
        return _jpeg_size(content)
    raise bad_request("IMAGE_PROCESS_FAILED")


def _jpeg_size(content: bytes) -> tuple[int, int, str]:
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        mark, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height, "jpg"
        at += 2 + length
    raise bad_request("IMAGE_PROCESS_FAILED")
