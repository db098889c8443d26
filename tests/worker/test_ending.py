"""What is said of a run that was ended."""

from __future__ import annotations

from worker.ending import forced_stop, interrupted_stop


def test_a_forced_stop_says_what_is_lost() -> None:
    reason = forced_stop(120, None)
    assert "120 s" in reason
    assert "no checkpoint" in reason
    assert "step 7" in forced_stop(120, 7)


def test_an_interrupted_stop_says_what_happened_and_what_is_left() -> None:
    reason = interrupted_stop("The machine was restarted", 7)
    assert reason.startswith("The machine was restarted before the run had stopped by itself.")
    assert "step 7" in reason
