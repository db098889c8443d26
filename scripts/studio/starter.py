"""The starter run: real open text, then a two-job pipeline through the public API.

Text: ``chitchat-dataset`` (MIT, English human chats) and ``chatterbot-corpus`` (BSD-3, English and
Chinese questions with answers), both ordinary pinned packages.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import yaml

Conversation = list[str]

# Files whose rows are real dialogues; elsewhere the first line is a question and each
# other line is one more answer to it.
_DIALOGUES = {"conversations.yml", "health.yml"}
# Lists of unrelated facts and sayings: more than a model of this size learns in minutes.
_LEFT_OUT = {
    f"{topic}.yml"
    for topic in (
        "coding", "gossip", "humor", "money", "movies", "politics", "psychology", "sports",
        "tech_support", "trivia",
    )
}  # fmt: skip
_MAX_CHARACTERS = 120  # of one turn of a taught conversation
_DIALOGUES_READ = 1200  # of chitchat-dataset, as pretraining text
_GREETINGS = 2000  # openings of those dialogues, taught beside the questions
_MAX_GREETING = 80
_TIMES_TAUGHT = 2  # each question, against once each opening: those are to be known by heart


def submit_once(client: httpx.Client, data_dir: Path) -> None:
    """Registers the starter datasets and submits the pipeline, unless that was done before.

    Safe to repeat: datasets are known by content and jobs by their idempotency key.
    Raises httpx.HTTPError when the API refuses.
    """
    done = data_dir / "starter-submitted"
    if done.exists():
        return
    questions = list(taught())
    text = _upload(client, "Starter text", "text", _text_rows(questions))
    chats = _upload(client, "Starter conversations", "conversations", _chat_rows(questions))
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


def taught() -> Iterator[Conversation]:
    """Question and answer pairs and short dialogues of chatterbot-corpus, English and Chinese.

    A question that has several answers keeps its first one: a small model learns one well.
    """
    seen: set[str] = set()
    for language in ("english", "chinese"):
        for path in sorted((_package("chatterbot_corpus") / "data" / language).glob("*.yml")):
            if path.name in _LEFT_OUT:
                continue
            for row in yaml.safe_load(path.read_text("utf-8"))["conversations"]:
                turns = [str(turn).strip() for turn in row]
                turns = turns[: len(turns) // 2 * 2] if path.name in _DIALOGUES else turns[:2]
                key = turns[0].casefold().rstrip("?？!！.。 ") if turns else ""
                usable = len(turns) >= 2 and all(turns)
                if usable and key not in seen and max(map(len, turns)) <= _MAX_CHARACTERS:
                    seen.add(key)
                    yield turns


def small_talk() -> Iterator[Conversation]:
    """The human dialogues of chitchat-dataset, one string a turn."""
    path = _package("chitchat_dataset") / "dataset.json"
    for dialogue in json.loads(path.read_text("utf-8")).values():
        turns = [
            " ".join(message["text"].strip() for message in turn) for turn in dialogue["messages"]
        ]
        if len(turns) >= 2 and all(turns):
            yield turns


def _text_rows(questions: list[Conversation]) -> Iterator[dict[str, Any]]:
    for turns in [*islice(small_talk(), _DIALOGUES_READ), *questions]:
        yield {"text": "\n".join(turns)}


def _chat_rows(questions: list[Conversation]) -> Iterator[dict[str, Any]]:
    roles = ("user", "assistant")
    openings = (turns[:2] for turns in small_talk() if max(map(len, turns[:2])) <= _MAX_GREETING)
    for turns in [*questions * _TIMES_TAUGHT, *islice(openings, _GREETINGS)]:
        yield {
            "conversations": [
                {"role": roles[index % 2], "content": turn} for index, turn in enumerate(turns)
            ]
        }


def _upload(client: httpx.Client, name: str, kind: str, rows: Iterable[dict[str, Any]]) -> str:
    lines = (json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)
    answer = client.post("/api/datasets", params={"name": name, "kind": kind}, content=lines)
    return answer.raise_for_status().json()["id"]


def _submit(client: httpx.Client, key: str, spec: dict[str, Any]) -> str:
    answer = client.post("/api/jobs", json=spec, headers={"Idempotency-Key": key})
    return answer.raise_for_status().json()["id"]


def _package(name: str) -> Path:
    found = find_spec(name)
    if found is None or found.origin is None:
        raise RuntimeError(f"The package {name} is not installed: run scripts/up again.")
    return Path(found.origin).parent
