"""Processes that tests start and kill."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]

SECONDS = 180  # on a busy machine a worker alone takes half a minute to start


def start_module(module: list[str], environment: dict[str, str], log: IO[bytes]) -> subprocess.Popen:
    """`python -m module …` in a process group of its own, so that `kill` reaches its children."""
    return subprocess.Popen(
        [sys.executable, "-m", *module],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
        stdout=log,
        stderr=log,
    )


def kill(process: subprocess.Popen) -> None:
    """The whole process group at once, with its children: no clean-up of any kind."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


def until(condition, seconds: float = SECONDS) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("did not happen in time")
