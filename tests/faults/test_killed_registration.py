"""No seat, receipt or mail is lost when web server or worker die at any step, Redis is emptied, the mail server is away.

Real processes, killed -9; an SMTP server that counts by recipient and Message-ID.
"""

import http.client
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from benchmarks.people import session_cookies
from events import journal
from events.models import Event, Registration
from events.registration import cancel, expire_due, register
from forum import outbox
from forum.models import OutgoingMail, User
from tests.factories import events as make
from tests.factories import ground
from tests.faults.processes import ROOT, kill, start_module, until

pytestmark = pytest.mark.faults


@pytest.fixture
def die_at(environment):
    """Runs one act in a process of its own that is killed at the named function."""

    def run(place: str, *act: object) -> None:
        argv = [sys.executable, "-m", "tests.faults.dying", place, *map(str, act)]
        done = subprocess.run(argv, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == -signal.SIGKILL, done.stderr

    return run


@pytest.fixture
def real_mail(mailbox, settings):
    """This process sends to the counting mail server, too."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailbox.port
    return mailbox


def sound(event: Event) -> bool:
    return not list(journal.verify(Event.objects.get(pk=event.pk)))


def states() -> list[str]:
    """Of all registrations, in the order of their numbers."""
    return list(Registration.objects.order_by("receipt_no").values_list("status", flat=True))


def leases_run_out() -> None:
    OutgoingMail.objects.filter(state="sending").update(leased_until=timezone.now() - timedelta(seconds=1))


# --- The web server, at each step of one registration -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "is_kept"),
    [
        ("events.journal.append", False),
        ("events.registration.entry.allocate", False),
        ("events.emails.receipt", False),
        ("events.models.Event.save", False),
        ("forum.outbox.nudge", True),
    ],
    ids=["before the line", "before the seat", "before the mail", "before the commit", "after the commit"],
)
def test_killed_while_somebody_registers(die_at, real_mail, place, is_kept):
    event, person, submission = make.event(capacity=2), ground.user(), uuid4()

    die_at(place, "register", event.slug, person.email, submission)

    assert Registration.objects.count() == OutgoingMail.objects.count() == int(is_kept)
    assert sound(event)
    (again,) = register(event, [make.person(email=person.email)], by=person, submission=submission)
    assert (again.receipt_no, again.status, Registration.objects.count()) == (1, "confirmed", 1)
    assert sound(event)
    outbox.send_due()
    assert real_mail.by_recipient() == Counter({person.email: 1})


@pytest.mark.parametrize(
    ("place", "is_kept"),
    [("events.emails.cancelled", False), ("events.registration.answer.allocate", False), ("forum.outbox.nudge", True)],
    ids=["before the mail", "before the next one moves up", "after the commit"],
)
def test_killed_while_somebody_cancels(die_at, real_mail, place, is_kept):
    event, by = make.event(capacity=1), ground.user()
    seated, waiting = make.registered(event, by=by), make.registered(event, by=by)
    outbox.send_due()

    die_at(place, "cancel", seated.pk)

    expected = ["cancelled", "confirmed"]
    assert states() == (expected if is_kept else ["confirmed", "waitlisted"])
    cancel(seated)
    assert states() == expected
    outbox.send_due()
    assert real_mail.by_recipient() == Counter({seated.email: 2, waiting.email: 2})
    assert sound(event)


# --- The worker -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "mails"),
    [("forum.outbox.compose", 1), ("forum.outbox._mark", 2)],
    ids=["claimed, not sent", "sent, not marked"],
)
def test_killed_while_it_sends(die_at, real_mail, place, mails):
    event, person = make.event(), ground.user()
    make.registered(event, by=person, email=person.email)

    die_at(place, "send")
    assert outbox.send_due() == 0  # the dead worker still holds it
    leases_run_out()
    outbox.send_due()

    assert real_mail.by_recipient() == Counter({person.email: mails})
    assert len(real_mail.message_ids(person.email)) == 1


def test_killed_while_it_expires(die_at, real_mail):
    now = timezone.now()
    event, by = make.event(capacity=1, registration_opens_at=now - timedelta(days=2)), ground.user()
    (guest,) = register(event, [make.person()], now=now - timedelta(hours=25))
    waiting = make.registered(event, by=by)

    die_at("events.registration.due.allocate", "expire")

    assert states() == ["pending_mail", "waitlisted"]
    expire_due()
    assert states() == ["expired", "confirmed"]
    assert sound(event)
    outbox.send_due()
    assert real_mail.by_recipient() == Counter({guest.email: 1, waiting.email: 2})


# --- The whole portal under load --------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def portal(environment, mailbox, tmp_path):
    """Starts web servers and workers, and kills those that still live. `portal.port` is where the web server listens."""
    started, log = [], (tmp_path / "portal.log").open("wb")

    class Portal:
        port = free_port()
        env = {**environment, "PORTAL_URL": f"http://localhost:{port}"}

        def web(self) -> subprocess.Popen:
            argv = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port), "--no-ws"]
            process = self._start([*argv, "--workers", "2", "--blocking-threads", "1", "forum.wsgi:application"])
            until(self._answers)
            return process

        def worker(self) -> subprocess.Popen:
            return self._start(["celery", "-A", "forum.celery:app", "worker", "--beat", "--concurrency", "1"])

        def _start(self, module: list[str]) -> subprocess.Popen:
            schedule = ["--schedule", str(tmp_path / f"beat-{len(started)}")] if "--beat" in module else []
            process = start_module([*module, *schedule], self.env, log)
            started.append(process)
            return process

        def _answers(self) -> bool:
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", self.port)) == 0

        def ask(self, method: str, path: str, cookie: str, body: str = "") -> tuple[int, http.client.HTTPMessage, str]:
            link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            headers = {"Host": f"localhost:{self.port}", "Cookie": cookie}
            if body:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            try:
                link.request(method, path, body or None, headers)
                answer = link.getresponse()
                return answer.status, answer.headers, answer.read().decode()
            finally:
                link.close()

        def form(self, path: str, cookie: str) -> tuple[str, str]:
            """What the form holds and the cookies to send it with."""
            status, headers, page = self.ask("GET", path, cookie)
            assert status == 200, page[:500]
            fields = dict(re.findall(r'name="(csrfmiddlewaretoken|submission)" value="([^"]+)"', page))
            cookies = [line.partition(";")[0] for line in headers.get_all("Set-Cookie", [])]
            return urlencode(fields), "; ".join([cookie, *cookies])

    yield Portal()
    for process in started:
        if process.poll() is None:
            kill(process)
    log.close()


def test_web_server_and_worker_killed_under_load_and_redis_emptied(portal, mailbox, own_redis):
    """Forty people register while everything dies and comes back; those without an answer send the same form again."""
    event = make.event(capacity=25)
    cookies = session_cookies(40)
    path = f"{event.get_absolute_url()}anmeldung/"
    web, worker = portal.web(), portal.worker()
    with ThreadPoolExecutor(4) as pool:
        filled = list(pool.map(lambda cookie: portal.form(path, cookie), cookies))

    def press(form: tuple[str, str]) -> bool:
        try:
            return portal.ask("POST", path, form[1], form[0])[0] == 302
        except (OSError, http.client.HTTPException):
            return False

    with ThreadPoolExecutor(8) as pool:
        pressed = [pool.submit(press, form) for form in filled]
        until(lambda: Registration.objects.count() >= 10)
        kill(web)
        kill(worker)
        own_redis[0].flushall()
        answered = [each.result() for each in pressed]
    assert not all(answered), "the server was killed too late to show anything"
    assert Registration.objects.count() >= sum(answered)
    assert sound(event)

    portal.web()
    portal.worker()
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(press, filled))

    rows = Registration.objects.filter(event=event)
    assert sorted(rows.values_list("receipt_no", flat=True)) == list(range(1, 41))
    assert rows.taken().count() == 25
    assert sound(event)
    people = set(User.objects.filter(email__startswith="messung").values_list("email", flat=True))

    def all_sent() -> bool:
        leases_run_out_when_idle(mailbox)
        return not OutgoingMail.objects.exclude(state="sent").exists()

    until(all_sent)
    assert set(mailbox.by_recipient()) == people
    doubled = [address for address, number in mailbox.by_recipient().items() if number > 1]
    assert len(doubled) <= 1, doubled  # at most the one that was in flight
    assert all(len(mailbox.message_ids(address)) == 1 for address in people)
    connections.close_all()


def leases_run_out_when_idle(mailbox) -> None:
    """Frees what the killed worker had claimed, once nothing moves any more."""
    before = len(mailbox.mails)
    time.sleep(0.5)
    if len(mailbox.mails) == before:
        leases_run_out()


def test_without_redis_people_register_and_the_mail_comes_by_the_poller(environment, portal, real_mail):
    portal.env = {**portal.env, "REDIS_URL": "redis://127.0.0.1:1/0"}
    event = make.event()
    (cookie,) = session_cookies(1)
    path = f"{event.get_absolute_url()}anmeldung/"
    portal.web()
    form, cookies = portal.form(path, cookie)

    status, _headers, _page = portal.ask("POST", path, cookies, form)

    assert status == 302
    assert Registration.objects.get().status == "confirmed"
    assert outbox.send_due() == 1
    assert real_mail.by_recipient() == Counter({"messung0@ort.example": 1})


# --- The mail server --------------------------------------------------------------------------------------------------


def test_mail_server_away_for_days_costs_nobody_a_receipt(committed_db, real_mail, settings):
    event, by = make.event(), ground.user()
    rows = [make.registered(event, by=by) for _ in range(3)]
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    for _attempt in range(12):
        assert outbox.send_due() == 0
        OutgoingMail.objects.update(due_at=timezone.now())
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"queued"}

    settings.EMAIL_PORT = there
    assert outbox.send_due() == 3

    assert real_mail.by_recipient() == Counter(row.email for row in rows)
