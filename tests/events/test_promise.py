"""What editors can break about a promise, and cannot: its name, its numbers, its page, a draft."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events import interest
from events.models import CalendarPage, Event, EventPage, Registration
from events.refusals import NoRegistration
from events.registration import change, enter_received, open_due, remind_due
from forum.models import OutgoingMail
from tests.events.test_organising import promise
from tests.factories import events as make
from tests.factories import ground

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


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


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("capacity", "3000000000", "Höchstens 100000."),
        ("onsite_capacity", "3000000000", "Höchstens 100000."),
        ("online_capacity", "3000000000", "Höchstens 100000."),
        ("max_per_organisation", "3000000000", "Höchstens 100000."),
        ("edition", "40000", "Höchstens 999."),
        ("offer_hours", "40000", "Höchstens 48."),
        ("edition", "0", "Mindestens 1."),
        ("capacity", "-1", "Mindestens 1."),
    ],
)
def test_a_number_nobody_can_mean_is_said_at_the_field_and_the_form_is_kept(editor, name, typed, words):
    event = make.event()
    wrong = promise(format="hybrid", **{name: typed})

    for path in ("/veranstaltungen/verwaltung/neu/", f"{event.get_absolute_url()}angaben/"):
        answer = editor.post(path, wrong)

        form = answer.context["form"] if "form" in answer.context else answer.context["forms"]["angaben"]
        assert form.errors == {name: [words]}
        assert "Werkstatt Wärmeplanung" in answer.content.decode()


def test_nothing_is_entered_into_a_draft(editor):
    event = make.event(live=False, status=Event.Status.DRAFT)
    by = ground.user()

    with pytest.raises(NoRegistration):
        enter_received(event, make.person(), by=by, source="email", received_at=timezone.now(), reason="Mail")

    assert not Registration.objects.exists()
    assert not OutgoingMail.objects.exists()
    page = f"{event.get_absolute_url()}teilnehmende/"
    assert f"{page}eintragen/" not in editor.get(page).content.decode()
    change(event, status=Event.Status.ANNOUNCED)
    assert f"{page}eintragen/" in editor.get(page).content.decode()


def test_the_page_of_registered_people_stays_public(editor):
    event, empty = make.event(), make.event()
    make.registered(event, by=ground.user())
    calendar = CalendarPage.objects.get()

    for page in (event.page, calendar):
        answer = editor.post(
            f"/redaktion/pages/{page.pk}/unpublish/", {"include_descendants": "on"}, follow=True
        ).content.decode()
        assert "sagen Sie ihn unter „Termine und Teilnehmende“ ab" in answer
    in_bulk = editor.post(
        f"/redaktion/bulk/wagtailcore/page/unpublish/?id={empty.page_id}&id={event.page_id}", follow=True
    )
    assert "sagen Sie ihn unter" in in_bulk.content.decode()
    assert EventPage.objects.live().count() == 2

    editor.post(f"/redaktion/pages/{empty.page_id}/unpublish/")
    assert EventPage.objects.live().get() == event.page


# --- What comes due once more -----------------------------------------------------------------------------------------


def test_a_date_that_is_moved_is_reminded_of_again():
    event = make.event()
    make.registered(event, by=ground.user())
    first = event.starts_at - timedelta(hours=47)
    assert remind_due(first) == 1
    event = change(event, starts_at=event.starts_at + timedelta(hours=1), now=first)
    assert remind_due(first + timedelta(minutes=1)) == 0  # they have just read the new hour

    later = timedelta(days=30)
    event = change(event, starts_at=event.starts_at + later, ends_at=event.ends_at + later, now=first)

    assert remind_due(event.starts_at - timedelta(hours=47)) == 1
    assert OutgoingMail.objects.filter(name="events/reminder").count() == 2


def test_a_registration_that_opens_later_is_told_again():
    event = make.event(registration_opens_at=timezone.now() + timedelta(days=1))
    interest.note(event, email="a@ort.example", user=ground.user())
    assert open_due(event.registration_opens_at) == 1
    at = event.registration_opens_at + timedelta(hours=1)

    event = change(event, registration_opens_at=at + timedelta(days=3), now=at)

    assert [open_due(at), open_due(event.registration_opens_at), open_due(event.registration_opens_at)] == [0, 1, 0]
    assert OutgoingMail.objects.filter(name="events/registration_open").count() == 2


def test_a_lost_mail_to_confirm_an_interest_comes_again_once_a_day():
    event = make.event(registration_opens_at=timezone.now() + timedelta(days=9))
    now = timezone.now()
    sent = []
    for at in (now, now, now + timedelta(days=1)):
        interest.note(event, email="a@ort.example", now=at)
        sent.append(OutgoingMail.objects.filter(name="events/interest_confirm").count())

    assert sent == [1, 1, 2]
