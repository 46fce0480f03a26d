"""Every kind of page, as its readers meet it: axe at two widths in light and dark, nothing runs off at 320 pixels,
one heading, landmarks, valid HTML. Every address of the role matrix (tests/forum/roles.txt) comes by itself."""

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import NamedTuple

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Event, SeriesPage
from forum.models import NewsPage, User
from library.models import PracticePage
from library.models.vocabulary import EntryKind
from newsletter.models import IssuePage
from tests.browser import assert_accessible, invalid_html
from tests.forum import test_roles

pytestmark = pytest.mark.browser

COORDINATOR, NEIGHBOUR = "koordination@musterstadt.example", "koordination@neuhafen.example"
EDITOR, ADMIN = "redaktion@forum.example", "admin@forum.example"


class Kind(NamedTuple):
    name: str
    address: str | Callable[[], str]
    who: str | None = None
    status: int = 200

    def path(self) -> str:
        return self.address if isinstance(self.address, str) else self.address()


NO_PAGES = {  # files, feeds, fragments of pages, and the back rooms, whose look is Wagtail's
    *("my_data_file", "search_suggestions", "feed", "people_desk", "person_desk", "merge_desk"),
    *(
        f"events:{name}"
        for name in ("feed", "feed_series", "feed_field", "feed_mine", "ics", "ics_beside", "ics_receipt")
    ),
    *("events:journal_json", "events:desk_export"),
    *(f"library:{name}" for name in ("suggest", "feed", "template", "one_pager", "transfer_report")),
    *(
        "library:transfer_report_of",
        "library:import_template",
        "newsletter:feed",
        "newsletter:desk_progress",
        "newsletter:desk_preview_html",
    ),
    *("members:group_meeting_ics", "members:group_document"),
    *("newsletter:desk_answers", "members:place_suggestions", "members:suggestions", "members:csv", "members:json"),
    *(f"open_data:{name}" for name in ("openapi", "practices", "practices_csv", "practice", "catalogue")),
}
READERS = {"visitor": None, "coordinator": COORDINATOR, "neighbour": NEIGHBOUR, "editor": EDITOR, "office": ADMIN}


@cache
def all_addresses() -> dict[str, str]:
    return test_roles.addresses(test_roles.build_world())


def of_routes() -> Iterator[Kind]:
    """Every address of the role matrix that answers with a page, as the first role that may see it."""
    for (method, route), answers in test_roles.rows().items():
        may = [role for role in READERS if answers[test_roles.ROLES.index(role)] == "200"]
        if method == "GET" and may and route not in NO_PAGES:
            yield Kind(route, partial(lambda route: all_addresses()[route], route), READERS[may[0]])


def an_event() -> Event:
    """Invented, to come, with registrations and a journal."""
    return Event.objects.get(slug="interkommunaler-austausch-neuhafen")


def reused() -> PracticePage:
    return PracticePage.objects.live().filter(origin__slug="neuhafen").first()


def compared() -> str:
    newest = PracticePage.objects.live().order_by("-pk").values_list("pk", flat=True)[:4]
    return "&".join(f"praxis={pk}" for pk in newest)


def practice(**facts: object) -> Callable[[], str]:
    return lambda: PracticePage.objects.live().filter(**facts).first().url


