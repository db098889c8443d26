"""Estimates for people who have not submitted the job yet."""

from __future__ import annotations

from sqlalchemy.orm import Session

from backend.core import rates
from backend.core.estimates.estimate import NodeEstimate, estimate
from backend.core.jobspec import JobSpec
from backend.core.known import Known
from backend.core.submission import check


def ask(session: Session, spec: JobSpec) -> list[NodeEstimate]:
    """For each machine that could run ``spec``, the quickest first. Stores nothing.

    Raises SpecError as submitting it would. The session must be one that may write, for a parent
    is held as it is while it is looked at.
    """
    known = Known(session)
    wish = check(known, spec).wish()
    return estimate(wish, known.nodes, rates.known(session), known.preferences)
