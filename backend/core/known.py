"""What a new job is checked against, looked up once however many jobs one request asks for."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.ids import plausible
from backend.core.jobspec import JobSpec
from backend.core.models import Checkpoint, Dataset, Job, Node, TokenizerEntry
from backend.core.origins import find_parent
from backend.core.placement import known_nodes
from backend.core.preferences import Preferences, read
from backend.core.tokenizer_choice import choose


class Known:
    """Nodes, settings, datasets, parents and tokenizers as one transaction sees them.

    A parent stays locked until the transaction ends, so what was found once stays true; so does a
    dataset against its deletion.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self._datasets: dict[str, Dataset | None] = {}
        self._tokenizers: dict[tuple[str | None, str | None], TokenizerEntry] = {}
        self._parents: dict[tuple[str | None, str, str], tuple[Checkpoint | None, Job | None]] = {}

    @cached_property
    def nodes(self) -> list[Node]:
        return known_nodes(self.session)

    @cached_property
    def preferences(self) -> Preferences:
        return read(self.session)

    def dataset(self, dataset_id: str) -> Dataset | None:
        if dataset_id not in self._datasets:
            self._datasets[dataset_id] = self._find(dataset_id)
        return self._datasets[dataset_id]

    def _find(self, dataset_id: str) -> Dataset | None:
        if not plausible(dataset_id):
            return None
        # Others may read it meanwhile, and start jobs with it, but not delete it.
        query = select(Dataset).where(Dataset.id == dataset_id, Dataset.deleted_at.is_(None))
        return self.session.scalar(query.with_for_update(read=True, key_share=True))

    def tokenizer(
        self, spec: JobSpec, checkpoint: Checkpoint | None, parent_job: Job | None
    ) -> TokenizerEntry:
        """The job's; the other two are what ``parent`` gave. Raises SpecError."""
        key = (spec.tokenizer, spec.parent)
        if key not in self._tokenizers:
            self._tokenizers[key] = choose(self.session, spec, checkpoint, parent_job)
        return self._tokenizers[key]

    def parent(self, spec: JobSpec) -> tuple[Checkpoint | None, Job | None]:
        """The checkpoint to start from, if it is there yet, and its job. Raises SpecError."""
        key = (spec.parent, spec.stage, spec.model)
        if key not in self._parents:
            self._parents[key] = find_parent(self.session, spec)
        return self._parents[key]
