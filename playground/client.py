"""A small blocking client of the control API, for tests and acceptance runs; standard library only."""

import base64
import http.client
import json
from collections.abc import Iterable
from urllib.parse import urlencode, urlsplit

from playground.basics import Json


class ControlError(Exception):
    """The control API refused; the words are its reason."""


class Control:
    """Plays the people of a playground from outside its process. Not for several threads at once."""

    def __init__(self, url: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=90)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def get(self, name: str, **query: object) -> Json:
        """Ask one GET of the control API."""
        return self._ask("GET", f"{name}?{urlencode(query)}")

    def post(self, name: str, **body: object) -> Json:
        """Ask one POST of the control API."""
        return self._ask("POST", name, json.dumps(body))

    def delete(self, name: str) -> Json:
        """Ask one DELETE of the control API."""
        return self._ask("DELETE", name)

    def seq(self) -> int:
        """Give the number of the last event, to wait from."""
        return int(self.get("events", since=2**62)["next"])

    def say(self, person: int, text: str, chat: int | None = None, reply_to: int | None = None) -> Json:
        """Write a text; give {messages, update_ids}."""
        return self.post("send", person=person, chat=chat, text=text, reply_to=reply_to)

    def press(self, person: int, message: Json, label: str) -> Json:
        """Press the button with this label under a message; give {callback_id, update_id}."""
        data = next(b["callback_data"] for row in message["buttons"] for b in row if b["text"] == label)
        return self.post("press", person=person, chat=message["chat_id"], message_id=message["message_id"], data=data)

    def upload(self, person: int, files: Iterable[tuple[str, bytes]], **more: object) -> Json:
        """Send files (name, content); give {messages, update_ids}."""
        packed = [{"name": name, "base64": base64.b64encode(content).decode()} for name, content in files]
        return self.post("upload", person=person, files=packed, **more)

    def content(self, file_id: str) -> bytes:
        """Give what is in a file."""
        self._connection.request("GET", f"/control/files/{file_id}")
        return self._connection.getresponse().read()

    def from_bot(self, since: int, chat: int, timeout: float = 10, kinds: str = "message,edit") -> list[Json]:
        """Wait for what the bot writes or edits in a chat after event `since`; empty if nothing came."""
        query = {"since": since, "chat": chat, "type": kinds, "bot": 1, "timeout": timeout}
        return [event["message"] for event in self.get("events", **query)["events"]]

    def ask(self, person: int, text: str, chat: int | None = None, timeout: float = 10) -> Json:
        """Write a text and give the bot's first message after it; raise ControlError if none comes.

        An older message that is edited meanwhile, as its buttons have become stale, is no answer.
        """
        since = self.seq()
        self.say(person, text, chat)
        found = self.from_bot(since, chat or person, timeout, "message")
        if not found:
            raise ControlError(f"no answer within {timeout} s")
        return found[0]

    def wait_settled(self, update_id: int, timeout: float = 10) -> bool:
        """Wait until the bot has confirmed an update; say whether it has."""
        return bool(self.get("updates", settled=update_id, timeout=timeout)["settled"])

    def _ask(self, verb: str, name: str, body: str | None = None) -> Json:
        headers = {"Content-Type": "application/json"} if body else {}
        try:
            self._connection.request(verb, f"/control/{name}", body, headers)
            response = self._connection.getresponse()
            answer: Json = json.loads(response.read())
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise
        if response.status != 200:
            raise ControlError(str(answer.get("error") or answer.get("description")))
        return answer
