"""Simple logic: who is a what, what follows from what, and, or, not."""

from __future__ import annotations

import re
from itertools import pairwise

from minimind.generate.draw import Draw
from minimind.generate.families.common import choose, people, template_named, templates
from minimind.generate.problem import Problem, Slip, Wish

NAME = "logic"

TEMPLATES = templates(
    NAME,
    {
        "zh.train.kinds": ("{f}。{p}是{x}。{p}是{y}吗？请回答是或不一定。",),
        "zh.held_out.kinds": ("已知{f}，而{p}是{x}。能肯定{p}是{y}吗？请回答是或不一定。",),
        "en.train.kinds": ("{f}. {p} is a {x}. Is {p} a {y}? Answer yes or not necessarily.",),
        "en.held_out.kinds": (
            "Suppose that {f}, and that {p} is a {x}. Must {p} be a {y}? "
            "Answer yes or not necessarily.",
        ),
        "zh.train.truth": ("{f}。“{e}”是真还是假？",),
        "zh.held_out.truth": ("设{f}，判断“{e}”的真假。",),
        "en.train.truth": ('{f}. Is "{e}" true or false?',),
        "en.held_out.truth": ('Given that {f}, decide whether "{e}" is true or false.',),
    },
)
# Words without a meaning: the answer lies in the question alone.
_KINDS = {
    "zh": ("波卡", "米鲁", "塔比", "诺西", "古拉", "菲多", "鲁卡", "西姆", "巴洛", "迪可"),
    "en": ("blick", "dax", "wug", "fep", "toma", "zib", "gorp", "lorp", "mub", "kiv"),
}
_ALL = {"zh": "所有{a}都是{b}", "en": "all {a}s are {b}s"}
_READ_ALL = {"zh": re.compile(r"所有(.+?)都是(.+)"), "en": re.compile(r"all (\w+)s are (\w+)s")}
_SURE = {"zh": ("是", "不一定"), "en": ("yes", "not necessarily")}
_TRUTH = {"zh": ("真", "假"), "en": ("true", "false")}
_SAYS = {"zh": "{v}为{t}", "en": "{v} is {t}"}
_SIGNS = {
    "zh": {"and": "且", "or": "或", "not": "非"},
    "en": {"and": "and", "or": "or", "not": "not"},
}
# Held-out chains are longer, and held-out statements are about other letters.
_LINKS = {"train": (2, 3), "held_out": (4, 5)}
_LETTERS = {"train": "PQR", "held_out": "STU"}


def make(draw: Draw, wish: Wish) -> Problem:
    return _kinds(draw, wish) if draw.one_in(2) else _truth(draw, wish)


def solve(template: str, question: str) -> str:
    _, language, _, group, _ = template.split(".")
    spoken = "zh" if language == "zh" else "en"
    slots = template_named(TEMPLATES, template).slots(question)
    facts = re.split(r"[,，]\s*", slots["f"])
    if group == "kinds":
        above = dict(_pair(fact, spoken) for fact in facts)
        reached = slots["x"]
        while reached != slots["y"] and reached in above:
            reached = above[reached]
        return _SURE[spoken][0 if reached == slots["y"] else 1]
    true, _ = _TRUTH[spoken]
    known = {fact[0]: fact.endswith(true) for fact in facts}
    return _TRUTH[spoken][0 if _decide(slots["e"], spoken, known) else 1]


def _pair(fact: str, spoken: str) -> tuple[str, str]:
    found = _READ_ALL[spoken].fullmatch(fact)
    if found is None:
        raise ValueError(f"{fact!r} says nothing of kinds")
    return found[1], found[2]


def _decide(sentence: str, spoken: str, known: dict[str, bool]) -> bool:
    """``not`` first, then ``and``, then ``or``; brackets innermost first."""
    signs = _SIGNS[spoken]
    for name, sign in signs.items():
        sentence = sentence.replace(sign, f" {name} ")
    while (inner := re.search(r"\(([^()]*)\)", sentence)) is not None:
        value = "yes" if _decide_flat(inner[1], known) else "no"
        sentence = sentence[: inner.start()] + f" {value} " + sentence[inner.end() :]
    return _decide_flat(sentence, known)


def _decide_flat(sentence: str, known: dict[str, bool]) -> bool:
    return any(
        all(_decide_one(part.split(), known) for part in either.split(" and "))
        for either in sentence.split(" or ")
    )


def _decide_one(words: list[str], known: dict[str, bool]) -> bool:
    value = {**known, "yes": True, "no": False}[words[-1]]
    return value != (words.count("not") % 2 == 1)


def _kinds(draw: Draw, wish: Wish) -> Problem:
    spoken = wish.language
    links = draw.between(*_LINKS[wish.side])
    chain = draw.sample(_KINDS[spoken], links + 1)
    person = draw.pick(people(spoken))
    facts = [_ALL[spoken].format(a=a, b=b) for a, b in pairwise(chain)]
    first, last = sorted(draw.sample(range(links + 1), 2))
    follows = draw.one_in(2)
    x, y = (chain[first], chain[last]) if follows else (chain[last], chain[first])
    yes, no = _SURE[spoken]
    template = choose(TEMPLATES, draw, wish, "kinds")
    comma = "，" if spoken == "zh" else ", "
    arrow = " → ".join(chain[first : last + 1])
    wrong = " → ".join(chain[first : last + 1][::-1])
    return Problem(
        template.id,
        template.fill(f=comma.join(draw.sample(facts, links)), p=person, x=x, y=y),
        (arrow,),
        yes if follows else no,
        "word",
        slips=(Slip("mixed_up", (wrong,), no if follows else yes),),
    )


def _truth(draw: Draw, wish: Wish) -> Problem:
    spoken = wish.language
    letters = _LETTERS[wish.side]
    values = {letter: draw.one_in(2) for letter in letters}
    signs, words = _SIGNS[spoken], _TRUTH[spoken]
    gap = "" if spoken == "zh" else " "

    def word(value: bool) -> str:
        return words[0 if value else 1]

    def term(letter: str) -> tuple[str, bool]:
        negated = draw.one_in(2)
        text = f"{signs['not']}{gap}{letter}" if negated else letter
        return text, values[letter] != negated

    (a, a_is), (b, b_is), (c, c_is) = (term(letter) for letter in draw.sample(letters, 3))
    inner, outer = draw.pick((("and", "or"), ("or", "and")))
    inside = (a_is and b_is) if inner == "and" else (a_is or b_is)
    answer = (inside and c_is) if outer == "and" else (inside or c_is)
    bracket = f"({a} {signs[inner]} {b})"
    template = choose(TEMPLATES, draw, wish, "truth")
    comma = "，" if spoken == "zh" else ", "
    facts = comma.join(_SAYS[spoken].format(v=v, t=word(t)) for v, t in values.items())
    steps = (
        f"{a}: {word(a_is)}",
        f"{b}: {word(b_is)}",
        f"{bracket}: {word(inside)}",
        f"{c}: {word(c_is)}",
        f"{bracket} {signs[outer]} {c}: {word(answer)}",
    )
    slip = (*steps[:-1], f"{bracket} {signs[outer]} {c}: {word(not answer)}")
    return Problem(
        template.id,
        template.fill(f=facts, e=f"{bracket} {signs[outer]} {c}"),
        steps,
        word(answer),
        "word",
        slips=(Slip("slip", slip, word(not answer)),),
    )
