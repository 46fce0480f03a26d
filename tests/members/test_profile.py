"""What a profile gathers from the other rooms, for whom, and in how many queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.images.tests.utils import get_test_image_file

from events.models import Organiser
from forum.models import PortalImage
from library import adoption
from library.models import Adoption, Partner
from tests.factories import events, library
from tests.factories.members import coordinator, member, organisation

pytestmark = pytest.mark.django_db


def hosted(organisation, **fields):
    Organiser.objects.create(event=events.event(**fields), organisation=organisation)


def _profile(client, slug="ort"):
    return client.get(f"/mitglieder/{slug}/").content.decode()


def test_profile_gathers_practices_of_the_place_its_companies_and_partnerships(client):
    place = organisation(slug="ort")
    works = organisation(name="Werke Ort", slug="werke", kind="stadtwerke", parent=place)
    library.short_entry(title="Eigene Praxis", origin=place)
    library.short_entry(title="Praxis der Werke", origin=works)
    together = library.short_entry(title="Gemeinsame Praxis")
    Partner.objects.create(practice=together, organisation=place)
    library.short_entry(title="Fremde Praxis")

    page = _profile(client)

    for title in ("Eigene Praxis", "Praxis der Werke", "Gemeinsame Praxis"):
        assert title in page
    assert "Fremde Praxis" not in page


def test_profile_shows_a_re_use_to_everybody_only_when_it_is_confirmed(client):
    place = organisation(slug="ort")
    boss = coordinator(place)
    practice = library.published(title="Gute Idee")
    declared = adoption.declare(practice, adopter=place, by=coordinator(practice.origin), stage="betrieb")

    before = _profile(client)
    client.force_login(boss)
    own = _profile(client)
    client.logout()
    adoption.confirm(declared, by=boss)
    after = _profile(client)

    assert "Gute Idee" not in before
    assert "Gute Idee" in own
    assert "unbestätigt" in own
    assert "Gute Idee" in after


def test_profile_shows_the_logo_with_words(client):
    logo = PortalImage.objects.create(title="Logo", file=get_test_image_file(), description="Wappen")
    organisation(name="Ort", slug="ort", logo=logo)

    assert 'alt="Logo von Ort"' in _profile(client)


def test_profile_shows_the_dates_an_organisation_stands_behind(client):
    place = organisation(slug="ort")
    hosted(place, title="Unser Tag")
    events.event(title="Anderer Tag")

    page = _profile(client)

    assert "Unser Tag" in page
    assert "Anderer Tag" not in page


def test_profile_takes_the_same_queries_for_one_and_three_of_everything(client):
    place = organisation(slug="ort")

    def add():
        library.short_entry(origin=place)
        organisation(parent=place, kind="stadtwerke")
        hosted(place)
        Adoption.objects.create(
            practice=library.short_entry(), adopter=place, stage="betrieb", confirmed_at="2026-01-01T00:00Z"
        )
        person = member(place)
        person.memberships.update(is_public=True)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            _profile(client)
        return len(captured)

    add()
    _profile(client)
    few = queries()
    add()
    add()

    assert queries() == few
