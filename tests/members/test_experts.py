"""Experts: in the list by their own wish and word, seen by members only, out of it at once."""

import pytest

from forum.models import FieldOfAction
from members import admission, people
from members.models import Consent, Expertise
from tests.factories import ground
from tests.factories.members import coordinator, member, organisation

pytestmark = pytest.mark.django_db

LIST = "/mitglieder/fachleute/"


@pytest.fixture
def expert():
    user = member(organisation(name="Ort"), first_name="Demo", last_name="Sensorkundige")
    return user.memberships.get()


def _offers(membership, *slugs, text="Sensoren im Betrieb"):
    fields = FieldOfAction.objects.filter(slug__in=slugs or ["daten"])
    return people.offer_expertise(membership, fields_of_action=fields, text=text)


def test_person_enters_and_leaves_the_list_and_both_are_proven(client, expert):
    client.force_login(expert.user)
    form = f"/mein-bereich/fachwissen/{expert.pk}/"
    fields = [FieldOfAction.objects.get(slug="daten").pk]

    client.post(form, {"text": "LoRaWAN geplant", "fields_of_action": fields})
    client.post(form, {"text": "LoRaWAN im Betrieb", "fields_of_action": fields})
    consent = Consent.objects.get()
    assert "LoRaWAN im Betrieb" in client.get(LIST).content.decode()
    assert (consent.purpose, "Ort" in consent.wording, consent.withdrawn_at) == ("fachwissen", True, None)
    client.post(form, {"zuruecknehmen": "1"})

    assert "LoRaWAN" not in client.get(LIST).content.decode()
    assert Consent.objects.get().withdrawn_at is not None


def test_list_is_for_members_only(client, expert):
    _offers(expert)

    seen = []
    for user in (coordinator(), ground.user()):
        client.force_login(user)
        seen.append("Sensorkundige" in client.get(LIST).content.decode())
    client.logout()

    assert seen == [True, False]
    assert client.get(LIST).status_code == 302


def test_list_is_narrowed_by_field_of_action(client, expert):
    _offers(expert, "daten")
    _offers(member().memberships.get(), "mobilitaet", text="Fahrplan")
    client.force_login(coordinator())

    page = client.get(LIST, {"handlungsfeld": "mobilitaet"}).content.decode()

    assert "Fahrplan" in page
    assert "Sensoren" not in page
    assert client.get(LIST, {"handlungsfeld": "x\x00"}).status_code == 200


def test_list_takes_the_same_queries_for_one_and_three(client, expert, django_assert_num_queries):
    _offers(expert)
    client.force_login(coordinator())
    client.get(LIST)
    with django_assert_num_queries(8):
        client.get(LIST)
    for _more in range(2):
        _offers(member().memberships.get(), "daten", "mobilitaet")
    with django_assert_num_queries(8):
        client.get(LIST)


def test_who_leaves_the_organisation_is_no_longer_named(expert):
    coordinator(expert.organisation)
    _offers(expert)

    admission.leave(expert, by=expert.user)

    assert not Expertise.objects.exists()
    assert not Consent.objects.filter(withdrawn_at=None).exists()
