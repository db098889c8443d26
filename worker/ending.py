"""Words for runs that were ended, and for what is left of their work."""

from __future__ import annotations


def forced_stop(waited_s: float, last_checkpoint_step: int | None) -> str:
    """The reason of a run that was asked to stop and did not."""
    return (
        f"The run did not stop within {waited_s:.0f} s, so it was ended by force. "
        f"{kept(last_checkpoint_step)}"
    )


def interrupted_stop(what: str, last_checkpoint_step: int | None) -> str:
    """The reason of a run that had been asked to stop when ``what`` (a clause) happened to it."""
    return f"{what} before the run had stopped by itself. {kept(last_checkpoint_step)}"


def kept(step: int | None) -> str:
    """What is left of a run's work when its last checkpoint is of ``step``."""
    if step is None:
        return "It had no checkpoint yet, so its work is lost."
    return f"Its checkpoint at step {step} is kept; later work is lost."
