"""Processes that tests start and kill."""

import os
import signal
import subprocess
import time

SECONDS = 180  # on a busy machine a worker alone takes half a minute to start


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
