"""Replies are judged by what they say, not by how they spell it."""

from __future__ import annotations

from typing import Any

import pytest

from minimind.generate import check_answer, well_formed


def _row(answer: str, shape: str = "number", unit: str = "") -> dict[str, Any]:
    return {"problem": {"answer": answer, "shape": shape, "unit": unit}}


@pytest.mark.parametrize(
    ("answer", "unit", "reply"),
    [
        ("12", "", "12"),
        ("12", "", "１２。"),
        ("12", "", "The answer is 12."),
        ("12", "", "答案是12。"),
        ("12", "", "<think>\n99\n</think>\n<answer>\n12\n</answer>"),
        ("12", "", "<think>\n99\n</think>\n12"),
        ("12", "", "3 + 9 = 12"),
        ("12", "km", "12 km"),
        ("12", "km", "12千米"),
        ("12", "km", "12 kilometres"),
        ("12", "个", "12个苹果"),
        ("1234567", "", "1,234,567"),
        ("-5", "", "−5"),
        ("-5", "", "- 5"),
        ("0.5", "", "0.50"),
        ("0.5", "", "1/2"),
        ("42", "", "**42**"),
        ("15", "", "Tom has 15 apples."),
    ],
)
def test_right_numbers(answer: str, unit: str, reply: str) -> None:
    assert check_answer(_row(answer, unit=unit), reply)


@pytest.mark.parametrize(
    ("answer", "unit", "reply"),
    [
        ("12", "", "13"),
        ("12", "", ""),
        ("12", "", "twelve"),
        ("12", "", "112"),
        ("12", "", "1.2"),
        ("12", "", "-12"),
        ("12", "", "12 or 13"),
        ("12", "", "12 = 13"),
        ("12", "", "<think>12</think><answer>13</answer>"),
        ("12", "km", "12 m"),
        ("12", "min", "12 小时"),
        ("12", "", "12/0"),
        ("12", "", "1,2"),
    ],
)
def test_wrong_numbers(answer: str, unit: str, reply: str) -> None:
    assert not check_answer(_row(answer, unit=unit), reply)


@pytest.mark.parametrize(
    ("answer", "shape", "reply", "right"),
    [
        ("9, 4", "numbers", "9 remainder 4", True),
        ("9, 4", "numbers", "商是9，余数是4", True),
        ("9, 4", "numbers", "4, 9", False),
        ("9, 4", "numbers", "9", False),
        ("1, 2, 3.5", "order", "1 < 2 < 3.50", True),
        ("1, 2, 3.5", "order", "１，２，3.5", True),
        ("Tom, Anna", "order", "Tom > Anna", True),
        ("Tom, Anna", "order", "Anna, Tom", False),
        ("yes", "word", "Yes.", True),
        ("是", "word", "yes", True),
        ("是", "word", "不是", False),
        ("不一定", "word", "是", False),
        ("星期日", "word", "周日", True),
        ("星期日", "word", "星期天", True),
        ("Tom", "word", "the answer is tom", True),
        ("2024-03-05", "date", "2024年3月5日", True),
        ("2024-03-05", "date", "March 5, 2024", True),
        ("2024-03-05", "date", "5 March 2024", True),
        ("2024-03-05", "date", "2024-05-03", False),
        ("2024-03-05", "date", "2024-02-31", False),
    ],
)
def test_other_shapes(answer: str, shape: str, reply: str, right: bool) -> None:
    assert check_answer(_row(answer, shape), reply) is right


def test_a_row_from_elsewhere_cannot_be_judged() -> None:
    with pytest.raises(ValueError, match="not generated"):
        check_answer({"conversations": []}, "12")


@pytest.mark.parametrize(
    ("reply", "right"),
    [
        ("<think>\n1 + 1 = 2\n</think>\n<answer>\n2\n</answer>", True),
        ("<think>\n1 + 1 = 2\n<answer>\n2\n</answer>", False),
        ("<answer>\n2\n</answer>", False),
        ("2", False),
        ("<think>\n1\n</think>\n<answer>\n2\n</answer>\n<answer>\n2\n</answer>", False),
    ],
)
def test_form(reply: str, right: bool) -> None:
    assert well_formed(reply) is right
