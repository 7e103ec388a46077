"""The clock that the bot reads, and that people of the playground may shift: a file with one ISO instant."""

import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from playground.basics import Json, bad_request

HANOI = timezone(timedelta(hours=7), "+07")
"""Asia/Ho_Chi_Minh, which has had no other offset since 1975."""


class Clock:
    """The real time, or the instant in the file while the file is there."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path

    def shifted(self) -> datetime | None:
        """Give the instant in the file, if there is one that can be read."""
        try:
            moment = datetime.fromisoformat(self.path.read_text("utf-8").strip()) if self.path else None
        except (OSError, ValueError):
            return None
        return moment.replace(tzinfo=HANOI) if moment and moment.tzinfo is None else moment

    def timestamp(self) -> int:
        """Give the time that messages are dated with."""
        moment = self.shifted() if self.path else None
        return int(moment.timestamp() if moment else time.time())

    def set(self, text: str | None) -> None:
        """Write an ISO instant to the file, whole or not at all; None takes the file away."""
        if self.path is None:
            raise bad_request("no clock file was given at start (--clock-file)")
        if not text:
            self.path.unlink(missing_ok=True)
            return
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise bad_request("not an ISO instant") from None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=HANOI)
        draft = self.path.with_name(self.path.name + ".new")
        draft.write_text(moment.isoformat() + "\n", "utf-8")
        draft.replace(self.path)

    def view(self) -> Json:
        """Give what the page shows."""
        moment = self.shifted()
        now = (moment or datetime.now(HANOI)).astimezone(HANOI)
        return {"settable": self.path is not None, "shifted": moment is not None, "now": now.isoformat()}
