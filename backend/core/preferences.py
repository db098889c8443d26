"""Settings that are made in the browser: prices, what is kept for how long, how hubs are reached.

Each is a row of its own, so that two people who change different ones at the same moment both
succeed. What is not stored has its default.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.core.db import advisory_lock
from backend.core.models import Preference
from minimind.spec import SpecError
from minimind.spec.hubs import MAX_ADDRESS, HubName, check_address
from minimind.spec.stages import spec_error

MAX_DAYS = 36_500

Price = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
Days = Annotated[int, Field(ge=1, le=MAX_DAYS)]
Address = Annotated[str, Field(min_length=1, max_length=MAX_ADDRESS)]
NodeName = Annotated[str, Field(min_length=1, max_length=255)]


class Preferences(BaseModel):
    """Every setting, with its default."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    price_per_hour: Price | None = Field(
        default=None,
        title="Price an hour",
        description="What one machine costs an hour. Empty: estimates name no cost.",
    )
    node_prices: dict[NodeName, Price] = Field(
        default_factory=dict,
        max_length=1000,
        title="Prices of machines",
        description="What a machine costs an hour, by its name, where that is another price.",
    )
    currency: str = Field(
        default="EUR",
        min_length=1,
        max_length=12,
        title="Currency",
        description="The word or sign that stands beside costs.",
    )
    keep_checkpoints_days: Days | None = Field(
        default=None,
        title="Keep checkpoints",
        description="Days for which a job that is done keeps all its checkpoints; then only the "
        "best and the final one, and what others start from. Empty: for good.",
    )
    keep_failed_checkpoints_days: Days | None = Field(
        default=None,
        title="Keep checkpoints of failed jobs",
        description="Days for which a job that failed or was stopped keeps all its checkpoints; "
        "then only the best and the newest, and what others start from. Empty: for good.",
    )
    keep_logs_days: Days | None = Field(
        default=None,
        title="Keep logs",
        description="Days after its end for which what a job printed is kept. Empty: for good.",
    )
    hub: HubName = Field(
        default="modelscope",
        title="Hub",
        description="Where published files are downloaded from when nothing else is said.",
    )
    hub_modelscope: Address | None = Field(
        default=None,
        title="Mirror of ModelScope",
        description="Address of a mirror. Empty: what the server was started with, or ModelScope.",
    )
    hub_huggingface: Address | None = Field(
        default=None,
        title="Mirror of Hugging Face",
        description="Address of a mirror. Empty: what the server was started with, or Hugging "
        "Face.",
    )
    hub_proxy: Address | None = Field(
        default=None,
        title="Proxy",
        description="Address of the proxy for downloads. Empty: what the server was started with.",
    )

    @field_validator("hub_modelscope", "hub_huggingface", "hub_proxy")
    @classmethod
    def _address(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None:
            try:
                check_address(value, str(info.field_name))
            except SpecError as error:
                raise ValueError(error.message.rstrip(".")) from error
        return value

    @field_validator("currency")
    @classmethod
    def _shown(cls, value: str) -> str:
        if not value.isprintable() or not value.strip():
            raise ValueError("must be a word or a sign that can be shown")
        return value.strip()

    def price(self, node: str) -> float | None:
        """What ``node`` costs an hour; None when nobody has said."""
        return self.node_prices.get(node, self.price_per_hour)


def read(session: Session) -> Preferences:
    """As they are now. A stored value that this version does not take gives way to its default."""
    stored: dict[str, Any] = {}
    for row in session.scalars(select(Preference)):
        try:
            Preferences.model_validate({row.name: row.value["value"]})
        except (ValidationError, KeyError):
            continue  # of a later version
        stored[row.name] = row.value["value"]
    return Preferences.model_validate(stored)


def write(session: Session, patch: dict[str, Any]) -> Preferences:
    """Stores the settings that ``patch`` names; null brings a setting's default back.

    A map is replaced whole. Raises SpecError, and changes nothing, when one does not fit.
    """
    advisory_lock(session, "preferences")
    _check(patch)
    for name, value in patch.items():
        if value is None:
            session.execute(delete(Preference).where(Preference.name == name))
        else:
            session.merge(Preference(name=name, value={"value": value}))
    session.flush()
    return read(session)


def _check(patch: dict[str, Any]) -> None:
    unknown = sorted(set(patch) - set(Preferences.model_fields))
    if unknown:
        raise SpecError(
            f"There is no setting {unknown[0][:80]!r}.",
            field=unknown[0][:80],
            remedy=f"Choose among: {', '.join(Preferences.model_fields)}.",
        )
    try:
        Preferences.model_validate({k: v for k, v in patch.items() if v is not None}, strict=True)
    except ValidationError as error:
        raise spec_error(error) from error
