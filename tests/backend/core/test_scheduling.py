"""The scheduler's rules, on machines and jobs made up at random and played to their ends.

The play is independent of the walk under test: it keeps its own books of who uses what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.core.scheduling.boxes import Box, Card, Holder, Wish
from backend.core.scheduling.walk import Walk

_LENGTHS = st.integers(1, 40).map(lambda minutes: 60.0 * minutes)


@dataclass
class Run:
    wish: Wish
    started: float
    seconds: float
    taken: dict[str, list[str]]

    @property
    def ends(self) -> float:
        return self.started + self.seconds


@dataclass
class Play:
    """Jobs that all wait from the start, on ``boxes``; time goes from end to end."""

    boxes: list[Box]
    jobs: list[tuple[Wish, float]]  # in order, with how long each really takes
    backfill: bool
    known: bool = True
    now: float = 0.0
    running: list[Run] = field(default_factory=list)
    started: list[Run] = field(default_factory=list)

    def view(self) -> list[Box]:
        seen: list[Box] = []
        for box in self.boxes:
            taken: dict[str, Holder] = {}
            for run in self.running:
                ends = run.ends - self.now if self.known else None
                for resource in run.taken.get(box.name, []):
                    assert resource not in taken, "one GPU twice"
                    taken[resource] = Holder(run.wish.job_id, run.wish.job_id, ends)
            seen.append(replace(box, taken=taken))
        return seen

    def tick(self, name: str) -> bool:
        """One claim of one machine."""
        walk = Walk(self.view(), at=name, backfill=self.backfill)
        for place, (wish, seconds) in enumerate(self.jobs):
            verdict = walk.place(wish)
            if verdict.kind != "start":
                continue
            assert len({box.name for box in verdict.boxes}) == len(verdict.boxes) == wish.nodes
            assert verdict.boxes[0].name == name
            taken = {box.name: box.free(wish)[: wish.count] for box in verdict.boxes}
            assert all(len(part) == wish.count for part in taken.values()), "all or none"
            run = Run(wish, self.now, seconds, taken)
            self.running.append(run)
            self.started.append(run)
            del self.jobs[place]
            self.view()  # nothing is taken twice
            return True
        return False

    def start_all(self) -> None:
        while any(self.tick(box.name) for box in self.boxes):
            pass

    def to_the_end(self) -> dict[str, float]:
        """{job: when it started}."""
        self.start_all()
        while self.running:
            self.now = min(run.ends for run in self.running)
            self.running = [run for run in self.running if run.ends > self.now]
            self.start_all()
        return {run.wish.job_id: run.started for run in self.started}


def boxes(counts: Sequence[int]) -> list[Box]:
    return [
        Box(f"box-{place}", tuple(Card(index, "H200") for index in range(count)))
        for place, count in enumerate(counts)
    ]


@st.composite
def plays(draw: st.DrawFn, *, backfill: bool, nodes: int = 1) -> Play:
    counts = draw(st.lists(st.integers(1, 4), min_size=nodes, max_size=3))
    able = sorted(counts, reverse=True)
    jobs: list[tuple[Wish, float]] = []
    for number in range(draw(st.integers(1, 12))):
        wanted = draw(st.integers(1, nodes))
        gpus = draw(st.integers(0, able[wanted - 1]))
        seconds = draw(_LENGTHS)
        known = seconds if draw(st.booleans()) else None
        jobs.append((Wish(f"job-{number:02}", gpus, wanted, seconds=known), seconds))
    return Play(boxes(counts), jobs, backfill=backfill)


@given(plays(backfill=True, nodes=3))
@settings(max_examples=120, deadline=None)
def test_every_job_starts_at_last_and_takes_all_its_machines_or_none(play: Play) -> None:
    wanted = {wish.job_id for wish, _ in play.jobs}
    assert set(play.to_the_end()) == wanted


@given(plays(backfill=False))
@settings(max_examples=120, deadline=None)
def test_without_backfill_equals_on_one_machine_start_in_order(play: Play) -> None:
    play.boxes = play.boxes[:1]
    most = len(play.boxes[0].cards)
    play.jobs = [pair for pair in play.jobs if pair[0].gpus <= most]
    play.to_the_end()
    for on_gpus in (True, False):  # each line by itself
        line = [run.wish.job_id for run in play.started if run.wish.on_gpus is on_gpus]
        assert line == sorted(line)


@given(plays(backfill=True))
@settings(max_examples=150, deadline=None)
def test_going_ahead_delays_nobody_who_comes_first(play: Play) -> None:
    """On one machine the first of the line starts when it would have without those behind it."""
    play.boxes = play.boxes[:1]
    most = len(play.boxes[0].cards)
    play.jobs = [pair for pair in play.jobs if 0 < pair[0].gpus <= most]
    if not play.jobs:
        return
    play.start_all()
    if not play.jobs:
        return
    first = play.jobs[0]
    running = [run for run in play.running if run.wish.job_id < first[0].job_id]
    alone = Play(play.boxes, [first], backfill=False, running=running).to_the_end()
    assert play.to_the_end()[first[0].job_id] == alone[first[0].job_id]


def test_a_large_job_is_not_starved_by_a_stream_of_small_ones() -> None:
    """Small jobs never stop coming; nobody knows how long they take."""
    play = Play(boxes([2]), [(Wish("small-0", 1), 60.0)], backfill=True, known=False)
    play.start_all()
    play.jobs = [(Wish("large", 2), 60.0)]
    for number in range(1, 20):
        play.jobs.append((Wish(f"small-{number}", 1), 600.0))
    starts = play.to_the_end()
    assert starts["large"] == 60.0


def short(seconds: float | None) -> Wish:
    return Wish("short", 1, seconds=seconds)


def test_only_what_surely_ends_first_goes_ahead() -> None:
    box = Box(
        "box-a", (Card(0, "H200"), Card(1, "H200")), taken={"gpu:0": Holder("r", "r", 1000.0)}
    )

    def goes(wish: Wish, *, backfill: bool = True, ends: float | None = 1000.0) -> bool:
        seen = replace(box, taken={"gpu:0": Holder("r", "r", ends)})
        walk = Walk([seen], at="box-a", backfill=backfill)
        assert walk.place(Wish("large", 2)).kind == "busy"
        return walk.place(wish).kind == "start"

    assert goes(short(700.0))
    assert not goes(short(900.0))  # with the margin it would be late
    assert not goes(short(None))
    assert not goes(short(700.0), backfill=False)
    assert not goes(short(700.0), ends=None)
    assert goes(replace(short(700.0), device="H200"))
    assert not goes(replace(short(700.0), device="H100"))  # measured on another GPU


def test_a_broken_gpu_a_stranger_or_a_full_disk_keeps_no_place() -> None:
    cards = (Card(0, "H200"), Card(1, "H200", "quarantined"))
    box = Box("box-a", cards, disk_free=10)
    for large in (Wish("large", 2), Wish("fat", 1, disk_bytes=11), Wish("x", 1, gpu_model="A100")):
        walk = Walk([box], at="box-a", backfill=True)
        assert walk.place(large).kind == "nowhere"
        assert walk.place(Wish("small", 1, gpu_model="h2")).kind == "start"
