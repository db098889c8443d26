"""Durations and sizes as people say them."""

from __future__ import annotations

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def duration(seconds: float) -> str:
    """``40 s``, ``12 min``, ``2 h 10 min``, ``3 days 4 h``."""
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    if seconds < 90 * _MINUTE:
        return f"{round(seconds / _MINUTE)} min"
    if seconds < 2 * _DAY:
        hours, minutes = divmod(round(seconds / 600) * 10, 60)
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(round(seconds / _HOUR), 24)
    return f"{days} days {hours} h" if hours else f"{days} days"


def gigabytes(size: int) -> str:
    """``9.2``, ``24``: two digits that matter."""
    value = size / 1e9
    return f"{value:.1f}" if value < 10 else f"{value:.0f}"
