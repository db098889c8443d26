"""Webhooks over REST."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from backend.core.settings import Settings


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"webhook_hosts": ("localhost",)})


def test_a_secret_is_shown_once(client: TestClient) -> None:
    made = client.post("/api/webhooks", json={"url": "http://localhost:1/hook"})
    assert made.status_code == 201
    assert len(made.json()["secret"]) >= 32
    listed = client.get("/api/webhooks")
    assert listed.json()["webhooks"] == [
        {name: value for name, value in made.json().items() if name != "secret"}
    ]
    assert made.json()["secret"] not in listed.text
    address = f"/api/webhooks/{made.json()['id']}"
    tried = client.post(f"{address}/test").json()
    assert tried["delivered"] is False
    assert "refused" in tried["error"]
    assert client.delete(address).status_code == 204
    assert client.delete(address).status_code == 404
    assert client.get("/api/webhooks").json()["webhooks"] == []


def test_a_host_that_is_not_listed_is_refused(client: TestClient) -> None:
    answer = client.post("/api/webhooks", json={"url": "http://127.0.0.1/hook"})
    assert answer.status_code == 422
    assert "MINIMIND_WEBHOOK_HOSTS" in answer.json()["error"]["remedy"]
