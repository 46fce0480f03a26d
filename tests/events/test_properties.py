"""Random sequences of acts, one after the other and from several threads: what must hold after each of them.

`PROPERTY_EXAMPLES=300` looks longer, and elsewhere each time.
"""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from itertools import groupby
from operator import itemgetter
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from events import journal
from events.models import Event, Registration
from events.refusals import Busy, Refusal
from events.registration import (
    Person,
    accept_offer,
    cancel,
    change,
    confirm_mail,
    enter_received,
    expire_due,
    promote,
    register,
    release_due,
    substitute,
    take_back,
)
from events.registration import lock as lock_module
from forum.models import OutgoingMail
from tests.events import order
from tests.factories import events as make
from tests.factories import ground, members

LONGER = int(os.environ.get("PROPERTY_EXAMPLES", "0"))


def looking(examples: int, **more) -> settings:
    """The same examples every time, so that the suite is never red by chance; longer looks are different ones."""
    return settings(
        max_examples=LONGER or examples,
        derandomize=not LONGER,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        **more,
    )


# What each change of state owes its person. Nothing else is mailed by these acts.
OWED = {
    "confirmed": {"events/seat_confirmed", "events/promoted", "events/restored"},
    "waitlisted": {"events/waiting", "events/restored"},
    "offered": {"events/offer"},
    "pending_mail": {"events/please_confirm"},
    "received": {"events/received", "events/restored"},
    "cancelled": {"events/cancelled"},
    "expired": {"events/offer_expired"},
}

seats = st.none() | st.integers(1, 5)
few = st.integers(1, 4)


