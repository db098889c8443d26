"""A probe with the real trainer: it measures, and leaves no model."""

from __future__ import annotations

import pytest

from backend.core import checkpoints, rates
from backend.core.estimates import asking, probes
from backend.core.jobspec import JobSpec
from tests.worker.test_real_training import TINY, Node, node

__all__ = ["node"]  # a fixture
pytestmark = pytest.mark.slow


def test_a_probe_tells_how_long_its_job_takes_and_leaves_no_model(node: Node) -> None:
    recipe = {**TINY, "max_steps": 8, "checkpoint_every": 4, "epochs": 10_000}
    spec = JobSpec(stage="pretrain", model="nano", dataset=node.dataset, recipe=recipe)
    with node.database.transaction() as session:
        [before] = asking.ask(session, spec) or [None]
        probe = probes.probe(session, spec).id
    assert before is None or before.source == "unknown"
    assert node.tick() == 1
    node.wait(probe, "done")
    with node.database.transaction() as session:
        assert [each.job_id for each in rates.known(session)] == [probe]
        [after] = asking.ask(session, spec)
        assert checkpoints.list_checkpoints(session) == []
    assert (after.source, after.extent, after.steps) == ("measured", "counted", 8)
    assert after.parts is not None and after.parts.tokenize == 0
    assert after.memory.needed > 2 * 10**8
    assert list((node.settings.run_dir(probe) / "checkpoints").iterdir()) == []
