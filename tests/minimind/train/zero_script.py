"""What ``test_zero.py`` starts in every process: all stages one after another, told as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from minimind.data.packing import Arrays
from minimind.model import Transformer
from minimind.spec import ModelConfig, Recipe, build_recipe
from minimind.stages import Batch, Sums
from minimind.stages.pretrain import pretrain
from minimind.train.module import LossModule
from minimind.train.optimizer import make_optimizer, state_tensors
from minimind.train.strategy import Outcome, State, copied, make_strategy
from minimind.train.zero import Zero

# Three processes: few of the sizes can be shared among them without a rest.
MODEL = ModelConfig(
    vocab_size=101,
    hidden_size=16,
    intermediate_size=25,
    num_hidden_layers=1,
    num_attention_heads=2,
    num_key_value_heads=1,
)
RATE, CLIP, MICRO_BATCHES, WIDTH = 0.01, 0.5, 2, 6
CPU = torch.device("cpu")


@dataclass
class PoisonedStage:
    """Fake: the loss of pretraining; when poisoned, with a gradient that is no number."""

    poisoned: bool = False

    def sums(self, model: Transformer, batch: Batch) -> Sums:
        sums = pretrain(packing=True, teacher=None).sums(model, batch)
        if self.poisoned:
            sums["loss"] = sums["loss"] + (sums["loss"] - sums["loss"].detach()).abs().sqrt()
        return sums


def fresh() -> Transformer:
    torch.manual_seed(0)
    return Transformer(MODEL)


def batches(step: int, rank: int) -> Iterable[Batch]:
    """The micro-batches of a process: a row of random tokens, each but the first a target."""
    for number in range(MICRO_BATCHES):
        random = np.random.default_rng([step, rank, number])
        ids = random.integers(0, MODEL.vocab_size, (1, WIDTH))
        arrays = Arrays(
            input_ids=ids,
            positions=np.arange(WIDTH)[None],
            documents=np.zeros_like(ids),
            target_positions=np.arange(WIDTH - 1),
            target_ids=ids[0, 1:],
            boundaries=np.array([0, WIDTH], np.int32),
        )
        yield Batch.of(arrays, CPU)


def update(strategy: Zero, step: int) -> Outcome:
    for number, batch in enumerate(batches(step, strategy.rank), 1):
        strategy.accumulate(batch, lambda sums: sums["loss"], last=number == MICRO_BATCHES)
    norm = strategy.clip()
    return strategy.step(RATE, None if norm is None else float(norm))[1]


def by_plain_torch(recipe: Recipe, steps: int, world_size: int) -> State:
    """What AdamW makes of the same updates in one process, without any strategy."""
    model = fresh()
    optimizer = make_optimizer(model, recipe)
    stage = pretrain(packing=True, teacher=None)
    for step in range(steps):
        for rank in range(world_size):
            for batch in batches(step, rank):
                (stage.sums(model, batch)["loss"] / world_size).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        for group in optimizer.param_groups:
            group["lr"] = RATE
        optimizer.step()
        optimizer.zero_grad()
    return State(
        weights={name: copied(weight) for name, weight in model.named_parameters()},
        optimizer={name: copied(value) for name, value in state_tensors(optimizer, model).items()},
    )


def difference(first: State, second: State) -> float:
    """Largest of any number; infinite when they do not hold the same tensors."""
    one, other = ({**state.weights, **state.optimizer} for state in (first, second))
    if {n: t.shape for n, t in one.items()} != {n: t.shape for n, t in other.items()}:
        return float("inf")
    return max(float((tensor - other[name]).abs().max()) for name, tensor in one.items())


def state_of(strategy: Zero) -> State:
    """The state, made known to every process."""
    state = strategy.state()
    assert (state is not None) == strategy.is_main
    found = strategy.on_main(lambda: state)
    assert found is not None
    return found


def try_stage(strategy: Zero, stage: Any, before: State | None) -> tuple[dict[str, Any], State]:
    """Makes two updates, or goes on from where they were made; then a poisoned and a good one."""
    recipe = build_recipe("pretrain", {"zero_stage": stage, "grad_clip": CLIP})
    model, fake = fresh(), PoisonedStage()
    if before is not None:
        model.load_state_dict(before.weights, strict=False)  # the tied head has no name of its own
    strategy.prepare(LossModule(model.train(), fake, torch.float32), recipe)  # type: ignore[arg-type]
    if before is None:
        for step in (0, 1):
            update(strategy, step)
    else:
        strategy.restore(before.optimizer, {})
    state = state_of(strategy)
    result: dict[str, Any] = {
        "off_before": difference(state, before or by_plain_torch(recipe, 2, strategy.world_size)),
        "moments": sum(moments["exp_avg"].numel() for moments in strategy._states.values()),
        "matrices": sum(w.numel() for w in model.parameters() if w.dim() == 2),
    }
    fake.poisoned = strategy.rank == 1
    result["poisoned"] = update(strategy, 2)
    result["moved"] = difference(state_of(strategy), state)
    fake.poisoned = False
    result["good"] = update(strategy, 2)
    after = by_plain_torch(recipe, 3, strategy.world_size)
    result["off_after"] = difference(state_of(strategy), after)
    with strategy.whole_model() as whole:
        if strategy.is_main:
            named = {name: copied(weight) for name, weight in whole.named_parameters()}
            result["off_whole"] = difference(State(named, {}), State(after.weights, {}))
            assert whole.lm_head.weight is whole.model.embed_tokens.weight
    return result, state


def main() -> None:
    torch.set_num_threads(1)
    strategy = make_strategy(CPU, build_recipe("pretrain", {"zero_stage": 0}))
    assert isinstance(strategy, Zero)
    results: dict[str, Any] = {}
    state: State | None = None
    for stage in (0, 1, 2, 3):
        results[f"{stage}"], trained = try_stage(strategy, stage, None)
        if state is not None:
            results[f"{stage} after {stage - 1}"], _ = try_stage(strategy, stage, state)
        state = trained
    results["0 after 3"], _ = try_stage(strategy, 0, state)
    file = Path(sys.argv[1]) / f"rank-{strategy.rank}.json"
    file.write_text(json.dumps(results), "utf-8")
    strategy.close()


if __name__ == "__main__":
    main()
