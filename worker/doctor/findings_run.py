"""The run's own recipe, data and checkpoints: mostly the trainer's words, which say what to do."""

from __future__ import annotations

from worker.doctor import fixes
from worker.doctor.finding import Finding, finding, told_by_trainer

RUN: tuple[Finding, ...] = (
    finding(
        "diverged",
        r"(?P<what>loss|gradient|held-out loss)[^\n]{0,40} is no longer a finite number at step "
        r"(?P<step>\d+)",
        says="The training diverged: the {what} was no longer a number at step {step}.",
        advice="Lower the learning rate, or the gradient clip.",
        fix=fixes.calmer,
    ),
    finding(
        "seq_len_too_long",
        r"seq_len is (?P<length>\d+), but the (?P<who>model|teacher) has (?P<limit>\d+) "
        r"positions",
        says=(
            "Rows of {length} tokens are longer than the {who} can read, which is {limit}."
        ),
        advice="Lower the sequence length.",
        fix=fixes.shorter,
    ),
    told_by_trainer("wrong_parent", r"The (?:parent|teacher) checkpoint (?:has|is|was)"),
    told_by_trainer("wrong_parent", r"The teacher has \d+ entries|The tokenizer has \d+ entries"),
    told_by_trainer("wrong_parent", r"starts from a checkpoint, and none is given"),
    told_by_trainer("wrong_parent", r"There is no checkpoint at"),
    finding(
        "wrong_parent",
        r"size mismatch for (?P<weight>[\w.]+)",
        r"Error\(s\) in loading state_dict",
        says=(
            "The weights it starts from have another shape ({weight}).",
            "The weights it starts from have another shape.",
        ),
        advice="Choose the model size that they have, or another checkpoint.",
    ),
    told_by_trainer(
        "too_many_processes",
        r"(?P<most>\d+) rows per step cannot be shared by \d+ processes",
        fixes.fewer_processes,
    ),
    told_by_trainer(
        "too_many_processes",
        r"packs into (?P<most>\d+) rows of \d+ tokens, fewer than",
        fixes.fewer_processes,
    ),
    told_by_trainer(
        "too_many_processes",
        r"This machine shows (?P<most>\d+) GPUs, and process",
        fixes.fewer_processes,
    ),
    finding(
        "dataset_changed",
        r"The file has changed since it was registered",
        says="The dataset's file is not what it was when it was registered.",
        advice="Register it again and start a new run with that.",
    ),
    finding(
        "no_rows",
        r"The file holds no rows",
        says="The dataset's file holds no rows.",
        advice="Give it one JSON object a line.",
    ),
    told_by_trainer("no_rows", r"No row has anything to learn"),
    told_by_trainer("no_rows", r"holds only one distinct row", fixes.without_holding_out),
    told_by_trainer("file_missing", r"\.jsonl does not exist"),
    finding(
        "bad_checkpoint",
        r"(?P<file>[\w.-]+) (?P<what>differs from what was saved|has \d+ bytes, expected \d+|is "
        r"damaged|is missing|cannot be read|is not listed in the manifest|holds no training state)",
        says="A checkpoint is damaged: its {file} {what}.",
        advice="Start from another one.",
    ),
    finding(
        "bad_checkpoint",
        r"SafetensorError|PytorchStreamReader failed|invalid header or archive is corrupted",
        says="A checkpoint is damaged.",
        advice="Start from another one.",
    ),
    told_by_trainer("bad_config", r"go together here|cannot be compiled\.|has no use for"),
)  # fmt: skip
