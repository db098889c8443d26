"""What a job would take on each machine: memory, time, money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend.core.estimates.extent import Extent, extent
from backend.core.estimates.pace import Pace, Source, Target, pace, tokenizing
from backend.core.estimates.words import duration, gigabytes
from backend.core.jobspec import JobSpec
from backend.core.models import Dataset, Node, TokenizerEntry
from backend.core.preferences import Preferences
from backend.core.rates import Measured, device_name
from backend.core.tokenizers import stored_id
from minimind.spec import size_config
from minimind.spec.cadence import Cadence
from minimind.spec.memory import checkpoint_bytes, largest_micro_batch, memory_need
from minimind.spec.stages import AnyRecipe, DpoRecipe

# What a device has is never all free: the system's own, and what allocators leave unused.
_USABLE = {"cpu": 0.9, "cuda": 0.95}
_CONTEXT_BYTES = 600 * 2**20  # of CUDA, which a run does not count among its own


@dataclass(frozen=True)
class Wish:
    """A checked job."""

    spec: JobSpec
    recipe: AnyRecipe
    dataset: Dataset
    tokenizer: TokenizerEntry
    teacher: str | None  # its size
    parent: str | None  # a checkpoint's id


@dataclass(frozen=True)
class Memory:
    """Bytes of one GPU, or of the whole machine for a job without.

    ``available`` and ``fits`` are None where nobody knows how much there is.
    """

    needed: int
    available: int | None
    fits: bool | None
    largest_micro_batch: int | None


@dataclass(frozen=True)
class Parts:
    """Where the seconds go."""

    start: float
    tokenize: float
    reference: float
    steps: float
    validations: float
    checkpoints: float
    samples: float

    @property
    def total(self) -> float:
        return sum(vars(self).values())


@dataclass(frozen=True)
class NodeEstimate:
    """One machine's. ``seconds`` and what follows from them are None with an unknown source."""

    node: str
    device: str
    steps: int
    tokens: int
    extent: str  # how the amount of data is known
    memory: Memory
    checkpoint_bytes: int
    source: Source
    basis: str
    seconds: float | None
    parts: Parts | None
    cost: float | None
    summary: str


def estimate(
    wish: Wish, nodes: Sequence[Node], known: Sequence[Measured], prices: Preferences
) -> list[NodeEstimate]:
    """For each of ``nodes`` that could run it, the quickest first; those of unknown speed last."""
    data = extent(wish.dataset, wish.recipe, known, stored_id(wish.tokenizer))
    found = [_on(node, wish, data, known, prices) for node in nodes if _could(node, wish.spec)]
    return sorted(found, key=lambda e: (e.seconds is None, e.memory.fits is False, e.seconds or 0))


def _could(node: Node, spec: JobSpec) -> bool:
    if spec.node not in (None, node.name):
        return False
    part = (spec.gpu_model or "").casefold()
    return sum(part in str(gpu["name"]).casefold() for gpu in node.gpus) >= spec.gpus


def _on(
    node: Node, wish: Wish, data: Extent, known: Sequence[Measured], prices: Preferences
) -> NodeEstimate:
    spec, recipe, vocab_size = wish.spec, wish.recipe, wish.tokenizer.vocab_size
    target = Target(
        config=size_config(spec.model, vocab_size),
        recipe=recipe,
        stage=spec.stage,
        model=spec.model,
        teacher=size_config(wish.teacher, vocab_size) if wish.teacher else None,
        node=node.name,
        device=device_name(node, spec.gpus, spec.gpu_model),
        cpus=node.cpus,
        context=data.context,
        gpus=spec.gpus,
        processes=spec.processes,
        nodes=spec.nodes,
    )
    speed = pace(target, known)
    memory = _memory(target, node, spec, speed)
    steps = data.steps(recipe)
    parts = None if speed.source == "unknown" else _parts(wish, target, data, speed, known)
    seconds = parts.total if parts else None
    hourly = prices.price(node.name)
    cost = None
    if hourly is not None and seconds is not None:
        cost = hourly * spec.nodes * seconds / 3600
    money = None if cost is None else f"{cost:.2f} {prices.currency}"
    return NodeEstimate(
        node=node.name,
        device=target.device,
        steps=steps,
        tokens=int(steps * data.positions_a_step(recipe)),
        extent=data.basis,
        memory=memory,
        checkpoint_bytes=checkpoint_bytes(target.config, recipe),
        source=speed.source,
        basis=speed.basis,
        seconds=seconds,
        parts=parts,
        cost=cost,
        summary=_summary(node.name, seconds, money, memory, recipe.micro_batch),
    )


