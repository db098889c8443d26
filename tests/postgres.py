"""A private PostgreSQL server for tests: started, stopped, started again, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from backend.core import db


class PostgresServer:
    """A server on a unix socket. Raises FileNotFoundError where PostgreSQL is not installed.

    Args:
        listen: an IPv4 address besides, open to its whole network (/24).
        within: the beginning of a command that runs the rest of it elsewhere, as root.

    Attributes:
        url: SQLAlchemy's address of its database.
    """

    def __init__(self, *, listen: str = "", within: tuple[str, ...] = ()) -> None:
        initdb, server = _binary("initdb"), _binary("postgres")
        if initdb is None or server is None:
            raise FileNotFoundError(
                "PostgreSQL's initdb and postgres are neither on PATH nor in /usr/lib"
            )
        # The socket's path must be short, so not pytest's own temporary folder.
        self._folder = Path(tempfile.mkdtemp(prefix="mm-pg-"))
        self._user = _unprivileged_user()
        if self._user is not None:
            shutil.chown(self._folder, self._user)
        self.url = f"postgresql+psycopg://studio@/postgres?host={self._folder}"
        data = str(self._folder / "data")
        made = subprocess.run(
            [str(initdb), "-D", data, "-U", "studio", "-A", "trust", "-E", "UTF8", "--no-sync",
             "--locale=C"],
            user=self._user, cwd=self._folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        if listen:
            with (self._folder / "data" / "pg_hba.conf").open("a") as rules:
                rules.write(f"host all all {listen}/24 trust\n")
        settings = {
            "listen_addresses": listen, "unix_socket_directories": str(self._folder),
            "fsync": "off", "full_page_writes": "off", "shared_buffers": "16MB",
            "max_connections": "150",
        }  # fmt: skip
        options = [word for item in settings.items() for word in ("-c", "=".join(item))]
        self._argv = [str(server), "-D", data, *options]
        if within:  # takes root, which it gives up inside
            entry = pwd.getpwnam(self._user or pwd.getpwuid(os.getuid()).pw_name)
            to = (f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups")
            self._argv = [*within, "setpriv", *to, *self._argv]
            self._user = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns once it answers."""
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                self._argv, user=self._user, cwd=self._folder, stdout=log, stderr=log
            )
        self._wait_until_ready(self._process)

    def stop(self) -> None:
        """Ends it and every connection to it; what was committed stays."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # its "fast" shutdown
            self._process.wait(timeout=30)
            self._process = None

    def remove(self) -> None:
        """Stops it for good."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _log(self) -> Path:
        return self._folder / "log"

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        database = db.Database(self.url)
        for _ in range(600):
            assert process.poll() is None, self._log.read_text()
            try:
                with database.engine.connect():
                    break
            except Exception:  # any refusal: not ready yet
                time.sleep(0.05)
        else:
            raise AssertionError(f"PostgreSQL did not start: {self._log.read_text()}")
        database.close()


def _binary(name: str) -> Path | None:
    """A program of PostgreSQL: Debian keeps its server's out of PATH."""
    if found := shutil.which(name):
        return Path(found)
    return max(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), default=None)


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root: a user to run it as then, None for oneself."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
