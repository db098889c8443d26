"""Strangers' rows as the family's: every format before and after, and rows that do not fit."""

from __future__ import annotations

import json
from typing import Any

import pytest

from minimind.rows.converters import CONVERTERS
from minimind.rows.converting import Conversion, candidates, check_mapping, mapped, unknown_format
from minimind.rows.raw import RawRow
from minimind.spec import SpecError
from minimind.spec.preview import ROW_FORMATS, RowFormat
from minimind.spec.rows import RowKind, parse_row


def said(*pairs: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"role": role, "content": content} for role, content in pairs]


def chat(*pairs: tuple[str, str], **more: Any) -> dict[str, Any]:
    return {"conversations": said(*pairs), **more}


QA = chat(("user", "Q"), ("assistant", "A"))
CALL = {"name": "sum", "arguments": {"a": 1}}
TOOLS = [{"type": "function", "function": {"name": "sum", "parameters": {}}}]
CALLED = {
    "conversations": [
        {"role": "user", "content": "Q"},
        {"role": "assistant", "content": "", "tool_calls": [CALL]},
        {"role": "tool", "content": "2"},
        {"role": "assistant", "content": "A"},
    ],
    "tools": TOOLS,
}
PAIR = {
    "chosen": said(("user", "Q"), ("assistant", "A")),
    "rejected": said(("user", "Q"), ("assistant", "B")),
}


def sharegpt(*pairs: tuple[str, Any]) -> list[dict[str, Any]]:
    return [{"from": who, "value": what} for who, what in pairs]


# (format, row before, row after)
KNOWN: list[tuple[RowFormat, dict[str, Any], dict[str, Any]]] = [
    ("native", {"text": "words", "source": "x"}, {"text": "words"}),
    ("native", QA, QA),
    ("native", CALLED, CALLED),
    ("native", PAIR, PAIR),
    ("sharegpt", {"conversations": sharegpt(("human", "Q"), ("gpt", "A")), "id": 3}, QA),
    (
        "sharegpt",
        {"conversations": sharegpt(("human", "Q"), ("gpt", "A")), "system": "S", "tools": "[]"},
        chat(("system", "S"), ("user", "Q"), ("assistant", "A")),
    ),
    ("sharegpt", {"conversations": sharegpt(("system", " "), ("user", "Q"), ("bot", "A"))}, QA),
    (
        "sharegpt",
        {
            "conversations": sharegpt(
                ("human", "Q"),
                ("function_call", json.dumps(CALL)),
                ("observation", "2"),
                ("gpt", "A"),
            ),
            "tools": json.dumps(TOOLS),
        },
        CALLED,
    ),
    (
        "alpaca",
        {"instruction": "Q", "input": "about", "output": "A", "text": "all of it again"},
        chat(("user", "Q\nabout"), ("assistant", "A")),
    ),
    (
        "alpaca",
        {"instruction": "Q", "input": "", "output": "A", "system": "S", "history": [["a", "b"]]},
        chat(("system", "S"), ("user", "a"), ("assistant", "b"), ("user", "Q"), ("assistant", "A")),
    ),
    (
        "alpaca",
        {"instruction": "Q", "context": "c", "response": "A", "category": "qa"},
        chat(("user", "Q\nc"), ("assistant", "A")),
    ),
    ("messages", {"messages": said(("user", "Q"), ("assistant", "A"))}, QA),
    ("messages", {"messages": json.dumps(said(("user", "Q"), ("assistant", "A")))}, QA),
    (
        "messages",
        {
            "messages": [
                {"role": "developer", "content": "S"},
                {"role": "user", "content": [{"type": "text", "text": "Q"}], "name": "Ann"},
                {"role": "assistant", "content": "A", "reasoning_content": "Hm."},
            ]
        },
        chat(("system", "S"), ("user", "Q"), ("assistant", "<think>\nHm.\n</think>\n\nA")),
    ),
    (
        "messages",
        {
            "messages": [
                {"role": "user", "content": "Q"},
                {
                    "role": "assistant",
                    "content": None,
                    "tool_calls": [{"id": "1", "type": "function", "function": CALL}],
                },
                {"role": "tool", "tool_call_id": "1", "content": "2"},
                {"role": "assistant", "content": "A"},
            ],
            "tools": TOOLS,
        },
        CALLED,
    ),
    (
        "messages",
        {
            "messages": [
                {"role": "user", "content": "Q"},
                {"role": "assistant", "content": None, "function_call": CALL},
                {"role": "function", "name": "sum", "content": "2"},
                {"role": "assistant", "content": "A"},
            ],
            "functions": TOOLS,
        },
        CALLED,
    ),
    ("pairs", {"prompt": "Q", "chosen": "A", "rejected": "B"}, PAIR),
    ("pairs", {"question": "Q", "chosen": "A", "rejected": "B", "system": ""}, PAIR),
    ("pairs", {"instruction": "Q", "input": "", "chosen": "A", "rejected": "B"}, PAIR),
    (
        "pairs",
        {
            "prompt": said(("user", "Q")),
            "chosen": said(("assistant", "A")),
            "rejected": said(("assistant", "B")),
        },
        PAIR,
    ),
    (
        "pairs",
        {
            "conversations": sharegpt(("human", "Q")),
            "chosen": {"from": "gpt", "value": "A"},
            "rejected": {"from": "gpt", "value": "B"},
        },
        PAIR,
    ),
    (
        "pairs",
        {"chosen": "\n\nHuman: Q\n\nAssistant: A", "rejected": "\n\nHuman: Q\n\nAssistant: B"},
        PAIR,
    ),
    (
        "pairs",
        {"prompt": "Q", "chosen": "A", "rejected": "B", "system": "S"},
        {side: said(("system", "S")) + turns for side, turns in PAIR.items()},
    ),
    ("question_answer", {"question": "Q", "answer": "A", "level": 3}, QA),
    ("question_answer", {"prompt": "Q", "completion": "A"}, QA),
    ("question_answer", {"query": "Q", "response": "A"}, QA),
    ("question_answer", {"input": "Q", "output": "A"}, QA),
    (
        "question_answer",
        {"prompt": said(("user", "Q")), "completion": said(("assistant", "A"))},
        QA,
    ),
    ("plain_text", {"content": "words", "title": "x"}, {"text": "words"}),
    ("plain_text", {"document": "words"}, {"text": "words"}),
]


