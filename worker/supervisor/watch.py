"""Waits for the end of a launched run, passes on what people ask, and sees when it hangs."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from minimind.spec import RunDir
from worker.logs import AttemptLog
from worker.options import WorkerOptions
from worker.record import AttemptRecord, Patience, Wish, Word
from worker.supervisor.feed import EventFeed
from worker.supervisor.isolation import Isolation
from worker.supervisor.persistence import over
from worker.supervisor.progress import ProgressWatch
from worker.trainer import Trainer, write_control


class How(Enum):
    """Why there is nothing to wait for any more."""

    LEFT = auto()  # the launched process has ended
    LINGERS = auto()  # the run has finished, but its processes stay
    SHUT_DOWN = auto()  # the box does, and the run had its time to save
    IGNORES = auto()  # it was asked to stop or pause, and did not
    FORCED = auto()  # somebody asked to end it at once
    HANGS = auto()
    PEER_LOST = auto()  # another machine of the run has failed or is gone
    ISOLATED = auto()  # the database is out of reach, and other nodes will take the run over


@dataclass(frozen=True)
class Verdict:
    """How the wait ended, and in words what was seen, where there is something to say."""

    how: How
    words: str = ""


class Watch:
    """One run from launch to the moment when its processes are gone, or must go.

    Args:
        shutdown_at: when the box began to shut down (monotonic), None: it does not.
        peers: what has become of the run's other machines: a sentence once one has failed.
        each_look: called at every look, for what else goes along with a run.
    """

    def __init__(
        self,
        options: WorkerOptions,
        *,
        record: AttemptRecord,
        run_dir: RunDir,
        feed: EventFeed,
        progress: ProgressWatch,
        patience: Patience,
        isolation: Isolation,
        log: AttemptLog,
        shutdown_at: Callable[[], float | None],
        peers: Callable[[], str | None] = lambda: None,
        each_look: Callable[[], None] = lambda: None,
    ) -> None:
        self._options = options
        self._record = record
        self._run_dir = run_dir
        self._feed = feed
        self._progress = progress
        self._patience = patience
        self._isolation = isolation
        self._log = log
        self._shutdown_at = shutdown_at
        self._peers = peers
        self._each_look = each_look
        self._wish = Wish(None)
        self._told: Word | None = None
        self._told_at: float | None = None
        self._peer_words: str | None = None

    def until_end(self, trainer: Trainer) -> Verdict:
        """Returns when the launched process has left, or when it must be ended by force.

        Raises StaleAttempt.
        """
        while True:
            trainer.reap()
            if trainer.exit_code is not None:
                return Verdict(How.LEFT)
            self._patience.attempt(self._sync)
            self.tell()
            self._each_look()
            if verdict := self._verdict():
                self._log.info("%s %s", verdict.how.name, verdict.words)
                return verdict
            time.sleep(self._options.poll_s)

    def _sync(self) -> None:
        self._feed.take()
        self._wish = self._record.wish()
        self._isolation.heard(others=self._wish.others)
        self._peer_words = self._peers()

    def tell(self) -> None:
        """Passes on a new wish; a stop overtakes a pause. A signal handler may call it too."""
        leaves = self._shutdown_at() is not None or self._isolation.should_stop
        word: Word | None = "stop" if leaves else self._wish.word
        if word is None or word == self._told:
            return
        self._told, self._told_at = word, time.monotonic()
        self._log.info("asks the run to %s", word)
        try:
            write_control(self._run_dir, word)
        except OSError:  # a full disk; the grace time ends the run then
            self._log.exception("the wish could not be written")

    def _verdict(self) -> Verdict | None:
        options = self._options
        if self._wish.force:
            return Verdict(How.FORCED)
        if over(self._shutdown_at(), options.shutdown_stop_s):
            return Verdict(How.SHUT_DOWN)
        if self._isolation.must_end:
            return Verdict(How.ISOLATED)
        if over(self._told_at, options.stop_grace_s):
            return Verdict(How.IGNORES)
        if over(self._feed.finished_at, options.exit_grace_s):
            return Verdict(How.LINGERS)
        if self._peer_words:
            return Verdict(How.PEER_LOST, self._peer_words)
        self._progress.training = self._feed.training
        # Whoever is asked to stop has its own time; one that has finished makes no progress.
        if self._told_at is None and self._feed.finished_at is None:
            words = self._progress.look()
            return Verdict(How.HANGS, words) if words else None
        return None
