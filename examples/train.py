"""From a JSONL file to a chat answer over REST.

Run: ``.venv/bin/python examples/train.py TEXT.jsonl CONVERSATIONS.jsonl "A question"``
Options: ``--studio URL`` ``--token TOKEN`` (default: data/secrets/api-token) ``--steps N``.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

import httpx

TOKEN_FILE = Path(__file__).resolve().parents[1] / "data" / "secrets" / "api-token"


def upload(studio: httpx.Client, path: Path, kind: str) -> str:
    """Streams a JSONL file to the server; returns the dataset's id."""
    with path.open("rb") as file:
        query = {"name": path.stem, "kind": kind}
        return checked(studio.post("/api/datasets", params=query, content=file))["id"]


def submit(studio: httpx.Client, **spec: Any) -> str:
    """Queues a job; returns its id."""
    return checked(studio.post("/api/jobs", json=spec))["id"]


def wait(studio: httpx.Client, job_id: str) -> dict[str, Any]:
    """Follows a job to its end; returns it. Ends the program when the job did not succeed."""
    while True:
        job = checked(studio.get(f"/api/jobs/{job_id}"))["job"]
        if job["status"] == "done":
            return job
        if job["status"] in ("failed", "stopped"):
            sys.exit(f"{job['name']} {job['status']}: {job['reason']}")
        progress = job["progress"]
        print(f"{job['name']}: {job['status']}, loss {progress['loss']}", file=sys.stderr)
        time.sleep(2)


def checked(answer: httpx.Response) -> dict[str, Any]:
    """The JSON of a successful answer. Ends the program with the server's own words otherwise."""
    body = answer.json()
    if answer.is_error:
        error = body["error"]
        sys.exit(" ".join(filter(None, (error["param"], error["message"], error.get("remedy")))))
    return body


def main() -> None:
    parser = argparse.ArgumentParser(description="Trains a nano model and asks it a question.")
    parser.add_argument("text", type=Path)
    parser.add_argument("conversations", type=Path)
    parser.add_argument("question")
    parser.add_argument("--studio", default="http://127.0.0.1:8000")
    parser.add_argument("--token", default=None)
    parser.add_argument("--steps", type=int, default=300)
    chosen = parser.parse_args()
    token = chosen.token or TOKEN_FILE.read_text("utf-8").strip()
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=chosen.studio, headers=headers, timeout=120) as studio:
        recipe = {"max_steps": chosen.steps}
        pretrain = submit(
            studio, stage="pretrain", model="nano", preset="starter-pretrain", recipe=recipe,
            dataset=upload(studio, chosen.text, "text"),
        )  # fmt: skip
        sft = submit(
            studio, stage="sft", model="nano", preset="starter-sft", recipe=recipe,
            dataset=upload(studio, chosen.conversations, "conversations"), parent=pretrain,
        )  # fmt: skip
        wait(studio, pretrain)
        job = wait(studio, sft)
        answer = checked(
            studio.post(
                "/v1/chat/completions",
                json={
                    "model": job["final_checkpoint_id"],
                    "temperature": 0,
                    "messages": [{"role": "user", "content": chosen.question}],
                },
            )
        )
    print(answer["choices"][0]["message"]["content"])


if __name__ == "__main__":
    main()
