"""Hubs from which datasets are downloaded: what is fixed about them, and what may name what."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import SplitResult, urlsplit

from minimind.spec.errors import SpecError

HubName = Literal["modelscope", "huggingface"]
HUB_NAMES: tuple[HubName, ...] = get_args(HubName)

MAX_ADDRESS = 500
MAX_PATH = 500

_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,95}/[A-Za-z0-9][A-Za-z0-9_.-]{0,95}")
_REVISION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]{0,199}")


@dataclass(frozen=True)
class Hub:
    """A place where people publish datasets.

    Attributes:
        title: its name as people write it.
        endpoint: its address, where no mirror is set.
        revision: the branch that is meant when none is named.
        repository: the dataset that holds the files of the catalogue.
    """

    name: HubName
    title: str
    endpoint: str
    revision: str
    repository: str


HUBS: dict[HubName, Hub] = {
    "modelscope": Hub(
        "modelscope",
        "ModelScope",
        "https://www.modelscope.cn",
        "master",
        "gongjy/minimind_dataset",
    ),
    "huggingface": Hub(
        "huggingface",
        "Hugging Face",
        "https://huggingface.co",
        "main",
        "jingyaogong/minimind_dataset",
    ),
}


def hub_named(name: str) -> Hub:
    """Raises SpecError for a hub that is not known."""
    for hub in HUBS.values():
        if hub.name == name:
            return hub
    raise SpecError(
        f"There is no hub {name[:40]!r}.",
        field="hub",
        remedy=f"Choose one of: {', '.join(HUB_NAMES)}.",
    )


def check_repository(repository: str) -> str:
    """Raises SpecError unless it is ``owner/name``."""
    if not _REPOSITORY.fullmatch(repository) or ".." in repository:
        raise SpecError(
            f"{repository[:80]!r} names no dataset of a hub.",
            field="repository",
            remedy="Write it as OWNER/NAME, as it stands in the hub's address.",
        )
    return repository


def check_file_path(path: str) -> str:
    """A file's path inside a repository. Raises SpecError when it could mean anything else."""
    parts = path.split("/")
    odd = not path.isprintable() or "\\" in path or len(path) > MAX_PATH
    if odd or any(part in ("", ".", "..") or len(part.encode()) > 200 for part in parts):
        raise SpecError(
            f"{path[:80]!r} is no path of a file in a dataset.",
            field="path",
            remedy="Write it as the hub shows it, for example data/train.jsonl.",
        )
    return path


def check_revision(revision: str) -> str:
    """A branch, a tag or a commit. Raises SpecError."""
    if not _REVISION.fullmatch(revision) or ".." in revision:
        raise SpecError(
            f"{revision[:80]!r} is no branch, tag or commit.",
            field="revision",
            remedy="Leave it out to get the newest.",
        )
    return revision


def check_address(address: str, field: str) -> SplitResult:
    """The parts of an address of a mirror or a proxy, which begins with http:// or https://.

    Raises SpecError. Whether the machine may be contacted is another question.
    """
    parts = _split(address)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise SpecError(
            "The address must begin with http:// or https:// and name a machine.", field=field
        )
    if parts.query or parts.fragment:
        raise SpecError("The address must have no ? and no #.", field=field)
    if parts.username is not None or parts.password is not None:
        raise SpecError(
            "The address holds a name or a password.",
            field=field,
            remedy="Leave them out. A proxy that asks for them belongs into HTTPS_PROXY, in the "
            "server's environment.",
        )
    return parts


def is_inside(address: str) -> bool:
    """Whether an IP address lies in a private network or on this machine: not on the internet."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return not (mapped or found).is_global or found.is_multicast


def names_inside(host: str) -> bool:
    """Whether a host's name says by itself that it is in a private network."""
    name = host.rstrip(".").lower()
    inner = name.endswith((".local", ".internal", ".localhost", ".lan", ".home", ".corp"))
    return is_inside(name) or inner or ("." not in name and ":" not in name)


def _split(address: str) -> SplitResult | None:
    fit = address.isascii() and address.isprintable() and " " not in address
    if not fit or "\\" in address or len(address) > MAX_ADDRESS:
        return None
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises when it is none
    except ValueError:
        return None
    return parts
