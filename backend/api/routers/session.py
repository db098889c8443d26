"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Request, Response

from backend.api.deps import DatabaseDep, PrincipalDep
from backend.api.error_docs import documented
from backend.api.schemas.access import SessionInfo, SignIn
from backend.api.security import COOKIE
from backend.core import auth

# The longest that browsers keep a cookie: how long a session lasts is decided by the server.
COOKIE_SECONDS = 400 * 24 * 3600

router = APIRouter(prefix="/api/session", tags=["session"])


@router.post("", status_code=204, responses=documented(400, 403, 413, 422))
def sign_in(
    request: Request,
    response: Response,
    database: DatabaseDep,
    body: Annotated[SignIn, Body(examples=[{"token": "ml_Zk3v"}])],
) -> None:
    """Sign in.

    Trades a one-time token, as `scripts/up` prints it, for a session cookie.
    """
    with database.transaction() as session:
        token = auth.redeem_login(session, body.token)
    response.set_cookie(
        COOKIE,
        token,
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


@router.get("", responses=documented())
def get_session(principal: PrincipalDep) -> SessionInfo:
    """Say who is asking."""
    return SessionInfo(kind=principal.credential.kind, name=principal.name)


@router.delete("", status_code=204, responses=documented(403))
def sign_out(response: Response, database: DatabaseDep, principal: PrincipalDep) -> None:
    """Sign out.

    Ends the session of the cookie. An API token stays valid.
    """
    if principal.credential.kind == "session":
        with database.transaction() as session:
            auth.end_session(session, principal.credential.token)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")
