"""Keeps downloads out of private networks: a hub may send us on to any address it likes.

Neither library lets one say where its connections may go, and a name may mean another machine a
moment later. So the rule is checked where nobody gets past it: at the connection itself.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from minimind.hub.request import HubFile
from minimind.spec import SpecError
from minimind.spec.hubs import is_inside


@dataclass
class Guard:
    """Lets connections go to the internet, and to machines that the owner named.

    Attributes:
        hosts: names or addresses of those machines.
        refused: the address that was refused, if one was.
    """

    hosts: frozenset[str]
    refused: str | None = None
    _known: set[str] = field(default_factory=set)

    def check(self, address: str) -> None:
        """Raises OSError for a machine that may not be contacted."""
        if not is_inside(address) or address in self._known:
            return
        # Looked up now: the answers may have changed.
        self._known = {found for host in self.hosts for found in _addresses(host)}
        if address not in self._known:
            self.refused = address
            raise OSError(f"{address} is inside a private network")


_guards: list[Guard] = []


@contextmanager
def guarded(wanted: HubFile) -> Iterator[Guard]:
    """While it lasts, this process contacts no private address but those the owner named."""
    _install_hook()
    # Proxies of the environment were set by whoever started this.
    found = [address for scheme, address in getproxies().items() if scheme != "no"]
    named = [wanted.proxy] if wanted.proxy else found
    hosts = {host for host in (*wanted.private_hosts, *_hosts(named)) if host}
    guard = Guard(frozenset(hosts))
    _guards.append(guard)
    try:
        yield guard
    finally:
        _guards.remove(guard)


def refusal(wanted: HubFile, address: str) -> SpecError:
    """The hub, a mirror or a proxy led to an address that nobody named."""
    return SpecError(
        f"{wanted.address} leads to {address}, which is inside a private network.",
        field="hub",
        remedy="If that is meant, name the machine in MINIMIND_HUB_HOSTS.",
    )


@cache
def _install_hook() -> None:
    sys.addaudithook(_hook)  # it stays for good; without a guard it lets everything pass


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and _guards:
        _, address = arguments
        if isinstance(address, tuple) and isinstance(address[0], str):
            # Both libraries look names up before they connect; a name here is looked up once more.
            for found in [address[0]] if _is_number(address[0]) else list(_addresses(address[0])):
                for guard in tuple(_guards):
                    guard.check(found)


def _is_number(address: str) -> bool:
    try:
        ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return True


def _hosts(addresses: Iterable[str]) -> Iterator[str]:
    for address in addresses:
        host = urlsplit(address if "//" in address else f"//{address}").hostname
        if host:
            yield host


def _addresses(host: str) -> Iterator[str]:
    try:
        found = socket.getaddrinfo(host.strip("[]"), None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return
    yield from (str(entry[4][0]) for entry in found)
