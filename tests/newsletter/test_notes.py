"""The words that differ between organisations: fit of a practice, seats left of the quota."""

import pytest

from events.models import Registration
from newsletter import probe, sending
from newsletter.letter import Recipient
from newsletter.notes import Notes
from tests.factories import events, library
from tests.factories import members as people
from tests.factories import newsletter as make
from tests.newsletter.test_mail import parts

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    return people.coordinator(people.organisation(name="Neuhafen & Umland"))


@pytest.fixture
def event(coordinator):
    limited = events.event(capacity=60, max_per_organisation=4)
    events.registered(limited, by=coordinator, on_behalf_of=coordinator.memberships.get().organisation)
    return limited


@pytest.fixture
def page(event):
    return make.issue(
        make.block("practice", {"page": library.short_entry().pk, "why": "", "interest": True}),
        make.block("event", {"page": event.page_id, "why": "", "rsvp": True}),
    )


def test_reader_of_an_organisation_sees_fit_and_seats_left(page, coordinator):
    make.subscriber(email=coordinator.email)

    mail = probe.mail(page, coordinator.email)

    assert Registration.objects.count() == 1
    assert "Neuhafen & Umland hat noch 3 von 4." in mail.text
    assert "Neuhafen &amp; Umland hat noch 3 von 4." in mail.html
    assert "Passung für Neuhafen & Umland" in mail.text


def test_reader_without_organisation_sees_neither(page):
    reader = make.subscriber()

    mail = probe.mail(page, reader.email)

    for part in (mail.text, mail.html):
        assert "Passung" not in part
        assert "hat noch" not in part
        assert "slot:" not in part


def test_sent_mail_holds_them(page, coordinator, monkeypatch):
    reader, stranger = make.subscriber(email=coordinator.email), make.subscriber()
    dispatch = make.sending(page)
    sending.fill(dispatch)
    letter = sending.letters(dispatch)[False]

    recipients = {who.subscriber: who for who in sending.claim(dispatch, notes=Notes(letter.notes)).recipients}

    assert "hat noch 3 von 4" in parts(letter.for_recipient(recipients[reader.pk]))[0]
    assert "hat noch" not in parts(letter.for_recipient(recipients[stranger.pk]))[0]


def test_one_organisation_is_worked_out_once(page, coordinator, django_assert_num_queries):
    city = coordinator.memberships.get().organisation
    colleagues = [people.member(city).email for _n in range(5)]
    notes = Notes(sending.letters(make.approved(page))[False].notes)
    notes.of([coordinator.email])

    with django_assert_num_queries(1):
        found = notes.of(colleagues)

    assert set(found) == set(colleagues)


def test_public_version_has_no_slots(page, client):
    page.get_latest_revision().publish()

    shown = client.get(f"/newsletter/{page.slug}/").content.decode()

    assert "slot:" not in shown
    assert "hat noch" not in shown


def test_plain_recipient_needs_no_notes():
    assert Recipient(1, 1, "a@ort.example", "", None).notes == {}