class Sequence(RuleBasedStateMachine):
    """One event, one act after the other, the clock going on in between."""

    @initialize(
        capacity=st.integers(1, 5),
        rooms=st.tuples(seats, seats),
        quota=st.none() | st.integers(1, 2),
        late=st.booleans(),
    )
    def begin(self, capacity, rooms, quota, late):
        self.savepoint = transaction.savepoint()
        self.now = timezone.now()
        start = self.now + timedelta(days=20)
        self.event = make.event(
            capacity=capacity,
            onsite_capacity=rooms[0],
            online_capacity=rooms[1],
            max_per_organisation=quota,
            allocation="at_deadline" if late else "instant",
            format="hybrid",
            starts_at=start,
            ends_at=start + timedelta(hours=3),
            registration_opens_at=self.now - timedelta(days=1),
            deadline=start - timedelta(days=3),
        )
        self.organisations = [members.organisation(), members.organisation()]
        self.people = [members.coordinator(organisation) for organisation in self.organisations]
        self.staff = ground.user()
        self.before: order.Rows = {}

    def teardown(self):
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)

    # --- acts ---------------------------------------------------------------------------------------------------------

    @rule(which=st.integers(0, 2), channel=st.sampled_from(["onsite", "online"]))
    def somebody_registers(self, which, channel):
        by = [*self.people, self.staff][which]
        on_behalf_of = self.organisations[which] if which < 2 else None
        self.act(
            lambda: register(self.event, [make.person(channel=channel)], by=by, on_behalf_of=on_behalf_of, now=self.now)
        )

    @rule(channel=st.sampled_from(["onsite", "online"]))
    def a_guest_registers(self, channel):
        self.act(lambda: register(self.event, [make.person(channel=channel)], now=self.now))

    @rule(
        which=st.integers(0, 1),
        channels=st.lists(st.sampled_from(["onsite", "online"]), min_size=2, max_size=3),
        together=st.booleans(),
    )
    def a_group_registers(self, which, channels, together):
        people = [make.person(channel=channel) for channel in channels]
        self.act(
            lambda: register(
                self.event,
                people,
                by=self.people[which],
                on_behalf_of=self.organisations[which],
                only_together=together,
                now=self.now,
            )
        )

    @rule(hours=st.integers(1, 200))
    def staff_types_in_a_mail(self, hours):
        received_at = max(self.now - timedelta(hours=hours), self.event.registration_opens_at)
        self.act(
            lambda: enter_received(
                self.event,
                make.person(),
                by=self.staff,
                source="email",
                received_at=received_at,
                reason="E-Mail",
                now=self.now,
            )
        )

    @rule(which=few)
    def a_guest_confirms(self, which):
        self.on("pending_mail", which, lambda row: confirm_mail(row, now=self.now))

    @rule(which=few)
    def an_offer_is_taken(self, which):
        self.on("offered", which, lambda row: accept_offer(row, now=self.now))

    @rule(which=st.integers(0, 9))
    def somebody_cancels(self, which):
        self.on("", which, lambda row: cancel(row, now=self.now))

    @rule(which=few)
    def somebody_takes_the_cancelling_back(self, which):
        self.on("cancelled", which, lambda row: take_back(row, now=self.now))

    @rule(which=st.integers(0, 9))
    def somebody_else_comes(self, which):
        person = make.person()
        self.on(
            "",
            which,
            lambda row: substitute(
                row, name=person.name, email=person.email, organisation=row.organisation, now=self.now
            ),
            twice=True,
        )

    @rule(which=few, reason=st.sampled_from(["", "Referentin"]))
    def an_organiser_promotes(self, which, reason):
        row = self.pick("waitlisted", which)
        if row:
            self.act(lambda: promote(row, by=self.staff, reason=reason, now=self.now), by_hand=[row.pk])

    @rule(field=st.sampled_from(["capacity", "onsite_capacity", "online_capacity"]), more=st.integers(-2, 3))
    def the_capacity_changes(self, field, more):
        limit = getattr(self.event, field)
        if limit is not None and limit + more > 0:
            self.act(lambda: change(self.event, now=self.now, **{field: limit + more}))

    @rule(days=st.integers(-10, 10))
    def the_deadline_moves(self, days):
        deadline = self.event.deadline + timedelta(days=days)
        if self.event.registration_opens_at < deadline < self.event.starts_at:
            self.act(lambda: change(self.event, deadline=deadline, now=self.now))

    @rule(minutes=st.sampled_from([1, 30, 90, 24 * 60, 5 * 24 * 60]))
    def time_goes_by(self, minutes):
        self.now = min(self.now + timedelta(minutes=minutes), self.event.starts_at - timedelta(hours=1))
        self.act(lambda: (expire_due(self.now), release_due(self.now)))

    # --- what must hold after each ------------------------------------------------------------------------------------

    def pick(self, status, which):
        """The nth registration in this state ("" for any), counted round."""
        found = Registration.objects.filter(event=self.event).order_by("receipt_no")
        found = list(found.filter(status=status) if status else found.live())
        return found[which % len(found)] if found else None

    def on(self, status, which, act, twice=False):
        row = self.pick(status, which)
        if row:
            self.act(lambda: act(row), substituted=twice and row.pk)

    def act(self, act, *, by_hand=(), substituted=None):
        self.now += timedelta(seconds=1)
        before = order.rows(self.event)
        last_mail = OutgoingMail.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        refused = False
        try:
            act()
        except Refusal:
            refused = True
        self.event = Event.objects.get(pk=self.event.pk)
        after = order.rows(self.event)
        limits = order.Limits.of(self.event, self.now)
        assert order.broken(before, after, limits, by_hand=by_hand) == []
        if self.event.allocation == "instant" or self.now > self.event.deadline:
            assert order.idle_seats(after, limits) == []
        assert list(journal.verify(self.event)) == []
        numbers = sorted(Registration.objects.filter(event=self.event).values_list("receipt_no", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        if refused:
            assert after == before
        owed = OutgoingMail.objects.filter(pk__gt=last_mail)
        self.mails_are_right(before, after, owed, None if refused else substituted)

    def mails_are_right(self, before, after, owed, substituted):
        """Whoever's state changed is owed exactly one mail about it; nobody else is owed any."""
        mails = [(mail.recipient, mail.name) for mail in owed]
        if substituted:
            assert Counter(mails) == Counter(
                [
                    (before[substituted].email, "events/substituted_out"),
                    (after[substituted].email, "events/substituted_in"),
                ]
            )
            return
        expected = Counter()
        for pk, row in after.items():
            was = before.get(pk)
            if was and (was.status, was.held) == (row.status, row.held):
                continue
            if was and was.status == "pending_mail" and row.status == "expired":
                continue  # an address that nobody confirmed gets no further mail
            expected[row.email] += 1
            names = [name for recipient, name in mails if recipient == row.email]
            assert len(names) == 1, (was, row, mails)
            assert names[0] in OWED[row.status], (was, row, mails)
        assert Counter(recipient for recipient, _name in mails) == expected


@pytest.mark.django_db
def test_any_sequence_of_acts_keeps_order_seats_quota_mails_and_journal():
    run_state_machine_as_test(
        Sequence, settings=looking(14, stateful_step_count=25, phases=[Phase.explicit, Phase.generate])
    )


# --- several threads --------------------------------------------------------------------------------------------------

THREADS = 4

# Every change of a registration, in the order in which the locks were held, with what the event allowed at that moment.
HISTORY = """
CREATE TABLE history (
    n bigserial, act text DEFAULT pg_current_xact_id()::text, event bigint, registration bigint,
    received timestamptz, number int, status text, held bool, channel text, organisation bigint, party text,
    total int, onsite int, online int, quota int
);
CREATE FUNCTION remember() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO history (event, registration, received, number, status, held, channel, organisation, party,
                         total, onsite, online, quota)
    SELECT NEW.event_id, NEW.id, NEW.effective_received_at, NEW.receipt_no, NEW.status, NEW.seat_held, NEW.channel,
           NEW.organisation_id, CASE WHEN NEW.only_together THEN NEW.group_id::text END,
           capacity, onsite_capacity, online_capacity, max_per_organisation
    FROM events_event WHERE id = NEW.event_id;
    RETURN NULL;
END $$;
CREATE TRIGGER remember AFTER INSERT OR UPDATE ON events_registration FOR EACH ROW EXECUTE FUNCTION remember();
"""

KINDS = ["single", "member", "guest", "group", "mail", "confirm", "accept", "cancel", "substitute", "promote", "raise"]
plans = st.lists(
    st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 9)), min_size=2, max_size=6),
    min_size=THREADS,
    max_size=THREADS,
)


