"""``python -m worker.supervise --job J --attempt N``: watches over one attempt until it has ended.

It belongs to nobody: Celery, the API and the broker may die and come back while it goes on. What
it knows is in the run directory and the database, so its own death costs nothing but the run's
work since the last checkpoint; the node's next tick sees to that.
"""

from __future__ import annotations

import argparse
import errno
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

from backend.core import db
from backend.core.errors import StaleAttempt, StudioError
from backend.core.jobs import Failure
from backend.core.settings import Settings
from minimind.spec import RunDir, SpecError
from minimind.spec.events import Finished
from worker import processes
from worker.ending import Remains, forced_stop, interrupted_stop, judge
from worker.inventory import cpu_count
from worker.launch import build_command
from worker.logs import AttemptLog, configure
from worker.options import WorkerOptions
from worker.record import SHUT_DOWN, SHUT_DOWN_REASON, AttemptRecord, Patience
from worker.tail import log_tail, read_events, read_finished
from worker.trainer import Trainer, write_atomically, write_control

T = TypeVar("T")


class _GaveUp(Exception):
    """The box shuts down and the database is away; the next start finds out how the run ended."""


class Supervisor:
    """One attempt, from launch to its end in the database."""

    def __init__(self, settings: Settings, options: WorkerOptions, record: AttemptRecord) -> None:
        self._options = options
        self._record = record
        self._run_dir = RunDir(settings.run_dir(record.job_id))
        self._events = self._run_dir.events(record.attempt)
        self._marker = processes.marker_value(record.job_id, record.attempt)
        self._log = AttemptLog(logging.getLogger(__name__), record.job_id, record.attempt)
        self._patience = Patience(self._log)
        self._offset = 0
        self._heartbeat_at = 0.0
        # Moments (monotonic seconds) at which something was seen or asked, None: not yet.
        self._finished_at: float | None = None
        self._stop_asked_at: float | None = None
        self._shutdown_at: float | None = None
        self._control_is_ours = False
        self._forced = False

    def request_shutdown(self, _number: int, _frame: FrameType | None) -> None:
        """Signal handler: the box shuts down."""
        if self._shutdown_at is None:
            self._shutdown_at = time.monotonic()
            if self._control_is_ours:
                self._write_stop()

    def run(self) -> None:
        """Supervises to the end. Returns early when a later attempt took over."""
        trainer: Trainer | None = None
        try:
            self._offset = self._persist(lambda: self._record.register(processes.identify()))
            self._log.info("supervisor %d registered", os.getpid())
            trainer = self._launch()
            if trainer:
                self._watch(trainer)
                self._end_processes(trainer)
            self._conclude(trainer)
        except StaleAttempt as error:
            self._log.warning("leaves: %s", error)
        except _GaveUp:
            self._log.warning("leaves without the database; the next start sees to the job")
        finally:
            if trainer:
                trainer.end(term_s=0, kill_s=self._options.kill_s)

    def _launch(self) -> Trainer | None:
        """Starts the run; None when it cannot start (the job is ended then) or must not any more.

        Raises StaleAttempt.
        """
        try:
            assignment = self._persist(self._record.assignment)
            self._run_dir.path.mkdir(parents=True, exist_ok=True)
            self._run_dir.control.unlink(missing_ok=True)  # an earlier attempt's
            self._control_is_ours = True
            config = self._run_dir.config(self._record.attempt)
            write_atomically(config, assignment.config.model_dump_json(indent=1) + "\n")
            command = build_command(
                config,
                job_id=self._record.job_id,
                attempt=self._record.attempt,
                processes=assignment.processes,
                gpu_uuids=assignment.gpu_uuids,
                cores=cpu_count(),
                module=self._options.trainer_module,
            )
            if self._shutdown_at is not None:
                return None
            trainer = Trainer(command, self._run_dir.log(self._record.attempt), self._marker)
        except StaleAttempt:
            raise
        except (SpecError, StudioError) as error:
            self._finish(Failure("bad_config", str(error)))
            return None
        except OSError as error:
            cause = "disk_full" if error.errno == errno.ENOSPC else "cannot_start"
            self._finish(Failure(cause, f"The run could not be started: {error}."))
            return None
        self._log.info("launched process %d: %s", trainer.pid, " ".join(command.argv))
        return trainer

    def _watch(self, trainer: Trainer) -> None:
        """Returns when the launched process has left, or when it must be ended by force."""
        while True:
            trainer.reap()
            if trainer.exit_code is not None:
                return
            done, stop = self._patience.attempt(self._sync)
            if done and stop and self._stop_asked_at is None:
                self._stop_asked_at = time.monotonic()
                self._log.info("asks the run to stop")
                self._write_stop()
            if _over(self._shutdown_at, self._options.shutdown_stop_s):
                return
            if _over(self._stop_asked_at, self._options.stop_grace_s):
                self._log.warning("the run ignores the stop")
                self._forced = True
                return
            if _over(self._finished_at, self._options.exit_grace_s):
                self._log.warning("the run has finished, but its processes stay")
                return
            time.sleep(self._options.poll_s)

    def _sync(self) -> bool:
        """Stores new events, or renews the lease; returns whether the job shall stop."""
        batch = read_events(self._events, self._offset)
        moved = batch.offset != self._offset
        if moved or time.monotonic() >= self._heartbeat_at:
            self._record.ingest(batch)
            self._offset = batch.offset
            self._heartbeat_at = time.monotonic() + self._options.heartbeat_s
            if any(isinstance(event, Finished) for _, event in batch.lines):
                self._finished_at = time.monotonic()
        return self._record.stop_requested()

    def _end_processes(self, trainer: Trainer) -> None:
        """Nothing of the attempt outlives this."""
        shutting_down = self._shutdown_at is not None
        left = trainer.end(
            term_s=0.3 if shutting_down else self._options.term_s,
            kill_s=1.0 if shutting_down else self._options.kill_s,
        )
        for process in left:
            self._log.error("process %d cannot be ended", process.pid)
        self._log.info("the run's processes are gone, exit code %s", trainer.exit_code)

    def _conclude(self, trainer: Trainer | None) -> None:
        """Takes over the last events, then ends the attempt with its cause."""
        if trainer is None and self._shutdown_at is None:
            return  # it never started, and that was told
        self._persist(self._drain)
        step = self._persist(self._record.last_checkpoint_step)
        finished = read_finished(self._events)
        if self._shutdown_at is not None and (finished is None or finished.reason == "stopped"):
            stopped = (
                finished.message or f"Stopped at step {finished.step}."
                if finished
                else interrupted_stop("The studio was shut down", step)
            )
            self._requeue(SHUT_DOWN_REASON, stopped, SHUT_DOWN)
        elif self._forced and finished is None:
            reason = forced_stop(self._options.stop_grace_s, step)
            self._requeue(reason, reason, "stopped")
        elif trainer:
            remains = Remains(
                finished=finished,
                exit_code=trainer.exit_code,
                log=log_tail(self._run_dir.log(self._record.attempt)),
                last_checkpoint_step=step,
                memory_kills=trainer.memory_kills,
            )
            self._finish(judge(remains))

    def _drain(self) -> None:
        while (batch := read_events(self._events, self._offset)).offset != self._offset:
            self._record.ingest(batch)
            self._offset = batch.offset

    def _finish(self, ending: Finished | Failure) -> None:
        self._persist(lambda: self._record.finish(ending))
        self._log.info("ended: %s", ending)

    def _requeue(self, reason: str, stopped_reason: str, outcome: str) -> None:
        self._persist(
            lambda: self._record.requeue(reason, stopped_reason=stopped_reason, outcome=outcome)
        )
        self._log.info("given back: %s", reason)

    def _write_stop(self) -> None:
        try:
            write_control(self._run_dir, "stop")
        except OSError:  # a full disk; the grace time ends the run then
            self._log.exception("the stop could not be written")

    def _persist(self, call: Callable[[], T]) -> T:
        """Tries until the database answers. Raises _GaveUp when the box shuts down meanwhile."""
        while True:
            done, result = self._patience.attempt(call)
            if done:
                return result  # type: ignore[return-value]
            if _over(self._shutdown_at, self._options.shutdown_s - 1):
                raise _GaveUp
            time.sleep(self._options.poll_s)


def _over(since: float | None, seconds: float) -> bool:
    return since is not None and time.monotonic() - since > seconds


def main() -> int:
    """Supervises the attempt named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m worker.supervise", description=__doc__)
    parser.add_argument("--job", required=True)
    parser.add_argument("--attempt", required=True, type=int)
    arguments = parser.parse_args()
    configure()
    settings, options = Settings(), WorkerOptions()
    processes.become_subreaper()
    # libpq would wait minutes for a host that does not answer.
    os.environ.setdefault("PGCONNECT_TIMEOUT", "5")
    record = AttemptRecord(db.connect(settings), settings, arguments.job, arguments.attempt)
    supervisor = Supervisor(settings, options, record)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, supervisor.request_shutdown)
    supervisor.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
