"""„Ich komme“ from the mail takes a real seat, „Ich kann nicht“ gives it back."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Event, Registration
from events.models.registration import LIVE
from events.refusals import WindowClosed
from events.registration import cancel, register
from forum.models import OutgoingMail
from members.permissions import EDITORS
from newsletter import answers, personal
from newsletter.models import Answer, Dispatch, Prompt
from tests.factories import events as dates
from tests.factories import ground
from tests.factories import members as people
from tests.factories import newsletter as make
from tests.newsletter.test_answers import path, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return dates.event(capacity=1)


@pytest.fixture
def prompt(event):
    block = make.block("event", {"page": event.page_id, "why": "", "rsvp": True})
    make.approved(make.issue(block))
    return Prompt.objects.get()


def test_guest_takes_a_seat_without_a_second_confirmation(prompt, event):
    answers.answer(prompt, email="gast@ort.example", choice=answers.COMES, name="Demo-Gast")

    row = Registration.objects.get(event=event)
    assert (row.status, row.name, row.email) == ("confirmed", "Demo-Gast", "gast@ort.example")
    assert list(OutgoingMail.objects.values_list("name", flat=True)) == ["events/seat_confirmed"]


def test_member_is_registered_for_the_own_organisation(prompt, event):
    city = people.organisation()
    member = people.member(city)

    answers.answer(prompt, email=member.email, choice=answers.COMES)

    row = Registration.objects.get(event=event)
    assert (row.status, row.user, row.organisation) == ("confirmed", member, city)


def test_second_one_waits_and_moves_up_when_the_first_cannot_come(prompt, event):
    answers.answer(prompt, email="eins@ort.example", choice=answers.COMES, name="Demo-Eins")
    answers.answer(prompt, email="zwei@ort.example", choice=answers.COMES, name="Demo-Zwei")
    assert Registration.objects.get(email="zwei@ort.example").status == "waitlisted"

    answers.answer(prompt, email="eins@ort.example", choice=answers.STAYS_AWAY)

    assert Registration.objects.get(email="zwei@ort.example").status == "confirmed"
    assert [answer.choice for answer in Answer.objects.order_by("voter", "pk")].count(answers.STAYS_AWAY) == 1


def test_pressing_twice_takes_one_seat(prompt, event):
    for _press in range(2):
        answers.answer(prompt, email="eins@ort.example", choice=answers.COMES, name="Demo-Eins")

    assert Registration.objects.filter(event=event).count() == 1


def test_name_is_needed(prompt):
    with pytest.raises(answers.AnswerRefused, match="Namen"):
        answers.answer(prompt, email="eins@ort.example", choice=answers.COMES)
    assert Answer.objects.count() == 0


def test_staying_away_without_a_seat_is_noted(prompt, event):
    answers.answer(prompt, email="eins@ort.example", choice=answers.STAYS_AWAY)

    assert Registration.objects.get(event=event).status == "declined"


def test_refusal_of_the_event_stores_nothing(prompt, event):
    past = event.registration_opens_at - timedelta(days=9)
    Event.objects.filter(pk=event.pk).update(registration_opens_at=past, deadline=past + timedelta(days=1))

    with pytest.raises((WindowClosed, answers.AnswerRefused)):
        answers.answer(prompt, email="eins@ort.example", choice=answers.COMES, name="Demo-Eins")
    assert Answer.objects.count() == 0


def test_own_seat_and_open_vote_stand_in_the_personal_part(prompt, event, django_assert_max_num_queries):
    Dispatch.objects.update(finished_at=timezone.now(), state="done")
    poll_issue = make.approved(make.issue(make.poll("Noch eine Frage?")))
    Dispatch.objects.filter(pk=poll_issue.pk).update(finished_at=timezone.now(), state="done")
    one, two = make.subscriber(email="eins@ort.example"), make.subscriber(email="zwei@ort.example")
    answers.answer(prompt, email="eins@ort.example", choice=answers.COMES, name="Demo-Eins")
    answers.answer(Prompt.objects.get(kind="poll"), email="zwei@ort.example", choice=0)

    with django_assert_max_num_queries(4):
        parts = personal.parts([one, two])

    assert "Sie haben einen Platz" in parts[one.pk][0]
    assert "Noch eine Frage?" in parts[one.pk][0]
    assert parts[two.pk] == ("", "")
    assert "/newsletter/antwort/" in parts[one.pk][1]


def colleagues(event, *names, email="amt@ort.example"):
    event = Event.objects.get(pk=event.pk)
    return register(event, [dates.person(name=name, email=email) for name in names], by=ground.user())


def stands(row):
    return Registration.objects.get(pk=row.pk).status


def test_staying_away_never_cancels_a_colleague_who_shares_the_address(client, prompt, event):
    rows = colleagues(event, "Demo-A", "Demo-B")
    before = [stands(row) for row in rows]
    reader = make.subscriber(email="amt@ort.example", name="Demo-A")

    page = press(client, path(reader, prompt, answers.STAYS_AWAY))

    assert page.status_code == 422
    assert "Link in ihrem Beleg" in page.content.decode()
    assert [stands(row) for row in rows] == before
    assert Answer.objects.count() == 0


@pytest.mark.parametrize(("name", "goes"), [("Demo-A", True), ("demo-a ", True), ("Demo-C", False), ("", True)])
def test_staying_away_needs_the_name_where_one_is_known(prompt, event, name, goes):
    row = dates.registered(event, by=ground.user(), name="Demo-A", email="amt@ort.example")

    if goes:
        answers.answer(prompt, email="amt@ort.example", choice=answers.STAYS_AWAY, name=name)
    else:
        with pytest.raises(answers.OtherName):
            answers.answer(prompt, email="amt@ort.example", choice=answers.STAYS_AWAY, name=name)

    assert stands(row) == ("cancelled" if goes else "confirmed")


def test_last_one_of_a_group_is_not_cancelled_by_a_reader_without_a_name(prompt, event):
    first, last = colleagues(event, "Demo-A", "Demo-B")
    cancel(first)

    with pytest.raises(answers.OtherName):
        answers.answer(prompt, email="amt@ort.example", choice=answers.STAYS_AWAY)

    assert stands(last) == "confirmed"


def test_coming_beside_colleagues_of_the_same_address_is_a_registration_of_ones_own(prompt, event):
    colleagues(event, "Demo-A", "Demo-B")

    answers.answer(prompt, email="amt@ort.example", choice=answers.COMES, name="Demo-C")
    answers.answer(prompt, email="amt@ort.example", choice=answers.COMES, name="Demo-B")

    assert list(Registration.objects.order_by("receipt_no").values_list("name", flat=True)) == [
        "Demo-A", "Demo-B", "Demo-C",
    ]  # fmt: skip


def test_coming_where_somebody_else_has_the_address_alone_is_refused_and_no_yes_is_stored(prompt, event):
    dates.registered(event, by=ground.user(), name="Demo-A", email="amt@ort.example")

    with pytest.raises(answers.OtherName):
        answers.answer(prompt, email="amt@ort.example", choice=answers.COMES, name="Demo-C")

    assert (Answer.objects.count(), Registration.objects.count()) == (0, 1)


def test_coming_confirms_an_address_that_was_still_unconfirmed(prompt, event):
    (row,) = register(Event.objects.get(pk=event.pk), [dates.person(name="Demo-A", email="gast@ort.example")])
    assert row.status == "pending_mail"

    answers.answer(prompt, email="gast@ort.example", choice=answers.COMES, name="Demo-A")

    assert stands(row) == "confirmed"


def test_personal_part_says_how_each_registration_stands(event):
    past, later = timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)
    reader = make.subscriber(email="eins@ort.example")
    row = dates.registered(event, by=ground.user(), name="Demo-Eins", email="eins@ort.example")
    said = {
        "pending_mail": "bestätigen Sie noch Ihre E-Mail-Adresse",
        "received": "Ihre Anmeldung ist eingegangen",
        "confirmed": "Sie haben einen Platz",
        "waitlisted": "Sie stehen auf der Warteliste",
        "offered": "Ein Platz ist für Sie frei",
    }
    assert set(said) == set(LIVE)

    for status, words in said.items():
        Registration.objects.filter(pk=row.pk).update(
            status=status,
            confirm_by=later if status == "pending_mail" else None,
            offer_until=later if status == "offered" else None,
            status_at=past,
        )
        assert words in personal.parts([reader])[reader.pk][0]


def test_personal_part_promises_no_seat_in_a_cancelled_event(event):
    reader = make.subscriber(email="eins@ort.example")
    dates.registered(event, by=ground.user(), name="Demo-Eins", email="eins@ort.example")
    Event.objects.filter(pk=event.pk).update(status=Event.Status.CANCELLED)

    assert personal.parts([reader])[reader.pk] == ("", "")


def test_looking_at_an_issue_as_a_reader_gives_no_link_to_vote_as_that_reader(client, prompt):
    Dispatch.objects.update(finished_at=timezone.now(), state="done")
    asked = make.approved(make.issue(make.poll("Noch eine Frage?")))
    Dispatch.objects.filter(pk=asked.pk).update(finished_at=timezone.now(), state="done")
    reader = make.subscriber(email="eins@ort.example")
    issue = make.issue(make.block("personal", None))
    client.force_login(people.in_group(EDITORS))

    page = client.get(f"/newsletter/versand/{issue.pk}/vorschau/mail/?als={reader.pk}").content.decode()

    assert "Noch eine Frage?" in page
    assert set(re.findall(r"/newsletter/antwort/([^/]+)/", page)) == {"probe"}
