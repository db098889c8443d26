"""``python -m minimind.work FOLDER``: does the work that ``FOLDER/request.json`` asks for.

Exit status: 0 done; 2 a user's mistake (``error.json`` says which); 3 it was asked to stop;
1 anything else.
"""

from __future__ import annotations

import logging
import signal
import sys
from pathlib import Path
from typing import Any

from minimind.spec import SpecError
from minimind.work.folder import Stopped, Work, write_json
from minimind.work.kinds import function_of

_log = logging.getLogger("minimind.work")


def main(argv: list[str] | None = None) -> int:
    """Does one piece of work; returns the exit status."""
    arguments = sys.argv[1:] if argv is None else argv
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m minimind.work FOLDER\n")
        return 2
    folder = Path(arguments[0])
    work = Work(folder)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, work.request_stop)
    try:
        result = function_of(work.request["kind"])(work)
    except SpecError as error:
        write_json(folder / "error.json", told(error))
        sys.stderr.write(f"error: {error}\n")
        return 2
    except Stopped:
        return 3
    except Exception:
        _log.exception("the work failed")
        return 1
    write_json(folder / "result.json", result)
    return 0


def told(error: SpecError) -> dict[str, Any]:
    """A mistake as ``error.json`` has it."""
    return {
        "message": error.message,
        "field": error.field,
        "line": error.line,
        "remedy": error.remedy,
    }


if __name__ == "__main__":
    sys.exit(main())
