"""The same interface over PostgreSQL, as in production."""

from __future__ import annotations

import json

import httpx
import pytest

from backend.api.app import create_app
from backend.core import auth
from backend.core.db import Database, migrate
from backend.core.settings import Settings
from tests.backend.api.events import listening, points, take
from tests.backend.api.studio import QUICK, Server, Studio, checkpoint, metric, started

pytestmark = pytest.mark.postgres


@pytest.fixture
def studio(settings: Settings, postgres_url: str) -> Studio:
    database = Database(postgres_url)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public;")
    migrate(database)
    with database.transaction() as session:
        token = auth.issue_api_token(session, "tests")
    return Studio(settings.model_copy(update={"database_url": postgres_url}), database, token)


def test_from_a_dataset_to_a_live_curve(studio: Studio) -> None:
    headers = studio.bearer
    studio.add_node()
    with Server(create_app(studio.settings, pace=QUICK)) as server:
        rows = b'{"text": "one two"}\n'
        dataset = httpx.post(f"{server}/api/datasets?name=x", content=rows, headers=headers)
        assert dataset.status_code == 201, dataset.text
        body = {"stage": "pretrain", "model": "nano", "dataset": dataset.json()["id"]}
        made = httpx.post(f"{server}/api/jobs", json=body, headers=headers)
        assert made.status_code == 201, made.text
        run = studio.claim()
        with listening(server, headers) as blocks:
            next(blocks)
            studio.report(*run, started(), metric(1), checkpoint(1, final=True))
            studio.finish(*run)
            end = str(studio.last_id())
            taken = take(blocks, lambda t: bool(t) and t[-1].id == end)
        assert points(taken) == [1]
        shown = httpx.get(f"{server}/api/jobs/{run[0]}", headers=headers).json()
        assert shown["job"] == [block for block in taken if block.event == "job"][-1].data
        assert httpx.get(f"{server}/v1/models", headers=headers).json()["data"]
    studio.database.close()


def test_a_nul_character_is_the_senders_mistake(studio: Studio) -> None:
    """PostgreSQL refuses it in any text."""
    with Server(create_app(studio.settings, pace=QUICK)) as server:
        body = {"stage": "pretrain", "model": "nano", "dataset": "ds-\x00"}
        answer = httpx.post(f"{server}/api/jobs", json=body, headers=studio.bearer)
        assert answer.status_code == 422, answer.text
        assert json.loads(answer.text)["error"]["remedy"]
    studio.database.close()
