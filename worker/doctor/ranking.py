"""Which of all that was said is the cause.

When one process fails, the others fail after it: they lose the connection, wait in vain, are told
to end. So each process is heard by itself, the one that failed first before the others, and what
only follows from another's end counts last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from worker.doctor.finding import Facts, Finding, Weight
from worker.doctor.launchers import RankEnd
from worker.doctor.log import Section, clean
from worker.doctor.remains import RankError
from worker.doctor.table import TABLE

# ``SomeError: words``, ``package.SomeError: words``, or what a C++ exception says.
_RAISED = re.compile(
    r"^(?:[\w.]{0,200}\.)?(?P<type>[A-Za-z_]\w{0,80}(?:Error|Exception|Exit|Interrupt|Timeout|"
    r"Stop\w{0,40}|Warning|Fault))(?:: (?P<words>[^\n]*))?$"
    r"|^\s+what\(\): +(?P<what>[^\n]+)$",
    re.MULTILINE,
)
_FRAME = re.compile(r'^\s*File "(?P<file>[^"\n]{1,400})", line (?P<line>\d+)', re.MULTILINE)
_OWN = "minimind/"
_LAUNCHERS = ("ChildFailedError", "CalledProcessError")


@dataclass(frozen=True)
class Diagnosis:
    """A row of the table that fits, with what was captured, and whose words they were."""

    finding: Finding
    facts: Facts
    rank: int | None


@dataclass(frozen=True)
class Raised:
    """An exception that is in no table: its last line and where it was raised."""

    words: str
    where: str | None  # file:line
    rank: int | None


def heard(ended: list[RankEnd], errors: Iterable[RankError], said: list[Section]) -> list[Section]:
    """What each process said, the one that failed first at the front.

    The launcher's root cause comes before all, then the files that processes wrote themselves, by
    their clock, then the log in its own order.
    """
    first = [Section(end.rank, end.text) for end in ended if end.first and end.text]
    root = ended[0].rank if ended and ended[0].first else None
    own = [Section(error.rank, "\n".join(clean(error.text))) for error in errors]
    others = [Section(end.rank, end.text) for end in ended if not end.first and end.text]
    everything = [*own, *said, *others]
    if root is not None:  # stable: within the halves the order stays
        everything.sort(key=lambda section: section.rank != root)
    return [*first, *everything]


def find(sections: Iterable[Section], weight: Weight) -> Diagnosis | None:
    """The first row of the table with this weight, in the first section where there is one."""
    rows = [row for row in TABLE if row.weight == weight]
    for section in sections:
        for row in rows:
            facts = row.search(section.text)
            if facts is not None:
                return Diagnosis(row, facts, section.rank)
    return None


def richer(diagnosis: Diagnosis, text: str) -> Diagnosis:
    """The same cause with more facts, if ``text`` knows more."""
    best = diagnosis
    for row in TABLE:
        facts = row.search(text) if row.cause == diagnosis.finding.cause else None
        if facts is not None and len(facts) > len(best.facts):
            best = Diagnosis(row, facts, diagnosis.rank)
    return best


def raised(sections: Iterable[Section]) -> Raised | None:
    """The first exception that does not merely follow from another process's end."""
    for section in sections:
        for match in _exceptions(section.text):
            words = match["what"] or ": ".join(
                part for part in (match["type"], match["words"]) if part
            )
            return Raised(words[:400], _where(section.text[: match.start()]), section.rank)
    return None


def _exceptions(text: str) -> Iterator[re.Match[str]]:
    """Those of a section that say something of their own, the last first."""
    follow_ups = [row for row in TABLE if row.weight == "follow_up"]
    for match in reversed(list(_RAISED.finditer(text))):
        if match["type"] in _LAUNCHERS:
            continue
        if any(row.search(match[0]) is not None for row in follow_ups):
            continue
        yield match


def _where(traceback: str) -> str | None:
    """File and line that raised it: the innermost of our own, else the innermost of all."""
    frames = list(_FRAME.finditer(traceback))
    if not frames:
        return None
    own = [frame for frame in frames if _OWN in frame["file"]]
    frame = own[-1] if own else frames[-1]
    file = frame["file"]
    shown = file[file.rindex(_OWN) :] if own else file.rpartition("/")[2]
    return f"{shown}, line {frame['line']}"
