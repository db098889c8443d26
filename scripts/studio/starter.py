"""The starter run: real open text, then a two-job pipeline through the public API."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpx

from minimind.generate.options import StarterConversationOptions, StarterTextOptions
from minimind.generate.starter import conversation_rows, text_rows


def submit_once(client: httpx.Client, data_dir: Path) -> None:
    """Registers the starter datasets and submits the pipeline, unless that was done before.

    Safe to repeat: datasets are known by content and jobs by their idempotency key.
    Raises httpx.HTTPError when the API refuses.
    """
    done = data_dir / "starter-submitted"
    if done.exists():
        return
    text = _upload(client, "Starter text", "text", text_rows(StarterTextOptions()))
    chats = _upload(
        client,
        "Starter conversations",
        "conversations",
        conversation_rows(StarterConversationOptions()),
    )
    first = _submit(
        client, "starter-pretrain",
        {"name": "Starter 1: learn language", "stage": "pretrain", "model": "nano",
         "dataset": text, "preset": "starter-pretrain"},
    )  # fmt: skip
    _submit(
        client, "starter-sft",
        {"name": "Starter 2: learn to answer", "stage": "sft", "model": "nano",
         "dataset": chats, "preset": "starter-sft", "parent": first},
    )  # fmt: skip
    done.write_text("", "utf-8")


def _upload(client: httpx.Client, name: str, kind: str, rows: Iterable[dict[str, Any]]) -> str:
    lines = (json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)
    answer = client.post("/api/datasets", params={"name": name, "kind": kind}, content=lines)
    return answer.raise_for_status().json()["id"]


def _submit(client: httpx.Client, key: str, spec: dict[str, Any]) -> str:
    answer = client.post("/api/jobs", json=spec, headers={"Idempotency-Key": key})
    return answer.raise_for_status().json()["id"]
