"""The machines that train."""

from __future__ import annotations

from backend.api.schemas.common import Answer


class Gpu(Answer):
    """One GPU of a node."""

    index: int
    uuid: str
    name: str
    memory_bytes: int


class NodeInfo(Answer):
    """A machine that trains. ``alive``: it was heard of within the last seconds."""

    name: str
    alive: bool
    cpus: int
    gpus: list[Gpu]
