"""What was worked out and is the same for many readers: kept for some minutes, until any practice or re-use changes.

`forget` is called where the search learns of a change; so nothing that was withdrawn is shown from here.
"""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction

SECONDS = 300
VERSION = "library.version"


def forget() -> None:
    """All that was kept is out of date once this transaction is through."""
    transaction.on_commit(lambda: cache.set(VERSION, uuid4().hex, None))


def prefix() -> str:
    return f"library:{cache.get(VERSION)}"


def kept(name: str, work_out: Callable[[], Any]) -> Any:
    """What is kept under this name (never None), or else worked out now."""
    key = f"{prefix()}:{name}"
    found = cache.get(key)
    if found is None:
        found = work_out()
        cache.set(key, found, SECONDS)
    return found
