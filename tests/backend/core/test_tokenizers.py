"""Tokenizers of jobs: inherited, refused when they do not fit, kept while anything needs them."""

from __future__ import annotations

import os
import time
from typing import Any

import pytest

from backend.core import cloning, deletion, jobs, pipelines, sweeps, tokenizers
from backend.core.errors import Conflict, NotFound
from backend.core.models import Checkpoint, Job, TokenizerEntry
from backend.core.pipelinespec import PipelineSpec
from backend.core.sweepspec import SweepSpec
from minimind.spec import SpecError, parameter_count, size_config
from minimind.spec.memory import checkpoint_bytes
from minimind.spec.tokenizers import SHIPPED_ID, SHIPPED_SHA256


def register(studio: Any, content: bytes = b"{}", vocab_size: int = 1000) -> TokenizerEntry:
    with studio.database.transaction() as session:
        return tokenizers.register(
            session,
            studio.settings,
            content,
            name="small words",
            vocab_size=vocab_size,
            origin={"how": "imported"},
            figures=None,
        )[0]


def trained(studio: Any, sha256: str | None, **spec: Any) -> Job:
    job = studio.submit(**spec)
    number = studio.claimed().attempt.number
    saved = studio.checkpoint(10, final=True, tokenizer_sha256=sha256)
    studio.ingest(job, number, studio.started(), saved)
    return studio.finish(job, number, "done")


def refused(studio: Any, **spec: Any) -> SpecError:
    with pytest.raises(SpecError) as caught:
        studio.submit(**spec)
    return caught.value


def checkpoint_of(studio: Any, job: Job) -> Checkpoint:
    with studio.database.session() as session:
        return session.query(Checkpoint).filter_by(job_id=job.id).one()


def config_of(studio: Any, job: Job) -> Any:
    with studio.database.session() as session:
        stored = jobs.get(session, job.id)
        return jobs.train_config(session, studio.settings, stored)


def test_the_shipped_one_is_first_and_identical_files_are_one(sqlite_studio: Any) -> None:
    first = register(sqlite_studio)
    again = register(sqlite_studio)
    other = register(sqlite_studio, b"[]")
    assert first.id == again.id != other.id
    with sqlite_studio.database.session() as session:
        listed = tokenizers.list_tokenizers(session)
        assert [entry.id for entry in listed] == [SHIPPED_ID, other.id, first.id]
        path = tokenizers.file(sqlite_studio.settings, first)
        assert path is not None and path.read_bytes() == b"{}"
        assert tokenizers.file(sqlite_studio.settings, listed[0]) is None


def test_a_job_sizes_its_model_by_its_tokenizer(studio: Any) -> None:
    entry = register(studio)
    job = studio.submit(tokenizer=entry.id)
    studio.claimed()
    plain = studio.submit()
    assert (job.tokenizer_id, plain.tokenizer_id) == (entry.id, None)
    config = config_of(studio, job)
    assert config.model == size_config("nano", 1000)
    assert config.tokenizer == studio.settings.tokenizer_path(entry.id)
    studio.finish(job, 1, "stopped")
    studio.claimed()
    assert config_of(studio, plain).tokenizer is None
    assert config_of(studio, plain).model == size_config("nano")
    assert studio.submit(tokenizer=SHIPPED_ID).tokenizer_id is None
    fewer = parameter_count(size_config("nano")) - parameter_count(size_config("nano", 1000))
    assert fewer == 5400 * 128
    assert checkpoint_bytes(size_config("nano", 1000), config.recipe) < checkpoint_bytes(
        size_config("nano"), config.recipe
    )


def test_what_starts_from_a_model_has_its_tokenizer(studio: Any) -> None:
    entry = register(studio)
    parent = trained(studio, entry.sha256, tokenizer=entry.id)
    saved = checkpoint_of(studio, parent)
    assert saved.tokenizer_sha256 == entry.sha256
    for named in (saved.id, parent.id):
        assert studio.submit(parent=named).tokenizer_id == entry.id
    assert studio.submit(parent=saved.id, tokenizer=entry.id).tokenizer_id == entry.id
    waiting = studio.submit(tokenizer=entry.id)
    assert studio.submit(parent=waiting.id).tokenizer_id == entry.id
    with studio.database.transaction() as session:
        clone, _ = cloning.clone(session, jobs.get(session, waiting.id), {"name": "again"})
        assert clone.tokenizer_id == entry.id


