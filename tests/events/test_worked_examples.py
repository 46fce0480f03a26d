"""The worked examples of docs/concepts.md on registration, one test each."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from events.models import Event, JournalEntry, Registration
from events.refusals import ReceiptTimeImpossible, WindowClosed
from events.registration import cancel, change, enter_received, register, release_due
from events.seen import end_of_day
from forum.models import OutgoingMail
from tests.factories import events as make
from tests.factories import ground, members

pytestmark = pytest.mark.django_db

Status = Registration.Status
BERLIN = ZoneInfo("Europe/Berlin")
T0 = make.at("2029-11-12 10:00:00")


@pytest.fixture
def someone():
    return ground.user()


def event(**fields) -> Event:
    defaults = {
        "starts_at": datetime(2029, 12, 5, 10, tzinfo=BERLIN),
        "ends_at": datetime(2029, 12, 5, 13, tzinfo=BERLIN),
        "registration_opens_at": datetime(2029, 11, 1, tzinfo=BERLIN),
        "deadline": end_of_day(date(2029, 11, 23)),
    }
    return make.event(**{**defaults, **fields})


def states(event_: Event) -> list[tuple[str, str]]:
    return list(Registration.objects.filter(event=event_).in_order().values_list("name", "status"))


def mails(event_: Event) -> list[tuple[str, str]]:
    return list(OutgoingMail.objects.order_by("pk").values_list("name", "recipient"))


def test_1_the_fourth_of_three_seats_waits_and_moves_up(someone):
    date_ = event(capacity=3)
    for tenth, name in enumerate("ABCD", start=1):
        at = T0 + timedelta(milliseconds=100 * tenth)
        make.registered(date_, name=name, email=f"{name}@ort.example", by=someone, now=at)
    assert list(
        Registration.objects.filter(event=date_).values_list("receipt_no", flat=True).order_by("receipt_no")
    ) == [1, 2, 3, 4]
    assert states(date_) == [("A", "confirmed"), ("B", "confirmed"), ("C", "confirmed"), ("D", "waitlisted")]
    assert Registration.objects.get(event=date_, name="D").place() == 1

    cancel(Registration.objects.get(event=date_, name="B"), now=T0 + timedelta(minutes=1))
    make.registered(date_, name="E", email="e@ort.example", by=someone, now=T0 + timedelta(minutes=1, milliseconds=1))

    assert states(date_) == [
        ("A", "confirmed"),
        ("B", "cancelled"),
        ("C", "confirmed"),
        ("D", "confirmed"),
        ("E", "waitlisted"),
    ]
    assert mails(date_) == [
        ("events/seat_confirmed", "a@ort.example"),
        ("events/seat_confirmed", "b@ort.example"),
        ("events/seat_confirmed", "c@ort.example"),
        ("events/waiting", "d@ort.example"),
        ("events/cancelled", "b@ort.example"),
        ("events/promoted", "d@ort.example"),
        ("events/waiting", "e@ort.example"),
    ]
    assert list(JournalEntry.objects.filter(event=date_).values_list("kind", flat=True)) == [
        "register",
        "register",
        "register",
        "register",
        "cancel",
        "promote",
        "register",
    ]


def test_2_what_the_quota_left_over_goes_out_at_the_deadline(someone):
    date_ = event(capacity=4, max_per_organisation=2)
    x, y = members.organisation(), members.organisation()
    coordinator_x, coordinator_y = members.coordinator(x), members.coordinator(y)
    for name in ("X1", "X2", "X3"):
        make.registered(date_, name=name, by=coordinator_x, on_behalf_of=x, now=T0)
    make.registered(date_, name="Y1", by=coordinator_y, on_behalf_of=y, now=T0)
    assert states(date_) == [("X1", "confirmed"), ("X2", "confirmed"), ("X3", "waitlisted"), ("Y1", "confirmed")]

    release_due(date_.deadline + timedelta(seconds=1))

    assert states(date_) == [("X1", "confirmed"), ("X2", "confirmed"), ("X3", "confirmed"), ("Y1", "confirmed")]
    assert OutgoingMail.objects.filter(name="events/promoted").count() == 1


@pytest.mark.parametrize(
    ("allocation", "expected"),
    [
        ("instant", [("C", "waitlisted"), ("A", "confirmed"), ("B", "confirmed")]),
        ("at_deadline", [("C", "confirmed"), ("A", "confirmed"), ("B", "waitlisted")]),
    ],
)
def test_3_a_mail_that_came_earlier_displaces_nobody(someone, allocation, expected):
    date_ = event(capacity=2, allocation=allocation)
    day = make.at("2029-11-12 00:00:00")
    make.registered(date_, name="A", by=someone, now=day + timedelta(hours=9))
    make.registered(date_, name="B", by=someone, now=day + timedelta(hours=9, minutes=5))

    late = enter_received(
        date_,
        make.person(name="C"),
        by=someone,
        source="email",
        received_at=day + timedelta(hours=8, minutes=50),
        reason="Anmeldung per E-Mail",
        now=day + timedelta(hours=11),
    )
    release_due(date_.deadline + timedelta(seconds=1))

    assert states(date_) == expected
    assert late.receipt_no == 3


def test_4_a_deadline_given_as_a_date_lasts_the_whole_day_in_berlin(someone):
    date_ = event()
    last_second = datetime(2029, 11, 23, 23, 59, 59, tzinfo=BERLIN)
    assert make.registered(date_, by=someone, now=last_second).status == Status.CONFIRMED

    with pytest.raises(WindowClosed) as refusal:
        register(date_, [make.person()], by=someone, now=datetime(2029, 11, 24, tzinfo=BERLIN))
    assert str(refusal.value) == (
        "Die Anmeldung ist seit Fr, 23. November 2029, 23:59 Uhr geschlossen. Es ist jetzt Sa, 24. November 2029, 00:00 Uhr."
    )

    in_time = datetime(2029, 11, 23, 18, tzinfo=BERLIN)
    monday = datetime(2029, 11, 26, 9, tzinfo=BERLIN)
    entered = enter_received(
        date_, make.person(), by=someone, source="email", received_at=in_time, reason="E-Mail vom 23.11.", now=monday
    )
    assert (entered.status, entered.effective_received_at) == (Status.CONFIRMED, in_time)
    with pytest.raises(ReceiptTimeImpossible):
        enter_received(
            date_, make.person(), by=someone, source="email", received_at=monday, reason="zu spät", now=monday
        )


def test_5_a_group_that_comes_only_together_is_passed_over_until_it_fits(someone):
    date_ = event(capacity=4)
    for name in ("A", "B"):
        make.registered(date_, name=name, by=someone, now=T0)
    group = [make.person(name=name) for name in ("G1", "G2", "G3")]
    register(date_, group, by=someone, only_together=True, now=T0)
    make.registered(date_, name="S", by=someone, now=T0)
    assert states(date_)[2:] == [("G1", "waitlisted"), ("G2", "waitlisted"), ("G3", "waitlisted"), ("S", "confirmed")]

    for name in ("A", "B"):
        cancel(Registration.objects.get(event=date_, name=name), now=T0 + timedelta(hours=1))

    assert states(date_)[2:] == [("G1", "confirmed"), ("G2", "confirmed"), ("G3", "confirmed"), ("S", "confirmed")]


def test_7_a_new_time_reaches_calendars_under_the_same_uid(someone):
    date_ = event()
    make.registered(date_, by=someone, now=T0)

    changed = change(
        date_,
        starts_at=date_.starts_at + timedelta(hours=1),
        ends_at=date_.ends_at + timedelta(hours=1),
        now=T0 + timedelta(days=1),
    )

    assert (changed.uid, changed.sequence) == (date_.uid, 1)
    mail = OutgoingMail.objects.get(name="events/event_changed")
    assert mail.facts["differences"] == ["Neuer Termin: Mi, 5. Dezember 2029, 11:00–14:00 Uhr"]
    assert (mail.facts["calendar"]["sequence"], mail.facts["calendar"]["uid"]) == (
        1,
        f"{date_.uid}@{settings.MAIL_DOMAIN}",
    )
