"""What must never happen to a newsletter: somebody missing, or a mail twice beyond what was in flight.

Real worker processes, a Redis of our own, and an SMTP server that counts by recipient and Message-ID.
"""

import random
import subprocess
import time

import pytest
import redis
from django.utils import timezone

from newsletter import sending
from newsletter.models import Delivery, Dispatch, NewsletterSettings
from tests.factories import newsletter as make
from tests.faults.processes import kill, start_module, until
from tests.log import told_too_much
from tests.newsletter import sink as sinks

pytestmark = pytest.mark.faults

CONNECTIONS = 4


@pytest.fixture
def workers(environment, tmp_path):
    """Starts worker processes on this test's database, and ends those that still live."""
    started = []
    env = {**environment, "NEWSLETTER_CONNECTIONS": str(CONNECTIONS), "NEWSLETTER_SENDERS": "2"}
    log = (tmp_path / "workers.log").open("wb")  # pytest keeps it for whoever looks into a failure

    def start(concurrency: int = 1) -> subprocess.Popen:
        worker = ["celery", "-A", "forum.celery:app", "worker", "--concurrency", str(concurrency)]
        process = start_module([*worker, "--without-gossip", "--without-mingle"], env, log)
        started.append(process)
        return process

    start.env = env
    yield start
    for process in started:
        if process.poll() is None:
            kill(process)
    log.close()
    assert told_too_much((tmp_path / "workers.log").read_text()) == []


def ring(workers) -> None:
    """What beat does every five seconds."""
    from celery import Celery

    app = Celery(
        broker=workers.env["REDIS_URL"].replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
    )
    with app.connection_for_write() as link:
        app.send_task("newsletter.ring", connection=link, expires=30)


def time_passes(client: redis.Redis | None = None) -> None:
    """The leases of dead workers run out, and so do their places among the senders, which are counted in Redis."""
    Delivery.objects.filter(state="sending").update(leased_until=timezone.now())
    if client is not None:
        for key in client.scan_iter("*newsletter-sender-*"):
            client.delete(key)


def no_limits() -> None:
    row = NewsletterSettings.load()
    row.rate_per_second = row.domain_rate_per_second = 0
    row.save()


def counts(dispatch: Dispatch) -> dict[str, int]:
    return Delivery.objects.filter(dispatch=dispatch).counts()


def finished(workers, dispatch: Dispatch):
    def look() -> bool:
        time_passes_if_idle(dispatch)
        ring(workers)
        time.sleep(0.5)
        return Dispatch.objects.get(pk=dispatch.pk).state == Dispatch.State.DONE

    return look


def time_passes_if_idle(dispatch: Dispatch) -> None:
    """Frees a lease only when nothing moves any more, so that no living worker is robbed."""
    before = counts(dispatch)
    time.sleep(0.6)
    if counts(dispatch) == before and before["sending"]:
        time_passes()


def assert_nobody_missing(mailbox: sinks.Sink, people: list, most_doubles: int) -> None:
    received = mailbox.by_recipient()
    assert set(received) == {person.email for person in people}
    doubled = {address: number for address, number in received.items() if number > 1}
    assert len(doubled) <= most_doubles, doubled
    for address in doubled:
        assert len(mailbox.message_ids(address)) == 1


def test_killed_worker_loses_nobody_and_the_rest_is_sent(workers, mailbox):
    no_limits()
    people = make.subscribers(1000)
    dispatch = make.sending()
    mailbox.delay = 0.005
    worker = workers()
    ring(workers)
    until(lambda: len(mailbox.mails) >= 400)

    kill(worker)
    sent_before = len(mailbox.mails)
    left = counts(dispatch)
    assert 0 < left["sent"] <= sent_before <= left["sent"] + CONNECTIONS
    assert sum(left.values()) == 1000
    time_passes()
    workers()
    until(finished(workers, dispatch))

    assert_nobody_missing(mailbox, people, most_doubles=CONNECTIONS)
    assert counts(dispatch) == {"queued": 0, "sending": 0, "sent": 1000, "failed": 0, "skipped": 0}


