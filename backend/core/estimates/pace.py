"""How fast a run would go: measured there, scaled from something else, or from a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from backend.core.estimates.extent import POSITIONS_A_BYTE
from backend.core.rates import Measured
from minimind.spec import size_config
from minimind.spec.devices import peak_flops
from minimind.spec.memory import Place, Precision, checkpoint_bytes, trained_parameters
from minimind.spec.model import ModelConfig
from minimind.spec.recipe import Recipe
from minimind.spec.stages import stage_named
from minimind.spec.work import position_work

Source = Literal["measured", "scaled", "reference", "unknown"]

# Of the shape of a step: what makes a measured speed the very one that is asked for. How many rows
# a step has is not among them: its parts are counted apart.
_SHAPE = (
    "seq_len", "precision", "compile", "gradient_checkpointing", "zero_stage", "packing",
    "lora_rank", "lora_targets",
)  # fmt: skip
# Published hours on one RTX 3090: rows' kind -> size -> (bytes of the file, hours).
_TABLE = {
    "text": {"small": (1.6e9, 1.1), "base": (1.6e9, 3.9)},
    "conversations": {"small": (1.2e9, 1.0), "base": (1.2e9, 3.3)},
    "preferences": {"small": (909e6, 1.0), "base": (909e6, 3.0)},
}
_TABLE_CARD = "RTX 3090"
_DEFAULTS = {"fixed": 20.0, "sample": 1.0, "disk": 500e6}  # seconds, seconds, bytes a second
_TOKENIZED_A_CPU = 3e6  # bytes a second and processor; 75 MB on two took 12 s


@dataclass(frozen=True)
class Target:
    """A run to be estimated on one device."""

    config: ModelConfig
    recipe: Recipe
    stage: str
    model: str
    teacher: ModelConfig | None
    node: str
    device: str
    cpus: int
    context: float
    gpus: int  # on each machine
    processes: int
    nodes: int

    @property
    def devices(self) -> int:
        return self.nodes * max(self.gpus, 1)

    @property
    def world_size(self) -> int:
        return self.nodes * (self.gpus or self.processes)

    def place(self, precision: Precision | None = None) -> Place:
        """Where it computes; ``precision``: what ``auto`` is known to become there."""
        kind, wanted = "cuda" if self.gpus else "cpu", self.recipe.precision
        if wanted == "auto":  # only some processors have fast half-precision products
            wanted = precision or ("bfloat16" if self.gpus else "float32")
        return Place(kind, wanted, self.world_size)


@dataclass(frozen=True)
class Pace:
    """Seconds that the parts of a run take. Positions are counted over all devices together."""

    source: Source
    basis: str  # in words
    position: float = 0.0
    update: float = 0.0  # clipping and the optimizer
    validation_position: float = 0.0
    sample: float = 0.0
    save: float = 0.0
    write: float = 0.0
    fixed: float = 0.0
    precision: Precision | None = None  # that ``auto`` became
    memory_bytes: int | None = None  # that a run of this very shape held


def pace(target: Target, known: Sequence[Measured]) -> Pace:
    """The best that is known; ``known`` newest first."""
    usable = [m for m in known if m.is_steady and _comparable(m, target)]
    if not usable:
        return _from_table(target) or Pace(
            "unknown", "Nothing was measured on such a device yet: run a short probe."
        )
    distances = [_distance(m, target) for m in usable]
    least = min(distances)
    nearest = [m for m, distance in zip(usable, distances, strict=True) if distance == least]
    best = min(nearest, key=lambda m: _differences(m, target))  # the first, newest, of equals
    return _scaled(best, target)


def tokenizing(dataset_bytes: int, cpus: int, node: str, known: Sequence[Measured]) -> float:
    """Seconds to tokenize a file of so many bytes."""
    for m in known:
        if m.node == node and m.costs.tokenize_seconds > 1:
            return dataset_bytes * m.costs.tokenize_seconds / max(m.data["dataset_bytes"], 1)
    return dataset_bytes / (_TOKENIZED_A_CPU * cpus)


def _comparable(measured: Measured, target: Target) -> bool:
    """The same device, or another GPU when the sheets tell how much faster it is."""
    return measured.device == target.device or bool(
        peak_flops(measured.device) and peak_flops(target.device)
    )


def _distance(measured: Measured, target: Target) -> tuple[Any, ...]:
    elsewhere = measured.node != target.node
    return (
        measured.device != target.device,
        not target.gpus and elsewhere,  # processors that count alike may be of any make
        measured.model != target.model,
        measured.stage != target.stage,
        measured.devices != target.devices,
        elsewhere,
    )


def _differences(measured: Measured, target: Target) -> int:
    """In how many ways the shapes of their steps differ."""
    mine, theirs = target.recipe, measured.recipe
    rows = [
        min(recipe.micro_batch, -(-recipe.global_batch // world))
        for recipe, world in ((mine, target.world_size), (theirs, measured.costs.world_size))
    ]
    unlike = [getattr(mine, name, None) != getattr(theirs, name, None) for name in _SHAPE]
    words = measured.vocab_size != target.config.vocab_size
    return sum(unlike) + (rows[0] != rows[1]) + (_teacher(measured) != target.teacher) + words


def _scaled(measured: Measured, target: Target) -> Pace:
    exact = not any(_distance(measured, target)) and not _differences(measured, target)
    costs, shape = measured.costs, size_config(measured.model, measured.vocab_size)
    precision = _precision(costs.precision)
    place = Place("cuda" if target.gpus else "cpu", precision)
    theirs = position_work(shape, measured.recipe, place, costs.context, _teacher(measured))
    mine = position_work(
        target.config, target.recipe, target.place(precision), target.context, target.teacher
    )
    factor = mine / theirs * measured.devices / target.devices * _card(measured, target)
    trained = trained_parameters(target.config, target.recipe)
    weights = trained / trained_parameters(shape, measured.recipe)
    disk = checkpoint_bytes(target.config, target.recipe)
    disk /= checkpoint_bytes(shape, measured.recipe)
    position = (costs.steps.seconds - costs.update_seconds) / costs.positions
    if costs.validations.count and costs.validation_positions:
        validation = costs.validations.each / costs.validation_positions
    else:
        validation = position / 3
    written = target.recipe.sample_tokens / measured.recipe.sample_tokens
    return Pace(
        source="measured" if exact else "scaled",
        basis=_words(measured, target, exact=exact),
        position=position * factor,
        update=costs.update_seconds / costs.steps.count * weights,
        validation_position=validation * factor,
        sample=costs.samples.each * written * (factor if costs.samples.count else 1),
        save=costs.saves.each * disk,
        write=costs.write_seconds * disk,
        fixed=measured.data["fixed_seconds"],
        precision=precision,
        memory_bytes=costs.memory_bytes if exact else None,
    )


def _words(measured: Measured, target: Target, *, exact: bool) -> str:
    what = "a probe" if measured.data["kind"] == "probe" else "a run"
    if exact:
        return f"Measured by {what} of this very shape on {measured.node}."
    run = f"{what} of {measured.model} ({stage_named(measured.stage).name})"
    where = "" if measured.node == target.node else f" on {measured.node}"
    card = "" if measured.device == target.device else f", a {measured.device}"
    return f"Scaled from {run}{where}{card}; a probe tells it better."


def _card(measured: Measured, target: Target) -> float:
    """How much longer the target's GPU takes than the measured one."""
    if measured.device == target.device:
        return 1.0
    theirs, mine = peak_flops(measured.device), peak_flops(target.device)
    assert theirs and mine  # comparable
    return theirs / mine


