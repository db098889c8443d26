"""Rows over REST: pages with filters, and the X-ray of one."""

from __future__ import annotations

import json

from fastapi.testclient import TestClient

from minimind.rows.checking import check
from tests.backend.api.studio import CHAT_ROWS, Studio

_SECOND = [{"role": "user", "content": "Bye"}, {"role": "assistant", "content": "再见"}]
ROWS = CHAT_ROWS + json.dumps({"conversations": _SECOND}).encode() + b"\n"


def stored(client: TestClient, studio: Studio, *, checked: bool = True) -> str:
    dataset = client.post("/api/datasets?name=talk", content=ROWS).json()
    if checked:
        path = studio.settings.dataset_path(dataset["id"])
        check(path, dataset["kind"], studio.settings.dataset_notes(dataset["id"]))
    return f"/api/datasets/{dataset['id']}/rows"


def test_pages_follow_one_another(client: TestClient, studio: Studio) -> None:
    rows = stored(client, studio)
    total = len(ROWS.splitlines())
    seen: list[int] = []
    following: int | None = 0
    while following is not None:
        answer = client.get(rows, params={"first": following, "limit": 1})
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert page["total"] == total
        seen += [row["row"] for row in page["rows"]]
        following = page["next"]
    assert seen == list(range(total))


def test_rows_are_found_by_their_words(client: TestClient, studio: Studio) -> None:
    rows = stored(client, studio)
    words = json.loads(ROWS.splitlines()[0])["conversations"][0]["content"][:4]
    found = client.get(rows, params={"search": words}).json()["rows"]
    assert found and words in found[0]["words"]
    [second] = client.get(rows, params={"search": "再见"}).json()["rows"]  # escaped in the file
    assert second["row"] == 1
    assert client.get(rows, params={"search": "zzqq-not-there"}).json()["rows"] == []


def test_the_xray_of_a_row(client: TestClient, studio: Studio) -> None:
    rows = stored(client, studio)
    shown = client.get(f"{rows}/0/xray").json()
    tokens = shown["sequences"][0]["tokens"]
    assert "".join(token["text"] for token in tokens) == shown["text"]
    assert any(token["trained"] for token in tokens)
    assert any(not token["trained"] for token in tokens)
    prompt = client.get(f"{rows}/0/xray", params={"view": "prompt", "thinking": False}).json()
    assert prompt["text"].endswith("<think>\n\n</think>\n\n")
    short = client.get(f"{rows}/0/xray", params={"seq_len": 8}).json()["sequences"][0]
    assert short["cuts"] == [9] and short["lost"] == short["length"] - 9


def test_what_cannot_be_shown_is_said(client: TestClient, studio: Studio) -> None:
    rows = stored(client, studio)
    second = client.get(f"{rows}/2/xray", params={"by": "line"}).json()
    assert (second["row"], second["line"]) == (1, 2)
    assert client.get(f"{rows}/0/xray", params={"by": "line"}).status_code == 422
    missing = client.get(f"{rows}/999/xray")
    assert missing.status_code == 422
    assert missing.json()["error"]["param"] == "row"
    assert client.get(f"{rows}/0/xray", params={"tokenizer": "tok-none"}).status_code == 404
    assert client.get(rows, params={"problem": "nonsense"}).status_code == 422
    assert client.get("/api/datasets/ds-none/rows").status_code == 404


def test_a_dataset_that_was_not_checked_has_no_pages_yet(
    client: TestClient, studio: Studio
) -> None:
    rows = stored(client, studio, checked=False)
    answer = client.get(rows)
    assert answer.status_code == 409
    assert "not checked yet" in answer.json()["error"]["message"]
