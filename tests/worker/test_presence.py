"""A node's row: GPUs of strangers and failed GPUs in it, and what people may do about them."""

from __future__ import annotations

import os
import threading
from typing import Any

import pytest

from backend.core import datasets, gpus, jobs, resources
from backend.core.db import Database
from backend.core.errors import Conflict, NotFound
from backend.core.models import Lease, Node
from backend.core.settings import Settings
from tests.worker.fake_nvml import FakeCard, FakeNvml
from worker import presence
from worker.inventory import FakeInventory, Inventory, NvmlInventory
from worker.inventory.fake import FakeGpu, FakeStranger
from worker.inventory.strangers import StrangerRules
from worker.presence import Presence

ALICE = FakeStranger(pid=4242, name="python", user="alice", memory_bytes=8_100_000_000)


class Box:
    """A node whose pretended GPUs a test changes, and whose worker it may restart."""

    def __init__(self, settings: Settings, database: Database, *cards: FakeGpu) -> None:
        self.settings = settings
        self.database = database
        self.cards = list(cards)
        self.restart()

    def restart(self, inventory: Inventory | None = None) -> None:
        inventory = inventory or FakeInventory(lambda: self.cards)
        self._presence = Presence(self.settings, self.database, inventory)

    def change(self, index: int, **values: Any) -> None:
        self.cards[index] = self.cards[index].model_copy(update=values)

    def node(self) -> Node:
        """The row after the worker told of itself once more."""
        self._presence.tell()
        return self.stored()

    def stored(self) -> Node:
        with self.database.session() as session:
            return gpus.node(session, self.settings.node_name)

    def unusable(self) -> list[str | None]:
        return [gpu["unusable"] for gpu in self.node().gpus]

    def release(self, index: int) -> None:
        with self.database.transaction() as session:
            gpus.release(session, self.settings.node_name, index)

    def forget(self, index: int) -> None:
        with self.database.transaction() as session:
            gpus.forget(session, self.settings.node_name, index)


@pytest.fixture(autouse=True)
def always_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "_LOOK_S", 0.0)


@pytest.fixture
def box(settings: Settings, sqlite_database: Database) -> Box:
    return Box(settings, sqlite_database, FakeGpu(name="A"), FakeGpu(name="B"))


def test_the_row_says_what_the_box_offers(box: Box) -> None:
    node = box.node()
    assert node.cpus >= 1 and node.memory_bytes and node.disk_free_bytes
    assert node.address == "127.0.0.1" and node.usage is None
    assert [(g["index"], g["uuid"], g["name"]) for g in node.gpus] == [
        (0, "FAKE-0", "A"),
        (1, "FAKE-1", "B"),
    ]
    assert box.unusable() == [None, None]


def test_a_strangers_gpu_is_unusable_until_the_stranger_leaves(box: Box) -> None:
    box.change(1, strangers=(ALICE,))
    assert box.unusable() == [None, "In use by 'python' (pid 4242) of alice, 8.1 GB"]
    unknown = FakeStranger(pid=7, memory_bytes=None)
    box.change(1, strangers=(ALICE, unknown, ALICE, ALICE))
    words = box.unusable()[1] or ""
    assert "a process outside this container (pid 7)" in words and words.endswith("; 2 more")
    box.change(1, strangers=())
    assert box.unusable() == [None, None]


def test_a_hardware_fault_lasts_until_a_person_lifts_it(box: Box) -> None:
    box.unusable()
    box.change(0, xids=(13, 79))
    assert "Xid 79" in (box.unusable()[0] or "")
    box.restart()
    assert "Xid 79" in (box.unusable()[0] or "")
    box.release(0)
    assert box.stored().gpus[0]["unusable"] is None  # at once, not only after a look
    assert box.unusable() == [None, None]
    box.restart()  # reads the same old faults again
    assert box.unusable() == [None, None]
    box.change(0, xids=(13, 79, 79))
    assert "Xid 79" in (box.unusable()[0] or "")


