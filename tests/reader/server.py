"""A model's server on loopback that answers as it is told to: well, late, in drops, cut, with a code, or hostile."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Json = dict[str, Any]
Readings = Mapping[str, Json]
"""What the model replies, by the question."""


BOMB = gzip.compress(b" " * (8 * 1024 * 1024), 1)


def unclear() -> Json:
    return {"said": "unclear", "asks": []}


def task(number: int, *aspects: str) -> Json:
    return {"said": "yes", "asks": [{"kind": "task", "tasks": [number], "aspects": list(aspects)}]}


class ModelServer:
    """Notes what it is asked; `behave` says how it replies, and may be changed at any time."""

    def __init__(self, readings: Readings | None = None, behave: Callable[[Handler, Json], None] | None = None) -> None:
        self.readings = dict(readings or {})
        self.behave = behave or well
        self.calls: list[tuple[dict[str, str], Json]] = []
        self.at_once = self.most_at_once = 0
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.owner = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    @property
    def questions(self) -> list[str]:
        return [question_of(body) for _, body in self.calls]

    def counted(self, more: int) -> None:
        with self._lock:
            self.at_once += more
            self.most_at_once = max(self.most_at_once, self.at_once)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class Handler(BaseHTTPRequestHandler):
    """One request; what the other side cuts is its own business."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        owner: ModelServer = self.server.owner
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        owner.calls.append((dict(self.headers), body))
        owner.counted(1)
        try:
            assert self.path == "/v1/chat/completions"
            owner.behave(self, body)
        except OSError:
            self.close_connection = True
        finally:
            owner.counted(-1)

    def log_message(self, *_: object) -> None:
        """Be quiet."""

    def give(self, content: bytes, code: int = 200, headers: Sequence[tuple[str, str]] = ()) -> None:
        self.send_response(code)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def say(self, text: str) -> None:
        self.give(completion(text))

    def reading(self, body: Json) -> str:
        found = self.server.owner.readings.get(question_of(body)) or unclear()
        return json.dumps(found, ensure_ascii=False)


def question_of(body: Json) -> str:
    return str(json.loads(body["messages"][-1]["content"].splitlines()[-1].removeprefix("QUESTION ")))


def completion(text: object) -> bytes:
    used = {"prompt_tokens": 11_000, "completion_tokens": 40}
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}], "usage": used}).encode()


def well(one: Handler, body: Json) -> None:
    one.say(one.reading(body))


def late(seconds: float) -> Callable[[Handler, Json], None]:
    def behave(one: Handler, body: Json) -> None:
        time.sleep(seconds)
        well(one, body)

    return behave


def dripping(one: Handler, body: Json) -> None:
    """Never end, and never be silent for long either."""
    one.send_response(200)
    one.send_header("Content-Length", "100000")
    one.end_headers()
    for _ in range(200):
        one.wfile.write(b" ")
        one.wfile.flush()
        time.sleep(0.05)


def cut(one: Handler, body: Json) -> None:
    one.send_response(200)
    one.send_header("Content-Length", "100000")
    one.end_headers()
    one.wfile.write(completion(one.reading(body)))
    one.close_connection = True


def code(number: int, *headers: tuple[str, str]) -> Callable[[Handler, Json], None]:
    return lambda one, _: one.give(b'{"error": {"message": "no"}}', number, headers)


def huge(one: Handler, body: Json) -> None:
    one.say(one.reading(body) + " " * (10 * 1024 * 1024))


def bomb(one: Handler, body: Json) -> None:
    one.give(BOMB, headers=[("Content-Encoding", "gzip")])


def page(one: Handler, body: Json) -> None:
    one.give(b"<html>Please log in</html>", headers=[("Content-Type", "text/html")])


def deep(one: Handler, body: Json) -> None:
    one.give(b'{"choices":' + b"[" * 100_000)


def says(text: object) -> Callable[[Handler, Json], None]:
    return lambda one, _: one.give(completion(text))


def without_schema(one: Handler, body: Json) -> None:
    """Know no response_format, and talk around the object."""
    if "response_format" in body:
        one.give(b'{"error": "unknown field response_format"}', 400)
    else:
        one.say(f"Sure! Here it is:\n```json\n{one.reading(body)}\n```\nAnything else?")


def bare(one: Handler, body: Json) -> None:
    """Take nothing but a model's name and messages, and think aloud first."""
    if body.keys() != {"model", "messages"}:
        one.give(b"", 422)
    else:
        one.say(f'<think>{{"said": "no", "asks": []}}?</think>{one.reading(body)}')
