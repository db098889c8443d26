"""Heavy work on data, each piece a process of its own: ``python -m minimind.work FOLDER``.

The folder holds ``request.json``: ``{"kind": ..., ...}``. While it works, ``progress.json`` is
replaced a few times a second. It ends with ``result.json``, or with ``error.json`` and exit status
2 for a user's mistake. A file ``stop`` there (or SIGTERM) makes it leave soon, with exit status 3.
What a piece of work keeps in ``state/`` it finds again when it is started anew after a cut.
"""

from minimind.work.folder import Stopped, Work

__all__ = ["Stopped", "Work"]
