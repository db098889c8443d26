"""How much memory a run needs on each device, and how much disk a checkpoint, before it starts.

Counted, in bytes, for one process with ``P`` parameters of which ``Q`` are trained, ``L`` layers of
width ``D`` (keys and values ``K``, feed-forward ``I``) and ``n`` positions at once, products in
``e`` bytes (4, or 2 in half precision):

| part | bytes |
|---|---|
| weights | 4 P; 2 P more in half precision, for autocast keeps its copies until backward is done |
| gradients, AdamW | 4 Q, 8 Q |
| a layer, dense | n (32 D + 2 e K + 4 e I), 2 D less in half precision |
| its attention on a CPU | n e H c: the probabilities of blocks of 128 queries, c keys on average |
| a layer, checkpointed | n 4 D, and one whole layer while it is computed again |
| around the layers | n (8 D + 8 D / H + 100) |
| loss | a chunk of logits three times, and gradients of states and output weights |

The figures of layers are those that autograd really keeps, counted storage by storage in torch
2.13 on a CPU, where they are exact. On a GPU the fused norm and compiled layers keep less; there
they are an upper bound. ZeRO (Rajbhandari et al. 2020) divides by the number of processes as
DeepSpeed does, with its copy of the weights it updates. Real runs of nano and small on a CPU held
0.8 to 1.2 times what is counted here (``tests/minimind/train/test_memory.py``).
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Literal

from minimind.spec.lora import LoraConfig
from minimind.spec.model import ModelConfig, parameter_count
from minimind.spec.recipe import Recipe
from minimind.spec.stages import DpoRecipe, LoraRecipe

Precision = Literal["float32", "bfloat16", "float16"]

_FLOAT = 4
_MOMENTS = 2  # of AdamW, in float32
_ATTENTION_BLOCK = 128  # minimind.model.blocks
_LOGIT_BYTES = {"cpu": 12 * 2**20, "cuda": 512 * 2**20}  # minimind.stages.logits
_ZERO_BUCKETS = 3 * 2**24 * _FLOAT  # minimind.train.zero: sent, received, averaged
# Interpreter, torch and the feed's batches; on a GPU the driver's context, cuBLAS's workspaces and
# what the caching allocator cannot use.
_BASE = {"cpu": 400 * 2**20, "cuda": 900 * 2**20}
# On a CPU half-precision products work on copies in another order; that much more was measured.
_REORDERED = 1.15
_COLLECTIVES = {"cpu": 16 * 2**20, "cuda": 300 * 2**20}  # NCCL's buffers, or gloo's
_CHECKPOINT_EXTRA = 2**20  # tokenizer, configs, headers


@dataclass(frozen=True)
class Place:
    """Where and how one process of a run computes."""

    device: Literal["cpu", "cuda"]
    precision: Precision
    world_size: int = 1

    @property
    def product_bytes(self) -> int:
        return _FLOAT if self.precision == "float32" else 2


@dataclass(frozen=True)
class MemoryNeed:
    """Bytes of one process on its device."""

    weights: int
    gradients: int
    optimizer: int
    activations: int
    loss: int
    teacher: int
    saving: int  # copies that are written while training goes on; a GPU's are in main memory
    overhead: int

    @property
    def total(self) -> int:
        return sum(astuple(self))


def memory_need(
    config: ModelConfig, recipe: Recipe, place: Place, teacher: ModelConfig | None = None
) -> MemoryNeed:
    """What the process needs that needs most. ``teacher``: the shape of the run's, if it has one.

    A preference run needs no second model: its reference's figures are computed before.
    """
    weights, world = parameter_count(config), place.world_size
    trained = trained_parameters(config, recipe)
    zero = recipe.zero_stage or 0
    share = _FLOAT * trained // world
    positions = _rows(recipe, world) * recipe.seq_len * (2 if isinstance(recipe, DpoRecipe) else 1)
    overhead = _BASE[place.device] + (_COLLECTIVES[place.device] if world > 1 else 0)
    return MemoryNeed(
        # Stages 1 and 2 keep the share that they update apart; stage 3 holds its share twice, and
        # of models as small as these never lets go of what it gathered.
        weights=_weights(weights, place) + {0: 0, 1: share, 2: share, 3: 2 * share}[zero],
        gradients=share if zero >= 2 else _FLOAT * trained,
        optimizer=_MOMENTS * (share if zero >= 1 else _FLOAT * trained),
        activations=_activations(config, recipe, place, positions),
        loss=_loss(config, place, positions, distils=teacher is not None),
        teacher=_teacher(teacher, place, positions) if teacher else 0,
        saving=(1 + _MOMENTS) * _FLOAT * trained if place.device == "cpu" else 0,
        overhead=overhead + (_ZERO_BUCKETS if recipe.zero_stage is not None else 0),
    )


def largest_micro_batch(
    config: ModelConfig,
    recipe: Recipe,
    place: Place,
    limit: int,
    teacher: ModelConfig | None = None,
) -> int:
    """Most rows at once with which a process needs no more than ``limit`` bytes; 0: not even one.

    Never more than its share of a step.
    """
    fits, too_many = 0, -(-recipe.global_batch // place.world_size) + 1
    while too_many - fits > 1:
        rows = (fits + too_many) // 2
        changed = recipe.model_copy(update={"micro_batch": rows})
        if memory_need(config, changed, place, teacher).total <= limit:
            fits = rows
        else:
            too_many = rows
    return fits


def checkpoint_bytes(config: ModelConfig, recipe: Recipe) -> int:
    """Of one checkpoint on the disk, with the optimizer's state: float32, what is trained only."""
    return (1 + _MOMENTS) * _FLOAT * trained_parameters(config, recipe) + _CHECKPOINT_EXTRA


