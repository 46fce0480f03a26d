"""A date whose page an editor has closed is shown to whom the page is shown, and to nobody else."""

import pytest
from django.test import Client

from events import emails
from events.lists import public_events
from events.models import CalendarPage, Event
from events.registration import change
from forum.models import SearchDocument
from tests.factories import events as make
from tests.factories import ground

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


@pytest.fixture
def closed() -> Event:
    event = make.event(title="Klausur der Spitze")
    event.page.view_restrictions.create(restriction_type="login")
    return event


def addresses(event: Event) -> list[str]:
    routes = ("register", "ics", "ics_beside", "who", "journal", "journal_json", "interest")
    return [event.url_of(route).removeprefix("http://testserver") for route in routes]


def test_no_list_feed_or_address_shows_it_to_visitors(client, closed):
    other = make.event(accompanies=closed)

    for address in ("/veranstaltungen/", "/veranstaltungen/kalender.ics", other.get_absolute_url(), "/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert closed.title not in answer.content.decode(), address
    assert [client.get(address).status_code for address in addresses(closed)] == [404] * len(addresses(closed))


def test_whoever_may_see_the_page_may_register(closed):
    client = Client()
    client.force_login(ground.user())

    codes = {address: client.get(address).status_code for address in [closed.get_absolute_url(), *addresses(closed)]}

    assert set(codes.values()) <= {200, 302}, codes


def test_what_lies_below_a_closed_calendar_is_closed_as_well(client):
    event = make.event()
    CalendarPage.objects.get().view_restrictions.create(restriction_type="login")

    assert not public_events().exists()
    assert not SearchDocument.objects.filter(kind="termin").exists()
    assert client.get(event.url_of("register").removeprefix("http://testserver")).status_code == 404


def test_the_search_follows_closing_and_opening_and_no_act_brings_it_back(closed):
    found = SearchDocument.objects.filter(kind="termin", object_id=str(closed.pk))
    assert not found.exists()
    change(closed, room_note="Saal 3")
    closed.page.save_revision().publish()
    assert not found.exists()

    closed.page.view_restrictions.get().delete()

    assert found.exists()


def test_signed_links_open_whatever_became_of_the_page(client, closed):
    row = make.registered(closed, by=ground.user())
    token = emails.receipt_token([row])
    ways = [closed.url_of(route, token).removeprefix("http://testserver") for route in ("receipt", "cancel")]
    closed.page.unpublish()

    assert [client.get(way).status_code for way in ways] == [200, 200]
    client.post(ways[1])

    row.refresh_from_db()
    assert row.status == "cancelled"
    assert client.get(addresses(closed)[0]).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_restrictions_cost_a_list_nothing(django_assert_num_queries, number):
    shown = make.event()
    for _each in range(number):
        make.event().page.view_restrictions.create(restriction_type="login")

    with django_assert_num_queries(1):
        assert list(Event.objects.public()) == [shown]