def test_ten_kills_at_random_moments(workers, mailbox, own_redis):
    no_limits()
    people = make.subscribers(2000)
    dispatch = make.sending()
    mailbox.delay = 0.01
    random.seed(6)
    for _round in range(10):
        worker = workers()
        ring(workers)
        enough = min(len(mailbox.mails) + random.randint(1, 150), 1_950)
        until(lambda enough=enough: len(mailbox.mails) >= enough)
        kill(worker)
        assert sum(counts(dispatch).values()) in (0, 2000)
        time_passes(own_redis[0])
    workers()
    until(finished(workers, dispatch))

    assert_nobody_missing(mailbox, people, most_doubles=10 * CONNECTIONS)


def test_emptied_redis_loses_nothing(workers, mailbox, own_redis):
    no_limits()
    people = make.subscribers(600)
    dispatch = make.sending()
    mailbox.delay = 0.005
    workers()
    ring(workers)
    until(lambda: len(mailbox.mails) >= 100)

    own_redis[0].flushall()
    until(finished(workers, dispatch))

    assert_nobody_missing(mailbox, people, most_doubles=0)


def test_two_workers_share_without_doubling(workers, mailbox):
    no_limits()
    people = make.subscribers(800)
    dispatch = make.sending()
    mailbox.delay = 0.003
    workers()
    workers()
    for _n in range(4):
        ring(workers)
    until(finished(workers, dispatch))

    assert_nobody_missing(mailbox, people, most_doubles=0)


def test_clean_stop_doubles_nothing(workers, mailbox):
    no_limits()
    people = make.subscribers(600)
    dispatch = make.sending()
    mailbox.delay = 0.005
    worker = workers()
    ring(workers)
    until(lambda: len(mailbox.mails) >= 100)

    worker.terminate()
    worker.wait(90)
    workers()
    until(finished(workers, dispatch))

    assert_nobody_missing(mailbox, people, most_doubles=0)


# --- A mail server that misbehaves: the worker's loop itself, without a process around it -------------------------------


@pytest.fixture
def dispatch(db, settings, mailbox):
    no_limits()
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", mailbox.port, 5
    make.subscribers(30)
    dispatch = make.sending()
    sending.fill(dispatch)
    return dispatch


def addresses() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("subscriber__email", flat=True))


def everything_is_due() -> None:
    Delivery.objects.filter(state="queued").update(due_at=timezone.now())


def send_again_and_again(dispatch: Dispatch, *, times: int) -> None:
    for _attempt in range(times):
        sending.send(dispatch, seconds=10, connections=2)
        everything_is_due()


def assert_only_doubled(victim: str, dispatch: Dispatch, mailbox: sinks.Sink) -> None:
    """Everybody has the mail once, and one address the same mail twice."""
    received = mailbox.by_recipient()
    assert counts(dispatch)["sent"] == 30
    assert received.pop(victim) == 2
    assert len(mailbox.message_ids(victim)) == 1
    assert set(received.values()) == {1}


def test_temporary_refusal_is_tried_again_at_most_five_times(dispatch, mailbox):
    grey = addresses()[3]
    mailbox.at_recipient = lambda address: "451 4.7.1 später" if address == grey else None

    send_again_and_again(dispatch, times=8)

    row = Delivery.objects.get(subscriber__email=grey)
    assert (row.state, row.attempts, row.reason) == ("failed", 6, "SMTP 451")
    assert counts(dispatch)["sent"] == 29


def test_temporary_refusal_heals(dispatch, mailbox):
    refused = set()

    def once(address: str) -> str | None:
        if address in refused:
            return None
        refused.add(address)
        return "421 4.3.2 busy"

    mailbox.at_recipient = once
    send_again_and_again(dispatch, times=3)

    assert counts(dispatch)["sent"] == 30
    assert set(mailbox.by_recipient().values()) == {1}


