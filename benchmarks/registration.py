"""A hundred seats, a thousand attempts by fifty clients, and what one registration costs against the bare transaction.

An attempt is what a browser does: fetch the form with its cookie, send it, look at the receipt. Costs are processor
time of the web server and of its database connections together; where the database runs on another machine only the
web server's part can be seen, on both sides of the ratio.
"""

import http.client
import json
import os
import re
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from threading import Barrier
from typing import Any
from urllib.parse import urlencode

import psutil

from benchmarks import server
from benchmarks.people import session_cookies
from benchmarks.report import Figure

ATTEMPTS, CLIENTS, SEATS = 1000, 50, 100
ROUNDS, CROWD, FEW = 10, 200, 20
HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|submission)" value="([^"]+)"')


def run() -> list[Figure]:
    cookies = session_cookies(ATTEMPTS)
    bare, seat = bare_transaction(a_registration), bare_transaction(a_seat)
    with server.running(workers=2) as portal:
        rush = fifty_clients(portal, cookies)
        few, many = growth(portal, cookies)
        rounds = [one_round(portal, cookies[:CROWD]) for _round in range(ROUNDS)]
    os.environ["BENCH_LOCK"] = "off"
    try:
        with server.running(workers=2) as portal:
            control = until_oversold(portal, cookies[:CROWD])
    finally:
        del os.environ["BENCH_LOCK"]
    return [
        Figure(f"bare transaction with journal and mail, {CLIENTS} clients", bare, "ms CPU"),
        Figure("bare transaction of a seat alone", seat, "ms CPU"),
        Figure("registration with form, receipt, journal, mail", rush.cpu_ms, "ms CPU", bare, 20),
        Figure(f"{ATTEMPTS} attempts on {SEATS} seats: oversold", rush.oversold, "seats", target=0),
        Figure(f"{ATTEMPTS} attempts on {SEATS} seats: left empty", rush.undersold, "seats", target=0),
        Figure("server errors", rush.errors, "answers", target=0),
        Figure(f"accepted, {CLIENTS} clients, p95 (aim 1000)", rush.accepted_p95, "ms"),
        Figure(f"waiting, {CLIENTS} clients, p95 (aim 500)", rush.waiting_p95, "ms"),
        Figure("the same after 10,000 as after 10", many, "ms CPU", few, 1.5),
        Figure(
            f"{CROWD} on {FEW} seats, {ROUNDS} rounds: oversold", sum(r.oversold for r in rounds), "seats", target=0
        ),
        Figure("left empty", sum(r.undersold for r in rounds), "seats", target=0),
        Figure("server errors", sum(r.errors for r in rounds), "answers", target=0),
        Figure("p95 (aim 2000)", statistics.median(r.all_p95 for r in rounds), "ms"),
        Figure("control without the lock: oversold", control, "seats", target=1, at_least=True),
        *organisers_list(),
    ]


# --- The limit --------------------------------------------------------------------------------------------------------


def bare_transaction(act: Callable[[Any, int, int], None]) -> float:
    """What no framework can spare. Processor milliseconds each, of this process and its database connections, under the
    same rush: as many attempts by as many clients on one event."""
    import psycopg
    from django.db import connection

    parameters = {k: v for k, v in connection.get_connection_params().items() if k in SERVER}
    with ExitStack() as opened:
        clients = [opened.enter_context(psycopg.connect(**parameters, autocommit=True)) for _client in range(CLIENTS)]
        for statement in BARE_TABLES:
            clients[0].execute(statement)
        for number, client in enumerate(clients):
            act(client, number, 0)
        pids = [client.info.backend_pid for client in clients]
        backends = [psutil.Process(pid) for pid in pids if _is_near(pid)]

        def some(number: int) -> None:
            for attempt in range(1, ATTEMPTS // CLIENTS + 1):
                act(clients[number], number, attempt)

        before = time.process_time() + sum(map(_cpu, backends))
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(some, range(CLIENTS)))
        used = time.process_time() + sum(map(_cpu, backends)) - before
        clients[0].execute(BARE_TABLES[0])
    return used / ATTEMPTS * 1000


SERVER = ("host", "port", "user", "password", "dbname")
BARE_TABLES = [
    "DROP TABLE IF EXISTS bare_seat, bare_line, bare_mail, bare_event",
    "CREATE TABLE bare_event (id int PRIMARY KEY, capacity int, last_number int, last_hash text)",
    (
        "CREATE TABLE bare_seat (id serial PRIMARY KEY, event int REFERENCES bare_event, number int, email text,"
        " form text, has_seat bool, hash text, UNIQUE (event, number), UNIQUE (event, email), UNIQUE (event, form))"
    ),
    (
        "CREATE TABLE bare_line (id serial PRIMARY KEY, event int REFERENCES bare_event, n int, kind text,"
        " subject text, previous text, hash text, UNIQUE (event, n))"
    ),
    "CREATE TABLE bare_mail (id serial PRIMARY KEY, key text UNIQUE, recipient text, facts jsonb, state text)",
    f"INSERT INTO bare_event VALUES (1, {SEATS}, 0, '')",
]


def a_registration(client: Any, number: int, attempt: int) -> None:
    """What one registration reads and stores: is this person or this form there already, seats taken, the row, its line
    in the journal, the place in the list, the mail that is owed, the counters of the event."""
    who = f"p{number}-{attempt}@ort.example"
    with client.transaction():
        run = client.execute
        capacity, last, previous = run(
            "SELECT capacity, last_number, last_hash FROM bare_event WHERE id = 1 FOR NO KEY UPDATE"
        ).fetchone()
        run("SELECT id FROM bare_seat WHERE event = 1 AND (email = %s OR form = %s)", [who, who]).fetchall()
        (taken,) = run("SELECT count(*) FROM bare_seat WHERE event = 1 AND has_seat").fetchone()
        n = last + 1
        hash_ = sha256(f"{previous}{n}{who}".encode()).hexdigest()
        run(
            "INSERT INTO bare_line (event, n, kind, subject, previous, hash) VALUES (1, %s, 'register', %s, %s, %s)",
            [n, hash_, previous, hash_],
        )
        run(
            "INSERT INTO bare_seat (event, number, email, form, has_seat, hash) VALUES (1, %s, %s, %s, %s, %s)"
            " RETURNING id",
            [n, who, who, taken < capacity, hash_],
        )
        run("SELECT count(*) FROM bare_seat WHERE event = 1 AND NOT has_seat AND number < %s", [n]).fetchone()
        run(
            "INSERT INTO bare_mail (key, recipient, facts, state) VALUES (%s, %s, %s, 'queued') ON CONFLICT DO NOTHING",
            [f"receipt:{n}", who, json.dumps({"number": n, "name": who, "hash": hash_})],
        )
        run("UPDATE bare_event SET last_number = %s, last_hash = %s WHERE id = 1", [n, hash_])


def a_seat(client: Any, number: int, attempt: int) -> None:
    """The seat alone: lock, count, insert, update."""
    with client.transaction():
        client.execute("SELECT capacity FROM bare_event WHERE id = 1 FOR NO KEY UPDATE")
        client.execute("SELECT count(*) FROM bare_seat WHERE event = 1")
        client.execute(
            "INSERT INTO bare_seat (event, email) VALUES (1, %s) RETURNING id", [f"p{number}-{attempt}@ort.example"]
        )
        client.execute("UPDATE bare_event SET last_number = last_number + 1 WHERE id = 1")


def _is_near(pid: int) -> bool:
    """Whether this number is a PostgreSQL process of this machine and not of another one."""
    return psutil.pid_exists(pid) and "postgres" in psutil.Process(pid).name()


def _cpu(process: psutil.Process) -> float:
    return sum(process.cpu_times()[:2])


# --- The browser's path -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Attempt:
    status: int
    seconds: float  # from pressing the button to the receipt
    has_seat: bool


class Browser:
    """One signed-in person with a kept connection."""

    def __init__(self, portal: server.Server, cookie: str) -> None:
        self.portal, self.cookie = portal, cookie
        self.connection = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=120)

    def fetch(self, method: str, path: str, body: str = "", cookie: str = "") -> tuple[int, Any, str]:
        headers = {"Host": f"localhost:{self.portal.port}", "Cookie": f"{self.cookie}; {cookie}"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body or None, headers)
        response = self.connection.getresponse()
        return response.status, response.headers, response.read().decode()

    def open_form(self, path: str) -> tuple[str, str]:
        """What the form holds, and its cookie."""
        status, headers, page = self.fetch("GET", path)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
        cookies = [line.partition(";")[0] for line in headers.get_all("Set-Cookie", [])]
        return urlencode(dict(HIDDEN.findall(page))), "; ".join(cookies)

    def press(self, path: str, filled: tuple[str, str]) -> Attempt:
        started = time.perf_counter()
        status, headers, _page = self.fetch("POST", path, *filled)
        page = ""
        if status == 302:
            status, _headers, page = self.fetch("GET", re.sub(r"^https?://[^/]+", "", headers["Location"]))
        self.connection.close()
        return Attempt(status, time.perf_counter() - started, "Sie haben einen Platz" in page)


@dataclass(frozen=True)
class Rush:
    oversold: int
    undersold: int
    errors: int
    accepted_p95: float
    waiting_p95: float
    all_p95: float
    cpu_ms: float = 0.0


def judge(event: Any, attempts: list[Attempt], cpu: float = 0.0) -> Rush:
    from events.models import Registration

    taken = Registration.objects.filter(event=event).taken().count()  # type: ignore[attr-defined]
    return Rush(
        oversold=max(taken - event.capacity, 0),
        undersold=max(event.capacity - taken, 0),
        errors=sum(attempt.status >= 500 for attempt in attempts),
        accepted_p95=_p95(attempt.seconds for attempt in attempts if attempt.has_seat),
        waiting_p95=_p95(attempt.seconds for attempt in attempts if not attempt.has_seat),
        all_p95=_p95(attempt.seconds for attempt in attempts),
        cpu_ms=cpu / len(attempts) * 1000,
    )


def _p95(seconds: Iterator[float]) -> float:
    times = sorted(seconds)
    return times[int(len(times) * 0.95)] * 1000 if times else 0.0


def new_event(**fields: Any) -> Any:
    from tests.factories import events as make

    number = time.time_ns()
    return make.event(title=f"Messung {number}", slug=f"messung-{number}", **fields)


@contextmanager
def measured(portal: server.Server) -> Iterator[Callable[[], float]]:
    """Processor seconds of the web server and its database connections since the beginning."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        backends = {pid: psutil.Process(pid) for (pid,) in cursor.fetchall() if _is_near(pid)}

    def used() -> float:
        return portal.cpu_seconds() + sum(_cpu(process) for process in backends.values() if process.is_running())

    before = used()
    yield lambda: used() - before


def in_turn(portal: server.Server, event: Any, cookies: list[str], clients: int) -> list[Attempt]:
    path = f"{event.get_absolute_url()}anmeldung/"

    def attempt(cookie: str) -> Attempt:
        browser = Browser(portal, cookie)
        return browser.press(path, browser.open_form(path))

    with ThreadPoolExecutor(clients) as pool:
        return list(pool.map(attempt, cookies))


def fifty_clients(portal: server.Server, cookies: list[str]) -> Rush:
    in_turn(portal, new_event(capacity=10), cookies[:20], 4)
    event = new_event(capacity=SEATS)
    with measured(portal) as used:
        attempts = in_turn(portal, event, cookies, CLIENTS)
        return judge(event, attempts, used())


def growth(portal: server.Server, cookies: list[str]) -> tuple[float, float]:
    """The cost of one more registration after 10 and after 10,000, measured in turns. One in two gets a seat."""
    costs: dict[int, list[float]] = {10: [], 10_000: []}
    events = {
        earlier: [with_registrations(earlier, capacity=20_000), with_registrations(earlier, capacity=earlier // 2)]
        for earlier in costs
    }
    for begin in range(0, 100, 20):
        for earlier, pair in events.items():
            for event in pair:
                with measured(portal) as used:
                    in_turn(portal, event, cookies[begin : begin + 20], 1)
                    costs[earlier].append(used() / 20 * 1000)
    few, many = (statistics.median(costs[earlier]) for earlier in costs)
    return few, many


def with_registrations(number: int, *, capacity: int) -> Any:
    """An event with so many earlier registrations, by one statement; as many as fit have a seat, the others wait."""
    from events.models import Event, Registration

    event = new_event(capacity=capacity)
    begin = event.registration_opens_at
    Registration.objects.bulk_create(
        (
            Registration(
                event=event,
                receipt_no=n,
                received_at=begin + timedelta(milliseconds=n),
                effective_received_at=begin + timedelta(milliseconds=n),
                status="confirmed" if n <= capacity else "waitlisted",
                name=f"Demo-Person {n}",
                name_key=f"demo-person {n}",
                email=f"frueher{n}@ort.example",
            )
            for n in range(1, number + 1)
        ),
        batch_size=1000,
    )
    last = begin + timedelta(milliseconds=number)
    Event.objects.filter(pk=event.pk).update(last_receipt_no=number, last_received_at=last)
    _analyse()
    return event


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE events_registration")


def one_round(portal: server.Server, cookies: list[str]) -> Rush:
    """Everybody has the form open and presses the button at the same instant."""
    event = new_event(capacity=FEW)
    path = f"{event.get_absolute_url()}anmeldung/"
    together = Barrier(len(cookies))

    def attempt(cookie: str) -> Attempt:
        browser = Browser(portal, cookie)
        form = browser.open_form(path)
        browser.connection.close()  # as after the minutes in which a person fills the form in
        together.wait(300)
        return browser.press(path, form)

    with ThreadPoolExecutor(len(cookies)) as pool:
        return judge(event, list(pool.map(attempt, cookies)))


def until_oversold(portal: server.Server, cookies: list[str]) -> int:
    """The control: the same rounds without the lock, until it shows."""
    for _round in range(ROUNDS):
        if oversold := one_round(portal, cookies).oversold:
            return oversold
    return 0


# --- The organiser's list ---------------------------------------------------------------------------------------------


def organisers_list() -> list[Figure]:
    few, many = with_registrations(250, capacity=200), with_registrations(5000, capacity=4000)
    list_few, list_many = _looked_at(few, ""), _looked_at(many, "")
    file_few, file_many = _looked_at(few, "datei/csv"), _looked_at(many, "datei/csv")
    return [
        Figure("organiser's list of 5,000: queries as with 250", list_many[0], "queries", list_few[0], 1),
        Figure("memory", list_many[1], "MB", list_few[1], 1.5),
        Figure("export of 5,000: queries as with 250", file_many[0], "queries", file_few[0], 1),
        Figure("memory", file_many[1], "MB", file_few[1], 1.5),
        Figure("seconds for the list", list_many[2], "s"),
        Figure("seconds for the export", file_many[2], "s"),
    ]


def _looked_at(event: Any, what: str) -> tuple[int, float, float]:
    """Queries, peak memory in MB and seconds of one page or file, read to its end."""
    from django.db import connection
    from django.test import Client

    from forum.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(email="admin@forum.example"))
    path = f"{event.get_absolute_url()}teilnehmende/{what}"

    def read() -> None:
        response = client.get(path)
        if response.status_code != 200:
            raise RuntimeError(f"{path} answered {response.status_code}")
        for _chunk in response:  # streamed files are made while they are read
            pass
        response.close()

    read()
    queries: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        queries.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        read()
    started = time.perf_counter()
    read()
    seconds = time.perf_counter() - started
    tracemalloc.start()
    read()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return len(queries), peak / 1e6, seconds
