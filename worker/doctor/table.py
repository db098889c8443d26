"""The whole table, in the order in which it is searched: narrow causes before wide ones."""

from __future__ import annotations

from worker.doctor.finding import Finding
from worker.doctor.findings_gpu import GPU
from worker.doctor.findings_memory import MEMORY
from worker.doctor.findings_network import NETWORK
from worker.doctor.findings_run import RUN
from worker.doctor.findings_system import SYSTEM

TABLE: tuple[Finding, ...] = (*RUN, *MEMORY, *GPU, *SYSTEM, *NETWORK)