@pytest.fixture
def history(committed_db):
    with connection.cursor() as cursor:
        cursor.execute(HISTORY)


class Crowd:
    """The same acts as above, by several people at once."""

    def __init__(self, **fields):
        start = timezone.now() + fields.pop("starts_in", timedelta(days=20))
        self.event = make.event(
            format="hybrid", starts_at=start, ends_at=start + timedelta(hours=2),
            deadline=start - timedelta(hours=3), **fields,
        )  # fmt: skip
        self.organisations = [members.organisation(), members.organisation()]
        self.people = [members.coordinator(organisation) for organisation in self.organisations]
        self.staff = ground.user()
        self.by_hand: set[int] = set()
        self.substituted: Counter[int] = Counter()
        self.errors: list[str] = []

    def run(self, plan):
        start = Barrier(len(plan))

        def work(acts):
            try:
                start.wait(20)
                for kind, which in acts:
                    self.attempt(kind, which)
            finally:
                connection.close()

        with ThreadPoolExecutor(len(plan)) as pool:
            list(pool.map(work, plan))

    def attempt(self, kind, which):
        try:
            self.act(kind, which)
        except Refusal:
            pass  # a polite no is an answer; what it may not do is change anything
        except Exception as error:
            self.errors.append(f"{type(error).__name__}: {error}")

    def act(self, kind, which):
        place, channel = which % 2, "online" if which % 3 else "onsite"
        member = {"by": self.people[place], "on_behalf_of": self.organisations[place]}
        if kind == "single":
            register(self.event, [make.person(channel=channel)], by=self.staff)
        elif kind == "member":
            register(self.event, [make.person(channel=channel)], **member)
        elif kind == "guest":
            register(self.event, [make.person(channel=channel)])
        elif kind == "group":
            people = [make.person(channel=channel) for _ in range(2 + which % 2)]
            register(self.event, people, only_together=which > 4, **member)
        elif kind == "mail":
            received_at = timezone.now() - timedelta(hours=which)
            enter_received(
                self.event, make.person(), by=self.staff, source="email", received_at=received_at, reason="E-Mail"
            )
        elif kind == "raise":
            change(self.event, capacity=Event.objects.get(pk=self.event.pk).capacity + 1)
        else:
            self.act_on_somebody(kind, which)

    def act_on_somebody(self, kind, which):
        status = {"confirm": ["pending_mail"], "accept": ["offered"], "promote": ["waitlisted"]}
        found = Registration.objects.filter(event=self.event).order_by("receipt_no")
        found = list(found.filter(status__in=status[kind]) if kind in status else found.live())
        if not found:
            return
        row = found[which % len(found)]
        if kind == "substitute":
            person = make.person()
            substitute(row, name=person.name, email=person.email, organisation=row.organisation)
            self.substituted[row.pk] += 1
        elif kind == "promote":
            self.by_hand.add(row.pk)
            promote(row, by=self.staff, reason="Referentin")
        else:
            {"confirm": confirm_mail, "accept": accept_offer, "cancel": cancel}[kind](row)

    def trouble(self):
        """Everything that is not as it must be, looking at each act in the order in which they held the lock."""
        found = list(self.errors)
        owed, after = Counter({pk: 2 * times for pk, times in self.substituted.items()}), {}
        for limits, changed in self.acts():
            before, after = after, after | changed
            found += order.broken(before, after, limits, by_hand=self.by_hand)
            for pk, row in changed.items():
                was = before.get(pk)
                owed[pk] += was is None or (was.status, was.held) != (row.status, row.held)
        event = Event.objects.get(pk=self.event.pk)
        found += [str(flaw) for flaw in journal.verify(event)]
        if after:
            found += order.idle_seats(after, order.Limits.of(event, timezone.now()))
        rows = Registration.objects.filter(event=event)
        numbers = sorted(rows.values_list("receipt_no", flat=True))
        if numbers != list(range(1, len(numbers) + 1)):
            found.append(f"numbers {numbers}")
        pks = set(rows.values_list("pk", flat=True))
        keys = OutgoingMail.objects.filter(name__startswith="events/").values_list("key", flat=True)
        mailed = Counter(pk for key in keys if (pk := int(key.split(":")[1])) in pks)
        if mailed != +owed:
            found.append(f"owed {+owed}, mailed {mailed}")
        return found

    def acts(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT act, total, onsite, online, quota, registration, received, number, status, held, channel,"
                " organisation, party FROM history WHERE event = %s ORDER BY n",
                [self.event.pk],
            )
            lines = cursor.fetchall()
        for _act, together in groupby(lines, key=itemgetter(0)):
            changed = {}
            for line in together:
                limits = order.Limits(*line[1:5])
                pk, received, number, *rest = line[5:]
                changed[pk] = order.Row(pk, (received, number), *rest)
            yield limits, changed


