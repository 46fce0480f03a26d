"""Races for seats. The control takes the lock away and must oversell: it shows that the test can fail."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.utils import timezone

from events.journal import verify
from events.models import Event, Registration
from events.refusals import NoFreeSeat
from events.registration import Person, answer, desk, due, entry, register
from events.registration import lock as lock_module
from forum.models import OutgoingMail, User
from tests.factories import events as make
from tests.factories import ground

pytestmark = pytest.mark.usefixtures("committed_db")

EIGHT = 8


def at_once(*acts) -> list[object]:
    """Runs these acts at the same instant, each in a thread of its own; returns answers or what went wrong."""
    barrier = Barrier(len(acts))

    def run(act) -> object:
        try:
            barrier.wait()
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def storm(event: Event, people: int = EIGHT) -> list[object]:
    """So many people press the button at the same instant; returns rows or what went wrong."""
    someone = ground.user()
    persons = [make.person(name=f"P{number}", email=f"p{number}@ort.example") for number in range(people)]
    return at_once(*[partial(_press, event, person, someone) for person in persons])


def _press(event: Event, person: Person, by: User) -> Registration:
    return register(event, [person], by=by)[0]


@pytest.fixture
def no_lock(monkeypatch):
    """Everybody counts before anybody writes, as without the event's lock."""
    together = Barrier(EIGHT)

    @contextmanager
    def unlocked(event):
        with transaction.atomic():
            fresh = Event.objects.get(pk=event.pk)
            together.wait(timeout=20)
            yield fresh
            fresh.save(update_fields=lock_module.COUNTERS)

    monkeypatch.setattr(entry, "locked", unlocked)


def test_eight_people_one_seat():
    event = make.event(capacity=1)

    answers = storm(event)

    assert [type(answer) for answer in answers] == [Registration] * EIGHT
    rows = Registration.objects.filter(event=event)
    assert rows.taken().count() == 1
    assert sorted(rows.values_list("receipt_no", flat=True)) == list(range(1, EIGHT + 1))
    assert rows.in_order().first().status == "confirmed"
    assert list(verify(Event.objects.get(pk=event.pk))) == []
    names = list(OutgoingMail.objects.order_by("name").values_list("name", flat=True))
    assert names == ["events/seat_confirmed"] + ["events/waiting"] * (EIGHT - 1)


def test_without_the_lock_the_same_storm_oversells(no_lock, monkeypatch):
    """The control: counting and giving without the lock gives one seat several times (or breaks the numbers)."""
    event = make.event(capacity=1)
    numbers = iter(range(1, 1000))

    def any_number(event, now):
        return next(numbers), now

    monkeypatch.setattr(entry, "next_receipt", any_number)  # or the unique numbers would stop it: the second guard
    monkeypatch.setattr("events.journal.append", lambda event, kind, **_: _Line())

    answers = storm(event)

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert Registration.objects.filter(event=event).taken().count() > 1


class _Line:
    n, hash = None, ""


def test_the_database_refuses_a_second_use_of_a_number_even_without_the_lock(no_lock):
    event = make.event(capacity=1)

    answers = storm(event)

    assert len([answer for answer in answers if isinstance(answer, Registration)]) == 1
    assert Registration.objects.filter(event=event).taken().count() == 1


def test_one_person_pressing_eight_times_is_one_registration():
    event, someone, person = make.event(), ground.user(), make.person(name="A", email="a@ort.example")

    rows = at_once(*[partial(_press, event, person, someone)] * EIGHT)

    assert [row.receipt_no for row in rows] == [1] * EIGHT
    assert OutgoingMail.objects.filter(name="events/seat_confirmed").count() == 1


def test_cancel_and_register_at_once_never_lose_or_double_the_seat():
    event = make.event(capacity=1)
    someone = ground.user()
    first = make.registered(event, by=someone, name="A", email="a@ort.example")
    make.registered(event, by=someone, name="W", email="w@ort.example")
    newcomers = [make.person(name=f"N{number}", email=f"n{number}@ort.example") for number in range(2)]

    answers = at_once(
        *[partial(answer.cancel, first)] * 2,
        *[partial(_press, event, person, someone) for person in newcomers],
    )

    assert [each for each in answers if isinstance(each, Exception)] == []
    taken = Registration.objects.filter(event=event).taken()
    assert [registration.name for registration in taken] == ["W"]
    assert OutgoingMail.objects.filter(name="events/promoted").count() == 1
    assert list(verify(Event.objects.get(pk=event.pk))) == []


# --- Worked examples 1 and 6 of docs/concepts.md, with real threads ---------------------------------------------------


def test_1_four_at_once_for_three_seats():
    event = make.event(capacity=3)

    storm(event, 4)

    rows = Registration.objects.filter(event=event).in_order()
    assert list(rows.values_list("receipt_no", "status")) == [
        (1, "confirmed"),
        (2, "confirmed"),
        (3, "confirmed"),
        (4, "waitlisted"),
    ]


def test_6_two_workers_at_once_promote_once():
    """The rounds of two workers meet: an offer has run out, and both want to give its seat to the next one."""
    now = timezone.now()
    event = make.event(
        capacity=1,
        starts_at=now + timedelta(hours=40),
        ends_at=now + timedelta(hours=42),
        deadline=now + timedelta(hours=20),
    )
    someone = ground.user()
    first, *_waiting = [make.registered(event, by=someone) for _ in range(3)]
    answer.cancel(first, now=now)
    late = now + timedelta(hours=13)

    assert sorted(at_once(lambda: due.expire_due(late), lambda: due.expire_due(late))) == [0, 1]

    rows = Registration.objects.filter(event=event).in_order()
    assert list(rows.values_list("status", flat=True)) == ["cancelled", "expired", "offered"]
    assert OutgoingMail.objects.filter(name="events/offer").count() == 2  # one to each of the two, one after the other
    assert OutgoingMail.objects.filter(name="events/offer_expired").count() == 1


def test_6_an_editor_promotes_while_somebody_cancels():
    event = make.event(capacity=1)
    someone = ground.user()
    seated, first, second = [make.registered(event, by=someone) for _ in range(3)]

    answers = at_once(
        lambda: desk.promote(second, by=someone, reason="Referentin"),
        lambda: answer.cancel(seated),
        lambda: desk.promote(first, by=someone, reason="Referent"),
    )

    assert all(isinstance(each, Registration | NoFreeSeat) for each in answers), answers
    taken = Registration.objects.filter(event=event).taken()
    assert taken.count() == 1
    assert OutgoingMail.objects.filter(name="events/promoted").count() == 1
    assert list(verify(Event.objects.get(pk=event.pk))) == []
