"""What comes back: believed only with a signature of ours, and only what it says."""

from unittest.mock import Mock

import pytest
from django.db import OperationalError

from forum.models import OutgoingMail
from newsletter import bounces, links, sending
from newsletter.letter import message_id
from newsletter.models import Delivery, Subscriber, Suppression
from tests.factories import members as people
from tests.factories import newsletter as make
from tests.reports import raw, undelivered

pytestmark = pytest.mark.django_db

ARF = """\
From: feedback@provider.example
To: forum@forum.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

Spam.
--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Provider/1.0
Version: 1

--b
Content-Type: message/rfc822

Message-ID: {message_id}
Subject: Ausgabe

Hallo
--b--
"""


@pytest.fixture
def row():
    make.subscriber(email="maria@ort.example")
    dispatch = make.sending()
    sending.fill(dispatch)
    Delivery.objects.update(state="sent")
    return Delivery.objects.select_related("subscriber", "dispatch").get()


def dsn(row, *, action="failed", status="5.1.1", id_=None, to="forum@forum.example"):
    id_ = message_id(row.dispatch.issue_id, row.subscriber_id) if id_ is None else id_
    return undelivered("maria@ort.example", id_, to=to, action=action, status=status)


def test_hard_bounce_suppresses(row):
    (report,) = bounces.read(dsn(row))
    bounces.note(report)
    bounces.note(report)

    row.refresh_from_db()
    assert row.bounced_at is not None
    assert row.state == "sent"
    assert Subscriber.objects.get().state == "suppressed"
    assert Suppression.objects.get().reason == "bounce"


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("failed", "5.2.2"), ("failed", "4.7.0")])
def test_soft_bounce_is_counted_and_suppresses_after_five(row, action, status):
    (report,) = bounces.read(dsn(row, action=action, status=status))

    for count in range(1, 6):
        Delivery.objects.update(bounced_at=None)
        assert Subscriber.objects.get().state == "confirmed"
        bounces.note(report)
        assert Subscriber.objects.get().soft_bounces == count

    assert Subscriber.objects.get().state == "suppressed"


def test_complaint_suppresses_for_good(row):
    text = ARF.format(message_id=message_id(row.dispatch.issue_id, row.subscriber_id))
    (report,) = bounces.read(bounces.parse(text.encode()))
    bounces.note(report)

    row.refresh_from_db()
    assert row.complained_at is not None
    assert Suppression.objects.get().reason == "complaint"


@pytest.mark.parametrize("id_", ["", "<1.1.abcdef.erfunden@forum>", "<x@y>", "<1.2.3@z>"])
def test_report_without_our_signature_is_not_believed(row, id_):
    assert bounces.read(dsn(row, id_=id_)) == []


def test_report_by_signed_envelope_address(row, settings):
    token = links.sign("bounce", row.dispatch.issue_id, row.subscriber_id).replace(":", ".")

    (report,) = bounces.read(dsn(row, id_="", to=f"bounce+{token}@forum.example"))

    assert (report.subscriber, report.kind) == (row.subscriber_id, "hard")


@pytest.mark.parametrize(
    "text", ["", "Subject: Abwesend\n\nBin weg.", "Content-Type: multipart/report\n\n", "\x00\xff"]
)
def test_other_mail_is_left_alone(text):
    assert bounces.read(bounces.parse(text.encode("latin-1"))) == []


def test_mailbox_is_read_once(row, settings, tmp_path):
    settings.NEWSLETTER_BOUNCE_MAILDIR = str(tmp_path)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1").write_bytes(dsn(row).as_bytes())
    (tmp_path / "new" / "2").write_bytes(b"Subject: Urlaub\r\n\r\nBin weg.")

    assert bounces.collect() == 1
    assert bounces.collect() == 0
    assert len(list((tmp_path / "cur").iterdir())) == 2


@pytest.mark.parametrize("id_", ["<", "<a@[>", "<a\0b@forum.example>"])
def test_mail_that_nobody_can_read_does_not_stop_the_reports_behind_it(row, settings, tmp_path, id_):
    settings.NEWSLETTER_BOUNCE_MAILDIR = str(tmp_path)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1").write_bytes(raw("maria@ort.example", id_, returned="message/rfc822"))
    (tmp_path / "new" / "2").write_bytes(dsn(row).as_bytes())

    assert bounces.collect() == 1
    assert len(list((tmp_path / "cur").iterdir())) == 2


