"""The suite's ground: one migrated template database, cloned for every run and every xdist worker."""

import hashlib
import io
import logging
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from psycopg import sql

from tests import log

ROOT = Path(__file__).resolve().parent.parent


def _fingerprint(role: str) -> str:
    """Changes when a migration, the set-up or a pinned package changes: then the template is made anew.

    So it does for another role: anybody may clone a template, but its tables stay its maker's.
    """
    digest = hashlib.sha256(role.encode())
    files = sorted(ROOT.glob("*/migrations/*.py"))
    pins = sorted(ROOT.glob("*.txt"))
    for file in [*files, ROOT / "forum/management/commands/set_up.py", *pins]:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _use(name: str) -> None:
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name
    connection.close()


@pytest.fixture(scope="session")
def template_database(django_db_blocker: pytest.FixtureRequest) -> Iterator[tuple[str, psycopg.Connection]]:
    """A database with all migrations and `set_up`, made once per state of the code and kept between runs."""
    with django_db_blocker.unblock():
        parameters = connection.get_connection_params()
        admin = psycopg.connect(
            **{k: v for k, v in parameters.items() if k in ("host", "port", "user", "password")},
            dbname="postgres",
            autocommit=True,
        )
        name = f"forum_template_{_fingerprint(admin.info.user)}"
        # One builder at a time; the other workers wait and find it ready.
        admin.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        try:
            ready = admin.execute("SELECT datistemplate FROM pg_database WHERE datname = %s", [name]).fetchone()
            if not ready or not ready[0]:
                admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
                admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
                _use(name)
                call_command("migrate", verbosity=0)
                call_command("set_up")
                connections.close_all()
                admin.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(sql.Identifier(name)))
        finally:
            admin.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])
        yield name, admin
        admin.close()


def clone(template: str, admin: psycopg.Connection, name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))


@pytest.fixture(scope="session")
def database_name(worker_id_or_main: str) -> str:
    import os

    return f"forum_test_{os.getpid()}_{worker_id_or_main}"


@pytest.fixture(scope="session")
def worker_id_or_main(request: pytest.FixtureRequest) -> str:
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


@pytest.fixture(scope="session")
def django_db_setup(template_database, database_name, django_db_blocker):  # type: ignore[no-untyped-def]
    """Replaces pytest-django's: a clone takes a tenth of a second, migrating a dozen."""
    template, admin = template_database
    with django_db_blocker.unblock():
        clone(template, admin, database_name)
        _use(database_name)
        yield
        connections.close_all()
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database_name)))


@pytest.fixture
def committed_db(template_database, database_name, django_db_setup, django_db_blocker):  # type: ignore[no-untyped-def]
    """For threads, workers and live servers: commits are real, and afterwards the database is cloned anew.

    (Django's own transactional tests flush every table, Wagtail's root page and the set-up included.)
    """
    template, admin = template_database
    with django_db_blocker.unblock():
        yield database_name
        connections.close_all()
        clone(template, admin, database_name)


@pytest.fixture(scope="module")
def module_db(django_db_setup, django_db_blocker) -> Iterator[None]:  # type: ignore[no-untyped-def]
    """For what a module's tests look at together: written once, and taken back after the last of them.

    Each test with `django_db` works in a transaction inside this one, and takes back what it wrote itself.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def no_error_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """An ERROR in the log is a failure, unless the test says `caplog.clear()` after having looked at it."""
    yield
    errors = [
        record.getMessage()
        for when in ("setup", "call")
        for record in caplog.get_records(when)
        if record.levelno >= logging.ERROR
    ]
    assert not errors, errors


@pytest.fixture(scope="session")
def written_log() -> io.StringIO:
    return log.overheard()


@pytest.fixture(autouse=True)
def no_secret_is_logged(written_log: io.StringIO) -> Iterator[None]:
    """Every line of every test is looked at as the portal would have written it (docs/privacy.md)."""
    yield
    text = written_log.getvalue()
    written_log.seek(0)
    written_log.truncate()
    assert log.told_too_much(text) == []


@pytest.fixture(autouse=True)
def fresh_cache(request: pytest.FixtureRequest) -> None:
    """The portal's settings are cached; a rolled-back test must not leave its own behind."""
    from django.core.cache import cache

    cache.clear()
