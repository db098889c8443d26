"""Credentials: what opens the door, for how long, and what a stolen database gives away."""

from __future__ import annotations

import contextlib
import stat
import threading
from datetime import timedelta
from typing import Any

import pytest

from backend.core import auth, db
from backend.core.errors import NotSignedIn, http_status
from backend.core.ids import now
from backend.core.models import AuthToken
from backend.core.settings import Settings


def login(database: db.Database) -> str:
    with database.transaction() as session:
        return auth.issue_login(session)


def redeem(database: db.Database, token: str) -> str:
    with database.transaction() as session:
        return auth.redeem_login(session, token)


def identity(database: db.Database, token: str, kind: Any = "session") -> auth.Identity:
    with database.session() as session:
        return auth.authenticate(session, token, kind)


def age(database: db.Database, by: timedelta) -> None:
    """Lets time pass for every token."""
    with database.transaction() as session:
        for row in session.query(AuthToken):
            if row.expires_at is not None:
                row.expires_at = row.expires_at - by


def test_a_login_token_opens_one_session(database: db.Database) -> None:
    token = login(database)
    with pytest.raises(NotSignedIn):
        identity(database, token)  # it is no session itself
    session_token = redeem(database, token)
    assert identity(database, session_token).kind == "session"
    with pytest.raises(NotSignedIn, match="used already") as caught:
        redeem(database, token)
    assert http_status(caught.value) == 401


def test_a_login_token_used_at_once_by_many_works_for_one(database: db.Database) -> None:
    token = login(database)
    barrier = threading.Barrier(8)
    opened: list[str] = []

    def use() -> None:
        barrier.wait()
        with contextlib.suppress(NotSignedIn):
            opened.append(redeem(database, token))

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 1


def test_a_login_token_does_not_last(database: db.Database) -> None:
    assert timedelta(days=1) >= auth.LOGIN_LIFETIME
    token = login(database)
    age(database, auth.LOGIN_LIFETIME)
    with pytest.raises(NotSignedIn):
        redeem(database, token)


def test_a_session_lasts_as_long_as_it_is_used(database: db.Database) -> None:
    token = redeem(database, login(database))
    assert not identity(database, token).renew  # no write at every request
    age(database, timedelta(days=29))
    assert identity(database, token).renew
    with database.transaction() as session:
        auth.renew_session(session, token)
    age(database, timedelta(days=29))
    assert identity(database, token).renew
    age(database, timedelta(days=2))
    with pytest.raises(NotSignedIn, match="expired"):
        identity(database, token)
    with database.transaction() as session:
        auth.renew_session(session, token)  # too late
    with pytest.raises(NotSignedIn):
        identity(database, token)


def test_signing_out_ends_the_session(database: db.Database) -> None:
    token = redeem(database, login(database))
    other = redeem(database, login(database))
    with database.transaction() as session:
        auth.end_session(session, token)
    with pytest.raises(NotSignedIn):
        identity(database, token)
    assert identity(database, other).kind == "session"


def test_tokens_of_one_kind_do_not_pass_for_another(database: db.Database) -> None:
    with database.transaction() as session:
        api = auth.issue_api_token(session, "laptop")
    assert api.startswith("mm_")
    assert identity(database, api, "api") == auth.Identity("api", "laptop", renew=False)
    with pytest.raises(NotSignedIn):
        identity(database, api, "session")
    with pytest.raises(NotSignedIn):
        redeem(database, api)
    with pytest.raises(NotSignedIn):
        identity(database, redeem(database, login(database)), "api")


@pytest.mark.parametrize("token", ["", "mm_", "\x00", "\ud800", "x" * 100_000])
def test_nonsense_opens_nothing(database: db.Database, token: str) -> None:
    with pytest.raises(NotSignedIn):
        identity(database, token)
    with pytest.raises(NotSignedIn):
        redeem(database, token)


def test_only_hashes_are_stored(database: db.Database) -> None:
    first = login(database)
    tokens = [first, redeem(database, first)]
    with database.transaction() as session:
        tokens.append(auth.issue_api_token(session, "laptop"))
    with database.session() as session:
        stored = [
            str(value)
            for row in session.query(AuthToken)
            for value in (row.hash, row.name, row.kind)
        ]
    assert len(set(stored)) >= 3
    assert not any(token in value or value in token for token in tokens for value in stored)


def test_expired_tokens_are_forgotten(database: db.Database) -> None:
    for _ in range(3):
        login(database)
    age(database, auth.LOGIN_LIFETIME)
    login(database)
    with database.session() as session:
        rows = session.query(AuthToken).all()
    assert len(rows) == 1
    assert rows[0].expires_at is not None and rows[0].expires_at > now()


def test_the_api_token_file_is_made_once_and_private(
    database: db.Database, settings: Settings
) -> None:
    def ensure() -> str:
        with database.transaction() as session:
            return auth.ensure_api_token(session, settings)

    token = ensure()
    assert ensure() == token
    path = settings.api_token_file
    assert path.read_text().strip() == token
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [p.name for p in path.parent.iterdir()] == ["api-token"]
    assert identity(database, token, "api").kind == "api"
    with database.transaction() as session:
        session.query(AuthToken).delete()  # as if the database were new
    assert ensure() == token
    assert identity(database, token, "api").kind == "api"
