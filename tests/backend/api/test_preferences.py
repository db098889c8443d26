"""Settings over REST."""

from __future__ import annotations

from fastapi.testclient import TestClient


def test_settings_are_read_changed_and_explained(client: TestClient) -> None:
    first = client.get("/api/preferences").json()
    assert first["values"]["price_per_hour"] is None
    told = first["json_schema"]["properties"]
    assert set(told) == set(first["values"])
    assert all(each["description"] and each["title"] for each in told.values())
    changed = client.patch("/api/preferences", json={"price_per_hour": 0.4, "currency": "USD"})
    assert changed.json()["values"] == {
        **first["values"], "price_per_hour": 0.4, "currency": "USD",
    }  # fmt: skip
    assert client.get("/api/preferences").json() == changed.json()


def test_a_bad_setting_is_named(client: TestClient) -> None:
    answer = client.patch("/api/preferences", json={"keep_logs_days": 0})
    assert answer.status_code == 422
    assert answer.json()["error"]["param"] == "keep_logs_days"


def test_a_stranger_sees_no_settings(stranger: TestClient) -> None:
    assert stranger.get("/api/preferences").status_code == 401
