"""The store: one object over all tables of progress."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from progress.store.drafts import Drafts
from progress.store.files import Files
from progress.store.histories import Histories
from progress.store.ledger import Ledger
from progress.store.moves import Moves
from progress.store.notes import Audit, Choices, Dialogs, Exports, UnitChanges
from progress.store.notices import Notices
from progress.store.people import People
from progress.store.periods import Periods
from progress.store.reminders import Reminders
from progress.store.reviews import Reviews
from progress.store.snoozes import Snoozes
from progress.store.standings import Standings
from progress.store.urges import Urges
from progress.store.versions import Versions


@dataclass(frozen=True)
class Store:
    """Every table of progress; whoever writes has opened a transaction around it."""

    db: Database
    people: People
    periods: Periods
    drafts: Drafts
    ledger: Ledger
    histories: Histories
    reviews: Reviews
    standings: Standings
    files: Files
    audit: Audit
    dialogs: Dialogs
    choices: Choices
    unit_changes: UnitChanges
    reminders: Reminders
    exports: Exports
    notices: Notices
    snoozes: Snoozes
    versions: Versions
    moves: Moves
    urges: Urges

    def forget(self) -> None:
        """Read everything anew: a transaction was rolled back."""
        for table in (self.people, self.periods, self.dialogs, self.choices, self.unit_changes):
            table.forget()


def open_store(db: Database, admins: frozenset[int]) -> Store:
    """The store over an open, migrated database; `admins` are the accounts that the operator named."""
    periods = Periods(db)
    ledger = Ledger(db, periods)
    return Store(
        db,
        People(db, admins),
        periods,
        Drafts(db),
        ledger,
        Histories(db, periods),
        Reviews(db),
        ledger.standings,
        Files(db),
        Audit(db),
        Dialogs(db),
        Choices(db),
        UnitChanges(db),
        Reminders(db),
        Exports(db),
        Notices(db),
        Snoozes(db),
        Versions(db),
        Moves(db, periods),
        Urges(db),
    )
