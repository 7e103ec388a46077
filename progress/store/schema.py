"""The tables of progress, as migrations. The ledger's tables refuse changes by themselves, whoever asks."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from progress.store.moves import TABLES as MOVES
from progress.store.periods import Periods
from progress.store.standings import TABLES, Standings
from progress.store.urges import TABLES as URGES
from progress.store.versions import BASES, KEPT
from progress.store.versions import TABLES as VERSIONS

STEPS = Migrations("tien-do")

_PEOPLE = """
create table people (
    id integer primary key autoincrement,
    account integer unique,                 -- the channel's id; null after leaving
    name text not null, position text not null, address text not null default '',
    joined_at text not null, left_at text, blocked_at text
);
create table roles (
    person integer not null references people (id), unit text not null,
    role text not null check (role in ('reporter', 'head', 'office', 'viewer')), since text not null,
    primary key (person, unit, role)
);
create table requests (
    id integer primary key autoincrement, account integer not null, unit text not null, name text not null,
    position text not null, address text not null default '', at text not null,
    state text not null default 'waiting' check (state in ('waiting', 'approved', 'refused', 'cancelled'))
);
create index requests_waiting on requests (account) where state = 'waiting';
create table invitations (
    code text primary key, unit text not null, name text not null, position text not null,
    role text not null, made_at text not null, used_at text, account integer
);
create table unit_changes (
    id integer primary key autoincrement, kind text not null check (kind in ('added', 'renamed', 'ended')),
    name text not null, successor text, abbreviation text, valid_from text, valid_to text, at text not null
);
create table audit (
    id integer primary key autoincrement, at text not null, account integer, person text not null,
    action text not null, subject text not null, details text not null default ''
);
create table dialogs (
    account integer primary key, kind text not null, data text not null, at text not null
);
create table choices (
    document text not null, name text not null, value text not null, primary key (document, name)
);
"""

_LEDGER = """
create table periods (
    id integer primary key autoincrement, document text not null, year integer not null, quarter integer not null,
    data_from text not null, data_to text not null, due text not null, closed_at text,
    unique (document, year, quarter)
);
create table drafts (
    id integer primary key autoincrement, document text not null, unit text not null,
    person integer references people (id), version integer not null default 1, begun_at text not null,
    version_at text not null,
    state text not null default 'open' check (state in ('open', 'sent', 'dropped', 'closed'))
);
create unique index drafts_open on drafts (document, unit, person) where state = 'open' and person is not null;
create table draft_entries (
    draft integer not null references drafts (id), task integer not null, period integer not null references periods,
    kind text not null check (kind in ('lead', 'contribution')), entry text not null, base text not null default '',
    source text not null default '',
    said_at text not null, primary key (draft, task)
);
create index draft_sources on draft_entries (source);
create table submissions (
    id integer primary key autoincrement, document text not null, unit text not null, person integer not null,
    at text not null, key text not null unique
);
create table reports (
    id integer primary key autoincrement, submission integer not null references submissions (id),
    document text not null, task integer not null, unit text not null, period integer not null references periods (id),
    kind text not null check (kind in ('lead', 'contribution')), revision integer not null,
    withdrawn integer not null default 0, status text not null, percent integer, result text, difficulty text,
    proposal text, next_step text, completed text, product text, nothing_new integer not null default 0,
    name text not null, position text not null, at text not null, late integer not null,
    unique (document, task, unit, period, kind, revision)
);
create index reports_by_unit on reports (document, unit, period);
create table reviews (
    id integer primary key autoincrement, report integer not null references reports (id),
    verdict text not null check (verdict in ('accepted', 'returned')), words text not null default '',
    unit text not null, name text not null, at text not null
);
create index reviews_by_report on reviews (report);
create table files (
    id integer primary key autoincrement, file_id text not null, unique_id text not null, name text not null,
    size integer not null, sha256 text, state text not null check (state in ('waiting', 'stored', 'lost')),
    account integer not null, at text not null, attempts integer not null default 0
);
create table draft_files (
    draft integer not null references drafts (id), task integer not null, file integer not null references files (id),
    source text not null default '', primary key (draft, task, file)
);
create table report_files (
    report integer not null references reports (id), file integer not null references files (id),
    primary key (report, file)
);
"""

_REMINDERS = """
create table reminders (
    id integer primary key autoincrement,
    person integer not null,                -- a row of people, or minus the account of an admin who has not joined
    document text not null,
    occasion text not null,                 -- the period, the task's phase, with the day for what comes several times
    step text not null,
    day text not null,                      -- on which it was to be sent
    state text not null check (state in ('planned', 'sent', 'skipped')),
    reason text not null default '', message text, at text not null, ended_at text,
    unique (person, document, occasion, step)
);
create index reminders_by_occasion on reminders (occasion);
create index reminders_planned on reminders (message) where state = 'planned';
create table reminder_choices (
    person integer not null, step text not null, primary key (person, step)
);
"""

_APPEND_ONLY = ("submissions", "reports", "reviews", "report_files", "audit")


def _run(db: Database, script: str) -> None:
    """Statement by statement: `executescript` would commit half-way."""
    for statement in filter(str.strip, script.split(";\n")):
        db.execute(statement)


@STEPS(name="0001 people")
def _people(db: Database) -> None:
    _run(db, _PEOPLE)


@STEPS(name="0002 ledger")
def _ledger(db: Database) -> None:
    _run(db, _LEDGER)
    for table in _APPEND_ONLY:
        _append_only(db, table)


def _append_only(db: Database, table: str) -> None:
    for action in ("update", "delete"):
        db.execute(
            f"create trigger {table}_no_{action} before {action} on {table} "
            f"begin select raise(abort, '{table} is append-only'); end"
        )


@STEPS(name="0003 reminders")
def _reminders(db: Database) -> None:
    _run(db, _REMINDERS)


_ACCOUNTS = """
create table accounts (
    channel text not null, id integer not null, person integer not null references people (id),
    primary key (channel, id)
);
insert into accounts select 'telegram', account, id from people where account is not null;
alter table people add column unreachable text not null default '';
update people set unreachable = 'blocked' where blocked_at is not null;
create table reminders_new (
    id integer primary key autoincrement,
    person integer not null,                -- a row of people, or minus the account of an admin who has not joined
    document text not null,
    occasion text not null,                 -- the period, the task's phase, with the day for what comes several times
    step text not null,
    day text not null,                      -- on which it was to be sent
    state text not null check (state in ('planned', 'sent', 'skipped', 'unknown')),
    reason text not null default '', message text, at text not null, ended_at text,
    unique (person, document, occasion, step)
);
insert into reminders_new select * from reminders;
drop table reminders;
alter table reminders_new rename to reminders;
create index reminders_by_occasion on reminders (occasion);
create index reminders_planned on reminders (message) where state = 'planned';
"""


@STEPS(name="0004 accounts")
def _accounts(db: Database) -> None:
    """A person has an account in a channel; a reminder may have arrived or not; people may be out of reach."""
    _run(db, _ACCOUNTS)
    forget = "delete from accounts where channel = 'telegram' and person = new.id"
    keep = "insert or replace into accounts select 'telegram', new.account, new.id where new.account is not null"
    db.execute(f"create trigger people_account_made after insert on people begin {keep}; end")
    db.execute(f"create trigger people_account_changed after update of account on people begin {forget}; {keep}; end")


@STEPS(name="0005 invitations end")
def _invitations_end(db: Database) -> None:
    """When an invitation ends; the first process that serves dates those that were made before."""
    db.execute("alter table invitations add column ends_at text")


@STEPS(name="0006 standings")
def _standings(db: Database) -> None:
    """What the history comes to; who owes what needs the decisions, and is added when the bot begins."""
    _run(db, TABLES)
    Standings(db, Periods(db)).tell_all()
    texts = ("result", "difficulty", "proposal", "next_step", "product")
    letters = " + ".join(f"coalesce(length({name}), 0)" for name in texts)
    db.execute(f"alter table reports add column letters integer generated always as ({letters}) virtual")
    db.execute(
        "create index reports_of_task on reports (document, task, at, id, unit, period, kind, revision, letters)"
    )
    db.execute("create index reports_of_receipt on reports (submission)")
    db.execute("create index reviews_with_words on reviews (report, words) where words <> ''")
    db.execute("create index submissions_of_person on submissions (person, id)")
    db.execute("create index submissions_by_time on submissions (at)")
    db.execute("create index people_unreachable on people (name) where unreachable <> ''")
    db.execute("create index reminders_unknown on reminders (document, person) where state = 'unknown'")
    db.execute("create index roles_of_unit on roles (unit, role)")
    db.execute(
        "create table exports (id integer primary key autoincrement, account integer not null,"
        " message integer not null, quarter text, every integer not null, rows integer not null)"
    )
    db.execute("create table told (person integer primary key, receipt integer not null)")
    db.execute("insert into told select substr(name, 6), value from choices where document = '' and name like 'told:%'")
    db.execute("delete from choices where document = '' and name like 'told:%'")


@STEPS(name="0007 draft words")
def _draft_words(db: Database) -> None:
    """What each message told a draft, so that each can be edited; which message a file came with."""
    db.execute(
        "create table draft_words (draft integer not null references drafts (id), task integer not null,"
        " place integer not null, source text not null, entry text not null, fields text not null default '',"
        " primary key (draft, task, place)) without rowid"
    )
    db.execute("create index draft_words_of_source on draft_words (source)")
    db.execute("alter table files add column source text not null default ''")
    db.execute("create index files_of_source on files (account, source) where source <> ''")


@STEPS(name="0008 notices")
def _notices(db: Database) -> None:
    """Up to which receipt and decision people have been told; what there was before is old news."""
    db.execute(
        "create table notices (person integer not null, what text not null, number integer not null,"
        " day text not null default '', primary key (person, what)) without rowid"
    )
    db.execute("insert into notices select 0, 'sent', coalesce(max(id), 0), '' from submissions")
    db.execute("insert into notices select 0, 'received', coalesce(max(id), 0), '' from reviews")


@STEPS(name="0009 workbooks")
def _workbooks(db: Database) -> None:
    """Whether somebody waits for a workbook or for a table of programs, which earlier versions made."""
    db.execute("alter table exports add column form text not null default 'csv'")


@STEPS(name="0010 snoozes")
def _snoozes(db: Database) -> None:
    """What people want to be reminded of later."""
    db.execute(
        "create table snoozes (id integer primary key autoincrement, person integer not null,"
        " periods text not null, at text not null)"
    )
    db.execute("create index snoozes_of_person on snoozes (person)")


@STEPS(name="0011 phases")
def _phases(db: Database) -> None:
    """Which phase the rows until now spoke of, which the decisions tell when the bot begins; what phases are done."""
    db.execute("create table report_phases (report integer primary key references reports (id), phase text)")
    db.execute("insert into report_phases (report) select id from reports")
    for what in ("update on report_phases when old.phase is not null", "delete on report_phases"):
        name = f"report_phases_no_{what.partition(' ')[0]}"
        db.execute(f"create trigger {name} before {what} begin select raise(abort, 'what a row spoke of stays'); end")
    db.execute("create index report_phases_unwritten on report_phases (report) where phase is null")
    db.execute(
        "create table finished (document text not null, task integer not null, unit text not null, due text not null,"
        " done text not null, until text not null, primary key (document, unit, task, due)) without rowid"
    )
    db.execute("create index finished_until on finished (until, document, due, unit, task, done)")
    if "done" in db.table("latest").columns_dict:  # whether hoàn thành was ever received, which nobody asks any more
        db.execute("alter table latest drop column done")
    db.execute("drop index if exists reports_done")


@STEPS(name="0012 draft words follow")
def _draft_words_follow(db: Database) -> None:
    """Whether a message told its words without naming the task: they go where the message before them goes."""
    db.execute("alter table draft_words add column follows integer not null default 0")


@STEPS(name="0013 reviews undone")
def _reviews_undone(db: Database) -> None:
    """What the office did may be undone; who did it; until when more is asked for."""
    _run(
        db,
        """
