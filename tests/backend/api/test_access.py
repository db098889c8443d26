"""Nobody gets in without credentials, and no other website acts for somebody who has them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from backend.api.app import create_app
from backend.api.security import is_api
from backend.core.ids import now
from backend.core.models import AuthToken
from tests.backend.api.studio import Studio

OPEN = {("GET", "/healthz"), ("POST", "/api/session")}
COOKIE = "minimind_session"


def sign_in(stranger: TestClient, studio: Studio) -> None:
    answer = stranger.post(
        "/api/session", json={"token": studio.login_token()}, headers={"Origin": "http://localhost"}
    )
    assert answer.status_code == 204, answer.text


def test_every_route_answers_401_to_strangers(app: FastAPI, stranger: TestClient) -> None:
    document = app.openapi()
    routes = {
        (method.upper(), path)
        for path, operations in document["paths"].items()
        for method in operations
    }
    assert len(routes) > 15
    routes |= {("GET", "/openapi.json"), ("GET", "/v1/files"), ("GET", "/api"), ("POST", "/x")}
    routes |= {("PUT", "/api/jobs"), ("PATCH", "/api/nodes"), ("OPTIONS", "/api/jobs")}
    for method, path in sorted(routes - OPEN):
        concrete = re.sub(r"\{\w+\}", "x", path)
        answer = stranger.request(method, concrete)
        assert answer.status_code == 401, (method, path)
        if method != "HEAD":  # whose answers have no body
            assert answer.json()["error"]["code"] == "not_signed_in"


def test_a_route_that_somebody_forgets_is_closed(app: FastAPI, stranger: TestClient) -> None:
    """Inside the API's prefixes it needs credentials; outside of them it cannot be reached."""
    app.get("/api/forgotten")(lambda: "secret")
    app.get("/forgotten")(lambda: "secret")
    assert stranger.get("/api/forgotten").status_code == 401
    assert "secret" not in stranger.get("/forgotten").text


def test_every_route_lies_where_the_access_rules_look(app: FastAPI) -> None:
    paths = app.openapi()["paths"]
    assert [path for path in paths if not is_api(path)] == []
    assert not [r for r in app.routes if isinstance(r, APIRoute) and not is_api(r.path)]


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer mm_wrong"},
        {"Authorization": "Bearer "},
        {"Authorization": "Basic bW06bW0="},
        {"Cookie": f"{COOKIE}=wrong"},
        {"Cookie": f"{COOKIE}="},
    ],
)
def test_wrong_credentials_are_refused(stranger: TestClient, headers: dict[str, str]) -> None:
    assert stranger.get("/api/jobs", headers=headers).status_code == 401


def test_kinds_of_tokens_are_kept_apart(stranger: TestClient, studio: Studio) -> None:
    login = studio.login_token()
    as_bearer = {"Authorization": f"Bearer {login}"}
    assert stranger.get("/api/jobs", headers=as_bearer).status_code == 401
    assert stranger.get("/api/jobs", headers={"Cookie": f"{COOKIE}={login}"}).status_code == 401
    as_cookie = {"Cookie": f"{COOKIE}={studio.token}"}
    assert stranger.get("/api/jobs", headers=as_cookie).status_code == 401


def test_a_login_token_signs_in_once_and_out_again(stranger: TestClient, studio: Studio) -> None:
    token = studio.login_token()
    answer = stranger.post("/api/session", json={"token": token})
    assert answer.status_code == 204
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "path=/" in cookie
    assert stranger.get("/api/session").json()["kind"] == "session"
    assert stranger.post("/api/session", json={"token": token}).status_code == 401
    kept = stranger.cookies[COOKIE]
    same_site = {"Origin": "http://localhost"}
    assert stranger.delete("/api/session", headers=same_site).status_code == 204
    again = stranger.get("/api/session", headers={"Cookie": f"{COOKIE}={kept}"})
    assert again.status_code == 401  # the session is gone, not only the browser's cookie


def test_a_session_ends_and_one_in_use_is_prolonged(stranger: TestClient, studio: Studio) -> None:
    sign_in(stranger, studio)

    def set_expiry(days: int) -> None:
        with studio.database.transaction() as session:
            row = session.query(AuthToken).filter_by(kind="session").one()
            row.expires_at = now() + timedelta(days=days)

    set_expiry(3)
    assert stranger.get("/api/session").status_code == 200
    with studio.database.session() as session:
        expires = session.query(AuthToken).filter_by(kind="session").one().expires_at
    assert expires is not None and expires > now() + timedelta(days=20)
    set_expiry(-1)
    assert stranger.get("/api/session").status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"},
        {},
    ],
)
def test_a_cookie_sent_by_another_site_changes_nothing(
    stranger: TestClient, studio: Studio, headers: dict[str, str]
) -> None:
    job = studio.add_job()
    sign_in(stranger, studio)
    for method, path in (
        ("POST", f"/api/jobs/{job.id}/stop"),
        ("DELETE", "/api/session"),
        ("POST", "/api/datasets?name=x"),
        ("POST", "/v1/chat/completions"),
    ):
        answer = stranger.request(method, path, headers=headers)
        assert answer.status_code == 403, (method, path)
        assert answer.json()["error"]["code"] == "cross_site_request"
    assert stranger.get(f"/api/jobs/{job.id}").json()["job"]["status"] == "queued"


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}]
)
def test_the_dashboard_itself_may_act(
    stranger: TestClient, studio: Studio, headers: dict[str, str]
) -> None:
    job = studio.add_job()
    sign_in(stranger, studio)
    assert stranger.post(f"/api/jobs/{job.id}/stop", headers=headers).status_code == 202


def test_another_site_cannot_sign_a_browser_in(stranger: TestClient, studio: Studio) -> None:
    answer = stranger.post(
        "/api/session",
        json={"token": studio.login_token()},
        headers={"Origin": "http://evil.example"},
    )
    assert answer.status_code == 403


def test_scripts_with_a_token_need_no_origin(client: TestClient, studio: Studio) -> None:
    job = studio.add_job()
    assert client.post(f"/api/jobs/{job.id}/stop").status_code == 202


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "", "localhost:x", "[::2]"],
)
@pytest.mark.parametrize("path", ["/", "/healthz", "/api/jobs"])
def test_other_host_names_are_refused(client: TestClient, host: str, path: str) -> None:
    answer = client.get(path, headers={"Host": host})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "unknown_host"


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8123", "127.0.0.1:1", "[::1]:8000", "LOCALHOST", "box.lan"]
)
def test_own_host_names_are_welcome(studio: Studio, host: str) -> None:
    app = create_app(studio.settings.model_copy(update={"allowed_hosts": ("box.lan",)}))
    with TestClient(app, base_url="http://localhost") as client:
        assert client.get("/healthz", headers={"Host": host}).status_code == 200


def test_every_answer_carries_the_security_headers(
    client: TestClient, stranger: TestClient
) -> None:
    answers = [
        client.get("/api/jobs"),
        stranger.get("/api/jobs"),
        stranger.get("/"),
        stranger.get("/healthz", headers={"Host": "evil.example"}),
        client.get("/api/nothing"),
        client.post("/api/jobs", content=b"{", headers={"Content-Type": "application/json"}),
    ]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self'" in policy and "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
    assert answers[0].headers["cache-control"] == "no-store"


def test_the_document_is_for_the_signed_in_and_no_page_loads_foreign_scripts(
    client: TestClient, stranger: TestClient
) -> None:
    assert client.get("/openapi.json").json()["info"]["title"] == "MiniMind Studio"
    assert stranger.get("/openapi.json").status_code == 401
    assert "cdn" not in client.get("/docs").text
