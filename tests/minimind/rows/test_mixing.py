"""Mixtures: shares, sides, duplicates, order; the same bytes from the same request."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minimind.data.split import split_key, split_rows
from minimind.rows import mixing
from minimind.rows.mixture import index, order
from minimind.rows.mixture.permutation import Permutation
from minimind.rows.mixture.plan import MAX_REPEATS, Share, divide
from minimind.spec import SpecError
from minimind.spec.made import Made
from minimind.work import Stopped, Work
from minimind.work.folder import write_json


def _part(folder: Path, name: str, texts: list[str], **options: Any) -> dict[str, Any]:
    path = folder / f"{name}.jsonl"
    lines = [json.dumps({"text": text}, ensure_ascii=False) for text in texts]
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return {"path": str(path), "name": name, **options}


def _numbered(name: str, count: int) -> list[str]:
    return [f"{name} number {number}" for number in range(count)]


def _mix(folder: Path, parts: list[dict[str, Any]], **options: Any) -> tuple[Made, list[str]]:
    task = folder / f"task-{sum(1 for _ in folder.iterdir())}"
    task.mkdir()
    write_json(
        task / "request.json",
        {"kind": "mixture", "row_kind": "text", "parts": parts, "workers": 1, **options},
    )
    made = Made.model_validate(mixing.run(Work(task)))
    lines = (task / "data.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == made.rows
    return made, [json.loads(line)["text"] for line in lines]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 65, 1000, 4097])
def test_an_order_holds_every_number_once(size: int) -> None:
    chosen = Permutation(size, "key")
    numbers = np.arange(size, dtype=np.uint64)
    places = chosen.place(numbers.copy())
    assert sorted(places.tolist()) == list(range(size))
    assert (chosen.at(places.copy()) == numbers).all()
    if size > 60:
        assert (places != numbers).mean() > 0.9
        assert (Permutation(size, "other").place(numbers.copy()) != places).mean() > 0.9


@given(
    have=st.lists(st.integers(1, 10**7), min_size=1, max_size=8),
    weights=st.lists(st.floats(0.01, 100), min_size=8, max_size=8),
    total=st.none() | st.integers(1, 10**7),
    repeat=st.booleans(),
)
def test_shares_are_as_exact_as_rows_allow(
    have: list[int], weights: list[float], total: int | None, repeat: bool
) -> None:
    weights = weights[: len(have)]
    shares = [
        Share(f"p{at}", rows, weight, f"parts.{at}.weight")
        for at, (rows, weight) in enumerate(zip(have, weights, strict=True))
    ]
    try:
        found = divide(shares, total=total, repeat=repeat, unit="rows")
    except SpecError as error:
        assert error.field is not None and error.field.endswith("weight")
        return
    for amount, rows in zip(found.amounts, have, strict=True):
        assert 1 <= amount <= (rows * MAX_REPEATS if repeat else rows)
    whole = sum(found.amounts)
    if total is not None and not found.notes:
        assert whole == total
    if total is None and not repeat:
        assert found.notes == []
    if total is None and repeat:
        assert all(a >= rows - 1 for a, rows in zip(found.amounts, have, strict=True))
    if repeat or not found.notes:
        for amount, weight in zip(found.amounts, weights, strict=True):
            assert abs(amount - whole * weight / sum(weights)) <= 1.01


def test_everything_of_all_parts_in_another_order(tmp_path: Path) -> None:
    a, b = _numbered("a", 300), _numbered("b", 100)
    made, texts = _mix(tmp_path, [_part(tmp_path, "a", a), _part(tmp_path, "b", b)])
    assert Counter(texts) == Counter(a + b)
    assert texts != a + b
    # Well mixed: each quarter has about a quarter of b.
    for first in range(0, 400, 100):
        assert 12 <= sum(text.startswith("b") for text in texts[first : first + 100]) <= 40
    assert (made.rows, made.errors, made.notes) == (400, 0, [])


def test_weights_caps_and_repeats(tmp_path: Path) -> None:
    a, b, c = (
        _part(tmp_path, name, _numbered(name, count))
        for name, count in (("a", 600), ("b", 50), ("c", 80))
    )
    _, texts = _mix(tmp_path, [{**a, "weight": 3}, {**b, "weight": 1}, {**c, "max_rows": 10}])
    kinds = Counter(text[0] for text in texts)
    assert kinds == {"a": 150, "b": 50, "c": 10}
    assert max(Counter(texts).values()) == 1

    made, texts = _mix(tmp_path, [{**a, "weight": 2}, {**b, "weight": 1}], repeat=True)
    kinds = Counter(text[0] for text in texts)
    assert kinds == {"a": 600, "b": 300}
    assert set(Counter(text for text in texts if text[0] == "b").values()) == {6}
    assert made.notes == ["b is used 6 times for its share."]

    made, texts = _mix(tmp_path, [{**a, "weight": 1}, {**b, "weight": 1}], total=200)
    assert Counter(text[0] for text in texts) == {"a": 100, "b": 50}
    assert "b has only 50 of the 100 rows of its share" in made.notes[0]


def test_shares_of_characters(tmp_path: Path) -> None:
    long = [f"{number:04} " + "x" * 95 for number in range(200)]
    short = [f"{number:05} yyyy" for number in range(5000)]
    parts = [
        _part(tmp_path, "long", long, weight=1),
        _part(tmp_path, "short", short, weight=1),
    ]
    _, texts = _mix(tmp_path, parts, by="characters", total=20_000)
    sizes = {name: sum(len(t) for t in texts if mark in t)
             for name, mark in (("long", "x"), ("short", "y"))}  # fmt: skip
    assert 10_000 <= sizes["long"] < 10_100
    assert 10_000 <= sizes["short"] < 10_010


def test_the_same_request_gives_the_same_bytes_however_it_is_worked_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = [
        _part(tmp_path, "a", _numbered("a", 3000), weight=2),
        _part(tmp_path, "b", _numbered("b", 900), weight=5),
    ]
    one, texts = _mix(tmp_path, parts, repeat=True, seed=3)
    assert one.sha256 != _mix(tmp_path, parts, repeat=True, seed=4)[0].sha256
    # Chunks, ranges, spans and groups of other sizes; many buckets; two processes.
    monkeypatch.setattr(index, "_RANGE_BYTES", 40_000)
    monkeypatch.setattr(index, "_GROUP_ROWS", 500)
    monkeypatch.setattr(order, "_READ_BYTES", 3_000)
    two, again = _mix(tmp_path, parts, repeat=True, seed=3, workers=2)
    monkeypatch.setattr(order, "_BUCKET_BYTES", 20_000)
    three, _ = _mix(tmp_path, parts, repeat=True, seed=3)
    assert again == texts
    assert one == two == three


def test_rows_that_train_the_same_are_taken_once(tmp_path: Path) -> None:
    a = _part(tmp_path, "a", ["same", "one", "one"])
    b = _part(tmp_path, "b", ["two", "same", "same "])
    (tmp_path / "b.jsonl").write_text(
        '{"text": "two"}\n\n { "text" : "s\\u0061me" , "more": 1 }\r\n{"text": "same "}', "utf-8"
    )
    made, texts = _mix(tmp_path, [a, b])
    assert sorted(texts) == ["one", "same", "same ", "two"]
    assert [note[:10] for note in made.notes] == ["a: 1 row i", "b: 1 row i"]
    _, texts = _mix(tmp_path, [a, b], drop_duplicates=False)
    assert sorted(texts) == ["one", "one", "same", "same", "same ", "two"]


@settings(max_examples=10, deadline=None)
@given(fraction=st.floats(0.05, 0.95), seed=st.integers(0, 99), count=st.integers(60, 200))
def test_a_row_never_changes_sides(
    tmp_path_factory: pytest.TempPathFactory, fraction: float, seed: int, count: int
) -> None:
    """Whatever else is mixed in, and as training itself splits the dataset."""
    folder = tmp_path_factory.mktemp("sides")
    texts = _numbered("a", count)
    parts = [_part(folder, "a", texts), _part(folder, "b", _numbered("b", 100))]
    sides: dict[str, set[str]] = {}
    for side in ("train", "held_out"):
        chosen = parts if side == "train" else parts[::-1]
        _, found = _mix(folder, chosen, side=side, fraction=fraction, seed=seed)
        sides[side] = {text for text in found if text.startswith("a")}
    assert sides["train"] | sides["held_out"] == set(texts)
    assert not sides["train"] & sides["held_out"]
    keys = np.array([split_key({"text": text}, "text") for text in texts], np.uint64)
    _, outside = split_rows(keys, fraction)
    if sides["held_out"] and sides["train"]:
        assert {texts[row] for row in outside.tolist()} == sides["held_out"]


def test_conversations_and_pairs_are_mixed_as_they_are(tmp_path: Path) -> None:
    def turns(answer: str) -> list[dict[str, str]]:
        return [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": answer}]

    rows = [{"chosen": turns("A"), "rejected": turns(f"B{n}"), "more": n} for n in range(5)]
    path = tmp_path / "pairs.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    task = tmp_path / "task"
    task.mkdir()
    parts = [{"path": str(path), "name": "pairs"}]
    write_json(
        task / "request.json", {"kind": "mixture", "row_kind": "preferences", "parts": parts}
    )
    assert mixing.run(Work(task))["rows"] == 5  # pairs with one chosen reply are not the same
    lines = (task / "data.jsonl").read_text("utf-8").splitlines()
    assert sorted(lines) == sorted(map(json.dumps, rows))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"parts": []}, "parts"),
        ({"weight": 0}, "parts.0.weight"),
        ({"weight": float("nan")}, "parts.0.weight"),
        ({"weight": 2, "max_rows": 2}, "parts.0"),
        ({"total": 5}, "total"),
        ({"side": "held_out", "fraction": 1e-9}, "fraction"),
        ({"unknown": 1}, "unknown"),
        ({"twice": True}, "parts"),
        ({"weight": 1, "second": 500, "repeat": True}, "parts.1.weight"),
        ({"weight": 1, "second": 500, "total": 100}, "parts.0.weight"),
        ({"second": 1, "total": 1}, "total"),
    ],
)
def test_what_cannot_be_had_is_refused_with_its_field(
    tmp_path: Path, change: dict[str, Any], field: str
) -> None:
    first = _part(tmp_path, "a", _numbered("a", 4))
    second = _part(tmp_path, "b", _numbered("b", 4))
    for name in ("weight", "max_rows"):
        if name in change:
            first[name] = change.pop(name)
    if "second" in change:
        second["weight"] = change.pop("second")
    parts = change.pop("parts", [first, first if change.pop("twice", False) else second])
    with pytest.raises(SpecError) as caught:
        _mix(tmp_path, parts, **change)
    assert caught.value.field == field


def test_a_bad_row_is_named_with_its_part_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "_RANGE_BYTES", 2_000)
    part = _part(tmp_path, "poems", _numbered("a", 1000))
    with Path(part["path"]).open("a") as file:
        file.write('\n{"words": 1}\n')
    with pytest.raises(SpecError, match="poems: ") as caught:
        _mix(tmp_path, [part], workers=2)
    assert (caught.value.line, caught.value.field) == (1002, "parts.0")


def test_a_stop_is_heard_and_a_second_start_makes_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = [_part(tmp_path, name, _numbered(name, 2000)) for name in "ab"]
    whole, _ = _mix(tmp_path, parts)
    task = tmp_path / "stopped"
    task.mkdir()
    request = {"kind": "mixture", "row_kind": "text", "parts": parts, "workers": 1}
    write_json(task / "request.json", request)
    work = Work(task)
    told: list[str] = []

    def stopping(activity: str, *_: object, **__: object) -> None:
        told.append(activity)
        if activity == "Shuffling" and told.count(activity) > 2000:
            raise Stopped

    with monkeypatch.context() as patch:
        patch.setattr(work, "progress", stopping)
        with pytest.raises(Stopped):
            mixing.run(work)
    assert not (task / "data.jsonl").exists()
    assert mixing.run(Work(task)) == whole.model_dump()
    # Cut off while it checked: what was mixed is not mixed again.
    with monkeypatch.context() as patch:
        patch.setattr(mixing, "_mix", lambda *_: pytest.fail("mixed again"))
        assert mixing.run(Work(task)) == whole.model_dump()


def test_as_a_process_of_its_own(tmp_path: Path) -> None:
    parts = [_part(tmp_path, name, _numbered(name, 50)) for name in "ab"]
    write_json(tmp_path / "request.json", {"kind": "mixture", "row_kind": "text", "parts": parts})
    argv = [sys.executable, "-m", "minimind.work", str(tmp_path)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "result.json").read_text("utf-8"))["rows"] == 100
    assert (tmp_path / "notes" / "report.json").exists()
    assert not list((tmp_path / "state").glob("part-*"))
