"""Child processes that end with the portal, and a supervisor that starts, watches and stops them."""

import contextlib
import ctypes
import os
import pwd
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from forum.embedded.place import Place, Problem, disk_full

ROOT = Path(__file__).resolve().parents[2]
PR_SET_PDEATHSIG = 1
MARK = "FORUM_RUN"
_libc = ctypes.CDLL(None, use_errno=True)

# A process that dies this often in a row will not heal by being started once more.
MOST_RESTARTS = 5
CALM_SECONDS = 60


@dataclass
class Process:
    """One program to keep running.

    `label` is how people know it, `name` names its log file. `claims` is the data directory that a server
    works in: it must be alone there, it starts before the programs that use it and stops after them.
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

    The kernel tells every child when this process dies in any way (prctl PR_SET_PDEATHSIG), so `kill -9` leaves nothing
    behind. That signal follows the starting thread: call from the main thread only.
    """

    def __init__(self, place: Place, say: Callable[[str], None] = print) -> None:
        self.place = place
        self.say = say
        self.processes: list[Process] = []

    def start(self, process: Process) -> None:
        """Start a process and wait until it is ready; raises Problem with the last line of its log."""
        end_leftovers(process, self.place)
        self._begin_log(process)
        self.processes.append(process)
        deadline = time.monotonic() + process.patience
        self._spawn(process)
        while not process.ready():
            if process.popen is None or process.popen.poll() is not None:
                # A killed postmaster stays a zombie for a moment and still holds its lock file.
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
                end_leftovers(process, self.place)
                self._spawn(process)

    def run(self, *steps: Process, tick: Callable[[], None] = lambda: None) -> None:
        """Run programs that end by themselves, side by side; raises Problem if one fails."""
        for step in steps:
            end_leftovers(step, self.place)
            self._begin_log(step)
            self._spawn(step)
        try:
            while running := [step for step in steps if step.popen and step.popen.poll() is None]:
                tick()
                for step in steps:
                    if step not in running and step.popen and step.popen.returncode:
                        raise self._failed(step)
                time.sleep(0.1)
            for step in steps:
                if step.popen and step.popen.returncode:
                    raise self._failed(step)
        finally:
            _end(steps, patience=5)

    def stop(self, patience: float = 15) -> None:
        """End the programs, all at once, then the servers under them; kill what stays for `patience` seconds."""
        _end([process for process in self.processes if not process.claims], patience)
        _end([process for process in self.processes if process.claims], patience)
        self.processes.clear()

    def log(self, process: Process) -> Path:
        return self.place.logs / f"{process.name}.log"

    def _begin_log(self, process: Process) -> None:
        """Each start has a log of its own and keeps the one before: its last words must not be those of long ago."""
        with contextlib.suppress(FileNotFoundError):
            self.log(process).rename(self.log(process).with_suffix(".log.1"))

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
        return Problem(f"{process.label} läuft nicht: {_reason(words)}. Näheres steht in {self.log(process)}.")


def _reason(words: str) -> str:
    """The line of a log that tells most: the last exception, else the last line that is no ornament."""
    lines = [line.strip() for line in words.splitlines() if re.search(r"\w", line)]
    errors = [line for line in lines if re.match(r"[\w.]+(Error|Exception|Violation|Configured)\b", line)]
    return (errors or lines or ["ohne Meldung"])[-1].rstrip(".")


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
            # An unprivileged user may not be able to enter our own folder.
            cwd="/" if process.user else ROOT,
            env={**os.environ, **process.env, MARK: _mark(process, place)},
            user=process.user,
            group=group,
            extra_groups=[] if process.user else None,
            process_group=0,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - the supervisor has one thread
        )


def _end(processes: Iterable[Process], patience: float) -> None:
    alive = [(each.popen, each.stop_signal) for each in processes if each.popen and each.popen.poll() is None]
    for popen, stop_signal in alive:
        popen.send_signal(signal.Signals[stop_signal])
    deadline = time.monotonic() + patience
    for popen, _ in alive:
        try:
            popen.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            popen.kill()
            popen.wait()


def end_leftovers(process: Process, place: Place, patience: float = 15) -> None:
    """End what a killed start left of this process: children that outlived it, or a server still shutting down."""
    deadline = time.monotonic() + patience
    while left := list(_leftovers(process, place)):
        late = time.monotonic() > deadline
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL if late else signal.Signals[process.stop_signal])
        if time.monotonic() > deadline + 5:
            raise Problem(f"{process.label} aus einem früheren Start lässt sich nicht beenden (Prozess {left[0]}).")
        time.sleep(0.1)


def _leftovers(process: Process, place: Place) -> Iterator[int]:
    """Processes marked as this one, or the server program working in the directory it claims.

    The servers write their title over their environment, so the mark is lost there; but they change into
    their data.
    """
    mark = f"{MARK}={_mark(process, place)}".encode()
    program = Path(process.argv[0]).name
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            if process.claims:
                found = (entry / "comm").read_text().strip() == program and (entry / "cwd").readlink() == process.claims
            else:
                found = mark in (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            # Gone meanwhile, or somebody else's.
            continue
        if found:
            yield int(entry.name)


def _mark(process: Process, place: Place) -> str:
    return f"{place.run}:{process.name}"
