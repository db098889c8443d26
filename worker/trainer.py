"""The processes of one attempt, seen from their supervisor: started, asked, collected, ended."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from pathlib import Path

import psutil

from minimind.spec import RunDir
from worker import processes
from worker.launch import Command


class Trainer:
    """The launched process and everything below it. The caller must be a child-subreaper."""

    def __init__(self, command: Command, log: Path, marker: str) -> None:
        self._marker = marker
        self._memory_kills_before = processes.memory_kills()
        # A file, never a pipe: a reader that stops reading would stall training.
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command.argv,
                env=command.env,
                cwd=command.cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        processes.prefer_as_memory_victim(self._process.pid)
        if command.niceness:
            # It has started no children yet: the interpreter alone takes longer to load.
            with suppress(psutil.NoSuchProcess):
                psutil.Process(self._process.pid).nice(command.niceness)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative for a signal. Current as of the last ``reap``."""
        return self._process.returncode

    @property
    def memory_kills(self) -> int:
        """Processes that the kernel ended for lack of memory since the start."""
        return processes.memory_kills() - self._memory_kills_before

    def tree(self) -> list[psutil.Process]:
        """What lives of the attempt below its supervisor."""
        return processes.descendants()

    def reap(self) -> None:
        """Collects every child that ended, adopted ones too, so that none stays a zombie."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid == self._process.pid:
                self._process.returncode = os.waitstatus_to_exitcode(status)

    def end(self, *, term_s: float, kill_s: float) -> list[psutil.Process]:
        """Ends what is left of the attempt. Returns what could not be ended."""

        def find() -> list[psutil.Process]:
            return list({*processes.descendants(), *processes.marked(self._marker)})

        left = processes.end_all(find, term_s=term_s, kill_s=kill_s, idle=self.reap)
        self.reap()
        return left


def write_control(run_dir: RunDir, word: str) -> None:
    """Asks the run for something; rank 0 reads it between steps. Whole or not at all."""
    write_atomically(run_dir.control, word)


def write_atomically(path: Path, text: str) -> None:
    """Readers see the old file or the new one, never a part; the new one survives a crash."""
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