@pytest.mark.parametrize(("name", "before", "after"), KNOWN)
def test_a_row_is_recognised_and_converted(
    name: RowFormat, before: dict[str, Any], after: dict[str, Any]
) -> None:
    best = candidates([before])[0].converter
    assert best.format == name
    assert best.convert(before, set()) == after
    assert parse_row(json.dumps(after), best.kind, 1) == after
    # Tables of columns have a place for every field, empty where there is none.
    spare = {name: None for converter in CONVERTERS for name in converter.fields}
    assert best.convert({**spare, **before}, set()) == after


def test_every_format_is_known() -> None:
    assert {name for name, _, _ in KNOWN} == {c.format for c in CONVERTERS} == set(ROW_FORMATS)


def converted(
    name: RowFormat, *rows: Any, kind: RowKind | None = None
) -> tuple[list[Any], list[str]]:
    converter = next(c for c in CONVERTERS if c.format == name and kind in (None, c.kind))
    conversion = Conversion(converter, {})
    raw = [
        RawRow(number, row, None, json.dumps(row).encode()) for number, row in enumerate(rows, 1)
    ]
    return [json.loads(conversion.line(row)) for row in raw], conversion.notes()


@pytest.mark.parametrize(
    ("name", "row", "why"),
    [
        ("alpaca", {"instruction": "Q"}, "'output' is missing."),
        ("alpaca", {"instruction": " ", "output": "A"}, "'instruction' is empty."),
        ("alpaca", {"instruction": "Q", "output": "A", "history": [["a"]]}, "'history.0' is not"),
        ("alpaca", {"instruction": {"a": 1}, "output": "A"}, "'instruction' is not a text."),
        ("question_answer", {"question": "Q", "answer": 1.5}, "'answer' is not a text."),
        ("sharegpt", {"conversations": "Hi"}, "not a list of turns"),
        ("sharegpt", {"conversations": sharegpt(("alien", "Q"))}, "unknown role 'alien'"),
        ("sharegpt", {"conversations": [*sharegpt(("human", "Q")), 3]}, "'conversations.1' is not"),
        ("sharegpt", {"conversations": sharegpt(("human", {"a": 1}))}, "not a text"),
        (
            "sharegpt",
            {"conversations": sharegpt(("human", "Q"), ("function_call", "sum(1)"))},
            "not of JSON",
        ),
        (
            "messages",
            {"messages": [{"role": "user", "content": [{"type": "image_url"}]}]},
            "'image_url', which is no text",
        ),
        (
            "messages",
            {"messages": [*said(("user", "Q")), {"role": "assistant", "tool_calls": [{}]}]},
            "a call of a tool without a name",
        ),
        ("messages", {"messages": said(("user", "Q")), "tools": "no JSON"}, "'tools' is a string"),
        ("pairs", {"chosen": "A", "rejected": "B"}, "there is no 'prompt'"),
        ("pairs", {"prompt": "Q", "chosen": "A", "rejected": None}, "'rejected' is missing."),
        ("plain_text", {"content": "\n"}, "'content' is empty."),
        ("plain_text", [1], "The row is no object."),
    ],
)
def test_a_row_that_does_not_fit_stays_and_is_named(name: RowFormat, row: Any, why: str) -> None:
    good = next(before for known, before, _ in KNOWN if known == name)
    rows, notes = converted(name, good, row, row)
    assert rows[1:] == [row, row]
    assert "2 of 3 rows could not be converted" in " ".join(notes)
    told = next(note for note in notes if why in note)
    assert told.startswith("Row 2 and 1 more: ")
    kind: RowKind = next(c.kind for c in CONVERTERS if c.format == name)
    with pytest.raises(SpecError):  # so that the checks count it
        parse_row(json.dumps(row), kind, 1)


