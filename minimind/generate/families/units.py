"""Lengths, weights, volumes, times and money from one unit into another."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from minimind.generate.draw import Draw
from minimind.generate.families.common import choose, template_named, templates
from minimind.generate.problem import Ambiguous, Problem, Slip, Wish, numeric_slips, plain

NAME = "units"

TEMPLATES = templates(
    NAME,
    {
        "zh.train": ("{a}{u}等于多少{v}？", "把{a}{u}换算成{v}。"),
        "zh.held_out": ("{a}{u}合几{v}？",),
        "en.train": ("How many {v} are {a} {u}?", "Convert {a} {u} to {v}."),
        "en.held_out": ("Express {a} {u} in {v}.",),
        "zh.train.both": ("{a}{u}{b}{v}一共是多少{v}？",),
        "zh.held_out.both": ("把{a}{u}加上{b}{v}，写成{v}是多少？",),
        "en.train.both": ("How many {v} are {a} {u} and {b} {v} together?",),
        "en.held_out.both": ("Add {a} {u} to {b} {v} and give the sum in {v}.",),
    },
)


@dataclass(frozen=True)
class _Pair:
    large: str
    small: str
    factor: int


_PAIRS = (
    _Pair("km", "m", 1000),
    _Pair("m", "cm", 100),
    _Pair("cm", "mm", 10),
    _Pair("kg", "g", 1000),
    _Pair("t", "kg", 1000),
    _Pair("l", "ml", 1000),
    _Pair("h", "min", 60),
    _Pair("min", "s", 60),
    _Pair("day", "h", 24),
    _Pair("week", "day", 7),
)
# What solve reckons with: how much of the smallest unit of its kind each is.
_SIZES = {
    "mm": 1, "cm": 10, "m": 1000, "km": 1_000_000, "g": 1, "kg": 1000, "t": 1_000_000,
    "ml": 1, "l": 1000, "s": 1, "min": 60, "h": 3600, "day": 86_400, "week": 604_800,
}  # fmt: skip
_ZH = {"mm": "毫米", "cm": "厘米", "m": "米", "km": "千米", "g": "克", "kg": "千克", "t": "吨",
       "ml": "毫升", "l": "升", "s": "秒", "min": "分钟", "h": "小时", "day": "天",
       "week": "周"}  # fmt: skip
_EN = {"mm": "mm", "cm": "cm", "m": "m", "km": "km", "g": "g", "kg": "kg", "t": "tonnes",
       "ml": "ml", "l": "litres", "s": "seconds", "min": "minutes", "h": "hours", "day": "days",
       "week": "weeks"}  # fmt: skip
_UNIT_OF = {name: unit for names in (_ZH, _EN) for unit, name in names.items()}


def make(draw: Draw, wish: Wish) -> Problem:
    pair = draw.pick(_PAIRS)
    names = _ZH if wish.language == "zh" else _EN
    large, small, factor = names[pair.large], names[pair.small], pair.factor
    single = large.removesuffix("s")
    gap = " " if wish.language == "en" else ""
    known = f"1{gap}{single} = {factor}{gap}{small}"
    count = Fraction(draw.up_to(wish.side, wish.digits, least=2))
    if draw.one_in(3):
        return _both(draw, wish, (large, small, factor), known, int(count))
    if wish.decimals and draw.one_in(2):
        count /= 10
    down = draw.one_in(2)
    given = count if down else count * factor
    if given * factor >= 10**9:
        raise Ambiguous("too large to be computed by hand")
    answer = plain(given * factor if down else count)
    sign = "×" if down else "÷"
    steps = (known, f"{plain(given)} {sign} {factor} = {answer}")
    source, target = (large, small) if down else (small, large)
    template = choose(TEMPLATES, draw, wish)
    slips = list(numeric_slips(draw, steps, answer))
    if down and (factor % 10 == 0):  # forgets a zero
        wrong = plain(given * factor / 10)
        slips.append(Slip("mixed_up", (f"{plain(given)} × {factor // 10} = {wrong}",), wrong))
    return Problem(
        template=template.id,
        question=template.fill(a=plain(given), u=source, v=target),
        steps=steps,
        answer=answer,
        shape="number",
        unit=target,
        slips=tuple(slips),
    )


def solve(template: str, question: str) -> str:
    """Through the smallest unit of its kind."""
    slots = template_named(TEMPLATES, template).slots(question)
    source, target = _SIZES[_UNIT_OF[slots["u"]]], _SIZES[_UNIT_OF[slots["v"]]]
    total = Fraction(slots["a"]) * source + Fraction(slots.get("b", "0")) * target
    return plain(total / target)


def _both(draw: Draw, wish: Wish, units: tuple[str, str, int], known: str, count: int) -> Problem:
    large, small, factor = units
    rest = draw.up_to(wish.side, wish.digits, least=2)
    product = count * factor
    steps = (known, f"{count} × {factor} = {product}", f"{product} + {rest} = {product + rest}")
    answer = str(product + rest)
    wrong = str(count + rest)
    template = choose(TEMPLATES, draw, wish, "both")
    return Problem(
        template=template.id,
        question=template.fill(a=count, u=large, b=rest, v=small),
        steps=steps,
        answer=answer,
        shape="number",
        unit=small,
        slips=(
            *numeric_slips(draw, steps, answer),
            Slip("mixed_up", (f"{count} + {rest} = {wrong}",), wrong),
        ),
    )
