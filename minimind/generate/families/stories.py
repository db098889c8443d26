"""The stories of the word problems, as data: what is told, the steps, and the formula.

``steps`` and ``formula`` are written apart on purpose: the answers of one are checked by the other.
"""

from __future__ import annotations

from dataclasses import dataclass

from minimind.generate.draw import Side


@dataclass(frozen=True)
class Story:
    """A word problem.

    Attributes:
        numbers: gaps that are drawn: ``n`` any number, ``s`` a short one, at least 2.
        derived: gaps that are computed from those, so that everything comes out even.
        steps: (result, left, operator, right); each an operand is a gap or an earlier result.
        formula: the answer in terms of the gaps told.
        unused: gaps that are told, and have nothing to do with the answer.
        thing: the answer is counted in the story's things.
        unit: else what it is measured in, by language.
    """

    name: str
    side: Side
    zh: str
    en: str
    numbers: dict[str, str]
    steps: tuple[tuple[str, str, str, str], ...]
    formula: str
    derived: tuple[tuple[str, str], ...] = ()
    unused: tuple[str, ...] = ()
    unit: tuple[str, str] | None = None


# Chinese with its measure word; English singular and plural.
THINGS = (
    ("个", "苹果", "apple", "apples"),
    ("支", "铅笔", "pencil", "pencils"),
    ("本", "书", "book", "books"),
    ("颗", "糖", "sweet", "sweets"),
    ("张", "卡片", "card", "cards"),
    ("朵", "花", "flower", "flowers"),
    ("个", "鸡蛋", "egg", "eggs"),
    ("块", "积木", "block", "blocks"),
    ("枚", "邮票", "stamp", "stamps"),
    ("个", "橙子", "orange", "oranges"),
)

