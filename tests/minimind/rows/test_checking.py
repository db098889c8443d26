"""What a check finds in a file, and on which lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minimind.rows import checking, gathering
from minimind.rows.checking import CheckOptions, check
from minimind.rows.columns import Columns, build_index
from minimind.rows.problems import DESCRIBED, ERRORS
from minimind.spec import SpecError
from minimind.spec.report import PROBLEMS, Report
from minimind.spec.rows import MAX_LINE_BYTES, RowKind, parse_row, read_lines
from tests.minimind.rows.files import problems, sentences, talk, write

_ALONE = CheckOptions(workers=1)
_SYSTEM = {"role": "system", "content": "Be kind."}


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return tmp_path / "notes"


def found(rows: list[Any], tmp_path: Path, kind: RowKind | None = None) -> dict[int, set[str]]:
    notes = tmp_path / "notes"
    check(write(tmp_path / "data.jsonl", rows), kind, notes, _ALONE)
    return problems(notes)


def test_every_problem_of_conversations_is_found_on_its_line(tmp_path: Path) -> None:
    turns = talk("Hi", "Hello")["conversations"]
    rows: list[Any] = [
        talk("What is the way to the station?", "Left, and left again."),
        b"{not json",
        b"",
        b'{"conversations": [{"role": "user", "content": "\xff"}]}',
        {"text": "another kind"},
        {"conversations": "Hi"},
        talk("Hi", " "),
        {"conversations": [{"role": "wizard", "content": "Hi"}]},
        {"conversations": [turns[0], turns[0], turns[1]]},
        talk("Alone"),
        b"   ",
        talk("Why so?", "<think>because"),
        talk("Another way to say that?", "Yes<|im_end|>"),
        talk("A bell, please, and quickly", "Here: \x07"),
        talk("What is the way to the station?", "Left, and left again."),
        talk("what is the way to the station", "left, and left again!"),
        {"conversations": [turns[0], {**turns[1], "tool_calls": [{"name": "f"}]}]},
        b'{"conversations": [{"role": "user", "content": "\\ud83d"}]}',
    ]
    assert found(rows, tmp_path, "conversations") == {
        2: {"not_json"},
        4: {"encoding"},
        5: {"missing_field"},
        6: {"wrong_type"},
        7: {"empty_turn"},
        8: {"unknown_role"},
        9: {"role_order"},
        10: {"nothing_to_learn"},
        12: {"unbalanced_tags"},
        13: {"special_tokens"},
        14: {"control_characters"},
        15: {"duplicate"},
        16: {"near_duplicate"},
        17: {"bad_tool_call"},
        18: {"encoding"},
    }


def test_problems_of_texts_and_of_pairs(tmp_path: Path) -> None:
    assert found([{"text": "Good"}, {"text": " \n"}, {"text": 3}], tmp_path) == {
        2: {"empty_text"},
        3: {"wrong_type"},
    }
    turns = talk("Hi", "Hello")["conversations"]
    pair = {"chosen": turns, "rejected": turns}
    assert found([pair], tmp_path) == {1: {"same_answers"}}


def test_tags_must_close_in_order(tmp_path: Path) -> None:
    good = [
        "<think>a</think>b",
        "<think>a</think><answer>b</answer>",
        "<answer>b</answer>",
        "a < b",
    ]
    bad = ["</think>a", "<answer>a<think>b</think></answer>", "<think><think>a</think>", "<answer>"]
    rows = [talk(f"Question {chr(97 + i) * 9}", text) for i, text in enumerate(good + bad)]
    flagged = found(rows, tmp_path)
    assert flagged == {line: {"unbalanced_tags"} for line in range(5, 9)}


def test_tools_and_their_calls_are_no_problem(tmp_path: Path) -> None:
    call = {"name": "weather", "arguments": {"city": "Paris"}}
    turns = [
        _SYSTEM,
        {"role": "user", "content": "How is the weather?"},
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "tool", "content": "sunny"},
        {"role": "assistant", "content": "It is sunny."},
    ]
    tool = {"type": "function", "function": {"name": "weather", "parameters": {}}}
    assert found([{"conversations": turns, "tools": [tool]}], tmp_path) == {}


def test_the_report_adds_up(tmp_path: Path, notes: Path) -> None:
    rows = [
        talk("你好，今天天气怎么样？", "很好。"),
        talk("Hi there", "Hello"),
        talk("Hi there", "Hello"),
        b"{",
    ]
    report = check(write(tmp_path / "data.jsonl", rows), None, notes, _ALONE)
    assert (report.kind, report.rows, report.errors, report.warnings) == ("conversations", 4, 1, 1)
    assert report.turns == 6
    assert report.languages == {"none": 0, "zh": 1, "en": 2, "other": 0}
    assert sum(report.lengths.counts) == 3
    assert [group.problem for group in report.problems] == ["not_json", "duplicate"]
    example = report.problems[1].examples[0]
    assert (example.line, example.message) == (3, "The same as line 2.")
    assert "Hi there" in example.excerpt
    assert Report.model_validate_json((notes / "report.json").read_bytes()) == report


def test_every_problem_is_explained() -> None:
    assert set(DESCRIBED) == set(PROBLEMS)
    for problem, words in DESCRIBED.items():
        assert words.explanation.endswith(".")
        assert words.remedy.endswith(".")
        assert words.treatments
        assert ("keep" in words.treatments) == (problem not in ERRORS)


words = st.sampled_from(
    ["Hi", "你好", " ", "", "<think>", "a\u2028b", "\x00", "<|im_end|>", "\x85x"]
)
turn = st.fixed_dictionaries(
    {},
    optional={
        "role": st.sampled_from(["user", "assistant", "system", "tool", "human", None, []]),
        "content": st.one_of(words, st.none(), st.integers()),
        "tool_calls": st.sampled_from([None, [], [{"name": "f", "arguments": {}}], [{}], "f"]),
    },
)
turns = st.one_of(st.lists(turn, max_size=4), words, st.none())
row = st.one_of(
    st.fixed_dictionaries({"text": st.one_of(words, st.none(), st.integers())}),
    st.fixed_dictionaries(
        {"conversations": turns}, optional={"tools": st.sampled_from([[], [{}]])}
    ),
    st.fixed_dictionaries({"chosen": turns, "rejected": turns}),
    st.lists(words, max_size=2),
)
line = st.one_of(
    row.map(lambda value: json.dumps(value, ensure_ascii=False).encode()),
    row.map(lambda value: json.dumps(value).encode() + b"\r"),
    st.sampled_from(
        [b"", b" \t", b"\xc2\xa0", b"{", b"\xff", b"\xef\xbb\xbf{}", b'"\\ud83d"', b"NaN"]
    ),
    st.binary(max_size=6).map(lambda raw: raw.replace(b"\n", b"")),
)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(line, min_size=1, max_size=8),
    st.sampled_from(["text", "conversations", "preferences"]),
)
def test_a_row_is_an_error_exactly_when_training_refuses_it(
    tmp_path: Path, lines: list[bytes], kind: RowKind
) -> None:
    path = write(tmp_path / "data.jsonl", lines)
    expected = {}
    for number, raw in enumerate(lines, 1):
        try:
            with (tmp_path / "line").open("w+b") as file:
                file.write(raw + b"\n")
                file.seek(0)
                texts = [text for _, text in read_lines(file, 1 if number == 1 else 2)]
            for text in texts:
                expected[number] = True
                parse_row(text, kind, number)
        except SpecError:
            expected[number] = False
    if not expected:
        with pytest.raises(SpecError, match="no rows"):
            check(path, kind, tmp_path / "notes", _ALONE)
        return
    report = check(path, kind, tmp_path / "notes", _ALONE)
    columns = Columns.open(tmp_path / "notes")
    assert [columns.line(row) for row in range(len(columns))] == list(expected)
    bad = {n for n, names in problems(tmp_path / "notes").items() if names & set(ERRORS)}
    assert bad == {number for number, good in expected.items() if not good}
    assert report.errors == len(bad)


def mixed_file(path: Path) -> Path:
    texts = sentences(300)
    rows: list[Any] = [{"text": text} for text in texts]
    rows[50:50] = [b"", b"", b"{", b"  ", {"text": texts[7]}]
    rows += [{"text": texts[9] + "."}, b"", b""]
    write(path, rows)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes() + b'{"text": "no newline"}')
    return path


def outcome(path: Path, notes: Path, options: CheckOptions) -> dict[str, Any]:
    report = check(path, "text", notes, options).model_dump(exclude={"seconds"})
    columns = Columns.open(notes)
    names = ("offsets", "lengths", "characters", "languages", "problems")
    lines = [columns.line(row) for row in range(len(columns))]
    return report | {name: getattr(columns, name).tolist() for name in names} | {"lines": lines}


def test_ranges_and_processes_change_nothing(
    tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = mixed_file(tmp_path / "data.jsonl")
    expected = outcome(path, notes, _ALONE)
    assert expected["errors"] == 1
    for size, workers in ((170, 1), (5000, 2)):
        monkeypatch.setattr(gathering, "RANGE_BYTES", size)
        monkeypatch.setattr(checking, "RANGE_BYTES", size)
        assert outcome(path, notes, CheckOptions(workers=workers)) == expected, size


def test_the_row_table_leads_to_the_rows(tmp_path: Path, notes: Path) -> None:
    path = mixed_file(tmp_path / "data.jsonl")
    check(path, "text", notes, _ALONE)
    columns = Columns.open(notes)
    data, lines = path.read_bytes(), path.read_bytes().split(b"\n")
    for number in range(len(columns)):
        begin, length = int(columns.offsets[number]), int(columns.lengths[number])
        raw = lines[columns.line(number) - 1].removeprefix(b"\xef\xbb\xbf")
        assert data[begin : begin + length] == raw
        assert columns.row(columns.line(number)) == number
    assert columns.row(51) is None  # blank
    assert columns.row(10**6) is None
    index = build_index(path, tmp_path / "index")
    assert not index.checked
    for name in ("offsets", "lengths", "blanks"):
        assert np.array_equal(getattr(index, name), getattr(columns, name)), name


def test_a_line_beyond_all_measure_is_one_bad_row(tmp_path: Path, notes: Path) -> None:
    path = tmp_path / "data.jsonl"
    long = b'{"text": "' + b"a" * (3 * MAX_LINE_BYTES) + b'"}'
    path.write_bytes(b'{"text": "one"}\n' + long + b'\n\n{"text": "two"}\n')
    check(path, None, notes, _ALONE)
    assert problems(notes) == {2: {"line_too_long"}}
    columns = Columns.open(notes)
    assert columns.lengths.tolist() == [15, len(long), 15]
    assert [columns.line(row) for row in range(3)] == [1, 2, 4]
    path.write_bytes(path.read_bytes() + long)
    check(path, None, notes, _ALONE)
    assert problems(notes) == {2: {"line_too_long"}, 5: {"line_too_long"}}
    assert Columns.open(notes).lengths[-1] == len(long)


def test_a_flood_of_blank_lines_takes_no_room(tmp_path: Path, notes: Path) -> None:
    path = tmp_path / "data.jsonl"
    path.write_bytes(b'{"text": "one"}\n' + b"\n" * 300_000 + b'{"text": "two"}\n' + b"\n" * 9)
    for columns in (
        build_index(path, notes),
        check(path, None, notes, _ALONE) and Columns.open(notes),
    ):
        assert [columns.line(row) for row in range(2)] == [1, 300_002]
        assert len(columns.blanks) <= 2
        assert columns.row(300_002) == 1
        assert columns.row(300_005) is None


def test_the_longest_line_that_training_reads_is_fine(tmp_path: Path, notes: Path) -> None:
    text = ("some words " * 2**19)[: MAX_LINE_BYTES - len('{"text": ""}') - 2] + "x"
    path = write(tmp_path / "data.jsonl", [{"text": text}, {"text": text + "b"}])
    check(path, None, notes, _ALONE)
    assert problems(notes)[2] == {"line_too_long"}
    assert "line_too_long" not in problems(notes)[1]


def test_a_file_of_no_rows_or_no_kind_is_refused(tmp_path: Path, notes: Path) -> None:
    for content, message in ((b"", "no rows"), (b"\n \n", "no rows"), (b'{"a": 1}\n', "neither")):
        (tmp_path / "data.jsonl").write_bytes(content)
        with pytest.raises(SpecError, match=message):
            check(tmp_path / "data.jsonl", None, notes, _ALONE)
    with pytest.raises(SpecError, match="cannot be read"):
        check(tmp_path / "nothing.jsonl", None, notes, _ALONE)


def test_a_file_that_changes_meanwhile_is_refused(tmp_path: Path, notes: Path) -> None:
    path = write(tmp_path / "data.jsonl", [{"text": text} for text in sentences(50)])

    def append(activity: str, *_: object) -> None:
        if activity == "Looking for duplicates":
            with path.open("ab") as file:
                file.write(b'{"text": "more"}\n')

    with pytest.raises(SpecError, match="changed while it was read"):
        check(path, None, notes, _ALONE, append)
    assert not (notes / "report.json").exists()


def test_a_new_start_goes_on_from_finished_ranges(
    tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "RANGE_BYTES", 2000)
    path = mixed_file(tmp_path / "data.jsonl")
    expected = outcome(path, notes, _ALONE)
    state = tmp_path / "state"

    class Cut(Exception):
        pass

    def cut(activity: str, done: int, total: int | None, unit: str) -> None:
        if done > 8000:
            raise Cut

    with pytest.raises(Cut):
        check(path, "text", notes, CheckOptions(workers=1, state=state), cut)
    finished = {file.name: file.stat().st_mtime_ns for file in (state / "rows").glob("*.bin")}
    assert len(finished) >= 4
    again: list[int] = []

    def told(activity: str, done: int, total: int | None, unit: str) -> None:
        again.extend([done] if activity == "Checking rows" else [])

    check(path, "text", tmp_path / "other", CheckOptions(workers=1, state=state), told)
    assert again[0] >= 8000
    assert outcome(path, notes, _ALONE) == expected
    assert not state.exists()
