"""What a browser is given besides JSON: the chat page, and the files that were sent."""

import base64
import hashlib
import re
import urllib.parse
from pathlib import Path

from tornado.web import RequestHandler

from playground.basics import ApiError
from playground.files import PICTURES
from playground.state import World

PAGE = Path(__file__).with_name("page.html")


class PageHandler(RequestHandler):
    """Serves the chat page; only its own script and style may run in it."""

    def get(self) -> None:
        """Serve the page with its policy."""
        text = PAGE.read_text("utf-8")
        script, style = (_digests(text, name) for name in ("script", "style"))
        self.set_header(
            "Content-Security-Policy",
            f"default-src 'none'; script-src {script}; style-src {style}; img-src 'self' blob: data:; "
            "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        )
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cache-Control", "no-store")
        self.finish(text)


def _digests(page: str, tag: str) -> str:
    """Name the page's inline parts by their digests, as a Content-Security-Policy wants it."""
    parts = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
    sums = [base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in parts]
    return " ".join(f"'sha256-{digest}'" for digest in sums) or "'none'"


class ContentHandler(RequestHandler):
    """Serves /control/files/<id> to the page, so that nothing uploaded can run there."""

    def initialize(self, world: World) -> None:
        """Take the world from the application."""
        self.world = world

    def get(self, file_id: str) -> None:
        """Serve a content: a picture to look at if asked, everything else to be saved."""
        try:
            stored = self.world.files.by_id(file_id)
        except ApiError as error:
            self.set_status(404)
            self.finish({"error": error.description})
            return
        shown = self.get_query_argument("inline", "") and stored.mime in PICTURES
        self.set_header("Content-Type", stored.mime if shown else "application/octet-stream")
        if not shown:
            name = "".join(c for c in stored.name if c.isprintable())
            self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{urllib.parse.quote(name, safe='')}")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Content-Security-Policy", "default-src 'none'; sandbox")
        self.finish(stored.content)
