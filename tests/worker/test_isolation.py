"""A run ends itself before others take it over, and only where there are others."""

from __future__ import annotations

import pytest

from worker.supervisor.isolation import Isolation


class FakeClock:
    def __init__(self) -> None:
        self.seconds = 50.0

    def __call__(self) -> float:
        return self.seconds


@pytest.mark.parametrize(
    ("silent_s", "asked", "ended"),
    [(0, False, False), (49, False, False), (51, True, False), (76, True, True)],
)
def test_silence_first_asks_then_ends(silent_s: float, asked: bool, ended: bool) -> None:
    clock = FakeClock()
    isolation = Isolation(100, clock)
    isolation.heard(others=True)
    clock.seconds += silent_s
    assert (isolation.should_stop, isolation.must_end) == (asked, ended)


def test_a_single_node_waits_for_ever() -> None:
    clock = FakeClock()
    isolation = Isolation(100, clock)
    isolation.heard(others=False)
    clock.seconds += 1e6
    assert not isolation.should_stop
    assert not isolation.must_end


def test_an_answer_begins_anew_but_what_was_asked_stays_asked() -> None:
    clock = FakeClock()
    isolation = Isolation(100, clock)
    isolation.heard(others=True)
    clock.seconds += 40
    isolation.heard(others=True)
    clock.seconds += 40
    assert not isolation.should_stop
    clock.seconds += 20
    assert isolation.should_stop
    isolation.heard(others=True)
    assert isolation.should_stop
    assert isolation.acted
    assert not isolation.must_end
