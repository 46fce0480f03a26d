"""Mails the portal owes: written in the act's transaction, sent once, tried again when that can help."""

import smtplib
import time
from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core import mail as django_mail
from django.db import transaction
from django.utils import timezone

from forum import outbox, tasks
from forum.models import OutgoingMail

pytestmark = pytest.mark.django_db

State = OutgoingMail.State


@pytest.fixture(autouse=True)
def greeting(settings, tmp_path):
    """A mail of its own, so that the test does not depend on any app's words."""
    folder = tmp_path / "emails" / "test"
    folder.mkdir(parents=True)
    (folder / "greeting.subject.txt").write_text("Guten Tag,\n {{ name }}")
    (folder / "greeting.txt").write_text(
        "{% extends 'emails/base.txt' %}{% block text %}Hallo {{ name }}.{% endblock %}"
    )
    (folder / "greeting.mjml").write_text(
        "{% extends 'emails/base.mjml' %}{% block content %}<mj-text>Hallo {{ name }}.</mj-text>{% endblock %}"
    )
    templates = settings.TEMPLATES
    settings.TEMPLATES = [{**templates[0], "DIRS": [tmp_path, *templates[0]["DIRS"]]}]


def owe(**fields):
    outbox.owe("test/greeting", **{"to": "maria@ort.example", "facts": {"name": "Maria <3"}, **fields})


def ring(monkeypatch):
    """What is sent to the worker from now on."""
    outbox.heard()
    rung = []
    monkeypatch.setattr(outbox.app, "send_task", lambda name, **options: rung.append(name))
    return rung


def refuse_with(monkeypatch, error):
    def send(self, *args, **kwargs):
        raise error

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", send)


def test_send_due_sends_text_and_html_once():
    owe()

    assert outbox.send_due() == 1
    assert outbox.send_due() == 0

    (message,) = django_mail.outbox
    row = OutgoingMail.objects.get()
    assert message.subject == "Guten Tag, Maria <3"
    assert message.to == ["maria@ort.example"]
    assert message.body.startswith("Hallo Maria")
    assert "Impressum" in message.body
    html = message.alternatives[0].content
    assert "Maria &lt;3" in html
    assert 'lang="de"' in html
    assert message.extra_headers["Message-ID"] == row.message_id
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_sending_wipes_the_facts():
    owe()

    outbox.send_due()

    row = OutgoingMail.objects.get()
    assert (row.state, row.facts, row.leased_until) == (State.SENT, {}, None)


def test_same_key_is_owed_once():
    owe(key="greeting:17")
    owe(key="greeting:17")

    assert OutgoingMail.objects.count() == 1


def test_an_act_rings_once_however_many_mails_it_owes(monkeypatch, django_capture_on_commit_callbacks):
    rung = ring(monkeypatch)

    with django_capture_on_commit_callbacks(execute=True):
        owe()
        owe(to="jonas@ort.example")

    assert rung == ["forum.send_due_mail"]
    assert OutgoingMail.objects.count() == 2


def test_bell_rings_again_only_after_somebody_heard_it(monkeypatch):
    rung = ring(monkeypatch)

    outbox.nudge()
    outbox.nudge()
    assert len(rung) == 1

    tasks.send_due_mail()
    outbox.nudge()
    assert len(rung) == 2


def test_rolled_back_act_owes_nothing():
    def act():
        with transaction.atomic():
            owe()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()

    assert OutgoingMail.objects.count() == 0


def test_mail_waits_until_it_is_due():
    owe(due_at=timezone.now() + timedelta(hours=1))

    assert outbox.send_due() == 0


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPServerDisconnected("gone"),
        ConnectionRefusedError(),
        smtplib.SMTPDataError(451, b"later"),
        smtplib.SMTPRecipientsRefused({"maria@ort.example": (450, b"greylisted")}),
    ],
    ids=["dropped", "refused", "data-4xx", "recipient-4xx"],
)
def test_trouble_that_can_heal_is_tried_again_later(monkeypatch, error):
    owe()
    refuse_with(monkeypatch, error)

    outbox.send_due()

    row = OutgoingMail.objects.get()
    assert (row.state, row.attempts) == (State.QUEUED, 1)
    assert row.facts == {"name": "Maria <3"}
    assert row.due_at > timezone.now() + timedelta(seconds=50)


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPDataError(550, b"no"),
        smtplib.SMTPRecipientsRefused({"maria@ort.example": (550, b"unknown")}),
    ],
    ids=["data-5xx", "recipient-5xx"],
)
def test_trouble_that_cannot_heal_ends_it(monkeypatch, error):
    owe()
    refuse_with(monkeypatch, error)

    outbox.send_due()

    assert OutgoingMail.objects.get().state == State.FAILED


def test_after_the_last_attempt_it_gives_up_and_forgets_the_facts(monkeypatch):
    owe()
    OutgoingMail.objects.update(attempts=len(outbox.BACK_OFF))
    refuse_with(monkeypatch, ConnectionRefusedError())

    outbox.send_due()

    row = OutgoingMail.objects.get()
    assert (row.state, row.facts) == (State.FAILED, {})


@pytest.mark.parametrize(
    "error",
    [smtplib.SMTPSenderRefused(553, b"not you", "forum@forum.example"), smtplib.SMTPHeloError(550, b"not you")],
    ids=["sender", "helo"],
)
def test_server_that_refuses_the_portal_says_nothing_about_the_recipients(monkeypatch, error):
    owe()
    owe()
    refuse_with(monkeypatch, error)

    assert outbox.send_due() == 0

    for row in OutgoingMail.objects.all():
        assert (row.state, row.attempts, row.leased_until) == (State.QUEUED, 0, None)
        assert row.due_at > timezone.now() + timedelta(seconds=50)


