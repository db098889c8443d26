"""Training a tokenizer and comparing several, as pieces of work."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from minimind.data.tokenizer import load_tokenizer, tokenizer_hash
from minimind.rows.tokenizer_texts import Draw, Lowest, of_dataset
from minimind.rows.tokenizing import TrainingSource, budget, compare, train
from minimind.spec import SpecError
from minimind.spec.tokenizers import Comparison, MadeTokenizer
from minimind.work import Stopped, Work

_WORDS = (
    "the", "river", "runs", "under", "an", "old", "stone", "bridge", "while", "children", "throw",
    "small", "sticks",
)  # fmt: skip


def write_rows(path: Path, count: int, seed: int = 1) -> Path:
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            text = " ".join(chance.choice(_WORDS) for _ in range(20)) + f" {number}"
            text = text if number % 3 else f"今天第{number}个孩子在河边的石桥下面玩了很久。"
            file.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
    return path


def work(folder: Path, **request: Any) -> Work:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "request.json").write_text(json.dumps(request))
    return Work(folder)


def training(folder: Path, rows: Path, **changes: Any) -> Work:
    source = {"file": {"path": str(rows), "kind": "text", "name": "river"}}
    request = {"sources": [source], "vocab_size": 320, "characters": 20_000, **changes}
    return work(folder, kind="tokenizer", **request)


def test_the_same_request_gives_the_same_tokenizer_whatever_the_order_of_rows(
    tmp_path: Path,
) -> None:
    rows = write_rows(tmp_path / "a.jsonl", 1200)
    lines = rows.read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "b.jsonl").write_text("".join(reversed(lines)), "utf-8")
    made = [
        MadeTokenizer.model_validate(train(training(tmp_path / name, tmp_path / f"{name}.jsonl")))
        for name in ("a", "b")
    ]
    assert made[0].sha256 == made[1].sha256 == tokenizer_hash(tmp_path / "a")
    assert load_tokenizer(tmp_path / "a").get_vocab_size() == 320
    [source] = made[0].sources
    assert 20_000 <= source.characters < 20_200 and not source.whole
    held_out = made[0].figures.held_out
    assert held_out is not None and set(held_out) == {"en", "zh"}
    assert held_out["en"].tokens < held_out["en"].characters
    other = train(training(tmp_path / "c", rows, seed=1))
    assert other["sha256"] != made[0].sha256


def test_held_out_rows_are_the_same_ones_for_every_seed_and_never_trained_on(
    tmp_path: Path,
) -> None:
    rows = write_rows(tmp_path / "rows.jsonl", 400)
    samples = [
        of_dataset(rows, "text", "river", Draw(10**6, seed, 10**6), lambda *_: None)
        for seed in (0, 7)
    ]
    assert set(samples[0].held_out) == set(samples[1].held_out) != set()
    assert samples[0].whole and not set(samples[0].texts) & set(samples[0].held_out)
    assert len(samples[0].texts) + len(samples[0].held_out) == 400


def test_a_sample_holds_no_more_than_it_needs() -> None:
    chosen = Lowest(50)
    for key in random.Random(2).sample(range(10_000), 5000):
        if chosen.wants(key):
            chosen.add(key, ["x" * 10])
        assert chosen.characters < 60
    assert chosen.characters == 50 and chosen.dropped


def test_shares_divide_what_caps_leave() -> None:
    sources = [
        TrainingSource(open="chitchat", characters=400),
        TrainingSource(open="sanguo", share=3),
        TrainingSource(open="docstrings"),
    ]
    assert budget(sources, 1000) == [400, 450, 150]
    with pytest.raises(SpecError) as caught:
        budget(sources, 400)
    assert caught.value.field == "characters"


def test_open_sources_train_too_and_words_are_held_out_of_nothing(tmp_path: Path) -> None:
    made = train(
        work(tmp_path / "w", kind="tokenizer", sources=[{"open": "chatterbot-zh"}], vocab_size=300)
    )
    assert made["figures"]["held_out"]["zh"]["tokens"] > 0
    assert "all of it was taken" in made["notes"][0]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"vocab_size": 100}, "vocab_size"),
        ({"vocab_size": 60_000}, "vocab_size"),
        ({"sources": []}, "sources"),
        ({"sources": [{"open": "no-such"}]}, "sources"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_mistakes_are_told_with_their_field(
    tmp_path: Path, changes: dict[str, Any], field: str
) -> None:
    rows = write_rows(tmp_path / "rows.jsonl", 50)
    with pytest.raises(SpecError) as caught:
        train(training(tmp_path / "w", rows, **changes))
    assert caught.value.field == field


def test_a_row_that_cannot_be_read_names_the_dataset_and_the_line(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"text": "good"}\n{"text": 3}\n')
    with pytest.raises(SpecError, match="river: ") as caught:
        train(training(tmp_path / "w", rows))
    assert (caught.value.line, caught.value.field) == (2, "text")


def test_a_stop_in_the_middle_of_learning_ends_the_process(tmp_path: Path) -> None:
    # So much Chinese text takes far longer to learn from than this test waits.
    chance = random.Random(3)
    rows = tmp_path / "rows.jsonl"
    with rows.open("w", encoding="utf-8") as file:
        for _ in range(1000):
            text = "".join(chr(chance.randrange(0x4E00, 0x9FFF)) for _ in range(1000))
            file.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
    folder = training(tmp_path / "w", rows, vocab_size=60_000, characters=1_000_000).folder
    process = subprocess.Popen([sys.executable, "-m", "minimind.work", str(folder)])
    try:
        progress = folder / "progress.json"
        deadline = time.monotonic() + 60
        while not (progress.exists() and "Learning" in progress.read_text()):
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.05)
        (folder / "stop").touch()
        assert process.wait(timeout=30) == 3
        assert not (folder / "result.json").exists()
    finally:
        process.kill()
        process.wait()


def test_tokenizers_are_compared_on_an_even_part_of_a_dataset(tmp_path: Path) -> None:
    rows = write_rows(tmp_path / "rows.jsonl", 600)
    trained = training(tmp_path / "w", rows)
    train(trained)
    request = work(
        tmp_path / "c",
        kind="compare_tokenizers",
        tokenizers=[
            {"id": "tok-shipped", "name": "Shipped"},
            {"id": "tok-own", "name": "Own", "path": str(trained.folder / "tokenizer.json")},
        ],
        file={"path": str(rows), "kind": "text", "name": "river"},
        characters=5000,
    )
    found = Comparison.model_validate(compare(request))
    shipped, own = found.tokenizers
    assert not found.whole and own.vocab_size == 320
    assert shipped.total.characters == own.total.characters >= 5000
    assert shipped.total.bytes > shipped.total.characters
    assert own.languages["en"].tokens < shipped.languages["en"].tokens
    for each in found.tokenizers:
        assert "".join(piece.text for piece in each.pieces if piece.whole) in found.text or any(
            not piece.whole for piece in each.pieces
        )
    stopped = work(tmp_path / "s", **request.request)
    stopped.request_stop()
    with pytest.raises(Stopped):
        compare(stopped)
