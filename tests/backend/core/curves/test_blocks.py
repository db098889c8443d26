"""The format of a block: what was written comes back, also with other columns."""

from __future__ import annotations

import numpy as np
import pytest

from backend.core.curves.blocks import COLUMNS, columns_of, decode, encode
from minimind.spec.events import Validation

NAMES = ("step", "loss", "mfu")


@pytest.mark.parametrize("pack", [False, True])
def test_a_block_comes_back_bit_for_bit(pack: bool) -> None:
    table = np.array([[1, 2, 2**52], [0.1, np.nan, -np.inf], [np.nan] * 3])
    block = encode(table, NAMES, pack=pack)
    assert decode(block, NAMES).tobytes() == table.tobytes()
    assert b"mfu" not in block  # nothing of it was measured
    assert decode(encode(table[:, :0], NAMES, pack=pack), NAMES).shape == (3, 0)


def test_columns_may_come_and_go() -> None:
    """A block written by another version, with its columns in another order."""
    block = encode(np.array([[5.0, 6.0], [1.0, 2.0], [7.0, 8.0]]), ("old", "step", "loss"))
    got = decode(block, NAMES)
    assert got[:2].tolist() == [[1.0, 2.0], [7.0, 8.0]]
    assert np.isnan(got[2]).all()


def test_the_layout_is_what_the_docstring_says() -> None:
    """Stored blocks outlive this code."""
    block = encode(np.array([[1.0], [0.5], [np.nan]]), NAMES)
    assert block == bytes.fromhex(
        "4342" "01" "00" "01000000" "0900" "737465702c6c6f7373"  # step,loss
        "000000000000f03f" "000000000000e03f"
    )  # fmt: skip


@pytest.mark.parametrize("block", [b"", b"CB\x01", b"XX" + bytes(8), b"CB\x09" + bytes(7)])
def test_what_is_no_block_is_refused(block: bytes) -> None:
    with pytest.raises(ValueError, match="block of a curve"):
        decode(block, NAMES)


def test_event_lines_become_columns() -> None:
    lines = [Validation(time=1.5, step=s, loss=None, tokens=9, reward_margin=0.5) for s in (3, 4)]
    table = columns_of("validation", lines)
    by_name = dict(zip(COLUMNS["validation"], table.tolist(), strict=True))
    assert by_name["step"] == [3.0, 4.0]
    assert by_name["reward_margin"] == [0.5, 0.5]
    assert np.isnan(by_name["loss"]).all()
