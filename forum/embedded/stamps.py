"""What has to be done again after a change, and what a second start may skip."""

import hashlib
import json
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from forum.embedded.place import Place, Problem, replace

APPS = ("forum", "members", "library", "events", "newsletter", "exchange", "learning")


class Schema:
    """Whether the database has every migration: files, packages and the database's own list are as after the
    last one.

    The list in the database is part of it, so a database that was dropped, restored or exchanged is migrated
    again.
    """

    def __init__(self, root: Path, place: Place, database_url: str) -> None:
        self.database_url = database_url
        self.stamp = place.data / "schema.json"
        self.seeding = place.data / "seeding"
        files = (path for app in APPS for path in (root / app / "migrations").glob("*.py"))
        self.wanted = digest([*packages(), *contents(files)])

    def is_current(self) -> bool:
        return read(self.stamp) == [self.wanted, self._applied()]

    def is_empty(self) -> bool:
        return not self._applied()

    def remember(self) -> None:
        replace(self.stamp, json.dumps([self.wanted, self._applied()]))

    def _applied(self) -> str:
        import psycopg

        with psycopg.connect(self.database_url) as connection:
            if connection.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
                return ""
            rows = connection.execute("SELECT app, name, applied::text FROM django_migrations ORDER BY id").fetchall()
        return digest("\t".join(row) for row in rows) if rows else ""


class Static:
    """Whether the collected static files are those of the sources: own files by size and time, packages by version."""

    def __init__(self, root: Path, place: Place) -> None:
        self.stamp = place.data / "static.json"
        self.manifest = place.data / "static" / "staticfiles.json"
        folders = [root / "static", *(root / app / "static" for app in APPS)]
        files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
        own = [f"{path.relative_to(root)} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]
        settings = (root / "forum" / "settings").glob("*.py")
        self.wanted = digest([*packages(), *own, *contents([root / "package-lock.json", *settings])])

    def is_current(self) -> bool:
        return self.manifest.exists() and read(self.stamp) == self.wanted

    def remember(self) -> None:
        replace(self.stamp, json.dumps(self.wanted))


def require_node_modules(root: Path) -> None:
    """Fetch the browser assets if they are missing; raises Problem without Node or without a way to the packages."""
    if (root / "node_modules" / "@kern-ux" / "native" / "dist").is_dir():
        return
    npm = shutil.which("npm") or shutil.which("npm", path=str(Path(sys.executable).parent))
    if npm is None:
        raise Problem(
            "Node.js fehlt, es holt Gestaltung und Skripte: Bitte „make install“ ausführen, das bringt es "
            "als Python-Paket mit, oder Node.js installieren."
        )
    done = subprocess.run([npm, "ci"], cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["ohne Meldung"])[0]
        raise Problem(f"npm konnte Gestaltung und Skripte nicht holen ({reason}): Bitte Internetzugang prüfen.")


def packages() -> Iterable[str]:
    """Installed packages with their versions, as their directories are called."""
    return sorted(path.name for path in Path(sysconfig.get_path("purelib")).glob("*.dist-info"))


def contents(paths: Iterable[Path]) -> Iterable[str]:
    for path in sorted(paths):
        yield f"{path.parent.parent.name}/{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"


def digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def read(stamp: Path) -> object:
    try:
        return json.loads(stamp.read_text())
    except (OSError, ValueError):
        return None
