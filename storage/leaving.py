"""Messages of somebody who has left: forgotten with the last one that waits, the word of farewell among them."""

from __future__ import annotations

import sqlite3

_WAITS = """
    select exists (select 1 from outbox where chat = :chat and state = 'waiting')
        or exists (select 1 from inbox where chat = :chat and state = 'waiting')
"""
_KNOW = (
    "delete from talks where person = :chat",
    "delete from inbox where chat = :chat",
    "delete from outbox where chat = :chat",
    "delete from outbox_messages where chat = :chat",
    "delete from leavers where account = :chat",
)


def note(conn: sqlite3.Connection, account: int) -> None:
    """Take note that somebody leaves, inside the transaction that is open: their last update and answer still wait."""
    conn.execute("insert or ignore into leavers (account) values (?)", (account,))


def forget(conn: sqlite3.Connection, chat: int) -> None:
    """Forget a leaver's messages, inside the transaction that is open; nothing for who stays or is still answered."""
    if not conn.execute("select 1 from leavers where account = ?", (chat,)).fetchone():
        return
    where = {"chat": chat}
    if not conn.execute(_WAITS, where).fetchone()[0]:
        for statement in _KNOW:
            conn.execute(statement, where)


def forget_all(conn: sqlite3.Connection) -> None:
    """Forget those whom nothing went out to any more."""
    for (account,) in conn.execute("select account from leavers").fetchall():
        forget(conn, account)
