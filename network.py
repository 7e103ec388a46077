"""Ways out of the house, for whoever calls with aiohttp: proxies of all kinds, and whose certificates are believed."""

from __future__ import annotations

import ssl
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx


def proxy_for(url: str) -> str | None:
    """Name the proxy that the environment puts before an address."""
    parts, proxies = urlsplit(url), getproxies()
    if proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"


def certificates(own: Path | None = None) -> ssl.SSLContext:
    """Whose certificates are believed: those of SSL_CERT_FILE, or those that come with httpx, and those of a file.

    Raises OSError (ssl.SSLError is one) for a file that cannot be read or holds none.
    """
    tls: ssl.SSLContext = httpx.create_ssl_context()
    if own:
        tls.load_verify_locations(own)
    return tls


def connector(proxy: str | None, connections: int, tls: ssl.SSLContext) -> aiohttp.BaseConnector:
    """A pool of connections, through a proxy where it is a socks one; made where a loop runs."""
    if proxy and _is_socks(proxy):
        from aiohttp_socks import ProxyConnector

        address = proxy.replace("socks5h://", "socks5://", 1)
        return ProxyConnector.from_url(address, rdns=True, limit=connections, ssl=tls)
    return aiohttp.TCPConnector(limit=connections, ssl=tls)


def in_request(proxy: str | None) -> str | None:
    """Name a proxy that is given with each request; a socks one is the connector's."""
    return None if proxy and _is_socks(proxy) else proxy


def _is_socks(proxy: str) -> bool:
    return proxy.lower().startswith("socks")
