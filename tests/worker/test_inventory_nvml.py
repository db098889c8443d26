"""What the driver says of GPUs, and what becomes of it when it says little or nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pynvml
import pytest

from backend.core.settings import Settings
from tests.worker.fake_nvml import FakeCard, FakeNvml
from worker.inventory import NvmlInventory, Stranger
from worker.inventory.kernel_log import KernelLog
from worker.inventory.strangers import StrangerRules
from worker.processes import MARKER

GB = 10**9
BIG = 8_100_000_000
NOT_SUPPORTED = pynvml.NVML_ERROR_NOT_SUPPORTED
# What a card may refuse without being of less use.
OPTIONAL = [
    "nvmlDeviceGetName", "nvmlDeviceGetMemoryInfo", "nvmlDeviceGetUtilizationRates",
    "nvmlDeviceGetTemperature", "nvmlDeviceGetPowerUsage", "nvmlDeviceGetMigMode",
    "nvmlDeviceGetComputeRunningProcesses", "nvmlDeviceGetPciInfo", "nvmlDeviceRegisterEvents",
]  # fmt: skip


@pytest.fixture
def nvml() -> FakeNvml:
    return FakeNvml([FakeCard("GPU-a"), FakeCard("GPU-b", bus="00000000:CB:00.0")])


def inventory_of(
    nvml: FakeNvml,
    settings: Settings,
    *,
    visible: str | None = None,
    kernel_log: KernelLog | None = None,
    host_pids: bool = True,
) -> NvmlInventory:
    rules = StrangerRules(settings, host_pids=host_pids)
    return NvmlInventory(visible, rules, nvml=nvml, kernel_log=kernel_log)


def start(*argv: str, marker: str | None = None) -> subprocess.Popen[bytes]:
    env = {**os.environ, **({MARKER: marker} if marker else {})}
    code = "import sys; sys.stdout.write('!'); sys.stdout.flush(); sys.stdin.read()"
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [sys.executable, "-c", code, *argv], env=env, stdin=pipe, stdout=pipe
    )
    assert process.stdout and process.stdout.read(1) == b"!"
    return process


@pytest.fixture
def stranger() -> Iterator[subprocess.Popen[bytes]]:
    process = start()
    yield process
    process.kill()
    process.communicate()


def test_a_gpu_with_all_that_the_driver_tells(nvml: FakeNvml, settings: Settings) -> None:
    nvml.cards[1].used = 3 * GB
    reading = inventory_of(nvml, settings).read()
    assert [gpu.uuid for gpu in reading.gpus] == ["GPU-a", "GPU-b"]
    gpu = reading.gpus[1]
    assert (gpu.index, gpu.name, gpu.memory_bytes) == (1, "NVIDIA Test Card", 80 * GB)
    usage = gpu.usage
    assert (usage.utilisation, usage.memory_used_bytes) == (37, 3 * GB)
    assert (usage.temperature_c, usage.power_w) == (55, 123.456)
    assert not gpu.strangers and gpu.trouble is None and gpu.note is None


def test_the_driver_stays_open_while_all_is_well(nvml: FakeNvml, settings: Settings) -> None:
    inventory = inventory_of(nvml, settings)
    for _ in range(3):
        inventory.read()
        assert inventory.usage(["GPU-b"])["GPU-b"].utilisation == 37
    assert nvml.opened == 1 and nvml.listening == ["GPU-a", "GPU-b"]
    inventory.close()
    assert not nvml.is_open


@pytest.mark.parametrize("function", OPTIONAL)
@pytest.mark.parametrize("error", [NOT_SUPPORTED, pynvml.NVML_ERROR_NO_PERMISSION, 999])
def test_what_a_card_does_not_tell_costs_nothing_else(
    nvml: FakeNvml, settings: Settings, function: str, error: int
) -> None:
    nvml.cards[0].fails[function] = error
    gpus = inventory_of(nvml, settings).read().gpus
    assert [gpu.uuid for gpu in gpus] == ["GPU-a", "GPU-b"]
    assert gpus[0].trouble is None and gpus[0].memory_bytes > 0
    assert gpus[1].usage.utilisation == 37


@pytest.mark.parametrize(
    "error", [pynvml.NVML_ERROR_LIBRARY_NOT_FOUND, pynvml.NVML_ERROR_LIB_RM_VERSION_MISMATCH]
)
def test_no_driver_no_gpus_until_it_comes(nvml: FakeNvml, settings: Settings, error: int) -> None:
    nvml.start_error = error
    inventory = inventory_of(nvml, settings)
    reading = inventory.read()
    assert reading.gpus == () and reading.error
    assert inventory.usage(["GPU-a"]) == {}
    nvml.start_error = None
    assert len(inventory.read().gpus) == 2


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (pynvml.NVML_ERROR_GPU_IS_LOST, "fell off the bus"),
        (pynvml.NVML_ERROR_RESET_REQUIRED, "reset"),
    ],
)
def test_a_card_that_stops_answering_says_so(
    nvml: FakeNvml, settings: Settings, error: int, words: str
) -> None:
    inventory = inventory_of(nvml, settings)
    inventory.read()
    nvml.cards[0].fails["nvmlDeviceGetMemoryInfo"] = error
    bad, good = inventory.read().gpus
    assert words in (bad.trouble or "") and good.trouble is None
    nvml.cards[0].fails.clear()
    assert inventory.read().gpus[0].trouble is None  # and the driver was opened anew for that
    assert nvml.opened == 2


def test_the_usage_of_one_card_does_not_depend_on_another(
    nvml: FakeNvml, settings: Settings
) -> None:
    nvml.cards[0].fails["nvmlDeviceGetMemoryInfo"] = pynvml.NVML_ERROR_GPU_IS_LOST
    uuids = ["GPU-a", "GPU-gone", "GPU-b"]
    assert list(inventory_of(nvml, settings).usage(uuids)) == ["GPU-b"]


def test_a_card_without_a_name_is_left_out(nvml: FakeNvml, settings: Settings) -> None:
    nvml.cards[0].fails["nvmlDeviceGetHandleByIndex"] = pynvml.NVML_ERROR_GPU_IS_LOST
    assert [gpu.uuid for gpu in inventory_of(nvml, settings).read().gpus] == ["GPU-b"]


def test_hidden_cards_are_there_but_not_offered(nvml: FakeNvml, settings: Settings) -> None:
    reading = inventory_of(nvml, settings, visible="1").read()
    assert [gpu.uuid for gpu in reading.gpus] == ["GPU-b"]
    assert reading.hidden == {"GPU-a"}


def test_a_split_card_says_so(nvml: FakeNvml, settings: Settings) -> None:
    nvml.cards[0].mig = True
    assert "MIG" in (inventory_of(nvml, settings).read().gpus[0].note or "")


def test_a_strangers_process_is_named_until_it_leaves(
    nvml: FakeNvml, settings: Settings, stranger: subprocess.Popen[bytes]
) -> None:
    nvml.cards[0].processes = [(stranger.pid, BIG), (os.getppid(), 10**6)]  # the second is small
    inventory = inventory_of(nvml, settings)
    process = psutil.Process(stranger.pid)
    expected = Stranger(stranger.pid, process.name(), process.username(), BIG)
    assert inventory.read().gpus[0].strangers == (expected,)
    stranger.kill()
    stranger.wait()
    # The driver may list it for a moment longer.
    assert inventory.read().gpus[0].strangers == ()


def test_an_old_driver_names_strangers_too(
    nvml: FakeNvml, settings: Settings, stranger: subprocess.Popen[bytes]
) -> None:
    nvml.old_driver = True
    nvml.cards[0].processes = [(stranger.pid, BIG)]
    [found] = inventory_of(nvml, settings).read().gpus[0].strangers
    assert found.pid == stranger.pid


def test_memory_of_unknown_size_counts_when_the_card_is_full(
    nvml: FakeNvml, settings: Settings, stranger: subprocess.Popen[bytes]
) -> None:
    nvml.cards[0].processes = [(stranger.pid, None)]
    inventory = inventory_of(nvml, settings)
    assert inventory.read().gpus[0].strangers == ()
    nvml.cards[0].used = BIG
    assert [s.memory_bytes for s in inventory.read().gpus[0].strangers] == [None]


def test_runs_of_this_studio_are_no_strangers_those_of_another_are(
    nvml: FakeNvml, settings: Settings
) -> None:
    settings.run_dir("job-ours").mkdir(parents=True)
    ours, theirs = start(marker="job-ours:1"), start(marker="job-theirs:1")
    chat = start("minimind.serve")
    try:
        nvml.cards[0].processes = [(process.pid, BIG) for process in (ours, theirs, chat)]
        strangers = inventory_of(nvml, settings).read().gpus[0].strangers
        assert [s.pid for s in strangers] == [theirs.pid]
    finally:
        for process in (ours, theirs, chat):
            process.kill()
            process.communicate()


def test_in_a_container_numbers_of_the_host_name_nobody(
    nvml: FakeNvml, settings: Settings, stranger: subprocess.Popen[bytes]
) -> None:
    nowhere = 4_190_000
    nvml.cards[0].processes = [(stranger.pid, BIG), (nowhere, BIG)]
    strangers = inventory_of(nvml, settings, host_pids=False).read().gpus[0].strangers
    assert [(s.pid, s.name) for s in strangers] == [(stranger.pid, None), (nowhere, None)]


def test_xid_events_are_read_without_waiting(nvml: FakeNvml, settings: Settings) -> None:
    inventory = inventory_of(nvml, settings)
    assert inventory.read().faults == {}
    nvml.events += [(nvml.cards[1], 13), (nvml.cards[1], 79), (nvml.cards[0], 63)]
    faults = inventory.read().faults
    assert [(f.xid, f.severe) for f in faults["GPU-b"]] == [(79, True)]  # 13 is a program's doing
    assert [(f.xid, f.severe) for f in faults["GPU-a"]] == [(63, False)]
    assert inventory.read().faults == {}


def test_xid_lines_of_the_kernel_are_found_by_the_cards_place(
    nvml: FakeNvml, settings: Settings, tmp_path: Path
) -> None:
    line = "NVRM: Xid (PCI:0000:cb:00): 79, pid='<unknown>', name=<unknown>, GPU has fallen off"
    kmsg = tmp_path / "kmsg"
    os.mkfifo(kmsg)
    log = KernelLog(kmsg)
    inventory = inventory_of(nvml, settings, kernel_log=log)
    assert inventory.read().faults == {}
    writer = os.open(kmsg, os.O_WRONLY)
    # One record a read, as the kernel gives them; the second was written by a program.
    os.write(writer, f"4,17,1234,-;{line}\n".encode())
    [fault] = inventory.read().faults["GPU-b"]
    assert fault.xid == 79 and fault.severe and fault.mark and fault.mark.sequence == 17
    os.write(writer, f"12,18,1300,-;{line}\n".encode())
    assert inventory.read().faults == {}
    os.write(writer, b"6,19,1400,-;usb 1-1: new device\n SUBSYSTEM=usb\n")
    assert inventory.read().faults == {}
    os.write(writer, b"4,20,1500,-;NVRM: Xid (nowhere): 79, and what follows\n")
    assert inventory.read().faults == {}
    os.close(writer)
    log.close()


@pytest.mark.gpu
def test_a_real_card_tells_all_of_itself(settings: Settings) -> None:
    inventory = NvmlInventory(None, StrangerRules(settings), kernel_log=KernelLog())
    reading = inventory.read()
    if not reading.gpus:
        pytest.skip(f"needs a GPU: {reading.error}")
    for gpu in reading.gpus:
        assert gpu.uuid.startswith("GPU-") and gpu.memory_bytes > GB
        assert 0 <= (gpu.usage.memory_used_bytes or 0) <= gpu.memory_bytes
    uuids = [gpu.uuid for gpu in reading.gpus]
    assert set(inventory.usage(uuids)) == set(uuids)
    assert [gpu.uuid for gpu in inventory.read().gpus] == uuids
    inventory.close()
