"""The updates that the bot has not confirmed yet, and the polls that fetch them."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from itertools import islice

from playground.basics import ApiError, Json, conflict
from playground.log import Signal

NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
TERMINATED = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_SET = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class Updates:
    """What waits for the bot, in order; ids start from the clock, so that a kept database takes them for new."""

    def __init__(self) -> None:
        self.next_id = int(time.time())
        self.confirmed = self.next_id - 1
        self.pending: OrderedDict[int, tuple[int, Json]] = OrderedDict()
        self.allowed: list[str] = []
        self.webhook_active = False
        self.settled = Signal()
        self.on_new: Callable[[int, int], None] | None = None
        self._poll: asyncio.Future[None] | None = None
        self._poller: object = None

    def put(self, kind: str, payload: Json, chat_id: int) -> int | None:
        """Queue an update; give its id, or None where the bot does not want this kind."""
        if (self.allowed and kind not in self.allowed) or (not self.allowed and kind in NOT_BY_DEFAULT):
            return None
        return self.put_raw({kind: payload}, chat_id)

    def put_raw(self, content: Json, chat_id: int) -> int:
        """Queue whatever is given, in the form in which it is given."""
        update_id = self.next_id
        self.next_id += 1
        self.pending[update_id] = (chat_id, {"update_id": update_id, **content})
        if self.on_new and self.webhook_active:
            self.on_new(chat_id, update_id)
        self._wake()
        return update_id

    def settle(self, update_id: int) -> None:
        """Forget an update that the bot has confirmed."""
        if self.pending.pop(update_id, None) is not None:
            self.confirmed = max(self.confirmed, update_id)
            self.settled.send()

    def drop(self) -> None:
        """Forget all that waits, as drop_pending_updates asks."""
        self.pending.clear()
        self.settled.send()

    async def poll(self, owner: object, offset: int, limit: int, timeout: float) -> list[Json]:
        """Serve one getUpdates; an earlier poll that still waits ends with 409."""
        if self.webhook_active:
            raise conflict(WEBHOOK_SET)
        self.end_poll(conflict(TERMINATED))
        self._confirm_below(offset)
        if not self.pending and timeout > 0:
            await self._wait(owner, timeout)
        return [update for _, update in islice(self.pending.values(), limit)]

    def end_poll(self, reason: ApiError) -> None:
        """Let the poll that waits, if any, fail for this reason."""
        if self._poll and not self._poll.done():
            self._poll.set_exception(reason)

    def hang_up(self, owner: object) -> None:
        """Let the poll of a connection that has closed end."""
        if owner is self._poller:
            self._wake()

    async def wait_settled(self, update_id: int, timeout: float) -> bool:
        """Wait until the bot has confirmed this update; say whether it has."""
        end = asyncio.get_running_loop().time() + timeout
        while update_id in self.pending or update_id >= self.next_id:
            left = end - asyncio.get_running_loop().time()
            if left <= 0:
                return False
            await self.settled.wait(left)
        return True

    def _confirm_below(self, offset: int) -> None:
        if offset < 0:
            offset = next(islice(reversed(self.pending), -offset - 1, None), 0)
        before = len(self.pending)
        while self.pending and (first := next(iter(self.pending))) < offset:
            del self.pending[first]
            self.confirmed = first
        if before != len(self.pending):
            self.settled.send()

    async def _wait(self, owner: object, timeout: float) -> None:
        loop = asyncio.get_running_loop()
        poll: asyncio.Future[None] = loop.create_future()
        self._poll, self._poller = poll, owner
        timer = loop.call_later(timeout, _finish, poll)
        try:
            await poll
        finally:
            timer.cancel()

    def _wake(self) -> None:
        if self._poll:
            _finish(self._poll)


def _finish(poll: asyncio.Future[None]) -> None:
    if not poll.done():
        poll.set_result(None)
