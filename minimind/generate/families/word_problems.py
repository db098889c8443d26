"""Sums told as stories, some with numbers that have nothing to do with the question."""

from __future__ import annotations

import re
from fractions import Fraction

from minimind.generate.draw import SIDES, Draw
from minimind.generate.expressions import evaluate
from minimind.generate.families.common import Named, people
from minimind.generate.families.stories import STORIES, THINGS, Story
from minimind.generate.problem import Problem, Slip, Wish, numeric_slips, plain
from minimind.generate.templates import LANGUAGES, Template

NAME = "word-problems"

_BY_SIDE = {side: [story for story in STORIES if story.side == side] for side in SIDES}
_TEMPLATES = {
    (language, story.name): Named(
        f"{NAME}.{language}.{story.side}.{story.name}.0",
        Template(story.zh if language == "zh" else story.en),
    )
    for story in STORIES
    for language in LANGUAGES
}
_STORY = {story.name: story for story in STORIES}
TEMPLATES = {
    f"{language}.{_STORY[name].side}.{name}": (named,)
    for (language, name), named in _TEMPLATES.items()
}
_LETTER = re.compile(r"\b[a-z]\b")


def make(draw: Draw, wish: Wish) -> Problem:
    story = draw.pick(_BY_SIDE[wish.side])
    measure, thing, one, many = draw.pick(THINGS)
    first, second = draw.sample(people(wish.language), 2)
    numbers = {
        gap: draw.up_to(wish.side, wish.digits, least=2)
        if size == "n"
        else draw.number(wish.side, 1, least=2)
        for gap, size in story.numbers.items()
    }
    for gap, formula in story.derived:
        numbers[gap] = int(_value(formula, numbers))
    words = {"p": first, "q": second, "m": measure, "t": thing, "ti": one, "ts": many}
    named = _TEMPLATES[wish.language, story.name]
    steps = _steps(story, numbers)
    answer = steps[-1].rpartition("= ")[2]
    slips = [*numeric_slips(draw, steps, answer), *_distracted(story, numbers, steps, answer)]
    return Problem(
        template=named.id,
        question=named.fill(**words, **numbers),
        steps=steps,
        answer=answer,
        shape="number",
        unit=_unit(story, wish, measure, many),
        slips=tuple(slips),
    )


def solve(template: str, question: str) -> str:
    """The story's formula, computed with the numbers that the question tells."""
    _, language, side, name, _ = template.split(".")
    story = _STORY[name]
    if story.side != side:
        raise ValueError(f"there is no template {template!r}")
    told = _TEMPLATES["zh" if language == "zh" else "en", name].slots(question)
    numbers = {gap: int(word) for gap, word in told.items() if word.isdecimal()}
    return plain(_value(story.formula, numbers))


def _value(formula: str, numbers: dict[str, int]) -> Fraction:
    return evaluate(_LETTER.sub(lambda gap: str(numbers[gap[0]]), formula))


def _steps(story: Story, numbers: dict[str, int]) -> tuple[str, ...]:
    known = dict(numbers)
    lines: list[str] = []
    for result, left, sign, right in story.steps:
        a, b = known[left], known[right]
        match sign:
            case "+":
                known[result] = a + b
            case "-":
                known[result] = a - b
            case "×":
                known[result] = a * b
            case _:
                known[result] = a // b
        lines.append(f"{a} {sign} {b} = {known[result]}")
    return tuple(lines)


def _distracted(
    story: Story, numbers: dict[str, int], steps: tuple[str, ...], answer: str
) -> list[Slip]:
    """Adds up what was only told by the way; or else adds instead of subtracting."""
    if story.unused:
        extra = numbers[story.unused[0]]
        wrong = str(int(answer) + extra)
        return [Slip("mixed_up", (*steps, f"{answer} + {extra} = {wrong}"), wrong)]
    left, sign, right = steps[-1].partition(" = ")[0].split(" ")
    if sign not in "+-":
        return []
    other = "-" if sign == "+" else "+"
    wrong = plain(evaluate(f"{left} {other} {right}"))
    return [Slip("mixed_up", (*steps[:-1], f"{left} {other} {right} = {wrong}"), wrong)]


def _unit(story: Story, wish: Wish, measure: str, many: str) -> str:
    if story.unit is not None:
        return story.unit[0 if wish.language == "zh" else 1]
    return measure if wish.language == "zh" else many
