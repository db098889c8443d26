"""Loss curves: columns of equal length."""

from __future__ import annotations

from backend.api.schemas.common import Answer


class TrainingCurve(Answer):
    """Columns of equal length. Null: not finite, or not measured in this job."""

    step: list[int]
    seconds: list[float | None]
    loss: list[float | None]
    learning_rate: list[float | None]
    grad_norm: list[float | None]
    tokens_per_s: list[float | None]
    memory_bytes: list[int | None]
    mfu: list[float | None]
    wait: list[float | None]
    balance_loss: list[float | None]
    reward_margin: list[float | None]
    reward_accuracy: list[float | None]


class ValidationCurve(Answer):
    """Columns of equal length."""

    step: list[int]
    loss: list[float | None]
    reward_margin: list[float | None]
    reward_accuracy: list[float | None]


class Curve(Answer):
    """The loss curve, thinned so that no spike is lost: points that stand for all of them."""

    training: TrainingCurve
    validation: ValidationCurve
    unigram_entropy: float | None


class Metrics(Curve):
    """A curve and the position from which the event stream carries on."""

    last_event_id: int
