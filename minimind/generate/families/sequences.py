"""Rows of numbers that follow a rule: constant step or factor, two steps in turn, sums, squares."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from minimind.generate.draw import Draw
from minimind.generate.families.common import choose, template_named, templates
from minimind.generate.problem import Ambiguous, Problem, Slip, Wish, numeric_slips

NAME = "sequences"

TEMPLATES = templates(
    NAME,
    {
        "zh.train": (
            "找规律：{s}，下一个数是？",
            "数列 {s} 的下一项是多少？",
            "{s}，接下来是几？",
        ),
        "zh.held_out": ("观察这些数：{s}。后面应该写哪个数？", "按规律填空：{s}，（ ）"),
        "en.train": (
            "What number comes next: {s}?",
            "Continue the sequence {s}.",
            "{s}, and then?",
        ),
        "en.held_out": ("Look at {s}. Which number follows?", "Fill in the gap: {s}, __"),
        "zh.train.middle": ("找规律填空：{s}。问号处是多少？",),
        "zh.held_out.middle": ("数列 {s} 里少了一个数，它是几？",),
        "en.train.middle": ("Which number belongs where the question mark is: {s}?",),
        "en.held_out.middle": ("One number of {s} is missing. Which one?",),
    },
)
_SHOWN = 6
_LIMIT = 10**7
_WORDS = {
    "difference": {"zh": "相邻两数的差是 {d}", "en": "Each number is the one before plus {d}"},
    "factor": {"zh": "每个数是前一个数的 {d} 倍", "en": "Each number is the one before times {d}"},
    "turns": {
        "zh": "差轮流是 {d} 和 {e}，这次是 {now}",
        "en": "The differences are {d} and {e} in turn; now it is {now}",
    },
    "sums": {
        "zh": "从第三个数起，每个数是前两个数的和",
        "en": "From the third on, each number is the sum of the two before",
    },
    "growing": {
        "zh": "差每次增加 {d}，这次是 {now}",
        "en": "The difference grows by {d} each time; now it is {now}",
    },
}


def make(draw: Draw, wish: Wish) -> Problem:
    rule = draw.pick(("difference", "difference", "factor", "turns", "sums", "growing"))
    first = draw.up_to(wish.side, wish.digits)
    step = draw.up_to(wish.side, max(1, wish.digits - 1), least=2)
    numbers, steps, other = _follow(rule, first, step, draw, wish)
    if max(map(abs, numbers)) >= _LIMIT or (min(numbers) < 0 and not wish.negatives):
        raise Ambiguous("too large, or negative without being asked for")
    if rule == "difference" and draw.one_in(3):
        return _middle(draw, wish, numbers)
    template = choose(TEMPLATES, draw, wish)
    comma = "，" if wish.language == "zh" else ", "
    answer = str(numbers[-1])
    slips = [*numeric_slips(draw, steps, answer)]
    if other is not None:
        slips.append(Slip("mixed_up", (f"{_sum(numbers[-2], other)}",), str(numbers[-2] + other)))
    return Problem(
        template=template.id,
        question=template.fill(s=comma.join(map(str, numbers[:-1]))),
        steps=steps,
        answer=answer,
        shape="number",
        slips=tuple(slips),
    )


def solve(template: str, question: str) -> str:
    """By trying every rule on the numbers shown. Raises Ambiguous when two rules disagree."""
    slots = template_named(TEMPLATES, template).slots(question)
    words = slots["s"].replace("，", ",").split(",")
    words = [word.strip() for word in words]
    if "?" in words:
        return _solve_middle(words)
    numbers = [int(word) for word in words]
    following = set(_continuations(numbers))
    if len(following) != 1:
        raise Ambiguous(f"{len(following)} rules fit {numbers}")
    return str(following.pop())


def _follow(
    rule: str, first: int, step: int, draw: Draw, wish: Wish
) -> tuple[list[int], tuple[str, ...], int | None]:
    """(the numbers with the answer last, steps, a wrong difference that somebody may see)."""
    numbers = [first]
    words = _WORDS[rule][wish.language]
    match rule:
        case "difference":
            step = -step if draw.one_in(3) else step
            numbers = [first + step * i for i in range(_SHOWN + 1)]
            said = words.format(d=step)
            return numbers, (said, _sum(numbers[-2], step)), -step
        case "factor":
            factor = draw.number(wish.side, 1, least=2)
            numbers = [first * factor**i for i in range(5)]
            sum_ = f"{numbers[-2]} × {factor} = {numbers[-1]}"
            return numbers, (words.format(d=factor), sum_), numbers[-2] - numbers[-3]
        case "turns":
            other = draw.up_to(wish.side, max(1, wish.digits - 1), least=1)
            other = -other if draw.one_in(2) else other
            for i in range(_SHOWN):
                numbers.append(numbers[-1] + (other if i % 2 else step))
            now = numbers[-1] - numbers[-2]
            said = words.format(d=step, e=other, now=now)
            wrong = step if now == other else other
            return numbers, (said, _sum(numbers[-2], now)), wrong
        case "sums":
            numbers.append(draw.up_to(wish.side, wish.digits))
            for _ in range(_SHOWN - 1):
                numbers.append(numbers[-1] + numbers[-2])
            return numbers, (words, _sum(numbers[-3], numbers[-2])), numbers[-2] - numbers[-3]
        case _:
            difference = draw.number(wish.side, 1)
            for i in range(_SHOWN):
                numbers.append(numbers[-1] + difference + step * i)
            now = numbers[-1] - numbers[-2]
            said = words.format(d=step, now=now)
            return numbers, (said, _sum(numbers[-2], now)), now - step


def _middle(draw: Draw, wish: Wish, numbers: list[int]) -> Problem:
    gap = draw.between(1, _SHOWN - 2)
    shown = [str(number) for number in numbers[:_SHOWN]]
    shown[gap] = "?"
    step = numbers[1] - numbers[0]
    said = _WORDS["difference"][wish.language].format(d=step)
    steps = (said, _sum(numbers[gap - 1], step))
    template = choose(TEMPLATES, draw, wish, "middle")
    answer = str(numbers[gap])
    comma = "，" if wish.language == "zh" else ", "
    return Problem(
        template=template.id,
        question=template.fill(s=comma.join(shown)),
        steps=steps,
        answer=answer,
        shape="number",
        slips=numeric_slips(draw, steps, answer),
    )


def _sum(left: int, right: int) -> str:
    if right < 0:
        return f"{left} - {-right} = {left + right}"
    return f"{left} + {right} = {left + right}"


def _continuations(numbers: list[int]) -> Iterable[int]:
    """What each rule that explains all the numbers says of the next one."""
    steps = [after - before for before, after in pairwise(numbers)]
    if len(set(steps)) == 1:
        yield numbers[-1] + steps[0]
    if len(set(steps[::2])) == 1 and len(set(steps[1::2])) == 1:
        yield numbers[-1] + (steps[1] if len(steps) % 2 else steps[0])
    turns = {after - before for before, after in pairwise(steps)}
    if len(turns) == 1:
        yield numbers[-1] + steps[-1] + turns.pop()
    if 0 not in numbers and all(
        numbers[i] * numbers[0] == numbers[i - 1] * numbers[1] for i in range(1, len(numbers))
    ):
        yield numbers[-1] * numbers[1] // numbers[0]
    if all(numbers[i] == numbers[i - 1] + numbers[i - 2] for i in range(2, len(numbers))):
        yield numbers[-1] + numbers[-2]


def _solve_middle(words: list[str]) -> str:
    gap = words.index("?")
    known = [(place, int(word)) for place, word in enumerate(words) if word != "?"]
    (place, number), (last, end) = known[0], known[-1]
    if (end - number) % (last - place):
        raise ValueError(f"no constant step leads through {words}")
    step = (end - number) // (last - place)
    if any(value != number + step * (at - place) for at, value in known):
        raise ValueError(f"no constant step leads through {words}")
    return str(number + step * (gap - place))
