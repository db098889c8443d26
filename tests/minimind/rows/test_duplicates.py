"""Duplicates, near duplicates and overlap, against plain code that compares all with all."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minimind.rows import duplicates
from minimind.rows.characters import Characters
from minimind.rows.checking import CheckOptions, check
from minimind.rows.fingerprints import NEAR, shingles, signatures, similarities
from tests.minimind.rows.files import problems, sentences, talk, write

_WORD = re.compile(r"[一-鿿]|[^\W一-鿿]+|[+*/%=<>-]")


def plain_shingles(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return {tuple(words[i : i + 3]) for i in range(len(words))}


def plain_similarity(one: str, other: str) -> float:
    a, b = plain_shingles(one), plain_shingles(other)
    return len(a & b) / len(a | b) if a | b else 0.0


def similarity(texts: list[str]) -> list[float]:
    pairs = np.array(list(itertools.combinations(range(len(texts)), 2)), np.int64).reshape(-1, 2)
    return similarities(shingles(Characters(texts), len(texts)), pairs).tolist()


def changed(text: str, generator: np.random.Generator, share: float) -> str:
    """The text with about that share of its words replaced."""
    joint = " " if " " in text else ""
    words = text.split() if joint else list(text)
    for place in generator.choice(len(words), round(share * len(words)), replace=False).tolist():
        words[place] = "new" + str(generator.integers(1000)) if joint else "新"
    return joint.join(words)


pieces = st.sampled_from(
    ["one ", "two", "TWO", "三", "四", "四五", ", ", "。", " ", "+", "7", "é", "\n"]
)
texts = st.lists(pieces, max_size=12).map("".join)


@settings(deadline=None)
@given(st.lists(texts, min_size=2, max_size=5))
def test_similarity_is_that_of_sets_of_words(many: list[str]) -> None:
    expected = [plain_similarity(a, b) for a, b in itertools.combinations(many, 2)]
    assert similarity(many) == pytest.approx(expected)


def test_case_width_space_and_punctuation_do_not_count() -> None:
    assert similarity(["Hello, World! １２ ok", "hello world 12 \n OK."]) == [1.0]
    assert similarity(["3 + 4 is 7 today", "3 - 4 is 7 today"])[0] < NEAR
    assert similarity(["", "。"]) == [0.0]


def test_long_texts_are_compared_like_short_ones() -> None:
    text = "".join(sentences(4000)[1::2])
    assert len(text) > 2**16
    assert similarity([text, text[: len(text) // 2]])[0] == pytest.approx(
        plain_similarity(text, text[: len(text) // 2]), abs=1e-3
    )


def test_nearly_all_similar_pairs_become_candidates() -> None:
    generator = np.random.default_rng(1)
    texts = sentences(1200, seed=3)
    others = [changed(text, generator, float(generator.uniform(0, 0.1))) for text in texts]
    truth = np.array([plain_similarity(a, b) for a, b in zip(texts, others, strict=True)])
    one, other = (signatures(shingles(Characters(t), len(t))) for t in (texts, others))
    met = (one.bands == other.bands).any(axis=0)
    met &= ~duplicates.far_apart(one.sketches, other.sketches)
    assert (truth >= NEAR).sum() > 300
    assert met[truth >= NEAR].mean() > 0.95
    assert met[truth >= 0.9].mean() > 0.985
    unlike = np.roll(np.arange(len(texts)), 2)
    assert (one.bands == one.bands[:, unlike]).any(axis=0).mean() < 0.05


def test_reported_pairs_are_those_of_exact_comparison(tmp_path: Path) -> None:
    generator = np.random.default_rng(2)
    texts = sentences(150, seed=5)
    texts += [changed(text, generator, 0.02) for text in texts[:40]]
    texts += [changed(text, generator, 0.5) for text in texts[40:80]]
    texts += texts[:5]
    report = check(
        write(tmp_path / "data.jsonl", [{"text": text} for text in texts]),
        "text",
        tmp_path / "notes",
        CheckOptions(workers=1, max_length=65536),
    )
    near, exact = set(), set()
    for line, text in enumerate(texts, 1):
        earlier = texts[: line - 1]
        if text in earlier:
            exact.add(line)
        elif any(plain_similarity(text, other) >= NEAR for other in earlier):
            near.add(line)
    found = problems(tmp_path / "notes")
    assert {line for line, names in found.items() if "duplicate" in names} == exact
    reported = {line for line, names in found.items() if "near_duplicate" in names}
    assert reported <= near
    assert len(reported) >= 0.9 * len(near) > 10
    counts = {group.problem: group.rows for group in report.problems}
    assert counts == {"duplicate": len(exact), "near_duplicate": len(reported)}


def test_the_shares_that_keys_are_sorted_in_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = sentences(60)
    texts += [text + "!" for text in texts[:20]] + texts[20:40]
    path = write(tmp_path / "data.jsonl", [{"text": text} for text in texts])
    options = CheckOptions(workers=1, validation=path)
    check(path, "text", tmp_path / "notes", options)
    expected = problems(tmp_path / "notes")
    monkeypatch.setattr(duplicates, "_SORTED_ROWS", 30)
    monkeypatch.setattr(duplicates, "_RANGE_ROWS", 7)
    monkeypatch.setattr(duplicates, "_COMPARED_BYTES", 200)
    check(path, "text", tmp_path / "notes", options)
    assert problems(tmp_path / "notes") == expected
    assert all("in_validation_set" in expected[line] for line in range(1, 101))


def test_what_trains_the_same_is_a_duplicate_however_it_is_written(tmp_path: Path) -> None:
    rows = [
        talk("What is your name, my friend?", "Mini."),
        b'{"id": 7, "conversations": [{"content": "What is your name, my friend?", '
        b'"role": "user"}, {"content": "M\\u0069ni.", "role": "assistant"}]}',
        {
            "conversations": [
                {"role": "system", "content": "Sing."},
                *talk("Sing", "La la la")["conversations"],
            ]
        },
        talk("Sing", "La la la"),
    ]
    check(write(tmp_path / "data.jsonl", rows), None, tmp_path / "notes", CheckOptions(workers=1))
    # The same turns under another system turn are another row, but nearly the same words.
    assert problems(tmp_path / "notes") == {2: {"duplicate"}, 4: {"near_duplicate"}}


def test_rows_of_the_validation_set_are_found_in_any_kind(tmp_path: Path) -> None:
    held = [
        {"text": "The river runs down to the old mill\nYes, it always does so"},
        {"text": "Far away"},
    ]
    rows = [
        talk("Is there any bread left for us?", "No, there is not."),
        talk("The river runs down to the old mill", "Yes, it always does so!"),
        talk("Is there any bread left for us?", "No, there is not."),
    ]
    validation = write(tmp_path / "held.jsonl", held)
    report = check(
        write(tmp_path / "data.jsonl", rows),
        None,
        tmp_path / "notes",
        CheckOptions(workers=1, validation=validation, validation_name="held out"),
    )
    assert problems(tmp_path / "notes") == {2: {"in_validation_set"}, 3: {"duplicate"}}
    assert report.validation == "held out"
    group = next(group for group in report.problems if group.problem == "in_validation_set")
    assert "line 1 of the validation set" in group.examples[0].message
