"""Fixtures of the end-to-end tests: one studio with the starter run, one browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from scripts.setup.test import find_browser
from tests.e2e.pages import signed_in
from tests.e2e.studio import Studio

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def starter_studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """A first start as a newcomer sees it: the starter pipeline trains from the first second."""
    studio = Studio(tmp_path_factory.mktemp("starter") / "data")
    yield studio
    studio.client.close()
    studio.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = find_browser()
    if executable is None:
        assert not os.environ.get("CI"), "CI must have a browser"
        pytest.skip("no Chromium on the PATH: install one to run the browser tests")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, starter_studio: Studio) -> Iterator[Page]:
    """A signed-in page of the studio with the starter run."""
    with signed_in(browser, starter_studio) as opened:
        yield opened


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where browser tests put their pictures: ``SCREENSHOTS`` if set, else a temporary folder."""
    chosen = os.environ.get("SCREENSHOTS")
    folder = Path(chosen) if chosen else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