@pytest.mark.parametrize("by_job", [True, False])
def test_another_tokenizer_than_the_parent_s_is_refused_in_words(
    sqlite_studio: Any, by_job: bool
) -> None:
    entry = register(sqlite_studio)
    parent = trained(sqlite_studio, entry.sha256, tokenizer=entry.id)
    named = parent.id if by_job else checkpoint_of(sqlite_studio, parent).id
    for asked in (SHIPPED_ID, register(sqlite_studio, b"[]").id):
        error = refused(sqlite_studio, parent=named, tokenizer=asked)
        assert error.field == "tokenizer"
        assert "'small words'" in error.message and entry.id in error.message
        assert error.remedy and "Leave it out" in error.remedy
    assert refused(sqlite_studio, tokenizer="tok-none").field == "tokenizer"


def test_a_teacher_must_have_the_same_tokenizer_even_of_the_same_size(sqlite_studio: Any) -> None:
    entry = register(sqlite_studio, vocab_size=6400)
    teacher = checkpoint_of(sqlite_studio, trained(sqlite_studio, SHIPPED_SHA256))
    assert sqlite_studio.submit(teacher=teacher.id).teacher_checkpoint_id == teacher.id
    error = refused(sqlite_studio, teacher=teacher.id, tokenizer=entry.id)
    assert error.field == "teacher" and "tokenizer" in error.message


def test_checkpoints_say_themselves_which_tokenizer_they_have(sqlite_studio: Any) -> None:
    """The shipped one may change with the program; what was trained before does not."""
    old = trained(sqlite_studio, None)
    unknown = trained(sqlite_studio, "ab" * 32)
    assert sqlite_studio.submit(parent=old.id).tokenizer_id is None
    error = refused(sqlite_studio, parent=checkpoint_of(sqlite_studio, unknown).id)
    assert error.field == "parent" and "abababababab" in error.message
    assert "tokenizer.json" in str(error.remedy)


def test_pipelines_and_sweeps_carry_it(sqlite_studio: Any) -> None:
    entry = register(sqlite_studio)
    text, chat = sqlite_studio.dataset().id, sqlite_studio.dataset("conversations").id
    first = {"stage": "pretrain", "model": "nano", "dataset": text, "tokenizer": entry.id}
    second = {"stage": "sft", "model": "nano", "dataset": chat}
    stages = [{"key": "a", "job": first}, {"key": "b", "job": second}]
    with sqlite_studio.database.transaction() as session:
        pipeline, _ = pipelines.submit(session, PipelineSpec.parse({"stages": stages}))
        [found] = pipelines.jobs_of(session, [pipeline]).values()
        assert [job.tokenizer_id for job in found] == [entry.id, entry.id]
        grid = {"learning_rate": [1e-3, 2e-3]}
        sweep, _ = sweeps.submit(session, SweepSpec.parse({"job": first, "grid": grid}))
        [found] = sweeps.jobs_of(session, [sweep]).values()
        assert [job.tokenizer_id for job in found] == [entry.id, entry.id]
    stages[1] = {"key": "b", "job": {**second, "tokenizer": SHIPPED_ID}}
    with pytest.raises(SpecError) as caught, sqlite_studio.database.transaction() as session:
        pipelines.submit(session, PipelineSpec.parse({"stages": stages}))
    assert caught.value.field == "stages.1.job.tokenizer"


def test_it_is_kept_while_a_job_needs_it_and_gone_with_its_files_after(studio: Any) -> None:
    entry = register(studio)
    job = trained(studio, entry.sha256, tokenizer=entry.id)

    def delete(tokenizer_id: str) -> None:
        with studio.database.transaction() as session:
            tokenizers.delete(session, tokenizers.get(session, tokenizer_id))
        tokenizers.remove_files(studio.settings, tokenizer_id)

    with pytest.raises(Conflict, match=job.id):
        delete(entry.id)
    with pytest.raises(Conflict, match="shipped"):
        delete(SHIPPED_ID)
    with studio.database.transaction() as session:
        deletion.delete_job(session, jobs.get(session, job.id))
    delete(entry.id)
    assert list(studio.settings.tokenizers_dir.iterdir()) == []
    with studio.database.session() as session, pytest.raises(NotFound):
        tokenizers.get(session, entry.id)


def test_folders_without_a_row_are_swept_once_they_are_old(sqlite_studio: Any) -> None:
    entry = register(sqlite_studio)
    settings = sqlite_studio.settings
    left = settings.tokenizer_path("tok-left").parent
    fresh = settings.tokenizer_path("tok-fresh").parent
    for folder in (left, fresh):
        folder.mkdir()
    past = time.time() - 3 * 86400
    for folder in (left, settings.tokenizer_path(entry.id).parent):
        os.utime(folder, (past, past))
    with sqlite_studio.database.session() as session:
        assert tokenizers.sweep(session, settings) == [left]
    assert settings.tokenizer_path(entry.id).exists() and fresh.exists() and not left.exists()
