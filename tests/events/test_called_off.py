"""Once a date is called off nobody gets a seat any more, and nobody hears of it twice."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from events import emails, retention
from events.models import Event, Registration
from events.refusals import CalledOff, NoRegistration
from events.registration import (
    accept_offer,
    approve,
    cancel,
    change,
    choose_sessions,
    confirm_mail,
    enter_received,
    expire_due,
    promote,
    register,
    substitute,
    take_back,
)
from forum import tokens
from forum.models import OutgoingMail
from tests.factories import events as make
from tests.factories import ground, members

pytestmark = pytest.mark.django_db


def guest(event: Event) -> Registration:
    return register(event, [make.person()])[0]


def call_off(event: Event) -> Event:
    return change(event, status=Event.Status.CANCELLED)


def mails(*, to: Registration) -> list[str]:
    return [name.removeprefix("events/") for name in _mails(to)]


def _mails(to: Registration):
    return OutgoingMail.objects.filter(recipient=to.email).order_by("pk").values_list("name", flat=True)


def test_no_way_leads_to_a_seat():
    someone = ground.user()
    event = make.event(capacity=1, needs_approval=True)
    row = make.registered(event, by=someone)
    session = make.session(event)
    given_back = make.registered(event, by=someone)
    cancel(given_back)
    typed = {"by": someone, "source": "email", "received_at": timezone.now(), "reason": "Mail"}
    call_off(event)

    for act in (
        lambda: confirm_mail(row),
        lambda: accept_offer(row),
        lambda: approve(row, by=someone),
        lambda: promote(row, by=someone),
        lambda: substitute(row, name="Demo-N", email="n@ort.example"),
        lambda: choose_sessions(row, [session.pk]),
        lambda: take_back(given_back),
    ):
        with pytest.raises(CalledOff, match="abgesagt"):
            act()
    with pytest.raises(NoRegistration):
        enter_received(event, make.person(), **typed)
    assert Registration.objects.get(pk=row.pk).status == "received"
    cancel(row)  # always possible
    assert Registration.objects.get(pk=row.pk).status == "cancelled"


def test_a_guest_who_confirms_too_late_reads_that_it_is_called_off(here):
    event = make.event()
    row = guest(event)
    call_off(event)
    path = event.url_of("confirm", tokens.sign("events.confirm", [row.pk, row.secret[:12]]))

    page = Client().post(path.removeprefix("http://testserver"), follow=True).content.decode()

    assert "Diese Veranstaltung ist abgesagt. Plätze werden nicht mehr vergeben." in page
    assert "Sie haben einen Platz" not in page
    assert mails(to=row) == ["please_confirm", "event_cancelled"]


def test_a_guest_who_has_not_confirmed_gets_no_calendar_part():
    event = make.event()
    unsure, sure = guest(event), make.registered(event, by=ground.user())
    call_off(event)

    facts = {mail.recipient: mail.facts for mail in OutgoingMail.objects.filter(name="events/event_cancelled")}

    assert ["calendar" in facts[row.email] for row in (unsure, sure)] == [False, True]


def test_nothing_expires_any_more():
    someone = ground.user()
    event = make.event(capacity=1)
    first, second = make.registered(event, by=someone), make.registered(event, by=someone)
    cancel(first, now=event.starts_at - timedelta(hours=20))
    unsure = guest(event)
    call_off(event)

    assert expire_due(event.starts_at) == 0

    assert "offer_expired" not in mails(to=second)
    assert Registration.objects.get(pk=unsure.pk).status == "pending_mail"


def test_handing_over_leaves_what_is_called_off():
    city = members.organisation()
    user, successor = members.coordinator(city), members.coordinator(city)
    event = make.event()
    row = make.registered(event, by=user, on_behalf_of=city, user=user, email=user.email)
    call_off(event)

    assert retention.hand_over(user, successor, city) == []

    assert Registration.objects.get(pk=row.pk).user == user


def test_a_receipt_offers_no_way_back(here):
    event = make.event()
    row = make.registered(event, by=ground.user())
    cancel(row)
    call_off(event)

    page = Client().get(event.url_of("receipt", emails.receipt_token([row])).removeprefix("http://testserver"))

    assert page.status_code == 200
    assert "Absage zurücknehmen" not in page.content.decode()


@pytest.mark.parametrize(
    ("status", "later"), [("cancelled", []), ("postponed", ["event_changed"])], ids=["called off", "postponed"]
)
def test_later_edits_do_not_tell_again_that_it_is(status, later):
    event = make.event()
    row = make.registered(event, by=ground.user())
    event = change(event, status=status)

    event = change(event, room_note="Saal 3")

    assert mails(to=row) == ["seat_confirmed", f"event_{status}", *later]
    for mail in OutgoingMail.objects.filter(name="events/event_changed"):
        assert "calendar" not in mail.facts  # it left the calendar when it was postponed
    change(event, status="announced")
    assert mails(to=row)[-1] == "event_changed"
    assert "calendar" in OutgoingMail.objects.order_by("pk").last().facts
