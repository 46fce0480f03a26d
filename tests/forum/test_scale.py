"""`seed_demo --scale`: what COPY wrote has the shape of what the acts write, and the acts go on with it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events import journal
from events.models import Event, Registration
from events.registration import Person, cancel, register
from forum.demo import many_people
from forum.demo import newsletter as demo_newsletter
from forum.models import User
from members.models import Membership
from newsletter import subscription
from newsletter.models import ConsentEvent, Subscriber

pytestmark = pytest.mark.django_db


def shape(model, **row) -> dict[str, bool]:
    """Each column, and whether something stands in it."""
    values = model.objects.filter(**row).order_by("-pk").values()[0]
    return {name: value not in (None, "", {}) for name, value in values.items()}


def test_multiplied_people_and_registrations_are_like_those_the_acts_write(demo, client):
    many_people.multiply(6)
    many_people.multiply(10)
    many_people.multiply(10)
    event = Event.objects.get(slug=many_people.CONFERENCE)

    assert User.objects.filter(email__startswith="demo-person").count() == 10
    assert list(event.registrations.order_by("receipt_no").values_list("receipt_no", flat=True)) == list(range(1, 11))
    assert event.registrations.filter(status="confirmed").count() == event.capacity == 3
    assert list(journal.verify(event)) == []

    person = User.objects.filter(email__startswith="demo-person").last()
    assert client.login(email=person.email, password="smart-city-demo")
    client.force_login(person)
    assert client.get("/mein-bereich/").status_code == 200
    boss = User.objects.get(email="koordination@musterstadt.example")
    town = boss.memberships.get().organisation
    (late,) = register(event, [Person(name=str(boss), email=boss.email, user=boss)], by=boss, on_behalf_of=town)
    late.refresh_from_db()
    assert (late.receipt_no, late.status) == (11, "waitlisted")
    copied = event.registrations.get(receipt_no=10)
    assert shape(Registration, pk=copied.pk) == shape(Registration, pk=late.pk)
    assert shape(Membership, user=person) == shape(Membership, user__email="mitarbeit@musterstadt.example")

    cancel(event.registrations.get(receipt_no=1), by=None)
    assert event.registrations.get(receipt_no=4).status == "confirmed"
    assert list(journal.verify(Event.objects.get(pk=event.pk))) == []

    client.force_login(User.objects.get(email="admin@forum.example"))
    with CaptureQueriesContext(connection) as few:
        assert client.get(f"/veranstaltungen/{event.slug}/teilnehmende/").status_code == 200
    many_people.multiply(40)
    with CaptureQueriesContext(connection) as many:
        client.get(f"/veranstaltungen/{event.slug}/teilnehmende/")
    assert len(many) == len(few)


def test_multiplied_readers_are_like_those_entered_with_proof(demo):
    from django.utils import timezone

    demo_newsletter.multiply(2)
    demo_newsletter.multiply(2)
    subscription.enter_with_proof("demo-einzeln@ort.example", name="Demo", proof="Karte", given_at=timezone.now())

    copied, entered = Subscriber.objects.get(name="Demo-Leser 10"), Subscriber.objects.get(name="Demo")
    assert Subscriber.objects.filter(name__startswith="Demo-Leser ").count() == 10
    assert shape(Subscriber, pk=copied.pk) == shape(Subscriber, pk=entered.pk)
    assert shape(ConsentEvent, subject=copied.subject) == shape(ConsentEvent, subject=entered.subject)
