"""Several processes train what one would."""

from __future__ import annotations

import time

import pytest

from minimind import checkpoint

from .conftest import text_rows

DEADLINE_S = 120


@pytest.mark.slow
def test_two_processes_have_the_losses_of_one(make_job):
    # Seven rows over two processes, two at once: shares and micro-batches that do not come out.
    recipe = {
        "epochs": 20,
        "max_steps": 32,
        "global_batch": 7,
        "micro_batch": 2,
        "eval_every": 1,
        "seq_len": 32,
    }
    one, two = make_job(**recipe), make_job(**recipe)
    assert one.run() == 0
    process = two.start(processes=2)
    _, errors = process.communicate(timeout=DEADLINE_S)
    assert process.returncode == 0, errors

    started = two.events(kind="started")
    assert [s.world_size for s in started] == [2]
    mine, theirs = ({v.step: v.loss for v in job.events(kind="validation")} for job in (one, two))
    assert sorted(mine) == sorted(theirs) == list(range(33))
    assert max(abs(mine[step] - theirs[step]) for step in mine) < 1e-3
    assert mine[32] < mine[0] - 1  # and they did learn
    first, second = (job.events(kind="metric")[0] for job in (one, two))
    assert first.loss == pytest.approx(second.loss, abs=1e-5)
    assert first.grad_norm == pytest.approx(second.grad_norm, rel=1e-4)
    last, other = (job.events(kind="metric")[-1] for job in (one, two))
    assert (last.tokens, last.step) == (other.tokens, other.step)
    checkpoint.verify(two.checkpoint(32))


@pytest.mark.slow
def test_all_processes_leave_together_when_asked(make_job):
    job = make_job(epochs=1000, checkpoint_every=5)
    process = job.start(processes=2)
    begin = time.monotonic()
    while not job.events(kind="checkpoint") and time.monotonic() - begin < DEADLINE_S:
        time.sleep(0.05)
    job.run_dir.control.write_text("pause", "utf-8")
    _, errors = process.communicate(timeout=DEADLINE_S)
    assert process.returncode == 0, errors
    finished = job.events()[-1]
    assert finished.reason == "paused"
    checkpoint.verify(job.checkpoint(finished.step))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "cause", "words"),
    [
        ({"text": '{"text": "a"}\n{"text": 5}\n'}, "bad_data", "not a string"),
        ({"rows": text_rows(3)}, "bad_config", "fewer than the 2 processes"),
    ],
)
def test_no_process_hangs_when_the_data_is_bad(make_job, changes, cause, words):
    job = make_job(**changes)
    process = job.start(processes=2)
    _, errors = process.communicate(timeout=DEADLINE_S)
    assert process.returncode != 0
    assert [e.type for e in job.events()].count("finished") == 1
    assert (job.events()[-1].cause, words in job.events()[-1].message) == (cause, True)
    assert len([x for x in errors.splitlines() if x.startswith("error: ")]) == 1
