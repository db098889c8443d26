"""A studio with the datasets of every stage, and shorthands for pipelines."""

from __future__ import annotations

from typing import Any

import pytest

from backend.core import pipeline_actions, pipelines
from backend.core.models import Job, Pipeline
from backend.core.pipelinespec import PipelineSpec
from backend.core.standing import standing
from minimind.spec import SpecError

ROW = ("pretrain", "sft", "dpo", "reason")


class Line:
    """A studio with the datasets of every stage, and shorthands for pipelines."""

    def __init__(self, studio: Any) -> None:
        self.studio = studio
        kinds = {"text", "conversations", "preferences"}
        self.data = {kind: studio.dataset(kind).id for kind in sorted(kinds)}

    def job(self, stage: str, **changes: Any) -> dict[str, Any]:
        kind = {"pretrain": "text", "dpo": "preferences"}.get(stage, "conversations")
        return {"stage": stage, "model": "nano", "dataset": self.data[kind], **changes}

    def row(self, *stages: str) -> dict[str, Any]:
        return {"stages": [{"key": s, "job": self.job(s)} for s in stages or ROW]}

    def submit(self, spec: dict[str, Any], key: str | None = None) -> Pipeline:
        with self.studio.database.transaction() as session:
            return pipelines.submit(session, PipelineSpec.parse(spec), idempotency_key=key)[0]

    def refused(self, spec: dict[str, Any]) -> SpecError:
        with pytest.raises(SpecError) as caught:
            self.submit(spec)
        with self.studio.database.session() as session:
            assert session.query(Pipeline).count() == session.query(Job).count() == 0
        return caught.value

    def jobs(self, pipeline: Pipeline) -> dict[str, Job]:
        with self.studio.database.session() as session:
            [found] = pipelines.jobs_of(session, [pipeline]).values()
            return {str(job.pipeline_key): job for job in found}

    def states(self, pipeline: Pipeline) -> list[str]:
        return [job.status for job in self.jobs(pipeline).values()]

    def standing(self, pipeline: Pipeline) -> str:
        return standing(list(self.jobs(pipeline).values())).status

    def train(self, key: str, ending: Any = "done", *, saves: bool = True) -> None:
        """The next job in the queue, which must be stage ``key``, runs to its end."""
        claim = self.studio.claimed()
        assert claim.job.pipeline_key == key
        job, number = claim.job, claim.attempt.number
        lines = [self.studio.started(), self.studio.metric(10)]
        if saves:
            name = f"step-{10 * number}"
            lines.append(self.studio.checkpoint(10, final=ending == "done", name=name))
        self.studio.ingest(job, number, *lines)
        self.studio.finish(job, number, ending)

    def act(self, action: Any, pipeline: Pipeline, *args: Any, **options: Any) -> None:
        with self.studio.database.transaction() as session:
            action(session, pipelines.get(session, pipeline.id), *args, **options)

    def stop(self, pipeline: Pipeline, *, force: bool = False) -> None:
        self.act(pipeline_actions.stop, pipeline, force=force)

    def retry(self, pipeline: Pipeline, first: str | None = None) -> None:
        self.act(pipeline_actions.retry, pipeline, first)
