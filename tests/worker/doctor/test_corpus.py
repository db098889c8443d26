"""Real log endings: each gets its cause, words a student understands, and the right button."""

from __future__ import annotations

import re
import string

import pytest

from backend.core.adjustments import Changes
from backend.core.jobs import Failure
from backend.core.jobspec import JobSpec
from minimind.spec import build_recipe
from tests.worker.doctor.cases import CORPUS, Example, examples
from worker.doctor import judge
from worker.doctor.causes import HEADINGS

EXAMPLES = examples()


def judged(example: Example) -> Failure:
    ending = judge(example.remains)
    assert isinstance(ending, Failure)
    return ending


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_a_real_ending_is_understood(example: Example) -> None:
    ending = judged(example)
    assert ending.cause == example.cause, ending.message
    assert [word for word in example.words if word not in ending.message] == [], ending.message
    assert ending.fix == example.fix


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_its_words_are_whole_sentences_and_its_cause_has_a_heading(example: Example) -> None:
    ending = judged(example)
    assert ending.cause in HEADINGS
    assert ending.message[-1] in ".!?", ending.message
    assert (
        ending.message[0] in string.ascii_uppercase + string.digits or ending.cause == "bad_config"
    )
    assert "  " not in ending.message
    assert not re.search(r"\{\w*\}", ending.message), "a fact was left open"
    assert len(ending.message) < 600


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_its_fix_is_a_patch_that_the_studio_takes(example: Example) -> None:
    fix = judged(example).fix
    if fix is None:
        return
    assert fix.keys() == {"label", "action", "changes"}
    assert len(fix["label"]) <= 60
    recipe = fix["changes"].get("recipe", {})
    build_recipe("pretrain", recipe)
    if fix["action"] == "retry":
        Changes.model_validate(fix["changes"])
    else:
        spec = {"stage": "pretrain", "model": "nano", "dataset": "ds-1"}
        JobSpec.parse({**spec, **fix["changes"]})


def test_the_corpus_is_real_and_says_where_it_is_from() -> None:
    assert len(EXAMPLES) >= 25
    for example in EXAMPLES:
        assert re.match(r"made here by: \S|public: [\w.-]+/[\w.-]+#\d+$", example.provenance)
    assert len({path.stem for path in CORPUS.iterdir()}) == len(EXAMPLES), "a pair is torn"
