"""Settings that are made in the browser."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body

from backend.api.deps import DatabaseDep, SettingsDep
from backend.api.error_docs import documented
from backend.api.schemas.preferences import PreferencesInfo
from backend.core import hubs, preferences
from backend.core.preferences import Preferences

router = APIRouter(prefix="/api/preferences", tags=["preferences"])

_EXAMPLES: dict[str, Any] = {
    "prices": {
        "summary": "What an hour costs",
        "value": {"price_per_hour": 0.45, "node_prices": {"box-b": 2.1}, "currency": "EUR"},
    },
    "retention": {
        "summary": "Make room after a month, keep logs for good",
        "value": {"keep_checkpoints_days": 30, "keep_failed_checkpoints_days": 7},
    },
    "mirror": {
        "summary": "Download by way of a mirror",
        "value": {"hub": "huggingface", "hub_huggingface": "https://mirror.example"},
    },
    "default": {"summary": "Back to the default", "value": {"keep_logs_days": None}},
}


@router.get("", responses=documented())
def get_preferences(database: DatabaseDep) -> PreferencesInfo:
    """Read the settings, with the JSON Schema from which a page can draw its form."""
    with database.session() as session:
        return _info(preferences.read(session))


@router.patch("", responses=documented(400, 403, 413, 422))
def change_preferences(
    patch: Annotated[dict[str, Any], Body(openapi_examples=_EXAMPLES)],
    database: DatabaseDep,
    settings: SettingsDep,
) -> PreferencesInfo:
    """Change the settings that the body names; the others stay.

    Null brings a setting's default back. Nothing changes when one of them does not fit.
    """
    hubs.check_preferences(settings, patch)
    with database.transaction() as session:
        return _info(preferences.write(session, patch))


def _info(values: Preferences) -> PreferencesInfo:
    return PreferencesInfo(values=values, json_schema=Preferences.model_json_schema())
