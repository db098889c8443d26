"""Why an attempt ended, in words a person can act on, and what would mend it."""

from __future__ import annotations

import re
import signal
from pathlib import Path

from backend.core.jobs import Failure
from minimind.spec.events import Finished
from worker.doctor import launchers, log, ranking, signals
from worker.doctor.finding import Case, Facts, Finding
from worker.doctor.launchers import RankEnd
from worker.doctor.log import Section
from worker.doctor.ranking import Diagnosis
from worker.doctor.remains import Remains

_VAGUE = (None, "error")
# Signals with which a library or the launcher ends a process: what was said before tells more.
_SECONDARY = (signal.SIGABRT, signal.SIGTERM)
# The place that a SpecError names before its message.
_PLACE = re.compile(r"^line (?P<line>\d+)(?:, (?P<field>[\w.]+))?: (?P<words>.+)", re.DOTALL)


def judge(remains: Remains) -> Finished | Failure:
    """The ending of an attempt that nobody had to end by force.

    A run that was done, stopped or paused is its own ``finished`` line; any other is a Failure with
    cause, words and perhaps a fix. Rank 0's own account of a failure counts when it names a cause;
    otherwise all processes are heard. Reads at most 32 KiB of log and never raises for what it
    finds there.
    """
    finished = remains.finished
    if finished is not None and finished.reason != "failed":
        return finished
    if finished is not None and finished.cause not in _VAGUE:
        return _told(finished, remains)
    return _found(remains)


def _told(finished: Finished, remains: Remains) -> Failure:
    """Of a failure whose cause the trainer knew."""
    cause = finished.cause or "error"
    message = finished.message or "The run failed without saying why."
    line = finished.line if finished.file else None
    diagnosis = ranking.find([Section(0, message)], "specific") if line is None else None
    if diagnosis is None:
        name = _dataset(finished, remains)
        return Failure(cause, _placed(message, name, line) if line and name else message)
    whole = "\n".join(log.clean(remains.log))
    return _failure(ranking.richer(diagnosis, whole), remains)


def _found(remains: Remains) -> Failure:
    """Of a failure whose cause is somewhere in what the processes left."""
    lines = log.clean(remains.log)
    ended = launchers.ends(lines)
    told = [Section(0, remains.finished.message)] if remains.finished else []
    sections = ranking.heard(ended, remains.errors, [*log.sections(lines), *told])
    everything = [*sections, Section(None, log.without_ranks(lines))]
    deadly = _signal(ended, remains.exit_code)
    # The very process that failed first may say why before a signal takes it.
    spoke = [section for section in sections if ended and section.rank == ended[0].rank]
    if diagnosis := ranking.find(everything, "specific"):
        return _failure(diagnosis, remains)
    if deadly and deadly[0] not in _SECONDARY and not (_crash(deadly[0]) and ranking.raised(spoke)):
        return signals.ended_by(*deadly, remains, _case({}, remains))
    if diagnosis := ranking.find(everything, "general"):
        return _failure(diagnosis, remains)
    if exception := ranking.raised(sections):
        return _exception(exception)
    if deadly and deadly[0] != signal.SIGABRT:
        return signals.ended_by(*deadly, remains, _case({}, remains))
    if diagnosis := ranking.find(everything, "follow_up"):
        return _failure(diagnosis, remains)
    if deadly:
        return signals.ended_by(*deadly, remains, _case({}, remains))
    return _unknown(remains, lines)


def _failure(diagnosis: Diagnosis, remains: Remains) -> Failure:
    finding: Finding = diagnosis.finding
    fix = finding.fix(_case(diagnosis.facts, remains)) if finding.fix else None
    message = finding.sentence(diagnosis.facts)
    return Failure(finding.cause, message, None if fix is None else dict(fix))


def _case(facts: Facts, remains: Remains) -> Case:
    config = remains.config
    return Case(
        facts=facts,
        recipe=config.recipe.model_dump() if config else {},
        on_gpu=config is not None and config.device == "cuda",
        saved=remains.last_checkpoint_step is not None,
    )


def _signal(ended: list[RankEnd], exit_code: int | None) -> tuple[int, int | None] | None:
    """The (signal, rank) of the process that failed first; rank None for a run of one."""
    if ended and ended[0].code < 0:
        return -ended[0].code, ended[0].rank
    if not ended and exit_code is not None and exit_code < 0:
        return -exit_code, None
    return None


def _crash(number: int) -> bool:
    """Whether a process may die so after it has told why, while its libraries are torn down."""
    return number in (signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE)


def _exception(raised: ranking.Raised) -> Failure:
    who = "The run" if raised.rank in (None, 0) else f"Process {raised.rank} of the run"
    where = f" ({raised.where})" if raised.where else ""
    return Failure("error", f"{who} failed: {raised.words.rstrip('.')}{where}.")


def _unknown(remains: Remains, lines: list[str]) -> Failure:
    code = remains.exit_code
    words = lines[-1].strip()[:300] if lines else ""
    if code == 2 and words:
        return Failure("bad_config", words.removeprefix("error: "))
    said = f" Its last words: {words}" if words else " It wrote no log."
    how = "" if code is None else f" with exit code {code}"
    return Failure("error", f"The training process ended{how} unexpectedly.{said}")


def _dataset(finished: Finished, remains: Remains) -> str | None:
    """The name of the dataset as its owner knows it."""
    named = remains.config.dataset.name if remains.config else ""
    return named or (Path(finished.file).name if finished.file else None)


def _placed(message: str, name: str, line: int) -> str:
    """A complaint about a row, with its place said once and readably."""
    place = _PLACE.match(message)
    if place is None:
        return f"Line {line} of {name}: {message}"
    field = f" ({place['field']})" if place["field"] else ""
    return f"Line {line} of {name}{field}: {place['words']}"