@looking(6, phases=[Phase.explicit, Phase.generate])
@given(
    plan=plans,
    fields=st.fixed_dictionaries(
        {
            "capacity": st.integers(1, 4),
            "onsite_capacity": seats,
            "online_capacity": seats,
            "max_per_organisation": st.none() | st.integers(1, 2),
            "starts_in": st.sampled_from([timedelta(days=20), timedelta(hours=40)]),
        }
    ),
)
def test_threads_keep_them_too(history, plan, fields):
    crowd = Crowd(**fields)

    crowd.run(plan)

    assert crowd.trouble() == []


def test_without_the_lock_the_same_threads_break_them(history, monkeypatch):
    """The control: everybody reads the event's row before anybody has written."""
    read_together = Barrier(THREADS)

    def unlocked(pk):
        event = Event.objects.get(pk=pk)
        with suppress(BrokenBarrierError):
            read_together.wait(5)
        return event

    crowd = Crowd(capacity=1)
    monkeypatch.setattr(lock_module, "_take", unlocked)

    crowd.run([[("single", 0)]] * THREADS)

    assert crowd.trouble() != []


def test_whoever_waits_too_long_for_the_lock_is_asked_to_try_again(committed_db):
    event = make.event()
    person = Person(name="Demo-A", email="a@ort.example")

    def other_request() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SHOW lock_timeout")
                assert cursor.fetchone() == ("8s",)
                cursor.execute("SET lock_timeout = '50ms'")
            with pytest.raises(Busy):
                register(event, [person])
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        Event.objects.select_for_update().get(pk=event.pk)
        pool.submit(other_request).result(timeout=30)

    assert not Registration.objects.exists()
