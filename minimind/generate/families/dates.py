"""The calendar: days later, days between, days of the week, leap years."""

from __future__ import annotations

from datetime import date, timedelta

from minimind.generate.draw import Draw
from minimind.generate.families.common import choose, template_named, templates
from minimind.generate.problem import Problem, Slip, Wish, numeric_slips

NAME = "dates"

TEMPLATES = templates(
    NAME,
    {
        "zh.train.later": ("{f} 之后第 {n} 天是哪一天？", "从 {f} 起再过 {n} 天是几月几日？"),
        "zh.held_out.later": ("今天是 {f}，{n} 天以后的日期是什么？",),
        "en.train.later": ("Which date is {n} days after {f}?", "Add {n} days to {f}."),
        "en.held_out.later": ("Today is {f}. What will the date be in {n} days?",),
        "zh.train.between": ("从 {f} 到 {t} 相隔多少天？",),
        "zh.held_out.between": ("{f} 过去多少天就是 {t}？",),
        "en.train.between": ("How many days are there from {f} to {t}?",),
        "en.held_out.between": ("On {f}, how many days is it until {t}?",),
        "zh.train.weekday": ("今天是{w}，{n} 天后是星期几？",),
        "zh.held_out.weekday": ("{w}往后数 {n} 天，落在星期几？",),
        "en.train.weekday": ("Today is {w}. Which day of the week is it in {n} days?",),
        "en.held_out.weekday": ("Count {n} days on from {w}. Which weekday is that?",),
        "zh.train.leap": ("{y} 年是闰年吗？",),
        "zh.held_out.leap": ("请判断 {y} 年有没有 2 月 29 日，回答是或否。",),
        "en.train.leap": ("Is {y} a leap year?",),
        "en.held_out.leap": ("Does {y} have a 29th of February? Answer yes or no.",),
    },
)
_YEARS = {"train": (1900, 1999), "held_out": (2000, 2099)}
_WEEK = {
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def make(draw: Draw, wish: Wish) -> Problem:
    group = draw.pick(("later", "between", "weekday", "leap"))
    if group == "weekday":
        return _weekday(draw, wish)
    if group == "leap":
        return _leap(draw, wish)
    day = date(draw.between(*_YEARS[wish.side]), 1, 1) + timedelta(draw.below(365))
    count = draw.up_to(wish.side, min(wish.digits, 2), least=2)
    later = day + timedelta(count)
    steps = _month_by_month(day, count)
    template = choose(TEMPLATES, draw, wish, group)
    if group == "between":
        between = _between(day, later)
        return Problem(
            template.id,
            template.fill(f=day.isoformat(), t=later.isoformat()),
            between,
            str(count),
            "number",
            unit="天" if wish.language == "zh" else "days",
            slips=numeric_slips(draw, between, str(count)),
        )
    off = later + timedelta(1 if draw.one_in(2) else -1)
    stays = date(day.year, day.month, 1) + timedelta(30 + (day.day + count) % 28)
    return Problem(
        template.id,
        template.fill(f=day.isoformat(), n=count),
        (*steps, later.isoformat()),
        later.isoformat(),
        "date",
        slips=(
            Slip("slip", (*steps, off.isoformat()), off.isoformat()),
            Slip("mixed_up", (stays.isoformat(),), stays.isoformat()),
        ),
    )


def solve(template: str, question: str) -> str:
    """By counting days from the year 0, with the rule of leap years and nothing of Python's."""
    slots = template_named(TEMPLATES, template).slots(question)
    match template.split(".")[3]:
        case "later":
            return _text(_number(slots["f"]) + int(slots["n"]))
        case "between":
            return str(_number(slots["t"]) - _number(slots["f"]))
        case "weekday":
            week = _WEEK["zh" if template.split(".")[1] == "zh" else "en"]
            return week[(week.index(slots["w"]) + int(slots["n"])) % 7]
        case _:
            zh = template.split(".")[1] == "zh"
            yes, no = ("是", "否") if zh else ("yes", "no")
            return yes if _is_leap(int(slots["y"])) else no


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_in(year: int, month: int) -> int:
    return 29 if month == 2 and _is_leap(year) else _MONTH_DAYS[month - 1]


def _number(text: str) -> int:
    year, month, day = map(int, text.split("-"))
    before = year - 1
    whole = 365 * before + before // 4 - before // 100 + before // 400
    return whole + sum(_days_in(year, each) for each in range(1, month)) + day


def _text(number: int) -> str:
    year = number // 366  # never later than the year itself
    while _number(f"{year + 1}-1-1") <= number:
        year += 1
    left = number - _number(f"{year}-1-1")
    month = 1
    while left >= _days_in(year, month):
        left -= _days_in(year, month)
        month += 1
    return f"{year:04}-{month:02}-{left + 1:02}"


def _month_by_month(day: date, count: int) -> tuple[str, ...]:
    """``28 + 10 = 38``, ``38 - 31 = 7``: as long as the month is too short."""
    reached = day.day + count
    lines = [f"{day.day} + {count} = {reached}"]
    year, month = day.year, day.month
    while True:
        length = (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days
        if reached <= length:
            return tuple(lines)
        lines.append(f"{year}-{month:02}: {reached} - {length} = {reached - length}")
        reached -= length
        year, month = year + month // 12, month % 12 + 1


def _between(first: date, last: date) -> tuple[str, ...]:
    """The rest of the first month, whole months, the days of the last one."""
    if (first.year, first.month) == (last.year, last.month):
        return (f"{last.day} - {first.day} = {last.day - first.day}",)
    lines: list[str] = []
    year, month = first.year, first.month
    total = 0
    while (year, month) < (last.year, last.month):
        length = (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days
        if not lines:
            total = length - first.day
            lines.append(f"{year}-{month:02}: {length} - {first.day} = {total}")
        else:
            lines.append(f"{year}-{month:02}: {total} + {length} = {total + length}")
            total += length
        year, month = year + month // 12, month % 12 + 1
    lines.append(f"{year}-{month:02}: {total} + {last.day} = {total + last.day}")
    return tuple(lines)


def _weekday(draw: Draw, wish: Wish) -> Problem:
    week = _WEEK[wish.language]
    start = draw.below(7)
    count = draw.up_to(wish.side, wish.digits, least=2)
    weeks, rest = divmod(count, 7)
    reached = week[(start + rest) % 7]
    off = week[(start + rest + (1 if draw.one_in(2) else -1)) % 7]
    template = choose(TEMPLATES, draw, wish, "weekday")
    told = (f"{count} = 7 × {weeks} + {rest}",)
    words = "{a}再过 {n} 天是{b}" if wish.language == "zh" else "{a} and {n} days is {b}"
    return Problem(
        template.id,
        template.fill(w=week[start], n=count),
        (*told, words.format(a=week[start], n=rest, b=reached)),
        reached,
        "word",
        slips=(Slip("slip", (*told, words.format(a=week[start], n=rest, b=off)), off),),
    )


def _leap(draw: Draw, wish: Wish) -> Problem:
    year = draw.between(*_YEARS[wish.side])
    if draw.one_in(2):
        year -= year % 4  # as many leap years as others
    divisor = 400 if year % 100 == 0 else 4
    divides = year % divisor == 0
    whole, rest = divmod(year, divisor)
    zh = wish.language == "zh"
    yes, no = ("是", "否") if zh else ("yes", "no")
    template = choose(TEMPLATES, draw, wish, "leap")
    steps = (f"{year} = {divisor} × {whole} + {rest}",)
    answer, wrong = (yes, no) if divides else (no, yes)
    return Problem(
        template.id,
        template.fill(y=year),
        steps,
        answer,
        "word",
        slips=(Slip("mixed_up", (f"{year} = 100 × {year // 100} + {year % 100}",), wrong),),
    )