def test_unknown_mailbox_fails_for_good_and_is_suppressed(dispatch, mailbox):
    gone = addresses()[5]
    mailbox.at_recipient = lambda address: "550 5.1.1 no such user" if address == gone else None

    sending.send(dispatch, seconds=10, connections=2)

    row = Delivery.objects.select_related("subscriber").get(subscriber__email=gone)
    assert (row.state, row.subscriber.state) == ("failed", "suppressed")
    assert row.bounced_at is not None
    following = make.sending()
    sending.fill(following)
    assert not Delivery.objects.filter(dispatch=following, subscriber=row.subscriber).exists()


def test_connection_dropped_after_data_repeats_the_same_mail(dispatch, mailbox):
    victim = addresses()[7]
    dropped = set()

    def drop_once(address: str) -> str | None:
        if address == victim and address not in dropped:
            dropped.add(address)
            return "drop"
        return None

    mailbox.after_data = drop_once
    send_again_and_again(dispatch, times=2)

    assert_only_doubled(victim, dispatch, mailbox)


def test_message_refused_for_good_fails_and_suppresses_nobody(dispatch, mailbox):
    """554 after DATA is about the mail, not about the mailbox."""
    victim = addresses()[2]
    mailbox.after_data = lambda address: "554 5.7.1 looks like spam" if address == victim else None

    sending.send(dispatch, seconds=10, connections=2)

    row = Delivery.objects.select_related("subscriber").get(subscriber__email=victim)
    assert (row.state, row.attempts, row.reason) == ("failed", 1, "SMTP 554")
    assert row.subscriber.state == "confirmed"
    assert counts(dispatch)["sent"] == 29
    assert victim not in mailbox.by_recipient()


def test_connection_dropped_before_data_sends_once(dispatch, mailbox):
    dropped = set()

    def drop_once(address: str) -> str | None:
        if address in dropped or len(dropped) == 5:
            return None
        dropped.add(address)
        return "drop"

    mailbox.at_recipient = drop_once
    send_again_and_again(dispatch, times=6)

    assert len(dropped) == 5
    assert counts(dispatch)["sent"] == 30
    assert set(mailbox.by_recipient().values()) == {1}


def test_server_too_slow_for_one_mail_repeats_that_mail_alone(dispatch, mailbox, settings):
    """It took the mail but answers after we have stopped waiting: nobody can know, so the same mail goes again."""
    settings.EMAIL_TIMEOUT = 1
    victim = addresses()[4]
    slow = set()

    def once(address: str) -> float:
        if address != victim or slow:
            return 0.0
        slow.add(address)
        return 3.0

    mailbox.delay_for = once
    send_again_and_again(dispatch, times=2)

    assert_only_doubled(victim, dispatch, mailbox)


def test_slow_server_delays_and_loses_nothing(dispatch, mailbox):
    mailbox.delay = 0.3

    sent = sending.send(dispatch, seconds=2, connections=2)
    assert 0 < sent < 30
    assert counts(dispatch)["sending"] == 0  # what was claimed and not sent is back in the queue
    mailbox.delay = 0.0
    everything_is_due()
    sending.send(dispatch, seconds=10, connections=4)

    assert counts(dispatch)["sent"] == 30
    assert set(mailbox.by_recipient().values()) == {1}


def test_absent_mail_server_costs_no_attempt(dispatch, settings):
    settings.EMAIL_PORT = 1

    sending.send(dispatch, seconds=10, connections=2)

    assert counts(dispatch)["queued"] == 30
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {0}


def test_control_a_sink_that_counts_would_notice(dispatch, mailbox):
    """Without the marks a second run mails everybody again: the counting can fail."""
    sending.send(dispatch, seconds=10, connections=2)
    Delivery.objects.update(state="queued")

    sending.send(dispatch, seconds=10, connections=2)

    assert set(mailbox.by_recipient().values()) == {2}
