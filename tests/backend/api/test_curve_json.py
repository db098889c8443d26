"""Curves are encoded once, and anew whenever something is added to them."""

from __future__ import annotations

import math

from fastapi.testclient import TestClient
from httpx2 import Response

from backend.api.curve_json import Kept, Part
from backend.core import curves
from backend.core.ids import now
from backend.core.models import Attempt
from tests.backend.api.studio import Studio, metric, validation


def asked_again(client: TestClient, address: str, answer: Response) -> Response:
    return client.get(address, headers={"If-None-Match": answer.headers["etag"]})


def test_what_is_added_is_seen_at_once(
    client: TestClient, studio: Studio, run: tuple[str, int]
) -> None:
    address = f"/api/jobs/{run[0]}/metrics"
    lines = [metric(1), metric(2, math.nan), validation(2)]
    for count, line in enumerate(lines, start=1):
        before = client.get(address)
        assert asked_again(client, address, before).status_code == 304
        studio.report(*run, line)
        after = asked_again(client, address, before)
        assert after.status_code == 200
        shown = after.json()
        assert len(shown["training"]["step"]) + len(shown["validation"]["step"]) == count
        detail = client.get(f"/api/jobs/{run[0]}").json()["curve"]
        assert {key: shown[key] for key in detail} == detail


def test_what_a_resumed_attempt_hides_is_gone_from_the_same_address(
    client: TestClient, studio: Studio, run: tuple[str, int]
) -> None:
    studio.report(*run, *(metric(step) for step in range(1, 6)))
    address = f"/api/jobs/{run[0]}/metrics"
    before = client.get(address)
    with studio.database.transaction() as session:
        session.add(Attempt(job_id=run[0], number=2, node="box-a", start_step=3, lease_until=now()))
    after = asked_again(client, address, before)
    assert after.json()["training"]["step"] == [1, 2, 3]


def test_a_tag_is_of_one_part_of_one_curve(
    client: TestClient, studio: Studio, run: tuple[str, int]
) -> None:
    studio.report(*run, *(metric(step) for step in range(1, 6)))
    address = f"/api/jobs/{run[0]}/metrics"
    answer = client.get(address)
    assert answer.headers["etag"].startswith('W/"')
    assert asked_again(client, f"{address}?points=3", answer).status_code == 200
    assert asked_again(client, f"{address}?from_step=2", answer).status_code == 200
    several = {"If-None-Match": f'"other", {answer.headers["etag"]}'}
    same = client.get(address, headers=several)
    assert (same.status_code, same.content) == (304, b"")
    assert same.headers["etag"] == answer.headers["etag"]


def test_whole_numbers_stay_whole_and_what_is_not_finite_is_null(
    client: TestClient, studio: Studio, run: tuple[str, int]
) -> None:
    measured = metric(2, math.inf).model_copy(update={"memory_bytes": 2**40})
    studio.report(*run, metric(1), measured)
    text = client.get(f"/api/jobs/{run[0]}/metrics").text
    assert '"step":[1,2]' in text
    assert f'"memory_bytes":[null,{2**40}]' in text
    assert '"loss":[5.0,null]' in text
    assert '"mfu":[null,null]' in text


def test_the_json_says_what_the_lists_say(
    client: TestClient, studio: Studio, run: tuple[str, int]
) -> None:
    """Of a long curve, asked for twice: from the memory too."""
    losses = [math.nan if step % 700 < 9 else 5 + math.sin(step) for step in range(1, 10_001)]
    studio.report(*run, *(metric(step, loss) for step, loss in enumerate(losses, start=1)))
    with studio.database.session() as session:
        expected = curves.curve(session, run[0], 200)
    for _ in range(2):
        shown = client.get(f"/api/jobs/{run[0]}/metrics?points=200").json()
        assert {part: shown[part] for part in expected} == expected


def test_a_list_that_did_not_change_is_not_sent_again(
    client: TestClient, studio: Studio, run: tuple[str, int]
) -> None:
    before = client.get("/api/jobs")
    assert asked_again(client, "/api/jobs", before).status_code == 304
    assert asked_again(client, "/api/jobs?status=done", before).status_code == 200
    studio.report(*run, metric(7))
    after = asked_again(client, "/api/jobs", before)
    assert after.json()["jobs"][0]["progress"]["step"] == 7


def test_nobody_learns_from_a_tag_without_signing_in(
    client: TestClient, run: tuple[str, int]
) -> None:
    answer = client.get(f"/api/jobs/{run[0]}/metrics")
    client.headers.pop("authorization")
    refused = asked_again(client, f"/api/jobs/{run[0]}/metrics", answer)
    assert refused.status_code == 401


def test_the_memory_is_bounded_and_forgets_the_oldest() -> None:
    kept = Kept(most=250)
    parts = [Part(f"job-{number}", 100) for number in range(4)]
    kept.keep(parts[0], (), {"training": bytes(100)})
    kept.keep(parts[1], (), {"training": bytes(100)})
    assert kept.find(parts[0], ()) is not None  # asked for: now the other is the oldest
    kept.keep(parts[2], (), {"training": bytes(100)})
    assert [kept.find(part, ()) is not None for part in parts] == [True, False, True, False]
    kept.keep(parts[2], (), {"training": bytes(50)})  # in place of the other
    kept.keep(parts[3], (), {"training": bytes(100)})
    assert kept.find(parts[0], ()) is not None
    kept.keep(parts[1], (), {"training": bytes(1000)})
    assert kept.find(parts[1], ()) is None
