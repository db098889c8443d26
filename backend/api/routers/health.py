"""For process managers: the API answers."""

from __future__ import annotations

from fastapi import APIRouter

from backend.api.schemas.common import Health

router = APIRouter(tags=["health"])


@router.get("/healthz")
def get_health() -> Health:
    """Say that the API answers. Needs no sign-in and no database."""
    return Health()