@pytest.mark.parametrize("number", [13, 31, 43, 45, 68, 109])
def test_a_programs_fault_is_not_the_gpus(box: Box, number: int) -> None:
    box.change(0, xids=(number,))
    assert box.unusable() == [None, None]
    assert box.stored().gpus[0]["warning"] is None


@pytest.mark.parametrize("number", [48, 62, 64, 74, 79, 95, 119, 120])
def test_faults_that_need_a_reset_or_a_restart_take_a_gpu_out(box: Box, number: int) -> None:
    box.change(1, xids=(number,))
    good, bad = box.unusable()
    assert good is None and f"Xid {number}:" in (bad or "") and "release" in (bad or "")


@pytest.mark.parametrize("number", [63, 92, 94, 61])
def test_lesser_faults_are_told_only(box: Box, number: int) -> None:
    box.change(1, xids=(number,))
    assert box.unusable() == [None, None]
    assert f"Xid {number}:" in box.stored().gpus[1]["warning"]


def test_a_gpu_that_vanishes_keeps_its_place_and_must_be_released(box: Box) -> None:
    box.unusable()
    box.change(0, there=False)
    found, lost = box.node().gpus
    assert (found["index"], found["unusable"]) == (1, None)
    assert lost["index"] == 0 and lost["missing"] and "fell off the bus" in lost["unusable"]
    with pytest.raises(Conflict, match="not well yet"):
        box.release(0)
    box.change(0, there=True)
    assert box.unusable()[0]  # well again, but nobody said so
    box.release(0)
    assert box.unusable() == [None, None]
    with pytest.raises(Conflict, match="not in quarantine"):
        box.release(0)


def test_a_gpu_that_was_taken_out_can_be_forgotten(box: Box) -> None:
    box.unusable()
    with pytest.raises(Conflict, match="is there"):
        box.forget(1)
    box.change(1, there=False)
    box.unusable()
    box.forget(1)
    assert box.unusable() == [None]
    with pytest.raises(NotFound):
        box.forget(1)
    box.change(1, there=True)
    assert box.unusable() == [None, None]


def test_a_lost_gpu_that_a_job_holds_is_not_forgotten(box: Box) -> None:
    box.unusable()
    _hold(box, "gpu:0")
    box.change(0, there=False)
    box.unusable()
    with pytest.raises(Conflict, match="holds"):
        box.forget(0)


def test_a_gpu_in_trouble_must_be_released_once_it_is_well(box: Box) -> None:
    box.change(0, trouble="The driver asks for a reset of this GPU.")
    assert "reset" in (box.unusable()[0] or "")
    with pytest.raises(Conflict, match="not well yet"):
        box.release(0)
    box.change(0, trouble=None)
    assert box.unusable()[0]
    box.release(0)
    assert box.unusable() == [None, None]


