"""Every way to Telegram that the settings and the environment can name, over TLS, with passwords."""

import asyncio
import base64
import shutil
import ssl
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from handlers.transport import AiohttpRequest, NotSentError
from network import proxy_for

BODY = b'{"ok": true, "result": {"id": 1}}'
USER, PASSWORD = "lan", "m%40t kh:u"  # as in an address: the @ is encoded
PLAIN_PASSWORD = "m@t kh:u"
Streams = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="makes its certificate with openssl")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for 127.0.0.1 and localhost, with its key in the same file."""
    home = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-days", "2",
         "-keyout", home / "key.pem", "-out", home / "cert.pem"], check=True, capture_output=True,
    )  # fmt: skip
    both = home / "both.pem"
    both.write_bytes((home / "cert.pem").read_bytes() + (home / "key.pem").read_bytes())
    return both


def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


async def telegram(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY)
    await writer.drain()
    writer.close()


async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
    writer.close()


class Proxy:
    """Notes where to it was asked to lead, and by whom; speaks HTTP's CONNECT or SOCKS5, by the first byte."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.readexactly(1)
        host, port = await (self._socks(reader, writer) if first == b"\x05" else self._connect(reader, writer))
        there, back = await asyncio.open_connection("127.0.0.1", port)
        del host
        await asyncio.gather(pipe(reader, back), pipe(there, writer), return_exceptions=True)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[str, int]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        place = head[0].split()[1]
        given = next((line.split()[-1] for line in head if line.lower().startswith("proxy-authorization")), "")
        self.asked.append((place, base64.b64decode(given).decode()))
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        host, _, port = place.rpartition(":")
        return host, int(port)

    async def _socks(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[str, int]:
        methods = await reader.readexactly((await reader.readexactly(1))[0])
        who = ""
        writer.write(b"\x05\x02" if b"\x02" in methods else b"\x05\x00")
        if b"\x02" in methods:
            await reader.readexactly(1)
            user = await reader.readexactly((await reader.readexactly(1))[0])
            password = await reader.readexactly((await reader.readexactly(1))[0])
            who = f"{user.decode()}:{password.decode()}"
            writer.write(b"\x01\x00")
        kind = (await reader.readexactly(4))[3]
        raw = await reader.readexactly(4 if kind == 1 else (await reader.readexactly(1))[0])
        host = ".".join(map(str, raw)) if kind == 1 else raw.decode()
        port = int.from_bytes(await reader.readexactly(2), "big")
        self.asked.append((f"{host}:{port}", who))
        writer.write(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
        return host, port


async def called(certificate: Path, proxy: Proxy, address: str, host: str, *, secure_proxy: bool) -> tuple[int, bytes]:
    served = await asyncio.start_server(telegram, "127.0.0.1", 0, ssl=tls(certificate))
    between = await asyncio.start_server(proxy.serve, "127.0.0.1", 0, ssl=tls(certificate) if secure_proxy else None)
    port, way = (one.sockets[0].getsockname()[1] for one in (served, between))
    request = AiohttpRequest(address.format(port=way) if address else None, deadline=5)
    await request.initialize()
    try:
        return await request.do_request(f"https://{host}:{port}/bot1:x/getMe", "POST")
    finally:
        await request.shutdown()
        served.close()
        between.close()
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("scheme", ["http", "https", "socks5", "socks5h", "HTTP", "SOCKS5"])
@pytest.mark.parametrize("login", ["", f"{USER}:{PASSWORD}@"])
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_proxy_leads_to_telegram_over_tls(
    scheme: str, login: str, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    proxy, address = Proxy(), f"{scheme}://{login}127.0.0.1:{{port}}"
    found = asyncio.run(called(certificate, proxy, address, "localhost", secure_proxy=scheme == "https"))
    assert found == (200, BODY)
    ((place, who),) = proxy.asked
    assert place.startswith("localhost:"), "names are the proxy's to look up"
    assert who == (f"{USER}:{PLAIN_PASSWORD}" if login else "")


def test_without_a_proxy_tls_is_spoken_with_the_certificates_of_the_environment(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = Proxy()
    with pytest.raises(NotSentError):
        asyncio.run(called(certificate, proxy, "", "localhost", secure_proxy=False))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert asyncio.run(called(certificate, proxy, "", "127.0.0.1", secure_proxy=False)) == (200, BODY)
    assert proxy.asked == []


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "https://127.0.0.1:1", "socks5://127.0.0.1:1"])
def test_a_proxy_that_is_not_there_has_sent_nothing(address: str, certificate: Path) -> None:
    with pytest.raises(NotSentError) as caught:
        asyncio.run(called(certificate, Proxy(), address, "localhost", secure_proxy=False))
    assert "bot1" not in str(caught.value)


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({}, None),
        ({"HTTPS_PROXY": "http://127.0.0.1:3128"}, "http://127.0.0.1:3128"),
        ({"https_proxy": "127.0.0.1:3128"}, "http://127.0.0.1:3128"),
        ({"ALL_PROXY": "socks5://u:p@127.0.0.1:9"}, "socks5://u:p@127.0.0.1:9"),
        ({"HTTPS_PROXY": "http://127.0.0.1:3128", "NO_PROXY": "vi.example"}, None),
        ({"HTTPS_PROXY": "http://127.0.0.1:3128", "NO_PROXY": ".example,other"}, None),
        ({"HTTPS_PROXY": "http://127.0.0.1:3128", "NO_PROXY": "*"}, None),
        ({"HTTP_PROXY": "http://127.0.0.1:3128"}, None),
    ],
)
def test_the_environments_proxy_is_taken_unless_it_says_no(
    environment: dict[str, str], found: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert proxy_for("https://vi.example/bot") == found
