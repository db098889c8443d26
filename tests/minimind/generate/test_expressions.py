"""Sums as text are computed exactly, and false steps are found."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimind.generate.expressions import evaluate, wrong_step


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 2 - 3", 5),
        ("8 ÷ 2 ÷ 2", 2),
        ("-3 * (-4)", 12),
        ("2 × (3 - (4 - 6))", 10),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("1 / 3", Fraction(1, 3)),
    ],
)
def test_it_computes(text: str, value: Fraction | int) -> None:
    assert evaluate(text) == value


@pytest.mark.parametrize("text", ["", "1 +", "(1", "1)", "1 2", "a + 1", "1 + * 2", "__import__"])
def test_what_is_no_sum_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        evaluate(text)


@given(st.recursive(
    st.integers(-999, 999).map(lambda n: f"({n})"),
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({' '.join(t)})"),
    max_leaves=12,
))  # fmt: skip
def test_it_agrees_with_python(text: str) -> None:
    assert evaluate(text) == eval(text)


@pytest.mark.parametrize(
    ("thoughts", "wrong"),
    [
        ("3 + 4 = 7\n7 × 2 = 14", None),
        ("3盒共有 3 × 4 = 12个", None),
        ("17 = 5 × 3 + 2", None),
        ("2 < 5 < 9.5", None),
        ("Tom > Anna", None),
        ("1 km = 1000 m", None),
        ("The sum is 3 + 4 = 7.", None),
        ("3 + 4 = 8", "3 + 4 = 8"),
        ("3 + 4 = 7\n7 × 2 = 15 个", "7 × 2 = 15"),
        ("2 < 9 < 5", "2 < 9 < 5"),
        ("6 / 0 = 6", "6 / 0 = 6"),
    ],
)
def test_it_finds_the_first_false_step(thoughts: str, wrong: str | None) -> None:
    assert wrong_step(thoughts) == wrong
