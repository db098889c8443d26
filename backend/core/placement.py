"""Where a job may run: its wishes for machines and GPUs, against the machines that are known."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.jobspec import JobSpec
from backend.core.models import Node
from minimind.spec import SpecError


def known_nodes(session: Session) -> list[Node]:
    """Every machine that was ever heard of, by name."""
    return list(session.scalars(select(Node).order_by(Node.name)))


def check_placement(spec: JobSpec, nodes: Sequence[Node]) -> None:
    """Raises SpecError when no machines of ``nodes`` could ever run the job together.

    A machine that is away now, or a GPU that somebody else uses, counts: the job waits for it.
    """
    _check_wishes(spec)
    candidates = nodes if spec.node is None else [_node(spec.node, nodes)]
    counts = {node.name: _gpus(node, spec.gpu_model) for node in candidates}
    if spec.gpus > max(counts.values(), default=0):
        raise _too_many_gpus(spec, candidates, counts)
    fitting = [name for name, count in counts.items() if count >= spec.gpus]
    if spec.nodes > max(len(fitting), 1):
        with_gpus = f" with {_gpu_count(spec.gpus)}" if spec.gpus else ""
        raise SpecError(
            f"There are not {spec.nodes} machines{with_gpus}: "
            f"{', '.join(fitting) or 'none'} {'is' if len(fitting) < 2 else 'are'} known.",
            field="nodes",
            remedy="Ask for fewer, or start a worker on another machine.",
        )


def _check_wishes(spec: JobSpec) -> None:
    """What contradicts itself, whatever machines there are."""
    if spec.gpus and spec.processes != 1:
        raise SpecError(
            "With GPUs, one process runs on each; the number of processes cannot be chosen.",
            field="processes",
            remedy="Leave it out, or set gpus to 0.",
        )
    if spec.gpu_model is not None and not spec.gpus:
        raise SpecError(
            "A job without GPUs cannot ask for a model of GPU.",
            field="gpu_model",
            remedy="Leave it out, or set gpus.",
        )
    if spec.launcher == "deepspeed" and spec.nodes > 1:
        raise SpecError(
            "DeepSpeed's launcher starts processes on one machine only.",
            field="launcher",
            remedy="Choose torchrun: zero_stage works with it as well.",
        )
    if spec.node is not None and spec.nodes > 1:
        raise SpecError(
            "A job over several machines cannot be bound to one.",
            field="node",
            remedy="Leave it out, or set nodes to 1.",
        )


def _node(name: str, nodes: Sequence[Node]) -> Node:
    for node in nodes:
        if node.name == name:
            return node
    known = ", ".join(node.name for node in nodes)
    raise SpecError(
        f"There is no machine {name[:80]!r}.",
        field="node",
        remedy=f"Choose one of: {known}." if known else "Start a worker there first.",
    )


def _gpus(node: Node, model: str | None) -> int:
    wanted = (model or "").casefold()
    return sum(wanted in str(gpu["name"]).casefold() for gpu in node.gpus)


def _too_many_gpus(spec: JobSpec, candidates: Sequence[Node], counts: dict[str, int]) -> SpecError:
    if spec.gpu_model is not None and not any(counts.values()):
        models = sorted({str(gpu["name"]) for node in candidates for gpu in node.gpus})
        return SpecError(
            f"{spec.node or 'No machine'} has {'no' if spec.node else 'a'} GPU of the model "
            f"{spec.gpu_model!r}.",
            field="gpu_model",
            remedy=f"There are: {', '.join(models)}." if models else "No GPU is known yet.",
        )
    of_model = f" of the model {spec.gpu_model!r}" if spec.gpu_model is not None else ""
    have = ", ".join(f"{name} has {_gpu_count(count)}" for name, count in counts.items())
    return SpecError(
        f"No node has {_gpu_count(spec.gpus)}{of_model}: {have or 'none is known yet'}.",
        field="gpus",
        remedy="Ask for fewer; 0 trains on the processor.",
    )


def _gpu_count(count: int) -> str:
    return f"{count} GPU" if count == 1 else f"{count} GPUs"
