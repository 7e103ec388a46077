"""Who may talk to a server on loopback: programs, and the page it serves; not other sites in the same browser."""

import ipaddress
from urllib.parse import urlsplit

from tornado.httputil import HTTPServerRequest


def is_loopback(host: str) -> bool:
    """Say whether a name or address means this machine."""
    try:
        return host.lower() == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refusal(request: HTTPServerRequest, anywhere: bool) -> str | None:
    """Say why a request must be refused, or None.

    A site that rebinds its name to 127.0.0.1 shows by its Host; a page of another site by its Origin or
    Sec-Fetch-Site. `anywhere` also lets addresses and names without a dot pass: no outsider can own those.
    """
    host = urlsplit(f"//{request.host}").hostname or ""
    if not (is_loopback(host) or (anywhere and _not_public(host))):
        return f"foreign Host {host}"
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        return f"foreign Origin {origin}"
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site") and request.path != "/":
        return "request from another site"
    return None


def _not_public(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." not in host
    return True
