"""Credentials: one-time login tokens, browser sessions, API tokens. Only hashes are stored.

A token has 256 random bits, so it is looked up by its plain sha256: guessing its hash byte by
byte from response times would not lead to the token.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from backend.core.errors import NotSignedIn
from backend.core.ids import now
from backend.core.models import AuthToken
from backend.core.settings import Settings

LOGIN_LIFETIME = timedelta(hours=12)
SESSION_LIFETIME = timedelta(days=30)  # since it was last used
_RENEW_AFTER = timedelta(days=1)  # a session is renewed by a write a day at most

TokenKind = Literal["login", "session", "api"]

# Each request asks this: columns of a query made once take a third of the time of an object.
_TOKEN = AuthToken.__table__.c
_BY_HASH = select(_TOKEN.kind, _TOKEN.name, _TOKEN.expires_at).where(
    _TOKEN.hash == bindparam("hash")
)


@dataclass(frozen=True)
class Identity:
    """Who asks. ``renew``: call ``renew_session`` in a transaction soon."""

    kind: TokenKind
    name: str
    renew: bool = False


def issue_login(session: Session, name: str = "browser") -> str:
    """A token that signs in one browser, once, within twelve hours."""
    _forget_expired(session)
    return _issue(session, "login", name, LOGIN_LIFETIME)


def redeem_login(session: Session, token: str) -> str:
    """Trades a login token for a session token. Raises NotSignedIn; a token works only once."""
    moment = now()
    name = session.execute(
        update(AuthToken)
        .where(AuthToken.hash == _hash(token), AuthToken.kind == "login")
        .where(AuthToken.used_at.is_(None), AuthToken.expires_at > moment)
        .values(used_at=moment)
        .returning(AuthToken.name)
    ).scalar_one_or_none()
    if name is None:
        raise NotSignedIn(
            "This sign-in link is unknown, was used already, or is too old.",
            remedy="Start scripts/up again and open the link it prints.",
        )
    return _issue(session, "session", name, SESSION_LIFETIME)


def authenticate(session: Session, token: str, kind: TokenKind) -> Identity:
    """Whose token it is. Only reads. Raises NotSignedIn."""
    row = session.execute(_BY_HASH, {"hash": _hash(token)}).first()
    moment = now()
    if row is None or row.kind != kind or kind == "login":
        raise NotSignedIn("Nobody is signed in with this token.", remedy="Sign in again.")
    if row.expires_at is not None and row.expires_at <= moment:
        raise NotSignedIn("The session has expired.", remedy="Sign in again.")
    renew = row.expires_at is not None and (
        row.expires_at - moment < SESSION_LIFETIME - _RENEW_AFTER
    )
    return Identity(kind, row.name, renew)


def renew_session(session: Session, token: str) -> None:
    """Lets a session that is in use last another 30 days."""
    moment = now()
    session.execute(
        update(AuthToken)
        .where(AuthToken.hash == _hash(token), AuthToken.kind == "session")
        .where(AuthToken.expires_at > moment)
        .values(expires_at=moment + SESSION_LIFETIME)
    )


def end_session(session: Session, token: str) -> None:
    """Signs out: the token is worth nothing from now on."""
    session.execute(
        delete(AuthToken).where(AuthToken.hash == _hash(token), AuthToken.kind == "session")
    )


def issue_api_token(session: Session, name: str) -> str:
    """A token for scripts (``mm_...``); it does not expire."""
    return _issue(session, "api", name, None, prefix="mm_")


def ensure_api_token(session: Session, settings: Settings) -> str:
    """The token in ``secrets/api-token``; made once, readable by its owner only."""
    path = settings.api_token_file
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        temporary = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"mm_{secrets.token_urlsafe(32)}\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)  # unlike a rename, never replaces a token made meanwhile
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    token = path.read_text().strip()
    if session.get(AuthToken, _hash(token)) is None:  # a new file, or a new database
        session.add(AuthToken(hash=_hash(token), kind="api", name="api-token file"))
        session.flush()
    return token


def _issue(
    session: Session, kind: TokenKind, name: str, lifetime: timedelta | None, prefix: str = ""
) -> str:
    token = prefix + secrets.token_urlsafe(32)
    expires_at = now() + lifetime if lifetime else None
    session.add(AuthToken(hash=_hash(token), kind=kind, name=name, expires_at=expires_at))
    session.flush()
    return token


def _forget_expired(session: Session) -> None:
    session.execute(delete(AuthToken).where(AuthToken.expires_at < now()))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
