"""What people and organisers change afterwards."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from events import emails
from events.models import Event, Question, Registration
from events.refusals import CannotStandIn, NoFreeSeat, TooLateToTakeBack
from events.registration import cancel, change, promote, register, release_due, substitute, take_back
from forum.models import OutgoingMail
from members.permissions import EDITORS
from tests.factories import events as make
from tests.factories import ground, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def someone():
    return ground.user()


def status(row: Registration) -> str:
    return Registration.objects.get(pk=row.pk).status


def test_nobody_is_substituted_by_somebody_who_comes_anyway(someone):
    event = make.event()
    make.registered(event, by=someone, name="Demo-A", email="a@ort.example")
    row = make.registered(event, by=someone, name="Demo-B", email="b@ort.example")

    with pytest.raises(CannotStandIn) as refused:
        substitute(row, name="Demo A. Anders", email="A@ort.example ")
    assert "angemeldet" not in str(refused.value)  # whoever asks learns of no registration
    assert "Nr." not in str(refused.value)


def test_the_form_of_whoever_was_substituted_does_not_open_the_newcomers_receipt(someone):
    event, form = make.event(), uuid4()
    person = make.person()
    row = register(event, [person], by=someone, submission=form)[0]
    substitute(row, name="Demo-N", email="n@ort.example")

    [anew] = register(event, [person], by=someone, submission=form)

    assert (anew.receipt_no, anew.email) == (2, person.email)


def test_nobody_tries_out_addresses_by_naming_substitutes(client, someone, here):
    event = make.event()
    known = make.registered(event, by=someone)
    row = make.registered(event, by=someone)
    path = event.url_of("substitute", emails.receipt_token([row])).removeprefix("http://testserver")

    pages = [client.post(path, {"name": "Demo-N", "email": known.email}).content.decode() for _ in range(21)]

    assert "kann Sie bei diesem Termin nicht vertreten" in pages[0]
    assert "Nr. 1" not in pages[0]
    assert "viele Anfragen in kurzer Zeit" in pages[20]


def test_in_a_group_several_names_may_share_an_address(someone):
    event = make.event()
    people = [make.person(name=name, email="amt@ort.example") for name in ("Demo-A", "Demo-B")]
    row = register(event, people, by=someone)[1]

    substitute(row, name="Demo-C", email="amt@ort.example")
    with pytest.raises(CannotStandIn):
        substitute(row, name="Demo-A", email="amt@ort.example")


def test_whoever_waited_and_comes_back_gets_the_seat_that_became_free(someone):
    event = make.event(capacity=1)
    seated = make.registered(event, by=someone)
    waiting = make.registered(event, by=someone)
    cancel(waiting)
    cancel(seated)

    take_back(waiting)

    assert status(waiting) == "confirmed"
    mails = OutgoingMail.objects.filter(recipient=waiting.email).order_by("pk").values_list("name", flat=True)
    assert list(mails) == ["events/waiting", "events/cancelled", "events/restored"]


def test_whoever_registered_anew_meanwhile_cannot_come_back_as_well(someone):
    event = make.event()
    row = make.registered(event, by=someone, name="Demo-A", email="a@ort.example")
    cancel(row)
    make.registered(event, by=someone, name="Dr. Demo-A", email="a@ort.example")

    with pytest.raises(TooLateToTakeBack):
        take_back(row)


def test_before_the_seats_are_given_whoever_comes_back_is_received_again(someone):
    event = make.event(allocation="at_deadline")
    row = make.registered(event, by=someone)
    cancel(row)

    take_back(row)

    assert status(row) == "received"


def test_after_a_deadline_is_moved_on_seats_are_given_once_more(someone):
    event = make.event(capacity=3, allocation="at_deadline", deadline=timezone.now() + timedelta(days=1))
    first = make.registered(event, by=someone)
    after_the_first = event.deadline + timedelta(minutes=1)
    assert release_due(after_the_first) == 1

    changed = change(event, deadline=event.deadline + timedelta(days=5), now=after_the_first)
    second = make.registered(changed, by=someone, now=after_the_first + timedelta(days=1))
    assert (status(first), status(second)) == ("confirmed", "received")
    assert release_due(changed.deadline + timedelta(minutes=1)) == 1

    assert status(second) == "confirmed"


def test_after_a_deadline_is_moved_on_quotas_hold_until_the_new_one():
    event = make.event(capacity=3, max_per_organisation=1, deadline=timezone.now() + timedelta(days=1))
    city = members.organisation()
    sender = members.coordinator(city)
    late = event.deadline + timedelta(minutes=1)
    make.registered(event, by=sender, on_behalf_of=city)
    release_due(late)

    changed = change(event, deadline=event.deadline + timedelta(days=5), now=late)
    over = make.registered(changed, by=sender, on_behalf_of=city, now=late + timedelta(days=1))
    assert status(over) == "waitlisted"
    release_due(changed.deadline + timedelta(minutes=1))

    assert status(over) == "confirmed"


def test_answers_can_be_changed_from_the_receipt_without_losing_the_place(client, someone, here):
    event = make.event(capacity=1)
    question = Question.objects.create(event=event, text="Größte Aufgabe?", options="Daten\nPersonal")
    first = make.registered(event, by=someone)
    waiting = make.registered(event, by=someone, answers={str(question.pk): "Daten"}, needs="vegan")
    path = event.url_of("answers", emails.receipt_token([waiting])).removeprefix("http://testserver")

    assert "vegan" in client.get(path).content.decode()
    client.post(path, {f"frage_{question.pk}": "Personal", "needs": ""})

    waiting.refresh_from_db()
    assert (waiting.answers, waiting.needs, waiting.place()) == ({str(question.pk): "Personal"}, "", 1)
    cancel(first)
    cancel(Registration.objects.get(pk=waiting.pk))
    assert client.get(path).status_code == 404


def test_a_registration_typed_in_may_choose_sessions_and_answer(someone, here):
    event = make.event()
    question = Question.objects.create(event=event, text="Größte Aufgabe?", options="Daten\nPersonal", required=True)
    session = make.session(event)
    client = Client()
    client.force_login(members.in_group(EDITORS))
    received = timezone.localtime(timezone.now() - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    form = {"name": "Demo-Brief", "email": "brief@ort.example", "source": "email", "reason": "Mail"}

    client.post(
        f"{event.get_absolute_url()}teilnehmende/eintragen/",
        {**form, "received_at": received, "sessions": [session.pk]},
    )

    row = Registration.objects.get()
    assert [place.session for place in row.session_registrations.all()] == [session]
    assert row.answers == {}
    assert question.required


def link(row: Registration, page: str = "") -> str:
    return f"/veranstaltungen/{row.event.slug}/beleg/{emails.receipt_token([row])}/{page}"


def test_whoever_waits_may_change_sessions_and_answers_too(client, someone):
    event = make.event(capacity=1)
    make.session(event, title="Werkstatt")
    make.registered(event, by=someone)
    waiting = make.registered(event, by=someone)

    page = client.get(link(waiting)).content.decode()

    assert "Platz 1 der Warteliste" in page
    assert "programmpunkte/" in page
    assert "angaben/" in page


def test_a_choice_that_is_refused_stays_ticked(client, someone):
    event = make.event()
    first, second = (make.session(event, title=title, capacity=capacity) for title, capacity in (("A", 1), ("B", 2)))
    make.registered(event, by=someone, sessions=(first.pk,))
    row = make.registered(event, by=someone, sessions=(second.pk,))

    page = client.post(link(row, "programmpunkte/"), {"programmpunkt": [first.pk, second.pk]}).content.decode()

    assert "überschneiden sich" in page
    assert page.count(" checked") == 2
    form = client.get(f"/veranstaltungen/{event.slug}/anmeldung/").content.decode()
    assert "(noch 1 Platz frei)" in form
    assert "(ausgebucht, Warteliste)" in form


def test_giving_back_says_what_is_given_back(client, someone):
    event = make.event(capacity=1)
    seat, waiting = (make.registered(event, by=someone) for _ in range(2))

    assert "geht der Platz sofort an die nächste Person" in client.get(link(seat, "absagen/")).content.decode()
    assert "Ihre Stelle in der Reihenfolge" in client.get(link(waiting, "absagen/")).content.decode()


def test_a_full_event_asks_for_no_reason_before_it_says_so(someone):
    event = make.event(capacity=1)
    _seat, _first, second = (make.registered(event, by=someone) for _ in range(3))

    with pytest.raises(NoFreeSeat):
        promote(second, by=someone)


def test_the_button_goes_when_somebody_has_moved_up(client, someone):
    event = make.event(capacity=1)
    row = make.registered(event, by=someone)
    cancel(row)
    assert "Absage zurücknehmen" in client.get(link(row)).content.decode()

    make.registered(event, by=someone)

    assert "Absage zurücknehmen" not in client.get(link(row)).content.decode()


def test_shortly_before_the_start_nobody_is_promised_a_seat_without_being_asked(client, someone):
    begins = timezone.now() + timedelta(hours=30)
    times = {"starts_at": begins, "ends_at": begins + timedelta(hours=2), "deadline": begins - timedelta(hours=6)}
    event = make.event(capacity=1, **times)
    make.registered(event, by=someone)
    waiting = make.registered(event, by=someone)

    page = client.get(link(waiting)).content.decode()
    mail = OutgoingMail.objects.get(name="events/waiting")

    assert "bieten wir ihn Ihnen per E-Mail an" in page
    assert "automatisch" not in page
    assert mail.facts["until"] == ""


def test_the_receipt_of_an_event_that_is_called_off_promises_nothing(client, someone):
    event = make.event()
    row = make.registered(event, by=someone)
    change(event, status="postponed")
    assert "Die Veranstaltung wird verschoben." in client.get(link(row)).content.decode()
    assert "absagen/" in client.get(link(row)).content.decode()

    Event.objects.filter(pk=event.pk).update(  # its old date passes meanwhile
        starts_at=timezone.now() - timedelta(hours=9), ends_at=timezone.now() - timedelta(hours=8)
    )
    client.post(link(row, "absagen/"))
    assert status(row) == "cancelled"
    take_back(row)

    change(event, status="cancelled")
    page = client.get(link(row)).content.decode()

    assert "Die Veranstaltung findet nicht statt." in page
    assert "Sie haben einen Platz." not in page
    assert "absagen/" not in page


def test_after_the_deadline_the_page_still_leads_to_the_own_registration(client, here):
    user = ground.user()
    event = make.event(deadline=timezone.now() + timedelta(hours=1))
    make.registered(event, by=user, user=user, email=user.email)
    Event.objects.filter(pk=event.pk).update(deadline=timezone.now() - timedelta(minutes=1))
    client.force_login(user)

    assert "meine-anmeldung/" in client.get(event.get_absolute_url()).content.decode()

    change(event, status="cancelled")
    page = client.get(event.get_absolute_url()).content.decode()
    assert "meine-anmeldung/" not in page
    assert "Sie haben einen Platz." not in page


def test_whoever_takes_over_an_offer_hears_until_when_to_accept(someone):
    begins = timezone.now() + timedelta(hours=30)
    times = {"starts_at": begins, "ends_at": begins + timedelta(hours=2), "deadline": begins - timedelta(hours=6)}
    event = make.event(capacity=1, **times)
    seat, waiting = (make.registered(event, by=someone) for _ in range(2))
    cancel(seat)
    assert status(waiting) == "offered"

    substitute(waiting, name="Demo-Neu", email="neu@ort.example")

    mail = OutgoingMail.objects.get(name="events/substituted_in")
    assert mail.facts["until"]
    assert "calendar" not in mail.facts
