"""Fixes: small patches over a job's spec, each offered only where it can help.

Builders take the case and return None when there is nothing left to change.
"""

from __future__ import annotations

from typing import Any

from minimind.spec.resuming import FREE, SAID
from worker.doctor.finding import Case, Fix

_SHORTEST = 64  # tokens; a row that is shorter teaches little
_LEAST_RATE = 1e-7


def again(case: Case) -> Fix | None:
    """The same once more: for what came from outside the run."""
    del case
    return {"label": "Try again", "action": "retry", "changes": {}}


def less_memory(case: Case) -> Fix | None:
    """Half the rows at once; then what else saves memory, cheapest first."""
    recipe = case.recipe
    if not recipe:
        return None
    rows = recipe["micro_batch"]
    if rows > 1:
        half = rows // 2
        label = f"Try again with {half} {'row' if half == 1 else 'rows'} at once"
        return _change(case, label, micro_batch=half)
    if not recipe["gradient_checkpointing"]:
        label = "Try again with gradient checkpointing"
        return _change(case, label, gradient_checkpointing=True)
    length = recipe["seq_len"] // 2
    if length < _SHORTEST:
        return None
    return _change(case, f"Try again with rows of {length} tokens", seq_len=length)


def calmer(case: Case) -> Fix | None:
    """Half the learning rate, and gradients no longer than one."""
    recipe = case.recipe
    if not recipe or recipe["learning_rate"] / 2 < _LEAST_RATE:
        return None
    rate = float(f"{recipe['learning_rate'] / 2:.3g}")
    changes: dict[str, Any] = {"learning_rate": rate}
    if recipe["grad_clip"] > 1:
        changes["grad_clip"] = 1.0
    return _change(case, f"Try again with a learning rate of {rate:g}", **changes)


def shorter(case: Case) -> Fix | None:
    """As many tokens a row as the model has positions."""
    limit = case.facts.get("limit", "")
    if not limit.isdigit() or int(limit) < _SHORTEST:
        return None
    return _change(case, f"Try again with rows of {int(limit)} tokens", seq_len=int(limit))


def other_precision(case: Case) -> Fix | None:
    """What the device can do; float32 can every one."""
    precision = case.recipe.get("precision")
    if precision in (None, "float32"):
        return None
    wanted = "float32" if precision == "auto" else "auto"
    label = "with float32" if wanted == "float32" else "with the precision that fits the device"
    return _change(case, f"Try again {label}", precision=wanted)


def without_compiling(case: Case) -> Fix | None:
    """Neither fused kernels nor DeepSpeed: both build code on the machine that trains."""
    if case.recipe.get("zero_stage") is not None:
        return _change(case, "Try again without DeepSpeed", zero_stage=None)
    if case.recipe.get("compile") in ("auto", "on"):
        return _change(case, "Try again without compiling", compile="off")
    return None


def without_deepspeed(case: Case) -> Fix | None:
    """Plain data parallelism."""
    if case.recipe.get("zero_stage") is None:
        return None
    return _change(case, "Try again without DeepSpeed", zero_stage=None)


def without_holding_out(case: Case) -> Fix | None:
    """Nothing held out, for a dataset too small for that."""
    if not case.recipe.get("validation_fraction"):
        return None
    return _change(case, "Try again with nothing held out", validation_fraction=0.0)


def fewer_processes(case: Case) -> Fix | None:
    """As many as there are rows or GPUs for."""
    most = case.facts.get("most", "")
    if not most.isdigit() or int(most) < 1:
        return None
    what = "GPU" if case.on_gpu else "process"
    plural = "" if most == "1" else "s" if case.on_gpu else "es"
    changes = {"gpus" if case.on_gpu else "processes": int(most)}
    return {
        "label": f"Try again with {most} {what}{plural}", "action": "retry", "changes": changes,
    }  # fmt: skip


def _change(case: Case, label: str, **recipe: Any) -> Fix:
    """A retry where the run may go on with the change; else a new job."""
    changeable = not case.saved or all(name in FREE | SAID for name in recipe)
    return {
        "label": label,
        "action": "retry" if changeable else "clone",
        "changes": {"recipe": recipe},
    }
