"""Brings a file here through a hub's library: watched, tried again, with room left on the disk."""

from __future__ import annotations

import errno
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from minimind.hub import mistakes
from minimind.hub.found import Again, Client, Found, Teller, partial_of
from minimind.hub.guard import Guard, refusal
from minimind.hub.request import HubFile
from minimind.spec import SpecError

_LOOKS_S = 0.1  # so soon does it see that it is to end
_PACE_S, _PACE_LEAST_S = 8.0, 0.5  # over which a rate is taken
_LONGEST_PAUSE_S = 60.0
_LONGEST_WISH_S = 300.0  # that a hub's wish to wait is heard
_T = TypeVar("_T")


class Pace:
    """How fast something grows, over the last seconds."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def rate(self, done: int) -> float | None:
        """Units a second; None while that is only a guess, and after it began anew."""
        now = time.monotonic()
        if self._seen and done < self._seen[-1][1]:
            self._seen.clear()
        self._seen.append((now, done))
        while now - self._seen[0][0] > _PACE_S:
            self._seen.popleft()
        since, before = self._seen[0]
        return (done - before) / (now - since) if now - since >= _PACE_LEAST_S else None


class Fetch:
    """One file on its way."""

    def __init__(self, client: Client, wanted: HubFile, told: Teller, guard: Guard) -> None:
        self._client = client
        self._wanted = wanted
        self._told = told
        self._guard = guard

    def find(self) -> Found:
        """What the hub says of the file. Raises SpecError, Stopped."""
        title = self._wanted.its_hub.title
        found = self._again_and_again(self._client.find, lambda: 0, f"Asking {title}", None)
        self._told.check_stop()
        return found

    def fetch(self, found: Found, folder: Path) -> Path:
        """Brings the file to ``folder / path``; what is there of it already is not asked for.

        Raises SpecError, Stopped.
        """
        target = folder / self._wanted.path
        partial = partial_of(target)
        target.parent.mkdir(parents=True, exist_ok=True)

        def here() -> int:
            for path in (target, partial):
                try:
                    return path.stat().st_size
                except FileNotFoundError:
                    continue
            return 0

        def check() -> None:
            check_room(self._wanted, folder, 0)
            if found.bytes is not None and here() > found.bytes:
                raise mistakes.wrong_size(self._wanted, found)

        check_room(self._wanted, folder, max(0, (found.bytes or 0) - here()))
        self._again_and_again(
            lambda: self._client.fetch(found, folder),
            here,
            f"Downloading {self._wanted.name} from {self._wanted.its_hub.title}",
            found.bytes,
            check,
        )
        return target

    def _again_and_again(
        self,
        action: Callable[[], _T],
        here: Callable[[], int],
        activity: str,
        total: int | None,
        check: Callable[[], None] = lambda: None,
    ) -> _T:
        """Tries until it succeeds; what comes beyond the best so far brings all tries back."""
        tries, best = 0, here()
        while True:
            try:
                return self._watched(action, here, activity, total, check)
            except Again as problem:
                # More than ever before, for a hub that gives no parts begins anew each time.
                tries = 0 if here() > best else tries + 1
                best = max(best, here())
                wish = problem.after_s or 0.0
                if tries >= self._wanted.tries or wish > _LONGEST_WISH_S:
                    raise mistakes.unreachable(self._wanted, problem, max(1, tries)) from problem
                pause = min(self._wanted.pause_s * 2 ** max(0, tries - 1), _LONGEST_PAUSE_S)
                waiting = f"{activity}: waiting, because {problem.words}"
                self._pause(max(pause, wish), waiting, here, total)

    def _watched(
        self,
        action: Callable[[], _T],
        here: Callable[[], int],
        activity: str,
        total: int | None,
        check: Callable[[], None],
    ) -> _T:
        """Does it in a thread, which may hang in the network, and looks after it from this one.

        The thread is left behind when this raises: the process ends then.
        """
        results: list[_T] = []
        errors: list[BaseException] = []

        def run() -> None:
            try:
                results.append(action())
            except BaseException as error:  # raised below, in the thread that waits
                errors.append(error)

        thread = threading.Thread(target=run, name="hub", daemon=True)
        thread.start()
        pace = Pace()
        self._told.progress(activity, here(), total, "bytes", now=True)
        while thread.is_alive():
            thread.join(_LOOKS_S)
            self._told.check_stop()
            done = here()
            self._told.progress(activity, done, total, "bytes", rate=pace.rate(done))
            self._check_guard()
            check()
        self._check_guard()
        if errors:
            error = errors[0]
            if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise no_room(self._wanted, 0) from error
            raise error
        return results[0]

    def _check_guard(self) -> None:
        if self._guard.refused is not None:
            raise refusal(self._wanted, self._guard.refused)

    def _pause(
        self, seconds: float, activity: str, here: Callable[[], int], total: int | None
    ) -> None:
        until = time.monotonic() + seconds
        self._told.progress(activity, here(), total, "bytes", now=True)
        while (left := until - time.monotonic()) > 0:
            self._told.check_stop()
            time.sleep(min(_LOOKS_S, left))


def check_room(wanted: HubFile, folder: Path, coming: int) -> None:
    """Raises SpecError when too little would stay free after ``coming`` more bytes."""
    free = shutil.disk_usage(folder).free - coming
    if free < wanted.min_free_bytes:
        raise no_room(wanted, coming)


def no_room(wanted: HubFile, coming: int) -> SpecError:
    """The disk is full, or would be after ``coming`` more bytes."""
    needs = f"{coming / 1e9:.1f} GB are still to come, and " if coming else ""
    return SpecError(
        f"The disk that holds the data is too full: {needs}"
        f"{wanted.min_free_bytes / 1e9:.1f} GB must stay free.",
        field="file",
        remedy="Remove what is not needed and try again: it goes on where it was.",
    )
