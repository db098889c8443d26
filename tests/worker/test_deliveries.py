"""Messages of the ends of jobs, sent to a real local HTTP server."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest

from backend.core import webhook_sending, webhooks
from backend.core.ids import now
from backend.core.models import Delivery, Webhook
from minimind.spec import SpecError
from tests.backend.core.conftest import Studio
from worker.deliveries import Deliveries


@dataclass
class Receiver:
    """Keeps what it is sent; answers as told, 200 by default."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    slow: threading.Event | None = None


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.got.append((dict(self.headers), body))
            if made.slow:
                made.slow.wait(20)
            status = made.answers.pop(0) if made.answers else 200
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            try:
                for _ in range(64 if status == 202 else 0):  # a huge answer, 64 MiB
                    self.wfile.write(b"x" * 2**20)
            except OSError:
                return

        do_GET = do_POST

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    made.url = f"http://localhost:{server.server_port}/hook?room=7"
    yield made
    if made.slow:
        made.slow.set()
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Hooked:
    """A studio with one webhook to the receiver."""

    studio: Studio
    webhook: Webhook

    def __post_init__(self) -> None:
        settings = self.studio.settings.model_copy(
            update={"webhook_hosts": ("localhost",), "public_url": "https://studio.example/"}
        )
        self.deliveries = Deliveries(settings, self.studio.database)

    def rows(self) -> list[Delivery]:
        with self.studio.database.session() as session:
            return session.query(Delivery).order_by(Delivery.id).all()

    def make_due(self) -> None:
        with self.studio.database.transaction() as session:
            session.query(Delivery).update({"due_at": now() - timedelta(seconds=1)})


@pytest.fixture
def hooked(studio: Studio, receiver: Receiver) -> Hooked:
    with studio.database.transaction() as session:
        webhook = webhooks.create(session, ("localhost",), receiver.url)
    return Hooked(studio, webhook)


def test_the_end_of_a_job_is_told_once_and_signed(hooked: Hooked, receiver: Receiver) -> None:
    job = hooked.studio.trained(name="my assistant")
    assert [row.state for row in hooked.rows()] == ["due"]
    assert hooked.deliveries.send_due() == 1
    assert hooked.deliveries.send_due() == 0
    [(headers, body)] = receiver.got
    told = json.loads(body)
    assert told["type"] == "job.ended"
    assert told["job"]["id"] == job.id
    assert told["job"]["name"] == "my assistant"
    assert told["job"]["status"] == "done"
    assert told["job"]["loss"] == 3.0
    assert told["job"]["url"] == f"https://studio.example/jobs/{job.id}"
    signed = headers["X-MiniMind-Timestamp"].encode() + b"." + body
    expected = hmac.new(hooked.webhook.secret.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["X-MiniMind-Signature"] == f"sha256={expected}"


def test_a_failing_receiver_is_tried_again_with_the_same_id(
    hooked: Hooked, receiver: Receiver
) -> None:
    receiver.answers = [500, 302, 202]
    hooked.studio.trained()
    assert hooked.deliveries.send_due() == 0
    [row] = hooked.rows()
    assert (row.state, row.tries, row.error) == ("due", 1, "It answered 500.")
    assert row.due_at > now()
    hooked.make_due()
    assert hooked.deliveries.send_due() == 0
    assert "redirect" in (hooked.rows()[0].error or "")
    hooked.make_due()
    assert hooked.deliveries.send_due() == 1  # of a huge answer no more than the status is read
    assert hooked.rows()[0].state == "sent"
    assert len({headers["X-MiniMind-Delivery"] for headers, _ in receiver.got}) == 1
    assert len(receiver.got) == 3  # nobody followed the redirect


def test_a_sender_that_died_before_it_marked_sends_again(
    hooked: Hooked, receiver: Receiver
) -> None:
    hooked.studio.trained()
    with hooked.studio.database.transaction() as session:
        assert len(webhooks.claim_due(session, now())) == 1  # and then it was killed
    assert hooked.deliveries.send_due() == 0  # others leave it alone for a while
    hooked.make_due()
    assert hooked.deliveries.send_due() == 1
    assert len(receiver.got) == 1


def test_after_a_day_it_is_given_up(hooked: Hooked) -> None:
    hooked.studio.trained()
    with hooked.studio.database.transaction() as session:
        [(delivery, _)] = webhooks.claim_due(session, now())
        webhooks.settle(session, delivery.id, "It answered 500.", now() + timedelta(hours=25))
    assert hooked.rows()[0].state == "given_up"


def test_a_slow_receiver_delays_nobody(
    hooked: Hooked, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver.slow = threading.Event()
    monkeypatch.setattr(webhook_sending, "TOTAL_S", 0.3)
    hooked.studio.trained()
    hooked.deliveries.run_due()
    hooked.deliveries.run_due()  # returns at once, also while one is under way
    assert hooked.deliveries.wait(20)
    assert hooked.rows()[0].state == "due"
    assert hooked.rows()[0].error
    assert len(receiver.got) == 1


def test_no_message_without_the_end_nor_an_end_without_the_message(hooked: Hooked) -> None:
    job = hooked.studio.submit()
    with pytest.raises(RuntimeError), hooked.studio.database.transaction() as session:
        from backend.core import control, jobs

        control.stop(session, jobs.get(session, job.id))
        raise RuntimeError("the process ends here")
    assert hooked.rows() == []
    hooked.studio.stop(job)
    assert [row.payload["job"]["status"] for row in hooked.rows()] == ["stopped"]


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("ftp://hooks.example/", ("hooks.example",)),
        ("https://user:pw@hooks.example/", ("hooks.example",)),
        ("https://evil.example/", ("hooks.example",)),
        ("https://hooks.example.evil/", ("hooks.example",)),
        ("https://hooks.example:8443/", ("hooks.example:443",)),
        ("https://example/", ("*.example",)),
        ("https://hooks.example/\r\nX: y", ("hooks.example",)),
        ("https://hooks.example:99999/", ("hooks.example",)),
        ("https:///path", ("hooks.example",)),
    ],
)
def test_only_listed_hosts_are_told(url: str, hosts: tuple[str, ...]) -> None:
    with pytest.raises(SpecError):
        webhooks.check_url(hosts, url)


def test_without_a_list_the_setting_is_named() -> None:
    with pytest.raises(SpecError, match="MINIMIND_WEBHOOK_HOSTS"):
        webhooks.check_url((), "https://hooks.example/")


def test_a_wildcard_reaches_no_private_address(
    monkeypatch: pytest.MonkeyPatch, hooked: Hooked, receiver: Receiver
) -> None:
    port = urlsplit(receiver.url).port
    asked: list[str] = []

    def resolve(host: str, *args: Any, **kwargs: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    settings = hooked.studio.settings
    url = f"http://a.example:{port}/"
    wild = settings.model_copy(update={"webhook_hosts": ("*.example",)})
    assert "private" in (webhook_sending.send(wild, url, "s", "id", {}) or "")
    assert receiver.got == []
    exact = settings.model_copy(update={"webhook_hosts": ("*.example", "a.example")})
    assert webhook_sending.send(exact, url, "s", "id", {}) is None
    assert asked == ["a.example", "a.example"]  # once each: the checked address is the one used
