"""Names of fields in complaints: a part of a larger request is named by its place there."""

from __future__ import annotations

from minimind.spec import SpecError


def at(error: SpecError, field: str) -> SpecError:
    """The same complaint, about ``field``."""
    return SpecError(error.message, field=field, line=error.line, remedy=error.remedy)


def below(error: SpecError, place: str) -> SpecError:
    """The same complaint about a part of ``place``: its field ``gpus`` becomes ``place.gpus``."""
    return at(error, f"{place}.{error.field}" if error.field else place)
