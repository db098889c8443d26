"""Tags weigh more, and only they; what is reported does not."""

from __future__ import annotations

import pytest
import torch

from minimind.data.tokenizer import load_tokenizer

from .batches import (
    DENSE,
    batch_of,
    encoded,
    gradients,
    log_probs,
    model_of,
    rows_of,
    sequences_of,
    stage_of,
)

TAGS = ("<think>", "</think>", "<answer>", "</answer>")


def test_targets_that_belong_to_tags_weigh_ten_over_the_plain_count() -> None:
    tokenizer, rows, model = load_tokenizer(), rows_of("reason", 5), model_of(DENSE)
    # The same tokens outside a tag weigh as much: the reference asks for ids, not for places.
    rows[0]["conversations"][1]["content"] += " I think the answer is >"
    heavy = {id for tag in TAGS for id in tokenizer.encode(tag, add_special_tokens=False).ids}
    total, plain, count, heavies = torch.zeros(()), 0.0, 0, 0
    for row in encoded("reason", rows):
        targets = [id for id, mark in zip(row.ids[1:], row.marks[1:], strict=True) if mark]
        for id, log_prob in zip(targets, log_probs(model, row), strict=True):
            total = total - (10 if id in heavy else 1) * log_prob
            plain -= log_prob.item()
            count += 1
            heavies += id in heavy
    assert 20 < heavies < count

    stage = stage_of("reason")
    sequences = sequences_of(stage, rows)
    assert (stage.unit, sequences.targets.sum()) == ("target", count)  # the unweighted number
    batch = batch_of(sequences)
    sums = stage.sums(model, batch)
    torch.testing.assert_close(sums["loss"], total, rtol=1e-5, atol=0)
    assert sums["nats"].item() == pytest.approx(plain, rel=1e-5)
    found, expected = gradients(model, sums["loss"] / count), gradients(model, total / count)
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-6)
    with torch.no_grad():  # held out, the loss itself is in plain nats
        assert stage.sums(model, batch)["loss"].item() == pytest.approx(plain, rel=1e-5)


def test_without_extra_weight_it_is_sft() -> None:
    model, rows = model_of(DENSE), rows_of("reason", 3)
    light, sft = stage_of("reason", tag_weight=1), stage_of("sft")
    batch = batch_of(sequences_of(light, rows))
    mine, theirs = light.sums(model, batch)["loss"], sft.sums(model, batch)["loss"]
    torch.testing.assert_close(mine, theirs, rtol=1e-6, atol=0)
    assert stage_of("reason", tag_weight=3).sums(model, batch)["loss"] > 1.1 * mine
