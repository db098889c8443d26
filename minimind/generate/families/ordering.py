"""Putting things in order: numbers, dates, people by height, age or speed."""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from minimind.generate.draw import Draw
from minimind.generate.families.common import choose, people, template_named, templates
from minimind.generate.problem import Ambiguous, Problem, Slip, Wish, plain
from minimind.generate.templates import Language

NAME = "ordering"

TEMPLATES = templates(
    NAME,
    {
        "zh.train.up": ("把这些数从小到大排列：{s}", "从小到大排序：{s}。"),
        "zh.held_out.up": ("请按从小到大的顺序写出 {s}",),
        "en.train.up": ("Sort from smallest to largest: {s}", "Put {s} in rising order."),
        "en.held_out.up": ("Write {s} in order, the smallest first.",),
        "zh.train.down": ("把这些数从大到小排列：{s}",),
        "zh.held_out.down": ("请按从大到小的顺序写出 {s}",),
        "en.train.down": ("Sort from largest to smallest: {s}",),
        "en.held_out.down": ("Write {s} in order, the largest first.",),
        "zh.train.largest": ("{s} 中最大的数是哪个？", "哪个数最大：{s}？"),
        "zh.held_out.largest": ("从 {s} 里选出最大的一个。",),
        "en.train.largest": ("Which of {s} is the largest?", "Find the largest number: {s}."),
        "en.held_out.largest": ("Of the numbers {s}, name the greatest.",),
        "zh.train.smallest": ("{s} 中最小的数是哪个？",),
        "zh.held_out.smallest": ("从 {s} 里选出最小的一个。",),
        "en.train.smallest": ("Which of {s} is the smallest?",),
        "en.held_out.smallest": ("Of the numbers {s}, name the least.",),
        "zh.train.earliest": ("哪个日期最早：{s}？",),
        "zh.held_out.earliest": ("{s}，这些日子里最先到来的是哪一天？",),
        "en.train.earliest": ("Which date is the earliest: {s}?",),
        "en.held_out.earliest": ("Of the days {s}, which came first?",),
        "zh.train.tallest": ("{s}。谁最高？",),
        "zh.held_out.tallest": ("已知{s}。请问个子最高的是谁？",),
        "en.train.tallest": ("{s}. Who is the tallest?",),
        "en.held_out.tallest": ("We know this: {s}. Name the tallest person.",),
        "zh.train.oldest": ("{s}。谁年龄最小？",),
        "zh.held_out.oldest": ("已知{s}。年纪最轻的是谁？",),
        "en.train.oldest": ("{s}. Who is the youngest?",),
        "en.held_out.oldest": ("We know this: {s}. Name the youngest person.",),
        "zh.train.line": ("{s}。请从快到慢排列。",),
        "zh.held_out.line": ("已知{s}。按速度从快到慢写出他们的名字。",),
        "en.train.line": ("{s}. List them from fastest to slowest.",),
        "en.held_out.line": ("We know this: {s}. Write their names, the fastest first.",),
    },
)
_COMPARED = {
    "tallest": {"zh": "{a}比{b}高", "en": "{a} is taller than {b}"},
    "oldest": {"zh": "{a}比{b}大", "en": "{a} is older than {b}"},
    "line": {"zh": "{a}比{b}快", "en": "{a} is faster than {b}"},
}
_SENTENCES = {
    "zh": re.compile(r"(.+)比(.+)[高大快]"),
    "en": re.compile(r"(\w+) is (?:taller|older|faster) than (\w+)"),
}
# Held-out questions are about other years, and about more people.
_YEARS = {"train": (1980, 2014), "held_out": (2015, 2030)}
_PEOPLE = {"train": (3, 4), "held_out": (5, 6)}


def make(draw: Draw, wish: Wish) -> Problem:
    group = draw.pick(
        ("up", "down", "largest", "smallest", "earliest", "tallest", "oldest", "line")
    )
    if group in _COMPARED:
        return _compared(draw, wish, group)
    return _dates(draw, wish) if group == "earliest" else _numbers(draw, wish, group)


def solve(template: str, question: str) -> str:
    named = template_named(TEMPLATES, template)
    group = template.split(".")[3]
    shown = named.slots(question)["s"]
    if group in _COMPARED:
        order = _in_order(shown, template.split(".")[1])
        return {"tallest": order[0], "oldest": order[-1], "line": ", ".join(order)}[group]
    items = [item.strip() for item in re.split(r"[,，、]", shown)]
    if group == "earliest":
        return min(items)  # year, month and day with all their digits: as words as in time
    ranked = sorted(items, key=Fraction)
    if len({Fraction(item) for item in items}) < len(items):
        raise Ambiguous("two are equal")
    return {
        "up": ", ".join(ranked),
        "down": ", ".join(reversed(ranked)),
        "largest": ranked[-1],
        "smallest": ranked[0],
    }[group]


