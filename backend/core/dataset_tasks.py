"""Work on datasets, queued: imports, checks, cleaned copies. Each says now what can be said now."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import datasets, inbox, task_states, tasks, tokenizers, uploads
from backend.core.errors import Conflict
from backend.core.jobspec import MAX_NAME, check_name
from backend.core.models import Dataset, Task
from backend.core.settings import Settings
from minimind.spec import SpecError
from minimind.spec.preview import MAPPED_FIELDS, Container, Encoding, RowFormat
from minimind.spec.report import Problem, ProblemGroup, Report, Treatment
from minimind.spec.rows import RowKind

_MAX_COLUMN = 200


class Measures(BaseModel):
    """What a check measures against."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_length: int = Field(default=512, ge=8, le=65_536, description="Of a sequence, in tokens.")
    validation: str | None = Field(
        default=None,
        max_length=100,
        description="Id of a dataset that this one should not overlap with.",
    )
    tokenizer: str | None = Field(
        default=None, max_length=100, description="Id of a tokenizer; left out: the shipped one."
    )


class SourceSpec(BaseModel):
    """A file, and how it is to be read. What is left out is told from its content."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    upload: str | None = Field(
        default=None, max_length=100, description="Id of a finished upload, or else `inbox`."
    )
    inbox: str | None = Field(
        default=None, max_length=255, description="Name of a file in the inbox folder."
    )
    container: Container | None = Field(default=None, description="How the file is built.")
    format: RowFormat | None = Field(default=None, description="How its rows are built.")
    mapping: dict[str, str] = Field(
        default_factory=dict,
        max_length=len(MAPPED_FIELDS),
        description="Field of the family -> column of the file.",
    )
    row_kind: RowKind | None = Field(
        default=None, description="Refuse the file if its rows are of another kind."
    )
    encoding: Encoding | None = Field(default=None, description="Of a text file.")


class PreviewSpec(SourceSpec):
    """A file of which the first rows are shown."""

    rows: int = Field(default=20, ge=1, le=100, description="How many are shown.")


class ImportSpec(SourceSpec, Measures):
    """A file that is to become a dataset."""

    name: str | None = Field(default=None, description="Of the dataset; left out: the file's.")


class CleanSpec(Measures):
    """A copy in which rows with problems are mended or missing."""

    treatments: dict[Problem, Treatment] = Field(
        default_factory=dict,
        description="Of each problem; one that is not named gets what the report proposes.",
    )
    name: str | None = Field(default=None, description="Of the copy.")


def queue_import(
    session: Session, settings: Settings, spec: ImportSpec, *, idempotency_key: str | None = None
) -> Task:
    """Raises SpecError, NotFound, Conflict while bytes of the upload are missing."""
    filename = _filename(session, settings, spec)
    if spec.name is not None:
        check_name(spec.name)
    _check_measures(session, spec)
    return tasks.create(
        session,
        "import",
        f"Import {spec.name or filename}",
        spec.model_dump(mode="json", exclude_defaults=True),
        idempotency_key=idempotency_key,
    )


def queue_preview(session: Session, settings: Settings, spec: PreviewSpec) -> Task:
    """Shows the first rows before and after. Raises as ``queue_import``."""
    filename = _filename(session, settings, spec)
    request = spec.model_dump(mode="json", exclude_defaults=True)
    return tasks.create(session, "preview", f"Look into {filename}", request)


def queue_check(
    session: Session,
    dataset: Dataset,
    measures: Measures | None = None,
    *,
    idempotency_key: str | None = None,
) -> Task:
    """The same check that is queued already is given back. Raises SpecError, NotFound."""
    measures = measures or Measures()
    _check_measures(session, measures)
    request = {"dataset": dataset.id, **measures.model_dump(mode="json", exclude_defaults=True)}
    under_way = select(Task).where(Task.dataset_id == dataset.id, Task.kind == "check")
    for task in session.scalars(under_way.where(Task.state.in_(task_states.ACTIVE))):
        if task.request == request and not task.cancel:
            return task
    return tasks.create(
        session,
        "check",
        f"Check {dataset.name}",
        request,
        dataset_id=dataset.id,
        idempotency_key=idempotency_key,
    )


def queue_clean(
    session: Session,
    settings: Settings,
    dataset: Dataset,
    spec: CleanSpec,
    *,
    idempotency_key: str | None = None,
) -> Task:
    """Raises SpecError, and Conflict while it was not checked or holds nothing to clean."""
    _check_measures(session, spec)
    report = datasets.read_report(settings.dataset_notes(dataset.id))
    if report is None:
        raise Conflict(
            f"'{dataset.name}' was not checked yet.",
            remedy=f"Check it first: POST /api/datasets/{dataset.id}/check.",
        )
    copy = f"{dataset.name[: MAX_NAME - 8]} cleaned" if spec.name is None else spec.name
    request = spec.model_dump(mode="json", exclude_defaults=True) | {
        "dataset": dataset.id,
        "treatments": _chosen(report, spec.treatments),
        "name": check_name(copy),
    }
    return tasks.create(
        session,
        "clean",
        f"Clean {dataset.name}",
        request,
        dataset_id=dataset.id,
        idempotency_key=idempotency_key,
    )


def queue_missing_checks(session: Session, limit: int) -> int:
    """Queues checks of datasets that have no report; how many.

    Those that failed once are left to people.
    """
    tried = select(Task.dataset_id).where(Task.kind == "check", Task.dataset_id.is_not(None))
    query = select(Dataset).where(Dataset.warnings.is_(None), Dataset.deleted_at.is_(None))
    query = query.where(Dataset.id.not_in(tried)).order_by(Dataset.created_at).limit(limit)
    found = list(session.scalars(query))
    for dataset in found:
        queue_check(session, dataset)
    return len(found)


def _chosen(report: Report, treatments: Mapping[Problem, Treatment]) -> dict[str, str]:
    groups: dict[Problem, ProblemGroup] = {
        group.problem: group for group in report.problems if group.treatments
    }
    for problem, treatment in treatments.items():
        group = groups.get(problem)
        if group is None:
            raise SpecError(
                f"No row has the problem {problem!r}.",
                field=f"treatments.{problem}",
                remedy=f"The report has: {', '.join(groups) or 'none'}.",
            )
        if treatment not in group.treatments:
            raise SpecError(
                f"{treatment!r} is no treatment of {problem!r}.",
                field=f"treatments.{problem}",
                remedy=f"Choose one of: {', '.join(group.treatments)}.",
            )
    chosen: dict[str, str] = {
        name: treatments.get(name, group.treatments[0]) for name, group in groups.items()
    }
    if all(treatment == "keep" for treatment in chosen.values()):
        raise Conflict("There is nothing to clean: every row would stay as it is.")
    return chosen


def _filename(session: Session, settings: Settings, spec: SourceSpec) -> str:
    """What the file is called, which must be there whole. Raises SpecError, NotFound, Conflict."""
    _check_mapping(spec.mapping)
    if (spec.upload is None) == (spec.inbox is None):
        raise SpecError(
            "Name either a finished upload or a file in the inbox.",
            field="upload",
            remedy="Send one of the two fields.",
        )
    if spec.upload is not None:
        return uploads.whole(session, settings, spec.upload).filename
    return inbox.find(settings, spec.inbox or "").name


def _check_mapping(mapping: Mapping[str, str]) -> None:
    for field, column in mapping.items():
        if field not in MAPPED_FIELDS:
            raise SpecError(
                f"No row has a field {field[:40]!r}.",
                field="mapping",
                remedy=f"Choose among: {', '.join(MAPPED_FIELDS)}.",
            )
        if not 1 <= len(column) <= _MAX_COLUMN:
            raise SpecError("A column's name has 1 to 200 characters.", field=f"mapping.{field}")


def _check_measures(session: Session, measures: Measures) -> None:
    if measures.validation is not None:
        datasets.get(session, measures.validation)

    if measures.tokenizer is not None:
        tokenizers.get(session, measures.tokenizer)
