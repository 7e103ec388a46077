"""The steps that bring a database up to date: what each makes, a copy before, and no step back.

What the tables mean stands with who uses them.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlite_utils import Database, Migrations

STEPS = Migrations("tro-ly-ke-hoach")
_FORMER = (STEPS.name, "0008 reasons")
"""What a step was called while it was being made; it may have been applied so."""


class DatabaseError(Exception):
    """The file cannot be used; the message is meant for the operator."""


def migrate(db: Database, path: Path, *domains: Migrations) -> None:
    """Apply the steps that are missing, the domains' after our own; a database that holds something is copied first.

    Raises DatabaseError where a newer program has been at it.
    """
    if strange := unknown_steps(db, *domains):
        raise DatabaseError(
            f"Cơ sở dữ liệu {path} (BOT_DB) đã được một phiên bản mới hơn của chương trình nâng cấp ({strange[0]}). "
            "Hãy chạy phiên bản đó, hoặc khôi phục bản sao lưu trước khi nâng cấp."
        )
    missing = [f"{steps.name}-{step.name}" for steps in (STEPS, *domains) for step in steps.pending(db)]
    if missing and db.table_names():
        copy_to(db, path.with_name(f"{path.name}.before-{missing[0].replace(' ', '-')}"))
    for steps in (STEPS, *domains):
        steps.apply(db)


def unknown_steps(db: Database, *domains: Migrations) -> list[str]:
    """Name the steps that were applied to a database and that this program does not know."""
    if not is_the_bots(db):
        return []
    known = {(steps.name, step.name) for steps in (STEPS, *domains) for step in steps.pending(Database(memory=True))}
    applied = db.execute(f"select migration_set, name from {Migrations.migrations_table} order by id").fetchall()  # noqa: S608
    return [f"{group} {name}" for group, name in applied if (group, name) not in {*known, _FORMER}]


def is_the_bots(db: Database) -> bool:
    """Tell whether our steps have made a database: another program's, or an empty one, has no list of them."""
    return Migrations.migrations_table in db.table_names()


def built(*domains: Migrations, like: Database | None = None) -> Database:
    """Make a new database in memory, as far as another one has been brought."""
    db = Database(memory=True)
    for steps in (STEPS, *domains):
        waiting = steps.pending(like) if like is not None else []
        steps.apply(db, stop_before=waiting[0].name if waiting else None)
    return db


def copy_to(db: Database, to: Path) -> None:
    """Write a copy of a database, for its owner only."""
    to.unlink(missing_ok=True)
    copy = sqlite3.connect(to)
    try:
        db.conn.backup(copy)
    finally:
        copy.close()
    to.chmod(0o600)


@STEPS(name="0001 questions")
def _questions(db: Database) -> None:
    db.table("questions").create(
        {"id": int, "at": str, "reason": str, "question": str, "answer": str, "document": str, "key": str},
        pk="id",
        not_null={"at", "reason", "question", "answer", "document", "key"},
    )
    db.table("questions").create_index(["key"], unique=True)


@STEPS(name="0002 inbox")
def _inbox(db: Database) -> None:
    db.execute(
        """
        create table inbox (
            id integer primary key,
            bot integer not null,
            update_id integer not null,
            key text not null,
            chat integer,
            body text not null,
            received_at text not null,
            state text not null default 'waiting' check (state in ('waiting', 'done', 'parked')),
            attempts integer not null default 0,
            ended_at text,
            unique (bot, update_id),
            unique (bot, key)
        )
        """
    )
    db.execute("create index inbox_ended on inbox (ended_at)")


@STEPS(name="0003 outbox")
def _outbox(db: Database) -> None:
    db.execute(
        """
        create table outbox (
            id integer primary key,
            chat integer not null,
            body text not null,
            prefix text not null,
            about text not null default '',
            update_id integer,
            key text unique,
            created_at text not null,
            state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
            reason text not null default '',
            attempts integer not null default 0,
            not_before real not null default 0,
            messages text not null default '[]',
            ended_at text
        )
        """
    )
    db.execute("create index outbox_waiting on outbox (chat, id) where state = 'waiting'")
    db.execute("create index outbox_ended on outbox (ended_at)")
    db.execute(
        """
        create table outbox_messages (
            chat integer not null,
            message integer not null,
            about text not null,
            at text not null,
            primary key (chat, message)
        ) without rowid
        """
    )


@STEPS(name="0004 heartbeat")
def _heartbeat(db: Database) -> None:
    db.execute("create table heartbeat (id integer primary key check (id = 1), at text not null)")


@STEPS(name="0005 lanes")
def _lanes(db: Database) -> None:
    db.execute("alter table outbox add column lane text not null default ''")
    db.execute("create index outbox_lanes on outbox (lane, id) where state = 'waiting'")


@STEPS(name="0006 priorities")
def _priorities(db: Database) -> None:
    """Who waits comes before a crowd; what is being sent says so; an answer is found by what it answers."""
    db.execute("alter table outbox add column priority integer not null default 1")
    db.execute("update outbox set priority = 2 where lane = 'reminders'")
    db.execute("alter table outbox add column begun_at text")
    db.execute("alter table outbox add column answers integer")
    db.execute("drop index outbox_waiting")  # outbox_next and outbox_crowd serve what these did
    db.execute("drop index outbox_lanes")
    db.execute("create index outbox_answers on outbox (chat, answers) where answers is not null")
    db.execute("create index outbox_crowd on outbox (priority) where state = 'waiting' and priority >= 2")
    db.execute("create index outbox_next on outbox (chat, priority, id) where state = 'waiting'")


@STEPS(name="0007 leavers")
def _leavers(db: Database) -> None:
    db.execute("create table leavers (account integer primary key)")


@STEPS(name="0008 talks")
def _talks(db: Database) -> None:
    """Each goes with the answer that it stands with, be that old or of somebody who has left."""
    db.execute(
        """
        create table talks (
            id integer primary key references outbox (id) on delete cascade,
            chat integer not null,
            person integer not null,
            message integer,
            state text not null,
            at text not null,
            unique (chat, message)
        )
        """
    )
    db.execute("create index talks_last on talks (chat, person, id)")
    db.execute("create index talks_person on talks (person)")


@STEPS(name="0009 reasons")
def _reasons(db: Database) -> None:
    """Why an update was set aside; what was is found without a search."""
    if "reason" in db.table("inbox").columns_dict:  # by the step's former name
        return
    db.execute("alter table inbox add column reason text not null default ''")
    db.execute("update inbox set reason = 'failed' where state = 'parked'")
    db.execute("create index inbox_parked on inbox (id) where state = 'parked'")
