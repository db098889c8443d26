"""What the families share: tables of templates with names, and names of people and things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from minimind.generate.draw import Draw, Side
from minimind.generate.problem import Wish
from minimind.generate.templates import Language, Template


@dataclass(frozen=True)
class Named:
    """A template that can be found again: ``id`` is ``family.language.side.group.number``."""

    id: str
    template: Template

    def fill(self, **words: object) -> str:
        return self.template.fill(**words)

    def slots(self, question: str) -> dict[str, str]:
        """Raises ValueError when ``question`` was not made from it."""
        found = self.template.read(question)
        if found is None:
            raise ValueError(f"{self.id} did not make {question!r}")
        return found


Table = Mapping[str, tuple[Named, ...]]  # by language.side.group


def templates(family: str, texts: Mapping[str, tuple[str, ...]]) -> Table:
    """A table of ``language.side[.group]`` -> sentences."""
    table: dict[str, tuple[Named, ...]] = {}
    for key, sentences in texts.items():
        full = key if key.count(".") == 2 else f"{key}.plain"
        table[full] = tuple(
            Named(f"{family}.{full}.{number}", Template(text))
            for number, text in enumerate(sentences)
        )
    return table


def choose(table: Table, draw: Draw, wish: Wish, group: str = "plain") -> Named:
    return draw.pick(table[f"{wish.language}.{wish.side}.{group}"])


def template_named(table: Table, name: str) -> Named:
    """Raises ValueError for a name that is not in the table."""
    _, _, rest = name.partition(".")
    key, _, number = rest.rpartition(".")
    if key not in table or not number.isdecimal() or int(number) >= len(table[key]):
        raise ValueError(f"there is no template {name!r}")
    return table[key][int(number)]


def parts_of(name: str) -> tuple[str, Language, Side, str]:
    """(family, language, side, group) of a template's name. Raises ValueError."""
    found: Any = name.split(".")
    if len(found) != 5:
        raise ValueError(f"there is no template {name!r}")
    return found[0], found[1], found[2], found[3]


@cache
def people(language: Language) -> tuple[str, ...]:
    """Given names, none of which is the beginning of another."""
    if language == "zh":
        return ("小明", "小红", "小刚", "小丽", "小华", "小芳", "小军", "小梅", "小强", "小燕",
                "阿宝", "阿珍", "李雷", "王芳", "张伟", "刘洋")  # fmt: skip
    return ("Tom", "Anna", "Ben", "Lily", "Jack", "Mary", "Peter", "Lucy", "David", "Emma",
            "Sam", "Nina", "Oscar", "Ruth", "Victor", "Zoe")  # fmt: skip
