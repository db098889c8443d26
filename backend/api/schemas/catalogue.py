"""The published files, hubs, downloads and the inbox."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from backend.api.schemas.common import Answer
from minimind.spec.hubs import HubName
from minimind.spec.rows import RowKind


class CatalogueFileInfo(Answer):
    """A published file, and how it stands here."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "file": "dpo.jsonl",
                    "kind": "preferences",
                    "stages": ["dpo"],
                    "bytes": 909000000,
                    "max_length": 1024,
                    "recommended": False,
                    "about": "Pairs of a better and a worse answer, from which a model learns "
                    "what people prefer.",
                    "dataset_id": None,
                    "task_id": "task-4m2k7q5n3xab",
                    "inbox": None,
                    "in_folder": False,
                    "enough_space": True,
                }
            ]
        }
    )

    file: str
    kind: RowKind
    stages: list[str] = Field(description="It was made for the first one.")
    bytes: int | None = Field(description="About; null when that was not published.")
    max_length: int = Field(description="Tokens of the longest sequence that it was made for.")
    recommended: bool = Field(description="One of the two to begin with.")
    about: str
    dataset_id: str | None = Field(description="It is here already, as this dataset.")
    task_id: str | None = Field(description="It is on its way.")
    inbox: str | None = Field(description="A file in the inbox that seems to be it.")
    in_folder: bool = Field(description="The server's local folder has it: no hub is asked.")
    enough_space: bool = Field(description="Whether it would fit on the disk.")


class HubInfo(Answer):
    """A hub, and how it is reached from here."""

    name: HubName
    title: str
    address: str = Field(description="Its own, or the mirror's.")
    mirror: bool
    repository: str = Field(description="The dataset with the published files.")
    token: bool = Field(description="Whether a token is kept for it. It is never shown.")


class CatalogueInfo(Answer):
    """The published files, those to begin with first, and the hubs that have them."""

    files: list[CatalogueFileInfo]
    hubs: list[HubInfo]
    hub: HubName = Field(description="The one that is asked when none is named.")
    proxy: str | None = Field(description="For downloads. Null: what the environment says.")
    folder: str | None = Field(description="A folder of the server that is looked into first.")
    inbox: str = Field(description="The folder for files that people put there by hand.")
    free_bytes: int = Field(description="On the disk that holds the data.")
    min_free_bytes: int = Field(description="That must stay free.")


class InboxFileInfo(Answer):
    """A file that somebody put into the inbox."""

    name: str
    bytes: int
    modified_at: datetime
    catalogue: str | None = Field(description="The published file that it seems to be.")


class InboxInfo(Answer):
    """What can be imported from the inbox, by name."""

    path: str = Field(description="The folder on the server.")
    files: list[InboxFileInfo]


class TokenRequest(BaseModel):
    """A token that a hub gave to its user."""

    model_config = ConfigDict(extra="forbid")

    token: str = Field(max_length=500)
