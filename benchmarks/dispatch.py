"""Newsletter dispatch: 20,000 personal mails by the worker's own loop, against a bare smtplib loop in the same run.

Two worker processes on two cores send to one local SMTP sink; the limit is one connection that sends ready bytes. Says
mails per second, processor seconds per thousand, and peak memory, the latter also for 100,000. Then the sink stands
5 ms away, and last the portal's pages are asked for while mail leaves at its rate limit, and while it rests.
"""

import os
import smtplib
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

import psutil

from benchmarks.report import Figure

MAILS = int(os.environ.get("BENCH_MAILS", "20000"))
MANY = 5 * MAILS
ROUNDS = 5
STARTED: list[float] = []  # seconds until the editor had the page back
SINK = Path(__file__).with_name("smtp_sink.py")


@contextmanager
def sink(delay_ms: float = 0) -> Iterator[int]:
    """An SMTP server in a process of its own that accepts everything and keeps nothing."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, str(SINK), str(port), str(delay_ms)])
    try:
        for _attempt in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def raw(port: int, content: bytes, mails: int) -> tuple[float, float]:
    """The limit: one connection, ready bytes. Mails per second and processor seconds per thousand."""
    server = smtplib.SMTP("127.0.0.1", port)
    start, cpu = time.perf_counter(), time.process_time()
    for number in range(mails):
        server.sendmail("forum@forum.example", [f"leser{number}@ort.example"], content)
    seconds, used = time.perf_counter() - start, time.process_time() - cpu
    server.quit()
    return mails / seconds, 1000 * used / mails


def prepare(mails: int, rate: int = 0) -> int:
    """Subscribers by one statement, an issue with answer links, a dispatch that is filled. Answers its key."""
    from django.db import connection

    from newsletter import dispatch as acts
    from newsletter import sending
    from newsletter.models import Dispatch, NewsletterSettings, Subscriber
    from tests.factories import newsletter as make

    Subscriber.objects.filter(email__startswith="bench").update(state="unsubscribed")
    row = NewsletterSettings.load()
    row.rate_per_second, row.domain_rate_per_second = rate, 0
    row.save()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO newsletter_subscriber"
            " (name, frequency, region, subject, email, state, confirmed_at, soft_bounces)"
            " SELECT 'Demo-Leser', 'jede', '', gen_random_uuid(), 'bench' || n || '@ort' || n %% 50 || '.example',"
            " 'confirmed', now(), 0 FROM generate_series(1, %s) AS n"
            " ON CONFLICT (email) DO UPDATE SET state = 'confirmed'",
            [mails],
        )
    page = make.issue(
        make.text("<p>" + "Neues aus den Kommunen. " * 40 + "</p>"),
        make.poll(),
        make.poll("Und sonst?"),
        slug=f"messung-{time.time_ns()}",
    )
    acts.approve(page, by=make.reader(email=f"messung-{time.time_ns()}@ort.example"))
    start(page.pk)
    started = Dispatch.objects.get(issue=page)
    sending.fill(started)
    return started.pk


def start(issue: int) -> None:
    """„Jetzt versenden“, as an editor presses it: until the page is there again."""
    from django.test import Client

    from forum.models import User

    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(email="redaktion@forum.example"))
    client.get("/newsletter/versand/")  # what a web server has loaded long before
    begin = time.perf_counter()
    response = client.post(f"/newsletter/versand/{issue}/tun/", {"act": "dispatch"}, follow=True)
    STARTED.append(time.perf_counter() - begin)
    assert response.status_code == 200, response.status_code


def memory_of(leader: int) -> float:
    """MB of a process and all it started, shared pages counted once (what the machine has to have)."""
    try:
        process = psutil.Process(leader)
        tree = [process, *process.children(recursive=True)]
        return sum(each.memory_full_info().pss for each in tree) / 1024**2
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0.0


def crew(pk: int, port: int, workers: int, connections: int, results) -> None:  # type: ignore[no-untyped-def]
    """As Celery's prefork: one process loads the portal, its children do the work."""
    import django

    from forum.celery import share_memory

    django.setup()
    share_memory()
    context = get_context("fork")
    processes = [context.Process(target=work, args=(pk, port, connections, results)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    sys.exit(any(process.exitcode for process in processes))


def work(pk: int, port: int, connections: int, results) -> None:  # type: ignore[no-untyped-def]
    """One worker: the loop of the Celery task, without Celery around it."""
    from django.conf import settings

    from newsletter import sending
    from newsletter.models import Dispatch

    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    dispatch = Dispatch.objects.select_related("revision", "issue").get(pk=pk)
    sending.letters(dispatch)
    start, cpu = time.perf_counter(), time.process_time()
    sent = sending.send(dispatch, seconds=600, connections=connections)
    results.put(
        (
            sent,
            time.perf_counter() - start,
            time.process_time() - cpu,
        )
    )


def portal(port: int, mails: int, *, workers: int, connections: int) -> tuple[float, float, float]:
    """Mails per second, processor seconds per thousand, MB of all workers."""
    from django.db import connections as databases

    pk = prepare(mails)
    databases.close_all()
    context = get_context("spawn")
    results = context.SimpleQueue()
    leader = context.Process(target=crew, args=(pk, port, workers, connections, results))
    leader.start()
    peak = 0.0
    while leader.is_alive():
        peak = max(peak, memory_of(leader.pid or 0))
        time.sleep(0.3)
    assert not leader.exitcode, "a worker died; its words stand above"
    found = [results.get() for _ in range(workers)]
    sent = sum(result[0] for result in found)
    assert sent >= mails, f"{sent} of {mails}"
    return (
        sent / max(result[1] for result in found),
        1000 * sum(result[2] for result in found) / sent,
        peak,
    )


def sample() -> bytes:
    """Ready bytes as one recipient gets them."""
    from django.utils import timezone

    from newsletter import sending
    from newsletter.letter import Recipient
    from newsletter.models import Dispatch

    letter = sending.letters(Dispatch.objects.select_related("revision", "issue").latest("pk"))[False]
    return letter.for_recipient(Recipient(1, 1, "leser@ort.example", "Demo-Leser", timezone.now()))


def rest_and_work(pk: int, port: int, ended) -> None:  # type: ignore[no-untyped-def]
    """A worker that goes on after a pause, as the queue's next ring lets it."""
    import django

    django.setup()
    from django.conf import settings

    from newsletter import sending
    from newsletter.models import Dispatch

    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    dispatch = Dispatch.objects.select_related("revision", "issue").get(pk=pk)
    while not ended.is_set():
        sending.send(dispatch, seconds=5, connections=4)
        time.sleep(0.2)


def pages_meanwhile(port: int) -> tuple[float, float]:
    """Milliseconds of a page while mail leaves at the rate limit, and while the dispatch is paused; in turns."""
    from django.db import connections as databases

    from benchmarks import server
    from benchmarks.pages import LISTS
    from benchmarks.people import session_cookie
    from newsletter import dispatch as acts
    from newsletter.models import Dispatch

    pk = prepare(MAILS, rate=50)
    cookie = session_cookie("koordination@musterstadt.example")
    databases.close_all()
    context = get_context("spawn")
    ended = context.Event()
    worker = context.Process(target=rest_and_work, args=(pk, port, ended))
    worker.start()
    times: dict[bool, list[float]] = {True: [], False: []}
    try:
        with server.running() as web:
            web.measure(LISTS, requests=50, cookie=cookie)
            for number in range(2 * ROUNDS):
                busy = number % 2 == 0
                (acts.resume if busy else acts.pause)(Dispatch.objects.get(pk=pk))
                time.sleep(1)
                times[busy].append(web.measure(LISTS, requests=60, cookie=cookie).p50_ms)
        sent = Dispatch.objects.get(pk=pk).deliveries.filter(state="sent").count()
        assert sent >= 100, f"only {sent} mails left meanwhile"
    finally:
        ended.set()
        worker.join(20)
        acts.stop(Dispatch.objects.get(pk=pk))
    return statistics.median(times[True]), statistics.median(times[False])


def run() -> list[Figure]:
    with sink() as port:
        rate, cpu, memory = portal(port, MAILS, workers=2, connections=4)
        content = sample()
        limit_rate, limit_cpu = raw(port, content, min(MAILS, 10_000))
        _rate, _cpu, memory_of_many = portal(port, MANY, workers=2, connections=4)
        busy, quiet = pages_meanwhile(port)
    far = min(MAILS // 10, 2000)
    with sink(5) as port:
        one, _cpu, _memory = portal(port, far, workers=1, connections=1)
        eight, _cpu, _memory = portal(port, far, workers=1, connections=8)
    kilobytes = len(content) / 1000
    return [
        Figure(f"{MAILS} mails of {kilobytes:.0f} kB, two workers", rate, "mails/s", limit_rate, 0.35, at_least=True),
        Figure("processor per 1000 mails", cpu, "s", limit_cpu, 5),
        Figure("peak memory of all workers", memory, "MB", None, 250),
        Figure(f"peak memory with {MANY} recipients", memory_of_many, "MB", memory, 1.2),
        Figure(f"start of {MANY} returns to the editor", max(STARTED), "s", None, 1),
        Figure("relay 5 ms away, eight connections against one", eight, "mails/s", one, 3, at_least=True),
        Figure("a page while mail leaves at 50 a second", busy, "ms", quiet, 1.2),
    ]


if __name__ == "__main__":
    import django

    from benchmarks.report import show

    django.setup()
    show("dispatch", run())
