"""„Mein Bereich“: what waits, what the organisation has, and nothing empty without a way on."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from library import bookmarks
from library.models import Adoption
from members import admission
from members.permissions import ADMINS
from tests.factories import events, ground, library
from tests.factories.members import coordinator, in_group, member, organisation

pytestmark = pytest.mark.django_db

PLACE = {"stated_population": 40_000, "stated_area_km2": 80, "stated_degurba": 2, "stated_land": "Hessen"}


def _dashboard(client):
    return client.get("/mein-bereich/").content.decode()


def test_seats_show_own_places_quota_and_who_waits(client):
    place = organisation(name="Musterort")
    boss = coordinator(place)
    small = events.event(title="Wenig Plätze", capacity=1, max_per_organisation=4)
    events.event(title="Ohne Grenze")
    events.registered(small, by=boss, on_behalf_of=place)
    events.registered(small, by=boss, on_behalf_of=place)
    client.force_login(boss)

    page = _dashboard(client)

    assert "Plätze von Musterort" in page
    assert "3 von 4" in page
    assert "1 wartet" in page
    assert "ausgebucht" in page
    assert "Auf die Warteliste" in page
    assert "ohne Grenze" in page


def test_organisation_box_counts_practices_and_re_uses(client):
    place = organisation()
    boss = coordinator(place)
    library.published(author=boss, organisation=place)
    for state in ({"confirmed_at": "2026-01-01T00:00Z"}, {}):
        Adoption.objects.create(practice=library.short_entry(), adopter=place, stage="betrieb", **state)
    client.force_login(boss)

    page = " ".join(_dashboard(client).split())

    assert "<dt>Praktiken</dt><dd>1</dd>" in page
    assert "<dt>Nachnutzungen</dt><dd>1, eine unbestätigt</dd>" in page


def test_fitting_practices_are_of_others_and_say_their_fit(client):
    place = organisation(name="Musterort", **PLACE)
    library.short_entry(title="Eigene", origin=place)
    library.short_entry(title="Von nebenan", origin=organisation(**PLACE))
    client.force_login(member(place))

    page = _dashboard(client)
    fitting = page[page.index("Passend für Musterort") :]

    assert "Von nebenan" in fitting
    assert "Passung" in fitting
    assert "Eigene" not in fitting


def test_merkzettel_is_shown_and_leads_to_the_comparison(client):
    person = member()
    one, two = library.short_entry(title="Erste"), library.short_entry(title="Zweite")
    for practice in (one, two):
        bookmarks.keep(practice, by=person)
    client.force_login(person)

    page = _dashboard(client)

    assert f"/bibliothek/vergleich/?praxis={two.pk}&amp;praxis={one.pk}" in page


def test_merkzettel_shows_each_practice_once(client):
    place = organisation()
    person = member(place)
    kept = [library.short_entry() for _number in range(4)]
    for practice in kept:
        bookmarks.keep(practice, by=person)
        bookmarks.keep(practice, by=person, shared_with=place)
    kept[-1].unpublish()
    client.force_login(person)

    shown = "&amp;".join(f"praxis={practice.pk}" for practice in reversed(kept[:3]))
    assert f"/bibliothek/vergleich/?{shown}" in _dashboard(client)


@pytest.mark.parametrize("who", ["stranger", "staff", "coordinator", "admin"])
def test_nothing_is_empty_without_a_way_on(client, who):
    user = {"stranger": ground.user, "staff": member, "coordinator": coordinator}.get(who, lambda: in_group(ADMINS))()
    client.force_login(user)

    page = _dashboard(client)

    assert 'href="/bibliothek/"' in page
    if who in ("staff", "coordinator"):
        assert "Kalender abonnieren" in page


def test_dashboard_takes_the_same_queries_for_one_and_three_of_everything(client):
    place = organisation(email_domain="ort.example", **PLACE)
    boss = coordinator(place)
    client.force_login(boss)

    def add():
        events.registered(events.event(max_per_organisation=3), by=boss, on_behalf_of=place)
        bookmarks.keep(library.short_entry(origin=organisation(**PLACE)), by=boss)
        admission.join_by_domain(ground.user(email=f"neu{ground.user().pk}@ort.example"))

    def queries():
        cache.clear()  # nothing kept: both times the database is asked for everything
        with CaptureQueriesContext(connection) as captured:
            _dashboard(client)
        return len(captured)

    add()
    few = queries()
    add()
    add()

    assert queries() == few
