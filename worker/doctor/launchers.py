"""What torchrun and DeepSpeed's launcher say of the processes that they started."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ROOT = "Root Cause (first observed failure):"
_HEAD = re.compile(r"^(?:Failures:|Root Cause \(first observed failure\):)$", re.MULTILINE)
_ENTRY = re.compile(r"^\[\d+\]:$", re.MULTILINE)
_RANK = re.compile(r"^\s*rank\s*: (?P<rank>\d+)", re.MULTILINE)
_CODE = re.compile(r"^\s*exitcode\s*: (?P<code>-?\d+)", re.MULTILINE)
_TRACEBACK = re.compile(r"^\s*traceback : (?P<text>.*)", re.MULTILINE | re.DOTALL)
_INDENT = re.compile(r"^ {2}", re.MULTILINE)
# Without a summary, as when several machines train together, one line is all there is.
_FAILED = re.compile(r"failed \(exitcode: (?P<code>-?\d+)\) local_rank: (?P<rank>\d+)")
_DEEPSPEED = re.compile(r"exits with return code = (?P<code>-?\d+)")
_DEEPSPEED_RANK = re.compile(r"--local_rank=(?P<rank>\d+)")


@dataclass(frozen=True)
class RankEnd:
    """How one process ended: ``code`` as of ``subprocess``, ``text`` its traceback or empty."""

    rank: int | None
    code: int
    text: str
    first: bool  # the launcher holds it for the root cause


def ends(lines: list[str]) -> list[RankEnd]:
    """The processes that a launcher names, the one that failed first at the front."""
    text = "\n".join(lines)
    found = _summary(text)
    if not found and (match := _FAILED.search(text)):
        found = [RankEnd(int(match["rank"]), int(match["code"]), "", True)]
    return sorted(found or _deepspeed(lines), key=lambda end: not end.first)


def _summary(text: str) -> list[RankEnd]:
    """The last summary of torchrun; the tail of a log may have lost its begin."""
    heads = list(_HEAD.finditer(text))
    if not heads:
        return []
    start = heads[-1].start()
    if len(heads) > 1 and text.startswith(_ROOT, start):
        start = heads[-2].start()
    summary = text[start:]
    root = summary.find(_ROOT)
    found = []
    marks = list(_ENTRY.finditer(summary))
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        body = summary[mark.end() : following.start() if following else len(summary)]
        rank, code = _RANK.search(body), _CODE.search(body)
        if rank and code:
            said = _TRACEBACK.search(body)
            told = said["text"].split("\n---")[0].split("\n===")[0] if said else ""
            first = 0 <= root < mark.start()
            # Of a signal there is no traceback, only a line that says so. Others are indented.
            told = "" if told.startswith("Signal ") else _INDENT.sub("", told)
            found.append(RankEnd(int(rank["rank"]), int(code["code"]), told, first))
    return found


def _deepspeed(lines: list[str]) -> list[RankEnd]:
    """DeepSpeed's launcher names the first process that failed, and ends the others."""
    for line in lines:
        if match := _DEEPSPEED.search(line):
            rank = _DEEPSPEED_RANK.search(line)
            return [RankEnd(int(rank["rank"]) if rank else None, int(match["code"]), "", True)]
    return []
