"""A role and a database of our own on the PostgreSQL of this machine: `create NAME` prints how to reach them.

The suite makes more databases there; all of them belong to the role, and `drop NAME` removes what the role owns and
then the role. The role is no superuser: what passes here runs on a managed PostgreSQL.
"""

import getpass
import secrets
import socket
import sys
from shlex import quote

import psycopg
from psycopg import sql

HOST = "127.0.0.1"


def server() -> psycopg.Connection:
    """A connection that may create roles and databases, as one of the users a test machine usually trusts."""
    for user in ("postgres", getpass.getuser()):
        try:
            connection = psycopg.connect(host=HOST, user=user, dbname="postgres", autocommit=True, connect_timeout=3)
        except psycopg.OperationalError:
            continue
        may = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if may.fetchone() == (True,):
            return connection
        connection.close()
    sys.exit(1)


def create(name: str) -> None:
    try:
        socket.create_connection((HOST, 6379), timeout=3).close()
    except OSError:
        sys.exit(1)
    password = secrets.token_hex(16)
    with server() as connection:
        role = sql.Identifier(name)
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(role, sql.Literal(password)))
        # What a test wrote need not survive a power cut.
        connection.execute(sql.SQL("ALTER ROLE {} SET synchronous_commit = off").format(role))
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(role, role))
        print(f"DATABASE_URL=postgresql://{name}:{password}@{HOST}:5432/{name}")
        print(f"REDIS_URL=redis://{HOST}:6379/9")
        print(f"VERSION={quote(connection.info.parameter_status('server_version') or '?')}")


def drop(name: str) -> None:
    owned = "SELECT datname FROM pg_database WHERE datdba = (SELECT oid FROM pg_roles WHERE rolname = %s)"
    with server() as connection:
        for (database,) in connection.execute(owned, [name]).fetchall():
            identifier = sql.Identifier(database)
            connection.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE false").format(identifier))
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifier))
        connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))


if __name__ == "__main__":
    {"create": create, "drop": drop}[sys.argv[1]](sys.argv[2])
