"""The page heads every failure with the doctor's words."""

from __future__ import annotations

import re
from pathlib import Path

from worker.doctor.causes import HEADINGS

WORDS = Path(__file__).resolve().parents[3] / "frontend" / "src" / "lib" / "job-words.ts"


def test_the_page_has_the_heading_of_every_cause() -> None:
    table = re.search(r"const CAUSES\b[^{]*\{(.*?)\n\};", WORDS.read_text("utf-8"), re.DOTALL)
    assert table is not None
    assert dict(re.findall(r'^  (\w+): "(.*)",$', table[1], re.MULTILINE)) == HEADINGS
