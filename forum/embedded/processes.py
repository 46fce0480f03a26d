"""Child processes that end with the portal, and a supervisor that starts, watches and stops them."""

import ctypes
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from forum.embedded.place import Place, Problem, disk_full

PR_SET_PDEATHSIG = 1
MARK = "FORUM_RUN"
_libc = ctypes.CDLL(None, use_errno=True)

# A process that dies this often in a row will not heal by being started once more.
MOST_RESTARTS = 5
CALM_SECONDS = 60


@dataclass
class Process:
    """One program to keep running.

    `label` is how people know it, `name` names its log file; `claims` is a directory that only one process may work
    in, so that a left-over one is recognised by it.
    """

    name: str
    label: str
    argv: list[str]
    ready: Callable[[], bool] = lambda: True
    stop_signal: str = "SIGTERM"
    user: str | None = None
    env: dict[str, str] = field(default_factory=dict)
    patience: float = 30
    claims: Path | None = None
    popen: subprocess.Popen | None = None
    started_at: float = 0
    deaths: int = 0
    again_at: float = 0


class Supervisor:
    """Starts processes in order, restarts what dies and stops everything in the opposite order.

    Every child is told by the kernel when this process dies in any way (prctl PR_SET_PDEATHSIG), so a `kill -9` here
    leaves nothing behind. That signal follows the starting thread: call from the main thread only.
    """

    def __init__(self, place: Place, say: Callable[[str], None] = lambda line: None) -> None:
        self.place = place
        self.say = say
        self.processes: list[Process] = []

    def start(self, process: Process) -> None:
        """Start a process and wait until it is ready; raises Problem with the last line of its log."""
        end_leftovers(process)
        self.processes.append(process)
        deadline = time.monotonic() + process.patience
        self._spawn(process)
        while not process.ready():
            if process.popen.poll() is not None:
                # A postmaster that was killed stays a zombie for a moment and still holds its lock file.
                if "postmaster.pid" not in self.last_words(process) or time.monotonic() > deadline:
                    raise self._failed(process)
                time.sleep(0.3)
                self._spawn(process)
            if time.monotonic() > deadline:
                raise Problem(
                    f"{process.label} antwortet nach {process.patience:.0f} Sekunden noch nicht. "
                    f"Näheres steht in {self.log(process)}."
                )
            time.sleep(0.05)

    def watch(self) -> None:
        """Look once at every process: start dead ones again, a little later each time; Problem if one keeps dying."""
        now = time.monotonic()
        for process in self.processes:
            if process.popen is not None and process.popen.poll() is None:
                if process.deaths and now - process.started_at > CALM_SECONDS:
                    process.deaths = 0
                continue
            if process.popen is not None:
                process.popen = None
                process.deaths += 1
                if process.deaths > MOST_RESTARTS:
                    raise self._failed(process)
                process.again_at = now + 2 ** (process.deaths - 1)
                self.say(f"{process.label} wurde unerwartet beendet und wird neu gestartet ({process.deaths}. Mal).")
            elif now >= process.again_at:
                end_leftovers(process)
                self._spawn(process)

    def stop(self, patience: float = 15) -> None:
        """Ask every process to end, last started first, and kill what does not within `patience` seconds each."""
        for process in reversed(self.processes):
            popen = process.popen
            if popen is None or popen.poll() is not None:
                continue
            popen.send_signal(signal.Signals[process.stop_signal])
            try:
                popen.wait(patience)
            except subprocess.TimeoutExpired:
                popen.kill()
                popen.wait()
        self.processes.clear()

    def log(self, process: Process) -> Path:
        return self.place.logs / f"{process.name}.log"

    def last_words(self, process: Process) -> str:
        try:
            with self.log(process).open("rb") as file:
                file.seek(max(0, file.seek(0, os.SEEK_END) - 2000))
                return file.read().decode(errors="replace").strip()
        except OSError:
            return ""

    def _spawn(self, process: Process) -> None:
        process.popen = spawn(process, self.log(process), self.place)
        process.started_at = time.monotonic()

    def _failed(self, process: Process) -> Problem:
        words = self.last_words(process)
        if "No space left" in words or "Disk quota exceeded" in words:
            return disk_full(self.place.data)
        reason = (words.splitlines() or ["ohne Meldung"])[-1]
        return Problem(f"{process.label} läuft nicht: {reason}. Näheres steht in {self.log(process)}.")


def spawn(process: Process, log: Path, place: Place) -> subprocess.Popen:
    """Start a process in a group of its own (Ctrl-C must reach only us) that dies when we die."""
    parent = os.getpid()
    stop = signal.Signals[process.stop_signal]

    def die_with_parent() -> None:
        # Runs after the change of user: that change would take the setting away again.
        _libc.prctl(PR_SET_PDEATHSIG, stop)
        if os.getppid() != parent:
            os._exit(1)

    group = pwd.getpwnam(process.user).pw_gid if process.user else None
    with log.open("ab") as out:
        return subprocess.Popen(
            process.argv,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd="/" if process.user else None,
            env={**os.environ, **process.env, MARK: str(place.run)},
            user=process.user,
            group=group,
            extra_groups=[] if process.user else None,
            process_group=0,
            preexec_fn=die_with_parent,
        )


def end_leftovers(process: Process, patience: float = 15) -> None:
    """End what still works in the directory this process claims: the remains of a start that was killed."""
    if process.claims is None:
        return
    own = process.popen.pid if process.popen else None
    deadline = time.monotonic() + patience
    program = Path(process.argv[0]).name
    while left := [pid for pid in working_in(process.claims, program) if pid != own]:
        for pid in left:
            signal_quietly(pid, signal.SIGKILL if time.monotonic() > deadline else signal.Signals[process.stop_signal])
        if time.monotonic() > deadline + 5:
            return
        time.sleep(0.1)


def working_in(directory: Path, program: str) -> Iterator[int]:
    """Processes of a program in a working directory; both servers change into their data directory."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if (entry / "comm").read_text().strip() == program and (entry / "cwd").readlink() == directory:
                    yield int(entry.name)
            except OSError:
                continue


def signal_quietly(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass
