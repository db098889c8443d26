"""Ids, clocks and canonical JSON."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from datetime import UTC, datetime
from typing import Any


def new_id(prefix: str) -> str:
    """``prefix-`` and 12 random characters of lowercase base32 (60 bits)."""
    return f"{prefix}-{base64.b32encode(secrets.token_bytes(8)).decode().lower()[:12]}"


def plausible(text: str) -> bool:
    """Could ``text`` be an id at all? What could not never reaches the database."""
    return len(text) <= 80 and text.isascii() and text.isprintable()


def now() -> datetime:
    """The present moment, timezone-aware, in UTC."""
    return datetime.now(UTC)


def canonical_hash(value: Any) -> str:
    """sha256 of ``value`` as JSON with sorted keys: equal for equal content."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
