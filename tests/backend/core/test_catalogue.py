"""The published files as they stand here, and what is queued when somebody wants one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backend.core import catalogue, preferences, task_states
from backend.core.catalogue import DownloadSpec, Entry
from backend.core.errors import DiskFull, QuotaExceeded
from backend.core.models import Dataset, Task
from backend.core.settings import Settings
from minimind.hub.download import DownloadRequest
from minimind.spec import SpecError
from minimind.spec.catalogue import CATALOGUE
from minimind.spec.hubs import HUBS
from minimind.spec.stages import STAGES
from tests.backend.core.conftest import Studio
from worker.work.requests import resolve

DPO = CATALOGUE["dpo.jsonl"]


def entry(studio: Studio, name: str, settings: Settings | None = None) -> Entry:
    with studio.database.session() as session:
        found = catalogue.entries(session, settings or studio.settings)
    return next(item for item in found if item.file.file == name)


def queue(studio: Studio, settings: Settings | None = None, **values: Any) -> Task:
    with studio.database.transaction() as session:
        return catalogue.queue_download(
            session, settings or studio.settings, DownloadSpec.model_validate(values)
        )


def add_dataset(studio: Studio, **values: Any) -> None:
    defaults = {
        "id": "ds-x", "name": "x", "kind": "preferences", "sha256": "0", "bytes": 909_000_001,
        "rows": 1, "filename": "dpo.jsonl", "origin": {"how": "upload"},
    }  # fmt: skip
    with studio.database.transaction() as session:
        session.add(Dataset(**{**defaults, **values}))


def test_each_published_file_says_what_it_is_for() -> None:
    assert [name for name, file in CATALOGUE.items() if file.recommended] == [
        "pretrain_hq.jsonl",
        "sft_mini_512.jsonl",
    ]
    for file in CATALOGUE.values():
        assert file.stages and file.about.endswith(".")
        assert {STAGES[stage].row_kind for stage in file.stages} == {file.kind}


def test_those_to_begin_with_come_first_and_nothing_is_here(sqlite_studio: Studio) -> None:
    with sqlite_studio.database.session() as session:
        found = catalogue.entries(session, sqlite_studio.settings)
    assert [item.file.recommended for item in found] == [True, True] + [False] * 7
    for item in found:
        assert (item.dataset_id, item.task_id, item.inbox, item.in_folder) == (None,) * 3 + (False,)
        assert item.enough_space


def test_a_file_on_its_way_is_said_to_be(sqlite_studio: Studio) -> None:
    task = queue(sqlite_studio, file="dpo.jsonl")
    assert entry(sqlite_studio, "dpo.jsonl").task_id == task.id
    queue(sqlite_studio, repository="someone/else", path="sft_512.jsonl")
    assert entry(sqlite_studio, "sft_512.jsonl").task_id is None
    with sqlite_studio.database.transaction() as session:
        task_states.transition(session, session.get_one(Task, task.id), task_states.CANCELLED)
    assert entry(sqlite_studio, "dpo.jsonl").task_id is None


@pytest.mark.parametrize(
    ("values", "here"),
    [
        ({}, True),
        ({"filename": "dpo (1).jsonl.gz"}, True),
        ({"filename": "poems.jsonl"}, False),
        ({"kind": "text"}, False),
        ({"bytes": 1000}, False),
        ({"origin": {"how": "download", "hub": "modelscope", "path": "dpo.jsonl",
                     "repository": HUBS["modelscope"].repository}, "bytes": 5}, True),
        ({"origin": {"how": "download", "hub": "modelscope", "path": "dpo.jsonl",
                     "repository": "someone/else"}}, False),
    ],
)  # fmt: skip
def test_a_file_that_is_here_is_recognised(
    sqlite_studio: Studio, values: dict[str, Any], here: bool
) -> None:
    add_dataset(sqlite_studio, **values)
    assert entry(sqlite_studio, "dpo.jsonl").dataset_id == ("ds-x" if here else None)


def test_a_file_in_the_inbox_or_the_local_folder_is_seen(
    sqlite_studio: Studio, tmp_path: Path
) -> None:
    (sqlite_studio.settings.inbox_dir / "dpo.jsonl").write_bytes(b"1")
    assert entry(sqlite_studio, "dpo.jsonl").inbox == "dpo.jsonl"
    ours = sqlite_studio.settings.model_copy(update={"hub_folder": tmp_path / "lab"})
    assert not entry(sqlite_studio, "dpo.jsonl", ours).in_folder
    path = tmp_path / "lab" / HUBS["huggingface"].repository / "dpo.jsonl"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"1")
    assert entry(sqlite_studio, "dpo.jsonl", ours).in_folder


def test_too_little_room_is_said_before_and_refused(sqlite_studio: Studio) -> None:
    full = sqlite_studio.settings.model_copy(update={"min_free_bytes": 2**60})
    assert not entry(sqlite_studio, "lora_identity.jsonl", full).enough_space
    with pytest.raises(DiskFull):
        queue(sqlite_studio, full, file="dpo.jsonl")
    limited = sqlite_studio.settings.model_copy(update={"upload_quota_bytes": 10**6})
    assert not entry(sqlite_studio, "dpo.jsonl", limited).enough_space
    with pytest.raises(QuotaExceeded):
        queue(sqlite_studio, limited, file="dpo.jsonl")


def test_one_click_takes_the_hub_of_the_settings(sqlite_studio: Studio) -> None:
    assert queue(sqlite_studio, file="dpo.jsonl").request == {
        "file": "dpo.jsonl",
        "max_length": 1024,
        "hub": "modelscope",
        "repository": HUBS["modelscope"].repository,
        "path": "dpo.jsonl",
    }
    with sqlite_studio.database.transaction() as session:
        preferences.write(session, {"hub": "huggingface"})
    task = queue(sqlite_studio, file="dpo.jsonl")
    assert task.request["repository"] == HUBS["huggingface"].repository
    assert task.title == "Download dpo.jsonl from Hugging Face"


def test_two_clicks_are_one_download(sqlite_studio: Studio) -> None:
    first = queue(sqlite_studio, file="dpo.jsonl")
    assert queue(sqlite_studio, file="dpo.jsonl").id == first.id
    assert queue(sqlite_studio, file="dpo.jsonl", revision="v1").id != first.id


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "repository"),
        ({"file": "poems.jsonl"}, "file"),
        ({"file": "dpo.jsonl", "path": "dpo.jsonl"}, "file"),
        ({"repository": "someone/data"}, "path"),
        ({"repository": "someone/../data", "path": "a"}, "repository"),
        ({"repository": "data", "path": "a"}, "repository"),
        ({"repository": "some one/data", "path": "a"}, "repository"),
        ({"repository": "a/b", "path": "../a"}, "path"),
        ({"repository": "a/b", "path": "/a"}, "path"),
        ({"repository": "a/b", "path": "a//b"}, "path"),
        ({"repository": "a/b", "path": "a\\b"}, "path"),
        ({"repository": "a/b", "path": "a\nb"}, "path"),
        ({"file": "dpo.jsonl", "revision": "a b"}, "revision"),
        ({"file": "dpo.jsonl", "revision": "../x"}, "revision"),
        ({"file": "dpo.jsonl", "name": "a/b"}, "name"),
        ({"file": "dpo.jsonl", "mapping": {"colour": "x"}}, "mapping"),
    ],
)
def test_what_cannot_be_downloaded_is_named(
    sqlite_studio: Studio, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(SpecError) as caught:
        queue(sqlite_studio, **values)
    assert caught.value.field == field


def test_the_work_is_told_how_to_reach_the_hub_and_no_token(
    sqlite_studio: Studio, tmp_path: Path
) -> None:
    settings = sqlite_studio.settings.model_copy(
        update={"hub_modelscope": "http://10.0.0.5", "hub_folder": tmp_path, "min_free_bytes": 7}
    )
    token = settings.hub_token_file("modelscope")
    token.write_text("secret-word")
    task = queue(sqlite_studio, settings, file="dpo.jsonl", name="pairs", row_kind="preferences")
    with sqlite_studio.database.session() as session:
        request = resolve(session, settings, session.get_one(Task, task.id))
    assert "secret-word" not in str(request)
    told = DownloadRequest.read(request)
    assert told.address == "http://10.0.0.5" and told.private_hosts == ("10.0.0.5",)
    assert (told.name, told.filename, told.row_kind) == ("dpo.jsonl", "dpo.jsonl", "preferences")
    assert (told.folder, told.inbox, told.min_free_bytes) == (tmp_path, settings.inbox_dir, 7)
    assert told.token() == "secret-word" and told.max_length == 1024
