"""Tokenizers over REST: imported, listed, compared, trained as a task, deleted."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, get_args

import pytest
from fastapi.testclient import TestClient
from tokenizers import Tokenizer

from backend.core import tasks
from backend.core.tokenizer_tasks import OpenName
from minimind.data.corpora import SOURCES
from minimind.data.tokenizer import SHIPPED, encode_text, load_tokenizer
from minimind.data.tokenizer_training import tokenizer_config, train_tokenizer
from minimind.spec.tokenizers import SHIPPED_SHA256
from tests.backend.api.studio import TEXT_ROWS, Studio
from worker.work.requests import resolve


@cache
def small() -> str:
    """A tokenizer.json that another program of the family might have written."""
    texts = ["the river runs under the old bridge", "小河从石桥下面流过"] * 20
    trained: Tokenizer = train_tokenizer(texts, 280)
    return json.dumps(json.loads(trained.to_str()), ensure_ascii=False)


def send(client: TestClient, content: str | bytes, name: str = "mine", **more: str) -> Any:
    files: dict[str, Any] = {"tokenizer": ("tokenizer.json", content)}
    files |= {field: (f"{field}.json", text) for field, text in more.items()}
    return client.post("/api/tokenizers", data={"name": name}, files=files)


def test_an_imported_one_is_listed_after_the_shipped_one(client: TestClient) -> None:
    answer = send(client, small(), config=json.dumps(tokenizer_config()))
    assert answer.status_code == 201, answer.text
    mine = answer.json()
    assert (mine["vocab_size"], mine["origin"], mine["jobs"]) == (280, {"how": "imported"}, 0)
    assert mine["figures"]["yardstick"]["zh"]["characters"] == 470
    again = send(client, small(), name="other")
    assert (again.status_code, again.json()) == (200, mine)
    shipped, listed = client.get("/api/tokenizers").json()
    assert listed == mine == client.get(f"/api/tokenizers/{mine['id']}").json()
    assert (shipped["id"], shipped["shipped"]) == ("tok-shipped", True)
    assert shipped["sha256"] == SHIPPED_SHA256
    assert client.get(f"/api/tokenizers/{mine['id']}/file").content == small().encode()
    assert client.get("/api/tokenizers/tok-shipped/file").content == SHIPPED.read_bytes()
    assert send(client, SHIPPED.read_bytes()).json() == shipped


def test_an_imported_one_reads_texts_as_it_did_elsewhere(
    client: TestClient, studio: Studio
) -> None:
    mine = send(client, small()).json()
    elsewhere = Tokenizer.from_str(small())
    here = load_tokenizer(studio.settings.tokenizer_path(mine["id"]))
    for text in ("the river 2025", "小河流过石桥。", " \n\t"):
        assert encode_text(here, text) == elsewhere.encode(text).ids


@pytest.mark.parametrize(
    ("content", "field", "said"),
    [
        (b"\x80\x04\x95pickle", "tokenizer", "UTF-8"),
        (b"", "tokenizer", "not JSON"),
        (b"[" * 100_000, "tokenizer", "not JSON"),
        (b" " * (17 * 2**20), "tokenizer", "larger than 16 MiB"),
        (b'{"model": {"type": "WordPiece"}}', "tokenizer", "not BPE"),
    ],
)
def test_other_files_are_refused_in_words(
    client: TestClient, studio: Studio, content: bytes, field: str, said: str
) -> None:
    answer = send(client, content)
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["param"] == field and said in error["message"] and error["remedy"]
    assert list(studio.settings.tokenizers_dir.iterdir()) == []


def test_what_is_wrong_beside_the_file_is_refused_too(client: TestClient) -> None:
    wrong = send(client, small(), config='{"eos_token": "</s>"}')
    assert (wrong.status_code, wrong.json()["error"]["param"]) == (422, "config")
    assert send(client, small(), name="a/b").json()["error"]["param"] == "name"
    assert client.post("/api/tokenizers", data={"name": "x"}).status_code == 422
    assert send(client, b" " * (40 * 2**20)).status_code == 413
    assert len(client.get("/api/tokenizers").json()) == 1


def test_strangers_get_nothing(stranger: TestClient) -> None:
    assert stranger.get("/api/tokenizers").status_code == 401
    assert stranger.post("/api/tokenizers/compare", json={}).status_code == 401


def test_a_typed_text_is_compared_at_once(client: TestClient) -> None:
    mine = send(client, small()).json()
    ask = {"tokenizers": ["tok-shipped", mine["id"]], "text": "the river\n小河\n"}
    answer = client.post("/api/tokenizers/compare", json=ask)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    shipped, own = found["tokenizers"]
    assert found["text"] == ask["text"]
    assert shipped["languages"].keys() == own["languages"].keys() == {"en", "zh"}
    assert "".join(p["text"] for p in own["pieces"] if p["whole"]).startswith("the river")
    assert own["total"]["tokens"] == len(own["pieces"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"tokenizers": []}, "tokenizers"),
        ({"tokenizers": ["tok-none"]}, "tokenizers.0"),
        ({"tokenizers": ["tok-shipped", "tok-shipped"]}, "tokenizers.1"),
        ({"tokenizers": ["tok-shipped"] * 5}, "tokenizers"),
        ({"text": "x" * 10_001}, "text"),
        ({"text": None}, "text"),
        ({"dataset": "ds-none", "text": None}, "dataset"),
        ({"dataset": "ds-none"}, "text"),
        ({"text": "half \ud800"}, "text"),
    ],
)
def test_comparisons_with_mistakes_are_refused(
    client: TestClient, changes: dict[str, Any], field: str
) -> None:
    ask = {"tokenizers": ["tok-shipped"], "text": "words", **changes}
    answer = client.post(
        "/api/tokenizers/compare",
        content=json.dumps(ask),
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 422
    assert answer.json()["error"]["param"] == field


def test_training_and_comparing_on_a_dataset_are_tasks_of_ids_alone(
    client: TestClient, studio: Studio
) -> None:
    dataset = studio.add_dataset()
    sources = [{"dataset": dataset.id, "share": 2}, {"open": "chatterbot-zh", "characters": 500}]
    spec = {"name": "own", "sources": sources, "vocab_size": 300, "characters": 5000}
    answer = client.post("/api/tokenizers/train", json=spec, headers={"Idempotency-Key": "k"})
    assert answer.status_code == 202, answer.text
    task = answer.json()
    assert (task["kind"], task["state"]) == ("tokenizer", "queued")
    assert client.post(
        "/api/tokenizers/train", json=spec, headers={"Idempotency-Key": "k"}
    ).json()["id"] == task["id"]  # fmt: skip
    ask = {"tokenizers": ["tok-shipped"], "dataset": dataset.id}
    compared = client.post("/api/tokenizers/compare", json=ask)
    assert (compared.status_code, compared.json()["kind"]) == (202, "compare_tokenizers")
    with studio.database.session() as session:
        told = resolve(session, studio.settings, tasks.get(session, task["id"]))
        path = str(studio.settings.dataset_path(dataset.id))
        assert told["sources"][0]["file"] == {"path": path, "kind": "text", "name": "words"}
        assert told["sources"][1] == {"open": "chatterbot-zh", "characters": 500, "share": 1.0}
        told = resolve(session, studio.settings, tasks.get(session, compared.json()["id"]))
        assert told["tokenizers"] == [{"id": "tok-shipped", "name": "Shipped with MiniMind Studio"}]
        assert told["file"]["path"] == path


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "a\u202eb"}, "name"),
        ({"vocab_size": 258}, "vocab_size"),
        ({"vocab_size": 65_537}, "vocab_size"),
        ({"characters": 10**9}, "characters"),
        ({"sources": []}, "sources"),
        ({"sources": [{"dataset": "ds-none"}]}, "sources.0.dataset"),
        ({"sources": [{"open": "chitchat", "dataset": "ds-none"}]}, "sources.0.dataset"),
        ({"sources": [{"open": "../../etc/passwd"}]}, "sources.0.open"),
        ({"sources": [{"open": "chitchat"}, {"open": "chitchat"}]}, "sources.1"),
        ({"sources": [{"open": "chitchat", "characters": 9000}]}, "characters"),
    ],
)
def test_training_with_mistakes_is_refused(
    client: TestClient, changes: dict[str, Any], field: str
) -> None:
    spec = {"name": "own", "sources": [{"open": "chitchat"}], "characters": 5000, **changes}
    answer = client.post("/api/tokenizers/train", json=spec)
    assert answer.status_code == 422
    assert answer.json()["error"]["param"] == field


def test_every_open_source_can_be_named(client: TestClient) -> None:
    assert set(get_args(OpenName)) == set(SOURCES)
    listed = client.get("/api/tokenizers/sources").json()
    assert [source["name"] for source in listed] == list(SOURCES)


def test_a_job_tells_its_tokenizer_and_keeps_it(client: TestClient, studio: Studio) -> None:
    studio.add_node()
    mine = send(client, small()).json()
    dataset = client.post("/api/datasets?name=words", content=TEXT_ROWS).json()
    spec = {"stage": "pretrain", "model": "nano", "dataset": dataset["id"]}
    job = client.post("/api/jobs", json={**spec, "tokenizer": mine["id"]}).json()
    assert job["tokenizer_id"] == mine["id"]
    assert client.post("/api/jobs", json=spec).json()["tokenizer_id"] == "tok-shipped"
    assert client.get(f"/api/tokenizers/{mine['id']}").json()["jobs"] == 1
    refused = client.delete(f"/api/tokenizers/{mine['id']}")
    assert refused.status_code == 409 and job["id"] in refused.json()["error"]["message"]
    wrong = client.post("/api/jobs", json={**spec, "tokenizer": "tok-none"})
    assert (wrong.status_code, wrong.json()["error"]["param"]) == (422, "tokenizer")
    assert client.delete("/api/tokenizers/tok-shipped").status_code == 409
    assert client.delete("/api/tokenizers/tok-none").status_code == 404
    client.post(f"/api/jobs/{job['id']}/stop")
    assert client.delete(f"/api/jobs/{job['id']}").status_code == 204
    assert client.delete(f"/api/tokenizers/{mine['id']}").status_code == 204
    assert client.get(f"/api/tokenizers/{mine['id']}/file").status_code == 404
    assert list(studio.settings.tokenizers_dir.iterdir()) == []
