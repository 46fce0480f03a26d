"""Mail to a contact point that comes back, at once or by a report: the coordinators hear of it and get the question."""

import smtplib
from unittest.mock import MagicMock, Mock

import pytest
from django.core import mail as outbound
from django.core.mail.backends.locmem import EmailBackend

from forum import outbox
from forum.models import OutgoingMail, PortalSettings
from library import asking
from newsletter import bounces
from tests.factories import library, members
from tests.reports import undelivered

pytestmark = pytest.mark.django_db

MAILBOX = library.COMPLETE["contact_mailbox"]


@pytest.fixture(scope="module")
def page(module_db):
    return library.published()


def ask(page):
    asking.ask(page, name="Ada", reply_to="ada@demo.example", text="Was kostet es?", key="k1")
    return OutgoingMail.objects.get(name="library/question")


def report(mail, *, action="failed", status="5.1.1", message_id=""):
    return undelivered(
        mail.recipient, message_id or mail.message_id, action=action, status=status, returned="message/rfc822"
    )


def told():
    return sorted(OutgoingMail.objects.filter(name="library/contact_returned").values_list("recipient", flat=True))


def questions():
    return sorted(OutgoingMail.objects.filter(name="library/question").values_list("recipient", flat=True))


def refuse(monkeypatch, error):
    def send_messages(self, messages):
        if messages[0].to == [MAILBOX]:
            raise error
        return original(self, messages)

    original = EmailBackend.send_messages
    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)


@pytest.mark.parametrize(
    "error",
    [smtplib.SMTPRecipientsRefused({MAILBOX: (550, b"unknown")}), smtplib.SMTPDataError(554, b"no such mailbox")],
    ids=["recipient", "data"],
)
def test_refused_at_sending_the_coordinators_get_word_and_the_question(page, monkeypatch, error):
    coordinator = members.coordinator(page.origin)
    ask(page)
    refuse(monkeypatch, error)

    outbox.send_due()

    assert told() == [coordinator.email]
    assert questions() == sorted([MAILBOX, coordinator.email])
    outbox.send_due()
    sent = {message.subject: message for message in outbound.outbox if message.to == [coordinator.email]}
    assert "Was kostet es?" in next(m.body for s, m in sent.items() if "Frage" in s)
    notice = next(message for subject, message in sent.items() if "kommt zurück" in subject)
    assert f"/bibliothek/{page.slug}/aendern/" in notice.body


def test_busy_mailbox_is_tried_again_and_nobody_is_alarmed(page, monkeypatch):
    members.coordinator(page.origin)
    ask(page)
    refuse(monkeypatch, smtplib.SMTPRecipientsRefused({MAILBOX: (450, b"greylisted")}))

    outbox.send_due()

    assert told() == []


def test_report_that_comes_later_reaches_the_coordinators_once(page):
    coordinator = members.coordinator(page.origin)
    mail = ask(page)
    outbox.send_due()

    counts = [bounces.take(report(mail)), bounces.take(report(mail))]

    assert counts == [1, 0]
    assert told() == [coordinator.email]
    mail.refresh_from_db()
    assert mail.state == OutgoingMail.State.FAILED


def test_report_in_an_imap_mailbox_reaches_the_coordinators(page, settings, monkeypatch):
    coordinator = members.coordinator(page.origin)
    mail = ask(page)
    outbox.send_due()
    server = MagicMock()
    answers = {"SEARCH": [b"1"], "FETCH": [(b"1", report(mail).as_bytes())], "STORE": [None]}
    server.uid.side_effect = lambda command, *_rest: ("OK", answers[command])
    settings.NEWSLETTER_BOUNCE_IMAP = "imaps://post:geheim@imap.example"
    server.__enter__.return_value = server
    monkeypatch.setattr("imaplib.IMAP4_SSL", Mock(return_value=server))

    assert bounces.collect() == 1

    assert told() == [coordinator.email]
    server.uid.assert_called_with("STORE", "1", "+FLAGS", r"(\Seen)")


@pytest.mark.parametrize(
    "said",
    [{"action": "delayed", "status": "4.4.1"}, {"status": "5.2.2"}, {"message_id": "<erfunden@forum.example>"}],
    ids=["delayed", "full", "foreign"],
)
def test_other_reports_alarm_nobody(page, said):
    members.coordinator(page.origin)
    mail = ask(page)
    outbox.send_due()

    assert bounces.take(report(mail, **said)) == 0
    assert told() == []


def test_without_coordinators_the_office_hears_of_it(page):
    mail = ask(page)
    outbox.send_due()

    bounces.take(report(mail))

    assert told() == [PortalSettings.current().contact_email]


def test_reports_go_to_the_bounce_mailbox_and_people_see_the_forum(page, settings):
    settings.NEWSLETTER_BOUNCE_MAILBOX = "zurueck@forum.example"
    ask(page)

    outbox.send_due()

    message = next(message for message in outbound.outbox if message.to == [MAILBOX])
    assert message.from_email == "zurueck@forum.example"
    assert message.message()["From"] == PortalSettings.current().from_email
