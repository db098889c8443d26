"""One attempt, from launch to its end in the database."""

from __future__ import annotations

import errno
import logging
import os
import time
from types import FrameType

from backend.core.db import Database
from backend.core.errors import StaleAttempt, StudioError
from backend.core.jobs import Failure
from backend.core.restarts import LOST, NO_PROGRESS, NODE_LOST, SHUT_DOWN
from backend.core.settings import Settings
from minimind.spec import RunDir, SpecError
from minimind.spec.events import Finished
from worker import processes
from worker.doctor import collect, judge
from worker.ending import forced_stop, interrupted_stop
from worker.inventory import inventory
from worker.log_rotation import rotate
from worker.logs import AttemptLog
from worker.options import WorkerOptions
from worker.record import SHUT_DOWN_REASON, Assignment, AttemptRecord, Patience
from worker.resources import RunSampler
from worker.supervisor import launching
from worker.supervisor.cleanup import GPU_WAIT_S, Cleanup, end_and_prove
from worker.supervisor.feed import EventFeed
from worker.supervisor.gpus import LeasedGpus
from worker.supervisor.isolation import Isolation
from worker.supervisor.peers import Peers
from worker.supervisor.persistence import GaveUp, Persistence, over
from worker.supervisor.progress import ProgressWatch
from worker.supervisor.watch import How, Verdict, Watch
from worker.tail import read_finished
from worker.trainer import Trainer

_STUBBORN_S = 2.0  # between two attempts to end what cannot be ended


