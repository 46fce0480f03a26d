"""Loaded by pytest before Django's settings (`-p tests.servers`): real PostgreSQL and Redis for the tests.

DATABASE_URL and REDIS_URL in the environment win; whatever they leave open runs from the wheels with its data in
var/test. Workers of pytest-xdist inherit the addresses of the controller. Overlapping runs share the servers, the last
one leaving ends them, and a killed run leaves nothing behind.
"""

import contextlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

# Before the first import of `forum`: its Celery app names the settings of a running portal otherwise.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings.test")

from forum.embedded import keeper
from forum.embedded.place import Problem

ROOT = Path(__file__).parents[1]
_servers = contextlib.ExitStack()


def _provide_servers() -> None:
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return
    try:
        place = _servers.enter_context(keeper.borrowed(ROOT / "var" / "test"))
    except Problem as problem:
        pytest.exit(str(problem), returncode=4)
    os.environ.setdefault("DATABASE_URL", place.database_url)
    os.environ.setdefault("REDIS_URL", place.redis_url)


def _take_an_own_cache() -> None:
    """Each worker of pytest-xdist in a database of its own: every test empties the cache."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    if worker.isdecimal():
        os.environ["CACHE_URL"] = re.sub(r"(db=|/)\d+$", rf"\g<1>{10 + int(worker) % 6}", os.environ["REDIS_URL"])


_provide_servers()
_take_an_own_cache()


def pytest_unconfigure() -> None:
    _servers.close()


if __name__ == "__main__":
    # python -m tests.servers COMMAND …: run a command that needs the servers, such as `python manage.py check`.
    with _servers:
        sys.exit(subprocess.run(sys.argv[1:], check=False).returncode)
