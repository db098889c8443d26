"""Dataset rows: what each kind must hold, and what is said of a row that does not."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from minimind.spec import SpecError
from minimind.spec.rows import (
    MAX_LINE_BYTES,
    ROW_KINDS,
    RowKind,
    check_rows,
    guess_kind,
    parse_row,
    preference_turns,
    read_lines,
    row_identity,
    row_turns,
)


def turn(role: str, content: object) -> dict[str, object]:
    return {"role": role, "content": content}


HI, HELLO, WHAT = turn("user", "Hi"), turn("assistant", "Hello!"), turn("assistant", "What?")
SYSTEM = turn("system", "Be kind.")
GOOD: dict[str, dict[str, Any]] = {
    "text": {"text": "Some words."},
    "conversations": {"conversations": [SYSTEM, HI, HELLO]},
    "preferences": {"chosen": [HI, HELLO], "rejected": [HI, WHAT]},
}


def parse(row: object, kind: RowKind) -> dict[str, Any]:
    return parse_row(json.dumps(row), kind, 7)


def refusal(row: object, kind: RowKind) -> SpecError:
    with pytest.raises(SpecError) as caught:
        parse(row, kind)
    assert caught.value.line == 7
    assert caught.value.remedy
    return caught.value


@pytest.mark.parametrize("kind", ROW_KINDS)
def test_a_good_row_is_taken_and_shows_its_kind(kind: RowKind) -> None:
    row = {**GOOD[kind], "source": "more than is read may stand there"}
    assert parse(row, kind) == row
    assert guess_kind(json.dumps(row), 1) == kind


def test_a_pair_has_two_conversations() -> None:
    row = parse({"chosen": [SYSTEM, HI, HELLO], "rejected": [HI, WHAT, HI, HELLO]}, "preferences")
    assert preference_turns(row) == ([SYSTEM, HI, HELLO], [HI, WHAT, HI, HELLO])


@pytest.mark.parametrize("row", ["text", 3, None, True, [GOOD["text"]]])
@pytest.mark.parametrize("kind", ROW_KINDS)
def test_a_row_is_an_object(kind: RowKind, row: object) -> None:
    assert refusal(row, kind).field is None


@pytest.mark.parametrize("line", ["", "{", "words", "[" * 100_000, '{"text": "a"} {"text": "b"}'])
def test_a_line_is_json(line: str) -> None:
    with pytest.raises(SpecError, match="not JSON") as caught:
        parse_row(line, "preferences", 7)
    assert "chosen" in (caught.value.remedy or "")  # an example of what is wanted


@pytest.mark.parametrize("text", [None, 3, ["a"], "", " \n"])
def test_a_text_has_words(text: object) -> None:
    assert refusal({"text": text}, "text").field == "text"


def test_every_kind_misses_its_own_field() -> None:
    assert refusal({}, "text").field == "text"
    assert refusal(GOOD["text"], "conversations").field == "conversations"
    assert refusal(GOOD["conversations"], "preferences").field == "chosen"
    assert refusal({"chosen": [HI, HELLO]}, "preferences").field == "rejected"
    assert refusal({"rejected": [HI, WHAT]}, "preferences").field == "chosen"


CALL = {"name": "add", "arguments": {"a": 1}}
CALLS = {"role": "assistant", "tool_calls": [CALL, {"function": {**CALL, "arguments": "{}"}}]}
TOOL = turn("tool", "3")
BAD_CALLS: list[object] = [
    "add(1)",
    CALL,
    ["add"],
    [{"name": "add"}],
    [{"arguments": {}}],
    [{**CALL, "name": 'a", "b'}],
    [{**CALL, "arguments": "{"}],
    [{**CALL, "arguments": "[1]"}],
    [{**CALL, "arguments": 3}],
    [{"function": "add"}],
]


def test_tools_are_called_and_answer() -> None:
    told = [HI, CALLS, TOOL, TOOL, {**HELLO, "tool_calls": [CALL]}, turn("tool", ""), WHAT]
    tools = [{"type": "function", "function": {"name": "查"}}, {"name": "add"}]
    row = parse({"conversations": told, "tools": tools}, "conversations")
    plain = row_turns(row)
    assert [one["role"] for one in plain] == ["system", *["user", "assistant"] * 3]
    assert plain[2]["content"].startswith('<tool_call>\n{"name": "add", "arguments": {"a": 1}}\n')
    pair = parse({"chosen": told, "rejected": [HI, WHAT], "tools": tools}, "preferences")
    chosen, rejected = preference_turns(pair)
    assert chosen == plain
    assert rejected[0] == plain[0]
    # The split goes by what is said, so the list of tools does not count.
    words = row_identity(row, "conversations")
    assert words == "\n".join(one["content"] for one in plain[1:])
    assert row_identity(parse({"conversations": told}, "conversations"), "conversations") == words


@pytest.mark.parametrize("tools", [{}, "[]", [3], [{}], [{"name": ""}], [{"function": "add"}]])
def test_bad_tools_are_refused(tools: object) -> None:
    assert refusal({"conversations": [HI, HELLO], "tools": tools}, "conversations").field == "tools"


@pytest.mark.parametrize("nothing", [None, []])
def test_no_tools_are_no_tools(nothing: object) -> None:
    row = {"conversations": [HI, {**HELLO, "tool_calls": nothing}], "tools": nothing}
    assert row_turns(parse(row, "conversations")) == [HI, HELLO]


BAD_TURNS: list[tuple[object, str, str]] = [
    (None, "", "not a list of turns"),
    ([], "", "not a list of turns"),
    ("Hi", "", "not a list of turns"),
    ({"0": HI}, "", "not a list of turns"),
    (["Hi", "Hello!"], ".0", "not an object"),
    ([HI, turn("bot", "Hello!")], ".1.role", "'bot' does not exist"),
    ([{"content": "Hi"}, HELLO], ".0.role", "does not exist"),
    ([HI, {"role": "assistant"}], ".1.content", "empty"),
    ([turn("user", "\t"), HELLO], ".0.content", "empty"),
    ([HI, turn("assistant", 3)], ".1.content", "empty"),
    ([HI, HI, HELLO], ".1.role", "in a row"),
    ([HI, HELLO, HELLO], ".2.role", "in a row"),
    ([HI, HELLO, SYSTEM, HI, HELLO], ".2.role", "in the middle"),
    ([HELLO], ".0.role", "before the user"),
    ([SYSTEM, HELLO], ".1.role", "before the user"),
    ([HI], "", "nothing to learn"),
    ([SYSTEM], "", "nothing to learn"),
    ([HI, TOOL, HELLO], ".1.role", "nobody has called"),
    ([TOOL, HELLO], ".0.role", "nobody has called"),
    ([HI, CALLS, TOOL, HI, HELLO], ".3.role", "the assistant should answer"),
    ([HI, CALLS, turn("tool", None), HELLO], ".2.content", "empty"),
    ([{**HI, "tool_calls": [CALL]}, HELLO], ".0.tool_calls", "calls a tool"),
    *(
        ([HI, {**HELLO, "tool_calls": calls}], ".1.tool_calls", "not a list of calls")
        for calls in BAD_CALLS
    ),
]


@pytest.mark.parametrize("name", ["conversations", "chosen", "rejected"])
@pytest.mark.parametrize(("turns", "field", "words"), BAD_TURNS)
def test_a_bad_conversation_is_refused_by_its_turn(
    name: str, turns: object, field: str, words: str
) -> None:
    kind: RowKind = "conversations" if name == "conversations" else "preferences"
    error = refusal({**GOOD[kind], name: turns}, kind)
    assert error.field == name + field
    assert words in error.message


def test_a_pair_of_the_same_conversation_teaches_nothing() -> None:
    same = {"chosen": [HI, HELLO], "rejected": [{**HI, "mood": "glad"}, HELLO]}
    error = refusal(same, "preferences")
    assert error.field == "rejected"
    assert "same" in error.message


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"text": "\ud83d"}, "text"),
        ({"chosen": [HI, HELLO], "rejected": [HI, turn("assistant", "\udc00")]}, "preferences"),
    ],
)
def test_half_a_character_is_refused(row: object, kind: RowKind) -> None:
    assert "surrogate" in refusal(row, kind).message


@pytest.mark.parametrize("line", ["", "3", "{}", '{"rejected": []}', "words", "[" * 100_000])
def test_a_row_of_no_kind_is_said_to_be_none(line: str) -> None:
    with pytest.raises(SpecError, match="neither") as caught:
        guess_kind(line, 4)
    assert caught.value.line == 4


def test_the_words_of_a_row_are_the_same_in_every_kind() -> None:
    """The split goes by them: words held out of one stage are held out of the next."""
    text = row_identity({"text": "Hi\nHello!\n"}, "text")
    assert row_identity({"conversations": [SYSTEM, HI, HELLO]}, "conversations") == text
    assert row_identity(GOOD["preferences"], "preferences") == text


def lines(content: bytes) -> io.BytesIO:
    return io.BytesIO(content)


def test_a_file_is_checked_to_its_end() -> None:
    pair = json.dumps(GOOD["preferences"]).encode()
    assert check_rows(read_lines(lines(b"\xef\xbb\xbf" + pair + b"\n \n" + pair)), None) == (
        "preferences",
        2,
    )
    text = json.dumps(GOOD["text"]).encode()
    with pytest.raises(SpecError) as caught:
        check_rows(read_lines(lines(pair + b"\n\n" + text)), None)
    assert (caught.value.line, caught.value.field) == (3, "chosen")
    with pytest.raises(SpecError, match="no rows"):
        check_rows(read_lines(lines(b"\n\n")), "preferences")


@pytest.mark.parametrize(
    ("content", "words"),
    [(b'{"text": "\xff"}', "Byte 11"), (b"x" * (MAX_LINE_BYTES + 1), "longer than 4 MiB")],
)
def test_a_line_that_cannot_be_read_is_named(content: bytes, words: str) -> None:
    with pytest.raises(SpecError, match=words) as caught:
        list(read_lines(lines(b'{"text": "a"}\n' + content)))
    assert caught.value.line == 2


@pytest.mark.parametrize("text", ['{"text": ' + "9" * 5000 + "}", '{"text": "a"} x', "[1, 2"])
def test_what_no_parser_takes_is_a_mistake_of_the_line(text):
    with pytest.raises(SpecError, match="not JSON") as caught:
        parse_row(text, "text", 7)
    assert caught.value.line == 7
