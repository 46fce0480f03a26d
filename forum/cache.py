"""The cache that is allowed to be gone, and what a process remembers for a moment."""

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import caches
from django_redis.cache import RedisCache

T = TypeVar("T")
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


def remembered(key: str, find: Callable[[], T]) -> T:
    """What `find` says, or said to this process at most REMEMBERED_SECONDS ago. For what is shown, never for what is
    decided: an act takes its rows anew under a lock. A caller gets a copy of its own."""
    found: T | None = caches["process"].get(key)
    if found is None:
        found = find()
        caches["process"].set(key, found, settings.REMEMBERED_SECONDS)
    return found
