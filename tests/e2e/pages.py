"""Pages of a studio in the browser, and what is wrong with how they are made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

from backend.core import auth, db
from backend.core.settings import Settings
from tests.e2e.studio import ROOT, Studio

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


@contextmanager
def signed_in(browser: Browser, studio: Studio) -> Iterator[Page]:
    """A signed-in page; fails in the end when the page itself reported an error."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-US")
    context.add_cookies(
        [{"name": "minimind_session", "value": _session(studio), "url": studio.base}]
    )
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors, errors


def complaints(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA and its own best practices, one line an element."""
    # Not as a script tag: the page's own policy allows no script from elsewhere.
    page.evaluate(AXE.read_text("utf-8"))
    violations: list[dict[str, Any]] = page.evaluate("axe.run().then(found => found.violations)")
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in violations
        for node in violation["nodes"]
    ]


def runs_over(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def _session(studio: Studio) -> str:
    """A browser session, made from a fresh one-time token as every start of the studio does."""
    settings = Settings(data_dir=studio.data_dir)
    with db.connect(settings).transaction() as session:
        token = auth.issue_login(session)
    answer = studio.client.post("/api/session", json={"token": token}).raise_for_status()
    return answer.cookies["minimind_session"]
