"""Settings: defaults that work on a bare box, and names that operators expect."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from backend.core.settings import REPOSITORY, Settings


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REDIS_URL", *(f"MINIMIND_{field.upper()}" for field in Settings.model_fields)):
        monkeypatch.delenv(name, raising=False)


def test_defaults_need_nothing(tmp_path: Path) -> None:
    settings = Settings()
    assert settings.data_dir == REPOSITORY / "data"
    assert settings.database_url == f"sqlite:///{REPOSITORY}/data/studio.db"
    assert settings.redis_url == f"unix://{settings.runtime_dir}/valkey.sock?db=0"
    assert settings.engine_url == f"unix://{settings.runtime_dir}/engine.sock"
    assert settings.node_name
    other = Settings(data_dir=tmp_path)
    assert other.runtime_dir != settings.runtime_dir  # two studios on a box do not meet
    assert len(str(other.runtime_dir / "valkey.sock")) < 107  # what a socket's address can hold


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MINIMIND_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MINIMIND_DATABASE_URL", "")  # empty counts as not set
    monkeypatch.setenv("MINIMIND_ALLOWED_HOSTS", "studio.example, box-a")
    monkeypatch.setenv("REDIS_URL", "redis://plain/0")
    settings = Settings()
    assert settings.database_url == f"sqlite:///{tmp_path}/studio.db"
    assert settings.allowed_hosts == ("studio.example", "box-a")
    assert settings.redis_url == "redis://plain/0"
    monkeypatch.setenv("MINIMIND_REDIS_URL", "redis://own/1")
    assert Settings().redis_url == "redis://own/1"


def test_celery_gets_its_own_spelling() -> None:
    assert Settings(redis_url="redis://h/1").celery_broker_url == "redis://h/1"
    spelled = Settings(redis_url="unix:///run/v.sock?db=2").celery_broker_url
    assert spelled == "redis+socket:///run/v.sock?virtual_host=2"


def test_directories_are_made_and_the_private_ones_are_private(settings: Settings) -> None:
    settings.create_directories()  # again: no harm
    assert settings.datasets_dir.is_dir()
    for path in (settings.runtime_dir, settings.api_token_file.parent):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_a_runtime_directory_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "runtime").symlink_to(tmp_path / "elsewhere")
    settings = Settings(data_dir=tmp_path / "data", runtime_dir=tmp_path / "runtime")
    with pytest.raises(PermissionError, match="link"):
        settings.create_directories()
