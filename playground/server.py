"""The server as a whole: routes, start and stop, in this process or in a thread of it."""

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPServerRequest
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from playground import guard, people
from playground.api import ApiHandler, FileHandler
from playground.control import ControlHandler
from playground.pages import ContentHandler, PageHandler
from playground.state import World

TOKEN = "676:playground"  # noqa: S105  # not a secret: it opens nothing but this toy
USERNAME, NAME = "tracuu_qd_bot", "Tra cứu quyết định"
LONGEST_BODY = 64 * 1024 * 1024


class Playground:
    """One Bot API server with its people and its page."""

    def __init__(
        self,
        token: str = TOKEN,
        clock_file: Path | None = None,
        started: bool = False,
        username: str = USERNAME,
        anywhere: bool = False,
    ) -> None:
        self.token = token
        self.world = World(token, username, NAME, clock_file)
        self.url = ""
        self._anywhere = anywhere
        self._server: HTTPServer | None = None
        people.settle(self.world, started)

    def start(self, port: int = 0, address: str = "127.0.0.1") -> str:
        """Listen on the running loop; give the address. Raise OSError where the port is taken."""
        sockets = bind_sockets(port, address)
        self._server = HTTPServer(_Routes(self.world, self._anywhere), max_buffer_size=LONGEST_BODY)
        self._server.add_sockets(sockets)
        host = f"[{address}]" if ":" in address else address
        self.url = f"http://{host}:{sockets[0].getsockname()[1]}"
        return self.url

    async def stop(self) -> None:
        """Close everything."""
        self.world.webhook.stop()
        if self._server:
            self._server.stop()
            await self._server.close_all_connections()


class _Routes(Application):
    """The routes, with a guard before all of them."""

    def __init__(self, world: World, anywhere: bool) -> None:
        here = {"world": world}
        super().__init__(
            [
                (r"/bot([^/]+)/([A-Za-z]+)", ApiHandler, here),
                (r"/control/files/([\w-]+)", ContentHandler, here),
                (r"/control/(\w+)", ControlHandler, here),
                (r"/file/bot([^/]+)/(.+)", FileHandler, here),
                (r"/", PageHandler),
            ],
            default_handler_class=MissingHandler,
            log_function=lambda _handler: None,
        )
        self._may_listen_anywhere = anywhere

    def find_handler(self, request: HTTPServerRequest, **kwargs: object) -> object:  # type: ignore[override]  # tornado's own result type is private
        """Send what the guard refuses to the handler that says so."""
        reason = guard.refusal(request, self._may_listen_anywhere)
        if reason:
            return self.get_handler_delegate(request, RefusedHandler, {"reason": reason})
        return super().find_handler(request, **kwargs)


class MissingHandler(RequestHandler):
    """Answers everything unknown as Telegram does."""

    def prepare(self) -> None:
        """Answer 404."""
        self.set_status(404)
        self.finish({"ok": False, "error_code": 404, "description": "Not Found"})


class RefusedHandler(RequestHandler):
    """Answers what the guard refuses."""

    def initialize(self, reason: str) -> None:
        """Take the guard's reason."""
        self.reason = reason

    def prepare(self) -> None:
        """Answer 403."""
        self.set_status(403)
        self.finish({"error": f"refused: {self.reason}"})


async def serve(playground: Playground, port: int, address: str, ready: threading.Event, end: asyncio.Event) -> None:
    """Listen until `end` is set."""
    playground.start(port, address)
    ready.set()
    await end.wait()
    await playground.stop()


@contextmanager
def running_server(
    port: int = 0,
    token: str = TOKEN,
    clock_file: Path | None = None,
    started: bool = False,
    username: str = USERNAME,
) -> Iterator[Playground]:
    """Run a playground in a thread with a loop of its own, for as long as the block lasts."""
    playground = Playground(token, clock_file, started, username)
    loop, ready, end = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    failed: list[OSError] = []

    def run() -> None:
        try:
            loop.run_until_complete(serve(playground, port, "127.0.0.1", ready, end))
        except OSError as error:
            failed.append(error)
            ready.set()

    logging.getLogger("tornado.general").setLevel(logging.ERROR)  # a cut connection is our own doing here
    thread = threading.Thread(target=run, name="playground", daemon=True)
    thread.start()
    ready.wait()
    if failed:
        raise failed[0]
    try:
        yield playground
    finally:
        loop.call_soon_threadsafe(end.set)
        thread.join(5)
        loop.close()
