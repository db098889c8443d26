"""Files come whole and checked, also from a hub that misbehaves."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from minimind.hub.download import save
from minimind.spec import SpecError
from minimind.work import Stopped
from tests.minimind.hub.downloads import CONTENT, SHA256, Ask, Bring, Listener, Refusal
from tests.minimind.hub.fake_hub import COMMIT, REPOSITORY, FakeHub


def test_a_file_comes_whole_and_it_is_said_what_it_is(hub: FakeHub, bring: Bring) -> None:
    came = bring()
    assert came.path.read_bytes() == CONTENT
    assert came.sha256 == SHA256
    for part in (REPOSITORY, "large.jsonl", COMMIT, SHA256, hub.hub_address):
        assert part in came.words


def test_small_files_that_lie_on_the_hub_itself_are_checked_too(hub: FakeHub, bring: Bring) -> None:
    hub.add("data/small.jsonl", b'{"text": "alone"}\n', stored=False)
    came = bring(path="data/small.jsonl")
    assert came.path.read_bytes() == b'{"text": "alone"}\n'
    assert "as the hub says" in came.words


def test_an_empty_file_is_a_file(hub: FakeHub, bring: Bring) -> None:
    hub.add("none.jsonl", b"", stored=False)
    assert bring(path="none.jsonl").path.read_bytes() == b""


def test_it_goes_on_where_the_connection_was_cut(hub: FakeHub, bring: Bring) -> None:
    hub.cuts = [100_000] * 4  # more cuts than tries: each brings something, so it is not given up
    assert bring().path.read_bytes() == CONTENT
    begins = [int(note.range[6:-1]) for note in hub.asked("store") if note.range]
    assert begins == sorted(set(begins)) and len(begins) == 4


def test_another_start_goes_on_where_the_last_one_was(
    hub: FakeHub, bring: Bring, refusal: Refusal
) -> None:
    hub.cuts = [100_000, 0, 0, 0, 0]
    refusal()
    before = len(hub.asked("store"))
    hub.cuts = []
    assert bring().sha256 == SHA256
    [note] = hub.asked("store")[before:]
    assert note.range is not None and int(note.range[6:-1]) >= 90_000


def test_what_is_here_and_checked_is_not_asked_for_again(hub: FakeHub, bring: Bring) -> None:
    bring()
    before = len(hub.notes)
    assert bring().path.read_bytes() == CONTENT
    assert len(hub.notes) == before


def test_a_hub_that_gives_no_parts_gives_all_again(hub: FakeHub, bring: Bring) -> None:
    hub.ranges = False
    hub.cuts = [100_000]
    assert bring().path.read_bytes() == CONTENT


def test_a_file_that_changed_meanwhile_begins_anew(
    hub: FakeHub, bring: Bring, refusal: Refusal
) -> None:
    hub.cuts = [100_000, 0, 0, 0]
    refusal()
    hub.cuts = []
    hub.files["large.jsonl"] = CONTENT.upper()
    assert bring().path.read_bytes() == CONTENT.upper()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_hub_is_asked_again(hub: FakeHub, bring: Bring, status: int) -> None:
    hub.hub_statuses = [(status, None)]
    hub.statuses = [(status, None), (status, None)]
    assert bring().sha256 == SHA256


def test_a_hub_that_asks_to_wait_is_heard(hub: FakeHub, bring: Bring) -> None:
    hub.statuses = [(503, "1")]
    begun = time.monotonic()
    assert bring().sha256 == SHA256
    assert time.monotonic() - begun >= 1


def test_a_damaged_transfer_is_made_once_more(hub: FakeHub, bring: Bring) -> None:
    times: list[int] = []

    def damaged(content: bytes) -> bytes:
        times.append(1)
        return content if len(times) > 1 else b"x" + content[1:]

    hub.sends = damaged
    assert bring().path.read_bytes() == CONTENT


def test_a_local_folder_is_looked_into_first(hub: FakeHub, bring: Bring, tmp_path: Path) -> None:
    for place in (f"{REPOSITORY}/large.jsonl", "large.jsonl"):
        path = tmp_path / "lab" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(CONTENT)
        came = bring(state=tmp_path / "state", folder=tmp_path / "lab")
        assert came.path == path and not came.ours and came.sha256 == SHA256
        assert "local folder" in came.words
        path.unlink()
    assert hub.notes == []


def test_progress_counts_bytes_and_says_how_fast_they_come(hub: FakeHub, bring: Bring) -> None:
    hub.add("large.jsonl", CONTENT)
    hub.pause_s = 0.03
    heard = Listener()
    bring(heard)
    of_it = [done for activity, done, _ in heard.heard if activity.startswith("Downloading")]
    assert of_it == sorted(of_it) and len(set(of_it)) > 2
    assert {total for activity, _, total in heard.heard if "ing large" in activity} == {
        len(CONTENT)
    }
    assert heard.rates and max(heard.rates) > 0


def test_it_ends_when_it_is_told_to_and_keeps_what_came(
    hub: FakeHub, bring: Bring, tmp_path: Path
) -> None:
    hub.add("large.jsonl", CONTENT)
    hub.pause_s = 0.02
    heard = Listener(lambda activity, done: activity.startswith("Down") and done > 50_000)
    with pytest.raises(Stopped):
        bring(heard)
    [partial] = tmp_path.rglob("large.jsonl.incomplete")
    assert 50_000 < partial.stat().st_size < len(CONTENT)


def test_saving_leaves_the_file_and_nothing_beside_it(
    hub: FakeHub, tmp_path: Path, asked_for: Ask
) -> None:
    hub.add("large.jsonl", CONTENT)
    save(asked_for(), tmp_path / "mine.jsonl", Listener())
    assert [path.name for path in tmp_path.iterdir()] == ["mine.jsonl"]
    with pytest.raises(SpecError, match="is there already"):
        save(asked_for(), tmp_path / "mine.jsonl", Listener())
