"""Delivery to the bot's webhook: in order within each chat, again and again until the bot answers 2xx."""

import asyncio
import json
import time
from collections import deque

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest

from playground.basics import Json
from playground.updates import Updates

PAUSE, LONGEST_PAUSE = 0.1, 5.0
"""Seconds before the first repetition, and the most that doubling makes of them."""


class Webhook:
    """The address that setWebhook named, and a lane of updates for each chat."""

    def __init__(self, updates: Updates) -> None:
        self.updates = updates
        self.url = ""
        self.secret = ""
        self.max_connections = 40
        self.error: tuple[int, str] | None = None
        self._lanes: dict[int, deque[int]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._free = asyncio.Semaphore(40)
        self._client: AsyncHTTPClient | None = None
        updates.on_new = self.offer

    def start(self, url: str, secret: str, max_connections: int) -> None:
        """Deliver to this address from now on, beginning with what waits."""
        self.stop()
        self.url, self.secret, self.max_connections = url, secret, max_connections
        self._free = asyncio.Semaphore(max_connections)
        self._client = AsyncHTTPClient(force_instance=True, max_clients=100)
        self.updates.webhook_active = True
        for update_id, (chat_id, _) in list(self.updates.pending.items()):
            self.offer(chat_id, update_id)

    def stop(self) -> None:
        """Deliver no more; what is not confirmed waits for polls."""
        for task in self._tasks:
            task.cancel()
        self._lanes.clear()
        self.url, self.error, self.updates.webhook_active = "", None, False
        if self._client:
            self._client.close()
            self._client = None

    def offer(self, chat_id: int, update_id: int) -> None:
        """Line an update up in its chat's lane."""
        lane = self._lanes.get(chat_id)
        if lane is None and self._client:
            lane = self._lanes[chat_id] = deque()
            task = asyncio.get_running_loop().create_task(self._drain(self._client, chat_id, lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if lane is not None:
            lane.append(update_id)

    def view(self) -> Json:
        """Give what getWebhookInfo answers."""
        info: Json = {"url": self.url, "has_custom_certificate": False}
        info["pending_update_count"] = len(self.updates.pending)
        if self.url:
            info["max_connections"] = self.max_connections
        if self.updates.allowed:
            info["allowed_updates"] = self.updates.allowed
        if self.error:
            info["last_error_date"], info["last_error_message"] = self.error
        return info

    async def _drain(self, client: AsyncHTTPClient, chat_id: int, lane: deque[int]) -> None:
        await asyncio.sleep(0)  # the first update joins the lane after this task is made
        pause = PAUSE
        while lane:
            entry = self.updates.pending.get(lane[0])
            async with self._free:
                delivered = entry is None or await self._post(client, entry[1])
            if delivered:
                self.updates.settle(lane.popleft())
                pause = PAUSE
            else:
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
        if self._lanes.get(chat_id) is lane:
            del self._lanes[chat_id]

    async def _post(self, client: AsyncHTTPClient, update: Json) -> bool:
        """Try one delivery; say whether the bot took it."""
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        request = HTTPRequest(
            self.url, "POST", headers, body=json.dumps(update), request_timeout=60, follow_redirects=False
        )
        try:
            await client.fetch(request)
        except HTTPClientError as error:
            self.error = (int(time.time()), f"Wrong response from the webhook: {error.code} {error.message}")
            return False
        except OSError as error:
            self.error = (int(time.time()), f"Connection failed: {error.strerror or type(error).__name__}")
            return False
        return True
