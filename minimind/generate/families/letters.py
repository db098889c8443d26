"""Letters and characters: counting them, turning words round, finding the one at a place."""

from __future__ import annotations

from minimind.generate.draw import Draw, Side
from minimind.generate.families.common import choose, template_named, templates
from minimind.generate.problem import Ambiguous, Problem, Slip, Wish, numeric_slips

NAME = "letters"

TEMPLATES = templates(
    NAME,
    {
        "zh.train.count": ("“{s}”里有几个“{l}”？", "数一数，“{l}”在“{s}”中出现了多少次？"),
        "zh.held_out.count": ("请说出“{s}”这串字含有“{l}”的个数。",),
        "en.train.count": (
            'How many times does "{l}" occur in "{s}"?',
            'Count the letter "{l}" in "{s}".',
        ),
        "en.held_out.count": ('In "{s}", how often do you find "{l}"?',),
        "zh.train.length": ("“{s}”一共有几个字？",),
        "zh.held_out.length": ("请数出“{s}”的字数。",),
        "en.train.length": ('How many letters does "{s}" have?',),
        "en.held_out.length": ('How long is "{s}", in letters?',),
        "zh.train.reverse": ("把“{s}”倒过来写。",),
        "zh.held_out.reverse": ("从最后一个字读到第一个字，“{s}”变成什么？",),
        "en.train.reverse": ('Write "{s}" backwards.',),
        "en.held_out.reverse": ('Read "{s}" from its end to its beginning. What do you get?',),
        "zh.train.place": ("“{s}”的第 {n} 个字是什么？",),
        "zh.held_out.place": ("在“{s}”中，排在第 {n} 位的是哪个字？",),
        "en.train.place": ('What is letter number {n} of "{s}"?',),
        "en.held_out.place": ('Which letter stands at place {n} in "{s}"?',),
    },
)
_ALPHABET = {
    "zh": "天地人山水火木土日月星云风雨花草鸟鱼牛马大小多少上下左右春夏秋冬",
    "en": "abcdefghiklmnoprstuw",
}
# Held-out words are longer.
_LENGTHS: dict[Side, tuple[int, int]] = {"train": (4, 7), "held_out": (8, 11)}


def make(draw: Draw, wish: Wish) -> Problem:
    group = draw.pick(("count", "count", "length", "reverse", "place"))
    letters = draw.sample(_ALPHABET[wish.language], draw.between(3, 6))
    word = "".join(draw.pick(letters) for _ in range(draw.between(*_LENGTHS[wish.side])))
    match group:
        case "count":
            return _count(draw, wish, word, letters)
        case "length":
            return _length(draw, wish, word)
        case "reverse":
            return _reverse(draw, wish, word)
        case _:
            return _place(draw, wish, word)


def solve(template: str, question: str) -> str:
    slots = template_named(TEMPLATES, template).slots(question)
    word = slots["s"]
    match template.split(".")[3]:
        case "count":
            return str(word.count(slots["l"]))
        case "length":
            return str(len(word))
        case "reverse":
            return word[::-1]
        case _:
            return word[int(slots["n"]) - 1]


def _spelled(word: str) -> str:
    return " ".join(f"{place}:{letter}" for place, letter in enumerate(word, 1))


def _count(draw: Draw, wish: Wish, word: str, letters: list[str]) -> Problem:
    wanted = draw.pick(letters)
    places = [place for place, letter in enumerate(word, 1) if letter == wanted]
    template = choose(TEMPLATES, draw, wish, "count")
    found = "，".join(map(str, places)) if wish.language == "zh" else ", ".join(map(str, places))
    told = {
        "zh": "“{l}”在这些位置：{p}，共 {n} 个",
        "en": '"{l}" stands at: {p}; that makes {n}',
    }[wish.language]
    none = "无" if wish.language == "zh" else "none"
    answer = str(len(places))
    said = told.format(l=wanted, p=found or none, n=answer)
    steps = (_spelled(word), said)
    wrong = str(len(places) + (1 if not places or draw.one_in(2) else -1))
    miscounted = told.format(l=wanted, p=found or none, n=wrong)
    return Problem(
        template.id,
        template.fill(s=word, l=wanted),
        steps,
        answer,
        "number",
        slips=(
            Slip("slip", (steps[0], miscounted), wrong),
            Slip("mixed_up", (_spelled(word),), str(len(word) + 1)),
        ),
    )


def _length(draw: Draw, wish: Wish, word: str) -> Problem:
    template = choose(TEMPLATES, draw, wish, "length")
    answer = str(len(word))
    steps = (_spelled(word),)
    wrong = word[:-1] if draw.one_in(2) else word + word[-1]
    return Problem(
        template.id,
        template.fill(s=word),
        steps,
        answer,
        "number",
        slips=(
            *numeric_slips(draw, steps, answer),
            Slip("slip", (_spelled(wrong),), str(len(wrong))),
        ),
    )


def _reverse(draw: Draw, wish: Wish, word: str) -> Problem:
    template = choose(TEMPLATES, draw, wish, "reverse")
    turned = "".join(reversed(word))
    at = draw.below(len(turned) - 1)
    swapped = turned[:at] + turned[at + 1] + turned[at] + turned[at + 2 :]
    steps = (" ".join(word), " ".join(turned))
    return Problem(
        template.id,
        template.fill(s=word),
        steps,
        turned,
        "word",
        slips=(
            Slip("slip", (steps[0], " ".join(swapped)), swapped),
            Slip("early", steps[:1], turned[:-1]),
        ),
    )


def _place(draw: Draw, wish: Wish, word: str) -> Problem:
    place = draw.between(1, len(word))
    template = choose(TEMPLATES, draw, wish, "place")
    others = [letter for letter in dict.fromkeys(word) if letter != word[place - 1]]
    if not others:
        raise Ambiguous("every letter is the same")
    steps = (_spelled(word), f"{place}:{word[place - 1]}")
    slips = [Slip("slip", (steps[0], f"{place}:{letter}"), letter) for letter in others]
    return Problem(
        template.id, template.fill(s=word, n=place), steps, word[place - 1], "word",
        slips=tuple(slips),
    )  # fmt: skip
