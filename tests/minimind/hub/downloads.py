"""What tests of downloads share: the file, and who hears how far it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from minimind.hub.download import Downloaded
from minimind.hub.request import HubFile
from minimind.spec import SpecError
from minimind.work import Stopped

CONTENT = b"".join(b'{"text": "row number %d"}\n' % number for number in range(20_000))
SHA256 = hashlib.sha256(CONTENT).hexdigest()

Ask = Callable[..., HubFile]
Bring = Callable[..., Downloaded]
Refusal = Callable[..., SpecError]


class Listener:
    """Hears how far it is."""

    def __init__(self, stop: Callable[[str, int], bool] = lambda *_: False) -> None:
        self.heard: list[tuple[str, int, int | None]] = []
        self.rates: list[float] = []
        self._stop = stop

    def progress(
        self,
        activity: str,
        done: int,
        total: int | None,
        unit: str,
        *,
        rate: float | None = None,
        now: bool = False,
    ) -> None:
        assert unit == "bytes"
        if rate is not None:
            self.rates.append(rate)
        self.heard.append((activity, done, total))
        if self._stop(activity, done):
            raise Stopped

    def check_stop(self) -> None:
        pass
