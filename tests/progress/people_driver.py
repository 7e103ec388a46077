"""People who write and press, before the real service on a real database; what they see is kept as a chat shows it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from conversation.outgoing import Outgoing
from kb.library import Library
from progress.chat.building import build_service
from progress.chat.context import Context, Message, Outcome, Press
from progress.store.schema import STEPS
from progress.store.store import open_store

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
ADMIN, SECOND_ADMIN, LAN, MINH, STRANGER = 1, 2, 11, 12, 99


class World:
    """One bot, its database, and the chats of all accounts."""

    def __init__(self, folder: Path, library: Library) -> None:
        self.db = Database(folder / "bot.db")
        self.db.execute("pragma foreign_keys = on")
        self.db.execute("pragma synchronous = off")  # what a power cut does is tried over HTTP
        STEPS.apply(self.db)
        self.store = open_store(self.db, frozenset({ADMIN, SECOND_ADMIN}))
        documents = tuple((d, library.directories[d.id]) for d in library.documents)
        self.context = Context(self.store, documents, lambda: "thu_bot")
        codes: Iterator[int] = count(1)
        desks, language = library.assistant.desks.values(), library.folder / "language"
        self.service = build_service(self.context, desks, language, folder, lambda: f"ma-{next(codes)}")
        self.now = datetime(2019, 9, 16, 9, tzinfo=ZONE)
        self.chats: dict[int, dict[int, Outgoing]] = {}
        self.seen_tokens: set[str] = set()
        self._numbers = count(1)

    def message(self, account: int, text: str, **more: object) -> Message:
        number = next(self._numbers)
        self.now += timedelta(seconds=1)
        return Message(account, text, self.now, f"m:{account}:{number}", number, **more)

    def say(self, account: int, text: str, **more: object) -> str | None:
        """What the account reads in answer; None where the knowledge base would answer."""
        with self.db.conn:
            outcome = self.service.say(self.message(account, text, **more))
        return self.deliver(account, outcome) if outcome else None

    def press(self, account: int, label: str) -> str:
        """Press the newest button of that label in the account's chat; gives the toast, or what is read then."""
        for number, shown in sorted(self.chats.get(account, {}).items(), reverse=True):
            for row in shown.buttons:
                for button in row:
                    if button.label.startswith(label):
                        return self.press_token(account, button.token, number)
        raise AssertionError(f"{account} sees no button {label}: {self.labels(account)}")

    def press_token(self, account: int, token: str, number: int = 0) -> str:
        self.now += timedelta(seconds=1)
        with self.db.conn:
            outcome = self.service.press(Press(account, token, self.now, f"p:{account}:{self.now}", number))
        return self.deliver(account, outcome)

    def deliver(self, account: int, outcome: Outcome) -> str:
        for out in outcome.out:
            number = out.replaces or next(self._numbers)
            self.chats.setdefault(out.to, {})[number] = out
            for row in out.buttons:
                for button in row:
                    assert len(button.token.encode()) <= 56
                    assert " " not in button.token
                    self.seen_tokens.add(button.token)
        mine = [out.text for out in outcome.out if out.to == account]
        return "\n".join(filter(None, (*mine, outcome.toast)))

    def last(self, account: int) -> str:
        return self.chats[account][max(self.chats[account])].text if self.chats.get(account) else ""

    def labels(self, account: int) -> list[str]:
        """The labels of the buttons under the newest message."""
        shown = self.chats[account][max(self.chats[account])]
        return [button.label for row in shown.buttons for button in row]

    def let_in(self, account: int, line: str, role: str) -> None:
        self.say(account, f"/dangky {line}")
        self.press(ADMIN, "Duyệt")
        self.press(ADMIN, role)

    def roles(self, account: int) -> set[tuple[str, str]]:
        person = self.store.people.by_account(account)
        return {(m.unit, m.role) for m in person.roles} if person else set()

    def audit(self) -> list[tuple[str, str, str]]:
        return [(row["action"], row["subject"], row["details"]) for row in self.store.audit.rows()]

    def dump(self) -> list[str]:
        return list(self.db.conn.iterdump())
