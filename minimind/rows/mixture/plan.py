"""How much each part with a weight gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from minimind.spec import SpecError

MAX_REPEATS = 100


@dataclass(frozen=True)
class Share:
    """A part with a weight.

    Attributes:
        have: what it has, in rows or in characters.
        field: what a complaint about it names.
    """

    name: str
    have: int
    weight: float
    field: str


@dataclass(frozen=True)
class Plan:
    """``amounts[i]`` is taken from part ``i``; more than it has means that it is repeated."""

    amounts: list[int]
    notes: list[str]


def divide(shares: Sequence[Share], *, total: int | None, repeat: bool, unit: str) -> Plan:
    """Divides ``total`` among the parts by their weights, exactly.

    Args:
        shares: one at least, all of which have something.
        total: None: as much as goes without repeating anything, or, with ``repeat``, as much as
            it takes to use everything.
        repeat: whether parts with too little for their share are used again.
        unit: what amounts are counted in, for messages.

    Raises SpecError for shares that cannot be had.
    """
    # As they were written: 0.1 is a tenth.
    weights = [Fraction(str(share.weight)) for share in shares]
    whole = sum(weights)
    if total is None:
        reach = [share.have * whole / w for share, w in zip(shares, weights, strict=True)]
        amount = max(reach) if repeat else min(reach)
    else:
        amount = Fraction(total)
    exact = [amount * weight / whole for weight in weights]
    amounts = [int(value) for value in exact]
    # What rounding down leaves goes to those that lost most by it.
    over = int(amount) - sum(amounts)
    for at in sorted(range(len(exact)), key=lambda at: (amounts[at] - exact[at], at))[:over]:
        amounts[at] += 1
    notes: list[str] = []
    given = [
        _given(share, wanted, repeat, unit, notes)
        for share, wanted in zip(shares, amounts, strict=True)
    ]
    return Plan(given, notes)


def _given(share: Share, wanted: int, repeat: bool, unit: str, notes: list[str]) -> int:
    if wanted < 1:
        raise SpecError(
            f"The share of {share.name} is so small that not one row of it would be taken.",
            field=share.field,
            remedy="Raise its weight or the total, or leave it out.",
        )
    if wanted <= share.have:
        return wanted
    if not repeat:
        notes.append(
            f"{share.name} has only {share.have:,} of the {wanted:,} {unit} of its share; "
            "nothing is repeated."
        )
        return share.have
    if wanted > MAX_REPEATS * share.have:
        raise SpecError(
            f"{share.name} would be used {wanted // share.have:,} times for its share.",
            field=share.field,
            remedy=f"Lower its weight or the total: {MAX_REPEATS} times is the most.",
        )
    notes.append(f"{share.name} is used {wanted / share.have:.3g} times for its share.")
    return wanted