def test_what_is_left_out_is_named() -> None:
    turns = [{"from": "human", "value": "Q", "weight": 1}, {"from": "gpt", "value": "A"}]
    rows, notes = converted(
        "sharegpt", {"id": 3, "conversations": turns}, {"conversations": turns, "lang": "en"}
    )
    assert rows == [QA, QA]
    assert "Fields left out: 'conversations.weight', 'id', 'lang'." in notes


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{"question": "a", "question": "b", "answer": "c"}', "question"),
        ('{"question" : "a", "question"\t: "b", "answer": "c"}', "question"),
        ('{"question": "a", "answer": "c", "x": [{"y": 1, "y": 2}]}', "y"),
        ('{"question": "\\"a\\": ", "answer": "c", "answer": "d"}', "answer"),
        ('{"question" : "\\"a\\": \\\\", "answer":"\\"answer\\":\\"answer\\":"}', None),
        ('{"question": "a", "answer": "c", "x": [{"y": 1}, {"y": 2}], "\\"y\\"": {}}', None),
    ],
)
def test_a_key_that_stands_twice_is_no_row(text: str, name: str | None) -> None:
    converter = next(c for c in CONVERTERS if c.format == "question_answer")
    conversion = Conversion(converter, {})
    line = conversion.line(RawRow(1, json.loads(text), None, text.encode()))
    if name is None:
        assert "conversations" in json.loads(line)
    else:
        assert line == text.encode()
        assert f"The key '{name}' stands twice" in " ".join(conversion.notes())


def test_half_a_character_stays_where_it_is() -> None:
    rows, notes = converted("question_answer", {"question": "\ud83d", "answer": "A"})
    assert rows == [{"question": "\ud83d", "answer": "A"}]
    assert "surrogate" in " ".join(notes)


def test_columns_are_mapped() -> None:
    row = {"问题": "Q", "答案": "A", "text": "no"}
    mapping = {"question": "问题", "answer": "答案"}
    check_mapping(mapping, list(row))
    seen = mapped(row, mapping)
    best = candidates([seen])[0].converter
    assert best.format == "question_answer"
    conversion = Conversion(best, mapping)
    assert json.loads(conversion.line(RawRow(1, row))) == QA
    assert conversion.dropped() == ["text"]
    with pytest.raises(SpecError, match="no column '题'; it has '问题', '答案', 'text'") as caught:
        check_mapping({"question": "题"}, list(row))
    assert caught.value.field == "mapping.question"
    with pytest.raises(SpecError, match="no field 'ask'"):
        check_mapping({"ask": "问题"}, list(row))


def test_a_few_faulty_rows_do_not_hide_the_format() -> None:
    rows = [QA] * 19 + [{"conversations": []}]
    assert candidates(rows)[0].converter.format == "native"
    mixed = [KNOWN[4][1]] * 5 + [{"x": 1}]
    assert [one.converter.format for one in candidates(mixed)] == ["sharegpt"]


def test_a_wanted_format_or_kind_decides() -> None:
    row = {"text": "T", "question": "Q", "answer": "A"}
    assert candidates([row])[0].converter.format == "question_answer"
    assert candidates([row], kind="text")[0].converter.format == "native"
    assert candidates([row], format="native")[0].converter.kind == "text"
    assert candidates([row], format="alpaca") == []
    error = unknown_format(list(row), "alpaca", None)
    assert "'text', 'question', 'answer'. Needed: 'instruction' and 'output'." in error.message


def test_a_few_rows_of_nothing_known_say_what_is_there() -> None:
    assert candidates([{"a": 1}, {}]) == []
    assert candidates([]) == []