STORIES = (
    Story(
        "boxes",
        "train",
        "{p}有{a}{m}{t}，又买了{b}盒，每盒{c}{m}。现在一共有多少{m}{t}？",
        "{p} has {a} {ts} and buys {b} boxes of {c} {ts} each. How many {ts} are there now?",
        {"a": "n", "b": "s", "c": "n"},
        (("x", "b", "×", "c"), ("y", "a", "+", "x")),
        "a + b * c",
    ),
    Story(
        "gifts",
        "train",
        "{p}有{a}{m}{t}，送给{q}{b}{m}，又得到{c}{m}。{p}现在有多少{m}{t}？",
        "{p} had {a} {ts}, gave {b} to {q} and then got {c} more. How many {ts} does {p} have now?",
        {"k": "n", "b": "n", "c": "n"},
        (("x", "a", "-", "b"), ("y", "x", "+", "c")),
        "a - b + c",
        derived=(("a", "k + b"),),
    ),
    Story(
        "sharing",
        "train",
        "{a}{m}{t}平均分给{b}个孩子，每个孩子再得到{c}{m}。每个孩子有多少{m}{t}？",
        "{a} {ts} are shared equally among {b} children, and each child gets {c} more. "
        "How many {ts} does each child have?",
        {"k": "n", "b": "s", "c": "n"},
        (("x", "a", "÷", "b"), ("y", "x", "+", "c")),
        "a / b + c",
        derived=(("a", "k * b"),),
    ),
    Story(
        "change",
        "train",
        "一{m}{t}卖{a}元，{p}买了{b}{m}，付了{c}元。应找回多少元？",
        "One {ti} costs {a} yuan. {p} buys {b} and pays {c} yuan. How many yuan come back?",
        {"a": "n", "b": "s", "k": "n"},
        (("x", "a", "×", "b"), ("y", "c", "-", "x")),
        "c - a * b",
        derived=(("c", "a * b + k"),),
        unit=("元", "yuan"),
    ),
    Story(
        "twice",
        "train",
        "{p}有{a}{m}{t}，{q}的{t}数量是{p}的{b}倍。两人一共有多少{m}{t}？",
        "{p} has {a} {ts}, and {q} has {b} times as many. How many {ts} do they have together?",
        {"a": "n", "b": "s"},
        (("x", "a", "×", "b"), ("y", "a", "+", "x")),
        "a * (1 + b)",
    ),
    Story(
        "more",
        "train",
        "{p}有{a}{m}{t}，比{q}多{b}{m}。两人一共有多少{m}{t}？",
        "{p} has {a} {ts}, which is {b} more than {q} has. How many {ts} do they have together?",
        {"k": "n", "b": "n"},
        (("x", "a", "-", "b"), ("y", "a", "+", "x")),
        "2 * a - b",
        derived=(("a", "k + b"),),
    ),
    Story(
        "age",
        "train",
        "{p}今年{a}岁，养了{d}只猫。妈妈比{p}大{b}岁，{c}年后妈妈多少岁？",
        "{p} is {a} years old and keeps {d} cats. The mother is {b} years older. "
        "How old will the mother be in {c} years?",
        {"a": "n", "b": "n", "c": "s", "d": "s"},
        (("x", "a", "+", "b"), ("y", "x", "+", "c")),
        "a + b + c",
        unused=("d",),
        unit=("岁", "years"),
    ),
    Story(
        "road",
        "train",
        "一辆车每小时行{a}千米，行了{b}小时后离终点还有{c}千米。全程多少千米？",
        "A car drives {a} km every hour. After {b} hours it still has {c} km to go. "
        "How long is the whole way in km?",
        {"a": "n", "b": "s", "c": "n"},
        (("x", "a", "×", "b"), ("y", "x", "+", "c")),
        "a * b + c",
        unit=("千米", "km"),
    ),
    Story(
        "pages",
        "train",
        "一本书有{a}页，重{d}克。{p}每天读{b}页，读了{c}天，还剩多少页？",
        "A book has {a} pages and weighs {d} grams. {p} reads {b} pages a day for {c} days. "
        "How many pages are left?",
        {"b": "n", "c": "s", "k": "n", "d": "n"},
        (("x", "b", "×", "c"), ("y", "a", "-", "x")),
        "a - b * c",
        derived=(("a", "b * c + k"),),
        unused=("d",),
        unit=("页", "pages"),
    ),
    Story(
        "rows",
        "train",
        "果园里有{a}行树，每行{b}棵，其中{c}棵是梨树，其余是桃树。桃树有多少棵？",
        "An orchard has {a} rows of {b} trees. {c} of them are pear trees, the rest peach trees. "
        "How many peach trees are there?",
        {"a": "s", "b": "n"},
        (("x", "a", "×", "b"), ("y", "x", "-", "c")),
        "a * b - c",
        derived=(("c", "b"),),
        unit=("棵", "trees"),
    ),
    Story(
        "pool",
        "held_out",
        "水池里有{a}升水，每分钟流入{b}升，同时流出{c}升，{d}分钟后有多少升水？",
        "A tank holds {a} litres. Every minute {b} litres flow in and {c} litres flow out. "
        "How many litres are in it after {d} minutes?",
        {"a": "n", "k": "s", "c": "n", "d": "s"},
        (("x", "b", "-", "c"), ("y", "x", "×", "d"), ("z", "a", "+", "y")),
        "a + (b - c) * d",
        derived=(("b", "c + k"),),
        unit=("升", "litres"),
    ),
    Story(
        "teams",
        "held_out",
        "{a}名学生分成{b}组，每组领{c}{m}{t}，另外备用{d}{m}。一共要准备多少{m}{t}？",
        "{a} pupils form {b} teams, and every team gets {c} {ts}. With {d} {ts} in reserve, "
        "how many {ts} are needed?",
        {"a": "n", "b": "s", "c": "n", "d": "n"},
        (("x", "b", "×", "c"), ("y", "x", "+", "d")),
        "b * c + d",
        unused=("a",),
    ),
    Story(
        "ticket",
        "held_out",
        "成人票每张{a}元，儿童票每张{b}元。{c}个大人和{d}个孩子一共要付多少元？",
        "A ticket costs {a} yuan for an adult and {b} yuan for a child. "
        "What do {c} adults and {d} children pay in yuan?",
        {"a": "n", "b": "n", "c": "s", "d": "s"},
        (("x", "a", "×", "c"), ("y", "b", "×", "d"), ("z", "x", "+", "y")),
        "a * c + b * d",
        unit=("元", "yuan"),
    ),
    Story(
        "baker",
        "held_out",
        "面包师烤了{a}盘面包，每盘{b}个，卖出一些后剩{c}个。卖出了多少个？",
        "A baker made {a} trays of {b} rolls. In the evening {c} were left. "
        "How many rolls were sold?",
        {"a": "s", "b": "n", "c": "s"},
        (("x", "a", "×", "b"), ("y", "x", "-", "c")),
        "a * b - c",
        unit=("个", "rolls"),
    ),
    Story(
        "walk",
        "held_out",
        "{p}走了{a}米，{q}走的路是{p}的{b}倍少{c}米。{q}走了多少米？",
        "{p} walked {a} m. {q} walked {c} m less than {b} times as far. How far did {q} walk in m?",
        {"a": "n", "b": "s", "c": "s"},
        (("x", "a", "×", "b"), ("y", "x", "-", "c")),
        "a * b - c",
        unit=("米", "m"),
    ),
    Story(
        "packs",
        "held_out",
        "工厂有{a}{m}{t}，每{b}{m}装一箱，已经运走{c}箱。还剩多少箱？",
        "A factory packs {a} {ts} into crates of {b}. {c} crates have left already. "
        "How many crates remain?",
        {"b": "s", "k": "n", "c": "n"},
        (("x", "a", "÷", "b"), ("y", "x", "-", "c")),
        "a / b - c",
        derived=(("a", "b * (k + c)"),),
        unit=("箱", "crates"),
    ),
)
