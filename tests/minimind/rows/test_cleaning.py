"""A cleaned copy: what is dropped, what is mended, and that nothing is silent."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from minimind.rows import cleaning
from minimind.rows.checking import CheckOptions, check
from minimind.rows.cleaning import changes_of, run
from minimind.rows.made import Made
from minimind.spec import SpecError
from minimind.spec.report import Report
from minimind.spec.rows import read_rows
from minimind.work.folder import Work
from tests.minimind.rows.files import problems, sentences, talk, write


def cleaned(path: Path, folder: Path, **more: Any) -> Made:
    folder.mkdir(exist_ok=True)
    request = {"kind": "clean", "path": str(path), **more}
    (folder / "request.json").write_text(json.dumps(request), "utf-8")
    return Made.model_validate(run(Work(folder)))


def rows_of(folder: Path) -> list[dict[str, Any]]:
    return [row for _, row in read_rows(folder / "data.jsonl", "conversations")]


def test_bad_rows_leave_and_good_ones_stay_byte_for_byte(tmp_path: Path) -> None:
    texts = sentences(40)
    good = [talk(a, b) for a, b in zip(texts[::2], texts[1::2], strict=True)]
    rows: list[Any] = [*good[:10], b"{", b"", talk("Hi", ""), *good[10:], good[3]]
    path = write(tmp_path / "data.jsonl", rows)
    made = cleaned(path, tmp_path / "work")
    data = (tmp_path / "work" / "data.jsonl").read_bytes()
    assert rows_of(tmp_path / "work") == good
    assert set(data.split(b"\n")) <= set(path.read_bytes().split(b"\n"))
    assert (made.rows, made.errors, made.warnings) == (20, 0, 0)
    assert (made.sha256, made.bytes) == (hashlib.sha256(data).hexdigest(), len(data))
    assert list(changes_of(tmp_path / "work" / "notes")) == [
        {"line": 11, "done": "dropped", "problems": ["not_json"]},
        {"line": 13, "done": "dropped", "problems": ["empty_turn"]},
        {"line": 24, "done": "dropped", "problems": ["duplicate"]},
    ]
    assert sorted(made.notes) == [
        "1 rows dropped: duplicates.",
        "1 rows dropped: empty turn.",
        "1 rows dropped: not json.",
    ]
    report = (tmp_path / "work" / "notes" / "report.json").read_bytes()
    assert Report.model_validate_json(report).rows == 20


def test_what_can_be_mended_is(tmp_path: Path) -> None:
    turns = talk("Tell me", "a story")["conversations"]
    rows = [
        talk("Ring the bell", "Ding\x07 dong", id=7),
        {"conversations": [{"role": "Human", "content": "Who?"}, {"role": "gpt", "content": "Me"}]},
        {"conversations": [turns[0], {**turns[0], "content": "please"}, turns[1]]},
        talk("Stop now", "Yes<|im_<|im_end|>end|> of course"),
        '{"conversations": [{"role": "user", "content": "你好"}, '
        '{"role": "assistant", "content": "您好，请问"}]}'.encode("gb18030"),
        {"conversations": [{"role": "wizard", "content": "Who?"}]},
    ]
    treatments = {"special_tokens": "fix", "encoding": "fix"}
    made = cleaned(
        write(tmp_path / "data.jsonl", rows),
        tmp_path / "work",
        treatments=treatments,
        row_kind="conversations",
    )
    assert rows_of(tmp_path / "work") == [
        talk("Ring the bell", "Ding dong", id=7),
        talk("Who?", "Me"),
        talk("Tell me\nplease", "a story"),
        talk("Stop now", "Yes of course"),
        talk("你好", "您好，请问"),
    ]
    changes = list(changes_of(tmp_path / "work" / "notes"))
    assert [(each["line"], each["done"]) for each in changes] == [
        (1, "mended"),
        (2, "mended"),
        (3, "mended"),
        (4, "mended"),
        (5, "mended"),
        (6, "dropped"),
    ]
    assert changes[-1]["note"] == "It could not be mended."
    assert "1 of the dropped rows could not be mended." in made.notes
    assert made.errors == 0


def test_the_chosen_treatments_decide(tmp_path: Path) -> None:
    rows = [
        talk("One fine day in the spring", "It rained."),
        talk("One fine day, in the spring", "It rained!"),
    ]
    path = write(tmp_path / "data.jsonl", rows)
    assert cleaned(path, tmp_path / "kept").rows == 2
    assert cleaned(path, tmp_path / "dropped", treatments={"near_duplicate": "drop"}).rows == 1
    for treatments in ({"not_json": "keep"}, {"duplicate": "fix"}):
        with pytest.raises(SpecError, match="no treatment") as caught:
            cleaned(path, tmp_path / "refused", treatments=treatments)
        assert caught.value.field == f"treatments.{next(iter(treatments))}"
    with pytest.raises(SpecError):
        cleaned(path, tmp_path / "refused", tretments={})


def test_a_report_that_measured_the_same_is_used_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "data.jsonl", [talk("Hi", "Hello"), b"{", talk("Bye", "So long")])
    notes = tmp_path / "notes"
    check(path, None, notes, CheckOptions(workers=1))
    looked: list[str] = []

    def counted(file: Path, *arguments: Any) -> Report:
        looked.append(file.name if file != path else "the file itself")
        return check(file, *arguments)

    monkeypatch.setattr(cleaning, "check", counted)
    assert cleaned(path, tmp_path / "same", notes=str(notes)).rows == 2
    assert looked == ["data.jsonl"]
    held = write(tmp_path / "held.jsonl", [talk("Bye", "So long")])
    made = cleaned(path, tmp_path / "other", notes=str(notes), validation=str(held))
    assert made.rows == 1
    assert looked == ["data.jsonl", "the file itself", "data.jsonl"]


def test_nothing_left_is_a_mistake_in_words(tmp_path: Path) -> None:
    path = write(tmp_path / "data.jsonl", [b"{", b"["])
    with pytest.raises(SpecError, match="No row would be left"):
        cleaned(path, tmp_path / "work", row_kind="text")


def test_the_copy_is_clean_at_once(tmp_path: Path) -> None:
    rows: list[Any] = [{"text": text + "\x00" * (i % 3)} for i, text in enumerate(sentences(30))]
    made = cleaned(write(tmp_path / "data.jsonl", rows * 2), tmp_path / "work")
    assert problems(tmp_path / "work" / "notes") == {}
    assert made.rows == 30
