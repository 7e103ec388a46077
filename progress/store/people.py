"""People, their roles, and how they come in: requests and invitations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from progress.model import Membership, Person, Role
from progress.store.rows import Row, instant, stamp

INVITED_FOR = timedelta(days=14)
"""How long an invitation may be used."""

_PEOPLE = """
    select p.id, p.account, p.name, p.position, p.address,
           (select group_concat(role || char(31) || unit, char(30)) from roles where person = p.id) as roles
    from people p
"""


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody who wants to be let in, in their own words."""

    id: int
    account: int
    unit: str
    name: str
    position: str
    address: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-use way in that an admin made for somebody."""

    code: str
    unit: str
    name: str
    position: str
    role: Role
    ends: datetime | None = None


class People:
    """The tables people, roles, requests and invitations."""

    def __init__(self, db: Database, admins: frozenset[int]) -> None:
        self._db = db
        self._admins = admins
        self._known: dict[int, Person | None] = {}
        self.on_left: list[Callable[[int], None]] = []
        """Called with the account of who leaves, in the same transaction: others may know them, too."""

    @property
    def admins(self) -> frozenset[int]:
        """The accounts that the operator named."""
        return self._admins

    def by_account(self, account: int) -> Person | None:
        """The person behind an account; an admin who has not joined is a person without a name and id 0."""
        if account not in self._known:
            self._known[account] = self._find(account)
        return self._known[account]

    def _find(self, account: int) -> Person | None:
        found = self._read("where p.account = ?", (account,))
        if found:
            return found[0]
        return Person(0, account, "", "", is_admin=True) if account in self._admins else None

    def get(self, number: int) -> Person | None:
        """A person by the row's number."""
        found = self._read("where p.id = ?", (number,))
        return found[0] if found else None

    def all(self) -> list[Person]:
        """Everybody who is with us, by name."""
        return self._read("where p.account is not null order by p.name, p.id", ())

    def names(self) -> list[str]:
        """How people are called: all who are or were with us, and those who ask to be."""
        rows = self._db.execute("select name from people union select name from requests order by 1").fetchall()
        return [row[0] for row in rows if row[0]]

    def numbers(self) -> list[int]:
        """The rows' numbers of everybody who is with us, by name."""
        rows = self._db.execute("select id from people where account is not null order by name, id").fetchall()
        return [row[0] for row in rows]

    def strangers(self) -> list[int]:
        """The accounts of the admins who have not joined."""
        known = {row[0] for row in self._db.execute(
            f"select account from people where account in ({','.join(map(str, self._admins)) or 'null'})"
        ).fetchall()}  # fmt: skip
        return sorted(self._admins - known)

    def of_unit(self, unit: str, *roles: Role) -> list[Person]:
        """The people of a unit, with one of some roles where they are given."""
        return self._holding("unit = ?", unit, roles)

    def with_role(self, *roles: Role) -> list[Person]:
        """The people with one of some roles in any unit."""
        return self._holding("? = ''", "", roles)

    def _holding(self, where: str, value: str, roles: Sequence[Role]) -> list[Person]:
        held = f" and role in ({','.join('?' * len(roles))})" if roles else ""
        ids = f"select person from roles where {where}{held}"
        where = f"where p.account is not null and p.id in ({ids}) order by p.name, p.id"
        return self._read(where, (value, *roles))

    def count(self, unit: str) -> int:
        """How many people a unit has."""
        return int(self._db.execute("select count(*) from roles where unit = ?", (unit,)).fetchone()[0])

    def units(self) -> list[str]:
        """The units that have people, by name."""
        return [row[0] for row in self._db.execute("select distinct unit from roles order by unit").fetchall()]

    def told(self) -> dict[int, int]:
        """The receipt up to which each of the office has been told."""
        return dict(self._db.execute("select person, receipt from told").fetchall())

    def tell(self, person: int, receipt: int) -> None:
        """Keep up to which receipt somebody has been told."""
        self._db.execute("insert or replace into told values (?, ?)", (person, receipt))

    def units_with(self, role: Role) -> list[str]:
        """The units in which somebody has a role, by name."""
        rows = self._db.execute("select distinct unit from roles where role = ? order by unit", (role,)).fetchall()
        return [row[0] for row in rows]

    def join(self, account: int, name: str, position: str, address: str, at: datetime) -> Person:
        """Let somebody in, or bring what is known of them up to date."""
        self._db.execute(
            "insert into people (account, name, position, address, joined_at) values (?, ?, ?, ?, ?)"
            " on conflict (account) do update set name = excluded.name, position = excluded.position,"
            " address = excluded.address, blocked_at = null, unreachable = ''",
            (account, name, position, address, stamp(at)),
        )
        self.forget()
        return self._read("where p.account = ?", (account,))[0]

    def give_role(self, person: int, membership: Membership, at: datetime) -> None:
        """Give a role in a unit; another role of the person in that unit ends."""
        self._db.execute("delete from roles where person = ? and unit = ?", (person, membership.unit))
        self._db.execute("insert into roles values (?, ?, ?, ?)", (person, membership.unit, membership.role, stamp(at)))
        self.forget()

    def take_roles(self, person: int, unit: str | None = None) -> None:
        """Take the roles in a unit, or all."""
        self._db.execute("delete from roles where person = ? and unit = coalesce(?, unit)", (person, unit))
        self.forget()

    def leave(self, person: Person, at: datetime) -> None:
        """Let somebody go: the link to the channel and what is personal are deleted, the row's number stays."""
        self.take_roles(person.id)
        self._db.execute(
            "update people set account = null, name = '', position = '', address = '', left_at = ? where id = ?",
            (stamp(at), person.id),
        )
        self._db.execute("update drafts set person = null where person = ?", (person.id,))
        self._db.execute("delete from reminder_choices where person = ?", (person.id,))
        for table in ("notices", "snoozes"):
            self._db.execute(f"delete from {table} where person = ?", (person.id,))
        if person.account is not None:
            self.withdraw(person.account)
            for told in self.on_left:
                told(person.account)
        self._db.execute("update files set account = 0 where account = ?", (person.account,))
        self._db.execute("delete from dialogs where account = ?", (person.account,))
        self._db.execute("delete from exports where account = ?", (person.account,))
        self._db.execute("update invitations set account = null, name = '', position = '' where account = ?",
                         (person.account,))  # fmt: skip
        self.forget()

    def move_unit(self, old: str, new: str) -> None:
        """Let the people of a unit, and who is asked in or invited there, go on in its successor.

        Whoever has a role in both keeps the successor's: a role is one per person and unit.
        """
        self._db.execute(
            "delete from roles where unit = ? and person in (select person from roles where unit = ?)", (old, new)
        )
        self._db.execute("update roles set unit = ? where unit = ?", (new, old))
        self._db.execute("update requests set unit = ? where unit = ? and state = 'waiting'", (new, old))
        self._db.execute("update invitations set unit = ? where unit = ? and used_at is null", (new, old))
        self.forget()

    def since_role(self, person: int, role: Role, now: datetime | None = None) -> str:
        """Since when, as it is stored, a person has had a role in any unit; "" where never.

        Where the clock has been set back since, as the playground's is, it is as if they had always had it.
        """
        found = self._db.execute("select min(since) from roles where person = ? and role = ?", (person, role))
        since = found.fetchone()[0] or ""
        return "" if now is not None and since > stamp(now) else since

    def since(self, person: int) -> dict[str, datetime]:
        """Since when a person has had the role in each unit."""
        rows = self._db.execute("select unit, since from roles where person = ?", (person,)).fetchall()
        return {unit: instant(text) for unit, text in rows}

    def set_unreachable(self, account: int, reason: str, at: datetime) -> None:
        """Note why a person cannot be reached, such as "blocked"; "" where they can again."""
        self._db.execute(
            "update people set blocked_at = ?, unreachable = ? where account = ?",
            (stamp(at) if reason else None, reason, account),
        )

    def unreachable_for(self, account: int) -> str:
        """Why a person cannot be reached; "" where nothing is known against it."""
        found = self._db.execute("select unreachable from people where account = ?", (account,)).fetchone()
        return str(found[0]) if found else ""

    def unreachable(self) -> list[tuple[Person, str]]:
        """Those who cannot be reached, by name, and why."""
        where = "where p.account is not null and p.unreachable <> '' order by p.name"
        return [(p, self.unreachable_for(p.account)) for p in self._read(where, ()) if p.account is not None]

    def ask(self, account: int, unit: str, name: str, position: str, address: str, at: datetime) -> int:
        """Keep a request to be let in; an earlier one of the account that waits is given up. Gives its number."""
        self._db.execute("update requests set state = 'cancelled' where account = ? and state = 'waiting'", (account,))
        return int(
            self._db.execute(
                "insert into requests (account, unit, name, position, address, at) values (?, ?, ?, ?, ?, ?)",
                (account, unit, name, position, address, stamp(at)),
            ).lastrowid
            or 0
        )

    def waiting(self) -> list[Request]:
        """The requests that nobody has decided."""
        return [_request(row) for row in self._db.query("select * from requests where state = 'waiting' order by id")]

    def request(self, number: int) -> Request | None:
        """A request that nobody has decided."""
        found = self._db.query("select * from requests where id = ? and state = 'waiting'", (number,))
        return next(map(_request, found), None)

    def waiting_of(self, account: int) -> Request | None:
        """The request of an account that waits."""
        found = self._db.query("select * from requests where account = ? and state = 'waiting'", (account,))
        return next(map(_request, found), None)

    def asked_since(self, account: int, at: datetime) -> int:
        """How many requests an account has made since an instant."""
        times = self._db.execute("select at from requests where account = ?", (account,)).fetchall()
        return sum(instant(text) >= at for (text,) in times)

    def withdraw(self, account: int) -> None:
        """Forget the requests of somebody who does not want to come in any more."""
        self._db.execute("delete from requests where account = ?", (account,))

    def decide(self, number: int, approved: bool) -> None:
        """Close a request."""
        self._db.execute("update requests set state = ? where id = ?", ("approved" if approved else "refused", number))

    def invite(self, invitations: Iterable[Invitation], at: datetime) -> None:
        """Keep new invitations."""
        for one in invitations:
            self._db.execute(
                "insert into invitations (code, unit, name, position, role, made_at, ends_at)"
                " values (?, ?, ?, ?, ?, ?, ?)",
                (one.code, one.unit, one.name, one.position, one.role, stamp(at), stamp(at + INVITED_FOR)),
            )

    def date_invitations(self, at: datetime) -> None:
        """Let those that an earlier version made end, too, counted from now."""
        self._db.execute("update invitations set ends_at = ? where ends_at is null", (stamp(at + INVITED_FOR),))

    def invitations(self, at: datetime) -> list[Invitation]:
        """The invitations that can be used, by name."""
        self.date_invitations(at)
        rows = self._db.query("select * from invitations where used_at is null order by name, code")
        found = [
            Invitation(row["code"], row["unit"], row["name"], row["position"], row["role"], instant(row["ends_at"]))
            for row in rows
        ]
        return [one for one in found if one.ends and at < one.ends]

    def invitation(self, code: str, at: datetime) -> Invitation | None:
        """An invitation that nobody has used or withdrawn and that has not ended."""
        return next((one for one in self.invitations(at) if one.code == code), None)

    def withdraw_invitation(self, code: str) -> None:
        """Delete an invitation that nobody has used."""
        self._db.execute("delete from invitations where code = ? and used_at is null", (code,))

    def use(self, code: str, account: int, at: datetime) -> None:
        """Close an invitation."""
        self._db.execute("update invitations set used_at = ?, account = ? where code = ?", (stamp(at), account, code))

    def forget(self) -> None:
        """Read people anew from the file the next time."""
        self._known.clear()

    def _read(self, where: str, values: Sequence[object]) -> list[Person]:
        return [self._person(row) for row in self._db.query(_PEOPLE + where, values)]

    def _person(self, row: Row) -> Person:
        held = [part.split("\x1f") for part in (row["roles"] or "").split("\x1e") if part]
        roles = tuple(Membership(unit, role) for role, unit in held)  # type: ignore[arg-type]  # the table checks it
        admin = row["account"] in self._admins
        return Person(row["id"], row["account"], row["name"], row["position"], row["address"], roles, admin)


def _request(row: Row) -> Request:
    return Request(row["id"], row["account"], row["unit"], row["name"], row["position"], row["address"])
