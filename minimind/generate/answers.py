"""Is an answer right? However it is spelled: wide digits, commas, units, a sentence around it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from minimind.generate.problem import Problem, Shape

# Spellings of one unit. A number in another unit of these is another answer.
UNITS: dict[str, tuple[str, ...]] = {
    "mm": ("millimetre", "millimeter", "毫米"),
    "cm": ("centimetre", "centimeter", "厘米"),
    "m": ("metre", "meter", "米"),
    "km": ("kilometre", "kilometer", "千米", "公里"),
    "g": ("gram", "克"),
    "kg": ("kilogram", "千克", "公斤"),
    "t": ("tonne", "ton", "吨"),
    "ml": ("millilitre", "milliliter", "毫升"),
    "l": ("litre", "liter", "升"),
    "s": ("sec", "second", "秒", "秒钟"),
    "min": ("minute", "分钟"),
    "h": ("hr", "hour", "小时"),
    "day": ("天", "日"),
    "week": ("周", "星期"),
    "yuan": ("元",),
}
_UNIT_OF = {name: unit for unit, names in UNITS.items() for name in (unit, *names)}
_WORDS = {
    "是": "yes",
    "是的": "yes",
    "对": "yes",
    "true": "yes",
    "否": "no",
    "不是": "no",
    "false": "no",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_ANSWER = re.compile(r"<answer>(.*?)</answer>", re.S)
_WHOLE = re.compile(
    r"<think>\n(?P<think>.+?)\n</think>\n<answer>\n(?P<answer>.+?)\n</answer>", re.S
)
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:/\d+)?", re.A)
_LEAD = re.compile(
    r"^(?:(?:so|therefore|所以|因此),?\s*)?"
    r"(?:(?:the |my )?(?:final )?(?:answer|result|答案|结果)\s*(?:is|为|是)?\s*[:=]?|[:=])\s*",
    re.I,
)


@dataclass(frozen=True)
class Key:
    """What a problem says of its answer: enough to judge replies by, small enough for a row."""

    answer: str
    shape: Shape
    unit: str


def key_of(row: Mapping[str, Any] | Problem) -> Key:
    """Of a problem, or of a row that was generated. Raises ValueError for any other row."""
    if isinstance(row, Problem):
        return Key(row.answer, row.shape, row.unit)
    told = row.get("problem")
    if not isinstance(told, Mapping):
        raise ValueError("The row was not generated: it has no 'problem'.")
    return Key(told["answer"], told["shape"], told.get("unit", ""))


def check_answer(row: Mapping[str, Any] | Problem, text: str) -> bool:
    """Whether ``text``, a model's reply, gives the right answer to the problem.

    Only what stands between ``<answer>`` tags counts where there are some, else what follows
    ``</think>``. Form is not judged here: see ``well_formed``.
    """
    key = key_of(row)
    said = _normal(_stated(text))
    match key.shape:
        case "number":
            return _number_is(said, key)
        case "numbers":
            return [Fraction(n) for n in _numbers(said)] == [
                Fraction(n) for n in _numbers(_normal(key.answer))
            ]
        case "order":
            return _items(said) == _items(_normal(key.answer))
        case "word":
            return _word(said) == _word(_normal(key.answer))
        case "date":
            return _dates(said) == _dates(_normal(key.answer))


def well_formed(text: str) -> bool:
    """Thoughts, then an answer, each once between its tags, each tag on a line of its own."""
    found = _WHOLE.fullmatch(text)
    return found is not None and not re.search(r"</?(?:think|answer)>", found[1] + found[2])


def thoughts_of(text: str) -> str:
    """What stands between the ``<think>`` tags; empty where there are none."""
    found = re.search(r"<think>(.*?)</think>", text, re.S)
    return found[1].strip() if found else ""


def _stated(text: str) -> str:
    found = _ANSWER.findall(text)
    if found:
        return found[-1]
    return text.rpartition("</think>")[2]


def _normal(text: str) -> str:
    """Wide forms narrow, minus signs alike, no commas inside numbers, no words in front."""
    text = unicodedata.normalize("NFKC", text).replace("−", "-").replace("–", "-").strip()
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    text = re.sub(r"(?<=-)\s+(?=\d)", "", text) if text.startswith("-") else text
    return _LEAD.sub("", text.strip("*`$\"'“” \n")).strip(" .。!！")


def _numbers(text: str) -> list[str]:
    return [number for number in _NUMBER.findall(text) if not number.endswith("/0")]


def _number_is(said: str, key: Key) -> bool:
    """One number, or what the last equals sign of a sum leads to; in no other unit."""
    if "=" in said:
        said = said.rpartition("=")[2]
    found = _NUMBER.findall(said)
    if len(set(found)) != 1 or found[0].endswith("/0"):
        return False
    named = _measure(said.rpartition(found[0])[2])
    wanted = _UNIT_OF.get(key.unit.casefold())
    if wanted is not None and named is not None and named != wanted:
        return False
    return Fraction(found[0]) == Fraction(key.answer)


def _measure(after: str) -> str | None:
    """The unit that ``after`` begins with, if it is one that is known."""
    word = re.match(r"\s*([a-z]+|[一-鿿]+)", after.casefold())
    if word is None:
        return None
    name = word[1]
    return _UNIT_OF.get(name) or _UNIT_OF.get(name.removesuffix("s"))


def _items(text: str) -> list[str]:
    parts = re.split(r"\s*(?:[,;>]|、|<|->|→|\band\b|\s)\s*", text.casefold())
    return [_item(part.strip(" .。")) for part in parts if part.strip(" .。")]


def _item(part: str) -> str:
    return str(Fraction(part)) if re.fullmatch(r"-?\d+(\.\d+)?", part) else part


def _word(text: str) -> str:
    word = " ".join(text.casefold().split()).strip(" .,。!?'")
    day = re.fullmatch(r"(?:星期|周|礼拜)([一二三四五六日天])", word)
    if day is not None:
        return "星期" + day[1].replace("天", "日")
    return _WORDS.get(word, word)


def _dates(text: str) -> list[date]:
    found: list[date] = []
    for pattern, order in _DATES:
        for match in pattern.finditer(text.casefold()):
            year, month, day = (match[place] for place in order)
            number = _MONTHS.index(month[:3]) + 1 if month.isalpha() else int(month)
            try:
                found.append(date(int(year), number, int(day)))
            except ValueError:
                return []
        if found:
            return found
    return found


_NAMES = "(" + "|".join(_MONTHS) + ")"
_DATES = (
    (re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"), (1, 2, 3)),
    (re.compile(_NAMES + r"[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})"), (3, 1, 2)),
    (re.compile(r"(\d{1,2})(?:st|nd|rd|th)? " + _NAMES + r"[a-z]*\.?,? (\d{4})"), (3, 2, 1)),
)
