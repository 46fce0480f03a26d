"""Keeps PostgreSQL and Redis up while somebody uses them: `python -m forum.embedded.keeper DATA_DIRECTORY`.

For test runs, of which several may overlap and each may be killed. Whoever needs the servers holds a shared
lock on `users.lock`; the kernel drops it when that process ends in any way. The keeper goes when it can have
the lock alone.
"""

import contextlib
import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from forum.embedded import servers
from forum.embedded.place import Place, Problem
from forum.embedded.processes import ROOT, Supervisor

USERS = "users.lock"
READY = "ready"
PATIENCE_SECONDS = 60


@contextlib.contextmanager
def borrowed(data: Path) -> Iterator[Place]:
    """Throwaway servers with their data in `data`, for the length of the block; raises Problem if they do not start."""
    place = Place(data)
    place.prepare()
    with (place.run / USERS).open("a") as users:
        # Waits for a keeper that is just leaving.
        fcntl.flock(users, fcntl.LOCK_SH)
        _start_keeper(place)
        yield place


def keep(place: Place) -> None:
    """Run the servers until nobody uses them; returns at once if another keeper does so already."""
    with place.lock("keeper.lock") as mine:
        if not mine:
            return
        supervisor = Supervisor(place)
        try:
            for process in servers.processes(place, durable=False):
                supervisor.start(process)
            servers.create_database(place)
            (place.run / READY).write_text(str(os.getpid()))
            with (place.run / USERS).open("a") as users:
                while not _alone(users):
                    supervisor.watch()
                    time.sleep(0.5)
                supervisor.stop()
        finally:
            (place.run / READY).unlink(missing_ok=True)
            supervisor.stop()


def _alone(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _start_keeper(place: Place) -> None:
    """Return when the servers answer; the keeper goes on by itself, out of reach of the terminal's Ctrl-C."""
    log = place.logs / "keeper.log"
    with log.open("wb") as out:
        command = [sys.executable, "-m", "forum.embedded.keeper", str(place.data)]
        done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False)
    if done.returncode:
        words = log.read_text(errors="replace").strip().splitlines()
        raise Problem(words[-1] if words else f"PostgreSQL und Redis starten nicht, siehe {place.logs}.")


def main(place: Place) -> int:
    """Leave a keeper behind and wait until the servers can be used."""
    keeper = os.fork()
    if not keeper:
        os.setsid()
        try:
            keep(place)
        except Problem as problem:
            print(problem)
            return 1
        return 0
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _usable(place):
        # Another keeper may have been first: then ours has ended well, and its servers are waited for.
        ended, status = os.waitpid(keeper, os.WNOHANG) if keeper else (0, 0)
        if ended:
            keeper = 0
        if status or time.monotonic() > deadline:
            return 1
        time.sleep(0.05)
    return 0


def _usable(place: Place) -> bool:
    try:
        os.kill(int((place.run / READY).read_text()), 0)
    except (OSError, ValueError):
        # Not there yet, or left by a keeper that was killed and whose servers are just going.
        return False
    return servers.answers_sql(place) and servers.answers_ping(place.redis_socket)


if __name__ == "__main__":
    sys.exit(main(Place(Path(sys.argv[1]))))
