"""Every problem is right, rejected answers never are, and the two sides have nothing in common."""

from __future__ import annotations

import contextlib
import copy
import hashlib
import json
import re
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minimind.generate import GENERATORS, check_answer, well_formed
from minimind.generate.draw import SIDES, Draw, Side, on_side
from minimind.generate.families import FAMILIES
from minimind.generate.families.common import parts_of
from minimind.generate.options import FamilyName, MixedOptions, ProblemOptions
from minimind.generate.problem import Ambiguous, Wish
from minimind.generate.problems import batch, candidate
from minimind.generate.rows import WrongRow, verify
from minimind.spec.rows import parse_row

_GOLDEN = "b53362aeeb3527417607dc1540a3ddc6aae55a5eae915fb12323b77da907b885"
PROBLEMS = [name for name, generator in GENERATORS.items() if generator.read is None]
_RANGES = st.fixed_dictionaries(
    {
        "form": st.sampled_from(["reason", "answers", "preferences", "text"]),
        "side": st.sampled_from(["train", "held_out"]),
        "language": st.sampled_from(["zh", "en", "both"]),
        "digits": st.integers(1, 5),
        "seed": st.integers(0, 2**31 - 1),
    }
)


def _options(name: str, **fields: Any) -> ProblemOptions:
    options = GENERATORS[name].options.parse(fields)
    assert isinstance(options, ProblemOptions)
    return options


@pytest.mark.parametrize("name", PROBLEMS)
@settings(max_examples=15, deadline=None)
@given(fields=_RANGES, first=st.integers(0, 10**7))
def test_every_row_can_be_trained_and_passes_its_check(
    name: str, fields: dict[str, Any], first: int
) -> None:
    options = _options(name, **fields)
    for _, line in batch(name, options, range(first, first + 20)):
        row = parse_row(line.decode(), options.kind, 1)
        verify(row, options.form)
        told = row["problem"]
        assert parts_of(told["template"])[2] == options.side
        if options.form == "preferences":
            good, bad = row["chosen"][1]["content"], row["rejected"][1]["content"]
            assert well_formed(good) and check_answer(row, good)
            assert not (well_formed(bad) and check_answer(row, bad))
            assert told["flaw"] == "tags" or not check_answer(row, bad)


@settings(max_examples=30, deadline=None)
@given(
    operations=st.sets(
        st.sampled_from(["add", "subtract", "multiply", "divide"]), min_size=1
    ).map(sorted),
    operands=st.integers(2, 6),
    flags=st.tuples(st.booleans(), st.booleans(), st.booleans()),
    digits=st.integers(1, 5),
)  # fmt: skip
def test_arithmetic_has_what_is_asked_for_and_nothing_else(
    operations: list[str], operands: int, flags: tuple[bool, bool, bool], digits: int
) -> None:
    brackets, negatives, decimals = flags
    options = _options(
        "arithmetic", operations=operations, operands=operands, brackets=brackets,
        negatives=negatives, decimals=decimals, digits=digits, form="text",
    )  # fmt: skip
    signs = {"add": "+", "subtract": "-", "multiply": "*×", "divide": "/÷"}
    absent = "".join(sign for name, sign in signs.items() if name not in operations)
    for index in range(12):
        try:
            question = candidate("arithmetic", options, index)["text"].partition("\n")[0]
        except Ambiguous:  # division alone leaves no room for more
            continue
        plain = re.sub(r"\(-|-\)", "", question)
        sums = re.sub(r"[^-+*/×÷()\d. ]", "", re.sub(r"\(-[\d.]+\)", "0", plain))
        if operations != ["divide"]:
            joins = set(sums) & set(absent.replace("+", "") if "divide" in operations else absent)
            assert not joins, question
        if not brackets:
            assert "(" not in re.sub(r"\(-[\d.]+\)", "", question)
        if not negatives:
            assert "(-" not in question
        if not decimals:
            assert not re.search(r"\d\.\d", question)


class _Noting(Draw):
    """Remembers the numbers that were drawn."""

    def __init__(self, *key: object) -> None:
        super().__init__(*key)
        self.numbers: list[int] = []

    def number(self, side: Side, digits: int, *, least: int = 1) -> int:
        self.numbers.append(super().number(side, digits, least=least))
        return self.numbers[-1]


