"""DeepSpeed ZeRO (Rajbhandari et al. 2020): processes share what others would each hold a copy of.

Stage 1 shares out the optimizer's state, 2 the gradients too, 3 the weights too; at stage 0 each
process has all. A checkpoint holds whole tensors by parameter name whatever the stage, so that any
strategy, on any number of processes, can go on from it.

DeepSpeed computes in float32 here: the model's own autocast makes the products cheaper, as with
every other strategy.
"""

from __future__ import annotations

import copy
import logging
import math
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from minimind.model import Transformer
from minimind.model.moe import MixtureOfExperts
from minimind.spec import Recipe
from minimind.stages import Batch, Sums
from minimind.train.module import LossModule
from minimind.train.optimizer import make_optimizer
from minimind.train.strategy import DataParallel, Outcome, State, copied, local_rank

_MOMENTS = ("exp_avg", "exp_avg_sq")
# Elements sent at once. DeepSpeed holds a buffer of so many whatever the model's size.
_BUCKET = 2**24


class Zero(DataParallel):
    """One of several processes (or one alone) that train through a DeepSpeed engine."""

    def __init__(self, device: torch.device, rank: int, world_size: int, recipe: Recipe) -> None:
        super().__init__(device, rank, world_size)
        assert recipe.zero_stage is not None
        self.name = f"zero-{recipe.zero_stage}"
        self._deepspeed = _load_deepspeed(device)

    def prepare(self, module: LossModule, recipe: Recipe) -> None:
        model = module.model
        self._module, self._recipe, self._stage = module, recipe, recipe.zero_stage or 0
        self._trained = {n: w for n, w in model.named_parameters() if w.requires_grad}
        if self._stage == 3:
            self._hollow = _hollow(model)
            self._deepspeed.utils.set_z3_leaf_modules(
                # Their weights are used all together, and not only by their own modules.
                model, [MixtureOfExperts], raise_if_not_found=False
            )  # fmt: skip
        optimizer = make_optimizer(model, recipe)
        self._engine, *_ = self._deepspeed.initialize(
            model=module,
            optimizer=optimizer,
            config=_config(model, recipe),
            dist_init_required=False,
        )
        if self._stage == 3:
            # Losses read the tied output weights, but not through the layer that holds them.
            self._deepspeed.zero.register_external_parameter(module, model.lm_head.weight)
        self._states = self._make_states(optimizer)

    def accumulate(self, batch: Batch, objective: Callable[[Sums], Tensor], *, last: bool) -> Sums:
        self._engine.set_gradient_accumulation_boundary(last)
        sums = self._engine(batch)
        self._engine.backward(objective(sums))
        return sums

    def clip(self) -> Tensor | None:
        """None but at stage 0: a process sees only its share, and DeepSpeed clips as it steps."""
        if self._stage:
            return None
        gradients = [w.grad for w in self._trained.values() if w.grad is not None]
        return nn.utils.get_total_norm(gradients)

    def step(self, learning_rate: float, norm: float | None) -> tuple[float, Outcome]:
        engine = self._engine
        if norm is not None and not math.isfinite(norm):
            engine.zero_grad()  # at stage 0 DeepSpeed would not look
            return norm, "diverged"
        for group in engine.optimizer.param_groups:
            group["lr"] = learning_rate
        engine.step()
        if norm is None:
            norm = float(engine.get_global_grad_norm())
        made = engine.was_step_applied() and math.isfinite(norm)
        return norm, "made" if made else "diverged"

    def state(self) -> State | None:
        weights: dict[str, Tensor] = {}
        optimizer: dict[str, Tensor] = {}
        step = next(iter(self._states.values()))["step"]  # the same for all
        for name, weight in self._trained.items():
            whole = self._whole(weight)
            moments = {kind: self._whole(weight, kind) for kind in _MOMENTS}
            if self.is_main:
                weights[name] = copied(whole)
                for kind, value in {**moments, "step": step}.items():
                    optimizer[f"{kind}.{name}"] = copied(value)
        return State(weights, optimizer) if self.is_main else None

    def restore(self, optimizer: dict[str, Tensor], scaler: dict[str, Any]) -> None:
        del scaler  # there is none with ZeRO
        for key, value in optimizer.items():
            kind, _, name = key.partition(".")
            weight = self._trained[name]
            if kind == "step":  # the same for all: each update is of every weight
                for state in self._states.values():
                    state["step"].fill_(value)
            else:
                self._put(weight, kind, value.to(self.device))

    @contextmanager
    def whole_model(self) -> Iterator[Transformer]:
        if self._stage < 3:
            yield self._module.model
            return
        for weight, whole in zip(
            self._module.model.parameters(), self._hollow.parameters(), strict=True
        ):
            with self._deepspeed.zero.GatheredParameters([weight]):
                if self.is_main:
                    whole.data = weight.detach().clone()
        yield self._hollow
        for whole in self._hollow.parameters():
            whole.data = whole.new_empty(0)

    def _make_states(self, adamw: torch.optim.AdamW) -> dict[Tensor, dict[str, Tensor]]:
        """AdamW's state as the first step would make it, by the tensors that it really updates.

        Made ahead: when the first step makes it, DeepSpeed 0.19.8 finds the moments of the first
        group of weights only (at stages 1 and 2).
        """
        wrapper = self._engine.optimizer
        match self._stage:
            case 0:
                owners = list(self._trained.values())
            case 1 | 2:
                owners = wrapper.single_partition_of_fp32_groups
            case _:
                owners = wrapper.fp32_partitioned_groups_flat
        for owner in owners:
            adamw.state[owner] = {
                "step": torch.zeros((), device=owner.device),
                **{kind: torch.zeros_like(owner) for kind in _MOMENTS},
            }
        if self._stage in (1, 2):
            wrapper._lazy_init_hp_params_optimizer_state()
        return {owner: adamw.state[owner] for owner in owners}

    def _whole(self, weight: nn.Parameter, kind: str | None = None) -> Any:
        """A weight, or its moment ``kind``, put together from all processes; not a copy."""
        from deepspeed.utils import safe_get_full_fp32_param, safe_get_full_optimizer_state

        if self._stage == 0:
            return weight if kind is None else self._states[weight][kind]
        if kind is None:
            return safe_get_full_fp32_param(weight)
        return safe_get_full_optimizer_state(weight, kind)

    def _put(self, weight: Any, kind: str, value: Tensor) -> None:
        """Makes a whole moment this process's own, or its share of it."""
        from deepspeed.utils import safe_set_full_optimizer_state, safe_set_local_optimizer_state

        if self._stage == 0:
            self._states[weight][kind].copy_(value)
        elif self._stage < 3:
            safe_set_full_optimizer_state(weight, value, kind)
        else:  # the last process's share may end in padding
            size = weight.ds_tensor.numel()
            padded = F.pad(value.flatten(), (0, size * self.world_size - value.numel()))
            share = padded[size * self.rank : size * (self.rank + 1)]
            safe_set_local_optimizer_state(weight, share, kind)


