"""The front page: what the first screen promises, with and without content, and cheap for everybody."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum import search
from forum.models import HomePage, NewsIndexPage, NewsPage
from tests.factories import ground

pytestmark = pytest.mark.django_db


def practice(number: int, **fields):
    search.put(
        "praxis",
        number,
        url=f"/bibliothek/praxis-{number}/",
        title=f"Praxis {number}",
        place="Musterstadt",
        facets=["eintrag:kurzeintrag"],
        changed_at=timezone.now(),
        **fields,
    )


def news(**fields) -> NewsPage:
    page = NewsPage(**{"title": "Neues aus Rurtal", "slug": "neues", "lead": "Es geht voran.", **fields})
    NewsIndexPage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    return page


def test_first_screen_says_what_this_is_and_has_one_search(client):
    page = client.get("/").content.decode()
    hero = page[page.index('class="hero"') : page.index('class="pillars"')]

    assert page.count("<h1") == 1
    assert "Was eine Kommune gelöst hat, muss die nächste nicht neu erfinden." in hero
    assert hero.count('role="search"') == 1
    assert 'action="/suche/"' in hero


def test_first_screen_names_three_practices_from_sources_before_the_map(client):
    for number in range(1, 5):
        practice(number)
    search.put(
        "praxis", 9, url="/x/", title="Erfundene Praxis", facets=["eintrag:steckbrief"], changed_at=timezone.now()
    )

    page = client.get("/").content.decode()
    now = page[page.index('class="hero__now"') : page.index('class="hero__map"')]

    assert re.findall(r"/bibliothek/(praxis-\d)/", now) == ["praxis-4", "praxis-3", "praxis-2"]
    assert "Erfundene Praxis" not in now


def test_empty_portal_says_so_without_empty_teasers(client):
    page = client.get("/").content.decode()

    assert "hero__now" not in page
    assert "Noch keine Nachrichten." in page


def test_news_stand_newest_first_and_drafts_do_not(client):
    news(title="Alt", slug="alt", published_on=timezone.localdate().replace(year=2024))
    news(title="Neu", slug="neu")
    NewsIndexPage.objects.get().add_child(instance=NewsPage(title="Entwurf", slug="entwurf", live=False))

    page = client.get("/").content.decode()

    assert re.findall(r'href="/aktuelles/(\w+)/"', page) == ["neu", "alt"]


def test_nobody_gets_a_cookie_or_a_token(client):
    for address in ("/", "/aktuelles/", "/impressum/", "/suche/?q=parken", "/suche/vorschlaege/?q=par"):
        answer = client.get(address)

        assert answer.status_code == 200, address
        assert not answer.cookies, address
        assert "csrfmiddlewaretoken" not in answer.content.decode(), address


def test_terms_come_from_the_editors(client):
    HomePage.objects.update(quick_terms="Ampeln, Wärme")

    page = client.get("/").content.decode()

    assert "/suche/?q=W%C3%A4rme" in page


def test_front_page_costs_the_same_with_much_and_with_little(client):
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/")
        return len(captured)

    practice(1)
    news(slug="erste")
    client.get("/")
    few = count()
    for number in range(2, 8):
        practice(number)
        news(slug=f"n{number}")

    assert count() == few


def test_what_is_kept_of_it_is_the_same_for_every_reader(client, settings):
    settings.ANONYMOUS_PAGE_SECONDS = 60
    anonymous = client.get("/").content.decode()
    people = [ground.user(first_name=name, last_name="Kreutzberg") for name in ("Xaver", "Yvonne")]

    pages = []
    for person in people:
        client.force_login(person)
        with CaptureQueriesContext(connection) as captured:
            pages.append(client.get("/").content.decode())

    assert len(captured) < 10
    for page, person, other in zip(pages, people, reversed(people), strict=True):
        assert person.initials in page
        assert f">{other.initials}<" not in page
        assert (
            page[page.index('class="hero__map"') : page.index("<footer")]
            == (anonymous[anonymous.index('class="hero__map"') : anonymous.index("<footer")])
        )
