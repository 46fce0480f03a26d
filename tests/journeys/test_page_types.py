"""Every kind of page, as its readers meet it: axe at two widths in light and dark, nothing runs off at 320 pixels,
one heading, landmarks, valid HTML. A new kind of page gets a line in PAGES."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from django.test import Client

from events.models import EventPage
from forum.models import NewsPage, User
from library.models import PracticePage
from newsletter.models import IssuePage
from tests.browser import assert_accessible, invalid_html, sign_in

pytestmark = pytest.mark.browser

COORDINATOR, EDITOR, ADMIN = "koordination@musterstadt.example", "redaktion@forum.example", "admin@forum.example"


class Kind(NamedTuple):
    name: str
    address: str | Callable[[], str]
    who: str | None = None
    status: int = 200

    def path(self) -> str:
        return self.address if isinstance(self.address, str) else self.address()


PAGES = [
    Kind("Startseite", "/"),
    Kind("Suche", "/suche/?q=parken"),
    Kind("Suche ohne Treffer", "/suche/?q=xyzxyz"),
    Kind("Nicht gefunden", "/gibt-es-nicht/", status=404),
    Kind("Impressum", "/impressum/"),
    Kind("Datenschutz", "/datenschutz/"),
    Kind("Barrierefreiheit", "/barrierefreiheit/"),
    Kind("Leichte Sprache", "/leichte-sprache/"),
    Kind("Meldung", "/meldung/"),
    Kind("Nachrichten", "/aktuelles/"),
    Kind("Nachricht", lambda: NewsPage.objects.live().first().url),
    Kind("Bibliothek", "/bibliothek/"),
    Kind("Bibliothek, gefiltert", "/bibliothek/?handlungsfeld=mobilitaet&q=parken"),
    Kind("Praxis", lambda: PracticePage.objects.live().first().url),
    Kind("Veranstaltungen", "/veranstaltungen/"),
    Kind("Veranstaltung", lambda: EventPage.objects.live().first().url),
    Kind("Newsletter", "/newsletter/"),
    Kind("Newsletter bestellen", "/newsletter/anmelden/"),
    Kind("Ausgabe", lambda: IssuePage.objects.live().first().url),
    Kind("Mitglieder", "/mitglieder/"),
    Kind("Mitglied", "/mitglieder/musterstadt/"),
    Kind("Mitglied werden", "/mitglied-werden/"),
    Kind("Anmelden", "/konto/login/"),
    Kind("Anmelden mit Code", "/konto/login/code/"),
    Kind("Konto anlegen", "/konto/signup/"),
    Kind("Passwort vergessen", "/konto/password/reset/"),
    Kind("Mein Bereich", "/mein-bereich/", COORDINATOR),
    Kind("Mein Konto", "/konto/", COORDINATOR),
    Kind("Name", "/konto/profil/", COORDINATOR),
    Kind("E-Mail-Adresse", "/konto/email/", COORDINATOR),
    Kind("Passwort", "/konto/password/change/", COORDINATOR),
    Kind("Zweiter Faktor", "/konto/2fa/", COORDINATOR),
    Kind("Passkeys", "/konto/2fa/webauthn/", COORDINATOR),
    Kind("Sitzungen", "/konto/sessions/", COORDINATOR),
    Kind("Dienste", "/konto/3rdparty/", COORDINATOR),
    Kind("Noch einmal ausweisen", "/konto/reauthenticate/", COORDINATOR),
    Kind("Abmelden", "/konto/logout/", COORDINATOR),
    Kind("Kein Zugang", "/admin/login/", COORDINATOR, status=403),
]


@pytest.mark.parametrize("kind", PAGES, ids=lambda kind: kind.name)
def test_page_is_accessible_wide_and_narrow_light_and_dark(kind, visitors):
    page = visitors()
    if kind.who:
        sign_in(page, kind.who)

    response = page.goto(kind.path())
    if kind.status >= 400:  # the browser itself complains about the answer it got
        page.complaints.clear()

    assert response.status == kind.status
    assert_accessible(page)
    page.emulate_media(color_scheme="dark")
    assert_accessible(page, colours_only=True)
    page.set_viewport_size({"width": 320, "height": 800})
    assert_accessible(page, colours_only=True)
    page.emulate_media(color_scheme="light")
    assert_accessible(page)
    overhang = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overhang <= 0, f"{page.url} is {overhang} pixels too wide at 320"
    assert page.locator("h1").count() == 1
    landmarks = {role: page.get_by_role(role).count() for role in ("banner", "main", "contentinfo")}
    assert landmarks == {"banner": 1, "main": 1, "contentinfo": 1}


def test_html_of_every_page_is_valid(live_portal):
    sources = {}
    for kind in PAGES:
        client = Client(headers={"host": live_portal.removeprefix("http://")})
        if kind.who:
            client.force_login(User.objects.get(email=kind.who))
        response = client.get(kind.path())
        assert response.status_code == kind.status, kind.name
        sources[kind.name] = response.content.decode()

    assert invalid_html(sources) == {}
