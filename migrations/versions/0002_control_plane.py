"""The control plane: groups of jobs, several nodes, curves in blocks, rates, webhooks.

Revision: 0002, after 0001
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from backend.core.curves import conversion

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JOB_LINKS = {
    "teacher_checkpoint_id": "checkpoints", "pipeline_id": "pipelines", "sweep_id": "sweeps",
}  # fmt: skip
_INDEXES = (
    ("rates", ["stage", "model", "device"]),
    ("resource_samples", ["at"]),
    ("resource_samples", ["job_id", "at"]),
    ("resource_samples", ["node", "at"]),
    ("deliveries", ["state", "due_at"]),
    ("attempt_members", ["node"]),
    ("jobs", ["created_at", "id"]),
    ("jobs", ["pipeline_id"]),
    ("jobs", ["sweep_id"]),
)
_QUEUE = ["status", "priority", "position", "id", "held", "gpus", "deleted_at"]


def upgrade() -> None:
    # SQLite adds no constraint to a table that is there, only a column that refers to another.
    sqlite = op.get_bind().dialect.name == "sqlite"
    _create_groups()
    _create_measurements()
    _create_webhooks()
    _create_attempt_parts()
    for column in _node_columns():
        op.add_column("nodes", column)
    for column in _attempt_columns():
        op.add_column("attempts", column)
    for column in _job_columns():
        op.add_column("jobs", column)
    for name, table in _JOB_LINKS.items():
        link = sa.ForeignKey(f"{table}.id", name=op.f(f"fk_jobs_{name}_{table}"))
        op.add_column("jobs", sa.Column(name, sa.String(), link), inline_references=sqlite)
    epoch = "unixepoch(created_at)" if sqlite else "extract(epoch FROM created_at)"
    op.execute(f"UPDATE jobs SET position = {epoch}")  # noqa: S608 -- one of two literals
    op.drop_index(op.f("ix_jobs_status_created_at"), "jobs")
    for table, columns in _INDEXES:
        op.create_index(_index(table, columns), table, columns)
    op.create_index("ix_jobs_queue", "jobs", _QUEUE)
    conversion.to_blocks(op.get_bind())


def downgrade() -> None:
    op.drop_index("ix_jobs_queue", "jobs")
    conversion.to_events(op.get_bind())
    for table, columns in reversed(_INDEXES):
        op.drop_index(_index(table, columns), table)
    op.create_index(op.f("ix_jobs_status_created_at"), "jobs", ["status", "created_at"])
    for name in _JOB_LINKS:
        op.drop_column("jobs", name)  # its constraint goes with it
    for table, columns in (
        ("jobs", _job_columns()), ("attempts", _attempt_columns()), ("nodes", _node_columns()),
    ):  # fmt: skip
        for column in columns:
            op.drop_column(table, column.name)
    for table in (
        "attempt_members", "curve_blocks", "deliveries", "webhooks", "preferences", "rates",
        "resource_samples", "sweeps", "pipelines",
    ):  # fmt: skip
        op.drop_table(table)


def _node_columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("memory_bytes", sa.BigInteger(), nullable=True),
        sa.Column("disk_free_bytes", sa.BigInteger(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("usage", sa.JSON(), nullable=True),
    )


def _attempt_columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("cleanup", sa.JSON(), nullable=True),
        sa.Column("rendezvous", sa.String(), nullable=True),
    )


def _job_columns() -> tuple[sa.Column[Any], ...]:
    # What is never null needs a value for the rows that are there.
    return (
        sa.Column("kind", sa.String(), nullable=False, server_default="train"),
        sa.Column("nodes", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("wanted_node", sa.String(), nullable=True),
        sa.Column("wanted_gpu", sa.String(), nullable=True),
        sa.Column("launcher", sa.String(), nullable=False, server_default="torchrun"),
        sa.Column("cloned_from", sa.String(), nullable=True),
        sa.Column("pipeline_key", sa.String(), nullable=True),
        sa.Column("sweep_values", sa.JSON(), nullable=True),
        sa.Column("position", sa.Double(), nullable=False, server_default="0"),
        sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("fix", sa.JSON(), nullable=True),
        sa.Column("force", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("restarts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("adjustments", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("estimate", sa.JSON(), nullable=True),
        sa.Column("deleted_at", _MOMENT, nullable=True),
    )


def _create_groups() -> None:
    for table in ("pipelines", "sweeps"):
        op.create_table(
            table,
            sa.Column("id", sa.String(), nullable=False),
            sa.Column("name", sa.String(), nullable=False),
            sa.Column("spec", sa.JSON(), nullable=False),
            sa.Column("idempotency_key", sa.String(), nullable=True),
            sa.Column("request_hash", sa.String(), nullable=False),
            sa.Column("created_at", _MOMENT, nullable=False),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
            sa.UniqueConstraint("idempotency_key", name=op.f(f"uq_{table}_idempotency_key")),
        )


def _create_measurements() -> None:
    op.create_table(
        "rates",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("measured_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rates")),
    )
    op.create_table(
        "resource_samples",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("job_id", sa.String(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_samples")),
    )
    op.create_table(
        "curve_blocks",
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_step", sa.BigInteger(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_curve_blocks_job_id_jobs")),
        sa.PrimaryKeyConstraint(
            "job_id", "attempt", "kind", "level", "number", name=op.f("pk_curve_blocks")
        ),
    )


def _create_webhooks() -> None:
    op.create_table(
        "preferences",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_preferences")),
    )
    op.create_table(
        "webhooks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("webhook_id", sa.String(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["webhook_id"],
            ["webhooks.id"],
            name=op.f("fk_deliveries_webhook_id_webhooks"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "webhook_id", "event_id", name=op.f("uq_deliveries_webhook_id_event_id")
        ),
    )


def _create_attempt_parts() -> None:
    op.create_table(
        "attempt_members",
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=True),
        sa.Column("pid_started", sa.Double(), nullable=True),
        sa.Column("boot_id", sa.String(), nullable=True),
        sa.Column("lease_until", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["job_id", "number"],
            ["attempts.job_id", "attempts.number"],
            name=op.f("fk_attempt_members_job_id_number_attempts"),
        ),
        sa.PrimaryKeyConstraint("job_id", "number", "rank", name=op.f("pk_attempt_members")),
    )


def _index(table: str, columns: list[str]) -> Any:
    return op.f(f"ix_{table}_{'_'.join(columns)}")