class Supervisor:
    """Watches over one attempt; the only one on its machine that stores what the run tells."""

    def __init__(
        self,
        settings: Settings,
        options: WorkerOptions,
        database: Database,
        record: AttemptRecord,
    ) -> None:
        self._settings = settings
        self._options = options
        self._database = database
        self._record = record
        self._run_dir = RunDir(settings.run_dir(record.job_id))
        self._events = self._run_dir.events(record.attempt)
        self._marker = processes.marker_value(record.job_id, record.attempt)
        self._log = AttemptLog(logging.getLogger(__name__), record.job_id, record.attempt)
        self._patience = Patience(self._log)
        self._persist = Persistence(
            self._patience,
            options.poll_s,
            lambda: over(self._shutdown_at, options.shutdown_s - 1),
        )
        self._peers = Peers(record, options.member_lost_s)
        self._isolation = Isolation(options.node_lost_s)
        self._shutdown_at: float | None = None
        self._watch: Watch | None = None

    def request_shutdown(self, _number: int, _frame: FrameType | None) -> None:
        """Signal handler: the box shuts down."""
        if self._shutdown_at is None:
            self._shutdown_at = time.monotonic()
            if self._watch:
                self._watch.tell()

    def run(self) -> None:
        """Supervises to the end. Returns early when a later attempt took over."""
        trainer: Trainer | None = None
        try:
            offset = self._persist(lambda: self._record.register(processes.identify()))
            self._log.info("supervisor %d registered", os.getpid())
            feed = EventFeed(self._record, self._events, offset, self._options.heartbeat_s)
            assignment = self._assignment()
            if assignment is None:
                return
            gpus = LeasedGpus(assignment.gpu_uuids, self._marker)
            trainer = self._launch(assignment)
            verdict, cleanup = Verdict(How.SHUT_DOWN), None
            if trainer:
                verdict = self._wait(trainer, feed, assignment, gpus)
                cleanup = self._end_processes(trainer, gpus, verdict)
            elif self._shutdown_at is None:
                return  # it could not start, and that was told
            self._conclude(trainer, feed, verdict, cleanup)
        except StaleAttempt as error:
            self._log.warning("leaves: %s", error)
        except GaveUp:
            self._log.warning("leaves without the database; the next start sees to the job")
        finally:
            if trainer:
                trainer.end(term_s=0, kill_s=self._options.kill_s)

    def _assignment(self) -> Assignment | None:
        """None when there is none that makes sense; the job is ended then."""
        try:
            return self._persist(self._record.assignment)
        except StaleAttempt:
            raise
        except (SpecError, StudioError) as error:
            self._finish(Failure("bad_config", str(error)))
            return None

    def _launch(self, assignment: Assignment) -> Trainer | None:
        """Starts the run; None when it cannot start (the job is ended then) or must not any more.

        Raises StaleAttempt.
        """
        try:
            launching.prepare(self._run_dir, assignment)
            meeting = self._persist(lambda: self._peers.meet(assignment.nodes))
            command = launching.command(self._run_dir, assignment, self._options, meeting)
            if self._shutdown_at is not None:
                return None
            trainer = Trainer(command, self._run_dir.log(self._record.attempt), self._marker)
        except OSError as error:
            cause = "disk_full" if error.errno == errno.ENOSPC else "cannot_start"
            self._finish(Failure(cause, f"The run could not be started: {error}."))
            return None
        self._log.info("launched process %d: %s", trainer.pid, " ".join(command.argv))
        return trainer

    def _wait(
        self, trainer: Trainer, feed: EventFeed, assignment: Assignment, gpus: LeasedGpus
    ) -> Verdict:
        progress = ProgressWatch(self._options, self._events, trainer.tree, gpus.busy)
        sampler = RunSampler(
            self._database,
            inventory(settings=self._settings),
            node=self._settings.node_name,
            job_id=self._record.job_id,
            attempt=self._record.attempt,
            gpu_uuids=assignment.gpu_uuids,
        )
        self._watch = Watch(
            self._options,
            record=self._record,
            run_dir=self._run_dir,
            feed=feed,
            progress=progress,
            patience=self._patience,
            isolation=self._isolation,
            log=self._log,
            shutdown_at=lambda: self._shutdown_at,
            peers=self._peers.trouble,
            each_look=lambda: self._look_after(sampler),
        )
        try:
            return self._watch.until_end(trainer)
        finally:
            sampler.close()

    def _look_after(self, sampler: RunSampler) -> None:
        """What goes along with a run at every look."""
        self._patience.attempt(sampler.run_due)
        rotate(self._run_dir.log(self._record.attempt))

    def _end_processes(self, trainer: Trainer, gpus: LeasedGpus, verdict: Verdict) -> Cleanup:
        """Nothing of the attempt outlives this, nor is anything it holds given back before."""
        at_once = verdict.how in (How.FORCED, How.HANGS)
        while True:
            shutting_down = self._shutdown_at is not None
            gentle_s = 0.3 if shutting_down else self._options.term_s
            cleanup = end_and_prove(
                trainer,
                gpus,
                term_s=0 if at_once else gentle_s,
                kill_s=1.0 if shutting_down else self._options.kill_s,
                gpu_s=0 if shutting_down else GPU_WAIT_S,
            )
            if not cleanup.processes_left or shutting_down:
                break
            self._say_stubborn(cleanup)
            time.sleep(_STUBBORN_S)
        self._persist(lambda: self._peers.dismiss(lambda: self._shutdown_at is not None))
        self._log.info("the run's processes are gone, exit code %s", trainer.exit_code)
        return cleanup

    def _say_stubborn(self, cleanup: Cleanup) -> None:
        pids = ", ".join(map(str, cleanup.pids))
        words = (
            f"The run is over, but the system cannot end its processes ({pids}); what they hold "
            "stays reserved until they are gone."
        )
        self._log.error("%s", words)
        self._persist(lambda: self._record.say(words))

    def _conclude(
        self, trainer: Trainer | None, feed: EventFeed, verdict: Verdict, cleanup: Cleanup | None
    ) -> None:
        """Takes over the last events, then ends the attempt with its cause."""
        self._persist(feed.drain)
        step = self._persist(self._record.last_checkpoint_step)
        finished = read_finished(self._events)
        leaves = self._shutdown_at is not None or self._isolation.acted
        if leaves and (finished is None or finished.reason == "stopped"):
            self._give_back(finished, step, cleanup)
        elif finished is None and verdict.how == How.FORCED:
            reason = interrupted_stop("Ended by force, as was asked,", step)
            self._requeue(reason, reason, "stopped", cleanup)
        elif finished is None and verdict.how == How.IGNORES:
            reason = forced_stop(self._options.stop_grace_s, step)
            self._requeue(reason, reason, "stopped", cleanup)
        elif finished is None and verdict.how == How.HANGS:
            self._finish(Failure(NO_PROGRESS, f"{verdict.words} It was ended by force."), cleanup)
        elif verdict.how == How.PEER_LOST and (finished is None or finished.reason == "failed"):
            self._finish(Failure(NODE_LOST, verdict.words), cleanup)
        elif trainer:
            remains = collect(
                self._run_dir,
                self._record.attempt,
                finished=finished,
                exit_code=trainer.exit_code,
                last_checkpoint_step=step,
                memory_kills=trainer.memory_kills,
            )
            self._finish(judge(remains), cleanup)

    def _give_back(
        self, finished: Finished | None, step: int | None, cleanup: Cleanup | None
    ) -> None:
        """The job goes on another time, or elsewhere; one that was asked to stop has stopped."""
        if self._shutdown_at is not None:
            what, reason, outcome = "The studio was shut down", SHUT_DOWN_REASON, SHUT_DOWN
        else:
            what = "The machine could not reach the database"
            reason, outcome = f"{what}; the run continues from its last checkpoint.", LOST
        ended = interrupted_stop(what, step)
        if finished:
            ended = finished.message or f"Stopped at step {finished.step}."
        self._requeue(reason, ended, outcome, cleanup)

    def _finish(self, ending: Finished | Failure, cleanup: Cleanup | None = None) -> None:
        row = cleanup.row() if cleanup else None
        limit = self._options.max_restarts
        self._persist(lambda: self._record.finish(ending, max_restarts=limit, cleanup=row))
        self._log.info("ended: %s", ending)

    def _requeue(
        self, reason: str, ended_reason: str, outcome: str, cleanup: Cleanup | None
    ) -> None:
        row = cleanup.row() if cleanup else None
        self._persist(
            lambda: self._record.requeue(
                reason, ended_reason=ended_reason, outcome=outcome, cleanup=row
            )
        )
        self._log.info("given back: %s", reason)