def test_a_fault_is_kept_while_the_database_is_away(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.unusable()
    box.change(0, xids=(48,))

    def away() -> Any:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(box.database, "transaction", away)
        with pytest.raises(ConnectionError):
            box.node()
    assert "Xid 48" in (box.unusable()[0] or "")


def nvml_box(box: Box, nvml: FakeNvml, **options: Any) -> None:
    rules = StrangerRules(box.settings, host_pids=options.pop("host_pids", True))
    box.restart(NvmlInventory(options.pop("visible", None), rules, nvml=nvml))


def test_an_index_stays_with_its_card_when_the_driver_numbers_anew(box: Box) -> None:
    nvml = FakeNvml([FakeCard("GPU-a"), FakeCard("GPU-b"), FakeCard("GPU-c")])
    nvml_box(box, nvml)
    box.unusable()
    del nvml.cards[0]
    nvml.cards.append(FakeCard("GPU-d"))  # the driver's number 2, which is GPU-c's here
    assert [(g["uuid"], g["index"], g["missing"]) for g in box.node().gpus] == [
        ("GPU-b", 1, False),
        ("GPU-c", 2, False),
        ("GPU-d", 3, False),
        ("GPU-a", 0, True),
    ]


def test_pretended_cards_leave_for_real_ones_and_hidden_ones_leave_too(box: Box) -> None:
    box.unusable()
    nvml = FakeNvml([FakeCard("GPU-a"), FakeCard("GPU-b")])
    nvml_box(box, nvml)
    assert [gpu["uuid"] for gpu in box.node().gpus] == ["GPU-a", "GPU-b"]
    nvml_box(box, nvml, visible="GPU-b")
    assert [gpu["uuid"] for gpu in box.node().gpus] == ["GPU-b"]


def test_a_driver_that_is_away_condemns_no_card(box: Box) -> None:
    nvml = FakeNvml([FakeCard("GPU-a")])
    nvml_box(box, nvml)
    box.unusable()
    nvml.start_error = 18  # driver and library do not fit, until the machine restarts
    nvml_box(box, nvml)
    assert "The GPU driver does not answer" in (box.unusable()[0] or "")
    nvml.start_error = None
    assert box.unusable() == [None]


def test_an_event_of_the_driver_counts_once(box: Box) -> None:
    nvml = FakeNvml([FakeCard("GPU-a")])
    nvml_box(box, nvml)
    box.unusable()
    nvml.events.append((nvml.cards[0], 95))
    assert "Xid 95" in (box.unusable()[0] or "")
    box.release(0)
    assert box.unusable() == [None]


def test_a_release_and_a_look_at_the_same_moment_both_count(
    settings: Settings, database: Database
) -> None:
    box = Box(settings, database, FakeGpu(xids=(79,)))
    assert box.unusable()[0]
    box.change(0, utilisation=50)
    look = threading.Thread(target=box.node)
    with database.transaction() as session:
        gpus.release(session, "box-a", 0)
        look.start()
        look.join(timeout=0.3)  # it waits for this transaction, or would undo it
    look.join()
    [gpu] = box.stored().gpus
    assert gpu["utilisation"] == 50 and gpu["quarantine"] is None


def test_a_run_in_a_container_is_no_stranger_on_its_own_gpu(box: Box) -> None:
    nvml = FakeNvml([FakeCard("GPU-a", processes=[(4_190_000, 10**9)])])
    nvml_box(box, nvml, host_pids=False)
    assert "outside this container" in (box.unusable()[0] or "")
    _hold(box, "gpu:0")
    assert box.unusable() == [None]


def test_samples_are_stored_in_their_turn(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "PERIOD_S", 0.0)
    box.change(0, utilisation=88)
    box.restart()
    node = box.node()
    assert node.usage and node.usage["memory_used_bytes"] > 0
    assert node.usage["gpus"][0] == {
        "uuid": "FAKE-0", "utilisation": 88, "memory_used_bytes": 0, "temperature_c": 30,
        "power_w": 20.0,
    }  # fmt: skip
    box.node()
    with box.database.session() as session:
        series = resources.of_node(session, node.name)
    assert len(series.times) == 2 and series.gpus[0].columns["utilisation"] == [88, 88]


def test_an_address_that_is_given_is_told(
    settings: Settings, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, presence.NODE_ADDRESS, "box-a.lan")
    assert Box(settings, sqlite_database).node().address == "box-a.lan"


def _hold(box: Box, resource: str) -> None:
    """A job that holds it."""
    upload = datasets.receive(box.settings, [b'{"text": "words"}\n'])
    with upload, box.database.transaction() as session:
        dataset = datasets.store(session, box.settings, upload, name="words")[0]
        spec = {"stage": "pretrain", "model": "nano", "dataset": dataset.id}
        job, _ = jobs.submit(session, jobs.JobSpec.parse(spec))
        session.flush()
        session.add(Lease(node="box-a", resource=resource, job_id=job.id, attempt=1))
