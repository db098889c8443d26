"""The end of a log, made readable: bounded, in clean lines, and cut into what each process said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_CHARS = 32 * 1024
_LINE_HEAD, _LINE_TAIL = 800, 200

_ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]{0,20}[ -/]?[@-~]|\][^\x07\x1b]{0,200}\x07?)")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")
# torch names the rank before each line of an uncaught exception, torchrun --tee the local one.
_RANK = re.compile(r"^\[(?:rank|default)(\d{1,5})\]:\s?")
_CLOCK = re.compile(r"^\d\d:\d\d:\d\d (?=training failed)")
# Said on the way, by Python, torch (glog), NCCL and DeepSpeed; no reason to end.
_WARNING = re.compile(
    r":\d+: \w*Warning: |^\s*warnings\.warn\(|^(?:\[rank\d{1,5}\]:)?\[W\d*|NCCL INFO |\[WARNING\]"
)
_TRACEBACK = re.compile(r"^\s*(?:\+ )?(?:Exception Group )?Traceback \(most recent call last\):")
_FATAL = re.compile(r"^Fatal Python error: |^terminate called after throwing")
_CHAIN = ("During handling of the above exception", "The above exception was the direct cause")
# From here on a launcher speaks; what it says is read by worker.doctor.launchers.
_LAUNCHER = re.compile(r"\] failed \(exitcode: -?\d+\)|ChildFailedError|^Failures:$")


@dataclass(frozen=True)
class Section:
    """What one process said when it failed; the rank is None where the log does not tell it."""

    rank: int | None
    text: str


def clean(log: str) -> list[str]:
    """The lines of a log's last 32 KiB: no colours, no warnings, none longer than about 1,000."""
    text = _ESCAPES.sub("", log[-MAX_CHARS:]).replace("\r", "\n")
    lines = []
    for line in text.split("\n"):
        if len(line) > _LINE_HEAD + _LINE_TAIL:
            line = f"{line[:_LINE_HEAD]} ... {line[-_LINE_TAIL:]}"  # noqa: PLW2901
        line = _CLOCK.sub("", _UNPRINTABLE.sub("", line))  # noqa: PLW2901
        if line.strip() and not _WARNING.search(line):
            lines.append(line.rstrip())
    return lines


def sections(lines: list[str]) -> list[Section]:
    """What each process said, in the order in which they began to complain.

    Lines with a rank are put together by rank. Those without are cut before each traceback that
    is no part of a chain; what stands before the first is no complaint, and left out.
    """
    ranked: dict[int, list[str]] = {}
    order: list[tuple[int | None, list[str]]] = []
    plain: list[str] | None = None
    chained = False
    for line in _spoken(lines):
        match = _RANK.match(line)
        if match:
            rank = int(match[1])
            if rank not in ranked:
                ranked[rank] = []
                order.append((rank, ranked[rank]))
            ranked[rank].append(line[match.end() :])
            continue
        if (_TRACEBACK.match(line) and not chained) or _FATAL.match(line):
            plain = []
            order.append((None, plain))
        if line.strip():
            chained = line.strip().startswith(_CHAIN)
        if plain is not None:
            plain.append(line)
    return [Section(rank, "\n".join(said)) for rank, said in order]


def without_ranks(lines: list[str]) -> str:
    """The whole text, without the marks of ranks at the lines' begins."""
    return "\n".join(_RANK.sub("", line) for line in lines)


def _spoken(lines: list[str]) -> Iterator[str]:
    """Up to where a launcher sums up, and without its own traceback before that."""
    end = next((i for i, line in enumerate(lines) if _LAUNCHER.search(line)), len(lines))
    yield from lines[:end]