# States of a page that have a look of their own, editors' pages, and what allauth answers.
MORE_PAGES = [
    Kind("Startseite", "/"),
    Kind("Suche", "/suche/?q=parken"),
    Kind("Suche ohne Treffer", "/suche/?q=xyzxyz"),
    Kind("Nicht gefunden", "/gibt-es-nicht/", status=404),
    *(
        Kind(slug, f"/{slug}/")
        for slug in ("impressum", "datenschutz", "barrierefreiheit", "leichte-sprache", "hausregeln")
    ),
    Kind("Nachrichten", "/aktuelles/"),
    Kind("Nachricht", lambda: NewsPage.objects.live().first().url),
    Kind("Handbuch, ein Kapitel", "/handbuch/redaktion/"),
    Kind("Bibliothek, gefiltert", "/bibliothek/?handlungsfeld=mobilitaet&q=parken"),
    Kind("Bibliothek ohne Treffer", "/bibliothek/?q=xyzxyz"),
    Kind("Bibliothek, berichtigt", "/bibliothek/?q=parkn"),
    Kind("Bibliothek nach Passung", "/bibliothek/", COORDINATOR),
    Kind("Karte der Nachnutzung", lambda: f"/bibliothek/karte/?praxis={reused().slug}"),
    Kind("Passung für eine Kommune", lambda: f"/bibliothek/{reused().slug}/passung/?kommune=Aachen"),
    Kind("Steckbrief mit Passung", lambda: reused().url, COORDINATOR),
    Kind("Vergleich zu viert", lambda: f"/bibliothek/vergleich/?{compared()}"),
    Kind(
        "Praxis schreiben, Kosten", lambda: all_addresses()["library:write"].replace("problem", "kosten"), COORDINATOR
    ),
    Kind("Kurzeintrag", practice(entry_kind=EntryKind.SHORT)),
    Kind("Steckbrief", practice(origin__slug="neuhafen")),
    Kind("Vergangene Veranstaltungen", "/veranstaltungen/?zeit=vergangen"),
    Kind("Veranstaltung", lambda: an_event().get_absolute_url()),
    Kind("Veranstaltungsreihe", lambda: SeriesPage.objects.exclude(planned_editions=None).first().url),
    Kind("Ausgebucht", "/veranstaltungen/besuch-leitstelle-bergheide/"),
    Kind("Nur für Mitglieder", "/veranstaltungen/expertenrunde-datenplattform/anmeldung/"),
    Kind("Vergangene Veranstaltung", lambda: Event.objects.order_by("starts_at").first().get_absolute_url()),
    Kind("Ausgabe", lambda: IssuePage.objects.live().first().url),
    Kind("Karte der Mitglieder", "/mitglieder/?ansicht=karte"),
    Kind("Suche und Biete", "/mitglieder/?ansicht=boerse"),
    Kind("Mitglieder ohne Treffer", "/mitglieder/?q=gibtesnicht"),
    Kind("Antrag für eine Stadt", "/mitglied-werden/antrag/?kommune=05334002"),
    Kind("Einladung, die nicht gilt", "/mitglieder/einladung/x/", status=410),
    Kind("Anmelden", "/konto/login/"),
    Kind("Anmelden mit Code", "/konto/login/code/"),
    Kind("Konto anlegen", "/konto/signup/"),
    Kind("Passwort vergessen", "/konto/password/reset/"),
    Kind("E-Mail-Adresse", "/konto/email/", COORDINATOR),
    Kind("Passwort", "/konto/password/change/", COORDINATOR),
    Kind("Zweiter Faktor", "/konto/2fa/", COORDINATOR),
    Kind("Passkeys", "/konto/2fa/webauthn/", COORDINATOR),
    Kind("Sitzungen", "/konto/sessions/", COORDINATOR),
    Kind("Dienste", "/konto/3rdparty/", COORDINATOR),
    Kind("Noch einmal ausweisen", "/konto/reauthenticate/", COORDINATOR),
    Kind("Abmelden", "/konto/logout/", COORDINATOR),
    Kind("Kein Zugang", "/admin/login/", COORDINATOR, status=403),
    Kind("Veranstaltung für Mitglieder", lambda: an_event().get_absolute_url(), COORDINATOR),
    Kind("Kolleg*innen anmelden", lambda: an_event().get_absolute_url() + "anmeldung/?fuer=kolleginnen", COORDINATOR),
    Kind("Beteiligte der Veranstaltung", lambda: an_event().get_absolute_url() + "liste/beteiligte/", ADMIN),
    Kind("Mein Bereich der Redaktion", "/mein-bereich/", EDITOR),
    Kind(
        "Ausgabe vor dem Versand",
        lambda: reverse("newsletter:desk", args=[IssuePage.objects.filter(dispatch=None).first().pk]),
        EDITOR,
    ),
]
PAGES = [*MORE_PAGES, *of_routes()]


@pytest.mark.parametrize("kind", PAGES, ids=lambda kind: kind.name)
def test_page_is_accessible_wide_and_narrow_light_and_dark(kind, readers):
    page = readers(kind.who)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")

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
    assert page.complaints == []


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
