"""One kind of failure: how it shows, what to say, and what would mend it."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypedDict

Facts = dict[str, str]
# How much a finding explains. ``specific`` names a cause; ``general`` is told only when nothing
# better is found; a ``follow_up`` is what a process sees when another one died before it.
Weight = Literal["specific", "general", "follow_up"]


class Fix(TypedDict):
    """What would mend a failure: ``changes`` is a patch over the job's spec."""

    label: str  # for a button
    action: Literal["retry", "clone"]
    changes: dict[str, Any]


@dataclass(frozen=True)
class Case:
    """What a fix may depend on.

    Attributes:
        facts: captured from the log.
        recipe: of the run, every field; empty when its config can not be read.
        on_gpu: whether it ran on GPUs.
        saved: it has a checkpoint to go on from.
    """

    facts: Facts
    recipe: Mapping[str, Any] = field(default_factory=dict)
    on_gpu: bool = False
    saved: bool = False


FixBuilder = Callable[[Case], Fix | None]


@dataclass(frozen=True)
class Finding:
    """One row of the doctor's table.

    Attributes:
        cause: the machine-readable name, one of ``causes.HEADINGS``.
        patterns: any of them shows it; named groups are facts for the sentences and the fix.
        says: sentence templates, the most detailed first; the first whose facts are known is told.
        advice: what to do, in one or two sentences; empty when the sentence says it.
        fix: makes the button.
    """

    cause: str
    patterns: tuple[re.Pattern[str], ...]
    says: tuple[str, ...]
    advice: str = ""
    fix: FixBuilder | None = None
    weight: Weight = "specific"

    def search(self, text: str) -> Facts | None:
        """The facts of the pattern that knows most of them; None when none is in ``text``."""
        found: Facts | None = None
        for pattern in self.patterns:
            if match := pattern.search(text):
                facts = {name: value.strip() for name, value in match.groupdict("").items()}
                facts = {name: value for name, value in facts.items() if value}
                if found is None or len(facts) > len(found):
                    found = facts
        return found

    def sentence(self, facts: Facts) -> str:
        """What happened and what to do."""
        said = next(text for text in self.says if _names(text) <= facts.keys())
        return " ".join(part for part in (said.format_map(_readable(facts)), self.advice) if part)


def finding(
    cause: str,
    *patterns: str,
    says: str | tuple[str, ...],
    advice: str = "",
    fix: FixBuilder | None = None,
    weight: Weight = "specific",
) -> Finding:
    """A row of the table; ``patterns`` are searched line by line (``^`` is a line's begin).

    Give ``says`` with less and less facts; the last one must need none that a pattern may lack.
    """
    compiled = tuple(re.compile(pattern, re.MULTILINE) for pattern in patterns)
    return Finding(cause, compiled, (says,) if isinstance(says, str) else says, advice, fix, weight)


def told_by_trainer(cause: str, words: str, fix: FixBuilder | None = None) -> Finding:
    """A mistake of which the trainer itself says what it is and what to do: its words are kept.

    ``words`` is a pattern for a part of the line.
    """
    place = r"(?:[a-z_]+(?:\.[a-z_]+)*: )?"  # the field that the mistake is in
    line = rf"^(?:error: |training failed: )?{place}(?P<said>[^\n]*?{words}[^\n]*)$"
    return finding(cause, line, says="{said}", fix=fix)


def _readable(facts: Facts) -> Facts:
    """Facts as people write them: those called ``bytes`` and ``ms`` are numbers in the log."""
    shown = dict(facts)
    if "ms" in facts:
        shown["ms"] = f"{float(facts['ms']) / 1000:.0f} s"
    if "bytes" in facts:
        size, units = float(facts["bytes"]), ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"]
        while size >= 1024 and len(units) > 1:
            size, units = size / 1024, units[1:]
        shown["bytes"] = f"{size:.{int(units[0] != 'bytes')}f} {units[0]}"
    return shown


def _names(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}
