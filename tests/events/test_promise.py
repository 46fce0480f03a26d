"""What editors can break about a promise, and cannot: its name, its numbers, its page, a draft."""

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from events.models import Event, EventPage, Registration
from events.refusals import NoRegistration
from events.registration import change, enter_received
from forum.models import OutgoingMail
from members.permissions import EDITORS
from tests.factories import events as make
from tests.factories import ground, members

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def here():
    Site.objects.update(hostname="testserver")


@pytest.fixture
def editor():
    client = Client()
    client.force_login(members.in_group(EDITORS))
    return client


def test_an_editor_who_publishes_a_text_brings_no_old_name_back(client):
    event = make.event(title="Alter Name")
    event.page.save_revision()
    change(event, title="Neuer Name")

    page = EventPage.objects.get(pk=event.page_id).get_latest_revision_as_object()
    page.lead = "Neuer Text."
    page.save_revision().publish()

    shown = client.get(event.get_absolute_url()).content.decode()
    assert "Neuer Text." in shown
    assert "Alter Name" not in shown
    assert EventPage.objects.get(pk=event.page_id).draft_title == "Neuer Name"


def test_nothing_is_entered_into_a_draft(editor):
    event = make.event(live=False, status=Event.Status.DRAFT)
    by = ground.user()

    with pytest.raises(NoRegistration):
        enter_received(event, make.person(), by=by, source="email", received_at=timezone.now(), reason="Mail")

    assert not Registration.objects.exists()
    assert not OutgoingMail.objects.exists()
    page = f"{event.get_absolute_url()}teilnehmende/"
    assert "Eintragen (E-Mail, Telefon)" not in editor.get(page).content.decode()
    change(event, status=Event.Status.ANNOUNCED)
    assert "Eintragen (E-Mail, Telefon)" in editor.get(page).content.decode()
