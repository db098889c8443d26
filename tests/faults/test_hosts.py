"""Machines of their own on a network: they work together, and their cables are cut."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from backend.core import datasets, db
from backend.core.models import Event, Node
from backend.core.settings import Settings
from tests.faults.harness import Studio, uninterrupted_value
from tests.faults.network import ADDRESSES, Network

pytestmark = [pytest.mark.slow, pytest.mark.postgres]

LOST_S = 8


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with tempfile.TemporaryDirectory(prefix="mm-net-") as folder:  # short, for a socket
        network = Network(Path(folder))
        try:
            network.start()
            yield network
        finally:
            network.remove()


@pytest.fixture
def hosts(
    request: pytest.FixtureRequest,
    network: Network,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Studio]:
    """Box-a and box-b, both with a worker, both known; the parameter is the trainer's module."""
    assert network.postgres is not None
    database = db.Database(network.postgres.url)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public;")
    db.migrate(database)
    for name, value in {
        "MINIMIND_DATA_DIR": settings.data_dir,
        "MINIMIND_RUNTIME_DIR": settings.runtime_dir,
        "MINIMIND_WORKER_TRAINER_MODULE": getattr(request, "param", "fake_trainer"),
        "MINIMIND_WORKER_POLL_S": 0.05,
        "MINIMIND_WORKER_TICK_S": 0.3,
        "MINIMIND_WORKER_TERM_S": 0.3,
        "MINIMIND_WORKER_HEARTBEAT_S": 0.5,
        "MINIMIND_WORKER_NODE_LOST_S": LOST_S,
        "MINIMIND_WORKER_MEMBER_LOST_S": LOST_S,
        "PYTHONPATH": Path(__file__).parent,
    }.items():
        monkeypatch.setenv(name, str(value))
    settings.create_directories()
    studio = Studio(settings, database)
    for host in ADDRESSES:
        network.start_worker(host, settings.logs_dir / f"worker-{host}.log")
    studio.wait("both hosts", lambda: len(_addresses(studio)) == len(ADDRESSES))
    yield studio
    for host in ADDRESSES:
        network.link(host, up=True)
        network.lose(host)
    database.close()


def test_hosts_are_known_by_the_addresses_that_reach_them(hosts: Studio) -> None:
    assert _addresses(hosts) == ADDRESSES


def test_a_run_over_two_hosts_meets_over_the_network(hosts: Studio) -> None:
    job_id = hosts.submit(steps=30, nodes=2)
    assert hosts.wait_status(job_id, "done", "failed").status == "done"
    assert hosts.final_value(job_id) == uninterrupted_value(30)
    assert hosts.steps(job_id) == list(range(1, 31))


@pytest.mark.parametrize("hosts", ["minimind.train"], indirect=True)
def test_processes_on_two_hosts_train_one_model(
    hosts: Studio, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.faults.harness.PATIENCE_S", 240.0)
    rows = "".join(json.dumps({"text": f"The number {n} is a number."}) + "\n" for n in range(64))
    upload = datasets.receive(settings, [rows.encode()])
    with hosts.database.transaction() as session:
        dataset = datasets.store(session, settings, upload, name="numbers")[0].id
    recipe = {
        "max_steps": 4, "epochs": 100, "seq_len": 64, "eval_every": 1000,
        "global_batch": 8, "micro_batch": 4,
    }  # fmt: skip
    job_id = hosts.submit(nodes=2, dataset=dataset, recipe=recipe)
    assert hosts.wait_status(job_id, "done", "failed").status == "done", hosts.logs()
    with hosts.database.session() as session:
        started = session.scalars(select(Event).where(Event.kind == "started")).one()
    assert started.data["world_size"] == 2
    assert hosts.steps(job_id)[-1] == 4


def test_a_host_that_is_gone_has_its_run_taken_over(hosts: Studio, network: Network) -> None:
    job_id = hosts.submit(steps=40, hold_at=25)
    hosts.wait_step(job_id, 25)
    lost = hosts.attempt(job_id).node
    network.lose(lost)
    hosts.wait("the takeover", lambda: hosts.job(job_id).attempt == 2)
    assert hosts.attempt(job_id).node != lost
    hosts.release(job_id)
    assert hosts.wait_status(job_id, "done", "failed").status == "done"
    assert hosts.final_value(job_id) == uninterrupted_value(40)


def test_a_host_whose_cable_is_cut_never_writes_beside_its_heir(
    hosts: Studio, network: Network
) -> None:
    job_id = hosts.submit(steps=40, hold_at=25)
    hosts.wait_step(job_id, 25)
    cut = hosts.attempt(job_id).node
    old = hosts.trainers(job_id)
    network.link(cut, up=False)
    hosts.wait("the takeover", lambda: hosts.job(job_id).attempt == 2)
    assert hosts.attempt(job_id).node != cut
    assert not any(process.is_running() for process in old), "it ended before it was taken over"
    hosts.release(job_id)
    assert hosts.wait_status(job_id, "done", "failed").status == "done"
    network.link(cut, up=True)
    hosts.wait("the host's return", lambda: _heard_again(hosts, cut))
    assert (hosts.job(job_id).status, hosts.job(job_id).attempt) == ("done", 2)
    assert hosts.final_value(job_id) == uninterrupted_value(40)
    assert hosts.steps(job_id, 2)[-1] == 40


def test_a_run_over_two_hosts_goes_on_when_the_cable_is_back(
    hosts: Studio, network: Network
) -> None:
    job_id = hosts.submit(steps=40, hold_at=25, nodes=2)
    hosts.wait_step(job_id, 25)
    first = hosts.attempt(job_id).node
    other = next(host for host in ADDRESSES if host != first)
    network.link(other, up=False)
    hosts.wait("the first attempt's end", lambda: hosts.job(job_id).status == "queued")
    assert other in (hosts.job(job_id).reason or "")
    network.link(other, up=True)
    hosts.release(job_id)
    assert hosts.wait_status(job_id, "done", "failed").status == "done"
    assert hosts.final_value(job_id) == uninterrupted_value(40)


def _addresses(studio: Studio) -> dict[str, str | None]:
    with studio.database.session() as session:
        return {node.name: node.address for node in session.query(Node)}


def _heard_again(studio: Studio, host: str) -> bool:
    with studio.database.session() as session:
        before = session.get_one(Node, host).heartbeat_at
    time.sleep(0.6)
    with studio.database.session() as session:
        return session.get_one(Node, host).heartbeat_at > before
