"""`manage.py up` as a whole, in a copy of the portal of its own: started, killed in every way, started again.

The copy is set up once and goes on running from test to test where it can; a row written before each kill must still
be there after it.
"""

import contextlib
import os
import re
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

import psycopg
import pytest

from forum.embedded.place import Place
from forum.embedded.processes import MARK, ROOT

pytestmark = pytest.mark.faults

NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", "var", "node_modules", "__pycache__", ".*_cache", "tests", "benchmarks"
)
FIRST_START_SECONDS = 480
START_SECONDS = 60


class Portal:
    """A copy of the portal in a folder, and the `up` that runs there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = Place(folder / "var")
        self.up = None

    def command(self, *arguments, **environment):
        """What a newcomer's shell has: PATH and HOME."""
        bare = {"PATH": os.environ["PATH"], "HOME": str(self.folder), **environment}
        output = (self.folder / "up.out").open("wb")
        with output:
            return subprocess.Popen(
                [sys.executable, "manage.py", "up", *arguments],
                cwd=self.folder,
                env=bare,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def output(self):
        return (self.folder / "up.out").read_text()

    def start(self, *arguments, seconds=START_SECONDS, **environment):
        self.up = self.command(*arguments, **environment)
        wait_for(lambda: "Strg-C beendet alles" in self.output or self.up.poll() is not None, seconds)
        assert self.up.poll() is None, self.output

    def ensure_started(self):
        if self.up is None or self.up.poll() is not None:
            self.start()

    def ensure_stopped(self):
        if self.up is not None and self.up.poll() is None:
            assert self.stop() == 0

    def refuse(self, *arguments, **environment):
        """Start and expect one sentence instead of a portal; returns it."""
        self.ensure_stopped()
        with self.command(*arguments, **environment) as up:
            assert up.wait(START_SECONDS) == 1
        assert "Traceback" not in self.output
        return self.output

    def stop(self):
        """As Ctrl-C does."""
        self.up.send_signal(signal.SIGINT)
        code = self.up.wait(40)
        self.up = None
        return code

    @property
    def address(self):
        return re.search(r"Adresse +(\S+)", self.output)[1]

    @property
    def inbox(self):
        return re.search(r"Postfach +(http\S+)", self.output)[1]

    def answers(self):
        with contextlib.suppress(OSError), urlopen(f"{self.address}/healthz", timeout=5) as answer:
            return answer.status == 200
        return False

    def sql(self, statement):
        with psycopg.connect(self.place.database_url, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else None

    def sql_answers(self):
        with contextlib.suppress(psycopg.OperationalError):
            return self.sql("SELECT note FROM canary ORDER BY note")

    def processes(self, name=""):
        """What `up` started and what these started: by their mark, the servers by their data directory."""
        found = {}
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                marks = re.findall(rf"{MARK}={self.place.run}:(\w+)".encode(), (entry / "environ").read_bytes())
                folder = (entry / "cwd").readlink()
                if marks:
                    found[int(entry.name)] = marks[0].decode()
                elif folder in (self.place.data / "postgres", self.place.data / "redis"):
                    found[int(entry.name)] = folder.name
        return {pid: each for pid, each in found.items() if name in ("", each)}

    def kill(self, *pids):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def wait_for(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)
    return result


@pytest.fixture(scope="module")
def folder():
    # Not pytest's own: as root that is closed to PostgreSQL's user, and the path is long.
    folder = Path(tempfile.mkdtemp(prefix="forum-up-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def installed(folder):
    """One copy with everything set up, demo and all; the other tests start from it."""
    portal = Portal(folder / "portal")
    shutil.copytree(ROOT, portal.folder, ignore=NOT_COPIED)
    (portal.folder / "node_modules").symlink_to(ROOT / "node_modules")
    try:
        portal.start(seconds=FIRST_START_SECONDS)
        portal.sql("CREATE TABLE canary (note text)")
        portal.first_output = portal.output
        yield portal
        portal.ensure_stopped()
    finally:
        # Also after a start that never got ready: a run must leave nothing behind.
        if portal.up is not None:
            portal.up.kill()
            portal.up.wait()
        wait_for(lambda: not portal.processes())
        shutil.rmtree(portal.place.run, ignore_errors=True)


@pytest.fixture
def portal(installed):
    yield installed
    if installed.up is not None and installed.up.poll() is None and not installed.answers():
        # What a failed test left is not the next one's trouble.
        installed.kill(installed.up.pid, *installed.processes())
        installed.up.wait()


@pytest.fixture
def row(portal, request):
    """A running portal and a row in it; makes sure afterwards that the row is still there."""
    portal.ensure_started()
    portal.sql(f"INSERT INTO canary VALUES ('{request.node.name}')")
    yield request.node.name
    portal.ensure_started()
    assert (request.node.name,) in wait_for(portal.sql_answers)


def test_the_first_start_tells_where_everything_is(portal):
    told = portal.first_output

    assert "Datenbank und Gestaltung einrichten" in told
    assert re.search(r"Adresse +http://localhost:\d+\n", told)
    assert re.search(r"Redaktion +http://localhost:\d+/redaktion/\n", told)
    assert re.search(r"Postfach +http://localhost:\d+\n", told)
    assert "smart-city-demo" in told
    assert "koordination@musterstadt.example" in told


def test_the_second_start_repeats_no_work_and_ctrl_c_ends_all(portal):
    portal.ensure_stopped()

    portal.start()

    assert "einrichten" not in portal.output
    assert "eintragen" not in portal.output
    assert portal.answers()
    assert set(portal.processes().values()) == {"postgres", "redis", "postfach", "web", "worker", "beat"}
    assert portal.stop() == 0
    assert portal.processes() == {}
    assert "Beendet, alle Daten sind gespeichert" in portal.output


def test_sigterm_ends_all(portal):
    portal.ensure_started()

    portal.up.terminate()

    assert portal.up.wait(40) == 0
    assert portal.processes() == {}


@pytest.mark.parametrize("name", ["postgres", "redis", "web", "worker", "beat", "postfach"])
def test_a_killed_part_comes_back(portal, row, name):
    before = portal.processes(name)

    portal.kill(min(before))

    wait_for(lambda: set(portal.processes(name)) and not set(portal.processes(name)) & {min(before)})
    wait_for(lambda: portal.answers() and portal.sql_answers())
    assert "wurde unerwartet beendet" in wait_for(lambda: "unerwartet" in portal.output and portal.output)


def test_all_of_a_killed_web_server_comes_back(portal, row):
    portal.kill(*portal.processes("web"))

    wait_for(lambda: not portal.answers())
    wait_for(portal.answers)


def test_nothing_outlives_a_killed_up(portal, row):
    portal.up.kill()
    portal.up.wait()

    wait_for(lambda: not portal.processes(), 40)


def test_a_start_right_after_a_kill_works(portal, row):
    portal.up.kill()
    portal.up.wait()

    portal.start()

    assert portal.answers()


def test_a_start_after_everything_was_killed_at_once_works(portal, row):
    portal.kill(portal.up.pid, *portal.processes())
    portal.up.wait()

    portal.start()

    assert portal.answers()


def test_a_second_start_in_the_same_folder_is_refused(portal, row):
    output = subprocess.run(
        [sys.executable, "manage.py", "up"], cwd=portal.folder, capture_output=True, text=True, check=False
    )

    assert output.returncode == 1
    assert f"Aus diesem Ordner läuft es schon, siehe {portal.address}" in output.stderr
    assert portal.answers()


def test_two_copies_run_side_by_side(portal, row, folder):
    portal.ensure_stopped()
    other = Portal(folder / "other")
    subprocess.run(["cp", "-a", portal.folder, other.folder], check=True)
    try:
        portal.start()
        other.start()
        other.sql("INSERT INTO canary VALUES ('only in the other')")

        assert portal.address != other.address
        assert portal.inbox != other.inbox
        assert portal.answers()
        assert other.answers()
        assert ("only in the other",) not in portal.sql_answers()
        assert other.stop() == 0
        assert portal.answers()
    finally:
        if other.up:
            other.kill(other.up.pid, *other.processes())
            other.up.wait()
        shutil.rmtree(other.place.run, ignore_errors=True)
        shutil.rmtree(other.folder)


def test_a_mail_is_still_in_the_inbox_after_a_kill(portal, row):
    smtp_port = portal.place.state()["smtp_port"]
    with smtplib.SMTP("127.0.0.1", smtp_port) as client:
        client.sendmail("a@forum.example", ["b@musterstadt.example"], "Subject: Bleibt liegen\r\n\r\nText")

    portal.kill(portal.up.pid, *portal.processes())
    portal.up.wait()
    portal.start()

    with urlopen(portal.inbox) as page:
        assert "Bleibt liegen" in page.read().decode()


def test_a_taken_port_is_told(portal):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert f"Der Port {port} ist schon belegt" in portal.refuse("--port", str(port))


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("DATABASE_URL", "postgresql://u:geheim@127.0.0.1:1/forum"),
        ("REDIS_URL", "redis://127.0.0.1:1/0"),
        ("EMAIL_URL", "smtp://127.0.0.1:1"),
    ],
)
def test_a_wrong_address_is_told(portal, name, url):
    told = portal.refuse(**{name: url})

    assert f"Das Portal läuft nicht: {name} (" in told
    assert "Verbindung abgelehnt" in told
    assert "geheim" not in told
    assert portal.processes() == {}


def test_a_too_long_socket_path_is_told(portal):
    assert "zu lang (höchstens 107)" in portal.refuse(FORUM_RUN_DIR="/tmp/" + "x" * 90)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_is_told(portal):
    data = portal.folder / "var"
    aside = data.rename(portal.folder / "aside")
    data.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=30m", "none", data], check=False).returncode == 0
    try:
        if not mounted:
            pytest.skip("mounting is not allowed here")
        assert "ist voll" in portal.refuse()
    finally:
        if mounted:
            subprocess.run(["umount", data], check=True)
        shutil.rmtree(data)
        aside.rename(data)
