"""What is asked of a download: ``request.json`` of the work of kind ``download``."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from minimind.spec import SpecError
from minimind.spec.hubs import (
    HUBS,
    Hub,
    HubName,
    check_address,
    check_file_path,
    check_repository,
    check_revision,
)
from minimind.spec.stages import spec_error


class HubFile(BaseModel):
    """One file of a dataset on a hub, and how the hub is reached.

    Attributes:
        revision: branch, tag or commit; None: the hub's usual branch.
        endpoint: the address of a mirror; None: the hub's own.
        proxy: None: what the environment says.
        token_file: holds a token that the hub knows, if it exists.
        folder: looked into before the hub is asked.
        inbox: where people put files by hand, for the words of an error.
        private_hosts: machines inside a private network that may be contacted all the same.
        min_free_bytes: must stay free on the disk.
        tries: without a single new byte, before it is given up.
        pause_s: before the second try; then doubled each time.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    hub: HubName
    repository: str
    path: str
    revision: str | None = None
    endpoint: str | None = None
    proxy: str | None = None
    token_file: Path | None = None
    folder: Path | None = None
    inbox: Path | None = None
    private_hosts: tuple[str, ...] = ()
    min_free_bytes: int = Field(default=0, ge=0)
    tries: int = Field(default=6, ge=1, le=50)
    pause_s: float = Field(default=1.0, ge=0, le=60)

    @field_validator("repository")
    @classmethod
    def _repository(cls, value: str) -> str:
        return check_repository(value)

    @field_validator("path")
    @classmethod
    def _path(cls, value: str) -> str:
        return check_file_path(value)

    @field_validator("revision")
    @classmethod
    def _revision(cls, value: str | None) -> str | None:
        return value if value is None else check_revision(value)

    @field_validator("endpoint", "proxy")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is not None:
            check_address(value, "address")
        return value

    @classmethod
    def read(cls, request: dict[str, Any]) -> Self:
        """Raises SpecError."""
        try:
            return cls.model_validate(request)
        except ValidationError as error:
            raise spec_error(error) from error

    @property
    def its_hub(self) -> Hub:
        return HUBS[self.hub]

    @property
    def address(self) -> str:
        return (self.endpoint or self.its_hub.endpoint).rstrip("/")

    @property
    def branch(self) -> str:
        return self.revision or self.its_hub.revision

    @property
    def name(self) -> str:
        """The file's own name, without its folders."""
        return self.path.rpartition("/")[2]

    def token(self) -> str | None:
        """The token that is kept for the hub. Raises SpecError when its file cannot be read."""
        if self.token_file is None or not self.token_file.is_file():
            return None
        try:
            text = self.token_file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SpecError(
                f"The file with the token for {self.its_hub.title} cannot be read.",
                field="hub",
                remedy=f"Mend or remove {self.token_file}.",
            ) from error
        if text and (not text.isascii() or not text.isprintable() or " " in text):
            raise SpecError(
                f"The file with the token for {self.its_hub.title} holds something else.",
                field="hub",
                remedy=f"Write the token alone into {self.token_file}.",
            )
        if text and self.address.startswith("http://") and not self._is_named(self.address):
            raise SpecError(
                f"The token for {self.its_hub.title} would go to {self.address} in the clear.",
                field="hub",
                remedy="Use an address with https://, name the machine in MINIMIND_HUB_HOSTS if "
                "it is one of your own, or remove the token.",
            )
        return text or None

    def _is_named(self, address: str) -> bool:
        return check_address(address, "address").hostname in self.private_hosts
