"""``python -m worker.doctor``: prints docs/failures.md, so that it cannot drift from the table."""

from __future__ import annotations

import re
import sys

from worker.doctor.causes import ELSEWHERE, HEADINGS
from worker.doctor.table import TABLE

_PREFACE = """# When a run fails

Every failure has a cause, a sentence and, where something can be done by a button, a fix. They are
read from what the run left behind: its last event, the error files of its processes, the launcher's
summary and the end of its log. When several processes fail, the one that failed first is believed.

This table is printed by `python -m worker.doctor`; a test compares the two.

| cause | heading | what the user sees | what to do | button |
|---|---|---|---|---|
"""


def markdown() -> str:
    """The document: a row for each cause, in the order of ``HEADINGS``."""
    return _PREFACE + "".join(_row(cause, heading) for cause, heading in HEADINGS.items())


def _row(cause: str, heading: str) -> str:
    rows = [row for row in TABLE if row.cause == cause]
    # The most detailed sentence of each row of the table; the trainer's own words have none.
    seen = [_shown(row.says[0]) for row in rows if row.says[0] != "{said}"]
    if any(row.says[0] == "{said}" for row in rows):
        seen.append("The trainer's own words, which say what to do.")
    advice = [row.advice for row in rows if row.advice]
    button = any(row.fix for row in rows)
    if cause in ELSEWHERE:
        told = ELSEWHERE[cause]
        seen, advice = [*seen, told.sentence], [*advice, told.advice]
        button = button or told.button
    cells = (f"`{cause}`", heading, *(" ".join(dict.fromkeys(each)) for each in (seen, advice)))
    return f"| {' | '.join(cells)} | {'yes' if button else ''} |\n"


def _shown(template: str) -> str:
    return re.sub(r"\{(\w+)\}", r"*\1*", template)


if __name__ == "__main__":
    sys.stdout.write(markdown())