def _numbers(draw: Draw, wish: Wish, group: str) -> Problem:
    count = draw.between(3, 5)
    values: list[Fraction] = []
    while len(values) < count:
        value = Fraction(draw.up_to(wish.side, wish.digits))
        if wish.decimals and draw.one_in(2):
            value /= 10 ** draw.between(1, 2)
        value = -value if wish.negatives and draw.one_in(4) else value
        if value in values and draw.one_in(20):
            raise Ambiguous("too few numbers to choose from")
        if value not in values:
            values.append(value)
    rising = sorted(values)
    template = choose(TEMPLATES, draw, wish, group)
    comma = "，" if wish.language == "zh" else ", "
    question = template.fill(s=comma.join(map(plain, values)))
    up = " < ".join(map(plain, rising))
    down = " > ".join(map(plain, reversed(rising)))
    chain = up if group in ("up", "smallest") else down
    best, second = (rising[0], rising[1]) if chain == up else (rising[-1], rising[-2])
    if group in ("largest", "smallest"):
        slips = (
            Slip("slip", (chain.replace(plain(best), plain(second)),), plain(second)),
            Slip(
                "mixed_up", (down if chain == up else up,), plain(rising[-1 if chain == up else 0])
            ),
        )
        return Problem(template.id, question, (chain,), plain(best), "number", slips=slips)
    order = rising if group == "up" else rising[::-1]
    swapped = list(order)
    at = draw.below(count - 1)
    swapped[at], swapped[at + 1] = swapped[at + 1], swapped[at]
    return Problem(
        template.id,
        question,
        (chain,),
        _listed(order),
        "order",
        slips=(
            Slip("slip", (_chain(swapped, chain == up),), _listed(swapped)),
            Slip("mixed_up", (_chain(order[::-1], chain != up),), _listed(order[::-1])),
            Slip("early", (), _listed(values)),
        ),
    )


def _chain(values: list[Fraction], rising: bool) -> str:
    return (" < " if rising else " > ").join(map(plain, values))


def _listed(values: list[Fraction]) -> str:
    return ", ".join(map(plain, values))


def _dates(draw: Draw, wish: Wish) -> Problem:
    first, last = _YEARS[wish.side]
    begin = date(draw.between(first, last), 1, 1)
    days = {begin + timedelta(draw.below(365)) for _ in range(draw.between(3, 4))}
    if len(days) < 3:
        raise Ambiguous("two are equal")
    shown = draw.sample([day.isoformat() for day in sorted(days)], len(days))
    ranked = sorted(days)
    template = choose(TEMPLATES, draw, wish, "earliest")
    comma = "，" if wish.language == "zh" else ", "
    arrow = " → ".join(day.isoformat() for day in ranked)
    wrong, late = ranked[1].isoformat(), ranked[-1].isoformat()
    return Problem(
        template.id,
        template.fill(s=comma.join(shown)),
        (arrow,),
        ranked[0].isoformat(),
        "date",
        slips=(
            Slip("slip", (f"{wrong} → {ranked[0].isoformat()}",), wrong),
            Slip("mixed_up", (" → ".join(arrow.split(" → ")[::-1]),), late),
        ),
    )


def _compared(draw: Draw, wish: Wish, group: str) -> Problem:
    order = draw.sample(people(wish.language), draw.between(*_PEOPLE[wish.side]))
    pattern = _COMPARED[group][wish.language]
    comma = "，" if wish.language == "zh" else ", "
    facts = [pattern.format(a=a, b=b) for a, b in pairwise(order)]
    template = choose(TEMPLATES, draw, wish, group)
    question = template.fill(s=comma.join(draw.sample(facts, len(facts))))
    chain = " > ".join(order)
    if group == "line":
        swapped = [order[1], order[0], *order[2:]]
        slips = (
            Slip("slip", (" > ".join(swapped),), ", ".join(swapped)),
            Slip("mixed_up", (" > ".join(order[::-1]),), ", ".join(order[::-1])),
        )
        return Problem(template.id, question, (chain,), ", ".join(order), "order", slips=slips)
    answer, other = (order[0], order[-1]) if group == "tallest" else (order[-1], order[0])
    near = order[1] if group == "tallest" else order[-2]
    slips = (
        Slip("mixed_up", (" > ".join(order[::-1]),), other),
        Slip("slip", (f"{near} > {answer}" if group == "tallest" else f"{answer} > {near}",), near),
    )
    return Problem(template.id, question, (chain,), answer, "word", slips=slips)


def _in_order(shown: str, language: str) -> list[str]:
    """From the facts alone: each time the one whom nobody left is above."""
    pairs: list[tuple[str, str]] = []
    spoken: Language = "zh" if language == "zh" else "en"
    for fact in re.split(r"[,，]\s*", shown):
        found = _SENTENCES[spoken].fullmatch(fact)
        if found is None:
            raise ValueError(f"{fact!r} compares nobody")
        pairs.append((found[1], found[2]))
    left = {name for pair in pairs for name in pair}
    order: list[str] = []
    while left:
        top = left - {below for above, below in pairs if above in left}
        if len(top) != 1:
            raise Ambiguous("the facts leave the order open")
        order += top
        left -= top
    return order
