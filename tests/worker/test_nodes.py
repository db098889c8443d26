"""What a box says that it offers."""

from __future__ import annotations

from pathlib import Path

import pytest

from worker.nodes import FakeInventory, Gpu, NvmlInventory, cpu_count, inventory, visible

GPUS = [Gpu(0, "GPU-aaa", "A", 1), Gpu(1, "GPU-abb", "B", 1), Gpu(2, "GPU-ccc", "C", 1)]


@pytest.mark.parametrize(
    ("variable", "indices"),
    [
        (None, [0, 1, 2]),
        ("", []),
        ("-1", []),
        ("2,0", [2, 0]),
        ("GPU-ab", [1]),
        ("GPU-a", []),  # ambiguous
        ("0,7,1", [0]),  # CUDA stops at the first that does not exist
    ],
)
def test_hidden_gpus_are_not_offered(variable: str | None, indices: list[int]) -> None:
    assert [gpu.index for gpu in visible(GPUS, variable)] == indices


def test_a_fake_inventory_is_asked_for_by_name() -> None:
    assert isinstance(inventory({}), NvmlInventory)
    fake = inventory({"MINIMIND_FAKE_GPUS": "2"})
    assert isinstance(fake, FakeInventory)
    assert [gpu.uuid for gpu in fake.gpus()] == ["FAKE-0", "FAKE-1"]


def test_the_real_inventory_answers_with_or_without_a_driver() -> None:
    for gpu in NvmlInventory({}).gpus():
        assert gpu.uuid
        assert gpu.memory_bytes > 0


def test_a_containers_quota_bounds_the_processors(tmp_path: Path) -> None:
    quota = tmp_path / "cpu.max"
    assert cpu_count(quota) >= 1
    quota.write_text("max 100000\n")
    unlimited = cpu_count(quota)
    quota.write_text("50000 100000\n")
    assert cpu_count(quota) == 1
    quota.write_text("99900000 100000\n")
    assert cpu_count(quota) == unlimited
