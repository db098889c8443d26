"""What does not move while it is watched is lost; clocks and gaps do not matter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from worker.lost import Heartbeats, LostAttempts

KEY = ("job-1", 1)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class FakeClock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def beats(node_s: float = 0, lease_s: float = 0) -> dict[tuple[str, int], Heartbeats]:
    return {KEY: Heartbeats(NOON + timedelta(seconds=node_s), NOON + timedelta(seconds=lease_s))}


def watched(seconds: int, beat: float = 0) -> tuple[LostAttempts, FakeClock]:
    """A watch that saw the same heartbeats for so long, looking every three seconds."""
    clock = FakeClock()
    lost = LostAttempts(lost_s=60, gap_s=20, clock=clock)
    for _ in range(0, seconds, 3):
        assert lost.look(beats(beat, beat)) == set()
        clock.seconds += 3
    return lost, clock


def test_what_stands_still_for_long_is_lost() -> None:
    lost, _ = watched(60)
    assert lost.look(beats()) == {KEY}


def test_either_heartbeat_saves_it() -> None:
    lost, _ = watched(60)
    assert lost.look(beats(node_s=1)) == set()
    lost, _ = watched(60)
    assert lost.look(beats(lease_s=1)) == set()


def test_a_clock_that_was_set_back_moves_too() -> None:
    lost, _ = watched(60)
    assert lost.look(beats(node_s=-3600, lease_s=-3600)) == set()


def test_a_clock_that_is_hours_behind_is_no_loss() -> None:
    lost, clock = watched(30, beat=-7200)
    assert lost.look(beats(-7200, -7200)) == set()
    clock.seconds += 30
    assert lost.look(beats(-7190, -7190)) == set()


def test_a_watch_that_was_away_begins_anew() -> None:
    lost, clock = watched(57)
    clock.seconds += 21  # the database was away, for everybody
    assert lost.look(beats()) == set()
    for _ in range(19):
        clock.seconds += 3
        assert lost.look(beats()) == set()
    clock.seconds += 3
    assert lost.look(beats()) == {KEY}


def test_a_new_attempt_is_watched_from_its_beginning() -> None:
    lost, _ = watched(60)
    other = {("job-1", 2): beats()[KEY]}
    assert lost.look(other) == set()
