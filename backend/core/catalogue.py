"""The published files, as they stand here, and downloads of these and of other files of hubs."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import datasets, inbox, preferences, space, task_states, tasks, tokenizers
from backend.core.dataset_tasks import Measures
from backend.core.errors import QuotaExceeded
from backend.core.jobspec import check_name
from backend.core.models import Dataset, Task
from backend.core.settings import Settings
from minimind.spec import SpecError
from minimind.spec.catalogue import CATALOGUE, CatalogueFile, file_named
from minimind.spec.hubs import (
    HUBS,
    HubName,
    check_file_path,
    check_repository,
    check_revision,
    hub_named,
)
from minimind.spec.preview import MAPPED_FIELDS, RowFormat
from minimind.spec.rows import RowKind

# A file of the same name and kind is taken for the published one when it is about as large.
_ABOUT = 0.25


class DownloadSpec(Measures):
    """A file of the catalogue, or any file of a dataset on a hub."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str | None = Field(
        default=None, max_length=200, description="A file of the catalogue, or else the next two."
    )
    repository: str | None = Field(
        default=None, max_length=200, description="A dataset of the hub: OWNER/NAME."
    )
    path: str | None = Field(default=None, max_length=500, description="A file in it.")
    hub: HubName | None = Field(default=None, description="Left out: the hub of the settings.")
    revision: str | None = Field(
        default=None, max_length=200, description="Branch, tag or commit. Left out: the newest."
    )
    name: str | None = Field(default=None, description="Of the dataset; left out: the file's.")
    format: RowFormat | None = Field(
        default=None, description="How its rows are built; left out: told from the first ones."
    )
    mapping: dict[str, str] = Field(
        default_factory=dict,
        max_length=len(MAPPED_FIELDS),
        description="Field of the family -> column of the file.",
    )
    row_kind: RowKind | None = Field(
        default=None, description="Refuse the file if its rows are of another kind."
    )


@dataclass(frozen=True)
class Entry:
    """A published file, and how it stands here.

    Attributes:
        dataset_id: it is here already.
        task_id: it is on its way.
        inbox: the name under which it lies in the inbox.
        in_folder: the local folder has it.
        enough_space: whether it would fit.
    """

    file: CatalogueFile
    dataset_id: str | None
    task_id: str | None
    inbox: str | None
    in_folder: bool
    enough_space: bool


def entries(session: Session, settings: Settings) -> list[Entry]:
    """All published files, those to begin with first."""
    here = _datasets(session)
    coming = _coming(session)
    dropped = {item.catalogue: item.name for item in inbox.list_files(settings) if item.catalogue}
    order = sorted(CATALOGUE.values(), key=lambda file: not file.recommended)
    return [
        Entry(
            file=file,
            dataset_id=here.get(file.file),
            task_id=coming.get(file.file),
            inbox=dropped.get(file.file),
            in_folder=_in_folder(settings, file.file),
            enough_space=fits(session, settings, file.bytes or 0),
        )
        for file in order
    ]


def fits(session: Session, settings: Settings, coming: int) -> bool:
    """Whether there is room for so many bytes more."""
    if free_bytes(settings) - coming < settings.min_free_bytes:
        return False
    try:
        space.check_quota(session, settings, coming)
    except QuotaExceeded:
        return False
    return True


def free_bytes(settings: Settings) -> int:
    """On the disk that holds the data."""
    return shutil.disk_usage(settings.data_dir).free


def queue_download(
    session: Session,
    settings: Settings,
    spec: DownloadSpec,
    *,
    idempotency_key: str | None = None,
) -> Task:
    """Queues a download. The same file that is on its way already is not asked for twice.

    Raises SpecError, DiskFull, QuotaExceeded.
    """
    request = _request(session, spec)
    title = HUBS[request["hub"]].title
    size = (CATALOGUE[spec.file].bytes or 0) if spec.file in CATALOGUE else 0
    under_way = _under_way(session)
    for task in under_way:
        if not task.cancel and _same(task.request, request) and idempotency_key is None:
            return task
    space.check_disk(settings, size)
    space.check_quota(session, settings, size)
    return tasks.create(
        session,
        "download",
        f"Download {request['path']} from {title}",
        request,
        idempotency_key=idempotency_key,
    )


