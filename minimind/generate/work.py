"""The piece of work ``generate``: a dataset out of a generator."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from minimind.generate.catalogue import generator_named
from minimind.generate.making import write_rows
from minimind.rows.checking import CheckOptions, check
from minimind.spec.made import Made
from minimind.spec.stages import spec_error
from minimind.work import Work


class GenerateRequest(BaseModel):
    """``request.json``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["generate"] = "generate"
    generator: str
    options: dict[str, Any] = {}


def run(work: Work) -> dict[str, Any]:
    """Leaves ``data.jsonl`` and ``notes``; returns a Made. Raises SpecError, Stopped."""
    try:
        request = GenerateRequest.model_validate(work.request)
    except ValidationError as error:
        raise spec_error(error) from error
    generator = generator_named(request.generator)
    options = generator.options.parse(request.options)
    path = work.folder / "data.jsonl"
    written = write_rows(generator, options, path, work.state, work.progress)
    report = check(
        path,
        options.kind,
        work.folder / "notes",
        CheckOptions(state=work.state / "check"),
        work.progress,
    )
    return Made(
        kind=options.kind,
        sha256=written.sha256,
        bytes=written.bytes,
        rows=written.rows,
        errors=report.errors,
        warnings=report.warnings,
        notes=written.notes,
    ).model_dump()
