"""Last night's backup in an empty database and an empty folder is the portal again."""

import io
import tarfile
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection, connections
from psycopg import sql

from forum.models import PortalDocument, User
from tests.conftest import _use
from tests.factories import library


def contents() -> dict[str, str]:
    """A checksum of every table."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = "md5(coalesce(string_agg(t::text, '' ORDER BY t::text), ''))"
        cursor.execute("SELECT " + ", ".join(f'(SELECT {rows} FROM "{table}" t)' for table in tables))
        return dict(zip(tables, cursor.fetchone(), strict=True))


@pytest.fixture
def empty_database(template_database, database_name):
    _base, admin = template_database
    name = f"{database_name}_restored"
    admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name)))
    yield name
    connections.close_all()
    _use(database_name)
    admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def half_of(file: Path, half: Path) -> Path:
    """An archive that opens, with a dump that ends in its middle."""
    with tarfile.open(file) as whole, tarfile.open(half, "w:gz") as archive:
        dump = whole.extractfile("forum.dump").read()
        entry = tarfile.TarInfo("forum.dump")
        entry.size = len(dump) * 4 // 5
        archive.addfile(entry, io.BytesIO(dump[: entry.size]))
    return half


def test_backup_is_restored_by_one_command(committed_db, empty_database, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    library.published(title="Eine Praxis, die bleibt")
    document = PortalDocument.objects.create(title="Text", file=ContentFile(b"bleibt", name="text.txt"))
    before = contents()
    file = tmp_path / "forum.tar.gz"

    call_command("backup", file)
    assert file.stat().st_mode & 0o077 == 0  # it holds everything there is about people
    with pytest.raises(CommandError, match="nicht leer"):
        call_command("restore", file)

    settings.MEDIA_ROOT = tmp_path / "new-media"
    connections.close_all()
    _use(empty_database)
    for broken in (tmp_path / "text", half_of(file, tmp_path / "half")):
        broken.touch()
        with pytest.raises(CommandError, match=r"keine ganze Sicherung|pg_restore"):
            call_command("restore", broken)
    call_command("restore", file)

    assert contents() == before
    assert (settings.MEDIA_ROOT / document.file.name).read_bytes() == b"bleibt"
    User.objects.create_user("danach@ort.example")  # sequences go on where they were


def test_broken_backup_leaves_no_file_that_looks_like_one(db, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"

    with pytest.raises(CommandError, match="nicht-da"):
        call_command("backup", tmp_path / "nicht-da" / "forum.tar.gz")

    modes = []

    def dies(*args):
        modes.extend(each.stat().st_mode & 0o077 for each in tmp_path.glob(".*"))
        raise ZeroDivisionError

    monkeypatch.setattr("tarfile.TarFile.add", dies)
    with pytest.raises(ZeroDivisionError):
        call_command("backup", tmp_path / "forum.tar.gz")
    assert modes == [0]  # nobody else can read it while it is written
    assert not list(tmp_path.glob("*forum.tar.gz*"))
