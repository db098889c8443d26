"""Checkpoints as the database knows them."""

from __future__ import annotations

from typing import Any

import pytest

from backend.core import checkpoints
from backend.core.errors import NotFound


def test_listed_newest_first_and_without_the_removed(studio: Any) -> None:
    job = studio.submit()
    studio.claimed()
    saved = [studio.checkpoint(step, time=1000.0 + step) for step in (2, 4)]
    last = studio.checkpoint(6, time=1006.0, removed=["step-2"])
    studio.ingest(job, 1, studio.started(), *saved, last)
    with studio.database.session() as session:
        listed = checkpoints.list_checkpoints(session)
        assert [row.step for row in listed] == [6, 4]
        assert checkpoints.list_checkpoints(session, job.id) == listed
        assert checkpoints.list_checkpoints(session, "job-other") == []
        assert checkpoints.choose_final(session, job) is None


def test_a_removed_one_says_so(studio: Any) -> None:
    job = studio.submit()
    studio.claimed()
    studio.ingest(job, 1, studio.started(), studio.checkpoint(2))
    with studio.database.session() as session:
        first = checkpoints.list_checkpoints(session)[0]
    studio.ingest(job, 1, studio.checkpoint(4, removed=["step-2"]))
    with studio.database.session() as session:
        with pytest.raises(NotFound, match="removed"):
            checkpoints.get(session, first.id)
        with pytest.raises(NotFound, match="no checkpoint"):
            checkpoints.get(session, "ckpt-\x00")


def test_names_lead_to_directories(studio: Any) -> None:
    job = studio.trained()
    with studio.database.session() as session:
        final = checkpoints.finals(session, [job.id, "job-other"])[job.id]
        assert checkpoints.get(session, final.id) is final
    assert final.id.startswith("ckpt-")
    engine_name = checkpoints.engine_name(studio.settings, final)
    assert engine_name == f"{job.id}/checkpoints/step-10"
    expected = studio.settings.data_dir / "runs" / engine_name
    assert checkpoints.path(studio.settings, final) == expected