def test_report_that_meets_passing_trouble_is_read_again(row, settings, tmp_path, monkeypatch):
    settings.NEWSLETTER_BOUNCE_MAILDIR = str(tmp_path)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1").write_bytes(dsn(row).as_bytes())
    with monkeypatch.context() as broken:
        broken.setattr(bounces, "note", Mock(side_effect=OperationalError))
        with pytest.raises(OperationalError):
            bounces.collect()

    assert bounces.collect() == 1


def test_talkative_status_is_cut(row):
    assert bounces.take(dsn(row, status=f"5.1.1 ({'x' * 200})")) == 1

    row.refresh_from_db()
    assert row.reason.startswith("zurückgekommen (5.1.1 (xx")
    assert Subscriber.objects.get().state == "suppressed"


def test_coordinators_hear_when_a_contact_point_bounces(row):
    city = people.organisation(contact_email="maria@ort.example")
    coordinator = people.coordinator(city)

    bounces.note(bounces.read(dsn(row))[0])

    mail = OutgoingMail.objects.get(name="newsletter/contact_point_bounced")
    assert mail.recipient == coordinator.email


def told_by_provider(event_type, **fields):
    from types import SimpleNamespace

    defaults = {"message_id": "", "recipient": "", "mta_response": ""}
    bounces.heard_by_webhook(None, SimpleNamespace(event_type=event_type, **{**defaults, **fields}), "test")


def test_webhook_of_a_provider(row):
    told_by_provider("complained", message_id=message_id(row.dispatch.issue_id, row.subscriber_id))

    assert Subscriber.objects.get().state == "suppressed"


def test_webhook_of_a_provider_with_numbers_of_its_own(row):
    told_by_provider("bounced", message_id="0100018e", recipient=row.subscriber.email.upper())

    row.refresh_from_db()
    assert row.bounced_at is not None
    assert Subscriber.objects.get().state == "suppressed"


def test_webhook_about_a_stranger_changes_nothing(row):
    told_by_provider("bounced", recipient="fremde@ort.example")
    told_by_provider("opened", recipient=row.subscriber.email)

    assert Subscriber.objects.get().state == "confirmed"


def test_webhook_has_no_door_without_its_secret(client):
    assert client.post("/newsletter/rueckmeldung/mailgun/tracking/", {}).status_code == 404


def test_webhook_door_asks_for_its_secret(client, settings, row, caplog):
    import importlib
    import json
    from base64 import b64encode

    from django.urls import clear_url_caches

    from newsletter import urls

    settings.ANYMAIL = {"WEBHOOK_SECRET": "anbieter:geheim"}
    event = [{"RecordType": "SpamComplaint", "MessageID": "1", "Email": row.subscriber.email, "ID": 7}]
    try:
        importlib.reload(urls)
        clear_url_caches()
        importlib.reload(importlib.import_module(settings.ROOT_URLCONF))
        path = "/newsletter/rueckmeldung/postmark/tracking/"
        assert client.post(path, json.dumps(event[0]), content_type="application/json").status_code == 400
        assert Subscriber.objects.get().state == "confirmed"
        caplog.clear()  # the refusal is logged, as it should be
        key = "Basic " + b64encode(b"anbieter:geheim").decode()
        response = client.post(path, json.dumps(event[0]), content_type="application/json", HTTP_AUTHORIZATION=key)
        assert response.status_code == 200
        assert Subscriber.objects.get().state == "suppressed"
    finally:
        settings.ANYMAIL = {}
        importlib.reload(urls)
        importlib.reload(importlib.import_module(settings.ROOT_URLCONF))
        clear_url_caches()


def test_final_refusal_after_a_delay_still_suppresses(row):
    (delayed,) = bounces.read(dsn(row, action="delayed", status="4.4.1"))
    (failed,) = bounces.read(dsn(row))

    bounces.note(delayed)
    assert Subscriber.objects.get().state == "confirmed"
    bounces.note(failed)
    bounces.note(failed)

    assert Subscriber.objects.get().state == "suppressed"
