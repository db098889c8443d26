"""Which tokenizer a new job gets: its parent's, the one that it asks for, or the shipped one."""

from __future__ import annotations

from sqlalchemy.orm import Session

from backend.core import tokenizers
from backend.core.errors import NotFound
from backend.core.jobspec import JobSpec
from backend.core.models import Checkpoint, Job, TokenizerEntry
from minimind.spec import SpecError


def choose(
    session: Session, spec: JobSpec, checkpoint: Checkpoint | None, parent_job: Job | None
) -> TokenizerEntry:
    """The tokenizer of a job that starts from ``checkpoint``, or from what ``parent_job`` makes.

    Raises SpecError for one that does not exist, or that is not the parent's.
    """
    inherited = _of_parent(session, checkpoint, parent_job)
    if spec.tokenizer is None:
        return inherited or tokenizers.shipped()
    try:
        asked = tokenizers.get(session, spec.tokenizer, keep=True)
    except NotFound as error:
        raise SpecError(
            error.message, field="tokenizer", remedy="Choose one that is listed, or none."
        ) from error
    if inherited is not None and inherited.id != asked.id:
        raise SpecError(
            f"{spec.parent} has the tokenizer {_named(inherited)}, not {_named(asked)}: a model "
            "knows the numbers of one tokenizer only.",
            field="tokenizer",
            remedy=f"Leave it out, or pretrain a new model with '{asked.name}'.",
        )
    return asked


def check_teacher(session: Session, teacher: Checkpoint, tokenizer: TokenizerEntry) -> None:
    """Raises SpecError unless the teacher reads the same numbers as the job."""
    theirs = tokenizers.of_checkpoint(session, teacher, "teacher")
    if theirs.id != tokenizer.id:
        raise SpecError(
            f"{teacher.id} has the tokenizer {_named(theirs)}, this job {_named(tokenizer)}: what "
            "the one says about its numbers means nothing to the other.",
            field="teacher",
            remedy="Choose a teacher with the same tokenizer.",
        )


def _of_parent(
    session: Session, checkpoint: Checkpoint | None, parent_job: Job | None
) -> TokenizerEntry | None:
    if checkpoint is not None:
        return tokenizers.of_checkpoint(session, checkpoint, "parent")
    return tokenizers.of_job(session, parent_job) if parent_job is not None else None


def _named(tokenizer: TokenizerEntry) -> str:
    return f"'{tokenizer.name}' ({tokenizer.id}, {tokenizer.vocab_size:,} entries)"
