"""Who may ask what: everything is denied unless it is said here to be open.

Pure ASGI, around the router rather than in it, so that a route somebody adds later is closed by
default. Order, outermost first: SecurityHeaders, Faults, Hosts, Access, BodyLimit.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import cast
from urllib.parse import urlsplit

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.api.errors import ApiError, error_response, fault_response
from backend.api.principal import Credential, Principal
from minimind.spec.tokenizers import MAX_FILE_BYTES

COOKIE = "minimind_session"
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
MAX_BODY_BYTES = 2**20
# Two files in a form, each of which the route looks at the size of.
LARGER_BODIES = {("POST", "/api/tokenizers"): 2 * MAX_FILE_BYTES + MAX_BODY_BYTES}
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")

# Prefixes that the router owns. Any other address is a file of the dashboard.
API_PREFIXES = ("/api", "/v1")
API_PATHS = ("/healthz", "/openapi.json")
# The only (method, path) of the router that need no credentials.
OPEN = {("GET", "/healthz"), ("POST", "/api/session")}
# Bodies that go to disk as they come instead of into memory.
STREAMED = {("POST", "/api/datasets"), ("POST", "/api/uploads")}
_PIECE = re.compile(r"/api/uploads/[^/]+")

CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'self'"
)
_HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def is_api(path: str) -> bool:
    """Whether the router owns ``path``; the dashboard's files are the rest."""
    return path in API_PATHS or any(
        path == prefix or path.startswith(f"{prefix}/") for prefix in API_PREFIXES
    )


def is_streamed(method: str, path: str) -> bool:
    """Whether the route reads its body piece by piece, however large it is."""
    # POST too: where PATCH does not pass, the protocol of uploads lets it travel as one.
    piece = method in ("PATCH", "POST") and _PIECE.fullmatch(path) is not None
    return piece or (method, path) in STREAMED


class SecurityHeaders:
    """Puts the security headers on every answer, and no-store on those of the API."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                if is_api(scope["path"]):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self.app(scope, receive, with_headers)


class Faults:
    """Turns an exception nobody expected into an answer that shows none of its insides."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if started:  # the status is out already: all that is left is to break the connection
                raise
            await fault_response(error)(scope, receive, send)


class Hosts:
    """Refuses names that are not this server's: stops DNS rebinding."""

    def __init__(self, app: ASGIApp, allowed: tuple[str, ...]) -> None:
        self.app = app
        self.allowed = {host.lower().rstrip(".") for host in (*LOCAL_HOSTS, *allowed)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._known(Headers(scope=scope).getlist("host")):
            refusal = ApiError(
                400,
                "This server does not go by that name.",
                code="unknown_host",
                remedy="Open it as localhost, or add the name to MINIMIND_ALLOWED_HOSTS.",
            )
            await error_response(refusal)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _known(self, values: list[str]) -> bool:
        if len(values) != 1:
            return False
        host, bracket, rest = values[0].lower().partition("]")
        name = host + bracket if bracket else host.partition(":")[0]
        port = rest if bracket else host.partition(":")[1] + host.partition(":")[2]
        port_is_sound = not port or (port[0] == ":" and port[1:].isascii() and port[1:].isdigit())
        return port_is_sound and name.rstrip(".") in self.allowed


class Access:
    """Sends dashboard addresses to ``static`` and lets only the signed-in reach the router.

    ``authenticate`` is called in a thread and may raise a database error.
    """

    def __init__(
        self,
        app: ASGIApp,
        static: ASGIApp,
        authenticate: Callable[[Credential], Principal | None],
    ) -> None:
        self.app = app
        self.static = static
        self.authenticate = authenticate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # there is no WebSocket here: refuse the handshake
            await send({"type": "websocket.close", "code": 1008})
            return
        method, path = scope["method"], scope["path"]
        if not is_api(path) and method in ("GET", "HEAD"):
            await self.static(scope, receive, send)
            return
        try:
            await self._check(scope, method, path)
        except ApiError as refusal:
            await error_response(refusal)(scope, receive, send)
        except (DBAPIError, PoolTimeout) as error:
            await fault_response(error)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _check(self, scope: Scope, method: str, path: str) -> None:
        headers = Headers(scope=scope)
        if (method, path) in OPEN:
            # Signing in counts too: another site must not sign a browser into its own account.
            if method not in SAFE_METHODS:
                _refuse_other_sites(headers, required=False)
            return
        credential = find_credential(headers)
        principal = await run_in_threadpool(self.authenticate, credential) if credential else None
        if credential is None or principal is None:
            raise ApiError(
                401,
                "You are not signed in." if credential is None else "The sign-in has expired.",
                code="not_signed_in",
                remedy="Open the address that scripts/up printed, or send the header "
                "Authorization: Bearer mm_...",
                headers={"WWW-Authenticate": "Bearer"},
            )
        if credential.kind == "session" and method not in SAFE_METHODS:
            _refuse_other_sites(headers, required=True)
        scope.setdefault("state", {})["principal"] = principal


def find_credential(headers: Headers) -> Credential | None:
    """The bearer token if there is an Authorization header, else the session cookie."""
    authorization = headers.get("authorization")
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        token = token.strip()
        return Credential("api", token) if scheme.lower() == "bearer" and token else None
    token = cookie_parser(headers.get("cookie", "")).get(COOKIE)
    return Credential("session", token) if token else None


def _refuse_other_sites(headers: Headers, *, required: bool) -> None:
    """Browsers say where an unsafe request comes from; a cookie alone proves nothing.

    ``required``: refuse a request that says nothing at all.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    foreign = site is not None and site not in ("same-origin", "none")
    if origin is not None:
        foreign = foreign or not _same_host(origin, headers.get("host", ""))
    elif site is None:
        foreign = foreign or required
    if foreign:
        raise ApiError(
            403,
            "The request comes from another website.",
            code="cross_site_request",
            remedy="Use the dashboard itself, or an API token (Authorization: Bearer mm_...).",
        )


def _same_host(origin: str, host: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()


class BodyLimit:
    """Refuses bodies over ``MAX_BODY_BYTES``, announced or counted, except streamed uploads."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or is_streamed(scope["method"], scope["path"]):
            await self.app(scope, receive, send)
            return
        limit = LARGER_BODIES.get((scope["method"], scope["path"]), MAX_BODY_BYTES)
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdigit() and int(announced) > limit:
            await error_response(_too_large(limit))(scope, receive, send)
            return
        await self.app(scope, _counted(receive, limit), send)


def _counted(receive: Receive, limit: int) -> Receive:
    seen = 0

    async def counting() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise _too_large(limit)
        return message

    return cast(Callable[[], Awaitable[Message]], counting)


def _too_large(limit: int) -> ApiError:
    return ApiError(
        413,
        f"The body is larger than {limit // 2**20} MiB.",
        code="body_too_large",
        remedy="Send datasets to POST /api/datasets; other requests are small.",
        headers={"Connection": "close"},
    )