def _load_deepspeed(device: torch.device) -> Any:
    """Imports DeepSpeed and gives it the processes' group, which there must be."""
    # Asked for on import and by the engine; launchers set one, or both.
    os.environ.setdefault("LOCAL_RANK", str(local_rank()))
    if device.type == "cpu":
        os.environ["DS_ACCELERATOR"] = "cpu"
    import deepspeed

    logging.getLogger("DeepSpeed").setLevel(logging.ERROR)
    # It still uses names that torch would rather see replaced.
    warnings.filterwarnings("ignore", category=FutureWarning, module=r"torch\.distributed")
    # Would be compiled when first used, and leave files in /dev/shm; gloo serves as well.
    deepspeed.ops.__compatible_ops__["deepspeed_shm_comm"] = False
    deepspeed.init_distributed(
        "gloo" if device.type == "cpu" else "nccl", auto_mpi_discovery=False, verbose=False
    )
    return deepspeed


def _config(model: Transformer, recipe: Recipe) -> dict[str, Any]:
    """DeepSpeed's settings; what is not here is right as it comes."""
    vectors = max(weight.numel() for weight in model.parameters() if weight.dim() < 2)
    return {
        "train_micro_batch_size_per_gpu": 1,  # must be told; is used for nothing
        "gradient_clipping": recipe.grad_clip,
        "zero_optimization": {
            "stage": recipe.zero_stage,
            "reduce_bucket_size": _BUCKET,
            "allgather_bucket_size": _BUCKET,
            # Vectors stay whole: to fetch them costs a message each and they weigh nothing.
            "stage3_param_persistence_threshold": vectors,
        },
        "steps_per_print": 10**9,
        "timers": {"throughput": {"enabled": False}},  # it waits for the GPU at every step
    }


def _hollow(model: Transformer) -> Transformer:
    """A copy of ``model`` of its own, its weights empty until somebody fills them in."""
    empty = {
        id(weight): nn.Parameter(weight.new_empty(0), requires_grad=False)
        for weight in model.parameters()
    }
    return copy.deepcopy(model, empty)
