"""`manage.py up`: the whole portal on this machine, from nothing to a printed address.

Starts whatever DATABASE_URL, REDIS_URL and EMAIL_URL leave open, brings database and static files up to date,
then web server, worker and beat; watches them until Ctrl-C. Each step is quick when there is nothing to do.
Listens on this machine only; docs/operations.md tells how to run the portal for others.
"""

import argparse
import io
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Any, Self
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from forum import embedded
from forum.embedded import given, servers, stamps
from forum.embedded.place import Place, Problem, disk_full, is_disk_full
from forum.embedded.ports import Ports
from forum.embedded.processes import ROOT, Process, Supervisor

CELERY = [sys.executable, "-m", "celery", "--app", "forum.celery:app"]
PASSWORD = "smart-city-demo"
ACCOUNTS = {
    "admin@forum.example": "Geschäftsstelle",
    "redaktion@forum.example": "Redaktion",
    "koordination@musterstadt.example": "Koordination Musterstadt",
    "mitarbeit@musterstadt.example": "Mitarbeit Musterstadt",
    "koordination@neuhafen.example": "Koordination Neuhafen",
}


def main(arguments: list[str]) -> int:
    """Run the portal until Ctrl-C or SIGTERM; 0 after a clean end, 1 after a problem that was explained."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows no umlauts must not stop a portal.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    options = _options(arguments)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # SIGINT: a job started with & ignores it
        signal.signal(number, _interrupt)
    portal = Portal(options.port, demo=options.demo)
    try:
        portal.run()
    except KeyboardInterrupt:
        return 0
    except Problem as problem:
        print(f"\nDas Portal läuft nicht: {problem}", file=sys.stderr)
    except OSError as error:
        if not is_disk_full(error):
            raise
        print(f"\nDas Portal läuft nicht: {disk_full(portal.place.data)}", file=sys.stderr)
    return 1


class Portal:
    """One run of `up`."""

    def __init__(self, port: int | None, *, demo: bool) -> None:
        self.port = port
        self.demo = demo
        self.place = Place(ROOT / "var")
        self.supervisor = Supervisor(self.place, say)
        # What the environment names is somebody else's server: it is tried, never started or stopped.
        self.own_postgres = not os.environ.get("DATABASE_URL")
        self.own_redis = not os.environ.get("REDIS_URL")
        self.own_mailbox = not os.environ.get("EMAIL_URL")

    def run(self) -> None:
        started = time.monotonic()
        self.place.prepare()
        with ExitStack() as stack:
            if not stack.enter_context(self.place.lock("up.lock")):
                address = f"http://localhost:{self.place.state().get('port', '?')}"
                raise Problem(f"Aus diesem Ordner läuft es schon, siehe {address}. Zum Beenden dort Strg-C drücken.")
            stack.callback(self._stop)
            self._refuse_public_demo()
            self._claim_addresses()
            given.check({name: value for name, value in os.environ.items() if name in given.CHECKS and value})
            self._start_servers()
            self._bring_up_to_date()
            self._start_programs()
            self._print_addresses(time.monotonic() - started)
            while True:
                self.supervisor.watch()
                time.sleep(0.5)

    # -- steps, in order ------------------------------------------------------------------------------------

    def _refuse_public_demo(self) -> None:
        """Known passwords stay on this machine."""
        public = os.environ.get("PORTAL_URL")
        if self.demo and public and urlsplit(public).hostname not in ("localhost", "127.0.0.1"):
            raise Problem(
                f"PORTAL_URL ist {public}, der Demobetrieb mit bekannten Passwörtern läuft aber nur auf "
                "diesem Rechner. Bitte PORTAL_URL weglassen oder mit „--no-demo“ starten."
            )

    def _claim_addresses(self) -> None:
        """Choose ports and tell them to everything that is started from now on, here and in other terminals."""
        self.ports = Ports(self.port, self.place.state())
        self.place.ensure_secret_key()
        self.place.write_state(**self.ports.state, demo=self.demo)
        self.environment = embedded.environment(ROOT) | {"FORUM_DEMO": "on" if self.demo else "off"}
        self.environment.setdefault("DJANGO_SETTINGS_MODULE", os.environ["DJANGO_SETTINGS_MODULE"])
        self.address = f"http://localhost:{self.ports.portal}"

    def _start_servers(self) -> None:
        for process in servers.processes(self.place, postgres=self.own_postgres, redis=self.own_redis):
            with Step(f"{process.label} startet"):
                self.supervisor.start(process)
        if self.own_postgres:
            servers.create_database(self.place)
        if self.own_mailbox:
            with Step("Postfach startet"):
                self.ports.release("inbox_port", "smtp_port")
                self.supervisor.start(self._mailbox())

    def _bring_up_to_date(self) -> None:
        """Migrate, collect static files and seed the demo, each only if something changed since the last time."""
        database = os.environ.get("DATABASE_URL") or self.place.database_url
        stamps.require_node_modules(ROOT)
        schema = stamps.Schema(ROOT, self.place, database)
        static = stamps.Static(ROOT, self.place)
        steps = []
        if not schema.is_current():
            if self.demo and schema.is_empty():
                # Remembered on disk: a start that is killed between here and the last row seeds again.
                schema.seeding.touch()
            steps.append(self._command("migrate", "Datenbank", "--noinput"))
        if not static.is_current():
            steps.append(self._command("collectstatic", "Gestaltung", "--noinput", "--verbosity=0"))
        if steps:
            words = " und ".join(step.label for step in steps)
            with Step(f"{words} einrichten (beim ersten Mal ein bis zwei Minuten)") as step:
                self.supervisor.run(*steps, tick=step.tick)
                if not schema.is_current():
                    self.supervisor.run(self._command("set_up", "Grundbestand"), tick=step.tick)
            schema.remember()
            static.remember()
        if self.demo and schema.seeding.exists():
            with Step("Städte, Praxisbeispiele und Demo-Konten eintragen") as step:
                self.supervisor.run(self._command("seed_demo", "Demo"), tick=step.tick)
            schema.seeding.unlink()

    def _start_programs(self) -> None:
        with Step("Portal startet"):
            self.ports.release()
            self.supervisor.start(self._web())
        for process in (self._worker(), self._beat()):
            self.supervisor.start(process)

    def _stop(self) -> None:
        if self.supervisor.processes:
            say("\nWird beendet …")
            self.supervisor.stop()
            say("Beendet, alle Daten sind gespeichert. Zum Weitermachen: make run")

    # -- programs -------------------------------------------------------------------------------------------

    def _command(self, command: str, label: str, *arguments: str) -> Process:
        argv = [sys.executable, str(ROOT / "manage.py"), command, *arguments]
        return Process(name=command, label=label, argv=argv, env=self.environment)

    def _mailbox(self) -> Process:
        argv = [sys.executable, "-m", "forum.embedded.mailbox", str(self.place.data / "mail")]
        argv += [str(self.ports.smtp), str(self.ports.inbox)]
        ready = answers(f"http://127.0.0.1:{self.ports.inbox}/")
        return Process(name="postfach", label="Das Postfach", argv=argv, ready=ready)

    def _web(self) -> Process:
        argv = [sys.executable, "-m", "granian", "--interface", "wsgi", "forum.wsgi:application"]
        argv += ["--host", "127.0.0.1", "--port", str(self.ports.portal), "--no-ws"]
        # Pages are bound by Python: two processes with one thread each serve more than many threads do.
        argv += ["--workers", "2", "--blocking-threads", "1"]
        argv += ["--respawn-failed-workers", "--workers-kill-timeout", "10"]
        ready = answers(f"http://127.0.0.1:{self.ports.portal}/healthz")
        return self._program("web", "Der Webserver", argv, ready=ready, patience=90)

    def _worker(self) -> Process:
        argv = [*CELERY, "worker", "--loglevel", "INFO", "--concurrency", "2"]
        argv += ["--without-mingle", "--without-gossip"]
        return self._program("worker", "Der Hintergrunddienst", argv)

    def _beat(self) -> Process:
        argv = [*CELERY, "beat", "--loglevel", "INFO", "--pidfile="]
        argv += ["--schedule", str(self.place.data / "beat")]
        return self._program("beat", "Der Zeitgeber", argv)

    def _program(self, name: str, label: str, argv: list[str], **more: Any) -> Process:
        return Process(name=name, label=label, argv=argv, env=self.environment, **more)

    # -- words ----------------------------------------------------------------------------------------------

    def _print_addresses(self, seconds: float) -> None:
        rows = [("Adresse", self.address), ("Redaktion", f"{self.address}/redaktion/")]
        if self.own_mailbox:
            rows.append(("Postfach", f"http://localhost:{self.ports.inbox}"))
        say(f"\nDas Portal läuft (nach {seconds:.0f} Sekunden).\n")
        for name, value in rows:
            say(f"  {name:<12}{value}")
        if self.demo:
            say(f"\n  Demo-Konten, Passwort für alle: {PASSWORD}")
            for account, role in ACCOUNTS.items():
                say(f"    {account:<36}{role}")
        say("\nStrg-C beendet alles.")


class Step:
    """A line that says what is going on, how long it has taken every five seconds, and how long it took."""

    def __init__(self, words: str) -> None:
        self.words = words

    def __enter__(self) -> Self:
        self.started = self.said = time.monotonic()
        print(f"  {self.words} …", end="", flush=True)
        return self

    def tick(self) -> None:
        if time.monotonic() - self.said > 5:
            self.said = time.monotonic()
            print(f" {self.said - self.started:.0f} s …", end="", flush=True)

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        seconds = f"{time.monotonic() - self.started:.1f}".replace(".", ",")
        print(" abgebrochen" if kind else f" fertig nach {seconds} s", flush=True)


def say(line: str) -> None:
    # The terminal may be closed by now; the portal still has to be stopped in order.
    with suppress(OSError):
        print(line, flush=True)


def answers(url: str) -> Callable[[], bool]:
    """A question to ask again and again: does a web server answer there without an error of its own?"""

    def ready() -> bool:
        try:
            with urlopen(url, timeout=5):
                return True
        except HTTPError as error:
            return error.code < 500
        except (URLError, OSError):
            return False

    return ready


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py up", description="Startet das Portal auf diesem Rechner.")
    parser.add_argument("--port", type=int, help="Port des Portals (sonst 8000 oder der nächste freie)")
    parser.add_argument("--no-demo", dest="demo", action="store_false", help="ohne Demo-Inhalte und Demo-Konten")
    parser.set_defaults(demo=os.environ.get("FORUM_DEMO", "on").lower() not in ("off", "0", "false", "no"))
    return parser.parse_args(arguments)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
