"""The OpenAPI document: FastAPI's, with what middleware adds to every route."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from backend.api.chat import ChatChunk
from backend.api.error_docs import example
from backend.api.security import COOKIE, OPEN

_TAGS = {
    "session": "Signing in and out.",
    "presets": "What can be trained.",
    "nodes": "The machines that train.",
    "datasets": "Files of rows: what is in them, and what depends on them.",
    "tasks": "Work on data, done by the workers.",
    "uploads": "Large files on their way in.",
    "jobs": "Training jobs.",
    "pipelines": "Stages that start from one another.",
    "sweeps": "One job over many values.",
    "checkpoints": "Saved models.",
    "events": "Everything that happens, as it happens.",
    "chat": "OpenAI's interface.",
    "health": "For process managers.",
}
_ERROR = "#/components/schemas/ErrorBody"
_SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "An API token (`mm_...`).",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "A browser's session, from `POST /api/session`.",
    },
}


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """The document of ``app``, made once. The same code gives the same document."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            license_info=app.license_info,
            tags=[{"name": name, "description": text} for name, text in _TAGS.items()],
        )
        components = document["components"]
        components["securitySchemes"] = _SCHEMES
        _, chunk = models_json_schema(
            [(ChatChunk, "serialization")], ref_template="#/components/schemas/{model}"
        )
        components["schemas"].update(chunk["$defs"])
        document["security"] = [{name: []} for name in _SCHEMES]
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                _complete(operation)
                if (method.upper(), path) in OPEN:
                    operation["security"] = []
        for name in ("HTTPValidationError", "ValidationError"):  # FastAPI's own shape, unused here
            components["schemas"].pop(name, None)
        app.openapi_schema = document
    return app.openapi_schema


def _complete(operation: dict[str, Any]) -> None:
    """The docstring's first line is the summary; every error gets an example."""
    summary, _, description = operation.get("description", "").partition("\n")
    operation["summary"] = summary.rstrip(".")
    operation["description"] = description.strip() or summary
    for status, response in operation["responses"].items():
        if int(status) >= 400:  # JSON also where a success is a stream
            error = {"schema": {"$ref": _ERROR}, "example": example(int(status))}
            response["content"] = {"application/json": error}
            continue
        # FastAPI adds the type of a plain text answer to the schema that the route names.
        schema = response.get("content", {}).get("text/event-stream", {}).get("schema", {})
        if "$ref" in schema:
            schema.pop("type", None)
