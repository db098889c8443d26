"""The engine's thread: many callers, several models, a clean end."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Callable, Iterator

import pytest

from minimind.engine import End, Engine, EngineBusy, EngineClosed, Sampling, Token
from minimind.engine.batch import Batch

ENDLESS = Sampling(stop_ids=frozenset({-1}))


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = Engine(slots=4, max_waiting=3, threads=1)
    yield engine
    engine.close()


def answer(engine: Engine, batch: Batch, prompt: list[int], count: int = 20) -> list[int]:
    settings = Sampling(max_tokens=count, stop_ids=frozenset({-1}))
    return [e.id for e in engine.stream(batch, prompt, settings) if isinstance(e, Token)]


def wait_until(true: Callable[[], bool]) -> None:
    for _ in range(2000):
        if true():
            return
        time.sleep(0.005)
    raise AssertionError("it never came true")


def test_many_threads_and_two_models(engine, make_model) -> None:
    models = [engine.attach(make_model(seed=seed)) for seed in (1, 2)]
    alone = [answer(engine, batch, [5, 6, 7]) for batch in models]
    assert alone[0] != alone[1]
    heard: dict[int, list[int]] = {}

    def ask(number: int) -> None:
        while True:
            try:
                heard[number] = answer(engine, models[number % 2], [5, 6, 7])
                return
            except EngineBusy:
                time.sleep(0.01)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == {number: alone[number % 2] for number in range(12)}


def test_a_full_queue_refuses_and_recovers(engine, make_model, listener) -> None:
    batch = engine.attach(make_model(max_position_embeddings=100_000), max_length=100_000)
    accepted = [engine.submit(batch, [5], ENDLESS, listener()) for _ in range(3)]
    wait_until(lambda: engine.load() == {"running": 3, "waiting": 0})
    for _ in range(4):  # one slot is free, three may wait
        accepted.append(engine.submit(batch, [5], ENDLESS, listener()))
        wait_until(lambda: engine.load()["running"] == 4)
    with pytest.raises(EngineBusy, match="3 requests"):
        engine.submit(batch, [5], ENDLESS, listener())
    for generation in accepted:
        generation.cancel()
    wait_until(lambda: engine.load() == {"running": 0, "waiting": 0})
    assert len(answer(engine, batch, [5])) == 20


def test_closing_a_stream_cancels(engine, make_model) -> None:
    batch = engine.attach(make_model(max_position_embeddings=100_000), max_length=100_000)
    stream = engine.stream(batch, [5], ENDLESS)
    next(stream)
    stream.close()
    wait_until(lambda: engine.load()["running"] == 0)


def test_a_detached_model_finishes_refuses_and_is_forgotten(engine, make_model) -> None:
    model = make_model()
    batch = engine.attach(model)
    alive = weakref.ref(model)
    stream = engine.stream(batch, [5], ENDLESS)
    next(stream)
    engine.detach(batch)
    with pytest.raises(EngineClosed):
        engine.submit(batch, [5], ENDLESS, lambda event: None)
    assert list(stream)[-1] == End("length", 255)
    del model, batch, stream
    wait_until(lambda: gc.collect() >= 0 and alive() is None)


def test_closing_ends_every_request(make_model, listener) -> None:
    engine = Engine(slots=1, threads=1)
    batch = engine.attach(make_model(max_position_embeddings=100_000), max_length=100_000)
    listeners = [listener() for _ in range(3)]
    for one in listeners:
        engine.submit(batch, [5], ENDLESS, one)
    engine.close()
    assert [one.end.reason for one in listeners] == ["cancelled"] * 3
    with pytest.raises(EngineClosed):
        engine.submit(batch, [5], ENDLESS, listener())
    engine.close()


def test_a_step_that_fails_ends_its_own_requests_only(engine, make_model) -> None:
    good, bad = engine.attach(make_model()), engine.attach(make_model())
    bad.model.model.layers[1].mlp = None  # a model torn apart fails in its forward pass
    events = list(engine.stream(bad, [5], ENDLESS))
    assert isinstance(events[-1], End)
    assert events[-1].reason == "error"
    assert len(answer(engine, good, [5])) == 20


def test_a_small_memory_bound_means_fewer_slots(make_model, listener) -> None:
    engine = Engine(slots=4, slot_bytes=1, threads=1)
    batch = engine.attach(make_model())
    for _ in range(2):
        engine.submit(batch, [5], ENDLESS, listener())
    wait_until(lambda: engine.load()["running"] == 1)
    assert batch.running <= 1
    engine.close()
