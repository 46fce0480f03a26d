"""Who registered as a guest and has an account later finds the place there; nobody finds somebody else's."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from events import guests, retention, speaking, waiting
from events.models import Event, Registration
from events.registration import Person, cancel, confirm_mail, enter_received, register, substitute
from forum import tokens
from forum.models import OutgoingMail, User
from tests.factories import events as make
from tests.factories import ground, members

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]

ADDRESS = "maria@ort.example"


@pytest.fixture
def event():
    return make.event(capacity=3)


def guest(event: Event, *, name: str = "Maria", email: str = ADDRESS, confirmed: bool = True) -> Registration:
    row = register(event, [Person(name=name, email=email, needs="vegan")])[0]
    return confirm_mail(row) if confirmed else row


def account(*, email: str = ADDRESS, verified: bool = True, **fields) -> User:
    user = ground.user(email=email, **fields)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=verified)
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def owner(row: Registration) -> User | None:
    row.refresh_from_db()
    return row.user


def page(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def test_signing_up_with_the_same_address_brings_the_seat_along(client, event):
    row = guest(event)
    form = {"email": "Maria@Ort.example", "first_name": "M.", "last_name": "Muster", "password1": "ein schöner Satz 1"}
    client.post("/konto/signup/", form)
    assert owner(row) is None  # so far anybody may have typed it

    mail = OutgoingMail.objects.get(name="accounts/confirm_address")
    client.post("/konto/confirm-email/", {"code": mail.facts["code"]})

    assert owner(row) == User.objects.get(email=ADDRESS)
    seat = f"/veranstaltungen/{event.slug}/meine-anmeldung/"
    assert seat in page(client, event.get_absolute_url())
    assert "Sie haben einen Platz." in page(client, seat)
    assert "Sie sind schon angemeldet." in page(client, f"/veranstaltungen/{event.slug}/anmeldung/")
    assert event.title in page(client, "/mein-bereich/")
    feed = client.get(f"/veranstaltungen/kalender/meine/{tokens.sign('events.feed', row.user_id)}.ics")
    assert event.title in feed.content.decode()


def test_export_and_erasure_treat_the_place_as_theirs(event):
    row = guest(event)
    next_one = [make.registered(event, by=ground.user()) for _ in range(3)][-1]
    user = account()
    signed_in(user)
    assert retention.export(user)["Anmeldungen"][0]["Nummer"] == 1

    retention.erase(user)

    row.refresh_from_db()
    next_one.refresh_from_db()
    assert (row.name, row.user, row.secret, row.status) == ("anonymisiert", None, "", "cancelled")
    assert next_one.status == "confirmed"


def test_whoever_confirms_the_registration_after_signing_in_is_recognised_as_well(event):
    row = guest(event, confirmed=False)
    user = account()
    signed_in(user)
    assert owner(row) is None

    confirm_mail(row)

    assert owner(row) == user


def test_whoever_signs_in_instead_of_opening_the_mail_is_sure_of_the_address(event):
    row = guest(event, confirmed=False)
    user = account()

    signed_in(user).post(f"/veranstaltungen/{event.slug}/anmeldung/", {"submission": ""})

    assert owner(row) == user
    assert row.status == "confirmed"


def test_a_new_address_of_the_account_counts_when_it_is_proved(event, client):
    row = guest(event, email="neu@ort.example")
    user = account()
    client.force_login(user)
    assert owner(row) is None

    user.email = "neu@ort.example"
    user.save()
    address = EmailAddress.objects.get(user=user)
    address.email = user.email
    address.save()
    guests.at_new_address(EmailAddress, address)

    assert owner(row) == user


def test_who_was_invited_to_speak_finds_the_talk_in_the_own_area(event):
    talk = speaking.invite(make.session(event), name="Demo-Gast", email="Maria@Ort.example")
    signed_in(account(email="andere@ort.example"))
    maria = account()
    assert waiting.for_person(ground.request_by(maria)) == []

    signed_in(maria)

    talk.refresh_from_db()
    assert talk.user == maria
    assert [each["title"] for each in waiting.for_person(ground.request_by(maria))] == [
        f"Ihr Beitrag: {talk.session.title}"
    ]


def test_an_address_that_nobody_proved_brings_nothing(event):
    row = guest(event)
    signed_in(account(verified=False))
    signed_in(account(email="andere@ort.example"))

    assert owner(row) is None
    assert owner(guest(make.event(), confirmed=True)) is None


def test_a_guest_who_did_not_confirm_is_nobody(event):
    row = guest(event, confirmed=False)
    signed_in(account())

    assert owner(row) is None


def test_whoever_came_for_somebody_else_keeps_the_seat(event):
    """Also where both share one mail address."""
    gone, shared = guest(event), guest(event, name="Post", email="rathaus@ort.example")
    substitute(gone, name="Nachfolge", email="nachfolge@ort.example")
    substitute(shared, name="Nachfolge", email="rathaus@ort.example")
    signed_in(account())
    signed_in(account(email="rathaus@ort.example", first_name="Post", last_name=""))

    assert (owner(gone), owner(shared)) == (None, None)
    successor = account(email="nachfolge@ort.example", first_name="Nachfolge", last_name="")
    signed_in(successor)
    assert owner(gone) == successor


def test_colleagues_under_one_contact_mail_stay_apart(event):
    city = members.organisation()
    by = members.coordinator(city)
    people = [Person(name=name, email=ADDRESS) for name in ("Maria Muster", "Ben Beispiel")]
    rows = register(event, people, by=by, on_behalf_of=city)
    maria = account(first_name="Maria", last_name="Muster")
    signed_in(maria)

    assert [owner(row) for row in rows] == [maria, None]
    assert [row["Name"] for row in retention.export(maria)["Anmeldungen"]] == ["Maria Muster"]

    retention.erase(maria)

    for row in rows:
        row.refresh_from_db()
    assert [(row.name, row.status) for row in rows] == [("anonymisiert", "cancelled"), ("Ben Beispiel", "confirmed")]
    assert not Registration.objects.filter(email=ADDRESS).exists()
    owed = OutgoingMail.objects.count()
    cancel(rows[1])
    assert OutgoingMail.objects.count() == owed  # nobody is left to be written to


def test_a_name_that_the_desk_typed_has_to_fit(event):
    editor = ground.user()
    other = enter_received(
        event,
        Person(name="Ben Beispiel", email=ADDRESS),
        by=editor,
        source="email",
        received_at=event.registration_opens_at + timedelta(minutes=1),
        reason="Mail",
    )
    signed_in(account(first_name="Maria", last_name="Muster"))

    assert owner(other) is None


def test_a_place_of_another_account_is_never_taken(event):
    holder = ground.user()
    row = register(event, [Person(name="Maria", email=ADDRESS, user=holder)], by=holder)[0]
    newcomer = account(first_name="Maria", last_name="")
    signed_in(newcomer)

    assert owner(row) == holder
    assert retention.export(newcomer)["Anmeldungen"] == []


def test_a_coordinator_does_not_become_the_colleague_named_under_the_own_mail(event):
    city = members.organisation()
    boss = members.coordinator(city)
    client = signed_in(boss)
    form = client.get(f"/veranstaltungen/{event.slug}/anmeldung/?fuer=kolleginnen").content.decode()
    submission = re.search(r'name="submission" value="([^"]+)"', form)
    assert submission
    data = {
        "p-TOTAL_FORMS": "1",
        "p-INITIAL_FORMS": "0",
        "organisation": city.pk,
        "submission": submission[1],
        "p-0-name": "Ben Beispiel",
        "p-0-email": boss.email,
    }
    answer = client.post(f"/veranstaltungen/{event.slug}/anmeldung/?fuer=kolleginnen", data)

    assert answer.status_code == 302
    assert owner(Registration.objects.get(event=event)) is None