def _parts(
    wish: Wish, target: Target, data: Extent, speed: Pace, known: Sequence[Measured]
) -> Parts:
    recipe = wish.recipe
    cadence = Cadence.of(recipe, data.steps(recipe))
    steps = cadence.total_steps
    positions = steps * data.positions_a_step(recipe)
    training = positions * speed.position + steps * speed.update
    held_out = data.validation_positions(recipe, cadence)
    # A checkpoint is written beside training, which waits only when the next one is due before.
    between = training / max(cadence.checkpoints, 1)
    waits = max(speed.write - between, 0.0) * (cadence.checkpoints - 1) + speed.write
    tokenized = any(
        m.data["dataset"] == wish.dataset.id and m.tokenizer == stored_id(wish.tokenizer)
        for m in known
    )
    whole = data.positions + held_out
    asks = recipe.sample_prompts is None or bool(recipe.sample_prompts)
    return Parts(
        start=speed.fixed,
        tokenize=0.0
        if tokenized
        else tokenizing(wish.dataset.bytes, target.cpus, target.node, known),
        reference=whole * speed.validation_position if _needs_reference(wish, known) else 0.0,
        steps=training,
        # The first of each is among what starting takes.
        validations=(cadence.validations - 1) * held_out * speed.validation_position,
        checkpoints=cadence.checkpoints * speed.save + waits,
        samples=(cadence.sample_rounds - 1) * speed.sample if asks else 0.0,
    )


def _needs_reference(wish: Wish, known: Sequence[Measured]) -> bool:
    """Whether a preference run computes what its parent thinks of the pairs, or finds it kept."""
    if not isinstance(wish.recipe, DpoRecipe):
        return False
    made_from = (wish.dataset.id, wish.parent)
    done = {(m.data["dataset"], m.data["parent"]) for m in known if m.stage == wish.spec.stage}
    return wish.parent is None or made_from not in done


def _memory(target: Target, node: Node, spec: JobSpec, speed: Pace) -> Memory:
    place = target.place(speed.precision)
    need = memory_need(target.config, target.recipe, place, target.teacher)
    here = 1 if target.gpus else target.processes
    others = (here - 1) * (need.total - need.saving)  # only the main process saves
    needed = need.total + others
    if speed.memory_bytes is not None:  # a run of this shape told it
        needed = speed.memory_bytes * here + (_CONTEXT_BYTES if target.gpus else 0)
    available = _available(node, spec)
    if available is None:
        return Memory(needed, None, None, None)
    limit = int(available * _USABLE[place.device])
    shared = limit if target.gpus else limit // here
    largest = largest_micro_batch(target.config, target.recipe, place, shared, target.teacher)
    return Memory(needed, available, needed <= limit, largest)


def _available(node: Node, spec: JobSpec) -> int | None:
    """Of the smallest GPU that it may get, or of the machine."""
    if not spec.gpus:
        return node.memory_bytes
    part = (spec.gpu_model or "").casefold()
    sizes = [gpu["memory_bytes"] for gpu in node.gpus if part in str(gpu["name"]).casefold()]
    return min((size for size in sizes if size), default=None)


def _summary(
    node: str, seconds: float | None, money: str | None, memory: Memory, micro_batch: int
) -> str:
    """``about 2 h 10 min on box-a, 1.40 EUR; needs 9.2 of 24 GB``."""
    time = f"about {duration(seconds)}" if seconds is not None else "nobody knows how long"
    price = f", {money}" if money else ""
    size = f"needs {gigabytes(memory.needed)}"
    if memory.available is not None:
        size += f" of {gigabytes(memory.available)}"
    words = f"{time} on {node}{price}; {size} GB"
    if memory.fits is not False:
        return words
    if not memory.largest_micro_batch:
        return f"{words}, which is too much even for one row at once"
    return (
        f"{words}, which is too much: set micro_batch to "
        f"{min(memory.largest_micro_batch, micro_batch)}"
    )
