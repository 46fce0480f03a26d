"""One event in two houses: page, agenda, mails and calendar say where what takes place."""

import pytest
from django.core import mail
from django.test import Client
from icalendar import Calendar
from wagtail.models import Site

from events import registration
from events.models import Room, Venue
from events.programme_forms import SessionForm
from forum import outbox
from members.permissions import EDITORS
from tests.factories import events as make
from tests.factories import ground, members

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def here():
    Site.objects.update(hostname="testserver")


@pytest.fixture
def hall():
    return Venue.objects.create(name="Stadthalle", city="Musterstadt", street="Markt 1")


@pytest.fixture
def park():
    return Venue.objects.create(name="Wissenschaftspark", city="Rurtal", access="Aufzug am Nordeingang.")


def test_page_and_agenda_name_the_house_of_each_session(client, hall, park):
    event = make.event(venue=hall, further_venue=park)
    make.session(event, title="Plenum", room=Room.objects.create(venue=hall, name="Saal 1"), takes_registrations=False)
    labs = Room.objects.create(venue=park, name="Labor 2")
    make.session(event, title="Labor", room=labs, starts_at=event.starts_at.replace(minute=30))

    page = client.get(event.get_absolute_url())
    text = page.content.decode()

    assert event.where == "Stadthalle, Musterstadt; Wissenschaftspark, Rurtal"
    assert [row["who"] for row in page.context["agenda"]] == [
        "Saal 1, Stadthalle, Musterstadt",
        "Labor 2, Wissenschaftspark, Rurtal",
    ]
    assert "Aufzug am Nordeingang." in text
    assert "Stadthalle, Markt 1, Musterstadt" in text


def test_one_house_needs_no_repetition(client, hall):
    event = make.event(venue=hall)
    make.session(event, room=Room.objects.create(venue=hall, name="Saal 1"))

    assert [row["who"] for row in client.get(event.get_absolute_url()).context["agenda"]] == ["Saal 1"]


def test_the_calendar_and_the_people_learn_of_the_second_house(client, hall, park):
    event = make.event(venue=hall)
    make.registered(event, by=ground.user())
    outbox.send_due()
    mail.outbox.clear()

    changed = registration.change(event, further_venue=park)
    outbox.send_due()

    [entry] = Calendar.from_ical(client.get(f"{event.get_absolute_url()}termin.ics").content).walk("VEVENT")
    assert str(entry["location"]) == "Stadthalle, Musterstadt; Wissenschaftspark, Rurtal"
    assert int(entry["sequence"]) == 1 == changed.sequence
    assert "Neuer Ort: Stadthalle, Musterstadt; Wissenschaftspark, Rurtal" in mail.outbox[0].body


def test_organisers_choose_rooms_of_both_houses(hall, park):
    event = make.event(venue=hall, further_venue=park)
    rooms = [Room.objects.create(venue=venue, name="Saal 1") for venue in (hall, park)]
    elsewhere = Room.objects.create(venue=Venue.objects.create(name="Fremd", city="Ort"), name="Saal 1")

    offered = dict(SessionForm(event=event).fields["room"].choices)

    assert {label for value, label in offered.items() if value} == {
        "Saal 1, Stadthalle, Musterstadt",
        "Saal 1, Wissenschaftspark, Rurtal",
    }
    assert elsewhere not in SessionForm(event=event).fields["room"].queryset
    assert set(SessionForm(event=event).fields["room"].queryset) == set(rooms)


def test_the_second_house_is_another_one(hall):
    event = make.event(venue=hall)
    editor = Client()
    editor.force_login(members.in_group(EDITORS))
    path = f"{event.get_absolute_url()}angaben/"
    form = editor.get(path).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}

    answer = editor.post(path, {**data, "further_venue": hall.pk})

    assert "further_venue" in answer.context["form"].errors
