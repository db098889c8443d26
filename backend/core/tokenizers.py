"""Tokenizers: known by the content of their file, unchanging, kept while anything needs them.

The shipped one is no row of the database: its id is ``tok-shipped``, and a job that has it stores
no id at all.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from backend.core.db import advisory_lock
from backend.core.errors import Conflict, NotFound
from backend.core.ids import new_id, plausible
from backend.core.jobspec import check_name
from backend.core.models import Checkpoint, Job, TokenizerEntry
from backend.core.settings import Settings
from minimind.spec import SpecError
from minimind.spec.tokenizers import (
    SHIPPED_FIGURES,
    SHIPPED_ID,
    SHIPPED_NAME,
    SHIPPED_SHA256,
    SHIPPED_VOCAB_SIZE,
)

_STALE_SECONDS = 24 * 3600
_SHOWN = 3


def shipped() -> TokenizerEntry:
    """The one that comes with the program; it belongs to no session."""
    return TokenizerEntry(
        id=SHIPPED_ID,
        name=SHIPPED_NAME,
        sha256=SHIPPED_SHA256,
        vocab_size=SHIPPED_VOCAB_SIZE,
        origin={"how": "shipped"},
        figures=SHIPPED_FIGURES.model_dump(mode="json"),
    )


def get(session: Session, tokenizer_id: str, *, keep: bool = False) -> TokenizerEntry:
    """Raises NotFound.

    Args:
        keep: nobody can delete it before the transaction has ended.
    """
    if tokenizer_id == SHIPPED_ID:
        return shipped()
    query = select(TokenizerEntry).where(TokenizerEntry.id == tokenizer_id)
    if keep:
        query = query.with_for_update(read=True)
    found = session.scalar(query) if plausible(tokenizer_id) else None
    if found is None:
        raise NotFound(f"There is no tokenizer {tokenizer_id[:80]!r}.")
    return found


def list_tokenizers(session: Session) -> list[TokenizerEntry]:
    """The shipped one, then the others, newest first."""
    query = select(TokenizerEntry).order_by(TokenizerEntry.created_at.desc(), TokenizerEntry.id)
    return [shipped(), *session.scalars(query)]


def stored_id(tokenizer: TokenizerEntry) -> str | None:
    """What a job's row says of it."""
    return None if tokenizer.id == SHIPPED_ID else tokenizer.id


def of_job(session: Session, job: Job) -> TokenizerEntry:
    """The tokenizer of a job."""
    return session.get_one(TokenizerEntry, job.tokenizer_id) if job.tokenizer_id else shipped()


def with_sha256(session: Session, sha256: str) -> TokenizerEntry | None:
    """The one whose file has this content."""
    if sha256 == SHIPPED_SHA256:
        return shipped()
    return session.scalar(select(TokenizerEntry).where(TokenizerEntry.sha256 == sha256))


def ids_by_sha256(session: Session) -> dict[str, str]:
    """The id of every tokenizer by the content of its file."""
    rows = session.execute(select(TokenizerEntry.sha256, TokenizerEntry.id))
    return {SHIPPED_SHA256: SHIPPED_ID, **{row.sha256: row.id for row in rows}}


def of_checkpoint(session: Session, checkpoint: Checkpoint, field: str) -> TokenizerEntry:
    """The tokenizer that a checkpoint carries.

    Raises SpecError about ``field`` when it is not among those that are known.
    """
    sha256 = checkpoint.tokenizer_sha256
    if sha256 is None:  # saved before this was kept
        return of_job(session, session.get_one(Job, checkpoint.job_id))
    found = with_sha256(session, sha256)
    if found is None:
        raise SpecError(
            f"{checkpoint.id} was trained with a tokenizer that is not known here "
            f"(sha256 {sha256[:12]}...).",
            field=field,
            remedy="Import the tokenizer.json that lies in the checkpoint.",
        )
    return found


def file(settings: Settings, tokenizer: TokenizerEntry) -> Path | None:
    """Its ``tokenizer.json``; None for the shipped one."""
    own = stored_id(tokenizer)
    return settings.tokenizer_path(own) if own else None


