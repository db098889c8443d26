"""From the first start to a conversation, as a newcomer does it: real services, real browser."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.studio import ROOT, Studio

expect.set_options(timeout=20_000)
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(1200)]

TAUGHT = {
    "What is AI?": "Artificial Intelligence is the branch of engineering and science",
    "什么是ai": "人工智能是工程和科学的分支",
}


def _starter(studio: Studio, number: int) -> str:
    return next(job["id"] for job in studio.jobs() if job["name"].startswith(f"Starter {number}"))


def _trainer_pids(job_id: str) -> set[int]:
    return {
        process.pid
        for process in psutil.process_iter(["cmdline"])
        if any(f"/{job_id}/config-" in part for part in process.info["cmdline"] or [])
    }


def test_the_printed_address_signs_in_once(
    starter_studio: Studio, browser: Browser, screenshots: Path
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 860})
    page.goto(starter_studio.base)
    expect(page.get_by_role("heading", name="Sign in to MiniMind Studio")).to_be_visible()
    page.screenshot(path=screenshots / "sign-in.png")
    page.goto(starter_studio.address)
    expect(page.get_by_role("link", name="Starter 1: learn language")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Starter 1: learn language")).to_be_visible()
    assert "token" not in page.url
    page.context.clear_cookies()
    page.goto("about:blank")
    page.goto(starter_studio.address)
    expect(page.get_by_text("was used already")).to_be_visible()
    page.close()


def test_a_killed_api_harms_no_run_and_the_page_heals(
    starter_studio: Studio, page: Page, screenshots: Path
) -> None:
    job_id = _starter(starter_studio, 1)
    page.goto(f"{starter_studio.base}/jobs/{job_id}")
    expect(page.locator("canvas").first).to_be_visible(timeout=60_000)
    while (starter_studio.job(job_id)["progress"]["step"] or 0) < 20:
        time.sleep(0.5)
    page.screenshot(path=screenshots / "job-running.png")
    trainers, before = _trainer_pids(job_id), starter_studio.job(job_id)
    assert trainers

    os.kill(starter_studio.service_pid("backend.api"), signal.SIGKILL)
    # How long the banner shows depends on how fast the API is back; that the page goes on does not.
    page.wait_for_function(
        "step => Number(/step (\\d+) of/.exec(document.body.innerText)?.[1]) > step",
        arg=before["progress"]["step"] + 10,
        timeout=90_000,
    )
    expect(page.get_by_text("Connection lost")).to_be_hidden()
    assert starter_studio.service_pid("backend.api")
    assert _trainer_pids(job_id) == trainers, "the run was touched"
    after = starter_studio.job(job_id)
    assert after["attempt"] == before["attempt"]
    assert after["progress"]["step"] > before["progress"]["step"]
    page.reload()
    expect(page.locator("canvas").first).to_be_visible()


def test_a_bad_dataset_is_refused_in_words_where_it_was_chosen(
    starter_studio: Studio, page: Page, tmp_path: Path, screenshots: Path
) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": "good"}\n{"txt": "no text here"}\n', "utf-8")
    page.goto(f"{starter_studio.base}/new?stage=pretrain")
    page.locator("input[type=file]").set_input_files(bad)
    expect(page.get_by_text("The row has no 'text'.")).to_be_visible()
    expect(page.get_by_text("ine 2").first).to_be_visible()
    page.screenshot(path=screenshots / "new-job.png")
    assert len(starter_studio.client.get("/api/datasets").json()) == 2


def test_both_starter_jobs_beat_guessing(
    starter_studio: Studio, page: Page, screenshots: Path
) -> None:
    for number in (1, 2):
        job = starter_studio.wait_for(_starter(starter_studio, number), "done", timeout=900)
        held_out, guessing = job["progress"]["validation_loss"], job["baseline"]["unigram_entropy"]
        print(f"{job['name']}: held-out {held_out:.3f}, unigram entropy {guessing:.3f}")
        assert held_out < guessing - 0.15
    page.goto(f"{starter_studio.base}/jobs/{_starter(starter_studio, 1)}")
    expect(page.locator("canvas").first).to_be_visible()
    page.wait_for_timeout(500)
    page.screenshot(path=screenshots / "job.png")
    page.goto(starter_studio.base)
    expect(page.get_by_role("link", name="Chat with it")).to_be_visible()
    page.screenshot(path=screenshots / "jobs.png")


def test_the_chat_answers_what_it_was_taught_in_both_languages(
    starter_studio: Studio, page: Page, screenshots: Path
) -> None:
    starter_studio.wait_for(_starter(starter_studio, 2), "done", timeout=900)
    model = starter_studio.client.get("/v1/models").json()["data"][0]["id"]
    for question, answer in TAUGHT.items():
        assert starter_studio.chat(model, question).startswith(answer)
    page.goto(f"{starter_studio.base}/chat")
    page.get_by_text("Settings").click()
    page.get_by_label("Temperature").fill("0")
    for question, answer in TAUGHT.items():
        # The starter model was taught single questions, not long conversations.
        anew = page.get_by_role("button", name="New conversation")
        if anew.is_enabled():
            anew.click()
        page.get_by_role("textbox", name="Message").fill(question)
        page.keyboard.press("Enter")
        expect(page.get_by_text(answer)).to_be_visible(timeout=30_000)
    page.screenshot(path=screenshots / "chat.png")
    page.reload()
    expect(page.get_by_text(TAUGHT["什么是ai"])).to_be_visible()


@pytest.mark.parametrize("example", ["train.sh", "train.py"])
def test_the_examples_go_from_a_file_to_an_answer(
    starter_studio: Studio, example: str, tmp_path: Path
) -> None:
    starter_studio.wait_for(_starter(starter_studio, 2), "done", timeout=900)
    text, chats = tmp_path / f"{example}-text.jsonl", tmp_path / f"{example}-chats.jsonl"
    text.write_text("".join(f'{{"text": "{example} tells of fox {i}"}}\n' for i in range(60)))
    chats.write_text(
        "".join(
            f'{{"conversations": [{{"role": "user", "content": "{example} question {i}?"}}, '
            f'{{"role": "assistant", "content": "The fox."}}]}}\n'
            for i in range(60)
        )
    )
    token = (starter_studio.data_dir / "secrets" / "api-token").read_text().strip()
    arguments = [str(text), str(chats), f"{example} question 7?"]
    if example.endswith(".py"):
        argv = [sys.executable, str(ROOT / "examples" / example), *arguments, "--steps", "60"]
        argv += ["--studio", starter_studio.base, "--token", token]
    else:
        argv = [str(ROOT / "examples" / example), *arguments]
    variables = {**os.environ, "STUDIO": starter_studio.base, "TOKEN": token, "STEPS": "60"}
    answer = subprocess.run(
        argv, env=variables, capture_output=True, text=True, timeout=400, check=False
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip(), "no answer"


def test_stop_leaves_nothing_behind_and_the_next_start_keeps_everything(tmp_path: Path) -> None:
    studio = Studio(tmp_path / "data", "--no-demo")
    rows = "".join(f'{{"text": "fox {i} {"runs and jumps " * 40}"}}\n' for i in range(3000))
    query = {"name": "foxes", "kind": "text"}
    answer = studio.client.post("/api/datasets", params=query, content=rows.encode())
    spec = {"stage": "pretrain", "model": "nano", "preset": "starter-pretrain", "name": "cut short"}
    spec["dataset"] = answer.raise_for_status().json()["id"]
    job_id = studio.client.post("/api/jobs", json=spec).raise_for_status().json()["id"]
    while (studio.job(job_id)["progress"]["step"] or 0) < 3:
        time.sleep(0.3)
    seconds = studio.stop()
    studio.client.close()
    print(f"stopped in {seconds:.1f} s")
    assert seconds < 10.5
    assert studio.left_behind() == []

    again = Studio(studio.data_dir, "--no-demo")
    try:
        while (job := again.job(job_id))["attempt"] < 2 or job["status"] != "running":
            assert job["status"] not in ("failed", "done", "stopped"), job
            time.sleep(0.3)
        again.client.post(f"/api/jobs/{job_id}/stop").raise_for_status()
        assert again.wait_for(job_id, "stopped")["progress"]["step"] >= 3
    finally:
        again.stop()
        again.client.close()
    assert again.left_behind() == []