def trained_parameters(config: ModelConfig, recipe: Recipe) -> int:
    """How many weights get gradients: all, or an adapter's."""
    if not isinstance(recipe, LoraRecipe):
        return parameter_count(config)
    lora = LoraConfig.of(recipe)
    hidden, width = config.hidden_size, config.intermediate_size
    kv_width = config.num_key_value_heads * config.head_dim
    experts = config.n_routed_experts + config.n_shared_experts if config.use_moe else 1
    sides = {
        "q_proj": 2 * hidden, "o_proj": 2 * hidden,
        "k_proj": hidden + kv_width, "v_proj": hidden + kv_width,
        **dict.fromkeys(("gate_proj", "up_proj", "down_proj"), experts * (hidden + width)),
    }  # fmt: skip
    return config.num_hidden_layers * lora.rank * sum(sides[name] for name in lora.targets)


def layer_bytes(config: ModelConfig, recipe: Recipe, place: Place, context: float) -> float:
    """What one layer keeps of a position that sees ``context`` others, for backward."""
    kind, hidden = place.product_bytes, config.hidden_size
    kv_width = config.num_key_value_heads * config.head_dim
    expert = 4 * kind * config.intermediate_size
    outer = 32 * hidden - (2 * hidden if kind < _FLOAT else 0) + 2 * kind * kv_width
    if isinstance(recipe, LoraRecipe) and recipe.lora_targets == "q_o":
        # Frozen projections need no inputs for their own gradients.
        outer -= 12 * hidden if kind == _FLOAT else 16 * hidden
        expert = 3 * kind * config.intermediate_size
    if config.use_moe:  # sorted to their experts and back
        routed = config.num_experts_per_tok * (expert + 8 * hidden)
        inner = routed + config.n_shared_experts * (expert + 5 * hidden)
        inner += 12 * config.n_routed_experts + 112
    else:
        inner = expert
    kept = kind * config.num_attention_heads * context if place.device == "cpu" else 0.0
    return outer + inner + kept


def _rows(recipe: Recipe, world_size: int) -> int:
    """Rows that a process computes at once: never more than its share of a step."""
    return min(recipe.micro_batch, -(-recipe.global_batch // world_size))


def _weights(parameters: int, place: Place) -> int:
    return parameters * (_FLOAT + (2 if place.product_bytes < _FLOAT else 0))


def _activations(config: ModelConfig, recipe: Recipe, place: Place, positions: int) -> int:
    width, hidden, layers = recipe.seq_len, config.hidden_size, config.num_hidden_layers
    # Packed documents see less, but the widest batch counts.
    context = (width + min(width, _ATTENTION_BLOCK)) / 2
    layer = layer_bytes(config, recipe, place, context)
    around = 8 * hidden + 8 * config.head_dim + 100
    # Gradients of one layer's tensors, while they are computed.
    passing = 24 * hidden + 5 * place.product_bytes * config.intermediate_size
    kept = layers * 4 * hidden + layer if recipe.gradient_checkpointing else layers * layer
    copied = _REORDERED if place.device == "cpu" and place.product_bytes < _FLOAT else 1.0
    return int(copied * positions * (kept + around + passing))


def _loss(config: ModelConfig, place: Place, positions: int, *, distils: bool) -> int:
    vocabulary, hidden = config.vocab_size, config.hidden_size
    chunk = min(_LOGIT_BYTES[place.device], _FLOAT * vocabulary * positions)
    return chunk * (7 if distils else 3) + hidden * (18 * positions + _FLOAT * vocabulary)


def _teacher(teacher: ModelConfig, place: Place, positions: int) -> int:
    """Weights, its states, and one layer's values: it keeps nothing for backward."""
    passing = 16 * teacher.hidden_size + 3 * place.product_bytes * teacher.intermediate_size
    return _weights(parameter_count(teacher), place) + positions * passing
