"""The part of an attempt over several machines that a further one runs.

It does as the first machine says: meets the others where that one is, and ends its processes when
the attempt is over. It stores no events and no end of the job.
"""

from __future__ import annotations

import logging
import threading
import time
from types import FrameType

from backend.core.errors import StaleAttempt
from backend.core.restarts import SHUT_DOWN
from backend.core.settings import Settings
from minimind.spec import RunDir
from worker import processes
from worker.inventory import interface_of
from worker.launch import Meeting
from worker.log_rotation import rotate
from worker.logs import AttemptLog
from worker.member_record import MemberRecord
from worker.options import WorkerOptions
from worker.record import AttemptRecord, Patience
from worker.supervisor import launching
from worker.supervisor.cleanup import end_and_prove
from worker.supervisor.gpus import LeasedGpus
from worker.supervisor.isolation import Isolation
from worker.supervisor.persistence import GaveUp, Persistence, over
from worker.trainer import Trainer


class MemberSupervisor:
    """One machine's part, from the meeting to its end."""

    def __init__(
        self,
        settings: Settings,
        options: WorkerOptions,
        record: AttemptRecord,
        member: MemberRecord,
    ) -> None:
        self._options = options
        self._record = record
        self._member = member
        self._run_dir = RunDir(settings.run_dir(record.job_id))
        self._log_path = self._run_dir.log(record.attempt, member.rank)
        self._marker = processes.marker_value(record.job_id, record.attempt, member.rank)
        self._log = AttemptLog(logging.getLogger(__name__), record.job_id, record.attempt)
        self._patience = Patience(self._log)
        self._persist = Persistence(
            self._patience,
            options.poll_s,
            lambda: over(self._shutdown_at, options.shutdown_s - 1),
        )
        self._shutdown_at: float | None = None
        self._renew_at = 0.0
        self._isolation = Isolation(options.member_lost_s)
        self._isolation.heard(others=True)

    def request_shutdown(self, _number: int, _frame: FrameType | None) -> None:
        """Signal handler: the box shuts down."""
        if self._shutdown_at is None:
            self._shutdown_at = time.monotonic()

    def run(self) -> None:
        """Supervises to the end."""
        try:
            self._persist(lambda: self._member.register(processes.identify()))
            self._log.info("supervisor of part %d registered", self._member.rank)
            outcome = self._supervise()
            self._persist(lambda: self._member.end(outcome))
            self._log.info("part %d ended: %s", self._member.rank, outcome)
        except StaleAttempt as error:
            self._log.warning("leaves: %s", error)
        except GaveUp:
            self._log.warning("leaves without the database; the next start sees to the job")

    def _supervise(self) -> str:
        """Returns the part's outcome once none of its processes is left."""
        endpoint = self._wait_for_meeting()
        if endpoint is None:
            return SHUT_DOWN if self._shutdown_at is not None else "done"
        assignment = self._persist(self._record.assignment)
        address = self._persist(self._record.address)
        meeting = Meeting(
            assignment.nodes, self._member.rank, endpoint, address, interface_of(address)
        )
        command = launching.command(self._run_dir, assignment, self._options, meeting)
        gpus = LeasedGpus(assignment.gpu_uuids, self._marker)
        try:
            trainer = Trainer(command, self._log_path, self._marker)
        except OSError as error:
            self._log.error("cannot start: %s", error)
            return "failed"
        self._log.info("launched process %d: %s", trainer.pid, " ".join(command.argv))
        over = threading.Event()
        threading.Thread(target=self._end_when_cut_off, args=(over,), daemon=True).start()
        ended = self._until_end(trainer)
        over.set()
        while end_and_prove(
            trainer, gpus, term_s=self._options.term_s, kill_s=self._options.kill_s
        ).processes_left:
            self._patience.attempt(self._member.renew)  # what it holds stays reserved
            if self._shutdown_at is not None:
                break
        if self._shutdown_at is not None:
            return SHUT_DOWN
        return "done" if ended or trainer.exit_code == 0 else "failed"

    def _wait_for_meeting(self) -> str | None:
        """Where to meet; None when the attempt is over before that is known."""
        while self._shutdown_at is None:
            situation = self._persist(self._member.situation)
            if situation.over:
                return None
            if situation.rendezvous is not None:
                return situation.rendezvous
            self._renew_when_due()
            time.sleep(self._options.poll_s)
        return None

    def _until_end(self, trainer: Trainer) -> bool:
        """Whether the attempt was over before this part had ended by itself."""
        while self._shutdown_at is None:
            trainer.reap()
            if trainer.exit_code is not None:
                return False
            done, situation = self._patience.attempt(self._member.situation)
            if done and situation and situation.over:
                return True
            self._renew_when_due()
            rotate(self._log_path)
            time.sleep(self._options.poll_s)
        return False

    def _renew_when_due(self) -> None:
        asked_at = time.monotonic()
        if asked_at >= self._renew_at and self._patience.attempt(self._member.renew)[0]:
            self._renew_at = time.monotonic() + self._options.heartbeat_s
            self._isolation.heard(others=True, at=asked_at)

    def _end_when_cut_off(self, over: threading.Event) -> None:
        """Ends this part before the first machine counts it as lost and the job starts again.

        In a thread of its own, for a call to a database behind a cut cable takes its time.
        """
        while not over.wait(self._options.poll_s):
            if self._isolation.must_end:
                self._log.error("cut off from the database; this part of the run is ended")
                processes.end_all(
                    lambda: processes.marked(self._marker), term_s=0, kill_s=self._options.kill_s
                )
                return
