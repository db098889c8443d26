"""Jobs under control from the page: paused, resumed, held, stopped, mended; and the machines."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.pages import complaints, runs_over, signed_in
from tests.e2e.studio import Studio

expect.set_options(timeout=30_000)
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

TINY = {
    "seq_len": 64, "global_batch": 8, "micro_batch": 8, "epochs": 10_000, "max_steps": 10_000,
    "sample_prompts": [],
}  # fmt: skip
# Float16 has no room for what such a rate makes of the weights.
WILD = {**TINY, "precision": "float16", "learning_rate": 1.0}


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """A studio of its own without the starter run: nothing waits but what a test submits."""
    made = Studio(tmp_path_factory.mktemp("control") / "data", "--no-demo")
    yield made
    made.client.close()
    made.stop()


@pytest.fixture
def page(browser: Browser, studio: Studio) -> Iterator[Page]:
    with signed_in(browser, studio) as opened:
        yield opened


def test_jobs_are_controlled_and_mended_from_their_pages(
    studio: Studio, page: Page, screenshots: Path
) -> None:
    dataset = _dataset(studio)
    steady = _submit(studio, "steady", dataset, TINY)
    wild = _submit(studio, "wild", dataset, WILD)

    _open(page, studio, f"/jobs/{wild}", status="Waiting")
    page.get_by_label("Priority").fill("5")
    page.get_by_role("button", name="Set").click()
    page.get_by_role("button", name="Hold").click()
    expect(page.get_by_role("button", name="Release")).to_be_visible()
    assert (studio.job(wild)["priority"], studio.job(wild)["held"]) == (5, True)
    _look(page, screenshots, "control-held")

    _open(page, studio, f"/jobs/{steady}", status="Running")
    expect(page.get_by_text(re.compile(r"step \d+ of"))).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    _shows(page, "Paused")
    page.get_by_text("Executions").click()
    expect(page.get_by_role("heading", name="1. Paused")).to_be_visible()
    expect(page.get_by_text("Nothing of it was left running")).to_be_visible()
    reached = studio.job(steady)["progress"]["step"]
    page.get_by_role("button", name="Resume").click()
    _shows(page, "Running")
    expect(page.get_by_text(f"went on from step {reached:,}")).to_be_visible()
    page.get_by_text("Resources").click()
    expect(page.get_by_role("img", name=re.compile("^Memory over"))).to_be_visible(timeout=60_000)
    _look(page, screenshots, "control-running")
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Stop the job").click()
    _shows(page, "Stopped")
    assert studio.job(steady)["progress"]["step"] > reached

    _open(page, studio, f"/jobs/{wild}", status="Waiting")
    page.get_by_role("button", name="Release").click()
    _shows(page, "Failed")
    expect(page.get_by_text("The training diverged: ").first).to_be_visible()
    _look(page, screenshots, "control-failed")
    page.get_by_role("button", name="Try again with a learning rate of 0.5").click()
    expect(page.get_by_text("0.5 instead of 1, as you asked")).to_be_visible()
    assert [entry["new"] for entry in studio.job(wild)["adjustments"]] == [0.5]
    page.screenshot(path=screenshots / "control-mended.png", full_page=True)


def test_the_machines_show_how_busy_they_are(studio: Studio, page: Page, screenshots: Path) -> None:
    page.goto(f"{studio.base}/machines")
    expect(page.get_by_role("heading", name="Machines")).to_be_visible()
    curve = page.get_by_role("img", name=re.compile("^Processor over the last hour"))
    expect(curve).to_be_visible(timeout=60_000)
    _look(page, screenshots, "machines")


def _dataset(studio: Studio) -> str:
    rows = "".join(json.dumps({"text": f"The number {n} is a number."}) + "\n" for n in range(64))
    query = {"name": "numbers", "kind": "text"}
    answer = studio.client.post("/api/datasets", params=query, content=rows.encode())
    return answer.raise_for_status().json()["id"]


def _submit(studio: Studio, name: str, dataset: str, recipe: dict[str, Any]) -> str:
    spec = {
        "stage": "pretrain", "model": "nano", "name": name, "dataset": dataset, "recipe": recipe,
    }  # fmt: skip
    return studio.client.post("/api/jobs", json=spec).raise_for_status().json()["id"]


def _open(page: Page, studio: Studio, path: str, *, status: str) -> None:
    page.goto(f"{studio.base}{path}")
    _shows(page, status)


def _shows(page: Page, status: str) -> None:
    expect(page.get_by_role("status").get_by_text(status, exact=True)).to_be_visible(timeout=60_000)


def _look(page: Page, folder: Path, name: str) -> None:
    """Takes pictures in both themes, wide and on a phone, and has axe look at each."""
    themes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for theme in themes:
        page.emulate_media(color_scheme=theme)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 860})
            time.sleep(0.3)  # the chart is painted anew
            page.screenshot(path=folder / f"{name}-{theme}-{width}.png", full_page=True)
            assert complaints(page) == [], f"{name}, {theme}, {width} px"
            assert runs_over(page) <= 0, f"{name}, {width} px"
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 860})