@pytest.mark.parametrize("family", sorted({*FAMILIES} - {"letters", "logic"}))
@pytest.mark.parametrize("side", SIDES)
def test_problems_are_built_from_the_numbers_of_their_side(family: str, side: Side) -> None:
    drawn: list[int] = []
    for index in range(300):
        draw = _Noting(family, side, index)
        with contextlib.suppress(Ambiguous):
            FAMILIES[family].make(draw, Wish(side, "en" if index % 2 else "zh", 3))
        drawn += draw.numbers
    assert len(set(drawn)) > 30 and all(on_side(number, side) for number in drawn)


@pytest.mark.parametrize("side", SIDES)
def test_sums_show_only_numbers_of_their_side(side: str) -> None:
    options = _options("arithmetic", side=side, operations=["add", "multiply"], digits=4)
    for index in range(300):
        row = candidate("arithmetic", options, index)
        for number in re.findall(r"\d+", row["conversations"][0]["content"]):
            assert on_side(int(number), options.side)


def test_the_sides_share_no_number_no_sentence_and_no_question() -> None:
    for number in range(1, 100_000):
        assert on_side(number, "train") != on_side(number, "held_out")
    questions: dict[str, set[str]] = {}
    for side in SIDES:
        options = MixedOptions(side=side, form="text")
        lines = [json.loads(line) for _, line in batch("problems", options, range(3000))]
        questions[side] = {line["text"].partition("\n")[0] for line in lines}
    assert not questions["train"] & questions["held_out"]
    modules: list[Any] = list(FAMILIES.values())
    for family in modules:
        sentences: dict[str, set[str]] = {"train": set(), "held_out": set()}
        for key, group in family.TEMPLATES.items():
            sentences[key.split(".")[1]] |= {named.template.text for named in group}
        assert sentences["train"] and sentences["held_out"]
        assert not sentences["train"] & sentences["held_out"]


def test_both_languages_and_all_kinds_come_in_equal_parts() -> None:
    rows = [candidate("problems", MixedOptions(), index) for index in range(320)]
    kinds = [tuple(row["problem"]["template"].split(".")[:2]) for row in rows]
    assert {kinds.count(kind) for kind in set(kinds)} == {20}
    assert len(set(kinds)) == 2 * len(FAMILIES)
    assert {kind for kind, _ in kinds} == set(get_args(FamilyName)) == set(FAMILIES)


def _spoiled(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Copies of a preference row with one thing wrong each."""
    good = row["chosen"][1]["content"]
    stepped = good.replace("<think>\n", "<think>\n1 + 1 = 3\n")
    # That a right reply is rejected is told from the replies alone: this one differs in a space.
    also_right = good.replace("</think>", "\n</think>", 1)
    copies = [copy.deepcopy(row) for _ in range(7)]
    copies[0]["problem"]["answer"] = "987654321"
    copies[1]["chosen"][1]["content"] = "no idea"
    copies[2]["chosen"][1]["content"] = good.replace("</think>", "")
    copies[3]["chosen"][1]["content"] = stepped
    copies[4]["rejected"][1]["content"] = also_right
    copies[5]["chosen"][0]["content"] = "What is 1 + 1?"
    thoughts = good[good.index("\n") + 1 : good.index("\n</think>")]
    copies[6]["chosen"][1]["content"] = good.replace(thoughts, "500000 + 500001 = 1000001", 1)
    return copies


def test_the_check_fails_for_every_kind_of_fault() -> None:
    options = _options("arithmetic", form="preferences", language="en")
    for index in range(100):
        row = candidate("arithmetic", options, index)
        verify(row, "preferences")
        for spoiled in _spoiled(row):
            with pytest.raises((WrongRow, ValueError)):
                verify(spoiled, "preferences")


@pytest.mark.parametrize("family", FAMILIES)
def test_a_generator_that_computes_wrongly_is_caught(
    family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each answer is moved by one, or to another word: nothing of that is ever written."""
    module: Any = FAMILIES[family]
    make = module.make

    def broken(draw: Draw, wish: Wish) -> Any:
        problem = make(draw, wish)
        other = problem.slips[0].answer if problem.slips else problem.answer + "1"
        return replace(problem, answer=other, slips=())

    monkeypatch.setattr(module, "make", broken)
    options = _options(family)
    caught = 0
    for index in range(40):
        try:
            row = candidate(family, options, index)
        except WrongRow:
            caught += 1
        else:
            verify(row, "reason")  # the slip was right by chance
    assert caught >= 30


def test_the_same_request_gives_the_same_bytes_everywhere() -> None:
    """Fixed for good: a change here changes what a seed means."""
    lines = [line for _, line in batch("problems", MixedOptions(seed=7), range(64))]
    assert hashlib.sha256(b"".join(lines)).hexdigest() == _GOLDEN
