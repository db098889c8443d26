"""A node tells the database that it lives, what it offers, and how busy it is."""

from __future__ import annotations

import logging
import os
import time
from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import resources
from backend.core.db import Database
from backend.core.ids import now
from backend.core.models import Lease, Node
from backend.core.settings import Settings
from worker.inventory import Fault, Inventory, Reading, cpu_count
from worker.inventory.host import address, disk_free, memory
from worker.inventory.merge import entries
from worker.resources import PERIOD_S, NodeSampler

log = logging.getLogger(__name__)

NODE_ADDRESS = "MINIMIND_NODE_ADDRESS"
_LOOK_S = 5.0  # from one look at the GPUs to the next
_THIN_S = 3600.0


class Presence:
    """This node's row in the database. Not for several threads at a time: a tick's lock is held.

    ``MINIMIND_NODE_ADDRESS`` names the address at which other nodes reach this one; see
    ``worker.inventory.host.address`` for what stands there otherwise.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        inventory: Inventory,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self._settings = settings
        self._database = database
        self._inventory = inventory
        self._address = address(settings.database_url, environ.get(NODE_ADDRESS, "").strip())
        self._sampler = NodeSampler(settings.data_dir)
        self._reading = Reading()
        # Faults are told once: they stay here until a transaction with them has succeeded.
        self._faults: defaultdict[str, list[Fault]] = defaultdict(list)
        self._look_at = 0.0
        self._sample_at = time.monotonic() + PERIOD_S
        self._thin_at = time.monotonic() + PERIOD_S

    def tell(self) -> None:
        """Renews the row; what takes a while is done only when it is due."""
        at = time.monotonic()
        looked = at >= self._look_at
        if looked:
            self._look()
        sample = None
        if at >= self._sample_at:
            self._sample_at = at + PERIOD_S
            sample = self._sampler.sample(self._reading.gpus)
        with self._database.transaction() as session:
            node = self._row(session)
            if looked:
                self._write_gpus(session, node)
            if sample:
                node.usage = sample
                resources.add(session, node.name, sample)
        if looked:
            self._faults.clear()
            self._look_at = at + _LOOK_S
        if at >= self._thin_at:
            self._thin_at = at + _THIN_S
            with self._database.transaction() as session:
                resources.thin(session, self._settings.node_name, now())

    def _look(self) -> None:
        self._reading = self._inventory.read()
        for uuid, faults in self._reading.faults.items():
            self._faults[uuid] += faults
            for fault in faults:
                log.warning("GPU %s: %s", uuid, fault.words)

    def _row(self, session: Session) -> Node:
        name = self._settings.node_name
        # Locked: the API changes the list of GPUs too, and neither may undo what the other did.
        node = session.scalar(select(Node).where(Node.name == name).with_for_update())
        if node is None:
            node = Node(name=name, gpus=[])
            session.add(node)
        node.cpus = cpu_count()
        node.memory_bytes = memory().total
        node.disk_free_bytes = disk_free(self._settings.data_dir)
        node.address = self._address
        node.heartbeat_at = now()
        return node

    def _write_gpus(self, session: Session, node: Node) -> None:
        held = session.scalars(select(Lease.resource).where(Lease.node == node.name))
        leased = {
            int(number)
            for kind, _, number in (name.partition(":") for name in held)
            if kind == "gpu"
        }
        before = {gpu["uuid"]: gpu.get("unusable") for gpu in node.gpus}
        node.gpus = entries(node.gpus, self._reading, self._faults, leased=leased, at=now())
        for gpu in node.gpus:
            if gpu["unusable"] != before.get(gpu["uuid"]):
                log.warning("GPU %d: %s", gpu["index"], gpu["unusable"] or "can be used again")
