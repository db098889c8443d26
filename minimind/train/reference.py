"""The reference of a DPO run: log-probabilities under the model it starts from, computed once.

They are kept on disk under a name drawn from everything they depend on, so a second run on the
same model and pairs (another beta, another learning rate) reads them.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from minimind.model import Transformer
from minimind.stages import Dpo
from minimind.stages.dpo import answer_log_probs
from minimind.train.plan import Source, shares
from minimind.train.strategy import Strategy

_log = logging.getLogger(__name__)
_CHECKSUM_BYTES = 32  # sha256, in front of the values

# Called with (pairs done, pairs in all), on every process; may raise to end the work.
OnProgress = Callable[[int, int], None]


def with_reference(
    source: Source,
    stage: Dpo,
    *,
    strategy: Strategy,
    model: Callable[[], Transformer],
    made_from: str,
    cache: Path,
    micro_batch: int,
    precision: torch.dtype,
    on_progress: OnProgress,
) -> Source:
    """``source`` with log-probabilities of both answers of each pair, read or computed.

    Args:
        model: the reference, on the device; called only when something must be computed.
        made_from: names the reference's weights and the token shards.
        cache: folder for the files.
        precision: of matrix products.
    """
    if not len(source.sequences):
        return replace(source, reference=np.empty((0, 2), np.float32))
    key = [made_from, source.sequences.identity(), stage.length_normalized, str(precision)]
    file = cache / f"reference-{hashlib.sha256(repr(key).encode()).hexdigest()[:32]}.bin"
    found = strategy.on_main(lambda: _read(file, len(source.sequences)))
    if found is None:
        with torch.autocast(strategy.device.type, precision, enabled=precision != torch.float32):
            found = _compute(
                source,
                stage,
                strategy=strategy,
                model=model(),
                micro_batch=micro_batch,
                on_progress=on_progress,
            )
        strategy.on_main(lambda: _write(file, found))
    return replace(source, reference=found)


@torch.no_grad()
def _compute(
    source: Source,
    stage: Dpo,
    *,
    strategy: Strategy,
    model: Transformer,
    micro_batch: int,
    on_progress: OnProgress,
) -> NDArray[np.float32]:
    count, device = len(source.sequences), strategy.device
    result = torch.zeros(count, 2, dtype=torch.float32, device=device)
    done = 0
    for share in shares(np.arange(count), strategy.rank, strategy.world_size, micro_batch):
        batch = source.batch(share, device)
        both, _ = answer_log_probs(model, batch, length_normalized=stage.length_normalized)
        result[torch.from_numpy(share).to(device)] = both[: len(share)]
        done += micro_batch * strategy.world_size
        on_progress(min(done, count), count)
    return strategy.sum(result).cpu().numpy()


def _read(file: Path, count: int) -> NDArray[np.float32] | None:
    """What ``_write`` wrote; None when it is not there, or not as it was."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return None
    checksum, values = content[:_CHECKSUM_BYTES], content[_CHECKSUM_BYTES:]
    if hashlib.sha256(values).digest() != checksum or len(values) != count * 2 * 4:
        _log.warning("%s is damaged: the reference is computed again", file)
        return None
    return np.frombuffer(values, np.float32).reshape(count, 2)


def _write(file: Path, values: NDArray[np.float32]) -> None:
    content = values.tobytes()
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(prefix=".tmp-", dir=file.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(hashlib.sha256(content).digest() + content)
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
