"""A tokenizer of another size from text to talk: trained as a task, carried by every model."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from sqlalchemy import select

from backend.core import checkpoints, datasets, jobs, tasks, tokenizer_tasks, tokenizers
from backend.core.models import Checkpoint, Task
from backend.core.tokenizer_tasks import ComparisonSpec, TokenizerSpec
from minimind import checkpoint as saving
from minimind.data.tokenizer import tokenizer_hash
from minimind.engine import Engine, Sampling, Token
from minimind.serve.loaded import load
from minimind.spec.rows import Turn
from tests.faults.harness import Studio
from worker.options import WorkerOptions
from worker.work.node import NodeTasks

pytestmark = pytest.mark.slow

VOCABULARY = 400
TINY: dict[str, Any] = {
    "seq_len": 64, "global_batch": 8, "micro_batch": 8, "max_steps": 6, "eval_every": 1000,
    "sample_tokens": 8,
}  # fmt: skip
TALK = '[{"role": "user", "content": "Number %d?"}, {"role": "assistant", "content": "Yes: %d"}]'


@pytest.fixture
def real(sqlite_studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """The node, with the real trainer instead of the fake one."""
    monkeypatch.setenv("MINIMIND_WORKER_TRAINER_MODULE", "minimind.train")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    return sqlite_studio


def store(studio: Studio, rows: list[str], name: str) -> str:
    content = "".join(row + "\n" for row in rows).encode()
    with (
        datasets.receive(studio.settings, [content]) as upload,
        studio.database.transaction() as session,
    ):
        return datasets.store(session, studio.settings, upload, name=name)[0].id


def work(studio: Studio, kind: str, spec: dict[str, Any]) -> dict[str, Any]:
    """What a task on tokenizers comes to, done by the node's own processes."""
    with studio.database.transaction() as session:
        if kind == "train":
            parsed = TokenizerSpec.model_validate(spec)
            task_id = tokenizer_tasks.queue_training(session, parsed).id
        else:
            wanted = ComparisonSpec.model_validate(spec)
            task_id = tokenizer_tasks.queue_comparison(session, wanted).id
    NodeTasks(studio.settings, WorkerOptions(), studio.database).look_after(wait=True)

    def task() -> Task:
        with studio.database.session() as session:
            return tasks.get(session, task_id)

    studio.wait("the end of the task", lambda: task().state in ("done", "failed"))
    assert task().state == "done", task().error
    return task().result or {}


def train(studio: Studio, **spec: Any) -> str:
    """Runs a job to its end; returns its final checkpoint's id."""
    job_id = studio.submit(recipe=TINY, **spec)
    assert studio.tick() == 1
    job = studio.wait_status(job_id, "failed", "done")
    assert job.status == "done", (job.reason, studio.logs())
    with studio.database.session() as session:
        final = checkpoints.choose_final(session, jobs.get(session, job_id))
        assert final is not None
        return final.id


def test_a_small_vocabulary_from_text_to_talk(real: Studio) -> None:
    chance = random.Random(1)
    words = ["".join(chance.choices("bdklmnrst", k=3)) + "aeiou"[n % 5] for n in range(200)]
    lines = [json.dumps({"text": " ".join(chance.choices(words, k=20))}) for _ in range(400)]
    text = store(real, lines, "numbers")
    chat = store(real, ['{"conversations": %s}' % (TALK % (n, n)) for n in range(64)], "talk")
    spec = {"name": "few words", "vocab_size": VOCABULARY, "sources": [{"dataset": text}]}
    made = work(real, "train", spec)
    identity = made["tokenizer_id"]
    assert made["created"] and not work(real, "train", spec)["created"]
    compared = work(real, "compare", {"tokenizers": ["tok-shipped", identity], "dataset": text})
    shipped, own = compared["tokenizers"]
    assert own["total"]["tokens"] < shipped["total"]["tokens"]

    pretrained = train(real, dataset=text, tokenizer=identity)
    tuned = train(real, dataset=chat, stage="sft", parent=pretrained)
    with real.database.session() as session:
        entry = tokenizers.get(session, identity)
        assert entry.vocab_size == VOCABULARY and entry.figures
        rows = list(session.scalars(select(Checkpoint).where(Checkpoint.final)))
        assert {row.tokenizer_sha256 for row in rows} == {entry.sha256}
        path = checkpoints.path(real.settings, session.get_one(Checkpoint, tuned))
    assert saving.read_info(path).tokenizer_sha256 == entry.sha256 == tokenizer_hash(path)

    engine = Engine(threads=1)
    try:
        loaded = load(engine, path, max_length=128)
        assert loaded.batch.model.config.vocab_size == VOCABULARY
        prompt = loaded.prompt([Turn(role="user", content="Number 7?")])
        events = engine.stream(loaded.batch, prompt, Sampling(max_tokens=12, seed=1))
        drawn = [event.id for event in events if isinstance(event, Token)]
    finally:
        engine.close()
    assert drawn and max(drawn) < VOCABULARY
