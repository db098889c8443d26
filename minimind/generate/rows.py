"""From a problem to a row of a dataset, and the check that every row passes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from minimind.generate.answers import check_answer, thoughts_of, well_formed
from minimind.generate.draw import Draw
from minimind.generate.expressions import wrong_step
from minimind.generate.families import FAMILIES
from minimind.generate.problem import Ambiguous, Problem, Slip
from minimind.spec.rows import RowKind

Form = Literal["reason", "answers", "preferences", "text"]
KIND_OF: dict[Form, RowKind] = {
    "reason": "conversations",
    "answers": "conversations",
    "preferences": "preferences",
    "text": "text",
}
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?", re.A)
_SENTENCES = {"zh": ("{a}", "答案是{a}。", "结果是 {a}。"), "en": ("{a}", "The answer is {a}.")}
_TAGS_MISSING = (  # ways in which the form of a reply is not kept
    "{think}\n{answer}",
    "{answer}",
    "<think>\n{think}\n<answer>\n{answer}\n</answer>",
    "<think>\n{think}\n</think>\n{answer}",
    "<think>\n{think}\n</think>\n<answer>\n{answer}",
    "<answer>\n{answer}\n</answer>",
)


class WrongRow(RuntimeError):
    """A generator made a row that is not what it says: a fault of ours."""


def row_of(problem: Problem, form: Form, draw: Draw) -> dict[str, Any]:
    """A row; what ``check_answer`` needs stands in its field ``problem``, which training ignores.

    Raises Ambiguous when the problem has no wrong answer to reject.
    """
    told: dict[str, str] = {
        "template": problem.template,
        "answer": problem.answer,
        "shape": problem.shape,
    }
    if problem.unit:
        told["unit"] = problem.unit
    good = reply(problem.steps, problem.said)
    match form:
        case "text":
            lines = (problem.question, *problem.steps, problem.said)
            return {"text": "\n".join(lines), "problem": told}
        case "reason":
            return {"conversations": _turns(problem.question, good), "problem": told}
        case "answers":
            sentences = _SENTENCES["zh" if ".zh." in problem.template else "en"]
            said = draw.pick(sentences).format(a=problem.said)
            return {"conversations": _turns(problem.question, said), "problem": told}
        case "preferences":
            flaw, bad = _rejected(problem, draw)
            return {
                "chosen": _turns(problem.question, good),
                "rejected": _turns(problem.question, bad),
                "problem": {**told, "flaw": flaw},
            }


def reply(steps: tuple[str, ...], said: str) -> str:
    """Thoughts and answer between their tags."""
    return "<think>\n{}\n</think>\n<answer>\n{}\n</answer>".format("\n".join(steps), said)


def solved(template: str, question: str) -> str:
    """The answer, found in the question alone. Raises ValueError, Ambiguous."""
    family = template.partition(".")[0]
    if family not in FAMILIES:
        raise ValueError(f"there is no template {template!r}")
    return FAMILIES[family].solve(template, question)


def verify(row: Mapping[str, Any], form: Form) -> None:
    """Derives the answer anew and holds everything that the row says against it.

    Raises Ambiguous for a question with several answers, WrongRow for any other fault.
    """
    told = row["problem"]
    question, good, bad = _parts(row, form)
    answer = solved(told["template"], question)
    if answer != told["answer"]:
        raise WrongRow(f"{question!r} has the answer {answer!r}, not {told['answer']!r}.")
    if not check_answer(row, good):
        raise WrongRow(f"{good!r} does not answer {question!r} with {answer!r}.")
    if form in ("reason", "preferences"):
        if not well_formed(good):
            raise WrongRow(f"{good!r} has not the tags in their order.")
        if wrong := wrong_step(thoughts_of(good)):
            raise WrongRow(f"{wrong!r} among the steps of {question!r} is not true.")
        thoughts = thoughts_of(good)
        if told["shape"] == "number":
            thoughts = thoughts.rpartition("\n")[2]  # it is the last step that ends with it
        if told["shape"] in ("number", "numbers") and not (
            set(_NUMBER.findall(answer)) <= set(_NUMBER.findall(thoughts))
        ):
            raise WrongRow(f"The steps of {question!r} do not lead to {answer}.")
    if form == "preferences":
        right = check_answer(row, bad)
        if right and (well_formed(bad) or told["flaw"] != "tags"):
            raise WrongRow(f"{bad!r} is rejected as {told['flaw']}, but right.")


def _parts(row: Mapping[str, Any], form: Form) -> tuple[str, str, str]:
    """(question, good reply, bad reply or nothing)."""
    if form == "text":
        question, _, rest = row["text"].partition("\n")
        return question, rest.rpartition("\n")[2], ""
    if form == "preferences":
        chosen, rejected = row["chosen"], row["rejected"]
        return chosen[0]["content"], chosen[1]["content"], rejected[1]["content"]
    turns = row["conversations"]
    return turns[0]["content"], turns[1]["content"], ""


def _rejected(problem: Problem, draw: Draw) -> tuple[str, str]:
    """(flaw, reply): a wrong answer in good form, or one time in five a right one in bad form."""
    if draw.one_in(5):
        text = draw.pick(_TAGS_MISSING)
        return "tags", text.format(think="\n".join(problem.steps), answer=problem.said)
    wrong = [slip for slip in problem.slips if not check_answer(problem, slip.answer)]
    if not wrong:
        raise Ambiguous("every mistake that comes to mind is right by chance")
    disordered = [slip for slip in wrong if slip.flaw == "order"]  # rare, and worth learning from
    slip: Slip = draw.pick(disordered if disordered and draw.one_in(2) else wrong)
    said = problem.said.replace(problem.answer, slip.answer, 1)
    return slip.flaw, reply(slip.steps or (slip.answer,), said)


def _turns(question: str, said: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": question}, {"role": "assistant", "content": said}]
