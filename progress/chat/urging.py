"""«Đôn đốc»: whom of those who owe to ask, a preview, the text, and «Gửi»; the scheduler sends it in working hours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from conversation.outgoing import Button
from progress.chat import guard
from progress.chat.admin_pages import plan_of
from progress.chat.closing import name_of
from progress.chat.context import Context, Message, Outcome, Press, rows_of, say, unit_code
from progress.chat.parts import Part, Verb, number
from progress.model import LockedError, Period, Role
from progress.plan import Plan
from progress.reminders import CLOSES, OPENS, WorkingDays
from progress.urging import UnfitTextError, checked
from progress.wording import locking as common
from progress.wording import urging as words
from progress.wording.words import quarter, upper_first

ROLES: dict[str, tuple[Role, ...]] = {"rh": ("reporter", "head"), "r": ("reporter",), "h": ("head",)}
_NUMBERS = re.compile(r"\d{1,3}")


class Scope(NamedTuple):
    """Whom an urge is for: who owes in a period, or certain tasks of it, or what was sent back; in which roles."""

    plan: Plan
    period: Period
    what: str
    roles: str

    @property
    def tasks(self) -> tuple[int, ...]:
        return tuple(map(int, _NUMBERS.findall(self.what))) if self.what.startswith("t") else ()

    @property
    def token(self) -> str:
        return f"{self.period.id}:{self.what}:{self.roles}"


class Urging:
    """The command /dondoc and its screens."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._store = context.store

    def part(self) -> Part:
        """What this offers."""
        verbs: dict[str, Verb] = {
            "urge": lambda press, arguments: self._preview(press, self._scope(arguments)),
            "urgetasks": self._ask_tasks,
            "urgetext": self._ask_text,
            "urgesend": self._send,
        }
        dialogs = {"urgetext": self._text_said, "urgetasks": self._tasks_said}
        return Part(
            commands={"dondoc": self._command},
            verbs=guard.office_verbs(self._context, verbs),
            dialogs=guard.dialogs(self._context, dialogs, guard.is_office),
        )

    @staticmethod
    def offer(period: Period, _to: Message | Press) -> list[Button]:
        """The button that leads here."""
        return [Button(words.URGE, f"urge:{period.id}:all:rh")]

    def _command(self, message: Message, _argument: str) -> Outcome:
        """/dondoc: the period that lacks reports; where several do, which."""
        if not guard.is_office(self._context, message.account):
            return Outcome([say(message, common.ONLY_OFFICE)])
        found = [
            (plan, period)
            for plan in self._context.plans()
            for period, _ in self._context.lacking(plan, self._context.open_periods(plan, message.at.date()))
        ]
        found = [one for one in found if one[1].end < message.at.date()] or found  # whose data are complete
        if not found:
            return Outcome([say(message, words.NOTHING_OWED)])
        if len(found) == 1:
            return self._preview(message, Scope(*found[0], "all", "rh"))
        several = len({plan.document.id for plan, _ in found}) > 1
        buttons = [
            Button(upper_first(quarter(p)) + (f" – {plan.document.id}" if several else ""), f"urge:{p.id}:all:rh")
            for plan, p in found
        ]
        return Outcome([say(message, words.WHICH_PERIOD, rows_of(buttons[:12], 2))])

    # ── the preview ──────────────────────────────────────────────────────────
    def _preview(self, to: Message | Press, scope: Scope, toast: str = "") -> Outcome:
        people, lonely = self._people(scope)
        text = self._text(to, scope)
        told = {unit: 0 for _, unit, _ in people}
        for _, unit, _ in people:
            told[unit] += 1
        mark = self._mark(people, text)
        send = [Button(words.SEND, f"urgesend:{scope.token}:{mark}")] if people else []
        whom = [
            Button(label, f"urge:{scope._replace(what=what).token}")
            for what, label in (("all", words.TO_ALL), ("more", words.TO_RETURNED))
            if what != scope.what
        ]
        roles = [
            Button(label, f"urge:{scope._replace(roles=name).token}")
            for name, label in words.TO.items()
            if name != scope.roles
        ]
        rows = (
            (*send, Button(words.EDIT, f"urgetext:{scope.token}")),
            *rows_of([*whom, Button(words.BY_TASK, f"urgetasks:{scope.token}")], 2),
            *rows_of(roles, 2),
            (Button(words.BACK, f"kyone:{scope.period.id}"),),
        )
        about = f"{words.about(scope.what, scope.tasks)}; {words.TO[scope.roles].lower()}"
        number_of = len({person for person, _, _ in people})
        shown = words.preview(scope.plan, scope.period, text, told, number_of, lonely, about)
        return Outcome([say(to, shown, rows, replace=True)], toast)

    def _people(self, scope: Scope) -> tuple[list[tuple[int, str, str]], list[str]]:
        """Who is asked (person, unit, role), and the units in which nobody can be reached."""
        document, period = scope.plan.document.id, scope.period
        owed = self._store.standings.owed(document, period.id, lacking=True)
        returned = self._returned(scope) if scope.what == "more" else None
        units = sorted({
            unit
            for unit, task in owed
            if (not scope.tasks or task in scope.tasks) and (returned is None or (unit, task) in returned)
        })  # fmt: skip
        away = {person.id for person, _ in self._store.people.unreachable()}
        found, lonely = list[tuple[int, str, str]](), list[str]()
        for unit in units:
            here = [p for p in self._store.people.of_unit(unit, *ROLES[scope.roles]) if p.account is not None]
            found += [(p.id, unit, next(m.role for m in p.roles if m.unit == unit)) for p in here]
            if all(p.id in away for p in here):
                lonely.append(unit)
        return found, lonely

    def _returned(self, scope: Scope) -> set[tuple[str, int]]:
        document, period = scope.plan.document.id, scope.period.id
        return {(r.unit, r.task) for r in self._store.ledger.newest(document, period=period, state="returned")}

    def _text(self, to: Message | Press, scope: Scope) -> str:
        """The text that somebody has written for a period, or the one that stands there first."""
        dialog = self._store.dialogs.get(to.account)
        data = dialog.data if dialog and dialog.kind in ("urge", "urgetext", "urgetasks") else {}
        if data.get("period") == scope.period.id and data.get("text"):
            return str(data["text"])
        return words.default(scope.period, self._store.people.units_with("office"))

    @staticmethod
    def _mark(people: Sequence[tuple[int, str, str]], text: str) -> str:
        """What changes with whom it goes to and what it says: who sends it sends what was shown."""
        return unit_code(f"{people}{text}")

    # ── what is changed of it ────────────────────────────────────────────────
    def _ask_text(self, press: Press, arguments: list[str]) -> Outcome:
        scope = self._scope(arguments)
        text = self._text(press, scope)
        data = {"period": scope.period.id, "what": scope.what, "roles": scope.roles, "text": text}
        self._store.dialogs.begin(press.account, "urgetext", data, press.at)
        return Outcome([say(press, words.ask_text(text))])

    def _text_said(self, message: Message, data: dict[str, Any]) -> Outcome | None:
        try:
            text = checked(message.text)
        except UnfitTextError as fault:
            return Outcome([say(message, words.unfit(fault.reason))])
        return self._changed(message, data | {"text": text})

    def _ask_tasks(self, press: Press, arguments: list[str]) -> Outcome:
        scope = self._scope(arguments)
        data = {"period": scope.period.id, "roles": scope.roles, "text": self._text(press, scope)}
        self._store.dialogs.begin(press.account, "urgetasks", data, press.at)
        return Outcome([say(press, words.WHICH_TASKS)])

    def _tasks_said(self, message: Message, data: dict[str, Any]) -> Outcome | None:
        period = guard.found(self._store.periods.get(int(data["period"])))
        plan = self._context.plan(period.document)
        known = [n for n in dict.fromkeys(map(int, _NUMBERS.findall(message.text))) if plan.task(n)][:8]
        if not known:
            return Outcome([say(message, words.BAD_TASKS)])
        return self._changed(message, data | {"what": f"t{'-'.join(map(str, known))}"})

    def _changed(self, message: Message, data: dict[str, Any]) -> Outcome:
        """The preview again; the text is kept, and what is written next is about something else."""
        self._store.dialogs.begin(message.account, "urge", data, message.at)
        return self._preview(message, self._scope([str(data["period"]), data["what"], data["roles"]]))

    # ── sending ──────────────────────────────────────────────────────────────
    def _send(self, press: Press, arguments: list[str]) -> Outcome:
        """Write down who is to be asked what; the messages are made when it is time, for those who still owe."""
        scope = self._scope(arguments[:3])
        people, _ = self._people(scope)
        text = self._text(press, scope)
        key = f"{press.account}:{press.number}:{arguments[-1]}"
        if self._store.urges.knows(key):
            return Outcome(toast=words.ALREADY)
        if not people or arguments[3:] != [self._mark(people, text)]:
            return self._preview(press, scope, words.CHANGED)
        by = self._context.person(press.account)
        about = scope.period.id, scope.tasks, scope.what == "more"
        self._store.urges.add(about, text, people, (by.id if by else 0, name_of(by)), press.at, key)
        self._store.dialogs.end(press.account)
        units, persons = len({unit for _, unit, _ in people}), len({person for person, _, _ in people})
        details = f"{scope.plan.document.id}, {units} đơn vị, {persons} người"
        self._store.audit.add(press.at, by, "urged", f"period:{scope.period.key}", details)
        told = words.accepted(units, persons, opens(press.at, self._context.days()))
        return Outcome([say(press, told, ((Button(words.BACK, f"kyone:{scope.period.id}"),),), replace=True)])

    def _scope(self, arguments: list[str]) -> Scope:
        """What a token names. Raises NotAllowedError for one that names nothing, LockedError for a locked period."""
        period = guard.found(self._store.periods.get(number(arguments[0])) if len(arguments) == 3 else None)
        plan = plan_of(self._context, [unit_code(period.document)])
        what = guard.found(arguments[1] if re.fullmatch(r"all|more|t\d{1,3}(-\d{1,3})*", arguments[1]) else None)
        roles = guard.found(next((name for name in ROLES if name == arguments[2]), None))
        if period.closed:
            raise LockedError(period)
        return Scope(plan, period, what, roles)


def opens(now: datetime, days: WorkingDays) -> datetime | None:
    """When the offices open next; None while they are open."""
    is_working = days.is_working(now.date())
    if is_working and OPENS <= now.time() < CLOSES:
        return None
    today = is_working and now.time() < OPENS
    day = now.date() if today else days.after(now.date())
    return datetime.combine(day, OPENS, now.tzinfo) if day >= now.date() else now + timedelta(days=1)
