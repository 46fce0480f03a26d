"""Asking another member: passed on by the portal, without anybody's address on a page."""

import re
import uuid

import pytest

from forum import outbox
from forum.models import FieldOfAction, OutgoingMail
from members import people
from tests.factories.members import coordinator, member, organisation

pytestmark = pytest.mark.django_db

DOOR = "/mitglieder/ort/anfrage/"


@pytest.fixture
def place():
    return organisation(name="Ort", slug="ort", seeks="Erfahrung mit Pegeln", offers="Besuche")


@pytest.fixture
def asking(client):
    user = member(organisation(name="Fragestadt"), first_name="Demo", last_name="Fragende")
    client.force_login(user)
    return user


def _ask(client, query="", **data):
    return client.post(DOOR + query, {"text": "Wie machen Sie das?", "once": str(uuid.uuid4()), **data})


def _recipients():
    return sorted(OutgoingMail.objects.filter(name="members/contact_asked").values_list("recipient", flat=True))


def test_anfrage_reaches_the_coordinators_and_answers_reach_the_asking_person(client, place, asking):
    boss = coordinator(place)
    member(place)
    page = client.get(DOOR).content.decode()

    answer = _ask(client)

    assert answer.url == "/mitglieder/ort/"
    assert _recipients() == [boss.email]
    message = outbox.compose(OutgoingMail.objects.get())
    assert (message.reply_to, message.subject) == ([asking.email], "Anfrage von Demo Fragende, Fragestadt")
    assert "Wie machen Sie das?" in message.body
    assert boss.email not in page + message.body + answer.content.decode()


def test_named_contact_people_come_before_coordinators(client, place, asking):
    coordinator(place)
    named = member(place)
    named.memberships.update(is_contact=True)

    _ask(client)

    assert _recipients() == [named.email]


def test_pressed_twice_is_sent_once(client, place, asking):
    coordinator(place)
    once = str(uuid.uuid4())

    _ask(client, once=once)
    _ask(client, once=once)

    assert len(_recipients()) == 1


def test_one_person_is_asked_only_if_they_show_themselves(client, place, asking):
    coordinator(place)
    hidden, expert = member(place), member(place)
    people.offer_expertise(
        expert.memberships.get(), fields_of_action=FieldOfAction.objects.filter(slug="daten"), text="Sensoren"
    )

    _ask(client, f"?person={hidden.memberships.get().pk}")
    assert _recipients() == []
    assert "Ort fragen" in client.get(f"{DOOR}?person={hidden.memberships.get().pk}").content.decode()
    link = re.search(r"/mitglieder/ort/anfrage/\?person=\d+", client.get("/mitglieder/fachleute/").content.decode())
    _ask(client, link[0].removeprefix(DOOR))

    assert _recipients() == [expert.email]


def test_where_nobody_answers_the_page_says_so(client, place, asking):
    assert "antwortet noch niemand" in client.get(DOOR).content.decode()
    assert "antwortet noch niemand" in _ask(client).content.decode()


def test_market_shows_who_seeks_and_offers_and_leads_to_the_anfrage(client, place, asking):
    organisation(name="Schweigestadt")

    page = client.get("/mitglieder/?ansicht=boerse").content.decode()

    assert "Erfahrung mit Pegeln" in page
    assert "Schweigestadt" not in page
    assert f'href="{DOOR}"' in page
    client.logout()
    assert f'href="{DOOR}"' not in client.get("/mitglieder/?ansicht=boerse").content.decode()
