"""What a node's row says of its GPUs, and what a person may do about one that failed.

The row is the only memory of a quarantine: it outlives workers, and API and worker both see it.
Both lock the row before they change its list of GPUs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.errors import Conflict, NotFound
from backend.core.models import Lease, Node

_SHOWN = 2  # strangers named in one sentence


def why_unusable(gpu: dict[str, Any]) -> str | None:
    """In words why an entry of ``Node.gpus`` is not handed out; None: it is."""
    if quarantine := gpu.get("quarantine"):
        return quarantine["reason"]
    return gpu.get("trouble") or _in_use(gpu.get("strangers") or ())


def node(session: Session, name: str) -> Node:
    """Raises NotFound."""
    if found := session.get(Node, name):
        return found
    raise NotFound(f"There is no node {name!r}.")


def release(session: Session, name: str, index: int) -> Node:
    """Lifts the quarantine of a GPU; runs may use it from the next tick on.

    Raises NotFound, and Conflict when it is not in quarantine or the driver still cannot use it.
    """
    locked, gpu = _locked(session, name, index)
    if not gpu.get("quarantine"):
        raise Conflict(f"GPU {index} of {name} is not in quarantine.", field="index")
    if gpu.get("trouble"):
        raise Conflict(
            f"GPU {index} of {name} is not well yet: {gpu['trouble']}",
            field="index",
            remedy="Mend it first; if the card was taken out, remove it from the list.",
        )
    free = {**gpu, "quarantine": None, "warning": None}
    free["unusable"] = why_unusable(free)
    locked.gpus = [free if entry is gpu else entry for entry in locked.gpus]
    return locked


def forget(session: Session, name: str, index: int) -> Node:
    """Removes a GPU that is not there any more from its node.

    Raises NotFound, and Conflict while the driver sees it or a job holds it.
    """
    locked, gpu = _locked(session, name, index)
    if not gpu.get("missing"):
        raise Conflict(
            f"GPU {index} of {name} is there.",
            field="index",
            remedy="Hide it from the worker with CUDA_VISIBLE_DEVICES if no run shall use it.",
        )
    if session.get(Lease, (name, f"gpu:{index}")):
        raise Conflict(f"A job still holds GPU {index} of {name}.", field="index")
    locked.gpus = [entry for entry in locked.gpus if entry is not gpu]
    return locked


def _locked(session: Session, name: str, index: int) -> tuple[Node, dict[str, Any]]:
    query = select(Node).where(Node.name == name).with_for_update()
    locked = session.scalar(query.execution_options(populate_existing=True))
    if locked is None:
        raise NotFound(f"There is no node {name!r}.")
    for gpu in locked.gpus:
        if gpu["index"] == index:
            return locked, gpu
    raise NotFound(f"{name} has no GPU {index}.")


def _in_use(strangers: Sequence[dict[str, Any]]) -> str | None:
    """``In use by 'python' (pid 4242) of alice, 8.1 GB``; None without any."""
    if not strangers:
        return None
    named = [_stranger(stranger) for stranger in strangers[:_SHOWN]]
    if more := len(strangers) - _SHOWN:
        named += [f"{more} more"] if more > 0 else []
    return f"In use by {'; '.join(named)}"


def _stranger(stranger: dict[str, Any]) -> str:
    name, user, size = stranger["name"], stranger["user"], stranger["memory_bytes"]
    who = f"{name!r}" if name else "a process outside this container"
    words = f"{who} (pid {stranger['pid']})"
    words += f" of {user}" if user else ""
    return words + (f", {size / 1e9:.1f} GB" if size is not None else "")
