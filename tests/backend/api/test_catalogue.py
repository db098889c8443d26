"""The catalogue, downloads, the inbox and tokens over REST."""

from __future__ import annotations

from fastapi.testclient import TestClient

from tests.backend.api.studio import Studio


def file_of(client: TestClient, name: str) -> dict:
    answer = client.get("/api/catalogue")
    assert answer.status_code == 200, answer.text
    return next(file for file in answer.json()["files"] if file["file"] == name)


def test_one_call_queues_a_published_file_and_the_catalogue_says_so(client: TestClient) -> None:
    assert file_of(client, "dpo.jsonl")["task_id"] is None
    answer = client.post("/api/datasets/download", json={"file": "dpo.jsonl"})
    assert answer.status_code == 202, answer.text
    task = answer.json()
    assert (task["kind"], task["state"]) == ("download", "queued")
    assert task["title"] == "Download dpo.jsonl from ModelScope"
    assert file_of(client, "dpo.jsonl")["task_id"] == task["id"]
    again = client.post("/api/datasets/download", json={"file": "dpo.jsonl"})
    assert again.json()["id"] == task["id"]


def test_the_same_key_gives_the_same_task(client: TestClient) -> None:
    body = {"hub": "huggingface", "repository": "a/b", "path": "data/x.parquet", "name": "x"}
    headers = {"Idempotency-Key": "k"}
    first = client.post("/api/datasets/download", json=body, headers=headers)
    second = client.post("/api/datasets/download", json=body, headers=headers)
    assert first.status_code == 202 and first.json()["id"] == second.json()["id"]
    other = client.post("/api/datasets/download", json={**body, "path": "y"}, headers=headers)
    assert other.status_code == 409


def test_a_mistake_is_named(client: TestClient) -> None:
    for body, field in (
        ({"file": "poems.jsonl"}, "file"),
        ({"hub": "elsewhere", "file": "dpo.jsonl"}, "hub"),
        ({"repository": "a/b", "path": "../../etc/passwd"}, "path"),
        ({"file": "dpo.jsonl", "endpoint": "http://10.0.0.1"}, "endpoint"),
    ):
        answer = client.post("/api/datasets/download", json=body)
        assert answer.status_code == 422, answer.text
        assert answer.json()["error"]["param"] == field


def test_the_inbox_lists_what_was_put_there(client: TestClient, studio: Studio) -> None:
    (studio.settings.inbox_dir / "dpo.jsonl").write_bytes(b"12345")
    (studio.settings.inbox_dir / "link.jsonl").symlink_to("/etc/passwd")
    answer = client.get("/api/inbox").json()
    assert answer["path"] == str(studio.settings.inbox_dir)
    [file] = answer["files"]
    assert (file["name"], file["bytes"], file["catalogue"]) == ("dpo.jsonl", 5, "dpo.jsonl")
    assert file_of(client, "dpo.jsonl")["inbox"] == "dpo.jsonl"


def test_a_token_is_taken_and_never_shown(client: TestClient, studio: Studio) -> None:
    word = "hf_never_to_be_seen"
    assert client.put("/api/hubs/huggingface/token", json={"token": word}).status_code == 204
    shown = client.get("/api/catalogue")
    assert [hub["token"] for hub in shown.json()["hubs"]] == [False, True]
    client.post("/api/datasets/download", json={"file": "dpo.jsonl", "hub": "huggingface"})
    for path in ("/api/catalogue", "/api/preferences", "/api/tasks"):
        assert word not in client.get(path).text
    refused = client.put("/api/hubs/huggingface/token", json={"token": "two hf_words"})
    assert refused.status_code == 422 and "hf_words" not in refused.text
    assert client.put("/api/hubs/elsewhere/token", json={"token": word}).status_code == 404
    assert client.delete("/api/hubs/huggingface/token").status_code == 204
    assert not studio.settings.hub_token_file("huggingface").exists()


def test_a_mirror_is_a_setting_and_leads_into_no_private_network(client: TestClient) -> None:
    changed = client.patch("/api/preferences", json={"hub_huggingface": "https://mirror.example"})
    assert changed.status_code == 200, changed.text
    [hub] = [hub for hub in client.get("/api/catalogue").json()["hubs"] if hub["mirror"]]
    assert (hub["name"], hub["address"]) == ("huggingface", "https://mirror.example")
    for address in ("http://169.254.169.254", "http://localhost:6379", "file:///etc/passwd"):
        refused = client.patch("/api/preferences", json={"hub_proxy": address})
        assert refused.status_code == 422
        assert refused.json()["error"]["param"] == "hub_proxy"
    assert client.get("/api/preferences").json()["values"]["hub_proxy"] is None


def test_strangers_get_nothing(stranger: TestClient) -> None:
    for method, path in (
        ("GET", "/api/catalogue"),
        ("GET", "/api/inbox"),
        ("POST", "/api/datasets/download"),
        ("PUT", "/api/hubs/huggingface/token"),
        ("DELETE", "/api/hubs/huggingface/token"),
    ):
        assert stranger.request(method, path, json={}).status_code == 401
