"""Rows of a dataset: pages of them, and each as a model will see it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, cast

from fastapi import APIRouter, Query
from pydantic import Field

from backend.api.deps import DatabaseDep, Ident, SettingsDep
from backend.api.error_docs import documented
from backend.core import datasets, tokenizers
from backend.core.errors import Conflict
from backend.core.models import Dataset
from backend.core.settings import Settings
from minimind.rows import browsing
from minimind.rows.columns import Columns
from minimind.rows.xray import MAX_TOKENS, xray
from minimind.spec import SpecError
from minimind.spec.rows import RowKind
from minimind.spec.xray import RowFilter, RowPage, View, Xray

router = APIRouter(prefix="/api/datasets", tags=["datasets"])

_RESPONSES = documented(404, 409, 422)


class RowsWanted(RowFilter):
    """Which rows, and how many of them."""

    first: int = Field(default=0, ge=0, description="Number of a row, from 0.")
    limit: int = Field(default=50, ge=1, le=browsing.MAX_ROWS)


@router.get("/{dataset_id}/rows", responses=_RESPONSES)
def list_rows(
    dataset_id: Ident,
    database: DatabaseDep,
    settings: SettingsDep,
    wanted: Annotated[RowsWanted, Query()],
) -> RowPage:
    """List rows that fit, in their order.

    Each answer looks for a short while only: go on at `next` until there is none.
    """
    with database.session() as session:
        dataset = datasets.get(session, dataset_id)
    path, columns = _table(settings, dataset)
    kind = cast(RowKind, dataset.kind)
    return browsing.page(path, kind, columns, wanted, first=wanted.first, limit=wanted.limit)


@router.get("/{dataset_id}/rows/{row}/xray", responses=_RESPONSES)
def show_row(
    *,
    dataset_id: Ident,
    row: int,
    database: DatabaseDep,
    settings: SettingsDep,
    by: Annotated[
        Literal["row", "line"], Query(description="`line`: it is a line of the file, from 1.")
    ] = "row",
    tokenizer: Annotated[
        str | None, Query(description="Id of a tokenizer. Empty: the shipped one.")
    ] = None,
    seq_len: Annotated[
        int, Query(ge=8, le=32_768, description="Longer rows are cut as training cuts them.")
    ] = 512,
    view: Annotated[
        View, Query(description="`prompt`: what chat gives the model before its last answer.")
    ] = "training",
    thinking: Annotated[bool, Query(description="Of a prompt: it may think first.")] = True,
    offset: Annotated[int, Query(ge=0, description="Number of the first token to show.")] = 0,
    limit: Annotated[int, Query(ge=1, le=MAX_TOKENS)] = MAX_TOKENS,
) -> Xray:
    """Show a row as the model will see it, token by token.

    `row` counts from 0. Tokens that the model learns to predict are marked, and where training
    cuts a row that is too long.
    """
    with database.session() as session:
        dataset = datasets.get(session, dataset_id)
        own = tokenizers.file(settings, tokenizers.get(session, tokenizer)) if tokenizer else None
    path, columns = _table(settings, dataset)
    return xray(
        path,
        cast(RowKind, dataset.kind),
        columns,
        row if by == "row" else _row_of(columns, row),
        seq_len=seq_len,
        tokenizer=own,
        view=view,
        thinking=thinking,
        offset=offset,
        limit=limit,
    )


def _table(settings: Settings, dataset: Dataset) -> tuple[Path, Columns]:
    """The dataset's file and the table of its rows."""
    try:
        return settings.dataset_path(dataset.id), Columns.open(settings.dataset_notes(dataset.id))
    except (OSError, ValueError):
        raise Conflict(
            f"'{dataset.name}' was not checked yet, so its rows cannot be found quickly.",
            field="dataset",
            remedy=f"Check it first: POST /api/datasets/{dataset.id}/check.",
        ) from None


def _row_of(columns: Columns, line: int) -> int:
    row = columns.row(line)
    if row is None:
        raise SpecError(f"Line {line} holds no row.", field="row")
    return row
