"""``python -m backend.api.openapi``: prints the OpenAPI document. Needs no database."""

from __future__ import annotations

import json
import sys

from backend.api.app import create_app
from backend.core.settings import Settings


def main() -> None:
    """Writes JSON with sorted keys, so that the same code gives the same bytes."""
    document = create_app(Settings()).openapi()
    json.dump(document, sys.stdout, indent=2, sort_keys=True, ensure_ascii=False)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
