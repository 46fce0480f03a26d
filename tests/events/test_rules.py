"""Rules of registration beyond the worked examples."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from events.models import Event, JournalEntry, KindQuota, Registration
from events.refusals import (
    BelowConfirmed,
    DeadlineBeforeReceipts,
    LinkTooLate,
    MembersOnly,
    NoFreeSeat,
    NotOpenYet,
    OtherOrganisation,
    ReasonMissing,
    SamePersonTwice,
    SessionsOverlap,
    TooLateToTakeBack,
    TooManyUnconfirmed,
)
from events.registration import (
    accept_offer,
    approve,
    cancel,
    change,
    choose_sessions,
    confirm_mail,
    decline,
    expire_due,
    promote,
    register,
    reject,
    release_due,
    remind_due,
    substitute,
    take_back,
)
from forum.models import OutgoingMail
from tests.factories import events as make
from tests.factories import ground, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def someone():
    return ground.user()


def fresh(row: Registration) -> Registration:
    return Registration.objects.get(pk=row.pk)


def guest(event: Event, name: str, now=None) -> Registration:
    return register(event, [make.person(name=name, email=f"{name}@gast-{name}.example")], now=now)[0]


def test_before_the_opening_the_time_is_named(someone):
    event = make.event(registration_opens_at=timezone.now() + timedelta(hours=1))

    with pytest.raises(NotOpenYet, match="Die Anmeldung öffnet am"):
        make.registered(event, by=someone)


def test_a_guests_seat_is_held_a_day_and_then_goes_to_the_next(someone):
    event = make.event(capacity=2)
    now = timezone.now()
    first = guest(event, "a", now)
    assert (first.status, first.seat_held) == ("pending_mail", True)

    assert expire_due(now + timedelta(hours=23, minutes=59)) == 0
    assert expire_due(now + timedelta(hours=24, minutes=1)) == 1

    assert fresh(first).status == "expired"
    with pytest.raises(LinkTooLate):
        confirm_mail(first, now=now + timedelta(hours=25))


def test_once_the_event_is_full_an_unconfirmed_seat_is_held_for_an_hour(someone):
    event = make.event(capacity=2)
    now = timezone.now()
    first = guest(event, "a", now)
    make.registered(event, by=someone, now=now + timedelta(minutes=1))
    waiting = make.registered(event, by=someone, now=now + timedelta(minutes=2))
    assert waiting.status == "waitlisted"

    assert fresh(first).confirm_by <= now + timedelta(minutes=62)
    expire_due(now + timedelta(minutes=63))

    assert (fresh(first).status, fresh(waiting).status) == ("expired", "confirmed")


def test_the_last_seat_too_is_held_for_an_hour_only(someone):
    event = make.event(capacity=1)
    now = timezone.now()
    last = guest(event, "a", now)
    waiting = make.registered(event, by=someone, now=now + timedelta(minutes=1))

    assert fresh(last).confirm_by == now + timedelta(minutes=60)
    expire_due(now + timedelta(minutes=61))

    assert (fresh(last).status, fresh(waiting).status) == ("expired", "confirmed")


def test_order_counts_from_submission_not_from_confirmation(someone):
    event = make.event(capacity=1)
    now = timezone.now()
    make.registered(event, by=someone, now=now)
    early = guest(event, "frueh", now + timedelta(minutes=1))
    late = make.registered(event, by=someone, now=now + timedelta(minutes=2))
    confirm_mail(early, now=now + timedelta(minutes=30))

    assert (fresh(early).place(), fresh(late).place()) == (1, 2)


def test_confirming_twice_is_harmless(someone):
    row = guest(make.event(), "a")
    confirm_mail(row)
    confirm_mail(row)

    assert OutgoingMail.objects.filter(name="events/seat_confirmed").count() == 1


def test_shortly_before_the_start_a_freed_seat_is_offered(someone):
    start = timezone.now() + timedelta(days=30)
    event = make.event(
        capacity=1, starts_at=start, ends_at=start + timedelta(hours=2), deadline=start - timedelta(hours=1)
    )
    first = make.registered(event, by=someone)
    second, third = make.registered(event, by=someone), make.registered(event, by=someone)
    at = start - timedelta(hours=40)

    cancel(first, now=at)
    assert (fresh(second).status, fresh(second).offer_until) == ("offered", at + timedelta(hours=12))
    expire_due(at + timedelta(hours=13))
    assert (fresh(second).status, fresh(third).status) == ("expired", "offered")
    accept_offer(third, now=at + timedelta(hours=14))

    assert fresh(third).status == "confirmed"
    with pytest.raises(LinkTooLate):
        accept_offer(second, now=at + timedelta(hours=14))


def test_an_offer_ends_at_latest_two_hours_before_the_start(someone):
    start = timezone.now() + timedelta(days=30)
    event = make.event(
        capacity=1, starts_at=start, ends_at=start + timedelta(hours=2), deadline=start - timedelta(hours=1)
    )
    first, second = make.registered(event, by=someone), make.registered(event, by=someone)

    cancel(first, now=start - timedelta(hours=6))

    assert fresh(second).offer_until == start - timedelta(hours=2)


def test_quota_per_kind_holds_until_it_is_released(someone):
    event = make.event(capacity=5)
    KindQuota.objects.create(event=event, kind="wirtschaft", seats=1)
    firm = members.organisation(kind="wirtschaft", standing="partner")
    by = members.member(firm)
    rows = [make.registered(event, by=by, on_behalf_of=firm) for _ in range(3)]
    assert [fresh(row).status for row in rows] == ["confirmed", "waitlisted", "waitlisted"]

    release_due(event.deadline + timedelta(minutes=1))

    assert [fresh(row).status for row in rows] == ["confirmed"] * 3


def test_guests_without_organisation_meet_no_quota(someone):
    event = make.event(max_per_organisation=1)

    assert [make.registered(event, by=someone).status for _ in range(3)] == ["confirmed"] * 3


def test_room_and_online_places_are_pools_of_their_own(someone):
    event = make.event(format="hybrid", capacity=4, onsite_capacity=1, online_capacity=3)
    rows = [make.registered(event, by=someone, channel=c) for c in ("onsite", "onsite", "online", "online")]

    assert [row.status for row in rows] == ["confirmed", "waitlisted", "confirmed", "confirmed"]


def test_capacity_grows_at_once_and_never_shrinks_below_the_seats_given(someone):
    event = make.event(capacity=1)
    first, second = make.registered(event, by=someone), make.registered(event, by=someone)

    change(event, capacity=2)
    assert (fresh(first).status, fresh(second).status) == ("confirmed", "confirmed")
    with pytest.raises(BelowConfirmed, match="schon 2 Plätze"):
        change(event, capacity=1)


def test_the_deadline_is_not_moved_before_somebody_who_kept_it(someone):
    event = make.event()
    make.registered(event, by=someone)

    with pytest.raises(DeadlineBeforeReceipts):
        change(event, deadline=timezone.now() - timedelta(hours=1))


def test_registering_again_after_cancelling_is_a_new_number(someone):
    event = make.event()
    first = make.registered(event, by=someone, name="A", email="a@ort.example")
    cancel(first)
    cancel(first)

    second = make.registered(event, by=someone, name="A", email="a@ort.example")

    assert (fresh(first).status, second.receipt_no) == ("cancelled", 2)
    assert OutgoingMail.objects.filter(name="events/cancelled").count() == 1


def test_a_second_submission_changes_answers_never_the_order(someone):
    event = make.event()
    make.registered(event, by=someone, name="A", email="a@ort.example")
    again = make.registered(event, by=someone, name="A", email=" A@ORT.example ", answers={"1": "neu"})

    assert (again.receipt_no, fresh(again).answers) == (1, {"1": "neu"})


def test_the_database_refuses_a_second_living_registration(someone):
    event = make.event()
    row = make.registered(event, by=someone)

    row.pk, row.receipt_no, row.submission = None, 2, None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_in_a_group_several_names_may_share_one_address(someone):
    event = make.event()
    rows = register(event, [make.person(name=n, email="team@ort.example") for n in "AB"], by=someone)

    assert [row.receipt_no for row in rows] == [1, 2]
    with pytest.raises(SamePersonTwice):
        register(event, [make.person(name="C", email="c@ort.example")] * 2, by=someone)


def test_substitution_keeps_number_and_seat_and_ends_the_old_link():
    organisation = members.organisation()
    event = make.event(capacity=1)
    row = make.registered(event, by=members.coordinator(organisation), on_behalf_of=organisation)
    Registration.objects.update(answers={"7": "Parken"}, needs="Gebärdensprache")
    secret = row.secret

    with pytest.raises(OtherOrganisation):
        substitute(row, name="B", email="b@ort.example", organisation=members.organisation())
    new = substitute(row, name="B", email="b@ort.example", organisation=organisation)

    assert (new.receipt_no, new.status, new.name, new.substitutes) == (1, "confirmed", "B", True)
    assert (new.answers, new.needs) == ({}, "")
    assert new.secret != secret
    mails = OutgoingMail.objects.order_by("pk").values_list("name", "recipient")
    assert list(mails)[1:] == [("events/substituted_out", row.email), ("events/substituted_in", "b@ort.example")]


def test_promotion_by_hand_needs_a_seat_and_past_others_a_reason(someone):
    event = make.event(capacity=3, max_per_organisation=1)
    organisation = members.organisation()
    by = members.coordinator(organisation)
    for name in ("X1", "X2", "X3"):
        make.registered(event, name=name, by=by, on_behalf_of=organisation)
    third = Registration.objects.get(name="X3")

    with pytest.raises(ReasonMissing):
        promote(third, by=someone)
    promote(third, by=someone, reason="Rednerin")
    assert fresh(third).status == "confirmed"
    assert JournalEntry.objects.filter(event=event, kind="skip").count() == 1

    change(event, max_per_organisation=3)
    make.registered(event, name="Y", by=someone)
    with pytest.raises(NoFreeSeat):
        promote(Registration.objects.get(name="Y"), by=someone, reason="egal")


def test_promotion_by_hand_gives_the_places_in_sessions_too(someone):
    event = make.event(max_per_organisation=1)
    session = make.session(event)
    organisation = members.organisation()
    by = members.coordinator(organisation)
    make.registered(event, by=by, on_behalf_of=organisation)
    waiting = make.registered(event, by=by, on_behalf_of=organisation, sessions=(session.pk,))
    assert waiting.session_registrations.get().status == "waitlisted"

    promote(waiting, by=someone, reason="Rednerin")

    assert waiting.session_registrations.get().status == "confirmed"


def test_closed_circles_wait_for_approval(someone):
    event = make.event(needs_approval=True, capacity=1)
    first, second = make.registered(event, by=someone), make.registered(event, by=someone)
    assert [first.status, second.status] == ["received", "received"]

    approve(second, by=someone)
    reject(first, by=someone, reason="Runde ist für andere gedacht")

    assert [fresh(first).status, fresh(second).status] == ["rejected", "confirmed"]


def test_a_cancellation_is_taken_back_within_ten_minutes_if_nobody_moved_up(someone):
    event = make.event(capacity=2)
    row = make.registered(event, by=someone)
    now = timezone.now()
    cancel(row, now=now)
    take_back(row, now=now + timedelta(minutes=9))
    assert fresh(row).status == "confirmed"

    cancel(row, now=now)
    with pytest.raises(TooLateToTakeBack):
        take_back(row, now=now + timedelta(minutes=11))


def test_sessions_have_their_own_seats_and_line_and_do_not_overlap(someone):
    event = make.event()
    small, parallel = make.session(event, capacity=1), make.session(event)
    first, second = make.registered(event, by=someone), make.registered(event, by=someone)
    choose_sessions(first, [small.pk])
    choose_sessions(second, [small.pk])
    assert [r.session_registrations.get().status for r in (first, second)] == ["confirmed", "waitlisted"]

    with pytest.raises(SessionsOverlap):
        choose_sessions(first, [small.pk, parallel.pk])
    cancel(first)

    assert second.session_registrations.get().status == "confirmed"


def test_members_only_events_refuse_others(someone):
    event = make.event(audience="members")

    with pytest.raises(MembersOnly):
        make.registered(event, by=someone)
    with pytest.raises(MembersOnly):
        guest(event, "a")
    assert make.registered(event, by=members.member()).status == "confirmed"
    partner = members.member(members.organisation(standing="partner", kind="wissenschaft"))
    with pytest.raises(MembersOnly):
        make.registered(event, by=partner)


def test_made_up_addresses_do_not_take_all_seats():
    event = make.event()
    for n in range(25):
        register(event, [make.person(email=f"x{n}@wegwerf.example")])

    with pytest.raises(TooManyUnconfirmed):
        register(event, [make.person(email="y@wegwerf.example")])
    register(event, [make.person(email="y@rathaus.example")])


def test_declining_is_recorded_and_does_not_stop_a_later_registration(someone):
    event = make.event()
    person = make.person()
    decline(event, person, by=someone)
    decline(event, person, by=someone)  # pressed twice
    row = register(event, [person], by=someone)[0]

    assert (row.receipt_no, row.status) == (2, "confirmed")


def test_cancelled_events_give_no_seats_and_tell_everybody_once(someone):
    event = make.event(capacity=1)
    first, _second = make.registered(event, by=someone), make.registered(event, by=someone)

    changed = change(event, status=Event.Status.CANCELLED, note="Sturmwarnung")
    cancel(first)

    assert changed.sequence == 1
    assert OutgoingMail.objects.filter(name="events/event_cancelled").count() == 2
    assert OutgoingMail.objects.filter(name="events/promoted").count() == 0


def test_reminders_go_out_once(someone):
    event = make.event()
    make.registered(event, by=someone)
    at = event.starts_at - timedelta(hours=47)

    assert [remind_due(at), remind_due(at)] == [1, 0]


def test_clocks_of_two_servers_never_turn_the_order_around(someone):
    event = make.event()
    now = timezone.now()
    first = make.registered(event, by=someone, now=now)
    second = make.registered(event, by=someone, now=now - timedelta(seconds=3))

    assert second.received_at > first.received_at