create table reviews_new (
    id integer primary key autoincrement, report integer not null references reports (id),
    verdict text not null check (verdict in ('accepted', 'returned', 'undone')), words text not null default '',
    unit text not null, name text not null, at text not null,
    person integer,                         -- a row of people, or minus the account of an admin who has not joined
    until text
);
insert into reviews_new select *, null, null from reviews;
drop table reviews;
alter table reviews_new rename to reviews;
create index reviews_by_report on reviews (report);
create index reviews_with_words on reviews (report, words) where words <> '';
create index reviews_until on reviews (until, id) where until is not null;
""",
    )
    _append_only(db, "reviews")


@STEPS(name="0014 receiving")
def _receiving(db: Database) -> None:
    """What somebody was shown before they receive or undo many at once; who was asked to receive rows for others."""
    _run(
        db,
        """
create table offers (
    id integer primary key autoincrement, person integer not null, reports text not null, at text not null
);
create index offers_of_person on offers (person);
create table handovers (
    report integer not null references reports (id), person integer not null, unit text not null, at text not null,
    primary key (report, person)
) without rowid;
create index handovers_of_person on handovers (person);
""",
    )


@STEPS(name="0015 locks")
def _locks(db: Database) -> None:
    """What counted each time that a period was locked; what was closed until now is locked when the bot begins.

    Nothing of a locked period is sent, received or returned, whoever asks.
    """
    _run(db, VERSIONS)
    for table in KEPT:
        _append_only(db, table)
    for table, period in (("reports", "new.period"), ("reviews", "(select period from reports where id = new.report)")):
        db.execute(
            f"create trigger {table}_locked before insert on {table}"
            f" when (select closed_at from periods where id = {period}) is not null"
            " begin select raise(abort, 'the period is locked'); end"
        )


@STEPS(name="0016 more time")
def _more_time(db: Database) -> None:
    """Due days and deadlines that the office moved, and whom it urged; what was carried over before has no basis."""
    _run(db, MOVES)
    _run(db, URGES)
    db.execute("alter table periods add column moved text not null default ''")
    db.execute(
        "insert into deadlines (document, task, phase, outcome, basis, at)"
        " select c.document, cast(substr(c.name, 9) as integer),"
        " substr(c.name, 9 + instr(substr(c.name, 9), ':')), 'carried_over', 'trước nâng cấp',"
        " coalesce((select max(at) from audit where subject = c.document || ' ' || c.name),"
        " '1970-01-01T00:00:00+07:00')"
        " from choices c where c.name like 'carried:%'"
    )


@STEPS(name="0018 exports of decisions")
def _exports_of_decisions(db: Database) -> None:
    """Which decision a file is of that somebody waits for: the quarter's report is of one."""
    db.execute("alter table exports add column document text not null default ''")


@STEPS(name="0019 what versions are counted from")
def _bases(db: Database) -> None:
    """What a version's report is counted from beside its rows; that of earlier ones is written when the bot begins."""
    _run(db, BASES)
    _append_only(db, "version_bases")
