"""The event stream, over a real server: nothing is lost or sent twice, whatever happens."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest

from backend.api import frames
from backend.api.app import create_app
from backend.api.stream import Pace
from backend.core import events
from backend.core.ids import now
from tests.backend.api.events import Block, listening, points, take
from tests.backend.api.studio import (
    Server,
    Studio,
    checkpoint,
    metric,
    sample,
    validation,
)


def test_what_happens_arrives_by_kind(server: str, studio: Studio, run: tuple[str, int]) -> None:
    job_id, attempt = run
    with listening(server, studio.bearer) as blocks:
        assert next(blocks) == str(studio.last_id())  # from now on: nothing of the past
        studio.report(job_id, attempt, metric(1), validation(1), metric(2, loss=None))
        studio.report(job_id, attempt, checkpoint(2), sample(2))
        studio.finish(job_id, attempt)
        end = str(studio.last_id())
        taken = take(blocks, lambda t: bool(t) and t[-1].id == end)
    by_kind = {block.event: block for block in taken}
    assert set(by_kind) == {"metrics", "checkpoint", "sample", "job"}
    curve = by_kind["metrics"].data
    assert (curve["job_id"], curve["attempt"]) == run
    assert [p["loss"] for p in curve["training"]] == [5.0, None]
    assert curve["training"][0]["eta_s"] == 10.0
    held = {"reward_margin": None, "reward_accuracy": None}
    assert curve["validation"] == [{"step": 1, "loss": 5.5, **held}]
    saved = by_kind["checkpoint"].data
    headers = studio.bearer
    assert saved == httpx.get(f"{server}/api/checkpoints", headers=headers).json()[0]
    shown = httpx.get(f"{server}/api/jobs/{job_id}", headers=headers).json()
    assert [by_kind["sample"].data] == shown["samples"]
    assert taken[-1].data == shown["job"]
    assert taken[-1].id == str(studio.last_id()) == str(shown["last_event_id"])


def test_a_deletion_is_the_last_that_is_heard_of_a_job(
    server: str, studio: Studio, run: tuple[str, int]
) -> None:
    """Live, and for a client that was away meanwhile."""
    with listening(server, studio.bearer) as blocks:
        before = next(blocks)
        studio.report(*run, metric(7))
        studio.finish(*run)
        address = f"{server}/api/jobs/{run[0]}"
        assert httpx.delete(address, headers=studio.bearer).status_code == 204
        live = take(blocks, lambda t: any(b.event == "deleted" for b in t))
    with listening(server, studio.bearer, last_id=str(before)) as blocks:
        next(blocks)
        again = take(blocks, lambda t: bool(t) and t[-1].id == str(studio.last_id()))
    for taken in (live, again):
        assert (taken[-1].event, taken[-1].data) == ("deleted", {"id": run[0]})
        assert taken[-1].id == str(studio.last_id())


def test_a_job_is_sent_along_when_its_curve_grows(
    server: str, studio: Studio, run: tuple[str, int]
) -> None:
    with listening(server, studio.bearer) as blocks:
        next(blocks)
        studio.report(*run, metric(7))
        taken = take(blocks, lambda t: any(b.event == "job" for b in t))
    assert taken[-1].data["progress"]["step"] == 7


def test_cutting_after_every_block_loses_and_repeats_nothing(
    server: str, studio: Studio, run: tuple[str, int]
) -> None:
    """Two jobs report alternately; a client that is cut after each block sees all of both."""
    other = studio.add_job(name="other")
    before = studio.last_id()
    for step in range(1, 9):
        studio.report(*run, metric(step), metric(step + 100))
        if step == 4:
            studio.report(*run, checkpoint(4))
            httpx.post(f"{server}/api/jobs/{other.id}/stop", headers=studio.bearer)
    end = str(studio.last_id())
    expected = [s for step in range(1, 9) for s in (step, step + 100)]
    got: list[Block] = []
    position, rounds = str(before), 0
    while position != end:
        with listening(server, studio.bearer, last_id=position) as blocks:
            assert next(blocks) == position
            got += take(blocks, lambda t: len(t) == 1)
            position, rounds = got[-1].id, rounds + 1
    assert rounds >= 4
    assert points(got) == expected
    assert [b.data["step"] for b in got if b.event == "checkpoint"] == [4]
    assert [b.data["status"] for b in got if b.event == "job" and b.data["id"] == other.id] == [
        "stopped"
    ]


def test_joining_while_events_pour_in_is_exact(studio: Studio, run: tuple[str, int]) -> None:
    """Clients come at every moment, behind, level and ahead of the reader; small pages make the
    boundary between replay and live fall everywhere."""
    app = create_app(studio.settings, pace=Pace(poll=0.005, rest=0.0, page=3, keep_alive=5))
    before, total = studio.last_id(), 150
    done = threading.Event()

    def pour() -> None:
        for step in range(1, total + 1):
            studio.report(*run, metric(step))
        done.set()

    with Server(app) as server:
        writer = threading.Thread(target=pour)
        writer.start()
        position: str | int = before
        got: list[int] = []
        size = 1
        while len(got) < total:
            with listening(server, studio.bearer, after=0, last_id=str(position)) as blocks:
                want = min(size, total - len(got))
                taken = take(blocks, lambda t, want=want: len(points(t)) >= want)
            got += points(taken)
            position = taken[-1].id
            size = size % 7 + 1
        writer.join()
    assert got == list(range(1, total + 1))


def test_clients_that_catch_up_while_events_pour_in_miss_nothing(
    studio: Studio, run: tuple[str, int]
) -> None:
    """Each reads its way through many small pages while new events come, and stays to the end."""
    app = create_app(studio.settings, pace=Pace(poll=0.005, rest=0.0, page=3, keep_alive=5))
    before, backlog, total = studio.last_id(), 60, 150
    for step in range(1, backlog + 1):
        studio.report(*run, metric(step))

    def follow(server: str) -> list[int]:
        with listening(server, studio.bearer, after=before) as blocks:
            return points(take(blocks, lambda t: len(points(t)) >= total))

    with Server(app) as server, ThreadPoolExecutor(6) as pool:
        following = [pool.submit(follow, server) for _ in range(6)]
        for step in range(backlog + 1, total + 1):
            studio.report(*run, metric(step))
        assert [future.result(timeout=60) for future in following] == [
            list(range(1, total + 1))
        ] * 6


def test_all_clients_get_the_same(server: str, studio: Studio, run: tuple[str, int]) -> None:
    results: list[list[int]] = []

    def listen() -> None:
        with listening(server, studio.bearer, after=before) as blocks:
            results.append(points(take(blocks, lambda t: len(points(t)) >= 20)))

    before = studio.last_id()
    threads = [threading.Thread(target=listen) for _ in range(10)]
    for thread in threads:
        thread.start()
    for step in range(1, 21):
        studio.report(*run, metric(step))
    for thread in threads:
        thread.join(timeout=30)
    assert results == [list(range(1, 21))] * 10


@pytest.mark.parametrize("last", ["999999999", "9" * 40])
def test_a_position_beyond_the_newest_means_from_now_on(
    server: str, studio: Studio, run: tuple[str, int], last: str
) -> None:
    """As after a database was replaced while a page was open."""
    with listening(server, studio.bearer, last_id=last) as blocks:
        assert next(blocks) == str(studio.last_id())
        studio.report(*run, metric(1))
        assert points(take(blocks, lambda t: len(t) == 1)) == [1]


@pytest.mark.parametrize("last", ["-5", "abc", "1.5", ""])
def test_a_senseless_last_event_id_is_no_error(
    server: str, studio: Studio, run: tuple[str, int], last: str
) -> None:
    """A browser would give up for good on an error."""
    with listening(server, studio.bearer, last_id=last) as blocks:
        assert next(blocks) == str(studio.last_id())


def test_the_header_is_stronger_than_the_parameter(
    server: str, studio: Studio, run: tuple[str, int]
) -> None:
    """A browser reconnects to the same address, its ``after`` included."""
    studio.report(*run, metric(1))
    with listening(server, studio.bearer, after=0, last_id=str(studio.last_id())) as blocks:
        assert next(blocks) == str(studio.last_id())


def test_a_checkpoint_removed_meanwhile_is_passed_over(
    server: str, studio: Studio, run: tuple[str, int]
) -> None:
    before = studio.last_id()
    studio.report(*run, checkpoint(1), checkpoint(2, removed=("step-1",)))
    with listening(server, studio.bearer, after=before) as blocks:
        taken = take(blocks, lambda t: len(t) == 1)
    assert taken[0].data["step"] == 2


def test_many_points_at_once_are_thinned_to_those_that_matter(
    server: str, studio: Studio, run: tuple[str, int]
) -> None:
    before = studio.last_id()
    for start in range(0, 6000, 2000):
        lines = [metric(step, 99.0 if step == 3210 else 5.0) for step in range(start, start + 2000)]
        lines[7] = metric(start + 7, None)
        studio.report(*run, *lines)
        studio.report(*run, checkpoint(start + 1999))
    with listening(server, studio.bearer, after=before) as blocks:
        taken = take(blocks, lambda t: bool(t) and t[-1].event == "checkpoint" and len(t) >= 6)
    seen = {p["step"]: p["loss"] for b in taken if b.event == "metrics" for p in b.data["training"]}
    assert len(seen) <= frames.MAX_POINTS
    assert list(seen) == sorted(seen)
    assert seen[3210] == 99.0
    assert {7, 2007, 4007} <= {step for step, loss in seen.items() if loss is None}
    assert {0, 1999, 2000, 3999, 4000, 5999} <= set(seen)


def test_points_of_long_ago_are_not_told_singly_but_their_reader_is(
    server: str, studio: Studio, run: tuple[str, int]
) -> None:
    before = studio.last_id()
    studio.report(*run, metric(1), checkpoint(1), metric(2))
    between = studio.last_id() - 1
    studio.report(*run, metric(3))
    other = studio.add_job(name="other")
    studio.finish(*run)
    with studio.database.transaction() as session:
        assert events.prune(session, now() - timedelta(days=1)) == 0  # not long ago yet
        assert events.prune(session, now() + timedelta(seconds=1)) == 1
        assert events.prune(session, now() + timedelta(seconds=1)) == 0
    for position in (before, between):
        with listening(server, studio.bearer, after=position) as blocks:
            taken = take(blocks, lambda t: len(t) >= 3 and t[-1].id == str(studio.last_id()))
        told = [block.event for block in taken if block.event in ("reset", "metrics")]
        assert told == ["reset"]
        assert next(b for b in taken if b.event == "reset").data == {"job_id": run[0]}
        assert other.id in {b.data.get("id") for b in taken}
    shown = httpx.get(f"{server}/api/jobs/{run[0]}/metrics", headers=studio.bearer).json()
    assert shown["training"]["step"] == [1, 2, 3]
