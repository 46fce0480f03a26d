"""One event in several houses: page, agenda, mails and calendar say where what takes place."""

import pytest
from django.core import mail
from django.test import Client
from icalendar import Calendar

from events import registration
from events.models import Room, Venue
from events.programme_forms import SessionForm
from forum import outbox
from members.permissions import EDITORS
from tests.factories import events as make
from tests.factories import ground, members

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


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


def test_organisers_choose_rooms_of_the_own_houses_first_and_of_any_other(hall, park):
    works = Venue.objects.create(name="Alte Werft", city="Neuhafen")
    for venue in (works, park, hall):
        Room.objects.create(venue=venue, name="Saal 1")

    def offered(**places) -> list[str]:
        return [label for value, label in SessionForm(event=make.event(**places)).fields["room"].choices if value]

    assert offered(venue=hall, further_venue=park) == [
        "Saal 1, Stadthalle, Musterstadt",
        "Saal 1, Wissenschaftspark, Rurtal",
        "Saal 1, Alte Werft, Neuhafen",
    ]
    assert offered(venue=hall) == ["Saal 1", "Saal 1, Alte Werft, Neuhafen", "Saal 1, Wissenschaftspark, Rurtal"]


def test_the_page_shows_every_house_the_programme_leads_to(client, hall, park, django_assert_max_num_queries):
    works = Venue.objects.create(name="Alte Werft", city="Neuhafen", access="Stufenlos über den Hof.")
    event = make.event(venue=hall, further_venue=park)
    counts = []
    for venue in (hall, park, works):
        make.session(event, room=Room.objects.create(venue=venue, name="Saal 1"), takes_registrations=False)
        client.get(event.get_absolute_url())
        with django_assert_max_num_queries(60) as captured:
            page = client.get(event.get_absolute_url())
        counts.append(len(captured))

    assert [house.name for house in page.context["houses"]] == ["Stadthalle", "Wissenschaftspark", "Alte Werft"]
    assert "Stufenlos über den Hof." in page.content.decode()
    assert len(set(counts)) == 1
    assert event.where == "Stadthalle, Musterstadt; Wissenschaftspark, Rurtal"


def test_the_second_house_is_another_one(hall):
    event = make.event(venue=hall)
    editor = Client()
    editor.force_login(members.in_group(EDITORS))
    path = f"{event.get_absolute_url()}angaben/"
    form = editor.get(path).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}

    answer = editor.post(path, {**data, "further_venue": hall.pk})

    assert "further_venue" in answer.context["form"].errors
