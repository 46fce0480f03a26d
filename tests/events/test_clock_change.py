"""Windows over the nights in which the clocks change, to the second and in Berlin's time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from events.promise_forms import PromiseForm
from events.refusals import NotOpenYet, WindowClosed
from events.registration import enter_received, register
from events.seen import end_of_day
from tests.factories import events as make
from tests.factories import ground

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = date(2029, 3, 25), date(2029, 10, 28)  # 23 and 25 hours long


def event(**fields):
    start = datetime(2029, 12, 5, 10, tzinfo=BERLIN)
    return make.event(
        starts_at=start,
        ends_at=start + timedelta(hours=3),
        registration_opens_at=datetime(2029, 1, 1, tzinfo=BERLIN),
        **fields,
    )


@pytest.mark.parametrize(
    ("day", "last", "first_refused"),
    [
        (SPRING, "2029-03-25T21:59:59+00:00", "2029-03-25T22:00:00+00:00"),
        (AUTUMN, "2029-10-28T22:59:59+00:00", "2029-10-28T23:00:00+00:00"),
    ],
    ids=["clocks go forward", "clocks go back"],
)
def test_a_day_as_deadline_lasts_until_midnight_in_berlin(day, last, first_refused):
    date_ = event(deadline=end_of_day(day))
    someone = ground.user()

    assert make.registered(date_, by=someone, now=datetime.fromisoformat(last)).status == "confirmed"
    with pytest.raises(WindowClosed):
        register(date_, [make.person()], by=someone, now=datetime.fromisoformat(first_refused))


def test_of_the_hour_that_comes_twice_the_order_is_that_of_the_instants():
    """2:30 summer time comes before 2:10 winter time of the same night."""
    date_, someone = event(deadline=end_of_day(AUTUMN), capacity=1), ground.user()
    summer = datetime(2029, 10, 28, 2, 30, tzinfo=BERLIN)
    winter = datetime(2029, 10, 28, 2, 10, fold=1, tzinfo=BERLIN)

    second = make.registered(date_, name="W", by=someone, now=winter)
    mailed = enter_received(
        date_,
        make.person(name="S"),
        by=someone,
        source="email",
        received_at=summer,
        reason="E-Mail",
        now=winter.astimezone(UTC) + timedelta(minutes=1),
    )

    assert (summer.astimezone(UTC), winter.astimezone(UTC)) == (
        datetime(2029, 10, 28, 0, 30, tzinfo=UTC),
        datetime(2029, 10, 28, 1, 10, tzinfo=UTC),
    )
    assert (second.status, mailed.place()) == ("confirmed", 1)
    assert mailed.effective_received_at < second.effective_received_at


def test_the_window_opens_to_the_second_after_the_hour_that_is_left_out():
    opens_at = datetime(2029, 3, 25, 3, tzinfo=BERLIN)  # 2:00 becomes 3:00
    date_, someone = event(deadline=end_of_day(AUTUMN)), ground.user()
    type(date_).objects.filter(pk=date_.pk).update(registration_opens_at=opens_at)
    date_.refresh_from_db()

    with pytest.raises(NotOpenYet):
        register(date_, [make.person()], by=someone, now=datetime(2029, 3, 25, 0, 59, 59, 999_999, tzinfo=UTC))
    assert make.registered(date_, by=someone, now=datetime(2029, 3, 25, 1, tzinfo=UTC)).status == "confirmed"


@pytest.mark.parametrize("day", [SPRING, AUTUMN], ids=["an hour that does not exist", "an hour that comes twice"])
def test_the_desk_refuses_a_deadline_in_an_hour_without_meaning(day):
    form = PromiseForm({"deadline": str(day), "deadline_time": "02:30"})

    assert "deadline_time" in form.errors
