"""From a file with bad rows to a dataset that can be trained, all in the browser."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.pages import complaints, runs_over, signed_in
from tests.e2e.studio import Studio

expect.set_options(timeout=60_000)
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

ROWS = 120


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """A studio of its own, without data."""
    made = Studio(tmp_path_factory.mktemp("datasets") / "data", "--no-demo")
    yield made
    made.client.close()
    made.stop()


@pytest.fixture
def page(browser: Browser, studio: Studio) -> Iterator[Page]:
    with signed_in(browser, studio) as opened:
        yield opened


def rows() -> str:
    """Texts, of which one is no JSON, one has no text, and one stands there twice."""
    lines = [
        json.dumps({"text": f"Row {n} counts to {n}. " + "So it goes on. " * (n % 30)})
        for n in range(ROWS)
    ]
    lines[10], lines[20], lines[31] = "no JSON at all", '{"txt": "another name"}', lines[30]
    return "\n".join(lines) + "\n"


def test_a_file_with_bad_rows_becomes_a_dataset_that_can_be_trained(
    studio: Studio, page: Page, screenshots: Path, tmp_path: Path
) -> None:
    page.goto(f"{studio.base}/datasets")
    expect(page.get_by_text("No datasets yet")).to_be_visible()
    _look(page, screenshots, "datasets-empty")
    page.get_by_role("link", name="Add data").click()

    file = tmp_path / "counting.jsonl"
    file.write_text(rows(), "utf-8")
    page.get_by_label("Choose files").set_input_files(file)
    page.get_by_role("link", name="Look inside and import").click()
    expect(page.get_by_role("heading", name="The first rows")).to_be_visible()
    expect(page.get_by_text("Row 0 counts to 0.").last).to_be_visible()
    _look(page, screenshots, "datasets-preview")
    page.get_by_role("button", name="Import every row").click()

    expect(page.get_by_text("Faulty")).to_be_visible()
    _look(page, screenshots, "datasets-list")
    page.get_by_role("link", name="counting", exact=True).click()
    expect(page.get_by_text(f"2 rows of {ROWS} cannot be trained.")).to_be_visible()
    expect(page.get_by_text("Line 11")).to_be_visible()
    expect(page.get_by_text("no JSON at all")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^Length of the rows"))).to_be_visible()
    _look(page, screenshots, "datasets-report")
    _look_at_rows(page, screenshots)
    page.goto(f"{studio.base}/new")
    expect(page.get_by_role("link", name="clean counting")).to_be_visible()
    expect(page.get_by_label("Dataset")).to_have_value("")  # no job takes it as it is
    page.get_by_role("link", name="clean counting").click()

    expect(page.get_by_text(re.compile("rows are left out"))).to_be_visible()
    _look(page, screenshots, "datasets-clean")
    page.get_by_role("button", name="Make the cleaned copy").click()
    page.get_by_role("link", name="Look at it").click()
    expect(page.get_by_role("heading", name="counting cleaned")).to_be_visible()
    expect(page.get_by_text("Ready")).to_be_visible()
    expect(page.get_by_text(f"All {ROWS - 3} rows can be trained")).to_be_visible()
    page.get_by_role("link", name="Train on it").click()
    cleaned = studio.client.get("/api/datasets").json()[0]
    expect(page.get_by_label("Dataset")).to_have_value(cleaned["id"])
    assert (cleaned["rows"], cleaned["errors"]) == (ROWS - 3, 0)

    page.goto(f"{studio.base}/datasets")
    page.get_by_role("link", name="counting", exact=True).click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("counting cleaned")


def _look_at_rows(page: Page, screenshots: Path) -> None:
    """From an example to its row, to the row after it, and by words to another."""
    page.get_by_role("link", name="Line 11").click()
    expect(page.get_by_text("This row cannot be trained.")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="Row 12")).to_be_visible()
    shown = page.get_by_role("region", name="The row as tokens")
    expect(shown).to_contain_text("<|im_start|>")
    expect(page.get_by_text(re.compile("tokens; the model learns to say"))).to_be_visible()
    _look(page, screenshots, "datasets-xray")
    page.get_by_label("Words in the row").fill("counts to 77")
    page.get_by_role("button", name="Search").click()
    rows = page.get_by_role("list", name="Rows").get_by_role("listitem")
    expect(rows).to_have_count(1)
    rows.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Row 78")).to_be_visible()


def test_an_upload_goes_on_after_a_pause_and_a_reload(
    studio: Studio, page: Page, tmp_path: Path
) -> None:
    """The same file, chosen again, goes on where it was."""
    content = (json.dumps({"text": "word " * 2000}) + "\n").encode() * 3000  # 30 MB
    file = tmp_path / "large.jsonl"
    file.write_bytes(content)
    slow = page.context.new_cdp_session(page)
    slow.send("Network.enable")
    speed = {"offline": False, "latency": 0, "downloadThroughput": -1}
    slow.send("Network.emulateNetworkConditions", {**speed, "uploadThroughput": 4_000_000})
    page.goto(f"{studio.base}/datasets/add")
    page.get_by_label("Choose files").set_input_files(file)
    bar = page.get_by_role("progressbar", name="Upload of large.jsonl")
    expect(bar).to_have_attribute("aria-valuenow", re.compile("^[1-9][0-9]$"))
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("paused")).to_be_visible()
    _until(lambda: _uploads(studio)[0]["received"] > 0)
    page.reload()
    slow.send("Network.emulateNetworkConditions", {**speed, "uploadThroughput": -1})
    expect(page.get_by_text("Choose the same file again to go on")).to_be_visible()
    [before] = _uploads(studio)
    assert 0 < before["received"] < before["bytes"] == len(content)
    page.get_by_label("Choose files").set_input_files(file)
    _until(lambda: _uploads(studio)[0]["received"] == len(content))
    [after] = _uploads(studio)
    assert after["id"] == before["id"]
    link = page.get_by_role("link", name="Look inside and import")
    expect(link.and_(page.locator(f'[href$="{after["id"]}"]'))).to_be_visible()


def _uploads(studio: Studio) -> list[dict[str, Any]]:
    """Those of the large file."""
    found = studio.client.get("/api/uploads").raise_for_status().json()
    return [upload for upload in found if upload["filename"] == "large.jsonl"]


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def _look(page: Page, folder: Path, name: str) -> None:
    """Takes pictures in both themes, wide and on a phone, and has axe look at each."""
    themes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for theme in themes:
        page.emulate_media(color_scheme=theme)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 860})
            time.sleep(0.2)
            page.screenshot(path=folder / f"{name}-{theme}-{width}.png", full_page=True)
            assert complaints(page) == [], f"{name}, {theme}, {width} px"
            assert runs_over(page) <= 0, f"{name}, {width} px"
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 860})
