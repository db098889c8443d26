"""Sends one signed message to a webhook: to a checked address, without redirects, in bounded time.

The host's name is resolved once, the addresses are checked, and the connection goes to one that was
checked: a name that answers differently a moment later (DNS rebinding) changes nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
import threading
import time
from typing import Any
from urllib.parse import SplitResult

from backend.core import webhooks
from backend.core.settings import Settings
from minimind.spec import SpecError

CONNECT_S = 5.0
TOTAL_S = 15.0
_AGENT = "MiniMind-Studio"


def send(
    settings: Settings, url: str, secret: str, ident: str, payload: dict[str, Any]
) -> str | None:
    """Posts ``payload`` as JSON. Returns None when the receiver took it (2xx), else why not.

    Headers: ``X-MiniMind-Delivery`` names the message, the same at every try;
    ``X-MiniMind-Timestamp`` is in seconds; ``X-MiniMind-Signature`` is ``sha256=`` and the
    HMAC-SHA256, keyed with the secret, of the timestamp, a dot and the body.
    """
    try:
        parts = webhooks.check_url(settings.webhook_hosts, url)
    except SpecError as error:  # the list of hosts became shorter
        return str(error)
    entry = webhooks.listed(settings.webhook_hosts, parts) or ""
    body = json.dumps(_with_page(settings, payload), ensure_ascii=False).encode()
    stamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": _AGENT,
        "X-MiniMind-Delivery": ident,
        "X-MiniMind-Timestamp": stamp,
        "X-MiniMind-Signature": f"sha256={sign(secret, stamp, body)}",
        "Connection": "close",
    }
    try:
        status = _post(parts, body, headers, public_only=entry.startswith("*."))
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        return f"{type(error).__name__}: {error}"[:500]
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return f"It answered with a redirect ({status}), which is not followed."
    return f"It answered {status}."


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 (RFC 2104) in hexadecimal, of ``timestamp``, a dot and ``body``."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _post(parts: SplitResult, body: bytes, headers: dict[str, str], *, public_only: bool) -> int:
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    deadline = time.monotonic() + TOTAL_S
    peer = _connect(_addresses(host, port, public_only), deadline)
    if parts.scheme == "https":
        context = ssl.create_default_context()
        peer = context.wrap_socket(peer, server_hostname=host, do_handshake_on_connect=False)
    # The socket's own timeout starts anew with every byte that trickles in; this one does not.
    alarm = threading.Timer(max(0.0, deadline - time.monotonic()), _cut, (peer,))
    alarm.daemon = True
    alarm.start()
    connection = http.client.HTTPConnection(host, port)
    connection.sock = peer
    try:
        if isinstance(peer, ssl.SSLSocket):
            peer.do_handshake()
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body, {"Host": parts.netloc, **headers})
        return connection.getresponse().status  # whatever else it says is not read
    finally:
        alarm.cancel()
        connection.close()
        peer.close()


def _addresses(host: str, port: int, public_only: bool) -> list[tuple[Any, ...]]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    fit = [each for each in found if not public_only or _public(str(each[4][0]))]
    if not fit:
        raise PermissionError(
            f"{host} is at a private address; list the host itself in MINIMIND_WEBHOOK_HOSTS."
        )
    return fit


def _public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_global


def _connect(addresses: list[tuple[Any, ...]], deadline: float) -> socket.socket:
    failure: OSError | None = None
    for family, kind, protocol, _, address in addresses:
        left = deadline - time.monotonic()
        if left <= 0:
            break
        raw = socket.socket(family, kind, protocol)
        raw.settimeout(min(CONNECT_S, left))
        try:
            raw.connect(address)
        except OSError as error:
            raw.close()
            failure = error
            continue
        raw.settimeout(TOTAL_S)
        return raw
    raise failure or TimeoutError("No address of it answered in time.")


def _cut(peer: socket.socket) -> None:
    try:
        peer.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it is closed already


def _with_page(settings: Settings, payload: dict[str, Any]) -> dict[str, Any]:
    if settings.public_url and "job" in payload:
        page = f"{settings.public_url.rstrip('/')}/jobs/{payload['job']['id']}"
        return {**payload, "job": {**payload["job"], "url": page}}
    return payload
