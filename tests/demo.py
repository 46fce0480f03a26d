"""The whole demo as a database: seeded once per state of the code, copied for each module that asks for it."""

import hashlib
from collections.abc import Iterator

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from tests.conftest import ROOT, _fingerprint, _use, clone


def _demo_fingerprint(role: str) -> str:
    """The demo is written by the acts, so any line of the apps or of their data may change it."""
    digest = hashlib.sha256(_fingerprint(role).encode())
    for app in ("forum", "members", "library", "events", "newsletter"):
        for file in sorted((ROOT / app).rglob("*.py")):
            digest.update(file.read_bytes())
    for file in sorted((ROOT / "data").glob("*.csv")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _forget_old_demos(admin: psycopg.Connection, current: str) -> None:
    """Each change of the code makes a new one; what no run has used for an hour goes."""
    admin.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(current), _now(admin)))
    old = admin.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE 'forum_demo_template_%%' AND datname <> %s"
        " AND shobj_description(oid, 'pg_database')::timestamptz < now() - interval '1 hour'",
        [current],
    ).fetchall()
    for (name,) in old:
        admin.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE false").format(sql.Identifier(name)))
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _now(admin: psycopg.Connection) -> sql.Literal:
    return sql.Literal(str(admin.execute("SELECT now()").fetchone()[0]))


@pytest.fixture(scope="session")
def demo_template(template_database, database_name, django_db_setup, django_db_blocker) -> str:  # type: ignore[no-untyped-def]
    """A template with the whole demo in it, seeded once per state of the code."""
    base, admin = template_database
    name = f"forum_demo_template_{_demo_fingerprint(admin.info.user)}"
    admin.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
    try:
        ready = admin.execute("SELECT datistemplate FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not ready or not ready[0]:
            clone(base, admin, name)
            with django_db_blocker.unblock():
                _use(name)
                call_command("seed_demo")
                connections.close_all()
                _use(database_name)
            admin.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(sql.Identifier(name)))
        _forget_old_demos(admin, name)
    finally:
        admin.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])
    return name


@pytest.fixture(scope="module")
def demo(demo_template, template_database, database_name, django_db_blocker) -> Iterator[None]:  # type: ignore[no-untyped-def]
    """The module's tests work on the demo; with `django_db` each of them takes back what it wrote."""
    base, admin = template_database
    with django_db_blocker.unblock():
        connections.close_all()
        clone(demo_template, admin, database_name)
        yield
        connections.close_all()
        clone(base, admin, database_name)
