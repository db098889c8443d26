"""Datasets without a file to bring: generated here, or mixed out of others."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body

from backend.api.deps import DatabaseDep, IdempotencyKey, Ident, NotifierDep
from backend.api.error_docs import documented
from backend.api.schemas.making import ExampleRows, GeneratedSpec, GeneratorInfo, GeneratorWish
from backend.api.schemas.tasks import TaskInfo
from backend.api.task_views import task_info
from backend.core import tasks
from backend.core.errors import NotFound
from backend.core.jobspec import check_name
from backend.core.mixtures import MixtureSpec, queue_mixture
from minimind.generate import GENERATORS, generator_named
from minimind.generate.catalogue import Generator

router = APIRouter(prefix="/api", tags=["datasets"])

_RESPONSES = documented(400, 403, 404, 409, 413, 422)
_GENERATED: dict[str, Any] = {
    "reasoning": {
        "summary": "Problems with thoughts, in Chinese and English",
        "value": {
            "generator": "problems",
            "name": "thinking",
            "options": {"rows": 20000, "form": "reason"},
        },
    },
    "measure": {
        "summary": "Sums to measure with",
        "value": {
            "generator": "arithmetic",
            "name": "sums, held out",
            "options": {"rows": 500, "side": "held_out", "digits": 3},
        },
    },
    "starter": {
        "summary": "The starter run's text",
        "value": {"generator": "starter-text", "name": "Starter text"},
    },
}
_MIXTURES: dict[str, Any] = {
    "shares": {
        "summary": "Three rows of one for each row of the other",
        "value": {
            "name": "poems and talk",
            "parts": [
                {"dataset": "ds-5n2k7q", "weight": 3},
                {"dataset": "ds-7q5n2k", "weight": 1},
            ],
        },
    },
    "validation": {
        "summary": "The held-out rows of a dataset, to measure with",
        "value": {
            "name": "poems, held out",
            "parts": [{"dataset": "ds-5n2k7q", "max_rows": 1000}],
            "side": "held_out",
            "fraction": 0.1,
        },
    },
}


@router.get("/generators", responses=documented())
def list_generators() -> list[GeneratorInfo]:
    """List what can make a dataset here, with what each can be asked for and rows it makes."""
    return [_info(generator) for generator in GENERATORS.values()]


@router.post("/generators/{name}/examples", responses=documented(400, 403, 404, 413, 422))
def example_rows(
    name: Ident, wish: Annotated[GeneratorWish, Body(examples=[{"options": {}}])]
) -> ExampleRows:
    """Show the first rows that a generator would make with certain options."""
    if name not in GENERATORS:
        raise NotFound(f"There is no generator {name!r}.", remedy="See /api/generators.")
    generator = GENERATORS[name]
    options = generator.options.parse(wish.options)
    return ExampleRows(kind=options.kind, rows=generator.examples(options))


@router.post("/datasets/generate", status_code=202, responses=_RESPONSES)
def generate_dataset(
    spec: Annotated[GeneratedSpec, Body(openapi_examples=_GENERATED)],
    database: DatabaseDep,
    notifier: NotifierDep,
    idempotency_key: IdempotencyKey = None,
) -> TaskInfo:
    """Make a dataset with a generator.

    The same options give the same rows: a dataset that is there already is given back. The
    problems' answers are checked by code before they are written.
    """
    name = check_name(spec.name)
    generator = generator_named(spec.generator)
    options = generator.options.parse(spec.options)
    request = {
        "generator": generator.name,
        "options": options.model_dump(mode="json"),
        "name": name,
    }
    with database.transaction() as session:
        task = tasks.create(
            session, "generate", f"Make {name}", request, idempotency_key=idempotency_key
        )
        answer = task_info(task)
    notifier.changed(work=True)
    return answer


@router.post("/datasets/mix", status_code=202, responses=_RESPONSES)
def mix_datasets(
    spec: Annotated[MixtureSpec, Body(openapi_examples=_MIXTURES)],
    database: DatabaseDep,
    notifier: NotifierDep,
    idempotency_key: IdempotencyKey = None,
) -> TaskInfo:
    """Make one shuffled dataset out of several of one kind.

    Each gives its share (`weight`), at most so many rows (`max_rows`), or everything. With `side`
    the held-out rows alone, or all but those, are taken: to validate with, and to train on.
    """
    with database.transaction() as session:
        answer = task_info(queue_mixture(session, spec, idempotency_key=idempotency_key))
    notifier.changed(work=True)
    return answer


def _info(generator: Generator) -> GeneratorInfo:
    return GeneratorInfo(
        name=generator.name,
        title=generator.title,
        description=generator.description,
        licence=generator.licence,
        kind=generator.options.parse({}).kind,
        json_schema=generator.options.model_json_schema(),
        examples=generator.examples(),
    )
