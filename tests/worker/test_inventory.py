"""What a box says that it offers."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil
import pytest

from backend.core.settings import Settings
from worker.inventory import (
    FakeInventory,
    Gpu,
    PatientInventory,
    Reading,
    Usage,
    cpu_count,
    inventory,
    visible,
)
from worker.inventory.host import LOOPBACK, address, disk_free, memory

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


def test_a_fake_inventory_is_asked_for_by_name(settings: Settings) -> None:
    assert isinstance(inventory({}, settings), PatientInventory)
    fake = inventory({"MINIMIND_FAKE_GPUS": "2"})
    assert isinstance(fake, FakeInventory)
    assert [gpu.uuid for gpu in fake.read().gpus] == ["FAKE-0", "FAKE-1"]


def test_fake_gpus_in_detail_and_from_a_file_that_changes(tmp_path: Path) -> None:
    gpus: list[dict[str, Any]] = [
        {"name": "Big", "memory_bytes": 10**11, "power_w": 400.5},
        {"strangers": [{"pid": 42, "name": "python", "user": "alice", "memory_bytes": 10**9}]},
    ]
    big, busy = inventory({"MINIMIND_FAKE_GPUS": json.dumps(gpus)}).read().gpus
    assert (big.name, big.memory_bytes, big.usage.power_w) == ("Big", 10**11, 400.5)
    assert busy.strangers[0].user == "alice"
    file = tmp_path / "gpus.json"
    file.write_text(json.dumps(gpus))
    fake = inventory({"MINIMIND_FAKE_GPUS": str(file)})
    assert len(fake.read().gpus) == 2
    file.write_text(json.dumps([{**gpus[0], "there": False}, {"xids": [13, 79]}]))
    reading = fake.read()
    assert [gpu.uuid for gpu in reading.gpus] == ["FAKE-1"]
    assert [fault.xid for fault in reading.faults["FAKE-1"]] == [79]
    assert fake.read().faults == {}
    assert set(fake.usage(["FAKE-0", "FAKE-1"])) == {"FAKE-1"}


@pytest.mark.parametrize("text", ["four", '[{"nmae": "x"}]', "/nowhere/gpus.json", "-1", "[3]"])
def test_fake_gpus_that_are_not_understood_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="MINIMIND_FAKE_GPUS"):
        inventory({"MINIMIND_FAKE_GPUS": text})


def test_the_real_inventory_answers_with_or_without_a_driver(settings: Settings) -> None:
    found = inventory({}, settings)
    for gpu in found.read().gpus:
        assert gpu.uuid
        assert gpu.memory_bytes > 0
    found.close()


class HangingDriver:
    """Answers once it is let; stands for a driver whose card is in a bad way."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.asked = 0

    def read(self) -> Reading:
        self.asked += 1
        self.go.wait()
        return Reading((Gpu(0, "GPU-late", "A", 1),))

    def usage(self, uuids: Sequence[str]) -> dict[str, Usage]:
        self.go.wait()
        return {uuid: Usage(1) for uuid in uuids}

    def close(self) -> None:
        assert self.go.is_set()


def test_a_driver_that_hangs_hangs_nobody_and_its_late_answer_counts() -> None:
    driver = HangingDriver()
    patient = PatientInventory(driver, timeout_s=0.05)
    for _ in range(3):
        assert "hung" in (patient.read().error or "")
    assert patient.usage(["GPU-late"]) == {}
    patient.close()  # leaves it alone
    assert driver.asked == 1
    driver.go.set()
    while (reading := patient.read()).error:
        time.sleep(0.01)
    assert driver.asked == 1 and reading.gpus[0].uuid == "GPU-late"
    assert patient.usage(["GPU-x"]) == {"GPU-x": Usage(1)}
    patient.close()


def test_a_containers_quota_bounds_the_processors(tmp_path: Path) -> None:
    quota = tmp_path / "cpu.max"
    assert cpu_count(quota) >= 1
    quota.write_text("max 100000\n")
    unlimited = cpu_count(quota)
    quota.write_text("50000 100000\n")
    assert cpu_count(quota) == 1
    quota.write_text("99900000 100000\n")
    assert cpu_count(quota) == unlimited


def test_a_containers_limit_bounds_the_memory(tmp_path: Path) -> None:
    machine = psutil.virtual_memory().total
    assert memory(tmp_path).total == machine  # no such files: not Linux, or an older kernel
    (tmp_path / "memory.max").write_text("max\n")
    assert memory(tmp_path).total == machine
    (tmp_path / "memory.max").write_text("1000000\n")
    (tmp_path / "memory.current").write_text("900000\n")
    (tmp_path / "memory.stat").write_text("anon 1\ninactive_file 300000\n")
    limited = memory(tmp_path)
    assert (limited.total, limited.used) == (1_000_000, 600_000)


def test_a_place_without_a_disk_has_no_free_bytes(tmp_path: Path) -> None:
    assert (disk_free(tmp_path) or 0) > 0
    assert disk_free(tmp_path / "missing") is None


def test_the_address_is_the_one_towards_the_database() -> None:
    assert address("sqlite:////data/studio.db") == LOOPBACK
    assert address("postgresql:///studio?host=/run/postgresql") == LOOPBACK
    assert address("postgresql://u:p@127.0.0.1/studio") == LOOPBACK
    assert address("postgresql://u:p@no-such-host.invalid/studio") == LOOPBACK
    assert address("sqlite:////data/studio.db", "box-a.lan") == "box-a.lan"
    own = {a.address for found in psutil.net_if_addrs().values() for a in found}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 5432))  # reserved for documentation: nobody is there
        except OSError:
            pytest.skip("needs a route to another network")
    assert address("postgresql://u:p@192.0.2.1/studio") in own - {LOOPBACK}