def _request(session: Session, spec: DownloadSpec) -> dict[str, Any]:
    """What the row keeps: which file, and how its rows are to be read."""
    hub = hub_named(spec.hub or preferences.read(session).hub)
    if spec.file is not None:
        if spec.repository is not None or spec.path is not None:
            raise SpecError(
                "A file of the catalogue has its own repository and path.",
                field="file",
                remedy="Name either the file or the other two.",
            )
        repository, path = hub.repository, file_named(spec.file).file
    elif spec.repository is None or spec.path is None:
        raise SpecError(
            "It is not said what to download.",
            field="repository" if spec.repository is None else "path",
            remedy="Name a file of the catalogue, or a repository and a path.",
        )
    else:
        repository, path = check_repository(spec.repository), check_file_path(spec.path)
    if spec.revision is not None:
        check_revision(spec.revision)
    if spec.name is not None:
        check_name(spec.name)
    _check_mapping(spec)
    if spec.validation is not None:
        datasets.get(session, spec.validation)
    if spec.tokenizer is not None:
        tokenizers.get(session, spec.tokenizer)
    told = spec.model_dump(mode="json", exclude_defaults=True)
    if spec.file is not None:  # measured against what it was made for
        told = {"max_length": CATALOGUE[spec.file].max_length, **told}
    return {**told, "hub": hub.name, "repository": repository, "path": path}


def _check_mapping(spec: DownloadSpec) -> None:
    unknown = [field for field in spec.mapping if field not in MAPPED_FIELDS]
    if unknown:
        raise SpecError(
            f"No row has a field {unknown[0][:40]!r}.",
            field="mapping",
            remedy=f"Choose among: {', '.join(MAPPED_FIELDS)}.",
        )


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    told = [{name: request[name] for name in request if name != "name"} for request in (one, other)]
    return told[0] == told[1]


def _under_way(session: Session) -> Sequence[Task]:
    query = select(Task).where(Task.kind == "download", Task.state.in_(task_states.ACTIVE))
    return session.scalars(query.order_by(Task.created_at)).all()


def _coming(session: Session) -> dict[str, str]:
    """Published file -> the task that brings it."""
    return {
        task.request["path"]: task.id for task in _under_way(session) if _is_published(task.request)
    }


def _datasets(session: Session) -> dict[str, str]:
    """Published file -> the newest dataset that it became."""
    query = select(Dataset).where(Dataset.filename.is_not(None), Dataset.deleted_at.is_(None))
    by_file: defaultdict[str, list[Dataset]] = defaultdict(list)
    for dataset in session.scalars(query.order_by(Dataset.created_at.desc(), Dataset.id)):
        file = inbox.guess(dataset.filename or "")
        if file is not None and _is_it(CATALOGUE[file], dataset):
            by_file[file].append(dataset)
    return {file: found[0].id for file, found in by_file.items()}


def _is_it(file: CatalogueFile, dataset: Dataset) -> bool:
    if dataset.origin.get("how") == "download":
        return _is_published(dataset.origin)
    about = file.bytes is None or abs(dataset.bytes - file.bytes) <= _ABOUT * file.bytes
    return dataset.kind == file.kind and about


def _is_published(request: Mapping[str, Any]) -> bool:
    hub = HUBS.get(request.get("hub", ""))
    known = hub is not None and request.get("repository") == hub.repository
    return known and request.get("path") in CATALOGUE


def _in_folder(settings: Settings, file: str) -> bool:
    if settings.hub_folder is None:
        return False
    places = ("", *(hub.repository for hub in HUBS.values()))
    return any((settings.hub_folder / place / file).is_file() for place in places)
