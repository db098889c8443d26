"""``minimind data download``: a file of a hub, whole and checked."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from minimind.spec.catalogue import CATALOGUE
from minimind.spec.hubs import check_address, hub_named

_PERIOD_S = 0.5


class Terminal:
    """Hears how far a download is, and writes it as one line."""

    def __init__(self) -> None:
        self._told = float("-inf")
        self._bar = sys.stderr.isatty()

    def progress(
        self,
        activity: str,
        done: int,
        total: int | None,
        unit: str,
        *,
        rate: float | None = None,
        now: bool = False,
    ) -> None:
        """One line that changes; in a file, a line for each new activity."""
        moment = time.monotonic()
        if not now and (not self._bar or moment - self._told < _PERIOD_S):
            return
        self._told = moment
        of_all = f" of {total / 1e6:,.1f}" if total is not None else ""
        speed = f", {rate / 1e6:.1f} MB/s" if rate is not None else ""
        amount = f": {done / 1e6:,.1f}{of_all} MB{speed}" if done or total else ""
        line = f"{activity}{amount}"
        sys.stderr.write(f"\r\033[K{line}" if self._bar else f"{line}\n")
        sys.stderr.flush()

    def check_stop(self) -> None:
        """Ctrl-C says it by itself."""

    def close(self) -> None:
        if self._bar:
            sys.stderr.write("\r\033[K")


def download(
    file: Annotated[
        str, typer.Argument(help="A published file (dpo.jsonl), or OWNER/NAME/PATH of any other.")
    ],
    *,
    out: Annotated[Path, typer.Option(help="Where to put it.")],
    hub: Annotated[str, typer.Option(help="modelscope or huggingface.")] = "modelscope",
    revision: Annotated[
        str | None, typer.Option(help="Branch, tag or commit; the newest if left out.")
    ] = None,
    mirror: Annotated[
        str | None, typer.Option(help="Address of a mirror; else MINIMIND_HUB_MODELSCOPE, ...")
    ] = None,
    proxy: Annotated[
        str | None,
        typer.Option(
            envvar="MINIMIND_HUB_PROXY", help="Address of a proxy; else what HTTPS_PROXY says."
        ),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(envvar="MINIMIND_HUB_FOLDER", help="Look there before the hub is asked."),
    ] = None,
    token_file: Annotated[
        Path | None, typer.Option(help="Holds a token that the hub knows.")
    ] = None,
    tries: Annotated[int, typer.Option(min=1, max=50, help="Without a new byte.")] = 6,
) -> None:
    """Download a file from a hub; the same command goes on after a cut."""
    from minimind.hub.download import save
    from minimind.hub.request import HubFile

    repository, path = _named(file, hub)
    mirror = mirror or os.environ.get(f"MINIMIND_HUB_{hub.upper()}") or None
    # Whoever sets an address here means it, also when it lies in a private network.
    hosts = [name.strip() for name in os.environ.get("MINIMIND_HUB_HOSTS", "").split(",")]
    for address, option in ((mirror, "mirror"), (proxy, "proxy")):
        if address is not None:
            hosts.append(check_address(address, option).hostname or "")
    wanted = HubFile.read(
        {
            "hub": hub,
            "repository": repository,
            "path": path,
            "revision": revision,
            "endpoint": mirror,
            "proxy": proxy,
            "folder": folder,
            "token_file": token_file,
            "private_hosts": [host for host in hosts if host],
            "tries": tries,
        }
    )
    terminal = Terminal()
    try:
        came = save(wanted, out, terminal)
    finally:
        terminal.close()
    typer.echo(came.words)
    typer.echo(f"wrote {out}")


def _named(file: str, hub: str) -> tuple[str, str]:
    """(repository, path) of a file as it is typed. Raises SpecError."""
    of_catalogue = hub_named(hub).repository
    if file in CATALOGUE:
        return of_catalogue, file
    owner, _, rest = file.partition("/")
    name, _, path = rest.partition("/")
    if not path:
        from minimind.spec.catalogue import file_named

        return of_catalogue, file_named(file).file  # says what there is
    return f"{owner}/{name}", path
