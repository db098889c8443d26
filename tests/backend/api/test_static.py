"""The dashboard's files: open to all, cached well, never in the API's way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from backend.api.app import create_app
from tests.backend.api.studio import BASE, Studio

PAGE = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    return tmp_path / "dist"


@pytest.fixture
def browser(studio: Studio, dist: Path) -> Iterator[TestClient]:
    app = create_app(studio.settings.model_copy(update={"frontend_dist": dist}))
    with TestClient(app, base_url=BASE) as client:
        yield client


def build(dist: Path) -> None:
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<title>Studio</title>")
    (dist / "assets" / "index-a1b2.js").write_text("start()")
    (dist.parent / "secret.txt").write_text("secret")


def test_a_page_says_how_to_build_it_and_appears_once_built(
    browser: TestClient, dist: Path
) -> None:
    answer = browser.get("/", headers=PAGE)
    assert answer.status_code == 503 and "npm run build" in answer.text
    build(dist)
    assert "Studio" in browser.get("/").text


def test_the_page_answers_every_address_that_a_browser_opens(
    browser: TestClient, dist: Path
) -> None:
    build(dist)
    for path in ("/", "/jobs/job-1", "/chat", "/index.html"):
        answer = browser.get(path, headers=PAGE)
        assert answer.status_code == 200 and "Studio" in answer.text
        assert answer.headers["cache-control"] == "no-cache"
    assert browser.head("/", headers=PAGE).status_code == 200


def test_what_is_no_page_is_404(browser: TestClient, dist: Path, studio: Studio) -> None:
    build(dist)
    for path, accept in (
        ("/assets/index-0000.js", "text/html"),  # an old page's file must not become HTML
        ("/favicon.png", "image/png"),
        ("/jobs/job-1", "application/json"),
    ):
        assert browser.get(path, headers={"Accept": accept}).status_code == 404, path
    for path in ("/api/nothing", "/v1/nothing"):
        answer = browser.get(path, headers={**PAGE, **studio.bearer})
        assert answer.status_code == 404 and answer.json()["error"]
    assert browser.post("/", headers=studio.bearer).status_code in (404, 405)


def test_hashed_files_are_kept_for_ever_and_others_are_asked_for_again(
    browser: TestClient, dist: Path
) -> None:
    build(dist)
    asset = browser.get("/assets/index-a1b2.js")
    assert "immutable" in asset.headers["cache-control"]
    assert "javascript" in asset.headers["content-type"]
    page = browser.get("/")
    again = browser.get("/", headers={"If-None-Match": page.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "//etc/passwd"]
)
def test_nothing_outside_is_served(browser: TestClient, dist: Path, path: str) -> None:
    build(dist)
    assert "secret" not in browser.get(path).text
    assert "root:" not in browser.get(path).text


def test_a_strange_name_is_no_fault(browser: TestClient, dist: Path) -> None:
    build(dist)
    for path in ("/a%00b", "/" + "x" * 5000, "/assets", "/assets/"):
        assert browser.get(path).status_code == 404, path
