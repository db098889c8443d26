"""Hints over Redis: "something changed, look now". Losing every one costs seconds, nothing else."""

from __future__ import annotations

import logging
import time
from functools import lru_cache

import redis
from redis.client import PubSub

from backend.core.settings import Settings

CHANNEL = "minimind:hints"
_TIMEOUT_SECONDS = 0.5
_log = logging.getLogger(__name__)


def publish(settings: Settings, message: str = "changed") -> bool:
    """Tells every listener. False when Redis is away, which is no error."""
    try:
        _client(settings.redis_url).publish(CHANNEL, message)
    except (redis.RedisError, OSError) as error:
        _log.debug("no hint was sent: %s", error)
        return False
    return True


class Listener:
    """Waits for hints; connects by itself, and again after Redis was away."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.redis_url
        self._pubsub: PubSub | None = None

    def wait(self, seconds: float) -> bool:
        """True as soon as a hint came, False after ``seconds`` without one."""
        deadline = time.monotonic() + seconds
        try:
            pubsub = self._connected()
            while (left := deadline - time.monotonic()) > 0:
                if pubsub.get_message(timeout=left) is not None:
                    while pubsub.get_message(timeout=0) is not None:
                        pass  # one look serves every hint that has come by now
                    return True
        except (redis.RedisError, OSError) as error:
            _log.debug("no hints can be heard: %s", error)
            self.close()
            time.sleep(max(0.0, deadline - time.monotonic()))
        return False

    def close(self) -> None:
        if self._pubsub is not None:
            self._pubsub.close()
            self._pubsub = None

    def _connected(self) -> PubSub:
        if self._pubsub is None:
            pubsub = _client(self._url).pubsub(ignore_subscribe_messages=True)
            pubsub.subscribe(CHANNEL)
            self._pubsub = pubsub
        return self._pubsub


@lru_cache(maxsize=8)
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url, socket_timeout=_TIMEOUT_SECONDS, socket_connect_timeout=_TIMEOUT_SECONDS
    )