def _teacher(measured: Measured) -> ModelConfig | None:
    name = measured.data["teacher"]
    return size_config(name, measured.vocab_size) if name else None


def _precision(name: str) -> Precision:
    return "float32" if name == "float32" else "float16" if name == "float16" else "bfloat16"


def _from_table(target: Target) -> Pace | None:
    """A first guess for GPUs whose peak is known; the table's rate is the slower program's."""
    peak, table_peak = peak_flops(target.device), peak_flops(_TABLE_CARD)
    if not target.gpus or not peak or not table_peak:
        return None
    kind = stage_named(target.stage).row_kind
    size = "base" if target.model == "base" else "small"
    file_bytes, hours = _TABLE[kind][size]
    published = hours * 3600 / (file_bytes * POSITIONS_A_BYTE[kind])
    place = target.place()
    theirs = position_work(size_config(size), target.recipe, place, target.context)
    mine = position_work(target.config, target.recipe, place, target.context, target.teacher)
    position = published * mine / theirs * table_peak / peak / target.devices
    disk = checkpoint_bytes(target.config, target.recipe) / _DEFAULTS["disk"]
    return Pace(
        source="reference",
        basis=f"A first guess, from the published times on one {_TABLE_CARD}; run a short probe.",
        position=position,
        validation_position=position / 3,
        sample=_DEFAULTS["sample"],
        write=disk,
        fixed=_DEFAULTS["fixed"],
    )