# --- The time of a task is limited ------------------------------------------------------------------------------------


def waiting():
    return list(OutgoingMail.objects.values_list("state", "attempts", "leased_until").order_by("due_at"))


def test_when_its_time_is_over_it_gives_back_what_it_has_not_begun(monkeypatch):
    owe()
    owe()
    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", lambda self: time.sleep(0.06))

    assert outbox.send_due(seconds=0.05) == 1

    assert waiting() == [(State.SENT, 1, None), (State.QUEUED, 0, None)]


def test_without_time_it_claims_nothing():
    owe()

    assert outbox.send_due(seconds=0) == 0
    assert waiting() == [(State.QUEUED, 0, None)]


@pytest.mark.parametrize("place", ["forum.outbox.compose", "django.core.mail.EmailMultiAlternatives.send"])
def test_time_limit_of_the_worker_fails_no_mail(monkeypatch, place):
    """What was in flight, and perhaps has arrived, waits for its lease to end; the others go at once."""

    def strike(*args, **kwargs):
        raise SoftTimeLimitExceeded

    owe()
    owe()
    monkeypatch.setattr(place, strike)

    with pytest.raises(SoftTimeLimitExceeded):
        outbox.send_due()

    assert [(state, attempts) for state, attempts, _lease in waiting()] == [(State.SENDING, 1), (State.QUEUED, 0)]


@pytest.mark.parametrize("error", [None, ConnectionRefusedError(), smtplib.SMTPDataError(550, b"no")])
def test_mail_of_somebody_erased_meanwhile_does_not_hold_up_the_others(monkeypatch, error):
    owe()
    owe(to="jonas@ort.example")

    def send(self):
        OutgoingMail.objects.filter(recipient="maria@ort.example").delete()
        if error and self.to == ["maria@ort.example"]:
            raise error

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", send)

    outbox.send_due()

    assert list(OutgoingMail.objects.values_list("recipient", "state")) == [("jonas@ort.example", State.SENT)]


def test_one_broken_mail_does_not_stop_the_next(caplog):
    outbox.owe("test/no_such_template", to="a@ort.example")
    owe()

    assert outbox.send_due() == 1
    assert "could not be composed" in caplog.text
    caplog.clear()


def test_claim_of_a_dead_worker_is_freed_with_the_same_message_id():
    owe()
    (claimed,) = outbox.claim()
    OutgoingMail.objects.update(leased_until=timezone.now() - timedelta(seconds=1))

    outbox.send_due()

    assert OutgoingMail.objects.get().state == State.SENT
    assert django_mail.outbox[0].extra_headers["Message-ID"] == claimed.message_id


def test_living_claim_is_left_alone():
    owe()
    outbox.claim()

    assert outbox.send_due() == 0


def test_nudge_is_silent_when_redis_is_gone(monkeypatch):
    def gone(*args, **kwargs):
        raise ConnectionError

    outbox.heard()
    monkeypatch.setattr(outbox.app, "send_task", gone)

    outbox.nudge()


def test_reply_to_and_parts_are_added():
    outbox.with_parts("test/greeting")(lambda facts: [outbox.Part("BEGIN:VCALENDAR", "text/calendar", "termin.ics")])
    try:
        owe(facts={"name": "Maria", "reply_to": "frage@ort.example"})
        outbox.send_due()
    finally:
        outbox._parts.pop("test/greeting")

    (message,) = django_mail.outbox
    assert message.reply_to == ["frage@ort.example"]
    assert message.attachments[0].filename == "termin.ics"


def test_trial_system_writes_only_to_whom_it_names(settings):
    settings.MAIL_ONLY_TO = ["ort.example"]
    owe()
    owe(to="somebody@elsewhere.example")

    assert outbox.send_due() == 1
    assert list(OutgoingMail.objects.values_list("state", flat=True).order_by("pk")) == [State.SENT, State.SKIPPED]


@pytest.fixture
def really_written(settings, tmp_path):
    """Writes each mail out as a mail server gets it: the memory that tests use otherwise never looks at headers."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mails"
    return lambda: b"".join(file.read_bytes() for file in sorted(settings.EMAIL_FILE_PATH.glob("*")))


def test_address_that_no_header_can_carry_does_not_hold_up_the_mails_behind_it(client, really_written, caplog):
    """Allowed by RFC 5321 and by Django's form; anybody can type it."""
    client.post("/newsletter/anmelden/", {"email": '"\x0cBcc:"@ort.example', "frequency": "jede"})
    owe()
    assert OutgoingMail.objects.count() == 2

    assert outbox.send_due() == 1

    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {State.FAILED, State.SENT}
    caplog.clear()


def test_address_to_answer_to_brings_no_lines_of_its_own(really_written, caplog):
    owe(facts={"name": "Maria", "reply_to": '"\x0c\x0cSie haben gewonnen"@ort.example'})

    outbox.send_due()

    assert b"gewonnen" not in really_written()
    caplog.clear()


def test_mail_that_cannot_be_written_out_does_not_hold_up_the_others(monkeypatch, caplog):
    refuse_with(monkeypatch, ValueError())
    owe()
    owe()

    assert outbox.send_due() == 0

    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {State.FAILED}
    assert "could not be written out" in caplog.text
    caplog.clear()
