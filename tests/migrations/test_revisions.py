"""The schema's revisions: up from nothing, equal to the code's tables, down, up again."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from backend.core import db, models
from backend.core.ids import now
from backend.core.settings import REPOSITORY


def downgrade(database: db.Database, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(REPOSITORY / "migrations"))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def differences(database: db.Database) -> list[object]:
    """What a new revision would have to change: nothing, when revisions and code agree."""
    with database.engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection), models.Base.metadata)


def add_linked_rows(database: db.Database) -> None:
    """A parent job with a checkpoint and a child that starts from it."""
    with database.transaction() as session:
        session.add(models.Node(name="box-a"))
        session.add(
            models.Dataset(id="ds-1", name="d", kind="text", sha256="0" * 64, bytes=1, rows=1)
        )
        session.flush()
        common = {
            "stage": "pretrain", "model": "nano", "spec": {}, "recipe": {}, "dataset_id": "ds-1",
            "gpus": 0, "processes": 1, "status": "done", "request_hash": "h",
        }  # fmt: skip
        session.add(models.Job(id="job-1", name="parent", **common))
        session.flush()
        session.add(
            models.Checkpoint(
                id="ckpt-1",
                job_id="job-1",
                attempt=1,
                step=1,
                name="step-1",
                stage="pretrain",
                model="nano",
                bytes=1,
                sha256="0" * 64,
                final=True,
            )
        )
        session.add(models.Lease(node="box-a", resource="cpu:0", job_id="job-1", attempt=1))
        session.add(models.Event(job_id="job-1", attempt=1, kind="job", data={}, created_at=now()))
        session.add(models.Attempt(job_id="job-1", number=1, node="box-a", lease_until=now()))
        session.flush()
        links = {"parent_job_id": "job-1", "parent_checkpoint_id": "ckpt-1"}
        session.add(models.Job(id="job-2", name="child", **common, **links))


def test_upgrade_makes_exactly_the_tables_of_the_code(empty_database: db.Database) -> None:
    assert differences(empty_database)  # or the comparison sees nothing at all
    db.migrate(empty_database)
    assert differences(empty_database) == []


def test_upgrading_twice_changes_nothing(database: db.Database) -> None:
    add_linked_rows(database)
    db.migrate(database)
    with database.session() as session:
        assert session.get_one(models.Job, "job-2").parent_checkpoint_id == "ckpt-1"


def test_down_to_nothing_and_up_again(database: db.Database) -> None:
    add_linked_rows(database)  # foreign keys only bite when there are rows
    downgrade(database, "base")
    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    db.migrate(database)
    assert differences(database) == []
    add_linked_rows(database)


def test_there_is_one_head_and_every_revision_can_be_undone() -> None:
    scripts = ScriptDirectory(str(REPOSITORY / "migrations"))
    assert len(scripts.get_heads()) == 1
    for revision in scripts.walk_revisions():
        assert callable(revision.module.downgrade)
        assert Path(revision.path).name.startswith(f"{revision.revision}_")


def test_foreign_keys_hold(database: db.Database) -> None:
    add_linked_rows(database)
    with database.engine.connect() as connection:
        try:
            connection.execute(text("DELETE FROM jobs WHERE id = 'job-1'"))
        except Exception as error:
            assert "foreign key" in str(error).lower()
        else:
            raise AssertionError("a job with a checkpoint was deleted")
