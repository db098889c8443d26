"""Datasets: reports, what they were made from, uploads in pieces, tokenizers, tasks.

Revision: 0003, after 0002
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_INDEXES = (
    ("dataset_sources", ["source_id"]),
    ("tasks", ["state", "created_at"]),
    ("tasks", ["dataset_id"]),
    ("tasks", ["created_at"]),
    ("tasks", ["finished_at"]),
)


def upgrade() -> None:
    # SQLite adds no constraint to a table that is there, only a column that refers to another.
    sqlite = op.get_bind().dialect.name == "sqlite"
    _create_data()
    _create_tasks()
    for column in _dataset_columns():
        op.add_column("datasets", column)
    op.add_column("checkpoints", sa.Column("tokenizer_sha256", sa.String(), nullable=True))
    link = sa.ForeignKey("tokenizers.id", name=op.f("fk_jobs_tokenizer_id_tokenizers"))
    op.add_column("jobs", sa.Column("tokenizer_id", sa.String(), link), inline_references=sqlite)
    for table, columns in _INDEXES:
        op.create_index(_index(table, columns), table, columns)


def downgrade() -> None:
    for table, columns in reversed(_INDEXES):
        op.drop_index(_index(table, columns), table)
    op.drop_column("jobs", "tokenizer_id")  # its constraint goes with it
    op.drop_column("checkpoints", "tokenizer_sha256")
    for column in _dataset_columns():
        op.drop_column("datasets", column.name)
    for table in ("tasks", "tokenizers", "uploads", "dataset_sources"):
        op.drop_table(table)


def _dataset_columns() -> tuple[sa.Column[Any], ...]:
    # What is never null needs a value for the rows that are there.
    return (
        sa.Column("errors", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("warnings", sa.BigInteger(), nullable=True),
        sa.Column("origin", sa.JSON(), nullable=False, server_default='{"how": "upload"}'),
        sa.Column("deleted_at", _MOMENT, nullable=True),
    )


def _create_data() -> None:
    op.create_table(
        "dataset_sources",
        sa.Column("dataset_id", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset_id"],
            ["datasets.id"],
            name=op.f("fk_dataset_sources_dataset_id_datasets"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["datasets.id"], name=op.f("fk_dataset_sources_source_id_datasets")
        ),
        sa.PrimaryKeyConstraint("dataset_id", "source_id", name=op.f("pk_dataset_sources")),
    )
    op.create_table(
        "uploads",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("touched_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
    )
    op.create_table(
        "tokenizers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("vocab_size", sa.Integer(), nullable=False),
        sa.Column("origin", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokenizers")),
        sa.UniqueConstraint("sha256", name=op.f("uq_tokenizers_sha256")),
    )


def _create_tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.Column("dataset_id", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("progress", sa.JSON(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("error", sa.JSON(), nullable=True),
        sa.Column("cancel", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("restarts", sa.Integer(), nullable=False),
        sa.Column("node", sa.String(), nullable=True),
        sa.Column("pid", sa.Integer(), nullable=True),
        sa.Column("pid_started", sa.Double(), nullable=True),
        sa.Column("boot_id", sa.String(), nullable=True),
        sa.Column("lease_until", _MOMENT, nullable=True),
        sa.Column("idempotency_key", sa.String(), nullable=True),
        sa.Column("request_hash", sa.String(), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("started_at", _MOMENT, nullable=True),
        sa.Column("finished_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_tasks_idempotency_key")),
    )


def _index(table: str, columns: list[str]) -> Any:
    return op.f(f"ix_{table}_{'_'.join(columns)}")
