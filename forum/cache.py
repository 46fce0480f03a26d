"""The cache that is allowed to be gone."""

import logging
import time
from typing import Any

from django_redis.cache import RedisCache

log = logging.getLogger(__name__)

ALARM_EVERY = 60  # seconds


class ForgivingRedisCache(RedisCache):
    """Without Redis every read is a miss and every `add` succeeds.

    `add` is how locks and rate limits ask „am I the first?“. django-redis answers no when Redis is gone, and nobody
    could sign in any more. Answering yes lets rate limits fail open; the log says so once a minute.
    """

    _alarm_due = 0.0

    def add(self, *args: Any, **kwargs: Any) -> bool:
        added = super().add(*args, **kwargs)
        if added is None:
            self._raise_alarm()
            return True
        return bool(added)

    def _raise_alarm(self) -> None:
        if time.monotonic() >= self._alarm_due:
            ForgivingRedisCache._alarm_due = time.monotonic() + ALARM_EVERY
            log.warning("Redis is gone: rate limits do not count until it is back")