def register(
    session: Session,
    settings: Settings,
    content: bytes,
    *,
    name: str,
    vocab_size: int,
    origin: dict[str, Any],
    figures: dict[str, Any] | None,
) -> tuple[TokenizerEntry, bool]:
    """Keeps a tokenizer whose file was checked. Returns (entry, created).

    A file with the content of one that is there gives that one. Raises SpecError for a bad name,
    OSError.
    """
    title = check_name(name)
    sha256 = hashlib.sha256(content).hexdigest()
    advisory_lock(session, f"tokenizer:{sha256}")
    existing = with_sha256(session, sha256)
    if existing is not None:
        return existing, False
    entry = TokenizerEntry(
        id=new_id("tok"),
        name=title,
        sha256=sha256,
        vocab_size=vocab_size,
        origin=origin,
        figures=figures,
    )
    session.add(entry)
    session.flush()
    # In place before the commit: a stored row always has its file. A folder without one is swept.
    path = settings.tokenizer_path(entry.id)
    path.parent.mkdir(parents=True)
    with path.open("xb") as new:
        new.write(content)
        new.flush()
        os.fsync(new.fileno())
    for folder in (path.parent, settings.tokenizers_dir):
        _sync_directory(folder)
    return entry, True


def users(session: Session, tokenizer: TokenizerEntry) -> list[Job]:
    """The jobs that have it, newest first, deleted ones left out."""
    query = select(Job).where(Job.tokenizer_id == stored_id(tokenizer), Job.deleted_at.is_(None))
    return list(session.scalars(query.order_by(Job.created_at.desc(), Job.id)))


def job_counts(session: Session) -> dict[str | None, int]:
    """How many jobs have each tokenizer, by what their rows say; None: the shipped one."""
    query = select(Job.tokenizer_id, func.count()).where(Job.deleted_at.is_(None))
    return {row[0]: row[1] for row in session.execute(query.group_by(Job.tokenizer_id))}


def delete(session: Session, tokenizer: TokenizerEntry) -> None:
    """Forgets a tokenizer; ``remove_files`` follows once that is committed.

    Raises Conflict for the shipped one, and while a job uses it: so do the job's checkpoints.
    """
    if tokenizer.id == SHIPPED_ID:
        raise Conflict("The shipped tokenizer cannot be deleted.", remedy="Leave it.")
    query = select(TokenizerEntry.id).where(TokenizerEntry.id == tokenizer.id).with_for_update()
    session.execute(query)
    if jobs := users(session, tokenizer):
        named = ", ".join(f"'{job.name}' ({job.id})" for job in jobs[:_SHOWN])
        more = f" and {len(jobs) - _SHOWN} more" if len(jobs) > _SHOWN else ""
        raise Conflict(
            f"{named}{more} {'needs' if len(jobs) == 1 else 'need'} the tokenizer "
            f"'{tokenizer.name}'.",
            remedy="Delete these jobs first; their checkpoints go with them.",
        )
    # What is left are the rows of deleted jobs, which go bit by bit.
    session.execute(
        update(Job).where(Job.tokenizer_id == tokenizer.id).values(tokenizer_id=None),
        execution_options={"synchronize_session": False},
    )
    session.delete(tokenizer)
    session.flush()


def remove_files(settings: Settings, tokenizer_id: str) -> None:
    """Of one that was deleted. What cannot be removed now, ``sweep`` removes."""
    shutil.rmtree(settings.tokenizer_path(tokenizer_id).parent, ignore_errors=True)


def sweep(session: Session, settings: Settings) -> list[Path]:
    """Removes what a kill left behind: folders over a day old that no row names."""
    known = set(session.scalars(select(TokenizerEntry.id)))
    removed: list[Path] = []
    if settings.tokenizers_dir.is_dir():
        for path in sorted(settings.tokenizers_dir.iterdir()):
            stale = time.time() - path.stat().st_mtime > _STALE_SECONDS
            if stale and path.name.startswith("tok-") and path.name not in known:
                shutil.rmtree(path, ignore_errors=True)
                removed.append(path)
    return removed


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
