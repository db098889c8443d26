"""Assembles the API."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import PackageNotFoundError, version

from anyio import to_thread
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from backend.api import security
from backend.api.document import openapi_document
from backend.api.engine_proxy import engine_client
from backend.api.errors import add_error_handlers
from backend.api.notify import Notifier
from backend.api.principal import Credential, Principal
from backend.api.routers import (
    catalogue,
    checkpoints,
    cloning,
    dataset_tasks,
    datasets,
    deletion,
    estimates,
    events,
    health,
    job_actions,
    jobs,
    making,
    nodes,
    openai,
    pipelines,
    preferences,
    presets,
    queue,
    resources,
    rows,
    session,
    sweeps,
    tasks,
    tokenizers,
    uploads,
    webhooks,
)
from backend.api.schema import check_schema
from backend.api.static import Dashboard
from backend.api.stream import EventStream, Pace
from backend.core import auth, hints
from backend.core.db import Database, connect
from backend.core.errors import NotSignedIn
from backend.core.settings import Settings

ROUTERS = (
    session,
    presets,
    nodes,
    resources,
    dataset_tasks,
    making,
    datasets,
    rows,
    tasks,
    uploads,
    catalogue,
    tokenizers,
    jobs,
    job_actions,
    queue,
    cloning,
    pipelines,
    sweeps,
    estimates,
    checkpoints,
    deletion,
    preferences,
    webhooks,
    events,
    openai,
    health,
)

# Requests computed at a time. More of them only take the interpreter from each other, and from the
# event loop, which then lets streams and short requests wait behind long ones.
_REQUEST_THREADS = 8

_DESCRIPTION = """Train a small language model from nothing, and talk to it.

Sign in with `Authorization: Bearer mm_...`: `scripts/up` writes a token for scripts to
`data/secrets/api-token`. Every error has one shape: what is wrong, which field or file line, and
what to do.
"""


def create_app(settings: Settings | None = None, *, pace: Pace | None = None) -> FastAPI:
    """The application; it touches database and network only once it is started.

    Starting raises SchemaOutdated when the database was not migrated.
    """
    settings = settings or Settings()
    app = FastAPI(
        title="MiniMind Studio",
        version=_version(),
        description=_DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        lifespan=partial(_lifespan, settings=settings, pace=pace),
        docs_url=None,  # their pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
    )
    app.state.settings = settings
    for module in ROUTERS:
        app.include_router(module.router)
    add_error_handlers(app)
    # The last one added is the outermost.
    app.add_middleware(security.BodyLimit)
    app.add_middleware(
        security.Access,
        static=Dashboard(settings.frontend_dist),
        authenticate=partial(_authenticate, app),
    )
    app.add_middleware(security.Hosts, allowed=settings.allowed_hosts)
    app.add_middleware(security.Faults)
    app.add_middleware(security.SecurityHeaders)
    app.openapi = partial(openapi_document, app)
    return app


@asynccontextmanager
async def _lifespan(
    app: FastAPI, *, settings: Settings, pace: Pace | None
) -> AsyncGenerator[None, None]:
    to_thread.current_default_thread_limiter().total_tokens = _REQUEST_THREADS
    database = connect(settings)
    await run_in_threadpool(check_schema, database)
    listener = hints.Listener(settings)
    app.state.database = database
    app.state.notifier = Notifier(settings, database)
    app.state.engine = engine_client(settings.engine_url)
    app.state.stream = EventStream(
        database,
        wait=listener.wait,
        signed_in=lambda principal: _principal(database, principal.credential) is not None,
        pace=pace,
    )
    try:
        yield
    finally:
        app.state.stream.close()
        await app.state.engine.aclose()
        await run_in_threadpool(app.state.notifier.close)
        listener.close()
        database.close()


def _authenticate(app: FastAPI, credential: Credential) -> Principal | None:
    return _principal(app.state.database, credential)


def _principal(database: Database, credential: Credential) -> Principal | None:
    """Whose credential it is; None when it is no good. A session in use lives on."""
    try:
        with database.session() as session:
            identity = auth.authenticate(session, credential.token, credential.kind)
    except NotSignedIn:
        return None
    if identity.renew:
        with database.transaction() as session:
            auth.renew_session(session, credential.token)
    return Principal(credential, identity.name)


def _operation_id(route: APIRoute) -> str:
    return route.name


def _version() -> str:
    try:
        return version("minimind-studio")
    except PackageNotFoundError:  # run from a clone that was not installed
        return "0.1.0"
