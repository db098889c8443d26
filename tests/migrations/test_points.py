"""Revision 0002 moves the points of the first version from events into blocks, and back."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from backend.core import curves, db
from backend.core.curves import conversion
from backend.core.ids import now
from backend.core.settings import REPOSITORY

POINTS = 150


def migrate(database: db.Database, revision: str, *, down: bool = False) -> None:
    config = Config()
    config.set_main_option("script_location", str(REPOSITORY / "migrations"))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)


def point(step: int, loss: float | None, **more: Any) -> dict[str, Any]:
    """What the first version stored of a line."""
    return {"time": 1.7e9 + step, "nonfinite": [], "step": step, "loss": loss, **more}


def fill(database: db.Database) -> list[dict[str, Any]]:
    """A job of the first version with two attempts, and another one; returns its events."""
    tables = sa.MetaData()
    tables.reflect(database.engine)
    moment, rows = now(), []
    for step in range(POINTS):
        loss = None if step == 70 else 5.0 + step
        rows.append((1, "metric", step, point(step, loss, tokens=2**40, tokens_per_s=0.5)))
        if step % 50 == 0:
            rows.append((1, "validation", step, point(step, 9.0, tokens=7)))
            rows.append((1, "sample", step, {"prompt": "Who?", "text": "Me.", "tokens": 2}))
    rows += [(2, "metric", step, point(step, 1.0)) for step in range(101, 120)]
    dataset = {"id": "ds-1", "name": "d", "kind": "text", "sha256": "0", "bytes": 1, "rows": 1}
    job = {
        "name": "j", "stage": "pretrain", "model": "nano", "spec": {}, "recipe": {},
        "dataset_id": "ds-1", "gpus": 0, "processes": 1, "priority": 0, "status": "done",
        "attempt": 2, "resume": True, "request_hash": "h", "created_at": moment,
    }  # fmt: skip
    attempt = {"node": "a", "started_at": moment, "events_offset": 0, "lease_until": moment}
    events = [
        {"job_id": "job-1", "attempt": a, "kind": k, "step": s, "data": d, "created_at": moment}
        for a, k, s, d in rows
    ]
    other = {"job_id": "job-2", "attempt": 0, "kind": "job", "step": None, "data": {}}
    with database.engine.begin() as connection:
        connection.execute(tables.tables["datasets"].insert(), dataset | {"created_at": moment})
        for ident in ("job-1", "job-2"):
            connection.execute(tables.tables["jobs"].insert(), job | {"id": ident})
        for number, start in ((1, 0), (2, 100)):
            values = attempt | {"job_id": "job-1", "number": number, "start_step": start}
            connection.execute(tables.tables["attempts"].insert(), values)
        for event in [*events, other | {"created_at": moment}]:
            connection.execute(tables.tables["events"].insert(), event)
    return events


def stored(database: db.Database) -> list[Any]:
    query = "SELECT id, job_id, attempt, kind, step FROM events ORDER BY id"
    with database.engine.connect() as connection:
        return list(connection.execute(sa.text(query)))


def test_points_become_blocks_and_points_again(
    empty_database: db.Database, monkeypatch: Any
) -> None:
    monkeypatch.setattr(conversion, "_PAGE", 37)
    migrate(empty_database, "0001")
    written = fill(empty_database)
    before = stored(empty_database)
    migrate(empty_database, "0002")
    with empty_database.session() as session:
        shown = curves.curve(session, "job-1", 1000)
    assert shown["training"]["step"] == [*range(101), *range(101, 120)]
    expected = [None if s == 70 else 5.0 + s for s in range(101)] + [1.0] * 19
    assert shown["training"]["loss"] == expected
    assert shown["validation"]["step"] == [0, 50, 100]
    after = stored(empty_database)
    kinds = [row.kind for row in after]
    assert kinds.count("condensed") == 1
    assert set(kinds) == {"sample", "condensed", "job"}
    assert {row.id for row in after} <= {row.id for row in before}  # the same events keep their ids
    condensed = next(row for row in after if row.kind == "condensed")
    assert condensed.id == max(row.id for row in before if row.kind in ("metric", "validation"))

    migrate(empty_database, "0001", down=True)
    tables = sa.MetaData()
    tables.reflect(empty_database.engine)
    events = tables.tables["events"]
    with empty_database.engine.connect() as connection:
        rows = connection.execute(sa.select(events).order_by(events.c.id)).all()
    for kind in ("metric", "validation"):
        mine = [row for row in rows if row.kind == kind]
        theirs = [event for event in written if event["kind"] == kind]
        assert len(mine) == len(theirs)
        for row, event in zip(mine, theirs, strict=True):
            assert (row.attempt, row.step) == (event["attempt"], event["step"])
            for name in ("loss", "tokens", "tokens_per_s", "time"):
                assert row.data.get(name) == event["data"].get(name)
    newest = max(row.id for row in before)
    assert all(row.id > newest for row in rows if row.kind == "metric")  # ids are never used twice
