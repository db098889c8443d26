"""Sums: several operations, brackets, negative and decimal numbers, division with remainder."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from minimind.generate.draw import Draw
from minimind.generate.expressions import evaluate
from minimind.generate.families.common import choose, template_named, templates
from minimind.generate.problem import Ambiguous, Problem, Slip, Wish, numeric_slips, operand, plain

NAME = "arithmetic"

TEMPLATES = templates(
    NAME,
    {
        "zh.train": (
            "计算：{e}",
            "{e} 等于多少？",
            "请算出 {e} 的结果。",
            "{e} = ?",
            "求 {e} 的值。",
        ),
        "zh.held_out": ("帮我算一下 {e}。", "算式 {e} 的得数是几？"),
        "en.train": (
            "What is {e}?",
            "Calculate {e}.",
            "Compute: {e}",
            "{e} = ?",
            "Find the value of {e}.",
        ),
        "en.held_out": ("How much is {e}?", "Please work out {e} for me."),
        "zh.train.remainder": (
            "{a} 除以 {b}，商和余数各是多少？",
            "计算 {a} ÷ {b}，写出商和余数。",
        ),
        "zh.held_out.remainder": ("把 {a} 平均分成 {b} 份，每份是几，还剩几？",),
        "en.train.remainder": (
            "Divide {a} by {b}. What are the quotient and the remainder?",
            "What are the quotient and the remainder of {a} ÷ {b}?",
        ),
        "en.held_out.remainder": ("How many times does {b} go into {a}, and what is left over?",),
    },
)

_SIGNS = "+-*/×÷"
_ORDER = {"+": 1, "-": 1, "*": 2, "/": 2}


@dataclass(frozen=True)
class _Node:
    value: Fraction
    text: str
    binds: int  # 1: a sum, 2: a product, 3: a number or brackets
    steps: tuple[str, ...]


def make(draw: Draw, wish: Wish) -> Problem:
    if "/" in wish.operations and not wish.decimals and draw.one_in(6):
        return _remainder(draw, wish)
    signs = ("×", "÷") if draw.one_in(2) else ("*", "/")
    tree = _tree(draw, wish, draw.between(2, max(2, wish.operands)), signs)
    template = choose(TEMPLATES, draw, wish)
    answer = plain(tree.value)
    slips = list(numeric_slips(draw, tree.steps, answer))
    in_order = _left_to_right(tree.text)
    if in_order is not None:
        slips.append(Slip("order", in_order[0], in_order[1]))
    return Problem(
        template=template.id,
        question=template.fill(e=tree.text),
        steps=tree.steps,
        answer=answer,
        shape="number",
        slips=tuple(slips),
    )


def solve(template: str, question: str) -> str:
    slots = template_named(TEMPLATES, template).slots(question)
    if "e" in slots:
        return plain(evaluate(slots["e"]))
    quotient, remainder = divmod(int(slots["a"]), int(slots["b"]))
    return f"{quotient}, {remainder}"


def _remainder(draw: Draw, wish: Wish) -> Problem:
    b = draw.up_to(wish.side, max(1, wish.digits - 1), least=2)
    quotient = draw.up_to(wish.side, wish.digits)
    remainder = draw.below(b)
    a = b * quotient + remainder
    template = choose(TEMPLATES, draw, wish, "remainder")
    product = f"{b} × {quotient} = {b * quotient}"
    left = f"{a} - {b * quotient} = {remainder}"
    off = quotient + (1 if quotient == 1 or draw.one_in(2) else -1)
    wrong = a - b * off
    off_steps = (f"{b} × {off} = {b * off}", f"{a} - {b * off} = {plain(wrong)}")
    slip = remainder + 1 if draw.one_in(2) or not remainder else remainder - 1
    return Problem(
        template=template.id,
        question=template.fill(a=a, b=b),
        steps=(product, left),
        answer=f"{quotient}, {remainder}",
        shape="numbers",
        slips=(
            Slip("mixed_up", off_steps, f"{off}, {plain(wrong)}"),
            Slip("slip", (product, f"{a} - {b * quotient} = {slip}"), f"{quotient}, {slip}"),
        ),
    )


def _tree(draw: Draw, wish: Wish, leaves: int, signs: tuple[str, str]) -> _Node:
    if leaves == 1:
        return _leaf(draw, wish)
    operation = draw.pick(wish.operations)
    if operation == "/":
        # Only numbers are divided, and what is divided comes from the answer: so it comes out even.
        pair = _division(draw, wish, signs[1])
        if leaves == 2:
            return pair
        rest = _tree(draw, wish, leaves - 2, signs) if leaves > 3 else _leaf(draw, wish)
        joining = [sign for sign in wish.operations if sign != "/"] or ["+"]
        return _join(draw.pick(joining), pair, rest, wish, signs)
    first = draw.between(1, leaves - 1)
    left = _tree(draw, wish, first, signs)
    right = _tree(draw, wish, leaves - first, signs)
    return _join(operation, left, right, wish, signs)


def _join(operation: str, left: _Node, right: _Node, wish: Wish, signs: tuple[str, str]) -> _Node:
    value = {
        "+": left.value + right.value,
        "-": left.value - right.value,
        "*": left.value * right.value,
    }[operation]
    if value < 0 and not wish.negatives:
        if operation != "-":
            raise Ambiguous("negative without being asked for")
        left, right, value = right, left, -value
    if abs(value) >= 10 ** (wish.digits + 2):
        raise Ambiguous("too large to be computed by hand")
    binds = _ORDER[operation]
    around_left = left.binds < binds
    around_right = right.binds <= binds  # else the steps would not go from left to right
    sign = signs[0] if operation == "*" else operation
    if (around_left or around_right) and not wish.brackets:
        raise Ambiguous("brackets without being asked for")
    first = f"({left.text})" if around_left else left.text
    second = f"({right.text})" if around_right else right.text
    step = f"{plain(left.value)} {sign} {operand(right.value)} = {plain(value)}"
    return _Node(
        value,
        f"{first} {sign} {second}",
        binds,
        (*left.steps, *right.steps, step),
    )


def _leaf(draw: Draw, wish: Wish) -> _Node:
    value = Fraction(draw.up_to(wish.side, wish.digits))
    if wish.decimals and not draw.one_in(3):
        value /= 10 ** draw.between(1, 2)
    if wish.negatives and draw.one_in(6):
        return _Node(-value, operand(-value), 3, ())
    return _Node(value, plain(value), 3, ())


def _division(draw: Draw, wish: Wish, sign: str) -> _Node:
    divisor = draw.up_to(wish.side, max(1, wish.digits - 1), least=2)
    quotient = Fraction(draw.up_to(wish.side, wish.digits))
    if wish.decimals and draw.one_in(2):
        quotient /= 10
    text = f"{plain(quotient * divisor)} {sign} {divisor}"
    return _Node(quotient, text, 2, (f"{text} = {plain(quotient)}",))


def _left_to_right(text: str) -> tuple[tuple[str, ...], str] | None:
    """Steps and answer of somebody who knows neither brackets nor that products come first."""
    parts = [operand(evaluate(word.strip("()"))) for word in text.split(" ") if word not in _SIGNS]
    signs = [word for word in text.split(" ") if word in _SIGNS]
    if len(parts) < 3:
        return None
    steps: list[str] = []
    value = evaluate(parts[0])
    for sign, word in zip(signs, parts[1:], strict=True):
        number = evaluate(word)
        if sign in "/÷" and (number == 0 or (value / number).denominator != 1):
            return None
        after = evaluate(f"{operand(value)} {sign} {word}")
        steps.append(f"{plain(value)} {sign} {word} = {plain(after)}")
        value = after
    return tuple(steps), plain(value)
