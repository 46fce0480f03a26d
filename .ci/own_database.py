"""A database of our own on the PostgreSQL of this machine: `create` prints how to reach it, `drop` takes it away.

Everything the suite makes there is called forum_…; `drop` removes what was not there at `create`, nothing else.
"""

import getpass
import json
import socket
import sys
from pathlib import Path
from shlex import quote

import psycopg
from psycopg import sql

HOST = "127.0.0.1"
BEFORE = Path(__file__).resolve().parents[1] / "var" / "ci-databases.json"


def server() -> psycopg.Connection:
    """A connection that may create databases, as the users that a test machine usually trusts."""
    for user in ("postgres", getpass.getuser()):
        try:
            connection = psycopg.connect(host=HOST, user=user, dbname="postgres", autocommit=True, connect_timeout=3)
        except psycopg.OperationalError:
            continue
        may = connection.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
        if may.fetchone() == (True,):
            return connection
        connection.close()
    sys.exit(1)


def ours(connection: psycopg.Connection) -> set[str]:
    return {name for (name,) in connection.execute(r"SELECT datname FROM pg_database WHERE datname LIKE 'forum\_%'")}


def create() -> None:
    try:
        socket.create_connection((HOST, 6379), timeout=3).close()
    except OSError:
        sys.exit(1)
    with server() as connection:
        BEFORE.write_text(json.dumps(sorted(ours(connection))))
        name = f"forum_ci_{connection.info.backend_pid}"
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        print(f"DATABASE_URL=postgresql://{connection.info.user}@{HOST}:5432/{name}")
        print(f"REDIS_URL=redis://{HOST}:6379/9")
        print(f"VERSION={quote(connection.info.parameter_status('server_version') or '?')}")


def drop() -> None:
    before = set(json.loads(BEFORE.read_text()))
    with server() as connection:
        for name in ours(connection) - before:
            connection.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE false").format(sql.Identifier(name)))
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    BEFORE.unlink()


if __name__ == "__main__":
    {"create": create, "drop": drop}[sys.argv[1]]()
