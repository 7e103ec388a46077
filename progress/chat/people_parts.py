"""All parts about people and for admins, put together for the service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from progress.chat.admin import Home
from progress.chat.admin_people import AdminPeople
from progress.chat.admin_tasks import AdminTasks
from progress.chat.admin_units import AdminUnits
from progress.chat.context import Context
from progress.chat.parts import Part
from progress.chat.people import Registering
from progress.chat.people_invitations import Inviting
from progress.chat.people_own import OwnData
from progress.chat.people_requests import Requests
from progress.chat.service import Listener


@dataclass(frozen=True)
class PeopleParts:
    """What the service gets, and the way in for an invitation list that comes as a file."""

    parts: tuple[Part, ...]
    listeners: tuple[Listener, ...]
    inviting: Inviting


def people_parts(context: Context, new_code: Callable[[], str]) -> PeopleParts:
    """The parts; `new_code` gives codes that nobody can guess (secrets.token_urlsafe at the edge)."""
    inviting, requests = Inviting(context, new_code), Requests(context)
    screens = (Home, AdminPeople, AdminUnits, AdminTasks)
    parts = [Registering(context).part(), OwnData(context).part(), requests.part(), inviting.part()]
    parts += [screen(context).part() for screen in screens]
    return PeopleParts(tuple(parts), (requests.listen,), inviting)
