"""Tokenizers in a real browser: trained, compared token by token, imported, used, deleted."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from minimind.data.tokenizer_training import save_tokenizer, train_tokenizer
from tests.e2e.pages import complaints, runs_over, signed_in
from tests.e2e.studio import Studio

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """An empty one with a dataset in two languages."""
    studio = Studio(tmp_path_factory.mktemp("tokenizers") / "data", "--no-demo")
    chance = random.Random(4)
    words = ["".join(chance.choices("bdklmnrst", k=3)) + "aeiou"[n % 5] for n in range(300)]
    texts = [" ".join(chance.choices(words, k=20)) for _ in range(300)]
    texts += ["小河从石桥下面流过，" + "孩子们在河边玩。" * (n % 4 + 1) for n in range(100)]
    rows = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts)
    answer = studio.client.post("/api/datasets?name=river", content=rows.encode())
    answer.raise_for_status()
    yield studio
    studio.client.close()
    studio.stop()


@pytest.fixture
def page(browser: Browser, studio: Studio) -> Iterator[Page]:
    with signed_in(browser, studio) as opened:
        opened.goto(f"{studio.base}/tokenizers")
        yield opened


def look(page: Page, folder: Path, name: str) -> None:
    """Nothing runs over and axe has no complaint, wide and narrow, light and dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 860})
            page.screenshot(path=folder / f"{name}-{scheme}-{width}.png", full_page=True)
            assert runs_over(page) <= 0, (name, width)
            assert complaints(page) == [], (name, scheme, width)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 860})


def test_a_tokenizer_from_training_to_a_new_model(
    page: Page, studio: Studio, screenshots: Path, tmp_path: Path
) -> None:
    expect(page.get_by_role("listitem", name="Shipped with MiniMind Studio")).to_be_visible()
    look(page, screenshots, "tokenizers-first")

    page.get_by_role("link", name="Train one").click()
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_text("Choose at least one source.")).to_be_visible()
    page.get_by_label("river").check()
    page.get_by_label("chatterbot-zh").check()
    page.get_by_label("Characters of chatterbot-zh at most").fill("2000")
    page.get_by_label("Name").fill("river words")
    page.get_by_label("Vocabulary").fill("600")
    look(page, screenshots, "tokenizers-train")
    page.get_by_role("button", name="Train", exact=True).click()
    trained = page.get_by_role("listitem", name="river words", exact=True)
    expect(trained).to_contain_text("600 entries", timeout=60_000)
    expect(trained).to_contain_text("on text held out of its training")
    look(page, screenshots, "tokenizers-list")

    trained.get_by_role("link", name="Compare").click()
    page.get_by_role("textbox", name="Text").fill("小河从石桥下面流过\nhello")
    column = page.get_by_role("article", name="river words")
    expect(column.get_by_role("row", name="Chinese")).to_be_visible()
    cut = column.get_by_role("region", name="The text cut by river words")
    expect(cut).not_to_contain_text("library")
    expect(cut).to_contain_text("⏎")
    look(page, screenshots, "tokenizers-compare")
    page.get_by_label("A dataset").check()
    page.get_by_label("Dataset", exact=True).select_option("river")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("of the dataset was counted")).to_be_visible(timeout=60_000)
    look(page, screenshots, "tokenizers-compare-dataset")

    page.goto(f"{studio.base}/new")
    page.locator("summary", has_text="Tokenizer").click()
    page.get_by_label("How text is cut into tokens").select_option(
        label="river words · 600 entries"
    )
    look(page, screenshots, "tokenizers-new-job")
    expect(page.get_by_text("parameters with river words")).to_be_visible()
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url("**/jobs/*")
    job = studio.job(page.url.rsplit("/", 1)[1])
    [_, own] = studio.client.get("/api/tokenizers").json()
    assert job["tokenizer_id"] == own["id"]
    studio.client.post(f"/api/jobs/{job['id']}/stop").raise_for_status()

    page.goto(f"{studio.base}/tokenizers")
    expect(trained).to_contain_text("used by 1 job")
    trained.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("alert")).to_contain_text(job["id"])
    page.get_by_role("button", name="Keep it").click()


def test_a_file_is_imported_or_refused_in_words_and_deleted_again(
    page: Page, screenshots: Path, tmp_path: Path
) -> None:
    page.get_by_role("link", name="Import").click()
    (tmp_path / "bad.json").write_text("{}")
    page.get_by_label("tokenizer.json").set_input_files(tmp_path / "bad.json")
    page.get_by_label("Name").fill("from elsewhere")
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("not BPE")).to_be_visible()
    look(page, screenshots, "tokenizers-import")
    good = save_tokenizer(train_tokenizer(["a small text of few words"] * 9, 265), tmp_path / "t")
    page.get_by_label("tokenizer.json").set_input_files(good)
    page.get_by_label("tokenizer_config.json").set_input_files(
        good.with_name("tokenizer_config.json")
    )
    page.get_by_role("button", name="Import").click()
    imported = page.get_by_role("listitem", name="from elsewhere")
    expect(imported).to_contain_text("265 entries")
    imported.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(imported).to_have_count(0)
