"""Where things are: read from the environment (``MINIMIND_...``), with defaults for one box."""

from __future__ import annotations

import hashlib
import os
import socket
import tempfile
from pathlib import Path
from typing import Annotated, Any

from pydantic import AliasChoices, Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from minimind.spec.hubs import HubName, check_address

REPOSITORY = Path(__file__).resolve().parents[2]


def _default_runtime_dir(values: dict[str, Any]) -> Path:
    # Sockets need short paths, so not in the data directory, yet one folder for each of those.
    digest = hashlib.sha256(os.fsencode(values["data_dir"])).hexdigest()[:8]
    return Path(tempfile.gettempdir()) / f"minimind-{os.getuid()}-{digest}"


class Settings(BaseSettings):
    """Every setting of API and worker. Each is the variable ``MINIMIND_<NAME>``."""

    model_config = SettingsConfigDict(
        env_prefix="MINIMIND_", env_ignore_empty=True, populate_by_name=True, frozen=True
    )

    data_dir: Path = Field(default=REPOSITORY / "data", description="Everything that is kept.")
    runtime_dir: Path = Field(
        default_factory=_default_runtime_dir, description="Sockets; nothing that is kept."
    )
    database_url: str = Field(
        default_factory=lambda values: f"sqlite:///{values['data_dir'] / 'studio.db'}",
        description="SQLAlchemy's address of SQLite or PostgreSQL.",
    )
    redis_url: str = Field(
        default_factory=lambda values: f"unix://{values['runtime_dir'] / 'valkey.sock'}?db=0",
        validation_alias=AliasChoices("MINIMIND_REDIS_URL", "REDIS_URL"),
        description="redis-py's address of Redis or Valkey.",
    )
    engine_url: str = Field(
        default_factory=lambda values: f"unix://{values['runtime_dir'] / 'engine.sock'}",
        description="The chat engine: unix:///path or http://host:port.",
    )
    node_name: str = Field(default_factory=socket.gethostname, description="This box's name.")
    # NoDecode: the variable is a comma-separated list, not JSON.
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Host names the API answers to besides localhost, comma-separated."
    )
    frontend_dist: Path = Field(
        default=REPOSITORY / "frontend" / "dist", description="The built page."
    )
    min_free_bytes: int = Field(
        default=512 * 2**20,
        ge=0,
        description="Uploads and starts are refused rather than leave less space free.",
    )

    upload_quota_bytes: int = Field(
        default=0,
        ge=0,
        description="All uploads and datasets together may take this much; 0: no limit.",
    )

    backfill: bool = Field(
        default=True,
        description="Let a short job start before a large one that waits, if it surely ends first.",
    )

    webhook_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Hosts that webhooks may name, comma-separated: host, host:port, or *.domain "
        "(then public addresses only). Empty: no webhooks.",
    )
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s/]+(/[^\s?#]*)?$",
        description="The page's address as people open it; webhooks name it with a job.",
    )

    hub_modelscope: str | None = Field(
        default=None,
        validation_alias=AliasChoices("MINIMIND_HUB_MODELSCOPE", "MODELSCOPE_ENDPOINT"),
        description="Address of a mirror of ModelScope.",
    )
    hub_huggingface: str | None = Field(
        default=None,
        validation_alias=AliasChoices("MINIMIND_HUB_HUGGINGFACE", "HF_ENDPOINT"),
        description="Address of a mirror of Hugging Face.",
    )
    hub_proxy: str | None = Field(
        default=None,
        description="Address of the proxy for downloads. Left out: what HTTPS_PROXY says.",
    )
    hub_folder: Path | None = Field(
        default=None,
        description="A folder with files of hubs that is looked into before a hub is asked.",
    )
    hub_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Machines in a private network that downloads may come from, "
        "comma-separated. Those of the mirrors and the proxy above need no mention.",
    )
    modelscope_token_file: Path | None = Field(
        default=None, description="Holds the token for ModelScope."
    )
    huggingface_token_file: Path | None = Field(
        default=None, description="Holds the token for Hugging Face."
    )

    @field_validator("hub_modelscope", "hub_huggingface", "hub_proxy")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is not None:
            check_address(value, "address")
        return value

    @field_validator("hub_folder", "modelscope_token_file", "huggingface_token_file")
    @classmethod
    def _absolute_if_any(cls, value: Path | None) -> Path | None:
        return None if value is None else value.expanduser().absolute()

    @field_validator("data_dir", "runtime_dir", "frontend_dist")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("allowed_hosts", "webhook_hosts", "hub_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @property
    def datasets_dir(self) -> Path:
        return self.data_dir / "datasets"

    @property
    def uploads_dir(self) -> Path:
        """Files that are being received in pieces."""
        return self.data_dir / "uploads"

    @property
    def inbox_dir(self) -> Path:
        """Where people put files by hand that are to become datasets."""
        return self.data_dir / "inbox"

    @property
    def tokenizers_dir(self) -> Path:
        return self.data_dir / "tokenizers"

    @property
    def tasks_dir(self) -> Path:
        """What tasks keep while they work, a folder each."""
        return self.data_dir / "tasks"

    @property
    def runs_dir(self) -> Path:
        return self.data_dir / "runs"

    @property
    def shards_dir(self) -> Path:
        return self.data_dir / "shards"

    @property
    def cache_dir(self) -> Path:
        """What trainers compute once and may compute again."""
        return self.data_dir / "cache"

    @property
    def logs_dir(self) -> Path:
        return self.data_dir / "logs"

    @property
    def valkey_dir(self) -> Path:
        """Where the embedded server keeps its append-only file."""
        return self.data_dir / "valkey"

    @property
    def api_token_file(self) -> Path:
        return self.data_dir / "secrets" / "api-token"

    def hub_token_file(self, hub: HubName) -> Path:
        """Where the token for a hub is kept, if there is one."""
        named = {
            "modelscope": self.modelscope_token_file,
            "huggingface": self.huggingface_token_file,
        }
        return named[hub] or self.api_token_file.with_name(f"{hub}-token")

    @property
    def celery_broker_url(self) -> str:
        """The same Redis in Celery's spelling, which differs for unix sockets."""
        if not self.redis_url.startswith("unix://"):
            return self.redis_url
        path, _, query = self.redis_url.removeprefix("unix://").partition("?")
        database = dict(part.split("=", 1) for part in query.split("&") if "=" in part)
        return f"redis+socket://{path}?virtual_host={database.get('db', '0')}"

    def dataset_path(self, dataset_id: str) -> Path:
        return self.datasets_dir / f"{dataset_id}.jsonl"

    def dataset_notes(self, dataset_id: str) -> Path:
        """The folder of what was found out about a dataset: its report and the table of its rows.

        All of it can be made again from the dataset.
        """
        return self.datasets_dir / f"{dataset_id}.notes"

    def upload_path(self, upload_id: str) -> Path:
        return self.uploads_dir / upload_id

    def tokenizer_path(self, tokenizer_id: str) -> Path:
        return self.tokenizers_dir / tokenizer_id / "tokenizer.json"

    def task_dir(self, task_id: str) -> Path:
        return self.tasks_dir / task_id

    def run_dir(self, job_id: str) -> Path:
        return self.runs_dir / job_id

    def create_directories(self) -> None:
        """Makes the data and runtime directories. Raises OSError."""
        for path in (
            self.datasets_dir, self.uploads_dir, self.inbox_dir, self.tokenizers_dir,
            self.tasks_dir, self.runs_dir, self.shards_dir, self.logs_dir, self.valkey_dir,
        ):  # fmt: skip
            path.mkdir(parents=True, exist_ok=True)
        self.api_token_file.parent.mkdir(mode=0o700, exist_ok=True)
        self.runtime_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Its name can be guessed in a shared /tmp: what somebody else put there is not ours to use.
        status = self.runtime_dir.lstat()
        if status.st_uid != os.getuid() or not self.runtime_dir.is_dir():
            raise PermissionError(f"{self.runtime_dir} belongs to somebody else.")
        if self.runtime_dir.is_symlink():
            raise PermissionError(f"{self.runtime_dir} is a link.")
