"""A web server of its own for one benchmark: CPU seconds of the whole process tree, answers over kept connections."""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Measured:
    """What a series of requests cost: CPU milliseconds each (server only), wall-clock percentiles in ms."""

    cpu_ms: float
    p50_ms: float
    p95_ms: float


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One granian process with one worker and one thread, so that CPU per request means something."""

    def __init__(self, port: int, process: psutil.Process) -> None:
        self.port, self.process = port, process

    def cpu_seconds(self) -> float:
        tree = [self.process, *self.process.children(recursive=True)]
        return sum(sum(process.cpu_times()[:2]) for process in tree if process.is_running())

    def get(self, connection: http.client.HTTPConnection, path: str, cookie: str = "") -> bytes:
        headers = {"Host": f"localhost:{self.port}"} | ({"Cookie": cookie} if cookie else {})
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{path} answered {response.status}: {body[:300]!r}")
        return body

    def measure(self, paths: list[str], *, requests: int = 100, clients: int = 1, cookie: str = "") -> Measured:
        """Asks for `paths` in turn, `requests` times in all, by `clients` at once, after a short warm-up."""

        def work(count: int) -> list[float]:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            times = []
            for number in range(count):
                started = time.perf_counter()
                self.get(connection, paths[number % len(paths)], cookie)
                times.append((time.perf_counter() - started) * 1000)
            connection.close()
            return times

        work(min(len(paths), 20))
        before = self.cpu_seconds()
        with ThreadPoolExecutor(clients) as pool:
            times = [one for part in pool.map(work, [requests // clients] * clients) for one in part]
        cpu = self.cpu_seconds() - before
        cuts = statistics.quantiles(times, n=20)
        return Measured(cpu / len(times) * 1000, statistics.median(times), cuts[18])


@contextmanager
def running(workers: int = 1) -> Iterator[Server]:
    port = _free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *(
            "--workers",
            str(workers),
            "--blocking-threads",
            "1",
            "--no-ws",
            "--log-level",
            "error",
            "forum.wsgi:application",
        ),
    ]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "PORTAL_URL": f"http://localhost:{port}",
    }
    root = Path(__file__).resolve().parent.parent
    process = subprocess.Popen(command, env=environment, cwd=root)
    try:
        _wait(port, process)
        yield Server(port, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(10)


def _wait(port: int, process: subprocess.Popen) -> None:
    for _attempt in range(300):
        if process.poll() is not None:
            raise RuntimeError("the web server ended before it answered")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the web server did not answer within 30 seconds")
