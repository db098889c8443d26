"""How hubs are reached from here: mirrors, the proxy, tokens. The page's settings come first.

What the server was started with may lead into a private network; what was set in a browser only
to machines that the server was started with (``MINIMIND_HUB_HOSTS``).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.core.errors import NotFound
from backend.core.preferences import Preferences
from backend.core.settings import Settings
from minimind.spec import SpecError
from minimind.spec.hubs import HUBS, HubName, check_address, names_inside

_MAX_TOKEN = 500
_ADDRESSES = ("hub_modelscope", "hub_huggingface", "hub_proxy")


@dataclass(frozen=True)
class Way:
    """How a hub is reached.

    Attributes:
        endpoint: a mirror's address; None: the hub's own.
        proxy: None: what the environment says.
        private_hosts: machines in a private network that may be contacted.
        token: whether a token may go there. Else whoever may change the settings could have it
            sent to an address of their own.
    """

    hub: HubName
    endpoint: str | None
    proxy: str | None
    private_hosts: tuple[str, ...]
    token: bool

    @property
    def address(self) -> str:
        return self.endpoint or HUBS[self.hub].endpoint


def named(name: str) -> HubName:
    """Raises NotFound."""
    for hub in HUBS:
        if hub == name:
            return hub
    raise NotFound(f"There is no hub {name[:40]!r}.", remedy=f"There are: {', '.join(HUBS)}.")


def way(settings: Settings, preferences: Preferences, hub: HubName) -> Way:
    """How ``hub`` is reached now."""
    ours = {"modelscope": settings.hub_modelscope, "huggingface": settings.hub_huggingface}
    theirs = {
        "modelscope": preferences.hub_modelscope,
        "huggingface": preferences.hub_huggingface,
    }
    endpoint = theirs[hub] or ours[hub]
    proxy = preferences.hub_proxy or settings.hub_proxy
    named = _named_hosts(settings)
    known = endpoint is None or check_address(endpoint, "address").hostname in named
    unread = endpoint is None or endpoint.startswith("https:") or proxy == settings.hub_proxy
    return Way(hub, endpoint, proxy, named, token=known and unread)


def check_preferences(settings: Settings, patch: Mapping[str, Any]) -> None:
    """Raises SpecError when an address that somebody sets leads into a private network.

    A name that turns out to be there only when it is looked up is refused when it is contacted.
    """
    for field in _ADDRESSES:
        address = patch.get(field)
        if not isinstance(address, str):
            continue
        host = check_address(address, field).hostname or ""
        if names_inside(host) and host not in _named_hosts(settings):
            raise SpecError(
                f"{host[:100]} is inside a private network.",
                field=field,
                remedy="If that is meant, name it in MINIMIND_HUB_HOSTS and restart the server.",
            )


def has_token(settings: Settings, hub: HubName) -> bool:
    """Whether a token for ``hub`` is kept."""
    return settings.hub_token_file(hub).is_file()


def keep_token(settings: Settings, hub: HubName, token: str) -> None:
    """Keeps a token for ``hub`` in a file that only its owner reads. Raises SpecError."""
    fit = token.isascii() and token.isprintable() and " " not in token
    if not 1 <= len(token) <= _MAX_TOKEN or not fit:
        raise SpecError(
            f"That is no token of {HUBS[hub].title}.",
            field="token",
            remedy="Copy it from your account's page there.",
        )
    path = settings.hub_token_file(hub)
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(token)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def forget_token(settings: Settings, hub: HubName) -> None:
    """Whether there was one or not."""
    settings.hub_token_file(hub).unlink(missing_ok=True)


def _named_hosts(settings: Settings) -> tuple[str, ...]:
    ours = (settings.hub_modelscope, settings.hub_huggingface, settings.hub_proxy)
    hosts = [check_address(address, "address").hostname or "" for address in ours if address]
    return tuple(dict.fromkeys([*(host.lower() for host in settings.hub_hosts), *hosts]))
