"""Where one copy of the portal keeps its data, its sockets and what it knows about its running servers."""

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

# sockaddr_un.sun_path holds 108 bytes with the closing zero (unix(7)).
SOCKET_PATH_LIMIT = 107
POSTGRES_SOCKET = ".s.PGSQL.5432"
# A fresh cluster with the demo takes about 150 MB, the write-ahead log may add as much again.
LEAST_FREE_BYTES = 500 * 1024 * 1024


class Problem(Exception):
    """Something a person has to put right; its text is one German sentence that says what and how."""


@dataclass(frozen=True)
class Place:
    """A data directory, and the short run directory that belongs to it.

    Sockets cannot lie beside the data, because their paths must stay short; so the run directory is named
    after a hash of the data directory. It does not follow TMPDIR: two shells with different environments must
    find the same servers. FORUM_RUN_DIR moves it.
    """

    data: Path

    @property
    def run(self) -> Path:
        digest = hashlib.sha256(os.fsencode(self.data.resolve())).hexdigest()[:10]
        return Path(os.environ.get("FORUM_RUN_DIR", "/tmp")) / f"forum-{os.getuid()}-{digest}"

    @property
    def postgres_sockets(self) -> Path:
        return self.run / "pg"

    @property
    def redis_socket(self) -> Path:
        return self.run / "redis.sock"

    @property
    def logs(self) -> Path:
        return self.data / "log"

    @property
    def database_url(self) -> str:
        """The form that libpq, dj-database-url and Django's dbshell all read: the directory as an escaped host."""
        return f"postgresql://forum@{quote(str(self.postgres_sockets), safe='')}/forum"

    @property
    def redis_url(self) -> str:
        return f"unix://{self.redis_socket}?db=0"

    def prepare(self) -> None:
        """Create the directories; raises Problem for a full disk, a too long path or someone else's run directory."""
        longest = os.fsencode(self.postgres_sockets / POSTGRES_SOCKET)
        if len(longest) > SOCKET_PATH_LIMIT:
            raise Problem(
                f"Der Pfad für die Sockets ist mit {len(longest)} Zeichen zu lang (höchstens "
                f"{SOCKET_PATH_LIMIT}): {self.run}. Bitte FORUM_RUN_DIR auf einen kürzeren "
                "Ordner setzen, zum Beispiel /tmp."
            )
        try:
            self.data.mkdir(parents=True, exist_ok=True)
            self.logs.mkdir(exist_ok=True)
            # 0711: started by root, PostgreSQL runs as another user and must reach its own folder below.
            self.run.mkdir(mode=0o711, parents=True, exist_ok=True)
        except OSError as error:
            raise Problem(f"Der Ordner {error.filename} lässt sich nicht anlegen: {error.strerror}.") from error
        owner = self.run.lstat()
        if owner.st_uid != os.getuid() or not stat.S_ISDIR(owner.st_mode) or owner.st_mode & 0o022:
            raise Problem(
                f"Der Ordner {self.run} gehört einem anderen Benutzer oder ist für andere beschreibbar. "
                "Bitte löschen oder FORUM_RUN_DIR auf einen eigenen Ordner setzen."
            )
        self.check_free_space()

    def check_free_space(self) -> None:
        """Raise Problem when the disk is too full to start; PostgreSQL would stop in the middle of its work."""
        free = shutil.disk_usage(self.data).free
        if free < LEAST_FREE_BYTES:
            raise disk_full(self.data)

    # -- what is known about the running portal -------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """Ports of the portal that ran here last; empty before the first start and when the file is damaged."""
        try:
            state = json.loads((self.run / "state.json").read_text())
        except (OSError, ValueError):
            return {}
        return state if isinstance(state, dict) else {}

    def write_state(self, **state: Any) -> None:
        replace(self.run / "state.json", json.dumps(state, indent=1))

    def secret_key(self) -> str:
        """The key `up` made for this copy, or an empty string before the first start."""
        try:
            return (self.data / "secret_key").read_text().strip()
        except OSError:
            return ""

    def ensure_secret_key(self) -> None:
        if not self.secret_key():
            replace(self.data / "secret_key", secrets.token_urlsafe(50) + "\n")

    @contextlib.contextmanager
    def lock(self, name: str) -> Iterator[bool]:
        """Hold the named lock of this place; yields False when another process has it. Ends with the process."""
        with (self.run / name).open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True


def replace(path: Path, text: str) -> None:
    """Write a small private file so that a reader finds the old or the new text, never half of it."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    with open(new, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def disk_full(path: Path) -> Problem:
    try:
        free = f"{shutil.disk_usage(path).free // 1024**2} MB frei"
    except OSError:
        free = "kein Platz frei"
    return Problem(
        f"Der Datenträger mit {path} ist voll ({free}, nötig sind {LEAST_FREE_BYTES // 1024**2} MB): "
        "Bitte Platz schaffen und erneut starten; gespeicherte Daten sind unversehrt."
    )


def is_disk_full(error: OSError) -> bool:
    return error.errno in (errno.ENOSPC, errno.EDQUOT)
