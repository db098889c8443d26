"""The estimate that a job is stored with, to be held against what it took."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from backend.core import rates
from backend.core.estimates.estimate import NodeEstimate, Wish, estimate
from backend.core.models import Node
from backend.core.preferences import Preferences


def brief(
    session: Session, wish: Wish, nodes: Sequence[Node], prices: Preferences
) -> dict[str, Any] | None:
    """Of the machine that would be quickest; None while nobody knows how quick any is.

    A few milliseconds at most: what was measured is read once in a transaction.
    """
    found = estimate(wish, nodes, rates.known(session), prices)
    if not found or found[0].seconds is None:
        return None
    return as_stored(found[0])


def as_stored(best: NodeEstimate) -> dict[str, Any]:
    """The figures in a form that JSON keeps."""
    return {
        "node": best.node,
        "device": best.device,
        "seconds": None if best.seconds is None else round(best.seconds, 2),
        "cost": None if best.cost is None else round(best.cost, 4),
        "memory_bytes": best.memory.needed,
        "fits": best.memory.fits,
        "steps": best.steps,
        "tokens": best.tokens,
        "source": best.source,
        "basis": best.basis,
        "summary": best.summary,
    }
