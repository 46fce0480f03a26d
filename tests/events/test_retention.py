"""Forgetting: numbers and chain stay, people go."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from events import journal, programme, retention, speaking
from events.models import Event, Organiser, Registration
from events.registration import change, register
from forum.models import OutgoingMail, PortalDocument
from tests.factories import events as make
from tests.factories import ground, members

pytestmark = pytest.mark.django_db


def test_registrations_are_anonymised_after_six_months_and_needs_after_two_weeks():
    event = make.event()
    row = make.registered(event, by=ground.user(), needs="vegan", organisation_name="Amt")
    end = event.ends_at

    retention.retain(end + timedelta(days=15))
    row.refresh_from_db()
    assert (row.needs, row.anonymised_at) == ("", None)

    counts = retention.retain(end + timedelta(days=200))
    row.refresh_from_db()
    assert counts["registrations"] == 1
    assert (row.name, row.email, row.secret, row.organisation_name) == (
        "anonymisiert",
        f"anonym-{row.pk}@anonym.invalid",
        "",
        "",
    )
    assert (row.receipt_no, row.status) == (1, "confirmed")
    assert list(journal.verify(Event.objects.get(pk=event.pk))) == []
    assert retention.retain(end + timedelta(days=200))["registrations"] == 0


def test_erasing_gives_the_seat_to_the_next_and_leaves_no_trace():
    event = make.event(capacity=1)
    user = ground.user(first_name="Kanari", last_name="Vogel", email="kanari@ort.example")
    person = make.person(name="Kanari Vogel", email=user.email, user=user)
    register(event, [person], by=user)
    waiting = make.registered(event, by=ground.user())
    assert retention.export(user)["Anmeldungen"][0]["Nummer"] == 1

    sentences = retention.erase(user)

    waiting.refresh_from_db()
    assert waiting.status == "confirmed"
    assert len(sentences) == 2
    rows = str(list(Registration.objects.values())) + str(list(OutgoingMail.objects.filter(state="queued").values()))
    assert "anari" not in rows
    assert list(journal.verify(Event.objects.get(pk=event.pk))) == []
    assert retention.export(user)["Anmeldungen"] == []


def test_the_export_asks_as_often_for_three_registrations_as_for_one(django_assert_max_num_queries):
    user = ground.user()
    counts = []
    for number in range(1, 4):
        event = make.event()
        session = make.session(event, title=f"Werkstatt {number}")
        make.registered(event, by=user, user=user, email=user.email, sessions=(session.pk,))
        with django_assert_max_num_queries(10) as captured:
            told = retention.export(user)["Anmeldungen"]
        counts.append(len(captured))
        assert [row["Programmpunkte"] for row in told] == [[f"Werkstatt {n}"] for n in range(1, number + 1)]

    assert counts[0] == counts[2]


def test_merging_moves_registrations_and_hosts():
    source, target = members.organisation(), members.organisation()
    event = make.event(hosts=[(Organiser.Role.HOST, source)])
    row = make.registered(event, by=members.coordinator(source), on_behalf_of=source)

    retention.merge(source, target)

    row.refresh_from_db()
    assert row.organisation == target
    assert event.organisers.get().organisation == target


def test_unconfirmed_interest_goes_after_a_week():
    from events.interest import note

    note(make.event(), email="a@ort.example", now=timezone.now() - timedelta(days=8))

    assert retention.retain(timezone.now())["interests"] == 1


def test_who_spoke_as_a_guest_is_known_after_getting_an_account():
    speaker = speaking.invite(make.session(make.event()), name="Demo-Gast", email="Gast@ort.example")
    person = ground.user(email="gast@ort.example")

    assert retention.export(person)["Programmpunkte als Referent*in"] == [speaker.session.title]
    retention.erase(person)

    speaker.refresh_from_db()
    assert (speaker.name, speaker.email) == ("Referent*in", "")


def test_slides_go_with_whoever_is_forgotten_or_taken_out_of_the_programme(
    settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    session = make.session(make.event())
    person = ground.user(email="a@ort.example")
    speakers = [
        speaking.invite(session, name=f"Demo-{letter}", email=f"{letter}@ort.example".lower()) for letter in "ABC"
    ]
    for speaker in speakers:
        speaking.take_slides(speaker, ContentFile(b"%PDF-", name=f"{speaker.name}.pdf"))
    left = []

    for act in (
        lambda: retention.erase(person),
        lambda: speaking.remove(speakers[1]),
        lambda: programme.remove_session(session),
    ):
        with django_capture_on_commit_callbacks(execute=True):
            act()
        left.append((PortalDocument.objects.count(), sum(path.is_file() for path in tmp_path.rglob("*"))))

    assert left == [(2, 2), (1, 1), (0, 0)]


@pytest.mark.parametrize("status", ["announced", "postponed"])
def test_registrations_for_a_date_that_never_got_a_day_go_as_well(status):
    event = make.event()
    row = make.registered(event, by=ground.user())
    change(event, precision="open", starts_at=None, ends_at=None, status=status)
    changed = Event.objects.get(pk=event.pk).changed_at

    counts = [retention.retain(changed + timedelta(days=days))["registrations"] for days in (100, 200)]

    assert counts == [0, 1]
    assert Registration.objects.get(pk=row.pk).anonymised_at is not None
