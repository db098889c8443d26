"""Event lines: JSON whatever the numbers are."""

from __future__ import annotations

import json
import math

import pytest
from pydantic import ValidationError

from minimind.spec.events import Finished, Metric, Validation, event_adapter


def metric(**values: float) -> Metric:
    rest = {"step": 1, "epoch": 0.5, "learning_rate": 1e-3, "tokens_per_s": 9.0, "tokens": 5}
    known = {"loss": 2.0, "grad_norm": 1.0, "seconds": 1.0, "eta_s": 2.0, **rest}
    return Metric.model_validate({"time": 1.5, **known, **values})


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_none_becomes_null_and_is_named(number: float) -> None:
    line = metric(loss=number, grad_norm=number, wait=0.5).to_line()
    assert line.endswith("\n") and line.count("\n") == 1
    values = json.loads(line, parse_constant=pytest.fail)
    assert (values["loss"], values["grad_norm"], values["wait"]) == (None, None, 0.5)
    assert values["nonfinite"] == ["grad_norm", "loss"]
    # Whoever reads a line and writes it again loses nothing.
    again = event_adapter.validate_json(line)
    assert again.to_line() == line


def test_lines_are_told_apart_by_their_type() -> None:
    for event in (
        metric(),
        Validation(time=1.0, step=3, loss=2.0, tokens=7),
        Finished(time=1.0, reason="failed", step=3, cause="diverged", message="No.\nMore 你好"),
    ):
        line = event.to_line()
        assert line.count("\n") == 1 and event_adapter.validate_json(line) == event


@pytest.mark.parametrize("line", ['{"type": "metric"}', '{"type": "new", "time": 1}', "{}", "no"])
def test_other_lines_are_refused(line: str) -> None:
    with pytest.raises(ValidationError):
        event_adapter.validate_json(line)
